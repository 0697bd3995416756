package access

import (
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// opened is how much the teacher has opened of what is asked about to one person:
// as far and as early as the teacher reads it. Of the case itself one who was
// given anything may know (LANGUAGE §1, granted; X-15).
func (g *Gate) opened(a ask) program.Level {
	if a.role == program.Teacher || !g.given(a) {
		return program.Nothing
	}
	level := program.Nothing
	for _, teacher := range g.c.Holders(program.Teacher, g.now) {
		switch {
		case teacher.ID == a.viewer:
		case a.record != nil:
			level = max(level, g.Decide(teacher.ID, a.record).Level)
		case a.meeting != "":
			if m := g.c.Meeting(a.meeting); m != nil {
				level = max(level, g.meetingLevel(teacher.ID, m))
			}
		default:
			level = max(level, g.Knows(teacher.ID).Level)
		}
	}
	return level
}

// given reports whether a grant to the person is open and covers what is asked
// about: the whole file does, and a record brings along what is attached to it.
func (g *Gate) given(a ask) bool {
	return slices.ContainsFunc(g.c.Grants, func(one casefile.Grant) bool {
		if one.To != a.viewer || !one.Holds(g.now) {
			return false
		}
		switch {
		case one.Record == "":
			return true
		case a.record != nil:
			return one.Record == a.record.ID || one.Record == a.record.On
		case a.meeting != "":
			return one.Record == a.meeting
		}
		return true
	})
}
