package casework

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// visitTrack is the track of the shelf that all programs share (LANGUAGE §6).
const visitTrack = "visit"

// firstVisit is how many school days ahead a first time is proposed when a
// visit is assigned, and when on that day.
const (
	firstVisitDays = 3
	firstVisitHour = 15
)

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
		twice, err := w.tx.Echo(ctx, a.Who.ID, hash(a.Text), a.Now.Add(-onceEvery), a.Request)
		if err != nil {
			return message.Message{}, err
		}
		if twice && a.Text != "" && !in.Again {
			return message.Message{}, asking{message.Again(a.Text)}
		}
		return w.askVisit(ctx, p, in)
	})
}

// offering is the program that offers visits, the first by key.
func (d *Desk) offering() *program.Program {
	var found *program.Program
	for _, p := range d.Programs {
		if p.Track(visitTrack) != nil && (found == nil || p.Key < found.Key) {
			found = p
		}
	}
	return found
}

func (w *work) askVisit(ctx context.Context, p *program.Program, in Visit) (message.Message, error) {
	number, err := w.tx.NextVisit(ctx)
	if err != nil {
		return message.Message{}, err
	}
	cal, err := w.calendar(ctx, p, w.act.Who.School)
	if err != nil {
		return message.Message{}, err
	}
	today := cal.Today(w.act.Now)
	c := casefile.Case{
		ID: postgres.NewID(), District: w.act.District, Program: p.Key, Version: p.Version, Track: visitTrack, Number: number,
		School: w.act.Who.School, Opened: today, OpenedAt: w.act.Now,
		Parties: []casefile.Party{{Person: w.act.Who, Role: program.Teacher, From: w.act.Now}},
		Records: []casefile.Record{w.filed("visit", today, map[string]string{"topic": in.Topic, "wish": in.Wish, "reach": in.Reach})},
	}
	if err := w.tx.CreateCase(ctx, c); err != nil {
		return message.Message{}, err
	}
	f, err := w.load(ctx, c.ID, true)
	if err != nil {
		return message.Message{}, err
	}
	plan, err := w.plan(ctx, f)
	if err != nil {
		return message.Message{}, err
	}
	return message.VisitAsked(w.view(f), number, in.Topic, answerBy(plan, today)), nil
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
		return nil, message.NoVisit(number)
	}
	f, err := w.open(ctx, id, lock)
	if err != nil || f.c.Closed != schoolday.None {
		return nil, message.NoVisit(number)
	}
	return f, nil
}

// WithdrawVisit takes the person's newest open request back: it closes, and
// what was planned for it is called off.
func (d *Desk) WithdrawVisit(ctx context.Context, a Act, number int) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.myVisit(ctx, number)
		if err != nil {
			return message.Message{}, err
		}
		for _, m := range slices.Clone(f.c.Meetings) {
			if m.State == casefile.Planned && m.Start.After(a.Now) {
				if err := w.put(ctx, f, w.cancelled(m)); err != nil {
					return message.Message{}, err
				}
			}
		}
		today := w.today(f)
		if err := w.tx.CloseCase(ctx, f.c.ID, today, a.Now); err != nil {
			return message.Message{}, err
		}
		f.c.Closed, f.c.ClosedAt = today, a.Now
		if _, err := w.plan(ctx, f); err != nil {
			return message.Message{}, err
		}
		return message.VisitWithdrawn(), nil
	})
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

// Assign gives a visit to a consultant and invites both to a first time, which
// either of them can move: the time given, else three school days ahead.
func (d *Desk) Assign(ctx context.Context, a Act, visit int, consultant casefile.ID, when Meet) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.visit(ctx, visit, true)
		if err != nil {
			return message.Message{}, err
		}
		form := f.scope.Form("visit-answer")
		if form == nil || !slices.Contains(f.c.RolesOf(a.Who.ID, a.Now), program.Coordinator) {
			return message.Message{}, message.NoVisit(visit)
		}
		to, err := w.tx.Person(ctx, consultant)
		if err != nil || !to.Holds(program.Consultant) {
			return message.Message{}, message.NobodyOnRoster(string(consultant))
		}
		if err := w.give(ctx, f, to); err != nil {
			return message.Message{}, err
		}
		m, err := w.firstTime(ctx, f, when)
		if err != nil {
			return message.Message{}, err
		}
		return message.VisitAssigned(w.view(f), visit, to, m), nil
	})
}

// give files the answer and makes the person the visit's consultant; one who
// was it before is so no longer.
func (w *work) give(ctx context.Context, f *file, to casefile.Person) error {
	for i := range f.c.Parties {
		p := &f.c.Parties[i]
		if p.Role == program.Consultant && p.Holding(w.act.Now) {
			if err := w.tx.EndParty(ctx, f.c.ID, p.Person.ID, p.Role, w.act.Now); err != nil {
				return err
			}
			p.To = w.act.Now
		}
	}
	party := casefile.Party{Person: to, Role: program.Consultant, From: w.act.Now}
	if err := w.tx.AddParty(ctx, f.c.ID, party); err != nil {
		return err
	}
	f.c.Parties = append(f.c.Parties, party)
	r := w.filed("visit-answer", w.today(f), map[string]string{"consultant": string(to.ID)})
	r.Outcome, r.On = "accepted", f.c.Records[0].ID
	r.Steps = append(r.Steps, casefile.Step{State: "accepted", Day: r.Day, At: r.At, By: r.Author})
	return w.store(ctx, f, r)
}

func (w *work) firstTime(ctx context.Context, f *file, when Meet) (casefile.Meeting, error) {
	kind := f.scope.Meetings[0]
	day, hour, minute := when.Day, when.Hour, when.Minute
	if day == schoolday.None {
		day, hour, minute = f.cal.AddSchoolDays(w.today(f), firstVisitDays), firstVisitHour, 0
	}
	m := w.newMeeting(f, kind)
	m.Start = day.At(hour, minute, f.cal.Zone)
	if !m.Start.After(w.act.Now) {
		return m, message.Past(day, w.today(f))
	}
	minutes := when.Minutes
	if minutes == 0 {
		minutes = kind.Minutes
	}
	m.End, m.Place, m.State = m.Start.Add(time.Duration(minutes)*time.Minute), when.Place, casefile.Planned
	if m.Place == "" {
		m.Place = f.c.School
	}
	m.Steps = []casefile.Step{w.step(casefile.Planned, w.today(f))}
	return m, w.settle(ctx, f, m, "planned")
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
