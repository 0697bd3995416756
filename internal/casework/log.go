package casework

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// What a log holds (VOICE §2.1).
const (
	MinMinutes = 5
	MaxMinutes = 8 * 60
	MaxText    = 3000 // characters
)

// onceEvery is how close together the same text by the same person is asked
// about instead of stored twice.
const onceEvery = time.Minute

// Log records a weekly meeting, the first contact or a missed meeting. The same
// text by the same person within a minute asks instead (in.Again says that the
// person answered). Errors are those of message: a day to come, a text too
// long, a closed case, no right.
func (d *Desk) Log(ctx context.Context, a Act, in Log) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.open(ctx, in.Case, true)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.mayLog(ctx, f, in); err != nil {
			return message.Message{}, err
		}
		switch in.Kind {
		case "missed":
			return w.logMissed(ctx, f, in)
		case "contact":
			return w.logContact(ctx, f, in)
		}
		return w.logMeeting(ctx, f, in)
	})
}

func (w *work) mayLog(ctx context.Context, f *file, in Log) error {
	today := w.today(f)
	if in.Day > today {
		return message.StillToCome(in.Day, today)
	}
	if n := utf8.RuneCountInString(in.Text); n > MaxText {
		return message.TooLong("log", n, MaxText)
	}
	if in.Kind == "" && (in.Minutes < MinMinutes || in.Minutes > MaxMinutes) {
		return message.TooLongMeeting("log", in.Minutes)
	}
	if err := w.still(f); err != nil {
		return err
	}
	return w.once(ctx, in.Again)
}

// once asks when the person stored the same text within a minute, unless they
// said that they mean it again.
func (w *work) once(ctx context.Context, again bool) error {
	if again || w.act.Text == "" {
		return nil
	}
	twice, err := w.tx.Echo(ctx, w.act.Who.ID, hash(w.act.Text), w.act.Now.Add(-onceEvery), w.act.Request)
	if err != nil {
		return fmt.Errorf("echo: %w", err)
	}
	if twice {
		return asking{message.Again(w.act.Text)}
	}
	return nil
}

// still refuses an act in a case that has closed.
func (w *work) still(f *file) error {
	if f.c.Closed == schoolday.None {
		return nil
	}
	return message.ClosedCase(f.c.Closed, w.today(f), f.p.Called(program.Coordinator))
}

// formFor returns the form that a typed command fills in for the person.
func (w *work) formFor(f *file, command string) (*program.Form, error) {
	for _, form := range f.scope.Forms {
		if form.Command == command && w.gate(f).MayWrite(w.act.Who.ID, form).Level == program.Read {
			return form, nil
		}
	}
	return nil, message.Gone()
}

func (w *work) logMeeting(ctx context.Context, f *file, in Log) (message.Message, error) {
	form, err := w.formFor(f, "log")
	if err != nil {
		return message.Message{}, err
	}
	if err := mayHide(form, in.Private); err != nil {
		return message.Message{}, err
	}
	kind := attachedMeeting(f.scope, form)
	if kind == nil {
		return message.Message{}, message.NoPlan("log")
	}
	meeting, err := w.heldOn(ctx, f, kind, form.Key, in)
	if err != nil {
		return message.Message{}, err
	}
	r := w.filed(form.Key, in.Day, map[string]string{"worked_on": in.Text, "minutes": strconv.Itoa(in.Minutes)})
	r.On = meeting
	if len(in.Standards) > 0 {
		r.Fields["focus"] = strings.Join(in.Standards, ", ")
	}
	if in.Private != "" {
		r.Fields["private"] = in.Private
	}
	if err := w.store(ctx, f, r); err != nil {
		return message.Message{}, err
	}
	return message.Logged(w.view(f), r), nil
}

// mayHide refuses a private part where it would not be private, or is too long.
func mayHide(form *program.Form, private string) error {
	if private != "" && !slices.ContainsFunc(form.Fields, func(f *program.Field) bool { return f.Private }) {
		return message.NoPrivatePart()
	}
	if n := utf8.RuneCountInString(private); n > MaxText {
		return message.TooLong("private note", n, MaxText)
	}
	return nil
}

// store adds a record of which all holds that must, and plans again, leaving a
// trace.
func (w *work) store(ctx context.Context, f *file, r casefile.Record) error {
	if err := w.holds(f, r); err != nil {
		return err
	}
	if err := w.add(ctx, f, r); err != nil {
		return err
	}
	if err := w.audit(ctx, f, r.ID, "wrote "+r.Form); err != nil {
		return err
	}
	_, err := w.plan(ctx, f)
	return err
}

