package deadline

import (
	"fmt"
	"math"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// occurrences returns every deadline that a rule has opened so far.
func (pl *planner) occurrences(rule *program.Deadline) []Deadline {
	starts := pl.happened(rule.Starts)
	if len(starts) == 0 {
		return nil
	}
	switch {
	case rule.Every != nil && rule.Every.Unit == schoolday.Weeks && rule.Every.N == 1:
		return pl.weekly(rule, starts[0])
	case rule.Every != nil:
		return pl.rolling(rule, starts[0])
	case len(rule.Window) > 0:
		return pl.windows(rule, starts[0])
	}
	return pl.single(rule, starts)
}

// blank is a deadline of a rule that a fact opened, without its dates.
func (pl *planner) blank(rule *program.Deadline, start casefile.Fact, occurrence string) Deadline {
	d := Deadline{
		Key: rule.Key + "/" + occurrence, Rule: rule.Key, Record: start.Record, Meeting: start.Meeting, Roles: rule.OwedBy,
		Right: rule.IsRight(), Start: start.Day, State: Open, Started: start.Event,
	}
	if d.Right {
		// Nobody loses days before knowing (LANGUAGE §2.1).
		d.Roles, d.Start = rule.RightOf, max(start.Day, schoolday.Of(start.At.In(pl.cal.Zone)))
	}
	d.Opens = d.Start
	d.Owners = pl.owners(d.Roles)
	if rule.Signers {
		d.Owners = pl.unsigned(start.Record)
	}
	return d
}

// about is what a deadline is keyed by: the record, the meeting, else the day
// of the fact that started it (LANGUAGE §2.2).
func about(f casefile.Fact) string {
	switch {
	case f.Record != "":
		return string(f.Record)
	case f.Meeting != "":
		return string(f.Meeting)
	}
	return f.Day.String()
}

// single is a deadline for each thing that starts the rule.
func (pl *planner) single(rule *program.Deadline, starts []casefile.Fact) []Deadline {
	var all []Deadline
	seen := map[string]bool{}
	for _, start := range starts {
		key := about(start)
		if seen[key] {
			continue
		}
		seen[key] = true
		d := pl.blank(rule, start, key)
		pl.date(rule, &d)
		pl.fulfil(rule, &d, start)
		pl.end(rule, &d)
		if len(d.Owners) > 0 || d.State != Open {
			all = append(all, d)
		}
	}
	return all
}

// date works out the last day.
func (pl *planner) date(rule *program.Deadline, d *Deadline) {
	due := rule.Due
	switch {
	case due == nil:
	case due.EndOfWeek:
		d.Due = d.Start.Sunday()
	case len(due.By) > 0:
		d.Due = pl.bound(due.By, d.Start)
	case len(due.Before) > 0:
		if at := pl.bound(due.Before, d.Start); at != schoolday.None {
			pl.count(d, at, schoolday.Span{N: -due.Span.N, Unit: due.Span.Unit}, rule.Roll)
		}
	case len(due.After) > 0:
		for _, f := range pl.happened(due.After) {
			if f.Day >= d.Start {
				pl.count(d, f.Day, due.Span, rule.Roll)
				return
			}
		}
	default:
		pl.count(d, d.Start, due.Span, rule.Roll)
	}
}

func (pl *planner) count(d *Deadline, from schoolday.Day, span schoolday.Span, roll schoolday.Roll) {
	d.Working = pl.cal.Count(from, span, roll)
	d.Due = d.Working.Due
}

// bound is the day of the next such event that has a day beforehand: a planned
// meeting on or after the start, the end of the round.
func (pl *planner) bound(events []program.Event, start schoolday.Day) schoolday.Day {
	best := schoolday.None
	for _, e := range events {
		day := schoolday.None
		if e.Name == "round" || e.Name == "school-year" {
			_, day = pl.round()
		} else {
			day = pl.nextMeeting(e, start)
		}
		if day != schoolday.None && (best == schoolday.None || day < best) {
			best = day
		}
	}
	return best
}

func (pl *planner) nextMeeting(e program.Event, start schoolday.Day) schoolday.Day {
	best := schoolday.None
	for i := range pl.c.Meetings {
		m := &pl.c.Meetings[i]
		if m.Kind != e.Name || m.State != casefile.Planned && m.State != casefile.Held {
			continue
		}
		if day := schoolday.Of(m.Start.In(pl.cal.Zone)); day >= start && (best == schoolday.None || day < best) {
			best = day
		}
	}
	return best
}

// fulfil marks the deadline met by the first fact that fulfils it.
func (pl *planner) fulfil(rule *program.Deadline, d *Deadline, start casefile.Fact) {
	for _, f := range pl.happened(own(rule.MetBy, start.Event.Name)) {
		if f.Day >= start.Day && pl.same(rule, start, f) {
			d.State, d.MetOn = Met, f.Day
			return
		}
	}
}

// own writes a bare state as that of the record the deadline started with.
func own(events []program.Event, form string) []program.Event {
	named := slices.Clone(events)
	for i := range named {
		if named[i].Name == "" {
			named[i].Name = form
		}
	}
	return named
}

// same reports whether a fact is about the same thing as the start: what can be
// attached to the starting record or meeting counts only for that one, and the
// starting thing's own events only for itself (LANGUAGE §2.3).
func (pl *planner) same(rule *program.Deadline, start, f casefile.Fact) bool {
	if f.Event.Name == start.Event.Name {
		return f.Record == start.Record && f.Meeting == start.Meeting
	}
	if form := pl.scope.Form(f.Event.Name); form != nil && slices.Contains(form.Attaches, start.Event.Name) {
		return f.On != "" && (f.On == start.Record || f.On == start.Meeting)
	}
	return true
}

// end closes a deadline by its until, and a right when its last day has passed.
func (pl *planner) end(rule *program.Deadline, d *Deadline) {
	if d.State != Open {
		return
	}
	for _, f := range pl.happened(rule.Until) {
		if f.Day >= d.Start {
			d.State = Void
			return
		}
	}
	if d.Right && d.Due != schoolday.None {
		if pl.today > d.Due {
			d.State = Over
			return
		}
		pl.wake(pl.after(d.Due))
	}
}

// rolling is a chain with one link open: each counted from the day of the last
// fulfilment (LANGUAGE §2.4, AMB-32).
func (pl *planner) rolling(rule *program.Deadline, start casefile.Fact) []Deadline {
	met := pl.happened(rule.MetBy)
	var all []Deadline
	for from := start.Day; ; {
		d := pl.blank(rule, start, from.String())
		d.Start, d.Opens = from, from
		if from != start.Day && len(met) > 0 {
			d.Started, d.Record = met[0].Event, met[0].Record
			met = met[1:]
		}
		pl.count(&d, from, *rule.Every, rule.Roll)
		for len(met) > 0 && (met[0].Day < from || met[0].Day == from && from != start.Day) {
			met = met[1:]
		}
		if len(met) == 0 {
			pl.end(rule, &d)
			if len(d.Owners) > 0 {
				all = append(all, d)
			}
			return all
		}
		d.State, d.MetOn = Met, met[0].Day
		all = append(all, d)
		from = d.MetOn
	}
}

// keepWeeks is how long a missed week stays on the list: until the Sunday after
// it. A missed meeting stays missed; two in one week do not make up for it (AMB-31).
const keepWeeks = 1

// weekly is a deadline for each ISO week that has a school day, up to this one.
// The week of the start counts only if the start is not after its first school
// day; the week of the until owes nothing (LANGUAGE §2.4).
func (pl *planner) weekly(rule *program.Deadline, start casefile.Fact) []Deadline {
	last := pl.today.Monday()
	until := schoolday.None
	for _, f := range pl.happened(rule.Until) {
		if f.Day >= start.Day && until == schoolday.None {
			until = f.Day.Monday()
		}
	}
	met := map[schoolday.Day]schoolday.Day{}
	for _, f := range pl.happened(rule.MetBy) {
		if week := f.Day.Monday(); f.Day >= start.Day && met[week] == schoolday.None {
			met[week] = f.Day
		}
	}
	var all []Deadline
	for week := start.Day.Monday(); week <= last; week = week.Add(7) {
		first, school := pl.cal.FirstSchoolDay(week)
		if !school || start.Day > first || until != schoolday.None && week >= until {
			continue
		}
		d := pl.blank(rule, start, week.ISOWeek())
		d.Start, d.Opens, d.Due = week, week, week.Sunday()
		switch on := met[week]; {
		case on != schoolday.None:
			d.State, d.MetOn = Met, on
		case week < last.Add(-7*keepWeeks):
			d.State = Void
		}
		if len(d.Owners) > 0 {
			all = append(all, d)
		}
	}
	if until == schoolday.None {
		pl.wake(last.Add(7).At(0, 0, pl.cal.Zone))
	}
	return all
}

// windows is a deadline for each number of a meeting, in its stretch of the
// round; per cent are rounded inward (LANGUAGE §2.6).
func (pl *planner) windows(rule *program.Deadline, start casefile.Fact) []Deadline {
	from, to := pl.round()
	var all []Deadline
	for i, w := range rule.Window {
		d := pl.blank(rule, start, fmt.Sprintf("%s.%d", about(start), i+1))
		if from != schoolday.None && to != schoolday.None {
			d.Opens, d.Due = stretch(w, from, to)
		}
		for _, f := range pl.happened(rule.MetBy) {
			if f.Event.Nth == i+1 && f.Day >= start.Day {
				d.State, d.MetOn = Met, f.Day
				break
			}
		}
		pl.end(rule, &d)
		if len(d.Owners) > 0 {
			all = append(all, d)
		}
	}
	return all
}

func stretch(w program.Window, from, to schoolday.Day) (opens, due schoolday.Day) {
	length := float64(to - from)
	switch {
	case w.FirstDays > 0:
		return from, from.Add(w.FirstDays)
	case w.LastDays > 0:
		return to.Add(-w.LastDays), to
	}
	return from.Add(int(math.Ceil(length * float64(w.FromPercent) / 100))), from.Add(int(math.Floor(length * float64(w.ToPercent) / 100)))
}

// unsigned returns the signers of a record who have neither signed nor declined.
func (pl *planner) unsigned(record casefile.ID) []casefile.ID {
	r := pl.c.Record(record)
	if r == nil {
		return nil
	}
	form := pl.scope.Form(r.Form)
	if form == nil {
		return nil
	}
	var ids []casefile.ID
	for _, s := range form.Signs {
		ids = append(ids, pl.owners(s.Roles)...)
	}
	return slices.DeleteFunc(ids, r.SignedBy)
}
