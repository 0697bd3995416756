package program_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// seeds are phrases of every kind; each parser is fed all of them.
var seeds = []string{
	"report.discussed", "progress-triad.2", "answered", "10 days", "5 working days", "week", "7 days before hearing", "by round.end or final-triad",
	"end of week", "-3", "start+15min", "Fri 12:00", "then 2", "read from hearing.packet until finding", "dates from draft", "never", "presented",
	"40-60 %", "first 30 days", "45-90 working days", "-1 month", "optional any of a | b", "call | mail", "", " ", ".", "..", "start+min", "9999999999999999999 days", "\x00", "é.ö.1", "by by by", " before  after ",
}

// FuzzPhrases wants every parser to refuse or to return something sound.
func FuzzPhrases(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if e, err := program.ParseEvent(text); err == nil {
			if back, err := program.ParseEvent(e.String()); err != nil || back != e || e.Nth < 0 || e.Nth > 99 || e.Name == "" {
				t.Errorf("event %q = %+v, which reads as %+v, %v", text, e, back, err)
			}
		}
		if s, err := program.ParseSpan(text); err == nil && (s.N < 1 || s.N > 3660 || s.Unit == "") {
			t.Errorf("span %q = %+v", text, s)
		}
		if d, err := program.ParseDue(text); err == nil {
			kinds := 0
			for _, is := range []bool{d.EndOfWeek, len(d.By) > 0, d.Span.N > 0} {
				if is {
					kinds++
				}
			}
			if kinds != 1 || len(d.Before) > 0 && len(d.After) > 0 {
				t.Errorf("due %q = %+v", text, d)
			}
		}
		if s, err := program.ParseStep(text); err == nil {
			soundStep(t, text, s)
		}
		soundWindow(t, text)
		if kind, options, _, err := program.ParseType(text); err == nil && (kind == "" || (kind == "choice" || kind == "any") != (len(options) > 0)) {
			t.Errorf("type %q = %s, %q", text, kind, options)
		}
		if g, err := program.ParseGrant(text); err == nil && g.Level == program.Never && g != (program.Grant{Level: program.Never}) {
			t.Errorf("grant %q = %+v", text, g)
		}
	})
}

func soundWindow(t *testing.T, text string) {
	t.Helper()
	w, err := program.ParseWindow(text)
	if err != nil {
		return
	}
	kinds := 0
	for _, is := range []bool{w.ToPercent > 0, w.FirstDays > 0, w.LastDays > 0, w.Stretch.Most.N > 0} {
		if is {
			kinds++
		}
	}
	if kinds != 1 || w.FromPercent < 0 || w.ToPercent > 100 || w.ToPercent > 0 && w.FromPercent >= w.ToPercent ||
		w.Stretch.Least.N > w.Stretch.Most.N || w.Stretch.Least.Unit != w.Stretch.Most.Unit {
		t.Errorf("window %q = %+v", text, w)
	}
}

func soundStep(t *testing.T, text string, s program.Step) {
	t.Helper()
	switch {
	case s.Key != text, s.From == "", s.Days < -400, s.Days > 400, s.Minutes < 0, s.Minutes > 24*60,
		s.From == "then" && s.Days < 1, s.From != "due" && s.Days < 0, s.Hour < 0, s.Hour > 23, s.Minute < 0, s.Minute > 59,
		s.Span.N > 0, s.Span.N < 0 && (s.From != "due" || s.Days != 0 || s.Span.Unit == ""):
		t.Errorf("step %q = %+v", text, s)
	}
}

// FuzzLoad wants any file to load or to have problems with a place in it, never
// both and never a panic.
func FuzzLoad(f *testing.F) {
	for _, file := range []string{"districts/clovis.yaml", "districts/visit.yaml", "testdata/problems/base.yaml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data))
	}
	for _, seed := range []string{
		"", "a", "a:", "- a", "{", "[", "? a", "a: &a b", "<<: *a", "a: |\n  b", "%YAML 1.1\n---\na: b", "a: b: c", "\t", "'", "!!x a", "#", "---\n...\n---",
		"key: t\nforms: {a: {like: a}}", "readers: {a: {as: a}}", "readers: {a: {as: {as: {as: b}}}}", "tracks: {a: {use: visit}}",
	} {
		f.Add(seed)
	}
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 8<<10 {
			return // the reader of YAML is slow with some of them
		}
		for _, source := range []string{text, string(base) + text} {
			p, problems := program.Load("fuzz.yaml", []byte(source))
			if (p == nil) != (len(problems) > 0) {
				t.Fatalf("loaded: %v, with %d problems", p != nil, len(problems))
			}
			placed(t, source, problems)
			if p != nil && p.Explain() == "" {
				t.Error("a program that loads has nothing to explain")
			}
		}
	})
}

// placed wants each problem to have a place in the file and words.
func placed(t *testing.T, source string, problems []program.Problem) {
	t.Helper()
	lines := strings.Count(source, "\n") + strings.Count(source, "\r") + 2
	for _, one := range problems {
		if one.File == "visit.yaml" {
			continue // a place of the shelf, which the program lacks something for
		}
		if one.Line < 1 || one.Column < 1 || one.Line > lines || one.Text == "" {
			t.Errorf("in a file of %d lines: %q", lines, one)
		}
	}
}

func FuzzLoadCalendar(f *testing.F) {
	data, err := os.ReadFile("districts/sample-calendar.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	for _, seed := range []string{
		"", "closed:", "closed: {2025-11-24 to 2025-11-28: Break}", "start: 2025-08-18\nend: 2025-08-18", "closed: {a to b: c}",
		"holidays: us-federal", "years: [{start: 2025-08-18, end: 2026-06-12, semester: 2026-01-20}]\nholidays: [Labor Day]\nschools: {A: {open: 2025-09-01, closed: {2025-09-02: x}}}",
		"start: 2025-08-18\nend: 2026-06-12\nschools: {A: {end: 2026-06-11}}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 8<<10 {
			return
		}
		c, problems := program.LoadCalendar("fuzz.yaml", []byte(text))
		placed(t, text, problems)
		if len(problems) > 0 {
			return
		}
		for _, one := range append(slices.Collect(maps.Values(c.Schools)), c) {
			sound(t, one)
		}
	})
}

// sound wants days that are days, with a reason, and years in order that hold
// together.
func sound(t *testing.T, c program.Calendar) {
	t.Helper()
	for _, d := range c.Closed {
		if d.Day == schoolday.None || d.Why == "" {
			t.Errorf("closed: %+v", d)
		}
	}
	last := schoolday.None
	for _, y := range c.Years {
		if y.Start <= last || y.End <= y.Start || y.Second != schoolday.None && (y.Second <= y.Start || y.Second > y.End) {
			t.Errorf("the years are %+v", c.Years)
		}
		last = y.End
	}
}
