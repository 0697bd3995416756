package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// waive takes whoever waived the rest of a right out of its owners; with the
// last of them it is over (LANGUAGE §2.2), and stays so whoever comes after.
func (pl *planner) waive(d *Deadline) {
	if !d.Right || d.State != Open || len(pl.c.Waived) == 0 || len(d.Owners) == 0 {
		return
	}
	d.Owners = pl.unwaived(d, d.Owners, pl.now)
	if at := pl.waivedAt(d); !at.IsZero() {
		d.State, d.Ended, d.Owners = Over, pl.dayOf(at), nil
	}
}

// unwaived are those of some people who had not waived a right by a moment.
func (pl *planner) unwaived(d *Deadline, people []casefile.ID, by time.Time) []casefile.ID {
	return slices.DeleteFunc(people, func(id casefile.ID) bool {
		return slices.ContainsFunc(pl.c.Waived, func(w casefile.Waiver) bool {
			return w.Deadline == d.Key && w.Person == id && !w.At.After(by)
		})
	})
}

// waivedAt is the first moment at which everybody who held the right then had
// waived it: with a waiver, or when whoever had not left; zero: it is none yet.
func (pl *planner) waivedAt(d *Deadline) time.Time {
	if !d.Right {
		return time.Time{}
	}
	var moments []time.Time
	for _, w := range pl.c.Waived {
		if w.Deadline == d.Key {
			moments = append(moments, w.At)
		}
	}
	if len(moments) == 0 {
		return time.Time{}
	}
	for i := range pl.c.Parties {
		if p := &pl.c.Parties[i]; slices.Contains(d.Roles, p.Role) && p.To.After(slices.MinFunc(moments, time.Time.Compare)) {
			moments = append(moments, p.To)
		}
	}
	slices.SortFunc(moments, time.Time.Compare)
	for _, at := range moments {
		if at.After(pl.now) {
			break
		}
		if held := pl.held(d.Roles, at); len(held) > 0 && len(pl.unwaived(d, held, at)) == 0 {
			return at
		}
	}
	return time.Time{}
}

// held are the people who held some roles at a moment.
func (pl *planner) held(roles []program.Role, at time.Time) []casefile.ID {
	var ids []casefile.ID
	for _, role := range roles {
		for _, p := range pl.c.Holders(role, at) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

func (pl *planner) dayOf(t time.Time) schoolday.Day { return schoolday.Of(t.In(pl.cal.Zone)) }
