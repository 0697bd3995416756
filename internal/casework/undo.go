package casework

import (
	"context"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/schoolday"
)

// undoFor is how long an act can be taken back.
const undoFor = 15 * time.Minute

// recent is something the person did that can be taken back: a record or a
// meeting's newest step.
type recent struct {
	f       *file
	record  *casefile.Record
	meeting *casefile.Meeting
	at      time.Time
}

// Undo takes back the person's newest act of the last fifteen minutes, or the
// record or meeting named. What was taken back no longer counts and only its
// author can still read it.
func (d *Desk) Undo(ctx context.Context, a Act, which casefile.ID) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		one, err := w.newest(ctx, which)
		if err != nil {
			return message.Message{}, err
		}
		if one.at.Before(a.Now.Add(-undoFor)) {
			return message.Message{}, message.TooLateToUndo()
		}
		if one.meeting != nil {
			return w.undoMeeting(ctx, one.f, *one.meeting)
		}
		if one.f.c.Number > 0 {
			return w.undoVisit(ctx, one.f)
		}
		return w.undoRecord(ctx, one.f, one.record)
	})
}

// newest finds the person's newest act among the cases they know of.
func (w *work) newest(ctx context.Context, which casefile.ID) (recent, error) {
	ids, err := w.tx.CasesOf(ctx, w.act.Who.ID)
	if err != nil {
		return recent{}, err
	}
	var best recent
	for _, id := range ids {
		f, err := w.open(ctx, id, true)
		if fault.KindOf(err) == fault.Absent {
			continue
		}
		if err != nil {
			return recent{}, err
		}
		for _, one := range w.doneIn(f) {
			if (which == "" || one.is(which)) && (best.f == nil || one.at.After(best.at)) {
				best = one
			}
		}
	}
	if best.f == nil {
		return recent{}, message.NothingToUndo()
	}
	return best, nil
}

func (r recent) is(id casefile.ID) bool {
	return r.record != nil && r.record.ID == id || r.meeting != nil && r.meeting.ID == id
}

// doneIn lists what the person did in a file that can be taken back: logs,
// contacts and requests not yet withdrawn, and meetings they planned. What is
// signed, or waits for signatures, cannot be.
func (w *work) doneIn(f *file) []recent {
	var done []recent
	for i := range f.c.Records {
		r := &f.c.Records[i]
		form := f.scope.Form(r.Form)
		if r.Author == w.act.Who.ID && r.Live() && form != nil && len(form.Signs) == 0 && form.Assigns == "" && len(form.DiscussedAt) == 0 {
			done = append(done, recent{f: f, record: r, at: r.At})
		}
	}
	for i := range f.c.Meetings {
		m := &f.c.Meetings[i]
		last := m.Steps[len(m.Steps)-1]
		if last.By == w.act.Who.ID && (last.State == casefile.Planned || last.State == casefile.Missed) {
			done = append(done, recent{f: f, meeting: m, at: last.At})
		}
	}
	return done
}

func (w *work) undoRecord(ctx context.Context, f *file, r *casefile.Record) (message.Message, error) {
	if err := w.tx.SetWithdrawn(ctx, r.ID, w.act.Now); err != nil {
		return message.Message{}, err
	}
	r.Withdrawn = w.act.Now
	if err := w.release(ctx, f, *r); err != nil {
		return message.Message{}, err
	}
	if err := w.audit(ctx, f, r.ID, "undid "+r.Form); err != nil {
		return message.Message{}, err
	}
	if _, err := w.plan(ctx, f); err != nil {
		return message.Message{}, err
	}
	return message.Undone(w.view(f), *r), nil
}

