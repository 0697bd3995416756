package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
)

// waiverRow and grantRow are rows as the database has them.
type waiverRow struct {
	Deadline, Person string
	At               time.Time
}

type grantRow struct {
	Thing  *string
	Person string
	At     time.Time
	Ended  *time.Time
}

// queueRights asks for the rights of a case that were waived and for what its
// teacher opened.
func (t *Tx) queueRights(b *pgx.Batch, id casefile.ID) {
	b.Queue(`SELECT deadline, person::text, at FROM waivers WHERE district = $1 AND case_id = $2 ORDER BY at, deadline, person`, t.District, string(id))
	b.Queue(`SELECT thing::text, person::text, at, ended_at FROM grants WHERE district = $1 AND case_id = $2 ORDER BY nth`, t.District, string(id))
}

func readRights(results pgx.BatchResults, c *casefile.Case) error {
	waivers, err := next[waiverRow](results)
	if err != nil {
		return err
	}
	for _, r := range waivers {
		c.Waived = append(c.Waived, casefile.Waiver{Deadline: r.Deadline, Person: casefile.ID(r.Person), At: r.At})
	}
	grants, err := next[grantRow](results)
	if err != nil {
		return err
	}
	for _, r := range grants {
		c.Grants = append(c.Grants, casefile.Grant{Record: deref(r.Thing), To: casefile.ID(r.Person), At: r.At, Ended: momentOf(r.Ended)})
	}
	return nil
}

// AddWaiver appends to a case that a person does not use what is left of a
// right. Saying it again changes nothing.
func (t *Tx) AddWaiver(ctx context.Context, of casefile.ID, w casefile.Waiver) error {
	_, err := t.Exec(ctx, `INSERT INTO waivers (district, case_id, deadline, person, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.District, string(of), w.Deadline, string(w.Person), w.At)
	if err != nil {
		return fmt.Errorf("add waiver: %w", err)
	}
	return nil
}

// AddGrant appends to a case that its teacher opened something to a person.
func (t *Tx) AddGrant(ctx context.Context, of casefile.ID, g casefile.Grant) error {
	_, err := t.Exec(ctx, `
		INSERT INTO grants (district, case_id, nth, thing, person, at, ended_at)
		SELECT $1, $2, coalesce(max(nth), 0) + 1, $3, $4, $5, $6 FROM grants WHERE district = $1 AND case_id = $2`,
		t.District, string(of), ref(g.Record), string(g.To), g.At, moment(g.Ended))
	if err != nil {
		return fmt.Errorf("add grant: %w", err)
	}
	return nil
}

// EndGrant ends what is open to a person: a record, a meeting, or, for "", all
// of the file.
func (t *Tx) EndGrant(ctx context.Context, of, thing, person casefile.ID, at time.Time) error {
	_, err := t.Exec(ctx, `
		UPDATE grants SET ended_at = greatest($5, at)
		WHERE district = $1 AND case_id = $2 AND thing IS NOT DISTINCT FROM $3 AND person = $4 AND ended_at IS NULL`,
		t.District, string(of), ref(thing), string(person), at)
	if err != nil {
		return fmt.Errorf("end grant: %w", err)
	}
	return nil
}
