// Package scheduler is the heartbeat: a table of jobs that gocron ticks. What is
// due when stands in rows of the store, never in a job's memory: a tick that is
// missed or comes twice changes nothing, and so does a second replica.
//
// Ticks are real time. The present, which every job gets as its argument, is
// that of the program's clock and may have been moved; it is read once a run.
package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/go-co-op/gocron/v2"

	"parbot/internal/casework"
	"parbot/internal/postgres"
)

// Config is what a scheduler is made of.
type Config struct {
	Desk *casework.Desk

	// Enqueue makes durable jobs of deliveries, in the transaction that hands
	// them over.
	Enqueue func(ctx context.Context, tx *postgres.Tx, deliveries []postgres.Delivery) error

	Now   func() time.Time                                     // the present, which may have been moved
	Tick  time.Duration                                        // between sweeps; 0: a second
	Swept func(took time.Duration, ended time.Time, err error) // in real time; may be nil
	Log   *slog.Logger                                         // nil: nothing is logged
}

// Scheduler ticks its jobs from Start to Stop. It is safe for concurrent use.
type Scheduler struct {
	config Config
	jobs   []Job
	cron   gocron.Scheduler
	stop   context.CancelFunc

	sweeping sync.Mutex // one sweep at a time in this process

	mu      sync.Mutex
	begun   time.Time // real times
	swept   time.Time
	stopped bool
	running sync.WaitGroup
}

// New returns a scheduler with the table of jobs.
func New(c Config) (*Scheduler, error) {
	s := &Scheduler{config: c}
	return s, s.plan(s.table())
}

// plan gives the jobs to gocron.
func (s *Scheduler) plan(jobs []Job) (err error) {
	s.jobs = jobs
	if s.config.Swept == nil {
		s.config.Swept = func(time.Duration, time.Time, error) {}
	}
	if s.config.Log == nil {
		s.config.Log = slog.New(slog.DiscardHandler)
	}
	s.cron, err = gocron.NewScheduler(
		gocron.WithLocation(time.UTC),
		gocron.WithLogger(s.config.Log),
		gocron.WithStopTimeout(stopTime),
		gocron.WithGlobalJobOptions(
			gocron.WithSingletonMode(gocron.LimitModeReschedule),
			gocron.WithEventListeners(gocron.AfterJobRunsWithPanic(survive)),
		))
	if err != nil {
		return fmt.Errorf("scheduler: %w", err)
	}
	return nil
}

// stopTime bounds how long gocron takes to end when no job runs any more.
const stopTime = time.Second

// Start begins to tick, with a sweep at once. It goes on until [Scheduler.Stop],
// also when ctx ends.
func (s *Scheduler) Start(ctx context.Context) error {
	ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	for _, job := range s.jobs {
		first := gocron.WithStartImmediately()
		if job.First > 0 {
			first = gocron.WithStartDateTime(time.Now().Add(job.First))
		}
		run := func() { s.run(ctx, job) }
		_, err := s.cron.NewJob(gocron.DurationJob(job.Every), gocron.NewTask(run), gocron.WithName(job.Name), gocron.WithStartAt(first))
		if err != nil {
			return fmt.Errorf("scheduler: job %s: %w", job.Name, err)
		}
	}
	s.mu.Lock()
	s.begun = time.Now()
	s.mu.Unlock()
	s.cron.Start()
	return nil
}

// Stop tells the jobs under way to end, waits for them and ticks no more.
func (s *Scheduler) Stop(ctx context.Context) error {
	s.mu.Lock()
	s.stopped = true
	s.mu.Unlock()
	if s.stop != nil {
		s.stop()
	}
	// gocron would wait too, but it spins on a processor while it does.
	if err := s.wait(ctx); err != nil {
		return fmt.Errorf("scheduler: %w", err)
	}
	if err := s.cron.ShutdownWithContext(ctx); err != nil {
		return fmt.Errorf("scheduler: %w", err)
	}
	return nil
}

// wait returns when no job runs, or with the end of ctx.
func (s *Scheduler) wait(ctx context.Context) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.running.Wait()
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// enter reports whether a run may begin, and counts it.
func (s *Scheduler) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stopped {
		s.running.Add(1)
	}
	return !s.stopped
}

// survive keeps a panic from ending the program: without this listener gocron
// recovers none. It has nothing to tell, for run has told it.
func survive[ID any](ID, string, any) {}

// longestRun ends a run that hangs.
const longestRun = 10 * time.Minute

// run runs a job once and tells the log what went wrong. gocron hears of no
// error, for it would pass on what a panic said, which may be about somebody.
func (s *Scheduler) run(ctx context.Context, job Job) {
	if !s.enter() {
		return
	}
	defer s.running.Done()
	defer func() {
		if cause := recover(); cause != nil {
			s.config.Log.ErrorContext(ctx, "job panicked", "job", job.Name, "cause", saidBy(cause), "stack", string(debug.Stack()))
		}
	}()
	limited, cancel := context.WithTimeout(ctx, longestRun)
	defer cancel()
	if err := job.Run(limited, s.config.Now()); err != nil && ctx.Err() == nil {
		s.config.Log.ErrorContext(ctx, "job failed", "job", job.Name, "error", err)
	}
}

// saidBy returns what may be logged of a panic: its words only when Go itself
// said them.
func saidBy(cause any) string {
	if known, ok := cause.(runtime.Error); ok {
		return known.Error()
	}
	return fmt.Sprintf("%T", cause)
}
