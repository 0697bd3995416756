package program_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/program"
)

// drawn is a sound program that was made up: its lines, and where each name
// that it refers to stands.
type drawn struct {
	lines    []string
	forms    []string
	meetings []string
	lists    []string
	duties   []string
	uses     []use
}

// use is a reference: the line it is in, and the name it refers to.
type use struct {
	line int
	name string
}

func (d *drawn) line(format string, args ...any) int {
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
	return len(d.lines)
}

func (d *drawn) source() string { return strings.Join(d.lines, "\n") + "\n" }

// refer picks a name and remembers where it is used.
func (d *drawn) refer(t *rapid.T, line int, among []string, label string) string {
	name := rapid.SampledFrom(among).Draw(t, label)
	d.uses = append(d.uses, use{line, name})
	return name
}

var someRoles = []string{"teacher", "consultant", "administrator", "coordinator"}

// anyProgram draws a program with forms, meetings and duties that refer to one
// another.
func anyProgram(t *rapid.T) *drawn {
	d := &drawn{}
	for _, text := range []string{
		"key: drawn", "title: Drawn", "timezone: America/Los_Angeles", "sources: {default: {ours: ours}}",
		"roles: {teacher: T, consultant: C, administrator: A, coordinator: D}",
		"tracks: {par: {known_to: {teacher: read, consultant: read, administrator: dates, coordinator: read}, keep: {for: 1 year}}}", "forms:",
		"  entry: {by: coordinator, opens: par, seen_by: {teacher: read}}",
	} {
		d.line("%s", text)
	}
	d.forms = []string{"entry"}
	for i := range rapid.IntRange(1, 6).Draw(t, "forms") {
		d.form(t, fmt.Sprintf("form-%c%c%c", 'a'+i, 'q'-i, 'm'+i))
	}
	d.line("meetings:")
	for i := range rapid.IntRange(1, 4).Draw(t, "meetings") {
		name := fmt.Sprintf("meeting-%c%c", 'a'+i, 'z'-i)
		d.line("  %s: {attendees: [teacher, consultant], minutes: %d}", name, rapid.IntRange(1, 300).Draw(t, "minutes"))
		d.meetings = append(d.meetings, name)
	}
	d.line("checklists:")
	for i := range rapid.IntRange(1, 3).Draw(t, "lists") {
		name := fmt.Sprintf("list-%c%c", 'a'+i, 'x'-i)
		line := len(d.lines) + 1
		d.line("  %s: [%s, [%s, %s.planned]]", name, d.refer(t, line, slices.Concat(d.forms, d.lists), "all"),
			d.refer(t, line, d.forms, "any"), d.refer(t, line, d.meetings, "any other"))
		d.lists = append(d.lists, name)
	}
	d.line("deadlines:")
	for i := range rapid.IntRange(1, 6).Draw(t, "duties") {
		d.duty(t, fmt.Sprintf("duty-%d", i))
	}
	return d
}

func (d *drawn) form(t *rapid.T, name string) {
	by := rapid.SampledFrom(someRoles).Draw(t, "by")
	line := len(d.lines) + 1
	text := fmt.Sprintf("  %s: {by: %s", name, by)
	if rapid.Bool().Draw(t, "attached?") {
		text += ", attaches_to: " + d.refer(t, line, d.forms, "attached")
	} else {
		text += fmt.Sprintf(", seen_by: {%s: read}", rapid.SampledFrom(someRoles).Draw(t, "reader"))
	}
	if rapid.Bool().Draw(t, "needs?") {
		text += ", needs: " + d.refer(t, line, d.forms, "needs")
	}
	d.line("%s}", text)
	d.forms = append(d.forms, name)
}

func (d *drawn) duty(t *rapid.T, name string) {
	line := len(d.lines) + 1
	starts := d.refer(t, line, slices.Concat(d.forms, d.lists), "starts")
	met := d.refer(t, line, d.meetings, "met")
	length := rapid.SampledFrom([]string{"due: 10 days", "due: 5 working days", "every: week", "due: end of week", "due: by round.end"}).Draw(t, "length")
	text := fmt.Sprintf("  %s: {owed_by: consultant, starts: %s, %s, met_by: %s, cite: ours", name, starts, length, met)
	if rapid.Bool().Draw(t, "until?") {
		text += ", until: " + d.refer(t, line, d.meetings, "until") + ".cancelled"
	}
	d.line("%s}", text)
	d.duties = append(d.duties, name)
}

// A sound program loads, has everything that it declares in its order, completes
// every event, and explains all of it.
func TestSoundProgramsLoad(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyProgram(t)
		p, problems := program.Load("drawn.yaml", []byte(d.source()))
		if p == nil {
			t.Fatalf("%v\n%s", problems, d.source())
		}
		s := p.In("par")
		var forms, meetings, duties []string
		for _, f := range s.Forms {
			forms = append(forms, f.Key)
		}
		for _, m := range s.Meetings {
			meetings = append(meetings, m.Key)
		}
		for _, one := range s.Deadlines {
			duties = append(duties, one.Key)
			for _, e := range slices.Concat(one.Starts, one.MetBy, one.Until) {
				if e.Name == "" || e.State == "" {
					t.Fatalf("%s: the event %+v is not complete", one.Key, e)
				}
			}
		}
		if !slices.Equal(forms, d.forms) || !slices.Equal(meetings, d.meetings) || !slices.Equal(duties, d.duties) {
			t.Fatalf("loaded %v, %v, %v of\n%s", forms, meetings, duties, d.source())
		}
		text := p.Explain()
		for _, f := range s.Forms {
			if !strings.Contains(text, f.Title+": written by ") {
				t.Fatalf("%s is not explained:\n%s", f.Title, text)
			}
		}
		for _, one := range s.Deadlines {
			if !strings.Contains(text, "("+one.Key+"): ") {
				t.Fatalf("%s is not explained:\n%s", one.Key, text)
			}
		}
	})
}

