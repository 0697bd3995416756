package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
	"parbot/internal/program"
)

// aLog is a record with all there is to one.
func (d *district) aLog(n int) casefile.Record {
	return casefile.Record{
		ID: id(n), Form: "log", Author: d.people["Carl"].ID, Day: on("2025-10-07"), At: at("2025-10-08 09:00"),
		Fields: map[string]string{"minutes": "45", "summary": "co-planned unit 3"}, On: id(77), Outcome: "done",
		Shared: []program.Role{program.Administrator}, Presented: []casefile.ID{id(78)},
		Steps:  []casefile.Step{{State: casefile.Filed, Day: on("2025-10-07"), At: at("2025-10-08 09:00"), By: d.people["Carl"].ID}},
		Signed: []casefile.Signature{{Person: d.people["Maria"].ID, Meaning: "receipt", Day: on("2025-10-08"), At: at("2025-10-08 10:00"), Hash: "ab"}},
	}
}

// logged stores a case with that record.
func (d *district) logged() (of casefile.ID) {
	d.Helper()
	of = d.opened(1)
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.AddRecord(ctx, of, d.aLog(2)) })
	return of
}

// What was written is kept as it is, whoever asks the database (DESIGN §1): a
// record is never updated or deleted; taking it back marks it.
func TestRecordsAreKept(t *testing.T) {
	d := open(t)
	of := d.logged()
	before := d.load(of)
	for _, statement := range []string{
		`UPDATE records SET fields = '{}'`,
		`UPDATE records SET day = day + 1`,
		`UPDATE records SET author = NULL, withdrawn_at = at`,
		`UPDATE records SET shared = shared || '{panel}'`,
		`UPDATE records SET district = 'elsewhere'`,
		`DELETE FROM records`,
		`UPDATE record_steps SET state = 'signed'`,
		`DELETE FROM record_steps`,
		`UPDATE signatures SET declined = true`,
		`DELETE FROM signatures`,
	} {
		err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
			_, err := tx.Exec(ctx, statement)
			return err
		})
		if code(err) != restrictViolation || !strings.Contains(err.Error(), "is kept as it is") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if diff := sameCase(before, d.load(of)); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.AddRecord(ctx, of, d.aLog(2)) }); code(err) != uniqueViolation {
		t.Errorf("the same record again: %v", err)
	}
}

// Undo marks a record, and undoing that takes the mark away; nothing else of
// the record changes.
func TestSetWithdrawn(t *testing.T) {
	d := open(t)
	of := d.logged()
	for _, when := range []time.Time{at("2025-10-08 09:10"), {}} {
		want := d.load(of)
		want.Records[0].Withdrawn = when
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.SetWithdrawn(ctx, id(2), when) })
		if diff := sameCase(want, d.load(of)); diff != "" {
			t.Errorf("taken back at %v: -want +got:\n%s", when, diff)
		}
	}
}

// What happens to a record later is added to it, in its order.
func TestStepsAndSignatures(t *testing.T) {
	d := open(t)
	of := d.logged()
	want := d.load(of)
	step := casefile.Step{State: casefile.Signed, Day: on("2025-10-08"), At: at("2025-10-08 10:00"), By: d.people["Maria"].ID}
	system := casefile.Step{State: casefile.Served, Day: on("2025-10-08"), At: at("2025-10-08 09:30")}
	declined := casefile.Signature{Person: d.people["Ada"].ID, Meaning: "read", Declined: true, Day: on("2025-10-09"), At: at("2025-10-09 10:00"), Hash: "cd"}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, s := range []casefile.Step{step, system} {
			if err := tx.AddStep(ctx, id(2), s); err != nil {
				return err
			}
		}
		return tx.AddSignature(ctx, id(2), declined)
	})
	r := &want.Records[0]
	r.Steps, r.Signed = append(r.Steps, step, system), append(r.Signed, declined)
	if diff := sameCase(want, d.load(of)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	again := func(ctx context.Context, tx *postgres.Tx) error { return tx.AddSignature(ctx, id(2), declined) }
	if err := d.try(again); code(err) != uniqueViolation {
		t.Errorf("one person signs a record once: %v", err)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		got, err := tx.CaseOfRecord(ctx, id(2))
		if got != of {
			t.Errorf("the case of the record is %s", got)
		}
		return err
	})
}

