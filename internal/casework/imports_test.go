package casework_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// row is a row of a list of cases, by the names before the @.
func row(teacher, consultant, administrator, opened string) casework.CaseRow {
	at := func(name string) string {
		if name == "" {
			return ""
		}
		return name + "@demo.example"
	}
	return casework.CaseRow{
		Line: 2, Program: "clovis", Teacher: at(teacher), Consultant: at(consultant), Administrator: at(administrator), Opened: on(opened),
	}
}

// cases opens cases, each of which can be taken.
func (o *office) cases(rows ...casework.CaseRow) {
	o.Helper()
	if _, err := o.desk.ImportCases(o.Context(), casework.HomeDistrict, rows, o.now.UTC()); err != nil {
		o.Fatal(err)
	}
}

func person(name string, change func(*casefile.Person)) casefile.Person {
	p := casefile.Person{
		Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@demo.example",
		Roles: []program.Role{program.Teacher}, Zone: zone.String(),
	}
	if change != nil {
		change(&p)
	}
	return p
}

// who is the person of an address, as the roster has them now.
func (o *office) who(email string) casefile.Person {
	o.Helper()
	p, err := o.desk.Who(o.Context(), casework.HomeDistrict, "", email)
	if err != nil {
		o.Fatal(err)
	}
	return p
}

// A roster creates who is new, changes who has changed and leaves the rest.
func TestImportPeople(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	same1 := person("Sam Ortiz", func(p *casefile.Person) { p.School, p.Slack = "Grant Elementary", "U5" })
	moved := person("Maria Ortiz", func(p *casefile.Person) { p.School, p.Email = "Grant Elementary", "Maria.Ortiz@DEMO.example" })
	fresh := person("Ben Ito", nil)
	for _, step := range []struct {
		people           []casefile.Person
		created, changed int
	}{
		{[]casefile.Person{same1}, 0, 0},
		{[]casefile.Person{same1, moved, fresh}, 1, 1},
		{[]casefile.Person{same1, moved, fresh}, 0, 0},
		{nil, 0, 0},
	} {
		before := o.dump()
		created, changed, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, step.people, o.now)
		if err != nil || created != step.created || changed != step.changed {
			t.Errorf("%d people: %d created, %d changed, %v", len(step.people), created, changed, err)
		}
		if created+changed == 0 {
			same(t, "the tables", o.dump(), before)
		}
	}
	same(t, "Maria", o.rows(`SELECT concat_ws(' ', name, email, school, slack) FROM people WHERE name = 'Maria Ortiz'`),
		"Maria Ortiz maria.ortiz@demo.example Grant Elementary U1") // an empty id takes none away
}

// A roster with a person that cannot be stored stores nobody.
func TestImportPeopleAllOrNothing(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	before := o.dump()
	good := person("Ben Ito", nil)
	for name, bad := range map[string]casefile.Person{
		"a Slack id of another": person("Eve Day", func(p *casefile.Person) { p.Slack = "U2" }),
		"no name":               person("", func(p *casefile.Person) { p.Email = "x@demo.example" }),
		"no address":            person("Eve Day", func(p *casefile.Person) { p.Email = "" }),
	} {
		created, changed, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{good, bad}, o.now)
		if err == nil || created+changed != 0 {
			t.Errorf("%s: %d created, %d changed, %v", name, created, changed, err)
		}
		if name == "a Slack id of another" {
			wants(t, fault.TextOf(err), "slack_id", "U2", "eve.day@demo.example", "carl.tran@demo.example", "Nothing was imported.")
		}
	}
	same(t, "the tables", o.dump(), before)
}

// Where the program office changes, the open cases are planned again: a second
// coordinator hears of what is late, a former one no longer.
func TestImportPeopleOfTheOffice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	who := func() string {
		return o.rows(`SELECT string_agg(DISTINCT ` + first("person") + `, ' ') FROM notices WHERE topic = 'late' AND state = 'pending'`)
	}
	roles := func(name string, roles ...program.Role) {
		t.Helper()
		p := person(name, func(p *casefile.Person) { p.Roles = roles })
		if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{p}, o.now.UTC()); err != nil {
			t.Fatal(err)
		}
		o.unchanged()
	}
	same(t, "before", who(), "Dora")
	roles("Nia Cole", program.Consultant, program.Coordinator)
	same(t, "two", who(), "Dora Nia")
	roles("Dora Lee", program.Panel)
	same(t, "the other", who(), "Nia")
}

