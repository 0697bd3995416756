package casework

import (
	"context"
	"errors"
	"fmt"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// create stores a new case and the contract that it is counted by from now on.
func (w *work) create(ctx context.Context, p *program.Program, c casefile.Case) error {
	if err := w.tx.SaveProgram(ctx, p.Key, p.Version, p.Source(), w.act.Now); err != nil {
		return err
	}
	return w.tx.CreateCase(ctx, c)
}

// contract returns the program that a case is counted by: the version it began
// with, also when the district's file has changed since. A case from before
// versions were kept goes by the file of today.
func (w *work) contract(ctx context.Context, c *casefile.Case) (*program.Program, error) {
	today, ok := w.Programs[c.Program]
	if ok && today.Version == c.Version {
		return today, nil
	}
	if p, ok := w.pinned.Load(c.Version); ok {
		return p.(*program.Program), nil
	}
	source, err := w.tx.ProgramSource(ctx, c.Program, c.Version)
	switch {
	case err == nil:
	case fault.KindOf(err) == fault.Absent && ok:
		return today, nil
	case fault.KindOf(err) == fault.Absent:
		return nil, fmt.Errorf("%w %q", errNoProgram, c.Program)
	default:
		return nil, err
	}
	p, problems := program.Load(c.Program+".yaml", source)
	if p == nil {
		return nil, fmt.Errorf("%w %q: its version %s is refused by now (parbot program apply): %s", errNoProgram, c.Program, c.Version, problems[0])
	}
	w.pinned.Store(c.Version, p)
	return p, nil
}

// Applied is what another contract, or another calendar, changes in the open
// cases.
type Applied struct {
	Cases int
	Moved []deadline.Move // dates on another day
	Begun int             // dates that are owed from now on
	Ended int             // dates that are no longer owed
	Stay  int             // dates that stay …
	Days  int             // … and those that stay because they count calendar days
}

func (a *Applied) add(m deadline.Moves) {
	a.Cases++
	a.Moved = append(a.Moved, m.Moved...)
	a.Begun += len(m.Begun)
	a.Ended += len(m.Ended)
	a.Stay += m.Stay
	a.Days += m.Calendar
}

// errTried rolls back what was only tried.
var errTried = errors.New("tried")

// tried runs f and, unless really, takes back all that it stored.
func (d *Desk) tried(ctx context.Context, district string, really bool, f func(*postgres.Tx) error) error {
	err := d.Store.In(ctx, district, func(tx *postgres.Tx) error {
		if err := f(tx); err != nil || really {
			return err
		}
		return errTried
	})
	if errors.Is(err, errTried) {
		return nil
	}
	return err
}

// ApplyProgram makes every open case of a program be counted by the file of
// today, and returns what that changes; also a case whose own version cannot be
// read any more, of which all dates begin anew. Whoever owes a date that moves gets a
// notice with the reason. Unless really, nothing is changed.
func (d *Desk) ApplyProgram(ctx context.Context, a Act, key string, really bool) (applied Applied, err error) {
	p, ok := d.Programs[key]
	if !ok {
		return applied, fault.New(fault.Absent, "err.program", fmt.Sprintf("There is no program %q. Run: parbot program list", key))
	}
	err = d.tried(ctx, a.District, really, func(tx *postgres.Tx) error {
		w := &work{Desk: d, tx: tx, act: a}
		if err := tx.SaveProgram(ctx, p.Key, p.Version, p.Source(), a.Now); err != nil {
			return err
		}
		ids, err := tx.PinnedCases(ctx, p.Key, p.Version)
		for _, id := range ids {
			if err := w.repin(ctx, id, p, &applied); err != nil {
				return err
			}
		}
		return err
	})
	return applied, err
}

func (w *work) repin(ctx context.Context, id casefile.ID, p *program.Program, applied *Applied) error {
	var before deadline.Plan
	old, err := w.load(ctx, id, true)
	switch {
	case err == nil:
		before = w.make(old)
	case !errors.Is(err, errNoProgram): // a file that cannot be read any more is what this mends
		return err
	}
	f, err := w.loadBy(ctx, id, true, func(context.Context, *casefile.Case) (*program.Program, error) { return p, nil })
	if err != nil {
		return err
	}
	if err := w.tx.PinCase(ctx, id, p.Version); err != nil {
		return err
	}
	f.c.Version = p.Version
	return w.moved(ctx, f, before, applied, casefile.Shift{Why: "program"})
}

// moved compares the plan of a file with the one before, keeps the dates that
// moved with why, and plans the file with the notices that say so.
func (w *work) moved(ctx context.Context, f *file, before deadline.Plan, applied *Applied, why casefile.Shift) error {
	moves := deadline.Compare(before, w.make(f))
	applied.add(moves)
	var shifts []casefile.Shift
	for _, m := range moves.Moved {
		if m.From == schoolday.None || m.To == schoolday.None {
			continue // it waits for a meeting, before or now
		}
		s := why
		s.Deadline, s.From, s.To, s.At = m.Key, m.From, m.To, w.act.Now
		shifts = append(shifts, s)
	}
	if err := w.tx.AddShifts(ctx, f.c.ID, shifts); err != nil {
		return err
	}
	f.c.Shifts = append(f.c.Shifts, shifts...)
	_, err := w.plan(ctx, f)
	return err
}
