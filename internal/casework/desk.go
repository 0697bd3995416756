package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// work is one act under way in its transaction.
type work struct {
	*Desk
	tx     *postgres.Tx
	act    Act
	warned []string // what should hold of what was filed and does not
}

// file is a case opened for an act: with its program and calendar.
type file struct {
	c     casefile.Case
	p     *program.Program
	scope *program.Scope
	cal   schoolday.Calendar
}

// asking is returned by an act that stores nothing but a question: the
// transaction is rolled back and the question is the answer.
type asking struct{ question message.Message }

func (asking) Error() string { return "a question is asked; nothing is stored" }

// do runs an act once for its request: a request that was answered before gets
// the same answer and nothing happens a second time.
func (d *Desk) do(ctx context.Context, a Act, f func(*work) (message.Message, error)) (message.Message, error) {
	var answer message.Message
	err := d.Store.In(ctx, a.District, func(tx *postgres.Tx) error {
		stored, fresh, err := d.claim(ctx, tx, a)
		if err != nil {
			return err
		}
		if !fresh {
			return json.Unmarshal(stored, &answer)
		}
		w := &work{Desk: d, tx: tx, act: a}
		if answer, err = f(w); err != nil {
			return err
		}
		answer = message.Warned(answer, w.warned)
		return d.remember(ctx, tx, a, answer)
	})
	if ask, ok := errors.AsType[asking](err); ok {
		return ask.question, nil
	}
	return answer, apart(err)
}

// apart says in words that two programs exclude each other, which is found when
// a transaction commits.
func apart(err error) error {
	if fault.KindOf(err) == fault.Conflict && fault.TextOf(err) == "" {
		return message.InAnother()
	}
	return err
}

func (d *Desk) claim(ctx context.Context, tx *postgres.Tx, a Act) (stored []byte, fresh bool, err error) {
	if a.Request == "" {
		return nil, true, nil
	}
	return tx.Claim(ctx, postgres.Request{Key: a.Request, Person: a.Who.ID, TextHash: hash(a.Text), Now: a.Now})
}

func (d *Desk) remember(ctx context.Context, tx *postgres.Tx, a Act, answer message.Message) error {
	if a.Request == "" {
		return nil
	}
	stored, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("remember answer: %w", err)
	}
	return tx.Answer(ctx, a.Request, stored)
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// read runs a question in a transaction of its own; it stores nothing but the
// trace of the look.
func (d *Desk) read(ctx context.Context, a Act, f func(*work) error) error {
	return d.Store.In(ctx, a.District, func(tx *postgres.Tx) error {
		return f(&work{Desk: d, tx: tx, act: a})
	})
}

// open loads a case for a person who may know of it; for anybody else it is absent.
func (w *work) open(ctx context.Context, id casefile.ID, lock bool) (*file, error) {
	f, err := w.load(ctx, id, lock)
	if err != nil {
		return nil, err
	}
	if w.gate(f).Knows(w.act.Who.ID).Level < program.Dates {
		return nil, message.Gone()
	}
	return f, nil
}

// errNoProgram says that the program of a case is not among those that are loaded.
var errNoProgram = errors.New("no program")

// load loads a case for the system itself.
func (w *work) load(ctx context.Context, id casefile.ID, lock bool) (*file, error) {
	return w.loadBy(ctx, id, lock, w.contract)
}

// loadBy loads a case with the program that it is to be counted by.
func (w *work) loadBy(ctx context.Context, id casefile.ID, lock bool, by func(context.Context, *casefile.Case) (*program.Program, error)) (*file, error) {
	c, err := w.tx.Case(ctx, id, lock)
	if fault.KindOf(err) == fault.Absent {
		return nil, message.Gone()
	}
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", id, err)
	}
	p, err := by(ctx, &c)
	if err != nil {
		return nil, fmt.Errorf("case %s: %w", id, err)
	}
	cal, err := w.calendar(ctx, p, c.School)
	if err != nil {
		return nil, err
	}
	return &file{c: c, p: p, scope: p.In(c.Track), cal: cal}, nil
}

// calendar returns the school's calendar, else the district's, else the sample
// that ships with the program.
func (w *work) calendar(ctx context.Context, p *program.Program, school string) (schoolday.Calendar, error) {
	for _, of := range []string{school, ""} {
		cal, ok, err := w.tx.Calendar(ctx, of, p.Zone)
		if err != nil {
			return schoolday.Calendar{}, fmt.Errorf("calendar: %w", err)
		}
		if ok {
			return cal, nil
		}
		if school == "" {
			break
		}
	}
	return program.SampleCalendar(p), nil
}

// view is what the person who acts may see of the file, as it stands by now.
func (w *work) view(f *file) access.View { return w.gate(f).View(w.act.Who.ID) }

// gate answers who may do what in the file, as it stands by now.
func (w *work) gate(f *file) *access.Gate { return access.At(f.p, &f.c, f.cal, w.act.Now) }

// make computes what follows from the file as it stands by now.
func (w *work) make(f *file) deadline.Plan { return deadline.Make(f.p, &f.c, f.cal, w.act.Now) }

func (w *work) today(f *file) schoolday.Day { return f.cal.Today(w.act.Now) }

// audit leaves the trace of an act or a look. It names things by id only.
func (w *work) audit(ctx context.Context, f *file, record casefile.ID, what string) error {
	return w.tx.Audit(ctx, postgres.Entry{Person: w.act.Who.ID, Case: f.c.ID, Record: record, What: what, At: w.act.Now})
}

// add appends a record to the file, in the store and in hand.
func (w *work) add(ctx context.Context, f *file, r casefile.Record) error {
	if err := w.tx.AddRecord(ctx, f.c.ID, r); err != nil {
		return fmt.Errorf("case %s: add %s: %w", f.c.ID, r.Form, err)
	}
	f.c.Records = append(f.c.Records, r)
	return nil
}

// put stores a meeting, new or changed.
func (w *work) put(ctx context.Context, f *file, m casefile.Meeting) error {
	if err := w.tx.SaveMeeting(ctx, f.c.ID, m); err != nil {
		return fmt.Errorf("case %s: save meeting: %w", f.c.ID, err)
	}
	if old := f.c.Meeting(m.ID); old != nil {
		*old = m
		return nil
	}
	f.c.Meetings = append(f.c.Meetings, m)
	return nil
}

// step is a state entered now, on a day, by the person who acts.
func (w *work) step(state casefile.State, day schoolday.Day) casefile.Step {
	return casefile.Step{State: state, Day: day, At: w.act.Now, By: w.act.Who.ID}
}

// filed is a new record of the person who acts, filed on a day.
func (w *work) filed(form string, day schoolday.Day, fields map[string]string) casefile.Record {
	return casefile.Record{
		ID: postgres.NewID(), Form: form, Author: w.act.Who.ID, Day: day, At: w.act.Now,
		Fields: fields, Steps: []casefile.Step{w.step(casefile.Filed, day)},
	}
}
