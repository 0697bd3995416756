package play

import (
	"context"
	"flag"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var shots = flag.String("shots", "", "folder for pictures of the page; none: a temporary one")

// browser is a real one with the page open.
type browser struct {
	t   *testing.T
	ctx context.Context
	app *app
}

// open starts a browser at the page of a new demo.
func open(t *testing.T) *browser {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("needs chromium")
	}
	a := newApp(t)
	server := httptest.NewServer(New(a.config()))
	t.Cleanup(server.Close)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(stop)
	ctx, hangUp := chromedp.NewContext(ctx)
	t.Cleanup(hangUp)
	b := &browser{t, ctx, a}
	b.do(chromedp.EmulateViewport(1280, 800))
	if err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			t.Errorf("the page's script failed: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		case *runtime.EventConsoleAPICalled:
			t.Errorf("the page complains to the console: %v", e.Args)
		}
	}); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.Navigate(server.URL))
	b.until("the story has filled in the box", `document.activeElement.id === "box" && document.getElementById("box").value.startsWith("/par log")`)
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx := b.ctx
	if chromedp.FromContext(ctx).Target != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
	}
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

// keys presses keys, and nothing but keys.
func (b *browser) keys(keys string, options ...chromedp.KeyOption) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys, options...))
}

// get evaluates an expression in the page.
func get[T any](b *browser, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits until an expression is true in the page.
func (b *browser) until(what, expression string) {
	b.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if get[bool](b, "Boolean("+expression+")") {
			return
		}
		if time.Now().After(end) {
			b.shoot("failed")
			b.t.Fatalf("%s: never happened; the page says:\n%s", what, get[string](b, "document.body.innerText"))
		}
	}
}

// says waits until an element says something.
func (b *browser) says(id, words string) {
	b.t.Helper()
	b.until(id+" says "+words, `document.getElementById("`+id+`").innerText.includes(`+"`"+words+"`)")
}

// tabTo presses Tab until an element has the focus, which a person could too.
func (b *browser) tabTo(selector string) {
	b.t.Helper()
	for range 60 {
		if get[bool](b, `document.activeElement.matches("`+selector+`")`) {
			return
		}
		b.keys(kb.Tab)
	}
	b.t.Fatalf("no Tab leads to %s", selector)
}

