package deadline

import (
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// date works out the last day.
func (pl *planner) date(rule *program.Deadline, d *Deadline) {
	due := rule.Due
	switch {
	case len(rule.Window) > 0:
		pl.stretch(rule, d)
	case rule.Every != nil:
		pl.count(rule, d, d.Start, *rule.Every)
	case due == nil:
	case due.EndOfWeek:
		pl.endOfWeek(rule, d)
	case len(due.By) > 0:
		d.Due = pl.course.Ahead(due.By, d.Start)
	case len(due.Before) > 0:
		if at := pl.course.Ahead(due.Before, d.Start); at != schoolday.None {
			pl.count(rule, d, at, schoolday.Span{N: -due.Span.N, Unit: due.Span.Unit})
		}
	case len(due.After) > 0:
		if from := pl.firstOf(due.After, d.Start); from != schoolday.None {
			pl.count(rule, d, from, due.Span)
		}
	default:
		pl.count(rule, d, d.Start, due.Span)
	}
}

// firstOf is the day of the first of some events on or after a day, also of one
// that has its day beforehand and is to come.
func (pl *planner) firstOf(events []program.Event, from schoolday.Day) schoolday.Day {
	day := pl.course.Ahead(calendarOnly(events), from)
	for _, f := range pl.happened(events) {
		if f.Day >= from && (day == schoolday.None || f.Day < day) {
			return f.Day
		}
	}
	return day
}

// calendarOnly are the events that come by the calendar: nothing can keep them
// from coming on their day, as it can a meeting.
func calendarOnly(events []program.Event) []program.Event {
	var all []program.Event
	for _, e := range events {
		switch e.Name {
		case "month", "semester", "school-year", "date":
			all = append(all, e)
		}
	}
	return all
}

// endOfWeek is the Sunday of the week of the start, put off by a pause to that
// of the week in which as many days have passed.
func (pl *planner) endOfWeek(rule *program.Deadline, d *Deadline) {
	d.Due = d.Start.Sunday()
	left := schoolday.Span{N: int(d.Due - d.Start), Unit: schoolday.Days}
	if w := pl.cal.CountPast(pl.stops(rule), d.Start, left, schoolday.Stay); len(w.Skipped) > 0 {
		d.Due = w.Due.Sunday()
	}
	if d.Due >= schoolday.Ever {
		d.Due = schoolday.None
	}
}

// count counts a span past the days on which the rule does not run; what would
// roll back over a break to before its start rolls forward. While a pause goes
// on in which the last day would fall, there is none.
func (pl *planner) count(rule *program.Deadline, d *Deadline, from schoolday.Day, span schoolday.Span) {
	stops := pl.stops(rule)
	w := pl.cal.CountPast(stops, from, span, rule.Roll)
	if rule.Roll == schoolday.Back && w.Due < from && w.Raw >= from {
		w = pl.cal.CountPast(stops, from, span, schoolday.Forward)
	}
	if w.Raw >= schoolday.Ever {
		return
	}
	d.Working, d.Due = w, w.Due
}

// stretch is a window of its round, or, of some days or working days, from the
// start; per cent are rounded inward (LANGUAGE §2.6).
func (pl *planner) stretch(rule *program.Deadline, d *Deadline) {
	w := rule.Window[max(d.Nth, 1)-1]
	if w.Stretch.Most != (schoolday.Span{}) {
		from := pl.cal.CountPast(pl.stops(rule), d.Start, w.Stretch.Least, schoolday.Stay)
		if from.Raw >= schoolday.Ever {
			return
		}
		d.Opens = from.Due
		pl.count(rule, d, d.Start, w.Stretch.Most)
		return
	}
	pl.ofRound(rule, d, w)
}

// ofRound is a window of the round, which it never leaves; none while it is not
// known when the round ends, or when it is said to end before it began. Of a
// round too short for a window in per cent its last day is left.
func (pl *planner) ofRound(rule *program.Deadline, d *Deadline, w program.Window) {
	from, to := pl.round(d.Round)
	switch ends := to != schoolday.None; {
	case from == schoolday.None, ends && to < from:
	case w.FirstDays > 0:
		d.Opens = from
		if pl.count(rule, d, from, schoolday.Span{N: w.FirstDays, Unit: schoolday.Days}); ends && d.Due > to {
			d.Due, d.Working = to, schoolday.Working{}
		}
	case !ends:
	case w.LastDays > 0:
		d.Opens, d.Due = max(from, to.Add(-w.LastDays)), to
	default:
		length := int(to - from)
		d.Due = from.Add(length * w.ToPercent / 100)
		d.Opens = min(from.Add((length*w.FromPercent+99)/100), d.Due)
	}
}

// round returns the first and last day of a round of the case; either may not
// be known.
func (pl *planner) round(n int) (start, end schoolday.Day) {
	if n > len(pl.course.Rounds) {
		return schoolday.None, schoolday.None
	}
	r := pl.course.Rounds[n-1]
	return r.Start, r.End
}
