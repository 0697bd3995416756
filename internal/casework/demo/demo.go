// Package demo is the district in which tests play: the six people of the demo
// and Maria's case, in the zone of Los Angeles. Times and days are written as
// text; one that is written wrong panics, as only a test can have done it.
package demo

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Opened is the day on which Maria's case began.
const Opened = "2025-08-27"

// Zone is the district's.
var Zone = func() *time.Location {
	z, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		panic(err)
	}
	return z
}()

// At is the moment of a text like "2025-10-08 09:00", in Zone.
func At(text string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, Zone)
	if err != nil {
		panic(err)
	}
	return t
}

// On is the day of a text like "2025-10-08".
func On(text string) schoolday.Day {
	d, err := schoolday.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// Roster is the six people, as a file of people names them. Nia is not in Slack.
func Roster() []casefile.Person {
	roster := []casefile.Person{
		{Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", Roles: []program.Role{program.Teacher}, School: "Lincoln Middle", Slack: "U1"},
		{Name: "Carl Tran", Email: "carl.tran@demo.example", Roles: []program.Role{program.Consultant}, Slack: "U2"},
		{Name: "Ada Park", Email: "ada.park@demo.example", Roles: []program.Role{program.Administrator}, School: "Lincoln Middle", Slack: "U3"},
		{Name: "Dora Lee", Email: "dora.lee@demo.example", Roles: []program.Role{program.Coordinator}, Slack: "U4"},
		{Name: "Sam Ortiz", Email: "sam.ortiz@demo.example", Roles: []program.Role{program.Teacher}, School: "Grant Elementary", Slack: "U5"},
		{Name: "Nia Cole", Email: "nia.cole@demo.example", Roles: []program.Role{program.Consultant}},
	}
	for i := range roster {
		roster[i].Zone = Zone.String()
	}
	return roster
}

// Desk is a desk over a store, with the programs that ship and both channels.
func Desk(tb testing.TB, store *postgres.Store) *casework.Desk {
	tb.Helper()
	programs, err := program.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return &casework.Desk{Store: store, Programs: programs, Home: "clovis", Domain: "parbot.example", Slack: true, Mail: true}
}

// Enrol brings in the six people and Maria's case, which Carl consults and
// Ada's school has. The people are by first name.
func Enrol(tb testing.TB, desk *casework.Desk, now time.Time) (people map[string]casefile.Person, maria casefile.ID) {
	tb.Helper()
	roster := Roster()
	if _, _, err := desk.ImportPeople(tb.Context(), casework.HomeDistrict, roster, now); err != nil {
		tb.Fatal(err)
	}
	rows := []casework.CaseRow{{
		Line: 2, Program: "clovis", Teacher: roster[0].Email, Consultant: roster[1].Email, Administrator: roster[2].Email, Opened: On(Opened),
	}}
	if _, err := desk.ImportCases(tb.Context(), casework.HomeDistrict, rows, now); err != nil {
		tb.Fatal(err)
	}
	people = map[string]casefile.Person{}
	for _, p := range roster {
		known, err := desk.Who(tb.Context(), casework.HomeDistrict, "", p.Email)
		if err != nil {
			tb.Fatal(err)
		}
		people[known.FirstName()] = known
	}
	mine, err := desk.Mine(tb.Context(), casework.Act{District: casework.HomeDistrict, Who: people["Carl"], Now: now})
	if err != nil || len(mine) != 1 {
		tb.Fatalf("Carl's cases: %v, %v", mine, err)
	}
	return people, mine[0].Case
}
