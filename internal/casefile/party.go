package casefile

import (
	"slices"
	"time"

	"parbot/internal/program"
)

// Sits reports whether a person may stand before the case in a role now, if they
// hold it: everybody may, but on the panel nobody who has, or had, a part in the
// same case that recuses (LANGUAGE §1, panel; X-08).
func (c *Case) Sits(p *program.Program, id ID, role program.Role, now time.Time) bool {
	if role != program.Panel && role != program.Chair && role != program.Pair {
		return true
	}
	rules := p.Roles[program.Panel].Panel
	return rules == nil || !slices.ContainsFunc(c.Parties, func(one Party) bool {
		return one.Person.ID == id && !now.Before(one.From) && slices.Contains(rules.Recused, one.Role)
	})
}
