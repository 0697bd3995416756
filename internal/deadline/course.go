package deadline

import (
	"slices"
	"strings"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// mostTurns bounds how often what became of deadlines and what follows from it
// are worked out anew: a chain of deadlines that start each other is shorter.
const mostTurns = 8

// Course returns how a case has gone by now, with what became of those of its
// deadlines that the program asks about (LANGUAGE §2: respond.over, .met). It is
// pure, and no notice is worked out for it.
func Course(p *program.Program, c *casefile.Case, cal schoolday.Calendar, now time.Time) casefile.Course {
	return follow(p, c, cal, now).course
}

// follow returns a planning that has the course of the case and has planned
// nothing yet.
func follow(p *program.Program, c *casefile.Case, cal schoolday.Calendar, now time.Time) *planner {
	var rules []*program.Deadline
	if track := p.Track(c.Track); track != nil {
		rules = asked(track, p.In(c.Track))
	}
	book := casefile.Open(p, c, cal, now)
	if len(rules) == 0 {
		return begin(p, c, cal, now, book.Follow(nil))
	}
	// What the bare facts say is nearly always right, and is proved below; to
	// follow a case costs more than to list its facts.
	known := begin(p, c, cal, now, casefile.Course{Facts: book.Facts()}).became(rules)
	for range mostTurns {
		course := book.Follow(known)
		pl := begin(p, c, cal, now, course)
		became := pl.became(rules)
		if slices.EqualFunc(known, became, sameFact) {
			pl.course.Next, pl.again = sooner(course.Next, pl.turning), time.Time{}
			return pl
		}
		known = became
	}
	return begin(p, c, cal, now, book.Follow(known))
}

func sameFact(a, b casefile.Fact) bool {
	at := a.At.Equal(b.At)
	a.At, b.At = time.Time{}, time.Time{}
	return at && a == b
}

// sooner is the earlier of two moments, of which either may be none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// asked returns the rules of which some event of the program asks what became,
// and the rights that may bring an item of a checklist.
func asked(track *program.Track, scope *program.Scope) []*program.Deadline {
	var names []string
	eachEvent(track, scope, func(e program.Event) {
		if (e.State == stateOver || e.State == stateMet) && !slices.Contains(names, e.Name) {
			names = append(names, e.Name)
		}
	})
	var rules []*program.Deadline
	for _, rule := range scope.Deadlines {
		if slices.Contains(names, rule.Key) || rule.IsRight() && ticks(scope, rule) {
			rules = append(rules, rule)
		}
	}
	return rules
}

// The states of a deadline as an event.
const (
	stateOver = "over"
	stateMet  = "met"
)

// ticks reports whether an item of a checklist is what uses the right.
func ticks(scope *program.Scope, rule *program.Deadline) bool {
	for _, list := range scope.Checklists {
		for _, item := range list.Items {
			for _, e := range item {
				if slices.ContainsFunc(rule.MetBy, func(by program.Event) bool { return by.Name == e.Name }) {
					return true
				}
			}
		}
	}
	return false
}

// eachEvent calls do with each event by which a case lives.
func eachEvent(track *program.Track, scope *program.Scope, do func(program.Event)) {
	each := func(lists ...[]program.Event) {
		for _, list := range lists {
			for _, e := range list {
				do(e)
			}
		}
	}
	cells := func(all program.Cells) {
		for _, grants := range all {
			for i := range grants {
				do(grants[i].From)
				do(grants[i].Until)
			}
		}
	}
	cells(track.KnownTo)
	each(track.RoundStart, track.LaterStart, track.RoundEnd, track.Keep.Hold)
	for _, move := range track.FromAny {
		each(move.On)
	}
	for _, s := range track.Stages {
		for _, move := range s.Moves {
			each(move.On)
		}
	}
	for _, f := range scope.Forms {
		cells(f.SeenBy)
		each(f.Needs, f.Until, f.MadeOn)
	}
	for _, m := range scope.Meetings {
		cells(m.SeenBy)
		each(m.Needs, m.NotBefore)
	}
	for _, d := range scope.Deadlines {
		each(d.Starts, d.Until, d.MetBy)
		if d.Due != nil {
			each(d.Due.After)
		}
	}
	for _, l := range scope.Checklists {
		each(l.Items...)
	}
	for _, t := range scope.Tallies {
		each(t.Adds)
	}
}

// became returns what became of some rules' deadlines by now: that one was met,
// and that one is over. Of what several owe or may do each for themselves it is
// said once, when it is true of all.
func (pl *planner) became(rules []*program.Deadline) []casefile.Fact {
	var facts []casefile.Fact
	for _, rule := range rules {
		all := pl.occurrences(rule)
		for i := range all {
			pl.close(&all[i])
		}
		for len(all) > 0 {
			n := 1
			for n < len(all) && thing(&all[n]) == thing(&all[0]) {
				n++
			}
			facts = pl.outcome(facts, rule, all[:n])
			all = all[n:]
		}
	}
	return facts
}

// thing is the key of a deadline without the role that it is for.
func thing(d *Deadline) string {
	if len(d.Roles) == 1 {
		return strings.TrimSuffix(d.Key, "/"+string(d.Roles[0]))
	}
	return d.Key
}

// outcome adds what became of the deadlines about one thing.
func (pl *planner) outcome(facts []casefile.Fact, rule *program.Deadline, all []Deadline) []casefile.Fact {
	met := casefile.Fact{Record: all[0].Record, Meeting: all[0].Meeting, Event: program.Event{Name: rule.Key, Nth: all[0].Nth, State: stateMet}}
	over := met
	over.Event.State = stateOver
	allMet, allOver := true, true
	for i := range all {
		d := &all[i]
		if allMet = allMet && d.State == Met; allMet {
			met.Day, met.At = max(met.Day, d.MetOn), later(met.At, d.MetAt)
		}
		day, at, is := pl.over(d)
		if allOver = allOver && is; allOver {
			over.Day, over.At = max(over.Day, day), later(over.At, at)
		}
	}
	if allMet {
		facts = append(facts, met)
	}
	if allOver {
		facts = append(facts, over)
	}
	return facts
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// over reports since when a deadline is over: the day after its last day, or
// when the last holder waived the rest of a right, though it was used after that.
// A duty that was met in time is not over, nor what had ended before.
func (pl *planner) over(d *Deadline) (day schoolday.Day, at time.Time, is bool) {
	waived := pl.waivedAt(d)
	switch {
	case !waived.IsZero() && (d.State != Met || waived.Before(d.MetAt)) && d.State != Void:
		return pl.dayOf(waived), waived, true
	case d.Due == schoolday.None, d.State == Void && d.Ended <= d.Due:
		return schoolday.None, time.Time{}, false
	}
	day, at = d.Due.Add(1), pl.after(d.Due)
	if pl.today <= d.Due {
		pl.turning = sooner(pl.turning, at)
		return schoolday.None, time.Time{}, false
	}
	if !d.Right && d.State == Met && d.MetAt.Before(at) {
		return schoolday.None, time.Time{}, false
	}
	return day, later(at, pl.startedAt(d)), true
}
