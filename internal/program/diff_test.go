package program_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/program"
)

// What two files say differently, each with its place; what only looks
// different is none.
func TestDiff(t *testing.T) {
	const older = `
deadlines:
  respond: {right_of: teacher, due: 10 days, remind: [start, -3]}
  confer: {every: 42 days, note: "Breaks count, too."}
words: {file: folder}
`
	tests := []struct{ name, newer, want string }{
		{"nothing", older, ""},
		{
			"layout, order and comments", `
words:
  file: "folder"  # as they say
deadlines: {confer: {note: 'Breaks count, too.', every: 42 days}, respond: {due: "10 days", right_of: teacher, remind: [start, -3]}}
`, "",
		},
		{"a number", strings.Replace(older, "10 days", "12 days", 1), `
3 deadlines respond due: 10 days -> 12 days`},
		{"a list", strings.Replace(older, "[start, -3]", "[start, -3, -1]", 1), `
3 deadlines respond remind: [start, -3] -> [start, -3, -1]`},
		{"something new", strings.Replace(older, "words:", "  write: {due: 5 days}\nwords:", 1), `
5 deadlines write:  -> {due: 5 days}`},
		{"something gone", strings.Replace(older, ", due: 10 days", "", 1), `
3 deadlines respond due: 10 days -> `},
		{"another kind", strings.Replace(older, "{file: folder}", "folder", 1), `
5 words: {file: folder} -> folder`},
		{"the note", strings.Replace(older, ", too", "", 1), `
4 deadlines confer note: "Breaks count, too." -> "Breaks count."`},
	}
	for _, tt := range tests {
		changes, problems := program.Diff(program.File{Name: "a.yaml", Data: []byte(older)}, program.File{Name: "b.yaml", Data: []byte(tt.newer)})
		var got strings.Builder
		for _, c := range changes {
			fmt.Fprintf(&got, "\n%d %s: %s -> %s", c.Line, c.Path, c.Old, c.New)
		}
		if len(problems) > 0 || got.String() != tt.want {
			t.Errorf("%s:\n got %s %v\nwant %s", tt.name, got.String(), problems, tt.want)
		}
	}
}

func TestDiffOfNoYAML(t *testing.T) {
	_, problems := program.Diff(program.File{Name: "a.yaml", Data: []byte("a: [")}, program.File{Name: "b.yaml", Data: []byte("b: 1")})
	if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), "a.yaml:1:") {
		t.Errorf("problems: %v", problems)
	}
}

// A file differs nowhere from itself, and the way back undoes the way there.
func TestDiffBothWays(t *testing.T) {
	source, err := os.ReadFile("districts/boston-pa.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(source), "\n")
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(lines)-1).Draw(t, "line left out")
		less := program.File{Name: "less.yaml", Data: []byte(strings.Join(append(append([]string{}, lines[:at]...), lines[at+1:]...), ""))}
		whole := program.File{Name: "boston-pa.yaml", Data: source}
		if same, problems := program.Diff(whole, whole); len(same)+len(problems) > 0 {
			t.Fatalf("itself: %v %v", same, problems)
		}
		there, problems := program.Diff(whole, less)
		back, _ := program.Diff(less, whole)
		if len(problems) > 0 {
			return // the line held something together
		}
		if len(there) != len(back) {
			t.Fatalf("%d changes there, %d back", len(there), len(back))
		}
		said := map[string]program.Change{}
		for _, c := range there {
			said[c.Path] = c
		}
		for _, c := range back {
			if o := said[c.Path]; o.Old != c.New || o.New != c.Old {
				t.Fatalf("%s: there %q to %q, back %q to %q", c.Path, o.Old, o.New, c.Old, c.New)
			}
		}
	})
}
