package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// leave is a pause of the case: its days, and the moments between which nobody
// is reminded. One that goes on has no end yet.
type leave struct {
	days     schoolday.Stretch
	from, to time.Time // to: zero while it goes on
}

// leaves are the pauses of the case so far. The day on which it is resumed
// counts again.
func leaves(c *casefile.Case, now time.Time) []leave {
	var all []leave
	for _, turn := range c.Turns {
		if turn.At.After(now) {
			continue
		}
		n := len(all)
		open := n > 0 && all[n-1].to.IsZero()
		switch {
		case turn.State == casefile.Paused && !open:
			all = append(all, leave{days: schoolday.Stretch{First: turn.Day, Last: schoolday.Ever}, from: turn.At})
		case turn.State == casefile.Resumed && open:
			all[n-1].days.Last, all[n-1].to = turn.Day.Add(-1), turn.At
		}
	}
	return all
}

// stops are the days on which a rule does not run (LANGUAGE §2.6).
func (pl *planner) stops(rule *program.Deadline) []schoolday.Stretch {
	switch rule.Stops {
	case "none":
		return nil
	case "breaks":
		if pl.breaks == nil {
			pl.breaks = schoolday.Join(slices.Concat(pl.cal.Breaks(), pl.away))
		}
		return pl.breaks
	}
	return pl.away
}

// silent reports whether a moment lies in a pause, in which nobody is reminded
// but by what runs always, and when it is over; zero: not yet.
func (pl *planner) silent(rule *program.Deadline, at time.Time) (until time.Time, is bool) {
	if rule != nil && rule.Stops == "none" {
		return time.Time{}, false
	}
	for _, l := range pl.leaves {
		if !at.Before(l.from) && (l.to.IsZero() || at.Before(l.to)) {
			return l.to, true
		}
	}
	return time.Time{}, false
}

// awake is a moment, or, when it lies in a pause, the next morning of a school
// day on which none goes on; none while one does.
func (pl *planner) awake(rule *program.Deadline, at time.Time) (time.Time, bool) {
	for {
		until, is := pl.silent(rule, at)
		if !is || until.IsZero() {
			return at, !is
		}
		at = pl.digest(until)
	}
}

// onLeave reports whether a school day of a week is one of a pause: such a week
// owes nothing of what stops for it.
func (pl *planner) onLeave(rule *program.Deadline, week schoolday.Day) bool {
	if rule.Stops == "none" || len(pl.away) == 0 {
		return false
	}
	for d := week; d < week+7; d++ {
		if pl.cal.IsSchoolDay(d) && slices.ContainsFunc(pl.away, func(s schoolday.Stretch) bool { return s.Has(d) }) {
			return true
		}
	}
	return false
}
