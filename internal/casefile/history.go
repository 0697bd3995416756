package casefile

import (
	"slices"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// history is the replay of a case: facts in the order in which they were
// recorded, and all that followed from each as it came.
type history struct {
	*Book

	next time.Time

	facts   []Fact
	byName  map[string][]int // places in facts
	queue   []Fact           // that follow and are still to be taken
	buffer  []Fact           // where an empty queue begins
	waiting []Fact           // packets that wait for an event
	current Fact             // the one being taken
	closed  bool

	rounds  []Round
	over    bool          // the present round has ended
	begun   bool          // it began with what is being taken
	pending schoolday.Day // a stage that starts a round was entered then, and its start is to come

	numbers numbers
	stage   string
	stages  stages
	ticked  map[ticked]bool
	newest  map[result]ID // the record whose outcome counts
}

func newHistory(b *Book) *history {
	h := &history{
		Book: b, byName: map[string][]int{}, numbers: newNumbers(), stages: newStages(), ticked: map[ticked]bool{}, newest: map[result]ID{},
	}
	h.countMeetings()
	return h
}

// until leaves of facts in their turn those that have happened by now.
func (h *history) until(all []Fact) []Fact {
	for i := range all {
		if all[i].At.After(h.now) {
			h.wake(all[i:])
			return all[:i]
		}
	}
	return all
}

// wake notes the first of the facts to come that time alone brings.
func (h *history) wake(coming []Fact) {
	for _, f := range coming {
		if calendar[f.Event.Name] || f.Event.State == packet || f.Event.State == "ended" || h.index.date[f.Event.Name][f.Event.State] {
			h.next = f.At
			return
		}
	}
}

// replay takes the facts one by one.
func (h *history) replay(base []Fact) {
	h.facts, h.buffer = make([]Fact, 0, len(base)+64), make([]Fact, 0, 16)
	for i, f := range base {
		if h.waits(f) {
			h.waiting = append(h.waiting, f)
			continue
		}
		h.begun = false
		if start, ok := h.starter(base[i:]); ok {
			h.begin(start)
		}
		if len(h.queue) == 0 {
			h.queue = append(h.buffer[:0], f)
		} else {
			h.queue = slices.Insert(h.queue, 0, f)
		}
		h.drain()
	}
}

// most bounds what can follow from one fact, whatever circles a program has.
const most = 500

func (h *history) drain() {
	for range most {
		if len(h.queue) == 0 {
			return
		}
		f := h.queue[0]
		h.queue = h.queue[1:]
		if h.starts(f) {
			f.Round = 0
			h.begin(f)
		}
		h.take(f)
		h.move()
	}
	h.queue = nil
}

// take enters a fact and all that follows from it but the moves of the case.
func (h *history) take(f Fact) {
	f = h.enter(f)
	h.current = f
	h.finish(f)
	h.tick(f)
	h.unlock(f)
	if f.Event.Name == "case" && f.Event.State == "closed" {
		h.closed = true
	}
}

// enter writes a fact down, with its round and number.
func (h *history) enter(f Fact) Fact {
	f.Event.Nth, f.Round = h.place(f)
	if key, ok := h.result(f); ok {
		h.newest[key] = f.Record
	}
	h.byName[f.Event.Name] = append(h.byName[f.Event.Name], len(h.facts))
	h.facts = append(h.facts, f)
	return f
}

// follows is a fact that follows from the one being taken.
func (h *history) follows(name, state string, day schoolday.Day) Fact {
	return Fact{Event: program.Event{Name: name, State: state}, Day: day, At: h.current.At, By: h.current.By, Round: len(h.rounds)}
}

// waits reports whether a fact is a packet that may not open yet.
func (h *history) waits(f Fact) bool {
	kind := h.scope.Meeting(f.Event.Name)
	if f.Event.State != packet || kind == nil || len(kind.NotBefore) == 0 {
		return false
	}
	_, round := h.place(f)
	return h.happened(kind.NotBefore, round) == schoolday.None
}

// unlock opens the packets that waited for a fact.
func (h *history) unlock(f Fact) {
	h.waiting = slices.DeleteFunc(h.waiting, func(p Fact) bool {
		if !Match(h.scope.Meeting(p.Event.Name).NotBefore, f) || h.waits(p) {
			return false
		}
		h.queue = append(h.queue, opened(p, f))
		return true
	})
}

// happened returns the day of the first fact that is one of the events in a
// round or later, or None.
func (h *history) happened(events []program.Event, round int) schoolday.Day {
	for i := range events {
		for _, at := range h.byName[events[i].Name] {
			f := &h.facts[at]
			if Match(events[i:i+1], *f) && h.within(f, round) && h.stands(f) {
				return f.Day
			}
		}
	}
	return schoolday.None
}

// within reports whether a fact counts in a round: it belongs to that one or a
// later one, or is of something that is looked for in the whole case.
func (h *history) within(f *Fact, round int) bool {
	return f.Round >= round || f.Event.Name == "case" || h.index.once[f.Event.Name]
}

// early reports whether a fact is a calendar day before the case was opened,
// which can bring nothing about.
func (h *history) early(f *Fact) bool {
	return calendar[f.Event.Name] && f.At.Before(h.c.OpenedAt)
}

// result is what there can be one outcome of: a form, and what it is attached
// to, in a round.
type result struct {
	form  string
	on    ID
	round int
}

// result returns what the fact is an outcome of, and whether it is an outcome.
func (h *history) result(f Fact) (result, bool) {
	if !h.index.outcome[f.Event.Name][f.Event.State] {
		return result{}, false
	}
	if h.index.once[f.Event.Name] {
		f.Round = 0
	}
	return result{f.Event.Name, f.On, f.Round}, true
}

// stands reports whether a fact is no outcome, or the outcome that counts: that
// of the newest record (LANGUAGE §1).
func (h *history) stands(f *Fact) bool {
	key, ok := h.result(*f)
	return !ok || h.newest[key] == f.Record
}
