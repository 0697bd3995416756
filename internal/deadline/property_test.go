package deadline_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// generated is a case file as chance writes it: any form in any of its states,
// any meeting in any state, people who come and go, at any minutes of a year.
func generated(t *rapid.T, s *story) {
	from := s.c.OpenedAt
	moment := rapid.Custom(func(t *rapid.T) time.Time {
		return from.Add(time.Duration(rapid.IntRange(0, 290*24*60).Draw(t, "minute")) * time.Minute)
	})
	scope := s.p.In(s.c.Track)
	people := []casefile.Person{maria, carl, ada, dora, nia}
	for range rapid.IntRange(0, 25).Draw(t, "records") {
		form := rapid.SampledFrom(scope.Forms).Draw(t, "form")
		generatedRecord(t, s, form, rapid.SampledFrom(people).Draw(t, "author").ID, moment.Draw(t, "at"))
	}
	for range rapid.IntRange(0, 12).Draw(t, "meetings") {
		kind := rapid.SampledFrom(scope.Meetings).Draw(t, "kind")
		generatedMeeting(t, s, kind, moment.Draw(t, "planned"), moment.Draw(t, "start"))
	}
	if rapid.Bool().Draw(t, "reassigned") {
		at := moment.Draw(t, "handed over")
		s.c.Parties[1].To = at
		s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Consultant, From: at.Add(
			time.Duration(rapid.SampledFrom([]int{0, 0, 5000}).Draw(t, "gap")) * time.Minute)})
	}
	if rapid.IntRange(0, 5).Draw(t, "closes") == 0 {
		s.c.ClosedAt = moment.Draw(t, "closed")
		s.c.Closed = schoolday.Of(s.c.ClosedAt.In(s.cal.Zone))
	}
}

func generatedRecord(t *rapid.T, s *story, form *program.Form, by casefile.ID, at time.Time) {
	s.n++
	r := casefile.Record{ID: casefile.ID(fmt.Sprintf("r%d", s.n)), Form: form.Key, Author: by, At: at, Day: schoolday.Of(at.In(s.cal.Zone))}
	if len(s.c.Records) > 0 && len(form.Attaches) > 0 {
		r.On = rapid.SampledFrom(s.c.Records).Draw(t, "on").ID
	}
	if len(s.c.Meetings) > 0 && rapid.Bool().Draw(t, "attached to a meeting") {
		r.On = rapid.SampledFrom(s.c.Meetings).Draw(t, "on").ID
	}
	states := []casefile.State{casefile.Discussed, casefile.Issued, casefile.Signed, casefile.Answered, casefile.Filed, "enrolled"}
	for _, state := range states {
		if rapid.Bool().Draw(t, string(state)) {
			at = at.Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "later")) * time.Minute)
			r.Steps = append(r.Steps, casefile.Step{State: state, Day: schoolday.Of(at.In(s.cal.Zone)), At: at, By: by})
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "withdrawn") == 0 {
		r.Withdrawn = at.Add(time.Minute)
	}
	s.c.Records = append(s.c.Records, r)
}

func generatedMeeting(t *rapid.T, s *story, kind *program.Meeting, planned, start time.Time) {
	s.n++
	m := casefile.Meeting{
		ID: casefile.ID(fmt.Sprintf("m%d", s.n)), Kind: kind.Key, Start: start, End: start.Add(45 * time.Minute), Convener: carl.ID,
		State:    rapid.SampledFrom([]casefile.State{casefile.Planned, casefile.Held, casefile.Missed, casefile.Cancelled}).Draw(t, "state"),
		Steps:    []casefile.Step{{State: casefile.Planned, Day: schoolday.Of(planned.In(s.cal.Zone)), At: planned}},
		Sequence: rapid.IntRange(0, 3).Draw(t, "sequence"),
	}
	if m.State != casefile.Planned {
		m.Steps = append(m.Steps, casefile.Step{State: m.State, Day: schoolday.Of(start.In(s.cal.Zone)), At: start.Add(time.Hour)})
	}
	for _, p := range s.c.Parties {
		answer := rapid.SampledFrom([]string{"", "yes", "no", "other"}).Draw(t, "answer")
		m.Attendees = append(m.Attendees, casefile.Attendee{Person: p.Person, Role: p.Role, Answer: answer, Answered: planned})
	}
	s.c.Meetings = append(s.c.Meetings, m)
}

