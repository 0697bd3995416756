package local_test

import (
	"context"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/postgres/local"
)

// A new cluster is made once and says so; it keeps its data from one start to
// the next, is safe on a crash, and is reached by its socket alone.
func TestFromNothing(t *testing.T) {
	dir := filepath.Join(folder(t), "not", "there", "yet")
	var log strings.Builder
	began := time.Now()
	c, err := local.Start(t.Context(), dir, &log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sweep(t, dir) })
	t.Logf("cold start: %v (aim: 3 s)", time.Since(began).Round(time.Millisecond))
	if want := "Making a private Postgres in " + dir + "/postgres (once).\n"; log.String() != want {
		t.Errorf("it said %q, want %q", log.String(), want)
	}
	address := c.URL(local.Database)
	for query, want := range map[string]string{
		`SELECT current_database()::text`:                                                  "parbot",
		`SELECT current_user || ' ' || usesuper FROM pg_user WHERE usename = current_user`: "parbot true",
		`SHOW fsync`:              "on",
		`SHOW synchronous_commit`: "on",
		`SHOW full_page_writes`:   "on",
		`SHOW listen_addresses`:   "",
		`SHOW timezone`:           "UTC",
		`SHOW server_encoding`:    "UTF8",
	} {
		if got := ask(t, address, query); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	keep(t, address)
	stop(t, c)
	if pid := pidIn(dir); pid != 0 {
		t.Errorf("stopped, and postmaster.pid still names %d", pid)
	}

	log.Reset()
	began = time.Now()
	if c, err = local.Start(t.Context(), dir, &log); err != nil {
		t.Fatal(err)
	}
	t.Logf("warm start: %v (aim: 300 ms)", time.Since(began).Round(time.Millisecond))
	if log.String() != "" {
		t.Errorf("the second start said %q", log.String())
	}
	kept(t, c.URL(local.Database))
	stop(t, c)
}

// What tests write may be lost; what they wait for is their time.
func TestForTestsNothingIsFlushed(t *testing.T) {
	dir := common(t)
	c := start(t, dir)
	if got := ask(t, c.URL(local.Database), `SHOW fsync`); got != "off" {
		t.Errorf("fsync is %s", got)
	}
	stop(t, c)
	c, err := local.Start(t.Context(), dir, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if got := ask(t, c.URL(local.Database), `SHOW fsync`); got != "on" {
		t.Errorf("fsync is %s on the same data without Test", got)
	}
	stop(t, c)
}

// The log is the one trace of what a server went through: each start adds to it.
func TestLogIsAppended(t *testing.T) {
	dir := common(t)
	file := filepath.Join(dir, "postgres", "server.log")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stop(t, start(t, dir))
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(before) == 0 || !strings.HasPrefix(string(after), string(before)) || !strings.Contains(string(after[len(before):]), "database system is ready") {
		t.Errorf("the log was\n%s\nand is\n%s", before, after)
	}
}

// The user part and the path of an address are escaped; the socket's folder is
// private to the server's account.
func TestURL(t *testing.T) {
	c := start(t, common(t))
	defer stop(t, c)
	address, err := url.Parse(c.URL("a database/ü?"))
	if err != nil {
		t.Fatal(err)
	}
	if address.Path != "/a database/ü?" || address.User.Username() != "parbot" || address.Query().Get("port") != "5432" {
		t.Errorf("%s", address)
	}
	info, err := os.Stat(address.Query().Get("host"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %v", info.Mode())
	}
}

// The last user who leaves stops the server, in whatever process.
func TestLastUserStops(t *testing.T) {
	dir := common(t)
	first, second := start(t, dir), start(t, dir)
	third := another(t, "use", dir, nil)
	address := third.line(t)
	if address != first.URL(local.Database) || address != second.URL(local.Database) {
		t.Errorf("three users of one server have %s, %s and %s", address, first.URL(local.Database), second.URL(local.Database))
	}
	pid := pidIn(dir)
	for _, leave := range []func(){
		func() { stop(t, first) },
		func() { third.leave(t) },
	} {
		leave()
		if ask(t, address, `SELECT 'up'`); pidIn(dir) != pid {
			t.Fatalf("the server of pid %d is %d now", pid, pidIn(dir))
		}
	}
	stop(t, second)
	if alive(pid) || pidIn(dir) != 0 {
		t.Errorf("the last user has left and %d still runs", pid)
	}
}

// Stop does not wait for clients: it cuts them off.
func TestStopCutsClientsOff(t *testing.T) {
	c := start(t, common(t))
	conn, err := pgx.Connect(t.Context(), c.URL(local.Database))
	if err != nil {
		t.Fatal(err)
	}
	cut := make(chan error, 1)
	go func() {
		_, err := conn.Exec(context.Background(), `SELECT pg_sleep(3600)`)
		cut <- err
	}()
	stop(t, c)
	if err := <-cut; err == nil {
		t.Error("an hour has passed")
	}
	if err := c.Stop(t.Context()); err == nil {
		t.Error("what was stopped was stopped again")
	}
}

// Programs that start at the same moment make one cluster and one server. A
// making that broke off is no cluster, is in nobody's way, and is not deleted.
func TestStartsAtOnce(t *testing.T) {
	dir := folder(t)
	broken := filepath.Join(dir, "postgres", "making-1", "base")
	if err := os.MkdirAll(broken, 0o755); err != nil {
		t.Fatal(err)
	}
	helpers := []*helper{another(t, "use", dir, nil), another(t, "use", dir, nil)}
	clusters := make([]*local.Cluster, 2)
	var all sync.WaitGroup
	for i := range clusters {
		all.Go(func() {
			c, err := local.Options{Test: true}.Start(t.Context(), dir, io.Discard)
			if err != nil {
				t.Error(err)
			}
			clusters[i] = c
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	for _, h := range helpers {
		if address := h.line(t); address != clusters[0].URL(local.Database) {
			t.Errorf("another process has %s", address)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, "postgres", "making-*", "*"))
	if err != nil || !slices.Equal(left, []string{broken}) {
		t.Errorf("%v were begun and not used, %v; want %s alone", left, err, broken)
	}
	pid := pidIn(dir)
	for _, h := range helpers {
		h.leave(t)
	}
	for _, c := range clusters {
		stop(t, c)
	}
	if alive(pid) {
		t.Errorf("all have left and %d still runs", pid)
	}
}

// A start has an end: that of its context.
func TestStartEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (local.Options{Test: true}).Start(ctx, folder(t), io.Discard); err == nil {
		t.Error("started without time")
	}
	if _, err := (local.Options{Test: true}).Start(t.Context(), "/proc/nowhere", io.Discard); err == nil {
		t.Error("started in a folder that cannot be")
	}
}
