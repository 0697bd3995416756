package rehearsal

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// appoint brings a meeting to a state: asked for, planned, or held.
func (pl *player) appoint(m *program.Meeting, e program.Event, depth int) bool {
	switch {
	case len(m.Needs) > 0 && !pl.has(m.Needs):
		return pl.any(m.Needs, depth)
	case pl.ahead(m.Key) != nil:
		return false // it is held on its day
	case e.State == string(casefile.Planned) && len(m.DatesBy) > 0 && pl.asked(m.Key) == nil:
		pl.ask(m)
		return true
	case e.State == string(casefile.Planned):
		pl.arrangeOn(m, pl.soonest(m))
		return true
	case m.Once != "" && pl.has([]program.Event{{Name: m.Key, State: string(casefile.Held)}}):
		return false
	case pl.heldToday([]string{m.Key}) != nil:
		return false
	}
	return pl.hold(m)
}

// notice is how many school days ahead a meeting is planned.
const notice = 5

// soonest is the first day on which a meeting that is planned today can be held:
// in some school days, and late enough for what is due before it.
func (pl *player) soonest(m *program.Meeting) schoolday.Day {
	day := pl.Calendar.AddSchoolDays(pl.today, notice)
	for _, d := range pl.scope.Deadlines {
		if d.Due != nil && slices.ContainsFunc(d.Due.Before, func(e program.Event) bool { return e.Name == m.Key }) {
			begun := pl.Calendar.AddSchoolDays(pl.today, 1)
			day = max(day, pl.Calendar.Next(pl.Calendar.Count(begun, d.Due.Span, schoolday.Forward).Due+1))
		}
	}
	return day
}

// arrange plans the meetings that duties need, some days ahead of the day on
// which they are done; one that other dates hang on, earlier.
func (pl *player) arrange() {
	for i := range pl.plan.Deadlines {
		d := &pl.plan.Deadlines[i]
		day := pl.target(d)
		if d.State != deadline.Open || d.Right || day == schoolday.None || day < pl.today {
			continue
		}
		for _, e := range pl.scope.Deadline(d.Rule).MetBy {
			m := pl.table(e)
			if m != nil && day-pl.lead(m) <= pl.today && pl.ahead(m.Key) == nil && (len(m.Needs) == 0 || pl.has(m.Needs)) {
				pl.arrangeOn(m, day)
			}
		}
	}
	pl.replan()
}

// table is the meeting that an event is, or at which its form is discussed.
func (pl *player) table(e program.Event) *program.Meeting {
	if f := pl.scope.Form(e.Name); f != nil && len(f.DiscussedAt) > 0 {
		return pl.scope.Meeting(f.DiscussedAt[0])
	}
	if m := pl.scope.Meeting(e.Name); m != nil && e.State == string(casefile.Held) {
		return m
	}
	return nil
}

// lead is how long before its day a meeting is planned.
func (pl *player) lead(m *program.Meeting) schoolday.Day {
	bounds := slices.ContainsFunc(pl.scope.Deadlines, func(d *program.Deadline) bool {
		return d.Due != nil && slices.ContainsFunc(slices.Concat(d.Due.By, d.Due.Before), func(e program.Event) bool { return e.Name == m.Key })
	})
	switch {
	case m.Packet.N > 0:
		return 60
	case bounds:
		return 45
	}
	return 10
}

// ahead is a meeting of the kind that is planned from now on, or nil.
func (pl *player) ahead(kind string) *casefile.Meeting {
	return pl.find(kind, func(m *casefile.Meeting) bool { return m.State == casefile.Planned })
}

func (pl *player) asked(kind string) *casefile.Meeting {
	return pl.find(kind, func(m *casefile.Meeting) bool { return m.State == casefile.Asked })
}

func (pl *player) heldToday(kinds []string) *casefile.Meeting {
	for _, kind := range kinds {
		if m := pl.find(kind, func(m *casefile.Meeting) bool {
			return m.State == casefile.Held && schoolday.Of(m.Start.In(pl.Calendar.Zone)) == pl.today
		}); m != nil {
			return m
		}
	}
	return nil
}

func (pl *player) find(kind string, fits func(*casefile.Meeting) bool) *casefile.Meeting {
	for i := range pl.c.Meetings {
		if m := &pl.c.Meetings[i]; m.Kind == kind && fits(m) {
			return m
		}
	}
	return nil
}

