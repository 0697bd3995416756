package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

const personColumns = `id::text, district, name, email, slack, zone, school, roles, bounced_at IS NOT NULL AS bounced`

type personRow struct {
	ID, District, Name, Email, Slack, Zone, School string
	Roles                                          []string
	Bounced                                        bool
}

func (r personRow) person() casefile.Person {
	return casefile.Person{
		ID: casefile.ID(r.ID), District: r.District, Name: r.Name, Email: r.Email, Slack: r.Slack, Zone: r.Zone, School: r.School,
		Roles: kinds[program.Role](r.Roles), Bounced: r.Bounced,
	}
}

func (t *Tx) people(ctx context.Context, where string, args ...any) ([]casefile.Person, error) {
	rows, err := t.Query(ctx, `SELECT `+personColumns+` FROM people WHERE district = $1 AND `+where+` ORDER BY name, id`,
		append([]any{t.District}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[personRow])
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	people := make([]casefile.Person, len(found))
	for i, r := range found {
		people[i] = r.person()
	}
	return people, nil
}

func (t *Tx) person(ctx context.Context, where string, arg any) (casefile.Person, error) {
	people, err := t.people(ctx, where, arg)
	if err != nil {
		return casefile.Person{}, err
	}
	if len(people) == 0 {
		return casefile.Person{}, absent("person")
	}
	return people[0], nil
}

// Person returns the person of an id; fault.Absent when there is none.
func (t *Tx) Person(ctx context.Context, id casefile.ID) (casefile.Person, error) {
	if !isID(id) {
		return casefile.Person{}, absent("person")
	}
	return t.person(ctx, `id = $2`, string(id))
}

// PersonBySlack returns the person of a Slack user id; fault.Absent when there is none.
func (t *Tx) PersonBySlack(ctx context.Context, slack string) (casefile.Person, error) {
	if slack == "" {
		return casefile.Person{}, absent("person")
	}
	return t.person(ctx, `slack = $2`, slack)
}

// PersonByEmail returns the person of an address, in whatever case it is
// written; fault.Absent when there is none.
func (t *Tx) PersonByEmail(ctx context.Context, email string) (casefile.Person, error) {
	return t.person(ctx, `email = $2`, strings.ToLower(email))
}

// People returns the people of a role by name, everybody for the role "".
func (t *Tx) People(ctx context.Context, role program.Role) ([]casefile.Person, error) {
	return t.people(ctx, `($2 = '' OR $2 = ANY (roles))`, string(role))
}

// SavePeople stores a roster by address: new people are created, changed ones
// changed, and identical rows left untouched.
func (t *Tx) SavePeople(ctx context.Context, people []casefile.Person, now time.Time) (created, changed int, err error) {
	batch := &pgx.Batch{}
	for _, p := range people {
		batch.Queue(`
			INSERT INTO people (district, id, name, email, roles, school, zone, slack, created_at, changed_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
			ON CONFLICT (district, email) DO UPDATE
			SET name = excluded.name, roles = excluded.roles, school = excluded.school, zone = excluded.zone,
			    slack = CASE WHEN excluded.slack = '' THEN people.slack ELSE excluded.slack END, changed_at = excluded.changed_at
			WHERE (people.name, people.roles, people.school, people.zone)
			      IS DISTINCT FROM (excluded.name, excluded.roles, excluded.school, excluded.zone)
			      OR excluded.slack NOT IN ('', people.slack)
			RETURNING xmax = 0`,
			t.District, string(NewID()), p.Name, strings.ToLower(p.Email), strs(p.Roles), p.School, p.Zone, p.Slack, now)
		if p.School != "" {
			batch.Queue(`INSERT INTO schools (district, name) VALUES ($1, $2) ON CONFLICT DO NOTHING`, t.District, p.School)
		}
	}
	results := t.SendBatch(ctx, batch)
	for _, p := range people {
		isNew, err := one[bool](results)
		switch {
		case err != nil:
			return 0, 0, errors.Join(fmt.Errorf("save people: %w", err), results.Close())
		case len(isNew) == 1 && isNew[0]:
			created++
		case len(isNew) == 1:
			changed++
		}
		if p.School == "" {
			continue
		}
		if _, err := results.Exec(); err != nil {
			return 0, 0, errors.Join(fmt.Errorf("save schools: %w", err), results.Close())
		}
	}
	return created, changed, results.Close()
}

// one collects the next result of a batch.
func one[T any](results pgx.BatchResults) ([]T, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[T])
}

// SetSlack binds a person to a Slack user id.
func (t *Tx) SetSlack(ctx context.Context, person casefile.ID, slack string) error {
	_, err := t.Exec(ctx, `UPDATE people SET slack = $3 WHERE district = $1 AND id = $2`, t.District, string(person), slack)
	if err != nil {
		return fmt.Errorf("set slack: %w", err)
	}
	return nil
}
