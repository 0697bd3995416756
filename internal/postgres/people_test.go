package postgres_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5/pgconn"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/program"
)

// code is Postgres's code of an error.
func code(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

const (
	uniqueViolation   = "23505"
	foreignViolation  = "23503"
	checkViolation    = "23514"
	restrictViolation = "23001"
)

// save stores people and returns how many were new and changed.
func (d *district) save(people ...casefile.Person) (created, changed int) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		created, changed, err = tx.SavePeople(ctx, people, at("2025-10-08 09:00"))
		return err
	})
	return created, changed
}

// person finds somebody by a way of finding.
func (d *district) person(find func(ctx context.Context, tx *postgres.Tx) (casefile.Person, error)) (p casefile.Person) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		p, err = find(ctx, tx)
		return err
	})
	return p
}

// Every field of a person comes back, by whatever they are found.
func TestPersonComesBack(t *testing.T) {
	d := open(t)
	want := casefile.Person{
		District: home, Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", Slack: "U1", Zone: "America/Los_Angeles",
		School: "Lincoln Middle", Roles: []program.Role{program.Teacher},
	}
	got := d.people["Maria"]
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(casefile.Person{}, "ID")); diff != "" || got.ID == "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
	for how, find := range map[string]func(context.Context, *postgres.Tx) (casefile.Person, error){
		"id": func(ctx context.Context, tx *postgres.Tx) (casefile.Person, error) { return tx.Person(ctx, got.ID) },
		"slack": func(ctx context.Context, tx *postgres.Tx) (casefile.Person, error) {
			return tx.PersonBySlack(ctx, "U1")
		},
		"address": func(ctx context.Context, tx *postgres.Tx) (casefile.Person, error) {
			return tx.PersonByEmail(ctx, got.Email)
		},
		"ADDRESS": func(ctx context.Context, tx *postgres.Tx) (casefile.Person, error) {
			return tx.PersonByEmail(ctx, "Maria.Ortiz@Demo.Example")
		},
	} {
		if diff := cmp.Diff(got, d.person(find)); diff != "" {
			t.Errorf("by %s: -want +got:\n%s", how, diff)
		}
	}
	d.rows(`UPDATE people SET bounced_at = changed_at WHERE slack = 'U1' RETURNING 'bounced'`)
	if !d.person(func(ctx context.Context, tx *postgres.Tx) (casefile.Person, error) { return tx.Person(ctx, got.ID) }).Bounced {
		t.Error("nobody knows that mail came back")
	}
}

func TestPeopleByRole(t *testing.T) {
	d := open(t)
	tests := []struct {
		role program.Role
		want []string
	}{
		{"", []string{"Ada Park", "Carl Tran", "Dora Lee", "Maria Ortiz", "Nia Cole", "Sam Ortiz"}},
		{program.Consultant, []string{"Carl Tran", "Nia Cole"}},
		{program.Panel, nil},
	}
	for _, tt := range tests {
		var got []string
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			people, err := tx.People(ctx, tt.role)
			for _, p := range people {
				got = append(got, p.Name)
			}
			return err
		})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q: -want +got:\n%s", tt.role, diff)
		}
	}
}

