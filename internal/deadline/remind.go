package deadline

import (
	"fmt"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// morning is the hour at which what has no hour of its own is said (DOMAIN §5.1).
const morning = 8

// remind adds the reminders of an open deadline to everybody who owns it.
func (pl *planner) remind(rule *program.Deadline, d Deadline) {
	if d.State != Open {
		return
	}
	for _, step := range rule.Remind {
		for _, s := range pl.moments(rule, d, step) {
			s.Deadline, s.Record, s.Meeting, s.Rule = d.Key, d.Record, d.Meeting, rule.Key
			pl.tell(d.Key, d.Owners, s)
		}
	}
}

// tell adds one notice for each person; its key is unique within the case.
func (pl *planner) tell(about string, to []casefile.ID, n Notice) {
	for _, id := range to {
		one := n
		one.To = id
		one.Key = fmt.Sprintf("%s/%s/%s", about, n.Step, id)
		one.Role = pl.roleOf(id, n.Role)
		pl.notices = append(pl.notices, one)
	}
}

func (pl *planner) roleOf(id casefile.ID, as program.Role) program.Role {
	if as != "" {
		return as
	}
	roles := pl.c.RolesOf(id, pl.now)
	if len(roles) == 0 {
		return ""
	}
	return roles[0]
}

// moments returns the notices that one step of a rule means, without their readers.
func (pl *planner) moments(rule *program.Deadline, d Deadline, step program.Step) []Notice {
	n := Notice{Topic: TopicDue, Kind: kindOf(rule), Step: step.Key}
	if d.Right {
		n.Topic = TopicRight
	}
	switch step.From {
	case "start":
		return pl.fromStart(d, step, n)
	case "weekday":
		return pl.onWeekday(d, step, n)
	case "then":
		return pl.repeats(rule, d, step, n)
	case "due":
		return pl.fromDue(rule, d, step, n)
	}
	return nil // monthly and weekly steps belong to rules that this program does not have yet
}

func kindOf(rule *program.Deadline) Kind {
	switch rule.Kind {
	case "notice":
		return Formal
	case "nudge":
		return Nudge
	}
	return Reminder
}

func (pl *planner) fromStart(d Deadline, step program.Step, n Notice) []Notice {
	begun := pl.startedAt(d)
	switch {
	case step.Days == 0 && step.Minutes == 0:
		n.At = begun
		if d.Right {
			n.Topic, n.Kind = TopicRightGiven, Formal
		}
	case step.Minutes > 0:
		n.At = begun.Add(time.Duration(step.Minutes) * time.Minute)
	default:
		n.At = pl.at(pl.lastAfter(d.Start.Add(step.Days), d.Start))
	}
	return []Notice{n}
}

// startedAt is the instant at which what started the deadline was recorded.
func (pl *planner) startedAt(d Deadline) time.Time {
	for _, f := range pl.facts {
		if f.Event == d.Started && f.Record == d.Record && f.Meeting == d.Meeting {
			return f.At
		}
	}
	return pl.at(d.Start)
}

// at is the morning of a day in the district.
func (pl *planner) at(d schoolday.Day) time.Time { return d.At(morning, 0, pl.cal.Zone) }

// lastAfter is the last school day not later than d, or, when that is
// not after the start any more, the next school day.
func (pl *planner) lastAfter(d, start schoolday.Day) schoolday.Day {
	if last := pl.cal.Last(d); last > start {
		return last
	}
	return pl.cal.Next(d)
}

// fromDue is a reminder counted from the last day in the deadline's own unit:
// before it on the last school day not later, after it on the next one.
func (pl *planner) fromDue(rule *program.Deadline, d Deadline, step program.Step, n Notice) []Notice {
	if d.Due == schoolday.None {
		return nil
	}
	day := pl.offset(rule, d.Due, step.Days)
	if step.Days > 0 {
		if d.Right {
			return nil
		}
		n.Topic = TopicOpen
		n.At = pl.at(pl.cal.Next(day))
		return []Notice{n}
	}
	day = pl.cal.Last(day)
	if day < d.Start || day == d.Start && step.Days != 0 {
		return nil
	}
	n.At = pl.at(day)
	return []Notice{n}
}

// offset counts n of the deadline's own unit from a day.
func (pl *planner) offset(rule *program.Deadline, day schoolday.Day, n int) schoolday.Day {
	if rule.Due != nil && rule.Due.Span.Unit == schoolday.WorkingDays {
		return pl.cal.AddSchoolDays(day, n)
	}
	return day.Add(n)
}

// onWeekday is a reminder on a day of the deadline's last week; on a day without
// school it comes on the last school day before, or not at all when the week
// has none.
func (pl *planner) onWeekday(d Deadline, step program.Step, n Notice) []Notice {
	if d.Due == schoolday.None {
		return nil
	}
	week := d.Due.Monday()
	day := pl.cal.Last(week.Add((int(step.Weekday) + 6) % 7))
	if day < week || day < d.Start {
		return nil
	}
	hour := step.Hour
	if hour == 0 {
		hour = morning
	}
	n.At = day.At(hour, step.Minute, pl.cal.Zone)
	if n.At.Before(pl.startedAt(d)) && d.Meeting != "" {
		return nil
	}
	return []Notice{n}
}

// mostRepeats bounds a reminder that repeats until the deadline is met.
const mostRepeats = 60

// repeats repeats every so many units after the last numbered step, up to the
// first one to come.
func (pl *planner) repeats(rule *program.Deadline, d Deadline, step program.Step, n Notice) []Notice {
	if d.Due == schoolday.None || step.Days <= 0 {
		return nil
	}
	from := 0
	for _, s := range rule.Remind {
		if s.From == "due" {
			from = max(from, s.Days)
		}
	}
	n.Topic = TopicOpen
	var all []Notice
	for i := 1; i <= mostRepeats; i++ {
		one := n
		one.Step = fmt.Sprintf("+%d", from+i*step.Days)
		one.At = pl.at(pl.cal.Next(pl.offset(rule, d.Due, from+i*step.Days)))
		if len(all) > 0 && all[len(all)-1].At.Equal(one.At) {
			continue
		}
		all = append(all, one)
		if one.At.After(pl.now) {
			pl.wake(one.At.Add(time.Second))
			break
		}
	}
	return all
}

// escalate tells somebody else that a duty is open past its day. Only roles
// that may know of the case hear of it, and nobody who owes it.
func (pl *planner) escalate(rule *program.Deadline, d Deadline) {
	if d.State != Open || d.Right || d.Due == schoolday.None {
		return
	}
	for _, late := range rule.Late {
		if len(pl.track.KnownTo[late.To]) == 0 {
			continue
		}
		to := slices.DeleteFunc(pl.owners([]program.Role{late.To}), func(id casefile.ID) bool { return slices.Contains(d.Owners, id) })
		n := Notice{Topic: TopicLate, Kind: Nudge, Rule: rule.Key, Role: late.To, Deadline: d.Key, Record: d.Record, Meeting: d.Meeting}
		switch {
		case late.InARow > 0:
			if !pl.inARow(rule, d, late.InARow) {
				continue
			}
			n.Step, n.At = fmt.Sprintf("late-%d-in-a-row", late.InARow), pl.at(pl.cal.Next(d.Due.Add(1)))
		case late.Weekly:
			pl.weeklyLate(d, to, n)
			continue
		default:
			n.Step, n.At = fmt.Sprintf("late+%d", late.After), pl.at(pl.cal.Next(pl.offset(rule, d.Due, late.After)))
		}
		pl.tell(d.Key, to, n)
	}
}

// inARow reports whether the deadline and the ones before it, so many in all,
// were all missed. It is asked while the plan is being made, in order.
func (pl *planner) inARow(rule *program.Deadline, d Deadline, n int) bool {
	if pl.today <= d.Due {
		pl.wake(pl.after(d.Due))
		return false
	}
	missed := 0
	for _, one := range pl.deadlines {
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

// weeklyLate tells once a week, on its first school day, up to the next time.
func (pl *planner) weeklyLate(d Deadline, to []casefile.ID, n Notice) {
	for i := range mostRepeats {
		day, school := pl.cal.FirstSchoolDay(d.Due.Add(1 + 7*i))
		if !school {
			continue
		}
		n.Step, n.At = "late-"+day.ISOWeek(), pl.at(day)
		pl.tell(d.Key, to, n)
		if n.At.After(pl.now) {
			pl.wake(n.At.Add(time.Second))
			return
		}
	}
}
