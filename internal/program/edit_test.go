package program_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/program"
)

// Only the places that are named change; comments and layout stay.
func TestApply(t *testing.T) {
	const source = `# A file
title: "Two, \"quoted\""  # its name
words: {file: folder, round: year}
deadlines:
  confer:  # every six weeks
    every: 42 days  # a number
    remind: [-14, "Fri 12:00"]

  # of the next one
  respond:
    due: 10 days
seats:
  - title: Teacher
    number: 3
  - title: Principal
    number: 4
tracks:
  par: {keep: {for: 7 years}}
`
	tests := []struct {
		name  string
		edits []program.Edit
		want  func(string) string
	}{
		{"nothing", nil, func(s string) string { return s }},
		{"a word", edits("deadlines confer every=28 days"), swap("42 days", "28 days")},
		{"a word in a map", edits("words round=cycle"), swap("round: year", "round: cycle")},
		{"deep in maps", edits("tracks par keep for=3 years"), swap("7 years", "3 years")},
		{"a list", edits("deadlines confer remind=[-7]"), swap(`[-14, "Fri 12:00"]`, "[-7]")},
		{"a quoted sentence", edits("title=Ours"), swap(`"Two, \"quoted\""`, "Ours")},
		{"two in one line", edits("words round=cycle", "words file=file"), swap("{file: folder, round: year}", "{file: file, round: cycle}")},
		{"a map in braces", edits("words={file: file}"), swap("{file: folder, round: year}", "{file: file}")},
		{"in a list of maps", edits("seats 1 number=5"), swap("number: 4", "number: 5")},
		{"a line goes", edits("deadlines confer every"), swap("    every: 42 days  # a number\n", "")},
		{"all that is under a name goes", edits("deadlines confer"), swap(`  confer:  # every six weeks
    every: 42 days  # a number
    remind: [-14, "Fri 12:00"]
`, "")},
		{"the last one goes", edits("tracks"), swap("tracks:\n  par: {keep: {for: 7 years}}\n", "")},
	}
	for _, tt := range tests {
		got, problems := program.Apply(program.File{Name: "a.yaml", Data: []byte(source)}, tt.edits)
		if want := tt.want(source); len(problems) > 0 || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", tt.name, problems, got, want)
		}
	}
}

// edits reads "path to a name=value", or drops "path to a name".
func edits(texts ...string) []program.Edit {
	var all []program.Edit
	for _, text := range texts {
		path, value, put := strings.Cut(text, "=")
		all = append(all, program.Edit{Path: strings.Fields(path), Value: value, Drop: !put})
	}
	return all
}

func swap(from, to string) func(string) string {
	return func(s string) string { return strings.Replace(s, from, to, 1) }
}

// What cannot be done is a sentence with its place, and nothing is done.
func TestApplyRefuses(t *testing.T) {
	const source = "words: {file: folder}\nnote:\n  \"two\n  lines\"\ndeep:\n  a: b\n"
	tests := map[string]string{
		"word file=x":  `a.yaml:1:1: there is no "word file"`,
		"deep=x":       `a.yaml:6:3: "deep" is not written in one line`,
		"note=x":       `a.yaml:3:3: "note" is not written in one line`,
		"words file":   `a.yaml:1:9: "file" does not begin its line`,
		"words file a": `a.yaml:1:1: there is no "words file a"`,
	}
	for edit, want := range tests {
		got, problems := program.Apply(program.File{Name: "a.yaml", Data: []byte(source)}, edits(edit))
		if got != nil || len(problems) != 1 || problems[0].String() != want {
			t.Errorf("%s: %q %v, want %s", edit, got, problems, want)
		}
	}
}

// Whatever scalar of a shipped file is put to another value, that value is what
// the file says there afterwards, and nothing else has changed.
func TestApplyChangesOnePlace(t *testing.T) {
	data, err := os.ReadFile("districts/boston-pa.yaml")
	if err != nil {
		t.Fatal(err)
	}
	shipped := program.File{Name: "boston-pa.yaml", Data: data}
	less, _ := program.Diff(program.File{Name: "none.yaml", Data: []byte("a: b\n")}, shipped)
	rapid.Check(t, func(t *rapid.T) {
		top := rapid.SampledFrom(less).Filter(func(c program.Change) bool { return c.New != "" && !strings.HasPrefix(c.New, "{") }).Draw(t, "place")
		edit := program.Edit{Path: strings.Fields(top.Path), Value: rapid.StringMatching("[a-z]{1,12}").Draw(t, "value")}
		changed, problems := program.Apply(shipped, []program.Edit{edit})
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		got, _ := program.Diff(shipped, program.File{Name: "changed.yaml", Data: changed})
		if !slices.ContainsFunc(got, func(c program.Change) bool { return c.Path == top.Path && c.New == edit.Value }) || len(got) != 1 {
			t.Fatalf("%v", got)
		}
	})
}
