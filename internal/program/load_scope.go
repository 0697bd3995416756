package program

import (
	"slices"
	"strings"
)

// scope reads what one place declares: the top level, a track, or the office.
func (l *loader) scope(n node, s *Scope) {
	for _, part := range []struct {
		key  string
		read func(string, node, node)
	}{
		{"forms", func(key string, at, v node) { s.Forms = append(s.Forms, l.form(key, at, v)) }},
		{"meetings", func(key string, at, v node) { s.Meetings = append(s.Meetings, l.meeting(key, at, v)) }},
		{"checklists", func(key string, at, v node) { s.Checklists = append(s.Checklists, l.checklist(key, at, v)) }},
		{"deadlines", func(key string, at, v node) { s.Deadlines = append(s.Deadlines, l.deadline(key, at, v)) }},
		{"tallies", func(key string, at, v node) { s.Tallies = append(s.Tallies, l.tally(key, at, v)) }},
	} {
		all, ok := n.get(part.key)
		if !ok {
			continue
		}
		l.each(all, func(p pair) { part.read(p.key, p.at, l.like(p, all)) })
	}
}

// notCopied is what like leaves behind.
var notCopied = []string{"title", "command", "opens"}

// ownNone are the keys of which "none" is a value: it says more than nothing.
var ownNone = []string{"remind", "late", "stops"}

// like copies a neighbor's keys into a declaration that says so: one step
// only, and "none" takes a key away again.
func (l *loader) like(p pair, all node) node {
	as, ok := p.value.get("like")
	if !ok {
		return p.value
	}
	other, found := all.get(as.scalar)
	switch _, again := other.get("like"); {
	case !found:
		l.problem(as, "%q is no neighbor%s", as.scalar, didYouMean(as.scalar, keysOf(all)))
	case again:
		l.problem(as, "%q is a copy itself; name what it copies", as.scalar)
		other = node{}
	}
	out := p.value
	out.pairs = nil
	for _, own := range p.value.pairs {
		away := own.value.kind == scalar && own.value.scalar == "none" && !slices.Contains(ownNone, own.key)
		if own.key != "like" && !away {
			out.pairs = append(out.pairs, own)
		}
	}
	for _, theirs := range other.pairs {
		if _, own := p.value.get(theirs.key); !own && !slices.Contains(notCopied, theirs.key) {
			out.pairs = append(out.pairs, theirs)
		}
	}
	return out
}

func keysOf(n node) []string {
	keys := make([]string, len(n.pairs))
	for i, p := range n.pairs {
		keys[i] = p.key
	}
	return keys
}

// slots are the places for keys that hold no more than a sentence, roles,
// events, a number, or true or false.
type slots struct {
	texts   map[string]*string
	roles   map[string]*[]Role
	events  map[string]*[]Event
	numbers map[string]*int
	flags   map[string]*bool
}

// slot reads a key into its place, if it has one. name is that of the
// declaration: `form "report"`.
func (l *loader) slot(name string, p pair, s slots) bool {
	if to := s.texts[p.key]; to != nil {
		*to = l.text(p.value)
		return true
	}
	if to := s.roles[p.key]; to != nil {
		*to = l.roles(p.value)
		return true
	}
	if to := s.events[p.key]; to != nil {
		*to = l.follow(p.value, name+" "+p.key)
		return true
	}
	if to := s.numbers[p.key]; to != nil {
		*to = l.number(p.value)
		return true
	}
	if to := s.flags[p.key]; to != nil {
		*to = l.yes(p.value)
		return true
	}
	return false
}

// choice reads a word that is one of few. key says of what: "once".
func (l *loader) choice(key string, n node, may ...string) string {
	if n.kind != scalar || !slices.Contains(may, n.scalar) {
		l.problem(n, "%s is %s, not %q", key, either(may), n.scalar)
	}
	return n.scalar
}

// either lists words of which one is meant: "case, holder or round".
func either(words []string) string {
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

func (l *loader) checklist(key string, at, n node) *Checklist {
	c := &Checklist{Key: key, Title: title(key)}
	l.at[c] = at
	items := n
	if n.kind == mapping {
		l.keys(what("checklist", key), n, "title", "items", "over")
		items, _ = n.get("items")
		if t, ok := n.get("title"); ok {
			c.Title = l.text(t)
		}
		over, ok := n.get("over")
		c.OverCase = ok && over.scalar == "case"
		if ok && !c.OverCase {
			l.problem(over, "a checklist is over case, not %q", over.scalar)
		}
	}
	for _, item := range items.items {
		c.Items = append(c.Items, l.follow(item, what("checklist", key)))
	}
	if len(c.Items) == 0 {
		l.problem(at, "%s has no items", what("checklist", key))
	}
	return c
}
