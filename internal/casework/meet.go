package casework

import (
	"context"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Meet plans, asks for, moves, cancels or settles a meeting, as in.Do says.
// Planning a meeting that is planned already moves it; planning it at the time
// it has changes nothing.
func (d *Desk) Meet(ctx context.Context, a Act, in Meet) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.open(ctx, in.Case, true)
		if err != nil {
			return message.Message{}, err
		}
		return w.meet(ctx, f, in)
	})
}

func (w *work) meet(ctx context.Context, f *file, in Meet) (message.Message, error) {
	kind := f.scope.Meeting(in.Kind)
	if kind == nil || w.gate(f).MayConvene(w.act.Who.ID, kind).Level != program.Read {
		return message.Message{}, message.Gone()
	}
	if err := w.still(f); err != nil {
		return message.Message{}, err
	}
	switch in.Do {
	case "ask":
		return w.askDate(ctx, f, kind)
	case "cancel":
		return w.cancel(ctx, f, kind, in)
	case "held":
		return w.held(ctx, f, kind, in)
	case "missed":
		return w.missed(ctx, f, kind, in)
	}
	return w.planMeeting(ctx, f, kind, in)
}

func (w *work) planMeeting(ctx context.Context, f *file, kind *program.Meeting, in Meet) (message.Message, error) {
	start := in.Day.At(in.Hour, in.Minute, f.cal.Zone)
	today := w.today(f)
	if !start.After(w.act.Now) {
		return message.Message{}, message.Past(in.Day, today)
	}
	if !in.Anyway && !f.cal.IsSchoolDay(in.Day) {
		return message.Message{}, asking{message.ClosedDay(in.Day, today, w.act.Text)}
	}
	minutes := in.Minutes
	if minutes == 0 {
		minutes = kind.Minutes
	}
	want := casefile.Meeting{Start: start, End: start.Add(time.Duration(minutes) * time.Minute), Place: in.Place}
	if was := theOne(f, kind, in, w.act.Now); was != nil {
		return w.move(ctx, f, *was, want)
	}
	m := w.newMeeting(f, kind)
	m.Start, m.End, m.Place, m.State = want.Start, want.End, want.Place, casefile.Planned
	m.Steps = []casefile.Step{w.step(casefile.Planned, today)}
	if err := w.settle(ctx, f, m, "planned"); err != nil {
		return message.Message{}, err
	}
	return message.Planned(w.view(f), m), nil
}

// theOne is the meeting that a typed line means: of a weekly kind that of the
// same week; of a kind held several times the one numbered, else, once all are
// planned, the nearest in time; of any other kind the one that is open.
func theOne(f *file, kind *program.Meeting, in Meet, now time.Time) *casefile.Meeting {
	open, all := openMeetings(f, kind.Key, now)
	switch {
	case in.Nth > 0:
		return numbered(all, in.Nth)
	case kind.Weekly:
		return first(open, func(m *casefile.Meeting) bool {
			return m.Start.IsZero() || schoolday.Of(m.Start.In(f.cal.Zone)).Monday() == in.Day.Monday()
		})
	case kind.Times > 1 && len(all) < kind.Times:
		return first(open, func(m *casefile.Meeting) bool { return m.State == casefile.Asked })
	}
	return nearest(open, in.Day.At(in.Hour, in.Minute, f.cal.Zone))
}

// openMeetings returns the meetings of a kind that are asked for or planned
// ahead, and all that were not cancelled or missed, by their time.
func openMeetings(f *file, kind string, now time.Time) (open, all []*casefile.Meeting) {
	for i := range f.c.Meetings {
		m := &f.c.Meetings[i]
		if m.Kind != kind || m.State == casefile.Cancelled || m.State == casefile.Missed {
			continue
		}
		all = append(all, m)
		if m.State == casefile.Asked || m.State == casefile.Planned && m.Start.After(now) {
			open = append(open, m)
		}
	}
	slices.SortStableFunc(all, func(a, b *casefile.Meeting) int { return a.Start.Compare(b.Start) })
	return open, all
}

func numbered(all []*casefile.Meeting, nth int) *casefile.Meeting {
	if nth > len(all) || all[nth-1].State == casefile.Held {
		return nil
	}
	return all[nth-1]
}

func first(all []*casefile.Meeting, fits func(*casefile.Meeting) bool) *casefile.Meeting {
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return all[i]
	}
	return nil
}

func nearest(all []*casefile.Meeting, to time.Time) *casefile.Meeting {
	var best *casefile.Meeting
	for _, m := range all {
		if best == nil || m.Start.Sub(to).Abs() < best.Start.Sub(to).Abs() {
			best = m
		}
	}
	return best
}

