package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

// A form reads who acts on it, when, and what it shows (LANGUAGE §1, forms).
func TestForms(t *testing.T) {
	p := small(t, `
  plan: {by: consultant, second: coordinator, kind: survey, once: holder, until: talk, by_hand: true, released_by: nobody, seen_by: {teacher: read from served},
    outcomes: {good: Good, again: {rounds: 1}, late: {title: Too late}}, serve: {good: teacher}, tell: {again: [teacher, consultant], served: teacher}}
  oath: {made_on: [plan.good, round.again], text: oath, signed_by: {agreement: teacher, attests: [consultant, coordinator]}, times: 2, seen_by: {teacher: read}}
meetings: {talk: {attendees: [teacher, consultant]}}
texts: {oath: I promise.}
`)
	f := p.In("par").Form("plan")
	if words(f.Second) != "coordinator" || f.Kind != "survey" || f.Once != "holder" || events(f.Until) != "talk.held" || !f.ByHand || f.ReleasedBy != "" {
		t.Errorf("plan: %+v", f)
	}
	if diff := cmp.Diff([]program.Outcome{{Key: "good", Title: "Good"}, {Key: "again", Title: "Again", Rounds: 1}, {Key: "late", Title: "Too late"}}, f.Outcomes); diff != "" {
		t.Errorf("outcomes, -want +got:\n%s", diff)
	}
	if words(f.Serve["good"]) != "teacher" || words(f.Tell["again"]) != "teacher consultant" || words(f.Tell["served"]) != "teacher" {
		t.Errorf("served %v, told %v", f.Serve, f.Tell)
	}
	oath := p.In("par").Form("oath")
	if len(oath.By) != 0 || events(oath.MadeOn) != "plan.good round.again" || oath.Text != "oath" || oath.Times != 2 || len(oath.Signs) != 2 ||
		oath.Signs[1].Meaning != "attests" || words(oath.Signs[1].Roles) != "consultant coordinator" || oath.Fields != nil {
		t.Errorf("oath: %+v", oath)
	}
}

// A meeting reads how many it takes, and when a packet opens (LANGUAGE §1).
func TestMeetings(t *testing.T) {
	p := small(t, `
meetings:
  hearing: {attendees: {teacher: 1, consultant: 2}, packet: {before: 7 days, not_before: [start, talk.2]}, all_day: true, note: A note}
  talk: {attendees: [teacher, consultant], packet: 1 week, sign_up: hhs, tell: {missed: coordinator, packet: [teacher, consultant]}}
`)
	m := p.In("par").Meeting("hearing")
	if words(m.Attendees) != "teacher consultant" || m.Least[program.Teacher] != 1 || m.Least[program.Consultant] != 2 || !m.AllDay || m.Note != "A note" {
		t.Errorf("hearing: %+v", m)
	}
	if m.Packet.String() != "7 days" || events(m.NotBefore) != "start.filed talk.2.held" {
		t.Errorf("packet: %s, not before %s", m.Packet, events(m.NotBefore))
	}
	m = p.In("par").Meeting("talk")
	if m.Packet.String() != "1 week" || m.Least != nil || !slices.Equal(m.SignUp, []string{"hhs"}) || len(m.Tell) != 2 || words(m.Tell["packet"]) != "teacher consultant" {
		t.Errorf("talk: %+v", m)
	}
}

