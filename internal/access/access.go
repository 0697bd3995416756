// Package access decides, in one place and purely, who may see or do what in a
// case, and names the rule that decided. What renders words takes a [View],
// which only this package can make, so forgetting to ask does not compile.
// Deny by default; "absent" and "forbidden" are one answer (DESIGN §6). The
// rules are those of the program file (LANGUAGE §3, Reading).
package access

import (
	"maps"
	"slices"
	"strings"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Verdict is a decision and why.
type Verdict struct {
	Level program.Level
	Rule  string // where it was decided: "known_to", "author", "form log, administrator"
}

// Gate stands before one case at one moment and answers who may see and do what
// in it. It is made for one piece of work and not to be shared.
type Gate struct {
	p     *program.Program
	c     *casefile.Case
	cal   schoolday.Calendar
	scope *program.Scope
	track *program.Track
	now   time.Time

	course *casefile.Course // worked out at the first question about an event
}

// At returns the gate of a case at now.
func At(p *program.Program, c *casefile.Case, cal schoolday.Calendar, now time.Time) *Gate {
	return &Gate{p: p, c: c, cal: cal, scope: p.In(c.Track), track: p.Track(c.Track), now: now}
}

// MayWrite says whether the viewer may start a form now: level Read for yes.
func (g *Gate) MayWrite(viewer casefile.ID, form *program.Form) Verdict {
	if g.Knows(viewer).Level <= program.Nothing || g.c.Closed != schoolday.None {
		return Verdict{program.Nothing, "known_to"}
	}
	if len(form.Needs) > 0 && !g.anyHappened(form.Needs) {
		return Verdict{program.Nothing, "form " + form.Key + ", needs"}
	}
	if len(form.Until) > 0 && g.anyHappened(form.Until) {
		return Verdict{program.Nothing, "form " + form.Key + ", until"}
	}
	if g.spent(viewer, form) {
		return Verdict{program.Nothing, "form " + form.Key + ", once"}
	}
	if form.Kind == "evaluation" && !g.evaluates(viewer) {
		return Verdict{program.Nothing, "form " + form.Key + ", evaluator"}
	}
	return allow(g.rolesOf(viewer), form.By, "form "+form.Key+", by")
}

// evaluates reports whether the viewer may write evaluations: from the start of
// the first round on the evaluator alone does (LANGUAGE §1, tracks; AMB-44).
func (g *Gate) evaluates(viewer casefile.ID) bool {
	if g.track.Evaluator == "" || len(g.followed().Rounds) == 0 {
		return true
	}
	return slices.Contains(g.rolesOf(viewer), g.track.Evaluator)
}

// spent reports whether a form that is written once is there already: in the
// case, in the present round, or by this holder of the role. What is attached to
// a meeting is once for each, which whoever attaches it asks (LANGUAGE §1, once).
func (g *Gate) spent(viewer casefile.ID, form *program.Form) bool {
	attached := slices.ContainsFunc(form.Attaches, func(name string) bool { return g.scope.Meeting(name) != nil })
	for i := range g.c.Records {
		r := &g.c.Records[i]
		if r.Form != form.Key || !r.Live() {
			continue
		}
		switch {
		case form.Once == "case",
			form.Once == "round" && !attached && g.roundOf(ask{record: r}) == g.followed().Round(),
			form.Once == "holder" && r.Author == viewer:
			return true
		}
	}
	return false
}

// MayConvene says whether the viewer may plan, move or settle a meeting now:
// the parties who attend it, whoever convenes it or gives its dates, and the
// program office. Level Read for yes.
func (g *Gate) MayConvene(viewer casefile.ID, m *program.Meeting) Verdict {
	if g.Knows(viewer).Level <= program.Nothing {
		return Verdict{program.Nothing, "known_to"}
	}
	if len(m.Needs) > 0 && !g.anyHappened(m.Needs) {
		return Verdict{program.Nothing, "meeting " + m.Key + ", needs"}
	}
	may := slices.Concat(m.Attendees, m.ConvenedBy, m.DatesBy, []program.Role{program.Coordinator})
	return allow(g.rolesOf(viewer), may, "meeting "+m.Key)
}

func allow(held, needed []program.Role, rule string) Verdict {
	if slices.ContainsFunc(held, func(r program.Role) bool { return slices.Contains(needed, r) }) {
		return Verdict{program.Read, rule}
	}
	return Verdict{program.Nothing, rule}
}

// Knows says how much the viewer may know of the case itself: the ceiling of
// everything in it.
func (g *Gate) Knows(viewer casefile.ID) Verdict {
	if g.track == nil {
		return Verdict{program.Nothing, "no track"}
	}
	level, roles := program.Nothing, g.rolesOf(viewer)
	for _, role := range roles {
		if never(g.track.KnownTo[role]) {
			return Verdict{program.Nothing, "known_to, " + string(role) + ": never"}
		}
		level = max(level, g.ceiling(viewer, role))
	}
	if level < program.Read && g.awaited(viewer, roles) {
		return Verdict{program.Read, "known_to, second"}
	}
	return Verdict{level, "known_to"}
}

// awaited reports whether something in the case takes effect only when this
// person confirms it: so they have to know of it.
func (g *Gate) awaited(viewer casefile.ID, roles []program.Role) bool {
	return slices.ContainsFunc(g.c.Records, func(r casefile.Record) bool {
		form := g.scope.Form(r.Form)
		return form != nil && r.Live() && r.Author != viewer && allow(roles, form.Second, "").Level == program.Read && g.c.Unconfirmed(&r, form)
	})
}

// ceiling is how much a role of the viewer may know of the case.
func (g *Gate) ceiling(viewer casefile.ID, role program.Role) program.Level {
	return g.widest(g.track.KnownTo[role], ask{viewer: viewer, role: role})
}

// never reports whether cells close something for good, whatever else opens it.
func never(cells []program.Grant) bool {
	return slices.ContainsFunc(cells, func(g program.Grant) bool { return g.Level == program.Never })
}

// Decide says how much of a record the viewer may see.
func (g *Gate) Decide(viewer casefile.ID, r *casefile.Record) Verdict {
	roles := g.rolesOf(viewer)
	if len(roles) == 0 {
		return Verdict{program.Nothing, "no role"}
	}
	ceiling := g.Knows(viewer)
	if ceiling.Level <= program.Nothing {
		return ceiling
	}
	form := g.scope.Form(r.Form)
	if form == nil {
		return Verdict{program.Nothing, "no form"}
	}
	if !r.Live() && !g.wrote(viewer, r, form) {
		return Verdict{program.Nothing, "withdrawn"}
	}
	v := g.byCells(viewer, g.unless(roles, viewer, r), r, form)
	v.Level = min(v.Level, ceiling.Level)
	return v
}

func (g *Gate) byCells(viewer casefile.ID, roles []program.Role, r *casefile.Record, form *program.Form) Verdict {
	cells := g.cellsOf(form, r)
	for _, role := range g.rolesOf(viewer) {
		if never(cells[role]) {
			return Verdict{program.Nothing, "form " + form.Key + ", " + string(role) + ": never"}
		}
	}
	if form.Kind == "vote" && !g.filed(r) { // a ballot is for those who vote, and for the office that counts (LANGUAGE §1)
		return allow(roles, slices.Concat(form.By, []program.Role{program.Coordinator}), "form "+form.Key+", vote")
	}
	switch {
	case g.wrote(viewer, r, form):
		return Verdict{program.Read, "author"}
	case locked(r) && signs(form, roles):
		return Verdict{program.Read, "signer"}
	case !locked(r) && allow(roles, form.HelpedBy, "").Level == program.Read:
		return Verdict{program.Read, "helper"}
	case g.c.Unconfirmed(r, form) && allow(roles, form.Second, "").Level == program.Read:
		return Verdict{program.Read, "second"}
	}
	if form.SeenBy == nil && !form.Nobody {
		if on := g.c.Record(r.On); on != nil && on != r {
			return wider(g.with(viewer, r, on), g.bestOf(viewer, roles, grantedOnly(cells), r))
		}
	}
	return g.bestOf(viewer, roles, cells, r)
}

// bestOf is the widest of the cells of some roles, each capped by what that role
// may know.
func (g *Gate) bestOf(viewer casefile.ID, roles []program.Role, cells program.Cells, r *casefile.Record) Verdict {
	best := Verdict{program.Nothing, "form " + r.Form}
	for _, role := range roles {
		level := g.widest(cells[role], ask{viewer: viewer, role: role, record: r})
		if level = min(level, g.ceiling(viewer, role)); level > best.Level {
			best = Verdict{level, "form " + r.Form + ", " + string(role)}
		}
	}
	return best
}

func wider(a, b Verdict) Verdict {
	if b.Level > a.Level {
		return b
	}
	return a
}

// grantedOnly are the cells of what the teacher opens: an annex can be opened
// without what it is attached to.
func grantedOnly(cells program.Cells) program.Cells {
	only := program.Cells{}
	for role, grants := range cells {
		for _, one := range grants {
			if one.Granted {
				only[role] = append(only[role], one)
			}
		}
	}
	return only
}

// with is what the viewer may see of a record without cells of its own: once it
// is filed, as much as of the record it is attached to. So a response to a
// report that the administrator may not read yet stays closed with it.
func (g *Gate) with(viewer casefile.ID, r, on *casefile.Record) Verdict {
	if !g.filed(r) {
		return Verdict{program.Nothing, "form " + r.Form}
	}
	return Verdict{g.Decide(viewer, on).Level, "form " + r.Form + ", with " + on.Form}
}

// wrote reports whether the viewer is the author of a record still: authorship
// ends with the role in which it was written, except the teacher's.
func (g *Gate) wrote(viewer casefile.ID, r *casefile.Record, form *program.Form) bool {
	if r.Author == "" {
		return g.madeFor(viewer, r, form)
	}
	if r.Author != viewer {
		return false
	}
	if allow(g.rolesOf(viewer), form.By, "").Level == program.Read {
		return true
	}
	return slices.Contains(form.By, program.Teacher) && slices.ContainsFunc(g.c.Parties, func(p casefile.Party) bool {
		return p.Person.ID == viewer && p.Role == program.Teacher
	})
}

// madeFor reports whether the system made a record for this person to write: a
// survey for one role alone, else a draft for whoever writes the form.
func (g *Gate) madeFor(viewer casefile.ID, r *casefile.Record, form *program.Form) bool {
	if r.MadeFor == "" || form.Kind != "survey" && locked(r) {
		return false
	}
	return slices.ContainsFunc(g.rolesOf(viewer), func(role program.Role) bool {
		return slices.Contains(form.By, role) && (form.Kind != "survey" || strings.HasSuffix(r.MadeFor, "/"+string(role)))
	})
}

// MayFinish reports whether a record is a draft that the system made and that
// waits for this person to fill it in; what is asked on closing waits on in a
// closed case (LANGUAGE §1, made_on).
func (g *Gate) MayFinish(viewer casefile.ID, r *casefile.Record) bool {
	form := g.scope.Form(r.Form)
	return form != nil && r.Author == "" && r.Live() && !locked(r) && g.Knows(viewer).Level > program.Nothing && g.madeFor(viewer, r, form)
}

// locked reports whether the text of a record can no longer change.
func locked(r *casefile.Record) bool {
	return r.Entered(casefile.Issued) || r.Entered(casefile.Discussed) || r.Entered(casefile.Filed)
}

func signs(form *program.Form, roles []program.Role) bool {
	return slices.ContainsFunc(form.Signs, func(s program.Signing) bool {
		return allow(roles, s.Roles, "").Level == program.Read
	})
}

// cellsOf returns a form's own cells; without any, those of what the record is
// attached to, whose author reads too (LANGUAGE §1, seen_by).
func (g *Gate) cellsOf(form *program.Form, r *casefile.Record) program.Cells {
	if form.SeenBy != nil || form.Nobody {
		return form.SeenBy
	}
	if on := g.c.Record(r.On); on != nil {
		if f := g.scope.Form(on.Form); f != nil && f != form {
			return withAuthors(g.cellsOf(f, on), f.By)
		}
	}
	if m := g.c.Meeting(r.On); m != nil {
		if kind := g.scope.Meeting(m.Kind); kind != nil {
			return withAuthors(kind.SeenBy, kind.Attendees)
		}
	}
	return nil
}

func withAuthors(cells program.Cells, authors []program.Role) program.Cells {
	all := make(program.Cells, len(cells)+len(authors))
	maps.Copy(all, cells)
	for _, role := range authors {
		all[role] = append(slices.Clone(all[role]), program.Grant{Level: program.Read})
	}
	return all
}
