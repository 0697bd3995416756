package postgres_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/postgres"
	"parbot/internal/schoolday"
)

// year is a calendar as the store has it.
type year struct {
	Start, End schoolday.Day
	Closed     []schoolday.Closed
	OK         bool
}

func (d *district) calendar(school string) (y year) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		y.Start, y.End, y.Closed, y.OK, err = tx.Calendar(ctx, school)
		return err
	})
	return y
}

func (d *district) setCalendar(school string, y year) error {
	return d.try(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.SaveCalendar(ctx, school, y.Start, y.End, y.Closed)
	})
}

// A school may differ from its district; each calendar takes the place of the
// one before it, whole.
func TestCalendars(t *testing.T) {
	d := open(t)
	if got := d.calendar(""); got.OK {
		t.Errorf("a district without a calendar has %+v", got)
	}
	first := year{on("2025-08-18"), on("2026-06-04"), []schoolday.Closed{{Day: on("2025-11-24"), Why: "Thanksgiving week"}, {Day: on("2025-11-25"), Why: ""}}, true}
	second := year{on("2025-08-19"), on("2026-06-05"), []schoolday.Closed{{Day: on("2025-11-25"), Why: "Thanksgiving"}}, true}
	open := year{OK: true}
	steps := []struct {
		school string
		save   year
		want   map[string]year
	}{
		{"", first, map[string]year{"": first, "Lincoln Middle": {}}},
		{"Lincoln Middle", second, map[string]year{"": first, "Lincoln Middle": second}},
		{"", second, map[string]year{"": second, "Lincoln Middle": second}},
		{"", second, map[string]year{"": second, "Lincoln Middle": second}},
		{"Lincoln Middle", open, map[string]year{"": second, "Lincoln Middle": open}},
	}
	for i, s := range steps {
		if err := d.setCalendar(s.school, s.save); err != nil {
			t.Fatal(err)
		}
		for school, want := range s.want {
			if diff := cmp.Diff(want, d.calendar(school)); diff != "" {
				t.Errorf("step %d, %q: -want +got:\n%s", i, school, diff)
			}
		}
	}
}

// What cannot be a year leaves the one before as it was.
func TestCalendarRefuses(t *testing.T) {
	d := open(t)
	good := year{on("2025-08-18"), on("2026-06-04"), []schoolday.Closed{{Day: on("2025-11-24"), Why: "Thanksgiving"}}, true}
	if err := d.setCalendar("", good); err != nil {
		t.Fatal(err)
	}
	twice := []schoolday.Closed{{Day: on("2025-11-24"), Why: "one"}, {Day: on("2025-11-24"), Why: "two"}}
	for want, bad := range map[string]year{
		checkViolation:  {on("2026-06-04"), on("2025-08-18"), nil, true},
		uniqueViolation: {good.Start, good.End, twice, true},
	} {
		if err := d.setCalendar("", bad); code(err) != want {
			t.Errorf("%+v: %v", bad, err)
		}
		if diff := cmp.Diff(good, d.calendar("")); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}
}

// Days are days wherever the database or this program stands: none moves by one.
func TestAnyDayComesBack(t *testing.T) {
	d := open(t)
	rapid.Check(t, func(rt *rapid.T) {
		first := schoolday.Day(rapid.Int32Range(1, int32(schoolday.Date(9000, 1, 1))).Draw(rt, "first"))
		want := year{Start: first, End: first.Add(rapid.IntRange(1, 400).Draw(rt, "long")), OK: true}
		closed := rapid.IntRange(0, 20).Draw(rt, "closed")
		for day := first; len(want.Closed) < closed; day = day.Add(rapid.IntRange(1, 30).Draw(rt, "later")) {
			want.Closed = append(want.Closed, schoolday.Closed{Day: day, Why: "closed"})
		}
		if err := d.setCalendar("", want); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, d.calendar("")); diff != "" {
			rt.Fatalf("-want +got:\n%s", diff)
		}
	})
}