// Everything that happens can start, bound or end a deadline (LANGUAGE §2).
func TestDeadlines(t *testing.T) {
	p := small(t, `
  plan: {by: [consultant, teacher], seen_by: {teacher: read}, fields: {ends_on: date, made: day}}
meetings: {hearing: {attendees: [teacher, consultant], packet: 7 days, convened_by: coordinator}}
checklists: {begun: {title: All begun, items: [start, [plan, hearing.planned]], over: case}, both: [begun, plan.2]}
deadlines:
  a: {owed_by: {each: [consultant, teacher]}, starts: [begun, b.over, c.met], due: by plan.ends_on or hearing.packet, until: case.paused, met_by: plan, stops: breaks,
    remind: [-1 month, monthly], kind: nudge, cite: ours}
  b: {right_of: teacher, starts: [case.opened, date.tenure], due: 3 days before semester.end or date.tenure or month.end, stops: none, remind: none, cite: ours}
  c: {owed_by: consultant, starts: [plan.ends_on, plan.made], window: 45-90 working days, met_by: [both, plan], late: {coordinator: 2 in a row, teacher: weekly}, cite: ours}
  d: {like: c, late: none, remind: none}
  e: {like: a, stops: none, kind: none}
dates: {tenure: 05-01}
`)
	s := p.In("par")
	a, b, c := s.Deadline("a"), s.Deadline("b"), s.Deadline("c")
	got := []string{
		events(a.Starts), events(a.Due.By), events(a.Until), words(a.OwedBy), a.Stops, a.Kind, steps(a.Remind),
		events(b.Starts), events(b.Due.Before), b.Stops, steps(b.Remind), events(b.MetBy), events(c.Starts), events(c.MetBy), c.Stops, late(c.Late),
	}
	want := []string{
		"begun.done b.over c.met", "plan.ends_on hearing.packet", "case.paused", "consultant teacher", "breaks", "nudge", "-1 month monthly",
		"case.opened date.tenure", "semester.end date.tenure month.end", "none", "", "", "plan.ends_on plan.made", "both.done plan.filed", "leave",
		"coordinator 2 in a row teacher weekly",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !a.Each || c.Each || c.Window[0].Stretch.Most.N != 90 {
		t.Errorf("each: %v, %v; window %v", a.Each, c.Each, c.Window)
	}
	// none is a value of late, remind and stops, and takes any other key away.
	if d, e := s.Deadline("d"), s.Deadline("e"); d.Late != nil || len(d.Remind) != 0 || e.Stops != "none" || e.Kind != "" {
		t.Errorf("copies: %+v, %+v", d, e)
	}
	begun := s.Checklist("begun")
	if begun.Title != "All begun" || !begun.OverCase || events(begun.Items[1]) != "plan.filed hearing.planned" || events(s.Checklist("both").Items[0]) != "begun.done" {
		t.Errorf("checklists: %+v", begun)
	}
}

// A stage that is entered is an event of its track; the top level sees those of
// all tracks that are not apart, an apart track its own alone (LANGUAGE §2).
func TestStagesAreEvents(t *testing.T) {
	source := `
key: t
title: Stages
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, coordinator: D}
tracks:
  visit: {use: visit}
  par:
    known_to: {teacher: read, coordinator: read, consultant: read}
    keep: {for: 1 year}
    stages: {first: {last: log}, last: {closes: Done}}
  pa:
    known_to: {teacher: read, coordinator: read, consultant: read}
    keep: {for: 1 year}
    stages: {only: {closes: Done}}
    forms: {begin: {by: coordinator, opens: pa, until: stage.only, seen_by: {teacher: read}}}
forms:
  start: {by: coordinator, opens: par, seen_by: {teacher: read}}
  log: {by: consultant, until: [stage.last, stage.only], seen_by: {teacher: read}}
`
	p, problems := program.Load("t.yaml", []byte(source))
	if p == nil {
		t.Fatal(problems)
	}
	if got := events(p.In("par").Form("log").Until); got != "stage.last stage.only" {
		t.Errorf("until %s", got)
	}
	for old, wrong := range map[string]string{"until: stage.only": "stage.last", "until: [stage.last": "stage.visited"} {
		_, problems := program.Load("t.yaml", []byte(strings.Replace(source, old, old[:strings.Index(old, "stage")]+wrong, 1)))
		if len(problems) != 1 || !strings.Contains(problems[0].Text, "there is no stage ") {
			t.Errorf("%s: %v", wrong, problems)
		}
	}
}
