package access

import (
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// Reader is what the access table says of one role and one form, without
// regard to a case: for the line that tells an author who can read.
type Reader struct {
	Role      program.Role
	Now       bool          // once the record is filed
	Later     program.Event // or from this event on
	DatesOnly bool          // or that it exists, not what it says …
	Presented bool          // … until it is shown at a meeting with the teacher present
}

// order is that of the sentence: the author first, then the parties, then the office.
var order = [...]program.Role{
	program.Teacher, program.Consultant, program.Administrator, program.Coordinator, program.Panel, program.HR,
	program.Superintendent,
}

// Readers lists who can read a form's record of one author when it is filed, who
// can later, and who sees only that it exists. Those whom the teacher chooses are
// left out. Of several roles that may write a form, the others read what the
// cells open to them, unless no author is named: who writes a paper reads that one alone (LANGUAGE §3).
func Readers(p *program.Program, s *program.Scope, form string, author program.Role) []Reader {
	f := s.Form(form)
	if f == nil {
		return nil
	}
	authors := f.By
	if slices.Contains(authors, author) {
		authors = []program.Role{author}
	}
	cells := declared(s, f)
	var readers []Reader
	for _, role := range ordered(authors) {
		if _, there := p.Roles[role]; !there {
			continue
		}
		if r := readerOf(role, cells[role]).under(knownTo(p, s)[role], append(slices.Clip(f.Attaches), form)); slices.Contains(authors, role) || signs(f, []program.Role{role}) {
			readers = append(readers, Reader{Role: role, Now: true})
		} else if r.Now || r.DatesOnly || r.Later != (program.Event{}) {
			readers = append(readers, r)
		}
	}
	return readers
}

// declared are the cells of a form, or those of the first thing it attaches to.
func declared(s *program.Scope, f *program.Form) program.Cells {
	if f.SeenBy != nil || f.Nobody {
		return f.SeenBy
	}
	for _, name := range f.Attaches {
		if on := s.Form(name); on != nil {
			return withAuthors(declared(s, on), on.By)
		}
		if m := s.Meeting(name); m != nil {
			return withAuthors(m.SeenBy, m.Attendees)
		}
	}
	return nil
}

func readerOf(role program.Role, grants []program.Grant) Reader {
	r := Reader{Role: role}
	if never(grants) {
		return r
	}
	for _, g := range grants {
		switch {
		case g.Granted, g.Own, g.Shared, g.Level <= program.Counts, g.Level == program.Dates && g.From.Name != "":
		case g.Presented:
			r.Presented = true
		case g.Level == program.Dates:
			r.DatesOnly = true
		case g.From.Name != "", g.From.State != "" && !slices.Contains(early[:], casefile.State(g.From.State)):
			r.Later = g.From
		default:
			r.Now = true
		}
	}
	r.DatesOnly = r.DatesOnly && !r.Now
	return r
}

// under is the reader below what the role may know of the case: who learns of the
// case by an event reads nothing of it before, unless the form is the event, or stands on it.
func (r Reader) under(known []program.Grant, forms []string) Reader {
	opened := func(g program.Grant) bool { return g.From.Name == "" || slices.Contains(forms, g.From.Name) }
	if !r.Now || len(known) == 0 || slices.ContainsFunc(known, opened) {
		return r
	}
	r.Now, r.Later = false, known[0].From
	return r
}

// knownTo says who may know of a case that lives by a scope.
func knownTo(p *program.Program, s *program.Scope) program.Cells {
	for _, t := range p.Tracks {
		if p.In(t.Key) == s {
			return t.KnownTo
		}
	}
	return nil
}

// ordered puts the authors first and keeps the order of the rest.
func ordered(authors []program.Role) []program.Role {
	roles := slices.Clone(authors)
	for _, r := range order {
		if !slices.Contains(authors, r) {
			roles = append(roles, r)
		}
	}
	return roles
}
