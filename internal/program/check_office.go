package program

// apart checks the office, which is no track: what it declares belongs to no
// case, so no teacher has to be there and nobody has to know of one.
func (l *loader) apart() {
	s := &l.p.Office
	l.sound(s)
	for _, t := range s.Tallies {
		l.placeless(t, what("tally", t.Key)+" seen_by", t.SeenBy)
	}
}

// adding wants whoever reads or hears of a sum to know of the track.
func (l *loader) adding(t *Track, s *Scope) {
	for _, tally := range s.Tallies {
		name := what("tally", tally.Key)
		l.placeless(tally, name+" seen_by", tally.SeenBy)
		below := func(does string, roles []Role) {
			for _, r := range roles {
				if !t.mayKnow(r) {
					l.about(tally, "%s: %s %s, but may not know of the track %q", name, r, does, t.Key)
				}
			}
		}
		below("may see it", readersOf(tally.SeenBy))
		below("is told of it", told(tally.Tell))
		if tally.Of != "" {
			below("has it", []Role{tally.Of})
		}
	}
}
