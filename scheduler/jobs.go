package scheduler

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Job is one row of the table: what is done every so often, and why.
type Job struct {
	Name  string
	Every time.Duration
	First time.Duration // after the start; 0: at once
	Why   string
	Run   func(ctx context.Context, now time.Time) error
}

// Jobs returns the table of jobs.
func (s *Scheduler) Jobs() []Job { return slices.Clone(s.jobs) }

func (s *Scheduler) table() []Job {
	day := 24 * time.Hour
	return []Job{
		{
			Name: "sweep", Every: s.tick(), Run: s.sweep,
			Why: "plans again what time alone has changed and hands over the notices that are due",
		},
		{
			Name: "audit", Every: day, First: 10 * time.Minute, Run: s.audit,
			Why: "plans every open case again, which must change nothing, and reports where it would",
		},
		{
			Name: "purge", Every: day, First: 20 * time.Minute, Run: s.purge,
			Why: "forgets answered requests after a week and untouched drafts after sixty days",
		},
	}
}

func (s *Scheduler) tick() time.Duration {
	if s.config.Tick <= 0 {
		return time.Second
	}
	return s.config.Tick
}

func (s *Scheduler) audit(ctx context.Context, now time.Time) error {
	cases, different, err := s.config.Desk.Audit(ctx, now)
	if err != nil {
		return fmt.Errorf("%d of %d cases audited differ: %w", different, cases, err)
	}
	if different > 0 {
		return fmt.Errorf("the plans of %d of %d cases differ from what is stored", different, cases)
	}
	s.config.Log.InfoContext(ctx, "audited", "cases", cases)
	return nil
}

func (s *Scheduler) purge(ctx context.Context, now time.Time) error {
	requests, drafts, err := s.config.Desk.Purge(ctx, now)
	if err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	s.config.Log.InfoContext(ctx, "purged", "requests", requests, "drafts", drafts)
	return nil
}
