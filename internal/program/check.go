package program

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// complete runs what waited for everything to be declared, gathers what a case
// of each track lives by, and checks what holds only between the parts.
func (l *loader) complete() {
	for _, check := range l.checks {
		check()
	}
	for _, t := range l.p.Tracks {
		s := l.p.gather(t)
		l.p.scopes[t.Key] = s
		l.unique(s)
		l.commands(s)
		l.ceiling(t, s)
		l.entrance(t, s)
		for _, f := range s.Forms {
			l.occasion(f, s)
			l.attached(f, s)
			l.addressees(f, s)
			l.cellStates(f)
		}
		l.placeless(t, what("track", t.Key)+" known_to", t.KnownTo)
		for _, m := range s.Meetings {
			l.placeless(m, what("meeting", m.Key)+" seen_by", m.SeenBy)
		}
		for _, d := range s.Deadlines {
			l.windows(d, s)
			l.reminders(d)
			l.bounds(d, s)
			l.ownState(d, s)
			l.canBeMet(d, s)
		}
		l.adding(t, s)
	}
	l.apart()
}

// unique reports a name that two declarations of one scope share.
func (l *loader) unique(s *Scope) {
	seen := map[string]bool{}
	once := func(key string, declared any) {
		if seen[key] {
			l.about(declared, "%q is written twice", key)
		}
		seen[key] = true
	}
	for _, f := range s.Forms {
		once(f.Key, f)
	}
	for _, m := range s.Meetings {
		once(m.Key, m)
	}
	for _, c := range s.Checklists {
		once(c.Key, c)
	}
	for _, d := range s.Deadlines {
		once(d.Key, d)
	}
}

// about is a problem at the place of a declaration. What belongs to every track
// is checked with each of them, and told once.
func (l *loader) about(declared any, format string, args ...any) {
	l.problem(l.at[declared], format, args...)
}

// commands reports a typed command that means two forms to one role.
func (l *loader) commands(s *Scope) {
	type typed struct {
		command string
		by      Role
	}
	first := map[typed]*Form{}
	for _, f := range s.Forms {
		for _, r := range f.By {
			key := typed{f.Command, r}
			if other := first[key]; other != nil {
				l.about(f, "form %q: \"/par %s\" of the %s already means %q", f.Key, f.Command, r, other.Key)
				continue
			}
			first[key] = f
		}
	}
}

// ceiling reports readers, attendees and owners who may not know of the track.
func (l *loader) ceiling(t *Track, s *Scope) {
	below := func(declared any, name, does string, roles []Role) {
		for _, r := range roles {
			if !opens(t.KnownTo[r]) {
				l.about(declared, "%s: %s %s, but may not know of the track %q", name, r, does, t.Key)
			}
		}
	}
	for _, f := range s.Forms {
		below(f, what("form", f.Key), "may read it", readersOf(f.SeenBy))
		below(f, what("form", f.Key), "writes it", slices.Concat(f.By, f.HelpedBy))
		for _, s := range f.Signs {
			below(f, what("form", f.Key), "signs it", s.Roles)
		}
		below(f, what("form", f.Key), "is told of it", told(f.Serve, f.Tell))
	}
	for _, m := range s.Meetings {
		below(m, what("meeting", m.Key), "attends it", slices.Concat(m.Attendees, m.OpenTo))
		below(m, what("meeting", m.Key), "may see it", readersOf(m.SeenBy))
		below(m, what("meeting", m.Key), "calls it", slices.Concat(m.ConvenedBy, m.DatesBy, m.ChairedBy))
		below(m, what("meeting", m.Key), "is told of it", told(m.Tell))
	}
	for _, d := range s.Deadlines {
		below(d, what("deadline", d.Key), "has it", slices.Concat(d.OwedBy, d.RightOf))
		for _, e := range d.Late {
			below(d, what("deadline", d.Key), "hears when it is late", []Role{e.To})
		}
	}
}

// readersOf are the roles to which cells open something, in their fixed order.
func readersOf(cells Cells) []Role {
	var roles []Role
	for _, r := range fixed {
		if opens(cells[r]) {
			roles = append(roles, r)
		}
	}
	return roles
}

