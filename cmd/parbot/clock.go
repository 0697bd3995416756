package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
)

// clock tells the present to everything but the check of Slack's signatures,
// which is always made against the real time.
type clock interface{ Now() time.Time }

// clockOf returns the real clock or, in a rehearsal, the file that replaces it.
func clockOf(cfg config) clock {
	if cfg.ClockFile != "" {
		return &fileClock{path: cfg.ClockFile}
	}
	return realClock{}
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

// fileClock reads the present from a file at each call, as RFC 3339. While the
// file cannot be read it keeps the last present it knew, or the real one.
type fileClock struct {
	path string
	mu   sync.Mutex
	last time.Time
}

func (c *fileClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now, err := readClock(c.path); err == nil {
		c.last = now
	} else if c.last.IsZero() {
		c.last = time.Now()
	}
	return c.last
}

// readClock returns the instant that a clock file holds.
func readClock(path string) (time.Time, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return time.Time{}, fmt.Errorf("clock file: %w", err)
	}
	now, err := time.Parse(time.RFC3339, strings.TrimSpace(string(text)))
	if err != nil {
		return time.Time{}, fmt.Errorf("clock file: %w", err)
	}
	return now, nil
}

// handClock stands where it was set and runs on from there in real time.
type handClock struct {
	mu   sync.Mutex
	base time.Time
	set  time.Time // real time of the last Set
}

func newHandClock(now time.Time) *handClock { return &handClock{base: now, set: time.Now()} }

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(time.Since(c.set))
}

// Set moves the clock to an instant.
func (c *handClock) Set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.base, c.set = now, time.Now()
}
