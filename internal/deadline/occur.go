package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// starts are what has opened a rule so far. After closing nothing opens.
func (pl *planner) starts(rule *program.Deadline) []casefile.Fact {
	starts := pl.happened(rule.Starts)
	if !pl.closed() {
		return starts
	}
	return slices.DeleteFunc(slices.Clone(starts), func(f casefile.Fact) bool { return f.At.After(pl.c.ClosedAt) })
}

// occurrences returns every deadline that a rule has opened so far.
func (pl *planner) occurrences(rule *program.Deadline) []Deadline {
	starts := pl.starts(rule)
	if len(starts) == 0 {
		return nil
	}
	var all []Deadline
	switch {
	case rule.Every != nil && rule.Every.Unit == schoolday.Weeks && rule.Every.N == 1:
		for _, s := range pl.spells(rule, starts) {
			all = pl.weekly(all, rule, s)
		}
	case rule.Every != nil:
		for _, s := range pl.spells(rule, starts) {
			all = pl.rolling(all, rule, s)
		}
	case len(rule.Window) > 0:
		for _, s := range pl.spells(rule, starts) {
			all = pl.windows(all, rule, s)
		}
	default:
		all = pl.single(rule, starts)
	}
	return all
}

// blank is a deadline of a rule that a fact opened, without its dates, for roles
// that owe it or may do it together.
func (pl *planner) blank(rule *program.Deadline, start casefile.Fact, occurrence string, roles []program.Role) Deadline {
	d := Deadline{
		Key: rule.Key + "/" + occurrence, Rule: rule.Key, Record: start.Record, Meeting: start.Meeting, Roles: roles,
		Right: rule.IsRight(), Start: start.Day, State: Open, Started: start.Event, Round: roundOf(start),
	}
	if d.Right {
		// Nobody loses days before knowing (LANGUAGE §2.1).
		d.Start = max(start.Day, pl.dayOf(start.At))
	}
	d.Opens = d.Start
	d.Owners = pl.owners(d.Roles)
	if rule.Signers {
		d.Owners = pl.unsigned(start.Record)
	}
	if apart(rule) {
		d.Key += "/" + string(roles[0])
	}
	return d
}

// apart reports whether each of several roles has a deadline of its own: a right
// is that of each, a duty if the rule says so.
func apart(rule *program.Deadline) bool {
	return len(rule.RightOf) > 1 || rule.Each && len(rule.OwedBy) > 1
}

// sharers are the roles of a rule, those together that share one deadline.
func sharers(rule *program.Deadline) [][]program.Role {
	roles := rule.OwedBy
	if rule.IsRight() {
		roles = rule.RightOf
	}
	if !apart(rule) {
		return [][]program.Role{roles}
	}
	all := make([][]program.Role, len(roles))
	for i := range roles {
		all[i] = roles[i : i+1 : i+1]
	}
	return all
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
		for _, roles := range sharers(rule) {
			d := pl.blank(rule, start, key, roles)
			pl.date(rule, &d)
			pl.fulfil(rule, &d, pl.own(rule, met, start), start)
			if by := pl.replaced(rule, start, starts[i+1:]); by != schoolday.None && d.State == Open {
				d.State, d.Ended = Void, by
			}
			all = pl.settle(all, rule, &d)
		}
	}
	return all
}

// settle adds a deadline that has its dates and what met it: it is counted anew
// if its role was filled later, waived or ended, and left out when nobody owes it.
func (pl *planner) settle(all []Deadline, rule *program.Deadline, d *Deadline) []Deadline {
	pl.refill(rule, d)
	pl.waive(d)
	pl.end(rule, d)
	if len(d.Owners) == 0 && d.State == Open {
		return all
	}
	return append(all, *d)
}

// replaced is the day on which what started a deadline was past, or None: a newer
// record of the form that names who owes it, for a new holder has a clock of
// their own.
func (pl *planner) replaced(rule *program.Deadline, start casefile.Fact, later []casefile.Fact) schoolday.Day {
	form := pl.scope.Form(start.Event.Name)
	if form == nil || form.Assigns == "" || !slices.Contains(rule.OwedBy, form.Assigns) {
		return schoolday.None
	}
	for _, f := range later {
		if f.Event.Name == form.Key && f.Record != start.Record {
			return f.Day
		}
	}
	return schoolday.None
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
	pl.date(rule, d)
}

