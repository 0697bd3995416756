package program

import (
	"slices"
	"strings"
)

var trackKeys = []string{
	"use", "title", "apart", "case", "known_to", "evaluator", "excludes", "round", "keep", "from_any", "stages",
	"forms", "meetings", "deadlines", "checklists", "tallies", "cite", "note",
}

func (l *loader) track(p pair) {
	name := what("track", p.key)
	value, ok := l.used(name, p)
	if !ok {
		return
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
		case "excludes":
			l.excludes(t, name, q.value)
		case "cite":
			t.Cite = l.cite(name, q.value)
		case "note":
			t.Note = l.text(q.value)
		default:
			l.course(t, name, q)
		}
	})
	if _, ok := value.get("keep"); !ok {
		l.problem(p.at, "%s: how long is a closed case kept? (keep)", name)
	}
	if t.KnownTo == nil {
		l.problem(p.at, "%s: who may know of a case? (known_to)", name)
	}
	l.ways(t, name)
	l.scope(value, &t.Scope)
}

// used is what a track declares: its own lines, or those of the shelf.
func (l *loader) used(name string, p pair) (node, bool) {
	use, ok := p.value.get("use")
	if !ok {
		return p.value, true
	}
	l.keys(name+" from the shelf", p.value, "use")
	if use.scalar != p.key {
		l.problem(p.at, "%s is used under its own name, %q", name, use.scalar)
		return node{}, false
	}
	return l.shelf(use)
}

// course reads how a case runs: its rounds and stages, and how long it is kept.
func (l *loader) course(t *Track, name string, q pair) {
	switch q.key {
	case "round":
		l.round(t, name+" round", q.value)
	case "keep":
		t.Keep = l.keep(name+" keep", q.value)
	case "stages":
		l.each(q.value, func(p pair) { t.Stages = append(t.Stages, l.stage(t, name, p)) })
	case "from_any":
		l.each(q.value, func(p pair) { t.FromAny = append(t.FromAny, l.move(t, name, p)) })
	}
}

// excludes reads programs by key; whether they are there, and exclude this one
// too, can be told only beside them ([Together]).
func (l *loader) excludes(t *Track, name string, n node) {
	for _, w := range l.words(n) {
		if w.scalar == l.p.Key {
			l.problem(w, "%s excludes its own program", name)
		}
		t.Excludes = append(t.Excludes, w.scalar)
		l.p.outward = append(l.p.outward, outward{at: l.sentence(w, ""), word: "excludes", name: w.scalar})
	}
}

func (l *loader) round(t *Track, name string, n node) {
	l.keys(name, n, "starts", "later_start", "ends", "length", "at_most", "cite", "note")
	l.each(n, func(p pair) {
		switch p.key {
		case "starts":
			t.RoundStart = l.follow(p.value, name+" starts")
		case "later_start":
			t.LaterStart = l.follow(p.value, name+" later_start")
		case "ends":
			t.RoundEnd = l.follow(p.value, name+" ends")
		case "length":
			t.RoundLength = l.lengths(name+" length", p.value)
		case "at_most":
			t.Rounds = l.number(p.value)
		case "cite":
			t.RoundCite = l.cite(name, p.value)
		case "note":
			t.RoundNote = l.text(p.value)
		}
	})
}

// lengths reads "6-12 months", or one length for both.
func (l *loader) lengths(name string, n node) Range {
	if !strings.Contains(n.scalar, "-") {
		span := l.span(name, n)
		return Range{Least: span, Most: span}
	}
	r, err := ParseRange(n.scalar)
	if err != nil {
		l.problem(n, "%s: %s", name, err)
	}
	return r
}

// keep reads how long a closed case is kept: a length, or a map with one.
func (l *loader) keep(name string, n node) Keep {
	if n.kind != mapping {
		return Keep{For: l.span(name, n)}
	}
	var k Keep
	l.keys(name, n, "for", "hold", "belongs_to", "then", "cite", "note")
	l.both(name, n, "for")
	l.each(n, func(p pair) {
		switch p.key {
		case "for":
			k.For = l.span(name, p.value)
		case "hold":
			k.Hold = l.follow(p.value, name+" hold")
		case "belongs_to":
			k.BelongsTo = l.oneRole(p.value)
		case "then":
			if k.Then = p.value.scalar; k.Then != "counts" {
				l.problem(p.value, "%s: then counts remain, or nothing; not %q", name, k.Then)
			}
		case "cite":
			k.Cite = l.cite(name, p.value)
		case "note":
			k.Note = l.text(p.value)
		}
	})
	return k
}

// stage reads where a case stands. What is none of its own keys is a stage to
// move on to.
func (l *loader) stage(t *Track, name string, p pair) *Stage {
	s := &Stage{Key: p.key}
	l.at[s] = p.at
	where := what("stage", p.key)
	var moves []pair
	l.each(p.value, func(q pair) {
		switch q.key {
		case "closes":
			s.Closes = l.text(q.value)
		case "starts_round":
			s.StartsRound = l.yes(q.value)
		case "keep":
			keep := l.keep(where+" keep", q.value)
			s.Keep = &keep
		case "cite":
			s.Cite = l.cite(where, q.value)
		case "note":
			s.Note = l.text(q.value)
		default:
			moves = append(moves, q)
			s.Moves = append(s.Moves, l.move(t, name, q))
		}
	})
	_, closes := p.value.get("closes")
	switch {
	case closes && len(moves) > 0:
		l.problem(p.at, "%s: stage %q closes the case, so nothing follows it", name, p.key)
	case !closes && len(moves) == 0:
		l.problem(p.at, "%s: stage %q has no way out", name, p.key)
	}
	l.checks = append(l.checks, func() { l.wider(s, moves) })
	return s
}

// move reads the way to a stage of the track and the events that lead there.
func (l *loader) move(t *Track, name string, q pair) Move {
	l.checks = append(l.checks, func() {
		if t.Stage(q.key) == nil {
			l.problem(q.at, "%s: %q is no stage%s", name, q.key, didYouMean(q.key, t.stages()))
		}
	})
	return Move{To: q.key, On: l.follow(q.value, name+": "+what("stage", q.key))}
}

func (t *Track) stages() []string {
	keys := make([]string, len(t.Stages))
	for i, s := range t.Stages {
		keys[i] = s.Key
	}
	return keys
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
