package program_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// small loads the base of the problems with more after it.
func small(t testing.TB, more string) *program.Program {
	t.Helper()
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, problems := program.Load("small.yaml", append(base, more...))
	if p == nil {
		t.Fatalf("problems: %v", problems)
	}
	return p
}

// What is not said has its default (LANGUAGE §1).
func TestDefaults(t *testing.T) {
	p := small(t, `
  weekly-log: {by: consultant, seen_by: {teacher: read}}
  answer: {by: teacher, attaches_to: weekly-log}
meetings:
  first-talk: {attendees: [teacher, consultant]}
deadlines:
  write-it: {owed_by: consultant, starts: start, due: 10 days, met_by: weekly-log, cite: ours}
  soon: {owed_by: consultant, starts: start, due: 1 day, met_by: weekly-log, cite: ours}
  say-it: {right_of: teacher, starts: start, due: 10 days, met_by: answer, cite: ours}
  meet: {owed_by: consultant, starts: start, every: week, met_by: first-talk, cite: ours}
  hold: {owed_by: consultant, starts: start, window: first 30 days, met_by: first-talk, cite: ours}
`)
	if p.Contact != "the program office" || p.Words.Invite != "Meeting" || p.Track("par").Title != "Par" || !p.Track("par").IsCase {
		t.Errorf("the header's defaults: %q, %q, %q", p.Contact, p.Words.Invite, p.Track("par").Title)
	}
	s := p.In("par")
	f := s.Form("weekly-log")
	if f.Title != "Weekly log" || f.Plain != "a form" || f.Command != "weekly-log" || f.ReleasedBy != program.Coordinator || f.Once != "" {
		t.Errorf("a form's defaults: %+v", f)
	}
	if a := s.Form("answer"); a.SeenBy != nil || a.Nobody {
		t.Error("what is attached has readers of its own")
	}
	m := s.Meeting("first-talk")
	if m.Title != "First talk" || m.Plain != "a meeting" || m.Minutes != 45 || words(m.ConvenedBy) != "consultant" || m.Packet.N != 0 {
		t.Errorf("a meeting's defaults: %+v", m)
	}
	for key, want := range map[string][4]string{ // title, plain, reminders, escalation
		"write-it": {"Write it", "a task", "-2 0", "coordinator+1"},
		"soon":     {"Soon", "a task", "0", "coordinator+1"}, // two days before would be before its start
		"say-it":   {"Say it", "a right of yours", "start -3 -1", ""},
		"meet":     {"Meet", "a task", "Thu Fri 12:00", "coordinator+1"},
		"hold":     {"Hold", "a task", "-7 -1", "coordinator+1"},
	} {
		d := s.Deadline(key)
		if got := [4]string{d.Title, d.Plain, steps(d.Remind), late(d.Late)}; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
}

// Bare events are completed: a form is filed, a meeting held; a bare state that
// meets is that of the record that started.
func TestEventsAreCompleted(t *testing.T) {
	p := small(t, `
  report: {by: consultant, signed_by: {receipt: teacher}, seen_by: {teacher: [read from triad, dates from draft until signed]}}
meetings:
  triad: {attendees: [teacher, consultant], times: 2}
deadlines:
  a: {owed_by: consultant, starts: [start, triad.2], until: triad, due: 5 days before triad or round.end, met_by: report, cite: ours}
  b: {owed_by: signers, starts: report.issued, due: 5 days, met_by: answered, cite: ours}
checklists:
  all: [start, [triad, report.signed]]
`)
	s := p.In("par")
	a := s.Deadline("a")
	got := []string{events(a.Starts), events(a.Until), events(a.Due.Before), events(a.MetBy), events(s.Deadline("b").MetBy)}
	want := []string{"start.filed triad.2.held", "triad.held", "triad.held round.end", "report.filed", "answered"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	grants := s.Form("report").SeenBy[program.Teacher]
	if grants[0].From.String() != "triad.held" || grants[1].From.String() != "draft" || grants[1].Until != (program.Event{State: "signed"}) {
		t.Errorf("cells: %+v", grants)
	}
	list := s.Checklists[0]
	if len(list.Items) != 2 || events(list.Items[0]) != "start.filed" || events(list.Items[1]) != "triad.held report.signed" {
		t.Errorf("checklist: %+v", list)
	}
	if !s.Deadline("b").Signers || s.Deadline("b").OwedBy != nil {
		t.Error("the signers owe it")
	}
}

// A set of readers takes over another, and cells beside it replace its own.
func TestReaders(t *testing.T) {
	p, problems := program.Load("readers.yaml", []byte(`
key: t
title: Readers
timezone: America/Los_Angeles
roles: {teacher: T, consultant: C, administrator: A, coordinator: D, triad: [teacher, consultant, administrator]}
readers:
  file: {triad: read, coordinator: dates}
  mentor: {as: file, administrator: [dates, presented]}
tracks: {par: {known_to: {triad: read, coordinator: read}, keep: {for: 1 year}}}
forms:
  a: {by: coordinator, opens: par, seen_by: file}
  b: {by: consultant, seen_by: {as: mentor, teacher: read from discussed}, discussed_at: talk}
meetings: {talk: {attendees: [teacher, consultant]}}
`))
	if p == nil {
		t.Fatal(problems)
	}
	s := p.In("par")
	read, dates := program.Grant{Level: program.Read}, program.Grant{Level: program.Dates}
	want := program.Cells{program.Teacher: {read}, program.Consultant: {read}, program.Administrator: {read}, program.Coordinator: {dates}}
	if diff := cmp.Diff(want, s.Form("a").SeenBy); diff != "" {
		t.Errorf("file, -want +got:\n%s", diff)
	}
	want[program.Administrator] = []program.Grant{dates, {Level: program.Read, Presented: true}}
	want[program.Teacher] = []program.Grant{{Level: program.Read, From: program.Event{State: "discussed"}}}
	if diff := cmp.Diff(want, s.Form("b").SeenBy); diff != "" {
		t.Errorf("mentor with a change, -want +got:\n%s", diff)
	}
}

// like copies a neighbor: all but title, command and opens; none takes away.
func TestLike(t *testing.T) {
	p := small(t, `
  log: {title: A log, command: l, by: consultant, seen_by: {teacher: read}, cite: ours 3, tell: teacher, fields: {date: day}}
  diary: {like: log, by: teacher, tell: none, seen_by: {consultant: read}}
`)
	f := p.In("par").Form("diary")
	if f.Title != "Diary" || f.Command != "diary" || words(f.By) != "teacher" || f.Tell != nil || len(f.Fields) != 1 || f.Opens != "" {
		t.Errorf("the copy: %+v", f)
	}
	if diff := cmp.Diff([]string{"ours, item 3"}, f.Cite.Titles); diff != "" || f.Cite.Origin != "default" {
		t.Errorf("its source, -want +got:\n%s", diff)
	}
}

func TestFields(t *testing.T) {
	p := small(t, `
  log:
    by: consultant
    seen_by: {teacher: read}
    outcomes: {good: Good}
    fields:
      remark:
      date: day
      focus: optional standards
      how: call | mail | visit
      agenda: any of Focus | Norms
      next: {type: optional text, ask: "What is next?", only_if: good}
      secret: {private: true}
`)
	want := []*program.Field{
		{Key: "remark", Type: "text"},
		{Key: "date", Type: "day"},
		{Key: "focus", Type: "standards", Optional: true},
		{Key: "how", Type: "choice", Options: []string{"call", "mail", "visit"}},
		{Key: "agenda", Type: "any", Options: []string{"Focus", "Norms"}},
		{Key: "next", Type: "text", Optional: true, Ask: "What is next?", OnlyIf: "good"},
		{Key: "secret", Type: "text", Private: true},
	}
	if diff := cmp.Diff(want, p.In("par").Form("log").Fields); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestWindows(t *testing.T) {
	p := small(t, `
meetings:
  triad: {attendees: [teacher, consultant], times: 4}
deadlines:
  a: {owed_by: consultant, starts: start, window: [first 30 days, 0-60 %, last 10 days, 45-90 working days], met_by: triad, cite: ours}
`)
	want := []program.Window{{FirstDays: 30}, {ToPercent: 60}, {LastDays: 10}, {Stretch: program.Range{
		Least: schoolday.Span{N: 45, Unit: schoolday.WorkingDays}, Most: schoolday.Span{N: 90, Unit: schoolday.WorkingDays},
	}}}
	got := p.In("par").Deadline("a").Window
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for i, text := range []string{"first 30 days", "0-60 %", "last 10 days", "45-90 working days"} {
		if got[i].String() != text {
			t.Errorf("window %d is written %q, want %q", i, got[i], text)
		}
	}
	for _, text := range []string{
		"40-60", "40-60%", "40-60 % of it", "60-40 %", "40-40 %", "-1-5 %", "+4-60 %", "40-101 %", "04-60 %", "first days", "first 0 days",
		"first 30 days more", "first 30 weeks", "first week", "first day", "last -3 days", "middle 30 days", "30 days", "90-45 working days", "45-90 hours",
		"45-45 days", "0-90 days", "45 - 90 days", "45-90", "45-90-100 days", "45-9999 days",
	} {
		base, err := os.ReadFile("testdata/problems/base.yaml")
		if err != nil {
			t.Fatal(err)
		}
		more := "\nmeetings: {triad: {attendees: [teacher, consultant]}}\ndeadlines:\n  a: {owed_by: consultant, starts: start, window: " +
			text + ", met_by: triad, cite: ours}\n"
		if p, _ := program.Load("w.yaml", append(base, more...)); p != nil {
			t.Errorf("%q is a window: %+v", text, p.In("par").Deadline("a").Window)
		}
	}
}

// What a state of the starting record meets, whoever owes it can bring about: the
// other ways are no matter then.
func TestMetByOwnState(t *testing.T) {
	p := small(t, `
  report: {by: consultant, signed_by: {receipt: teacher}, seen_by: {teacher: read}}
deadlines:
  sign: {owed_by: teacher, starts: report.issued, due: 5 days, met_by: [answered, start], cite: ours}
`)
	if got := events(p.In("par").Deadline("sign").MetBy); got != "answered start.filed" {
		t.Errorf("met by %s", got)
	}
}

// Who may be served: whoever writes or signs a form, reads it by then, or reads
// what it is attached to; an outcome comes with or after filing.
func TestServed(t *testing.T) {
	p := small(t, `
  report: {by: consultant, signed_by: {receipt: teacher}, seen_by: {coordinator: read}, outcomes: {good: Good},
    serve: {draft: consultant, issued: [consultant, teacher], signed: teacher, filed: [coordinator, teacher], good: coordinator}}
  answer: {by: teacher, attaches_to: report, serve: [teacher, consultant, coordinator]}
  minutes: {by: teacher, attaches_to: talk, serve: consultant}
meetings:
  talk: {attendees: [teacher, consultant]}
`)
	f := p.In("par").Form("report")
	if len(f.Serve) != 5 || words(f.Serve["issued"]) != "consultant teacher" || words(f.Serve["good"]) != "coordinator" {
		t.Errorf("served: %v", f.Serve)
	}
	if got := p.In("par").Form("answer").Serve; words(got["filed"]) != "teacher consultant coordinator" {
		t.Errorf("served: %v", got)
	}
}

func TestCite(t *testing.T) {
	p := small(t, `
  log: {by: consultant, seen_by: {teacher: read}, cite: [ours 2, ours last page]}
`)
	f := p.In("par").Form("log")
	if diff := cmp.Diff(program.Cite{Origin: "default", Titles: []string{"ours, item 2", "ours, last page"}}, f.Cite); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := clovis(t).In("par").Deadline("contact-teacher").Cite; got.Origin != "seed" || got.Titles[0] != "MOU, item 2" { // VOICE
		t.Errorf("the source of the first contact: %+v", got)
	}
	if got := clovis(t).In("par").Deadline("plan-initial").Cite; got.Origin != "default" || len(got.Titles) != 2 {
		t.Errorf("duty from the handbook, number ours: %+v", got)
	}
}

// The version is that of the bytes: the same file, the same version, wherever
// and whenever it is read; one letter more, another.
func TestVersion(t *testing.T) {
	data, err := os.ReadFile("districts/clovis.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a, _ := program.Load("a.yaml", data)
	b, _ := program.Load("elsewhere/b.yaml", data)
	c, _ := program.Load("a.yaml", append(data, '\n'))
	if a == nil || b == nil || c == nil {
		t.Fatal("clovis does not load")
	}
	if a.Version != b.Version || a.Version != clovis(t).Version || len(a.Version) != 12 {
		t.Errorf("versions of one file: %q, %q, %q", a.Version, b.Version, clovis(t).Version)
	}
	if a.Version == c.Version {
		t.Errorf("two files have the version %q", a.Version)
	}
}

// A file has a size and a depth, beyond which it is not even read.
func TestLimits(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"too large", "key: " + strings.Repeat("x", 128<<10), "the file is larger than 128 KiB"},
		{"brackets", "key: " + strings.Repeat("[", 100) + strings.Repeat("]", 100), "the file nests deeper than 32 levels"},
		{"brackets without an end", "key: " + strings.Repeat("[", 100000), "the file nests deeper than 32 levels"},
		{"braces", "key: " + strings.Repeat("{a: ", 100) + "b" + strings.Repeat("}", 100), "the file nests deeper than 32 levels"},
		{"dashes", strings.Repeat("- ", 2000) + "a", "the file nests deeper than 32 levels"},
		{"indentation", indented(100), "the file nests deeper than 32 levels"},
		{"a little", "key: [[[[a]]]]", "the program has no title"},
	}
	for _, tt := range tests {
		p, problems := program.Load("x.yaml", []byte(tt.source))
		found := slices.ContainsFunc(problems, func(one program.Problem) bool { return one.Text == tt.want })
		if p != nil || !found {
			t.Errorf("%s: %.200v, want %q among them", tt.name, problems, tt.want)
		}
	}
}

func indented(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// The nearest name is offered when few letters are wrong, and no other.
func TestDidYouMean(t *testing.T) {
	for key, want := range map[string]string{
		"titel": "title", "form": "forms", "meeting": "meetings", "time_zone": "timezone", "standrads": "standards", "wrods": "words",
		"Key": "key", "abcdefgh": "", "x": "", "colour": "", "keep": "key",
	} {
		_, problems := program.Load("x.yaml", []byte(key+": a"))
		text := problems[0].Text
		_, hint, _ := strings.Cut(text, "did you mean ")
		if got := strings.Trim(hint, `"?`); got != want {
			t.Errorf("%q: %s; want %q offered", key, text, want)
		}
	}
}

// One wrong letter anywhere in a shipped file never loads as if nothing were
// wrong with a duty: it is a problem, or it changes words and numbers alone.
func TestOneLetterWrong(t *testing.T) {
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range all {
		name := key + ".yaml"
		data, err := os.ReadFile("districts/" + name)
		if err != nil {
			t.Fatal(err)
		}
		var ends []int // of lines, where a comment could swallow the next one
		for i, b := range data {
			if b == '\n' {
				ends = append(ends, i)
			}
		}
		t.Run(key, rapid.MakeCheck(func(t *rapid.T) {
			i := rapid.OneOf(rapid.IntRange(0, len(data)-1), rapid.SampledFrom(ends)).Draw(t, "at")
			changed := append([]byte(nil), data...)
			changed[i] = byte('a' + rapid.IntRange(0, 25).Draw(t, "letter"))
			p, problems := program.Load(name, changed)
			if (p == nil) != (len(problems) > 0) {
				t.Fatalf("loaded: %v, with %d problems", p != nil, len(problems))
			}
			if p != nil {
				sameDuties(t, want, p)
			}
		}))
	}
}

// sameDuties wants every form and every whole duty of one program in another.
func sameDuties(t *rapid.T, want, got *program.Program) {
	if a, b := declarations(want), declarations(got); a != b {
		t.Fatalf("a letter took something away: %s, want %s", b, a)
	}
	for _, track := range want.Tracks {
		b := got.In(track.Key)
		for _, d := range b.Deadlines {
			if len(d.Starts) == 0 || len(d.OwedBy)+len(d.RightOf) == 0 && !d.Signers || len(d.MetBy) == 0 && !d.IsRight() {
				t.Fatalf("%s: %s has no start, end or owner", track.Key, d.Key)
			}
		}
	}
}

func TestLengthOfSpans(t *testing.T) {
	p := small(t, `
  log: {by: consultant, seen_by: {teacher: read}}
deadlines:
  a: {owed_by: consultant, starts: start, every: 42 days, met_by: log, cite: ours}
  b: {owed_by: consultant, starts: start, due: 5 working days after start, roll: back, met_by: log, cite: ours}
`)
	s := p.In("par")
	if got := *s.Deadline("a").Every; got != (schoolday.Span{N: 42, Unit: schoolday.Days}) {
		t.Errorf("every %s", got)
	}
	if d := s.Deadline("b"); d.Roll != schoolday.Back || d.Due.Span.String() != "5 working days" || events(d.Due.After) != "start.filed" {
		t.Errorf("b: %+v", d.Due)
	}
}

// declarations counts what a program declares, place by place.
func declarations(p *program.Program) string {
	text := fmt.Sprint(len(p.Roles), len(p.Tracks), len(p.Links), len(p.Measures))
	for _, s := range scopes(p) {
		text += fmt.Sprint("; ", len(s.Forms), len(s.Meetings), len(s.Deadlines), len(s.Checklists), len(s.Tallies))
	}
	return text
}
