package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
)

// Unlabelled returns the person's open cases that have no label of theirs, and
// how many open cases they have; visits, which have a number, are no cases here.
func (t *Tx) Unlabelled(ctx context.Context, person casefile.ID) (without []casefile.ID, all int, err error) {
	rows, err := t.Query(ctx, `
		SELECT c.id::text, bool_and(p.label = '')
		FROM cases c JOIN parties p ON p.district = c.district AND p.case_id = c.id
		WHERE c.district = $1 AND c.closed IS NULL AND p.person = $2 AND p.to_at IS NULL
		      AND NOT EXISTS (SELECT FROM visits v WHERE v.district = c.district AND v.case_id = c.id)
		GROUP BY c.opened_at, c.id ORDER BY c.opened_at, c.id`, t.District, string(person))
	if err != nil {
		return nil, 0, fmt.Errorf("labels: %w", err)
	}
	var id string
	var none bool
	_, err = pgx.ForEachRow(rows, []any{&id, &none}, func() error {
		all++
		if none {
			without = append(without, casefile.ID(id))
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("labels: %w", err)
	}
	return without, all, nil
}

// FreeLabels returns those of the words that the person has never called a case
// and that are no part of a name or school on the roster, in their order.
func (t *Tx) FreeLabels(ctx context.Context, person casefile.ID, words []string) ([]string, error) {
	rows, err := t.Query(ctx, `
		SELECT w.word FROM unnest($3::text[]) WITH ORDINALITY AS w (word, nth)
		WHERE NOT EXISTS (SELECT FROM parties WHERE district = $1 AND person = $2 AND label = w.word)
		      AND NOT EXISTS (
			SELECT FROM people WHERE district = $1 AND (strpos(lower(name), lower(w.word)) > 0 OR strpos(lower(school), lower(w.word)) > 0))
		ORDER BY w.nth`, t.District, string(person), words)
	if err != nil {
		return nil, fmt.Errorf("free labels: %w", err)
	}
	free, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("free labels: %w", err)
	}
	return free, nil
}
