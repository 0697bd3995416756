package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// The locks are advisory locks on open files: the system lets go of them when
// the process ends, however it ends.

// pause is how long to wait before looking again.
const pause = 5 * time.Millisecond

// lock takes a lock for this process alone and waits for it; closing the file
// gives it back.
func lock(ctx context.Context, path string) (*os.File, error) {
	for {
		f, err := lockNow(path)
		if f != nil || err != nil {
			return f, err
		}
		if err := wait(ctx); err != nil {
			return nil, fmt.Errorf("private Postgres: another process holds %s: %w", path, err)
		}
	}
}

// lockNow is lock without waiting: nil when somebody else holds it.
func lockNow(path string) (*os.File, error) {
	return flock(path, syscall.LOCK_EX|syscall.LOCK_NB)
}

// share takes a lock that others may share. Nobody holds this one alone while
// start.lock is held, so that it is to be had at once.
func share(path string) (*os.File, error) {
	return flock(path, syscall.LOCK_SH)
}

func flock(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("private Postgres: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), how)
	for errors.Is(err, syscall.EINTR) {
		err = syscall.Flock(int(f.Fd()), how)
	}
	if err == nil {
		return f, nil
	}
	if closed := f.Close(); errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, closed
	}
	return nil, fmt.Errorf("private Postgres: lock %s: %w", path, err)
}

// wait pauses, and fails when there is no time left.
func wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(pause):
		return nil
	}
}
