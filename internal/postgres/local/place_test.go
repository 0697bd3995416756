package local_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"parbot/internal/postgres/local"
)

// elsewhere is the folder whose name stands for another's path.
func elsewhere(t *testing.T, parent, path string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(path))
	there := filepath.Join(parent, "parbot-"+hex.EncodeToString(sum[:8]))
	t.Cleanup(func() {
		if err := os.RemoveAll(there); err != nil {
			t.Error(err)
		}
	})
	return there
}

// socketsOf is the folder of a cluster's socket.
func socketsOf(t *testing.T, c *local.Cluster) string {
	t.Helper()
	address, err := url.Parse(c.URL(local.Database))
	if err != nil {
		t.Fatal(err)
	}
	return address.Query().Get("host")
}

// userOf is who runs the server, by the owner of its process.
func userOf(t *testing.T, pid int) string {
	t.Helper()
	info, err := os.Stat(filepath.Join("/proc", strconv.Itoa(pid)))
	if err != nil {
		t.Fatal(err)
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		t.Fatal("whose is it?")
	}
	known, err := user.LookupId(strconv.Itoa(int(stat.Uid)))
	if err != nil {
		t.Fatal(err)
	}
	return known.Username
}

// Root's home lets nobody else in, and the server is never root: the data go to
// the system's folder for such, which the message names.
func TestBelowAFolderOfRootAlone(t *testing.T) {
	needRoot(t)
	secret := folder(t)
	if err := os.Chmod(secret, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(secret, ".parbot")
	there := elsewhere(t, "/var/lib", filepath.Join(dir, "postgres"))
	var log strings.Builder
	c, err := local.Options{Test: true}.Start(t.Context(), dir, &log)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Making a private Postgres in " + there + " (once).\n"; log.String() != want {
		t.Errorf("it said %q, want %q", log.String(), want)
	}
	keep(t, c.URL(local.Database))
	if got := socketsOf(t, c); got != filepath.Join(there, "run") {
		t.Errorf("its socket is in %s", got)
	}
	stop(t, c)
	link := filepath.Join(folder(t), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{dir, link} {
		c = start(t, name)
		kept(t, c.URL(local.Database))
		stop(t, c)
	}
}

// A socket's path may have no more than 107 bytes; a checkout may lie deeper.
func TestLongPath(t *testing.T) {
	dir := filepath.Join(folder(t), strings.Repeat("deep/", 8)+strings.Repeat("long", 12))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, "cp", "-a", filepath.Join(common(t), "postgres"), dir)
	there := elsewhere(t, os.TempDir(), filepath.Join(dir, "postgres"))
	c, again := start(t, dir), start(t, dir)
	if got := socketsOf(t, c); got != there || c.URL("x") != again.URL("x") {
		t.Errorf("its socket is in %s, want %s; the second user has %s", got, there, again.URL("x"))
	}
	ask(t, c.URL(local.Database), `SELECT 'up'`)
	stop(t, c)
	stop(t, again)
}

// One folder by two names is one cluster: neither takes the other's server for
// a stranger.
func TestSymbolicLink(t *testing.T) {
	dir := common(t)
	link := filepath.Join(folder(t), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	for began, goesOn := range map[string]string{dir: link, link: dir} {
		crashed := another(t, "use", began, nil)
		crashed.line(t)
		pid := pidIn(dir)
		crashed.kill()
		c := start(t, goesOn)
		if pidIn(dir) != pid {
			t.Errorf("the server was %d and is %d", pid, pidIn(dir))
		}
		stop(t, c)
		if alive(pid) {
			t.Errorf("%d still runs", pid)
		}
	}
}

// Whoever is not root runs the server as themselves, whatever their mask; root
// then runs it as the one whose the data are.
func TestAsAnotherUser(t *testing.T) {
	needRoot(t)
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.ParseUint(nobody.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(nobody.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t)
	if err := os.Chown(dir, int(uid), int(gid)); err != nil {
		t.Fatal(err)
	}
	theirs := another(t, "masked", filepath.Join(dir, ".parbot"), &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)})
	address := theirs.line(t)
	if !strings.HasPrefix(address, "postgres://") {
		t.Fatal(address)
	}
	dir = filepath.Join(dir, ".parbot")
	pid := pidIn(dir)
	keep(t, address) // as root, who may do everything anyway
	if name := userOf(t, pid); name != "nobody" {
		t.Errorf("their server runs as %s", name)
	}
	if last := theirs.leave(t); last != "stopped" || alive(pid) {
		t.Errorf("they said %q, and their server lives: %v", last, alive(pid))
	}
	c := start(t, dir)
	if name := userOf(t, pidIn(dir)); name != "nobody" {
		t.Errorf("root runs their server as %s", name)
	}
	kept(t, c.URL(local.Database))
	stop(t, c)
}

// Data of another major version stop the start; nothing of them is changed.
func TestOtherVersion(t *testing.T) {
	dir := common(t)
	data := filepath.Join(dir, "postgres", "data")
	file := filepath.Join(data, "PG_VERSION")
	installed, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	set := func(version string) {
		if err := os.WriteFile(file, []byte(version), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	set("12\n")
	defer set(string(installed))
	bin := strings.TrimSpace(string(installed))
	before := tree(t, dir)
	_, err = local.Options{BinDir: binOf(t, bin)}.Start(t.Context(), dir, io.Discard)
	want := "private Postgres: " + data + " was made by version 12 and only " + bin + " is installed; install version 12, or name another folder with PARBOT_DATA"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if after := tree(t, dir); after != before {
		t.Errorf("it was\n%s\nand is\n%s", before, after)
	}
}

// binOf is the folder of the programs that made the common cluster.
func binOf(t *testing.T, version string) string {
	t.Helper()
	for _, pattern := range []string{"/usr/lib/postgresql/%/bin", "/usr/pgsql-%/bin", "/opt/homebrew/opt/postgresql@%/bin", "/usr/local/opt/postgresql@%/bin"} {
		dir := strings.ReplaceAll(pattern, "%", version)
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	return "" // looked for
}

// Without programs one line says what to do, and nothing is made.
func TestNoPrograms(t *testing.T) {
	dir := folder(t)
	_, err := local.Options{BinDir: t.TempDir()}.Start(t.Context(), dir, io.Discard)
	const want = "private Postgres: no server of version 15 or newer is installed; " +
		"install it (Debian, Ubuntu: apt install postgresql; Red Hat: dnf install postgresql-server; macOS: brew install postgresql@17) " +
		"or set DATABASE_URL or PARBOT_PG_BIN"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	for _, begun := range []string{"data", "making-*"} {
		if left, err := filepath.Glob(filepath.Join(dir, "postgres", begun)); err != nil || len(left) != 0 {
			t.Errorf("%v, %v", left, err)
		}
	}
}
