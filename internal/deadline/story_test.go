package deadline_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // so that the zones are there on any machine

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// The people of the demo district.
var (
	maria = casefile.Person{ID: "maria", Name: "Maria Ortiz"}
	carl  = casefile.Person{ID: "carl", Name: "Carl Tran"}
	nia   = casefile.Person{ID: "nia", Name: "Nia Cole"}
	ada   = casefile.Person{ID: "ada", Name: "Ada Park"}
	dora  = casefile.Person{ID: "dora", Name: "Dora Lee"}
	sam   = casefile.Person{ID: "sam", Name: "Sam Ortiz"}
)

// shipped reads the programs once; they never change.
var shipped = sync.OnceValues(program.Embedded)

func clovis(tb testing.TB) (*program.Program, schoolday.Calendar) {
	tb.Helper()
	all, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	p := all["clovis"]
	return p, program.SampleCalendar(p)
}

// rules loads the program of testdata/rules.yaml, in which each deadline shows
// one kind of date, with the sample calendar of Clovis in a zone.
func rules(tb testing.TB, zone string) (*program.Program, schoolday.Calendar) {
	tb.Helper()
	data, err := os.ReadFile("testdata/rules.yaml")
	if err != nil {
		tb.Fatal(err)
	}
	p, problems := program.Load("rules.yaml", []byte(strings.Replace(string(data), "America/Los_Angeles", zone, 1)))
	for _, problem := range problems {
		tb.Logf("%v", problem)
	}
	if p == nil {
		tb.Fatal("testdata/rules.yaml does not load")
	}
	_, cal := clovis(tb)
	return p, schoolday.New(p.Zone, cal.ClosedDays(), cal.Years[0])
}

func day(tb testing.TB, s string) schoolday.Day {
	tb.Helper()
	d, err := schoolday.Parse(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// story builds a case step by step; times are "2025-08-27 09:00" in the district.
type story struct {
	testing.TB
	p   *program.Program
	cal schoolday.Calendar
	c   casefile.Case
	n   int
}

// newStory is a case of Clovis, enrolled and paired on the same morning.
func newStory(tb testing.TB) *story {
	tb.Helper()
	p, cal := clovis(tb)
	const opened = "2025-08-27 09:00"
	s := bare(tb, p, cal, opened)
	s.record("enrolment", dora.ID, opened, "", "filed", "enrolled")
	s.record("pairing", dora.ID, opened, "", "filed")
	return s
}

// bare is a case with its people and without a record.
func bare(tb testing.TB, p *program.Program, cal schoolday.Calendar, opened string) *story {
	tb.Helper()
	s := &story{TB: tb, p: p, cal: cal}
	at := s.at(opened)
	s.c = casefile.Case{ID: "case", Program: p.Key, Track: "par", Opened: schoolday.Of(at), OpenedAt: at, Parties: []casefile.Party{
		{Person: maria, Role: program.Teacher, From: at},
		{Person: carl, Role: program.Consultant, From: at},
		{Person: ada, Role: program.Administrator, From: at},
		{Person: dora, Role: program.Coordinator, Office: true},
	}}
	return s
}

func (s *story) at(text string) time.Time {
	s.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", text, s.cal.Zone)
	if err != nil {
		s.Fatal(err)
	}
	return t
}

// record adds a record that enters states at a time; it returns its id.
func (s *story) record(form string, by casefile.ID, at string, on casefile.ID, states ...casefile.State) casefile.ID {
	s.n++
	id := casefile.ID(fmt.Sprintf("r%d", s.n))
	when := s.at(at)
	r := casefile.Record{ID: id, Form: form, Author: by, Day: schoolday.Of(when), At: when, On: on}
	for _, state := range states {
		r.Steps = append(r.Steps, casefile.Step{State: state, Day: r.Day, At: when, By: by})
	}
	s.c.Records = append(s.c.Records, r)
	return id
}

// enter makes a record enter states at a time.
func (s *story) enter(id casefile.ID, by casefile.ID, at string, states ...casefile.State) {
	when := s.at(at)
	r := s.c.Record(id)
	for _, state := range states {
		r.Steps = append(r.Steps, casefile.Step{State: state, Day: schoolday.Of(when), At: when, By: by})
	}
}

// sign is the teacher's signature under a record, or that it was declined.
func (s *story) sign(id casefile.ID, at string, declined bool) {
	when := s.at(at)
	r := s.c.Record(id)
	r.Signed = append(r.Signed, casefile.Signature{Person: maria.ID, Meaning: "receipt", Day: schoolday.Of(when), At: when, Declined: declined})
	if declined {
		s.enter(id, maria.ID, at, casefile.Declined, casefile.Answered)
		return
	}
	s.enter(id, maria.ID, at, casefile.Signed, casefile.Answered, casefile.Filed)
}

// withdraw takes a record back.
func (s *story) withdraw(id casefile.ID, at string) { s.c.Record(id).Withdrawn = s.at(at) }

// held adds a meeting recorded as held at a time, made by its log.
func (s *story) held(kind, at string) casefile.ID {
	id := s.meeting(kind, at, at)
	m := s.c.Meeting(id)
	m.State, m.End = casefile.Held, m.Start
	m.Steps = []casefile.Step{{State: casefile.Held, Day: schoolday.Of(m.Start), At: m.Start, By: carl.ID}}
	return id
}

// meeting plans a meeting of 45 minutes at a time; everybody attends whom its
// kind names, and the consultant has called it.
func (s *story) meeting(kind, at, start string) casefile.ID {
	s.n++
	id := casefile.ID(fmt.Sprintf("m%d", s.n))
	when, begins := s.at(at), s.at(start)
	m := casefile.Meeting{
		ID: id, Kind: kind, State: casefile.Planned, Start: begins, End: begins.Add(45 * time.Minute), Convener: carl.ID,
		Steps: []casefile.Step{{State: casefile.Planned, Day: schoolday.Of(when), At: when, By: carl.ID}},
	}
	if of := s.p.In(s.c.Track).Meeting(kind); of != nil {
		for _, role := range of.Attendees {
			for _, p := range s.c.Holders(role, when) {
				m.Attendees = append(m.Attendees, casefile.Attendee{Person: p, Role: role})
			}
		}
	}
	s.c.Meetings = append(s.c.Meetings, m)
	return id
}

// settle brings a meeting into a state at a time.
func (s *story) settle(id casefile.ID, at string, state casefile.State) {
	m := s.c.Meeting(id)
	m.State = state
	if state == casefile.Cancelled {
		m.Sequence++
	}
	m.Steps = append(m.Steps, casefile.Step{State: state, Day: schoolday.Of(s.at(at)), At: s.at(at), By: carl.ID})
}

// move gives a meeting another time.
func (s *story) move(id casefile.ID, at, start string) {
	m := s.c.Meeting(id)
	m.Start = s.at(start)
	m.End = m.Start.Add(45 * time.Minute)
	m.Sequence++
	m.Moves++
	m.Steps = append(m.Steps, casefile.Step{State: casefile.Moved, Day: schoolday.Of(s.at(at)), At: s.at(at), By: carl.ID})
}

// answer is what somebody says to an invitation.
func (s *story) answer(id casefile.ID, who casefile.ID, at, answer string) {
	for i := range s.c.Meeting(id).Attendees {
		if a := &s.c.Meeting(id).Attendees[i]; a.Person.ID == who {
			a.Answer, a.Answered = answer, s.at(at)
		}
	}
}

// met adds a weekly meeting with both of its logs.
func (s *story) met(at string) {
	m := s.held("weekly-meeting", at)
	s.record("log", carl.ID, at, m, "filed")
	s.record("teacher-log", maria.ID, at, m, "filed")
}

// hand gives a role to somebody else at a time; who held it before loses it.
func (s *story) hand(role program.Role, to casefile.Person, at string) {
	s.leave(role, at)
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: to, Role: role, From: s.at(at)})
}

