package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/postgres"
	"parbot/internal/schoolday"
)

// calendar makes a calendar of its school years, as "START END" or "START END
// SECOND", and of closed days, each closed because of its own date.
func calendar(years, closed string) schoolday.Calendar {
	var all []schoolday.Year
	for one := range strings.SplitSeq(years, ", ") {
		if days := strings.Fields(one); len(days) > 0 {
			y := schoolday.Year{Start: on(days[0]), End: on(days[1])}
			if len(days) > 2 {
				y.Second = on(days[2])
			}
			all = append(all, y)
		}
	}
	var days []schoolday.Closed
	for day := range strings.FieldsSeq(closed) {
		days = append(days, schoolday.Closed{Day: on(day), Why: "closed on " + day})
	}
	return schoolday.New(time.UTC, days, all...)
}

// stored is what a school's calendar is in the store; nil when it has none.
func (d *district) stored(school string) (cal *schoolday.Calendar) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		got, ok, err := tx.Calendar(ctx, school, time.UTC)
		if ok {
			cal = &got
		}
		return err
	})
	return cal
}

func (d *district) saveCalendar(school string, cal schoolday.Calendar) error {
	return d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.SaveCalendar(ctx, school, cal) })
}

// sameCalendar compares what is stored with what should be.
func (d *district) sameCalendar(what, school string, want schoolday.Calendar) {
	d.Helper()
	got := d.stored(school)
	if got == nil {
		d.Fatalf("%s: %q has no calendar", what, school)
	}
	if diff := cmp.Diff(want.Years, got.Years) + cmp.Diff(want.ClosedDays(), got.ClosedDays()); diff != "" {
		d.Errorf("%s, %q: -want +got:\n%s", what, school, diff)
	}
}

// A new school year comes beside the old ones; one that comes again, with other
// days, replaces itself with its closed days and no others.
func TestSchoolYears(t *testing.T) {
	d := open(t)
	if got := d.stored(""); got != nil {
		t.Errorf("a district without a calendar has %+v", got)
	}
	const (
		first  = "2024-08-19 2025-06-06"
		second = "2025-08-18 2026-06-04 2026-01-20"
		third  = "2026-08-17 2027-06-04"
	)
	for _, step := range []struct{ what, years, closed, wantYears, wantClosed string }{
		{"a year", second, "2025-09-01 2025-11-24", second, "2025-09-01 2025-11-24"},
		{"the next", third, "2026-09-07", second + ", " + third, "2025-09-01 2025-11-24 2026-09-07"},
		{"the one before", first, "2024-09-02 2025-07-04", first + ", " + second + ", " + third, "2024-09-02 2025-07-04 2025-09-01 2025-11-24 2026-09-07"},
		{
			"the second once more, with its summer", second, "2025-11-25 2026-07-03",
			first + ", " + second + ", " + third, "2024-09-02 2025-07-04 2025-11-25 2026-07-03 2026-09-07",
		},
		{
			"the same file again", second, "2025-11-25 2026-07-03",
			first + ", " + second + ", " + third, "2024-09-02 2025-07-04 2025-11-25 2026-07-03 2026-09-07",
		},
		{
			"it begins a week later", "2025-08-25 2026-06-05", "2025-11-26",
			first + ", 2025-08-25 2026-06-05, " + third, "2024-09-02 2025-07-04 2025-11-26 2026-09-07",
		},
		{
			"it begins two weeks sooner, after a day without school", "2025-08-11 2026-06-05", "2025-08-08 2025-11-26",
			first + ", 2025-08-11 2026-06-05, " + third, "2024-09-02 2025-07-04 2025-08-08 2025-11-26 2026-09-07",
		},
		{"two at once", second + ", " + third, "2025-09-01 2026-09-07 2027-07-05", first + ", " + second + ", " + third, "2024-09-02 2025-07-04 2025-08-08 2025-09-01 2026-09-07 2027-07-05"},
		{"no year at all: the whole calendar", "", "2025-09-02", "", "2025-09-02"},
	} {
		if err := d.saveCalendar("", calendar(step.years, step.closed)); err != nil {
			t.Fatal(step.what, err)
		}
		d.sameCalendar(step.what, "", calendar(step.wantYears, step.wantClosed))
	}
}

// A school may differ from its district, also in having no closed days; neither
// changes the other.
func TestCalendarsOfSchools(t *testing.T) {
	d := open(t)
	all := calendar("2025-08-18 2026-06-04", "2025-11-24")
	own := calendar("2025-08-19 2026-06-05", "2025-11-25")
	bare := calendar("", "")
	for _, step := range []struct {
		school string
		cal    schoolday.Calendar
		want   map[string]schoolday.Calendar
	}{
		{"", all, map[string]schoolday.Calendar{"": all}},
		{"Lincoln Middle", own, map[string]schoolday.Calendar{"": all, "Lincoln Middle": own}},
		{"", own, map[string]schoolday.Calendar{"": own, "Lincoln Middle": own}},
		{"Lincoln Middle", bare, map[string]schoolday.Calendar{"": own, "Lincoln Middle": bare}},
	} {
		if err := d.saveCalendar(step.school, step.cal); err != nil {
			t.Fatal(err)
		}
		for school, want := range step.want {
			d.sameCalendar("after "+step.school, school, want)
		}
		if got := d.stored("North High"); got != nil {
			t.Errorf("a school that never had a calendar has %+v", got)
		}
	}
}

// What cannot be a year leaves the calendar before it as it was.
func TestCalendarRefuses(t *testing.T) {
	d := open(t)
	good := calendar("2025-08-18 2026-06-04", "2025-11-24")
	if err := d.saveCalendar("", good); err != nil {
		t.Fatal(err)
	}
	for _, years := range []string{"2026-06-04 2025-08-18", "2025-08-18 2026-06-04 2026-06-05", "2025-08-18 2026-06-04 2025-08-18"} {
		if err := d.saveCalendar("", calendar(years, "2025-11-25")); code(err) != checkViolation {
			t.Errorf("%s: %v", years, err)
		}
		d.sameCalendar(years, "", good)
	}
}

// Days are days wherever the database or this program stands: none moves by one.
func TestAnyDayComesBack(t *testing.T) {
	d := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		first := schoolday.Day(rapid.Int32Range(1, int32(schoolday.Date(9000, 1, 1))).Draw(rt, "first"))
		year := schoolday.Year{Start: first, End: first.Add(rapid.IntRange(2, 400).Draw(rt, "long"))}
		if rapid.Bool().Draw(rt, "semesters") {
			year.Second = first.Add(rapid.IntRange(1, int(year.End-first)).Draw(rt, "second"))
		}
		var closed []schoolday.Closed
		n := rapid.IntRange(0, 20).Draw(rt, "closed")
		for day := first; len(closed) < n; day = day.Add(rapid.IntRange(1, 30).Draw(rt, "later")) {
			closed = append(closed, schoolday.Closed{Day: day, Why: "closed"})
		}
		// Without a year first, for other years would stay.
		if err := d.saveCalendar("", schoolday.New(time.UTC, nil)); err != nil {
			rt.Fatal(err)
		}
		want := schoolday.New(time.UTC, closed, year)
		if err := d.saveCalendar("", want); err != nil {
			rt.Fatal(err)
		}
		got := d.stored("")
		if diff := cmp.Diff(want.Years, got.Years) + cmp.Diff(want.ClosedDays(), got.ClosedDays()); diff != "" {
			rt.Fatalf("-want +got:\n%s", diff)
		}
	})
}