// fulfil marks the deadline met by the first fact that fulfils it, in the round
// of the start or later. That may not lie before the start, unless it is a thing
// that happens only once. Of what each role owes for itself it is that role's act.
func (pl *planner) fulfil(rule *program.Deadline, d *Deadline, met []casefile.Fact, start casefile.Fact) {
	for i := range met {
		f := &met[i]
		if pl.intime(d, f, start) && pl.same(rule, start, f) && pl.stands(f) && (!apart(rule) || pl.actOf(f, d.Roles[0])) {
			d.State, d.MetOn, d.MetAt = Met, f.Day, f.At
			return
		}
	}
}

// intime reports whether a fact lies where what fulfils a deadline is looked for
// (LANGUAGE §2.3, §3).
func (pl *planner) intime(d *Deadline, f *casefile.Fact, start casefile.Fact) bool {
	switch once := pl.once(f); {
	case once == "case":
		return true
	case roundOf(*f) < d.Round:
		return false
	case once == "round":
		return roundOf(*f) == d.Round || f.Day >= start.Day
	}
	return f.Day >= start.Day
}

// actOf reports whether a holder of a role brought a fact about: wrote the
// record, or, of a meeting, it is that of all who were to come.
func (pl *planner) actOf(f *casefile.Fact, role program.Role) bool {
	by := f.By
	if r := pl.c.Record(f.Record); r != nil && r.Author != "" {
		by = r.Author
	} else if f.Meeting != "" {
		return true
	}
	return slices.Contains(pl.c.RolesOf(by, f.At), role)
}

// roundOf is the round that a fact lies in; what comes before the first belongs
// to it.
func roundOf(f casefile.Fact) int { return max(f.Round, 1) }

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

// once is "case" or "round" for a fact of something that happens once in it, so
// that nobody can bring it about again; else "".
func (pl *planner) once(f *casefile.Fact) string {
	if of, known := pl.onces[f.Event.Name]; known {
		return of
	}
	of := pl.onceOf(f)
	pl.onces[f.Event.Name] = of
	return of
}

func (pl *planner) onceOf(f *casefile.Fact) string {
	of := ""
	if m := pl.scope.Meeting(f.Event.Name); m != nil {
		of = m.Once
	} else if form := pl.scope.Form(f.Event.Name); form != nil {
		of = form.Once
	}
	if of != "round" && of != "case" {
		return ""
	}
	return of
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
// starting thing's own events only for itself; so what is attached to something
// else that starts the rule counts for that one (LANGUAGE §2.3).
func (pl *planner) same(rule *program.Deadline, start casefile.Fact, f *casefile.Fact) bool {
	switch {
	case f.Event.Name == start.Event.Name:
		return f.Record == start.Record && f.Meeting == start.Meeting
	case f.On != "" && (f.On == start.Record || f.On == start.Meeting):
		return true
	}
	form := pl.scope.Form(f.Event.Name)
	return form == nil || !slices.ContainsFunc(rule.Starts, func(e program.Event) bool { return slices.Contains(form.Attaches, e.Name) })
}

// ended reports whether one of the events that end a rule has come since a day,
// on that day not before what started it was recorded; none after closing.
func (pl *planner) ended(rule *program.Deadline, since schoolday.Day, recorded time.Time) (by casefile.Fact, ok bool) {
	for _, f := range pl.happened(rule.Until) {
		if pl.closed() && f.At.After(pl.c.ClosedAt) {
			continue
		}
		if f.Day > since || f.Day == since && !f.At.Before(recorded) {
			return f, true
		}
	}
	return casefile.Fact{}, false
}

// end closes a deadline by its until, a duty by a new round, and a right when
// its last day has passed (LANGUAGE §2.8).
func (pl *planner) end(rule *program.Deadline, d *Deadline) {
	if d.State != Open {
		return
	}
	if by, over := pl.ended(rule, d.Start, pl.startedAt(d)); over {
		d.State, d.Ended = Void, by.Day
		return
	}
	if next, _ := pl.round(d.Round + 1); !d.Right && next != schoolday.None {
		d.State, d.Ended = Void, next
		return
	}
	if d.Right && d.Due != schoolday.None && (!pl.closed() || d.Due < pl.c.Closed) {
		if pl.today > d.Due {
			d.State = Over
			return
		}
		pl.wake(pl.after(d.Due))
	}
}
