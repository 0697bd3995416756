package schoolday_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/schoolday"
)

// sample is the calendar of DOMAIN 5.2.
func sample(t testing.TB) schoolday.Calendar {
	t.Helper()
	closed := []schoolday.Closed{
		{Day: day(t, "2025-09-01"), Why: "Labor Day"},
		{Day: day(t, "2025-11-11"), Why: "Veterans Day"},
		{Day: day(t, "2026-01-19"), Why: "Martin Luther King Jr. Day"},
		{Day: day(t, "2026-02-16"), Why: "Presidents' Day"},
	}
	for _, stretch := range []struct{ from, to, why string }{
		{"2025-11-24", "2025-11-28", "Thanksgiving break"}, {"2025-12-22", "2026-01-02", "Winter break"},
	} {
		for d := day(t, stretch.from); d <= day(t, stretch.to); d++ {
			closed = append(closed, schoolday.Closed{Day: d, Why: stretch.why})
		}
	}
	return schoolday.New(zone(t, "America/Los_Angeles"), closed, schoolday.Year{Start: day(t, "2025-08-18"), End: day(t, "2026-06-12")})
}

func TestIsSchoolDay(t *testing.T) {
	cal := sample(t)
	tests := map[string]bool{
		"2025-10-06": true,
		"2025-10-10": true,  // a Friday
		"2025-10-11": false, // a Saturday
		"2025-10-12": false, // a Sunday
		"2025-09-01": false, // closed
		"2025-11-24": false,
		"2025-11-28": false,
		"2025-12-01": true,
		"2025-12-29": false,
		"2026-01-05": true,
		"2026-07-06": true, // the contract's working days go on in summer
		"2025-08-15": true, // also before the school year
		"2026-07-04": false,
	}
	for text, want := range tests {
		if got := cal.IsSchoolDay(day(t, text)); got != want {
			t.Errorf("%s is a school day: %v, want %v", text, got, want)
		}
	}
}

func TestNextAndLast(t *testing.T) {
	cal := sample(t)
	tests := []struct{ day, next, last string }{
		{"2025-10-08", "2025-10-08", "2025-10-08"},
		{"2025-10-11", "2025-10-13", "2025-10-10"},
		{"2025-11-11", "2025-11-12", "2025-11-10"},
		{"2025-11-22", "2025-12-01", "2025-11-21"}, // the Saturday before the break
		{"2025-11-30", "2025-12-01", "2025-11-21"},
		{"2025-12-29", "2026-01-05", "2025-12-19"}, // W2
		{"2026-01-19", "2026-01-20", "2026-01-16"},
	}
	for _, tt := range tests {
		d := day(t, tt.day)
		if got := cal.Next(d); got != day(t, tt.next) {
			t.Errorf("next from %s = %s, want %s", tt.day, got, tt.next)
		}
		if got := cal.Last(d); got != day(t, tt.last) {
			t.Errorf("last up to %s = %s, want %s", tt.day, got, tt.last)
		}
	}
}

