package program

import "slices"

// circles reports checklists that contain themselves, and forms, meetings and
// deadlines that wait for what comes only after them: deadlines that start each
// other, a form that needs its own answer.
func (l *loader) circles(s *Scope) {
	contains := map[string][]string{}
	for _, c := range s.Checklists {
		contains[c.Key] = namesIn(slices.Concat(c.Items...))
	}
	for _, c := range s.Checklists {
		if back(contains, c.Key) != nil {
			l.about(c, "checklist %q contains itself", c.Key)
		}
	}
	w := waiting{s: s, happens: map[string]bool{}}
	for w.more() {
	}
	for _, f := range s.Forms {
		if w.forItself(f.Key) {
			l.about(f, "form %q waits for what comes only after it", f.Key)
		}
	}
	for _, m := range s.Meetings {
		if w.forItself(m.Key) {
			l.about(m, "meeting %q waits for what comes only after it", m.Key)
		}
	}
	for _, d := range s.Deadlines {
		if w.forItself(d.Key) {
			l.about(d, "deadline %q starts only with what comes after it", d.Key)
		}
	}
}

func namesIn(events []Event) []string {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = e.Name
	}
	return names
}

// waiting finds what can happen at all: what waits for nothing, then what waits
// for that, and so on. Whatever is left waits in a circle, or for one.
type waiting struct {
	s       *Scope
	happens map[string]bool // by name; of a deadline that it can start
}

// more adds what can happen now, and reports whether that was anything.
func (w waiting) more() bool {
	before := len(w.happens)
	for _, f := range w.s.Forms {
		made := len(f.By) > 0 || len(f.MadeOn) == 0 || w.any(f.MadeOn)
		w.mark(f.Key, made && (len(f.Needs) == 0 || w.any(f.Needs)))
	}
	for _, m := range w.s.Meetings {
		w.mark(m.Key, len(m.Needs) == 0 || w.any(m.Needs))
	}
	for _, d := range w.s.Deadlines {
		w.mark(d.Key, w.any(d.Starts))
	}
	for _, c := range w.s.Checklists {
		w.mark(c.Key, !slices.ContainsFunc(c.Items, func(item []Event) bool { return !w.any(item) }))
	}
	return len(w.happens) > before
}

func (w waiting) mark(key string, can bool) {
	if can {
		w.happens[key] = true
	}
}

func (w waiting) any(events []Event) bool { return slices.ContainsFunc(events, w.can) }

// can reports whether an event can happen as far as is known. A deadline that
// starts may be over; it is met only if what meets it can happen.
func (w waiting) can(e Event) bool {
	d := w.s.Deadline(e.Name)
	switch {
	case d != nil && e.State == "met" && !slices.ContainsFunc(d.MetBy, func(by Event) bool { return by.Name == "" || w.can(by) }):
		return false
	case d == nil && w.s.Form(e.Name) == nil && w.s.Meeting(e.Name) == nil && w.s.Checklist(e.Name) == nil:
		return true
	}
	return w.happens[e.Name]
}

// forItself reports whether a name that cannot happen waits for itself.
func (w waiting) forItself(key string) bool {
	if w.happens[key] {
		return false
	}
	next := map[string][]string{}
	for _, f := range w.s.Forms {
		next[f.Key] = namesIn(f.Needs)
		if len(f.By) == 0 {
			next[f.Key] = append(next[f.Key], namesIn(f.MadeOn)...)
		}
	}
	for _, m := range w.s.Meetings {
		next[m.Key] = namesIn(m.Needs)
	}
	for _, d := range w.s.Deadlines {
		next[d.Key] = namesIn(slices.Concat(d.Starts, d.MetBy))
	}
	for _, c := range w.s.Checklists {
		next[c.Key] = namesIn(slices.Concat(c.Items...))
	}
	return back(w.left(next), key) != nil
}

// left keeps what cannot happen.
func (w waiting) left(next map[string][]string) map[string][]string {
	for key, to := range next {
		next[key] = slices.DeleteFunc(to, func(name string) bool { return w.happens[name] })
	}
	return next
}
