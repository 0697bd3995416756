package casefile

import (
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Course is how a case has gone by a moment: all that happened, with what
// follows from it by the program.
type Course struct {
	Facts  []Fact    // in order of day, then of recording
	Rounds []Round   // begun so far, in order
	Stage  string    // where the case stands; "" in a track without stages
	Closes string    // why that stage closes the case, in words, or ""
	Dated  []Fact    // what has a day beforehand, past or to come, with State and Nth as its fact will have; a meeting's State is "held"
	Next   time.Time // the first moment after now at which time alone brings a fact; zero: none

	once map[string]bool // names that count over the whole case
}

// Round is one year or cycle of a case.
type Round struct {
	Start, End schoolday.Day // End None: not known yet
	At         time.Time     // when its start was recorded
}

// Follow returns the course of a case: its own facts, those that are given
// besides (what became of its deadlines), and what follows from both.
func Follow(p *program.Program, c *Case, cal schoolday.Calendar, now time.Time, besides []Fact) Course {
	_, _ = p, besides
	return Course{Facts: Facts(c, cal, now)}
}

// Ahead returns the first day on or after from on which one of the events is
// planned: a meeting, a date field, a calendar day, the end of a round; None
// when nothing of the kind is known (LANGUAGE §2.5). Days that have passed since
// count, so that a deadline keeps the date it had.
func (c *Course) Ahead(events []program.Event, from schoolday.Day) schoolday.Day {
	best := schoolday.None
	for _, f := range c.Dated {
		if f.Day >= from && Match(events, f) && (best == schoolday.None || f.Day < best) {
			best = f.Day
		}
	}
	return best
}

// Has reports whether one of the events happened in the round or later; over
// the whole case for forms once a case or holder and for case.* (LANGUAGE §3).
func (c *Course) Has(events []program.Event, round int) bool {
	for _, f := range c.Facts {
		if Match(events, f) && (f.Round >= round || f.Event.Name == "case" || c.once[f.Event.Name]) {
			return true
		}
	}
	return false
}
