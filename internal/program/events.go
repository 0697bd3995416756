package program

import (
	"fmt"
	"slices"
	"strings"
)

// Words of the language that files cannot declare.
var (
	states        = []string{"draft", "issued", "discussed", "signed", "declined", "answered", "filed", "served"}
	meetingStates = []string{"asked", "planned", "moved", "moved-again", "ended", "held", "missed", "cancelled", "packet"}
	// calendar are the events that nobody declares.
	calendar = map[string][]string{
		"case":  {"opened", "closed", "paused", "resumed", "transferred", "separated", "reopened"},
		"round": {"start", "again", "end"}, "school-year": {"start", "end"}, "semester": {"start", "end"}, "month": {"end"},
	}
)

func (l *loader) event(w node, where string) Event {
	e, err := ParseEvent(w.scalar)
	if err != nil {
		l.problem(w, "%s: %s", where, err)
		return Event{}
	}
	return e
}

// follow reads an event or a list of events, any of which is meant, and looks
// them up once everything is declared. where names the place for problems:
// `deadline "confer" starts`.
func (l *loader) follow(n node, where string) []Event {
	words := l.words(n)
	events := make([]Event, len(words))
	for i, w := range words {
		events[i] = l.event(w, where)
		l.later(w, &events[i], where)
	}
	return events
}

// later completes an event once everything is declared: a bare form is filed, a
// bare meeting held; what is nothing here, or never has that state, is a problem.
func (l *loader) later(w node, e *Event, where string) {
	if from := l.place; e.Name != "" {
		l.checks = append(l.checks, func() { l.finish(from, w, e, where) })
	}
}

func (l *loader) finish(from *Track, w node, e *Event, where string) {
	var may []string
	once := false
	switch f, m := l.findForm(from, e.Name), l.findMeeting(from, e.Name); {
	case f != nil:
		may, once = formStates(f), f.Once != ""
		if e.State == "" {
			e.State = "filed"
		}
	case m != nil:
		may, once = meetingStates, m.Once != ""
		if e.State == "" {
			e.State = "held"
		}
	case calendar[e.Name] != nil:
		may, once = calendar[e.Name], true
	default:
		l.problem(w, "%s: %q is nothing here%s", where, e.String(), didYouMean(e.Name, l.all(from)))
		return
	}
	if !slices.Contains(may, e.State) {
		l.problem(w, "%s: %q never is %q; it can be %s", where, e.Name, e.State, strings.Join(may, ", "))
	}
	if once && e.Nth > 1 {
		l.problem(w, "%s: %q happens once, so there is no %s.%d", where, e.Name, e.Name, e.Nth)
	}
}

// formStates are the states that a form has, which follow from its keys.
func formStates(f *Form) []string {
	var may []string
	if len(f.By) > 0 {
		may = append(may, "draft")
	}
	if len(f.DiscussedAt) > 0 {
		may = append(may, "discussed")
	} else if len(f.Signs) > 0 {
		may = append(may, "issued")
	}
	if len(f.Signs) > 0 {
		may = append(may, "signed", "declined", "answered")
	}
	may = append(may, "filed")
	if len(f.Serve) > 0 {
		may = append(may, "served")
	}
	for _, o := range f.Outcomes {
		may = append(may, o.Key)
	}
	return may
}

// seenFrom are the scopes whose names mean something in a track, or at the top
// level: an apart track is a closed circle, seen from inside alone.
func (l *loader) seenFrom(from *Track) []*Scope {
	if from != nil && from.Apart {
		return []*Scope{&from.Scope}
	}
	all := []*Scope{&l.p.Scope}
	for _, t := range l.p.Tracks {
		if !t.Apart && (from == nil || from == t) {
			all = append(all, &t.Scope)
		}
	}
	return all
}

func (l *loader) tracks() []string {
	var keys []string
	for _, t := range l.p.Tracks {
		keys = append(keys, t.Key)
	}
	return keys
}

func (l *loader) findForm(from *Track, key string) *Form {
	for _, s := range l.seenFrom(from) {
		if f := s.Form(key); f != nil {
			return f
		}
	}
	return nil
}

func (l *loader) findMeeting(from *Track, key string) *Meeting {
	for _, s := range l.seenFrom(from) {
		if m := s.Meeting(key); m != nil {
			return m
		}
	}
	return nil
}

// names reads forms or meetings that have to be declared somewhere.
func (l *loader) names(n node, where string) []string {
	var names []string
	from := l.place
	for _, w := range l.words(n) {
		names = append(names, w.scalar)
		l.checks = append(l.checks, func() {
			if l.findForm(from, w.scalar) == nil && l.findMeeting(from, w.scalar) == nil && !l.person(from, w.scalar) {
				l.problem(w, "%s: %q is nothing here%s", where, w.scalar, didYouMean(w.scalar, l.all(from)))
			}
		})
	}
	return names
}

// all are the names that events can have, for hints.
func (l *loader) all(from *Track) []string {
	var names []string
	for _, s := range l.seenFrom(from) {
		for _, f := range s.Forms {
			names = append(names, f.Key)
		}
		for _, m := range s.Meetings {
			names = append(names, m.Key)
		}
	}
	for name := range calendar {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// what names a declaration in a problem: `deadline "confer"`.
func what(kind, key string) string { return fmt.Sprintf("%s %q", kind, key) }