// A case that a district already runs begins enrolled and paired on its day,
// with its parties and what follows from that.
func TestImportCases(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	created, err := o.desk.ImportCases(t.Context(), casework.HomeDistrict, []casework.CaseRow{row("sam.ortiz", "nia.cole", "", "2025-10-01")}, o.now.UTC())
	if err != nil || created != 1 {
		t.Fatalf("%d created, %v", created, err)
	}
	id := o.rows(`SELECT id::text FROM cases WHERE opened = '2025-10-01'`)
	of := func(query string) string { return o.rows(fmt.Sprintf(query, id)) }
	same(t, "case", of(`SELECT concat_ws(' ', program, track, school, closed) FROM cases WHERE id = '%s'`), "clovis par Grant Elementary")
	same(t, "parties", of(`SELECT concat_ws(' ', `+first("person")+`, role, from_at AT TIME ZONE 'America/Los_Angeles', to_at) FROM parties WHERE case_id = '%s' ORDER BY role`),
		"Nia consultant 2025-10-01 00:00:00\nSam teacher 2025-10-01 00:00:00")
	same(t, "records", of(`SELECT concat_ws(' ', form, day, outcome, author) FROM records WHERE case_id = '%s' ORDER BY form`),
		"enrolment 2025-10-01 enrolled\nmou-administrator 2025-10-01 \nmou-mentor 2025-10-01 \nmou-teacher 2025-10-01 \npairing 2025-10-01 \nportfolio-shared 2025-10-01")
	same(t, "deadlines", of(`SELECT concat_ws(' ', rule, state, due) FROM deadlines WHERE case_id = '%s' ORDER BY due`),
		"pair-mentor met 2025-10-08\nshare-portfolio met 2025-10-08\ncontact-teacher open 2025-10-15\nconfer open 2025-11-12\nhold-panel open 2026-05-13\nplan-initial open\ncomplete-portfolio open")
	o.unchanged()
}

// beginning is a program whose cases begin with more than a pairing.
const beginning = `
key: beginning
title: Beginning
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, administrator: A, coordinator: D}
readers: {all: {teacher: read, consultant: read, administrator: read, coordinator: read}}
tracks: {par: {known_to: all, keep: {for: 1 year}}}
forms:
  enrolment: {by: coordinator, opens: par, outcomes: {enrolled: Enrolled}, seen_by: all}
  pairing: {by: coordinator, assigns: consultant, fields: {mentor: person}, seen_by: all}
  shared: {by: consultant, seen_by: all}
  contact: {by: consultant, fields: {how: text}, seen_by: all}
  memorandum: {made_on: pairing, signed_by: {agreement: consultant}, seen_by: all}
  later: {by: consultant, seen_by: all}
deadlines:
  share: {owed_by: consultant, starts: pairing, due: 5 days, met_by: shared, cite: ours}
  call: {owed_by: consultant, starts: pairing, due: 14 days, met_by: contact, cite: ours}
  go-on: {owed_by: consultant, starts: contact, due: 5 days, met_by: later, cite: ours}
`

// A case that is taken over in mid-year has its beginning behind it: what was
// signed on paper, and the bare acts that the beginning asks for (CLO-10, 11).
// It owes what has something to say, and what is still ahead.
func TestImportedCaseHasItsBeginningBehindIt(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	p, problems := program.Load("beginning.yaml", []byte(beginning))
	if p == nil {
		t.Fatal(problems)
	}
	o.desk.Programs = maps.Clone(o.desk.Programs)
	o.desk.Programs[p.Key] = p
	taken := row("sam.ortiz", "nia.cole", "", "2025-10-01")
	taken.Program = p.Key
	if n, err := o.desk.ImportCases(t.Context(), casework.HomeDistrict, []casework.CaseRow{taken}, o.now.UTC()); n != 1 || err != nil {
		t.Fatalf("%d created, %v", n, err)
	}
	id := o.rows(`SELECT id::text FROM cases WHERE program = 'beginning'`)
	same(t, "records", o.rows(`SELECT concat_ws(' ', form, day, author) FROM records WHERE case_id = '`+id+`' ORDER BY form`),
		"enrolment 2025-10-01\nmemorandum 2025-10-01\npairing 2025-10-01\nshared 2025-10-01")
	same(t, "deadlines", o.rows(`SELECT concat_ws(' ', rule, state, due) FROM deadlines WHERE case_id = '`+id+`' ORDER BY due`),
		"share met 2025-10-06\ncall open 2025-10-15")
	o.unchanged()
}

