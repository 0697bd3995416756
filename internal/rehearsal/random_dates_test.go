package rehearsal_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// stopped says, day by day and with no stretches, whether a rule runs on a day.
func (l *look) stopped(rule *program.Deadline, d schoolday.Day) bool {
	if rule.Stops == "none" {
		return false
	}
	return l.inPause(d) || rule.Stops == "breaks" && l.inBreak(d)
}

func (l *look) inPause(d schoolday.Day) bool {
	paused, in := schoolday.None, false
	for _, t := range l.c.Turns {
		switch {
		case t.State == casefile.Paused && !in:
			paused, in = t.Day, true
		case t.State == casefile.Resumed && in:
			if in = false; paused <= d && d < t.Day {
				return true
			}
		}
	}
	return in && paused <= d
}

// inBreak reports whether a day lies among days without school of which one at
// least is no weekend.
func (l *look) inBreak(d schoolday.Day) bool {
	if l.cal.IsSchoolDay(d) {
		return false
	}
	first := d
	for !l.cal.IsSchoolDay(first - 1) {
		first--
	}
	for at := first; !l.cal.IsSchoolDay(at); at++ {
		if at.Weekday() != time.Saturday && at.Weekday() != time.Sunday {
			return true
		}
	}
	return false
}

// slowly counts a span day by day; None when it would never end.
func (l *look) slowly(rule *program.Deadline, from schoolday.Day, span schoolday.Span) schoolday.Day {
	counts := func(schoolday.Day) bool { return true }
	n := span.N
	switch span.Unit {
	case schoolday.WorkingDays:
		counts = l.cal.IsSchoolDay
	case schoolday.Weeks:
		n *= 7
	case schoolday.Months, schoolday.Years:
		n = int(monthsOn(from, span) - from)
	default:
	}
	day := from
	for ; n < 0; n++ {
		for day--; !counts(day); day-- {
		}
	}
	for ; n > 0; n-- {
		for day++; !counts(day) || l.stopped(rule, day); day++ {
			if day > from+3000 {
				return schoolday.None
			}
		}
	}
	return day
}

// monthsOn is the same day of a later or earlier month, or its last.
func monthsOn(from schoolday.Day, span schoolday.Span) schoolday.Day {
	months := span.N
	if span.Unit == schoolday.Years {
		months *= 12
	}
	y, m, d := from.UTC().Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 0, 0, 0, 0, time.UTC)
	return schoolday.Date(last.Year(), last.Month(), min(d, last.Day()))
}

// rolled moves a day that is no school day; back only as far as the start.
func (l *look) rolled(rule *program.Deadline, day, from schoolday.Day) schoolday.Day {
	back := day
	for !l.cal.IsSchoolDay(back) {
		back--
	}
	if rule.Roll == schoolday.Back && (back >= from || day < from) {
		return back
	}
	for rule.Roll != schoolday.Stay && !l.cal.IsSchoolDay(day) {
		day++
	}
	return day
}

// slowOffset counts n of a rule's own unit from its last day.
func (l *look) slowOffset(rule *program.Deadline, due schoolday.Day, n int) schoolday.Day {
	working := func(s *schoolday.Span) bool { return s != nil && s.Unit == schoolday.WorkingDays }
	unit := schoolday.Days
	if rule.Due != nil && working(&rule.Due.Span) || working(rule.Every) || len(rule.Window) > 0 && working(&rule.Window[0].Stretch.Most) {
		unit = schoolday.WorkingDays
	}
	return l.slowly(&program.Deadline{Stops: "none"}, due, schoolday.Span{N: n, Unit: unit})
}

// dates calls do with each deadline that has a date, until that is not "".
func (l *look) dates(do func(d deadline.Deadline, rule *program.Deadline) string) string {
	for _, d := range l.plan.Deadlines {
		if d.Due == schoolday.None {
			continue
		}
		if wrong := do(d, l.scope.Deadline(d.Rule)); wrong != "" {
			return fmt.Sprintf("%s, %s to %s, due %s: %s", d.Key, d.Start, d.Opens, d.Due, wrong)
		}
	}
	return ""
}

