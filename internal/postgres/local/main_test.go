package local_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/postgres/local"
)

// helping names what this test program does when it is run as another process:
// a program that uses a cluster and is killed, stopped or told to go.
const helping = "PARBOT_LOCAL_TEST"

func TestMain(m *testing.M) {
	if what := os.Getenv(helping); what != "" {
		os.Exit(help(what, os.Args[1]))
	}
	code := m.Run()
	if made.dir != "" {
		if err := os.RemoveAll(made.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// help does one thing with a folder, says so, and waits until its input ends.
func help(what, dir string) int {
	switch what {
	case "lock":
		f, err := os.OpenFile(filepath.Join(dir, "postgres", "start.lock"), os.O_RDONLY|os.O_CREATE, 0o644)
		if err == nil {
			err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		}
		return say("locked", err)
	case "masked":
		syscall.Umask(0o077)
	}
	c, err := local.Options{Test: true}.Start(context.Background(), dir, os.Stderr)
	if err != nil {
		return say("", err)
	}
	if code := say(c.URL(local.Database), nil); code != 0 || what == "leave" {
		return code
	}
	return say("stopped", c.Stop(context.Background()))
}

func say(what string, err error) int {
	if err != nil {
		fmt.Fprintln(os.Stdout, "error:", err)
		return 1
	}
	fmt.Fprintln(os.Stdout, what)
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return 1
	}
	return 0
}

// helper is another process.
type helper struct {
	*exec.Cmd

	in   io.WriteCloser
	said *bufio.Reader
}

// another starts another process, as the account, if one is given.
func another(t *testing.T, what, dir string, as *syscall.Credential) *helper {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if as != nil {
		program = reachable(t, program)
	}
	h := &helper{Cmd: exec.Command(program, dir)}
	h.Env = []string{"PATH=" + os.Getenv("PATH"), helping + "=" + what}
	h.Dir = "/"
	h.Stderr = os.Stderr
	h.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	if h.in, err = h.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := h.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	h.said = bufio.NewReader(out)
	if err := h.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.kill)
	return h
}

// reachable is a copy of a program where every user may run it.
func reachable(t *testing.T, program string) string {
	t.Helper()
	there := filepath.Join(folder(t), "program")
	run(t, "cp", program, there)
	if err := os.Chmod(there, 0o755); err != nil {
		t.Fatal(err)
	}
	return there
}

// line is the next that the process says.
func (h *helper) line(t *testing.T) string {
	t.Helper()
	text, err := h.said.ReadString('\n')
	if err != nil {
		t.Fatalf("the other process said %q: %v", text, err)
	}
	return strings.TrimSpace(text)
}

// leave tells the process to end by itself and returns its last words.
func (h *helper) leave(t *testing.T) string {
	t.Helper()
	if err := h.in.Close(); err != nil {
		t.Error(err)
	}
	last, err := io.ReadAll(h.said)
	if err != nil {
		t.Error(err)
	}
	if err := h.Wait(); err != nil {
		t.Errorf("the other process: %v: %s", err, last)
	}
	return strings.TrimSpace(string(last))
}

// kill ends the process as a crash does: it gets no time for anything.
func (h *helper) kill() {
	if h.ProcessState == nil {
		_ = h.Process.Kill() // it may have ended by itself
		_ = h.Wait()
	}
}

func run(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", program, args, err, out)
	}
}

// folder is one that the server's account can get to, unlike t.TempDir when
// root runs the test. What still runs in it at the end is killed.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "parbot-local-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sweep(t, dir) })
	return dir
}

func sweep(t *testing.T, dir string) {
	t.Helper()
	if pid := pidIn(dir); pid > 0 && alive(pid) && comm(pid) == "postgres" {
		_ = syscall.Kill(pid, syscall.SIGQUIT)
		within(t, "the server ends", func() bool { return !alive(pid) })
	}
	within(t, dir+" is removed", func() bool { return os.RemoveAll(dir) == nil })
}

// within waits for what must come soon.
func within(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 2000 {
		if ok() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Errorf("in ten seconds it never was so that %s", what)
}

// pidIn is what postmaster.pid says, 0 when there is none.
func pidIn(dir string) int {
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return pid
}

// alive reports whether there is a process with that pid that is no zombie.
func alive(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// comm is the name of a process, else "".
func comm(pid int) string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}

// made is a folder with a cluster that was made and stopped, to be copied: to
// make one anew takes a second or two.
var made struct{ dir string }

// ready is a folder of the test's own with a cluster that is not running.
func ready(t *testing.T) string {
	t.Helper()
	dir := folder(t)
	run(t, "cp", "-a", filepath.Join(common(t), "postgres"), dir)
	return dir
}

// common is a folder with a cluster for tests that leave it as it was: not
// running.
func common(t *testing.T) string {
	t.Helper()
	if made.dir == "" {
		dir, err := os.MkdirTemp("", "parbot-local-made-")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		stop(t, start(t, dir))
		made.dir = dir
	}
	return made.dir
}

func start(t *testing.T, dir string) *local.Cluster {
	t.Helper()
	c, err := local.Options{Test: true}.Start(t.Context(), dir, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func stop(t *testing.T, c *local.Cluster) {
	t.Helper()
	if err := c.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}

// ask runs a statement and returns its one value as text.
func ask(t *testing.T, url, query string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }() // it may have been cut off
	var text string
	if err := conn.QueryRow(t.Context(), query).Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

// keep stores what kept finds again.
func keep(t *testing.T, url string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{`SET synchronous_commit = on`, `CREATE TABLE kept AS SELECT 'still here' AS words`} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Error(err)
		}
	}
	if err := conn.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func kept(t *testing.T, url string) {
	t.Helper()
	if got := ask(t, url, `SELECT words FROM kept`); got != "still here" {
		t.Errorf("kept %q", got)
	}
}

// tree writes down every file below a folder: name, mode, owner, size, time.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	cmd := exec.Command("find", dir, "-printf", `%P %M %u %s %T@\n`)
	cmd.Stdout = &b
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
}
