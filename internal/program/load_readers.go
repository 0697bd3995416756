package program

import (
	"maps"
	"slices"
)

// readerSets reads the tables of readers that have a name. One may take over
// another that stands further down, but not itself.
func (l *loader) readerSets(n node) {
	l.each(n, func(p pair) { l.sets[p.key] = p.value })
	l.each(n, func(p pair) { l.readerSet(p.key) })
}

func (l *loader) readerSet(name string) {
	n, waits := l.sets[name]
	if !waits {
		return
	}
	delete(l.sets, name)
	l.readers[name] = nil // it is being read
	if cells := l.cells(n, "readers "+name); cells != nil {
		l.readers[name] = cells
		return
	}
	l.readers[name] = Cells{}
}

// namedCells are the cells of a table with a name.
func (l *loader) namedCells(n node) Cells {
	l.readerSet(n.scalar)
	cells, ok := l.readers[n.scalar]
	switch {
	case !ok:
		l.problem(n, "%q is not under readers%s", n.scalar, didYouMean(n.scalar, slices.Sorted(maps.Keys(l.readers))))
	case cells == nil:
		l.problem(n, "readers %q contains itself", n.scalar)
	}
	return cells
}

// cells reads a table of readers: a name of one, or roles with their cells,
// with "as" for the one that they change.
func (l *loader) cells(n node, where string) Cells {
	if n.kind == scalar {
		return l.namedCells(n)
	}
	cells := Cells{}
	if as, ok := n.get("as"); ok {
		maps.Copy(cells, l.cells(as, where))
	}
	l.each(n, func(p pair) {
		if p.key == "as" {
			return
		}
		grants := l.grants(p.value, where)
		for _, role := range l.roles(p.at.as(p.key)) {
			cells[role] = grants
		}
	})
	return cells
}

func (l *loader) grants(n node, where string) []Grant {
	words := l.words(n)
	grants := make([]Grant, len(words))
	for i, w := range words {
		g, err := ParseGrant(w.scalar)
		if err != nil {
			l.problem(w, "%s", err)
		}
		g.From, g.Until = state(g.From), state(g.Until)
		grants[i] = g
		l.later(w, &grants[i].From, where)
		l.later(w, &grants[i].Until, where)
	}
	return grants
}

// state turns a bare state into that of the record itself.
func state(e Event) Event {
	if e.State == "" && slices.Contains(states, e.Name) {
		return Event{State: e.Name}
	}
	return e
}
