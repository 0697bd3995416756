package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
)

func (d *district) request(key string) postgres.Request {
	return postgres.Request{Key: key, Person: d.people["Carl"].ID, TextHash: "hash", Now: at("2025-10-08 09:00")}
}

// A request that comes twice is done once and answered twice alike.
func TestClaim(t *testing.T) {
	d := open(t)
	steps := []struct {
		name, key string
		fresh     bool
		before    string // its answer, given by then
		answer    string // which is given now
	}{
		{"the first time", "r1", true, "", `{"text": "Logged."}`},
		{"again", "r1", false, `{"text": "Logged."}`, ""},
		{"another", "r2", true, "", ""},
		{"again, and nobody has answered", "r2", false, "", ""},
	}
	for _, s := range steps {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			answer, fresh, err := tx.Claim(ctx, d.request(s.key))
			if fresh != s.fresh || string(answer) != s.before {
				t.Errorf("%s: fresh %v, answered %q", s.name, fresh, answer)
			}
			if err != nil || s.answer == "" {
				return err
			}
			return tx.Answer(ctx, s.key, []byte(s.answer))
		})
	}
	nobody := d.request("r3")
	nobody.Person = id(99)
	err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
		_, _, err := tx.Claim(ctx, nobody)
		return err
	})
	if code(err) != foreignViolation {
		t.Errorf("a request of nobody: %v", err)
	}
}

// Whoever delivers a request while it is being done waits, and gets its answer;
// or does it, when the first did not come to its end.
func TestClaimWaits(t *testing.T) {
	broke := errors.New("broke off")
	tests := []struct {
		name   string
		ends   error // of the first
		fresh  bool  // for the second
		answer string
	}{
		{"done", nil, false, `{"text": "Logged."}`},
		{"broken off", broke, true, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t)
			second := make(chan error, 1)
			err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
				if _, fresh, err := tx.Claim(ctx, d.request("r1")); err != nil || !fresh {
					t.Errorf("the first: %v, %v", fresh, err)
				}
				go func() {
					second <- d.try(func(ctx context.Context, tx *postgres.Tx) error {
						answer, fresh, err := tx.Claim(ctx, d.request("r1"))
						if fresh != tt.fresh || string(answer) != tt.answer {
							t.Errorf("the second: fresh %v, answered %q", fresh, answer)
						}
						return err
					})
				}()
				d.blocked()
				if err := tx.Answer(ctx, "r1", []byte(`{"text": "Logged."}`)); err != nil {
					return err
				}
				return tt.ends
			})
			if !errors.Is(err, tt.ends) {
				t.Error(err)
			}
			if err := <-second; err != nil {
				t.Error(err)
			}
		})
	}
}

// The same text by the same person within a minute is an echo; of what was not
// done, it is none.
func TestEcho(t *testing.T) {
	d := open(t)
	carl := d.people["Carl"].ID
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, key := range []string{"done", "claimed"} {
			r := d.request(key)
			r.TextHash = key
			if _, _, err := tx.Claim(ctx, r); err != nil {
				return err
			}
		}
		return tx.Answer(ctx, "done", []byte(`{}`))
	})
	tests := []struct {
		name, text, since, not string
		who                    casefile.ID
		want                   bool
	}{
		{"within the minute", "done", "2025-10-08 08:59", "r9", carl, true},
		{"a minute later", "done", "2025-10-08 09:00", "r9", carl, false},
		{"the request itself", "done", "2025-10-08 08:59", "done", carl, false},
		{"another text", "other", "2025-10-08 08:59", "r9", carl, false},
		{"somebody else", "done", "2025-10-08 08:59", "r9", d.people["Nia"].ID, false},
		{"what nobody has answered", "claimed", "2025-10-08 08:59", "r9", carl, false},
	}
	for _, tt := range tests {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			got, err := tx.Echo(ctx, tt.who, tt.text, at(tt.since), tt.not)
			if got != tt.want {
				t.Errorf("%s: %v", tt.name, got)
			}
			return err
		})
	}
}

// The log names things by id only; who acted may be the system.
func TestAudit(t *testing.T) {
	d := open(t)
	entries := []postgres.Entry{
		{Person: d.people["Carl"].ID, Case: id(1), Record: id(2), What: "log", At: at("2025-10-08 09:00")},
		{What: "sweep", At: at("2025-10-08 09:01")},
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, e := range entries {
			if err := tx.Audit(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	got := d.rows(`SELECT concat_ws(' ', id, to_char(at, 'HH24:MI'), coalesce(person::text, '-'), coalesce(case_id::text, '-'), coalesce(record::text, '-'), what) FROM audit ORDER BY id`)
	want := []string{"1 09:00 " + string(d.people["Carl"].ID) + " " + string(id(1)) + " " + string(id(2)) + " log", "2 09:01 - - - sweep"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// What is kept for a while is forgotten then, a few rows at a time.
func TestPurge(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	for i, day := range []string{"2025-10-01 09:00", "2025-10-02 09:00", "2025-10-03 09:00"} {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			r := d.request("r" + string(rune('1'+i)))
			r.Now = at(day)
			if _, _, err := tx.Claim(ctx, r); err != nil {
				return err
			}
			return tx.SaveDraft(ctx, postgres.Draft{Person: r.Person, Case: of, Form: r.Key, Fields: map[string]string{}, At: r.Now})
		})
	}
	tests := []struct {
		table, column string
		purge         func(tx *postgres.Tx) func(context.Context, time.Time, int) (int, error)
	}{
		{"requests", "key", func(tx *postgres.Tx) func(context.Context, time.Time, int) (int, error) { return tx.PurgeRequests }},
		{"drafts", "form", func(tx *postgres.Tx) func(context.Context, time.Time, int) (int, error) { return tx.PurgeDrafts }},
	}
	for _, tt := range tests {
		for _, want := range []int{1, 1, 0} {
			d.do(func(ctx context.Context, tx *postgres.Tx) error {
				got, err := tt.purge(tx)(ctx, at("2025-10-03 09:00"), 1)
				if got != want {
					t.Errorf("%s: %d forgotten, want %d", tt.table, got, want)
				}
				return err
			})
		}
		if left := d.rows(`SELECT ` + tt.column + ` FROM ` + tt.table); !cmp.Equal(left, []string{"r3"}) {
			t.Errorf("%s: left %v", tt.table, left)
		}
	}
}
