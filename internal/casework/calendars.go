package casework

import (
	"context"
	"maps"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/postgres"
	"parbot/internal/schoolday"
)

// ImportCalendars stores calendars by school, the district's under "", plans
// every open case by them at now, and returns what that changes. Whoever owes a
// date that moves gets a notice with the reason, by name when it is one new day
// without school. School years that the file does not name stay; a calendar
// without a year takes the place of the whole one before it. Unless really,
// nothing is changed.
func (d *Desk) ImportCalendars(ctx context.Context, district string, calendars map[string]schoolday.Calendar, now time.Time, really bool) (applied Applied, err error) {
	err = d.tried(ctx, district, really, func(tx *postgres.Tx) error {
		w := &work{Desk: d, tx: tx, act: Act{District: district, Now: now}}
		files, err := w.before(ctx)
		if err != nil {
			return err
		}
		for _, school := range slices.Sorted(maps.Keys(calendars)) {
			if err := tx.SaveCalendar(ctx, school, calendars[school]); err != nil {
				return err
			}
		}
		for _, f := range files {
			if err := w.recount(ctx, f, &applied); err != nil {
				return err
			}
		}
		return nil
	})
	return applied, err
}

// counted is a case with its plan before something changes.
type counted struct {
	*file
	plan deadline.Plan
}

// before are the open cases as they are counted now.
func (w *work) before(ctx context.Context) ([]counted, error) {
	ids, err := w.tx.OpenCases(ctx)
	if err != nil {
		return nil, err
	}
	files := make([]counted, len(ids))
	for i, id := range ids {
		f, err := w.load(ctx, id, true)
		if err != nil {
			return nil, err
		}
		files[i] = counted{f, w.make(f)}
	}
	return files, nil
}

// recount plans a case by the calendar that is stored now.
func (w *work) recount(ctx context.Context, f counted, applied *Applied) (err error) {
	was := f.cal
	if f.cal, err = w.calendar(ctx, f.p, f.c.School); err != nil {
		return err
	}
	return w.moved(ctx, f.file, f.plan, applied, casefile.Shift{Why: "calendar", Closed: newlyClosed(was, f.cal)})
}

// newlyClosed is why the one day on which there is no school any more is closed,
// in the calendar's words; "" when there are several, or none.
func newlyClosed(was, is schoolday.Calendar) string {
	fresh := slices.DeleteFunc(is.ClosedDays(), func(c schoolday.Closed) bool {
		return slices.ContainsFunc(was.ClosedDays(), func(old schoolday.Closed) bool { return old.Day == c.Day })
	})
	if len(fresh) != 1 {
		return ""
	}
	return fresh[0].Why
}
