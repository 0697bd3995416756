package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parbot/internal/golden"
)

// The handbook's year through the real program and the real protocols: pairing
// to the written response, every message on its day (DOMAIN 5.2), and none twice
// though parbot is killed in the middle.
func TestYear(t *testing.T) {
	d := newDistrict(t, "2025-08-27 09:00")
	folder := t.TempDir()
	write(t, filepath.Join(folder, "staff.csv"), staff)
	write(t, filepath.Join(folder, "cases.csv"), "program,teacher,consultant,administrator,opened\n"+
		"clovis,maria.ortiz@demo.example,carl.tran@demo.example,ada.park@demo.example,2025-08-27\n")
	for _, c := range []struct{ line, first, again string }{
		{"people import " + folder + "/staff.csv", "6 people: 6 new.\n", "6 people: nothing changed.\n"},
		{"case import " + folder + "/cases.csv", "1 case: 1 new.\n", "1 case: nothing changed.\n"},
	} {
		if first, again := d.parbot(c.line), d.parbot(c.line); first != c.first || again != c.again {
			t.Errorf("%s: %q, then %q", c.line, first, again)
		}
	}
	d.start()
	d.settle()
	d.says("Carl", "due", "2025-09-10", "first contact")

	d.until("2025-09-02 15:00")
	d.says("Carl", "log @Maria contact called and agreed on Tuesdays", "First contact recorded")
	d.logs("09-02", "09-09", "09-16", "09-23", "09-30")
	d.until("2025-10-01 12:00")
	d.says("Carl", "meet @Maria initial-triad 2025-10-14 15:00 45m Room 12", "Planned: Initial Triad")
	d.until("2025-10-06 15:00")
	d.confers("Good routines in period 2.")
	d.says("Carl", "due", "2025-11-17")
	d.until("2025-10-07 09:00")
	d.submits("Maria", "sign", map[string][]string{"choice": {"sign"}}, "Last day: Friday, October 17, 2025")
	d.logs("10-07")
	d.killedAround("2025-10-09 08:00") // when reminders leave
	d.says("Ada", "meet @Maria initial-triad 2025-10-15 15:00 45m Room 12", "Moved: Initial Triad")
	d.killedAround("2025-10-14 08:00")
	d.until("2025-10-15 16:00")
	d.says("Carl", "meet @Maria initial-triad held", "Recorded as held: Initial Triad")
	d.logs("10-15", "10-22", "10-29", "11-05") // none in the week of November 10
	d.until("2025-11-17 15:00")
	d.confers("The end of class runs well now.")
	d.logs("11-18")
	d.until("2025-11-20 14:10")
	d.submits("Maria", "sign", map[string][]string{"choice": {"sign"}}, "Last day: Monday, December 1, 2025 (2025-12-01)")
	d.until("2025-11-28 12:00") // a week without a school day owes no log (K1)
	if out := d.says("Carl", "due", "2025-12-29"); strings.Contains(out.Message.Words(), "weekly log") {
		t.Errorf("a log is owed in the break:\n%s", out.Message.Words())
	}
	d.until("2025-11-30 12:00")
	d.submits("Maria", "respond", map[string][]string{"text": {"I see the second lesson differently."}}, "response")
	d.until("2025-12-03 12:00")

	d.once()
	golden.Check(t, "testdata/year.golden", unique(d.sent()))
}

const staff = `name,email,roles,school,zone,slack_id
Carl Tran,carl.tran@demo.example,consultant,Lincoln Middle,America/Los_Angeles,U0CARL0001
Maria Ortiz,maria.ortiz@demo.example,teacher,Lincoln Middle,America/Los_Angeles,U0MARIA002
Sam Ortiz,sam.ortiz@demo.example,teacher,Grant Elementary,America/Los_Angeles,U0SAM00003
Ada Park,ada.park@demo.example,administrator,Lincoln Middle,America/Los_Angeles,U0ADA00004
Dora Lee,dora.lee@demo.example,coordinator,,America/Los_Angeles,U0DORA0005
Nia Cole,nia.cole@demo.example,consultant,Grant Elementary,America/Los_Angeles,U0NIA00006
`

// logs has both sides log a meeting at four on each of some days.
func (d *district) logs(days ...string) {
	d.Helper()
	for _, day := range days {
		d.until("2025-" + day + " 16:00")
		d.says("Carl", "log @Maria 45m co-planned the lesson of "+day+", 2.6", "Logged.")
		d.says("Maria", "log 45m co-planned the lesson of "+day, "Logged.")
	}
}

// confers has Carl write a report and hold its conference today.
func (d *district) confers(text string) {
	d.Helper()
	d.submits("Carl", "report @Maria", map[string][]string{"text": {text}})
	d.says("Carl", "meet @Maria report-conference held "+d.present().Format("1/2"), "Recorded as held: Report conference")
}

// killedAround lets time pass to a moment at which messages leave, kills parbot
// while they do, and starts it again.
func (d *district) killedAround(moment string) {
	d.Helper()
	at := pacific(d.T, moment)
	d.until(at.Add(-time.Minute).Format("2006-01-02 15:04"))
	d.setTo(at)
	time.Sleep(60 * time.Millisecond) // about when a tick comes
	d.kill()
	d.start()
	d.settle()
}

// once expects that nobody got anything twice. What was being sent to Slack when
// parbot was killed may have arrived: it is sent once more and marked, for a
// message lost is worse than one said twice (DESIGN §8).
func (d *district) once() {
	d.Helper()
	seen := map[string]int{}
	twice := 0
	for line := range strings.Lines(d.sent()) {
		if seen[line]++; seen[line] > 1 {
			twice++
			d.Logf("twice: %s", line)
		}
	}
	if unsure := ask[int](d, `SELECT count(*) FROM deliveries WHERE channel = 'slack' AND attempts > 1`); twice > unsure {
		d.Errorf("%d messages came twice, and only %d were in doubt", twice, unsure)
	}
	for _, m := range d.mailbox.All() {
		if m.Copies > 1 && ask[int](d, `SELECT count(*) FROM deliveries WHERE channel = 'mail' AND attempts > 1`) == 0 {
			d.Errorf("a mail came %d times: %s", m.Copies, m.Subject)
		}
	}
	if lost := ask[int](d, `SELECT count(*) FROM notices WHERE state IN ('pending', 'handed') AND at <= $1`, d.present()); lost > 0 {
		d.Errorf("%d notices are due and have not left", lost)
	}
}

// unique leaves out a line that is like the one before.
func unique(text string) string {
	return strings.Join(slices.Compact(strings.SplitAfter(text, "\n")), "")
}
