package program

import (
	"slices"
	"strings"
)

// ways checks, once everything is declared, where a case of the track comes to:
// every stage is reached, a case can close from each, and no circle turns by itself.
func (l *loader) ways(t *Track, name string) {
	l.checks = append(l.checks, func() {
		next := t.next()
		for i, s := range t.Stages {
			if i > 0 && !reach(next, t.Stages[0].Key)[s.Key] {
				l.about(s, "%s: stage %q is never reached", name, s.Key)
			}
			if s.Closes == "" && len(s.Moves) > 0 && !t.closesFrom(reach(next, s.Key)) {
				l.about(s, "%s: no case can close from stage %q", name, s.Key)
			}
		}
		l.idle(t, name)
	})
}

// next is where each stage leads to. What every stage leads to is under "".
func (t *Track) next() map[string][]string {
	next := map[string][]string{}
	for _, m := range t.FromAny {
		next[""] = append(next[""], m.To)
	}
	for _, s := range t.Stages {
		for _, m := range s.Moves {
			next[s.Key] = append(next[s.Key], m.To)
		}
	}
	return next
}

func (t *Track) closesFrom(reached map[string]bool) bool {
	return slices.ContainsFunc(t.Stages, func(s *Stage) bool { return s.Closes != "" && reached[s.Key] })
}

// reach is where a case may come to from a stage, with the stage itself.
func reach(next map[string][]string, from string) map[string]bool {
	been, todo := map[string]bool{from: true}, []string{from, ""}
	for len(todo) > 0 {
		stage := todo[0]
		todo = todo[1:]
		for _, to := range next[stage] {
			if !been[to] {
				been[to] = true
				todo = append(todo, to)
			}
		}
	}
	return been
}

// wider reports events behind a move that happens whenever they do: the first
// that is listed wins.
func (l *loader) wider(s *Stage, moves []pair) {
	var before []Event
	for i, m := range s.Moves {
		for j, e := range m.On {
			k := slices.IndexFunc(before, func(b Event) bool { return l.covers(b, e) })
			if k >= 0 {
				l.problem(words(moves[i].value)[j], "stage %q: %q is never reached, because %q stands before it", s.Key, bareName(e), bareName(before[k]))
			}
		}
		before = append(before, m.On...)
	}
}

// words are the words of a value that are read already.
func words(n node) []node {
	if n.kind == list {
		return n.items
	}
	return []node{n}
}

// covers reports whether an event happens whenever another does: the same, of
// any number, or the filing that an outcome comes with.
func (l *loader) covers(wide, e Event) bool {
	if wide.Name != e.Name || wide.Nth != 0 && wide.Nth != e.Nth {
		return false
	}
	return wide.State == e.State || wide.State == "filed" && !slices.Contains(states, e.State)
}

// idle reports a circle of stages through which a case moves without anybody's
// act: it would turn for ever.
func (l *loader) idle(t *Track, name string) {
	alone := map[string][]string{}
	for _, s := range t.Stages {
		for _, m := range s.Moves {
			if slices.ContainsFunc(m.On, func(e Event) bool { return l.byItself(t, e, 0) }) {
				alone[s.Key] = append(alone[s.Key], m.To)
			}
		}
	}
	for _, s := range t.Stages {
		if circle := back(alone, s.Key); circle != nil {
			l.about(s, "%s: nobody acts in the circle of stages %s", name, strings.Join(circle, ", "))
			return
		}
	}
}

// back is the shortest way from a stage to itself, or nil.
func back(next map[string][]string, from string) []string {
	came, todo := map[string]string{}, []string{from}
	for len(todo) > 0 {
		stage := todo[0]
		todo = todo[1:]
		for _, to := range next[stage] {
			if _, been := came[to]; been {
				continue
			}
			if came[to] = stage; to == from {
				return wayBack(came, from)
			}
			todo = append(todo, to)
		}
	}
	return nil
}

func wayBack(came map[string]string, from string) []string {
	way := []string{from}
	for at := came[from]; at != from; at = came[at] {
		way = append(way, at)
	}
	way = append(way, from)
	slices.Reverse(way)
	return way
}

// byItself reports whether an event happens without an act of anybody's: a day
// of the calendar, a stage that is entered, a last day, a form that the system
// makes, or a list of such.
func (l *loader) byItself(t *Track, e Event, depth int) bool {
	for _, s := range l.seenFrom(t) {
		if f := s.Form(e.Name); f != nil {
			return len(f.By) == 0 && len(f.Signs) == 0 || len(f.MadeOn) > 0 && e.State == "draft"
		}
		if s.Meeting(e.Name) != nil {
			return false
		}
		if d := s.Deadline(e.Name); d != nil {
			return e.State == "over"
		}
		if c := s.Checklist(e.Name); c != nil {
			return depth < maxDepth && len(c.Items) > 0 && !slices.ContainsFunc(c.Items, func(any []Event) bool {
				return !slices.ContainsFunc(any, func(e Event) bool { return l.byItself(t, e, depth+1) })
			})
		}
	}
	return e.Name != "case" && e.Name != ""
}
