package scheduler

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// beat is a scheduler with jobs of the test's own, in a bubble of time.
type beat struct {
	*Scheduler
	*testing.T
	start time.Time
	log   *bytes.Buffer

	mu   sync.Mutex
	runs map[string][]time.Duration // real time since the start, by job
}

// newBeat plans jobs; the present is a day in 2025, whatever the bubble's time is.
func newBeat(t *testing.T, jobs ...Job) *beat {
	t.Helper()
	b := &beat{T: t, start: time.Now(), log: &bytes.Buffer{}, runs: map[string][]time.Duration{}}
	b.Scheduler = &Scheduler{config: Config{
		Now: func() time.Time { return present }, Log: slog.New(slog.NewTextHandler(b.log, nil)),
	}}
	for i, job := range jobs {
		jobs[i].Run = func(ctx context.Context, now time.Time) error {
			if now != present {
				t.Errorf("%s got %v as the present", job.Name, now)
			}
			b.mu.Lock()
			b.runs[job.Name] = append(b.runs[job.Name], time.Since(b.start))
			b.mu.Unlock()
			time.Sleep(time.Millisecond) // gocron may plan a tick again in the instant of a run that takes no time, which none does outside a bubble
			return job.Run(ctx, now)
		}
	}
	if err := b.plan(jobs); err != nil {
		t.Fatal(err)
	}
	return b
}

var present = time.Date(2025, 10, 8, 16, 0, 0, 0, time.UTC)

// play ticks for a while and stops.
func (b *beat) play(d time.Duration) {
	b.Helper()
	if err := b.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	time.Sleep(d)
	synctest.Wait()
	if err := b.Stop(context.WithoutCancel(b.Context())); err != nil {
		b.Error(err)
	}
}

func (b *beat) ran(name string, want ...time.Duration) {
	b.Helper()
	if got := b.runs[name]; !slices.Equal(got, want) {
		b.Errorf("%s ran at %v, want %v", name, got, want)
	}
}

func nothing(context.Context, time.Time) error { return nil }

// DESIGN §1, invariant 6: exact in a bubble.
func TestTicksAreExact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t, Job{Name: "sweep", Every: time.Second, Run: nothing}, Job{Name: "audit", Every: 24 * time.Hour, First: 10 * time.Minute, Run: nothing})
		b.play(3 * time.Second)
		b.ran("sweep", 0, time.Second, 2*time.Second, 3*time.Second)
		b.ran("audit")
	})
}

// A day of 25 hours in Los Angeles is no longer or shorter to a tick (STANDARDS 4.2).
func TestDailyJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t, Job{Name: "audit", Every: 24 * time.Hour, First: 10 * time.Minute, Run: nothing})
		b.play(49 * time.Hour)
		first := 10 * time.Minute
		b.ran("audit", first, first+24*time.Hour, first+48*time.Hour)
	})
}

// A run that takes longer than its interval is not overtaken, and owes nothing
// for the ticks it missed.
func TestNoOverlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t, Job{Name: "sweep", Every: time.Second, Run: func(context.Context, time.Time) error {
			time.Sleep(2500 * time.Millisecond)
			return nil
		}})
		b.play(7 * time.Second)
		b.ran("sweep", 0, 3*time.Second, 6*time.Second)
	})
}

// One job that panics or fails ends neither the program nor the others (STANDARDS
// §0, trap 10), and what a panic said stays out of the log.
func TestPanicsAndErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t,
			Job{Name: "wild", Every: time.Second, Run: func(context.Context, time.Time) error { panic("Maria Ortiz") }},
			Job{Name: "bug", Every: time.Second, Run: func(context.Context, time.Time) error { return []error{}[len(t.Name())] }},
			Job{Name: "ill", Every: time.Second, Run: func(context.Context, time.Time) error { return errors.New("no database") }},
			Job{Name: "well", Every: time.Second, Run: nothing})
		b.play(2 * time.Second)
		for _, name := range []string{"wild", "bug", "ill", "well"} {
			b.ran(name, 0, time.Second, 2*time.Second)
		}
		log := b.log.String()
		for _, want := range []string{"job=wild cause=string", "job=bug cause=\"runtime error: index out of range", "job=ill error=\"no database\""} {
			if !strings.Contains(log, want) {
				t.Errorf("missing %q in the log:\n%s", want, log)
			}
		}
		if strings.Contains(log, "Ortiz") {
			t.Error("the log says what the panic said")
		}
	})
}

// Stop ends what runs, and an interrupted run is no failure.
func TestStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t, Job{Name: "sweep", Every: time.Second, Run: func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			return fmt.Errorf("stopped: %w", ctx.Err())
		}})
		b.play(1500 * time.Millisecond)
		if took := time.Since(b.start); took != 1500*time.Millisecond {
			t.Errorf("stopped after %v", took)
		}
		if strings.Contains(b.log.String(), "failed") {
			t.Errorf("an interrupted run is logged as failed:\n%s", b.log)
		}
	})
}

// A tick that was on its way when the scheduler stopped runs nothing.
func TestNothingRunsAfterStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t, Job{Name: "sweep", Every: time.Second, Run: nothing})
		b.play(time.Second)
		b.run(t.Context(), b.jobs[0])
		b.ran("sweep", 0, time.Second)
	})
}

// A run that hangs is ended.
func TestHangingRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t, Job{Name: "sweep", Every: 7 * time.Minute, Run: func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			return ctx.Err()
		}})
		b.play(15 * time.Minute)
		b.ran("sweep", 0, 14*time.Minute)
		if !strings.Contains(b.log.String(), "job=sweep error=\"context deadline exceeded\"") {
			t.Errorf("the hanging run is not in the log:\n%s", b.log)
		}
	})
}

// DESIGN §9: /readyz fails when a sweep is overdue.
func TestHealthy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBeat(t)
		b.config.Tick = time.Second
		var counted []error
		b.config.Swept = func(_ time.Duration, _ time.Time, err error) { counted = append(counted, err) }
		step := func(what string, want bool) {
			t.Helper()
			if err := b.Healthy(t.Context()); (err == nil) != want {
				t.Errorf("%s: %v, want healthy = %v", what, err, want)
			}
		}
		step("before the start", false)
		if err := b.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		step("before the first sweep", false)
		b.note(time.Now(), errors.New("no database"))
		step("the first one failed", false)
		b.note(time.Now(), nil)
		step("swept", true)
		time.Sleep(33 * time.Second)
		step("just in time", true)
		time.Sleep(time.Second)
		step("overdue", false)
		b.note(time.Now(), errors.New("no database"))
		step("one that failed is none", false)
		b.note(time.Now(), nil)
		step("swept again", true)
		if len(counted) != 4 || counted[0] == nil || counted[1] != nil {
			t.Errorf("counted %v", counted)
		}
		if err := b.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

// The table is what the program does unasked: every row says why, and none
// needs the clock of a zone.
func TestTable(t *testing.T) {
	s, err := New(Config{Tick: 250 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, job := range s.Jobs() {
		names = append(names, job.Name)
		if job.Why == "" || job.Run == nil || job.Every <= 0 {
			t.Errorf("row %q is not whole", job.Name)
		}
	}
	if want := []string{"sweep", "audit", "purge"}; !slices.Equal(names, want) {
		t.Errorf("jobs %v, want %v", names, want)
	}
	if s.Jobs()[0].Every != 250*time.Millisecond || s.Jobs()[0].First != 0 {
		t.Error("a sweep is made at the start and at every tick")
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Errorf("stopped though never started: %v", err)
	}
}
