package schoolday_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/schoolday"
)

// The worked dates of DOMAIN 5.2, each by its name there.
func TestCount(t *testing.T) {
	cal := sample(t)
	tests := []struct {
		name string
		from string
		n    int
		unit schoolday.Unit
		roll schoolday.Roll
		want string
	}{
		{"R1 calendar", "2025-10-06", 10, schoolday.Days, schoolday.Forward, "2025-10-16"},
		{"R1 working", "2025-10-06", 10, schoolday.WorkingDays, schoolday.Stay, "2025-10-20"},
		{"R2 literal", "2025-11-20", 10, schoolday.Days, schoolday.Stay, "2025-11-30"},
		{"R2 rolled", "2025-11-20", 10, schoolday.Days, schoolday.Forward, "2025-12-01"},
		{"R2 working", "2025-11-20", 10, schoolday.WorkingDays, schoolday.Stay, "2025-12-11"},
		{"R3 literal", "2025-12-12", 10, schoolday.Days, schoolday.Stay, "2025-12-22"},
		{"R3 rolled", "2025-12-12", 10, schoolday.Days, schoolday.Forward, "2026-01-05"},
		{"R3 working", "2025-12-12", 10, schoolday.WorkingDays, schoolday.Stay, "2026-01-09"},
		{"W1", "2025-10-06", 42, schoolday.Days, schoolday.Stay, "2025-11-17"},
		{"W2 due", "2025-11-17", 42, schoolday.Days, schoolday.Stay, "2025-12-29"},
		{"W2 reminded", "2025-11-17", 42, schoolday.Days, schoolday.Back, "2025-12-19"},
		{"C1", "2025-08-27", 14, schoolday.Days, schoolday.Stay, "2025-09-10"},
		{"M1", "2025-10-31", 6, schoolday.Months, schoolday.Stay, "2026-04-30"},
		{"M1 February", "2025-08-31", 6, schoolday.Months, schoolday.Stay, "2026-02-28"},
		{"M2 from", "2025-09-15", 6, schoolday.Months, schoolday.Stay, "2026-03-15"},
		{"M2 to", "2025-09-15", 12, schoolday.Months, schoolday.Stay, "2026-09-15"},
		{"M2 leap", "2024-02-29", 12, schoolday.Months, schoolday.Stay, "2025-02-28"},
		{"M2 leap year", "2024-02-29", 1, schoolday.Years, schoolday.Stay, "2025-02-28"},
		{"A1 from", "2026-01-12", 45, schoolday.WorkingDays, schoolday.Stay, "2026-03-18"},
		{"A1 to", "2026-01-12", 90, schoolday.WorkingDays, schoolday.Stay, "2026-05-20"},
		{"A1 first ten", "2026-01-12", 10, schoolday.WorkingDays, schoolday.Stay, "2026-01-27"},
		{"weeks", "2025-10-06", 6, schoolday.Weeks, schoolday.Stay, "2025-11-17"},
		{"before", "2025-12-05", -7, schoolday.Days, schoolday.Back, "2025-11-21"},
		{"before, working", "2025-12-05", -5, schoolday.WorkingDays, schoolday.Stay, "2025-11-21"},
		{"months before", "2025-03-31", -1, schoolday.Months, schoolday.Stay, "2025-02-28"},
		{"a school day stays, forward", "2025-10-06", 0, schoolday.Days, schoolday.Forward, "2025-10-06"},
		{"a school day stays, back", "2025-10-06", 0, schoolday.Days, schoolday.Back, "2025-10-06"},
		{"minutes stay on the day", "2025-10-06", 90, schoolday.Minutes, schoolday.Stay, "2025-10-06"},
		{"hours too", "2025-10-06", 30, schoolday.Hours, schoolday.Stay, "2025-10-06"},
	}
	for _, tt := range tests {
		w := cal.Count(day(t, tt.from), schoolday.Span{N: tt.n, Unit: tt.unit}, tt.roll)
		if w.Due != day(t, tt.want) {
			t.Errorf("%s: %s + %s = %s, want %s", tt.name, tt.from, w.Span, w.Due, tt.want)
		}
	}
}

// A counted date shows its working: R2 fell on a Sunday and was moved.
func TestWorking(t *testing.T) {
	span := schoolday.Span{N: 10, Unit: schoolday.Days}
	got := sample(t).Count(day(t, "2025-11-20"), span, schoolday.Forward)
	want := schoolday.Working{From: day(t, "2025-11-20"), Span: span, Raw: day(t, "2025-11-30"), Due: day(t, "2025-12-01")}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("working, -want +got:\n%s", diff)
	}
}

func TestSpanString(t *testing.T) {
	tests := map[string]schoolday.Span{
		"1 day":           {N: 1, Unit: schoolday.Days},
		"10 days":         {N: 10, Unit: schoolday.Days},
		"0 days":          {N: 0, Unit: schoolday.Days},
		"-1 day":          {N: -1, Unit: schoolday.Days},
		"-7 days":         {N: -7, Unit: schoolday.Days},
		"1 working day":   {N: 1, Unit: schoolday.WorkingDays},
		"15 working days": {N: 15, Unit: schoolday.WorkingDays},
		"1 week":          {N: 1, Unit: schoolday.Weeks},
		"6 months":        {N: 6, Unit: schoolday.Months},
		"1 year":          {N: 1, Unit: schoolday.Years},
		"30 minutes":      {N: 30, Unit: schoolday.Minutes},
		"1 hour":          {N: 1, Unit: schoolday.Hours},
	}
	for want, s := range tests {
		if got := s.String(); got != want {
			t.Errorf("%d %q is written %q, want %q", s.N, s.Unit, got, want)
		}
	}
}

var counted = []schoolday.Unit{schoolday.Days, schoolday.WorkingDays, schoolday.Weeks, schoolday.Months, schoolday.Years}

func TestCountProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		from := nearDay().Draw(t, "from")
		unit := rapid.SampledFrom(counted).Draw(t, "unit")
		n := rapid.IntRange(0, 50).Draw(t, "n")
		roll := rapid.SampledFrom([]schoolday.Roll{schoolday.Stay, schoolday.Forward, schoolday.Back}).Draw(t, "roll")
		w := cal.Count(from, schoolday.Span{N: n, Unit: unit}, roll)
		more := cal.Count(from, schoolday.Span{N: n + 1, Unit: unit}, roll)
		later := cal.Count(from.Add(1), schoolday.Span{N: n, Unit: unit}, roll)
		if more.Due < w.Due || later.Due < w.Due {
			t.Fatalf("counting goes back: %s + %s = %s; one more %s; a day later %s", from, w.Span, w.Due, more.Due, later.Due)
		}
		if roll != schoolday.Stay && !cal.IsSchoolDay(w.Due) {
			t.Fatalf("%s rolled %s to %s, no school day", w.Raw, roll, w.Due)
		}
		switch {
		case roll == schoolday.Stay && w.Due != w.Raw, cal.IsSchoolDay(w.Raw) && w.Due != w.Raw,
			roll == schoolday.Forward && w.Due < w.Raw, roll == schoolday.Back && w.Due > w.Raw:
			t.Fatalf("%s rolled %q to %s", w.Raw, roll, w.Due)
		}
		if w.From != from || w.Span.N != n {
			t.Fatalf("the working is of %s + %s, asked were %s + %d", w.From, w.Span, from, n)
		}
	})
}
