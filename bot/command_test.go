package bot

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/golden"
	"parbot/internal/program"
)

// Each row of the table says what it is, for whom and how, and its example means
// what it says.
func TestCommandsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range Commands() {
		for _, name := range c.names() {
			if seen[name] || name != strings.ToLower(name) || strings.ContainsAny(name, " \t") {
				t.Errorf("%s: the name %q is taken or no word", c.Name, name)
			}
			seen[name] = true
		}
		if c.Who == "" || c.What == "" || c.run == nil || !strings.HasSuffix(c.What, ".") || len(c.What) > 140 {
			t.Errorf("%s: %+v", c.Name, c)
		}
		if !strings.HasPrefix(c.Usage, c.Name) || !strings.HasPrefix(c.Example, c.Name) {
			t.Errorf("%s: usage %q, example %q", c.Name, c.Usage, c.Example)
		}
	}
	for name := range strings.FieldsSeq("log visit meet due why case caseload undo help whoami assign report sign respond note form") {
		if !seen[name] {
			t.Errorf("there is no %s", name)
		}
	}
}

func TestExamplesParse(t *testing.T) {
	cases, today := carls(t, 2), on(t, "2025-10-08")
	for _, c := range Commands() {
		l := split(mentions.Replace(c.Example)).from(1)
		var err error
		var complete bool
		switch c.Name {
		case "log":
			var in logLine
			in, err = readLog(l, cases, today)
			complete = !in.incomplete() && len(in.who.who) == 1 && len(in.standards) == 1
		case "meet":
			var in meetLine
			in, err = readMeet(l, cases, today)
			complete = in.kind != nil && in.complete() && in.minutes == 45 && in.place == "Room 12" && len(in.who.who) == 1
		case "assign":
			var in assignLine
			in, err = readAssign(l, colleagues, today)
			complete = in.visit == 12 && len(in.who.who) == 1
		case "visit":
			topic, wish := readVisit(l.text)
			complete = topic == "group work" && wish == "mornings"
		case "note", "report", "case":
			complete = len(person(l, namesOf(cases)).who) == 1
		case "help":
			_, complete = commandOf(Commands(), l.wordAt(0))
		case "why", "respond":
			complete = len(l.words) > 0
		default:
			complete = len(l.words) == 0
		}
		if err != nil || !complete {
			t.Errorf("/par %s: %v, complete: %v", c.Example, err, complete)
		}
	}
}

// Roles decide which commands exist for a person (VOICE §2.2).
func TestHeldCommands(t *testing.T) {
	p := clovis(t)
	in := func(roles ...program.Role) []casework.Mine {
		return []casework.Mine{{Case: "c", Program: p, Track: "par", Roles: roles}}
	}
	for _, tt := range []struct {
		who    string
		roster []program.Role
		cases  []casework.Mine
		want   string
	}{
		{"a teacher with a case", []program.Role{program.Teacher}, in(program.Teacher), "log meet visit due why case sign respond form undo whoami help"},
		{"a teacher without", []program.Role{program.Teacher}, nil, "visit due why form undo whoami help"},
		{"a consultant", []program.Role{program.Consultant}, in(program.Consultant), "log note meet due why case caseload report sign form undo whoami help"},
		{"a consultant without a case", []program.Role{program.Consultant}, nil, "due why caseload form undo whoami help"},
		{"an administrator", []program.Role{program.Administrator}, in(program.Administrator), "meet due why case sign form undo whoami help"},
		{"a coordinator", []program.Role{program.Coordinator}, in(program.Coordinator), "meet due why case caseload form assign undo whoami help"},
		{"a panel member", []program.Role{program.Panel}, nil, "due why form undo whoami help"},
	} {
		var got []string
		for _, c := range Commands() {
			if c.listed(casefile.Person{Roles: tt.roster}, tt.cases) {
				got = append(got, c.Name)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.who, strings.Join(got, " "), tt.want)
		}
	}
}

func TestNearest(t *testing.T) {
	for typed, want := range map[string]string{
		"lgo": "log", "logg": "log", "lo": "log", "session": "log", "sesion": "log", "vist": "visit", "metting": "", "meeet": "meet", "caselaod": "caseload",
		"whoam": "whoami", "hlep": "help", "rspond": "respond", "asign": "assign", "foo": "", "x": "", "": "", "frobnicate": "", "dye": "due", "cas": "case",
		strings.Repeat("log", 5000): "",
	} {
		got, ok := nearest(Commands(), typed)
		if got.Name != want || ok != (want != "") {
			t.Errorf("%.20q: %q, want %q", typed, got.Name, want)
		}
	}
}

func FuzzNearest(f *testing.F) {
	f.Add("lgo", "log")
	f.Fuzz(func(t *testing.T, a, b string) {
		if len([]rune(a)) > maxCompared || len([]rune(b)) > maxCompared {
			return
		}
		d := distance(a, b)
		if d != distance(b, a) || d < 0 || d > max(len([]rune(a)), len([]rune(b))) || d == 0 && !slices.Equal([]rune(a), []rune(b)) {
			t.Fatalf("%q and %q: %d and %d", a, b, d, distance(b, a))
		}
	})
}

// The table of the README.
func TestMarkdown(t *testing.T) {
	const path = "testdata/commands.golden"
	got := Markdown()
	golden.Check(t, path, got)
	for row := range strings.Lines(got) {
		if strings.Count(row, "|") != 5 {
			t.Errorf("a row of four columns: %s", row)
		}
	}
}
