package program

import "slices"

var trackKeys = []string{
	"use", "title", "apart", "case", "known_to", "evaluator", "round", "keep", "from_any", "stages",
	"forms", "meetings", "deadlines", "checklists", "cite",
}

func (l *loader) track(p pair) {
	value := p.value
	if use, ok := value.get("use"); ok {
		value = l.shelf(use)
	}
	t := &Track{Key: p.key, Title: title(p.key), IsCase: true}
	l.p.Tracks = append(l.p.Tracks, t)
	l.at[t] = p.at
	name := what("track", p.key)
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
		case "stages":
			l.stages(name, q.value)
		}
	})
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
		}
	})
}

// stages checks where a case moves on: to a stage that is there, by events that
// happen, with a way out of each.
func (l *loader) stages(name string, n node) {
	own := []string{"closes", "starts_round", "keep"}
	var declared []string
	l.each(n, func(p pair) { declared = append(declared, p.key) })
	l.each(n, func(p pair) {
		if len(p.value.pairs) == 0 {
			l.problem(p.at, "%s: stage %q has no way out", name, p.key)
		}
		l.each(p.value, func(q pair) {
			if slices.Contains(own, q.key) {
				return
			}
			if !slices.Contains(declared, q.key) {
				l.problem(q.at, "%s: %q is no stage%s", name, q.key, didYouMean(q.key, declared))
			}
			l.follow(q.value, name+" stage "+q.key)
		})
	})
}

// shelf reads a track that programs share. Its sources count where the program
// has none of that name.
func (l *loader) shelf(use node) node {
	if !slices.Contains(shelved[:], use.scalar) {
		l.problem(use, "there is no %q on the shelf%s", use.scalar, didYouMean(use.scalar, shelved[:]))
		return node{line: use.line, column: use.column, kind: mapping}
	}
	data, err := districts.ReadFile("districts/" + use.scalar + ".yaml")
	if err != nil {
		l.problem(use, "the shelf cannot be read")
		return node{}
	}
	other := reader{file: use.scalar + ".yaml"}
	root := other.parse(data)
	l.problems = append(l.problems, other.problems...)
	if sources, ok := root.get("sources"); ok {
		l.each(sources, l.sourceKind)
	}
	root.pairs = slices.DeleteFunc(root.pairs, func(p pair) bool { return p.key == "sources" })
	return root
}