// A roster is stored by address (issue 2.10): the same one again changes
// nothing, not even a row's own moment.
func TestSavePeople(t *testing.T) {
	d := open(t)
	maria := d.people["Maria"]
	with := func(change func(*casefile.Person)) casefile.Person {
		p := maria
		change(&p)
		return p
	}
	tests := []struct {
		name             string
		person           casefile.Person
		created, changed int
		slack            string // of the address afterwards
	}{
		{"the same again", maria, 0, 0, "U1"},
		{"in capitals", with(func(p *casefile.Person) { p.Email = "MARIA.ORTIZ@demo.example" }), 0, 0, "U1"},
		{"a list that knows no Slack ids takes none away", with(func(p *casefile.Person) { p.Slack = "" }), 0, 0, "U1"},
		{"another Slack id", with(func(p *casefile.Person) { p.Slack = "U9" }), 0, 1, "U9"},
		{"another name", with(func(p *casefile.Person) { p.Name, p.Slack = "Maria Ortiz-Lee", "" }), 0, 1, "U9"},
		{"another school", with(func(p *casefile.Person) { p.School, p.Slack = "Grant Elementary", "U9" }), 0, 1, "U9"},
		{"another zone", with(func(p *casefile.Person) { p.Zone = "America/Denver" }), 0, 1, "U1"},
		{"a role more", with(func(p *casefile.Person) { p.Roles = append(p.Roles, program.Panel) }), 0, 1, "U1"},
		{"no role", with(func(p *casefile.Person) { p.Roles = nil }), 0, 1, "U1"},
		{"somebody new", with(func(p *casefile.Person) { p.Email, p.Slack = "maria@demo.example", "U10" }), 1, 0, "U10"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := d.rows(`SELECT email || xmin FROM people ORDER BY 1`)
			created, changed := d.save(tt.person)
			if created != tt.created || changed != tt.changed {
				t.Errorf("%d created, %d changed; want %d and %d", created, changed, tt.created, tt.changed)
			}
			after := d.rows(`SELECT email || xmin FROM people ORDER BY 1`)
			if touched := !cmp.Equal(before, after); touched != (tt.created+tt.changed > 0) {
				t.Errorf("rows were touched: %v", touched)
			}
			if got := d.rows(`SELECT slack FROM people WHERE email = lower($1)`, tt.person.Email); len(got) != 1 || got[0] != tt.slack {
				t.Errorf("the Slack id is %v", got)
			}
		})
	}
	if got := d.rows(`SELECT name FROM schools WHERE district = 'home' ORDER BY 1`); !cmp.Equal(got, []string{"Grant Elementary", "Lincoln Middle"}) {
		t.Errorf("schools %v", got)
	}
	if created, changed := d.save(); created+changed != 0 {
		t.Error("nobody was saved")
	}
}

// All or nothing: one bad row, and no row of the roster is stored.
func TestSavePeopleRefuses(t *testing.T) {
	d := open(t)
	fine := casefile.Person{Name: "Nia Cole", Email: "nia@demo.example"}
	tests := []struct {
		name string
		bad  casefile.Person
		code string
	}{
		{"a Slack id that is another's", casefile.Person{Name: "Nia Cole", Email: "new@demo.example", Slack: "U1"}, uniqueViolation},
		{"an address that is none", casefile.Person{Name: "Nia Cole", Email: "nowhere"}, checkViolation},
		{"nobody", casefile.Person{Email: "new@demo.example", School: "Lincoln Middle"}, checkViolation},
	}
	for _, tt := range tests {
		for _, list := range [][]casefile.Person{{fine, tt.bad}, {tt.bad, fine}} {
			err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
				_, _, err := tx.SavePeople(ctx, list, at("2025-10-08 09:00"))
				return err
			})
			if code(err) != tt.code || fault.KindOf(err) != fault.Internal {
				t.Errorf("%s: %v", tt.name, err)
			}
			if got := d.rows(`SELECT email FROM people WHERE name = 'Nia Cole' ORDER BY 1`); !cmp.Equal(got, []string{"nia.cole@demo.example"}) {
				t.Errorf("%s: stored %v", tt.name, got)
			}
		}
	}
}

// A Slack id is one person's in a district, and may be another's in the next.
func TestSlackIsOnePersons(t *testing.T) {
	d := open(t)
	other := &district{T: t, store: d.store, name: "elsewhere"}
	other.settle()
	nia := d.people["Nia"].ID
	set := func(slack string) error {
		return d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.SetSlack(ctx, nia, slack) })
	}
	if err := set("U1"); code(err) != uniqueViolation {
		t.Errorf("Maria's id: %v", err)
	}
	for _, slack := range []string{"U77", "", ""} {
		if err := set(slack); err != nil {
			t.Errorf("%q: %v", slack, err)
		}
	}
	if got := d.rows(`SELECT count(*)::text FROM people WHERE slack = 'U1'`); got[0] != "2" {
		t.Errorf("%s people of two districts have the id", got[0])
	}
}

// Whoever proved who they are is bound to their Slack id, once (link.go).
func TestLinkSlack(t *testing.T) {
	d := open(t)
	tests := []struct {
		name, who, slack string
		want             bool
	}{
		{"to one who has none", "Nia", "U6", true},
		{"again", "Nia", "U6", true},
		{"to another", "Nia", "U7", false},
		{"to Maria's", "Carl", "U1", false},
		{"to nothing", "Nia", "", false},
	}
	for _, tt := range tests {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			got, err := tx.LinkSlack(ctx, d.people[tt.who].ID, tt.slack, at("2025-10-08 09:00"))
			if got != tt.want {
				t.Errorf("%s: %v", tt.name, got)
			}
			return err
		})
	}
}
