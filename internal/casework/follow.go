package casework

import (
	"context"
	"fmt"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// mostTurns bounds how often what was done by itself leads to more.
const mostTurns = 12

// plan does what the contract asks of the system, stores what follows from the
// file as the difference to what is stored, and keeps the teacher's place among
// programs that exclude each other: all in the transaction of whatever was just
// added to the file. Doing it again changes nothing.
func (w *work) plan(ctx context.Context, f *file) (deadline.Plan, error) {
	plan, err := w.follow(ctx, f)
	if err != nil {
		return plan, err
	}
	if _, err := w.tx.SavePlan(ctx, &f.c, plan, w.act.Now); err != nil {
		return plan, fmt.Errorf("plan of case %s: %w", f.c.ID, err)
	}
	return plan, w.keepApart(ctx, f, plan)
}

// follow makes the records that the system has to make and closes the case when
// its stage does, until nothing more follows.
func (w *work) follow(ctx context.Context, f *file) (deadline.Plan, error) {
	plan := w.make(f)
	for range mostTurns {
		switch {
		case len(plan.Made) > 0:
			for _, made := range plan.Made {
				if err := w.byItself(ctx, f, w.made(f, made)); err != nil {
					return plan, err
				}
			}
		case closes(f, plan):
			if err := w.end(ctx, f); err != nil {
				return plan, err
			}
		default:
			return plan, nil
		}
		plan = w.make(f)
	}
	return plan, nil
}

// closes reports whether a case is to be closed by the stage that it reached.
func closes(f *file, plan deadline.Plan) bool {
	return plan.Course.Closes != "" && f.c.Closed == schoolday.None
}

// made is a record as the system makes it: a draft for whoever writes it on, a
// text that waits for its signers, or, with nobody to wait for, filed.
func (w *work) made(f *file, m deadline.Made) casefile.Record {
	state := casefile.Filed
	form := f.scope.Form(m.Form)
	switch {
	case len(form.By) > 0 || len(form.DiscussedAt) > 0:
		state = casefile.Draft
	case len(form.Signs) > 0:
		state = casefile.Issued
	}
	r := casefile.Record{
		ID: postgres.NewID(), Form: m.Form, Day: m.Day, At: w.act.Now, MadeFor: m.Key,
		Steps: []casefile.Step{{State: state, Day: w.today(f), At: w.act.Now}},
	}
	on := m.For.Record
	if m.For.Meeting != "" {
		on = m.For.Meeting
	}
	if slices.Contains(form.Attaches, m.For.Event.Name) {
		r.On = on
	}
	return r
}

// byItself adds a record that nobody wrote.
func (w *work) byItself(ctx context.Context, f *file, r casefile.Record) error {
	if err := w.add(ctx, f, r); err != nil {
		return err
	}
	return w.tx.Audit(ctx, postgres.Entry{Case: f.c.ID, Record: r.ID, What: "made " + r.Form, At: w.act.Now})
}

// close closes the case today and calls off what was still to come in it.
func (w *work) close(ctx context.Context, f *file) error {
	today := w.today(f)
	if err := w.tx.CloseCase(ctx, f.c.ID, today, w.act.Now); err != nil {
		return err
	}
	f.c.Closed, f.c.ClosedAt = today, w.act.Now
	return w.callOff(ctx, f)
}

// end closes the case by the contract, which nobody did.
func (w *work) end(ctx context.Context, f *file) error {
	if err := w.close(ctx, f); err != nil {
		return err
	}
	return w.tx.Audit(ctx, postgres.Entry{Case: f.c.ID, What: "closed the case", At: w.act.Now})
}

// keepApart keeps the days on which the case keeps its teacher out of the
// programs that exclude its own: from the start of the first round to closing.
// That somebody is in two of them refuses the whole transaction (BOS-51).
func (w *work) keepApart(ctx context.Context, f *file, plan deadline.Plan) error {
	track := f.p.Track(f.c.Track)
	if track == nil || len(track.Excludes) == 0 || len(plan.Course.Rounds) == 0 {
		return nil
	}
	circle := append(slices.Clone(track.Excludes), f.p.Key)
	slices.Sort(circle)
	one := postgres.Exclusion{Case: f.c.ID, Circle: slices.Compact(circle), First: plan.Course.Rounds[0].Start, Last: f.c.Closed}
	if one.Last != schoolday.None {
		one.Last = max(one.First, one.Last)
	}
	for _, p := range f.c.Parties {
		if p.Role == program.Teacher && !p.Office {
			one.Teacher = p.Person.ID
			return w.tx.SaveExclusive(ctx, one)
		}
	}
	return nil
}
