package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// morning is the hour at which what has no hour of its own is said (DOMAIN §5.1).
const morning = 8

// remind adds the reminders of an open deadline to everybody who owns it. One
// without a date reminds nobody (LANGUAGE §2.5).
func (pl *planner) remind(rule *program.Deadline, d *Deadline) {
	if d.State != Open || d.Due == schoolday.None || len(d.Owners) == 0 {
		return
	}
	begun := pl.begun(d)
	var all []Notice
	for _, step := range rule.Remind {
		for _, n := range pl.moments(rule, d, step, begun) {
			if _, silent := pl.silent(rule, n.At); !silent || n.Kind == Formal && n.Topic == TopicRightGiven {
				all = newest(all, n)
			}
		}
	}
	for _, n := range all {
		n.Deadline, n.Record, n.Meeting, n.Rule = d.Key, d.Record, d.Meeting, rule.Key
		pl.tell(d.Key, pl.holding(d, n.At), n)
	}
}

// newest adds a step of a deadline, in the place of an older one that a break
// brought to the same moment: one thing at one time is one message. The formal
// notice of a right stands beside any reminder.
func newest(all []Notice, n Notice) []Notice {
	for i := range all {
		if n.Kind != Formal && all[i].Kind != Formal && all[i].At.Equal(n.At) {
			all[i] = n
			return all
		}
	}
	return append(all, n)
}

// holding are the owners who held the role at a moment: who took over later is
// not told what was said before.
func (pl *planner) holding(d *Deadline, at time.Time) []casefile.ID {
	return slices.DeleteFunc(slices.Clone(d.Owners), func(id casefile.ID) bool { return at.Before(pl.since(id, d.Roles)) })
}

// tell adds one notice for each person who may know of the case; its key is
// unique within the case. Who may know only later is told then.
func (pl *planner) tell(about string, to []casefile.ID, n Notice) {
	as := n.Role
	for _, id := range to {
		from, ok := pl.knows(id)
		if ok && as != "" && n.Record != "" && n.Deadline == "" { // of a record one reads in that role alone
			as := pl.mayKnow(as)
			from, ok = later(from, as.from), as.ever
		}
		if !ok {
			continue
		}
		one := n
		one.To = id
		one.Key = about + "/" + n.Step + "/" + string(id)
		if as == "" {
			one.Role = pl.roleOf(id, pl.rolesOf(n.Rule))
		}
		if one.At.Before(from) {
			one.At = pl.daytime(from)
			pl.putOff++
		}
		pl.notices = append(pl.notices, one)
	}
}

// belated makes what was put off, because somebody may know of the case only
// later, fit that moment: of several reminders the last, none in a pause, none of
// a right that is over then, and of a duty that it is open past its day.
func (pl *planner) belated(rule *program.Deadline, d *Deadline, from int) {
	if pl.putOff == 0 {
		return
	}
	pl.putOff = 0
	all := pl.notices[from:]
	kept := make([]Notice, 0, len(all))
	for i, n := range all {
		_, silent := pl.silent(rule, n.At)
		past, given := pl.dayOf(n.At) > d.Due, n.Topic == TopicRightGiven
		again := slices.ContainsFunc(all[i+1:], func(later Notice) bool {
			return later.To == n.To && later.At.Equal(n.At) && later.Topic != TopicRightGiven
		})
		if !given && (silent || again || past && n.Topic == TopicRight) {
			continue
		}
		if past && n.Topic == TopicDue {
			n.Topic = TopicOpen
		}
		kept = append(kept, n)
	}
	pl.notices = append(pl.notices[:from], kept...)
}

// daytime is a moment, or the morning of its day when that is still to come.
func (pl *planner) daytime(t time.Time) time.Time {
	if morning := pl.at(schoolday.Of(t.In(pl.cal.Zone))); t.Before(morning) {
		return morning
	}
	return t
}

func (pl *planner) rolesOf(rule string) []program.Role {
	if d := pl.scope.Deadline(rule); d != nil {
		return slices.Concat(d.OwedBy, d.RightOf)
	}
	return nil
}

// moments returns the notices that one step of a rule means, without their
// readers: none before the deadline was known, and after its last day none that
// calls it due, nor any of a right.
func (pl *planner) moments(rule *program.Deadline, d *Deadline, step program.Step, begun time.Time) []Notice {
	n := Notice{Topic: TopicDue, Kind: kindOf(rule), Step: step.Key}
	if d.Right {
		n.Topic = TopicRight
	}
	past := func(n Notice) bool { return pl.dayOf(n.At) > d.Due }
	all := slices.DeleteFunc(pl.stepped(rule, d, step, n), func(n Notice) bool {
		return n.At.Before(begun) || n.Topic == TopicRight && past(n)
	})
	for i := range all {
		if !d.Right && past(all[i]) {
			all[i].Topic = TopicOpen
		}
	}
	return all
}

