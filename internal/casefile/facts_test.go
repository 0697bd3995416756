package casefile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// file builds a case step by step.
type file struct {
	testing.TB
	c   casefile.Case
	cal schoolday.Calendar
}

func newFile(t testing.TB) *file {
	t.Helper()
	opened := at(t, "2025-08-27 09:00")
	return &file{TB: t, c: casefile.Case{ID: "case", Opened: day(t, "2025-08-27"), OpenedAt: opened}, cal: pacific(t)}
}

// step is a state entered at "2025-10-06 09:00".
func (f *file) step(state casefile.State, when string) casefile.Step {
	f.Helper()
	moment := at(f, when)
	return casefile.Step{State: state, Day: schoolday.Of(moment), At: moment, By: "carl"}
}

// record adds a record that enters states, each as "state 2025-10-06 09:00".
func (f *file) record(id casefile.ID, form string, on casefile.ID, states ...string) *casefile.Record {
	f.Helper()
	r := casefile.Record{ID: id, Form: form, Author: "carl", On: on}
	for _, s := range states {
		state, when, _ := strings.Cut(s, " ")
		r.Steps = append(r.Steps, f.step(casefile.State(state), when))
	}
	r.Day, r.At = r.Steps[0].Day, r.Steps[0].At
	f.c.Records = append(f.c.Records, r)
	return &f.c.Records[len(f.c.Records)-1]
}

// meeting adds a meeting of 45 minutes that is in a state, with its steps.
func (f *file) meeting(id casefile.ID, kind string, state casefile.State, start string, states ...string) *casefile.Meeting {
	f.Helper()
	m := casefile.Meeting{ID: id, Kind: kind, State: state}
	if start != "" {
		m.Start = at(f, start)
		m.End = m.Start.Add(45 * time.Minute)
	}
	for _, s := range states {
		state, when, _ := strings.Cut(s, " ")
		m.Steps = append(m.Steps, f.step(casefile.State(state), when))
	}
	f.c.Meetings = append(f.c.Meetings, m)
	return &f.c.Meetings[len(f.c.Meetings)-1]
}

// written is the list of facts, each as "2025-10-06 log.1.filed".
func written(facts []casefile.Fact) []string {
	var lines []string
	for _, f := range facts {
		lines = append(lines, f.Day.String()+" "+f.Event.String())
	}
	return lines
}

// want compares the facts that came after the opening of the case and of the year.
func (f *file) want(now string, want ...string) {
	f.Helper()
	facts := casefile.Facts(&f.c, f.cal, at(f, now))
	facts = slices.DeleteFunc(facts, func(one casefile.Fact) bool {
		return one.Event.Name == "school-year" || one.Event == program.Event{Name: "case", State: "opened"}
	})
	if diff := cmp.Diff(want, written(facts)); diff != "" {
		f.Errorf("facts by %s, -want +got:\n%s", now, diff)
	}
}

