package access

import (
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// ask is one person's question in one role, about a record or, without one,
// about the case itself.
type ask struct {
	viewer casefile.ID
	role   program.Role
	record *casefile.Record
}

// widest is the highest level among the grants that hold now.
func (g *Gate) widest(grants []program.Grant, a ask) program.Level {
	level := program.Nothing
	for _, cell := range grants {
		if cell.Level > level && g.holds(cell, a) {
			level = cell.Level
		}
	}
	return level
}

// holds reports whether every word of a grant is true now.
func (g *Gate) holds(cell program.Grant, a ask) bool {
	if cell.Granted {
		return false // a representative reads only what a teacher opens, and nothing can be opened yet
	}
	if !g.begun(cell.From, a) || cell.Until.State != "" && g.reached(cell.Until, a) {
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
func (g *Gate) begun(from program.Event, a ask) bool {
	if from.Name == "" && from.State != "" {
		return g.reached(from, a) || a.record != nil && slices.Contains(early[:], casefile.State(from.State)) && a.record.Entered(casefile.Filed)
	}
	if a.record != nil && !a.record.Entered(casefile.Filed) {
		return false
	}
	return from.Name == "" || g.happened(from)
}

// reached reports whether an event has happened, or, for a bare state, whether
// the record in question has entered it.
func (g *Gate) reached(e program.Event, a ask) bool {
	if e.Name == "" {
		return a.record != nil && a.record.Entered(casefile.State(e.State))
	}
	return g.happened(e)
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

func (g *Gate) anyHappened(events []program.Event) bool {
	return slices.ContainsFunc(events, g.happened)
}

// happened reports whether an event was recorded by now. It counts from the
// instant of recording: back-dating opens nothing (LANGUAGE §3).
func (g *Gate) happened(e program.Event) bool {
	if g.facts == nil {
		g.facts = slices.Concat(casefile.Facts(g.c, g.cal, g.now), casefile.Packets(g.c, g.scope, g.cal, g.now))
	}
	return slices.ContainsFunc(g.facts, func(f casefile.Fact) bool { return casefile.Match([]program.Event{e}, f) })
}
