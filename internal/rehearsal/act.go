package rehearsal

import (
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// thing is the record or meeting that an act is about, and who does it.
type thing struct {
	record, meeting casefile.ID
	roles           []program.Role // empty: anybody who may
}

// deepest bounds how many things have to be brought about for one.
const deepest = 12

// act does one thing that is due by now, or, when nothing leads on, the next
// step of the case. It reports whether anything was done.
func (pl *player) act() bool {
	for i := range pl.plan.Deadlines {
		d := &pl.plan.Deadlines[i]
		if d.State != deadline.Open || d.Right || pl.target(d) == schoolday.None || pl.target(d) > pl.today {
			continue
		}
		if pl.tries[d.Key] < mostTries && pl.meet(d) {
			pl.tries[d.Key]++
			return true
		}
	}
	return pl.push()
}

// mostTries bounds what is done for one duty, should nothing meet it.
const mostTries = 25

// target is the day on which a duty is done in a rehearsal: the last school day
// it may be, so that its reminders show; a weekly one on Wednesday, one of a
// stretch in the middle of it, one of the week on the day after it began.
func (pl *player) target(d *deadline.Deadline) schoolday.Day {
	rule := pl.scope.Deadline(d.Rule)
	if d.Due == schoolday.None || rule == nil {
		return schoolday.None
	}
	day := d.Due
	switch {
	case rule.Every != nil && rule.Every.Unit == schoolday.Weeks && rule.Every.N == 1:
		day = d.Due.Monday() + 2
	case len(rule.Window) > 0:
		day = d.Opens + (d.Due-d.Opens)/2
	case rule.Due != nil && rule.Due.EndOfWeek:
		day = min(d.Start+1, d.Due)
	}
	if day = pl.Calendar.Last(day); day < d.Opens {
		return pl.Calendar.Next(d.Opens)
	}
	return day
}

// meet does what meets a duty.
func (pl *player) meet(d *deadline.Deadline) bool {
	rule := pl.scope.Deadline(d.Rule)
	on := thing{d.Record, d.Meeting, d.Roles}
	if rule.Signers {
		if r := pl.c.Record(d.Record); r != nil {
			return pl.sign(r, pl.scope.Form(r.Form))
		}
	}
	for _, e := range rule.MetBy {
		if e.Name == "" {
			e.Name = d.Started.Name
		}
		if pl.bring(e, on, 0) {
			return true
		}
	}
	return false
}

// bring brings an event about, or the next thing that is needed for it. It
// reports whether anything was done.
func (pl *player) bring(e program.Event, on thing, depth int) bool {
	if depth > deepest {
		return false
	}
	if f := pl.scope.Form(e.Name); f != nil {
		return pl.paper(f, e, on, depth+1)
	}
	if m := pl.scope.Meeting(e.Name); m != nil {
		return pl.appoint(m, e, depth+1)
	}
	if c := pl.scope.Checklist(e.Name); c != nil {
		return pl.tick(c, depth+1)
	}
	return false
}

// tick brings about the first item of a checklist that is open and can be had.
func (pl *player) tick(c *program.Checklist, depth int) bool {
	for _, item := range c.Items {
		if !pl.has(item) && pl.any(item, depth) {
			return true
		}
	}
	return false
}

// any brings about the first of some events that can be had.
func (pl *player) any(events []program.Event, depth int) bool {
	return slices.ContainsFunc(events, func(e program.Event) bool { return pl.bring(e, thing{}, depth) })
}

func (pl *player) has(events []program.Event) bool {
	return pl.plan.Course.Has(events, len(pl.plan.Course.Rounds))
}

// patience is for how many school days nobody acts of their own accord.
const patience = 3

// push brings about the first move out of the stage when no duty leads there and
// nothing has happened for some days.
func (pl *player) push() bool {
	stage := pl.track.Stage(pl.plan.Course.Stage)
	if stage == nil || pl.c.Closed != schoolday.None || pl.within(pl.acted, pl.today) < patience || pl.occupied() {
		return false
	}
	if pl.stepOn() {
		pl.acted = pl.today
		return true
	}
	for _, move := range stage.Moves {
		if pl.awaited(move.On) || pl.busy(move.On) {
			return false
		}
		if pl.any(move.On, 0) {
			pl.acted = pl.today
			return true
		}
	}
	return false
}

// The work goes on until shortly before the round ends, or, where no end is
// known, for some months.
const (
	lastDays = 30
	workFor  = 120
)

// busy reports whether people meet or report at intervals until one of the
// events, or what it needs, so that it ends their work and does not come yet.
func (pl *player) busy(events []program.Event) bool {
	leads := pl.leads(events)
	if !slices.ContainsFunc(pl.plan.Deadlines, func(d deadline.Deadline) bool {
		rule := pl.scope.Deadline(d.Rule)
		return d.State != deadline.Void && rule.Every != nil && slices.ContainsFunc(rule.Until, func(e program.Event) bool { return leads[e.Name] })
	}) {
		return false
	}
	rounds := pl.plan.Course.Rounds
	if len(rounds) == 0 {
		return false
	}
	round := rounds[len(rounds)-1]
	if round.End > round.Start {
		return pl.today < round.End-lastDays
	}
	return pl.today < round.Start+workFor
}

// soon is how many days ahead a duty keeps people from anything else.
const soon = 21

// occupied reports whether a duty that comes once is due before long.
func (pl *player) occupied() bool {
	return slices.ContainsFunc(pl.plan.Deadlines, func(d deadline.Deadline) bool {
		rule := pl.scope.Deadline(d.Rule)
		return d.State == deadline.Open && !d.Right && rule.Every == nil && len(rule.Window) == 0 && d.Due >= pl.today && d.Due <= pl.today+soon &&
			pl.tries[d.Key] < mostTries
	})
}

// stepOn brings about the next item of a list that is kept over the whole case,
// in its order, unless that comes by itself.
func (pl *player) stepOn() bool {
	for _, c := range pl.scope.Checklists {
		if !c.OverCase {
			continue
		}
		for _, item := range c.Items {
			if pl.has(item) {
				continue
			}
			if !pl.awaited(item) && pl.any(item, 0) {
				return true
			}
			break
		}
	}
	return false
}

// awaited reports whether an open duty or a planned meeting leads to one of the
// events, so that it comes by itself.
func (pl *player) awaited(events []program.Event) bool {
	leads := pl.leads(events)
	return slices.ContainsFunc(pl.plan.Deadlines, func(d deadline.Deadline) bool {
		rule := pl.scope.Deadline(d.Rule)
		return d.State == deadline.Open && !d.Right && d.Due >= pl.today && (leads[d.Rule] || rule.Signers && leads[d.Started.Name] ||
			slices.ContainsFunc(rule.MetBy, func(e program.Event) bool { return leads[e.Name] }))
	}) || slices.ContainsFunc(pl.c.Meetings, func(m casefile.Meeting) bool { return m.State == casefile.Planned && leads[m.Kind] })
}

// leads are the names of all that some events need and that has not happened.
func (pl *player) leads(events []program.Event) map[string]bool {
	leads := map[string]bool{}
	for _, e := range events {
		pl.needed(e, leads, 0)
	}
	return leads
}

// needed gathers the names of all that an event needs and that has not happened.
func (pl *player) needed(e program.Event, leads map[string]bool, depth int) {
	if leads[e.Name] || depth > deepest || pl.has([]program.Event{e}) {
		return
	}
	leads[e.Name] = true
	var next []program.Event
	if f := pl.scope.Form(e.Name); f != nil {
		next = slices.Concat(f.Needs, pl.standing(f.DiscussedAt))
		if !beforehand(f) {
			next = append(next, pl.standing(f.Attaches)...)
		}
	}
	if m := pl.scope.Meeting(e.Name); m != nil {
		next = m.Needs
	}
	if c := pl.scope.Checklist(e.Name); c != nil {
		next = slices.Concat(c.Items...)
	}
	for _, one := range next {
		pl.needed(one, leads, depth+1)
	}
}

// beforehand reports whether a form is written for a meeting that is to come.
func beforehand(f *program.Form) bool {
	return slices.ContainsFunc(f.Needs, func(e program.Event) bool {
		return e.State == string(casefile.Planned) && slices.Contains(f.Attaches, e.Name)
	})
}
