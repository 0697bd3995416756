package deadline

import (
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
	all := make([]Deadline, 0, len(starts))
	seen := make(map[string]bool, len(starts))
	met := pl.happened(rule.MetBy)
	for i, start := range starts {
		key := about(start)
		if seen[key] {
			continue
		}
		seen[key] = true
		d := pl.blank(rule, start, key)
		pl.date(rule, &d)
		pl.fulfil(&d, pl.own(rule, met, start), start)
		if d.State == Open && pl.replaced(rule, start, starts[i+1:]) {
			d.State = Void
		}
		pl.refill(rule, &d)
		pl.end(rule, &d)
		if len(d.Owners) > 0 || d.State != Open {
			all = append(all, d)
		}
	}
	return all
}

// replaced reports whether what started a deadline is past: a newer record of
// the form that names who owes it, for a new holder has a clock of their own.
func (pl *planner) replaced(rule *program.Deadline, start casefile.Fact, later []casefile.Fact) bool {
	form := pl.scope.Form(start.Event.Name)
	if form == nil || form.Assigns == "" || !slices.Contains(rule.OwedBy, form.Assigns) {
		return false
	}
	return slices.ContainsFunc(later, func(f casefile.Fact) bool { return f.Event.Name == form.Key && f.Record != start.Record })
}

// refill counts an open duty from the day on which its role was filled, when
// nobody held it at the start: a role without a holder owes nothing (LANGUAGE
// §2.7). Who takes over from another without a gap takes over the date.
func (pl *planner) refill(rule *program.Deadline, d *Deadline) {
	if d.State != Open || d.Right || len(d.Roles) == 0 || len(d.Owners) == 0 {
		return
	}
	filled := pl.filledOn(d.Roles...)
	if filled <= d.Start {
		return
	}
	d.Start, d.Opens, d.Due, d.Working = filled, filled, schoolday.None, schoolday.Working{}
	if rule.Every != nil {
		pl.count(d, d.Start, *rule.Every, rule.Roll)
		return
	}
	pl.date(rule, d)
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

// count counts a span; what would roll back over a break to before its start
// rolls forward.
func (pl *planner) count(d *Deadline, from schoolday.Day, span schoolday.Span, roll schoolday.Roll) {
	d.Working = pl.cal.Count(from, span, roll)
	if roll == schoolday.Back && d.Working.Due < from && d.Working.Raw >= from {
		d.Working = pl.cal.Count(from, span, schoolday.Forward)
	}
	d.Due = d.Working.Due
}

// bound is the day of the next such event that has a day beforehand: a planned
// meeting on or after the start, the end of the round.
func (pl *planner) bound(events []program.Event, start schoolday.Day) schoolday.Day {
	best := schoolday.None
	for _, e := range events {
		day := schoolday.None
		if e.Name == "round" || e.Name == "school-year" {
			if _, end := pl.round(); end >= start {
				day = end
			}
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

// fulfil marks the deadline met by the first fact that fulfils it. That may not
// lie before the start, unless it is a thing that happens only once.
func (pl *planner) fulfil(d *Deadline, met []casefile.Fact, start casefile.Fact) {
	for i := range met {
		f := &met[i]
		if (f.Day >= start.Day || pl.once(f)) && pl.same(start, f) && pl.stands(f) {
			d.State, d.MetOn = Met, f.Day
			return
		}
	}
}

// own are the facts that may fulfil a deadline; a bare state is that of the
// form it started with.
func (pl *planner) own(rule *program.Deadline, met []casefile.Fact, start casefile.Fact) []casefile.Fact {
	if !slices.ContainsFunc(rule.MetBy, func(e program.Event) bool { return e.Name == "" }) {
		return met
	}
	named := slices.Clone(rule.MetBy)
	for i := range named {
		if named[i].Name == "" {
			named[i].Name = start.Event.Name
		}
	}
	return pl.happened(named)
}

// once reports whether a fact is of something that happens once in the case or
// in the round, so that nobody can bring it about again.
func (pl *planner) once(f *casefile.Fact) bool {
	of := ""
	if m := pl.scope.Meeting(f.Event.Name); m != nil {
		of = m.Once
	} else if form := pl.scope.Form(f.Event.Name); form != nil {
		of = form.Once
	}
	return of == "round" || of == "case"
}

// stands reports whether a date that was planned is one still: of a meeting
// that was missed a new date is owed.
func (pl *planner) stands(f *casefile.Fact) bool {
	if f.Meeting == "" || f.Event.State != string(casefile.Planned) && f.Event.State != string(casefile.Moved) {
		return true
	}
	m := pl.c.Meeting(f.Meeting)
	return m == nil || m.State != casefile.Missed
}

// same reports whether a fact is about the same thing as the start: what can be
// attached to the starting record or meeting counts only for that one, and the
// starting thing's own events only for itself (LANGUAGE §2.3).
func (pl *planner) same(start casefile.Fact, f *casefile.Fact) bool {
	switch {
	case f.Event.Name == start.Event.Name:
		return f.Record == start.Record && f.Meeting == start.Meeting
	case f.On != "" && (f.On == start.Record || f.On == start.Meeting):
		return true
	}
	form := pl.scope.Form(f.Event.Name)
	return form == nil || !slices.Contains(form.Attaches, start.Event.Name)
}

// ended reports whether one of the events that end a rule has come since a day.
func (pl *planner) ended(rule *program.Deadline, since schoolday.Day) (on schoolday.Day, ok bool) {
	for _, f := range pl.happened(rule.Until) {
		if f.Day >= since {
			return f.Day, true
		}
	}
	return schoolday.None, false
}

// end closes a deadline by its until, and a right when its last day has passed.
func (pl *planner) end(rule *program.Deadline, d *Deadline) {
	if d.State != Open {
		return
	}
	if _, over := pl.ended(rule, d.Start); over {
		d.State = Void
		return
	}
	if d.Right && d.Due != schoolday.None {
		if pl.today > d.Due {
			d.State = Over
			return
		}
		pl.wake(pl.after(d.Due))
	}
}
