package casework_test

import (
	"fmt"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/program"
)

// A person is recognized by their Slack id or, failing that, by a proven
// address in whatever case it is written; nobody else is there.
func TestWho(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, tt := range []struct{ slack, email, want string }{
		{"U1", "", "Maria Ortiz"},
		{"U1", "carl.tran@demo.example", "Maria Ortiz"}, // the id decides
		{"U99", "carl.tran@demo.example", "Carl Tran"},
		{"", "CARL.Tran@Demo.Example", "Carl Tran"},
		{"", "nia.cole@demo.example", "Nia Cole"},
		{"U99", "", ""},
		{"U99", "stranger@demo.example", ""},
		{"", "", ""},
		{"", "%@demo.example", ""},
	} {
		p, err := o.desk.Who(t.Context(), casework.HomeDistrict, tt.slack, tt.email)
		if tt.want == "" {
			if fault.KindOf(err) != fault.Absent {
				t.Errorf("%q, %q: %v", tt.slack, tt.email, err)
			}
			continue
		}
		if err != nil || p.Name != tt.want {
			t.Errorf("%q, %q: %q, %v", tt.slack, tt.email, p.Name, err)
		}
	}
	if _, err := o.desk.Who(t.Context(), "another district", "U1", ""); fault.KindOf(err) != fault.Absent {
		t.Errorf("another district knows Maria: %v", err)
	}
}

// Everybody names their own open cases, in which they hold a role now, without
// visits; the program office names all.
func TestMine(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.cases(row("sam.ortiz", "carl.tran", "", "2025-09-15"))
	o.visit("Maria", "group work")
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	for who, want := range map[string]string{
		"Maria": `Maria Ortiz "" par [teacher]`,
		"Carl":  `Maria Ortiz "Maple" par [consultant], Sam Ortiz "Cedar" par [consultant]`,
		"Ada":   `Maria Ortiz "" par [administrator]`,
		"Dora":  `Maria Ortiz "" par [coordinator], Sam Ortiz "" par [coordinator]`,
		"Sam":   `Sam Ortiz "" par [teacher]`,
		"Nia":   ``,
	} {
		mine, err := o.desk.Mine(t.Context(), o.as(who, ""))
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, m := range mine {
			all = append(all, fmt.Sprintf("%s %q %s %v", m.Teacher.Name, m.Label, m.Track, m.Roles))
			if m.Program.Key != "clovis" || m.Case == "" {
				t.Errorf("%s: %+v", who, m)
			}
		}
		same(t, who, strings.Join(all, ", "), want)
	}
}

func TestColleagues(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for role, want := range map[program.Role]string{
		program.Consultant:    "Carl Tran, Nia Cole",
		program.Teacher:       "Maria Ortiz, Sam Ortiz",
		program.Coordinator:   "Dora Lee",
		program.Panel:         "",
		program.Administrator: "Ada Park",
		"":                    "Ada Park, Carl Tran, Dora Lee, Maria Ortiz, Nia Cole, Sam Ortiz",
	} {
		people, err := o.desk.Colleagues(t.Context(), o.as("Dora", ""), role)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range people {
			names = append(names, p.Name)
		}
		same(t, string(role), strings.Join(names, ", "), want)
	}
}

// A Slack id is bound once; another never takes its place, and nobody takes one
// that is somebody else's.
func TestLink(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	link := func(who, id string) fault.Kind {
		return fault.KindOf(o.desk.Link(t.Context(), casework.HomeDistrict, o.people[who].ID, id, o.now.UTC()))
	}
	for _, tt := range []struct {
		who, id string
		kind    fault.Kind
	}{
		{"Nia", "U2", fault.Conflict}, // Carl's
		{"Nia", "", fault.Conflict},
		{"Nia", "U6", ""},
		{"Nia", "U6", ""}, // again: nothing changes
		{"Nia", "U7", fault.Conflict},
		{"Carl", "U7", fault.Conflict},
		{"Carl", "U2", ""}, // as the roster says
	} {
		if kind := link(tt.who, tt.id); kind != tt.kind {
			t.Errorf("%s to %q: %q, want %q", tt.who, tt.id, kind, tt.kind)
		}
	}
	if kind := fault.KindOf(o.desk.Link(t.Context(), casework.HomeDistrict, "no id", "U8", o.now)); kind != fault.Conflict {
		t.Errorf("nobody: %q", kind)
	}
	if kind := fault.KindOf(o.desk.Link(t.Context(), "elsewhere", o.people["Sam"].ID, "U8", o.now)); kind != fault.Conflict {
		t.Errorf("another district: %q", kind)
	}
	same(t, "ids", o.rows(`SELECT concat_ws(' ', name, slack) FROM people ORDER BY name`),
		"Ada Park U3\nCarl Tran U2\nDora Lee U4\nMaria Ortiz U1\nNia Cole U6\nSam Ortiz U5")
	if p, err := o.desk.Who(t.Context(), casework.HomeDistrict, "U6", ""); err != nil || p.Name != "Nia Cole" {
		t.Errorf("U6 is %q, %v", p.Name, err)
	}
	// The roster without ids leaves the bond, with another one it decides.
	nia := casefile.Person{Name: "Nia Cole", Email: "nia.cole@demo.example", Roles: []program.Role{program.Consultant}, Zone: zone.String()}
	for id, want := range map[string]string{"": "U6", "U9": "U9"} {
		nia.Slack = id
		if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{nia}, o.now); err != nil {
			t.Fatal(err)
		}
		same(t, "after "+id, o.rows(`SELECT slack FROM people WHERE name = 'Nia Cole'`), want)
		nia.Slack = "U6"
		if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{nia}, o.now); err != nil {
			t.Fatal(err)
		}
	}
}
