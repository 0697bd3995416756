package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

type recordRow struct {
	ID, Form  string
	Author    *string
	Day, At   time.Time
	Fields    map[string]string
	On        *string
	Outcome   string
	Shared    []string
	Presented []string
	Withdrawn *time.Time
	MadeFor   string
}

type stepRow struct {
	Of    string
	State string
	Day   time.Time
	At    time.Time
	By    *string
}

func (s stepRow) step() casefile.Step {
	return casefile.Step{State: casefile.State(s.State), Day: schoolday.Of(s.Day), At: s.At, By: deref(s.By)}
}

type signatureRow struct {
	Record, Person, Meaning string
	Declined                bool
	Day, At                 time.Time
	Hash                    string
}

func (s signatureRow) signature() casefile.Signature {
	return casefile.Signature{
		Person: casefile.ID(s.Person), Meaning: s.Meaning, Declined: s.Declined, Day: schoolday.Of(s.Day), At: s.At, Hash: s.Hash,
	}
}

func (t *Tx) queueRecords(b *pgx.Batch, id casefile.ID) {
	b.Queue(`
		SELECT id::text, form, author::text, day, at, fields, on_id::text, outcome, shared, presented::text[], withdrawn_at, made_for
		FROM records WHERE district = $1 AND case_id = $2 ORDER BY at, id`, t.District, string(id))
	b.Queue(`
		SELECT s.record::text, s.state, s.day, s.at, s.by::text
		FROM record_steps s JOIN records r ON r.district = s.district AND r.id = s.record
		WHERE r.district = $1 AND r.case_id = $2 ORDER BY s.record, s.nth`, t.District, string(id))
	b.Queue(`
		SELECT s.record::text, s.person::text, s.meaning, s.declined, s.day, s.at, s.hash
		FROM signatures s JOIN records r ON r.district = s.district AND r.id = s.record
		WHERE r.district = $1 AND r.case_id = $2 ORDER BY s.at, s.person`, t.District, string(id))
}

// readRecords leaves out what belongs to a record that came in since the records
// were read: without a lock the statements of a batch see one more each.
func readRecords(results pgx.BatchResults) ([]casefile.Record, error) {
	rows, err := next[recordRow](results)
	if err != nil {
		return nil, err
	}
	records := make([]casefile.Record, len(rows))
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		at[r.ID] = i
		records[i] = casefile.Record{
			ID: casefile.ID(r.ID), Form: r.Form, Author: deref(r.Author), Day: schoolday.Of(r.Day), At: r.At, Fields: r.Fields, On: deref(r.On),
			Outcome: r.Outcome, Shared: kinds[program.Role](r.Shared), Presented: kinds[casefile.ID](r.Presented), Withdrawn: momentOf(r.Withdrawn),
			MadeFor: r.MadeFor,
		}
	}
	steps, err := next[stepRow](results)
	if err != nil {
		return nil, err
	}
	for _, s := range steps {
		if i, ok := at[s.Of]; ok {
			records[i].Steps = append(records[i].Steps, s.step())
		}
	}
	signatures, err := next[signatureRow](results)
	if err != nil {
		return nil, err
	}
	for _, s := range signatures {
		if i, ok := at[s.Record]; ok {
			records[i].Signed = append(records[i].Signed, s.signature())
		}
	}
	return records, nil
}

