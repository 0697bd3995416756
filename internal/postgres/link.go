package postgres

import (
	"context"
	"fmt"
	"time"

	"parbot/internal/casefile"
)

// LinkSlack binds a person to a Slack user id and reports whether they are
// bound to it now: not when they have another, or when it is somebody else's.
func (t *Tx) LinkSlack(ctx context.Context, person casefile.ID, slack string, now time.Time) (linked bool, err error) {
	if slack == "" || !isID(person) {
		return false, nil
	}
	_, err = t.Exec(ctx, `
		UPDATE people p SET slack = $3, changed_at = $4
		WHERE district = $1 AND id = $2 AND slack = ''
		      AND NOT EXISTS (SELECT FROM people o WHERE o.district = $1 AND o.slack = $3)`,
		t.District, string(person), slack, now)
	if err != nil {
		return false, fmt.Errorf("link slack: %w", err)
	}
	err = t.QueryRow(ctx, `SELECT EXISTS (SELECT FROM people WHERE district = $1 AND id = $2 AND slack = $3)`,
		t.District, string(person), slack).Scan(&linked)
	if err != nil {
		return false, fmt.Errorf("link slack: %w", err)
	}
	return linked, nil
}