// A reference with one wrong letter is a problem, in its line, with what was
// meant.
func TestWrongReferencesAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyProgram(t)
		one := rapid.SampledFrom(d.uses).Draw(t, "use")
		wrong := one.name[:len(one.name)-1] + "0"
		before, after, _ := strings.Cut(d.lines[one.line-1], ": ")
		d.lines[one.line-1] = before + ": " + strings.Replace(after, one.name, wrong, 1)
		p, problems := program.Load("drawn.yaml", []byte(d.source()))
		if p != nil {
			t.Fatalf("loads although line %d says %q:\n%s", one.line, wrong, d.source())
		}
		found := slices.ContainsFunc(problems, func(p program.Problem) bool {
			return p.Line == one.line && strings.Contains(p.Text, "is nothing here; did you mean")
		})
		if !found {
			t.Fatalf("line %d says %q, found were %v\n%s", one.line, wrong, problems, d.source())
		}
	})
}

// The order of a mapping that is free may be any: sections may be read in another
// order than they were drawn.
func TestOrderOfSectionsIsFree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyProgram(t)
		var sections []string
		for _, line := range d.lines {
			if strings.HasPrefix(line, "  ") {
				sections[len(sections)-1] += line + "\n"
				continue
			}
			sections = append(sections, line+"\n")
		}
		shuffled := rapid.Permutation(sections).Draw(t, "order")
		a, _ := program.Load("a.yaml", []byte(d.source()))
		b, problems := program.Load("b.yaml", []byte(strings.Join(shuffled, "")))
		if b == nil {
			t.Fatalf("%v\n%s", problems, strings.Join(shuffled, ""))
		}
		if !same(a, b) || a.Explain() != b.Explain() {
			t.Fatalf("the order of the sections changes what they say:\n%s", strings.Join(shuffled, ""))
		}
	})
}

// Deadlines that start one another in a ring, and in no other way, are all
// found; with one start from outside none of them is (LANGUAGE §4, circles).
func TestRingsOfDeadlines(t *testing.T) {
	base := "key: t\ntitle: T\ntimezone: America/Los_Angeles\nsources: {default: {ours: ours}}\nroles: {teacher: T, consultant: C, coordinator: D}\n" +
		"tracks: {par: {known_to: {teacher: read, consultant: read, coordinator: read}, keep: {for: 1 year}}}\n" +
		"forms:\n  start: {by: coordinator, opens: par, seen_by: {teacher: read}}\n  log: {by: consultant, seen_by: {teacher: read}}\ndeadlines:\n"
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "ring")
		open := rapid.IntRange(-1, n-1).Draw(t, "from outside")
		source := base
		for i := range n {
			starts := fmt.Sprintf("ring-%d.%s", (i+n-1)%n, rapid.SampledFrom([]string{"over", "met"}).Draw(t, "state"))
			if i == open {
				starts = "[" + starts + ", start]"
			}
			source += fmt.Sprintf("  ring-%d: {owed_by: consultant, starts: %s, due: 3 days, met_by: log, cite: ours}\n", i, starts)
		}
		source += "  after: {owed_by: consultant, starts: ring-0.over, due: 3 days, met_by: log, cite: ours}\n"
		p, problems := program.Load("ring.yaml", []byte(source))
		switch {
		case open >= 0 && p == nil:
			t.Fatalf("%v\n%s", problems, source)
		case open < 0 && len(problems) != n:
			t.Fatalf("%d problems of %d in the ring: %v", len(problems), n, problems)
		}
	})
}

// A duty has as many windows as its meeting is owed times a round (LANGUAGE §4).
func TestWindowsForTimes(t *testing.T) {
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.IntRange(1, 5).Draw(t, "times")
		var windows []string
		for i := range rapid.IntRange(1, 5).Draw(t, "windows") {
			from := 20*i + rapid.IntRange(0, 8).Draw(t, "from")
			windows = append(windows, fmt.Sprintf("%d-%d %%", from, rapid.IntRange(from+1, 20*i+20).Draw(t, "to")))
		}
		source := fmt.Sprintf("%smeetings: {triad: {attendees: [teacher, consultant], times: %d}}\n"+
			"deadlines: {hold: {owed_by: consultant, starts: start, window: [%s], met_by: triad, cite: ours}}\n", base, times, strings.Join(windows, ", "))
		p, problems := program.Load("windows.yaml", []byte(source))
		if (p != nil) != (times == len(windows)) {
			t.Fatalf("%v for %d meetings: %v", windows, times, problems)
		}
		if p == nil && !strings.Contains(problems[0].Text, fmt.Sprintf("%d window", len(windows))) {
			t.Fatalf("%v for %d meetings: %v", windows, times, problems)
		}
	})
}
