package casework

import (
	"context"
	"maps"
	"slices"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// visitTrack is the track of the shelf that all programs share (LANGUAGE §6).
const visitTrack = "visit"

// Visit asks for a consultancy visit. Only the requester, the program office
// and, once assigned, the consultant ever learn of it (BOS-42).
func (d *Desk) Visit(ctx context.Context, a Act, in Visit) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		p := w.offering()
		if p == nil || !a.Who.Holds(program.Teacher) {
			return message.Message{}, message.NoPlan("visits")
		}
		if n := utf8.RuneCountInString(in.Topic) + utf8.RuneCountInString(in.Wish); n > MaxText {
			return message.Message{}, message.TooLong("request", n, MaxText)
		}
		// Whoever gets the number also sees what was asked a moment ago.
		number, err := w.tx.NextVisit(ctx)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.once(ctx, in.Again); err != nil {
			return message.Message{}, err
		}
		return w.askVisit(ctx, p, number, in)
	})
}

// HomeProgram is the program of people without a case; without a choice, the
// first by key. It is nil when there is none.
func (d *Desk) HomeProgram() *program.Program {
	if p, ok := d.Programs[d.Home]; ok || len(d.Programs) == 0 {
		return p
	}
	return d.Programs[slices.Min(slices.Collect(maps.Keys(d.Programs)))]
}

// offering is the home program if it offers visits, else nil.
func (d *Desk) offering() *program.Program {
	if p := d.HomeProgram(); p != nil && p.Track(visitTrack) != nil {
		return p
	}
	return nil
}

func (w *work) askVisit(ctx context.Context, p *program.Program, number int, in Visit) (message.Message, error) {
	cal, err := w.calendar(ctx, p, w.act.Who.School)
	if err != nil {
		return message.Message{}, err
	}
	today := cal.Today(w.act.Now)
	c := casefile.Case{
		ID: postgres.NewID(), District: w.act.District, Program: p.Key, Version: p.Version, Track: visitTrack, Number: number,
		School: w.act.Who.School, Opened: today, OpenedAt: w.act.Now,
		Parties: []casefile.Party{{Person: w.act.Who, Role: program.Teacher, From: w.act.Now}},
		Records: []casefile.Record{w.filed("visit", today, in.answers())},
	}
	asked := &file{c: c, p: p, scope: p.In(c.Track), cal: cal}
	if err := w.holds(asked, c.Records[0]); err != nil {
		return message.Message{}, err
	}
	if err := w.create(ctx, p, c); err != nil {
		return message.Message{}, err
	}
	f, err := w.load(ctx, c.ID, true)
	if err != nil {
		return message.Message{}, err
	}
	if err := w.audit(ctx, f, c.Records[0].ID, "wrote visit"); err != nil {
		return message.Message{}, err
	}
	plan, err := w.plan(ctx, f)
	if err != nil {
		return message.Message{}, err
	}
	return message.VisitAsked(w.view(f), number, in.Topic, answerBy(plan, today)), nil
}

// answers are those that were given.
func (in Visit) answers() map[string]string {
	all := map[string]string{"topic": in.Topic, "wish": in.Wish, "reach": in.Reach}
	maps.DeleteFunc(all, func(_, answer string) bool { return answer == "" })
	return all
}

func answerBy(plan deadline.Plan, today schoolday.Day) schoolday.Day {
	for _, d := range plan.Deadlines {
		if d.Due != schoolday.None {
			return d.Due
		}
	}
	return today
}

// visit opens a visit by its number for one who may know of it.
func (w *work) visit(ctx context.Context, number int, lock bool) (*file, error) {
	id, err := w.tx.CaseByVisit(ctx, number)
	if err != nil {
		return nil, noVisit(number, err)
	}
	f, err := w.open(ctx, id, lock)
	if err != nil {
		return nil, noVisit(number, err)
	}
	if f.c.Closed != schoolday.None {
		return nil, message.NoVisit(number)
	}
	return f, nil
}

func noVisit(number int, err error) error {
	if fault.KindOf(err) == fault.Absent {
		return message.NoVisit(number)
	}
	return err
}

// WithdrawVisit takes the person's newest open request back: it closes, and
// what was planned for it is called off.
func (d *Desk) WithdrawVisit(ctx context.Context, a Act, number int) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.myVisit(ctx, number)
		if err != nil {
			return message.Message{}, err
		}
		return w.withdraw(ctx, f)
	})
}

func (w *work) withdraw(ctx context.Context, f *file) (message.Message, error) {
	if err := w.close(ctx, f); err != nil {
		return message.Message{}, err
	}
	if err := w.audit(ctx, f, f.c.Records[0].ID, "withdrew visit"); err != nil {
		return message.Message{}, err
	}
	if _, err := w.plan(ctx, f); err != nil {
		return message.Message{}, err
	}
	return message.VisitWithdrawn(), nil
}

// callOff cancels what is still to come in a case.
func (w *work) callOff(ctx context.Context, f *file) error {
	for _, m := range slices.Clone(f.c.Meetings) {
		if m.State == casefile.Planned && m.Start.After(w.act.Now) {
			if err := w.put(ctx, f, w.cancelled(f, m)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *work) myVisit(ctx context.Context, number int) (*file, error) {
	ids, err := w.tx.CasesOf(ctx, w.act.Who.ID)
	if err != nil {
		return nil, err
	}
	for _, id := range slices.Backward(ids) {
		f, err := w.load(ctx, id, true)
		if err != nil {
			return nil, err
		}
		asked := slices.Contains(f.c.RolesOf(w.act.Who.ID, w.act.Now), program.Teacher)
		if asked && f.c.Number > 0 && f.c.Closed == schoolday.None && (number == 0 || number == f.c.Number) {
			return f, nil
		}
	}
	return nil, message.NoVisit(number)
}

// ShowVisit shows a visit to those who know of it, and, to the coordinator, the
// consultants who could take it.
func (d *Desk) ShowVisit(ctx context.Context, a Act, visit int) (out message.Message, to []casefile.Person, err error) {
	err = d.read(ctx, a, func(w *work) error {
		f, err := w.visit(ctx, visit, false)
		if err != nil {
			return err
		}
		if err := w.audit(ctx, f, "", "looked at the visit"); err != nil {
			return err
		}
		out = message.VisitShown(w.view(f), visit)
		if slices.Contains(f.c.RolesOf(a.Who.ID, a.Now), program.Coordinator) {
			to, err = w.tx.People(ctx, program.Consultant)
		}
		return err
	})
	return out, to, err
}

// MeetVisit plans, moves or settles the appointment of a visit.
func (d *Desk) MeetVisit(ctx context.Context, a Act, visit int, in Meet) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.visit(ctx, visit, true)
		if err != nil {
			return message.Message{}, err
		}
		kind := f.scope.Meetings[0]
		if w.gate(f).MayConvene(a.Who.ID, kind).Level != program.Read {
			return message.Message{}, message.NoVisit(visit)
		}
		in.Kind = kind.Key
		return w.meet(ctx, f, in)
	})
}
