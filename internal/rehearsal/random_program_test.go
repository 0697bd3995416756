package rehearsal_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"parbot/internal/program"
)

// sketch is a program file as chance writes it, line by line: what it names
// stands above, and who owes something can bring it about, so that most of them
// load.
type sketch struct {
	t        *rapid.T
	roles    []string // who may know of a case
	forms    []sketched
	meetings []sketched
	acts     []string // events that people bring about
	alone    []string // that come by themselves
	dated    []string // that have a day beforehand
	lines    []string
}

// sketched is a form or a meeting, with what a deadline has to know of it.
type sketched struct {
	key    string
	who    []string // who can bring it about
	states []string // with its outcomes
	times  int
	signed bool
}

// file returns a program file of one track.
func (s *sketch) file() string {
	s.roles = []string{"teacher", "consultant", "coordinator"}
	for _, role := range []string{"administrator", "panel", "hr", "superintendent", "representative"} {
		if s.chance("has "+role, 2) {
			s.roles = append(s.roles, role)
		}
	}
	s.alone = []string{
		"month.end", "semester.start", "semester.end", "school-year.start", "school-year.end", "date.spring", "round.start", "round.again", "round.end",
	}
	s.acts = []string{"case.opened", "case.paused", "case.resumed", "case.transferred"}
	s.dated = []string{"month.end", "semester.end", "school-year.end", "date.spring", "round.end"}
	s.line("key: random\ntitle: A program by chance\ntimezone: %s\nin_force: 2025-08-18\nsources: {default: {ours: ours}}\ndates: {spring: 03-15}", s.pick("zone", zones...))
	s.line("roles: {%s}", strings.Join(titled(s.roles), ", "))
	s.line("meetings:")
	s.meeting("talk", "attendees: [teacher, consultant]", "teacher", "consultant")
	s.meeting("sitting", "attendees: [consultant, coordinator]", "consultant", "coordinator")
	if s.has("panel") {
		packet := s.pick("packet", "14 days", "5 working days", "{before: 10 days, not_before: paper-1}")
		s.meeting("hearing", "attendees: [teacher, panel], convened_by: coordinator, packet: "+packet, "teacher", "panel", "coordinator")
		s.alone, s.dated = append(s.alone, "hearing.packet"), append(s.dated, "hearing.packet")
	}
	s.line("forms:")
	s.form("begin", "opens: par")
	for i := range rapid.IntRange(2, 6).Draw(s.t, "forms") {
		s.form(fmt.Sprintf("paper-%d", i+1), "")
	}
	s.lists()
	s.line("deadlines:")
	for i := range rapid.IntRange(2, 8).Draw(s.t, "deadlines") {
		s.deadline(fmt.Sprintf("duty-%d", i+1))
	}
	s.track()
	return strings.Join(s.lines, "\n") + "\n"
}

var zones = []string{"America/Los_Angeles", "America/New_York", "America/Denver"}

func titled(roles []string) []string {
	all := make([]string, len(roles))
	for i, r := range roles {
		all[i] = r + ": The " + r
	}
	return all
}

func (s *sketch) line(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf(format, args...))
}

// chance is true once in n times.
func (s *sketch) chance(what string, n int) bool { return rapid.IntRange(1, n).Draw(s.t, what) == n }

func (s *sketch) pick(what string, from ...string) string {
	return rapid.SampledFrom(from).Draw(s.t, what)
}

// some picks one or two.
func (s *sketch) some(what string, from []string) []string {
	all := []string{s.pick(what, from...)}
	if second := s.pick(what, from...); s.chance("two", 3) && second != all[0] {
		all = append(all, second)
	}
	return all
}

func (s *sketch) has(role string) bool { return slices.Contains(s.roles, role) }

func (s *sketch) event(what string) string {
	if s.chance("by itself", 4) {
		return s.pick(what, s.alone...)
	}
	return s.pick(what, s.acts...)
}

func list(words []string) string { return "[" + strings.Join(words, ", ") + "]" }

