package access_test

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// words is a program in which each form tries a word that the shipped one does
// not use. What is not said here is read by nobody.
const words = `
key: words
title: Words of grants
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, administrator: A, representative: R, coordinator: D, panel: P, hr: H}
tracks:
  par:
    keep: {for: 1 year, cite: ours}
    known_to: {teacher: read, consultant: read, administrator: dates, coordinator: read, representative: granted, panel: read from closing,
      hr: read from closing}
forms:
  closing: {by: coordinator, opens: par, seen_by: {coordinator: read}}
  all: {by: consultant, seen_by: {teacher: read, administrator: read, panel: read, representative: granted}}
  sums: {by: consultant, seen_by: {teacher: counts}}
  own: {by: [teacher, consultant], seen_by: {teacher: own, consultant: own}}
  shared: {by: consultant, seen_by: {coordinator: shared, teacher: shared}}
  closed: {by: [teacher, consultant], seen_by: {teacher: read, consultant: read, administrator: never}}
  briefly: {by: consultant, seen_by: {teacher: read until closing}}
  unseen: {by: consultant, seen_by: {teacher: read from draft until filed}}
  notice: {by: coordinator, seen_by: {teacher: read from served, coordinator: read}, serve: coordinator}
  answer: {by: coordinator, seen_by: {teacher: read from answer.accepted}, outcomes: {accepted: Accepted, kept: Kept}}
  plan: {by: teacher, helped_by: consultant, seen_by: {coordinator: read}}
  letter: {by: consultant, signed_by: {understood: teacher}, seen_by: {coordinator: read}}
  both: {by: consultant, seen_by: {coordinator: [read, dates from draft], teacher: [never, read]}}
  memo: {by: administrator, seen_by: {consultant: read}}
  remark: {by: coordinator, attaches_to: triad}
meetings:
  triad: {attendees: [teacher, consultant], seen_by: {coordinator: read}}
  talk: {attendees: [teacher, consultant], seen_by: {administrator: read}}
  closed-talk: {attendees: [teacher, consultant], seen_by: {administrator: never, coordinator: read}}
`

func wordsFile(t testing.TB) *file {
	t.Helper()
	p := load(t, words)
	return newFile(t, p, schoolday.New(p.Zone, nil), "par")
}

