package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parbot/internal/casework"
	"parbot/internal/postgres"
)

// mostRounds bounds one sweep; what is left then is the next one's.
const mostRounds = 1000

// Sweep plans again what time alone has changed by now and hands over every
// notice that is due, and returns how many. Two sweeps of this process never
// overlap, and those of others take other notices. A plan that fails keeps
// nobody else's notices back.
func (s *Scheduler) Sweep(ctx context.Context, now time.Time) (handed int, err error) {
	s.sweeping.Lock()
	defer s.sweeping.Unlock()
	start := time.Now()
	_, failed := s.config.Desk.Replan(ctx, now)
	if failed != nil {
		failed = fmt.Errorf("replan: %w", failed)
	}
	handed, err = s.handOver(ctx, now)
	err = errors.Join(failed, err)
	s.note(start, err)
	return handed, err
}

// Hold keeps sweeps back, after the one under way, until release is called.
func (s *Scheduler) Hold() (release func()) {
	s.sweeping.Lock()
	return s.sweeping.Unlock
}

func (s *Scheduler) handOver(ctx context.Context, now time.Time) (handed int, err error) {
	for range mostRounds {
		n, err := s.config.Desk.HandOver(ctx, now, s.config.Enqueue)
		if err != nil {
			return handed, fmt.Errorf("hand over: %w", err)
		}
		if handed += n; n == 0 {
			break
		}
	}
	return handed, nil
}

// note keeps when a sweep last succeeded.
func (s *Scheduler) note(start time.Time, err error) {
	ended := time.Now()
	if err == nil {
		s.mu.Lock()
		s.swept = ended
		s.mu.Unlock()
	}
	s.config.Swept(ended.Sub(start), ended, err)
}

func (s *Scheduler) sweep(ctx context.Context, now time.Time) error {
	_, err := s.Sweep(ctx, now)
	return err
}

// Healthy returns nil while sweeps succeed in time, else why this process
// should not be relied on. It does not wait.
func (s *Scheduler) Healthy(context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.begun.IsZero():
		return errors.New("not started")
	case s.swept.IsZero():
		return errors.New("no sweep has succeeded yet")
	case time.Since(s.swept) > s.overdue():
		return fmt.Errorf("no sweep has succeeded since %s", s.swept.UTC().Format(time.RFC3339))
	}
	return nil
}

// overdue is after how long without a successful sweep one is missing.
func (s *Scheduler) overdue() time.Duration { return 3*s.tick() + 30*time.Second }

// Next returns the next moment after which a sweep may find something to do: a
// notice to hand over or a case to plan again; and whether there is one.
func (s *Scheduler) Next(ctx context.Context, after time.Time) (at time.Time, ok bool, err error) {
	err = s.config.Desk.Store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		at, ok, err = tx.NextNotice(ctx, after)
		return err
	})
	return at, ok, err
}

// NextNotice returns the next moment after which a notice is to leave, as far as
// it is planned by now, and whether there is one.
func (s *Scheduler) NextNotice(ctx context.Context, after time.Time) (at time.Time, ok bool, err error) {
	err = s.config.Desk.Store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		at, ok, err = tx.NextPending(ctx, after)
		return err
	})
	return at, ok, err
}