// move gives a meeting another time or place. SEQUENCE rises with it, in the
// same transaction (RFC 5546 §2.1.4), and everybody is asked again.
func (w *work) move(ctx context.Context, f *file, was, want casefile.Meeting) (message.Message, error) {
	if was.State == casefile.Planned && was.Start.Equal(want.Start) && was.End.Equal(want.End) && was.Place == want.Place {
		return message.Unchanged(w.view(f), was), nil
	}
	m := was
	m.Start, m.End, m.Place = want.Start, want.End, want.Place
	m.Attendees = slices.Clone(was.Attendees)
	for i := range m.Attendees {
		m.Attendees[i].Answer = ""
	}
	state := casefile.Planned
	if was.State == casefile.Planned {
		m.Sequence++
		m.Moves++
		state = casefile.Moved
	}
	m.State = casefile.Planned
	m.Steps = append(slices.Clone(was.Steps), w.step(state, w.today(f)))
	if err := w.settle(ctx, f, m, string(state)); err != nil {
		return message.Message{}, err
	}
	if state == casefile.Planned {
		return message.Planned(w.view(f), m), nil
	}
	return message.Moved(w.view(f), was, m), nil
}

// settle stores a meeting's change, plans again and leaves a trace.
func (w *work) settle(ctx context.Context, f *file, m casefile.Meeting, what string) error {
	if err := w.put(ctx, f, m); err != nil {
		return err
	}
	if err := w.audit(ctx, f, "", what+" "+m.Kind); err != nil {
		return err
	}
	_, err := w.plan(ctx, f)
	return err
}

// askDate records that a date is wanted from whoever gives dates (CLO-76).
func (w *work) askDate(ctx context.Context, f *file, kind *program.Meeting) (message.Message, error) {
	from := kind.DatesBy
	if len(from) == 0 {
		return message.Message{}, message.NoPlan("date on request")
	}
	if open, _ := openMeetings(f, kind.Key, w.act.Now); len(open) > 0 {
		return message.Unchanged(w.view(f), *open[0]), nil
	}
	m := w.newMeeting(f, kind)
	m.Steps = []casefile.Step{w.step(casefile.Asked, w.today(f))}
	if err := w.settle(ctx, f, m, "asked for"); err != nil {
		return message.Message{}, err
	}
	due := schoolday.None
	for _, d := range w.make(f).Deadlines {
		if d.Meeting == m.ID {
			due = d.Due
		}
	}
	return message.AskedDate(w.view(f), kind.Key, f.p.Called(from[0]), due), nil
}

func (w *work) cancel(ctx context.Context, f *file, kind *program.Meeting, in Meet) (message.Message, error) {
	open, _ := openMeetings(f, kind.Key, w.act.Now)
	one := pick(f, open, in, w.act.Now)
	if one == nil {
		return message.Message{}, message.NoMeeting(kind.Title)
	}
	m := w.cancelled(f, *one)
	if err := w.settle(ctx, f, m, "canceled"); err != nil {
		return message.Message{}, err
	}
	return message.Canceled(w.view(f), m, w.owedAgain(f, kind)), nil
}

// cancelled is a meeting called off; SEQUENCE rises (RFC 5546 §3.2.5).
func (w *work) cancelled(f *file, m casefile.Meeting) casefile.Meeting {
	m.State = casefile.Cancelled
	m.Sequence++
	m.Steps = append(slices.Clone(m.Steps), w.step(casefile.Cancelled, w.today(f)))
	return m
}

// pick is the meeting a line without a time means: on the day given, else the nearest.
func pick(f *file, from []*casefile.Meeting, in Meet, now time.Time) *casefile.Meeting {
	if in.Day != schoolday.None {
		return first(from, func(m *casefile.Meeting) bool { return on(f, *m, in.Day) })
	}
	return nearest(from, now)
}

// owedAgain is the last day by which a new date for the kind is due, or none.
func (w *work) owedAgain(f *file, kind *program.Meeting) schoolday.Day {
	for _, o := range w.owed(f) {
		rule := f.scope.Deadline(o.Deadline.Rule)
		for _, e := range rule.MetBy {
			if e.Name == kind.Key {
				return o.Deadline.Due
			}
		}
	}
	return schoolday.None
}

func (w *work) missed(ctx context.Context, f *file, kind *program.Meeting, in Meet) (message.Message, error) {
	one := pick(f, past(f, kind.Key, w.act.Now), in, w.act.Now)
	if one == nil {
		return message.Message{}, message.NoMeeting(kind.Title)
	}
	m := *one
	m.State = casefile.Missed
	m.Steps = append(slices.Clone(m.Steps), w.step(casefile.Missed, schoolday.Of(m.Start.In(f.cal.Zone))))
	if err := w.settle(ctx, f, m, "missed"); err != nil {
		return message.Message{}, err
	}
	return message.Missed(w.view(f), m), nil
}

// past returns the planned meetings of a kind that have begun.
func past(f *file, kind string, now time.Time) []*casefile.Meeting {
	var begun []*casefile.Meeting
	for i := range f.c.Meetings {
		m := &f.c.Meetings[i]
		if m.Kind == kind && m.State == casefile.Planned && !m.Start.After(now) {
			begun = append(begun, m)
		}
	}
	return begun
}
