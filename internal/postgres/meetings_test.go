package postgres_test

import (
	"context"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
	"parbot/internal/program"
)

// aMeeting is a planned triad with its three attendees.
func (d *district) aMeeting(n int) casefile.Meeting {
	return casefile.Meeting{
		ID: id(n), Kind: "initial-triad", UID: string(id(n)) + "@parbot.example", State: casefile.Planned,
		Start: at("2025-10-15 22:00"), End: at("2025-10-15 22:45"), Zone: "America/Los_Angeles", Place: "Room 12", Convener: d.people["Carl"].ID,
		Attendees: []casefile.Attendee{
			{Person: d.people["Maria"], Role: program.Teacher},
			{Person: d.people["Carl"], Role: program.Consultant, Answer: "yes", Answered: at("2025-10-08 09:05")},
			{Person: d.people["Ada"], Role: program.Administrator},
		},
		Steps: []casefile.Step{{State: casefile.Planned, Day: on("2025-10-08"), At: at("2025-10-08 09:00"), By: d.people["Carl"].ID}},
	}
}

// A meeting has one life: planned, moved, held. It comes back as it stands, its
// steps with all it went through, its attendees as they are now.
func TestMeetingMovesAndIsHeld(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	m := d.aMeeting(2)
	steps := []struct {
		name   string
		change func()
	}{
		{"planned", func() {}},
		{"saved again as it is", func() {}},
		{"moved", func() {
			m.Start, m.End, m.Place, m.Sequence, m.Moves = at("2025-10-16 22:00"), at("2025-10-16 23:00"), "Room 14", 1, 1
			m.Steps = append(m.Steps, casefile.Step{State: casefile.Moved, Day: on("2025-10-09"), At: at("2025-10-09 09:00"), By: d.people["Ada"].ID})
		}},
		{"another comes in her place, and sits first", func() {
			m.Attendees = append([]casefile.Attendee{{Person: d.people["Nia"], Role: "observer"}}, m.Attendees[:2]...)
		}},
		{"held", func() {
			m.State = casefile.Held
			for i := range m.Attendees {
				m.Attendees[i].Present = i > 0
			}
			m.Steps = append(m.Steps, casefile.Step{State: casefile.Held, Day: on("2025-10-16"), At: at("2025-10-16 23:00"), By: d.people["Carl"].ID})
		}},
		{"nobody is left", func() { m.Attendees = nil }},
	}
	for _, s := range steps {
		s.change()
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveMeeting(ctx, of, m) })
		want := d.paired(1)
		want.Meetings = []casefile.Meeting{m}
		got := d.load(of)
		got.Parties = want.Parties
		if diff := sameCase(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", s.name, diff)
		}
	}
}

// What a meeting went through is never rewritten by saving it.
func TestMeetingKeepsItsSteps(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	m := d.aMeeting(2)
	save := func() {
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveMeeting(ctx, of, m) })
	}
	save()
	first := m.Steps[0]
	m.Steps = []casefile.Step{{State: casefile.Missed, Day: on("2025-12-01"), At: at("2025-12-01 09:00")}}
	save()
	if got := d.load(of).Meetings[0].Steps; len(got) != 1 || got[0].State != first.State || !got[0].At.Equal(first.At) {
		t.Errorf("its steps are %v", got)
	}
}

// Two meetings of a case do not mix; each is known by its one UID.
func TestMeetingsDoNotMix(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	one, two := d.aMeeting(2), d.aMeeting(3)
	two.Attendees, two.Kind = two.Attendees[:1], "final-triad"
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, m := range []casefile.Meeting{two, one} {
			if err := tx.SaveMeeting(ctx, of, m); err != nil {
				return err
			}
		}
		got, err := tx.CaseOfMeeting(ctx, id(3))
		if got != of {
			t.Errorf("the meeting is of case %s", got)
		}
		return err
	})
	want := d.paired(1)
	want.Meetings = []casefile.Meeting{one, two}
	got := d.load(of)
	got.Parties = want.Parties
	if diff := sameCase(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	three := d.aMeeting(4)
	three.UID = one.UID
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveMeeting(ctx, of, three) }); code(err) != uniqueViolation {
		t.Errorf("a second meeting of the same UID: %v", err)
	}
}

// The database holds what a meeting cannot be.
func TestMeetingRefuses(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	tests := []struct {
		name   string
		change func(*casefile.Meeting)
		code   string
	}{
		{"ends before it begins", func(m *casefile.Meeting) { m.End = m.Start.Add(-1e9) }, checkViolation},
		{"planned for no time", func(m *casefile.Meeting) { *m = casefile.Meeting{ID: m.ID, State: casefile.Planned, UID: "u"} }, checkViolation},
		{"a state that is none", func(m *casefile.Meeting) { m.State = "moved" }, checkViolation},
		{"an answer that is none", func(m *casefile.Meeting) { m.Attendees[0].Answer = "perhaps" }, checkViolation},
		{"an attendee who is nobody", func(m *casefile.Meeting) { m.Attendees[0].Person.ID = id(99) }, foreignViolation},
	}
	for _, tt := range tests {
		m := d.aMeeting(2)
		tt.change(&m)
		if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveMeeting(ctx, of, m) }); code(err) != tt.code {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := d.load(of).Meetings; len(got) != 0 {
			t.Errorf("%s: stored %v", tt.name, got)
		}
	}
}

func TestSetAnswer(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	m := d.aMeeting(2)
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveMeeting(ctx, of, m) })
	for i, answer := range []string{"no", "other", "yes"} {
		m.Attendees[0].Answer, m.Attendees[0].Answered = answer, at("2025-10-09 09:00").AddDate(0, 0, i)
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			if err := tx.SetAnswer(ctx, m.ID, d.people["Sam"].ID, "no", at("2025-10-09 09:00")); err != nil {
				return err // he was not asked, and nothing happens
			}
			return tx.SetAnswer(ctx, m.ID, d.people["Maria"].ID, answer, m.Attendees[0].Answered)
		})
		want := d.paired(1)
		want.Meetings = []casefile.Meeting{m}
		got := d.load(of)
		got.Parties = want.Parties
		if diff := sameCase(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", answer, diff)
		}
	}
}