// A file that is read while others add to it is whole as far as it goes: what
// comes in between two statements has no place in it.
func TestReadWhileOthersWrite(t *testing.T) {
	tests := []struct {
		locked string // the table that the reader waits for, after it has read the one before
		write  func(ctx context.Context, tx *postgres.Tx, d *district) error
	}{
		{"record_steps", func(ctx context.Context, tx *postgres.Tx, d *district) error {
			return tx.AddRecord(ctx, id(1), d.aLog(2))
		}},
		{"signatures", func(ctx context.Context, tx *postgres.Tx, d *district) error {
			return tx.AddRecord(ctx, id(1), d.aLog(2))
		}},
		{"meeting_steps", func(ctx context.Context, tx *postgres.Tx, d *district) error {
			return tx.SaveMeeting(ctx, id(1), d.aMeeting(2))
		}},
		{"attendees", func(ctx context.Context, tx *postgres.Tx, d *district) error {
			return tx.SaveMeeting(ctx, id(1), d.aMeeting(2))
		}},
	}
	for _, tt := range tests {
		t.Run(tt.locked, func(t *testing.T) {
			d := open(t)
			of := d.opened(1)
			reader, err := postgres.Open(t.Context(), d.store.Pool().Config().ConnString())
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			if _, err := loaded(t.Context(), reader, of); err != nil { // from now on the server knows the statements
				t.Fatal(err)
			}
			read := make(chan casefile.Case, 1)
			d.do(func(ctx context.Context, tx *postgres.Tx) error {
				if _, err := tx.Exec(ctx, `LOCK TABLE `+pgx.Identifier{tt.locked}.Sanitize()); err != nil {
					return err
				}
				go func() {
					c, err := loaded(ctx, reader, of)
					if err != nil {
						t.Error(err)
					}
					read <- c
				}()
				d.blocked()
				return tt.write(ctx, tx, d)
			})
			if got := <-read; len(got.Records)+len(got.Meetings) != 0 {
				t.Errorf("%d records, %d meetings: the reader had not waited", len(got.Records), len(got.Meetings))
			}
			if got := d.load(of); len(got.Records)+len(got.Meetings) != 1 {
				t.Error("the writer wrote nothing")
			}
		})
	}
}

func loaded(ctx context.Context, s *postgres.Store, id casefile.ID) (c casefile.Case, err error) {
	err = s.In(ctx, home, func(tx *postgres.Tx) (err error) {
		c, err = tx.Case(ctx, id, false)
		return err
	})
	return c, err
}

// What a person has typed and not let go of is theirs, one for each form.
func TestDrafts(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	carl, maria := d.people["Carl"].ID, d.people["Maria"].ID
	draft := func(person casefile.ID, form string) (got postgres.Draft, ok bool) {
		d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
			got, ok, err = tx.Draft(ctx, person, of, form)
			return err
		})
		return got, ok
	}
	if got, ok := draft(carl, "log"); ok {
		t.Errorf("nobody wrote %v", got)
	}
	first := postgres.Draft{Person: carl, Case: of, Form: "log", Fields: map[string]string{"summary": "co-"}, At: at("2025-10-08 09:00")}
	second := postgres.Draft{Person: carl, Case: of, Form: "log", Fields: map[string]string{"summary": "co-planned", "minutes": ""}, At: at("2025-10-08 09:01")}
	for _, want := range []postgres.Draft{first, second, {Person: carl, Case: of, Form: "log", Fields: map[string]string{}, At: second.At}, second} {
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveDraft(ctx, want) })
		if got, ok := draft(carl, "log"); !ok || !cmp.Equal(want, got) {
			t.Errorf("%v: %s", ok, cmp.Diff(want, got))
		}
	}
	for _, other := range []struct {
		person casefile.ID
		form   string
	}{{maria, "log"}, {carl, "report"}} {
		if got, ok := draft(other.person, other.form); ok {
			t.Errorf("%+v has %v", other, got)
		}
	}
	for _, form := range []string{"report", "log", "log"} {
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.DropDraft(ctx, carl, of, form) })
		if _, ok := draft(carl, "log"); ok != (form == "report") {
			t.Errorf("after forgetting the %s: %v", form, ok)
		}
		if form == "log" && len(d.rows(`SELECT form FROM drafts`)) != 0 {
			t.Error("it is still there")
		}
	}
}
