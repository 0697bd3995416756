package program

import (
	"slices"
	"strings"
)

var types = []string{
	"text", "file", "files", "day", "date", "minutes", "number", "yes-no", "agree", "person", "standards", "ratings", "record",
	"roll-up", "checklist", "package", "appointment", "rows",
}

var fieldKeys = []string{
	"ask", "type", "private", "from", "min", "of", "options", "this_round", "plans", "opens", "only_if", "must", "should", "else",
	"override", "offer", "cite",
}

// field reads one question of a form: a type, the columns of rows, or a map.
func (l *loader) field(f *Form, p pair) *Field {
	fd := &Field{Key: p.key, Type: "text"}
	name := fieldName(f, fd)
	kind := p.value
	if p.value.kind == mapping {
		l.keys(name, p.value, fieldKeys...)
		kind, _ = p.value.get("type")
	}
	l.fieldType(fd, kind)
	if p.value.kind == mapping {
		simple := slots{
			texts:   map[string]*string{"ask": &fd.Ask, "from": &fd.From, "opens": &fd.Opens, "only_if": &fd.OnlyIf, "else": &fd.Else, "offer": &fd.Offer},
			numbers: map[string]*int{"min": &fd.Min},
			flags:   map[string]*bool{"private": &fd.Private, "this_round": &fd.ThisRound},
		}
		l.each(p.value, func(q pair) {
			if !l.slot(name, q, simple) {
				l.fieldParts(name, fd, q)
			}
		})
	}
	l.fitting(name, fd, p)
	from := l.place
	l.checks = append(l.checks, func() { l.soundField(from, f, fd, p.at) })
	return fd
}

// fieldName names a field in a problem.
func fieldName(f *Form, fd *Field) string { return what("form", f.Key) + ", " + what("field", fd.Key) }

// fieldType reads a type as a word, or the columns of rows as a list.
func (l *loader) fieldType(fd *Field, n node) {
	if n.kind == list {
		fd.Type = "rows"
		for _, w := range l.words(n) {
			fd.Columns = append(fd.Columns, l.text(w))
		}
		return
	}
	if n.kind != scalar || n.scalar == "" {
		return
	}
	var err error
	if fd.Type, fd.Options, fd.Optional, err = ParseType(n.scalar); err != nil {
		l.problem(n, "%s", err)
	}
}

// fieldParts reads the keys of a field that hold more than a word.
func (l *loader) fieldParts(name string, fd *Field, p pair) {
	switch p.key {
	case "of", "options":
		to := &fd.Of
		if p.key == "options" {
			to = &fd.Options
		}
		for _, w := range l.words(p.value) {
			*to = append(*to, l.text(w))
		}
	case "plans":
		fd.Plans = l.event(p.value, name+" plans")
	case "must":
		fd.Must = l.musts(name, p.value)
	case "should":
		fd.Should = l.musts(name, p.value)
	case "override":
		fd.Override = l.oneRole(p.value)
	case "cite":
		fd.Cite = l.cite(name, p.value)
	}
}

// musts reads one thing that has to hold, or a list of them. A list of words
// alone are the options of which one has to be chosen.
func (l *loader) musts(name string, n node) []Must {
	if n.kind != list || !slices.ContainsFunc(n.items, func(item node) bool { return item.kind != scalar }) {
		return []Must{l.must(name, n)}
	}
	var all []Must
	for _, item := range n.items {
		all = append(all, l.must(name, item))
	}
	return all
}

func (l *loader) must(name string, n node) (m Must) {
	switch {
	case n.kind == list:
		for _, w := range l.words(n) {
			m.OneOf = append(m.OneOf, l.text(w))
		}
	case n.kind == mapping:
		return l.mustHold(name, n)
	case n.scalar == "true" || n.scalar == "false":
		m.Answer = n.scalar
	}
	if m.Answer == "" && len(m.OneOf) == 0 {
		l.problem(n, "%s: what has to hold is true, false, a list of options, or names such as {min: 1, max: 5}", name)
	}
	return m
}

// mustHold reads {some, among, min}, {min, after} or {min, max}.
func (l *loader) mustHold(name string, n node) (m Must) {
	_, some := n.get("some")
	_, after := n.get("after")
	least, hasLeast := n.get("min")
	most, hasMost := n.get("max")
	switch {
	case some:
		l.keys(name, n, "some", "among", "min")
		m.N = 1
		l.each(n, func(p pair) {
			l.slot(name, p, slots{texts: map[string]*string{"some": &m.Some, "among": &m.Among}, numbers: map[string]*int{"min": &m.N}})
		})
	case after:
		l.keys(name, n, "min", "after")
		l.each(n, func(p pair) { l.slot(name, p, slots{texts: map[string]*string{"after": &m.After}}) })
		m.Span = l.span(name, least)
	default:
		l.keys(name, n, "min", "max")
		if hasLeast {
			m.Least = new(l.number(least))
		}
		if hasMost {
			m.Most = new(l.number(most))
		}
		if !hasLeast && !hasMost {
			l.problem(n, "%s: what has to hold is at least min, at most max, or some of the ratings", name)
		}
	}
	return m
}

// Which types a key of a field is for, and which keys a type cannot be without.
var (
	keysFor = map[string][]string{
		"from": {"standards"}, "min": {"standards"}, "options": {"ratings"}, "this_round": {"record"}, "plans": {"appointment"},
		"opens": {"rows"}, "of": {"ratings", "record", "roll-up", "checklist", "package"},
	}
	keysOfType = map[string][]string{
		"ratings": {"of", "options"}, "record": {"of"}, "roll-up": {"of"}, "checklist": {"of"}, "package": {"of"}, "appointment": {"plans"},
	}
)

// fitting wants a field to have the keys of its type, and no others.
func (l *loader) fitting(name string, fd *Field, p pair) {
	if p.value.kind == mapping {
		l.each(p.value, func(q pair) {
			if types, ok := keysFor[q.key]; ok && !slices.Contains(types, fd.Type) {
				l.problem(q.at, "%s: %q is for %s, not for %s", name, q.key, strings.Join(types, ", "), fd.Type)
			}
		})
	}
	for _, key := range keysOfType[fd.Type] {
		if _, ok := p.value.get(key); !ok {
			l.problem(p.at, "%s: %s cannot be without %q", name, fd.Type, key)
		}
	}
	if fd.Type == "rows" && len(fd.Columns) == 0 && fd.Opens == "" {
		l.problem(p.at, "%s: rows have columns, or are filed as a form (opens)", name)
	}
}
