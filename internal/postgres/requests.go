package postgres

import (
	"context"
	"fmt"
	"time"

	"parbot/internal/casefile"
)

// Request is something asked once, however often it is delivered.
type Request struct {
	Key      string
	Person   casefile.ID
	TextHash string
	Now      time.Time
}

// Claim takes a request for this transaction: fresh when nobody has answered
// it, else with the answer it got. It waits for another transaction that holds
// the same request.
func (t *Tx) Claim(ctx context.Context, r Request) (answer []byte, fresh bool, err error) {
	tag, err := t.Exec(ctx, `
		INSERT INTO requests (district, key, person, text_hash, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (district, key) DO NOTHING`, t.District, r.Key, string(r.Person), r.TextHash, r.Now)
	if err != nil {
		return nil, false, fmt.Errorf("claim request: %w", err)
	}
	if tag.RowsAffected() == 1 {
		return nil, true, nil
	}
	err = t.QueryRow(ctx, `SELECT answer FROM requests WHERE district = $1 AND key = $2`, t.District, r.Key).Scan(&answer)
	return answer, false, none("request", err)
}

// Answer stores the answer of a claimed request, as JSON.
func (t *Tx) Answer(ctx context.Context, key string, answer []byte) error {
	_, err := t.Exec(ctx, `UPDATE requests SET answer = $3 WHERE district = $1 AND key = $2`, t.District, key, answer)
	if err != nil {
		return fmt.Errorf("answer request: %w", err)
	}
	return nil
}

// Echo reports whether the person's same text was stored since then under
// another request.
func (t *Tx) Echo(ctx context.Context, person casefile.ID, textHash string, since time.Time, not string) (echo bool, err error) {
	err = t.QueryRow(ctx, `
		SELECT EXISTS (SELECT FROM requests WHERE district = $1 AND person = $2 AND text_hash = $3 AND at > $4 AND key <> $5 AND answer IS NOT NULL)`,
		t.District, string(person), textHash, since, not).Scan(&echo)
	if err != nil {
		return false, fmt.Errorf("echo: %w", err)
	}
	return echo, nil
}

// Entry is one line of the audit log. It names things by id only.
type Entry struct {
	Person, Case, Record casefile.ID
	What                 string
	At                   time.Time
}

// Audit adds a line to the audit log.
func (t *Tx) Audit(ctx context.Context, e Entry) error {
	_, err := t.Exec(ctx, `INSERT INTO audit (district, at, person, case_id, record, what) VALUES ($1, $2, $3, $4, $5, $6)`,
		t.District, e.At, ref(e.Person), ref(e.Case), ref(e.Record), e.What)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}
