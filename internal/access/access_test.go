package access_test

import (
	"slices"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // so that the zone is there on any machine

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// people are the parties of a case of these tests, one or two for each role.
// The second consultant is "second".
var people = []struct {
	id   casefile.ID
	name string
	role program.Role
}{
	{"teacher", "Maria Ortiz", program.Teacher},
	{"consultant", "Carl Tran", program.Consultant},
	{"second", "Nia Cole", program.Consultant},
	{"administrator", "Ada Park", program.Administrator},
	{"coordinator", "Dora Lee", program.Coordinator},
	{"panel", "", program.Panel},
	{"hr", "", program.HR},
	{"representative", "", program.Representative},
	{"superintendent", "", program.Superintendent},
	{"chair", "", program.Chair},
	{"pair", "", program.Pair},
}

// shipped reads the programs once; they never change.
var shipped = sync.OnceValues(program.Embedded)

func clovis(t testing.TB) (*program.Program, schoolday.Calendar) {
	t.Helper()
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	p := all["clovis"]
	return p, program.SampleCalendar(p)
}

func load(t testing.TB, source string) *program.Program {
	t.Helper()
	p, problems := program.Load("test.yaml", []byte(source))
	if p == nil {
		t.Fatalf("the program of the test: %v", problems)
	}
	return p
}

// file is a case with everybody in it, at a moment.
type file struct {
	testing.TB
	p   *program.Program
	cal schoolday.Calendar
	c   casefile.Case
	now time.Time
}

// newFile is a case of a track on Wednesday 2025-10-08 at noon.
func newFile(t testing.TB, p *program.Program, cal schoolday.Calendar, track string) *file {
	t.Helper()
	f := &file{TB: t, p: p, cal: cal}
	f.now = f.at("2025-10-08 12:00")
	opened := f.at("2025-08-27 09:00")
	f.c = casefile.Case{
		ID: "case", Track: track, School: "Maple High", Number: 12, Opened: schoolday.Of(opened), OpenedAt: opened,
	}
	for _, one := range people {
		f.c.Parties = append(f.c.Parties, casefile.Party{
			Person: casefile.Person{ID: one.id, Name: one.name}, Role: one.role, From: opened,
			Office: one.role == program.Coordinator || one.role == program.Panel || one.role == program.Chair,
		})
	}
	return f
}

func par(t testing.TB) *file {
	t.Helper()
	p, cal := clovis(t)
	return newFile(t, p, cal, "par")
}

func (f *file) at(text string) time.Time {
	f.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", text, f.cal.Zone)
	if err != nil {
		f.Fatal(err)
	}
	return t
}

// record adds a record of October 6 that has entered some states, in a file
// where those before are recorded already.
func (f *file) record(id casefile.ID, form string, by casefile.ID, states ...casefile.State) *casefile.Record {
	f.Helper()
	when := f.at("2025-10-06 16:00")
	r := casefile.Record{
		ID: id, Form: form, Author: by, Day: schoolday.Of(when), At: when,
		Fields: map[string]string{"worked_on": "fractions", "private": "tired", "evidence": "seen", "text": "I disagree", "minutes": "45"},
	}
	for i, state := range states {
		r.Steps = append(r.Steps, casefile.Step{State: state, Day: r.Day, At: when.Add(time.Duration(i) * time.Minute), By: by})
	}
	f.c.Records = append(f.c.Records, r)
	return &f.c.Records[len(f.c.Records)-1]
}

// meeting adds a meeting of a kind with everybody but the absent; it is held, or
// planned when it lies ahead.
func (f *file) meeting(id casefile.ID, kind, start string, absent ...casefile.ID) *casefile.Meeting {
	f.Helper()
	begins := f.at(start)
	m := casefile.Meeting{
		ID: id, Kind: kind, State: casefile.Held, Start: begins, End: begins.Add(45 * time.Minute), Place: "Room 12", Convener: "consultant",
	}
	step := casefile.Step{State: casefile.Held, Day: schoolday.Of(begins), At: m.End, By: "consultant"}
	if begins.After(f.now) {
		m.State = casefile.Planned
		step = casefile.Step{State: casefile.Planned, Day: schoolday.Of(f.c.OpenedAt), At: f.c.OpenedAt, By: "consultant"}
	}
	m.Steps = []casefile.Step{step}
	for _, p := range f.c.Parties {
		m.Attendees = append(m.Attendees, casefile.Attendee{Person: p.Person, Role: p.Role, Answer: "yes", Present: !contains(absent, p.Person.ID)})
	}
	f.c.Meetings = append(f.c.Meetings, m)
	return &f.c.Meetings[len(f.c.Meetings)-1]
}

func contains(ids []casefile.ID, id casefile.ID) bool {
	return slices.Contains(ids, id)
}

// end ends the roles of a person a minute ago.
func (f *file) end(who casefile.ID) {
	for i := range f.c.Parties {
		if f.c.Parties[i].Person.ID == who {
			f.c.Parties[i].To = f.now.Add(-time.Minute)
		}
	}
}

func (f *file) gate() *access.Gate { return access.At(f.p, &f.c, f.cal, f.now) }

// decide is the verdict on a record of the file.
func (f *file) decide(viewer, record casefile.ID) access.Verdict {
	f.Helper()
	r := f.c.Record(record)
	if r == nil {
		f.Fatalf("there is no record %q", record)
	}
	return f.gate().Decide(viewer, r)
}
