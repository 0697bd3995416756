package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

const home = "home"

// district is a district in a database of its own, with the demo's people.
type district struct {
	*testing.T
	store  *postgres.Store
	name   string
	people map[string]casefile.Person // by first name
}

// open opens a fresh database in which the district home has its people.
func open(t *testing.T) *district {
	t.Helper()
	d := &district{T: t, store: pgtest.Open(t), name: home}
	d.settle()
	return d
}

// settle stores the roster of the demo in the district.
func (d *district) settle() {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		_, _, err := tx.SavePeople(ctx, roster(), at("2025-08-01 09:00"))
		if err != nil {
			return err
		}
		all, err := tx.People(ctx, "")
		d.people = map[string]casefile.Person{}
		for _, p := range all {
			d.people[p.FirstName()] = p
		}
		return err
	})
}

func roster() []casefile.Person {
	return []casefile.Person{
		{Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", Roles: []program.Role{program.Teacher}, School: "Lincoln Middle", Slack: "U1", Zone: "America/Los_Angeles"},
		{Name: "Carl Tran", Email: "carl.tran@demo.example", Roles: []program.Role{program.Consultant}, Slack: "U2"},
		{Name: "Ada Park", Email: "ada.park@demo.example", Roles: []program.Role{program.Administrator}, School: "Lincoln Middle", Slack: "U3"},
		{Name: "Dora Lee", Email: "dora.lee@demo.example", Roles: []program.Role{program.Coordinator}, Slack: "U4"},
		{Name: "Sam Ortiz", Email: "sam.ortiz@demo.example", Roles: []program.Role{program.Teacher}, School: "Grant Elementary", Slack: "U5"},
		{Name: "Nia Cole", Email: "nia.cole@demo.example", Roles: []program.Role{program.Consultant}},
	}
}

// try runs a transaction in the district.
func (d *district) try(f func(ctx context.Context, tx *postgres.Tx) error) error {
	ctx := d.Context()
	return d.store.In(ctx, d.name, func(tx *postgres.Tx) error { return f(ctx, tx) })
}

// do runs a transaction that must not fail.
func (d *district) do(f func(ctx context.Context, tx *postgres.Tx) error) {
	d.Helper()
	if err := d.try(f); err != nil {
		d.Fatal(err)
	}
}

// rows returns the one text column of a query.
func (d *district) rows(query string, args ...any) (lines []string) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, query, args...)
		if err != nil {
			return err
		}
		lines, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return lines
}

// id is the nth id of the test: the first is maria's case in most.
func id(n int) casefile.ID { return casefile.ID(fmt.Sprintf("00000000-0000-7000-8000-%012x", n)) }

// paired is a case of Maria with Carl since 2025-08-27.
func (d *district) paired(n int) casefile.Case {
	return casefile.Case{
		ID: id(n), District: d.name, Program: "clovis", Version: "v1", Track: "par", School: "Lincoln Middle",
		Opened: on("2025-08-27"), OpenedAt: at("2025-08-27 15:00"),
		Parties: []casefile.Party{
			{Person: d.people["Carl"], Role: program.Consultant, From: at("2025-08-27 15:00")},
			{Person: d.people["Maria"], Role: program.Teacher, From: at("2025-08-27 15:00")},
		},
	}
}

// opened stores that case.
func (d *district) opened(n int) casefile.ID {
	d.Helper()
	c := d.paired(n)
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) })
	return c.ID
}

func (d *district) load(id casefile.ID) (c casefile.Case) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		c, err = tx.Case(ctx, id, false)
		return err
	})
	return c
}