func TestAddSchoolDays(t *testing.T) {
	cal := sample(t)
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2025-10-06", 0, "2025-10-06"},
		{"2025-10-11", 0, "2025-10-11"}, // day 0, school day or not
		{"2025-10-11", 1, "2025-10-13"},
		{"2025-10-10", 1, "2025-10-13"},
		{"2025-10-06", 10, "2025-10-20"}, // R1
		{"2025-11-20", 10, "2025-12-11"}, // R2, over the break
		{"2025-12-12", 10, "2026-01-09"}, // R3
		{"2026-01-12", 10, "2026-01-27"}, // A1, over one closed day
		{"2025-11-21", 1, "2025-12-01"},
		{"2025-10-13", -1, "2025-10-10"},
		{"2025-10-12", -1, "2025-10-10"},
		{"2025-12-01", -1, "2025-11-21"},
		{"2025-10-20", -10, "2025-10-06"},
		{"2026-01-09", -10, "2025-12-12"},
	}
	for _, tt := range tests {
		if got := cal.AddSchoolDays(day(t, tt.from), tt.n); got != day(t, tt.want) {
			t.Errorf("%s + %d school days = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

// K1: a week without a school day owes nothing.
func TestFirstSchoolDay(t *testing.T) {
	cal := sample(t)
	tests := []struct {
		day, want string // "": the week has none
	}{
		{"2025-10-08", "2025-10-06"},
		{"2025-10-12", "2025-10-06"},
		{"2025-09-03", "2025-09-02"}, // Labor Day is a Monday
		{"2025-11-24", ""},           // K1
		{"2025-11-30", ""},           // K1, its Sunday
		{"2025-12-01", "2025-12-01"},
		{"2025-12-22", ""},
		{"2025-12-31", ""}, // the week of two years
		{"2026-01-04", ""},
		{"2026-01-21", "2026-01-20"},
	}
	for _, tt := range tests {
		got, ok := cal.FirstSchoolDay(day(t, tt.day))
		if got != day(t, tt.want) || ok != (tt.want != "") {
			t.Errorf("first school day in the week of %s = %s, %v; want %q", tt.day, got, ok, tt.want)
		}
	}
}

func TestClosedDays(t *testing.T) {
	days := []schoolday.Closed{
		{Day: day(t, "2026-02-16"), Why: "Presidents' Day"},
		{Day: day(t, "2025-09-01"), Why: "Labor Day"},
		{Day: day(t, "2025-11-11"), Why: "Veterans Day"},
	}
	cal := schoolday.New(time.UTC, days)
	want := []schoolday.Closed{days[1], days[2], days[0]}
	if diff := cmp.Diff(want, cal.ClosedDays()); diff != "" {
		t.Errorf("closed days, -want +got:\n%s", diff)
	}
	days[0].Day = schoolday.None
	if diff := cmp.Diff(want, cal.ClosedDays()); diff != "" {
		t.Errorf("a calendar changes with the list it was made of:\n%s", diff)
	}
}

func TestToday(t *testing.T) {
	cal := sample(t)
	tests := map[string]string{
		"2025-10-08T06:59:59Z": "2025-10-07", // a minute before midnight in Los Angeles
		"2025-10-08T07:00:00Z": "2025-10-08",
		"2025-12-01T07:59:59Z": "2025-11-30", // winter time
		"2025-12-01T08:00:00Z": "2025-12-01",
	}
	for at, want := range tests {
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.Today(now); got != day(t, want) {
			t.Errorf("today at %s = %s, want %s", at, got, want)
		}
	}
}

// A calendar that closes everything is a mistake; a search must still end.
func TestSearchEnds(t *testing.T) {
	start := day(t, "2025-08-18")
	var closed []schoolday.Closed
	for i := range 10000 {
		closed = append(closed, schoolday.Closed{Day: start.Add(i - 5000)})
	}
	cal := schoolday.New(time.UTC, closed)
	if got := cal.Next(start); got != start {
		t.Errorf("next of a calendar without school = %s, want the day itself", got)
	}
	if got := cal.Last(start); got != start {
		t.Errorf("last of a calendar without school = %s, want the day itself", got)
	}
	if got := cal.AddSchoolDays(start, 100); got < start {
		t.Errorf("100 school days after %s = %s", start, got)
	}
	if _, ok := cal.FirstSchoolDay(start); ok {
		t.Error("a week of a calendar without school has a school day")
	}
}

// anyCalendar draws a calendar with closed days around 2025.
func anyCalendar() *rapid.Generator[schoolday.Calendar] {
	return rapid.Custom(func(t *rapid.T) schoolday.Calendar {
		first := schoolday.Date(2024, time.January, 1)
		offsets := rapid.SliceOfN(rapid.IntRange(0, 1500), 0, 60).Draw(t, "closed")
		closed := make([]schoolday.Closed, len(offsets))
		for i, n := range offsets {
			closed[i].Day = first.Add(n)
		}
		return schoolday.New(time.UTC, closed)
	})
}

func nearDay() *rapid.Generator[schoolday.Day] {
	return rapid.Map(rapid.IntRange(0, 1500), func(n int) schoolday.Day { return schoolday.Date(2024, time.January, 1).Add(n) })
}

func TestSchoolDaysProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := anyCalendar().Draw(t, "calendar")
		from := nearDay().Draw(t, "from")
		n := rapid.IntRange(1, 80).Draw(t, "n")
		to := cal.AddSchoolDays(from, n)
		if !cal.IsSchoolDay(to) {
			t.Fatalf("%s + %d school days = %s, no school day", from, n, to)
		}
		passed := 0
		for d := from.Add(1); d <= to; d++ {
			if cal.IsSchoolDay(d) {
				passed++
			}
		}
		if passed != n {
			t.Fatalf("%s + %d school days = %s, which are %d", from, n, to, passed)
		}
		if back := cal.AddSchoolDays(to, -n); back != cal.Last(from) {
			t.Fatalf("%s + %d - %d = %s, want %s", from, n, n, back, cal.Last(from))
		}
		if next := cal.Next(from); next < from || !cal.IsSchoolDay(next) || cal.Next(next) != next {
			t.Fatalf("next of %s = %s", from, next)
		}
		if last := cal.Last(from); last > from || !cal.IsSchoolDay(last) || cal.Last(last) != last {
			t.Fatalf("last of %s = %s", from, last)
		}
		if first, ok := cal.FirstSchoolDay(from); ok && (first.Monday() != from.Monday() || cal.Next(from.Monday()) != first) {
			t.Fatalf("the first school day in the week of %s is %s", from, first)
		}
	})
}
