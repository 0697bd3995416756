package program

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// Load reads a program file strictly: whatever it does not know, or cannot
// follow to something declared, is a problem with its place, and all problems
// are reported at once. With any problem the program is nil. What Load returns
// holds together, so the rooms that build on it have no errors to handle.
func Load(name string, data []byte) (*Program, []Problem) {
	l := &loader{
		reader: reader{file: name}, groups: map[string][]Role{}, readers: map[string]Cells{}, sets: map[string]node{},
		office: &Track{Key: "office", Apart: true}, at: map[any]node{},
	}
	root := l.parse(data)
	if len(l.problems) > 0 && root.kind != mapping {
		return nil, l.problems
	}
	sum := sha256.Sum256(data)
	l.p = &Program{
		Version: hex.EncodeToString(sum[:])[:12], Contact: "the program office", Words: Words{Invite: "Meeting"},
		Texts: map[string]string{}, Dates: map[string]Yearly{}, Roles: map[Role]RoleDef{}, Groups: l.groups,
		Sources: map[string]Source{}, scopes: map[string]*Scope{}, source: data,
	}
	l.program(root)
	l.complete()
	if len(l.problems) > 0 {
		return nil, l.sorted(l.problems)
	}
	l.beyond()
	l.p.Notes = l.sorted(l.p.Notes)
	return l.p, nil
}

// sorted are problems in the order of the file, those of the shelf behind them,
// each once.
func (l *loader) sorted(all []Problem) []Problem {
	slices.SortStableFunc(all, func(a, b Problem) int {
		if a.File != b.File {
			return cmp.Or(cmp.Compare(rank(a.File == l.file), rank(b.File == l.file)), cmp.Compare(a.File, b.File))
		}
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
	return distinct(all)
}

func rank(own bool) int {
	if own {
		return 0
	}
	return 1
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
	sets    map[string]node // the readers not read yet, which others take over
	checks  []func()        // what can be checked only when everything is declared
	place   *Track          // the track being read; nil at the top level
	office  *Track          // the office, read as a track apart: its names mean something there alone
	at      map[any]node    // where a form, meeting, checklist, deadline, tally, track or stage is declared
}

var headerKeys = []string{
	"key", "title", "timezone", "in_force", "contact", "standards", "words", "header", "links", "texts", "dates", "sources", "roles",
	"readers", "tracks", "forms", "meetings", "deadlines", "checklists", "tallies", "measures", "office",
}

func (l *loader) program(root node) {
	l.keys("the program", root, headerKeys...)
	for _, must := range []string{"key", "title", "timezone", "roles", "tracks"} {
		if _, ok := root.get(must); !ok {
			l.problem(root, "the program has no %s", must)
		}
	}
	if n, ok := root.get("sources"); ok {
		l.each(n, l.sourceKind)
	}
	if n, ok := root.get("roles"); ok {
		l.everybody(n)
	}
	l.header(root)
	if n, ok := root.get("readers"); ok {
		l.readerSets(n)
	}
	l.scope(root, &l.p.Scope)
	if n, ok := root.get("tracks"); ok {
		l.each(n, l.track)
	}
	if n, ok := root.get("office"); ok {
		l.desk(n)
	}
	if n, ok := root.get("measures"); ok {
		l.each(n, l.measure)
	}
}

// title makes a title of a key that has none.
func title(key string) string {
	text := strings.ReplaceAll(key, "-", " ")
	_, first := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:first]) + text[first:]
}
