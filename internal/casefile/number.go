package casefile

import (
	"cmp"
	"slices"

	"parbot/internal/schoolday"
)

// numbers count the records of each form in each round (LANGUAGE §2: "ilp.2",
// the second in the round). A record is counted when it leaves draft; a draft
// bears the number that it would get.
type numbers struct {
	meeting map[ID]place // those that have a time
	round   map[ID]int   // of records that left draft
	of      map[ID]int
	count   map[inRound]int
}

// place is the number of something in its round; 0: it has none.
type place struct{ nth, round int }

type inRound struct {
	name  string
	round int
}

func newNumbers() numbers {
	return numbers{round: map[ID]int{}, of: map[ID]int{}, count: map[inRound]int{}}
}

// place returns the number and the round of a fact.
func (h *history) place(f Fact) (nth, round int) {
	switch {
	case f.Meeting != "" && h.scope.Deadline(f.Event.Name) == nil:
		return h.ofMeeting(f.Meeting)
	case f.Record != "" && h.scope.Deadline(f.Event.Name) == nil:
		return h.ofRecord(f)
	case f.Round != 0:
		return f.Event.Nth, f.Round
	}
	return f.Event.Nth, len(h.rounds)
}

// ofMeeting is where a meeting stands; one without a time has no number yet.
func (h *history) ofMeeting(id ID) (nth, round int) {
	if m, ok := h.numbers.meeting[id]; ok {
		return m.nth, m.round
	}
	return 0, len(h.rounds)
}

// countMeetings counts the meetings of a kind in the round of their day, by
// their time, anew with each round. Who is called off or missed has no number.
func (h *history) countMeetings() {
	meetings := make([]*Meeting, 0, len(h.c.Meetings))
	for i := range h.c.Meetings {
		if m := &h.c.Meetings[i]; !m.Start.IsZero() {
			meetings = append(meetings, m)
		}
	}
	slices.SortFunc(meetings, func(x, y *Meeting) int { return cmp.Or(x.Start.Compare(y.Start), cmp.Compare(x.ID, y.ID)) })
	count := map[inRound]int{}
	h.numbers.meeting = make(map[ID]place, len(meetings))
	for _, m := range meetings {
		at := place{round: h.roundOf(m.day(h.cal))}
		if m.State == Planned || m.State == Held {
			key := inRound{m.Kind, at.round}
			if h.index.once[m.Kind] {
				key.round = 0
			}
			count[key]++
			at.nth = count[key]
		}
		h.numbers.meeting[m.ID] = at
	}
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
	if m := h.numbers.meeting[f.On]; m.nth > 0 {
		return m.nth, m.round
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
