package casefile

import (
	"slices"

	"parbot/internal/program"
)

// index is what a replay looks up in a scope at every fact.
type index struct {
	once    map[string]bool            // is looked for over the whole case
	outcome map[string]map[string]bool // states of forms that are outcomes
	date    map[string]map[string]bool // fields of forms that are dates
	lists   map[string][]*program.Checklist
	rights  map[string][]*program.Deadline // that a form uses
}

func indexed(s *program.Scope) index {
	x := index{
		once: map[string]bool{}, outcome: map[string]map[string]bool{}, date: map[string]map[string]bool{},
		lists: map[string][]*program.Checklist{}, rights: map[string][]*program.Deadline{},
	}
	for _, f := range s.Forms {
		x.form(f)
	}
	for _, m := range s.Meetings {
		x.once[m.Key] = m.Once == "case"
	}
	for _, d := range s.Deadlines {
		for _, e := range d.MetBy {
			if d.IsRight() && !slices.Contains(x.rights[e.Name], d) {
				x.rights[e.Name] = append(x.rights[e.Name], d)
			}
		}
	}
	for _, l := range s.Checklists {
		x.once[l.Key] = l.OverCase
		for _, e := range slices.Concat(l.Items...) {
			x.list(e.Name, l)
			for _, d := range x.rights[e.Name] {
				x.list(d.Key, l)
			}
		}
	}
	return x
}

func (x *index) form(f *program.Form) {
	x.once[f.Key] = f.Once == "case" || f.Once == "holder"
	for _, o := range f.Outcomes {
		note(x.outcome, f.Key, o.Key)
	}
	for _, field := range f.Fields {
		if dated(field) {
			note(x.date, f.Key, field.Key)
		}
	}
}

// note adds a key to the set of a form, which is made with its first.
func note(of map[string]map[string]bool, form, key string) {
	if of[form] == nil {
		of[form] = map[string]bool{}
	}
	of[form][key] = true
}

// list notes that a checklist is to be looked at when something happens.
func (x *index) list(name string, l *program.Checklist) {
	if !slices.Contains(x.lists[name], l) {
		x.lists[name] = append(x.lists[name], l)
	}
}