// countedSlowly: a counted date is what counting on one's fingers finds, and one
// whose counting never ends has none.
func (l *look) countedSlowly() string {
	for _, d := range l.plan.Deadlines {
		rule := l.scope.Deadline(d.Rule)
		from, span := d.Working.From, d.Working.Span
		if d.Due == schoolday.None {
			counted := rule.Due != nil && len(rule.Due.By)+len(rule.Due.Before)+len(rule.Due.After) == 0 && !rule.Due.EndOfWeek
			if counted && l.slowly(rule, d.Start, rule.Due.Span) != schoolday.None {
				return d.Key + " has no date"
			}
			continue
		}
		if from == schoolday.None {
			continue
		}
		if want := l.rolled(rule, l.slowly(rule, from, span), from); want != d.Due {
			return fmt.Sprintf("%s is due %s; %s from %s is %s", d.Key, d.Due, span, from, want)
		}
	}
	return ""
}

// bounded: a date counted from an event is counted from that event, and what is
// counted from the start does not lie before it.
func (l *look) bounded() string {
	return l.dates(func(d deadline.Deadline, rule *program.Deadline) string {
		switch due := rule.Due; {
		case len(rule.Window) > 0:
			return "" // below
		case due == nil, due.EndOfWeek:
		case len(due.Before) > 0:
			event := l.firstDated(due.Before, d.Start)
			if d.Working.From != event || d.Due >= event && rule.Roll != schoolday.Forward {
				return fmt.Sprintf("it is not before %s, the first of its events", event)
			}
			return ""
		case len(due.By) > 0:
			if event := l.firstDated(due.By, d.Start); d.Due != event {
				return fmt.Sprintf("it is bound by %s", event)
			}
		case len(due.After) > 0:
			if d.Working.From < d.Start {
				return "it is counted from before its start"
			}
		case d.Working.From != d.Start:
			return "it is not counted from its start"
		}
		if d.Due < d.Start || d.Opens > d.Due {
			return "it ends before it begins"
		}
		return ""
	})
}

// firstDated is the first day on or after another on which something has its day.
func (l *look) firstDated(events []program.Event, from schoolday.Day) schoolday.Day {
	first := schoolday.None
	for _, f := range l.plan.Course.Dated {
		for _, e := range events {
			held := f.Meeting != "" && f.Event.State == string(casefile.Held) && e.State != "packet"
			same := f.Event.Name == e.Name && (e.Nth == 0 || e.Nth == f.Event.Nth) && (held || f.Event.State == e.State)
			if same && f.Day >= from && (first == schoolday.None || f.Day < first) {
				first = f.Day
			}
		}
	}
	return first
}

// wholeWeeks: what is owed each week is due on the Sunday of a week with a school
// day, and the week of the start counts if that is not after the first of them.
func (l *look) wholeWeeks() string {
	return l.dates(func(d deadline.Deadline, rule *program.Deadline) string {
		if rule.Every == nil || *rule.Every != (schoolday.Span{N: 1, Unit: schoolday.Weeks}) {
			return ""
		}
		year, week := d.Start.UTC().ISOWeek()
		school := slices.ContainsFunc([]schoolday.Day{0, 1, 2, 3, 4}, func(i schoolday.Day) bool { return l.cal.IsSchoolDay(d.Start + i) })
		occurrence := strings.Split(d.Key, "/")[1]
		switch {
		case d.Start.Weekday() != time.Monday || d.Due != d.Start+6:
			return "it is no week"
		case occurrence != fmt.Sprintf("%d-W%s", year, pad(week)):
			return "its key names another week"
		case !school:
			return "the week has no school day"
		}
		return ""
	})
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// windowed: a stretch of the round lies in the round.
func (l *look) windowed() string {
	return l.dates(func(d deadline.Deadline, rule *program.Deadline) string {
		if len(rule.Window) == 0 {
			return ""
		}
		if d.Opens > d.Due {
			return "it closes before it opens"
		}
		w := rule.Window[max(d.Nth, 1)-1]
		if w.Stretch.Most.N > 0 || d.Round > len(l.plan.Course.Rounds) {
			return ""
		}
		round := l.plan.Course.Rounds[d.Round-1]
		switch length := int(round.End - round.Start); {
		case d.Opens < round.Start:
			return fmt.Sprintf("the round begins on %s", round.Start)
		case round.End != schoolday.None && d.Due > round.End:
			return fmt.Sprintf("the round ends on %s", round.End)
		case w.ToPercent > 0 && (d.Opens < d.Due && int(d.Opens-round.Start)*100 < w.FromPercent*length || int(d.Due-round.Start)*100 > w.ToPercent*length):
			return fmt.Sprintf("the round is from %s to %s", round.Start, round.End)
		case w.LastDays > 0 && d.Due != round.End:
			return fmt.Sprintf("the round ends on %s", round.End)
		}
		return ""
	})
}
