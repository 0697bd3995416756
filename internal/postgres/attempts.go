package postgres

import (
	"context"
	"fmt"
	"time"

	"parbot/internal/casefile"
)

// NoteDelivery sets what the log says of a delivery that is under way.
func (t *Tx) NoteDelivery(ctx context.Context, id casefile.ID, detail string) error {
	_, err := t.Exec(ctx, `UPDATE deliveries SET detail = $3 WHERE district = $1 AND id = $2`, t.District, string(id), detail)
	if err != nil {
		return fmt.Errorf("note delivery: %w", err)
	}
	return nil
}

// JoinDeliveries moves into a delivery what waits for the same person by the
// same channel in other deliveries that are not urgent, and ends those. One
// whose detail begins with a word is left alone: nobody knows whether it has
// arrived.
func (t *Tx) JoinDeliveries(ctx context.Context, into casefile.ID, unless string, at time.Time) error {
	_, err := t.Exec(ctx, `
		WITH others AS MATERIALIZED (
			SELECT o.id FROM deliveries d JOIN deliveries o
			       ON o.district = d.district AND o.person = d.person AND o.channel = d.channel AND o.id <> d.id
			WHERE d.district = $1 AND d.id = $2 AND NOT o.urgent AND o.state IN ('waiting', 'retry') AND NOT starts_with(o.detail, $3)
			FOR UPDATE OF o SKIP LOCKED
		), joined AS (
			UPDATE deliveries d SET state = 'returned', detail = 'joined a later message', leased_until = NULL, settled_at = $4
			FROM others WHERE d.district = $1 AND d.id = others.id
		)
		INSERT INTO delivery_notices (district, delivery, notice)
		SELECT $1, $2, dn.notice FROM delivery_notices dn JOIN others ON dn.delivery = others.id WHERE dn.district = $1
		ON CONFLICT (district, delivery, notice) DO NOTHING`, t.District, string(into), unless, at)
	if err != nil {
		return fmt.Errorf("join deliveries: %w", err)
	}
	return nil
}

// Untried returns the notices of a delivery that nobody has been told yet and
// that were never given to a channel.
func (t *Tx) Untried(ctx context.Context, delivery casefile.ID, channel string) ([]casefile.ID, error) {
	return t.ids(ctx, "untried notices", `
		SELECT n.id::text
		FROM delivery_notices dn JOIN notices n ON n.district = dn.district AND n.id = dn.notice
		WHERE dn.district = $1 AND dn.delivery = $2 AND n.state = 'handed' AND NOT EXISTS (
			SELECT FROM delivery_notices o JOIN deliveries d ON d.district = o.district AND d.id = o.delivery
			WHERE o.district = n.district AND o.notice = n.id AND d.channel = $3 AND d.state <> 'returned')
		ORDER BY n.at, n.id`, string(delivery), channel)
}

// NextPending returns the next moment after which a notice is to leave, as far
// as it is planned by now, and whether there is one.
func (t *Tx) NextPending(ctx context.Context, after time.Time) (time.Time, bool, error) {
	var at *time.Time
	err := t.QueryRow(ctx, `SELECT min(at) FROM notices WHERE district = $1 AND state = 'pending' AND at > $2`, t.District, after).Scan(&at)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("next pending notice: %w", err)
	}
	return momentOf(at), at != nil, nil
}

// FreeDeliveries ends the leases of attempts that have broken off: their
// process is no more.
func (t *Tx) FreeDeliveries(ctx context.Context, deliveries []casefile.ID) error {
	_, err := t.Exec(ctx, `
		UPDATE deliveries SET leased_until = NULL WHERE district = $1 AND id = ANY ($2::uuid[]) AND state = 'sending'`,
		t.District, strs(deliveries))
	if err != nil {
		return fmt.Errorf("free deliveries: %w", err)
	}
	return nil
}
