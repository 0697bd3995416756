package program_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

// neighbor is a program with a line of its track, and more of its form.
func neighbor(t *testing.T, key, line, more string) *program.Program {
	t.Helper()
	p, problems := program.Load(key+".yaml", []byte(strings.NewReplacer("KEY", key, "LINE", line, "MORE", more).Replace(`
key: KEY
title: Neighbor
timezone: America/New_York
roles: {teacher: T, coordinator: D}
tracks:
  way:
    known_to: {teacher: read, coordinator: read}
    keep: {for: 1 year}
    LINE
    stages: {first: {last: start}, last: {closes: Done}}
forms:
  start: {by: coordinator, opens: way, seen_by: {teacher: read}MORE}
`)))
	if p == nil {
		t.Fatal(problems)
	}
	return p
}

// Two programs exclude each other, or neither does (LANGUAGE §4); the problem is
// where the one says so.
func TestTogether(t *testing.T) {
	tests := []struct {
		name, par, pa string
		want          []string
	}{
		{"neither", "case: true", "case: true", nil},
		{"each the other", "excludes: pa", "excludes: [par]", nil},
		{"one alone", "excludes: pa", "case: true", []string{`par.yaml:10:15: excludes "pa", which does not exclude "par"`}},
		{"one that is not there", "excludes: [pa, pb]", "excludes: par", []string{`par.yaml:10:20: excludes "pb": there is no program "pb"; did you mean "pa"?`}},
	}
	for _, tt := range tests {
		all := map[string]*program.Program{"par": neighbor(t, "par", tt.par, ""), "pa": neighbor(t, "pa", tt.pa, "")}
		var got []string
		for _, one := range program.Together(all) {
			got = append(got, one.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.name, diff)
		}
	}
}

// What excludes each other is one circle: the store keeps a teacher out by the
// whole of it (BOS-51).
func TestCircleIsClosed(t *testing.T) {
	all := map[string]*program.Program{
		"par": neighbor(t, "par", "excludes: [pa, coaching]", ""), "pa": neighbor(t, "pa", "excludes: par", ""),
		"coaching": neighbor(t, "coaching", "excludes: [par, pa]", ""),
	}
	var got []string
	for _, one := range program.Together(all) {
		got = append(got, one.String())
	}
	want := []string{
		`coaching.yaml:10:21: excludes "pa", which does not exclude "coaching"`,
		`pa.yaml:10:15: excludes "par" but not "coaching", which that one excludes`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	all["pa"] = neighbor(t, "pa", "excludes: [coaching, par]", "")
	if problems := program.Together(all); len(problems) > 0 {
		t.Errorf("a closed circle: %v", problems)
	}
}

// A case that a form opens elsewhere needs an open stage there, and what a
// question offers instead has to be a program, unless it is a track of its own.
func TestElsewhere(t *testing.T) {
	offer := ", fields: {ends: {type: yes-no, must: true, else: Not here., offer: KEY}}"
	tests := []struct{ more, want string }{
		{"}\n  switch: {by: teacher, opens: pa.first, seen_by: {coordinator: read}", ""},
		{"}\n  switch: {by: teacher, opens: pa.fist, seen_by: {coordinator: read}", `par.yaml:14:3: opens "pa.fist": there is no such stage to enter; did you mean "first"?`},
		{"}\n  switch: {by: teacher, opens: pa.last, seen_by: {coordinator: read}", `par.yaml:14:3: opens "pa.last": there is no such stage to enter`},
		{"}\n  switch: {by: teacher, opens: pb.first, seen_by: {coordinator: read}", `par.yaml:14:3: opens "pb.first": there is no program "pb"; did you mean "pa"?`},
		{strings.Replace(offer, "KEY", "pa", 1), ""},
		{strings.Replace(offer, "KEY", "way", 1), ""},
		{strings.Replace(offer, "KEY", "boston", 1), `par.yaml:13:3: offer "boston": there is no program "boston"`},
	}
	for _, tt := range tests {
		got := ""
		for _, one := range program.Together(map[string]*program.Program{
			"par": neighbor(t, "par", "case: true", tt.more), "pa": neighbor(t, "pa", "case: true", ""),
		}) {
			got += one.String()
		}
		if got != tt.want {
			t.Errorf("%q: %q, want %q", tt.more, got, tt.want)
		}
	}
}

// What nothing follows from is a note, and the file still loads: an outcome that
// no event, move, cell or message names.
func TestNotes(t *testing.T) {
	p := small(t, `
  answer: {by: coordinator, seen_by: {teacher: read from answer.good}, outcomes: {good: G, fair: F, told: T, idle: I}, tell: {told: teacher}}
  next: {by: coordinator, needs: answer.fair, seen_by: {teacher: read}}
tallies: {days: {of: teacher, adds: next}}
`)
	var got []string
	for _, one := range p.Notes {
		got = append(got, one.String())
	}
	want := []string{`small.yaml:10:3: note: nothing follows from the outcome "idle"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
