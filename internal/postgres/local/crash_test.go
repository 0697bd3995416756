package local_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"parbot/internal/postgres/local"
)

func signal(t *testing.T, pid int, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, s); err != nil {
		t.Errorf("%v to %d: %v", s, pid, err)
	}
}

// childOf is a process that a server started.
func childOf(t *testing.T, pid int) int {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		stat, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(after); len(fields) < 2 || fields[1] != strconv.Itoa(pid) {
			continue
		}
		child, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err != nil {
			t.Fatal(err)
		}
		return child
	}
	t.Fatalf("%d has no child", pid)
	return 0
}

// A program that crashes leaves its server running; the next one takes it over
// and, as the last user, stops it.
func TestAdoptedAfterACrash(t *testing.T) {
	dir := ready(t)
	crashed := another(t, "use", dir, nil)
	address := crashed.line(t)
	keep(t, address)
	pid := pidIn(dir)
	crashed.kill()

	c := start(t, dir)
	if pidIn(dir) != pid || c.URL(local.Database) != address {
		t.Errorf("the server was %d at %s, and is %d at %s", pid, address, pidIn(dir), c.URL(local.Database))
	}
	kept(t, c.URL(local.Database))
	stop(t, c)
	if alive(pid) {
		t.Errorf("%d still runs", pid)
	}
}

// A program that ends without Stop is no user either.
func TestLeavingIsNoUse(t *testing.T) {
	dir := common(t)
	left := another(t, "leave", dir, nil)
	left.line(t)
	left.leave(t)
	pid := pidIn(dir)
	if !alive(pid) || comm(pid) != "postgres" {
		t.Fatalf("the server did not outlive its program: %d is %q", pid, comm(pid))
	}
	stop(t, start(t, dir))
	if alive(pid) {
		t.Errorf("%d still runs", pid)
	}
}

// The server was killed and its children may not have noticed yet: the next
// start waits for them, as the data are theirs, and recovers.
func TestStartAfterTheServerWasKilled(t *testing.T) {
	dir := ready(t)
	first := start(t, dir)
	keep(t, first.URL(local.Database))
	pid := pidIn(dir)
	orphan := childOf(t, pid)
	signal(t, orphan, syscall.SIGSTOP)
	signal(t, pid, syscall.SIGKILL)
	within(t, "the server is gone", func() bool { return !alive(pid) })
	time.AfterFunc(200*time.Millisecond, func() { signal(t, orphan, syscall.SIGCONT) })
	second := start(t, dir)
	kept(t, second.URL(local.Database))
	stop(t, first)
	stop(t, second)
}

// The server was killed, and its parent, which is stopped, takes no note of it:
// a zombie has its pid.
func TestZombie(t *testing.T) {
	dir := ready(t)
	parent := another(t, "use", dir, nil)
	keep(t, parent.line(t))
	pid := pidIn(dir)
	if err := parent.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	within(t, "its parent stands still", func() bool { return states(t, parent.Process.Pid, 'T') })
	signal(t, pid, syscall.SIGKILL)
	within(t, "the server is a zombie", func() bool { return states(t, pid, 'Z') })

	c := start(t, dir)
	if comm(pid) == "" {
		t.Error("the zombie is gone: the test proves nothing")
	}
	kept(t, c.URL(local.Database))
	for _, aside := range []string{"data/postmaster.pid.old", "run/.s.PGSQL.5432.lock.old"} {
		if _, err := os.Stat(filepath.Join(dir, "postgres", aside)); err != nil {
			t.Errorf("what was set aside: %v", err)
		}
	}
	parent.kill()
	stop(t, c)
}

// states reports whether every thread of a process is in the state. A stopped
// process whose threads have not all noticed yet may still note a child's end.
func states(t *testing.T, pid int, state byte) bool {
	t.Helper()
	threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "stat"))
	if err != nil {
		t.Fatal(err)
	}
	for _, thread := range threads {
		stat, err := os.ReadFile(thread)
		if err != nil || !strings.Contains(string(stat), ") "+string(state)+" ") {
			return false
		}
	}
	return len(threads) > 0
}

// The machine was switched off with the server up, and its pid is somebody
// else's now; or the file was never filled.
func TestRecycledPid(t *testing.T) {
	dir := ready(t)
	tests := []struct {
		name string
		pid  func() string // what postmaster.pid begins with
	}{
		{"this process", func() string { return strconv.Itoa(os.Getpid()) }},
		{"a process of the server's user", func() string { return sleeping(t, dir, "/") }},
		{"one that works in the data", func() string {
			return sleeping(t, dir, filepath.Join(dir, "postgres", "data", "base"))
		}},
		{"nobody", func() string { return "4194304" }},
		{"no number", func() string { return "" }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := filepath.Join(dir, "postgres", "data")
			text := tt.pid() + "\n" + data + "\n1700000000\n5432\n" + dir + "/postgres/run\n\n  1234567  32768\nready   \n"
			if strings.HasPrefix(text, "\n") {
				text = ""
			}
			file := filepath.Join(data, "postmaster.pid")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			socket := filepath.Join(dir, "postgres", "run", ".s.PGSQL.5432.lock")
			if err := os.WriteFile(socket, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			run(t, "chown", "--reference="+data, file, socket)
			c := start(t, dir)
			ask(t, c.URL(local.Database), `SELECT 'up'`)
			stop(t, c)
		})
	}
}

// sleeping returns the pid of a live process of the user whose the data are.
func sleeping(t *testing.T, dir, in string) string {
	t.Helper()
	info, err := os.Stat(filepath.Join(dir, "postgres", "data"))
	if err != nil {
		t.Fatal(err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatal("whose is it?")
	}
	cmd := exec.Command("sleep", "600")
	cmd.Dir = in
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: stat.Uid, Gid: stat.Gid}}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.Process.Kill() == nil {
			_ = cmd.Wait() // killed
		}
	})
	return strconv.Itoa(cmd.Process.Pid)
}

// While another process starts or stops the cluster, a start waits for it; a
// process that was killed meanwhile holds nothing.
func TestStaleStartLock(t *testing.T) {
	dir := common(t)
	holder := another(t, "lock", dir, nil)
	if said := holder.line(t); said != "locked" {
		t.Fatal(said)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := local.Options{Test: true}.Start(ctx, dir, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "another process holds "+dir+"/postgres/start.lock") {
		t.Fatalf("%v, want who is in the way", err)
	}
	holder.kill()
	stop(t, start(t, dir))
}

// A server that cannot start says why, in the last line of its log.
func TestServerThatEnds(t *testing.T) {
	dir := common(t)
	settings := filepath.Join(dir, "postgres", "data", "postgresql.auto.conf")
	before, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	set := func(text string) {
		if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set("shared_buffers = 'a lot'\n")
	defer set(string(before))
	_, err = local.Options{Test: true}.Start(t.Context(), dir, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "the server has ended; "+dir+"/postgres/server.log says: ") ||
		!strings.Contains(err.Error(), "contains errors") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v, want the log's last line", err)
	}
}