func TestCaseAndYear(t *testing.T) {
	f := newFile(t)
	got := func(now string) []string { return written(casefile.Facts(&f.c, f.cal, at(t, now))) }
	if diff := cmp.Diff([]string(nil), got("2025-08-17 12:00")); diff != "" {
		t.Errorf("before the year, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2025-08-18 school-year.start"}, got("2025-08-18 00:00")); diff != "" {
		t.Errorf("on the first morning, -want +got:\n%s", diff)
	}
	f.c.Closed, f.c.ClosedAt = day(t, "2026-06-10"), at(t, "2026-06-10 16:00")
	want := []string{
		"2025-08-18 school-year.start", "2025-08-27 case.opened", "2026-06-10 case.closed", "2026-06-12 school-year.end",
	}
	if diff := cmp.Diff(want, got("2026-06-12 00:00")); diff != "" {
		t.Errorf("at the end, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(want[:2], got("2026-06-10 15:59")); diff != "" {
		t.Errorf("a minute before closing, -want +got:\n%s", diff)
	}
	f.cal = schoolday.New(f.cal.Zone, nil)
	if diff := cmp.Diff(want[1:3], got("2026-07-01 00:00")); diff != "" {
		t.Errorf("without a school year, -want +got:\n%s", diff)
	}
}

// A report goes its way: draft, discussed, signed, answered, filed (CLO-27).
func TestRecordFacts(t *testing.T) {
	f := newFile(t)
	f.record("r1", "report", "", "draft 2025-10-03 16:00", "discussed 2025-10-06 10:00", "signed 2025-10-07 09:00",
		"answered 2025-10-07 09:00", "filed 2025-10-07 09:00")
	f.want("2025-10-03 15:59")
	f.want("2025-10-03 16:00", "2025-10-03 report.1.draft")
	f.want("2025-10-06 10:00", "2025-10-03 report.1.draft", "2025-10-06 report.1.discussed")
	f.want("2025-10-07 09:00", "2025-10-03 report.1.draft", "2025-10-06 report.1.discussed", "2025-10-07 report.1.signed",
		"2025-10-07 report.1.answered", "2025-10-07 report.1.filed")
}

// An outcome is a state: enrolment.enrolled (LANGUAGE §2).
func TestOutcomeFact(t *testing.T) {
	f := newFile(t)
	f.record("r1", "enrolment", "", "filed 2025-08-27 09:00", "enrolled 2025-08-27 09:00")
	f.want("2025-08-27 09:00", "2025-08-27 enrolment.1.filed", "2025-08-27 enrolment.1.enrolled")
}

// The day of a fact is the day it is about, its moment that of its recording:
// a log of last Tuesday, written on Thursday, is known from Thursday on.
func TestBackDated(t *testing.T) {
	f := newFile(t)
	r := f.record("r1", "log", "", "filed 2025-10-09 17:00")
	r.Day, r.Steps[0].Day = day(t, "2025-10-07"), day(t, "2025-10-07")
	f.record("r2", "contact", "", "filed 2025-10-08 09:00")
	f.want("2025-10-09 16:59", "2025-10-08 contact.1.filed")
	f.want("2025-10-09 17:00", "2025-10-07 log.1.filed", "2025-10-08 contact.1.filed")
}

// A withdrawn record has not happened, nor has what is attached to it; those
// after it move up in number.
func TestWithdrawn(t *testing.T) {
	f := newFile(t)
	f.record("r1", "report", "", "filed 2025-10-06 09:00").Withdrawn = at(t, "2025-10-06 09:01")
	f.record("r2", "response", "r1", "filed 2025-10-06 12:00")
	f.record("r3", "report", "", "filed 2025-10-07 09:00")
	f.record("r4", "response", "r3", "filed 2025-10-08 09:00")
	f.want("2025-10-09 09:00", "2025-10-07 report.1.filed", "2025-10-08 response.1.filed")
}

func TestFactsSayWhatTheyAreAbout(t *testing.T) {
	f := newFile(t)
	f.meeting("m1", "weekly-meeting", casefile.Held, "2025-10-06 15:00", "held 2025-10-06 16:00")
	f.record("r1", "log", "m1", "filed 2025-10-06 16:00")
	facts := casefile.Facts(&f.c, f.cal, at(t, "2025-10-07 09:00"))
	for _, one := range facts {
		switch one.Event.Name {
		case "weekly-meeting":
			if one.Meeting != "m1" || one.Record != "" || one.By != "carl" && one.Event.State == "held" {
				t.Errorf("the meeting's fact is %+v", one)
			}
		case "log":
			if one.Record != "r1" || one.On != "m1" || one.Meeting != "" || one.By != "carl" || !one.At.Equal(at(t, "2025-10-06 16:00")) {
				t.Errorf("the log's fact is %+v", one)
			}
		}
	}
}

// A triad is asked for, planned, moved twice and held.
func TestMeetingLife(t *testing.T) {
	f := newFile(t)
	m := f.meeting("m1", "initial-triad", casefile.Asked, "", "asked 2025-09-08 09:00")
	f.want("2025-09-09 09:00", "2025-09-08 initial-triad.asked")

	m.State, m.Start = casefile.Planned, at(t, "2025-09-23 15:00")
	m.End = m.Start.Add(45 * time.Minute)
	m.Steps = append(m.Steps, f.step(casefile.Planned, "2025-09-10 09:00"))
	f.want("2025-09-11 09:00", "2025-09-08 initial-triad.1.asked", "2025-09-10 initial-triad.1.planned")

	m.Steps = append(m.Steps, f.step(casefile.Moved, "2025-09-12 09:00"), f.step(casefile.Moved, "2025-09-15 09:00"))
	before := []string{
		"2025-09-08 initial-triad.1.asked", "2025-09-10 initial-triad.1.planned", "2025-09-12 initial-triad.1.moved",
		"2025-09-15 initial-triad.1.moved", "2025-09-15 initial-triad.1.moved-again",
	}
	f.want("2025-09-23 15:44", before...)
	f.want("2025-09-23 15:45", append(slices.Clone(before), "2025-09-23 initial-triad.1.ended")...)

	m.State = casefile.Held
	m.Steps = append(m.Steps, f.step(casefile.Held, "2025-09-24 08:00"))
	f.want("2025-09-24 08:00", append(slices.Clone(before), "2025-09-23 initial-triad.1.ended", "2025-09-24 initial-triad.1.held")...)
}

// When a meeting ended: with its plan, or when it was recorded as held, if that
// came first or there was no plan.
func TestEnded(t *testing.T) {
	tests := []struct {
		name  string
		state casefile.State
		steps []string
		want  string // moment of "ended", "" for never
	}{
		{"planned", casefile.Planned, []string{"planned 2025-10-01 09:00"}, "2025-10-06 15:45"},
		{"held, recorded later", casefile.Held, []string{"planned 2025-10-01 09:00", "held 2025-10-07 08:00"}, "2025-10-06 15:45"},
		{"held, recorded before its end", casefile.Held, []string{"planned 2025-10-01 09:00", "held 2025-10-06 15:30"}, "2025-10-06 15:30"},
		{"held without a plan", casefile.Held, []string{"held 2025-10-07 08:00"}, "2025-10-07 08:00"},
		{"missed", casefile.Missed, []string{"planned 2025-10-01 09:00", "missed 2025-10-06 16:00"}, ""},
		{"called off", casefile.Cancelled, []string{"planned 2025-10-01 09:00", "cancelled 2025-10-02 09:00"}, ""},
		{"asked for", casefile.Asked, []string{"asked 2025-10-01 09:00"}, ""},
		{"missed by mistake", casefile.Planned, []string{
			"planned 2025-10-01 09:00", "missed 2025-10-06 16:00", "planned 2025-10-06 16:01",
		}, "2025-10-06 15:45"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFile(t)
			start := "2025-10-06 15:00"
			if tt.state == casefile.Asked {
				start = ""
			}
			f.meeting("m1", "initial-triad", tt.state, start, tt.steps...)
			got := ""
			for _, one := range casefile.Facts(&f.c, f.cal, at(t, "2025-12-01 00:00")) {
				if one.Event.State == "ended" {
					got = one.At.In(f.cal.Zone).Format("2006-01-02 15:04")
				}
			}
			if got != tt.want {
				t.Errorf("ended at %q, want %q", got, tt.want)
			}
		})
	}
}

