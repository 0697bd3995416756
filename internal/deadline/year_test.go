package deadline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/golden"
	"parbot/internal/schoolday"
)

// event is something that people do in a story.
type event struct {
	at, what string
	do       func()
}

// handbook is the year of the Clovis handbook, from the pairing to the closing
// of the case, as it goes in life: a conference held late, a meeting missed,
// another moved, a log forgotten.
func handbook(s *story) []event {
	var first, second, third, triad, one, two, final, missed casefile.ID
	events := []event{
		{"2025-09-02 10:00", "Carl records the first contact", func() { s.record("contact", carl.ID, "2025-09-02 10:00", "", "filed") }},
		{"2025-09-03 12:00", "Carl shares the e-portfolio", func() { s.record("portfolio-shared", carl.ID, "2025-09-03 12:00", "", "filed") }},
		{"2025-09-08 09:00", "Carl asks Ada for a date of the Initial Triad", func() {
			triad = s.meeting("initial-triad", "2025-09-08 09:00", "2025-09-18 15:00")
			m := s.c.Meeting(triad)
			m.State, m.Start, m.End = casefile.Asked, time.Time{}, time.Time{}
			m.Steps[0].State = casefile.Asked
		}},
		{"2025-09-12 10:00", "Ada plans it for September 18", func() {
			m := s.c.Meeting(triad)
			m.Start, m.End, m.Convener = s.at("2025-09-18 15:00"), s.at("2025-09-18 15:45"), ada.ID
			s.settle(triad, "2025-09-12 10:00", casefile.Planned)
		}},
		{"2025-09-15 11:00", "Carl cannot come", func() { s.answer(triad, carl.ID, "2025-09-15 11:00", "no") }},
		{"2025-09-15 13:00", "Ada moves it to September 19", func() {
			s.move(triad, "2025-09-15 13:00", "2025-09-19 15:00")
			s.c.Meeting(triad).Attendees[1].Answer = ""
		}},
		{"2025-09-19 16:00", "it was held", func() { s.settle(triad, "2025-09-19 16:00", casefile.Held) }},
		{"2025-10-06 15:00", "the first report conference", func() { first = s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed") }},
		{"2025-10-07 09:00", "Maria signs", func() { s.sign(first, "2025-10-07 09:00", false) }},
		{"2025-10-13 09:00", "a check-in is planned for October 14", func() {
			missed = s.meeting("weekly-meeting", "2025-10-13 09:00", "2025-10-14 16:00")
		}},
		{"2025-10-14 17:00", "it did not take place", func() { s.settle(missed, "2025-10-14 17:00", casefile.Missed) }},
		{"2025-11-17 15:00", "the second report conference", func() { second = s.record("report", carl.ID, "2025-11-17 15:00", "", "discussed") }},
		{"2025-11-20 14:10", "Maria signs", func() { s.sign(second, "2025-11-20 14:10", false) }},
		{"2025-11-20 14:30", "the first Progress-Monitoring Triad is planned for December 9", func() {
			one = s.meeting("progress-triad", "2025-11-20 14:30", "2025-12-09 15:00")
		}},
		{"2025-12-09 16:00", "it was held", func() { s.settle(one, "2025-12-09 16:00", casefile.Held) }},
		{"2026-01-09 15:00", "the third report conference, after the break", func() {
			third = s.record("report", carl.ID, "2026-01-09 15:00", "", "discussed")
		}},
		{"2026-01-12 09:00", "Maria declines to sign", func() { s.sign(third, "2026-01-12 09:00", true) }},
		{"2026-01-15 10:00", "Maria files a response", func() { s.record("response", maria.ID, "2026-01-15 10:00", third, "filed") }},
		{"2026-02-18 15:00", "the fourth report conference", func() { s.record("report", carl.ID, "2026-02-18 15:00", "", "discussed") }},
		{"2026-03-05 09:00", "the second Progress-Monitoring Triad is planned for March 17", func() {
			two = s.meeting("progress-triad", "2026-03-05 09:00", "2026-03-17 15:00")
		}},
		{"2026-03-16 09:00", "it is called off", func() { s.settle(two, "2026-03-16 09:00", casefile.Cancelled) }},
		{"2026-03-17 09:00", "a new one is planned for March 24", func() {
			two = s.meeting("progress-triad", "2026-03-17 09:00", "2026-03-24 15:00")
		}},
		{"2026-03-24 16:00", "it was held", func() { s.settle(two, "2026-03-24 16:00", casefile.Held) }},
		{"2026-03-30 15:00", "the fifth report conference", func() { s.record("report", carl.ID, "2026-03-30 15:00", "", "discussed") }},
		{"2026-05-11 15:00", "the sixth report conference", func() { s.record("report", carl.ID, "2026-05-11 15:00", "", "discussed") }},
		{"2026-05-20 09:00", "the Final Triad is planned for June 2", func() {
			final = s.meeting("final-triad", "2026-05-20 09:00", "2026-06-02 15:00")
		}},
		{"2026-06-02 16:00", "it was held", func() { s.settle(final, "2026-06-02 16:00", casefile.Held) }},
		{"2026-06-12 12:00", "the case closes", func() { s.close("2026-06-12 12:00") }},
	}
	return slices.Concat(events, weeks(s))
}

// weeks are the weekly meetings of the year: Tuesdays at four, each with its
// logs, none in October after the sixth, and in one week Maria writes nothing.
func weeks(s *story) []event {
	var events []event
	for d := day(s, "2025-09-09"); d < day(s, "2026-06-02"); d = d.Add(7) {
		if !s.cal.IsSchoolDay(d) || d > day(s, "2025-10-07") && d < day(s, "2025-11-01") {
			continue
		}
		at := d.String() + " 16:00"
		do := func() { s.met(at) }
		if d == day(s, "2025-12-02") {
			do = func() {
				m := s.held("weekly-meeting", at)
				s.record("log", carl.ID, at, m, "filed")
			}
		}
		events = append(events, event{at: at, do: do})
	}
	return events
}

// walk plays events in their order and wakes only when a plan asks for it, as
// the scheduler does. It calls see with each plan.
func walk(s *story, events []event, until string, see func(now time.Time, what string, p deadline.Plan)) {
	s.Helper()
	slices.SortStableFunc(events, func(a, b event) int { return strings.Compare(a.at, b.at) })
	now, end := s.c.OpenedAt, s.at(until)
	for what := ""; now.Before(end); {
		p := deadline.Make(s.p, &s.c, s.cal, now)
		see(now, what, p)
		next := end
		for _, t := range append(moments(p), p.Again) {
			if t.After(now) && t.Before(next) {
				next = t
			}
		}
		what = ""
		if len(events) > 0 && !s.at(events[0].at).After(next) {
			next, what = s.at(events[0].at), events[0].what
			events[0].do()
			events = events[1:]
		}
		now = next
	}
}

func moments(p deadline.Plan) []time.Time {
	var at []time.Time
	for _, n := range p.Notices {
		at = append(at, n.At)
	}
	return at
}

// The year of the handbook: every message on its day, in the order it leaves,
// none twice, over both nights on which the clock changes. What people do stands
// between, indented.
func TestYear(t *testing.T) {
	s := newStory(t)
	var out strings.Builder
	sent := map[string]bool{}
	walk(s, handbook(s), "2026-07-01 00:00", func(now time.Time, what string, p deadline.Plan) {
		if what != "" {
			fmt.Fprintf(&out, "    %s  %s\n", now.In(s.cal.Zone).Format("Mon 2006-01-02 15:04"), what)
		}
		due := map[string]schoolday.Day{}
		for _, d := range p.Deadlines {
			due[d.Key] = d.Due
		}
		for _, n := range p.Notices {
			if n.At.After(now) || sent[n.Key] || now.Sub(n.At) > 72*time.Hour {
				continue
			}
			sent[n.Key] = true
			line := fmt.Sprintf("%s  %-5s  %-8s  %-11s  %-17s  %-16s  %s", n.At.In(s.cal.Zone).Format("Mon 2006-01-02 15:04"),
				n.To, n.Kind, n.Topic, n.Rule, strings.Split(n.Step, "@")[0], due[n.Deadline])
			out.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	})
	golden.Check(t, "testdata/clovis-year.golden", out.String())
}

// The worked dates of DOMAIN 5.2 that concern a whole case.
func TestWorkedDates(t *testing.T) {
	t.Run("C1 first contact, 14 days", func(t *testing.T) {
		s := newStory(t)
		if got := s.find("2025-08-27 10:00", "contact-teacher").Due.String(); got != "2025-09-10" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("W1 conference, 42 days, rolling", func(t *testing.T) {
		s := newStory(t)
		s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
		if got := s.find("2025-10-07 10:00", "confer").Due.String(); got != "2025-11-17" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("W2 due in a break, reminded once before it", func(t *testing.T) {
		s := newStory(t)
		s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
		s.record("report", carl.ID, "2025-11-17 15:00", "", "discussed")
		if d := s.find("2025-11-18 10:00", "confer"); d.Due.String() != "2025-12-29" {
			t.Errorf("due %s", d.Due)
		}
		wants(t, s.said("2025-11-18 10:00", "confer"), `
			carl due -14 2025-12-15 08:00
			carl due 0 2025-12-19 08:00
			carl open 1 2026-01-05 08:00
			dora late late+3 2026-01-05 08:00
			carl open then-1 2026-01-07 08:00`)
	})
	t.Run("R1 R2 R3 written response, ten days rolled forward", func(t *testing.T) {
		for signed, last := range map[string]string{"2025-10-06": "2025-10-16", "2025-11-20": "2025-12-01", "2025-12-12": "2026-01-05"} {
			s := newStory(t)
			s.sign(s.record("report", carl.ID, signed+" 10:00", "", "discussed"), signed+" 10:00", false)
			if got := s.find(signed+" 11:00", "respond").Due.String(); got != last {
				t.Errorf("signed %s: last day %s, want %s", signed, got, last)
			}
		}
	})
	t.Run("K1 a week without a school day owes nothing", func(t *testing.T) {
		s := newStory(t)
		s.record("contact", carl.ID, "2025-09-01 10:00", "", "filed")
		for _, d := range s.all("2025-11-27 10:00", "meet-weekly") {
			if d.Due == day(t, "2025-11-30") {
				t.Errorf("owed: %s", d.Key)
			}
		}
	})
	t.Run("P1 the windows of the round", func(t *testing.T) {
		p, cal := rules(t, "America/New_York")
		s := bare(t, p, schoolday.New(p.Zone, cal.ClosedDays(), schoolday.Year{Start: cal.Years[0].Start, End: day(t, "2026-06-12")}), "2025-09-15 09:00")
		s.record("begin", carl.ID, "2025-09-15 09:00", "", "filed")
		var got []string
		for _, d := range s.all("2025-09-16 09:00", "stretches") {
			got = append(got, d.Opens.String()+" to "+d.Due.String())
		}
		wants(t, got, "2025-09-15 to 2025-10-15\n2026-01-01 to 2026-02-24\n2026-05-13 to 2026-06-12")
	})
}
