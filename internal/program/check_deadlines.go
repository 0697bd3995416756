package program

import (
	"fmt"
	"slices"
)

// windows wants windows in their order, one for each number of the meeting or
// form.
func (l *loader) windows(d *Deadline, s *Scope) {
	for i := 1; i < len(d.Window); i++ {
		if a, b := d.Window[i-1], d.Window[i]; overlap(a, b) {
			l.about(d, "deadline %q: the windows %s and %s overlap", d.Key, a, b)
		}
	}
	if len(d.Window) == 0 || len(d.MetBy) == 0 {
		return
	}
	met := d.MetBy[0]
	times, kind := 0, ""
	if m := s.Meeting(met.Name); m != nil {
		times, kind = m.Times, "meeting"
	}
	if f := s.Form(met.Name); f != nil {
		times, kind = timesOf(f, s), "form"
	}
	if times = max(times, 1); met.Nth > 0 {
		times = 1
	}
	if kind != "" && times != len(d.Window) {
		l.about(d, "deadline %q: %s for %s", d.Key, count(len(d.Window), "window"), count(times, kind))
	}
}

// overlap reports whether a window begins before the one in front of it has
// ended, as far as they are measured alike.
func overlap(a, b Window) bool {
	switch {
	case a.ToPercent > 0 && b.ToPercent > 0:
		return b.FromPercent < a.ToPercent
	case a.Stretch.Most.N > 0 && a.Stretch.Most.Unit == b.Stretch.Most.Unit:
		return b.Stretch.Least.N < a.Stretch.Most.N
	}
	return a.FirstDays > 0 && b.FirstDays > 0 || a.LastDays > 0 && b.LastDays > 0
}

// timesOf is how often a form is owed a round; one that is attached to a meeting
// bears its number.
func timesOf(f *Form, s *Scope) int {
	times := f.Times
	for _, name := range f.Attaches {
		if m := s.Meeting(name); m != nil {
			times = max(times, m.Times)
		}
	}
	return times
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// reminders reports those that come before the start or, counted from it, after
// the last day.
func (l *loader) reminders(d *Deadline) {
	for _, s := range d.Remind {
		if why := unfit(d, s); why != "" {
			span, _ := length(d)
			l.about(d, "deadline %q: reminder %q %s (%s)", d.Key, s.Key, why, span)
		}
	}
}

// bounds wants what a date is bound by to have a day beforehand.
func (l *loader) bounds(d *Deadline, s *Scope) {
	if d.Due == nil {
		return
	}
	for _, e := range slices.Concat(d.Due.By, d.Due.Before) {
		if !foreseen(e, s) {
			l.about(d, "deadline %q: %q has no day beforehand; name a meeting, a date or the round", d.Key, bareName(e))
		}
	}
}

// roundEnd wants the end of a round to have a day beforehand, other than its own.
func (l *loader) roundEnd(t *Track, s *Scope) {
	for _, e := range t.RoundEnd {
		if !foreseen(e, s) || e.Name == "round" {
			l.about(t, "track %q round ends: %q has no day beforehand; name a meeting or a date", t.Key, bareName(e))
		}
	}
}

// foreseen reports whether an event has a day before it happens: a planned meeting
// and its packet, a date that a form fixes, a day of the calendar, the end of the
// round (LANGUAGE §2). What is nothing here is a problem already.
func foreseen(e Event, s *Scope) bool {
	if f := s.Form(e.Name); f != nil {
		return slices.Contains(dateFields(f), e.State)
	}
	switch {
	case s.Meeting(e.Name) != nil:
		return e.State == "held" || e.State == "ended" || e.State == "packet"
	case s.Checklist(e.Name) != nil, s.Deadline(e.Name) != nil, e.Name == "stage", e.Name == "case":
		return false
	}
	return e.Name != "round" || e.State == "end"
}

// bareName is an event as it was written: what is filed or held goes without saying.
func bareName(e Event) string {
	if e.State == "filed" || e.State == "held" {
		e.State = ""
	}
	return e.String()
}

// ownState wants the bare state that meets a deadline to be one of what starts
// it, and signers to have something to sign.
func (l *loader) ownState(d *Deadline, s *Scope) {
	for _, start := range d.Starts {
		f := s.Form(start.Name)
		own := false
		for _, e := range d.MetBy {
			if e.Name != "" || e.State == "" {
				continue
			}
			own = true
			if f == nil || !slices.Contains(formStates(f), e.State) {
				l.about(d, "deadline %q: what starts it, %q, never is %q", d.Key, start.Name, e.State)
			}
		}
		if d.Signers && !own && f != nil && len(f.Signs) == 0 {
			l.about(d, "deadline %q: nobody signs %q, with which it starts", d.Key, start.Name)
		}
	}
}

// canBeMet wants a duty's owners to be able to bring about what meets it: one of
// them, or, where each owes it or has the right, all of them.
func (l *loader) canBeMet(d *Deadline, s *Scope) {
	var able []Role
	for _, e := range d.MetBy {
		if e == (Event{}) {
			continue // which is a problem already
		}
		if slices.Contains(d.Starts, e) {
			l.about(d, "deadline %q is met by its own start, %q", d.Key, bareName(e))
		}
		if e.Name == "" {
			return // a state of whatever started it
		}
		if !l.fulfills(e, s) {
			l.about(d, "deadline %q: only a form, a meeting or a checklist can meet it, not %q", d.Key, e.String())
		}
		able = append(able, whoBrings(e, s, 0)...)
	}
	owners := slices.Concat(d.OwedBy, d.RightOf)
	unable := slices.DeleteFunc(slices.Clone(owners), func(r Role) bool {
		return slices.ContainsFunc(able, func(a Role) bool { return memberOf(r, a) || memberOf(a, r) })
	})
	if len(able) == 0 || len(unable) == 0 || !d.Each && !d.IsRight() && len(unable) < len(owners) {
		return
	}
	l.about(d, "deadline %q: the %s cannot bring about %q, only the %s", d.Key, unable[0], d.MetBy[0].Name, able[0])
}

// fulfills reports whether an event can meet a deadline.
func (l *loader) fulfills(e Event, s *Scope) bool {
	f := s.Form(e.Name)
	date := f != nil && slices.Contains(dateFields(f), e.State) && !slices.Contains(formStates(f), e.State)
	return calendar[e.Name] == nil && !slices.Contains(listed, e.Name) && s.Deadline(e.Name) == nil && !date
}

// whoBrings are the roles whose act an event is, or one item of a checklist.
func whoBrings(e Event, s *Scope, depth int) []Role {
	var able []Role
	if f := s.Form(e.Name); f != nil {
		able = slices.Concat(f.By, f.Second)
		for _, signing := range f.Signs {
			able = slices.Concat(able, signing.Roles)
		}
	}
	if m := s.Meeting(e.Name); m != nil {
		able = slices.Concat(m.Attendees, m.ConvenedBy, m.DatesBy)
	}
	if c := s.Checklist(e.Name); c != nil && depth < maxDepth {
		for _, item := range slices.Concat(c.Items...) {
			able = append(able, whoBrings(item, s, depth+1)...)
		}
	}
	return able
}