// A canceled plan has not happened, so that its date is owed again; a missed
// meeting was planned all the same.
func TestCalledOffAndMissed(t *testing.T) {
	f := newFile(t)
	f.meeting("m1", "initial-triad", casefile.Cancelled, "2025-09-23 15:00", "asked 2025-09-08 09:00", "planned 2025-09-10 09:00",
		"cancelled 2025-09-19 09:00")
	f.want("2025-09-24 09:00", "2025-09-19 initial-triad.cancelled")
	f.meeting("m2", "initial-triad", casefile.Missed, "2025-09-30 15:00", "planned 2025-09-22 09:00", "missed 2025-09-30 16:00")
	f.want("2025-10-01 09:00", "2025-09-19 initial-triad.cancelled", "2025-09-22 initial-triad.planned", "2025-09-30 initial-triad.missed")
}

// Meetings are numbered by their time, whatever the order in which they were
// planned; those called off or missed have no number, and what is attached to a
// meeting bears that meeting's (LANGUAGE §1).
func TestNumbers(t *testing.T) {
	f := newFile(t)
	f.meeting("m1", "progress-triad", casefile.Held, "2026-03-10 15:00", "held 2026-03-10 16:00")
	f.meeting("m2", "progress-triad", casefile.Cancelled, "2025-11-18 15:00", "cancelled 2025-11-01 09:00")
	f.meeting("m3", "progress-triad", casefile.Held, "2025-12-09 15:00", "held 2025-12-09 16:00")
	f.meeting("m4", "hearing", casefile.Held, "2026-04-14 15:00", "held 2026-04-14 16:00")
	f.record("r1", "progress-summary", "m1", "filed 2026-03-10 17:00")
	f.record("r2", "progress-summary", "m3", "filed 2026-03-11 09:00")
	f.record("r3", "concern", "", "filed 2026-03-12 09:00")
	f.record("r4", "concern", "", "filed 2026-03-13 09:00")
	f.want("2026-05-01 09:00",
		"2025-11-01 progress-triad.cancelled",
		"2025-12-09 progress-triad.1.held", "2025-12-09 progress-triad.1.ended",
		"2026-03-10 progress-triad.2.held", "2026-03-10 progress-triad.2.ended", "2026-03-10 progress-summary.2.filed",
		"2026-03-11 progress-summary.1.filed",
		"2026-03-12 concern.1.filed", "2026-03-13 concern.2.filed",
		"2026-04-14 hearing.1.held", "2026-04-14 hearing.1.ended",
	)
}

