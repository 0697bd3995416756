package access

import (
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// ask is one person's question in one role, about a record or a meeting or,
// without either, about the case itself.
type ask struct {
	viewer  casefile.ID
	role    program.Role
	record  *casefile.Record
	meeting casefile.ID
}

// widest is the highest level among the grants that hold now.
func (g *Gate) widest(grants []program.Grant, a ask) program.Level {
	level := program.Nothing
	for _, cell := range grants {
		if cell.Level <= level || !g.holds(cell, a) {
			continue
		}
		most := cell.Level
		if cell.Granted {
			most = min(most, g.opened(a))
		}
		level = max(level, most)
	}
	return level
}

// holds reports whether every word of a grant is true now.
func (g *Gate) holds(cell program.Grant, a ask) bool {
	if !g.begun(cell, a) || cell.Until.State != "" && g.reached(cell.Until, a) {
		return false
	}
	if a.record == nil {
		return !cell.Own && !cell.Shared && !cell.Presented
	}
	switch {
	case cell.Own && a.record.Author != a.viewer,
		cell.Shared && !slices.Contains(a.record.Shared, a.role),
		cell.Presented && !g.presented(a):
		return false
	}
	return true
}

// early are the states that filing stands for: what is filed has passed them,
// or, declined and released, will never enter them (AMB-15). It stands for no
// later one: what is served or decided may come long after.
var early = [...]casefile.State{
	casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Signed, casefile.Declined, casefile.Answered, casefile.Filed,
}

// begun reports whether a grant's time has come. A bare state is the record's
// own; any other cell holds from filing, and from its event on if it names one.
// What the teacher opens is read as early as the teacher reads it.
func (g *Gate) begun(cell program.Grant, a ask) bool {
	from := cell.From
	if from.Name == "" && from.State != "" {
		return g.reached(from, a) || a.record != nil && slices.Contains(early[:], casefile.State(from.State)) && g.filed(a.record)
	}
	if a.record != nil && !cell.Granted && !g.filed(a.record) {
		return false
	}
	return from.Name == "" || g.happened(from, a)
}

// on reports whether an event is about what is attached to the record in
// question: then it counts for that record alone, as in a deadline (LANGUAGE
// §2.3). A dispute that was opened opens no other dispute (CLO-21).
func (g *Gate) on(e program.Event, r *casefile.Record) bool {
	form := g.scope.Form(e.Name)
	return r != nil && form != nil && slices.Contains(form.Attaches, r.Form)
}

// attached reports whether something attached to a record has entered the state
// of an event.
func (g *Gate) attached(e program.Event, r *casefile.Record) bool {
	return slices.ContainsFunc(g.c.Records, func(one casefile.Record) bool {
		return one.Form == e.Name && one.On == r.ID && one.Live() && !one.At.After(g.now) &&
			(g.entered(&one, casefile.State(e.State)) || g.filed(&one) && one.Outcome == e.State)
	})
}

// reached reports whether an event has happened, or, for a bare state, whether
// the record in question has entered it.
func (g *Gate) reached(e program.Event, a ask) bool {
	if e.Name == "" {
		return a.record != nil && g.entered(a.record, casefile.State(e.State))
	}
	return g.happened(e, a)
}

// filed reports whether a record is complete: filed, and confirmed where it
// needs a second person (LANGUAGE §1, second).
func (g *Gate) filed(r *casefile.Record) bool {
	if !r.Entered(casefile.Filed) {
		return false
	}
	form := g.scope.Form(r.Form)
	return form == nil || !g.c.Unconfirmed(r, form)
}

// entered reports whether a record is in a state, or was; nothing that comes
// with filing holds before it is filed in this sense.
func (g *Gate) entered(r *casefile.Record, state casefile.State) bool {
	return r.Entered(state) && (slices.Contains(early[:len(early)-1], state) || g.filed(r))
}

// presented reports whether the record lay on the table of a held meeting at
// which the reader and the teacher were recorded present (CLO-23).
func (g *Gate) presented(a ask) bool {
	return slices.ContainsFunc(a.record.Presented, func(id casefile.ID) bool {
		m := g.c.Meeting(id)
		if m == nil || m.State != casefile.Held {
			return false
		}
		reader, teacher := false, false
		for _, at := range m.Attendees {
			reader = reader || at.Present && at.Person.ID == a.viewer
			teacher = teacher || at.Present && at.Role == program.Teacher
		}
		return reader && teacher
	})
}

// anyHappened reports whether one of the events was recorded by now in the
// present round.
func (g *Gate) anyHappened(events []program.Event) bool {
	course := g.followed()
	return course.Has(events, len(course.Rounds))
}

// happened reports whether an event was recorded by now in the round of what is
// asked about or later; for the case itself, over all of it. It counts from the
// instant of recording: back-dating opens nothing (LANGUAGE §3).
func (g *Gate) happened(e program.Event, a ask) bool {
	if g.on(e, a.record) {
		return g.attached(e, a.record)
	}
	return g.followed().Has([]program.Event{e}, g.roundOf(a))
}

// followed is the course of the case, which costs something and is asked for by
// few cells.
func (g *Gate) followed() *casefile.Course {
	if g.course == nil {
		course := deadline.Course(g.p, g.c, g.cal, g.now)
		g.course = &course
	}
	return g.course
}

// roundOf is the round in which a record was begun or a meeting called; 0, and
// so the whole case, for the case itself and what has not happened yet.
func (g *Gate) roundOf(a ask) int {
	if a.record == nil && a.meeting == "" {
		return 0
	}
	for _, f := range g.followed().Facts {
		if a.record != nil && f.Record == a.record.ID || a.meeting != "" && f.Meeting == a.meeting {
			return f.Round
		}
	}
	return 0
}