func TestGrantWords(t *testing.T) {
	const filed, draft, served = casefile.Filed, casefile.Draft, casefile.Served
	tests := []struct {
		name         string
		form, author string
		states       []casefile.State
		change       func(*file, *casefile.Record)
		viewer       string
		want         program.Level
	}{
		{"read, from filing", "all", "consultant", []casefile.State{filed}, nil, "teacher", program.Read},
		{"read, not before", "all", "consultant", []casefile.State{draft}, nil, "teacher", program.Nothing},
		{"nothing that no cell gives", "all", "consultant", []casefile.State{filed}, nil, "coordinator", program.Nothing},
		{"capped by who may know", "all", "consultant", []casefile.State{filed}, nil, "administrator", program.Dates},
		{"closed to who may not know yet", "all", "consultant", []casefile.State{filed}, nil, "panel", program.Nothing},
		{"open once they may", "all", "consultant", []casefile.State{filed}, closing, "panel", program.Read},
		{"granted: nothing is granted yet", "all", "consultant", []casefile.State{filed}, closing, "representative", program.Nothing},
		{"counts", "sums", "consultant", []casefile.State{filed}, nil, "teacher", program.Counts},
		{"own: another's", "own", "consultant", []casefile.State{filed}, nil, "teacher", program.Nothing},
		{"own: one's own", "own", "teacher", []casefile.State{filed}, nil, "teacher", program.Read},
		{"own: a colleague's", "own", "consultant", []casefile.State{filed}, nil, "second", program.Nothing},
		{"shared: not yet", "shared", "consultant", []casefile.State{filed}, nil, "coordinator", program.Nothing},
		{"shared: with this role", "shared", "consultant", []casefile.State{filed}, share, "coordinator", program.Read},
		{"shared: with another role", "shared", "consultant", []casefile.State{filed}, share, "teacher", program.Nothing},
		{"never", "closed", "consultant", []casefile.State{filed}, nil, "administrator", program.Nothing},
		{"never, whatever else they are", "closed", "consultant", []casefile.State{filed}, also("administrator", program.Teacher), "administrator", program.Nothing},
		{"never, although they wrote it", "closed", "administrator", []casefile.State{filed}, also("administrator", program.Consultant), "administrator", program.Nothing},
		{"until: before", "briefly", "consultant", []casefile.State{filed}, nil, "teacher", program.Read},
		{"until: after", "briefly", "consultant", []casefile.State{filed}, closing, "teacher", program.Nothing},
		{"until its own state: before", "unseen", "consultant", []casefile.State{draft}, nil, "teacher", program.Read},
		{"until its own state: after", "unseen", "consultant", []casefile.State{draft, filed}, nil, "teacher", program.Nothing},
		{"from served: filing is not serving", "notice", "coordinator", []casefile.State{filed}, nil, "teacher", program.Nothing},
		{"from served", "notice", "coordinator", []casefile.State{filed, served}, nil, "teacher", program.Read},
		{"from an outcome: another", "answer", "coordinator", []casefile.State{filed, "kept"}, nil, "teacher", program.Nothing},
		{"from an outcome: this one", "answer", "coordinator", []casefile.State{filed, "accepted"}, nil, "teacher", program.Read},
		{"the widest counts: of a draft", "both", "consultant", []casefile.State{draft}, nil, "coordinator", program.Dates},
		{"the widest counts", "both", "consultant", []casefile.State{draft, filed}, nil, "coordinator", program.Read},
		{"never counts before all others", "both", "consultant", []casefile.State{filed}, nil, "teacher", program.Nothing},
		{"an author is capped too", "memo", "administrator", []casefile.State{filed}, nil, "administrator", program.Dates},
		{"helper: the draft", "plan", "teacher", []casefile.State{draft}, nil, "consultant", program.Read},
		{"helper: no longer", "plan", "teacher", []casefile.State{draft, filed}, nil, "consultant", program.Nothing},
		{"signer: not the draft", "letter", "consultant", []casefile.State{draft}, nil, "teacher", program.Nothing},
		{"signer: once the text is locked", "letter", "consultant", []casefile.State{draft, casefile.Issued}, nil, "teacher", program.Read},
		{"attached to a meeting: who attends", "remark", "coordinator", []casefile.State{filed}, onTriad, "teacher", program.Read},
		{"attached to a meeting: who reads it", "remark", "coordinator", []casefile.State{filed}, onTriad, "coordinator", program.Read},
		{"attached to a meeting: nobody else", "remark", "coordinator", []casefile.State{filed}, onTriad, "administrator", program.Nothing},
		{"attached to nothing that is there", "remark", "coordinator", []casefile.State{filed}, nil, "teacher", program.Nothing},
		{"a form that the program has not", "ghost", "consultant", []casefile.State{filed}, nil, "consultant", program.Nothing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := wordsFile(t)
			f.record("r", tt.form, casefile.ID(tt.author), tt.states...)
			if tt.change != nil {
				tt.change(f, f.c.Record("r"))
			}
			if v := f.decide(casefile.ID(tt.viewer), "r"); v.Level != tt.want {
				t.Errorf("%s sees %s at level %d by %q, want %d", tt.viewer, tt.form, v.Level, v.Rule, tt.want)
			}
		})
	}
}

func closing(f *file, _ *casefile.Record) {
	f.record("closing", "closing", "coordinator", casefile.Filed)
}

func share(_ *file, r *casefile.Record) { r.Shared = []program.Role{program.Coordinator} }

func onTriad(f *file, r *casefile.Record) {
	r.On = "m"
	f.meeting("m", "triad", "2025-10-06 15:00")
}

func also(who casefile.ID, role program.Role) func(*file, *casefile.Record) {
	return func(f *file, _ *casefile.Record) {
		f.c.Parties = append(f.c.Parties, casefile.Party{Person: casefile.Person{ID: who}, Role: role, From: f.c.OpenedAt})
	}
}

// Two roles do not lend each other their rights: what a cell gives one of them
// is capped by what that one may know (LANGUAGE §3).
func TestRolesDoNotAddUp(t *testing.T) {
	f := wordsFile(t)
	f.record("r", "all", "consultant", casefile.Filed)
	also("administrator", program.Coordinator)(f, nil) // knows all, but has no cell
	if v := f.decide("administrator", "r"); v.Level != program.Dates {
		t.Errorf("level %d by %q, want dates: the cell is the administrator's, the knowledge the coordinator's", v.Level, v.Rule)
	}
}

