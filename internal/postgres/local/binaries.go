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

// oldest is the first major version that parbot runs on.
const oldest = 15

// usual are the folders where systems put the server's programs: Debian and
// its kin, Red Hat and its kin, Homebrew on both kinds of Mac, Postgres.app.
var usual = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// errNoServer says what to do when there are no programs to run.
var errNoServer = errors.New("private Postgres: no server of version " + strconv.Itoa(oldest) + " or newer is installed; " +
	"install it (Debian, Ubuntu: apt install postgresql; Red Hat: dnf install postgresql-server; macOS: brew install postgresql@17) " +
	"or set DATABASE_URL or PARBOT_PG_BIN")

// binaries returns the folder of initdb and postgres: of the version that made
// the data when there are any, else the newest.
func (o Options) binaries(ctx context.Context, data string) (string, error) {
	folders := []string{o.BinDir}
	if o.BinDir == "" {
		folders = candidates(ctx)
	}
	made, err := madeBy(data)
	if err != nil {
		return "", err
	}
	best, newest := "", 0
	for _, folder := range folders {
		major := majorOf(ctx, folder)
		if major == made && made > 0 {
			return folder, nil
		}
		if major > newest {
			best, newest = folder, major
		}
	}
	switch {
	case made > 0 && newest > 0:
		return "", fmt.Errorf("private Postgres: %s was made by version %d and only %d is installed; install version %d, or name another folder with PARBOT_DATA",
			data, made, newest, made)
	case made == 0 && newest >= oldest:
		return best, nil
	}
	return "", errNoServer
}

// candidates are the folders in which programs may be found, in the order of
// preference among equal versions.
func candidates(ctx context.Context) []string {
	var folders []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		folders = append(folders, strings.TrimSpace(string(out)))
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			folders = append(folders, filepath.Dir(real))
		}
	}
	for _, pattern := range usual {
		found, err := filepath.Glob(pattern)
		if err != nil {
			continue // unreachable: the patterns are well formed
		}
		folders = append(folders, found...)
	}
	return folders
}

// majorOf returns the major version of the programs in a folder, 0 when they
// are not there or do not run.
func majorOf(ctx context.Context, folder string) int {
	for _, name := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.IsDir() {
			return 0
		}
	}
	out, err := exec.CommandContext(ctx, filepath.Join(folder, "postgres"), "--version").Output()
	if err != nil {
		return 0
	}
	words := strings.Fields(string(out)) // "postgres (PostgreSQL) 15.18 (Debian …)"
	if len(words) < 3 {
		return 0
	}
	return leadingNumber(words[2])
}

// madeBy returns the major version that made the data, 0 when there are none.
func madeBy(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("private Postgres: %w", err)
	}
	return leadingNumber(strings.TrimSpace(string(text))), nil
}

func leadingNumber(text string) int {
	digits := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(text)
	}
	n, err := strconv.Atoi(text[:digits])
	if err != nil {
		return 0
	}
	return n
}
