package deadline

import (
	"fmt"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// rolling is a chain with one link open at a time: each counted from the day of
// the last fulfilment (LANGUAGE §2.4, AMB-32). What fulfils on the day a link
// begins changes no date and is passed over.
func (pl *planner) rolling(all []Deadline, rule *program.Deadline, s spell) []Deadline {
	for _, roles := range sharers(rule) {
		all = pl.chain(all, rule, s, roles)
	}
	return all
}

func (pl *planner) chain(all []Deadline, rule *program.Deadline, s spell, roles []program.Role) []Deadline {
	from := s.start
	for _, f := range pl.happened(rule.MetBy) {
		if f.Day <= from.Day || !s.runs(f.Day) || roundOf(f) < roundOf(s.start) || apart(rule) && !pl.actOf(&f, roles[0]) {
			continue
		}
		d := pl.link(all, rule, s, from, roles)
		d.State, d.MetOn, d.MetAt = Met, f.Day, f.At
		all = append(all, d)
		from = f
	}
	d := pl.link(all, rule, s, from, roles)
	if s.end != schoolday.None {
		d.State, d.Ended = Void, s.end
	}
	pl.refill(rule, &d)
	if len(d.Owners) == 0 {
		return all
	}
	return append(all, d)
}

// link is one link of a chain. Two that begin on one day, the last of one chain
// and the first of the next, differ in the number of their round or their place.
func (pl *planner) link(all []Deadline, rule *program.Deadline, s spell, from casefile.Fact, roles []program.Role) Deadline {
	d := pl.blank(rule, from, from.Day.String(), roles)
	d.Round = roundOf(s.start)
	d.Key = unused(all, d.Key)
	pl.date(rule, &d)
	return d
}

// unused is a key that no deadline has yet.
func unused(all []Deadline, key string) string {
	free := key
	for n := 2; hasKey(all, free); n++ {
		free = fmt.Sprintf("%s.%d", key, n)
	}
	return free
}

func hasKey(all []Deadline, key string) bool {
	for i := range all {
		if all[i].Key == key {
			return true
		}
	}
	return false
}

// keepWeeks is how long a missed week stays on the list: until the Sunday after
// it. A missed meeting stays missed; two in one week do not make up for it (AMB-31).
const keepWeeks = 1

// weekly is a deadline for each ISO week that has a school day, up to this one.
// The week of the start counts only if the start is not after its first school
// day; the week of the until owes nothing (LANGUAGE §2.4), nor does a week in a
// leave, nor one that began while a role that owes it had no holder (§2.7).
func (pl *planner) weekly(all []Deadline, rule *program.Deadline, s spell) []Deadline {
	last := pl.today.Monday()
	if pl.closed() {
		last = min(last, pl.c.Closed.Monday())
	} else if s.end == schoolday.None || s.end.Monday().Add(7*keepWeeks) >= last {
		pl.wake(last.Add(7).At(0, 0, pl.cal.Zone))
	}
	all = slices.Grow(all, max(0, int(last-s.start.Day)/7+1))
	for _, roles := range sharers(rule) {
		met, filled := pl.weeksMet(rule, s, roles), pl.allFilled(roles)
		for week := s.start.Day.Monday(); week <= last && (s.end == schoolday.None || week < s.end.Monday()); week = week.Add(7) {
			first, school := pl.cal.FirstSchoolDay(week)
			if !school || s.start.Day > first {
				continue
			}
			by, done := met[week]
			if !done && (filled > first || pl.onLeave(rule, week)) {
				continue
			}
			if d := pl.week(rule, s, week, roles); len(d.Owners) > 0 {
				if done {
					d.State, d.MetOn, d.MetAt, d.Ended = Met, by.Day, by.At, schoolday.None
				}
				all = append(all, d)
			}
		}
	}
	return all
}

// week is the deadline of one week, missed for good when it lies too far back.
func (pl *planner) week(rule *program.Deadline, s spell, week schoolday.Day, roles []program.Role) Deadline {
	d := pl.blank(rule, s.start, week.ISOWeek(), roles)
	d.Start, d.Opens, d.Due = week, week, week.Sunday()
	if week < pl.today.Monday().Add(-7*keepWeeks) {
		d.State, d.Ended = Void, d.Due.Add(1+7*keepWeeks)
	}
	return d
}

// weeksMet is what fulfilled each week first.
func (pl *planner) weeksMet(rule *program.Deadline, s spell, roles []program.Role) map[schoolday.Day]casefile.Fact {
	met := map[schoolday.Day]casefile.Fact{}
	for _, f := range pl.happened(rule.MetBy) {
		week := f.Day.Monday()
		if _, done := met[week]; done || f.Day < s.start.Day || apart(rule) && !pl.actOf(&f, roles[0]) {
			continue
		}
		met[week] = f
	}
	return met
}

// allFilled is the day since which every one of the roles has a holder; a day
// that never comes when one has none, for together is with nobody missing.
func (pl *planner) allFilled(roles []program.Role) schoolday.Day {
	filled := schoolday.None
	for _, r := range roles {
		if len(pl.owners([]program.Role{r})) == 0 {
			return schoolday.Ever
		}
		filled = max(filled, pl.filledOn(r))
	}
	return filled
}

// windows is a deadline for each number of a meeting or form, in its stretch of
// the round or from the start; what comes before the opening counts. One window
// alone takes whatever number comes first (LANGUAGE §2.6).
func (pl *planner) windows(all []Deadline, rule *program.Deadline, s spell) []Deadline {
	met := pl.happened(rule.MetBy)
	for i := range rule.Window {
		occurrence := about(s.start)
		if len(rule.Window) > 1 {
			occurrence = fmt.Sprintf("%s.%d", occurrence, i+1)
		}
		for _, roles := range sharers(rule) {
			d := pl.blank(rule, s.start, occurrence, roles)
			d.Key = unused(all, d.Key)
			counts := met
			if len(rule.Window) > 1 {
				d.Nth, counts = i+1, numbered(met, i+1, d.Round)
			}
			pl.date(rule, &d)
			pl.fulfil(rule, &d, counts, s.start)
			all = pl.settle(all, rule, &d)
		}
	}
	return all
}

// numbered are the facts that bear a number in a round.
func numbered(facts []casefile.Fact, nth, round int) []casefile.Fact {
	var all []casefile.Fact
	for _, f := range facts {
		if f.Event.Nth == nth && roundOf(f) == round {
			all = append(all, f)
		}
	}
	return all
}
