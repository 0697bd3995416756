package program_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"parbot/internal/program"
)

// flow and block are one program in both styles of YAML.
const block = `# A comment above
key: styles
title: "Styles: both"   # quoted, for its colon
timezone: America/Los_Angeles
roles:
  teacher: T
  consultant:
    called: >-
      The
      consultant
  coordinator: D
tracks:
  par:
    known_to:
      teacher: read
      consultant: read
      coordinator:
        - dates
        - read from start
    keep:
      for: 1 year
forms:
  start:
    by: coordinator
    opens: par
    seen_by:
      teacher: read

  log:
    by:
      - consultant
    seen_by:
      teacher: read
    note: 'It''s quoted'
`

const flow = `key: styles
title: 'Styles: both'
timezone: "America/Los_Angeles"
roles: {teacher: T, consultant: {called: The consultant}, coordinator: D}
tracks: {par: {known_to: {teacher: read, consultant: [read], coordinator: [dates, read from start]}, keep: {for: 1 year}}}
forms: {start: {by: coordinator, opens: par, seen_by: {teacher: read}},
  log: {by: consultant, seen_by: {teacher: read}, note: "It's quoted"}}
`

// The style of a file, its line ends and its comments change nothing.
func TestStyles(t *testing.T) {
	want, problems := program.Load("flow.yaml", []byte(flow))
	if want == nil {
		t.Fatal(problems)
	}
	if want.Title != "Styles: both" || want.Called(program.Consultant) != "The consultant" || want.In("par").Form("log").Note != "It's quoted" {
		t.Errorf("%q, %q, %q", want.Title, want.Called(program.Consultant), want.In("par").Form("log").Note)
	}
	for name, source := range map[string]string{
		"block":               block,
		"flow":                flow,
		"with CRLF":           strings.ReplaceAll(block, "\n", "\r\n"),
		"with a start":        "---\n" + block,
		"without a last line": strings.TrimSuffix(block, "\n"),
		"with empty lines":    strings.ReplaceAll(block, "\nforms:", "\n\n\n# forms\n\nforms:"),
	} {
		got, problems := program.Load(name, []byte(source))
		if got == nil {
			t.Errorf("%s: %v", name, problems)
			continue
		}
		if !same(want, got) {
			t.Errorf("%s says another thing:\n%s", name, got.Explain())
		}
	}
}

// A problem stands where the eye looks for it, in either style.
func TestPlaces(t *testing.T) {
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, more, want string }{
		{"a value in a flow", "  log: {by: pupil, seen_by: {teacher: read}}", `9:13: "pupil" is nobody`},
		{"a value in a block", "  log:\n    by: pupil\n    seen_by: {teacher: read}", `10:9: "pupil" is nobody`},
		{"an item of a flow", "  log: {by: [teacher, pupil], seen_by: {teacher: read}}", `9:23: "pupil" is nobody`},
		{"an item of a block", "  log:\n    by:\n      - teacher\n      - pupil\n    seen_by: {teacher: read}", `12:9: "pupil" is nobody`},
		{"a quoted value", `  log: {by: "pupil", seen_by: {teacher: read}}`, `9:13: "pupil" is nobody`},
		{"a key in a flow", "  log: {by: teacher, seenby: x, seen_by: {teacher: read}}", `9:22: form "log" has no key "seenby"`},
		{"a key in a block", "  log:\n    by: teacher\n    seenby: x\n    seen_by: {teacher: read}", `11:5: form "log" has no key "seenby"`},
		{"a key of cells", "  log: {by: teacher, seen_by: {pupil: read}}", `9:32: "pupil" is nobody`},
		{"after a comment", "# one\n# two\n  log: {by: pupil, seen_by: {teacher: read}}", `11:13: "pupil" is nobody`},
		{"a declaration", "  log: {by: teacher, seen_by: {}}", `9:3: form "log": nobody but`},
		{"a folded sentence", "  log: {by: teacher, seen_by: {teacher: read}}\ntitel: >\n  a\n  b", `10:1: the program has no key "titel"`},
	}
	for _, tt := range tests {
		p, problems := program.Load("x", append(slices.Clip(base), tt.more+"\n"...))
		if p != nil || len(problems) == 0 || !strings.HasPrefix(problems[0].String(), "x:"+tt.want) {
			t.Errorf("%s: %v, want x:%s first", tt.name, problems, tt.want)
		}
	}
}

// What the reader of YAML would take for another thing than a person does.
func TestMisreadings(t *testing.T) {
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for text, ok := range map[string]bool{
		`Yes`: false, `No`: false, `On`: false, `Off`: false, `2.10`: false, `-1.5`: false, `1.`: false,
		`"Yes"`: true, `'2.10'`: true, `2.10 days`: true, `Yes, please`: false, `"Yes, please"`: true, `Nobody`: true, `7`: true, `CLO-1.2`: true,
		``: false, `~`: false, `null`: false, `[a]`: false, `{a: b}`: false,
	} {
		more := "  log: {by: teacher, seen_by: {consultant: read}, note: " + text + "}\n"
		if p, problems := program.Load("x", append(slices.Clip(base), more...)); (p != nil) != ok {
			t.Errorf("note: %s loads: %v, want %v (%v)", text, p != nil, ok, problems)
		}
	}
}

// All problems are told at once, in the order of the file, each once.
func TestProblemsAreInOrder(t *testing.T) {
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	more := `  a: {by: pupil, seen_by: {teacher: read}, opens: nowhere}
  b: {by: teacher, seen_by: {pupil: read}, needs: [strat, start.lost]}
meetings:
  m: {attendees: [pupil], minutes: x}
deadlines:
  d: {owed_by: pupil, starts: strat, due: x, met_by: m, cite: y}
tracks: {}
`
	_, problems := program.Load("x", append(base, more...))
	if len(problems) < 10 {
		t.Errorf("%d problems, want all of them: %v", len(problems), problems)
	}
	seen := map[program.Problem]bool{}
	for i, one := range problems {
		if seen[one] {
			t.Errorf("told twice: %s", one)
		}
		seen[one] = true
		if i > 0 && (one.Line < problems[i-1].Line || one.Line == problems[i-1].Line && one.Column < problems[i-1].Column) {
			t.Errorf("%s comes after %s", one, problems[i-1])
		}
	}
}

// A time of day in a list needs no quotes (LANGUAGE §2.9), and a map in a list is
// none.
func TestTimesInLists(t *testing.T) {
	p := small(t, `
meetings:
  talk: {attendees: [teacher, consultant]}
deadlines:
  bare: {owed_by: consultant, starts: start, every: week, met_by: talk, remind: [Thu, Fri 12:00], cite: ours}
  quoted: {owed_by: consultant, starts: start, every: week, met_by: talk, remind: [Thu, "Fri 12:00"], cite: ours}
`)
	for _, key := range []string{"bare", "quoted"} {
		steps := p.In("par").Deadline(key).Remind
		if len(steps) != 2 || steps[1].Key != "Fri 12:00" || steps[1].Hour != 12 {
			t.Errorf("%s: %+v", key, steps)
		}
	}
	_, problems := program.Load("a.yaml", []byte("roles: {triad: [teacher: x]}"))
	if !slices.ContainsFunc(problems, func(p program.Problem) bool { return strings.Contains(p.Text, "a word is expected here") }) {
		t.Errorf("a map for a word: %v", problems)
	}
}