func (b *browser) shoot(name string) {
	b.t.Helper()
	folder := *shots
	if folder == "" {
		folder = b.t.TempDir()
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func dark(on bool) chromedp.Action[chromedp.Void] {
	scheme := map[bool]string{true: "dark", false: "light"}[on]
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

// pictures takes the page as it is in every size and scheme, and looks whether
// anything makes it scroll sideways.
func (b *browser) pictures(name string) {
	b.t.Helper()
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"390", 390, 844}, {"320", 320, 640}, {"1280", 1280, 800}} {
		b.do(chromedp.EmulateViewport(size.width, size.height))
		if wide := get[int64](b, "document.documentElement.scrollWidth"); wide > size.width {
			b.t.Errorf("%s: at %d pixels the page is %d wide", name, size.width, wide)
		}
		b.shoot(name + "-" + size.name)
	}
	b.do(dark(true))
	b.shoot(name + "-dark")
	b.do(dark(false))
}

// The whole story of the card, with the keyboard alone (VOICE §6).
func TestPageByKeyboard(t *testing.T) {
	b := open(t)
	b.says("now", "Wednesday, October 8, 2025, 9:00 a.m.")
	b.says("story", "You are Carl Tran, Maria’s mentor. You met yesterday. Press Enter.")
	b.pictures("1-start")

	b.keys(kb.Enter)
	b.says("messages", "Logged. Tuesday, October 7")
	b.says("messages", "Only visible to you")
	b.until("who can read it is outlined", `document.querySelector(".outlined")?.innerText.includes("Can read it")`)
	b.says("said", "Logged. Tuesday, October 7")
	b.says("story", "The principal sees that you met, nothing more.")
	if got := get[string](b, "document.activeElement.id"); got != "box" {
		t.Errorf("after Enter the focus is at %q, want the box", got)
	}
	b.pictures("2-logged")

	b.tabTo("#story-acts .main")
	b.keys(kb.Enter)
	b.says("slack-title", "Sam Ortiz")
	b.until("the box holds the command", `document.activeElement.id === "box" && document.getElementById("box").value === "/par visit"`)
	b.keys(kb.Enter)
	b.until("the form is open with its topic", `document.getElementById("modal").open && document.activeElement.value === "group work"`)
	b.pictures("3-form")
	b.tabTo("#modal-submit")
	b.keys(kb.Enter)
	b.says("modal", "Asked. Topic: group work.")
	b.keys(kb.Escape)
	b.until("the form is closed and the focus is back", `!document.getElementById("modal").open && document.activeElement.id === "box"`)
	b.says("story", "It waits on Dora’s list; Ada’s shows nothing.")

	b.tabTo("#story-acts .main")
	b.keys(kb.Enter)
	b.until("Carl plans a meeting", `document.getElementById("box").value.startsWith("/par meet") && document.activeElement.id === "box"`)
	b.keys(kb.Enter)
	b.says("story", "Everybody is invited by mail")
	b.tabTo("#story-acts .main")
	b.keys(kb.Enter)
	b.says("mail-title", "Ada Park")
	b.tabTo("#inbox summary")
	b.keys(kb.Enter)
	b.says("inbox", "Thursday, October 16, 2025, 3:00 to 3:45 p.m.")
	b.says("inbox", "parbot reads no replies by mail yet: these buttons press the ones in Slack.")
	b.pictures("4-invitation")
	b.tabTo("#inbox .facts .main")
	b.keys(kb.Enter)
	b.says("messages", "You said yes.")
	b.says("inbox", "You said yes.")
	b.until("the focus is back at the mail", `document.activeElement.matches("#inbox summary")`)
	b.says("story", "Now let time pass.")
	b.pictures("5-answered")
}

func TestPageClockAndPanes(t *testing.T) {
	b := open(t)
	b.tabTo("#skip")
	b.keys(kb.Enter)
	b.until("the story is over", `document.getElementById("story").hidden && document.activeElement.id === "box"`)

	// F6 goes on to the next pane and Shift+F6 back.
	var got []string
	for range 3 {
		b.keys(kb.F6)
		got = append(got, get[string](b, "document.activeElement.id"))
	}
	b.keys(kb.F6, chromedp.KeyModifiers(chromedp.ModifierShift))
	got = append(got, get[string](b, "document.activeElement.id"))
	if order := strings.Join(got, " "); order != "mail clock people-list clock" {
		t.Errorf("F6 goes %s, want mail, clock, people-list and back to clock", order)
	}

	b.keys(kb.F6)
	b.keys(kb.ArrowDown)
	b.says("slack-title", "Maria Ortiz")
	b.keys(kb.End)
	b.says("slack-title", "Nia Cole")
	if got := get[string](b, "document.activeElement.id"); got != "people-list" {
		t.Errorf("after the arrows the focus is at %q, want the list", got)
	}
	b.keys(kb.Home)
	b.says("slack-title", "Carl Tran")

	b.app.later(pacific("2025-10-09 08:00"), func() { b.app.tell("Carl", "Due Sunday, October 12: weekly log.") })
	b.tabTo("[data-by=next]")
	b.keys(kb.F6, chromedp.KeyModifiers(chromedp.ModifierShift)) // there is a way to the clock from everywhere
	b.do(chromedp.Focus(chromedp.CSS("[data-by=next]")))
	b.keys(kb.Enter)
	b.says("now", "Thursday, October 9, 2025, 8:00 a.m.")
	b.says("messages", "Due Sunday, October 12: weekly log.")
	b.says("sent", "Slack to Carl Tran")
	b.keys(kb.Enter)
	b.says("problem", "No notice is planned.")
}

func TestPageBox(t *testing.T) {
	b := open(t)
	b.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("box").select()`))
	b.keys(kb.Backspace)
	b.keys("/par ca")
	b.until("commands are suggested", `document.getElementById("suggestions").innerText.includes("/par caseload")`)
	b.shoot("suggestions")
	b.keys(kb.ArrowDown)
	b.keys(kb.ArrowDown)
	b.keys(kb.Enter)
	b.until("the choice is filled in", `document.getElementById("box").value === "/par caseload"`)
	b.keys(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierShift))
	b.until("Shift+Enter breaks the line", `document.getElementById("box").value === "/par caseload\n"`)
	b.keys("more")
	b.keys(kb.Enter)
	b.says("messages", `There is no command`)

	// What is sent to the page is shown as words and never as markup.
	b.app.tell("Carl", "<img src=x onerror=alert(1)> <b>bold</b>")
	b.says("messages", "<b>bold</b>")
	if n := get[int](b, `document.querySelectorAll("#messages img, #messages article p b").length`); n != 0 {
		t.Errorf("%d elements came out of a message", n)
	}
}

// At a phone's width the panes are tabs.
func TestPageTabs(t *testing.T) {
	b := open(t)
	b.do(chromedp.EmulateViewport(390, 844))
	for _, pane := range []string{"people", "mail", "slack"} {
		b.do(chromedp.Click(chromedp.ID("tab-" + pane)))
		shown := get[string](b, `[...document.querySelectorAll(".pane")].filter((one) => one.offsetParent).map((one) => one.id).join(" ")`)
		if shown != pane {
			t.Errorf("the tab %s shows %q", pane, shown)
		}
		b.shoot("tab-" + pane)
		if got := get[string](b, `document.querySelector("body > footer").innerText`); !strings.Contains(got, disclaimer) {
			t.Errorf("the tab %s lacks %q", pane, disclaimer)
		}
	}
}
