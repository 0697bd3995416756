package program

import (
	"maps"
	"slices"
	"strings"
)

// ceiling reports readers, attendees and owners who may not know of the track.
func (l *loader) ceiling(t *Track, s *Scope) {
	below := func(declared any, name, does string, roles []Role) {
		for _, r := range roles {
			if !t.mayKnow(r) {
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
		below(f, what("form", f.Key), "confirms it", f.Second)
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

// mayKnow reports whether a role may know of a case of the track. The chair and
// the pair are members of the panel (LANGUAGE §1, roles).
func (t *Track) mayKnow(r Role) bool {
	if _, said := t.KnownTo[r]; !said && memberOf(r, Panel) {
		r = Panel
	}
	return opens(t.KnownTo[r])
}

// memberOf reports whether whoever holds a role holds the other one with it.
func memberOf(r, of Role) bool { return r == of || of == Panel && (r == Chair || r == Pair) }

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

// signers wants whoever writes or signs a form not to be closed out of it: never
// stands against every other way to read.
func (l *loader) signers(f *Form, s *Scope) {
	closed := func(does string, roles []Role) {
		for _, r := range roles {
			if shut(f, s, r) {
				l.about(f, "form %q: the %s %s it, but may never read it", f.Key, r, does)
			}
		}
	}
	closed("writes", slices.Concat(f.By, f.HelpedBy))
	closed("confirms", f.Second)
	for _, signing := range f.Signs {
		closed("signs", signing.Roles)
	}
}

// shut reports whether a form, or all that it is read with, is closed to a role.
func shut(f *Form, s *Scope, r Role) bool {
	never := func(cells Cells) bool {
		return slices.ContainsFunc(cells[r], func(g Grant) bool { return g.Level == Never })
	}
	if f.SeenBy != nil || len(f.Attaches) == 0 {
		return never(f.SeenBy)
	}
	return !slices.ContainsFunc(f.Attaches, func(name string) bool {
		on := s.Form(name)
		return on == nil || !never(on.SeenBy)
	})
}

// addressees wants whoever is served or told to be among those who may read by
// then.
func (l *loader) addressees(f *Form, s *Scope) {
	for _, state := range slices.Sorted(maps.Keys(f.Serve)) {
		for _, r := range f.Serve[state] {
			if !readsAt(f, s, r, state) {
				l.about(f, "form %q: at %q the %s may not read what is served", f.Key, state, r)
			}
		}
	}
	for _, state := range slices.Sorted(maps.Keys(f.Tell)) {
		for _, r := range f.Tell[state] {
			if !readsAt(f, s, r, state) {
				l.about(f, "form %q: at %q the %s is told of what they may not read", f.Key, state, r)
			}
		}
	}
}

// readsAt reports whether a role may read a form when it enters a state, or at
// least know that it exists: as who writes or signs it, by a cell that holds by
// then, or with what it is attached to.
func readsAt(f *Form, s *Scope, r Role, state string) bool {
	if shut(f, s, r) {
		return false
	}
	if slices.Contains(f.By, r) || slices.Contains(f.HelpedBy, r) ||
		state != "draft" && slices.ContainsFunc(f.Signs, func(s Signing) bool { return slices.Contains(s.Roles, r) }) {
		return true
	}
	if f.SeenBy == nil {
		return slices.ContainsFunc(inherited(f, s), func(of Role) bool { return memberOf(r, of) })
	}
	at := slices.Index(states, state)
	if at < 0 {
		at = len(states) // an outcome comes with or after filing
	}
	grants := f.SeenBy[r]
	if memberOf(r, Panel) {
		grants = slices.Concat(grants, f.SeenBy[Panel])
	}
	return slices.ContainsFunc(grants, func(g Grant) bool {
		from := g.From.State
		if g.From.Name != "" || from == "" {
			from = "filed"
		}
		return g.Level >= Dates && slices.Index(states, from) <= at
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
