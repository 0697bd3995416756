package deadline_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// The days of a pause do not count, unless the rule says that it runs always;
// with breaks, nor those of school breaks (LANGUAGE §2.6). The day of resuming
// counts again.
func TestStops(t *testing.T) {
	tests := []struct{ name, start, rule, stops, paused, resumed, due, skipped string }{
		{"no pause", "2025-10-06", "10 days", "", "", "", "2025-10-16", ""},
		{"a week of leave", "2025-10-06", "10 days", "", "2025-10-08", "2025-10-15", "2025-10-23", "2025-10-08 2025-10-14"},
		{"in working days", "2025-10-06", "10 working days", "leave", "2025-10-08", "2025-10-15", "2025-10-27", "2025-10-08 2025-10-14"},
		{"in months", "2025-10-06", "1 month", "", "2025-10-08", "2025-10-15", "2025-11-13", "2025-10-08 2025-10-14"},
		{"a leave on a leap day", "2024-02-20", "10 days", "", "2024-02-29", "2024-03-01", "2024-03-02", "2024-02-29 2024-02-29"},
		{"a statute runs always", "2025-10-06", "10 days", "none", "2025-10-08", "2025-10-15", "2025-10-16", ""},
		{"the leave goes on", "2025-10-06", "10 days", "", "2025-10-08", "", "", ""},
		{"it began on the last day", "2025-10-06", "10 days", "", "2025-10-16", "2025-10-17", "2025-10-17", "2025-10-16 2025-10-16"},
		{"it began after the last day", "2025-10-06", "10 days", "", "2025-10-17", "", "2025-10-16", ""},
		{"it began before the start", "2025-10-06", "10 days", "", "2025-10-01", "2025-10-08", "2025-10-17", "2025-10-07 2025-10-07"},
		{"resumed on the day it began", "2025-10-06", "10 days", "", "2025-10-08", "2025-10-08", "2025-10-16", ""},
		{"over a school break", "2025-11-20", "10 days", "breaks", "", "", "2025-12-09", "2025-11-22 2025-11-30"},
		{"over a holiday, which is a break too", "2025-11-03", "10 days", "breaks", "", "", "2025-11-14", "2025-11-11 2025-11-11"},
		{"a bare weekend is none", "2025-10-06", "10 days", "breaks", "", "", "2025-10-16", ""},
		{"a break and a leave that overlap", "2025-11-20", "10 days", "breaks", "2025-11-25", "2025-12-03", "2025-12-11", "2025-11-22 2025-12-02"},
		{"a break does not stop what a leave stops", "2025-11-20", "10 days", "leave", "", "", "2025-11-30", ""},
		{"the end of the week", "2025-10-08", "end of week", "", "2025-10-09", "2025-10-16", "2025-10-19", ""},
		{"rolling forward after it", "2025-11-20", "3 days", "", "2025-11-21", "2025-11-24", "2025-11-26", "2025-11-21 2025-11-23"},
	}
	for _, tt := range tests {
		s := only(t, tt.start, program.Deadline{Due: due(tt.rule), Stops: tt.stops})
		if tt.paused != "" {
			s.turn(casefile.Paused, tt.paused+" 12:00")
		}
		if tt.resumed != "" {
			s.turn(casefile.Resumed, tt.resumed+" 13:00")
		}
		d := s.all("2026-03-01 10:00", "duty")[0]
		var skipped []string
		for _, one := range d.Working.Skipped {
			skipped = append(skipped, one.First.String()+" "+one.Last.String())
		}
		if d.Due.String() != tt.due || strings.Join(skipped, ", ") != tt.skipped {
			t.Errorf("%s: due %q past %q, want %q past %q", tt.name, d.Due, skipped, tt.due, tt.skipped)
		}
	}
}

// While a case is paused nobody is reminded, but by what runs always;
// then the clock goes on, and the old date is not late.
func TestSilence(t *testing.T) {
	said := func(stops string) []string {
		s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
			p.Deadlines = []*program.Deadline{owed(program.Deadline{
				Due: due("10 days"), Stops: stops, Remind: steps("start+3", "-3", "0", "1"), Late: []program.Escalation{{To: program.Coordinator, After: 2}},
			})}
		})
		s.turn(casefile.Paused, "2025-10-08 12:00")
		s.turn(casefile.Resumed, "2025-10-15 12:00")
		return s.said("2025-10-16 10:00", "duty")
	}
	wants(t, said("leave"), `
		carl due start+3 2025-10-16 08:00
		carl due -3 2025-10-20 08:00
		carl due 0 2025-10-23 08:00
		carl open 1 2025-10-24 08:00
		dora late late+2 2025-10-27 08:00`)
	wants(t, said("none"), `
		carl due start+3 2025-10-09 08:00
		carl due -3 2025-10-13 08:00
		carl due 0 2025-10-16 08:00
		carl open 1 2025-10-17 08:00
		dora late late+2 2025-10-20 08:00`)
}

