package program

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// lookUp lists where to look things up, and the days of every year.
func (e *explainer) lookUp() {
	if len(e.p.Links) > 0 {
		e.line(0, "")
		e.line(0, "Where to look things up")
	}
	for _, l := range e.p.Links {
		e.line(1, "%s: %s", l.Title, l.URL+l.Text)
	}
	if len(e.p.Dates) > 0 {
		e.line(0, "")
		e.line(0, "Days of every year")
	}
	for _, name := range slices.Sorted(maps.Keys(e.p.Dates)) {
		e.line(1, "%s: %s", title(name), e.yearly(name))
	}
}

// yearly is a day of every year in words: "May 1".
func (e *explainer) yearly(name string) string {
	if d, ok := e.p.Dates[name]; ok {
		return fmt.Sprintf("%s %d", d.Month, d.Day)
	}
	return strings.ReplaceAll(name, "-", " ")
}

// office says what belongs to no case.
func (e *explainer) office() {
	s := &e.p.Office
	if len(s.Forms)+len(s.Meetings)+len(s.Deadlines)+len(s.Tallies) == 0 {
		return
	}
	e.scope, e.said = s, map[string]string{}
	e.line(0, "")
	e.line(0, "The office, apart from any case")
	e.declared(s)
}

func (e *explainer) tallies(s *Scope) {
	e.heading("Sums", len(s.Tallies))
	for _, t := range s.Tallies {
		e.line(2, "%s", e.tally(t)+e.source(t.Cite, t.Note))
	}
}

func (e *explainer) tally(t *Tally) string {
	of := "each school"
	if t.Of != "" {
		of = "each " + e.p.Called(t.Of)
	} else if t.Schools != "" {
		of = "each " + t.Schools + " school"
	}
	text := t.Title + " of " + of + ": " + e.events(t.Adds) + " adds " + added(t)
	if t.Limit > 0 {
		text += ", up to " + number(t.Limit)
	}
	switch t.Per {
	case "school-year":
		text += " a school year"
	case "round":
		text += " a " + e.round()
	}
	text += "."
	if len(t.SeenBy) > 0 {
		text += " Read by " + e.cells(t.SeenBy) + "."
	}
	if roles := t.Tell["filed"]; len(roles) > 0 {
		text += " Told to " + e.roles(roles) + "."
	}
	var when []string
	if len(t.RemindAt) > 0 {
		when = append(when, "at "+e.events(t.RemindAt))
	}
	if len(t.Remind) > 0 {
		when = append(when, ahead(t.Remind))
	}
	if len(when) > 0 {
		text += " A reminder comes " + strings.Join(when, " and ") + "."
	}
	return text
}

// added is what one adds: an amount, a choice, or what the record says.
func added(t *Tally) string {
	if t.Field != "" {
		return "its " + strings.ReplaceAll(t.Field, "-", " ")
	}
	words := make([]string, len(t.Each))
	for i, n := range t.Each {
		words[i] = number(n)
	}
	return strings.Join(words, " or ")
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// published lists the figures of the program.
func (e *explainer) published() {
	if len(e.p.Measures) == 0 {
		return
	}
	e.line(0, "")
	e.line(0, "What is published, never over fewer than five")
	e.scope = e.p.everything()
	for _, m := range e.p.Measures {
		text := m.Title + ": "
		switch {
		case m.Survey != "":
			form, field, _ := strings.Cut(m.Survey, ".")
			text += "who answers " + strings.Join(m.Agree, " or ") + " to " + strings.ReplaceAll(field, "-", " ") + " in " + e.titled(form) + "."
		case len(m.Of) > 0:
			text += e.events(m.Count) + ", out of all with " + e.events(m.Of) + "."
		default:
			text += "how often " + e.events(m.Count) + " happened."
		}
		e.line(1, "%s", text+e.source(m.Cite, m.Note))
	}
}

// everything is what all tracks declare that are not apart.
func (p *Program) everything() *Scope {
	all := p.Scope
	for _, t := range p.Tracks {
		if !t.Apart {
			all.Forms = slices.Concat(all.Forms, t.Forms)
			all.Meetings = slices.Concat(all.Meetings, t.Meetings)
			all.Deadlines = slices.Concat(all.Deadlines, t.Deadlines)
			all.Checklists = slices.Concat(all.Checklists, t.Checklists)
		}
	}
	return &all
}
