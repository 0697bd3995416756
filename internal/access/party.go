package access

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// rolesOf are the roles in which a person stands before the case now: those they
// hold, without the panel's for one who is recused.
func (g *Gate) rolesOf(viewer casefile.ID) []program.Role {
	return slices.DeleteFunc(g.c.RolesOf(viewer, g.now), func(r program.Role) bool { return !g.c.Sits(g.p, viewer, r, g.now) })
}

// unless leaves out the roles that do not see what was filed before this person
// came to hold them (LANGUAGE §1, sees_earlier).
func (g *Gate) unless(roles []program.Role, viewer casefile.ID, r *casefile.Record) []program.Role {
	at := filedAt(r)
	return slices.DeleteFunc(slices.Clone(roles), func(role program.Role) bool {
		def, named := g.p.Roles[role]
		return named && !def.SeesEarlier && !at.IsZero() && at.Before(g.since(viewer, role))
	})
}

// filedAt is when a record was filed; zero while it is not.
func filedAt(r *casefile.Record) time.Time {
	for _, s := range r.Steps {
		if s.State == casefile.Filed {
			return s.At
		}
	}
	return time.Time{}
}

// since is when a person began to hold a role that they hold now.
func (g *Gate) since(viewer casefile.ID, role program.Role) time.Time {
	for _, p := range g.c.Parties {
		if p.Person.ID == viewer && p.Role == role && p.Holding(g.now) {
			return p.From
		}
	}
	return g.now
}