// check plans generated case files of Clovis and of testdata/rules.yaml.
func check(t *testing.T, holds func(t *rapid.T, s *story, now time.Time)) {
	t.Helper()
	p, cal := clovis(t)
	q, qcal := rules(t, "America/New_York")
	rapid.Check(t, func(rt *rapid.T) {
		s := bare(t, p, cal, "2025-08-27 09:00")
		start := "pairing"
		if rapid.Bool().Draw(rt, "every kind of date") {
			s, start = bare(t, q, qcal, "2025-08-27 09:00"), "begin"
		}
		s.record(start, dora.ID, "2025-08-27 09:00", "", "filed")
		generated(rt, s)
		now := s.c.OpenedAt.Add(time.Duration(rapid.IntRange(0, 310*24*60).Draw(rt, "now")) * time.Minute)
		holds(rt, s, now)
	})
}

// The same input gives the same plan, whatever was planned before.
func TestSameInputSamePlan(t *testing.T) {
	check(t, func(t *rapid.T, s *story, now time.Time) {
		before := s.c
		before.Records, before.Meetings = slices.Clone(s.c.Records), slices.Clone(s.c.Meetings)
		p := deadline.Make(s.p, &s.c, s.cal, now)
		deadline.Make(s.p, &s.c, s.cal, now.AddDate(0, 1, 0))
		if diff := unlike(p, deadline.Make(s.p, &s.c, s.cal, now)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(before, s.c); diff != "" {
			t.Fatalf("planning changed the file\n%s", diff)
		}
	})
}

// Keys are unique, of deadlines and of notices (invariant 4).
func TestKeysAreUnique(t *testing.T) {
	check(t, func(t *rapid.T, s *story, now time.Time) {
		p, seen := deadline.Make(s.p, &s.c, s.cal, now), map[string]bool{}
		for _, d := range p.Deadlines {
			if seen[d.Key] {
				t.Fatalf("two deadlines are %s", d.Key)
			}
			seen[d.Key] = true
		}
		clear(seen)
		for _, n := range p.Notices {
			if seen[n.Key] {
				t.Fatalf("two notices are %s", n.Key)
			}
			seen[n.Key] = true
		}
	})
}

// No reminder of a met, ended or closed duty; none before it began; one message
// about a deadline to one person at one moment; nothing is late before its day.
func TestNoticesFitTheirDeadlines(t *testing.T) {
	check(t, func(t *rapid.T, s *story, now time.Time) {
		p, byKey, at := deadline.Make(s.p, &s.c, s.cal, now), map[string]deadline.Deadline{}, map[string]bool{}
		for _, d := range p.Deadlines {
			byKey[d.Key] = d
		}
		for _, n := range p.Notices {
			d, ok := byKey[n.Deadline]
			if n.Deadline == "" {
				continue
			}
			day := schoolday.Of(n.At.In(s.cal.Zone))
			if !ok || d.State != deadline.Open {
				t.Fatalf("%s is about a deadline that is %q", n.Key, d.State)
			}
			if late := n.Topic == deadline.TopicLate || n.Topic == deadline.TopicOpen; late != (day > d.Due) {
				t.Fatalf("%s: %s on %s, due %s", n.Key, n.Topic, day, d.Due)
			}
			if owes := slices.Contains(d.Owners, n.To); owes == (n.Topic == deadline.TopicLate) {
				t.Fatalf("%s: %s to %s, owed by %v", n.Key, n.Topic, n.To, d.Owners)
			}
			if d.Right && (n.Topic == deadline.TopicDue || n.Topic == deadline.TopicOpen) {
				t.Fatalf("%s calls a right due", n.Key)
			}
			moment := n.Deadline + string(n.To) + n.At.String()
			if n.Kind != deadline.Formal && at[moment] {
				t.Fatalf("%s is said twice at %s", n.Deadline, n.At)
			}
			at[moment] = at[moment] || n.Kind != deadline.Formal
		}
	})
}

// Nobody is told who may not know: by access, at the moment the notice leaves.
func TestOnlyThoseWhoMayKnow(t *testing.T) {
	check(t, func(t *rapid.T, s *story, now time.Time) {
		for _, n := range deadline.Make(s.p, &s.c, s.cal, now).Notices {
			if n.Topic == deadline.TopicCanceled {
				continue // takes an invitation back, also from one who has left
			}
			at := now
			if n.At.After(at) {
				at = n.At
			}
			still := slices.ContainsFunc(s.c.Parties, func(p casefile.Party) bool { return p.Person.ID == n.To && p.Holding(at) })
			if still && access.At(s.p, &s.c, s.cal, at).Knows(n.To).Level < program.Dates {
				t.Fatalf("%s tells %s, who may not know", n.Key, n.To)
			}
			if len(s.c.RolesOf(n.To, now)) == 0 {
				t.Fatalf("%s tells %s, who has no part in the case", n.Key, n.To)
			}
		}
	})
}

// Dates lie on the right side of their rule.
func TestDatesFitTheirRules(t *testing.T) {
	check(t, func(t *rapid.T, s *story, now time.Time) {
		for _, d := range deadline.Make(s.p, &s.c, s.cal, now).Deadlines {
			rule := s.p.In(s.c.Track).Deadline(d.Rule)
			if d.Due == schoolday.None {
				continue
			}
			w := d.Working
			switch {
			case rule.Roll == schoolday.Forward && (w.Due < w.Raw || !s.cal.IsSchoolDay(d.Due)),
				rule.Roll == schoolday.Back && (w.Due > w.Raw && s.cal.Last(w.Raw) >= w.From || !s.cal.IsSchoolDay(d.Due)),
				rule.Roll == schoolday.Stay && w.Due != w.Raw:
				t.Fatalf("%s: %+v", d.Key, w)
			}
			if len(rule.Window) == 0 && (rule.Due == nil || len(rule.Due.Before) == 0) && d.Due < d.Start {
				t.Fatalf("%s ends on %s, before it starts on %s", d.Key, d.Due, d.Start)
			}
			if d.Opens > d.Due && (rule.Due == nil || len(rule.Due.Before) == 0) {
				t.Fatalf("%s opens on %s and ends on %s", d.Key, d.Opens, d.Due)
			}
			if d.State == deadline.Met && d.MetOn == schoolday.None {
				t.Fatalf("%s is met on no day", d.Key)
			}
		}
	})
}

// The plan changes only at Again, whatever the file.
func TestAgainOfAnyFile(t *testing.T) {
	check(t, func(t *rapid.T, s *story, now time.Time) {
		// A file holds nothing of the future but what is planned.
		s.c.Records = slices.DeleteFunc(s.c.Records, func(r casefile.Record) bool {
			return slices.ContainsFunc(r.Steps, func(step casefile.Step) bool { return step.At.After(now) })
		})
		s.c.Meetings = slices.DeleteFunc(s.c.Meetings, func(m casefile.Meeting) bool {
			return slices.ContainsFunc(m.Steps, func(step casefile.Step) bool { return step.At.After(now) })
		})
		if s.c.ClosedAt.After(now) {
			s.c.Closed, s.c.ClosedAt = schoolday.None, time.Time{}
		}
		steady(t, s, deadline.Make(s.p, &s.c, s.cal, now), now)
	})
}
