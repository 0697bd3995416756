package deadline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// What has a day beforehand bounds a date: a date field, a day of every year, a
// semester, a month's end, the round (LANGUAGE §2.5). It moves with it.
func TestBoundsOfTheCalendar(t *testing.T) {
	tests := []struct{ phrase, start, want string }{
		{"by date.tenure", "2025-10-06", "2026-05-01"},
		{"30 days before date.tenure", "2025-10-06", "2026-04-01"},
		{"by date.leap", "2023-10-02", "2024-02-29"},
		{"by date.leap", "2024-10-01", "2025-02-28"},
		{"by month.end", "2025-10-06", "2025-10-31"},
		{"by month.end", "2024-02-05", "2024-02-29"},
		{"5 working days after month.end", "2025-10-06", "2025-11-07"},
		{"by semester.start", "2025-10-06", "2026-01-12"},
		{"20 working days after semester.start", "2025-10-06", "2026-02-10"},
		{"by school-year.end", "2025-10-06", "2026-06-12"},
		{"10 working days before round.end", "2025-10-06", "2026-05-29"},
		{"by semester.start or date.tenure", "2025-10-06", "2026-01-12"},
		{"by paper.plan_end", "2025-10-06", ""},
	}
	for _, tt := range tests {
		s := edited(t, tt.start, func(p *program.Program, _ *program.Track) {
			p.Dates = map[string]program.Yearly{"tenure": {Month: time.May, Day: 1}, "leap": {Month: time.February, Day: 29}}
			p.Deadlines = []*program.Deadline{owed(program.Deadline{Due: due(tt.phrase)})}
		})
		year := s.cal.Years[0]
		year.Second = day(t, "2026-01-12")
		s.cal = schoolday.New(s.cal.Zone, s.cal.ClosedDays(), year)
		if got := s.all(tt.start+" 10:00", "duty")[0].Due.String(); got != tt.want {
			t.Errorf("%s from %s: %q, want %q", tt.phrase, tt.start, got, tt.want)
		}
	}
}

func TestBoundByDateField(t *testing.T) {
	s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
		at := slices.IndexFunc(p.Forms, func(f *program.Form) bool { return f.Key == "paper" })
		paper := *p.Forms[at]
		paper.Fields = append(slices.Clone(paper.Fields), &program.Field{Key: "plan_end", Type: "date"})
		p.Forms[at] = &paper
		p.Deadlines = []*program.Deadline{owed(program.Deadline{Due: due("20 days before paper.plan_end"), Remind: steps("-7")})}
	})
	check := func(want string) {
		t.Helper()
		if got := s.all("2025-10-20 10:00", "duty")[0].Due.String(); got != want {
			t.Errorf("due %q, want %q", got, want)
		}
	}
	check("")
	wants(t, s.said("2025-10-20 10:00", "duty"), "")
	s.record("paper", carl.ID, "2025-10-07 10:00", "", "issued")
	s.c.Records[len(s.c.Records)-1].Fields = map[string]string{"plan_end": "2026-03-31"}
	check("2026-03-11")
	s.record("paper", carl.ID, "2025-10-08 10:00", "", "issued")
	s.c.Records[len(s.c.Records)-1].Fields = map[string]string{"plan_end": "2026-04-30"}
	check("2026-04-10") // the newest counts
}

// Windows of days from the start, with their reminders in working days (A1,
// PUB-21: 45 to 90, and a look at 30, 40, 75 and 85).
func TestWindowFromStart(t *testing.T) {
	rule := program.Deadline{
		Window: []program.Window{stretchOf("45 working days", "90 working days")}, MetBy: events("talk.held"),
		Remind: steps("start+30", "start+40", "start+75", "start+85", "-1"),
	}
	s := only(t, "2026-01-12", rule)
	d := s.find("2026-01-12 10:00", "duty")
	if d.Opens.String() != "2026-03-18" || d.Due.String() != "2026-05-20" {
		t.Errorf("from %s to %s", d.Opens, d.Due)
	}
	wants(t, s.said("2026-01-12 10:00", "duty"), `
		carl due start+30 2026-02-25 08:00
		carl due start+40 2026-03-11 08:00
		carl due start+75 2026-04-29 08:00
		carl due start+85 2026-05-13 08:00
		carl due -1 2026-05-19 08:00`)
	s.held("talk", "2026-02-02 15:00")
	wants(t, s.brief("2026-02-03 10:00"), "duty/r1 2026-05-20 met") // before the opening, and the first of any number
	rule.Window = []program.Window{stretchOf("10 days", "20 days"), stretchOf("30 days", "40 days")}
	s = only(t, "2025-10-06", rule)
	s.held("talk", "2025-10-07 15:00")
	wants(t, s.brief("2025-10-08 10:00"), "duty/r1.1 2025-10-26 met\nduty/r1.2 2025-11-15 open")
}

