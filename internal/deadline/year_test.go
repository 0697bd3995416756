package deadline_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// The people of the demo district, by role.
var (
	maria = casefile.Person{ID: "maria", Name: "Maria Ortiz"}
	carl  = casefile.Person{ID: "carl", Name: "Carl Tran"}
	ada   = casefile.Person{ID: "ada", Name: "Ada Park"}
	dora  = casefile.Person{ID: "dora", Name: "Dora Lee"}
)

func clovis(t testing.TB) (*program.Program, schoolday.Calendar) {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p := all["clovis"]
	return p, program.SampleCalendar(p)
}

func day(t testing.TB, s string) schoolday.Day {
	t.Helper()
	d, err := schoolday.Parse(s)
	if err != nil {
		t.Fatal(err)
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

func newStory(t testing.TB, opened string) *story {
	t.Helper()
	p, cal := clovis(t)
	s := &story{TB: t, p: p, cal: cal}
	at := s.at(opened)
	s.c = casefile.Case{ID: "case", Program: p.Key, Track: "par", Opened: schoolday.Of(at), OpenedAt: at}
	for role, who := range map[program.Role]casefile.Person{program.Teacher: maria, program.Consultant: carl, program.Administrator: ada} {
		s.c.Parties = append(s.c.Parties, casefile.Party{Person: who, Role: role, From: at})
	}
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: dora, Role: program.Coordinator, Office: true})
	s.record("enrolment", "", opened, "", "filed", "enrolled")
	s.record("pairing", "", opened, "", "filed")
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

// held adds a meeting recorded as held at a time, made by its log.
func (s *story) held(kind, at string) casefile.ID {
	s.n++
	id := casefile.ID(fmt.Sprintf("m%d", s.n))
	when := s.at(at)
	s.c.Meetings = append(s.c.Meetings, casefile.Meeting{
		ID: id, Kind: kind, State: casefile.Held, Start: when, End: when,
		Attendees: []casefile.Attendee{{Person: maria, Role: program.Teacher}, {Person: carl, Role: program.Consultant}},
		Steps:     []casefile.Step{{State: casefile.Held, Day: schoolday.Of(when), At: when, By: carl.ID}},
	})
	return id
}

// met adds a weekly meeting with both of its logs.
func (s *story) met(at string) {
	m := s.held("weekly-meeting", at)
	s.record("log", carl.ID, at, m, "filed")
	s.record("teacher-log", maria.ID, at, m, "filed")
}

func (s *story) plan(now string) deadline.Plan { return deadline.Make(s.p, &s.c, s.cal, s.at(now)) }

func (s *story) find(now, rule string) deadline.Deadline {
	s.Helper()
	for _, d := range s.plan(now).Deadlines {
		if d.Rule == rule && (d.State == deadline.Open || d.State == deadline.Over) {
			return d
		}
	}
	s.Fatalf("no open %q at %s", rule, now)
	return deadline.Deadline{}
}

// The worked dates of DOMAIN 5.2 that concern a whole case.
func TestWorkedDates(t *testing.T) {
	t.Run("C1 first contact, 14 days", func(t *testing.T) {
		s := newStory(t, "2025-08-27 09:00")
		if got := s.find("2025-08-27 10:00", "contact-teacher").Due.String(); got != "2025-09-10" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("W1 conference, 42 days, rolling", func(t *testing.T) {
		s := newStory(t, "2025-08-27 09:00")
		s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
		if got := s.find("2025-10-07 10:00", "confer").Due.String(); got != "2025-11-17" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("W2 due in a break, reminded before it", func(t *testing.T) {
		s := newStory(t, "2025-08-27 09:00")
		s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
		s.record("report", carl.ID, "2025-11-17 15:00", "", "discussed")
		d := s.find("2025-11-18 10:00", "confer")
		if d.Due.String() != "2025-12-29" {
			t.Errorf("due %s", d.Due)
		}
		for _, n := range s.plan("2025-11-18 10:00").Notices {
			if n.Deadline == d.Key && n.Step == "0" && n.To == carl.ID {
				if got := schoolday.Of(n.At.In(s.cal.Zone)).String(); got != "2025-12-19" {
					t.Errorf("reminded on %s", got)
				}
				return
			}
		}
		t.Error("no reminder")
	})
	t.Run("R1 R2 R3 written response, ten days rolled forward", func(t *testing.T) {
		for signed, last := range map[string]string{"2025-10-06": "2025-10-16", "2025-11-20": "2025-12-01", "2025-12-12": "2026-01-05"} {
			s := newStory(t, "2025-08-27 09:00")
			s.record("report", carl.ID, signed+" 10:00", "", "discussed", "signed", "answered", "filed")
			if got := s.find(signed+" 11:00", "respond").Due.String(); got != last {
				t.Errorf("signed %s: last day %s, want %s", signed, got, last)
			}
		}
	})
	t.Run("K1 a week without a school day owes nothing", func(t *testing.T) {
		s := newStory(t, "2025-08-27 09:00")
		s.record("contact", carl.ID, "2025-09-01 10:00", "", "filed")
		for _, d := range s.plan("2025-11-27 10:00").Deadlines {
			if d.Rule == "meet-weekly" && d.Due == day(t, "2025-11-30") {
				t.Errorf("owed: %s", d.Key)
			}
		}
	})
}

// The year of the handbook, walked an hour at a time: every message on its day,
// in the order it leaves, none twice, over both nights on which the clock changes.
func TestYear(t *testing.T) {
	s := newStory(t, "2025-08-27 09:00")
	events := map[string]func(){
		"2025-09-02 10:00": func() { s.record("contact", carl.ID, "2025-09-02 10:00", "", "filed") },
		"2025-10-06 15:00": func() {
			id := s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
			s.sign(id, "2025-10-07 09:00")
		},
		"2025-11-17 15:00": func() { s.record("report", carl.ID, "2025-11-17 15:00", "", "discussed") },
		"2025-11-20 14:10": func() { s.sign(s.c.Records[len(s.c.Records)-1].ID, "2025-11-20 14:10") },
	}
	var out strings.Builder
	sent := map[string]bool{}
	for now := s.at("2025-08-27 09:00"); now.Before(s.at("2026-03-20 00:00")); now = now.Add(time.Hour) {
		local := now.In(s.cal.Zone)
		if e, ok := events[local.Format("2006-01-02 15:00")]; ok {
			e()
		}
		if local.Weekday() == time.Tuesday && local.Hour() == 16 && s.cal.IsSchoolDay(schoolday.Of(local)) && local.Month() != time.October {
			s.met(local.Format("2006-01-02 15:04"))
		}
		plan := deadline.Make(s.p, &s.c, s.cal, now)
		if !plan.Again.IsZero() && !plan.Again.After(now) {
			t.Fatalf("at %s the next plan is in the past: %s", now, plan.Again)
		}
		for _, n := range plan.Notices {
			if n.At.After(now) || sent[n.Key] || now.Sub(n.At) > 72*time.Hour {
				continue
			}
			sent[n.Key] = true
			fmt.Fprintf(&out, "%s  %-5s  %-8s  %-11s  %-17s  %s\n", n.At.In(s.cal.Zone).Format("Mon 2006-01-02 15:04"), n.To, n.Kind, n.Topic, n.Rule, n.Step)
		}
	}
	golden(t, "testdata/clovis-year.golden", out.String())
}

func (s *story) sign(id casefile.ID, at string) {
	when := s.at(at)
	r := s.c.Record(id)
	r.Signed = append(r.Signed, casefile.Signature{Person: maria.ID, Meaning: "receipt", Day: schoolday.Of(when), At: when})
	for _, state := range []casefile.State{casefile.Signed, casefile.Answered, casefile.Filed} {
		r.Steps = append(r.Steps, casefile.Step{State: state, Day: schoolday.Of(when), At: when, By: maria.ID})
	}
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got; rewrite with -update\n%s", diff)
	}
}

func BenchmarkPlanYear(b *testing.B) {
	s := newStory(b, "2025-08-27 09:00")
	s.record("contact", carl.ID, "2025-09-02 10:00", "", "filed")
	for d := day(b, "2025-09-03"); d < day(b, "2026-06-10"); d = d.Add(7) {
		s.met(d.String() + " 15:00")
	}
	now := s.at("2026-06-10 12:00")
	for b.Loop() {
		deadline.Make(s.p, &s.c, s.cal, now)
	}
}
