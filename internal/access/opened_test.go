package access_test

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// opening is a program in which the teacher opens things to a representative and
// to an administrator, who otherwise know of nothing.
const opening = `
key: opening
title: What the teacher opens
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, administrator: A, representative: R, coordinator: D}
tracks:
  par:
    keep: {for: 1 year, cite: ours}
    known_to: {teacher: read, consultant: read, coordinator: read, representative: granted, administrator: granted}
forms:
  start: {by: coordinator, opens: par, seen_by: {teacher: read}}
  log: {by: consultant, seen_by: {teacher: read, representative: granted, administrator: dates granted}}
  report: {by: consultant, discussed_at: talk, signed_by: {receipt: teacher}, seen_by: {teacher: from discussed, representative: granted, administrator: never}}
  answer: {by: teacher, attaches_to: report}
  dates: {by: consultant, seen_by: {teacher: dates, representative: granted}}
  hidden: {by: consultant, seen_by: {coordinator: read, representative: granted}}
  plan: {by: teacher, seen_by: {consultant: read, representative: granted}}
meetings:
  talk: {attendees: [teacher, consultant], seen_by: {representative: dates granted}}
`

func openingFile(t testing.TB) *file {
	t.Helper()
	p := load(t, opening)
	f := newFile(t, p, program.SampleCalendar(named(t, "clovis")), "par")
	return f
}

// As far and as early as the teacher reads, and only while it is open (LANGUAGE
// §1 readers, §3 Reading; X-15).
func TestOpened(t *testing.T) {
	const filed, draft = casefile.Filed, casefile.Draft
	all, one := func(f *file) { f.grant("representative", "") }, func(f *file) { f.grant("representative", "r") }
	tests := []struct {
		name, form string
		states     []casefile.State
		change     func(*file)
		viewer     casefile.ID
		want       program.Level
	}{
		{"nothing was opened", "log", []casefile.State{filed}, nil, "representative", program.Nothing},
		{"the file", "log", []casefile.State{filed}, all, "representative", program.Read},
		{"this record", "log", []casefile.State{filed}, one, "representative", program.Read},
		{"another record", "log", []casefile.State{filed}, func(f *file) { f.grant("representative", "other") }, "representative", program.Nothing},
		{"to another person", "log", []casefile.State{filed}, func(f *file) { f.grant("second", "") }, "representative", program.Nothing},
		{"ended", "log", []casefile.State{filed}, func(f *file) {
			all(f)
			f.c.Grants[0].Ended = f.now.Add(-time.Second)
		}, "representative", program.Nothing},
		{"still to come", "log", []casefile.State{filed}, func(f *file) {
			all(f)
			f.c.Grants[0].At = f.now.Add(time.Second)
		}, "representative", program.Nothing},
		{"no earlier than the teacher: a draft", "report", []casefile.State{draft}, all, "representative", program.Nothing},
		{"as early as the teacher: discussed", "report", []casefile.State{draft, casefile.Discussed}, all, "representative", program.Read},
		{"the teacher's own draft", "plan", []casefile.State{draft}, all, "representative", program.Read},
		{"no further than the teacher: dates", "dates", []casefile.State{filed}, all, "representative", program.Dates},
		{"no further than the teacher: nothing", "hidden", []casefile.State{filed}, all, "representative", program.Nothing},
		{"no further than the cell", "log", []casefile.State{filed}, func(f *file) { f.grant("administrator", "") }, "administrator", program.Dates},
		{"never stays closed", "report", []casefile.State{draft, casefile.Discussed, filed}, func(f *file) { f.grant("administrator", "") }, "administrator", program.Nothing},
		{"to one whose role has ended (X-08)", "log", []casefile.State{filed}, func(f *file) {
			all(f)
			f.end("representative")
		}, "representative", program.Nothing},
		{"taken back", "log", []casefile.State{filed}, func(f *file) {
			all(f)
			f.c.Record("r").Withdrawn = f.now
		}, "representative", program.Nothing},
		{"by a teacher who is none any more", "log", []casefile.State{filed}, func(f *file) {
			all(f)
			f.end("teacher")
		}, "representative", program.Nothing},
		{"a teacher opens nothing to themself", "hidden", []casefile.State{filed}, func(f *file) { f.grant("teacher", "") }, "teacher", program.Nothing},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := openingFile(t)
			f.record("r", tt.form, author(f.p.In("par").Form(tt.form)), tt.states...)
			if tt.change != nil {
				tt.change(f)
			}
			if v := f.decide(tt.viewer, "r"); v.Level != tt.want {
				t.Errorf("level %d by %q, want %d", v.Level, v.Rule, tt.want)
			}
		})
	}
}

// What is attached is opened with what it is attached to, and can be opened alone.
func TestOpenedWithItsAnnex(t *testing.T) {
	for _, tt := range []struct {
		open         casefile.ID
		report, text program.Level
	}{
		{"report", program.Read, program.Read},
		{"r", program.Nothing, program.Read},
		{"", program.Read, program.Read},
		{"other", program.Nothing, program.Nothing},
	} {
		f := openingFile(t)
		f.record("report", "report", "consultant", casefile.Discussed, casefile.Signed, casefile.Answered, casefile.Filed)
		f.record("r", "answer", "teacher", casefile.Filed).On = "report"
		f.grant("representative", tt.open)
		if report, text := f.decide("representative", "report"), f.decide("representative", "r"); report.Level != tt.report || text.Level != tt.text {
			t.Errorf("opened %q: the report at level %d, its answer at %d, want %d and %d", tt.open, report.Level, text.Level, tt.report, tt.text)
		}
	}
}

// Who was given anything knows of the case while it is open, and sees no more.
func TestOpenedKnows(t *testing.T) {
	f := openingFile(t)
	f.record("r", "log", "consultant", casefile.Filed)
	f.record("r2", "log", "consultant", casefile.Filed)
	talk := f.meeting("m", "talk", "2025-10-20 15:00")
	talk.Attendees = talk.Attendees[:2]
	for _, tt := range []struct {
		open     []casefile.ID
		knows    program.Level
		records  int
		meetings int
	}{
		{nil, program.Nothing, 0, 0},
		{[]casefile.ID{"r"}, program.Read, 1, 0},
		{[]casefile.ID{"m"}, program.Read, 0, 1},
		{[]casefile.ID{""}, program.Read, 2, 1},
	} {
		f.c.Grants = nil
		for _, id := range tt.open {
			f.grant("representative", id)
		}
		v := f.gate().View("representative")
		if k := f.gate().Knows("representative"); k.Level != tt.knows || len(v.Records()) != tt.records || len(v.Meetings()) != tt.meetings {
			t.Errorf("opened %q: knows at level %d, %d records, %d meetings", tt.open, k.Level, len(v.Records()), len(v.Meetings()))
		}
		for _, m := range v.Meetings() {
			if m.Place != "" {
				t.Errorf("opened %q: dates say where: %q", tt.open, m.Place)
			}
		}
	}
}
