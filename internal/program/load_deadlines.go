package program

import (
	"math"
	"strings"

	"parbot/internal/schoolday"
)

var deadlineKeys = []string{
	"title", "plain", "owed_by", "right_of", "starts", "due", "window", "every", "until", "met_by", "roll", "stops", "remind",
	"late", "kind", "cite", "note",
}

func (l *loader) deadline(key string, at, n node) *Deadline {
	d := &Deadline{Key: key, Title: title(key), Stops: "leave"}
	l.at[d] = at
	what := what("deadline", key)
	l.keys(what, n, deadlineKeys...)
	simple := slots{
		texts:  map[string]*string{"title": &d.Title, "plain": &d.Plain, "note": &d.Note},
		roles:  map[string]*[]Role{"right_of": &d.RightOf},
		events: map[string]*[]Event{"starts": &d.Starts, "until": &d.Until},
	}
	l.each(n, func(p pair) {
		if !l.slot(what, p, simple) {
			l.deadlineParts(what, d, p)
		}
	})
	l.oneOf(what, at, n, "due", "window", "every")
	l.oneOf(what, at, n, "owed_by", "right_of")
	l.usual(what, at, n, d)
	return d
}

// deadlineParts reads the keys of a deadline that hold more than a word.
func (l *loader) deadlineParts(what string, d *Deadline, p pair) {
	switch p.key {
	case "owed_by":
		l.owners(what, d, p.value)
	case "roll":
		d.Roll = schoolday.Roll(l.choice("roll", p.value, "forward", "back"))
	case "stops":
		d.Stops = l.choice("stops", p.value, "leave", "breaks", "none")
	case "kind":
		d.Kind = l.choice("kind", p.value, "notice", "reminder", "nudge")
	case "met_by":
		d.MetBy = l.metBy(what, p.value)
	case "remind":
		d.Remind = l.steps(what, p.value)
	case "late":
		d.Late = l.late(what, p.value)
	case "every":
		span := l.span(what, p.value)
		d.Every = &span
	case "due":
		d.Due = l.due(what, p.value)
	case "window":
		for _, w := range l.words(p.value) {
			window, err := ParseWindow(w.scalar)
			if err != nil {
				l.problem(w, "%s: %s", what, err)
			}
			d.Window = append(d.Window, window)
		}
	case "cite":
		d.Cite = l.cite(what, p.value)
	}
}

// owners reads who owes: roles together, each of them, or whoever has to sign.
func (l *loader) owners(what string, d *Deadline, n node) {
	switch {
	case n.kind == mapping:
		d.Each = true
		l.keys(what+" owed_by", n, "each")
		l.each(n, func(p pair) { l.slot(what, p, slots{roles: map[string]*[]Role{"each": &d.OwedBy}}) })
	case n.kind == scalar && n.scalar == "signers":
		d.Signers = true
	default:
		d.OwedBy = l.roles(n)
	}
}

func (l *loader) due(what string, n node) *Due {
	due, err := ParseDue(n.scalar)
	if err != nil {
		l.problem(n, "%s: %s", what, err)
		return nil
	}
	for _, events := range [][]Event{due.By, due.Before, due.After} {
		for i := range events {
			l.later(n, &events[i], what+" due")
		}
	}
	return due
}

func (l *loader) span(what string, n node) schoolday.Span {
	span, err := ParseSpan(n.scalar)
	if err != nil {
		l.problem(n, "%s: %s", what, err)
	}
	return span
}

// metBy keeps a bare state bare: it is that of the record it started with.
func (l *loader) metBy(what string, n node) []Event {
	words := l.words(n)
	events := make([]Event, len(words))
	for i, w := range words {
		events[i] = state(l.event(w, what+" met_by"))
		l.later(w, &events[i], what+" met_by")
	}
	return events
}

func (l *loader) oneOf(what string, at, n node, keys ...string) {
	has := 0
	for _, key := range keys {
		if _, ok := n.get(key); ok {
			has++
		}
	}
	if has != 1 {
		l.problem(at, "%s needs one of %s", what, strings.Join(keys, ", "))
	}
}

// usual fills in the defaults and reports what a deadline cannot be without.
func (l *loader) usual(what string, at, n node, d *Deadline) {
	for _, must := range []string{"starts", "met_by"} {
		if _, ok := n.get(must); !ok && (must == "starts" || !d.IsRight()) {
			l.problem(at, "%s has no %s", what, must) // a right may only run out
		}
	}
	if _, ok := n.get("cite"); !ok {
		l.problem(at, "%s has a number without a source. Add cite", what)
	}
	late, hasLate := n.get("late")
	if d.IsRight() && hasLate {
		l.problem(late, "%s is a right; nobody is late with a right", what)
	}
	if d.Plain == "" {
		d.Plain = "a task"
		if d.IsRight() {
			d.Plain = "a right of yours"
		}
	}
	if _, ok := n.get("remind"); !ok {
		d.Remind = preset(d)
	}
	if !hasLate && !d.IsRight() {
		d.Late = []Escalation{{To: Coordinator, After: 1}}
	}
}

