package deadline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// moved says what changes between two plans, a line for each date.
func moved(m deadline.Moves) []string {
	var lines []string
	for _, one := range m.Moved {
		lines = append(lines, fmt.Sprintf("%s %s -> %s", one.Rule, one.From, one.To))
	}
	for _, one := range m.Begun {
		lines = append(lines, fmt.Sprintf("%s begins %s", one.Rule, one.To))
	}
	for _, one := range m.Ended {
		lines = append(lines, fmt.Sprintf("%s ends %s", one.Rule, one.From))
	}
	slices.Sort(lines)
	return append(lines, fmt.Sprintf("%d count calendar days, %d stay", m.Calendar, m.Stay))
}

// A snow day moves what counts school days or rolls, and nothing else.
func TestSnowDayMovesDates(t *testing.T) {
	p, cal := rules(t, "America/Los_Angeles")
	s := bare(t, p, cal, "2026-01-12 09:00")
	s.record("begin", carl.ID, "2026-01-12 09:00", "", "filed")
	before := s.plan("2026-01-20 10:00")
	s.cal = schoolday.New(cal.Zone, append(cal.ClosedDays(), schoolday.Closed{Day: day(t, "2026-01-22"), Why: "Snow day"}), cal.Years...)
	after := s.plan("2026-01-20 10:00")
	wants(t, moved(deadline.Compare(before, after))[:3], `
		back 2026-01-22 -> 2026-01-21
		forward 2026-01-22 -> 2026-01-23
		working 2026-01-27 -> 2026-01-28`)
	if same := deadline.Compare(before, before); len(same.Moved)+len(same.Begun)+len(same.Ended) > 0 {
		t.Errorf("a plan moves against itself: %v", moved(same))
	}
}

// Another version of the contract moves, begins and ends dates.
func TestNewVersionMovesDates(t *testing.T) {
	p, cal := rules(t, "America/Los_Angeles")
	s := bare(t, p, cal, "2026-01-12 09:00")
	s.record("begin", carl.ID, "2026-01-12 09:00", "", "filed")
	before := s.plan("2026-01-12 10:00")
	next := strings.NewReplacer(
		"  working: {owed_by: consultant, starts: begin, due: 10 working days", "  working: {owed_by: consultant, starts: begin, due: 12 working days",
		"  months: {owed_by", "  half: {owed_by",
	).Replace(string(p.Source()))
	newer, problems := program.Load("rules.yaml", []byte(next))
	if newer == nil {
		t.Fatal(problems)
	}
	s.p = newer
	wants(t, slices.DeleteFunc(moved(deadline.Compare(before, s.plan("2026-01-12 10:00"))), func(line string) bool {
		return strings.Contains(line, "count calendar")
	}), `
		half begins 2026-07-12
		months ends 2026-07-12
		working 2026-01-27 -> 2026-01-29`)
}

// Whoever owes a date that moved is told once, with the day it had, as long as
// it is open and has that day.
func TestMovedDateIsTold(t *testing.T) {
	p, cal := rules(t, "America/Los_Angeles")
	s := bare(t, p, cal, "2026-01-12 09:00")
	s.record("begin", carl.ID, "2026-01-12 09:00", "", "filed")
	key := s.find("2026-01-20 10:00", "working").Key
	shift := casefile.Shift{Deadline: key, From: day(t, "2026-01-26"), To: day(t, "2026-01-27"), Why: "calendar", At: s.at("2026-01-20 10:00")}
	s.c.Shifts = []casefile.Shift{shift}
	told := func(now string) (lines []string) {
		for _, n := range s.plan(now).Notices {
			if n.Topic == deadline.TopicShifted {
				lines = append(lines, fmt.Sprintf("%s %s %s %s", n.To, n.Kind, n.Step, n.At.In(cal.Zone).Format("2006-01-02 15:04")))
			}
		}
		return lines
	}
	wants(t, told("2026-01-20 10:00"), "carl notice 2026-01-26-2026-01-27 2026-01-20 10:00")
	if got := deadline.Shifted(s.c.Shifts, &deadline.Deadline{Key: key, Due: shift.To}); got == nil || got.From != shift.From {
		t.Errorf("the move is not found: %v", got)
	}
	s.c.Shifts = append(s.c.Shifts, casefile.Shift{Deadline: key, From: day(t, "2026-01-27"), To: day(t, "2026-01-28"), Why: "program", At: s.at("2026-01-21 10:00")})
	wants(t, told("2026-01-21 10:00"), "carl notice 2026-01-26-2026-01-27 2026-01-20 10:00")
	s.record("done", carl.ID, "2026-01-21 11:00", "", "filed")
	wants(t, told("2026-01-21 12:00"), "")
}