// entry writes a map in one line, without what is empty.
func (s *sketch) entry(key string, parts ...string) {
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" })
	s.line("  %s: {%s}", key, strings.Join(parts, ", "))
}

// maybe is a part of an entry, once in n times.
func (s *sketch) maybe(n int, key string, value func() string) string {
	if !s.chance(key, n) {
		return ""
	}
	return key + ": " + value()
}

func (s *sketch) meeting(key, is string, who ...string) {
	m := sketched{key: key, who: who, states: []string{"planned", "moved", "ended", "held", "missed", "cancelled"}, times: 1}
	often := s.pick("often", "", "times: 2", "times: 3", "once: round", "once: case", "series: weekly")
	if times, ok := strings.CutPrefix(often, "times: "); ok {
		m.times = int(times[0] - '0')
	}
	s.entry(key, is, often,
		s.maybe(4, "needs", func() string { return s.pick("needs", s.acts...) }),
		s.maybe(3, "seen_by", func() string { return "{coordinator: dates}" }),
		s.maybe(3, "remind", func() string { return s.pick("remind", "[-7, -1]", "[-14, -2]", "[-1 week]", "[0]") }))
	s.meetings, s.dated = append(s.meetings, m), append(s.dated, key)
	for _, state := range m.states {
		s.acts = append(s.acts, key+"."+state)
	}
}

// form writes a form: who acts on it, when, and who knows of it.
func (s *sketch) form(key, is string) {
	f := sketched{key: key, states: []string{"filed"}, times: 1}
	parts := []string{is}
	if s.chance("made", 6) && is == "" {
		parts = append(parts, "made_on: "+s.event("made on"))
	}
	if len(parts) == 1 || s.chance("written too", 2) {
		f.who = s.some("by", s.roles[:3])
		f.states = append(f.states, "draft")
		parts = append(parts, "by: "+list(f.who))
	}
	parts = append(parts, s.signing(&f)...)
	if is == "" {
		parts = append(parts, s.when(&f)...)
	}
	if s.chance("outcomes", 4) {
		parts = append(parts, "outcomes: {good: Good, poor: Poor}")
		f.states = append(f.states, "good", "poor")
	}
	if s.chance("a date", 4) {
		parts = append(parts, "fields: {plan-end: date}")
		s.dated, s.alone = append(s.dated, key+".plan-end"), append(s.alone, key+".plan-end")
	}
	parts = append(parts, s.known(&f)...)
	s.entry(key, parts...)
	s.forms = append(s.forms, f)
	for _, state := range f.states {
		s.acts = append(s.acts, key+"."+state)
	}
}

// signing says who discusses and signs a form, and who confirms it.
func (s *sketch) signing(f *sketched) []string {
	var parts []string
	if len(f.who) > 0 && s.chance("discussed", 4) {
		parts = append(parts, "discussed_at: talk")
		f.states = append(f.states, "discussed")
	}
	if s.chance("signed", 3) {
		f.signed = true
		parts = append(parts, s.pick("signers", "signed_by: {receipt: teacher}", "signed_by: {receipt: teacher, attests: [consultant, coordinator]}"))
		f.states = append(f.states, "signed", "declined", "answered")
		if !slices.Contains(f.states, "discussed") {
			f.states = append(f.states, "issued")
		}
	}
	if len(f.who) > 0 && s.chance("second", 8) {
		parts = append(parts, "second: "+s.pick("second", "coordinator", "consultant"))
	}
	return parts
}

// when says what a form is attached to, what it needs, and how often it is.
func (s *sketch) when(f *sketched) []string {
	var parts []string
	if on := s.pick("on", append([]string{"talk"}, keys(s.forms)...)...); s.chance("attached", 3) {
		parts = append(parts, "attaches_to: "+on)
	} else if often := s.pick("often", "", "times: 2", "times: 3", "once: round", "once: case", "once: holder"); often != "" {
		parts = append(parts, often)
		if times, ok := strings.CutPrefix(often, "times: "); ok {
			f.times = int(times[0] - '0')
		}
	}
	if slices.Contains(f.who, "coordinator") && s.chance("assigns", 3) {
		parts = append(parts, "assigns: consultant")
	}
	return append(parts,
		s.maybe(4, "needs", func() string { return s.pick("needs", s.acts...) }),
		s.maybe(8, "until", func() string { return s.pick("until", s.acts...) }))
}

