package bot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/golden"
	"parbot/internal/program"
)

// carls are the cases of a consultant in the program: one, or two.
func carls(tb testing.TB, n int) []casework.Mine {
	tb.Helper()
	p := clovis(tb)
	all := []casework.Mine{
		{Case: "maria", Teacher: casefile.Person{ID: "p1", Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", Slack: "U1", School: "Lincoln Middle"}, Label: "Maple"},
		{Case: "sam", Teacher: casefile.Person{ID: "p5", Name: "Sam Ortiz", Email: "sam.ortiz@demo.example", Slack: "U5", School: "Grant Elementary"}, Label: "Cedar"},
	}
	for i := range all {
		all[i].Program, all[i].Track, all[i].Roles = p, "par", []program.Role{program.Consultant}
	}
	return all[:n]
}

var colleagues = []casefile.Person{{ID: "carl", Name: "Carl Tran", Email: "carl.tran@demo.example"}, {ID: "nia", Name: "Nia Cole", Email: "nia.cole@demo.example", Slack: "U6"}}

// The lines of testdata/lines.txt are read by one with one case and by one with
// two, on Wednesday, 2025-10-08; behind each stands what was understood.
func TestLines(t *testing.T) {
	const path = "testdata/lines.txt"
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range archive.Files {
		var got strings.Builder
		for typed := range strings.Lines(string(file.Data)) {
			if !strings.HasPrefix(typed, "    ") {
				fmt.Fprintf(&got, "%s    %s\n", typed, understood(t, file.Name, strings.TrimSuffix(typed, "\n")))
			}
		}
		if golden.Update() {
			archive.Files[i].Data = []byte(got.String())
		}
		if diff := cmp.Diff(string(file.Data), got.String()); diff != "" && !golden.Update() {
			t.Errorf("%s (-want +got):\n%s", file.Name, diff)
		}
	}
	if golden.Update() {
		golden.Write(t, path, txtar.Format(archive))
	}
}

// understood is what a line says to somebody, in a line.
func understood(t *testing.T, who, typed string) string {
	t.Helper()
	cases, today := carls(t, 1), on(t, "2025-10-08")
	if strings.Contains(who, "two cases") {
		cases = carls(t, 2)
	}
	l := split(strings.TrimPrefix(typed, "/par "))
	c, ok := commandOf(Commands(), l.words[0].plain)
	if !ok {
		return "no command"
	}
	l = l.from(1)
	var parts []string
	var err error
	switch c.Name {
	case "log":
		var in logLine
		in, err = readLog(l, cases, today)
		parts = append(parts, whom(in.who), in.kind, in.day.String(), fmt.Sprint(in.minutes), quote(in.text), strings.Join(in.standards, " "), quote(in.private))
	case "meet":
		var in meetLine
		in, err = readMeet(l, cases, today)
		if in.visit > 0 {
			parts = append(parts, fmt.Sprintf("V-%d", in.visit))
		} else {
			parts = append(parts, whom(in.who), "no meeting")
		}
		if in.kind != nil {
			parts[1] = in.kind.Key
		}
		if in.nth > 0 {
			parts = append(parts, fmt.Sprintf("number %d", in.nth))
		}
		parts = append(parts, whenSaid(in.when)...)
	case "visit":
		topic, wish := readVisit(l.text)
		parts = append(parts, quote(topic), quote(wish))
	case "assign":
		var in assignLine
		in, err = readAssign(l, colleagues, today)
		parts = append(append(parts, fmt.Sprintf("V-%d", in.visit), whom(in.who)), whenSaid(in.when)...)
	default:
		return c.Name
	}
	text := strings.Join(strings.Fields(strings.Join(parts, " · ")), " ")
	for strings.Contains(text, "· ·") {
		text = strings.ReplaceAll(text, "· ·", "·")
	}
	if err != nil {
		text += " ! " + fault.KeyOf(err)
	}
	return strings.Trim(text, "· ")
}

func whom(f found) string {
	var names []string
	for _, n := range f.who {
		names = append(names, string(n.id))
	}
	switch {
	case f.words == 0:
		return "left out"
	case len(names) == 0:
		return fmt.Sprintf("nobody %q", f.typed)
	}
	return strings.Join(names, "+")
}

func whenSaid(in when) []string {
	at := ""
	if in.timed {
		at = fmt.Sprintf("%02d:%02d", in.time.hour, in.time.minute)
	}
	return []string{in.do, in.day.String(), at, fmt.Sprint(in.minutes), quote(in.place)}
}

func quote(text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf("%q", text)
}

func FuzzLines(f *testing.F) {
	one, two, today := carls(f, 1), carls(f, 2), on(f, "2025-10-08")
	for _, seed := range []string{"@Maria 45m co-planned unit 3, 2.6 note: x", "Jon Bell 45m x", "@Maria initial-triad 2027-03-04 15:00 45m Room 12", "V-12 @Nia Thu 3pm", "group work, mornings", "held held or or"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l := split(typed)
		for _, cases := range [][]casework.Mine{nil, one, two} {
			in, _ := readLog(l, cases, today)
			if len(in.text)+len(in.private) > len(typed)+8 || in.minutes < 0 {
				t.Fatalf("%q: %+v", typed, in)
			}
			meet, err := readMeet(l, cases, today)
			if err == nil && (meet.minutes < 0 || len(meet.place) > len(typed)) {
				t.Fatalf("%q: %+v", typed, meet)
			}
		}
		if in, _ := readAssign(l, colleagues, today); in.visit < 0 {
			t.Fatalf("%q: %+v", typed, in)
		}
		if topic, wish := readVisit(typed); len(topic)+len(wish) > len(typed) {
			t.Fatalf("%q: %q and %q", typed, topic, wish)
		}
	})
}
