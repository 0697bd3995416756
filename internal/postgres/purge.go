package postgres

import (
	"context"
	"fmt"
	"time"
)

// PurgeRequests forgets requests older than a moment, with their answers, at
// most limit of them, and returns how many.
func (t *Tx) PurgeRequests(ctx context.Context, before time.Time, limit int) (int, error) {
	return t.purge(ctx, "purge requests", `
		DELETE FROM requests WHERE district = $1 AND key IN (
			SELECT key FROM requests WHERE district = $1 AND at < $2 ORDER BY at LIMIT $3 FOR UPDATE SKIP LOCKED)`, before, limit)
}

// PurgeDrafts forgets drafts that nobody has touched since a moment, at most
// limit of them, and returns how many.
func (t *Tx) PurgeDrafts(ctx context.Context, before time.Time, limit int) (int, error) {
	return t.purge(ctx, "purge drafts", `
		DELETE FROM drafts WHERE (district, person, case_id, form) IN (
			SELECT district, person, case_id, form FROM drafts WHERE district = $1 AND at < $2 LIMIT $3 FOR UPDATE SKIP LOCKED)`, before, limit)
}

func (t *Tx) purge(ctx context.Context, what, statement string, before time.Time, limit int) (int, error) {
	tag, err := t.Exec(ctx, statement, t.District, before, limit)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", what, err)
	}
	return int(tag.RowsAffected()), nil
}
