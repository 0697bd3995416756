package casework

import (
	"context"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// held records that a meeting took place. What lies on its table is discussed
// with it: the convener's draft of a form that is discussed at such a meeting
// becomes a record, and its signers are asked (CLO-27).
func (w *work) held(ctx context.Context, f *file, kind *program.Meeting, in Meet) (message.Message, error) {
	m, err := w.tookPlace(f, kind, in)
	if err != nil {
		return message.Message{}, err
	}
	if err := w.put(ctx, f, m); err != nil {
		return message.Message{}, err
	}
	discussed, err := w.discuss(ctx, f, m)
	if err != nil {
		return message.Message{}, err
	}
	if err := w.audit(ctx, f, "", "held "+m.Kind); err != nil {
		return message.Message{}, err
	}
	if _, err := w.plan(ctx, f); err != nil {
		return message.Message{}, err
	}
	return message.Held(w.view(f), m, discussed), nil
}

// tookPlace is the meeting that was held: the planned one that has begun, or a
// new one on the day given.
func (w *work) tookPlace(f *file, kind *program.Meeting, in Meet) (casefile.Meeting, error) {
	if one := pick(f, past(f, kind.Key, w.act.Now), in, w.act.Now); one != nil {
		return w.markHeld(*one, schoolday.Of(one.Start.In(f.cal.Zone))), nil
	}
	today := w.today(f)
	if open, _ := openMeetings(f, kind.Key, w.act.Now); in.Day == schoolday.None && len(open) > 0 {
		return casefile.Meeting{}, message.NotYetHeld(kind.Title, schoolday.Of(open[0].Start.In(f.cal.Zone)), today)
	}
	if in.Day == schoolday.None {
		return casefile.Meeting{}, message.NoMeeting(kind.Title)
	}
	if in.Day > today {
		return casefile.Meeting{}, message.NotYetHeld(kind.Title, in.Day, today)
	}
	m := w.newMeeting(f, kind)
	m.Start, m.Place = in.Day.At(12, 0, f.cal.Zone), in.Place
	m.End = m.Start
	return w.markHeld(m, in.Day), nil
}

// discuss puts on the table what the meeting is held for. Without a draft of
// what a duty waits for, the meeting would count for nothing.
func (w *work) discuss(ctx context.Context, f *file, m casefile.Meeting) (titles []string, err error) {
	for _, form := range f.scope.Forms {
		if !slices.Contains(form.DiscussedAt, m.Kind) {
			continue
		}
		draft, ok, err := w.tx.Draft(ctx, w.act.Who.ID, f.c.ID, form.Key)
		if err != nil {
			return nil, err
		}
		switch {
		case !ok && len(f.scope.MetBy(form.Key, string(casefile.Discussed))) > 0:
			return nil, message.NoDraft(message.Lower(form.Title))
		case !ok:
			continue // the meeting has other matters, too
		}
		day := m.Steps[len(m.Steps)-1].Day
		r := casefile.Record{
			ID: postgres.NewID(), Form: form.Key, Author: w.act.Who.ID, Day: day, At: w.act.Now, Fields: draft.Fields,
			Presented: []casefile.ID{m.ID}, Steps: []casefile.Step{drafted(draft, f.cal.Zone), w.step(casefile.Discussed, day)},
		}
		if err := w.holds(f, r); err != nil {
			return nil, err
		}
		if err := w.add(ctx, f, r); err != nil {
			return nil, err
		}
		if err := w.tx.DropDraft(ctx, w.act.Who.ID, f.c.ID, form.Key); err != nil {
			return nil, err
		}
		titles = append(titles, form.Title)
	}
	return titles, nil
}

// drafted is the first state of what was a draft, as it was left.
func drafted(d postgres.Draft, zone *time.Location) casefile.Step {
	return casefile.Step{State: casefile.Draft, Day: schoolday.Of(d.At.In(zone)), At: d.At, By: d.Person}
}

// AnswerInvite stores what an attendee answers to an invitation: "yes", "no" or
// "other". For anybody else, and for a meeting that is no longer planned, the
// meeting is absent.
func (d *Desk) AnswerInvite(ctx context.Context, a Act, meeting casefile.ID, answer string) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, m, err := w.meetingOf(ctx, meeting)
		if err != nil {
			return message.Message{}, err
		}
		i := slices.IndexFunc(m.Attendees, func(at casefile.Attendee) bool { return at.Person.ID == a.Who.ID })
		if i < 0 || m.State != casefile.Planned || !m.Start.After(a.Now) {
			return message.Message{}, message.Gone()
		}
		if err := w.tx.SetAnswer(ctx, meeting, a.Who.ID, answer, a.Now); err != nil {
			return message.Message{}, err
		}
		m.Attendees[i].Answer, m.Attendees[i].Answered = answer, a.Now
		if err := w.audit(ctx, f, "", "answered "+m.Kind); err != nil {
			return message.Message{}, err
		}
		if _, err := w.plan(ctx, f); err != nil {
			return message.Message{}, err
		}
		return message.Answered(w.view(f), *m, answer), nil
	})
}

func (w *work) meetingOf(ctx context.Context, id casefile.ID) (*file, *casefile.Meeting, error) {
	of, err := w.tx.CaseOfMeeting(ctx, id)
	if err != nil {
		return nil, nil, absent(err)
	}
	f, err := w.open(ctx, of, true)
	if err != nil {
		return nil, nil, err
	}
	if m := f.c.Meeting(id); m != nil {
		return f, m, nil
	}
	return nil, nil, message.Gone()
}
