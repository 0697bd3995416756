package deadline

import (
	"strconv"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// mostRepeats bounds a reminder that repeats until the deadline is met.
const mostRepeats = 200

// repeats says it again every so many school days after the last numbered step, up to
// the first one to come (OBL-10: then each 2 working days).
func (pl *planner) repeats(rule *program.Deadline, d *Deadline, step program.Step, n Notice) []Notice {
	if step.Days <= 0 {
		return nil
	}
	from := 0
	for _, s := range rule.Remind {
		if s.From == "due" {
			from = max(from, s.Days)
		}
	}
	day := pl.cal.Next(pl.offset(rule, d.Due, from))
	var all []Notice
	for i := 1; i <= mostRepeats; i++ {
		day = pl.cal.AddSchoolDays(day, step.Days)
		n.Step, n.At = "then-"+strconv.Itoa(i), pl.at(day)
		all = append(all, n)
		if n.At.After(pl.now) {
			pl.wake(n.At)
			return all
		}
	}
	return all
}

// eachPeriod is a reminder on the first school day of each month or week after
// the start while the deadline is open, up to the first one to come.
func (pl *planner) eachPeriod(d *Deadline, n Notice, step string, next func(schoolday.Day) (schoolday.Day, string)) []Notice {
	var all []Notice
	for from, i := d.Start, 0; i < mostRepeats; i++ {
		first, name := next(from)
		from = first
		day := pl.cal.Next(first)
		if after, _ := next(first); day >= after {
			continue // a month or week without a school day
		}
		if d.Right && day > d.Due {
			return all
		}
		n.Step, n.At = step+"-"+name, pl.at(day)
		all = append(all, n)
		if n.At.After(pl.now) {
			pl.wake(n.At)
			return all
		}
	}
	return all
}

// nextMonth is the first day of the month after that of a day, and its name.
func nextMonth(d schoolday.Day) (first schoolday.Day, name string) {
	t := d.UTC()
	first = schoolday.Date(t.Year(), t.Month()+1, 1)
	return first, first.UTC().Format("2006-01")
}

// nextWeek is the Monday after the week of a day, and the name of its week.
func nextWeek(d schoolday.Day) (first schoolday.Day, name string) {
	first = d.Sunday().Add(1)
	return first, first.ISOWeek()
}
