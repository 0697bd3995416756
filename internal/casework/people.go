package casework

import (
	"context"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/program"
)

// Who returns the person on the roster who is meant, by Slack id or, failing
// that, by a proven address; fault.Absent when there is none.
func (d *Desk) Who(ctx context.Context, district, slack, email string) (p casefile.Person, err error) {
	err = d.Store.In(ctx, district, func(tx *postgres.Tx) error {
		if slack != "" {
			p, err = tx.PersonBySlack(ctx, slack)
			if fault.KindOf(err) != fault.Absent {
				return err
			}
		}
		if email == "" {
			return fault.New(fault.Absent, "err.slack", "")
		}
		p, err = tx.PersonByEmail(ctx, email)
		return err
	})
	return p, err
}

// Mine returns the open cases in which the person holds a role now, visits left
// out, oldest first.
func (d *Desk) Mine(ctx context.Context, a Act) (mine []Mine, err error) {
	err = d.read(ctx, a, func(w *work) error {
		files, err := w.files(ctx)
		for _, f := range files {
			if f.c.Number == 0 {
				mine = append(mine, w.mine(f))
			}
		}
		return err
	})
	return mine, err
}

func (w *work) mine(f *file) Mine {
	m := Mine{Case: f.c.ID, Program: f.p, Track: f.c.Track, Label: w.view(f).Label(), Roles: f.c.RolesOf(w.act.Who.ID, w.act.Now)}
	for _, p := range f.c.Holders(program.Teacher, w.act.Now) {
		m.Teacher = p
	}
	m.With = f.c.Holders(program.Consultant, w.act.Now)
	return m
}

// Colleagues returns the roster's people of a role, by name.
func (d *Desk) Colleagues(ctx context.Context, a Act, r program.Role) (people []casefile.Person, err error) {
	err = d.read(ctx, a, func(w *work) error {
		people, err = w.tx.People(ctx, r)
		return err
	})
	return people, err
}

// Zone returns the zone in which the person's dates are read: their own, else
// that of the district.
func (d *Desk) Zone(a Act) *time.Location {
	if zone, err := time.LoadLocation(a.Who.Zone); err == nil && a.Who.Zone != "" {
		return zone
	}
	if p := d.HomeProgram(); p != nil {
		return p.Zone
	}
	return time.UTC
}