func TestMatch(t *testing.T) {
	fact := casefile.Fact{Event: program.Event{Name: "progress-triad", Nth: 2, State: "held"}}
	tests := []struct {
		event program.Event
		want  bool
	}{
		{program.Event{Name: "progress-triad", State: "held"}, true},
		{program.Event{Name: "progress-triad", Nth: 2, State: "held"}, true},
		{program.Event{Name: "progress-triad", Nth: 1, State: "held"}, false},
		{program.Event{Name: "progress-triad", State: "planned"}, false},
		{program.Event{Name: "final-triad", State: "held"}, false},
		{program.Event{}, false},
	}
	for _, tt := range tests {
		if got := casefile.Match([]program.Event{{Name: "other", State: "held"}, tt.event}, fact); got != tt.want {
			t.Errorf("%s matches %s: %v, want %v", tt.event, fact.Event, got, tt.want)
		}
	}
	if casefile.Match(nil, fact) {
		t.Error("no event matches a fact")
	}
}

// anyFile draws a case with records and meetings in all states.
func anyFile(rt *rapid.T, f *file) {
	moment := func(label string) string {
		return fmt.Sprintf("2025-%02d-%02d %02d:00", rapid.IntRange(9, 12).Draw(rt, label), rapid.IntRange(1, 28).Draw(rt, label), rapid.IntRange(0, 23).Draw(rt, label))
	}
	states := []casefile.State{casefile.Asked, casefile.Planned, casefile.Held, casefile.Missed, casefile.Cancelled}
	for i := range rapid.IntRange(0, 6).Draw(rt, "meetings") {
		state := rapid.SampledFrom(states).Draw(rt, "state")
		steps := []string{"planned " + moment("planned")}
		if state != casefile.Planned {
			steps = append(steps, string(state)+" "+moment("settled"))
		}
		f.meeting(casefile.ID(fmt.Sprintf("m%d", i)), rapid.SampledFrom([]string{"weekly-meeting", "hearing"}).Draw(rt, "kind"), state, moment("start"), steps...)
	}
	for i := range rapid.IntRange(0, 8).Draw(rt, "records") {
		on := casefile.ID(fmt.Sprintf("m%d", rapid.IntRange(0, 9).Draw(rt, "on")))
		r := f.record(casefile.ID(fmt.Sprintf("r%d", i)), rapid.SampledFrom([]string{"log", "report"}).Draw(rt, "form"), on, "filed "+moment("filed"))
		if rapid.Bool().Draw(rt, "withdrawn") {
			r.Withdrawn = r.At.Add(time.Minute)
		}
	}
}

// Facts are in order, known by now, of living records alone, and none is lost as
// time goes on.
func TestFactsProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFile(t)
		anyFile(rt, f)
		now := at(t, "2025-09-01 00:00").Add(time.Duration(rapid.IntRange(0, 24*120).Draw(rt, "hours")) * time.Hour)
		facts := casefile.Facts(&f.c, f.cal, now)
		for i, one := range facts {
			switch r := f.c.Record(one.Record); {
			case one.At.After(now):
				rt.Fatalf("%s is recorded only at %s", one.Event, one.At)
			case i > 0 && (one.Day < facts[i-1].Day || one.Day == facts[i-1].Day && one.At.Before(facts[i-1].At)):
				rt.Fatalf("%s comes after %s", one.Event, facts[i-1].Event)
			case r != nil && !r.Live():
				rt.Fatalf("%s of a withdrawn record", one.Event)
			}
		}
		later := casefile.Facts(&f.c, f.cal, now.AddDate(1, 0, 0))
		for _, one := range facts {
			if !slices.Contains(later, one) {
				rt.Fatalf("%s was a fact and is none a year later", one.Event)
			}
		}
		if diff := cmp.Diff(written(facts), written(casefile.Facts(&f.c, f.cal, now))); diff != "" {
			rt.Fatalf("asked twice, -first +second:\n%s", diff)
		}
	})
}
