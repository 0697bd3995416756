package program_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

// neighbor is a program with a line of its track.
func neighbor(t *testing.T, key, line string) *program.Program {
	t.Helper()
	p, problems := program.Load(key+".yaml", []byte(strings.NewReplacer("KEY", key, "LINE", line).Replace(`
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
forms: {start: {by: coordinator, opens: way, seen_by: {teacher: read}}}
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
		all := map[string]*program.Program{"par": neighbor(t, "par", tt.par), "pa": neighbor(t, "pa", tt.pa)}
		var got []string
		for _, one := range program.Together(all) {
			got = append(got, one.String())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.name, diff)
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
