package casefile

import (
	"slices"

	"parbot/internal/schoolday"
)

// numbers count the records of each form in each round (LANGUAGE §2: "ilp.2",
// the second in the round). A record is counted when it leaves draft; a draft
// bears the number that it would get.
type numbers struct {
	round map[ID]int // of records that left draft
	of    map[ID]int
	count map[inRound]int
}

type inRound struct {
	name  string
	round int
}

// placed is the number and the round of a meeting.
type placed struct{ nth, round int }

func newNumbers() numbers {
	return numbers{round: map[ID]int{}, of: map[ID]int{}, count: map[inRound]int{}}
}

// place returns the number and the round of a fact.
func (h *history) place(f Fact) (nth, round int) {
	switch {
	case f.Meeting != "" && h.scope.Deadline(f.Event.Name) == nil:
		return h.ofMeeting(h.c.Meeting(f.Meeting))
	case f.Record != "" && h.scope.Deadline(f.Event.Name) == nil:
		return h.ofRecord(f)
	case f.Round != 0:
		return f.Event.Nth, f.Round
	}
	return f.Event.Nth, len(h.rounds)
}

// ofMeeting counts a meeting among those of its kind in the round of its day,
// by their time. Who is called off or missed has no number.
func (h *history) ofMeeting(m *Meeting) (nth, round int) {
	if m == nil || m.Start.IsZero() {
		return 0, len(h.rounds)
	}
	if h.placedIn != len(h.rounds) || h.placed == nil {
		h.placed, h.placedIn = make(map[ID]placed, len(h.c.Meetings)), len(h.rounds)
	}
	known, ok := h.placed[m.ID]
	if !ok {
		known.nth, known.round = h.count(m)
		h.placed[m.ID] = known
	}
	return known.nth, known.round
}

// count works out the number and the round of a meeting, by the rounds begun.
func (h *history) count(m *Meeting) (nth, round int) {
	round = h.roundOf(m.day(h.cal))
	if m.State != Planned && m.State != Held {
		return 0, round
	}
	for i := range h.c.Meetings {
		other := &h.c.Meetings[i]
		same := other.Kind == m.Kind && (other.State == Planned || other.State == Held)
		before := other.Start.Before(m.Start) || other.Start.Equal(m.Start) && other.ID <= m.ID
		if same && before && (h.index.once[m.Kind] || h.roundOf(other.day(h.cal)) == round) {
			nth++
		}
	}
	return nth, round
}

func (m *Meeting) day(cal schoolday.Calendar) schoolday.Day {
	return schoolday.Of(m.Start.In(cal.Zone))
}

// roundOf is the round, of those begun, in which a day lies.
func (h *history) roundOf(d schoolday.Day) int {
	for i, r := range slices.Backward(h.rounds) {
		if d >= r.Start {
			return i + 1
		}
	}
	return 0
}

func (h *history) ofRecord(f Fact) (nth, round int) {
	round = len(h.rounds)
	if h.index.date[f.Event.Name][f.Event.State] { // the day has come; the record was there before
		return h.numbers.of[f.Record], round
	}
	if m := h.c.Meeting(f.On); m != nil {
		if nth, round = h.ofMeeting(m); nth > 0 {
			return nth, round
		}
	}
	if known, ok := h.numbers.round[f.Record]; ok {
		return h.numbers.of[f.Record], known
	}
	key := inRound{f.Event.Name, round}
	if h.index.once[f.Event.Name] {
		key.round = 0
	}
	nth = h.numbers.count[key] + 1
	if f.Event.State != string(Draft) {
		h.numbers.count[key], h.numbers.of[f.Record], h.numbers.round[f.Record] = nth, nth, round
	}
	return nth, round
}
