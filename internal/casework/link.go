package casework

import (
	"context"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres"
)

// Link remembers the Slack id of a person who was recognized by a confirmed
// address, so that the next request needs no question to Slack. Whoever has
// another id already, and an id that is somebody else's, are a fault.Conflict:
// the roster decides, not the first to come. It belongs to no case, so nothing
// is planned again.
func (d *Desk) Link(ctx context.Context, district string, person casefile.ID, slackID string, now time.Time) error {
	return d.Store.In(ctx, district, func(tx *postgres.Tx) error {
		linked, err := tx.LinkSlack(ctx, person, slackID, now)
		if err != nil {
			return err
		}
		if !linked {
			return fault.New(fault.Conflict, "err.slack", "")
		}
		return nil
	})
}
