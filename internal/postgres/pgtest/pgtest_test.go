package pgtest_test

import (
	"errors"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"parbot/internal/casework"
	"parbot/internal/postgres"
	"parbot/internal/postgres/migrate"
	"parbot/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// What one test writes, another does not see; both begin with the schema.
func TestEachTestHasItsOwnDatabase(t *testing.T) {
	for range 2 {
		store := pgtest.Open(t)
		err := store.In(t.Context(), casework.HomeDistrict, func(tx *postgres.Tx) error {
			var people int
			if err := tx.QueryRow(t.Context(), `SELECT count(*) FROM people`).Scan(&people); err != nil {
				return err
			}
			if people != 0 {
				t.Errorf("%d people in a fresh database", people)
			}
			_, err := tx.Exec(t.Context(), `INSERT INTO schools (district, name) VALUES ('home', 'Lincoln Middle')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEmptyHasNothing(t *testing.T) {
	store, err := postgres.Open(t.Context(), pgtest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if steps, err := store.Behind(t.Context()); err != nil || steps == 0 {
		t.Errorf("behind by %d steps, %v; an empty database is behind by all", steps, err)
	}
}

// A copy has the newest schema and a name of its own, also for tests that run
// at once.
func TestCopiesAtOnce(t *testing.T) {
	var mu sync.Mutex
	urls := map[string]bool{}
	t.Run("at once", func(t *testing.T) {
		for range 4 {
			t.Run("one", func(t *testing.T) {
				t.Parallel()
				url := pgtest.URL(t)
				if steps, err := migrate.Behind(t.Context(), url); steps != 0 || err != nil {
					t.Errorf("behind by %d steps, %v", steps, err)
				}
				mu.Lock()
				defer mu.Unlock()
				urls[url] = true
			})
		}
	})
	if len(urls) != 4 {
		t.Errorf("four tests had %d databases", len(urls))
	}
}

// With its test a database ends, whoever still has it open.
func TestDatabaseEndsWithItsTest(t *testing.T) {
	var url string
	var open *pgx.Conn
	t.Run("inner", func(t *testing.T) {
		url = pgtest.URL(t)
		conn, err := pgx.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		open = conn
	})
	if err := open.Ping(t.Context()); err == nil {
		t.Error("a connection has outlived its database")
	}
	conn, err := pgx.Connect(t.Context(), url)
	if pg, ok := errors.AsType[*pgconn.PgError](err); !ok || pg.Code != "3D000" {
		t.Errorf("%v, want no such database", err)
	}
	if err == nil {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// What a test asks of the server is for tests: nothing is flushed, and only
// this machine's own users get to it.
func TestServer(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	for setting, want := range map[string]string{"fsync": "off", "listen_addresses": "", "timezone": "UTC"} {
		var got string
		if err := conn.QueryRow(t.Context(), `SELECT current_setting($1)`, setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v; want %q", setting, got, err, want)
		}
	}
}

func BenchmarkFreshDatabase(b *testing.B) {
	pgtest.URL(b)
	for b.Loop() {
		pgtest.URL(b)
	}
}
