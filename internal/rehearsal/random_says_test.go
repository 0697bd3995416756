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

// onlyThoseWhoMay: at the moment of a notice its reader may know of the case, and
// of the record that it is about. A notice whose moment is past leaves now.
func (l *look) onlyThoseWhoMay() string {
	for _, n := range l.plan.Notices {
		at := n.At
		if at.Before(l.now) {
			at = l.now
		}
		if n.Topic == deadline.TopicCanceled {
			continue // takes an invitation back, also from one who has left
		}
		if l.gate(at).Knows(n.To).Level < program.Dates && l.stillSaid(n, at) {
			return fmt.Sprintf("%s tells %s at %s, who may not know of the case", n.Key, n.To, at)
		}
		switch n.Topic {
		case deadline.TopicServed, deadline.TopicAttached, deadline.TopicPaired, deadline.TopicSign:
			if v := l.gate(at).Decide(n.To, l.c.Record(n.Record)); v.Level < program.Dates && l.stillSaid(n, at) {
				return fmt.Sprintf("%s tells %s at %s of a record that is closed to them (%s)", n.Key, n.To, at, v.Rule)
			}
		default:
		}
	}
	return ""
}

// stillSaid reports whether a notice is in the plan of its moment too: what time
// takes back until then never leaves.
func (l *look) stillSaid(n deadline.Notice, at time.Time) bool {
	return slices.ContainsFunc(l.at(at).Notices, func(one deadline.Notice) bool { return one.Key == n.Key })
}

// notOfOwnActs: who brought a state of a record about is not told of it.
func (l *look) notOfOwnActs() string {
	for _, n := range l.plan.Notices {
		r := l.c.Record(n.Record)
		if r == nil || n.Topic != deadline.TopicServed && n.Topic != deadline.TopicAttached && n.Topic != deadline.TopicPaired {
			continue
		}
		for _, s := range r.Steps {
			if string(s.State) == n.Step && s.By == n.To {
				return n.Key + " tells of an own act"
			}
		}
	}
	return ""
}

// reminds reports whether a notice reminds of a deadline or tells that it is late.
func reminds(n deadline.Notice) bool {
	return n.Topic == deadline.TopicDue || n.Topic == deadline.TopicOpen || n.Topic == deadline.TopicLate || n.Topic == deadline.TopicRight
}

// about calls do with each reminder and its deadline, until that is not "".
func (l *look) about(do func(n deadline.Notice, d deadline.Deadline, rule *program.Deadline) string) string {
	byKey := map[string]deadline.Deadline{}
	for _, d := range l.plan.Deadlines {
		byKey[d.Key] = d
	}
	for _, n := range l.plan.Notices {
		if !reminds(n) && n.Topic != deadline.TopicRightGiven {
			continue
		}
		d, ok := byKey[n.Deadline]
		if !ok {
			return n.Key + " is about a deadline that is not there"
		}
		if wrong := do(n, d, l.scope.Deadline(d.Rule)); wrong != "" {
			return n.Key + " at " + n.At.In(l.cal.Zone).String() + " " + wrong
		}
	}
	return ""
}

// onlyOpen: a notice about a deadline is about an open one, and of a closed case
// only about what closing began.
func (l *look) onlyOpen() string {
	return l.about(func(n deadline.Notice, d deadline.Deadline, _ *program.Deadline) string {
		closing := d.Started.Name == "case" && d.Started.State == "closed"
		switch {
		case d.State != deadline.Open:
			return "is about a deadline that is " + string(d.State)
		case l.c.Closed != schoolday.None && !closing:
			return "is about a closed case"
		}
		return ""
	})
}

func (l *look) silentInPauses() string {
	return l.about(func(n deadline.Notice, _ deadline.Deadline, rule *program.Deadline) string {
		paused := false
		for _, t := range l.c.Turns {
			if !t.At.After(n.At) && (t.State == casefile.Paused || t.State == casefile.Resumed) {
				paused = t.State == casefile.Paused
			}
		}
		if paused && rule.Stops != "none" && n.Topic != deadline.TopicRightGiven {
			return "lies in a pause"
		}
		return ""
	})
}

func (l *look) lateAfterwards() string {
	return l.about(func(n deadline.Notice, d deadline.Deadline, _ *program.Deadline) string {
		day := l.cal.Today(n.At)
		late := n.Topic == deadline.TopicLate || n.Topic == deadline.TopicOpen
		switch {
		case d.Right && (late || n.Topic == deadline.TopicDue):
			return "calls a right due"
		case d.Right && n.Topic == deadline.TopicRight && day > d.Due:
			return "comes after a right is over"
		case !d.Right && late != (day > d.Due):
			return fmt.Sprintf("is %q, with the last day %s", n.Topic, d.Due)
		case n.Topic == deadline.TopicLate && slices.Contains(d.Owners, n.To) && !slices.Contains(d.Roles, n.Role):
			return "tells an owner that they are late"
		}
		return ""
	})
}

// inTheMorning: what is counted from the last day, before it or on it, comes at
// eight on a school day that is not later than the day it names.
func (l *look) inTheMorning() string {
	return l.about(func(n deadline.Notice, d deadline.Deadline, rule *program.Deadline) string {
		before, err := strconv.Atoi(strings.TrimPrefix(n.Step, "late"))
		if err != nil || before > 0 || !reminds(n) {
			return ""
		}
		named := l.slowOffset(rule, d.Due, before)
		at := n.At.In(l.cal.Zone)
		day := schoolday.Of(at)
		if at.Hour() == 8 && at.Minute() == 0 && l.cal.IsSchoolDay(day) && day <= named {
			return ""
		}
		if l.gate(named.At(8, 0, l.cal.Zone)).Knows(n.To).Level < program.Dates || l.gate(n.At.Add(-1)).Knows(n.To).Level < program.Dates {
			return "" // they may know of the case only from then on
		}
		return fmt.Sprintf("is not on the last school day that is not after %s", named)
	})
}
