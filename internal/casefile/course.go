package casefile

import (
	"slices"
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
	Dated  []Fact    // what has a day beforehand, past or to come; a meeting's State is held or packet
	Next   time.Time // the first moment after now at which time alone brings a fact; zero: none

	log *history
}

// Round is one year or cycle of a case.
type Round struct {
	Start, End schoolday.Day // End None: not known yet
	At         time.Time     // when its start was recorded
}

// Follow returns the course of the case: what the book says, those that are given
// besides (what became of its deadlines: the key with State over or met), and
// what follows from both: rounds, checklists, stages. Facts are taken in the
// order in which they were recorded, so a later fact never changes what
// followed from earlier ones. A fact belongs to the round in which it was
// recorded, but a record stays in the one in which it left draft, a meeting and
// what is attached to it belong to the one of its day, and what starts a round
// belongs to that one. It is pure.
func (b *Book) Follow(besides []Fact) Course {
	h := newHistory(b)
	h.replay(h.until(b.merged(besides)))
	course := Course{Rounds: h.rounds, Stage: h.stage, Next: h.next, log: h}
	if s := h.track.Stage(h.stage); s != nil {
		course.Closes = s.Closes
	}
	dated := h.dated()
	if n := len(h.rounds); n > 0 && !h.over {
		h.rounds[n-1].End = h.roundEnd(dated)
	}
	course.Dated = byDay(slices.Concat(dated, h.boundaries(dated)))
	course.Facts = byDay(slices.Clip(h.facts))
	return course
}

// Round is the number of the present round: 0 before the first.
func (c *Course) Round() int { return len(c.Rounds) }

// Has reports whether one of the events happened in a round or later; over the
// whole case for what is once for a case or a holder and for case.* (LANGUAGE
// §3), and for everything in round 0. Of several records with an outcome the
// newest of the round counts.
func (c *Course) Has(events []program.Event, round int) bool {
	if c.log == nil {
		return false
	}
	return c.log.happened(events, round) != schoolday.None
}

// Ahead returns the first day on or after from on which one of the events is
// planned: a meeting, a packet, a date field, a calendar day, the end of a
// round; None when nothing of the kind is known (LANGUAGE §2.5). Days that have
// passed since count, so that a deadline keeps the date it had.
func (c *Course) Ahead(events []program.Event, from schoolday.Day) schoolday.Day {
	best := schoolday.None
	for _, f := range c.Dated {
		if f.Day >= from && (best == schoolday.None || f.Day < best) && planned(events, f) {
			best = f.Day
		}
	}
	return best
}

// planned reports whether something with a day is what one of the events asks
// for. Whatever is asked of a meeting but its packet falls on its day.
func planned(events []program.Event, f Fact) bool {
	for _, e := range events {
		if f.Meeting != "" && e.State != packet {
			e.State = string(Held)
		}
		if Match([]program.Event{e}, f) {
			return true
		}
	}
	return false
}
