package casefile

import (
	"slices"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// starter looks whether a fact, or another of the same record recorded in the
// same act, starts a round: what is filed and enrolled at once belongs to it.
func (h *history) starter(coming []Fact) (Fact, bool) {
	for i, f := range coming {
		if i > 0 && (f.Record == "" || f.Record != coming[0].Record || !f.At.Equal(coming[0].At)) {
			break
		}
		if h.starts(f) {
			return f, true
		}
	}
	return Fact{}, false
}

// starts reports whether a fact starts the first round, or the later one that
// a stage waits for.
func (h *history) starts(f Fact) bool {
	switch {
	case h.early(&f) || h.closed:
		return false
	case len(h.rounds) > 0:
		return h.pending != schoolday.None && f.Day >= h.pending && Match(h.track.LaterStart, f)
	case len(h.track.RoundStart) == 0:
		return f.Event.Name == "case" && f.Event.State == "opened"
	}
	return Match(h.track.RoundStart, f)
}

// begin starts a round with a fact, and ends the one before.
func (h *history) begin(start Fact) {
	if !start.At.Before(h.current.At) {
		h.current = start
	}
	if len(h.rounds) > 0 && !h.over {
		h.end(start.Day)
	}
	h.rounds = append(h.rounds, Round{Start: start.Day, At: h.current.At})
	h.over, h.pending, h.begun = false, schoolday.None, true
	h.countMeetings()
	delete(h.numbers.round, start.Record)
	h.queue = append(h.queue, h.follows("round", "start", start.Day))
	if len(h.rounds) > 1 {
		h.queue = append(h.queue, h.follows("round", "again", start.Day))
	}
	for i := range h.facts { // a start that was entered late may lie before an end
		if calendar[h.facts[i].Event.Name] && !h.over {
			h.finish(h.facts[i])
		}
	}
}

// again begins a later round, because the stage that starts one was entered on
// a day; or waits for its start, on or after that day. One thing that happens
// begins one round at most: a circle of stages that what is past leads through
// would else begin them without end.
func (h *history) again(on Fact) {
	if n := len(h.rounds); n == 0 || h.track.Rounds > 0 && n >= h.track.Rounds || h.begun {
		return
	}
	h.stages.need = len(h.rounds) + 1
	if len(h.track.LaterStart) == 0 {
		h.begin(on)
		return
	}
	h.pending = on.Day
	for _, f := range h.facts {
		if h.starts(f) {
			h.begin(f)
			return
		}
	}
}

// finish ends the present round when a fact is its end.
func (h *history) finish(f Fact) {
	switch last := len(h.rounds) - 1; {
	case last < 0 || h.over:
	case f.Event.Name == "case" && f.Event.State == "closed",
		f.Day > h.rounds[last].Start && Match(h.track.RoundEnd, f) && h.decides(f):
		h.end(f.Day)
	}
}

func (h *history) end(day schoolday.Day) {
	h.over = true
	h.rounds[len(h.rounds)-1].End = day
	h.queue = append(h.queue, h.follows("round", "end", day))
}

// decides reports whether a day is the one that ends the round: of several the
// one recorded last. The calendar was there before any record, and a date of an
// earlier round is none of this one.
func (h *history) decides(f Fact) bool {
	last, ok := h.lastEnd(f)
	switch {
	case calendar[f.Event.Name]:
		return !ok
	case h.index.date[f.Event.Name][f.Event.State]:
		return ok && last.Record == f.Record && last.Event.State == f.Event.State
	}
	return true
}

// lastEnd is the date, of those in records that can end the present round, that
// was recorded last by the moment of a fact.
func (h *history) lastEnd(by Fact) (last Fact, ok bool) {
	n := len(h.rounds)
	for _, f := range h.fields {
		mine := n == 1 || !f.At.Before(h.rounds[n-1].At)
		if mine && !f.At.After(by.At) && Match(h.track.RoundEnd, f) {
			last, ok = f, true
		}
	}
	return last, ok
}

// roundEnd is the day on which the present round is going to end, or None.
func (h *history) roundEnd(dated []Fact) schoolday.Day {
	if last, ok := h.lastEnd(Fact{At: h.now}); ok {
		return last.Day
	}
	best, start := schoolday.None, h.rounds[len(h.rounds)-1].Start
	for _, f := range dated {
		if f.Day > start && f.Record == "" && planned(h.track.RoundEnd, f) && (best == schoolday.None || f.Day < best) {
			best = f.Day
		}
	}
	return best
}

// dated is everything that has a day beforehand, in order of the days.
func (h *history) dated() []Fact {
	all := slices.Clone(h.known)
	for i := range all {
		if all[i].Meeting != "" {
			all[i].Event.Nth, all[i].Round = h.place(all[i])
		}
	}
	all = append(all, newest(h.fields)...)
	for i := range h.c.Meetings {
		if m := &h.c.Meetings[i]; m.State == Planned || m.State == Held {
			f := Fact{Event: program.Event{Name: m.Kind, State: string(Held)}, Day: m.day(h.cal), At: m.Start, Meeting: m.ID}
			f.Event.Nth, f.Round = h.place(f)
			all = append(all, f)
		}
	}
	return byDay(all)
}

// boundaries are the days of rounds: when each ends, and when the one that is
// waited for begins.
func (h *history) boundaries(dated []Fact) []Fact {
	var all []Fact
	for i, r := range h.rounds {
		if r.End != schoolday.None {
			all = append(all, Fact{Event: program.Event{Name: "round", State: "end"}, Day: r.End, At: r.At, Round: i + 1})
		}
	}
	if h.pending == schoolday.None {
		return all
	}
	for _, f := range dated {
		if f.Day >= h.pending && planned(h.track.LaterStart, f) {
			for _, state := range []string{"start", "again"} {
				all = append(all, Fact{Event: program.Event{Name: "round", State: state}, Day: f.Day, At: f.At, Round: len(h.rounds) + 1})
			}
			break
		}
	}
	return all
}