// What was late before a leave is told of after it, not in it.
func TestLateIsToldAfterLeave(t *testing.T) {
	s := only(t, "2025-10-06", program.Deadline{Due: due("2 days"), Late: []program.Escalation{{To: program.Coordinator, After: 5}}})
	s.turn(casefile.Paused, "2025-10-09 12:00")
	wants(t, s.said("2025-10-16 10:00", "duty"), "")
	s.turn(casefile.Resumed, "2025-10-18 12:00")
	wants(t, s.said("2025-10-18 13:00", "duty"), "dora late late+5 2025-10-20 08:00")
}

// A meeting in a leave is not reminded of.
func TestNoReminderOfMeetingInLeave(t *testing.T) {
	s := only(t, "2025-10-06", program.Deadline{Due: due("2 days")})
	s.meeting("talk", "2025-10-06 10:00", "2025-10-10 15:00")
	if got := len(s.said("2025-10-07 10:00", "talk")); got != 4 {
		t.Fatalf("%d notices, want an invitation and a reminder for each of two", got)
	}
	s.turn(casefile.Paused, "2025-10-08 12:00")
	if got := len(s.said("2025-10-08 13:00", "talk")); got != 2 {
		t.Errorf("%d notices, want the invitations alone", got)
	}
}

// A week with a day of leave owes nothing.
func TestNoWeekInLeave(t *testing.T) {
	for stops, want := range map[string]string{"": "2025-W41 2025-W44", "none": "2025-W41 2025-W42 2025-W43 2025-W44"} {
		s := only(t, "2025-10-06", program.Deadline{Every: every("week"), MetBy: events("talk.held"), Stops: stops})
		s.turn(casefile.Paused, "2025-10-17 12:00") // the Friday of week 42
		s.turn(casefile.Resumed, "2025-10-21 08:00")
		var weeks []string
		for _, d := range s.all("2025-10-30 10:00", "duty") {
			weeks = append(weeks, strings.TrimPrefix(d.Key, "duty/"))
		}
		if got := strings.Join(weeks, " "); got != want {
			t.Errorf("stops %q: %s, want %s", stops, got, want)
		}
	}
}

// A rolling duty and a window in working days wait for the end of a leave too.
func TestStopsOfRepeated(t *testing.T) {
	rolling := only(t, "2025-10-06", program.Deadline{Every: every("42 days"), MetBy: events("other.filed")})
	window := only(t, "2026-01-12", program.Deadline{Window: []program.Window{stretchOf("45 working days", "90 working days")}})
	for _, s := range []*story{rolling, window} {
		s.turn(casefile.Paused, "2026-01-13 08:00")
		s.turn(casefile.Resumed, "2026-01-20 08:00") // four school days, for Monday was none
	}
	if got := rolling.find("2026-02-01 10:00", "duty").Due.String(); got != "2025-11-17" {
		t.Errorf("what was due before is due on %s", got)
	}
	if d := window.find("2026-02-01 10:00", "duty"); d.Opens.String() != "2026-03-24" || d.Due.String() != "2026-05-26" {
		t.Errorf("the window goes from %s to %s", d.Opens, d.Due)
	}
}

func stretchOf(least, most string) program.Window {
	return program.Window{Stretch: program.Range{Least: *every(least), Most: *every(most)}}
}

// After a move the calendar of the new school counts.
func TestTransfer(t *testing.T) {
	s := only(t, "2025-11-03", program.Deadline{Due: due("10 working days")})
	if got := s.find("2025-11-05 10:00", "duty").Due.String(); got != "2025-11-18" {
		t.Fatalf("due %s", got)
	}
	// The new school has no Veterans Day.
	s.turn(casefile.Transferred, "2025-11-05 12:00")
	s.cal = schoolday.New(s.p.Zone, nil, s.cal.Years...)
	if got := s.find("2025-11-05 13:00", "duty").Due.String(); got != "2025-11-17" {
		t.Errorf("by the calendar of the new school it is due %s", got)
	}
}