// Authorship ends with the role: a consultant who became the administrator
// of the school no longer reads what they wrote, nor what they took back (BOS-63).
func TestAuthorshipEndsWithTheRole(t *testing.T) {
	f := par(t)
	f.record("note", "note", "consultant", casefile.Filed)
	f.record("log", "log", "consultant", casefile.Filed)
	f.record("gone", "log", "consultant", casefile.Filed).Withdrawn = f.now.Add(-time.Hour)
	f.record("own", "teacher-log", "teacher", casefile.Filed).Withdrawn = f.now.Add(-time.Hour)
	f.end("consultant")
	also("consultant", program.Administrator)(f, nil)
	for record, want := range map[casefile.ID]program.Level{"note": program.Nothing, "log": program.Dates, "gone": program.Nothing} {
		if v := f.decide("consultant", record); v.Level != want {
			t.Errorf("%s: the former consultant, now administrator, sees level %d by %q, want %d", record, v.Level, v.Rule, want)
		}
	}
	f.end("teacher")
	if v := f.decide("teacher", "own"); v.Level != program.Nothing {
		t.Errorf("without any role in the case: level %d by %q", v.Level, v.Rule)
	}
	also("teacher", program.Consultant)(f, nil)
	if v := f.decide("teacher", "own"); v.Level != program.Read {
		t.Errorf("what one wrote as the teacher stays one's own: level %d by %q", v.Level, v.Rule)
	}
}

// A verdict names the rule that decided.
func TestVerdictNamesItsRule(t *testing.T) {
	f := par(t)
	f.record("log", "log", "consultant", casefile.Filed)
	f.record("report", "report", "consultant", casefile.Discussed)
	f.record("response", "response", "teacher", casefile.Filed).On = "report"
	f.record("gone", "log", "consultant", casefile.Filed).Withdrawn = f.now
	tests := []struct{ viewer, record, want string }{
		{"consultant", "log", "author"},
		{"teacher", "log", "form log, teacher"},
		{"administrator", "log", "form log, administrator"},
		{"teacher", "report", "signer"},
		{"administrator", "report", "form report"},
		{"consultant", "response", "form response, with report"},
		{"panel", "log", "known_to"},
		{"nobody", "log", "no role"},
		{"teacher", "gone", "withdrawn"},
	}
	for _, tt := range tests {
		if v := f.decide(casefile.ID(tt.viewer), casefile.ID(tt.record)); v.Rule != tt.want {
			t.Errorf("%s, %s: decided by %q, want %q", tt.viewer, tt.record, v.Rule, tt.want)
		}
	}
}

// What closes a track to a role closes it to whoever has that role, and words
// that are about a record open no track.
func TestKnownTo(t *testing.T) {
	tests := []struct {
		cells program.Cells
		want  program.Level
	}{
		{program.Cells{program.Administrator: {{Level: program.Read}}}, program.Read},
		{program.Cells{program.Administrator: {{Level: program.Dates}, {Level: program.Counts}}}, program.Dates},
		{program.Cells{program.Teacher: {{Level: program.Read}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Never}}, program.Coordinator: {{Level: program.Read}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Read, Own: true}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Read, Shared: true}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Read, Presented: true}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Read, Granted: true}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Read, From: program.Event{State: "draft"}}}}, program.Nothing},
		{program.Cells{program.Administrator: {{Level: program.Read, Until: program.Event{Name: "closing", State: "filed"}}}}, program.Read},
	}
	for _, tt := range tests {
		f := wordsFile(t)
		also("administrator", program.Coordinator)(f, nil)
		cells := tt.cells
		f.p.Track("par").KnownTo = cells
		if cells[program.Coordinator] == nil {
			cells[program.Coordinator] = []program.Grant{{Level: program.Nothing}}
		}
		if v := f.gate().Knows("administrator"); v.Level != tt.want {
			t.Errorf("%+v: known at level %d by %q, want %d", tt.cells, v.Level, v.Rule, tt.want)
		}
	}
}
