package local

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// stranger is an account that owns nothing.
var stranger = account{name: "stranger", uid: 54321, gid: 54321, other: true}

// passable is a folder that everybody may pass through.
func passable(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "parbot-account-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// The server never is root: it is who owns the data, else postgres, else nobody.
func TestWhoRunsTheServer(t *testing.T) {
	known := func(names ...string) func(string) (*user.User, error) {
		return func(name string) (*user.User, error) {
			for i, n := range names {
				if n == name {
					return &user.User{Username: n, Uid: "10" + string(rune('0'+i)), Gid: "200"}, nil
				}
			}
			return nil, user.UnknownUserError(name)
		}
	}
	tests := []struct {
		name   string
		lookup func(string) (*user.User, error)
		want   string
	}{
		{"the package made its user", known("nobody", "postgres"), "postgres"},
		{"programs without a package", known("nobody"), "nobody"},
		{"a strange system", known(), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := forRoot(firstKnown(tt.lookup))
			if a.name != tt.want || (err != nil) != (tt.want == "") || a.other != (err == nil) {
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
	if _, err := accountOf(&user.User{Username: "x", Uid: "S-1-5", Gid: "1"}, nil); err == nil {
		t.Error("a user without a number")
	}
	if _, err := accountOf(&user.User{Username: "x", Uid: "1", Gid: ""}, nil); err == nil {
		t.Error("a group without a number")
	}
}

func TestTheOwnerRunsTheServer(t *testing.T) {
	if os.Geteuid() != 0 {
		a, err := serverAccount("/")
		if err != nil || a.other || int(a.uid) != os.Geteuid() {
			t.Errorf("%+v, %v; want this user", a, err)
		}
		return
	}
	dir := passable(t)
	if a, err := serverAccount(filepath.Join(dir, "none"), dir); err != nil || a.uid == 0 || !a.other {
		t.Errorf("root's folder: %+v, %v", a, err)
	}
	if err := os.Chown(dir, 65534, 65534); err != nil {
		t.Fatal(err)
	}
	if a, err := serverAccount(filepath.Join(dir, "none"), dir, "/"); err != nil || a.uid != 65534 || !a.other {
		t.Errorf("another's folder: %+v, %v", a, err)
	}
	if err := os.Chown(dir, 54321, 54321); err != nil {
		t.Fatal(err)
	}
	if a, err := serverAccount(dir); err == nil {
		t.Errorf("the folder of nobody known: %+v", a)
	}
}

// A home of mode 0700 stops every other user; so does any folder above.
func TestReaches(t *testing.T) {
	dir := passable(t)
	path := filepath.Join(dir, "one", "two", "file")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	owned := account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid()), other: true}
	grouped := account{uid: 54321, gid: uint32(os.Getegid()), other: true}
	tests := []struct {
		name string
		mode os.FileMode // of the folder one
		as   account
		want bool
	}{
		{"open", 0o755, stranger, true},
		{"the owner's alone", 0o700, stranger, false},
		{"to be passed, not read", 0o711, stranger, true},
		{"to be read, not passed", 0o744, stranger, false},
		{"the owner", 0o700, owned, true},
		{"closed to its owner", 0o077, owned, false},
		{"the group's", 0o710, grouped, true},
		{"closed to the group", 0o701, grouped, false},
		{"this process's own user", 0o000, account{uid: uint32(os.Geteuid())}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			one := filepath.Join(dir, "one")
			if err := os.Chmod(one, tt.mode); err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := os.Chmod(one, 0o755); err != nil {
					t.Error(err)
				}
			}()
			info, err := os.Stat(one)
			if err != nil {
				t.Fatal(err)
			}
			if got := !tt.as.other || tt.as.passes(info); got != tt.want {
				t.Errorf("passes: %v", got)
			}
			if got := tt.as.reaches(path); os.Geteuid() == 0 && got != tt.want {
				t.Errorf("reaches: %v", got)
			}
		})
	}
	if stranger.reaches(filepath.Join(dir, "none", "file")) {
		t.Error("what is not there was reached")
	}
}

// The folder of the server can be passed whatever mask the process has.
func TestOpenWhateverTheMask(t *testing.T) {
	dir := filepath.Join(passable(t), "postgres")
	before := syscall.Umask(0o077)
	err := stranger.open(dir)
	syscall.Umask(before)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o755 {
		t.Errorf("its mode is %v", info.Mode())
	}
	if err := stranger.open("/proc/none"); err == nil {
		t.Error("made what cannot be")
	}
}

func TestSocketFolder(t *testing.T) {
	home, system := passable(t), passable(t)
	long := filepath.Join(passable(t), strings.Repeat("long", 22))
	if err := os.Mkdir(long, 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, home, system, want string }{
		{"its own", home, system, filepath.Join(home, "run")},
		{"too long", long, system, filepath.Join(system, "parbot-"+short(long))},
		{"the system's is too long as well", long, long, "/tmp/parbot-" + short(long)},
	}
	me := account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("TMPDIR", tt.system)
			defer func() {
				if err := os.Remove(tt.want); err != nil {
					t.Error(err)
				}
			}()
			for range 2 {
				got, err := me.socketFolder(tt.home)
				if err != nil || got != tt.want {
					t.Fatalf("%s, %v, want %s", got, err, tt.want)
				}
				if info, err := os.Stat(got); err != nil || info.Mode().Perm() != 0o700 {
					t.Errorf("%v, %v", info, err)
				}
			}
		})
	}
}

// A start that broke off between the making of the folder and its giving away
// is in no start's way.
func TestSocketFolderIsGivenAway(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root runs the server as another user")
	}
	home := passable(t)
	if err := os.Mkdir(filepath.Join(home, "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	got, err := stranger.socketFolder(home)
	if uid, _ := owner(got); err != nil || uid != stranger.uid {
		t.Errorf("%s of %d, %v", got, uid, err)
	}
}

// In a folder for all, somebody else may have been first.
func TestSocketFolderOfAnother(t *testing.T) {
	me := account{name: "me", uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}
	tests := []struct {
		name string
		make func(path string) error
		as   account
	}{
		{"open to others", func(path string) error { return os.Mkdir(path, 0o755) }, me},
		{"another's", func(path string) error { return os.Mkdir(path, 0o700) }, account{name: "me", uid: 54321}},
		{"a file", func(path string) error { return os.WriteFile(path, nil, 0o700) }, me},
		{"a link", func(path string) error { return os.Symlink("/", path) }, me},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			home := passable(t)
			if err := tt.make(filepath.Join(home, "run")); err != nil {
				t.Fatal(err)
			}
			_, err := tt.as.socketFolder(home)
			if err == nil || !strings.Contains(err.Error(), "is not a private folder of the user me") {
				t.Errorf("%v", err)
			}
		})
	}
	if _, err := me.socketFolder("/proc/none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that cannot be: %v", err)
	}
}
