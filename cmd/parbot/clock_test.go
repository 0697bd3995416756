package main

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// PARBOT_CLOCK_FILE is read again at each call, and what cannot be read does
// not move the present.
func TestFileClock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "clock")
	c := clockOf(config{ClockFile: path})
	steps := []struct{ text, want string }{
		{"2025-10-08T09:00:00-07:00", "2025-10-08T16:00:00Z"},
		{"2025-11-17T08:00:00-08:00\n", "2025-11-17T16:00:00Z"},
		{"", "2025-11-17T16:00:00Z"},
		{"next week", "2025-11-17T16:00:00Z"},
		{" 2025-10-08T09:00:00.5Z ", "2025-10-08T09:00:00.5Z"},
	}
	for _, step := range steps {
		write(t, path, step.text)
		if got := c.Now().UTC().Format(time.RFC3339Nano); got != step.want {
			t.Errorf("after %q: %s, want %s", step.text, got, step.want)
		}
	}
}

func TestFileClockWithoutFile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clockOf(config{ClockFile: filepath.Join(t.TempDir(), "none")})
		start := time.Now()
		time.Sleep(time.Hour)
		first := c.Now()
		time.Sleep(time.Hour)
		if got := c.Now(); !first.Equal(start.Add(time.Hour)) || !got.Equal(first) {
			t.Errorf("first %v, then %v; want the real time at the first call, twice", first, got)
		}
	})
}

func TestRealClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := clockOf(config{})
		if !c.Now().Equal(time.Now()) {
			t.Errorf("now %v, want %v", c.Now(), time.Now())
		}
	})
}

// The playground's clock runs on from where it was moved to.
func TestHandClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		day := time.Date(2025, 10, 8, 16, 0, 0, 0, time.UTC)
		c := newHandClock(day)
		time.Sleep(3 * time.Second)
		if got := c.Now(); !got.Equal(day.Add(3 * time.Second)) {
			t.Errorf("after 3 s: %v", got)
		}
		c.Set(day.AddDate(0, 0, 7))
		time.Sleep(time.Minute)
		if got := c.Now(); !got.Equal(day.AddDate(0, 0, 7).Add(time.Minute)) {
			t.Errorf("a week and a minute later: %v", got)
		}
	})
}
