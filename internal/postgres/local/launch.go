package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// errEnded says that a server is gone before it was ready.
var errEnded = errors.New("private Postgres: the server has ended")

// launch starts the server and waits until it takes connections.
func (c *Cluster) launch(ctx context.Context, bin string, o Options) error {
	if err := c.setAside(ctx); err != nil {
		return err
	}
	logged := filepath.Join(c.home, "server.log")
	log, err := os.OpenFile(logged, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	defer log.Close()
	// It outlives ctx, which bounds the start alone.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(bin, "postgres"), c.arguments(o)...)
	c.as.run(cmd)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	c.exited = make(chan struct{})
	go func() { // ends with the server, which Stop or the next program's Stop ends
		defer close(c.exited)
		_ = cmd.Wait() // how it ended stands in its log
	}()
	c.child = cmd.Process.Pid
	if err := c.awaitReady(ctx, c.child); err != nil {
		return fmt.Errorf("%w; %s says: %s", err, logged, c.lastWords(logged))
	}
	return nil
}

// arguments are the settings of the server.
func (c *Cluster) arguments(o Options) []string {
	settings := []string{
		"listen_addresses=", "port=" + strconv.Itoa(port), "unix_socket_directories=" + c.sockets,
		"max_connections=200", "timezone=UTC", "log_timezone=UTC", "jit=off",
	}
	if o.Test {
		settings = append(settings, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
	}
	args := []string{"-D", c.data}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}

// lastWords returns the last line of the server's log, for an error.
func (c *Cluster) lastWords(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return "nothing"
	}
	return lastLine(string(text))
}

// awaitReady waits until the server with that pid takes connections, and learns
// where its socket is. errEnded when it ends before.
func (c *Cluster) awaitReady(ctx context.Context, pid int) error {
	for {
		p, err := c.postmaster()
		if err == nil && p.pid == pid && p.ready {
			c.sockets = p.sockets
			return nil
		}
		if c.ended(pid) {
			return errEnded
		}
		if err := wait(ctx); err != nil {
			return fmt.Errorf("private Postgres: the server is not ready: %w", err)
		}
	}
}

// ended reports whether a server has ended. Of one that this process started
// that is known; for a moment it looks like no server yet to others.
func (c *Cluster) ended(pid int) bool {
	if pid != c.child {
		return !c.lives(pid)
	}
	select {
	case <-c.exited:
		return true
	default:
		return false
	}
}

// postmaster is what a running server says of itself in postmaster.pid.
type postmaster struct {
	pid     int
	sockets string
	ready   bool
}

// pidFile is where a server says so, in its data.
const pidFile = "postmaster.pid"

// The lines of that file, counted from 0; the socket's lock has the first too.
const (
	linePID     = 0
	lineSockets = 4
	lineState   = 7
)

func (c *Cluster) postmaster() (postmaster, error) {
	lines, err := readLines(filepath.Join(c.data, pidFile))
	if err != nil {
		return postmaster{}, err
	}
	p := postmaster{}
	if p.pid, err = pidOf(lines); err != nil {
		return postmaster{}, err
	}
	if len(lines) > lineState {
		p.sockets = strings.TrimSpace(lines[lineSockets])
		p.ready = strings.TrimSpace(lines[lineState]) == "ready"
	}
	return p, nil
}

func readLines(path string) ([]string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(string(text), "\n"), nil
}

func pidOf(lines []string) (int, error) {
	pid, err := strconv.Atoi(strings.TrimSpace(lines[linePID]))
	if err != nil || pid <= 0 {
		return 0, fmt.Errorf("no pid: %w", os.ErrInvalid)
	}
	return pid, nil
}

// running returns the pid of the server that has the data open, if one does.
func (c *Cluster) running() (pid int, ok bool) {
	p, err := c.postmaster()
	if err != nil || !c.lives(p.pid) {
		return 0, false
	}
	return p.pid, true
}

// setAside renames the files that a dead server left behind, of its data and of
// its socket, when their pid now belongs to another process or to a zombie, or
// they have none: the server would take any of these for itself and refuse to
// start. While a server's process has the data open, they stay.
func (c *Cluster) setAside(ctx context.Context) error {
	for _, file := range []string{filepath.Join(c.data, pidFile), filepath.Join(c.sockets, socketName+".lock")} {
		lines, err := readLines(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("private Postgres: %w", err)
		}
		c.awaitOrphans(ctx)
		if pid, err := pidOf(lines); err == nil && !exists(pid) || c.inhabited() {
			continue // the new server can tell by itself
		}
		if err := os.Rename(file, file+".old"); err != nil {
			return fmt.Errorf("private Postgres: %w", err)
		}
	}
	return nil
}
