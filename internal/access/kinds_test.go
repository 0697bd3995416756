package access_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// kinds is a program with a vote, a survey, a paper that needs a second person, an
// evaluation, and a role that does not read what was there before it.
const kinds = `
key: kinds
title: Kinds of papers
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles:
  teacher: T
  consultant: C
  administrator: {called: A, of: school, sees_earlier: false}
  coordinator: D
  panel: {called: P, seats: [{title: Member, number: 3, appointed_by: D}], pass: majority, recused: administrator}
  chair: Ch
  hr: H
tracks:
  par:
    keep: {for: 1 year, cite: ours}
    evaluator: administrator
    round: {starts: start}
    known_to: {teacher: read, consultant: read, administrator: read, coordinator: read, panel: read, chair: read, hr: from transfer}
forms:
  start: {by: coordinator, opens: par, seen_by: {teacher: read}}
  log: {by: consultant, seen_by: {teacher: read, administrator: read}}
  letter: {by: consultant, signed_by: {receipt: administrator}, seen_by: {teacher: read}}
  vote: {by: panel, kind: vote, outcomes: {met: Met, not: Not met}, seen_by: {teacher: read, administrator: read}}
  survey: {by: [teacher, consultant], kind: survey, fields: {fair: agree}, seen_by: {coordinator: read, panel: counts}}
  transfer: {by: coordinator, second: hr, seen_by: {teacher: read, hr: read}}
  appraisal: {by: administrator, kind: evaluation, until: transfer, seen_by: {teacher: read}}
  question: {by: [teacher, consultant], seen_by: {teacher: from reply, coordinator: read}}
  reply: {by: coordinator, attaches_to: question, outcomes: {open: Open, closed: Closed}, seen_by: {coordinator: read}}
`

func kindsFile(t testing.TB) *file {
	t.Helper()
	return newFile(t, load(t, kinds), program.SampleCalendar(named(t, "clovis")), "par")
}

// A ballot is for those who vote and the office; what came of the vote is for
// those whom the cells name, without who voted (LANGUAGE §1, kind: vote).
func TestVotes(t *testing.T) {
	f := kindsFile(t)
	f.record("r", "vote", "panel", casefile.Draft)
	for viewer, want := range map[casefile.ID]program.Level{
		"panel": program.Read, "coordinator": program.Read, "teacher": program.Nothing, "consultant": program.Nothing, "administrator": program.Nothing, "chair": program.Nothing,
	} {
		if v := f.decide(viewer, "r"); v.Level != want {
			t.Errorf("a ballot, %s: level %d by %q, want %d", viewer, v.Level, v.Rule, want)
		}
	}
	f = kindsFile(t)
	f.record("r", "vote", "panel", casefile.Filed)
	seen := f.gate().View("teacher").Records()
	if len(seen) != 1 || seen[0].Author != "" || seen[0].Steps[0].By != "" || len(seen[0].Fields) == 0 {
		t.Errorf("the teacher sees of the vote: %+v", seen)
	}
	if seen := f.gate().View("panel").Records(); len(seen) != 1 || seen[0].Author != "panel" {
		t.Errorf("who voted sees of the vote: %+v", seen)
	}
	if f.c.Record("r").Steps[0].By != "panel" {
		t.Error("the file lost who voted")
	}
}

