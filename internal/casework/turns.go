package casework

import (
	"context"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Turn is what the program office does to a case as a whole: the same in every
// contract, and never without a person (LANGUAGE §7).
type Turn struct {
	Case   casefile.ID
	Day    schoolday.Day // None: today; none to come
	School string        // of a transfer: the new one
}

// Pause stops the clocks of a case for a leave, from a day on. Statutory ones
// run on (LANGUAGE §2.6, X-13).
func (d *Desk) Pause(ctx context.Context, a Act, in Turn) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, day, err := w.turning(ctx, in, program.Coordinator)
		if err != nil {
			return message.Message{}, err
		}
		if last, paused := onLeave(f); paused {
			return message.Message{}, message.Settled(last.Day, w.today(f))
		}
		return message.PausedCase(day, w.today(f)), w.turn(ctx, f, casefile.Turn{State: casefile.Paused, Day: day})
	})
}

// Resume ends a leave; the day on which it is resumed counts again.
func (d *Desk) Resume(ctx context.Context, a Act, in Turn) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, day, err := w.turning(ctx, in, program.Coordinator)
		if err != nil {
			return message.Message{}, err
		}
		last, paused := onLeave(f)
		if !paused {
			return message.Message{}, message.NotPaused()
		}
		day = max(day, last.Day)
		return message.ResumedCase(day, w.today(f)), w.turn(ctx, f, casefile.Turn{State: casefile.Resumed, Day: day})
	})
}

// onLeave is the newest pause or resumption of a case, and whether it is paused.
func onLeave(f *file) (last casefile.Turn, paused bool) {
	for _, t := range slices.Backward(f.c.Turns) {
		if t.State == casefile.Paused || t.State == casefile.Resumed {
			return t, t.State == casefile.Paused
		}
	}
	return last, false
}

// Transfer moves a case to another school. Roles that follow the school end for
// those who held them, and begin for those of the new one on the roster.
func (d *Desk) Transfer(ctx context.Context, a Act, in Turn) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, day, err := w.turning(ctx, in, program.Coordinator)
		if err != nil {
			return message.Message{}, err
		}
		if in.School == "" || in.School == f.c.School {
			return message.Message{}, message.SameSchool()
		}
		if err := w.follows(ctx, f, in.School); err != nil {
			return message.Message{}, err
		}
		if f.cal, err = w.calendar(ctx, f.p, in.School); err != nil {
			return message.Message{}, err
		}
		f.c.School = in.School
		return message.TransferredCase(in.School, day, w.today(f)), w.turn(ctx, f, casefile.Turn{State: casefile.Transferred, Day: day, School: in.School})
	})
}

// follows gives the roles that follow the school to those of another school.
func (w *work) follows(ctx context.Context, f *file, school string) error {
	for _, role := range program.Fixed() {
		if !f.p.Roles[role].OfSite {
			continue
		}
		if err := w.vacate(ctx, f, role); err != nil {
			return err
		}
		people, err := w.tx.People(ctx, role)
		if err != nil {
			return err
		}
		for _, p := range people {
			if p.School != school {
				continue
			}
			party := casefile.Party{Person: p, Role: role, From: w.act.Now}
			if err := w.tx.AddParty(ctx, f.c.ID, party); err != nil {
				return err
			}
			f.c.Parties = append(f.c.Parties, party)
		}
	}
	return nil
}

// vacate ends a role of the case for everybody who holds it.
func (w *work) vacate(ctx context.Context, f *file, role program.Role) error {
	for i := range f.c.Parties {
		p := &f.c.Parties[i]
		if p.Role != role || p.Office || !p.Holding(w.act.Now) {
			continue
		}
		if err := w.tx.EndParty(ctx, f.c.ID, p.Person.ID, p.Role, w.act.Now); err != nil {
			return err
		}
		p.To = w.act.Now
	}
	return nil
}

// Separate records that the teacher resigned, retired or left. The case closes,
// by the file's own stage for it or without.
func (d *Desk) Separate(ctx context.Context, a Act, in Turn) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, day, err := w.turning(ctx, in, program.Coordinator, program.HR)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.turn(ctx, f, casefile.Turn{State: casefile.Separated, Day: day}); err != nil {
			return message.Message{}, err
		}
		if f.c.Closed == schoolday.None {
			if err := w.close(ctx, f); err != nil {
				return message.Message{}, err
			}
			if _, err := w.plan(ctx, f); err != nil {
				return message.Message{}, err
			}
		}
		return message.SeparatedCase(day, w.today(f)), nil
	})
}

// turning opens an open case for one who may turn it, and the day of the turn.
func (w *work) turning(ctx context.Context, in Turn, by ...program.Role) (*file, schoolday.Day, error) {
	f, err := w.open(ctx, in.Case, true)
	if err != nil {
		return nil, 0, err
	}
	if !slices.ContainsFunc(f.c.RolesOf(w.act.Who.ID, w.act.Now), func(r program.Role) bool { return slices.Contains(by, r) }) {
		return nil, 0, message.Gone()
	}
	if err := w.still(f); err != nil {
		return nil, 0, err
	}
	today := w.today(f)
	switch {
	case in.Day == schoolday.None:
		return f, today, nil
	case in.Day > today:
		return nil, 0, message.NotYetBegun(in.Day, today)
	}
	return f, max(in.Day, f.c.Opened), nil
}

// turn stores a turn, leaves the trace of it and plans again.
func (w *work) turn(ctx context.Context, f *file, t casefile.Turn) error {
	t.At, t.By = w.act.Now, w.act.Who.ID
	if err := w.tx.AddTurn(ctx, f.c.ID, t); err != nil {
		return err
	}
	f.c.Turns = append(f.c.Turns, t)
	if err := w.audit(ctx, f, "", string(t.State)+" the case"); err != nil {
		return err
	}
	_, err := w.plan(ctx, f)
	return err
}

// Waive records that the person does not use what is left of a right of theirs,
// by the key of the deadline. With the last of its holders it is over (LANGUAGE
// §2.2). For anybody else the right is absent.
func (d *Desk) Waive(ctx context.Context, a Act, in casefile.ID, key string) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.open(ctx, in, true)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.still(f); err != nil {
			return message.Message{}, err
		}
		for _, o := range w.owed(f) {
			if o.Deadline.Key != key || !o.Deadline.Right {
				continue
			}
			one := casefile.Waiver{Deadline: key, Person: a.Who.ID, At: a.Now}
			if err := w.tx.AddWaiver(ctx, in, one); err != nil {
				return message.Message{}, err
			}
			f.c.Waived = append(f.c.Waived, one)
			if err := w.audit(ctx, f, o.Deadline.Record, "waived "+o.Deadline.Rule); err != nil {
				return message.Message{}, err
			}
			if _, err := w.plan(ctx, f); err != nil {
				return message.Message{}, err
			}
			return message.WaivedRight(), nil
		}
		return message.Message{}, message.Gone()
	})
}
