package migrations_test

import (
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"parbot/migrations"
)

// names are the files as they are run, in order.
func names(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(migrations.FS, "*")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("no steps are embedded")
	}
	return files
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(migrations.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A file is called by its number, four digits, and a word or two. Numbers are
// given once and rise; that the whole row, with the job queue's step in it, has
// no gap is a test of package migrate.
func TestFilesAreNumbered(t *testing.T) {
	form := regexp.MustCompile(`^(\d{4})_[a-z]+(_[a-z]+)*\.sql$`)
	last := 0
	for _, name := range names(t) {
		parts := form.FindStringSubmatch(name)
		if parts == nil {
			t.Errorf("%s is not called like 0001_people.sql", name)
			continue
		}
		number, err := strconv.Atoi(parts[1])
		if err != nil || number <= last {
			t.Errorf("%s comes after number %d", name, last)
		}
		last = number
	}
}

// A reader learns why a step was needed before what it does.
func TestEachStepSaysWhy(t *testing.T) {
	for _, name := range names(t) {
		why, _, _ := strings.Cut(read(t, name), "\n")
		words, ok := strings.CutPrefix(why, "-- Why: ")
		if !ok || len(strings.Fields(words)) < 3 {
			t.Errorf("%s begins %q, want a line that says -- Why:", name, why)
		}
	}
}

// Steps go forward only (STYLE §9), each in one transaction.
func TestStepsGoForwardInATransaction(t *testing.T) {
	for _, name := range names(t) {
		text := read(t, name)
		if n := strings.Count(text, "-- +goose Up"); n != 1 {
			t.Errorf("%s has %d marks that begin it, want 1", name, n)
		}
		for _, mark := range []string{"+goose Down", "NO TRANSACTION", "DROP TABLE", "CONCURRENTLY"} {
			if strings.Contains(strings.ToUpper(text), strings.ToUpper(mark)) {
				t.Errorf("%s says %q", name, mark)
			}
		}
	}
}

// What happened is an instant; a wall clock without its zone is neither an
// instant nor a day. Now is an argument, in SQL too (DESIGN §1, invariant 6).
func TestStepsKnowNoClock(t *testing.T) {
	clock := regexp.MustCompile(`(?i)\bnow\(\)|current_(date|timestamp|time)\b|clock_timestamp|\btimestamp\b|\blocaltime`)
	for _, name := range names(t) {
		if found := clock.FindString(read(t, name)); found != "" {
			t.Errorf("%s says %q", name, found)
		}
	}
}
