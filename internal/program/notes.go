package program

import (
	"maps"
	"slices"
)

// beyond gathers what is said of other programs, and what the author of the
// file may want to think about.
func (l *loader) beyond() {
	l.abroad(&l.p.Scope)
	l.abroad(&l.p.Office)
	for _, t := range l.p.Tracks {
		l.abroad(&t.Scope)
	}
	named := map[Event]bool{}
	for _, e := range l.p.events() {
		named[Event{Name: e.Name, State: e.State}] = true
	}
	l.unfollowed(&l.p.Scope, named)
	l.unfollowed(&l.p.Office, named)
	for _, t := range l.p.Tracks {
		l.unfollowed(&t.Scope, named)
	}
}

// unfollowed notes the outcomes that no event names: whichever of them a form
// has, nothing follows from it. A form of which none is named only records.
func (l *loader) unfollowed(s *Scope, named map[Event]bool) {
	for _, f := range s.Forms {
		for _, o := range f.Outcomes {
			if !named[Event{Name: f.Key, State: o.Key}] && o.Rounds == 0 {
				note := l.sentence(l.at[f], "nothing follows from the outcome "+quoted(o.Key))
				note.Note = true
				l.p.Notes = append(l.p.Notes, note)
			}
		}
	}
}

// events are all that the program names anywhere: what something waits for,
// starts with, ends at, adds up or is read from.
func (p *Program) events() []Event {
	var all []Event
	for _, m := range p.Measures {
		all = slices.Concat(all, m.Count, m.Of)
	}
	all = slices.Concat(all, p.Scope.events(), p.Office.events())
	for _, t := range p.Tracks {
		all = slices.Concat(all, t.events(), t.Scope.events())
	}
	return all
}

func (t *Track) events() []Event {
	all := slices.Concat(t.RoundStart, t.LaterStart, t.RoundEnd, t.Keep.Hold, t.KnownTo.events(), moving(t.FromAny))
	for _, s := range t.Stages {
		all = append(all, moving(s.Moves)...)
		if s.Keep != nil {
			all = append(all, s.Keep.Hold...)
		}
	}
	return all
}

func moving(moves []Move) []Event {
	var all []Event
	for _, m := range moves {
		all = append(all, m.On...)
	}
	return all
}

func (c Cells) events() []Event {
	var all []Event
	for _, grants := range c {
		for _, g := range grants {
			all = append(all, g.From, g.Until)
		}
	}
	return all
}

func (s *Scope) events() []Event {
	var all []Event
	for _, f := range s.Forms {
		all = slices.Concat(all, f.Needs, f.Until, f.MadeOn, f.events())
	}
	for _, m := range s.Meetings {
		all = slices.Concat(all, m.Needs, m.NotBefore, m.SeenBy.events())
	}
	for _, d := range s.Deadlines {
		all = slices.Concat(all, d.Starts, d.Until, d.MetBy)
		if d.Due != nil {
			all = slices.Concat(all, d.Due.Before, d.Due.After, d.Due.By)
		}
	}
	for _, c := range s.Checklists {
		all = slices.Concat(all, slices.Concat(c.Items...))
	}
	for _, t := range s.Tallies {
		all = slices.Concat(all, t.Adds, t.RemindAt, t.SeenBy.events())
	}
	return all
}

// events are the states of a form by which it is read or told of itself, and the
// outcomes with which it asks for more.
func (f *Form) events() []Event {
	all := f.SeenBy.events()
	for i := range all {
		if all[i].Name == "" {
			all[i].Name = f.Key
		}
	}
	for _, states := range []map[string][]Role{f.Serve, f.Tell} {
		for _, state := range slices.Sorted(maps.Keys(states)) {
			all = append(all, Event{Name: f.Key, State: state})
		}
	}
	for _, field := range f.Fields {
		if field.OnlyIf != "" {
			all = append(all, Event{Name: f.Key, State: field.OnlyIf})
		}
		if field.Plans.Name != "" {
			all = append(all, field.Plans)
		}
	}
	return all
}
