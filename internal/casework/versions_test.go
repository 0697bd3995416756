package casework_test

import (
	"maps"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/casework/demo"
	"parbot/internal/fault"
	"parbot/internal/schoolday"
)

// another is the contract with a week more for what a rule asks.
var another = strings.Replace(walk, "starts: monthly.draft, due: 5 working days", "starts: monthly.draft, due: 10 working days", 1)

const handIn = `SELECT concat_ws(' ', state, due) FROM deadlines WHERE rule = 'hand-in'`

// drafted is Sam's case with a monthly log that is owed by November 7.
func drafted(t *testing.T) (o *office, sam casefile.ID) {
	t.Helper()
	o, sam = walking(t, walk)
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Day: on("2025-10-07"), Minutes: 45, Text: "unit 3"}))
	o.at("2025-10-31 09:00")
	if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
		t.Fatal(err)
	}
	same(t, "at first", o.rows(handIn), "open 2025-11-07")
	return o, sam
}

// A case is counted by the contract that it began with, also when the district's
// file has changed since, when it is gone, and when parbot was started anew
// (LANGUAGE, Versions).
func TestCaseKeepsItsContract(t *testing.T) {
	t.Parallel()
	o, sam := drafted(t)
	for name, change := range map[string]func(){
		"the file has changed": func() { o.contract(another) },
		"the file is gone":     func() { o.desk.Programs = maps.Clone(o.desk.Programs); delete(o.desk.Programs, "walk") },
	} {
		change()
		programs := o.desk.Programs
		o.desk = demo.Desk(t, o.desk.Store) // nothing is remembered
		o.desk.Programs = programs
		if _, _, err := o.desk.Audit(t.Context(), o.now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		o.unchanged()
		o.now = o.now.Add(1)
		o.ok(o.desk.Log(t.Context(), o.as("Nia", name), casework.Log{Case: sam, Day: on("2025-10-30"), Minutes: 45, Text: name}))
		same(t, name, o.rows(handIn), "open 2025-11-07")
	}
}

// Without its file a version is nowhere, and the case says which it is.
func TestCaseWithoutAnyContract(t *testing.T) {
	t.Parallel()
	o, sam := drafted(t)
	delete(o.desk.Programs, "walk")
	o.exec(`UPDATE programs SET source = NULL`)
	o.desk = demo.Desk(t, o.desk.Store)
	if _, err := o.desk.Case(t.Context(), o.as("Nia", ""), sam); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("%v", err)
	}
}

// Applying the file of today shows first what it moves and changes nothing; then
// it does it, tells whoever owes a date why it moved, and has nothing more to do
// (LANGUAGE, Versions).
func TestApplyProgram(t *testing.T) {
	t.Parallel()
	o, _ := drafted(t)
	o.sendAll()
	o.contract(another)
	apply := func(really bool) casework.Applied {
		t.Helper()
		applied, err := o.desk.ApplyProgram(t.Context(), casework.Act{District: casework.HomeDistrict, Now: o.now.UTC()}, "walk", really)
		if err != nil {
			t.Fatal(err)
		}
		return applied
	}
	before := o.dump()
	for range 2 {
		dry := apply(false)
		if dry.Cases != 1 || len(dry.Moved) != 1 || dry.Moved[0].Rule != "hand-in" || dry.Moved[0].From != on("2025-11-07") || dry.Moved[0].To != on("2025-11-14") {
			t.Errorf("it would move %+v", dry)
		}
		same(t, "the tables after a dry run", o.dump(), before)
	}
	if done := apply(true); done.Cases != 1 || len(done.Moved) != 1 {
		t.Errorf("it moved %+v", done)
	}
	same(t, "the date", o.rows(handIn), "open 2025-11-14")
	same(t, "why", o.rows(`SELECT concat_ws(' ', was, now, why, closed) FROM case_shifts`), "2025-11-07 2025-11-14 program ")
	same(t, "told", o.rows(`SELECT concat_ws(' ', `+first("person")+`, kind, rule, step) FROM notices WHERE topic = 'shifted'`), "Nia notice hand-in 2025-11-07-2025-11-14")
	o.unchanged()
	stored := o.dump()
	if again := apply(true); again.Cases != 0 || len(again.Moved) != 0 {
		t.Errorf("a second time it moved %+v", again)
	}
	same(t, "the tables after a second time", o.dump(), stored)
	for _, p := range o.send() {
		if p.Message.Key == "push.shifted.mail" {
			wants(t, p.Message.Text(), "It was Friday, November 7, 2025; it is Friday, November 14, 2025 now.", "the district has a new version of the program's rules.")
		}
	}
}