// ask asks those who give the dates of a meeting for one.
func (pl *player) ask(m *program.Meeting) {
	by := pl.one(m.ConvenedBy)
	pl.c.Meetings = append(pl.c.Meetings, casefile.Meeting{
		ID: pl.id(), Kind: m.Key, State: casefile.Asked, Zone: pl.Calendar.Zone.String(), Convener: by, Attendees: pl.attendees(m),
		Steps: []casefile.Step{pl.step(casefile.Asked, by)},
	})
}

// arrangeOn plans a meeting for the afternoon of a day.
func (pl *player) arrangeOn(m *program.Meeting, day schoolday.Day) *casefile.Meeting {
	one := pl.asked(m.Key)
	if one == nil {
		pl.c.Meetings = append(pl.c.Meetings, casefile.Meeting{
			ID: pl.id(), Kind: m.Key, Zone: pl.Calendar.Zone.String(), Convener: pl.one(m.ConvenedBy), Attendees: pl.attendees(m),
		})
		one = &pl.c.Meetings[len(pl.c.Meetings)-1]
	}
	one.UID = string(one.ID) + "@rehearsal.example"
	one.State, one.Start = casefile.Planned, day.At(afternoon, 0, pl.Calendar.Zone)
	one.End = one.Start.Add(time.Duration(m.Minutes) * time.Minute)
	one.Steps = append(one.Steps, pl.step(casefile.Planned, one.Convener))
	return one
}

func (pl *player) attendees(m *program.Meeting) []casefile.Attendee {
	var all []casefile.Attendee
	for _, role := range m.Attendees {
		for _, p := range pl.c.Holders(role, pl.now) {
			if !slices.ContainsFunc(all, func(a casefile.Attendee) bool { return a.Person.ID == p.ID }) {
				all = append(all, casefile.Attendee{Person: p, Role: role, Answer: "yes", Answered: pl.now})
			}
		}
	}
	return all
}

// hold holds a meeting of the kind now, planned or not.
func (pl *player) hold(kind *program.Meeting) bool {
	for _, role := range kind.Attendees {
		if len(pl.c.Holders(role, pl.now)) == 0 {
			return pl.fill([]program.Role{role}, 0)
		}
	}
	m := pl.ahead(kind.Key)
	if m == nil {
		m = pl.arrangeOn(kind, pl.today)
	}
	pl.held(m, kind)
	return true
}

// settle holds the meetings whose day has come.
func (pl *player) settle() {
	for i := 0; i < len(pl.c.Meetings); i++ {
		m := &pl.c.Meetings[i]
		if m.State == casefile.Planned && schoolday.Of(m.Start.In(pl.Calendar.Zone)) <= pl.today {
			pl.held(m, pl.scope.Meeting(m.Kind))
		}
	}
	pl.replan()
}

// held records a meeting as held with everybody there, and the papers that were
// on its table.
func (pl *player) held(m *casefile.Meeting, kind *program.Meeting) {
	for i := range m.Attendees {
		m.Attendees[i].Present = true
	}
	m.State = casefile.Held
	m.Steps = append(m.Steps, pl.step(casefile.Held, m.Convener))
	id := m.ID
	pl.lines = append(pl.lines, Line{Day: pl.today, At: m.Start, Until: m.End, Roles: kind.Attendees, Kind: Meeting, Text: kind.Title, Why: cite(kind.Cite)})
	pl.replan()
	for _, f := range pl.scope.Forms {
		if slices.Contains(f.DiscussedAt, kind.Key) && !pl.enough(f) && pl.timely(f) || slices.Contains(f.Attaches, kind.Key) && !pl.owed(f) {
			pl.paper(f, program.Event{}, thing{meeting: id}, 0)
		}
	}
}

// timely reports whether a form that is discussed at a meeting is for this one:
// it is begun, or its day has come, or no duty says when.
func (pl *player) timely(f *program.Form) bool {
	return pl.underWay(f, thing{}) != nil || !pl.owed(f) || slices.ContainsFunc(pl.plan.Deadlines, func(d deadline.Deadline) bool {
		return d.State == deadline.Open && pl.target(&d) != schoolday.None && pl.target(&d) <= pl.today &&
			slices.ContainsFunc(pl.scope.Deadline(d.Rule).MetBy, func(e program.Event) bool { return e.Name == f.Key })
	})
}

// owed reports whether a duty asks for the form, so that it comes by itself.
func (pl *player) owed(f *program.Form) bool {
	return slices.ContainsFunc(pl.scope.Deadlines, func(d *program.Deadline) bool {
		return slices.ContainsFunc(d.MetBy, func(e program.Event) bool { return e.Name == f.Key })
	})
}