// A survey is anonymous to everybody but the one who answered it, also where a
// cell lets somebody read it.
func TestSurveys(t *testing.T) {
	f := kindsFile(t)
	r := f.record("r", "survey", "teacher", casefile.Filed)
	r.MadeFor, r.Signed = "survey/x/teacher", []casefile.Signature{{Person: "teacher"}}
	for viewer, want := range map[casefile.ID]program.Level{
		"teacher": program.Read, "consultant": program.Nothing, "coordinator": program.Read, "panel": program.Counts, "administrator": program.Nothing,
	} {
		if v := f.decide(viewer, "r"); v.Level != want {
			t.Errorf("%s: level %d by %q, want %d", viewer, v.Level, v.Rule, want)
		}
	}
	seen := f.gate().View("coordinator").Records()
	if len(seen) != 1 || seen[0].Author != "" || seen[0].MadeFor != "" || len(seen[0].Signed) > 0 || seen[0].Steps[0].By != "" {
		t.Errorf("the coordinator sees whose survey it is: %+v", seen)
	}
	if seen := f.gate().View("teacher").Records(); len(seen) != 1 || seen[0].Author != "teacher" {
		t.Errorf("its author sees %+v", seen)
	}
	if seen := f.gate().View("panel").Records(); len(seen) != 0 {
		t.Errorf("sums show a survey: %+v", seen)
	}
}

// Who does not see what was there before reads from taking over on, in that role
// alone; a signature that is still wanted is no exception (LANGUAGE §1, sees_earlier).
func TestSeesEarlier(t *testing.T) {
	tests := []struct {
		name, since string
		form        string
		states      []casefile.State
		also        program.Role
		want        program.Level
	}{
		{"there before", "2025-09-01 09:00", "log", []casefile.State{casefile.Filed}, "", program.Read},
		{"came later", "2025-10-07 09:00", "log", []casefile.State{casefile.Filed}, "", program.Nothing},
		{"but in another role", "2025-10-07 09:00", "letter", []casefile.State{casefile.Filed}, program.Teacher, program.Read},
		{"not filed yet: it waits for the new one", "2025-10-07 09:00", "letter", []casefile.State{casefile.Issued}, "", program.Read},
		{"filed before: not even as a signer", "2025-10-07 09:00", "letter", []casefile.State{casefile.Issued, casefile.Filed}, "", program.Nothing},
	}
	for _, tt := range tests {
		f := kindsFile(t)
		f.record("r", tt.form, "consultant", tt.states...)
		for i := range f.c.Parties {
			if f.c.Parties[i].Role == program.Administrator {
				f.c.Parties[i].From = f.at(tt.since)
			}
		}
		if tt.also != "" {
			also("administrator", tt.also)(f, nil)
		}
		if v := f.decide("administrator", "r"); v.Level != tt.want {
			t.Errorf("%s: level %d by %q, want %d", tt.name, v.Level, v.Rule, tt.want)
		}
	}
	f := kindsFile(t)
	f.record("r", "log", "consultant", casefile.Filed)
	f.end("second")
	for i := range f.c.Parties { // of a role without the word, a new holder reads all
		if f.c.Parties[i].Role == program.Teacher {
			f.c.Parties[i].From = f.at("2025-10-07 09:00")
		}
	}
	if v := f.decide("teacher", "r"); v.Level != program.Read {
		t.Errorf("level %d by %q", v.Level, v.Rule)
	}
}

// What needs a second person opens nothing before that person confirmed it, and
// that person can read it to do so (LANGUAGE §1, second).
func TestSecond(t *testing.T) {
	f := kindsFile(t)
	if k := f.gate().Knows("hr"); k.Level != program.Nothing {
		t.Errorf("hr knows of it by %q", k.Rule)
	}
	r := f.record("r", "transfer", "coordinator", casefile.Filed)
	for viewer, want := range map[casefile.ID]program.Level{"coordinator": program.Read, "hr": program.Read, "teacher": program.Nothing} {
		if v := f.decide(viewer, "r"); v.Level != want {
			t.Errorf("unconfirmed, %s: level %d by %q, want %d", viewer, v.Level, v.Rule, want)
		}
	}
	r.Steps = append(r.Steps, casefile.Step{State: casefile.Confirmed, Day: r.Day, At: f.at("2025-10-07 09:00"), By: "hr"})
	for viewer, want := range map[casefile.ID]program.Level{"coordinator": program.Read, "hr": program.Read, "teacher": program.Read, "panel": program.Nothing} {
		if v := f.decide(viewer, "r"); v.Level != want {
			t.Errorf("confirmed, %s: level %d by %q, want %d", viewer, v.Level, v.Rule, want)
		}
	}
}

