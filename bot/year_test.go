package bot

import (
	"strings"
	"testing"
)

// A real year, talked through: pairing on 2025-08-27, and what "/par due" says on
// the days that count (DOMAIN 5.2, issue 2).
func TestYear(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-08-27 16:00")
	says := func(who, typed string, want ...string) {
		t.Helper()
		text := o.says(who, typed).Message.Text()
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s, %s: %s: missing %q in:\n%s", o.now.Format("Jan 2"), who, typed, w, text)
			}
		}
	}
	silent := func(who, typed string, not ...string) {
		t.Helper()
		text := o.says(who, typed).Message.Text()
		for _, w := range not {
			if strings.Contains(text, w) {
				t.Errorf("%s, %s: %s: %q should not be in:\n%s", o.now.Format("Jan 2"), who, typed, w, text)
			}
		}
	}
	says("Carl", "due", "Wednesday, September 10 (2025-09-10): first contact with Maria Ortiz.")

	o.clock("2025-09-02 15:00")
	says("Carl", "log @Maria contact by phone", "First contact recorded: Tuesday, September 2.")
	silent("Carl", "due", "first contact")
	says("Carl", "due", "Tuesday, September 23 (2025-09-23): date for the Initial Triad with Maria Ortiz.")

	// A log each week; none is owed while the other side's week is met.
	for _, day := range []string{"09-04", "09-09", "09-16", "09-23", "09-30", "10-07"} {
		o.clock("2025-" + day + " 16:00")
		says("Carl", "log @Maria 45m co-planned unit 3, 2.6", "Logged.")
		says("Maria", "log 45m co-planned unit 3", "with your PAR Mentor")
		silent("Carl", "due", "weekly log")
		silent("Maria", "due", "weekly log")
	}

	o.clock("2025-10-01 12:00")
	says("Carl", "meet @Maria initial-triad 2025-10-14 15:00 45m Room 12", "Planned: Initial Triad, Tuesday, October 14, 3:00 to 3:45 p.m., Room 12.")
	silent("Carl", "due", "date for the Initial Triad")
	says("Ada", "meet @Maria initial-triad 2025-10-15 15:00 45m Room 12", "Moved: Initial Triad. Was Tuesday, October 14, 3:00 p.m.; now Wednesday, October 15, 3:00 to 3:45 p.m., Room 12.")

	// The conference of 2025-10-06: the next is due 42 days later.
	o.clock("2025-10-06 17:00")
	says("Carl", "due", "Wednesday, October 8 (2025-10-08): report conference with Maria Ortiz.")
	o.says("Carl", "report @Maria")
	if r := o.sends("Carl", map[string]string{"text": "Good routines in period 2."}); r.Message.Key != "report.draft" {
		t.Fatalf("%s %v", r.Message.Text(), r.Errors)
	}
	says("Carl", "meet @Maria report-conference held 10/6", "Recorded as held: Report conference, Monday, October 6.")
	says("Carl", "due", "Monday, November 17 (2025-11-17): report conference with Maria Ortiz.")
	says("Carl", "why conference", "Monday, November 17 (2025-11-17)", "42 days from Monday, October 6, 2025 is Monday, November 17, 2025.")

	o.clock("2025-10-15 16:00")
	says("Carl", "meet @Maria initial-triad held", "Recorded as held: Initial Triad, Wednesday, October 15.")

	// The week of 2025-11-24 has no school day, and owes no log.
	o.clock("2025-11-18 16:00")
	says("Carl", "log @Maria 45m co-planned unit 5", "Logged.")
	says("Maria", "log 45m co-planned unit 5", "Logged.")
	o.clock("2025-11-25 16:00")
	silent("Carl", "due", "week of November 24")
	silent("Maria", "due", "weekly log")

	// The report is received on 2025-11-20: ten days end on a Sunday, so the last
	// day is Monday, December 1. Nothing here is due; it is a right.
	o.clock("2025-11-20 14:10")
	o.says("Maria", "sign")
	r := o.sends("Maria", map[string]string{"choice": "Sign: I received a copy"})
	const signed = "Signed on Thursday, November 20, 2025, 2:10 p.m. Meaning: you received a copy"
	if text := r.Message.Text(); !strings.HasPrefix(text, signed) || !strings.Contains(text, "Last day: Monday, December 1, 2025 (2025-12-01). It is your choice.") {
		t.Errorf("%s", text)
	}
	says("Maria", "due", "Until Monday, December 1 (2025-12-01): you may attach a written response. Your choice. [Write]")
	silent("Carl", "due", "written response")
	silent("Ada", "due", "written response")
	r = o.presses("Maria", "Write")
	if r.Form == nil || r.Form.Key != "respond" {
		t.Fatalf("%+v", r)
	}
	o.clock("2025-12-01 20:00")
	if r := o.sends("Maria", map[string]string{"text": "I see the second lesson differently."}); !strings.HasPrefix(r.Message.Text(), "Filed: your written response, Monday, December 1, 2025.") {
		t.Errorf("%s %v", r.Message.Text(), r.Errors)
	}
	silent("Maria", "due", "written response")
}

// Declining is a choice in the form, and opens the right to respond alike.
func TestDecline(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-11-17 09:00")
	o.says("Carl", "report @Maria Good routines.")
	o.sends("Carl", nil)
	if r := o.says("Carl", "conference @Maria report held 11/17"); r.Message.Key != "meet.held" {
		t.Fatal(r.Message.Text())
	}
	o.clock("2025-11-20 14:10")
	for _, who := range []string{"Carl", "Ada", "Sam"} {
		if r := o.says(who, "sign"); r.Form != nil {
			t.Errorf("%s signs: %+v", who, r.Form)
		}
	}
	o.says("Maria", "sign")
	text := o.sends("Maria", map[string]string{"choice": "Decline to sign"}).Message.Text()
	const want = "Recorded: you declined to sign, Thursday, November 20, 2025. The Director of Induction decides when the report is released."
	if !strings.HasPrefix(text, want) || !strings.Contains(text, "(2025-12-01)") {
		t.Errorf("%s", text)
	}
	if text := o.ask("Maria", o.last["Maria"]).Message.Text(); !strings.HasPrefix(text, want) {
		t.Errorf("the same request again: %s", text)
	}
	if n := o.count(`SELECT count(*) FROM signatures WHERE declined`); n != 1 {
		t.Errorf("%d signatures", n)
	}
}
