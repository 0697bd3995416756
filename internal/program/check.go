package program

import "slices"

// complete runs what waited for everything to be declared, gathers what a case
// of each track lives by, and checks what holds only between the parts.
func (l *loader) complete() {
	for _, check := range l.checks {
		check()
	}
	for _, t := range l.p.Tracks {
		s := l.p.gather(t)
		l.p.scopes[t.Key] = s
		l.ceiling(t, s)
		l.entrance(t, s)
		l.roundEnd(t, s)
		for _, f := range s.Forms {
			l.occasion(f, s)
			l.evaluation(f, t)
		}
		l.placeless(t, what("track", t.Key)+" known_to", t.KnownTo)
		l.sound(s)
		l.adding(t, s)
	}
	l.apart()
}

// sound checks what has to hold between the things of one scope, be it that of
// a track or of the office.
func (l *loader) sound(s *Scope) {
	l.unique(s)
	l.commands(s)
	for _, f := range s.Forms {
		l.attached(f, s)
		l.ambiguous(f)
		l.often(f, s)
		l.signers(f, s)
		l.addressees(f, s)
		l.cellStates(f)
	}
	for _, m := range s.Meetings {
		l.placeless(m, what("meeting", m.Key)+" seen_by", m.SeenBy)
		l.oftenHeld(m)
	}
	for _, d := range s.Deadlines {
		l.windows(d, s)
		l.reminders(d)
		l.bounds(d, s)
		l.ownState(d, s)
		l.canBeMet(d, s)
	}
	l.circles(s)
}

// unique reports a name that two declarations of one scope share.
func (l *loader) unique(s *Scope) {
	seen := map[string]bool{}
	once := func(key string, declared any) {
		switch {
		case seen[key]:
			l.about(declared, "%q is written twice", key)
		case calendar[key] != nil || slices.Contains(listed, key):
			l.about(declared, "%q is a word of the language; take another name", key)
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

// entrance wants a form with which a case of the track begins.
func (l *loader) entrance(t *Track, s *Scope) {
	if !slices.ContainsFunc(s.Forms, func(f *Form) bool { return f.Opens == t.Key }) {
		l.about(t, "%s: nothing opens it; a form needs opens: %s", what("track", t.Key), t.Key)
	}
}