// leave ends the time of whoever holds a role.
func (s *story) leave(role program.Role, at string) {
	for i := range s.c.Parties {
		if p := &s.c.Parties[i]; p.Role == role && p.To.IsZero() {
			p.To = s.at(at)
		}
	}
}

func (s *story) close(at string) {
	s.c.Closed, s.c.ClosedAt = schoolday.Of(s.at(at)), s.at(at)
}

func (s *story) plan(now string) deadline.Plan { return deadline.Make(s.p, &s.c, s.cal, s.at(now)) }

// all returns the deadlines of a rule, in the order of the plan.
func (s *story) all(now, rule string) []deadline.Deadline {
	return slices.DeleteFunc(s.plan(now).Deadlines, func(d deadline.Deadline) bool { return d.Rule != rule })
}

// find returns the one deadline of a rule that is open or over.
func (s *story) find(now, rule string) deadline.Deadline {
	s.Helper()
	for _, d := range s.all(now, rule) {
		if d.State == deadline.Open || d.State == deadline.Over {
			return d
		}
	}
	s.Fatalf("no open %q at %s", rule, now)
	return deadline.Deadline{}
}

// said are the notices of a rule in a plan, each as "carl due -3 2025-10-14 08:00".
func (s *story) said(now, rule string) []string {
	var lines []string
	for _, n := range s.plan(now).Notices {
		if n.Rule == rule {
			lines = append(lines, fmt.Sprintf("%s %s %s %s", n.To, n.Topic, n.Step, n.At.In(s.cal.Zone).Format("2006-01-02 15:04")))
		}
	}
	return lines
}

// unlike says in what two plans differ, or "". Of the course what is asked of
// it counts, not what the calendar may bring meanwhile.
func unlike(a, b deadline.Plan) string {
	return cmp.Diff(a, b, cmpopts.IgnoreUnexported(casefile.Course{}), cmpopts.IgnoreFields(casefile.Course{}, "Facts", "Dated", "Next"))
}

// wants compares lines with a block of text, a line each.
func wants(tb testing.TB, got []string, want string) {
	tb.Helper()
	var lines []string
	for line := range strings.Lines(want) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if !slices.Equal(lines, got) {
		tb.Errorf("-want +got\n%s", cmp.Diff(lines, got))
	}
}
