package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
)

// How long what is no part of a case file is kept.
const (
	requestsKept = 7 * 24 * time.Hour // no transport repeats a request after so long
	draftsKept   = 60 * 24 * time.Hour
	purgedAtOnce = 1000
)

// Purge forgets old requests with their answers, and drafts that nobody has
// touched for sixty days, and returns how many of each.
func (d *Desk) Purge(ctx context.Context, now time.Time) (requests, drafts int, err error) {
	requests, err = d.purge(ctx, func(tx *postgres.Tx) (int, error) {
		return tx.PurgeRequests(ctx, now.Add(-requestsKept), purgedAtOnce)
	})
	if err != nil {
		return requests, 0, err
	}
	drafts, err = d.purge(ctx, func(tx *postgres.Tx) (int, error) {
		return tx.PurgeDrafts(ctx, now.Add(-draftsKept), purgedAtOnce)
	})
	return requests, drafts, err
}

// purge repeats f, a transaction each, until it finds less than it may take.
func (d *Desk) purge(ctx context.Context, f func(*postgres.Tx) (int, error)) (all int, err error) {
	for {
		var n int
		err := d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) (err error) {
			n, err = f(tx)
			return err
		})
		if err != nil {
			return all, err
		}
		all += n
		if n < purgedAtOnce {
			return all, nil
		}
	}
}

// errAudited rolls an audited plan back: an audit stores nothing.
var errAudited = errors.New("audited")

// Audit plans every open case again and returns how many there are and in how
// many of them the plan differs from what is stored, which would be a bug
// (DESIGN §1, invariant 2). It changes nothing. A case that cannot be planned
// counts as different; the others are audited all the same.
func (d *Desk) Audit(ctx context.Context, now time.Time) (cases, different int, err error) {
	if _, err = d.Replan(ctx, now); err != nil {
		return 0, 0, err
	}
	var ids []casefile.ID
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		ids, err = tx.OpenCases(ctx)
		return err
	})
	for _, id := range ids {
		same, failed := d.audited(ctx, id, now)
		if ctx.Err() != nil {
			return cases, different, ctx.Err()
		}
		err = errors.Join(err, failed)
		cases++
		if !same {
			different++
		}
	}
	return cases, different, err
}

// audited reports whether planning a case again would change nothing.
func (d *Desk) audited(ctx context.Context, id casefile.ID, now time.Time) (same bool, err error) {
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		w := &work{Desk: d, tx: tx, act: Act{District: HomeDistrict, Now: now}}
		f, err := w.load(ctx, id, true)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		plan := w.make(f)
		change, err := tx.SavePlan(ctx, &f.c, plan, now)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		same = change == postgres.Change{} && len(plan.Made) == 0 && !closes(f, plan)
		return errAudited
	})
	if errors.Is(err, errAudited) {
		err = nil
	}
	return same, err
}
