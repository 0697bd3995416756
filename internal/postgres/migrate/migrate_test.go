package migrate_test

import (
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/golden"
	"parbot/internal/postgres/migrate"
	"parbot/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// all is the number of steps to the newest schema.
const all = 8

// newest returns a database that was brought from nothing to the newest schema.
func newest(t *testing.T) string {
	t.Helper()
	return pgtest.URL(t)
}

func up(t *testing.T, url string, want int) {
	t.Helper()
	steps, err := migrate.Up(t.Context(), url)
	if err != nil || steps != want {
		t.Fatalf("up took %d steps, %v; want %d", steps, err, want)
	}
}

func behind(t *testing.T, url string, want int) {
	t.Helper()
	steps, err := migrate.Behind(t.Context(), url)
	if err != nil || steps != want {
		t.Errorf("behind by %d steps, %v; want %d", steps, err, want)
	}
}

func tell(t *testing.T, url string, statements ...string) {
	t.Helper()
	conn := connect(t, url)
	for _, s := range statements {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// versions are the steps that the database says it has taken, with when.
func versions(t *testing.T, url string) []string {
	t.Helper()
	return texts(t, connect(t, url), `SELECT version_id || ' ' || tstamp FROM goose_db_version ORDER BY id`)
}

// reviewed compares the schema with the one that was reviewed.
func reviewed(t *testing.T, url string) {
	t.Helper()
	golden.Check(t, "testdata/schema.golden", dump(t, url))
}

func TestEmptyToNewest(t *testing.T) {
	url := pgtest.Empty(t)
	behind(t, url, all)
	up(t, url, all)
	behind(t, url, 0)
	reviewed(t, url)
}

// The steps are one row without a gap, the job queue's among them: a file that
// comes later has a higher number than all that came before.
func TestNumbersAreContiguous(t *testing.T) {
	var numbers []string
	for _, v := range versions(t, newest(t)) {
		number, _, _ := strings.Cut(v, " ")
		numbers = append(numbers, number)
	}
	if want := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8"}; !slices.Equal(numbers, want) {
		t.Errorf("steps %v, want %v", numbers, want)
	}
}

// At the newest schema Up and Behind touch nothing, however often they run.
func TestUpAtNewestChangesNothing(t *testing.T) {
	url := newest(t)
	tell(t, url, `INSERT INTO schools (district, name) VALUES ('home', 'Lincoln Middle')`)
	before := slices.Concat(versions(t, url), tuples(t, url))
	for range 2 {
		up(t, url, 0)
		behind(t, url, 0)
	}
	if diff := cmp.Diff(before, slices.Concat(versions(t, url), tuples(t, url))); diff != "" {
		t.Errorf("changed (-before +after):\n%s", diff)
	}
	reviewed(t, url)
}

// tuples names the version of every row of the catalog and of a table of ours:
// any change, even to the same, gives a row another.
func tuples(t *testing.T, url string) []string {
	t.Helper()
	return texts(t, connect(t, url), `
		(SELECT relname || ' ' || xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1)
		UNION ALL (SELECT name || ' ' || xmin FROM schools) UNION ALL (SELECT version || ' ' || xmin FROM river_migration ORDER BY 1)`)
}

// An older program must not touch what a newer one has made.
func TestNewerDatabaseIsRefused(t *testing.T) {
	url := newest(t)
	tell(t, url, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9, true)`)
	const want = "the database is newer than this program: step 9, this program knows 8"
	if _, err := migrate.Behind(t.Context(), url); err == nil || err.Error() != want {
		t.Errorf("behind: %v, want %q", err, want)
	}
	if steps, err := migrate.Up(t.Context(), url); err == nil || err.Error() != want || steps != 0 {
		t.Errorf("up: %d steps, %v, want %q", steps, err, want)
	}
}

// Several replicas may start on one database: each step is taken once.
func TestTwoAtOnce(t *testing.T) {
	url := pgtest.Empty(t)
	var both sync.WaitGroup
	var mu sync.Mutex
	taken := 0
	for range 2 {
		both.Go(func() {
			steps, err := migrate.Up(t.Context(), url)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			taken += steps
		})
	}
	both.Wait()
	if taken != all {
		t.Errorf("%d steps taken, want %d", taken, all)
	}
	reviewed(t, url)
}

// A step that fails leaves nothing behind, the steps before it stay, and the
// next run goes on from there.
func TestFailedStepLeavesNothing(t *testing.T) {
	tests := []struct {
		name     string
		obstacle string // stands in the way of a step, which makes this too
		done     int    // steps before it
		gone     string // what the step made before it failed
	}{
		{"the last table of a file", "snoozes", 2, "notices"},
		{"the job queue, in its second version", "river_job", 4, "river_leader"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := pgtest.Empty(t)
			tell(t, url, `CREATE TABLE `+tt.obstacle+` (in_the_way int)`)
			if _, err := migrate.Up(t.Context(), url); err == nil || !strings.Contains(err.Error(), tt.obstacle) {
				t.Fatalf("up: %v, want an error about %s", err, tt.obstacle)
			}
			behind(t, url, all-tt.done)
			if left := texts(t, connect(t, url), `SELECT relname::text FROM pg_class WHERE relname = $1`, tt.gone); len(left) != 0 {
				t.Errorf("the failed step left %v", left)
			}
			tell(t, url, `DROP TABLE `+tt.obstacle)
			up(t, url, all-tt.done)
			reviewed(t, url)
		})
	}
}

// The program is killed in the middle of a step: to the database its
// connection is gone.
func TestKilledInTheMiddleOfAStep(t *testing.T) {
	url := pgtest.Empty(t)
	tell(t, url, `CREATE TABLE deadlines (in_the_way int)`)
	if _, err := migrate.Up(t.Context(), url); err == nil {
		t.Fatal("nothing stood in the way of the third step")
	}
	tell(t, url, `DROP TABLE deadlines`)
	// The third step refers to people; it waits in its middle for this lock.
	holder := connect(t, url)
	if _, err := holder.Exec(t.Context(), `BEGIN; LOCK TABLE people`); err != nil {
		t.Fatal(err)
	}
	failed := make(chan error, 1)
	go func() {
		_, err := migrate.Up(t.Context(), url)
		failed <- err
	}()
	killer := connect(t, url)
	for len(texts(t, killer, `
		SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
		WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'CREATE TABLE%'`)) == 0 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := <-failed; err == nil {
		t.Error("up outlived its connection")
	}
	if _, err := holder.Exec(t.Context(), `ROLLBACK`); err != nil {
		t.Fatal(err)
	}
	behind(t, url, all-2)
	up(t, url, all-2)
	reviewed(t, url)
}

// The job queue's step broke off between two of the queue's own versions, or
// after the last and before ours was noted.
func TestQueueStepGoesOnWhereItWas(t *testing.T) {
	url := before(t, "school_years")
	tell(t, url, `DELETE FROM goose_db_version WHERE version_id = 5`)
	behind(t, url, all-4)
	up(t, url, all-4)
	reviewed(t, url)
}

// before returns a database that has all steps but the one that makes a table
// and those after it.
func before(t *testing.T, table string) string {
	t.Helper()
	url := pgtest.Empty(t)
	tell(t, url, `CREATE TABLE `+table+` (in_the_way int)`)
	if _, err := migrate.Up(t.Context(), url); err == nil {
		t.Fatalf("no step makes a table %s", table)
	}
	tell(t, url, `DROP TABLE `+table)
	return url
}

// Step 6: the one school year of each calendar stays; a calendar that has none,
// or half of one, is a calendar still.
func TestSchoolYearsMoveOver(t *testing.T) {
	url := before(t, "school_years")
	tell(t, url,
		`INSERT INTO calendars VALUES ('demo', '', '2025-08-18', '2026-06-12'), ('demo', 'Lincoln Middle', '2025-08-20', '2026-06-11'),
			('demo', 'North High', NULL, NULL), ('demo', 'South High', '2025-08-18', NULL)`,
		`INSERT INTO calendar_days VALUES ('demo', '', '2025-09-01', 'Labor Day')`)
	up(t, url, all-5)
	conn := connect(t, url)
	for query, want := range map[string][]string{
		`SELECT concat_ws(' ', school, starts, ends, second) FROM school_years ORDER BY school`: {" 2025-08-18 2026-06-12", "Lincoln Middle 2025-08-20 2026-06-11"},
		`SELECT school FROM calendars ORDER BY school`:                                          {"", "Lincoln Middle", "North High", "South High"},
		`SELECT why FROM calendar_days`:                                                         {"Labor Day"},
	} {
		if diff := cmp.Diff(want, texts(t, conn, query)); diff != "" {
			t.Errorf("%s, -want +got:\n%s", query, diff)
		}
	}
	reviewed(t, url)
}

func TestNoSuchDatabase(t *testing.T) {
	url := pgtest.Empty(t)
	for _, address := range []string{strings.Replace(url, "/test_", "/nowhere_", 1), "postgres://%zz", "postgres:///x?host=/nowhere"} {
		if _, err := migrate.Up(t.Context(), address); err == nil {
			t.Errorf("up of %s: no error", address)
		}
		if _, err := migrate.Behind(t.Context(), address); err == nil {
			t.Errorf("behind of %s: no error", address)
		}
	}
}

// The name of the schema is the same each time and plain enough for a database's.
func TestFingerprint(t *testing.T) {
	one, err := migrate.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	if two, err := migrate.Fingerprint(); err != nil || one != two || len(one) != 16 || strings.Trim(one, "0123456789abcdef") != "" {
		t.Errorf("%q, then %q, %v", one, two, err)
	}
}
