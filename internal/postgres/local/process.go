package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// exists reports whether there is a process with that pid, a zombie included.
func exists(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// lives reports whether the process with that pid is the server of this data:
// no zombie, and nobody else to whom the pid was given since.
func (c *Cluster) lives(pid int) bool {
	if !exists(pid) {
		return false
	}
	if !hasProc() {
		out, err := exec.CommandContext(context.Background(), "ps", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output()
		return err == nil && !strings.HasPrefix(string(out), "Z") && strings.Contains(string(out), c.data)
	}
	// A server's working folder is its data. Until it has gone there it is still
	// the program that was asked to. A zombie has neither folder nor command.
	return worksIn(pid, c.data) || slices.Contains(commandLine(pid), c.data)
}

func hasProc() bool {
	_, err := os.Stat("/proc/self/stat")
	return err == nil
}

func worksIn(pid int, folder string) bool {
	its, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	info, err := os.Stat(folder)
	return err == nil && os.SameFile(its, info)
}

func commandLine(pid int) []string {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return nil
	}
	return strings.Split(string(line), "\x00")
}

// inhabited reports whether any process of a server works in the data.
func (c *Cluster) inhabited() bool {
	names, err := filepath.Glob("/proc/[0-9]*/comm")
	if err != nil {
		return false // unreachable: the pattern is well formed
	}
	for _, file := range names {
		name, err := os.ReadFile(file)
		if err != nil || strings.TrimSpace(string(name)) != "postgres" {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil && worksIn(pid, c.data) {
			return true
		}
	}
	return false
}

// orphansLeave is how long a server's children may outlive it.
const orphansLeave = 5 * time.Second

// awaitOrphans waits until the children of a server that was killed have seen
// it and left; a new server refuses data that they have open.
func (c *Cluster) awaitOrphans(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, orphansLeave)
	defer cancel()
	for c.inhabited() {
		if wait(ctx) != nil {
			return
		}
	}
}

// shutDown stops the server, cutting its clients off, and waits for its end.
func (c *Cluster) shutDown(ctx context.Context) error {
	pid, ok := c.running()
	if !ok {
		return nil
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("private Postgres: stop the server: %w", err)
	}
	for c.lives(pid) {
		if err := wait(ctx); err != nil {
			return fmt.Errorf("private Postgres: the server does not stop: %w", err)
		}
	}
	if c.exited == nil {
		return nil
	}
	select {
	case <-c.exited:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("private Postgres: the server does not stop: %w", context.Cause(ctx))
	}
}
