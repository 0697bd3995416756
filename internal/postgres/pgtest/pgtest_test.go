package pgtest_test

import (
	"os"
	"testing"

	"parbot/internal/casework"
	"parbot/internal/postgres"
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

func BenchmarkFreshDatabase(b *testing.B) {
	pgtest.URL(b)
	for b.Loop() {
		pgtest.URL(b)
	}
}
