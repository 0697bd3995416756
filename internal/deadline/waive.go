package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/schoolday"
)

// waive takes whoever waived the rest of a right out of its owners; with the
// last of them it is over (LANGUAGE §2.2).
func (pl *planner) waive(d *Deadline) {
	if !d.Right || d.State != Open || len(pl.c.Waived) == 0 || len(d.Owners) == 0 {
		return
	}
	d.Owners = slices.DeleteFunc(d.Owners, func(id casefile.ID) bool {
		return slices.ContainsFunc(pl.c.Waived, func(w casefile.Waiver) bool {
			return w.Deadline == d.Key && w.Person == id && !w.At.After(pl.now)
		})
	})
	if len(d.Owners) == 0 {
		d.State, d.Ended = Over, pl.dayOf(pl.waivedAt(d))
	}
}

// waivedAt is when a right was waived last.
func (pl *planner) waivedAt(d *Deadline) time.Time {
	var at time.Time
	for _, w := range pl.c.Waived {
		if w.Deadline == d.Key && !w.At.After(pl.now) {
			at = later(at, w.At)
		}
	}
	return at
}

func (pl *planner) dayOf(t time.Time) schoolday.Day { return schoolday.Of(t.In(pl.cal.Zone)) }
