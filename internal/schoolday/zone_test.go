package schoolday_test

import (
	"testing"
	"time"
	_ "time/tzdata" // so that the zones are there on any machine

	"pgregory.net/rapid"

	"parbot/internal/schoolday"
)

// zones are those of the United States with and without a change of clocks, and
// three in which a change falls otherwise: before noon of UTC, by half an hour,
// at midnight.
var zones = []string{
	"America/Los_Angeles", "America/Denver", "America/Phoenix", "America/Chicago", "America/New_York", "Pacific/Honolulu",
	"Europe/Berlin", "Australia/Lord_Howe", "America/Havana",
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// wall reads a time of day written 15:04.
func wall(t testing.TB, text string) (hour, minute int) {
	t.Helper()
	at, err := time.Parse("15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at.Hour(), at.Minute()
}

// Spring: the hour that is not there is read with the offset before it (RFC 5545
// §3.3.5). Autumn: of the hour that comes twice the first is meant.
func TestAtOnNightsOfChange(t *testing.T) {
	tests := []struct{ zone, day, at, want string }{
		{"America/Los_Angeles", "2026-03-08", "01:59", "2026-03-08T01:59:00-08:00"},
		{"America/Los_Angeles", "2026-03-08", "02:00", "2026-03-08T03:00:00-07:00"},
		{"America/Los_Angeles", "2026-03-08", "02:30", "2026-03-08T03:30:00-07:00"},
		{"America/Los_Angeles", "2026-03-08", "02:59", "2026-03-08T03:59:00-07:00"},
		{"America/Los_Angeles", "2026-03-08", "03:00", "2026-03-08T03:00:00-07:00"},
		{"America/Los_Angeles", "2026-03-09", "02:30", "2026-03-09T02:30:00-07:00"},
		{"America/Los_Angeles", "2025-11-02", "00:59", "2025-11-02T00:59:00-07:00"},
		{"America/Los_Angeles", "2025-11-02", "01:00", "2025-11-02T01:00:00-07:00"},
		{"America/Los_Angeles", "2025-11-02", "01:30", "2025-11-02T01:30:00-07:00"},
		{"America/Los_Angeles", "2025-11-02", "02:00", "2025-11-02T02:00:00-08:00"},
		{"America/New_York", "2026-03-08", "02:30", "2026-03-08T03:30:00-04:00"},
		{"America/New_York", "2025-11-02", "01:30", "2025-11-02T01:30:00-04:00"},
		{"America/New_York", "2025-11-02", "02:30", "2025-11-02T02:30:00-05:00"},
		{"America/Denver", "2026-03-08", "02:30", "2026-03-08T03:30:00-06:00"},
		{"America/Denver", "2025-11-02", "01:30", "2025-11-02T01:30:00-06:00"},
		{"America/Chicago", "2026-03-08", "02:30", "2026-03-08T03:30:00-05:00"},
		{"America/Chicago", "2025-11-02", "01:30", "2025-11-02T01:30:00-05:00"},
		{"America/Phoenix", "2026-03-08", "02:30", "2026-03-08T02:30:00-07:00"}, // no change in Arizona
		{"America/Phoenix", "2025-11-02", "01:30", "2025-11-02T01:30:00-07:00"},
		{"Pacific/Honolulu", "2026-03-08", "02:30", "2026-03-08T02:30:00-10:00"}, // nor in Hawaii
		{"Pacific/Honolulu", "2025-11-02", "01:30", "2025-11-02T01:30:00-10:00"},
		{"Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T03:30:00+02:00"},
		{"Europe/Berlin", "2025-10-26", "02:30", "2025-10-26T02:30:00+02:00"}, // the first, east of Greenwich too
		{"Australia/Lord_Howe", "2025-10-05", "02:15", "2025-10-05T02:45:00+11:00"},
		{"Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-05T01:45:00+11:00"},
		{"America/Havana", "2026-03-08", "00:00", "2026-03-08T01:00:00-04:00"}, // a day without a midnight
		{"America/Havana", "2025-11-02", "00:30", "2025-11-02T00:30:00-04:00"},
	}
	for _, tt := range tests {
		hour, minute := wall(t, tt.at)
		got := day(t, tt.day).At(hour, minute, zone(t, tt.zone))
		if text := got.Format(time.RFC3339); text != tt.want {
			t.Errorf("%s %s in %s = %s, want %s", tt.day, tt.at, tt.zone, text, tt.want)
		}
	}
}

// T1-T3 of DOMAIN 5.2: Friday 15:00 on both sides of each change.
func TestFridayAtThree(t *testing.T) {
	fridays := []string{"2025-10-31", "2025-11-07", "2026-03-06", "2026-03-13"}
	tests := []struct {
		zone string
		utc  [4]string
	}{
		{"America/Los_Angeles", [4]string{"22:00", "23:00", "23:00", "22:00"}}, // T1
		{"America/New_York", [4]string{"19:00", "20:00", "20:00", "19:00"}},    // T2
		{"America/Denver", [4]string{"21:00", "22:00", "22:00", "21:00"}},      // T3
		{"America/Chicago", [4]string{"20:00", "21:00", "21:00", "20:00"}},
		{"America/Phoenix", [4]string{"22:00", "22:00", "22:00", "22:00"}},
		{"Pacific/Honolulu", [4]string{"01:00", "01:00", "01:00", "01:00"}}, // of the day after
	}
	for _, tt := range tests {
		for i, friday := range fridays {
			at := day(t, friday).At(15, 0, zone(t, tt.zone))
			if got := at.UTC().Format("15:04"); got != tt.utc[i] {
				t.Errorf("%s 15:00 in %s = %sZ, want %sZ", friday, tt.zone, got, tt.utc[i])
			}
		}
	}
}

// A walk through a year, quarter of an hour by quarter of an hour: today never
// goes back, and changes at local midnight and at no other moment.
func TestTodayChangesAtMidnight(t *testing.T) {
	for _, name := range zones {
		t.Run(name, func(t *testing.T) {
			z := zone(t, name)
			cal := schoolday.New(z, nil)
			now := time.Date(2025, time.July, 31, 0, 0, 0, 0, time.UTC)
			today, days := cal.Today(now), 0
			for end := now.AddDate(1, 0, 1); now.Before(end); now = now.Add(15 * time.Minute) {
				next := cal.Today(now)
				if next == today {
					continue
				}
				if next != today.Add(1) {
					t.Fatalf("after %s comes %s", today, next)
				}
				midnight := next.At(0, 0, z)
				if !midnight.Equal(now) {
					t.Errorf("%s begins at %s, but today changes at %s", next, midnight.UTC(), now)
				}
				if before := cal.Today(midnight.Add(-time.Nanosecond)); before != today {
					t.Errorf("the last moment of %s falls on %s", today, before)
				}
				today, days = next, days+1
			}
			if days != 366 {
				t.Errorf("%d days began in 366 days", days)
			}
		})
	}
}

// A morning at eight is one on every day of the year, a day apart.
func TestEveryMorning(t *testing.T) {
	for _, name := range zones {
		z := zone(t, name)
		last := day(t, "2025-07-31").At(8, 0, z)
		for d := day(t, "2025-08-01"); d < day(t, "2026-08-01"); d = d.Add(1) {
			at := d.At(8, 0, z)
			if schoolday.Of(at) != d || at.Hour() != 8 || at.Minute() != 0 {
				t.Errorf("%s: the morning of %s is %s", name, d, at)
			}
			if gap := at.Sub(last); gap < 23*time.Hour || gap > 25*time.Hour {
				t.Errorf("%s: %s comes %s after the morning before", name, at, gap)
			}
			last = at
		}
	}
}

// Whatever the time of day, At stays on its day, shows that time or, in a gap, a
// later one, and is the first instant that shows it.
func TestAtIsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		d := schoolday.Date(2024, time.January, 1).Add(rapid.IntRange(0, 1500).Draw(t, "days"))
		hour, minute := rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")
		at := d.At(hour, minute, z)
		asked, shown := 60*hour+minute, 60*at.Hour()+at.Minute()
		if schoolday.Of(at) != d || shown < asked || shown > asked+60 {
			t.Fatalf("%s %d:%02d is %s", d, hour, minute, at)
		}
		for _, shift := range []time.Duration{30 * time.Minute, time.Hour} {
			if earlier := at.Add(-shift); earlier.Hour() == hour && earlier.Minute() == minute && schoolday.Of(earlier) == d {
				t.Fatalf("%s %d:%02d is %s, but %s shows it first", d, hour, minute, at, earlier)
			}
		}
	})
}
