package deadline

import (
	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// spell is a stretch in which a repeated duty or a window runs: from what
// started it to its until or to the next round.
type spell struct {
	start casefile.Fact
	end   schoolday.Day // the day of what ended it; None: it runs still
}

// runs reports whether the spell had not ended before a day.
func (s *spell) runs(d schoolday.Day) bool { return s.end == schoolday.None || d <= s.end }

// spells returns the stretches in which a rule runs. A second start within one
// opens nothing, and after its until nothing opens before the next start.
func (pl *planner) spells(rule *program.Deadline, starts []casefile.Fact) []spell {
	var all []spell
	var until casefile.Fact
	over := false
	for _, f := range starts {
		if n := len(all); n > 0 && roundOf(f) == roundOf(all[n-1].start) {
			if !over || f.Day < until.Day || f.Day == until.Day && !f.At.After(until.At) {
				continue
			}
		}
		s := spell{start: f}
		if until, over = pl.ended(rule, f.Day, f.At); over {
			s.end = until.Day
		}
		if next, _ := pl.round(roundOf(f) + 1); next != schoolday.None && s.runs(next) {
			s.end = next
		}
		all = append(all, s)
	}
	return all
}
