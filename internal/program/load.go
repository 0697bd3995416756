package program

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"parbot/internal/schoolday"
)

// Load reads a program file strictly: whatever it does not know, or cannot
// follow to something declared, is a problem with its place, and all problems
// are reported at once. With any problem the program is nil. What Load returns
// holds together, so the rooms that build on it have no errors to handle.
func Load(name string, data []byte) (*Program, []Problem) {
	l := &loader{reader: reader{file: name}, groups: map[string][]Role{}, readers: map[string]Cells{}, at: map[any]node{}}
	root := l.parse(data)
	if len(l.problems) > 0 && root.kind != mapping {
		return nil, l.problems
	}
	sum := sha256.Sum256(data)
	l.p = &Program{
		Version: hex.EncodeToString(sum[:])[:12], Contact: "the program office", Words: Words{Invite: "Meeting"},
		Roles: map[Role]RoleDef{}, Sources: map[string]Source{}, scopes: map[string]*Scope{}, source: data,
	}
	l.program(root)
	l.complete()
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int {
			if a.Line != b.Line {
				return a.Line - b.Line
			}
			return a.Column - b.Column
		})
		return nil, distinct(l.problems)
	}
	return l.p, nil
}

// distinct leaves out what is said already at the same place.
func distinct(all []Problem) []Problem {
	seen := make(map[Problem]bool, len(all))
	return slices.DeleteFunc(all, func(p Problem) bool {
		again := seen[p]
		seen[p] = true
		return again
	})
}

// loader is one file being read.
type loader struct {
	reader
	p       *Program
	groups  map[string][]Role
	readers map[string]Cells
	checks  []func()     // what can be checked only when everything is declared
	place   *Track       // the track being read; nil at the top level
	at      map[any]node // where a form, meeting, checklist, deadline or track is declared
}

var headerKeys = []string{
	"key", "title", "timezone", "in_force", "contact", "standards", "words", "sources", "roles", "readers", "tracks",
	"forms", "meetings", "deadlines", "checklists",
}

func (l *loader) program(root node) {
	l.keys("the program", root, headerKeys...)
	for _, must := range []string{"key", "title", "timezone", "roles", "tracks"} {
		if _, ok := root.get(must); !ok {
			l.problem(root, "the program has no %s", must)
		}
	}
	l.header(root)
	for _, part := range []struct {
		key  string
		read func(pair)
	}{{"sources", l.sourceKind}, {"roles", l.role}, {"readers", l.readerSet}} {
		if n, ok := root.get(part.key); ok {
			l.each(n, part.read)
		}
	}
	l.scope(root, &l.p.Scope)
	if n, ok := root.get("tracks"); ok {
		l.each(n, l.track)
	}
}

func (l *loader) header(root node) {
	l.each(root, func(p pair) {
		switch p.key {
		case "key":
			l.p.Key = l.text(p.value)
		case "title":
			l.p.Title = l.text(p.value)
		case "contact":
			l.p.Contact = l.text(p.value)
		case "timezone":
			l.zone(p.value)
		case "in_force":
			l.p.InForce = l.day(p.value)
		case "standards":
			l.standards(p.value)
		case "words":
			l.localWords(p.value)
		}
	})
}

func (l *loader) zone(n node) {
	zone, err := time.LoadLocation(n.scalar)
	if err != nil || n.scalar == "" || n.scalar == "Local" {
		l.problem(n, "%q is not a time zone such as America/Los_Angeles", n.scalar)
		zone = time.UTC
	}
	l.p.Zone = zone
}

func (l *loader) day(n node) schoolday.Day {
	d, err := schoolday.Parse(n.scalar)
	if err != nil {
		l.problem(n, "%s", err)
	}
	return d
}

func (l *loader) localWords(n node) {
	w := &l.p.Words
	l.keys("words", n, "program", "file", "round", "case", "invite")
	for key, to := range map[string]*string{"program": &w.Program, "file": &w.File, "round": &w.Round, "case": &w.Case, "invite": &w.Invite} {
		if v, ok := n.get(key); ok {
			*to = l.text(v)
		}
	}
}

func (l *loader) standards(n node) {
	s, problems := standardsByKey(n.scalar)
	l.p.Standards = s
	if s == nil {
		l.problem(n, "there are no standards %q", n.scalar)
	}
	l.problems = append(l.problems, problems...)
}

func (l *loader) sourceKind(kind pair) {
	if kind.key != "seed" && kind.key != "public" && kind.key != "default" {
		l.problem(kind.at, "a source is seed, public or default, not %q", kind.key)
	}
	l.each(kind.value, func(p pair) {
		if _, have := l.p.Sources[p.key]; l.named(p) && !have {
			l.p.Sources[p.key] = Source{Origin: kind.key, Title: l.text(p.value)}
		}
	})
}

