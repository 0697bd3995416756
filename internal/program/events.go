package program

import (
	"fmt"
	"maps"
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
	// listed are the events whose states a file lists elsewhere: its stages, and
	// its days of every year.
	listed = []string{"stage", "date"}
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
// bare meeting held, a bare checklist done; what is nothing here, or never has
// that state, is a problem.
func (l *loader) later(w node, e *Event, where string) {
	if from := l.place; e.Name != "" {
		l.checks = append(l.checks, func() { l.finish(from, w, e, where) })
	}
}

func (l *loader) finish(from *Track, w node, e *Event, where string) {
	t := l.look(from, e.Name)
	switch {
	case !t.found:
		l.problem(w, "%s: %q is nothing here%s", where, e.String(), didYouMean(e.Name, l.all(from)))
		return
	case e.State != "":
	case t.bare == "":
		l.problem(w, "%s: %q alone is no event; write %s", where, e.Name, orWords(e.Name, t.may))
		return
	default:
		e.State = t.bare
	}
	switch known := slices.Contains(t.may, e.State); {
	case known:
	case slices.Contains(listed, e.Name):
		l.problem(w, "%s: there is no %s %q%s", where, e.Name, e.State, didYouMean(e.State, t.may))
	default:
		l.problem(w, "%s: %q never is %q; it can be %s", where, e.Name, e.State, strings.Join(t.may, ", "))
	}
	if t.once && e.Nth > 1 {
		l.problem(w, "%s: %q happens once, so there is no %s.%d", where, e.Name, e.Name, e.Nth)
	}
}

// orWords are the ways to write an event that has no bare form.
func orWords(name string, may []string) string {
	words := make([]string, len(may))
	for i, state := range may {
		words[i] = name + "." + state
	}
	return strings.Join(words, " or ")
}

// thing is what a name means from one place of the file.
type thing struct {
	found bool
	bare  string   // the state that the name alone means; "": none
	may   []string // the states it can be in
	once  bool     // there is no second one in a round
}

// also adds a meaning: at the top level a name may belong to several tracks,
// each of which has a form of that name.
func (t *thing) also(bare string, once bool, may ...string) {
	t.once = once && (t.once || !t.found)
	t.found, t.bare = true, bare
	for _, state := range may {
		if !slices.Contains(t.may, state) {
			t.may = append(t.may, state)
		}
	}
}

// look finds what a name means.
func (l *loader) look(from *Track, name string) (t thing) {
	for _, s := range l.seenFrom(from) {
		if f := s.Form(name); f != nil {
			t.also("filed", happensOnce(f, s), slices.Concat(formStates(f), dateFields(f))...)
		}
		if m := s.Meeting(name); m != nil {
			t.also("held", m.Once != "", m.states()...)
		}
		if s.Checklist(name) != nil {
			t.also("done", true, "done")
		}
		if s.Deadline(name) != nil {
			t.also("", false, "over", "met")
		}
	}
	switch {
	case t.found:
	case calendar[name] != nil:
		t.also("", true, calendar[name]...)
	case name == "date":
		t.also("", true, slices.Sorted(maps.Keys(l.p.Dates))...)
	case name == "stage":
		t.also("", false, l.stagesSeen(from)...)
	}
	return t
}

// formStates are the states that a form has, which follow from its keys.
func formStates(f *Form) []string {
	var may []string
	if len(f.By) > 0 && f.Kind != "vote" {
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
	if len(f.Serve) > 0 || f.ByHand {
		may = append(may, "served")
	}
	for _, o := range f.Outcomes {
		may = append(may, o.Key)
	}
	return may
}

// dateFields are the fields of a form whose day is an event.
func dateFields(f *Form) []string {
	var keys []string
	for _, one := range f.Fields {
		if one.Type == "date" || one.Type == "day" {
			keys = append(keys, one.Key)
		}
	}
	return keys
}

// states are those that a meeting can be in: only a hearing has a packet.
func (m *Meeting) states() []string {
	if m.Packet.N == 0 {
		return meetingStates[:len(meetingStates)-1]
	}
	return meetingStates
}

// happensOnce reports whether there is no second record of a form in a round.
// What is attached to a meeting bears that meeting's number.
func happensOnce(f *Form, s *Scope) bool {
	meetings := 0
	for _, name := range f.Attaches {
		if m := s.Meeting(name); m != nil {
			if meetings++; m.Once == "" {
				return false
			}
		}
	}
	return meetings == 1 && len(f.Attaches) == 1 || f.Once == "case" || f.Once == "round"
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

// stagesSeen are the stages of the tracks that a place sees.
func (l *loader) stagesSeen(from *Track) []string {
	var keys []string
	for _, t := range l.p.Tracks {
		if from == t || from == nil && !t.Apart {
			for _, s := range t.Stages {
				keys = append(keys, s.Key)
			}
		}
	}
	return keys
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

func (l *loader) findChecklist(from *Track, key string) *Checklist {
	for _, s := range l.seenFrom(from) {
		if c := s.Checklist(key); c != nil {
			return c
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
	names := slices.Clone(listed)
	for _, s := range l.seenFrom(from) {
		for _, f := range s.Forms {
			names = append(names, f.Key)
		}
		for _, m := range s.Meetings {
			names = append(names, m.Key)
		}
		for _, c := range s.Checklists {
			names = append(names, c.Key)
		}
		for _, d := range s.Deadlines {
			names = append(names, d.Key)
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