// The steps of a reminder: each month and week on its first school day, before
// the last day in a unit of its own (OBL-13, OBL-19, OBL-24).
func TestStepsOfReminders(t *testing.T) {
	span := func(n int, unit schoolday.Unit, key string) []program.Step {
		return []program.Step{{Key: key, From: "due", Span: schoolday.Span{N: n, Unit: unit}}}
	}
	tests := []struct {
		name, due, now string
		remind         []program.Step
		want           string
	}{
		{"monthly, up to the next", "6 months", "2025-12-10 10:00", steps("monthly"), `
			carl due monthly-2025-11 2025-11-03 08:00
			carl due monthly-2025-12 2025-12-01 08:00
			carl due monthly-2026-01 2026-01-05 08:00`},
		{"weekly, none in a week without school", "60 days", "2025-12-01 09:00", steps("weekly"), `
			carl due weekly-2025-W42 2025-10-13 08:00
			carl due weekly-2025-W43 2025-10-20 08:00
			carl due weekly-2025-W44 2025-10-27 08:00
			carl due weekly-2025-W45 2025-11-03 08:00
			carl due weekly-2025-W46 2025-11-10 08:00
			carl due weekly-2025-W47 2025-11-17 08:00
			carl due weekly-2025-W49 2025-12-01 08:00
			carl open weekly-2025-W50 2025-12-08 08:00`},
		{"a month before, on the school day before a weekend", "5 months", "2025-10-07 10:00", span(-1, schoolday.Months, "-1 month"), "carl due -1 month 2026-02-06 08:00"},
		{"weeks before", "6 months", "2025-10-07 10:00", span(-8, schoolday.Weeks, "-8 weeks"), "carl due -8 weeks 2026-02-09 08:00"},
		{"not before the start", "2 weeks", "2025-10-07 10:00", span(-1, schoolday.Months, "-1 month"), ""},
		{"before the break, not in it", "85 days", "2025-10-07 10:00", steps("0"), "carl due 0 2025-12-19 08:00"},
	}
	for _, tt := range tests {
		s := only(t, "2025-10-06", program.Deadline{Due: due(tt.due), Remind: tt.remind})
		t.Run(tt.name, func(t *testing.T) { wants(t, s.said(tt.now, "duty"), tt.want) })
	}
}

// A morning is eight o'clock on both sides of the nights on which clocks change.
func TestDaysOverClockChanges(t *testing.T) {
	for _, zone := range []string{"America/Los_Angeles", "America/New_York", "America/Denver"} {
		s := edited(t, "2025-10-27", func(p *program.Program, _ *program.Track) {
			p.Deadlines = []*program.Deadline{
				owed(program.Deadline{Due: due("7 days"), Remind: steps("0")}), // clocks go back on November 2
				owed(program.Deadline{Key: "next", Starts: events("duty.over"), Due: due("1 day")}),
			}
		})
		where, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		s.cal = schoolday.New(where, s.cal.ClosedDays(), s.cal.Years...)
		wants(t, s.said("2025-10-28 10:00", "duty"), "carl due 0 2025-11-03 08:00")
		if got := len(s.all("2025-11-03 23:59", "next")) + 2*len(s.all("2025-11-04 00:00", "next")); got != 2 {
			t.Errorf("%s: over at another moment than midnight in the district: %d", zone, got)
		}
		wants(t, s.brief("2025-11-04 00:00"), "duty/r1 2025-11-03 open\nnext/r1 2025-11-05 open")
	}
}

// A reassignment: clocks stay, and the first contact starts anew (CLO-57).
func TestReassigned(t *testing.T) {
	s := newStory(t)
	before := s.find("2025-09-01 10:00", "confer").Due
	s.hand(program.Consultant, nia, "2025-09-03 10:00")
	s.record("pairing", dora.ID, "2025-09-03 10:00", "", "filed")
	if d := s.find("2025-09-04 10:00", "contact-teacher"); d.Due.String() != "2025-09-17" || !slices.Equal(d.Owners, []casefile.ID{nia.ID}) {
		t.Errorf("first contact by %s, owed by %v", d.Due, d.Owners)
	}
	if d := s.find("2025-09-04 10:00", "confer"); d.Due != before || strings.Join([]string{string(d.Owners[0])}, "") != "nia" {
		t.Errorf("the conference is due %s, owed by %v; before %s", d.Due, d.Owners, before)
	}
}
