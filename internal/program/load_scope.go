package program

import (
	"slices"
	"strings"
)

// scope reads what one place declares: the top level, or a track.
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
		if own.key != "like" && (own.value.scalar != "none" || own.value.kind != scalar) {
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

var formKeys = []string{
	"title", "plain", "command", "by", "helped_by", "opens", "attaches_to", "discussed_at", "signed_by", "released_by",
	"assigns", "needs", "once", "outcomes", "fields", "seen_by", "serve", "tell", "cite", "note",
}

func (l *loader) form(key string, at, n node) *Form {
	f := &Form{Key: key, Title: title(key), Plain: "a form", Command: key, ReleasedBy: Coordinator}
	name, sound := what("form", key), len(l.problems)
	l.at[f] = at
	l.keys(name, n, formKeys...)
	l.each(n, func(p pair) {
		switch p.key {
		case "title":
			f.Title = l.text(p.value)
		case "plain":
			f.Plain = l.text(p.value)
		case "command":
			f.Command = l.text(p.value)
		case "by":
			f.By = l.roles(p.value)
		case "helped_by":
			f.HelpedBy = l.roles(p.value)
		case "opens":
			f.Opens = l.opens(name, p.value)
		case "once":
			f.Once = l.once(p.value)
		case "assigns":
			f.Assigns = l.oneRole(p.value)
		case "released_by":
			f.ReleasedBy = l.oneRole(p.value)
		case "cite":
			f.Cite = l.cite(name, p.value)
		case "note":
			f.Note = l.text(p.value)
		default:
			l.formParts(f, p)
		}
	})
	if len(l.problems) == sound {
		l.withPeople(name, at, f)
	}
	return f
}

// withPeople wants somebody to write a form and somebody to read it.
func (l *loader) withPeople(name string, at node, f *Form) {
	if len(f.By) == 0 {
		l.problem(at, "%s: nobody writes it (by)", name)
	}
	if len(readersOf(f.SeenBy)) == 0 && !f.Nobody && (f.SeenBy != nil || len(f.Attaches) == 0) {
		l.problem(at, "%s: nobody but its author may read it; if that is meant, write seen_by: nobody", name)
	}
}

// formParts reads the keys of a form that hold more than a word.
func (l *loader) formParts(f *Form, p pair) {
	switch p.key {
	case "attaches_to":
		f.Attaches = l.names(p.value, what("form", f.Key)+" attaches_to")
	case "discussed_at":
		f.DiscussedAt = l.names(p.value, what("form", f.Key)+" discussed_at")
	case "signed_by":
		l.each(p.value, func(q pair) { f.Signs = append(f.Signs, Signing{Meaning: q.key, Roles: l.roles(q.value)}) })
	case "needs":
		f.Needs = l.follow(p.value, what("form", f.Key)+" needs")
	case "outcomes":
		l.each(p.value, func(q pair) { f.Outcomes = append(f.Outcomes, l.outcome(f, q)) })
	case "fields":
		l.each(p.value, func(q pair) { f.Fields = append(f.Fields, l.field(q)) })
	case "seen_by":
		if p.value.scalar == "nobody" {
			f.Nobody = true
			return
		}
		f.SeenBy = l.cells(p.value, what("form", f.Key)+" seen_by")
	case "serve":
		f.Serve = l.byState(f.Key, p.value, what("form", f.Key)+" serve")
	case "tell":
		f.Tell = l.byState(f.Key, p.value, what("form", f.Key)+" tell")
	}
}

// outcome reads one result of a form: its title, or a map with it.
func (l *loader) outcome(f *Form, p pair) Outcome {
	o := Outcome{Key: p.key}
	if p.value.kind == mapping {
		l.keys(what("form", f.Key)+" outcome "+p.key, p.value, "title", "rounds")
		if v, ok := p.value.get("title"); ok {
			o.Title = l.text(v)
		}
	} else if l.named(p) {
		o.Title = l.text(p.value)
	}
	return o
}

// opens reads the track that a form begins, which may be declared further down.
func (l *loader) opens(name string, n node) string {
	l.checks = append(l.checks, func() {
		if l.p.Track(n.scalar) == nil {
			l.problem(n, "%s opens: there is no track %q%s", name, n.scalar, didYouMean(n.scalar, l.tracks()))
		}
	})
	return l.text(n)
}

// byState reads roles, meant for the state filed, or states with roles.
func (l *loader) byState(of string, n node, where string) map[string][]Role {
	if n.kind != mapping {
		return map[string][]Role{"filed": l.roles(n)}
	}
	states := map[string][]Role{}
	l.each(n, func(p pair) {
		states[p.key] = l.roles(p.value)
		l.later(p.at, &Event{Name: of, State: p.key}, where)
	})
	return states
}

// once reads how often a form or meeting can be there; several, when not said.
func (l *loader) once(n node) string {
	if n.scalar != "case" && n.scalar != "round" {
		l.problem(n, "once is case or round, not %q", n.scalar)
	}
	return n.scalar
}

var types = []string{
	"text", "file", "files", "day", "date", "minutes", "number", "yes-no", "agree", "person", "standards", "ratings", "record",
	"roll-up", "checklist", "package", "appointment", "rows",
}

var fieldKeys = []string{
	"ask", "type", "private", "from", "min", "of", "must", "else", "override", "only_if", "options", "cite", "opens", "plans",
}

func (l *loader) field(p pair) *Field {
	f := &Field{Key: p.key, Type: "text"}
	kind := p.value.scalar
	if p.value.kind == mapping {
		l.keys(what("field", p.key), p.value, fieldKeys...)
		l.each(p.value, func(q pair) {
			switch q.key {
			case "ask":
				f.Ask = l.text(q.value)
			case "type":
				kind = q.value.scalar
			case "private":
				f.Private = l.yes(q.value)
			case "from":
				f.From = q.value.scalar
			case "only_if":
				f.OnlyIf = q.value.scalar
			}
		})
	}
	kind, f.Optional = strings.CutPrefix(kind, "optional ")
	switch {
	case strings.HasPrefix(kind, "any of "):
		f.Type, f.Options = "any", choices(strings.TrimPrefix(kind, "any of "))
	case strings.Contains(kind, " | "):
		f.Type, f.Options = "choice", choices(kind)
	case slices.Contains(types, kind):
		f.Type = kind
	case kind != "":
		l.problem(p.value, "%q is not a type of field%s", kind, didYouMean(kind, types))
	}
	return f
}

func choices(text string) []string {
	all := strings.Split(text, "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}

var meetingKeys = []string{
	"title", "plain", "attendees", "open_to", "convened_by", "dates_by", "chaired_by", "needs", "once", "times", "series",
	"packet", "minutes", "all_day", "seen_by", "tell", "remind", "cite", "note",
}

func (l *loader) meeting(key string, at, n node) *Meeting {
	m := &Meeting{Key: key, Title: title(key), Plain: "a meeting", Minutes: 45, ConvenedBy: []Role{Consultant}}
	name := what("meeting", key)
	l.at[m] = at
	l.keys(name, n, meetingKeys...)
	roles := map[string]*[]Role{"attendees": &m.Attendees, "open_to": &m.OpenTo, "convened_by": &m.ConvenedBy, "dates_by": &m.DatesBy, "chaired_by": &m.ChairedBy}
	l.each(n, func(p pair) {
		if to, ok := roles[p.key]; ok {
			*to = l.roles(p.value)
			return
		}
		switch p.key {
		case "title":
			m.Title = l.text(p.value)
		case "plain":
			m.Plain = l.text(p.value)
		case "needs":
			m.Needs = l.follow(p.value, name+" needs")
		case "once":
			m.Once = l.once(p.value)
		case "times":
			m.Times = l.number(p.value)
		case "series":
			if m.Weekly = p.value.scalar == "weekly"; !m.Weekly {
				l.problem(p.value, "a series is weekly, not %q", p.value.scalar)
			}
		case "minutes":
			m.Minutes = l.number(p.value)
		case "packet":
			m.Packet = l.span(name+" packet", p.value)
		case "seen_by":
			m.SeenBy = l.cells(p.value, name+" seen_by")
		case "tell":
			m.Tell = l.byState(m.Key, p.value, name+" tell")
		case "remind":
			m.Remind = l.steps(name, p.value)
		case "cite":
			m.Cite = l.cite(name, p.value)
		}
	})
	if len(m.Attendees) == 0 {
		l.problem(at, "%s has no attendees", name)
	}
	return m
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
	return c
}
