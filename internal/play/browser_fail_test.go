package play

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// script has the page do something that is not what the test is about.
func (b *browser) script(text string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](text))
}

// A button in Slack gives its focus to the message that takes its place.
func TestPagePressInSlack(t *testing.T) {
	b := open(t)
	b.keys(kb.Enter)
	b.says("messages", "Logged. Tuesday, October 7")
	b.tabTo("#messages .actions button")
	b.keys(kb.Enter)
	b.says("messages", "Undone: the log")
	b.until("the focus is where the button was", `document.activeElement.closest("#messages")`)
}

// What can be made to fail, with the keyboard alone.
func TestPageFails(t *testing.T) {
	b := open(t)
	b.tabTo("#more summary")
	b.keys(kb.Enter)
	b.until("the choice is open", `document.getElementById("more").open`)
	b.tabTo("[data-fail=slack]")
	b.keys(kb.Enter)
	b.says("trouble", "Slack is down. What parbot sends waits until that is over.")
	if got := b.app.slack.Failing(); got != Down {
		t.Errorf("Slack is %q, want down", got)
	}
	b.tabTo("[data-fail=mail]")
	b.keys(kb.Enter)
	b.says("trouble", "Slack and mail are down. What parbot sends waits")
	b.pictures("6-fails")
	b.keys(kb.Enter)
	b.until("mail is up again", `document.getElementById("trouble").innerText.startsWith("Slack is down. ")`)
	b.keys(kb.Escape)
	b.until("the choice is closed, and the focus back", `!document.getElementById("more").open && document.activeElement.matches("#more summary")`)
	if shown := get[bool](b, `!document.getElementById("reset").hidden`); shown {
		t.Error("the page offers to start over a demo that cannot")
	}
}

// The same press twice: the app is told once more, and says what it thinks of it.
func TestPageAgain(t *testing.T) {
	b := open(t)
	b.keys(kb.Enter)
	b.says("messages", "Logged. Tuesday, October 7")
	b.script(`document.getElementById("more").open = true`)
	b.tabTo("#again")
	b.keys(kb.Enter)
	b.says("messages", "You saved exactly this less than a minute ago.")
}

// The month can be turned, and the focus stays where it was.
func TestPageMonth(t *testing.T) {
	b := open(t)
	b.says("month", "October 2025")
	b.tabTo("#month .later")
	b.keys(kb.Enter)
	b.says("month", "November 2025")
	b.keys(kb.Enter)
	b.says("month", "December 2025")
	b.until("the focus is still there", `document.activeElement.matches("#month .later")`)
	b.tabTo("#month .earlier")
	b.keys(kb.Enter)
	b.says("month", "November 2025")
	if got := get[int64](b, `document.querySelectorAll("#month th").length`); got != 5 {
		t.Errorf("a month without a meeting on a weekend has %d columns, want 5", got)
	}
	b.app.invite("Carl", "Meeting", "w1", 0, pacific("2025-11-22 10:00"))
	b.until("Saturday has a column, for there is a meeting", `[...document.querySelectorAll("#month th")].map((one) => one.innerText).join(" ") === "Mo Tu We Th Fr Sa Su"`)
	b.until("the day is marked", `document.querySelector("#month .busy")?.innerText.trim() === "22"`)
}

// Somebody is offered the commands that their roles hold.
func TestPageSuggestsByRole(t *testing.T) {
	b := open(t)
	b.script(`document.querySelector("#people-list li:nth-child(5)").click()`)
	b.says("slack-title", "Dora Lee")
	b.tabTo("#box")
	b.keys("/par a")
	b.until("the coordinator's command is offered", `document.getElementById("suggestions").innerText.includes("/par assign")`)
	b.script(`document.querySelector("#people-list li:nth-child(1)").click()`)
	b.says("slack-title", "Carl Tran")
	b.script(`document.getElementById("box").value = ""`)
	b.tabTo("#box")
	b.keys("/par ")
	b.until("the mentor's commands are offered, and not the coordinator's",
		`(() => { const all = document.getElementById("suggestions").innerText; return all.includes("/par caseload") && !all.includes("/par assign") && !all.includes("/par visit"); })()`)
}
