package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/schoolday"
)

// turnRow and shiftRow are rows as the database has them.
type turnRow struct {
	State  string
	Day    time.Time
	At     time.Time
	By     *string
	School string
}

type shiftRow struct {
	Deadline string
	Was, Now time.Time
	Why      string
	Closed   string
	At       time.Time
}

// queueCourse asks for the turns of a case and the dates that were moved.
func (t *Tx) queueCourse(b *pgx.Batch, id casefile.ID) {
	b.Queue(`SELECT state, day, at, by::text, school FROM case_turns WHERE district = $1 AND case_id = $2 ORDER BY nth`, t.District, string(id))
	b.Queue(`SELECT deadline, was, now, why, closed, at FROM case_shifts WHERE district = $1 AND case_id = $2 ORDER BY nth`, t.District, string(id))
}

func readCourse(results pgx.BatchResults, c *casefile.Case) error {
	turns, err := next[turnRow](results)
	if err != nil {
		return err
	}
	for _, r := range turns {
		turn := casefile.Turn{State: casefile.State(r.State), Day: schoolday.Of(r.Day), At: r.At, School: r.School}
		if r.By != nil {
			turn.By = casefile.ID(*r.By)
		}
		c.Turns = append(c.Turns, turn)
	}
	shifts, err := next[shiftRow](results)
	if err != nil {
		return err
	}
	for _, r := range shifts {
		c.Shifts = append(c.Shifts, casefile.Shift{
			Deadline: r.Deadline, From: schoolday.Of(r.Was), To: schoolday.Of(r.Now), Why: r.Why, Closed: r.Closed, At: r.At,
		})
	}
	return nil
}

// AddTurn appends a turn to a case. A case that moves to another school has
// that school from then on.
func (t *Tx) AddTurn(ctx context.Context, id casefile.ID, turn casefile.Turn) error {
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO case_turns (district, case_id, nth, state, day, at, by, school)
		SELECT $1, $2, coalesce(max(nth), 0) + 1, $3, $4, $5, $6, $7 FROM case_turns WHERE district = $1 AND case_id = $2`,
		t.District, string(id), string(turn.State), date(turn.Day), turn.At, ref(turn.By), turn.School)
	if turn.State == casefile.Transferred {
		b.Queue(`UPDATE cases SET school = $3 WHERE district = $1 AND id = $2`, t.District, string(id), turn.School)
	}
	return t.send(ctx, b, "add turn")
}

// AddShifts appends to a case the dates that were moved.
func (t *Tx) AddShifts(ctx context.Context, id casefile.ID, shifts []casefile.Shift) error {
	b := &pgx.Batch{}
	for _, s := range shifts {
		b.Queue(`
			INSERT INTO case_shifts (district, case_id, nth, deadline, was, now, why, closed, at)
			SELECT $1, $2, coalesce(max(nth), 0) + 1, $3, $4, $5, $6, $7, $8 FROM case_shifts WHERE district = $1 AND case_id = $2`,
			t.District, string(id), s.Deadline, date(s.From), date(s.To), s.Why, s.Closed, s.At)
	}
	return t.send(ctx, b, "add shifts")
}

// SaveProgram keeps the file of a version of a program, for the cases that are
// counted by it. It is kept once.
func (t *Tx) SaveProgram(ctx context.Context, key, version string, source []byte, now time.Time) error {
	_, err := t.Exec(ctx, `
		INSERT INTO programs AS p (district, key, version, first_used, source) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (district, key, version) DO UPDATE SET source = excluded.source WHERE p.source IS NULL`,
		t.District, key, version, now, source)
	if err != nil {
		return fmt.Errorf("save program: %w", err)
	}
	return nil
}

// ProgramSource returns the file of a version of a program; fault.Absent when it
// was not kept.
func (t *Tx) ProgramSource(ctx context.Context, key, version string) (source []byte, err error) {
	err = t.QueryRow(ctx, `SELECT source FROM programs WHERE district = $1 AND key = $2 AND version = $3 AND source IS NOT NULL`,
		t.District, key, version).Scan(&source)
	if err != nil {
		return nil, none("program", err)
	}
	return source, nil
}

// PinnedCases returns the open cases that are counted by another version of a
// program than the one that is given, oldest first.
func (t *Tx) PinnedCases(ctx context.Context, key, version string) ([]casefile.ID, error) {
	return t.ids(ctx, "pinned cases", `
		SELECT id::text FROM cases WHERE district = $1 AND closed IS NULL AND program = $2 AND version <> $3 ORDER BY opened_at, id`, key, version)
}

// PinCase makes a case be counted by a version that was saved before.
func (t *Tx) PinCase(ctx context.Context, id casefile.ID, version string) error {
	_, err := t.Exec(ctx, `UPDATE cases SET version = $3 WHERE district = $1 AND id = $2`, t.District, string(id), version)
	if err != nil {
		return fmt.Errorf("pin case: %w", err)
	}
	return nil
}

// Exclusion is the stretch of days during which a case keeps its teacher out of
// the other programs of a circle.
type Exclusion struct {
	Case, Teacher casefile.ID
	Circle        []string      // keys of the programs, sorted
	First, Last   schoolday.Day // the last is free again; None: still
}

// SaveExclusive keeps an exclusion, in the place of the one that the case had.
// That somebody is in two programs at once is found when the transaction commits
// (fault.Conflict).
func (t *Tx) SaveExclusive(ctx context.Context, e Exclusion) error {
	_, err := t.Exec(ctx, `
		INSERT INTO exclusive AS e (district, case_id, teacher, circle, during) VALUES ($1, $2, $3, $4, daterange($5, $6))
		ON CONFLICT (district, case_id) DO UPDATE SET during = excluded.during WHERE e.during <> excluded.during`,
		t.District, string(e.Case), string(e.Teacher), strings.Join(e.Circle, " "), date(e.First), date(e.Last))
	if err != nil {
		return fmt.Errorf("save exclusive: %w", err)
	}
	return nil
}
