package program_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// How a case runs: its rounds, its stages and moves in their order, and how long
// it is kept (LANGUAGE §1, tracks).
func TestCourse(t *testing.T) {
	p := whole(t, `
key: course
title: Course
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, coordinator: D}
tracks:
  par:
    known_to: {teacher: read, coordinator: read}
    excludes: [boston-pa, boston-par]
    round: {starts: start, later_start: school-year.start, ends: [semester.end, school-year.end], length: 6-12 months, at_most: 3, cite: ours 1, note: N}
    keep: {for: 7 years, hold: start.bad, belongs_to: teacher, then: counts, cite: ours, note: K}
    from_any: {gone: [start.bad, start.worse]}
    stages:
      first: {second: [start.good, start.fair], gone: start.draft}
      second: {starts_round: true, first: start.fair, cite: ours 2, note: S}
      gone: {closes: It is over, keep: 1 year}
forms: {start: {by: coordinator, opens: par, seen_by: {teacher: read}, outcomes: {good: G, fair: F, bad: B, worse: W}}}
`)
	track := p.Track("par")
	start := func(state string) program.Event { return program.Event{Name: "start", State: state} }
	want := []*program.Stage{
		{Key: "first", Moves: []program.Move{{To: "second", On: []program.Event{start("good"), start("fair")}}, {To: "gone", On: []program.Event{start("draft")}}}},
		{
			Key: "second", StartsRound: true, Moves: []program.Move{{To: "first", On: []program.Event{start("fair")}}},
			Cite: program.Cite{Origin: "default", Titles: []string{"ours, item 2"}}, Note: "S",
		},
		{Key: "gone", Closes: "It is over", Keep: &program.Keep{For: years(1)}},
	}
	if diff := cmp.Diff(want, track.Stages); diff != "" {
		t.Errorf("stages, -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]program.Move{{To: "gone", On: []program.Event{start("bad"), start("worse")}}}, track.FromAny); diff != "" {
		t.Errorf("from any, -want +got:\n%s", diff)
	}
	ours := program.Cite{Origin: "default", Titles: []string{"ours"}}
	keep := program.Keep{For: years(7), Hold: []program.Event{start("bad")}, BelongsTo: program.Teacher, Then: "counts", Cite: ours, Note: "K"}
	if diff := cmp.Diff(keep, track.Keep); diff != "" {
		t.Errorf("keep, -want +got:\n%s", diff)
	}
	got := []string{events(track.RoundStart), events(track.LaterStart), events(track.RoundEnd), track.RoundLength.String(), track.RoundCite.Titles[0], track.RoundNote}
	if diff := cmp.Diff([]string{"start.filed", "school-year.start", "semester.end school-year.end", "6-12 months", "ours, item 1", "N"}, got); diff != "" {
		t.Errorf("round, -want +got:\n%s", diff)
	}
	if track.Rounds != 3 || !cmp.Equal(track.Excludes, []string{"boston-pa", "boston-par"}) {
		t.Errorf("at most %d; excludes %v", track.Rounds, track.Excludes)
	}
}

// What adds up, in a case and in the office, and what is published.
func TestSums(t *testing.T) {
	p := small(t, `
  log: {by: consultant, seen_by: {teacher: read}, fields: {minutes: minutes, helpful: "Yes | No"}}
tallies:
  days: {of: teacher, adds: start, each: [0.5, 1], limit: 3, per: school-year, seen_by: {consultant: counts}, tell: consultant, remind: [semester.start, -30], cite: ours}
  hours: {of: consultant, adds: log, each: minutes, per: round, remind: none}
measures:
  good: {count: start, of: case.closed}
  content: {title: Content, survey: log.helpful, agree: ["Yes"]}
office:
  forms: {papers: {by: coordinator, attaches_to: consultant, serve: consultant}}
  meetings: {network: {attendees: consultant, convened_by: coordinator}}
  tallies: {seats: {of: school, schools: charter, adds: network, note: N}}
`)
	start := []program.Event{{Name: "start", State: "filed"}}
	want := []*program.Tally{
		{
			Key: "days", Title: "Days", Of: program.Teacher, Adds: start, Each: []float64{0.5, 1}, Limit: 3, Per: "school-year",
			SeenBy: program.Cells{program.Consultant: {{Level: program.Counts}}}, Tell: map[string][]program.Role{"filed": {program.Consultant}},
			Remind: []program.Step{{Key: "-30", From: "due", Days: -30}}, RemindAt: []program.Event{{Name: "semester", State: "start"}},
			Cite: program.Cite{Origin: "default", Titles: []string{"ours"}},
		},
		{Key: "hours", Title: "Hours", Of: program.Consultant, Adds: []program.Event{{Name: "log", State: "filed"}}, Field: "minutes", Per: "round", Remind: []program.Step{}},
	}
	if diff := cmp.Diff(want, p.In("par").Tallies); diff != "" {
		t.Errorf("tallies, -want +got:\n%s", diff)
	}
	office := []*program.Tally{{Key: "seats", Title: "Seats", Schools: "charter", Adds: []program.Event{{Name: "network", State: "held"}}, Each: []float64{1}, Note: "N"}}
	if diff := cmp.Diff(office, p.Office.Tallies); diff != "" || p.Office.Form("papers") == nil || p.In("par").Form("papers") != nil {
		t.Errorf("the office, -want +got:\n%s", diff)
	}
	measures := []*program.Measure{
		{Key: "good", Title: "Good", Count: start, Of: []program.Event{{Name: "case", State: "closed"}}},
		{Key: "content", Title: "Content", Survey: "log.helpful", Agree: []string{"Yes"}},
	}
	if diff := cmp.Diff(measures, p.Measures); diff != "" {
		t.Errorf("measures, -want +got:\n%s", diff)
	}
}

// A length may be one for both ends.
func TestLengthOfRounds(t *testing.T) {
	for text, want := range map[string]program.Range{
		"9 months":           {Least: schoolday.Span{N: 9, Unit: schoolday.Months}, Most: schoolday.Span{N: 9, Unit: schoolday.Months}},
		"45-90 working days": {Least: schoolday.Span{N: 45, Unit: schoolday.WorkingDays}, Most: schoolday.Span{N: 90, Unit: schoolday.WorkingDays}},
	} {
		p := framed(t, "ROUND", "length: "+text)
		if got := p.Track("par").RoundLength; got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}
