package program

import (
	"fmt"
	"slices"
)

var trackKeys = []string{
	"use", "title", "apart", "case", "known_to", "evaluator", "round", "keep", "from_any", "stages",
	"forms", "meetings", "deadlines", "checklists", "cite",
}

func (l *loader) track(p pair) {
	value := p.value
	name := what("track", p.key)
	if use, ok := value.get("use"); ok {
		l.keys(name+" from the shelf", value, "use")
		if use.scalar != p.key {
			l.problem(p.at, "%s is used under its own name, %q", name, use.scalar)
			return
		}
		if value, ok = l.shelf(use); !ok {
			return
		}
	}
	t := &Track{Key: p.key, Title: title(p.key), IsCase: true}
	l.p.Tracks = append(l.p.Tracks, t)
	l.at[t] = p.at
	l.place = t
	defer func() { l.place = nil }()
	l.keys(name, value, trackKeys...)
	l.each(value, func(q pair) {
		switch q.key {
		case "title":
			t.Title = l.text(q.value)
		case "apart":
			t.Apart = l.yes(q.value)
		case "case":
			t.IsCase = l.yes(q.value)
		case "known_to":
			t.KnownTo = l.cells(q.value, name+" known_to")
		case "evaluator":
			t.Evaluator = l.oneRole(q.value)
		case "round":
			l.round(t, q.value)
		case "keep":
			l.keep(name, q.value)
		case "stages":
			fromAny, ok := value.get("from_any")
			fromAny.empty = fromAny.empty || !ok
			l.stages(name, q.value, fromAny)
		}
	})
	if _, ok := value.get("keep"); !ok {
		l.problem(p.at, "%s: how long is a closed case kept? (keep)", name)
	}
	if t.KnownTo == nil {
		l.problem(p.at, "%s: who may know of a case? (known_to)", name)
	}
	l.scope(value, &t.Scope)
}

func (l *loader) round(t *Track, n node) {
	name := what("track", t.Key) + " round"
	l.keys(name, n, "starts", "later_start", "ends", "length", "at_most", "cite")
	l.each(n, func(p pair) {
		switch p.key {
		case "starts":
			t.RoundStart = l.follow(p.value, name+" starts")
		case "ends":
			t.RoundEnd = l.follow(p.value, name+" ends")
		case "at_most":
			t.Rounds = l.number(p.value)
		case "cite":
			l.cite(name, p.value)
		}
	})
}

// keep checks how long a closed case is kept; the purge will read it.
func (l *loader) keep(name string, n node) {
	l.keys(name+" keep", n, "for", "hold", "belongs_to", "then", "cite")
	l.each(n, func(p pair) {
		switch p.key {
		case "for":
			l.span(name+" keep", p.value)
		case "hold":
			l.follow(p.value, name+" keep hold")
		case "belongs_to":
			l.oneRole(p.value)
		case "cite":
			l.cite(name, p.value)
		}
	})
}

// stages checks where a case moves on: to a stage that is there and reached, by
// events that happen, with a way out of each, and in the end to one that closes.
func (l *loader) stages(name string, n, fromAny node) {
	own := []string{"closes", "starts_round", "keep"}
	var declared []string
	l.each(n, func(p pair) { declared = append(declared, p.key) })
	next := map[string][]string{}
	move := func(from string, q pair) {
		next[from] = append(next[from], q.key)
		if !slices.Contains(declared, q.key) {
			l.problem(q.at, "%s: %q is no stage%s", name, q.key, didYouMean(q.key, declared))
		}
		l.follow(q.value, fmt.Sprintf("%s: stage %q", name, q.key))
	}
	closing := map[string]bool{}
	l.each(n, func(p pair) {
		if len(p.value.pairs) == 0 {
			l.problem(p.at, "%s: stage %q has no way out", name, p.key)
		}
		l.each(p.value, func(q pair) {
			closing[p.key] = closing[p.key] || q.key == "closes"
			if !slices.Contains(own, q.key) {
				move(p.key, q)
			}
		})
	})
	l.each(fromAny, func(q pair) { move("", q) })
	l.paths(name, n, next, closing)
}

// paths wants every stage to be reached from the first one, and a closing stage
// to be reached from every stage. What any stage leads to is under "".
func (l *loader) paths(name string, n node, next map[string][]string, closing map[string]bool) {
	for i, p := range n.pairs {
		entered := reach(next, n.pairs[0].key)
		if i > 0 && !entered[p.key] {
			l.problem(p.at, "%s: stage %q is never reached", name, p.key)
		}
		closes := false
		for stage := range reach(next, p.key) {
			closes = closes || closing[stage]
		}
		if !closes && len(p.value.pairs) > 0 {
			l.problem(p.at, "%s: no case can close from stage %q", name, p.key)
		}
	}
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

// shelf reads a track that programs share. Its sources count where the program
// has none of that name.
func (l *loader) shelf(use node) (track node, ok bool) {
	if !slices.Contains(shelved[:], use.scalar) {
		l.problem(use, "there is no %q on the shelf%s", use.scalar, didYouMean(use.scalar, shelved[:]))
		return node{}, false
	}
	data, err := districts.ReadFile("districts/" + use.scalar + ".yaml")
	if err != nil {
		l.problem(use, "the shelf cannot be read")
		return node{}, false
	}
	other := reader{file: use.scalar + ".yaml"}
	root := other.parse(data)
	l.problems = append(l.problems, other.problems...)
	if sources, ok := root.get("sources"); ok {
		l.each(sources, l.sourceKind)
	}
	root.pairs = slices.DeleteFunc(root.pairs, func(p pair) bool { return p.key == "sources" })
	return root, true
}
