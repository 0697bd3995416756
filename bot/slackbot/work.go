package slackbot

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"
)

const (
	maxWork  = 64                      // requests worked on at once
	workTime = 20 * time.Second        // for one request, its late answer included
	patience = 2500 * time.Millisecond // of Slack, less the way there and back
)

// work is what goes on for the people who asked, tracked so that a stop can
// wait for it. A panic in it ends that piece alone.
type work struct {
	log     *slog.Logger
	room    chan struct{}
	running sync.WaitGroup
}

// do starts f with workTime to do it in, and reports whether there was room for
// it before ctx ended. The work outlives ctx but keeps its values.
func (w *work) do(ctx context.Context, f func(context.Context)) bool {
	select {
	case w.room <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	w.running.Go(func() {
		defer func() { <-w.room }()
		defer w.survive()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTime)
		defer cancel()
		f(ctx)
	})
	return true
}

// survive logs a panic without what was being said.
func (w *work) survive() {
	if r := recover(); r != nil {
		w.log.Error("a request broke", "stack", string(debug.Stack()))
	}
}

// wait waits for what is running, or for the end of ctx.
func (w *work) wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		w.running.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
