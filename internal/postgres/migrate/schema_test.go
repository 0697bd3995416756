package migrate_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// dump writes a schema down so that a person can read it: tables with their
// columns, keys, checks, indexes and triggers, then functions. Of the job queue,
// which is not ours, it has the names and the version.
func dump(t *testing.T, url string) string {
	t.Helper()
	conn := connect(t, url)
	var b strings.Builder
	for _, table := range ours(t, conn) {
		fmt.Fprintf(&b, "table %s\n", table)
		for _, part := range []string{columns, constraints, indexes, triggers} {
			for _, line := range texts(t, conn, part, table) {
				fmt.Fprintf(&b, "    %s\n", line)
			}
		}
		b.WriteByte('\n')
	}
	for _, line := range texts(t, conn, functions) {
		fmt.Fprintf(&b, "%s\n", strings.TrimSpace(line))
	}
	b.WriteString("\nthe job queue's\n")
	for _, line := range texts(t, conn, queue) {
		fmt.Fprintf(&b, "    %s\n", line)
	}
	return b.String()
}

const (
	tables = `
		SELECT relname::text FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm') AND relname NOT LIKE 'river%' AND relname <> 'goose_db_version'
		ORDER BY relname`
	columns = `
		SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
		       || CASE a.attidentity WHEN 'a' THEN ' generated always as identity' ELSE '' END
		       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
		FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
		WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`
	constraints = `
		SELECT lower(left(pg_get_constraintdef(oid), strpos(pg_get_constraintdef(oid), '('))) || substr(pg_get_constraintdef(oid), strpos(pg_get_constraintdef(oid), '(') + 1)
		FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype IN ('p', 'u', 'f', 'c') ORDER BY strpos('pufc', contype::text), 1`
	indexes = `
		SELECT regexp_replace(pg_get_indexdef(i.indexrelid), ' ON public\.\S+ USING', ' USING') FROM pg_index i
		WHERE i.indrelid = $1::text::regclass AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
		ORDER BY 1`
	triggers = `
		SELECT regexp_replace(pg_get_triggerdef(oid), ' ON public\.\S+', '') FROM pg_trigger
		WHERE tgrelid = $1::text::regclass AND NOT tgisinternal ORDER BY tgname`
	functions = `
		SELECT pg_get_functiondef(oid) FROM pg_proc
		WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'river%' ORDER BY proname, pronargs`
	queue = `
		(SELECT 'table ' || relname FROM pg_class
		 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname LIKE 'river%' ORDER BY relname)
		UNION ALL
		(SELECT 'version ' || max(version)::text FROM river_migration)`
)

// ours are the tables that our own steps made.
func ours(t *testing.T, conn *pgx.Conn) []string {
	t.Helper()
	return texts(t, conn, tables)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return conn
}

// texts returns the one text column of a query.
func texts(t *testing.T, conn *pgx.Conn, query string, args ...any) []string {
	t.Helper()
	rows, err := conn.Query(t.Context(), query, args...)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	return lines
}

// Issue 2.3 names them; others may come.
func TestTablesAreNamedByTheirNouns(t *testing.T) {
	tables := ours(t, connect(t, newest(t)))
	for _, noun := range []string{
		"people", "schools", "programs", "cases", "parties", "records", "signatures", "meetings", "attendees", "deadlines",
		"notices", "deliveries", "visits", "requests", "audit", "calendars", "school_years",
	} {
		if !slices.Contains(tables, noun) {
			t.Errorf("no table %s in %v", noun, tables)
		}
	}
}

// The tenant is in every key: primary, unique and foreign, so that no statement
// can tie a row of one district to a row of another.
func TestEveryKeyHasTheDistrict(t *testing.T) {
	conn := connect(t, newest(t))
	for _, table := range ours(t, conn) {
		keys := texts(t, conn, `
			SELECT pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = $1::text::regclass AND indisunique`, table)
		for _, key := range keys {
			if !strings.Contains(key, "(district") {
				t.Errorf("%s: the key does not begin with the district: %s", table, key)
			}
		}
		if primary := texts(t, conn, `
			SELECT conname::text FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'p'`, table); len(primary) != 1 {
			t.Errorf("%s has no primary key", table)
		}
		for _, key := range texts(t, conn, `
			SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = $1::text::regclass AND contype = 'f'`, table) {
			if strings.Count(key, "(district, ") != 2 {
				t.Errorf("%s: the reference may cross districts: %s", table, key)
			}
		}
	}
}

// Every column that is an instant or a day, by its name: a new one is thought
// about before it stands here.
var (
	days     = []string{"case_shifts.was", "case_shifts.now", "school_years.starts", "school_years.ends", "school_years.second", "deadlines.starts", "deadlines.opens", "deadlines.due", "deadlines.met", "cases.opened", "cases.closed"}
	instants = []string{"meetings.starts", "meetings.ends", "cases.plan_again", "programs.first_used", "snoozes.until", "deliveries.leased_until"}
)

// timestamptz for what happened, date for days (issue 2.3).
func TestTimesAndDays(t *testing.T) {
	conn := connect(t, newest(t))
	for _, line := range texts(t, conn, `
		SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
		WHERE table_schema = 'public' AND table_name NOT LIKE 'river%' AND table_name <> 'goose_db_version' ORDER BY 1`) {
		column, kind, _ := strings.Cut(line, " ")
		_, name, _ := strings.Cut(column, ".")
		want := ""
		switch {
		case name == "day" || slices.Contains(days, column):
			want = "date"
		case name == "at" || strings.HasSuffix(name, "_at") || slices.Contains(instants, column):
			want = "timestamp with time zone"
		}
		if aboutTime := kind == "date" || strings.HasPrefix(kind, "time"); want != kind && (want != "" || aboutTime) {
			t.Errorf("%s is of type %s, want %q", column, kind, want)
		}
	}
}
