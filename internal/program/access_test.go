package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

// The table that prints is the one that decides: each cell of the file, in its
// own words (DOMAIN 3.3).
func TestCells(t *testing.T) {
	rows := map[string]bool{}
	for _, c := range clovis(t).Cells() {
		rows[strings.Join([]string{c.Form, c.Role, c.Right, c.Condition}, ",")] = true
	}
	for _, want := range []string{
		"log,consultant,write,",
		"log,administrator,dates,", "log,administrator,read,presented", // CLO-23 AMB-08
		"teacher-log,administrator,read,",
		"note,nobody,read,but its author", // AMB-21
		"report,teacher,sign,receipt", "report,teacher,read,from discussed",
		"report,panel,read,from hearing.packet",
		"report,representative,read,granted",
		"response,readers,read,as report",
		"pairing,coordinator,write,from enrolment.enrolled",
		"visit,coordinator,read,", // BOS-42
	} {
		if !rows[want] {
			t.Errorf("no row %s", want)
		}
	}
	for row := range rows {
		if form, rest, _ := strings.Cut(row, ","); strings.HasPrefix(form, "visit") && (strings.HasPrefix(rest, "administrator") || strings.HasPrefix(rest, "panel")) {
			t.Errorf("a visit is open to %s", rest)
		}
	}
}

// A cell reads back as what it was written from.
func TestCellsReadBack(t *testing.T) {
	for _, text := range []string{
		"read", "dates", "counts", "never", "read own", "dates shared", "read presented", "read granted from discussed",
		"counts from hearing.packet until finding", "read own shared presented granted from a.b until c.d",
	} {
		g, err := program.ParseGrant(text)
		if err != nil {
			t.Fatal(err)
		}
		p := &program.Program{Scope: program.Scope{Forms: []*program.Form{{Key: "f", SeenBy: program.Cells{program.Teacher: {g}}}}}}
		cells := p.Cells()
		if len(cells) != 1 {
			t.Fatalf("%s: %v", text, cells)
		}
		if got := strings.TrimSpace(cells[0].Right + " " + cells[0].Condition); got != text {
			t.Errorf("%q prints as %q", text, got)
		}
	}
	for level := range slices.Values([]program.Level{program.Never, program.Nothing, program.Counts, program.Dates, program.Read}) {
		if fmt.Sprint(level) == "" {
			t.Errorf("level %d has no word", int(level))
		}
	}
}

// Whoever acts on a form is in the table too, with what has to have happened and
// what must not.
func TestActs(t *testing.T) {
	p := small(t, `
  plan: {by: consultant, helped_by: teacher, second: coordinator, needs: [start, talk.planned], until: talk, seen_by: {teacher: read}}
  letter: {made_on: [month.end, start], signed_by: {receipt: teacher, attests: consultant}, seen_by: {teacher: read}}
  kept: {by: consultant, made_on: start, until: case.closed, seen_by: nobody}
meetings: {talk: {attendees: [teacher, consultant]}}
office: {forms: {minutes: {by: coordinator, attaches_to: consultant}}}
`)
	var got []string
	for _, c := range p.Cells()[3:] {
		got = append(got, strings.TrimSuffix(strings.Join([]string{c.Form, c.Role, c.Right, c.Condition}, ","), ","))
	}
	want := []string{
		"plan,consultant,write,from start.filed or talk.planned until talk.held",
		"plan,teacher,help,from start.filed or talk.planned until talk.held",
		"plan,coordinator,second",
		"plan,teacher,read",
		"letter,parbot,write,on month.end or start.filed",
		"letter,teacher,sign,receipt", "letter,consultant,sign,attests",
		"letter,teacher,read",
		"kept,consultant,write,until case.closed",
		"kept,nobody,read,but its author",
		"minutes,coordinator,write",
		"minutes,readers,read,as consultant",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