// fixed are the roles of the language; any other name under roles is a group.
var fixed = []Role{Teacher, Consultant, Administrator, Representative, Coordinator, Panel, HR, Superintendent}

func (l *loader) role(p pair) {
	r := Role(p.key)
	if !slices.Contains(fixed, r) {
		if p.value.kind != list {
			l.problem(p.at, "%q is not a role; a group is a list of roles%s", p.key, didYouMean(p.key, roleNames()))
			return
		}
		l.groups[p.key] = l.roles(p.value)
		return
	}
	var def RoleDef
	switch {
	case p.value.kind != mapping && !p.value.empty:
		def.Called = l.text(p.value)
	case p.value.kind == mapping:
		l.keys("role "+p.key, p.value, "called", "of", "chosen_by", "caseload", "cite")
		l.each(p.value, func(q pair) {
			switch q.key {
			case "called":
				def.Called = l.text(q.value)
			case "of":
				def.OfSite = q.value.scalar == "school"
			case "chosen_by":
				def.ChosenBy = l.fixedRole(q.value)
			case "caseload":
				def.Full, def.Alert, def.Limit = l.caseload(q.value)
			case "cite":
				l.cite("role "+p.key, q.value)
			}
		})
	}
	l.p.Roles[r] = def
}

func (l *loader) caseload(n node) (full, alert, limit int) {
	l.keys("caseload", n, "full", "alert", "limit")
	for key, to := range map[string]*int{"full": &full, "alert": &alert, "limit": &limit} {
		if v, ok := n.get(key); ok {
			*to = l.number(v)
		}
	}
	return full, alert, limit
}

func roleNames() []string {
	names := make([]string, len(fixed))
	for i, r := range fixed {
		names[i] = string(r)
	}
	return names
}

// roles reads a role, a group, or a list of them.
func (l *loader) roles(n node) []Role {
	var all []Role
	for _, w := range l.words(n) {
		group, isGroup := l.groups[w.scalar]
		_, known := l.p.Roles[Role(w.scalar)]
		switch {
		case isGroup:
			all = append(all, group...)
		case known:
			all = append(all, Role(w.scalar))
		default:
			l.problem(w, "%q is nobody under roles%s", w.scalar, didYouMean(w.scalar, l.who()))
		}
	}
	return all
}

func (l *loader) who() []string {
	var names []string
	for r := range l.p.Roles {
		names = append(names, string(r))
	}
	for g := range l.groups {
		names = append(names, g)
	}
	slices.Sort(names)
	return names
}

// oneRole reads a role of the program; a group is none.
func (l *loader) oneRole(n node) Role {
	if _, known := l.p.Roles[Role(n.scalar)]; !known {
		l.problem(n, "%q is nobody under roles%s", n.scalar, didYouMean(n.scalar, l.who()))
		return ""
	}
	return Role(n.scalar)
}

// fixedRole reads a role that may be declared further down.
func (l *loader) fixedRole(n node) Role {
	if !slices.Contains(fixed, Role(n.scalar)) {
		l.problem(n, "%q is not a role%s", n.scalar, didYouMean(n.scalar, roleNames()))
		return ""
	}
	return Role(n.scalar)
}

func (l *loader) readerSet(p pair) { l.readers[p.key] = l.cells(p.value, "readers "+p.key) }

// cells reads a table of readers: a name of one, or roles with their cells,
// with "as" for the one that they change.
func (l *loader) cells(n node, where string) Cells {
	if n.kind == scalar {
		set, ok := l.readers[n.scalar]
		if !ok {
			l.problem(n, "%q is not under readers", n.scalar)
		}
		return set
	}
	cells := Cells{}
	if as, ok := n.get("as"); ok {
		maps.Copy(cells, l.cells(as, where))
	}
	l.each(n, func(p pair) {
		if p.key == "as" {
			return
		}
		grants := l.grants(p.value, where)
		for _, role := range l.roles(node{line: p.at.line, column: p.at.column, scalar: p.key}) {
			cells[role] = grants
		}
	})
	return cells
}

func (l *loader) grants(n node, where string) []Grant {
	words := l.words(n)
	grants := make([]Grant, len(words))
	for i, w := range words {
		g, err := ParseGrant(w.scalar)
		if err != nil {
			l.problem(w, "%s", err)
		}
		g.From, g.Until = state(g.From), state(g.Until)
		grants[i] = g
		l.later(w, &grants[i].From, where)
		l.later(w, &grants[i].Until, where)
	}
	return grants
}

// state turns a bare state into that of the record itself.
func state(e Event) Event {
	if e.State == "" && slices.Contains(states, e.Name) {
		return Event{State: e.Name}
	}
	return e
}

// title makes a title of a key that has none.
func title(key string) string {
	text := strings.ReplaceAll(key, "-", " ")
	_, first := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:first]) + text[first:]
}