// What is attached opens the record it is attached to and no other (CLO-21).
func TestOpensItsOwn(t *testing.T) {
	for _, state := range []casefile.State{casefile.Draft, casefile.Filed} {
		f := kindsFile(t)
		f.record("r", "question", "consultant", casefile.Filed)
		f.record("r2", "question", "consultant", casefile.Filed)
		f.record("reply", "reply", "coordinator", state).On = "r"
		want := program.Nothing
		if state == casefile.Filed {
			want = program.Read
		}
		if v := f.decide("teacher", "r"); v.Level != want {
			t.Errorf("%s: level %d by %q, want %d", state, v.Level, v.Rule, want)
		}
		if v := f.decide("teacher", "r2"); v.Level != program.Nothing {
			t.Errorf("%s: another question is open at level %d by %q", state, v.Level, v.Rule)
		}
		f.c.Record("reply").Withdrawn = f.now
		if v := f.decide("teacher", "r"); v.Level != program.Nothing {
			t.Errorf("%s: a reply that was taken back opens it by %q", state, v.Rule)
		}
	}
}

// Who is recused votes on nothing and convenes nothing as a member of the panel,
// and a form ends with its until (LANGUAGE §1, forms; §3).
func TestWhoWritesKinds(t *testing.T) {
	f := kindsFile(t)
	vote, appraisal := f.p.In("par").Form("vote"), f.p.In("par").Form("appraisal")
	if v := f.gate().MayWrite("panel", vote); v.Level != yes {
		t.Errorf("the panel does not vote: %q", v.Rule)
	}
	also("panel", program.Administrator)(f, nil)
	if v := f.gate().MayWrite("panel", vote); v.Level != no {
		t.Errorf("the teacher's administrator votes by %q", v.Rule)
	}
	if v := f.gate().MayWrite("administrator", appraisal); v.Level != yes {
		t.Errorf("no evaluation: %q", v.Rule)
	}
	f = kindsFile(t)
	f.record("t", "transfer", "coordinator", casefile.Filed).Steps = append(f.c.Record("t").Steps, casefile.Step{State: casefile.Confirmed, At: f.at("2025-10-07 09:00"), Day: f.cal.Today(f.now), By: "hr"})
	if v := f.gate().MayWrite("administrator", appraisal); v.Level != no || v.Rule != "form appraisal, until" {
		t.Errorf("after its end: level %d by %q", v.Level, v.Rule)
	}
}

// What the system made is for whoever is to write it, while it is a draft; a
// survey for the role that it asks, and no other (LANGUAGE §1, made_on).
func TestMadeBySystem(t *testing.T) {
	tests := []struct {
		form, made string
		state      casefile.State
		readers    []casefile.ID
	}{
		{"log", "log/2025-10-31", casefile.Draft, []casefile.ID{"consultant", "second"}},
		{"log", "", casefile.Draft, nil},
		{"log", "log/2025-10-31", casefile.Filed, []casefile.ID{"teacher", "administrator"}},
		{"survey", "survey/x/teacher", casefile.Draft, []casefile.ID{"teacher"}},
		{"survey", "survey/x/teacher", casefile.Filed, []casefile.ID{"teacher", "coordinator"}},
	}
	for _, tt := range tests {
		f := kindsFile(t)
		f.record("r", tt.form, "", tt.state).MadeFor = tt.made
		for _, one := range people {
			want := program.Nothing
			if contains(tt.readers, one.id) {
				want = program.Read
			}
			if v := f.decide(one.id, "r"); v.Level != want && v.Level != program.Counts {
				t.Errorf("%s %s, made for %q, %s: level %d by %q, want %d", tt.form, tt.state, tt.made, one.id, v.Level, v.Rule, want)
			}
		}
	}
}