// blocked waits until a transaction in the database waits for a lock.
func (d *district) blocked() {
	d.Helper()
	for range 2000 {
		if len(d.rows(`SELECT pid::text FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)) > 0 {
			return
		}
		time.Sleep(2 * time.Millisecond)
	}
	d.Fatal("nobody ever waited")
}

// at reads an instant of a table, in UTC.
func at(text string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		panic(err)
	}
	return t
}

func on(text string) schoolday.Day {
	d, err := schoolday.Parse(text)
	if err != nil {
		panic(err)
	}
	return d
}

// absent fails the test unless an error says that there is nothing.
func absent(t *testing.T, what string, err error) {
	t.Helper()
	if fault.KindOf(err) != fault.Absent {
		t.Errorf("%s: %v (%s), want absent", what, err, fault.KindOf(err))
	}
	if fault.TextOf(err) != "" {
		t.Errorf("%s: the store speaks to people: %q", what, fault.TextOf(err))
	}
}

// A transaction is all or nothing, and its error is the caller's own.
func TestIn(t *testing.T) {
	d := open(t)
	mine := errors.New("mine")
	school := func(name string) func(context.Context, *postgres.Tx) error {
		return func(ctx context.Context, tx *postgres.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO schools (district, name) VALUES ($1, $2)`, tx.District, name)
			return err
		}
	}
	d.do(school("Kept"))
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
		return errors.Join(school("Rolled back")(ctx, tx), mine)
	}); !errors.Is(err, mine) {
		t.Errorf("%v, want that of the function", err)
	}
	func() {
		defer func() {
			if recover() != "mine" {
				t.Error("the panic was kept from its owner")
			}
		}()
		_ = d.try(func(ctx context.Context, tx *postgres.Tx) error { // panics
			if err := school("Panicked")(ctx, tx); err != nil {
				t.Error(err)
			}
			panic("mine")
		})
	}()
	if got := d.rows(`SELECT name FROM schools WHERE name !~ ' '`); len(got) != 1 || got[0] != "Kept" {
		t.Errorf("stored %v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.store.In(ctx, home, func(*postgres.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("in a context that has ended: %v", err)
	}
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
		_, _ = tx.Exec(ctx, `SELECT 1/0`)
		return nil
	}); err == nil || !strings.HasPrefix(err.Error(), "commit: ") {
		t.Errorf("a failed statement that nobody minded: %v", err)
	}
}

func TestOpen(t *testing.T) {
	url := pgtest.URL(t)
	for _, bad := range []string{"postgres://%zz", strings.Replace(url, "/test_", "/nowhere_", 1), "postgres:///x?host=/nowhere"} {
		if s, err := postgres.Open(t.Context(), bad); err == nil {
			s.Close()
			t.Errorf("opened %s", bad)
		}
	}
	s, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if steps, err := s.Behind(t.Context()); steps != 0 || err != nil {
		t.Errorf("behind by %d, %v", steps, err)
	}
	if s.Pool().Config().MaxConns != 16 {
		t.Errorf("at most %d connections", s.Pool().Config().MaxConns)
	}
}

// Ids sort by the time they were made.
func TestNewID(t *testing.T) {
	last := casefile.ID("")
	for range 1000 {
		next := postgres.NewID()
		if len(next) != 36 || next <= last {
			t.Fatalf("%s after %s", next, last)
		}
		last = next
	}
}

// What is no id at all, and what is nobody's, is not there; neither is an error
// of the database, nor does it end the transaction.
func TestAbsent(t *testing.T) {
	d := open(t)
	for _, wrong := range []casefile.ID{"", "x", "U123", id(4711), "'; DROP TABLE people; --"} {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			_, err := tx.Person(ctx, wrong)
			absent(t, "person", err)
			_, err = tx.Case(ctx, wrong, false)
			absent(t, "case", err)
			_, err = tx.Case(ctx, wrong, true)
			absent(t, "case", err)
			_, err = tx.CaseOfRecord(ctx, wrong)
			absent(t, "record", err)
			_, err = tx.CaseOfMeeting(ctx, wrong)
			absent(t, "meeting", err)
			_, _, err = tx.Delivery(ctx, wrong, true)
			absent(t, "delivery", err)
			_, err = tx.PersonBySlack(ctx, string(wrong))
			absent(t, "slack id", err)
			_, err = tx.PersonByEmail(ctx, string(wrong))
			absent(t, "address", err)
			_, err = tx.CaseByVisit(ctx, 4711)
			absent(t, "visit", err)
			return nil
		})
	}
}
