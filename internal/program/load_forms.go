package program

import (
	"maps"
	"slices"
	"strings"
)

var formKeys = []string{
	"title", "plain", "command", "kind", "by", "helped_by", "second", "opens", "attaches_to", "discussed_at", "signed_by",
	"released_by", "assigns", "needs", "until", "once", "times", "made_on", "text", "outcomes", "fields", "seen_by", "serve",
	"tell", "by_hand", "cite", "note",
}

// form reads a paper or an act. One without fields is one remark, which is left
// to whoever draws it.
func (l *loader) form(key string, at, n node) *Form {
	f := &Form{Key: key, Title: title(key), Plain: "a form", Command: key, ReleasedBy: Coordinator}
	name, sound := what("form", key), len(l.problems)
	l.at[f] = at
	l.keys(name, n, formKeys...)
	simple := slots{
		texts:   map[string]*string{"title": &f.Title, "plain": &f.Plain, "command": &f.Command, "note": &f.Note},
		roles:   map[string]*[]Role{"by": &f.By, "helped_by": &f.HelpedBy, "second": &f.Second},
		events:  map[string]*[]Event{"needs": &f.Needs, "until": &f.Until, "made_on": &f.MadeOn},
		numbers: map[string]*int{"times": &f.Times},
		flags:   map[string]*bool{"by_hand": &f.ByHand},
	}
	l.each(n, func(p pair) {
		if !l.slot(name, p, simple) {
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
	if len(f.By) == 0 && len(f.MadeOn) == 0 {
		l.problem(at, "%s: nobody writes it (by)", name)
	}
	if len(readersOf(f.SeenBy)) == 0 && !f.Nobody && (f.SeenBy != nil || len(f.Attaches) == 0) {
		l.problem(at, "%s: nobody but its author may read it; if that is meant, write seen_by: nobody", name)
	}
}

// formParts reads the keys of a form that hold more than a word.
func (l *loader) formParts(f *Form, p pair) {
	name := what("form", f.Key)
	switch p.key {
	case "kind":
		f.Kind = l.choice("kind", p.value, "evaluation", "survey", "vote")
	case "once":
		f.Once = l.choice("once", p.value, "case", "holder", "round")
	case "opens":
		f.Opens = l.opens(name, p.value)
	case "assigns":
		f.Assigns = l.oneRole(p.value)
	case "released_by":
		if f.ReleasedBy = ""; p.value.scalar != "nobody" {
			f.ReleasedBy = l.oneRole(p.value)
		}
	case "attaches_to":
		f.Attaches = l.names(p.value, name+" attaches_to")
	case "discussed_at":
		f.DiscussedAt = l.names(p.value, name+" discussed_at")
	case "signed_by":
		l.each(p.value, func(q pair) { f.Signs = append(f.Signs, l.signing(name, q)) })
	case "text":
		f.Text = l.shows(name, p.value)
	case "outcomes":
		l.each(p.value, func(q pair) { f.Outcomes = append(f.Outcomes, l.outcome(f, q)) })
	case "fields":
		l.each(p.value, func(q pair) { f.Fields = append(f.Fields, l.field(f, q)) })
	case "cite":
		f.Cite = l.cite(name, p.value)
	default:
		l.formReaders(f, p)
	}
}

// formReaders reads who knows of a form.
func (l *loader) formReaders(f *Form, p pair) {
	name := what("form", f.Key)
	may := func() []string { return formStates(f) }
	switch p.key {
	case "seen_by":
		if f.Nobody = p.value.scalar == "nobody"; !f.Nobody {
			f.SeenBy = l.cells(p.value, name+" seen_by")
		}
	case "serve":
		f.Serve = l.byState(f.Key, p.value, name+" serve", may)
	case "tell":
		f.Tell = l.byState(f.Key, p.value, name+" tell", may)
	}
}

var meanings = []string{"receipt", "understood", "agreement", "attests"}

func (l *loader) signing(name string, p pair) Signing {
	if !slices.Contains(meanings, p.key) {
		l.problem(p.at, "%s: a signature is %s, not %q%s", name, either(meanings), p.key, didYouMean(p.key, meanings))
	}
	return Signing{Meaning: p.key, Roles: l.roles(p.value)}
}

// shows reads the name of a text, which may be declared further down.
func (l *loader) shows(name string, n node) string {
	l.checks = append(l.checks, func() {
		if _, ok := l.p.Texts[n.scalar]; !ok {
			l.problem(n, "%s: there is no text %q under texts%s", name, n.scalar, didYouMean(n.scalar, slices.Sorted(maps.Keys(l.p.Texts))))
		}
	})
	return l.text(n)
}

// outcome reads one result of a form: its title, or a map with it.
func (l *loader) outcome(f *Form, p pair) Outcome {
	o := Outcome{Key: p.key, Title: title(p.key)}
	name := what("form", f.Key) + " outcome " + p.key
	if p.value.kind != mapping {
		if l.named(p) {
			o.Title = l.text(p.value)
		}
		return o
	}
	l.keys(name, p.value, "title", "rounds")
	l.each(p.value, func(q pair) {
		l.slot(name, q, slots{texts: map[string]*string{"title": &o.Title}, numbers: map[string]*int{"rounds": &o.Rounds}})
	})
	return o
}

// opens reads the track that a form begins, which may be declared further down.
// "PROGRAM.STAGE" is a stage of another program, which no single file can check.
func (l *loader) opens(name string, n node) string {
	if program, stage, other := strings.Cut(n.scalar, "."); other && program != "" && stage != "" {
		return l.text(n)
	}
	l.checks = append(l.checks, func() {
		if l.p.Track(n.scalar) == nil {
			l.problem(n, "%s opens: there is no track %q%s", name, n.scalar, didYouMean(n.scalar, l.tracks()))
		}
	})
	return l.text(n)
}

// byState reads roles, meant for the state filed, or states with roles. may
// says, once everything is declared, which states there are.
func (l *loader) byState(of string, n node, where string, may func() []string) map[string][]Role {
	if n.kind != mapping {
		roles := map[string][]Role{"filed": l.roles(n)}
		l.checks = append(l.checks, func() {
			if !slices.Contains(may(), "filed") {
				l.problem(n, "%s: write at which state, such as {missed: coordinator}", where)
			}
		})
		return roles
	}
	states := map[string][]Role{}
	l.each(n, func(p pair) {
		states[p.key] = l.roles(p.value)
		l.checks = append(l.checks, func() {
			if may := may(); !slices.Contains(may, p.key) {
				l.problem(p.at, "%s: %q never is %q; it can be %s", where, of, p.key, strings.Join(may, ", "))
			}
		})
	})
	return states
}