func keys(all []sketched) []string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].key
	}
	return names
}

// known says who reads a form and who is told of it.
func (s *sketch) known(f *sketched) []string {
	cells, may := []string{"teacher: read"}, []string{"teacher"}
	for _, role := range s.roles[1:] {
		cell := s.pick("cell of "+role, "", "read", "dates", "from", "until", "own", "presented", "never")
		switch cell {
		case "":
			continue
		case "from", "until":
			cell = fmt.Sprintf("[dates, read %s %s]", cell, s.event(cell))
		case "never":
			if role == "consultant" || role == "coordinator" { // who may write or sign
				cell = "read"
			}
		}
		cells = append(cells, role+": "+cell)
		if cell == "read" || cell == "dates" || strings.HasPrefix(cell, "[") {
			may = append(may, role)
		}
	}
	f.states = append(f.states, "") // a place for served
	parts := []string{
		"seen_by: {" + strings.Join(cells, ", ") + "}",
		s.maybe(3, "serve", func() string { f.states[len(f.states)-1] = "served"; return list(s.some("served", may)) }),
		s.maybe(3, "tell", func() string { return list(s.some("told", may)) }),
	}
	f.states = slices.DeleteFunc(f.states, func(state string) bool { return state == "" })
	return parts
}

// lists writes a checklist of some events, over the round or the case.
func (s *sketch) lists() {
	if !s.chance("a list", 2) {
		return
	}
	items := []string{s.pick("item", s.acts...), list(s.some("items", s.acts)), s.event("item")}
	s.line("checklists:\n  begun: {title: Begun, items: %s%s}", list(items), s.pick("over", "", ", over: case"))
	s.acts = append(s.acts, "begun")
}

// track writes the one track: who may know of a case, its rounds and stages.
func (s *sketch) track() {
	s.line("tracks:\n  par:\n    title: The one track\n    keep: {for: 1 year, cite: ours}")
	cells := []string{"teacher: read", "consultant: read", "coordinator: read"}
	for _, role := range s.roles[3:] {
		switch cell := s.pick("knows: "+role, "read", "dates", "from", "until"); cell {
		case "from", "until":
			cells = append(cells, fmt.Sprintf("%s: read %s %s", role, cell, s.event(cell)))
		default:
			cells = append(cells, role+": "+cell)
		}
	}
	s.line("    known_to: {%s}", strings.Join(cells, ", "))
	if s.chance("rounds", 2) {
		ends := append([]string{"school-year.end"}, slices.DeleteFunc(slices.Clone(s.dated), func(e string) bool { return e == "round.end" })...)
		s.line("    round: {starts: %s, ends: %s%s}", s.pick("round starts", "begin", "case.opened", "paper-1", "talk.held"), list(s.some("round ends", ends)),
			s.pick("later", "", ", later_start: school-year.start, at_most: 2", ", at_most: 2"))
	}
	if !s.chance("stages", 2) {
		return
	}
	s.line("    stages:\n      first: {second: %s}", s.event("second"))
	s.line("      second: {third: %s%s}", s.event("third"), s.pick("ends early", "", ", done: paper-1"))
	back := s.pick("back", slices.DeleteFunc(slices.Clone(s.acts), func(e string) bool { return strings.HasPrefix(e, "talk") })...)
	s.line("      third: {done: talk, second: %s%s}", back, s.pick("starts", "", ", starts_round: true"))
	s.line("      done: {closes: Done}")
	if s.chance("from any", 4) {
		s.line("    from_any: {done: %s}", s.pick("from any", s.acts...))
	}
}

// randomProgram is a program that chance wrote, or nil if it does not load.
func randomProgram(t *rapid.T) *program.Program {
	p, _ := program.Load("random.yaml", []byte((&sketch{t: t}).file()))
	return p
}
