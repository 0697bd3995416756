package casefile

import (
	"slices"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// stages is where a case has been.
type stages struct {
	since   int            // place in the facts from which on one moves it
	need    int            // the round from which on one does
	entered map[string]int // the round in which a stage was entered last, plus one
	left    map[string]int // by where a move from any stage led: place from which it counts again
	day     schoolday.Day  // of the last entry
}

func newStages() stages { return stages{entered: map[string]int{}, left: map[string]int{}} }

// move enters the first stage once the case is open, and then follows the
// moves until nothing moves; the first listed wins (LANGUAGE §3). A closed case
// stays where it is.
func (h *history) move() {
	if len(h.track.Stages) == 0 || h.closed {
		return
	}
	if h.stage == "" {
		if h.current.Event.Name != "case" || h.current.Event.State != "opened" {
			return
		}
		h.reach(h.track.Stages[0])
	}
	for range 2 * len(h.track.Stages) {
		to := h.onward(h.track.Stage(h.stage))
		if to == nil {
			return
		}
		h.reach(to)
	}
}

// onward is the stage to which the present one is left now, or nil.
func (h *history) onward(s *program.Stage) *program.Stage {
	if s == nil || s.Closes != "" {
		return nil
	}
	for _, m := range s.Moves {
		if h.moves(m.On, h.stages.since, h.stages.need) {
			return h.track.Stage(m.To)
		}
	}
	for _, m := range h.track.FromAny {
		// What has moved the case once does not do so again from the next stage.
		since := max(h.stages.left[m.To], h.stages.since)
		if m.To != s.Key && h.moves(m.On, since, min(h.stages.need, len(h.rounds))) {
			h.stages.left[m.To] = len(h.facts)
			return h.track.Stage(m.To)
		}
	}
	return nil
}

// moves reports whether one of the events counts for a move.
func (h *history) moves(events []program.Event, since, need int) bool {
	for i := range events {
		for _, at := range slices.Backward(h.byName[events[i].Name]) {
			if at < since {
				break
			}
			f := &h.facts[at]
			if Match(events[i:i+1], *f) && h.within(f, need) && !h.early(f) && h.stands(f) {
				return true
			}
		}
	}
	return false
}

// reach enters a stage. What moves the case out of it counts since the round
// began when the stage is new in this round, since this entry when the case was
// there before, and, when the stage starts a round, in that round.
func (h *history) reach(s *program.Stage) {
	h.stage = s.Key
	h.stages.day = max(h.stages.day, h.current.Day)
	f := h.follows("stage", s.Key, h.stages.day)
	was := len(h.rounds)
	h.stages.since, h.stages.need = 0, was
	if s.StartsRound {
		h.again(f)
	}
	began := len(h.rounds)
	f.Round = began
	before := h.stages.entered[s.Key] == began+1 || s.StartsRound && h.stages.need == was // no round is left to start
	h.stages.entered[s.Key] = began + 1
	if !s.StartsRound && h.starts(f) {
		h.begin(f)
		f.Round = len(h.rounds)
	}
	h.take(f)
	if before {
		h.stages.since = len(h.facts)
	}
}
