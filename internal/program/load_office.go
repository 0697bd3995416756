package program

import (
	"slices"
	"strconv"
	"strings"
)

// desk reads the office, which belongs to no case: its names mean something in
// it alone, beside the roles.
func (l *loader) desk(n node) {
	l.keys("the office", n, "forms", "meetings", "deadlines", "tallies")
	l.place = l.office
	l.scope(n, &l.office.Scope)
	l.place = nil
	l.p.Office = l.office.Scope
}

// person reports whether a name is that of a role in the office, where a form
// may be part of somebody's own file.
func (l *loader) person(from *Track, name string) bool {
	_, known := l.p.Roles[Role(name)]
	return from == l.office && known
}

var tallyKeys = []string{"title", "of", "adds", "each", "limit", "per", "schools", "seen_by", "tell", "remind", "cite", "note"}

// tally reads what is added up: of whom, what adds, and how much each time.
func (l *loader) tally(key string, at, n node) *Tally {
	t := &Tally{Key: key, Title: title(key), Each: []float64{1}}
	name := what("tally", key)
	l.at[t] = at
	l.keys(name, n, tallyKeys...)
	l.both(name, n, "of", "adds")
	l.each(n, func(p pair) {
		switch p.key {
		case "title":
			t.Title = l.text(p.value)
		case "of":
			if p.value.scalar != "school" {
				t.Of = l.oneRole(p.value)
			}
		case "adds":
			t.Adds = l.follow(p.value, name+" adds")
		case "each":
			l.amounts(name, t, p.value)
		case "limit":
			t.Limit = l.amount(p.value)
		case "seen_by":
			t.SeenBy = l.cells(p.value, name+" seen_by")
		case "tell":
			t.Tell = map[string][]Role{"filed": l.roles(p.value)}
		case "remind":
			l.occasions(name, t, p.value)
		case "cite":
			t.Cite = l.cite(name, p.value)
		case "note":
			t.Note = l.text(p.value)
		default:
			l.stretch(name, t, p)
		}
	})
	return t
}

// stretch reads for how long, and at which schools, a tally adds up.
func (l *loader) stretch(name string, t *Tally, p pair) {
	switch p.key {
	case "per":
		if t.Per = p.value.scalar; t.Per != "school-year" && t.Per != "round" {
			l.problem(p.value, "%s is per school-year or round, not %q", name, t.Per)
		}
	case "schools":
		if t.Schools = p.value.scalar; t.Schools != "charter" {
			l.problem(p.value, "%s: schools are charter, not %q", name, t.Schools)
		}
	}
}

// amounts reads what one adds: an amount, several to choose from, or a number
// that the record says.
func (l *loader) amounts(name string, t *Tally, n node) {
	if _, err := strconv.ParseFloat(n.scalar, 64); n.kind == list || err == nil {
		t.Each = nil
		for _, w := range l.words(n) {
			t.Each = append(t.Each, l.amount(w))
		}
		return
	}
	from := l.place
	t.Each, t.Field = nil, n.scalar
	l.checks = append(l.checks, func() {
		for _, e := range t.Adds {
			f := l.findForm(from, e.Name)
			if f == nil || !numeric(f.Field(t.Field)) {
				l.problem(n, "%s each: %q has no field %q with a number", name, e.Name, t.Field)
			}
		}
	})
}

func numeric(f *Field) bool { return f != nil && (f.Type == "number" || f.Type == "minutes") }

// amount reads a number above 0, as 3 or 0.5.
func (l *loader) amount(n node) float64 {
	v, err := strconv.ParseFloat(n.scalar, 64)
	if n.kind != scalar || err != nil || !(v > 0 && v <= 10000) {
		l.problem(n, "%q is not an amount such as 3 or 0.5", n.scalar)
		return 0
	}
	return v
}

// occasions reads when a tally is told of: before the end of what it adds up
// for, or at events such as semester.start.
func (l *loader) occasions(name string, t *Tally, n node) {
	if n.kind == scalar && n.scalar == "none" {
		t.Remind = []Step{}
		return
	}
	steps, events := node{kind: list}, node{kind: list}
	for _, w := range l.words(n) {
		if strings.Contains(w.scalar, ".") {
			events.items = append(events.items, w)
		} else {
			steps.items = append(steps.items, w)
		}
	}
	t.Remind = l.steps(name, steps)
	t.RemindAt = l.follow(events, name+" remind")
}

// measure reads a figure that the program publishes: how many of how many, or
// the answers of a survey.
func (l *loader) measure(p pair) {
	m := &Measure{Key: p.key, Title: title(p.key)}
	name := what("measure", p.key)
	l.keys(name, p.value, "title", "count", "of", "survey", "agree", "cite", "note")
	l.oneOf(name, p.at, p.value, "count", "survey")
	if _, survey := p.value.get("survey"); survey {
		l.both(name, p.value, "agree")
	}
	l.each(p.value, func(q pair) {
		switch q.key {
		case "title":
			m.Title = l.text(q.value)
		case "count":
			m.Count = l.follow(q.value, name+" count")
		case "of":
			m.Of = l.follow(q.value, name+" of")
		case "survey":
			m.Survey = q.value.scalar
		case "agree":
			for _, w := range l.words(q.value) {
				m.Agree = append(m.Agree, l.text(w))
			}
		case "cite":
			m.Cite = l.cite(name, q.value)
		case "note":
			m.Note = l.text(q.value)
		}
	})
	if q, ok := p.value.get("survey"); ok {
		l.checks = append(l.checks, func() { l.answers(name, m, q) })
	}
	l.p.Measures = append(l.p.Measures, m)
}

// answers wants the field of a survey, and answers that it can have.
func (l *loader) answers(name string, m *Measure, n node) {
	form, key, _ := strings.Cut(m.Survey, ".")
	f := l.findForm(nil, form)
	if f == nil || f.Field(key) == nil {
		l.problem(n, "%s survey: %q is no form.field%s", name, m.Survey, didYouMean(form, l.all(nil)))
		return
	}
	options := f.Field(key).Options
	for _, a := range m.Agree {
		if len(options) > 0 && !slices.Contains(options, a) {
			l.problem(n, "%s: %q is no answer to %q%s", name, a, m.Survey, didYouMean(a, options))
		}
	}
}
