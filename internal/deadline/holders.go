package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// terms wakes the plan when somebody's time in a role begins or ends, and when
// the teacher opens something or closes it again.
func (pl *planner) terms() {
	for _, g := range pl.c.Grants {
		pl.wake(g.At)
		pl.wake(g.Ended)
	}
	for _, p := range pl.c.Parties {
		pl.wake(p.From)
		pl.wake(p.To)
	}
}

// owners returns the people who hold the roles of a rule now; nobody who is
// recused owes or hears anything as a member of the panel.
func (pl *planner) owners(roles []program.Role) []casefile.ID {
	var ids []casefile.ID
	for _, role := range roles {
		for i := range pl.c.Parties {
			p := &pl.c.Parties[i]
			if p.Role == role && p.Holding(pl.now) && !slices.Contains(ids, p.Person.ID) && pl.c.Sits(pl.p, p.Person.ID, role, pl.now) {
				ids = append(ids, p.Person.ID)
			}
		}
	}
	return ids
}

// unsigned returns the signers of a record who have neither signed nor declined.
func (pl *planner) unsigned(record casefile.ID) []casefile.ID {
	r := pl.c.Record(record)
	if r == nil {
		return nil
	}
	form := pl.scope.Form(r.Form)
	if form == nil {
		return nil
	}
	var ids []casefile.ID
	for _, s := range form.Signs {
		ids = append(ids, pl.owners(s.Roles)...)
	}
	return slices.DeleteFunc(ids, r.SignedBy)
}

// heldSince is the moment since which somebody has held one of the roles
// without a gap; now, when nobody does.
func (pl *planner) heldSince(roles ...program.Role) time.Time {
	since := pl.now
	for longer := true; longer; {
		longer = false
		for i := range pl.c.Parties {
			p := &pl.c.Parties[i]
			if slices.Contains(roles, p.Role) && p.From.Before(since) && (p.To.IsZero() || !p.To.Before(since)) {
				since, longer = p.From, true
			}
		}
	}
	return since
}

// filledOn is the day since which the roles are filled, in the district.
func (pl *planner) filledOn(roles ...program.Role) schoolday.Day {
	since := pl.heldSince(roles...)
	if since.IsZero() {
		return schoolday.None
	}
	return schoolday.Of(since.In(pl.cal.Zone))
}

// since is when a person began to hold one of the roles, or any for none given;
// zero for one who holds none of them.
func (pl *planner) since(id casefile.ID, roles []program.Role) time.Time {
	for i := range pl.c.Parties {
		p := &pl.c.Parties[i]
		if p.Person.ID == id && p.Holding(pl.now) && (len(roles) == 0 || slices.Contains(roles, p.Role)) {
			return p.From
		}
	}
	return time.Time{}
}

// roleOf is the role for which a person is told: one of those given, else the
// first they hold.
func (pl *planner) roleOf(id casefile.ID, as []program.Role) program.Role {
	held := pl.c.RolesOf(id, pl.now)
	for _, r := range as {
		if slices.Contains(held, r) {
			return r
		}
	}
	if len(held) == 0 {
		return ""
	}
	return held[0]
}

// knowing is from when a role may know that the case exists.
type knowing struct {
	from   time.Time
	ever   bool
	never  bool // whatever other role the person has
	opened bool // while the teacher has opened something to the person
}

// opened is since when the teacher has something open to a person.
func (pl *planner) opened(id casefile.ID) (at time.Time, open bool) {
	for _, g := range pl.c.Grants {
		if g.To == id && g.Holds(pl.now) && (!open || g.At.Before(at)) {
			at, open = g.At, true
		}
	}
	return at, open
}

// knows is from when a person may know of the case by its known_to, and whether
// they may at all: nobody is told of it before.
func (pl *planner) knows(id casefile.ID) (from time.Time, ok bool) {
	for i := range pl.c.Parties {
		p := &pl.c.Parties[i]
		if p.Person.ID != id || !p.Holding(pl.now) {
			continue
		}
		k := pl.mayKnow(p.Role)
		if k.never {
			return time.Time{}, false
		}
		if at, open := pl.opened(p.Person.ID); open && k.opened && (!ok || at.Before(from)) {
			from, ok = at, true
		}
		if k.ever && (!ok || k.from.Before(from)) {
			from, ok = k.from, true
		}
	}
	return from, ok
}

func (pl *planner) mayKnow(r program.Role) knowing {
	if k, ok := pl.may[r]; ok {
		return k
	}
	var k knowing
	for _, g := range pl.track.KnownTo[r] {
		if g.Level == program.Never {
			k.never = true
		}
		k.opened = k.opened || g.Granted && g.Level >= program.Dates
		if g.From.Name != "" || g.Until.Name != "" { // time may bring it, of a closed case too
			pl.wake(pl.course.Next)
		}
		if g.Level < program.Dates || g.Granted || g.Own || g.Shared || g.Presented || g.Until.Name != "" && pl.recorded(g.Until) {
			continue
		}
		if from, ok := pl.opens(g.From); ok && (!k.ever || from.Before(k.from)) {
			k.from, k.ever = from, true
		}
	}
	pl.may[r] = k
	return k
}

// opens is when a grant begins: at once, or when its event was recorded, or when
// the packet it names will open.
func (pl *planner) opens(e program.Event) (time.Time, bool) {
	if e.Name == "" {
		return time.Time{}, e.State == ""
	}
	var first time.Time
	for _, f := range slices.Concat(pl.happened([]program.Event{e}), pl.opening) {
		if casefile.Match([]program.Event{e}, f) && (first.IsZero() || f.At.Before(first)) {
			first = f.At
		}
	}
	return first, !first.IsZero()
}

func (pl *planner) recorded(e program.Event) bool { return len(pl.happened([]program.Event{e})) > 0 }