// release takes a meeting back to what it was before a log recorded it as held,
// unless another log still says that it was.
func (w *work) release(ctx context.Context, f *file, r casefile.Record) error {
	m := f.c.Meeting(r.On)
	if m == nil || len(m.Steps) == 0 || slices.ContainsFunc(f.c.Records, func(o casefile.Record) bool { return o.On == m.ID && o.Live() }) {
		return nil
	}
	last := m.Steps[len(m.Steps)-1]
	if last.State != casefile.Held || !last.At.Equal(r.At) || last.By != r.Author {
		return nil
	}
	back := *m
	back.State = casefile.Cancelled
	if len(m.Steps) > 1 {
		back.State = casefile.Planned
	}
	back.Steps = append(slices.Clone(m.Steps), w.step(back.State, last.Day))
	return w.put(ctx, f, back)
}

func (w *work) undoMeeting(ctx context.Context, f *file, m casefile.Meeting) (message.Message, error) {
	kind := f.scope.Meeting(m.Kind)
	if m.State == casefile.Missed {
		m.State = casefile.Cancelled
		m.Steps = append(slices.Clone(m.Steps), w.step(casefile.Cancelled, schoolday.Of(w.act.Now)))
	} else {
		m = w.cancelled(m)
	}
	if err := w.settle(ctx, f, m, "undid"); err != nil {
		return message.Message{}, err
	}
	return message.Canceled(w.view(f), m, w.owedAgain(f, kind)), nil
}

func (w *work) undoVisit(ctx context.Context, f *file) (message.Message, error) {
	today := w.today(f)
	if err := w.tx.CloseCase(ctx, f.c.ID, today, w.act.Now); err != nil {
		return message.Message{}, err
	}
	f.c.Closed, f.c.ClosedAt = today, w.act.Now
	if _, err := w.plan(ctx, f); err != nil {
		return message.Message{}, err
	}
	return message.VisitWithdrawn(), nil
}

// Redo puts back a record that Undo took, for its author.
func (d *Desk) Redo(ctx context.Context, a Act, which casefile.ID) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		of, err := w.tx.CaseOfRecord(ctx, which)
		if err != nil {
			return message.Message{}, absent(err)
		}
		f, err := w.open(ctx, of, true)
		if err != nil {
			return message.Message{}, err
		}
		r := f.c.Record(which)
		if r == nil || r.Author != a.Who.ID || r.Live() {
			return message.Message{}, message.Gone()
		}
		if err := w.tx.SetWithdrawn(ctx, r.ID, time.Time{}); err != nil {
			return message.Message{}, err
		}
		r.Withdrawn = time.Time{}
		if err := w.hold(ctx, f, *r); err != nil {
			return message.Message{}, err
		}
		if _, err := w.plan(ctx, f); err != nil {
			return message.Message{}, err
		}
		return message.Redone(w.view(f), *r), nil
	})
}

// hold records the meeting of a log that counts again as held again.
func (w *work) hold(ctx context.Context, f *file, r casefile.Record) error {
	m := f.c.Meeting(r.On)
	if m == nil || m.State == casefile.Held {
		return nil
	}
	back := *m
	back.State = casefile.Held
	// The time of the log itself, so that undoing the log again finds its step.
	back.Steps = append(slices.Clone(m.Steps), casefile.Step{State: casefile.Held, Day: r.Day, At: r.At, By: r.Author})
	return w.put(ctx, f, back)
}

// Snooze moves a reminder, never the date: the next one of the deadline comes
// to this person on the next school day at eight.
func (d *Desk) Snooze(ctx context.Context, a Act, in casefile.ID, key string) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.open(ctx, in, true)
		if err != nil {
			return message.Message{}, err
		}
		for _, o := range w.owed(f) {
			if o.Deadline.Key != key {
				continue
			}
			until := f.cal.AddSchoolDays(w.today(f), 1)
			if err := w.tx.Snooze(ctx, postgres.Snooze{Case: in, Person: a.Who.ID, Deadline: key, Until: until.At(8, 0, d.Zone(a))}); err != nil {
				return message.Message{}, err
			}
			return message.Snoozed(o, until), nil
		}
		return message.Message{}, message.Gone()
	})
}
