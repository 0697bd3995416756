package program

import (
	"slices"
	"strconv"
	"strings"

	"parbot/internal/schoolday"
)

// fixed are the roles of the language; any other name under roles is a group.
var fixed = []Role{
	Teacher, Consultant, Administrator, Representative, Coordinator, Panel, Chair, Pair, HR, Superintendent, Organiser, Staff,
}

// Fixed returns the roles of the language, in their order.
func Fixed() []Role { return slices.Clone(fixed) }

// Offices returns the roles that hold for every case, by the roster.
func Offices() []Role { return []Role{Coordinator, Panel, Chair, HR, Superintendent} }

// everybody reads who there is. All names come first, then the groups, then
// what is said of each role, so that their order in the file is free.
func (l *loader) everybody(n node) {
	l.each(n, func(p pair) {
		if slices.Contains(fixed, Role(p.key)) {
			l.p.Roles[Role(p.key)] = RoleDef{}
		}
	})
	l.each(n, func(p pair) {
		switch {
		case slices.Contains(fixed, Role(p.key)):
		case p.value.kind != list:
			l.problem(p.at, "%q is not a role; a group is a list of roles%s", p.key, didYouMean(p.key, roleNames()))
		default:
			l.groups[p.key] = l.roles(p.value)
		}
	})
	l.each(n, func(p pair) {
		if r := Role(p.key); slices.Contains(fixed, r) {
			l.p.Roles[r] = l.role(p)
		}
	})
}

var (
	roleKeys = []string{
		"called", "of", "chosen_by", "caseload", "kinds", "appointed_by", "term", "barred_after", "sees_earlier", "cite", "note",
	}
	panelKeys = []string{"seats", "chairs", "quorum", "pass", "tie", "recused"}
)

// role reads what the program says of one role: its local word, or a map.
func (l *loader) role(p pair) RoleDef {
	def := RoleDef{SeesEarlier: true}
	if p.value.kind != mapping {
		if !p.value.empty {
			def.Called = l.text(p.value)
		}
		return def
	}
	name, known := "role "+p.key, slices.Clone(roleKeys)
	switch Role(p.key) {
	case Panel:
		known = append(known, panelKeys...)
	case Pair:
		known = append(known, "from")
	default:
	}
	l.keys(name, p.value, known...)
	l.each(p.value, func(q pair) {
		switch q.key {
		case "called":
			def.Called = l.text(q.value)
		case "of":
			l.belongs(&def, p.key, q.value)
		case "from":
			def.From = l.oneRole(q.value)
		case "chosen_by":
			def.ChosenBy = l.oneRole(q.value)
		case "cite":
			def.Cite = l.cite(name, q.value)
		case "note":
			def.Note = l.text(q.value)
		default:
			l.holding(name, &def, q)
		}
	})
	if Role(p.key) == Panel {
		def.Panel = l.panel(p.value, def.AppointedBy)
	}
	return def
}

// belongs reads what a role follows: the teacher's school; a pair, a role.
func (l *loader) belongs(def *RoleDef, role string, n node) {
	switch {
	case n.scalar == "school":
		def.OfSite = true
	case Role(role) == Pair:
		def.Of = l.oneRole(n)
	default:
		l.problem(n, "role %s is of a school, not of %q", role, n.scalar)
	}
}

// holding reads how somebody comes to hold a role, what of, and how long.
func (l *loader) holding(name string, def *RoleDef, q pair) {
	switch q.key {
	case "caseload":
		l.caseload(def, q.value)
	case "kinds":
		l.each(q.value, func(k pair) {
			def.Kinds = append(def.Kinds, Share{Kind: k.key, Percent: l.percent(k.value)})
		})
	case "appointed_by":
		def.AppointedBy = l.text(q.value)
	case "term":
		def.Term = l.term(name+" term", q.value)
	case "barred_after":
		def.Barred = l.barred(name+" barred_after", q.value)
	case "sees_earlier":
		def.SeesEarlier = l.yes(q.value)
	}
}

func (l *loader) caseload(def *RoleDef, n node) {
	l.keys("caseload", n, "full", "alert", "limit", "weights")
	for key, to := range map[string]*int{"full": &def.Full, "alert": &def.Alert, "limit": &def.Limit} {
		if v, ok := n.get(key); ok {
			*to = l.number(v)
		}
	}
	weights, ok := n.get("weights")
	if !ok {
		return
	}
	def.Weights = map[string]int{}
	l.each(weights, func(p pair) {
		def.Weights[p.key] = l.number(p.value)
		l.checks = append(l.checks, func() {
			if l.p.Track(p.key) == nil {
				l.problem(p.at, "caseload weights: there is no track %q%s", p.key, didYouMean(p.key, l.tracks()))
			}
		})
	})
}

// percent reads a share: a fraction up to 1, or per cent above it.
func (l *loader) percent(n node) int {
	share, err := strconv.ParseFloat(strings.TrimSuffix(n.scalar, " %"), 64)
	if err != nil || n.kind != scalar || !(share > 0 && share <= 100) {
		l.problem(n, "%q is not a share such as 0.5, 1 or 50 %%", n.scalar)
		return 0
	}
	if share <= 1 && !strings.HasSuffix(n.scalar, "%") {
		share *= 100
	}
	return int(share + 0.5)
}

// term reads how long somebody holds a role or a seat: a length, or a map.
func (l *loader) term(name string, n node) Term {
	var t Term
	if n.kind != mapping {
		t.Min = l.span(name, n)
		t.Max = t.Min
		return t
	}
	l.keys(name, n, "min", "max", "remind", "to")
	l.each(n, func(p pair) {
		switch p.key {
		case "min":
			t.Min = l.span(name, p.value)
		case "max":
			t.Max = l.span(name, p.value)
		case "remind":
			t.Remind = l.steps(name, p.value)
		case "to":
			t.To = l.oneRole(p.value)
		}
	})
	if longer(t.Min, t.Max) {
		l.problem(n, "%s: at least %s is more than at most %s", name, t.Min, t.Max)
	}
	return t
}

// longer reports whether the least of a stretch is more than its most, when
// both are there and in one unit.
func longer(least, most schoolday.Span) bool { return least.Unit == most.Unit && least.N > most.N }

func (l *loader) barred(name string, n node) Barred {
	var b Barred
	l.keys(name, n, "role", "for")
	l.both(name, n, "role", "for")
	if v, ok := n.get("role"); ok {
		b.Role = l.oneRole(v)
	}
	if v, ok := n.get("for"); ok {
		b.For = l.span(name, v)
	}
	return b
}

// both wants all of some keys.
func (l *loader) both(name string, n node, keys ...string) {
	for _, key := range keys {
		if _, ok := n.get(key); !ok {
			l.problem(n, "%s has no %s", name, key)
		}
	}
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
		if group, is := l.groups[w.scalar]; is {
			all = append(all, group...)
		} else if r := l.oneRole(w); r != "" {
			all = append(all, r)
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