// The first contact of DOMAIN 5.2 C1: paired on 2025-08-27, due on 2025-09-10.
func TestImportedCaseCountsFromItsDay(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-08-27 10:00")
	same(t, "first contact", o.rows(`SELECT concat_ws(' ', state, starts, due) FROM deadlines WHERE rule = 'contact-teacher'`), "open 2025-08-27 2025-09-10")
}

// The same list again changes nothing; a list with a new row adds that one.
func TestImportCasesTwice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	maria := row("maria.ortiz", "carl.tran", "ada.park", "2025-08-27")
	before := o.dump()
	for range 2 {
		if n, err := o.desk.ImportCases(t.Context(), casework.HomeDistrict, []casework.CaseRow{maria}, o.now.UTC()); n != 0 || err != nil {
			t.Errorf("%d created, %v", n, err)
		}
	}
	same(t, "the tables", o.dump(), before)
	list := []casework.CaseRow{maria, row("sam.ortiz", "nia.cole", "", "2025-10-01")}
	for _, want := range []int{1, 0} {
		if n, err := o.desk.ImportCases(t.Context(), casework.HomeDistrict, list, o.now.UTC()); n != want || err != nil {
			t.Errorf("%d created, %v; want %d", n, err, want)
		}
	}
}

// A row that cannot be taken is named by its line and column, and then nothing
// of the list is stored (issue point 10).
func TestImportCasesRefused(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	good := row("sam.ortiz", "nia.cole", "", "2025-10-01")
	bad := func(change func(*casework.CaseRow)) casework.CaseRow {
		r := row("maria.ortiz", "carl.tran", "ada.park", "2025-08-27")
		r.Line = 14
		change(&r)
		return r
	}
	tests := []struct {
		name string
		row  casework.CaseRow
		want string
	}{
		{"no such program", bad(func(r *casework.CaseRow) { r.Program = "clovia" }), `14: program: there is no program "clovia"`},
		{"nobody of that address", bad(func(r *casework.CaseRow) { r.Teacher = "jon@demo.example" }), `14: teacher: nobody on the roster has the address "jon@demo.example"`},
		{"no teacher", bad(func(r *casework.CaseRow) { r.Teacher = "" }), `14: teacher: nobody on the roster`},
		{"no consultant of that address", bad(func(r *casework.CaseRow) { r.Consultant = "jon@demo.example" }), `14: consultant: nobody on the roster`},
		{"a teacher for a consultant", bad(func(r *casework.CaseRow) { r.Consultant = "sam.ortiz@demo.example" }), `14: consultant: "sam.ortiz@demo.example" is not on the roster as consultant`},
		{"a consultant for an administrator", bad(func(r *casework.CaseRow) { r.Administrator = "nia.cole@demo.example" }), `14: administrator: "nia.cole@demo.example" is not on the roster as administrator`},
		{"a day to come", bad(func(r *casework.CaseRow) { r.Opened = on("2025-10-09") }), `14: opened: 2025-10-09 is still to come`},
		{"another day", bad(func(r *casework.CaseRow) { r.Opened = on("2025-08-28") }), `14: teacher: "maria.ortiz@demo.example" already has an open case`},
		{"another consultant", bad(func(r *casework.CaseRow) { r.Consultant = "nia.cole@demo.example" }), `14: teacher: "maria.ortiz@demo.example" already has an open case`},
		{"no administrator", bad(func(r *casework.CaseRow) { r.Administrator = "" }), `14: teacher: "maria.ortiz@demo.example" already has an open case`},
	}
	before := o.dump()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := o.desk.ImportCases(t.Context(), casework.HomeDistrict, []casework.CaseRow{good, tt.row}, o.now.UTC())
			wrong, ok := errors.AsType[*casework.RowError](err)
			if !ok || n != 0 {
				t.Fatalf("%d created, %v", n, err)
			}
			wants(t, wrong.Error(), tt.want)
		})
	}
	same(t, "the tables", o.dump(), before)
}