func (pl *planner) stepped(rule *program.Deadline, d *Deadline, step program.Step, n Notice) []Notice {
	switch step.From {
	case "start":
		return pl.fromStart(rule, d, step, n)
	case "weekday":
		return pl.onWeekday(rule, d, step, n)
	case "then":
		return pl.repeats(rule, d, step, n)
	case "monthly":
		return pl.eachPeriod(d, n, "monthly", nextMonth)
	case "weekly":
		return pl.eachPeriod(d, n, "weekly", nextWeek)
	case "due":
		return pl.fromDue(rule, d, step, n)
	}
	return nil
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

func (pl *planner) fromStart(rule *program.Deadline, d *Deadline, step program.Step, n Notice) []Notice {
	begun := pl.begun(d)
	switch {
	case step.Days == 0 && step.Minutes == 0:
		n.At = begun
		if d.Right {
			n.Topic, n.Kind = TopicRightGiven, Formal
		}
	case step.Minutes > 0:
		n.At = begun.Add(time.Duration(step.Minutes) * time.Minute)
	default:
		day := pl.cal.CountPast(pl.stops(rule), d.Start, schoolday.Span{N: step.Days, Unit: unit(rule)}, schoolday.Stay).Due
		if day >= schoolday.Ever {
			return nil
		}
		n.At = pl.at(pl.lastAfter(day, d.Start))
	}
	return []Notice{n}
}

// begun is the instant from which a deadline is known to whoever owes it: when
// what started it was recorded, and somebody held the role.
func (pl *planner) begun(d *Deadline) time.Time {
	at := pl.startedAt(d)
	if len(d.Roles) == 0 {
		return at
	}
	if since := pl.heldSince(d.Roles...); since.After(at) {
		return since
	}
	return at
}

// startedAt is the instant at which what started the deadline was recorded.
func (pl *planner) startedAt(d *Deadline) time.Time {
	for i := range pl.places(d.Started.Name, d.Started.State) {
		if f := &pl.facts[i]; f.Record == d.Record && f.Meeting == d.Meeting {
			return f.At
		}
	}
	return pl.at(d.Start)
}

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
func (pl *planner) fromDue(rule *program.Deadline, d *Deadline, step program.Step, n Notice) []Notice {
	day := pl.offset(rule, d.Due, step.Days)
	if step.Span.N != 0 {
		day = pl.cal.Count(d.Due, step.Span, schoolday.Stay).Due
	}
	if step.Days > 0 {
		if d.Right {
			return nil
		}
		n.At = pl.at(pl.cal.Next(day))
		return []Notice{n}
	}
	day = pl.cal.Last(day)
	if day < d.Start || day == d.Start && (step.Days != 0 || step.Span.N != 0) || pl.dated(rule, day, d.Due) {
		return nil
	}
	n.At = pl.at(day)
	return []Notice{n}
}

// offset counts n of the deadline's own unit from a day.
func (pl *planner) offset(rule *program.Deadline, day schoolday.Day, n int) schoolday.Day {
	if unit(rule) == schoolday.WorkingDays {
		return pl.cal.AddSchoolDays(day, n)
	}
	return day.Add(n)
}

// unit is what the numbers of a rule's reminders count: working days if the rule
// counts these, else days.
func unit(rule *program.Deadline) schoolday.Unit {
	working := rule.Due != nil && rule.Due.Span.Unit == schoolday.WorkingDays ||
		rule.Every != nil && rule.Every.Unit == schoolday.WorkingDays ||
		len(rule.Window) > 0 && rule.Window[0].Stretch.Most.Unit == schoolday.WorkingDays
	if working {
		return schoolday.WorkingDays
	}
	return schoolday.Days
}

// onWeekday is a reminder on a day of the deadline's last week; on a day without
// school it comes on the last school day before, or not at all when the week
// has none. What has a date in the week needs no reminder (OBL-06).
func (pl *planner) onWeekday(rule *program.Deadline, d *Deadline, step program.Step, n Notice) []Notice {
	week := d.Due.Monday()
	day := pl.cal.Last(week.Add((int(step.Weekday) + 6) % 7))
	if day < week || day < d.Start || rule.Every != nil && pl.dated(rule, week, d.Due) {
		return nil
	}
	hour := step.Hour
	if hour == 0 {
		hour = morning
	}
	n.At = day.At(hour, step.Minute, pl.cal.Zone)
	return []Notice{n}
}

// dated reports whether a meeting that meets the rule when it is held is planned
// for one of the days: nobody needs to be reminded to hold it.
func (pl *planner) dated(rule *program.Deadline, from, to schoolday.Day) bool {
	for i := range pl.c.Meetings {
		m := &pl.c.Meetings[i]
		if m.State != casefile.Planned || !slices.ContainsFunc(rule.MetBy, func(e program.Event) bool {
			return e.Name == m.Kind && e.State == string(casefile.Held)
		}) {
			continue
		}
		if day := schoolday.Of(m.Start.In(pl.cal.Zone)); from <= day && day <= to {
			return true
		}
	}
	return false
}