// preset are the reminders of a deadline that names none (LANGUAGE §1).
func preset(d *Deadline) []Step {
	words := []string{"-2", "0"}
	switch {
	case d.IsRight():
		words = []string{"start", "-3", "-1"}
	case len(d.Window) > 0:
		words = []string{"-7", "-1"}
	case d.Every != nil && d.Every.Unit == schoolday.Weeks:
		words = []string{"Thu", "Fri 12:00"}
	}
	steps := make([]Step, 0, len(words))
	for _, w := range words {
		if s, err := ParseStep(w); err == nil && unfit(d, s) == "" {
			steps = append(steps, s)
		}
	}
	return steps
}

// unfit says what is wrong with a reminder of a deadline that runs for a number
// of days, or "".
func unfit(d *Deadline, s Step) string {
	span, ok := length(d)
	least, _ := inDays(schoolday.Span{N: -s.Span.N, Unit: s.Span.Unit})
	_, most := inDays(span)
	switch {
	case !ok:
	case s.From == "due" && s.Span.N < 0 && least > most, s.From == "due" && -s.Days > span.N:
		return "comes before the start"
	case s.From == "start" && s.Days > span.N:
		return "comes after the last day"
	}
	return ""
}

// length is how long a deadline runs, when that is a number of days.
func length(d *Deadline) (schoolday.Span, bool) {
	var span schoolday.Span
	switch {
	case d.Every != nil:
		span = *d.Every
	case d.Due != nil && len(d.Due.Before)+len(d.Due.After) == 0:
		span = d.Due.Span
	case len(d.Window) > 0:
		span = d.Window[len(d.Window)-1].Stretch.Most
	}
	return span, span.Unit == schoolday.Days || span.Unit == schoolday.WorkingDays
}

// inDays is how many days a length is at least and at most. A working day may
// take a week of days, and more in a break, so it has no upper end.
func inDays(s schoolday.Span) (least, most int) {
	switch s.Unit {
	case schoolday.Days:
		return s.N, s.N
	case schoolday.WorkingDays:
		return s.N, math.MaxInt
	case schoolday.Weeks:
		return 7 * s.N, 7 * s.N
	case schoolday.Months:
		return 28 * s.N, 31 * s.N
	case schoolday.Years:
		return 365 * s.N, 366 * s.N
	default:
		return 0, 0
	}
}

func (l *loader) steps(what string, n node) []Step {
	if n.scalar == "none" {
		return []Step{}
	}
	var steps []Step
	for _, w := range l.words(n) {
		s, err := ParseStep(w.scalar)
		if err != nil {
			l.problem(w, "%s: %s", what, err)
		}
		steps = append(steps, s)
	}
	return steps
}

func (l *loader) late(what string, n node) []Escalation {
	if n.kind == scalar && n.scalar == "none" {
		return nil
	}
	var all []Escalation
	l.each(n, func(p pair) {
		for _, role := range l.roles(p.at.as(p.key)) {
			e := Escalation{To: role}
			switch count, inARow := strings.CutSuffix(p.value.scalar, " in a row"); {
			case p.value.scalar == "weekly":
				e.Weekly = true
			case inARow:
				e.InARow = l.number(p.value.as(count))
			default:
				e.After = l.number(p.value)
			}
			all = append(all, e)
		}
	})
	if len(all) == 0 {
		l.problem(n, "%s: late names nobody; write none if that is meant", what)
	}
	return all
}

// cite reads "mou-m 10", or a list: the duty from one source, the number from
// the last.
func (l *loader) cite(what string, n node) Cite {
	var c Cite
	for _, w := range l.words(n) {
		short, item, _ := strings.Cut(w.scalar, " ")
		source, ok := l.p.Sources[short]
		if !ok {
			l.problem(w, "%s: no source %q under sources", what, short)
			continue
		}
		title := source.Title
		if item != "" {
			title += ", item " + item
			if !strings.ContainsAny(item[:1], "0123456789") {
				title = source.Title + ", " + item
			}
		}
		c.Titles = append(c.Titles, title)
		c.Origin = source.Origin
	}
	return c
}
