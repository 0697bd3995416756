package casefile_test

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// Who is or was the teacher's consultant does not sit on the panel of that case,
// in whatever seat; any other part keeps its place.
func TestSits(t *testing.T) {
	now := time.Date(2025, 10, 8, 12, 0, 0, 0, time.UTC)
	p := &program.Program{Roles: map[program.Role]program.RoleDef{
		program.Panel: {Panel: &program.PanelRules{Recused: []program.Role{program.Consultant}}},
	}}
	tests := []struct {
		name     string
		from, to time.Time
		role     program.Role
		want     bool
	}{
		{"the panel of one's own case", now.Add(-time.Hour), time.Time{}, program.Panel, false},
		{"its chair", now.Add(-time.Hour), time.Time{}, program.Chair, false},
		{"its pair", now.Add(-time.Hour), time.Time{}, program.Pair, false},
		{"a former part", now.Add(-2 * time.Hour), now.Add(-time.Hour), program.Panel, false},
		{"a part to come", now.Add(time.Hour), time.Time{}, program.Panel, true},
		{"that part itself", now.Add(-time.Hour), time.Time{}, program.Consultant, true},
	}
	for _, tt := range tests {
		c := casefile.Case{Parties: []casefile.Party{{Person: casefile.Person{ID: "one"}, Role: program.Consultant, From: tt.from, To: tt.to}}}
		if got := c.Sits(p, "one", tt.role, now); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
		if !c.Sits(p, "another", tt.role, now) || !c.Sits(&program.Program{}, "one", tt.role, now) {
			t.Errorf("%s: closed to another, or by a program without a panel", tt.name)
		}
	}
}

// A grant holds from its moment until it is ended, not a moment longer.
func TestGrantHolds(t *testing.T) {
	at := time.Date(2025, 10, 8, 12, 0, 0, 0, time.UTC)
	open, ended := casefile.Grant{At: at}, casefile.Grant{At: at, Ended: at.Add(time.Hour)}
	for _, tt := range []struct {
		name string
		g    casefile.Grant
		now  time.Time
		want bool
	}{
		{"before", open, at.Add(-time.Second), false},
		{"at once", open, at, true},
		{"for good", open, at.AddDate(5, 0, 0), true},
		{"until its end", ended, at.Add(time.Hour - 1), true},
		{"not after", ended, at.Add(time.Hour), false},
	} {
		if got := tt.g.Holds(tt.now); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

// A paper that needs a second person waits for one of those roles, and for
// another than who filed it (LANGUAGE §1, second).
func TestUnconfirmed(t *testing.T) {
	form := &program.Form{Key: "plan", Second: []program.Role{program.HR}}
	c := casefile.Case{Parties: []casefile.Party{
		{Person: casefile.Person{ID: "hr"}, Role: program.HR}, {Person: casefile.Person{ID: "office"}, Role: program.Coordinator},
	}}
	tests := []struct {
		name  string
		form  *program.Form
		steps []casefile.Step
		want  bool
	}{
		{"a draft waits for nobody", form, []casefile.Step{{State: casefile.Draft, By: "office"}}, false},
		{"filed", form, []casefile.Step{{State: casefile.Filed, By: "office"}}, true},
		{"confirmed", form, []casefile.Step{{State: casefile.Filed, By: "office"}, {State: casefile.Confirmed, By: "hr"}}, false},
		{"confirmed by the wrong role", form, []casefile.Step{{State: casefile.Filed, By: "office"}, {State: casefile.Confirmed, By: "other"}}, true},
		{"confirmed by who filed it", form, []casefile.Step{{State: casefile.Filed, By: "hr"}, {State: casefile.Confirmed, By: "hr"}}, true},
		{"a form without a second", &program.Form{Key: "log"}, []casefile.Step{{State: casefile.Filed, By: "office"}}, false},
	}
	for _, tt := range tests {
		r := casefile.Record{Form: tt.form.Key, Author: "office", Steps: tt.steps}
		if got := c.Unconfirmed(&r, tt.form); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