// Who has several cases tells them apart by a label each, of trees that are no
// part of a name or school; one case needs none, and no label comes twice.
func TestLabels(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	labels := func(who string) string {
		return o.rows(`SELECT coalesce(string_agg(q.label, ' ' ORDER BY c.opened, c.id), '') FROM parties q JOIN cases c ON c.id = q.case_id
			JOIN people p ON p.id = q.person WHERE split_part(p.name, ' ', 1) = '` + who + `'`)
	}
	same(t, "one case", labels("Carl"), "")
	roster := []casefile.Person{
		person("Ben Ito", nil), person("Eve Day", nil), person("Kim Roe", func(p *casefile.Person) { p.School = "Birchwood High" }),
	}
	if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, roster, o.now); err != nil {
		t.Fatal(err)
	}
	o.people["Ben"] = o.who("ben.ito@demo.example")
	o.visit("Ben", "group work")
	o.ok(o.assign(1, "Carl", casework.Meet{})) // a visit is no case
	o.cases(row("ben.ito", "carl.tran", "ada.park", "2025-09-01"))
	same(t, "two cases", labels("Carl"), "Maple Cedar ") // and the visit
	same(t, "Ada too", labels("Ada"), "Maple Cedar")
	same(t, "the teachers have one each", labels("Ben")+labels("Maria"), "")

	// The first closes: its word is not given again, nor one in a school's name.
	o.exec(`UPDATE cases SET closed = '2025-10-08', closed_at = '2025-10-08T17:00:00Z' WHERE id = '` + string(o.maria) + `'`)
	o.cases(row("eve.day", "carl.tran", "", "2025-09-02"))
	same(t, "a third", labels("Carl"), "Maple Cedar Willow ")
}

// There are labels for more cases than anybody can have.
func TestLabelsSuffice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	var roster []casefile.Person
	var rows []casework.CaseRow
	for i := range 24 {
		p := person(fmt.Sprintf("Teacher %d", i), nil)
		roster = append(roster, p)
		rows = append(rows, row(fmt.Sprintf("teacher.%d", i), "nia.cole", "", "2025-09-01"))
	}
	if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, roster, o.now); err != nil {
		t.Fatal(err)
	}
	o.cases(rows...)
	if n := o.count(`SELECT count(DISTINCT label) FROM parties WHERE role = 'consultant' AND label <> ''`); n != 24 {
		t.Errorf("%d labels for 24 cases", n)
	}
	same(t, "the last", o.rows(`SELECT label FROM parties WHERE label LIKE '% %' ORDER BY label`), "Birch 2\nCedar 2\nMaple 2\nWillow 2")
}

// A calendar that changes moves what is counted in school days, what rolls and
// what is said on a school day, in every open case.
func TestImportCalendars(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("evidence"), false)) // respond until Thursday, October 16
	o.visit("Sam", "group work")                                                      // answered by Monday, October 13
	dates := func() string {
		return o.rows(`SELECT concat_ws(' ', rule, due) FROM deadlines WHERE rule IN ('respond', 'answer-visit') ORDER BY rule`) + "\n" +
			o.rows(`SELECT concat_ws(' ', 'last reminder', max(at) AT TIME ZONE 'America/Los_Angeles') FROM notices WHERE rule = 'respond' AND state = 'pending'`)
	}
	same(t, "before", dates(), "answer-visit 2025-10-13\nrespond 2025-10-16\nlast reminder 2025-10-15 08:00:00")

	closed := []schoolday.Closed{{Day: on("2025-10-10"), Why: "smoke"}, {Day: on("2025-10-15"), Why: "smoke"}, {Day: on("2025-10-16"), Why: "smoke"}}
	cal := schoolday.New(zone, closed, schoolday.Year{Start: on("2025-08-18"), End: on("2026-06-12")})
	if applied := o.calendar("", cal, true); applied.Cases != 2 || len(applied.Moved) != 2 {
		t.Errorf("planned again: %+v", applied)
	}
	same(t, "after", dates(), "answer-visit 2025-10-14\nrespond 2025-10-17\nlast reminder 2025-10-14 08:00:00")
	o.unchanged()
	before := o.dump()
	o.calendar("", cal, true)
	same(t, "the tables, the same calendar again", o.dump(), before)

	// Next year's calendar comes beside this year's and changes none of its dates.
	next := schoolday.New(zone, []schoolday.Closed{{Day: on("2026-09-07"), Why: "Labor Day"}}, schoolday.Year{Start: on("2026-08-17"), End: on("2027-06-11")})
	o.calendar("", next, true)
	same(t, "after next year's", dates(), "answer-visit 2025-10-14\nrespond 2025-10-17\nlast reminder 2025-10-14 08:00:00")
	same(t, "the years", o.rows(`SELECT concat_ws(' ', starts, ends) FROM school_years ORDER BY starts`), "2025-08-18 2026-06-12\n2026-08-17 2027-06-11")

	// One school's own calendar is for its teachers alone.
	own := schoolday.New(zone, nil, schoolday.Year{Start: on("2025-08-18"), End: on("2026-06-12")})
	o.calendar("Lincoln Middle", own, true)
	same(t, "Maria's school", dates(), "answer-visit 2025-10-14\nrespond 2025-10-16\nlast reminder 2025-10-15 08:00:00")
	o.unchanged()
}
