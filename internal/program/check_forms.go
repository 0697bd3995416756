package program

import "slices"

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

// evaluation wants an evaluation to be written by the evaluator of the track
// alone (CLO-24).
func (l *loader) evaluation(f *Form, t *Track) {
	if f.Kind != "evaluation" {
		return
	}
	own := t.Form(f.Key) == f
	switch {
	case t.Evaluator == "" && own:
		l.about(f, "form %q is an evaluation, but the track %q has no evaluator", f.Key, t.Key)
	case t.Evaluator != "" && slices.ContainsFunc(f.By, func(r Role) bool { return r != t.Evaluator }):
		l.about(f, "form %q is an evaluation, but the evaluator is the %s", f.Key, t.Evaluator)
	}
}

// ambiguous wants each state, outcome and date of a form to have a name of its
// own, since an event is written with it alone.
func (l *loader) ambiguous(f *Form) {
	names := slices.Concat(formStates(f), dateFields(f))
	for i, name := range names {
		if slices.Contains(names[:i], name) {
			l.about(f, "form %q: %q is a state of it already; give the outcome or date another name", f.Key, name)
		}
	}
}

// often wants a form that is there once not to be owed several times. What is
// attached to a meeting is there once for each.
func (l *loader) often(f *Form, s *Scope) {
	meeting := slices.ContainsFunc(f.Attaches, func(name string) bool { return s.Meeting(name) != nil })
	if f.Times > 1 && (f.Once == "case" || f.Once == "round") && !meeting {
		l.about(f, "form %q: once a %s, and yet %d times a round", f.Key, f.Once, f.Times)
	}
	if f.Kind == "vote" && len(f.Outcomes) == 0 {
		l.about(f, "form %q is a vote, but there is nothing to vote for (outcomes)", f.Key)
	}
}

// oftenHeld wants a meeting that is held once not to come several times.
func (l *loader) oftenHeld(m *Meeting) {
	switch {
	case m.Once == "":
	case m.Weekly:
		l.about(m, "meeting %q: once a %s, and yet every week", m.Key, m.Once)
	case m.Times > 1:
		l.about(m, "meeting %q: once a %s, and yet %d times a round", m.Key, m.Once, m.Times)
	}
}
