package schoolday_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"parbot/internal/schoolday"
)

// day reads a date of a table; a table with a typing error fails at once.
func day(t testing.TB, s string) schoolday.Day {
	t.Helper()
	if s == "" {
		return schoolday.None
	}
	d, err := schoolday.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// anyDay draws a day between the years 1 and 9999.
func anyDay() *rapid.Generator[schoolday.Day] {
	return rapid.Map(rapid.Int32Range(1, 3652059), func(n int32) schoolday.Day { return schoolday.Day(n) })
}

func TestParse(t *testing.T) {
	good := map[string]schoolday.Day{
		"0001-01-01": 1,
		"0001-12-31": 365,
		"1970-01-01": 719163,
		"2000-02-29": 730179,
		"2025-10-06": 739530,
		"9999-12-31": 3652059,
	}
	for text, want := range good {
		got, err := schoolday.Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	bad := []string{
		"", "2025", "2025-10", "2025-1-6", "2025-10-6", "25-10-06", "2025-02-29", "2025-13-01", "2025-00-10", "2025-10-00",
		"2025-10-32", "2025/10/06", "10/06/2025", " 2025-10-06", "2025-10-06 ", "2025-10-06T00:00:00Z", "-2025-10-06",
		"10000-01-01", "２０２５-10-06", "0000-01-01", "0000-12-31", "today",
	}
	for _, text := range bad {
		if got, err := schoolday.Parse(text); err == nil || got != schoolday.None {
			t.Errorf("Parse(%q) = %s, %v; want an error and no day", text, got, err)
		}
	}
}

func TestDate(t *testing.T) {
	tests := []struct {
		year  int
		month time.Month
		day   int
		want  string
	}{
		{2025, time.October, 6, "2025-10-06"},
		{2025, time.February, 29, "2025-03-01"},
		{2024, time.February, 29, "2024-02-29"},
		{2025, time.December + 1, 1, "2026-01-01"},
		{2025, time.January, 0, "2024-12-31"},
		{2025, time.March, -1, "2025-02-27"},
		{1900, time.February, 29, "1900-03-01"}, // no leap year
		{2000, time.February, 29, "2000-02-29"}, // one all the same
	}
	for _, tt := range tests {
		if got := schoolday.Date(tt.year, tt.month, tt.day).String(); got != tt.want {
			t.Errorf("Date(%d, %d, %d) = %s, want %s", tt.year, tt.month, tt.day, got, tt.want)
		}
	}
}

func TestNoDay(t *testing.T) {
	if got := schoolday.None.String(); got != "" {
		t.Errorf("no day is written %q, want nothing", got)
	}
	var zero schoolday.Day
	if zero != schoolday.None {
		t.Errorf("the zero day is %d, want no day", zero)
	}
}

func TestAdd(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2025-10-06", 0, "2025-10-06"},
		{"2025-10-06", 1, "2025-10-07"},
		{"2025-12-31", 1, "2026-01-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2025-02-28", 1, "2025-03-01"},
		{"2024-02-29", 365, "2025-02-28"},
		{"2025-03-01", -1, "2025-02-28"},
		{"2026-01-01", -1, "2025-12-31"},
		{"2025-11-01", 2, "2025-11-03"}, // over the night of 25 hours
		{"2026-03-07", 2, "2026-03-09"}, // over the night of 23 hours
	}
	for _, tt := range tests {
		if got := day(t, tt.from).Add(tt.n).String(); got != tt.want {
			t.Errorf("%s + %d days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

// M1, M2: months are clipped to the end of a shorter month.
func TestAddMonths(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2025-10-31", 6, "2026-04-30"},   // M1
		{"2025-08-31", 6, "2026-02-28"},   // M1
		{"2025-09-15", 6, "2026-03-15"},   // M2
		{"2025-09-15", 12, "2026-09-15"},  // M2
		{"2024-02-29", 12, "2025-02-28"},  // M2
		{"2024-02-29", 48, "2028-02-29"},  // the next leap day
		{"2023-08-31", 6, "2024-02-29"},   // into a leap year
		{"2025-01-31", 1, "2025-02-28"},   //
		{"2025-01-31", 3, "2025-04-30"},   // counted from the start, not from the clipped February
		{"2025-11-30", 3, "2026-02-28"},   // over the year's end
		{"2025-12-31", 1, "2026-01-31"},   //
		{"2025-03-31", -1, "2025-02-28"},  // backwards
		{"2025-01-15", -1, "2024-12-15"},  //
		{"2025-01-31", -12, "2024-01-31"}, //
		{"2025-01-31", -25, "2022-12-31"}, //
		{"2025-05-05", 0, "2025-05-05"},   //
	}
	for _, tt := range tests {
		if got := day(t, tt.from).AddMonths(tt.n).String(); got != tt.want {
			t.Errorf("%s + %d months = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestISOWeek(t *testing.T) {
	tests := []struct{ day, week, monday, sunday string }{
		{"2025-10-06", "2025-W41", "2025-10-06", "2025-10-12"},
		{"2025-10-12", "2025-W41", "2025-10-06", "2025-10-12"},
		{"2025-10-13", "2025-W42", "2025-10-13", "2025-10-19"},
		{"2025-11-27", "2025-W48", "2025-11-24", "2025-11-30"}, // K1
		{"2025-12-28", "2025-W52", "2025-12-22", "2025-12-28"},
		{"2025-12-29", "2026-W01", "2025-12-29", "2026-01-04"}, // belongs to the next year
		{"2026-01-01", "2026-W01", "2025-12-29", "2026-01-04"},
		{"2026-12-31", "2026-W53", "2026-12-28", "2027-01-03"}, // a year of 53 weeks
		{"2027-01-03", "2026-W53", "2026-12-28", "2027-01-03"}, // belongs to the last year
		{"2027-01-04", "2027-W01", "2027-01-04", "2027-01-10"},
		{"2024-12-30", "2025-W01", "2024-12-30", "2025-01-05"},
		{"2021-01-01", "2020-W53", "2020-12-28", "2021-01-03"},
	}
	for _, tt := range tests {
		d := day(t, tt.day)
		if got := d.ISOWeek(); got != tt.week {
			t.Errorf("week of %s = %s, want %s", tt.day, got, tt.week)
		}
		if d.Monday() != day(t, tt.monday) || d.Sunday() != day(t, tt.sunday) {
			t.Errorf("%s lies in %s to %s, want %s to %s", tt.day, d.Monday(), d.Sunday(), tt.monday, tt.sunday)
		}
	}
}

func TestDayString(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "day")
		back, err := schoolday.Parse(d.String())
		if err != nil || back != d {
			t.Fatalf("%d is written %q, which reads as %d, %v", d, d, back, err)
		}
	})
}

func TestDayAgreesWithTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDay().Draw(t, "day")
		utc := d.UTC()
		if schoolday.Of(utc) != d || schoolday.Date(utc.Date()) != d {
			t.Fatalf("%s in UTC is %s", d, utc)
		}
		if d.Weekday() != utc.Weekday() || d.Year() != utc.Year() {
			t.Fatalf("%s: %s of %d, want %s of %d", d, d.Weekday(), d.Year(), utc.Weekday(), utc.Year())
		}
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		if want := utc.AddDate(0, 0, n); d.Add(n).UTC() != want {
			t.Fatalf("%s + %d = %s, want %s", d, n, d.Add(n), want)
		}
		if monday := d.Monday(); monday.Weekday() != time.Monday || d < monday || d > d.Sunday() {
			t.Fatalf("%s is not between %s and %s", d, monday, d.Sunday())
		}
	})
}

// A month later is in the next month, on the same day or on its last.
func TestMonthsClip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := schoolday.Day(rapid.Int32Range(600000, 900000).Draw(t, "day"))
		n := rapid.IntRange(-200, 200).Draw(t, "months")
		to := from.AddMonths(n)
		months := func(d schoolday.Day) int { return 12*d.Year() + int(d.UTC().Month()) }
		if got := months(to) - months(from); got != n {
			t.Fatalf("%s + %d months = %s, which is %d months on", from, n, to, got)
		}
		lastOfMonth := to.Add(1).UTC().Day() == 1
		if to.UTC().Day() != from.UTC().Day() && (!lastOfMonth || to.UTC().Day() > from.UTC().Day()) {
			t.Fatalf("%s + %d months = %s, neither the same day nor a clipped one", from, n, to)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2025-10-06", "2024-02-29", "2025-02-29", "0000-12-31", "", "9999-12-31", "2025-10-06T00:00", "٢٠٢٥-10-06"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := schoolday.Parse(text)
		switch {
		case err != nil && d != schoolday.None:
			t.Errorf("Parse(%q) = %s with the error %v", text, d, err)
		case err == nil && d.String() != text:
			t.Errorf("Parse(%q) = %s", text, d)
		}
	})
}
