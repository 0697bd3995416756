package casework

import (
	"context"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// firstVisit is how many school days ahead a first time is proposed when a
// visit is assigned, and when on that day.
const (
	firstVisitDays = 3
	firstVisitHour = 15
)

// Assign gives a visit to a consultant and invites both to a first time, which
// either of them can move: the time given, else three school days ahead. Who
// was to come before comes no longer; the same one again only gets the time.
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
		to, err := w.visitor(ctx, f, consultant)
		if err != nil {
			return message.Message{}, err
		}
		if comes(f, to, a.Now) {
			if open, _ := openMeetings(f, f.scope.Meetings[0].Key, a.Now); len(open) > 0 {
				return w.retime(ctx, f, *open[0], when)
			}
		} else if err := w.give(ctx, f, to); err != nil {
			return message.Message{}, err
		}
		m, err := w.firstTime(ctx, f, when)
		if err != nil {
			return message.Message{}, err
		}
		return message.VisitAssigned(w.view(f), visit, to, m), nil
	})
}

// visitor is a consultant on the roster who can be sent to the requester.
func (w *work) visitor(ctx context.Context, f *file, id casefile.ID) (casefile.Person, error) {
	to, err := w.tx.Person(ctx, id)
	if fault.KindOf(err) == fault.Absent {
		return to, message.NobodyOnRoster(string(id))
	}
	if err != nil {
		return to, err
	}
	asks := slices.ContainsFunc(f.c.Holders(program.Teacher, w.act.Now), func(p casefile.Person) bool { return p.ID == id })
	if asks || !to.Holds(program.Consultant) {
		return to, message.NobodyOnRoster(to.Name)
	}
	return to, nil
}

// comes reports whether the person is the visit's consultant already.
func comes(f *file, p casefile.Person, now time.Time) bool {
	return slices.ContainsFunc(f.c.Holders(program.Consultant, now), func(one casefile.Person) bool { return one.ID == p.ID })
}

// retime gives the appointment of a visit the time named, if one is.
func (w *work) retime(ctx context.Context, f *file, m casefile.Meeting, when Meet) (message.Message, error) {
	if when.Day == schoolday.None {
		return message.Unchanged(w.view(f), m), nil
	}
	start := when.Day.At(when.Hour, when.Minute, f.cal.Zone)
	if !start.After(w.act.Now) {
		return message.Message{}, message.Past(when.Day, w.today(f))
	}
	length, place := m.End.Sub(m.Start), when.Place
	if when.Minutes > 0 {
		length = time.Duration(when.Minutes) * time.Minute
	}
	if place == "" {
		place = m.Place
	}
	return w.move(ctx, f, m, casefile.Meeting{Start: start, End: start.Add(length), Place: place})
}

// give files the answer and makes the person the visit's consultant; one who
// was it before is so no longer, and hears that nothing will come of the date.
func (w *work) give(ctx context.Context, f *file, to casefile.Person) error {
	if err := w.callOff(ctx, f); err != nil {
		return err
	}
	if err := w.vacate(ctx, f, program.Consultant); err != nil {
		return err
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
