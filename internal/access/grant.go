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
	if !g.begun(cell.From, a) || cell.Until.State != "" && g.happened(cell.Until) {
		return false
	}
	if a.record == nil {
		return true
	}
	switch {
	case cell.Own && a.record.Author != a.viewer,
		cell.Shared && !slices.Contains(a.record.Shared, a.role),
		cell.Presented && !g.presented(a):
		return false
	}
	return true
}

// begun reports whether a grant's time has come. A bare state is the record's
// own; any other cell holds from filing, and from its event on if it names one.
func (g *Gate) begun(from program.Event, a ask) bool {
	if a.record != nil {
		if from.Name == "" && from.State != "" {
			return a.record.Entered(casefile.State(from.State)) || a.record.Entered(casefile.Filed)
		}
		if !a.record.Entered(casefile.Filed) {
			return false
		}
	}
	return from.Name == "" || g.happened(from)
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
		g.facts = casefile.Facts(g.c, g.cal, g.now)
	}
	return slices.ContainsFunc(g.facts, func(f casefile.Fact) bool {
		return f.Event.Name == e.Name && f.Event.State == e.State && (e.Nth == 0 || f.Event.Nth == e.Nth) && !f.At.After(g.now)
	})
}