func attachedMeeting(s *program.Scope, form *program.Form) *program.Meeting {
	for _, name := range form.Attaches {
		if m := s.Meeting(name); m != nil {
			return m
		}
	}
	return nil
}

// heldOn returns the meeting of that kind on the day, recorded as held: the one
// planned or already logged by the other side, else a new one. A log without a
// planned meeting makes the meeting (LANGUAGE §1, attaches_to).
func (w *work) heldOn(ctx context.Context, f *file, kind *program.Meeting, form string, in Log) (casefile.ID, error) {
	for i := range f.c.Meetings {
		m := f.c.Meetings[i]
		if m.Kind != kind.Key || !on(f, m, in.Day) || logged(f, m.ID, form) {
			continue
		}
		switch m.State {
		case casefile.Held:
			return m.ID, nil
		case casefile.Planned:
			if m.Start.After(w.act.Now) {
				continue
			}
			return m.ID, w.put(ctx, f, w.markHeld(m, in.Day))
		default: // it took no place
		}
	}
	m := w.newMeeting(f, kind)
	m.Start = in.Day.At(12, 0, f.cal.Zone)
	m.End = m.Start.Add(time.Duration(in.Minutes) * time.Minute)
	m = w.markHeld(m, in.Day)
	return m.ID, w.put(ctx, f, m)
}

func on(f *file, m casefile.Meeting, day schoolday.Day) bool {
	return !m.Start.IsZero() && schoolday.Of(m.Start.In(f.cal.Zone)) == day
}

func logged(f *file, meeting casefile.ID, form string) bool {
	return slices.ContainsFunc(f.c.Records, func(r casefile.Record) bool {
		return r.On == meeting && r.Form == form && r.Live()
	})
}

// markHeld records a meeting as held, all present who did not say no.
func (w *work) markHeld(m casefile.Meeting, day schoolday.Day) casefile.Meeting {
	m.State = casefile.Held
	m.Steps = append(slices.Clone(m.Steps), w.step(casefile.Held, day))
	m.Attendees = slices.Clone(m.Attendees)
	for i := range m.Attendees {
		m.Attendees[i].Present = m.Attendees[i].Answer != "no"
	}
	return m
}

// newMeeting is a meeting of a kind with everybody who attends by the program.
func (w *work) newMeeting(f *file, kind *program.Meeting) casefile.Meeting {
	id := postgres.NewID()
	m := casefile.Meeting{
		ID: id, Kind: kind.Key, UID: string(id) + "@" + w.Domain, State: casefile.Asked,
		Zone: f.cal.Zone.String(), Convener: w.act.Who.ID,
	}
	seen := map[casefile.ID]bool{}
	for _, role := range append(slices.Clone(kind.Attendees), kind.OpenTo...) {
		for _, p := range f.c.Holders(role, w.act.Now) {
			if !seen[p.ID] {
				seen[p.ID] = true
				m.Attendees = append(m.Attendees, casefile.Attendee{Person: p, Role: role})
			}
		}
	}
	return m
}

func (w *work) logContact(ctx context.Context, f *file, in Log) (message.Message, error) {
	form, err := w.formFor(f, "contact")
	if err != nil {
		return message.Message{}, err
	}
	r := w.filed(form.Key, in.Day, map[string]string{"how": in.Text})
	if err := w.store(ctx, f, r); err != nil {
		return message.Message{}, err
	}
	return message.Contacted(w.view(f), r), nil
}

func (w *work) logMissed(ctx context.Context, f *file, in Log) (message.Message, error) {
	form, err := w.formFor(f, "log")
	if err != nil {
		return message.Message{}, err
	}
	kind := attachedMeeting(f.scope, form)
	if kind == nil {
		return message.Message{}, message.NoPlan("log")
	}
	m := w.newMeeting(f, kind)
	m.Start = in.Day.At(12, 0, f.cal.Zone)
	m.End = m.Start
	for _, planned := range f.c.Meetings {
		if planned.Kind == kind.Key && planned.State == casefile.Planned && on(f, planned, in.Day) {
			m = planned
		}
	}
	m.State = casefile.Missed
	m.Steps = append(slices.Clone(m.Steps), w.step(casefile.Missed, in.Day))
	if err := w.settle(ctx, f, m, "missed"); err != nil {
		return message.Message{}, err
	}
	return message.NotMet(w.view(f), in.Day, m.ID), nil
}
