package casework

import (
	"context"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
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
		if err := w.still(one.f); err != nil {
			return message.Message{}, err
		}
		if one.at.Before(a.Now.Add(-undoFor)) {
			return message.Message{}, message.TooLateToUndo()
		}
		switch {
		case one.meeting != nil && one.meeting.State == casefile.Missed:
			return w.undoMissed(ctx, one.f, *one.meeting)
		case one.meeting != nil:
			return w.undoMeeting(ctx, one.f, *one.meeting)
		case one.f.c.Number > 0:
			return w.withdraw(ctx, one.f)
		}
		return w.undoRecord(ctx, one.f, one.record)
	})
}

// newest finds the person's newest act among the cases they know of, or the one
// named, and keeps others out of its case.
func (w *work) newest(ctx context.Context, which casefile.ID) (recent, error) {
	files, err := w.where(ctx, which)
	if err != nil {
		return recent{}, err
	}
	best := w.best(files, which)
	if best.f == nil {
		return recent{}, message.NothingToUndo()
	}
	f, err := w.open(ctx, best.f.c.ID, true)
	if err != nil {
		return recent{}, err
	}
	if best = w.best([]*file{f}, which); best.f == nil {
		return recent{}, message.NothingToUndo()
	}
	return best, nil
}

// where are the files in which the person may have done what is named, or
// anything at all.
func (w *work) where(ctx context.Context, which casefile.ID) ([]*file, error) {
	if which == "" {
		return w.files(ctx)
	}
	of, err := w.tx.CaseOfRecord(ctx, which)
	if fault.KindOf(err) == fault.Absent {
		of, err = w.tx.CaseOfMeeting(ctx, which)
	}
	if err == nil {
		var f *file
		if f, err = w.open(ctx, of, false); err == nil {
			return []*file{f}, nil
		}
	}
	if fault.KindOf(err) == fault.Absent {
		return nil, message.NothingToUndo()
	}
	return nil, err
}

func (w *work) best(files []*file, which casefile.ID) (best recent) {
	for _, f := range files {
		for _, one := range w.doneIn(f) {
			if (which == "" || one.is(which)) && (best.f == nil || one.at.After(best.at)) {
				best = one
			}
		}
	}
	return best
}

func (r recent) is(id casefile.ID) bool {
	return r.record != nil && r.record.ID == id || r.meeting != nil && r.meeting.ID == id
}

// doneIn lists what the person did in a file that can be taken back: logs,
// contacts and requests not yet withdrawn, and meetings they planned or recorded
// as missed.
func (w *work) doneIn(f *file) []recent {
	var done []recent
	for i := range f.c.Records {
		r := &f.c.Records[i]
		if r.Author == w.act.Who.ID && r.Live() && revocable(f.scope, f.scope.Form(r.Form)) {
			done = append(done, recent{f: f, record: r, at: r.At})
		}
	}
	for i := range f.c.Meetings {
		m := &f.c.Meetings[i]
		if last, ok := lastWord(m); ok && last.By == w.act.Who.ID {
			done = append(done, recent{f: f, meeting: m, at: last.At})
		}
	}
	return done
}

// revocable reports whether what a form says can be taken back: not what is
// signed or waits for signatures, not what stands beside it, no naming of a person.
func revocable(s *program.Scope, form *program.Form) bool {
	if form == nil || len(form.Signs) > 0 || form.Assigns != "" || len(form.DiscussedAt) > 0 {
		return false
	}
	return !slices.ContainsFunc(form.Attaches, func(name string) bool {
		on := s.Form(name)
		return on != nil && len(on.Signs) > 0
	})
}

// lastWord is a meeting's newest step if it planned the meeting or recorded it
// as missed; one that only puts an earlier plan back is not.
func lastWord(m *casefile.Meeting) (casefile.Step, bool) {
	n := len(m.Steps)
	if n == 0 {
		return casefile.Step{}, false
	}
	last := m.Steps[n-1]
	planned := last.State == casefile.Planned && (n == 1 || m.Steps[n-2].State == casefile.Asked)
	return last, planned || last.State == casefile.Missed
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
	held := m.Steps[len(m.Steps)-1]
	byLog := slices.ContainsFunc(f.c.Records, func(o casefile.Record) bool {
		return o.On == m.ID && held.At.Equal(o.At) && held.By == o.Author
	})
	if held.State != casefile.Held || !byLog {
		return nil
	}
	return w.put(ctx, f, w.untold(*m, held.Day))
}

// untold is a meeting as it was before it was recorded as held or missed:
// planned, or, without a plan, as if it had never been.
func (w *work) untold(m casefile.Meeting, day schoolday.Day) casefile.Meeting {
	planned := func(s casefile.Step) bool { return s.State == casefile.Planned }
	back := casefile.Cancelled
	if slices.ContainsFunc(m.Steps, planned) {
		back = casefile.Planned
	}
	m.State = back
	m.Steps = append(slices.Clone(m.Steps), w.step(back, day))
	return m
}

func (w *work) undoMeeting(ctx context.Context, f *file, m casefile.Meeting) (message.Message, error) {
	kind := f.scope.Meeting(m.Kind)
	m = w.cancelled(f, m)
	if err := w.settle(ctx, f, m, "undid"); err != nil {
		return message.Message{}, err
	}
	return message.Canceled(w.view(f), m, w.owedAgain(f, kind)), nil
}

func (w *work) undoMissed(ctx context.Context, f *file, m casefile.Meeting) (message.Message, error) {
	day := m.Steps[len(m.Steps)-1].Day
	if err := w.settle(ctx, f, w.untold(m, day), "undid"); err != nil {
		return message.Message{}, err
	}
	return message.UndoneMissed(day, w.today(f)), nil
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
		if err := w.still(f); err != nil {
			return message.Message{}, err
		}
		if err := w.tx.SetWithdrawn(ctx, r.ID, time.Time{}); err != nil {
			return message.Message{}, err
		}
		r.Withdrawn = time.Time{}
		if err := w.hold(ctx, f, *r); err != nil {
			return message.Message{}, err
		}
		if err := w.audit(ctx, f, r.ID, "put back "+r.Form); err != nil {
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
