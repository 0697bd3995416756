package deadline

import (
	"slices"
	"strconv"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// escalate tells somebody else that a duty is open past its day. Only those who
// may know of the case hear of it, and nobody who owes it.
func (pl *planner) escalate(rule *program.Deadline, d *Deadline) {
	if d.State != Open || d.Right || d.Due == schoolday.None {
		return
	}
	for _, late := range rule.Late {
		to := pl.others(d, late.To)
		n := Notice{Topic: TopicLate, Kind: Nudge, Rule: rule.Key, Role: late.To, Deadline: d.Key, Record: d.Record, Meeting: d.Meeting}
		switch {
		case late.InARow > 0:
			if !pl.inARow(rule, d, late.InARow) {
				continue
			}
			n.Step, n.At = "late-"+strconv.Itoa(late.InARow)+"-in-a-row", pl.at(pl.cal.Next(d.Due.Add(1)))
		case late.Weekly:
			pl.weeklyLate(rule, d, to, n)
			continue
		default:
			n.Step, n.At = "late+"+strconv.Itoa(late.After), pl.at(pl.cal.Next(pl.offset(rule, d.Due, late.After)))
		}
		var awake bool
		if n.At, awake = pl.awake(rule, n.At); awake {
			pl.tell(d.Key, to, n)
		}
	}
}

// others are the holders of a role who do not owe the deadline themselves. Of a
// role that owes it, its first holder is late, and the others are the deputies.
func (pl *planner) others(d *Deadline, role program.Role) []casefile.ID {
	to := pl.owners([]program.Role{role})
	if slices.Contains(d.Roles, role) && len(to) > 0 {
		return to[1:]
	}
	return slices.DeleteFunc(to, func(id casefile.ID) bool { return slices.Contains(d.Owners, id) })
}

// inARow reports whether the deadline and the ones before it, so many in all,
// were all missed. It is asked while the plan is being made, in order.
func (pl *planner) inARow(rule *program.Deadline, d *Deadline, n int) bool {
	if pl.today <= d.Due {
		pl.wake(pl.after(d.Due))
		return false
	}
	missed := 0
	for i := range pl.deadlines {
		one := &pl.deadlines[i]
		if one.Rule != rule.Key || one.Due > d.Due {
			continue
		}
		if one.State == Met {
			missed = 0
			continue
		}
		missed++
	}
	return missed >= n
}

// weeklyLate tells once a week, on its first school day, up to the next time;
// in the week of the last day only when that is past by then.
func (pl *planner) weeklyLate(rule *program.Deadline, d *Deadline, to []casefile.ID, n Notice) {
	for i := range mostRepeats {
		day, school := pl.cal.FirstSchoolDay(d.Due.Add(1 + 7*i))
		if !school || day <= d.Due {
			continue
		}
		n.Step, n.At = "late-"+day.ISOWeek(), pl.at(day)
		if _, silent := pl.silent(rule, n.At); !silent {
			pl.tell(d.Key, to, n)
		}
		if n.At.After(pl.now) {
			pl.wake(n.At)
			return
		}
	}
}
