package schoolday_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/schoolday"
)

func stretch(t testing.TB, first, last string) schoolday.Stretch {
	t.Helper()
	return schoolday.Stretch{First: day(t, first), Last: day(t, last)}
}

// A break is days on end without school, one of them a closed weekday, with the
// weekends beside it.
func TestBreaks(t *testing.T) {
	want := []schoolday.Stretch{
		stretch(t, "2025-08-30", "2025-09-01"), // Labor Day, a Monday
		stretch(t, "2025-11-11", "2025-11-11"), // Veterans Day, a Tuesday
		stretch(t, "2025-11-22", "2025-11-30"),
		stretch(t, "2025-12-20", "2026-01-04"),
		stretch(t, "2026-01-17", "2026-01-19"),
		stretch(t, "2026-02-14", "2026-02-16"),
	}
	if diff := cmp.Diff(want, sample(t).Breaks()); diff != "" {
		t.Errorf("breaks, -want +got:\n%s", diff)
	}
	weekend := schoolday.New(time.UTC, []schoolday.Closed{{Day: day(t, "2025-10-11")}, {Day: day(t, "2025-10-12")}})
	if got := weekend.Breaks(); got != nil {
		t.Errorf("a closed weekend is a break: %v", got)
	}
}

func TestJoin(t *testing.T) {
	got := schoolday.Join([]schoolday.Stretch{
		stretch(t, "2025-10-20", "2025-10-22"), stretch(t, "2025-10-06", "2025-10-08"), stretch(t, "2025-10-09", "2025-10-10"),
		stretch(t, "2025-10-21", "2025-10-21"), stretch(t, "2025-10-15", "2025-10-14"),
	})
	want := []schoolday.Stretch{stretch(t, "2025-10-06", "2025-10-10"), stretch(t, "2025-10-20", "2025-10-22")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("joined, -want +got:\n%s", diff)
	}
}

// Counting past stretches is counting day by day and leaving theirs out.
func TestCountPastProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal, from, n := anyCalendar().Draw(t, "calendar"), nearDay().Draw(t, "from"), rapid.IntRange(1, 90).Draw(t, "n")
		var stops []schoolday.Stretch
		for range rapid.IntRange(0, 4).Draw(t, "stops") {
			first := from.Add(rapid.IntRange(-20, 60).Draw(t, "first"))
			stops = append(stops, schoolday.Stretch{First: first, Last: first.Add(rapid.IntRange(0, 20).Draw(t, "length"))})
		}
		stops = schoolday.Join(stops)
		unit := rapid.SampledFrom([]schoolday.Unit{schoolday.Days, schoolday.WorkingDays}).Draw(t, "unit")
		counts := func(d schoolday.Day) bool {
			for _, s := range stops {
				if s.Has(d) {
					return false
				}
			}
			return unit == schoolday.Days || cal.IsSchoolDay(d)
		}
		want := from
		for left := n; left > 0; {
			if want++; counts(want) {
				left--
			}
		}
		w := cal.CountPast(stops, from, schoolday.Span{N: n, Unit: unit}, schoolday.Stay)
		if w.Due != want {
			t.Fatalf("%d %s from %s past %v: %s, want %s", n, unit, from, stops, w.Due, want)
		}
		for _, s := range w.Skipped {
			if s.First <= from || s.First > w.Due {
				t.Fatalf("%v was passed over between %s and %s", s, from, w.Due)
			}
		}
	})
}

// What counts back, or not at all, passes over nothing; what has no end never ends.
func TestCountPastEnds(t *testing.T) {
	cal := sample(t)
	forever := []schoolday.Stretch{{First: day(t, "2025-10-08"), Last: schoolday.Ever}}
	for _, unit := range []schoolday.Unit{schoolday.Days, schoolday.WorkingDays, schoolday.Weeks, schoolday.Months} {
		if w := cal.CountPast(forever, day(t, "2025-10-06"), schoolday.Span{N: 10, Unit: unit}, schoolday.Forward); w.Raw < schoolday.Ever {
			t.Errorf("10 %s end on %s", unit, w.Raw)
		}
		back := schoolday.Span{N: -2, Unit: unit}
		if diff := cmp.Diff(cal.Count(day(t, "2025-11-06"), back, schoolday.Stay), cal.CountPast(forever, day(t, "2025-11-06"), back, schoolday.Stay)); diff != "" {
			t.Errorf("2 %s back: %s", unit, diff)
		}
	}
}
