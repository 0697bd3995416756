package deadline

import (
	"fmt"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// rolling is a chain with one link open: each counted from the day of the last
// fulfilment (LANGUAGE §2.4, AMB-32). What fulfils on the day a link begins
// changes no date and is passed over.
func (pl *planner) rolling(rule *program.Deadline, start casefile.Fact) []Deadline {
	var all []Deadline
	from := start
	for _, f := range pl.happened(rule.MetBy) {
		if f.Day <= from.Day {
			continue
		}
		d := pl.link(rule, from)
		d.State, d.MetOn = Met, f.Day
		all = append(all, d)
		from = f
	}
	d := pl.link(rule, from)
	if _, over := pl.ended(rule, start.Day); over {
		d.State = Void
	}
	pl.refill(rule, &d)
	if len(d.Owners) > 0 {
		all = append(all, d)
	}
	return all
}

func (pl *planner) link(rule *program.Deadline, from casefile.Fact) Deadline {
	d := pl.blank(rule, from, from.Day.String())
	pl.count(&d, d.Start, *rule.Every, rule.Roll)
	return d
}

// keepWeeks is how long a missed week stays on the list: until the Sunday after
// it. A missed meeting stays missed; two in one week do not make up for it (AMB-31).
const keepWeeks = 1

// weekly is a deadline for each ISO week that has a school day, up to this one.
// The week of the start counts only if the start is not after its first school
// day; the week of the until owes nothing (LANGUAGE §2.4), nor does a week that
// began while a role that owes it had no holder (§2.7).
func (pl *planner) weekly(rule *program.Deadline, start casefile.Fact) []Deadline {
	last := pl.today.Monday()
	until, over := pl.ended(rule, start.Day)
	if pl.closed() {
		last = min(last, pl.c.Closed.Monday())
	} else if !over || until.Monday().Add(7*keepWeeks) >= last {
		pl.wake(last.Add(7).At(0, 0, pl.cal.Zone))
	}
	met, filled := pl.weeksMet(rule, start), pl.allFilled(rule.OwedBy)
	var all []Deadline
	for week := start.Day.Monday(); week <= last; week = week.Add(7) {
		first, school := pl.cal.FirstSchoolDay(week)
		if !school || start.Day > first || over && week >= until.Monday() {
			continue
		}
		on := met[week]
		if on == schoolday.None && filled > first {
			continue
		}
		d := pl.blank(rule, start, week.ISOWeek())
		d.Start, d.Opens, d.Due = week, week, week.Sunday()
		switch {
		case on != schoolday.None:
			d.State, d.MetOn = Met, on
		case week < pl.today.Monday().Add(-7*keepWeeks):
			d.State = Void
		}
		if len(d.Owners) > 0 {
			all = append(all, d)
		}
	}
	return all
}

// weeksMet is the first day in each week on which the week was fulfilled.
func (pl *planner) weeksMet(rule *program.Deadline, start casefile.Fact) map[schoolday.Day]schoolday.Day {
	met := map[schoolday.Day]schoolday.Day{}
	for _, f := range pl.happened(rule.MetBy) {
		if week := f.Day.Monday(); f.Day >= start.Day && met[week] == schoolday.None {
			met[week] = f.Day
		}
	}
	return met
}

// allFilled is the day since which every one of the roles has a holder; a day
// that never comes when one has none, for together is with nobody missing.
func (pl *planner) allFilled(roles []program.Role) schoolday.Day {
	filled := schoolday.None
	for _, r := range roles {
		if len(pl.owners([]program.Role{r})) == 0 {
			return orLast(schoolday.None)
		}
		filled = max(filled, pl.filledOn(r))
	}
	return filled
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
	length := int(to - from)
	switch {
	case w.FirstDays > 0:
		return from, from.Add(w.FirstDays)
	case w.LastDays > 0:
		return to.Add(-w.LastDays), to
	}
	return from.Add((length*w.FromPercent + 99) / 100), from.Add(length * w.ToPercent / 100)
}
