package casework_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// office is the demo district at a moment: six people, one case.
type office struct {
	*testing.T
	desk   *casework.Desk
	people map[string]casefile.Person // by first name
	maria  casefile.ID                // her case
	now    time.Time
	asked  int
}

var zone = func() *time.Location {
	z, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err)
	}
	return z
}()

func at(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		panic(err)
	}
	return t
}

func on(text string) schoolday.Day {
	d, err := schoolday.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// open opens the demo district at a moment; Maria's case began on 2025-08-27.
func open(t *testing.T, now string) *office {
	t.Helper()
	programs, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, now: at(now), people: map[string]casefile.Person{}}
	o.desk = &casework.Desk{Store: store(t), Programs: programs, Domain: "parbot.example", Slack: true, Mail: true}
	roster := []casefile.Person{
		{Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", Roles: []program.Role{program.Teacher}, School: "Lincoln Middle", Slack: "U1"},
		{Name: "Carl Tran", Email: "carl.tran@demo.example", Roles: []program.Role{program.Consultant}, Slack: "U2"},
		{Name: "Ada Park", Email: "ada.park@demo.example", Roles: []program.Role{program.Administrator}, School: "Lincoln Middle", Slack: "U3"},
		{Name: "Dora Lee", Email: "dora.lee@demo.example", Roles: []program.Role{program.Coordinator}, Slack: "U4"},
		{Name: "Sam Ortiz", Email: "sam.ortiz@demo.example", Roles: []program.Role{program.Teacher}, School: "Grant Elementary", Slack: "U5"},
		{Name: "Nia Cole", Email: "nia.cole@demo.example", Roles: []program.Role{program.Consultant}},
	}
	for i := range roster {
		roster[i].Zone = zone.String()
	}
	ctx := t.Context()
	if _, _, err := o.desk.ImportPeople(ctx, casework.HomeDistrict, roster, o.now); err != nil {
		t.Fatal(err)
	}
	rows := []casework.CaseRow{{Line: 2, Program: "clovis", Teacher: roster[0].Email, Consultant: roster[1].Email, Administrator: roster[2].Email, Opened: on("2025-08-27")}}
	if _, err := o.desk.ImportCases(ctx, casework.HomeDistrict, rows, o.now); err != nil {
		t.Fatal(err)
	}
	for _, p := range roster {
		known, err := o.desk.Who(ctx, casework.HomeDistrict, "", p.Email)
		if err != nil {
			t.Fatal(err)
		}
		o.people[known.FirstName()] = known
	}
	mine, err := o.desk.Mine(ctx, o.as("Carl", ""))
	if err != nil || len(mine) != 1 {
		t.Fatalf("Carl's cases: %v, %v", mine, err)
	}
	o.maria = mine[0].Case
	return o
}

func store(t *testing.T) *postgres.Store {
	t.Helper()
	return pgtest.Open(t)
}

// as is an act of a person, now, as the answer to a request of its own.
func (o *office) as(name, text string) casework.Act {
	o.asked++
	return casework.Act{
		District: casework.HomeDistrict, Who: o.people[name], Request: fmt.Sprintf("r%d", o.asked), Text: text, Now: o.now,
	}
}

// ok fails the test when an act did.
func (o *office) ok(m message.Message, err error) string {
	o.Helper()
	if err != nil {
		o.Fatalf("%v (%s)", err, fault.TextOf(err))
	}
	return m.Text()
}

// refused returns what an act was refused with.
func (o *office) refused(m message.Message, err error) string {
	o.Helper()
	if err == nil {
		o.Fatalf("not refused: %s", m.Text())
	}
	return fault.KeyOf(err)
}

// count counts rows.
func (o *office) count(query string) (n int) {
	o.Helper()
	err := o.desk.Store.In(context.WithoutCancel(o.Context()), casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(o.Context(), query).Scan(&n)
	})
	if err != nil {
		o.Fatal(err)
	}
	return n
}

func (o *office) log(day, text string) casework.Log {
	return casework.Log{Case: o.maria, Day: on(day), Minutes: 45, Text: text, Standards: []string{"2.6"}}
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("missing %q in:\n%s", p, text)
		}
	}
}

var _ = os.Stdout
