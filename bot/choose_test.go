package bot

import (
	"fmt"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
)

// Which case a line means: the one picked, the one named, the only one; several
// are asked about; in a form an unknown name is a gap, not a mistake.
func TestChoose(t *testing.T) {
	one, two := carls(t, 1), carls(t, 2)
	for _, tt := range []struct {
		name  string
		o     order
		cases []casework.Mine
		typed string
		want  string
	}{
		{"left out, one case", order{}, one, "45m", "maria"},
		{"left out, two cases", order{}, two, "45m", "nothing"},
		{"left out, no case", order{}, nil, "45m", "nothing"},
		{"named", order{}, two, "Sam 45m", "sam"},
		{"named by label", order{}, two, "Maple 45m", "maria"},
		{"several", order{}, two, "Ortiz 45m", "several: maria sam"},
		{"nobody", order{}, two, "@Jon 45m", "err.person"},
		{"nobody, one case", order{}, one, "@Sam 45m", "err.person"},
		{"nobody, in a form", order{form: true}, two, "@Jon 45m", "nothing"},
		{"picked of several", order{picked: "sam"}, two, "Ortiz 45m", "sam"},
		{"picked, in a form", order{picked: "maria", form: true}, two, "", "maria"},
		{"picked, not theirs", order{picked: "x"}, two, "Ortiz 45m", "err.person"},
		{"picked, not theirs, one case", order{picked: "x"}, one, "45m", "err.person"},
	} {
		which, err := choose(tt.o, tt.cases, person(split(tt.typed), namesOf(tt.cases)))
		got := "nothing"
		switch {
		case err != nil:
			got = fault.KeyOf(err)
		case which.one != nil:
			got = string(which.one.Case)
		case len(which.several) > 0:
			got = "several:"
			for _, m := range which.several {
				got += " " + string(m.Case)
			}
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// A teacher calls their own case by the consultant's name too; nobody else does.
func TestNamesOf(t *testing.T) {
	carl := casefile.Person{ID: "carl", Name: "Carl Tran", Email: "carl.tran@demo.example"}
	mine := carls(t, 1)
	mine[0].With = []casefile.Person{carl}
	if f := person(split("@Carl 45m"), namesOf(mine)); len(f.who) != 0 {
		t.Errorf("a consultant calls a case by %v", f.who)
	}
	mine[0].Roles = []program.Role{program.Teacher}
	for _, typed := range []string{"@Carl", "Carl Tran", "carl.tran@demo.example", "Maria"} {
		if f := person(split(typed), namesOf(mine)); len(f.who) != 1 {
			t.Errorf("a teacher's %q: %v", typed, f.who)
		}
	}
	if got := calledIn(mine[0]); got != "Carl Tran (Maple), Lincoln Middle" {
		t.Errorf("in a list: %s", got)
	}
}

// Words in front of what a command goes on with are a name that names nobody.
func TestUnnamed(t *testing.T) {
	today := on(t, "2025-10-08")
	for typed, want := range map[string]string{
		"Jon Bell 45m x": "Jon Bell", "Jon yesterday 45m": "Jon", "Jon contact": "Jon", "45m x": "", "yesterday 45m": "", "missed": "", "co-planned unit": "", "": "",
		"a b c d e f 45m": "a b c d e f", "a b c d e f g 45m": "",
	} {
		got := unnamed(split(typed), func(l line) bool { return logs(l, today) })
		if got.typed != want || got.words != len(strings.Fields(want)) {
			t.Errorf("%q: %q, %d words; want %q", typed, got.typed, got.words, want)
		}
	}
}

// ask.person offers up to five people, a press each; what no button can carry,
// and more people, are chosen in the form.
func TestWhichOne(t *testing.T) {
	var many []casework.Mine
	for i := range 7 {
		many = append(many, casework.Mine{
			Case:    casefile.ID(fmt.Sprintf("c%d", i)),
			Teacher: casefile.Person{Name: "Maria Ortiz", School: strings.Repeat("School ", 15)},
		})
	}
	f := found{typed: "Ortiz", words: 1}
	for n, want := range map[int]string{2: "two", 3: "three", 5: "five"} {
		m, ok := whichOne("log Ortiz 45m x", f, many[:n])
		if !ok || m.Lines[0].Text != `"Ortiz" fits `+want+` people. Which one?` || len(m.Buttons) != n+1 {
			t.Errorf("%d people: %s", n, m.Text())
		}
		last := m.Buttons[n]
		if n == 2 && last.Text != "Neither" || n > 2 && last.Text != "None of these" || last.Action != message.ActFix {
			t.Errorf("%d people: %+v", n, last)
		}
		for i, b := range m.Buttons[:n] {
			if b.Action != message.ActPick || b.Value != fmt.Sprintf("c%d log Ortiz 45m x", i) || len([]rune(b.Text)) > 75 {
				t.Errorf("button %d: %+v", i, b)
			}
		}
	}
	if _, ok := whichOne("log Ortiz 45m x", f, many); ok {
		t.Error("seven people are asked about")
	}
	if _, ok := whichOne("log Ortiz 45m "+strings.Repeat("x", 2000), f, many[:2]); ok {
		t.Error("a button carries more than it can")
	}
}

// Seven cases of one name are no question but a form with a list.
func TestManyOfOneName(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	var people []casefile.Person
	for _, first := range []string{"Ana", "Ben", "Cara", "Dan", "Eva", "Finn"} {
		people = append(people, casefile.Person{Name: first + " Ortiz", Email: strings.ToLower(first) + ".ortiz@demo.example", Roles: []program.Role{program.Teacher}})
	}
	if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, people, o.now); err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		o.open(strings.TrimSuffix(p.Email, "@demo.example"), "carl.tran", "", "2025-09-01")
	}
	r := o.says("Carl", "log Ortiz 45m co-planned unit 3")
	if r.Form == nil || r.Form.Fields[0].Key != "with" || len(r.Form.Fields[0].Options) != 7 || r.Form.Fields[0].Value != nil {
		t.Fatalf("%+v", r)
	}
	if r := o.sends("Carl", nil); r.Errors["with"] != choosePerson {
		t.Errorf("sent without a choice: %+v", r)
	}
	if r := o.says("Carl", "case Ortiz"); r.Message.Text() != `"Ortiz" fits 7 people. Type the e-mail address.` {
		t.Errorf("a case: %s", r.Message.Text())
	}
	if r := o.says("Carl", "note Ortiz bring the plan"); r.Form == nil || r.Form.Key != "note" {
		t.Errorf("a note: %+v", r)
	}
	if r := o.says("Carl", "meet Ortiz weekly Thu 3pm"); r.Form == nil || r.Form.Key != "meet" {
		t.Errorf("a meeting: %+v", r)
	}
}