// opens reports whether cells open anything at all.
func opens(cells []Grant) bool {
	never := slices.ContainsFunc(cells, func(g Grant) bool { return g.Level == Never })
	return !never && slices.ContainsFunc(cells, func(g Grant) bool { return g.Level > Nothing })
}

// told are the roles that hear of something, in their fixed order.
func told(all ...map[string][]Role) []Role {
	var roles []Role
	for _, r := range fixed {
		if slices.ContainsFunc(all, func(states map[string][]Role) bool {
			return slices.Contains(slices.Concat(slices.Collect(maps.Values(states))...), r)
		}) {
			roles = append(roles, r)
		}
	}
	return roles
}

// entrance wants a form with which a case of the track begins.
func (l *loader) entrance(t *Track, s *Scope) {
	if !slices.ContainsFunc(s.Forms, func(f *Form) bool { return f.Opens == t.Key }) {
		l.about(t, "%s: nothing opens it; a form needs opens: %s", what("track", t.Key), t.Key)
	}
}

// attached wants what is read with something else to come to an end.
func (l *loader) attached(f *Form, s *Scope) {
	for on, steps := f, 0; on != nil && on.SeenBy == nil && !on.Nobody && len(on.Attaches) > 0; steps++ {
		if steps > len(s.Forms) {
			l.about(f, "form %q: what it is attached to is attached to itself", f.Key)
			return
		}
		on = s.Form(on.Attaches[0])
	}
}

// placeless wants no bare state in cells that are about no record.
func (l *loader) placeless(declared any, where string, cells Cells) {
	for _, r := range fixed {
		for _, g := range cells[r] {
			for _, e := range []Event{g.From, g.Until} {
				if e.Name == "" && e.State != "" {
					l.about(declared, "%s, %s: %q is a state of which record? Write form.%s", where, r, e.State, e.State)
				}
			}
		}
	}
}

// occasion wants the teacher at the meetings where a form is discussed.
func (l *loader) occasion(f *Form, s *Scope) {
	for _, name := range f.DiscussedAt {
		if m := s.Meeting(name); m == nil {
			l.about(f, "form %q: %q is no meeting of the same track", f.Key, name)
		} else if !slices.Contains(m.Attendees, Teacher) {
			l.about(f, "form %q: %q takes place without the teacher", f.Key, name)
		}
	}
}

// addressees wants whoever is served to be among those who may read by then.
func (l *loader) addressees(f *Form, s *Scope) {
	for _, state := range slices.Sorted(maps.Keys(f.Serve)) {
		for _, r := range f.Serve[state] {
			if !readsAt(f, s, r, state) {
				l.about(f, "form %q: at %q the %s may not read what is served", f.Key, state, r)
			}
		}
	}
}

// readsAt reports whether a role may read a form when it enters a state: as who
// writes or signs it, by a cell that holds by then, or with what it is attached to.
func readsAt(f *Form, s *Scope, r Role, state string) bool {
	if slices.Contains(f.By, r) || state != "draft" && slices.ContainsFunc(f.Signs, func(s Signing) bool { return slices.Contains(s.Roles, r) }) {
		return true
	}
	if f.SeenBy == nil {
		return slices.Contains(inherited(f, s), r)
	}
	at := slices.Index(states, state)
	if at < 0 {
		at = len(states) // an outcome comes with or after filing
	}
	return opens(f.SeenBy[r]) && slices.ContainsFunc(f.SeenBy[r], func(g Grant) bool {
		from := g.From.State
		if g.From.Name != "" || from == "" {
			from = "filed"
		}
		return g.Level > Nothing && slices.Index(states, from) <= at
	})
}

