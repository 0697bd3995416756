package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
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
		out, err := exec.Command("ps", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output()
		return err == nil && !strings.HasPrefix(string(out), "Z") && strings.Contains(string(out), c.data)
	}
	if zombie(pid) {
		return false
	}
	// A server's working folder is its data. Until it has gone there it is still
	// the program that was asked to.
	return workingFolder(pid) == c.data || bytes.Contains(commandLine(pid), []byte(c.data))
}

func hasProc() bool {
	_, err := os.Stat("/proc/self/stat")
	return err == nil
}

// zombie reports whether a process has ended and nobody has taken note of it.
func zombie(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return true
	}
	// "123 (name, which may hold anything) S …"
	after := bytes.LastIndexByte(stat, ')')
	return after+2 < len(stat) && stat[after+2] == 'Z'
}

func workingFolder(pid int) string {
	folder, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return ""
	}
	return folder
}

func commandLine(pid int) []byte {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return nil
	}
	return line
}

// inhabited reports whether any process works in the folder, as the server's
// children do when they outlive it for a moment.
func inhabited(data string) bool {
	folders, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return false // unreachable: the pattern is well formed
	}
	for _, link := range folders {
		if at, err := os.Readlink(link); err == nil && at == data {
			return true
		}
	}
	return false
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
