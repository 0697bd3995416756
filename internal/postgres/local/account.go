package local

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is the user who runs the server, which refuses to be root.
type account struct {
	name     string
	uid, gid uint32
	other    bool // than the user of this process, who then is root
}

// serverAccount returns who is to run the server: the user of this process; for
// root the owner of the first of the folders that is there and is not root's,
// else postgres, else nobody.
func serverAccount(folders ...string) (account, error) {
	if uid := os.Geteuid(); uid != 0 {
		return accountOf(user.LookupId(strconv.Itoa(uid)))
	}
	for _, folder := range folders {
		if uid, ok := owner(folder); ok && uid != 0 {
			return forRoot(accountOf(user.LookupId(strconv.Itoa(int(uid)))))
		}
	}
	return forRoot(firstKnown(user.Lookup))
}

// firstKnown returns the user who serves a root without a folder of another's.
func firstKnown(lookup func(name string) (*user.User, error)) (account, error) {
	a, err := accountOf(lookup("postgres"))
	if err != nil {
		return accountOf(lookup("nobody"))
	}
	return a, nil
}

func accountOf(u *user.User, err error) (account, error) {
	if err != nil {
		return account{}, fmt.Errorf("private Postgres: who is to run the server: %w", err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("private Postgres: user %s: %w", u.Username, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return account{}, fmt.Errorf("private Postgres: user %s: %w", u.Username, err)
	}
	return account{name: u.Username, uid: uint32(uid), gid: uint32(gid)}, nil
}

func forRoot(a account, err error) (account, error) {
	a.other = err == nil
	return a, err
}

// owner returns whose a file is; ok is false when there is none.
func owner(path string) (uid uint32, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return stat.Uid, true
}

// run makes a command run as the account, in a session of its own, where a
// Ctrl-C in the terminal does not reach it, with nothing of this process's
// environment.
func (a account) run(cmd *exec.Cmd) {
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if a.other {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
}

// give makes a file or folder the account's.
func (a account) give(path string) error {
	if !a.other {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// open makes a folder that the account may pass through, whatever the mask of
// this process is.
func (a account) open(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	if !a.other {
		return nil
	}
	if err := os.Chmod(folder, 0o755); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	return nil
}

// reaches reports whether the account may pass through all folders above a
// path. A home of mode 0700 stops every other user.
func (a account) reaches(path string) bool {
	if !a.other {
		return true
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err != nil || !a.passes(info) {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// elsewhere is the folder for a cluster whose own folder the account cannot get
// to. The same folder always has the same one.
func elsewhere(home string) string { return "/var/lib/parbot-" + short(home) }

// short is a name for a path.
func short(path string) string {
	sum := sha256.Sum256([]byte(path))
	return hex.EncodeToString(sum[:8])
}

func (a account) passes(dir os.FileInfo) bool {
	stat, ok := dir.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	execute := os.FileMode(0o001)
	switch {
	case stat.Uid == a.uid:
		execute = 0o100
	case stat.Gid == a.gid:
		execute = 0o010
	}
	return dir.Mode()&execute != 0
}

// socketLimit is the most bytes that the path of a socket may have: 107 on
// Linux, 103 on macOS and the BSDs.
const socketLimit = 103

// socketFolder returns the folder of the server's socket, private to the
// account: in the cluster's own folder, or, where its path would be too long or
// the account cannot get there, a short one in the system's folder for such.
// The same cluster always has the same one.
func (a account) socketFolder(home string) (string, error) {
	folder := filepath.Join(home, "run")
	for _, parent := range []string{os.TempDir(), "/tmp"} {
		if name := filepath.Join(folder, socketName); len(name) <= socketLimit && a.reaches(folder) {
			break
		}
		folder = filepath.Join(parent, "parbot-"+short(home))
	}
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("private Postgres: folder of the socket: %w", err)
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return "", fmt.Errorf("private Postgres: folder of the socket: %w", err)
	}
	private := info.IsDir() && info.Mode().Perm()&0o077 == 0
	switch uid, _ := owner(folder); {
	case private && uid == a.uid:
		return folder, nil
	case private && uid == 0 && a.other: // just made, or by a start that broke off
		return folder, a.give(folder)
	}
	return "", fmt.Errorf("private Postgres: %s is not a private folder of the user %s", folder, a.name)
}