// inherited are those who read a form because they read what it is attached to.
func inherited(f *Form, s *Scope) []Role {
	var roles []Role
	for _, name := range f.Attaches {
		if slices.Contains(fixed, Role(name)) {
			roles = append(roles, Role(name)) // that person's own file
		}
		if on := s.Form(name); on != nil {
			roles = append(roles, slices.Concat(readersOf(on.SeenBy), on.By)...)
		}
		if m := s.Meeting(name); m != nil {
			roles = append(roles, slices.Concat(readersOf(m.SeenBy), m.Attendees)...)
		}
	}
	return roles
}

// cellStates wants the states that cells name to be states of the form.
func (l *loader) cellStates(f *Form) {
	may := formStates(f)
	for _, r := range fixed {
		for _, g := range f.SeenBy[r] {
			for _, e := range []Event{g.From, g.Until} {
				if e.Name == "" && e.State != "" && !slices.Contains(may, e.State) {
					l.about(f, "form %q, %s: it never is %q; it can be %s", f.Key, r, e.State, strings.Join(may, ", "))
				}
			}
		}
	}
}

// windows wants windows in their order, one for each number of the meeting.
func (l *loader) windows(d *Deadline, s *Scope) {
	for i := 1; i < len(d.Window); i++ {
		if a, b := d.Window[i-1], d.Window[i]; a.ToPercent > 0 && b.ToPercent > 0 && b.FromPercent < a.ToPercent {
			l.about(d, "deadline %q: the windows %s and %s overlap", d.Key, a, b)
		}
	}
	if len(d.Window) == 0 || len(d.MetBy) == 0 {
		return
	}
	if m := s.Meeting(d.MetBy[0].Name); m != nil && max(m.Times, 1) != len(d.Window) {
		l.about(d, "deadline %q: %s for %s", d.Key, count(len(d.Window), "window"), count(max(m.Times, 1), "meeting"))
	}
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

// bounds wants what a date is bound by to have a day beforehand: a meeting, or
// the end of the round or of the school year.
func (l *loader) bounds(d *Deadline, s *Scope) {
	if d.Due == nil {
		return
	}
	for _, e := range slices.Concat(d.Due.By, d.Due.Before) {
		end := e.State == "end" && (e.Name == "round" || e.Name == "school-year")
		if s.Form(e.Name) != nil || calendar[e.Name] != nil && !end {
			l.about(d, "deadline %q: %q has no day beforehand; name a meeting, a date or the round", d.Key, bareName(e))
		}
	}
}

// bareName is an event as it was written: what is filed or held goes without saying.
func bareName(e Event) string {
	if e.State == "filed" || e.State == "held" {
		e.State = ""
	}
	return e.String()
}

// ownState wants the bare state that meets a deadline to be one of what starts it.
func (l *loader) ownState(d *Deadline, s *Scope) {
	for _, e := range d.MetBy {
		for _, start := range d.Starts {
			if e.Name != "" || e.State == "" {
				continue
			}
			if f := s.Form(start.Name); f == nil || !slices.Contains(formStates(f), e.State) {
				l.about(d, "deadline %q: what starts it, %q, never is %q", d.Key, start.Name, e.State)
			}
		}
	}
}

// canBeMet wants a duty's owners to be able to bring about what meets it.
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
		if calendar[e.Name] != nil {
			l.about(d, "deadline %q: only a form or a meeting can meet it, not %q", d.Key, e.String())
		}
		able = append(able, whoBrings(e, s)...)
	}
	owners := slices.Concat(d.OwedBy, d.RightOf)
	if len(able) == 0 || len(owners) == 0 {
		return
	}
	if !slices.ContainsFunc(owners, func(r Role) bool { return slices.Contains(able, r) }) {
		l.about(d, "deadline %q: the %s cannot bring about %q, only the %s", d.Key, owners[0], d.MetBy[0].Name, able[0])
	}
}

// whoBrings are the roles whose act an event is.
func whoBrings(e Event, s *Scope) []Role {
	if f := s.Form(e.Name); f != nil {
		able := f.By
		for _, signing := range f.Signs {
			able = slices.Concat(able, signing.Roles)
		}
		return able
	}
	if m := s.Meeting(e.Name); m != nil {
		return slices.Concat(m.Attendees, m.ConvenedBy, m.DatesBy)
	}
	return nil
}