// A version that this parbot refuses, as an older one did not, keeps its cases
// from being planned until they are counted by the file of today.
func TestApplyMendsAVersionThatIsRefused(t *testing.T) {
	t.Parallel()
	o, sam := drafted(t)
	o.exec(`UPDATE programs SET source = 'key: [' WHERE key = 'walk'`)
	o.desk = demo.Desk(t, o.desk.Store)
	o.contract(another)
	if _, err := o.desk.Case(t.Context(), o.as("Nia", ""), sam); err == nil || !strings.Contains(err.Error(), "parbot program apply") {
		t.Errorf("the case is read: %v", err)
	}
	applied, err := o.desk.ApplyProgram(t.Context(), casework.Act{District: casework.HomeDistrict, Now: o.now}, "walk", true)
	if err != nil || applied.Cases != 1 || applied.Begun == 0 {
		t.Fatalf("%+v %v", applied, err)
	}
	same(t, "the date", o.rows(handIn), "open 2025-11-14")
	o.ok(o.desk.Case(t.Context(), o.as("Nia", ""), sam))
	o.unchanged()
}

// There is nothing to apply of a program that nobody has.
func TestApplyNoProgram(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	_, err := o.desk.ApplyProgram(t.Context(), casework.Act{District: casework.HomeDistrict, Now: o.now}, "toledo", true)
	if fault.KindOf(err) != fault.Absent || fault.TextOf(err) != `There is no program "toledo". Run: parbot program list` {
		t.Errorf("%v: %q", err, fault.TextOf(err))
	}
}

// year is the school year of the demo with some days without school.
func year(closed ...schoolday.Closed) schoolday.Calendar {
	return schoolday.New(zone, closed, schoolday.Year{Start: on("2025-08-18"), End: on("2026-06-12"), Second: on("2026-01-12")})
}

// A snow day: the office imports the calendar with one day more. The date of
// what is counted in school days moves by that day; whoever owes it reads from
// which day to which, and why, in the calendar's words; nothing else moves.
func TestSnowDay(t *testing.T) {
	t.Parallel()
	o, _ := drafted(t)
	if first := o.calendar("", year(schoolday.Closed{Day: on("2025-11-11"), Why: "Veterans Day"}), true); len(first.Moved) != 0 {
		t.Errorf("the first calendar moves %+v", first.Moved)
	}
	o.sendAll()
	snow := year(schoolday.Closed{Day: on("2025-11-11"), Why: "Veterans Day"}, schoolday.Closed{Day: on("2025-11-05"), Why: "Snow day"})
	before := o.dump()
	if dry := o.calendar("", snow, false); len(dry.Moved) != 1 || dry.Cases != 2 {
		t.Errorf("it would move %+v", dry)
	}
	same(t, "the tables after a dry run", o.dump(), before)
	o.calendar("", snow, true)
	same(t, "the date", o.rows(handIn), "open 2025-11-10")
	same(t, "why", o.rows(`SELECT concat_ws(' ', deadline LIKE 'hand-in/%', was, now, why, closed) FROM case_shifts`), "t 2025-11-07 2025-11-10 calendar Snow day")
	o.unchanged()
	letters := 0
	for _, p := range o.send() {
		if p.Message.Key == "push.shifted.mail" {
			letters++
			wants(t, p.Message.Text(), "Hello Nia,", "It was Friday, November 7, 2025; it is Monday, November 10, 2025 now.", "a new day without school: Snow day.")
		}
	}
	if letters != 1 {
		t.Errorf("%d letters", letters)
	}
	stored := o.dump()
	o.calendar("", snow, true)
	same(t, "the tables after a second time", o.dump(), stored)
	o.calendar("", year(), true) // both open again
	same(t, "why now", o.rows(`SELECT concat_ws(' ', was, now, closed) FROM case_shifts ORDER BY nth`), "2025-11-07 2025-11-10 Snow day\n2025-11-10 2025-11-07 ")
	o.unchanged()
}