func (t *Tx) queueRecord(b *pgx.Batch, of casefile.ID, r casefile.Record) {
	fields := r.Fields
	if fields == nil {
		fields = map[string]string{}
	}
	b.Queue(`
		INSERT INTO records (district, id, case_id, form, author, day, at, fields, on_id, outcome, shared, presented, made_for)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		t.District, string(r.ID), string(of), r.Form, ref(r.Author), date(r.Day), r.At, fields, ref(r.On), r.Outcome,
		strs(r.Shared), strs(r.Presented), r.MadeFor)
	for _, s := range r.Steps {
		t.queueStep(b, r.ID, s)
	}
	for _, s := range r.Signed {
		t.queueSignature(b, r.ID, s)
	}
}

func (t *Tx) queueStep(b *pgx.Batch, record casefile.ID, s casefile.Step) {
	b.Queue(`
		INSERT INTO record_steps (district, record, nth, state, day, at, by)
		SELECT $1, $2, count(*) + 1, $3, $4, $5, $6 FROM record_steps WHERE district = $1 AND record = $2`,
		t.District, string(record), string(s.State), date(s.Day), s.At, ref(s.By))
}

func (t *Tx) queueSignature(b *pgx.Batch, record casefile.ID, s casefile.Signature) {
	b.Queue(`
		INSERT INTO signatures (district, record, person, meaning, declined, day, at, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.District, string(record), string(s.Person), s.Meaning, s.Declined, date(s.Day), s.At, s.Hash)
}

// AddRecord appends a record, with its steps and signatures, to a case.
func (t *Tx) AddRecord(ctx context.Context, of casefile.ID, r casefile.Record) error {
	b := &pgx.Batch{}
	t.queueRecord(b, of, r)
	return t.send(ctx, b, "add record")
}

// AddStep appends a state that a record entered.
func (t *Tx) AddStep(ctx context.Context, record casefile.ID, s casefile.Step) error {
	b := &pgx.Batch{}
	t.queueStep(b, record, s)
	return t.send(ctx, b, "add step")
}

// AddSignature appends a signature, or that somebody declined to give it.
func (t *Tx) AddSignature(ctx context.Context, record casefile.ID, s casefile.Signature) error {
	b := &pgx.Batch{}
	t.queueSignature(b, record, s)
	return t.send(ctx, b, "add signature")
}

// SetWithdrawn takes a record back, or, with the zero time, puts it back.
func (t *Tx) SetWithdrawn(ctx context.Context, record casefile.ID, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE records SET withdrawn_at = $3 WHERE district = $1 AND id = $2`, t.District, string(record), moment(at))
	if err != nil {
		return fmt.Errorf("withdraw record: %w", err)
	}
	return nil
}

// Draft is what a person has written of a form and not let go of.
type Draft struct {
	Person, Case casefile.ID
	Form         string
	Fields       map[string]string
	At           time.Time
}

// SaveDraft keeps a draft in the place of the one before.
func (t *Tx) SaveDraft(ctx context.Context, d Draft) error {
	_, err := t.Exec(ctx, `
		INSERT INTO drafts (district, person, case_id, form, fields, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (district, person, case_id, form) DO UPDATE SET fields = excluded.fields, at = excluded.at`,
		t.District, string(d.Person), string(d.Case), d.Form, d.Fields, d.At)
	if err != nil {
		return fmt.Errorf("save draft: %w", err)
	}
	return nil
}

// Draft returns a person's draft and whether there is one.
func (t *Tx) Draft(ctx context.Context, person, of casefile.ID, form string) (d Draft, ok bool, err error) {
	rows, err := t.Query(ctx, `SELECT fields, at FROM drafts WHERE district = $1 AND person = $2 AND case_id = $3 AND form = $4`,
		t.District, string(person), string(of), form)
	if err != nil {
		return d, false, fmt.Errorf("draft: %w", err)
	}
	d = Draft{Person: person, Case: of, Form: form}
	var fields []byte
	_, err = pgx.ForEachRow(rows, []any{&fields, &d.At}, func() error {
		ok = true
		return json.Unmarshal(fields, &d.Fields)
	})
	if err != nil {
		return d, false, fmt.Errorf("draft: %w", err)
	}
	return d, ok, nil
}

// DropDraft forgets a draft.
func (t *Tx) DropDraft(ctx context.Context, person, of casefile.ID, form string) error {
	_, err := t.Exec(ctx, `DELETE FROM drafts WHERE district = $1 AND person = $2 AND case_id = $3 AND form = $4`,
		t.District, string(person), string(of), form)
	if err != nil {
		return fmt.Errorf("drop draft: %w", err)
	}
	return nil
}
