package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// programs makes a folder with what looks like a server of a version.
func programs(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"initdb", "postgres"} {
		script := "#!/bin/sh\necho '" + version + "'\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestMajorOf(t *testing.T) {
	tests := []struct {
		version string
		want    int
	}{
		{"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15},
		{"postgres (PostgreSQL) 17.0", 17},
		{"postgres (PostgreSQL) 18beta1", 18},
		{"postgres (PostgreSQL) 9.6.24", 9},
		{"postgres (EnterpriseDB) unknown", 0},
		{"no version", 0},
		{"", 0},
	}
	for _, tt := range tests {
		if got := majorOf(t.Context(), programs(t, tt.version)); got != tt.want {
			t.Errorf("%q: %d, want %d", tt.version, got, tt.want)
		}
	}
	half := programs(t, "postgres (PostgreSQL) 17.0")
	if err := os.Remove(filepath.Join(half, "initdb")); err != nil {
		t.Fatal(err)
	}
	if got := majorOf(t.Context(), half); got != 0 {
		t.Errorf("a client's package alone is a server of version %d", got)
	}
	broken := programs(t, "x'; exit 1 #")
	if got := majorOf(t.Context(), broken); got != 0 {
		t.Errorf("a program that fails is of version %d", got)
	}
}

// The newest serves a new cluster; old data are served by their own version
// or by none.
func TestWhichPrograms(t *testing.T) {
	old, good, newer := programs(t, "postgres (PostgreSQL) 13.1"), programs(t, "postgres (PostgreSQL) 15.2"), programs(t, "postgres (PostgreSQL) 17.3")
	folders := map[string]string{"13": old, "15": good, "17": newer}
	tests := []struct {
		installed, data string
		want            string // version, or "!" and a part of the error
	}{
		{"15", "", "15"},
		{"15 17", "", "17"},
		{"17 15", "", "17"},
		{"17 15", "15", "15"},
		{"13 15 17", "17", "17"},
		{"13", "13", "13"},
		{"13", "", "!no server of version 15 or newer"},
		{"", "", "!no server of version 15 or newer"},
		{"", "15", "!no server of version 15 or newer"},
		{"15 13", "17", "!made by version 17 and only 15 is installed"},
		{"17", "15", "!made by version 15 and only 17 is installed"},
	}
	for _, tt := range tests {
		t.Run(tt.installed+" for "+tt.data, func(t *testing.T) {
			t.Setenv("PATH", "")
			old := usual
			defer func() { usual = old }()
			usual = nil
			for version := range strings.FieldsSeq(tt.installed) {
				usual = append(usual, folders[version])
			}
			data := t.TempDir()
			if tt.data != "" {
				if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte(tt.data+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := Options{}.binaries(t.Context(), data)
			if part, refused := strings.CutPrefix(tt.want, "!"); refused {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Errorf("%s, %v, want %q", got, err, part)
				}
			} else if err != nil || got != folders[tt.want] {
				t.Errorf("%s, %v, want version %s", got, err, tt.want)
			}
		})
	}
}

// What the shell would find is looked at, too.
func TestProgramsOnThePath(t *testing.T) {
	old := usual
	defer func() { usual = old }()
	usual = []string{"[malformed"}
	dir := programs(t, "postgres (PostgreSQL) 16.4")
	there := filepath.Join(t.TempDir(), "bin")
	if err := os.Symlink(dir, there); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", there)
	if got, err := (Options{}).binaries(t.Context(), t.TempDir()); err != nil || got != dir {
		t.Errorf("%s, %v, want %s", got, err, dir)
	}
	if err := os.WriteFile(filepath.Join(dir, "pg_config"), []byte("#!/bin/sh\necho "+dir+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if got := candidates(t.Context()); len(got) != 2 || got[0] != dir {
		t.Errorf("%v, want that of pg_config first", got)
	}
	if _, err := madeBy("/proc/self/mem/x"); err == nil {
		t.Error("a folder that cannot be read has a version")
	}
}

func TestPostmaster(t *testing.T) {
	const whole = "4711\n/x/data\n1700000000\n5432\n/x/run\n\n  1234567  32768\nready   \n"
	tests := []struct {
		name, text string
		want       postmaster
		ok         bool
	}{
		{"ready", whole, postmaster{4711, "/x/run", true}, true},
		{"starting", strings.Replace(whole, "ready   ", "starting", 1), postmaster{4711, "/x/run", false}, true},
		{"just begun", "4711\n/x/data\n", postmaster{4711, "", false}, true},
		{"no newline", "4711", postmaster{4711, "", false}, true},
		{"single-user", "-4711\n", postmaster{}, false},
		{"empty", "", postmaster{}, false},
		{"torn", "47x", postmaster{}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &Cluster{data: t.TempDir()}
			if err := os.WriteFile(filepath.Join(c.data, pidFile), []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := c.postmaster()
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	if _, err := (&Cluster{data: t.TempDir()}).postmaster(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A pid is one that a process may have, whatever the file holds.
func FuzzPidOf(f *testing.F) {
	for _, text := range []string{"4711\n/x\n", "", "-1", "0", " 7 \n", "99999999999999999999", "\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1000 {
			t.Skip("longer than any such file")
		}
		lines := strings.Split(text, "\n")
		pid, err := pidOf(lines)
		if err == nil && (pid <= 0 || strconv.Itoa(pid) != strings.TrimLeft(strings.TrimSpace(lines[0]), "+0")) {
			t.Errorf("%q has the pid %d", text, pid)
		}
	})
}

func FuzzLeadingNumber(f *testing.F) {
	for _, text := range []string{"15", "15.18", "18beta1", "9.6", "", "x", "15\n", "99999999999999999999"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := leadingNumber(text)
		if n < 0 || n > 0 && !strings.HasPrefix(strings.TrimLeft(text, "0"), strconv.Itoa(n)) {
			t.Errorf("%q begins with %d", text, n)
		}
	})
}

// Who works in the data is no server by that, and a server elsewhere is not ours.
func TestLives(t *testing.T) {
	c := &Cluster{data: t.TempDir()}
	file := filepath.Join(c.data, "x")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(in, name string, args ...string) int {
		cmd := exec.Command(name, args...)
		cmd.Dir = in
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := cmd.Process.Kill(); err != nil {
				t.Error(err)
			}
			_ = cmd.Wait() // killed
		})
		return cmd.Process.Pid
	}
	tests := []struct {
		name string
		pid  int
		want bool
	}{
		{"this process", os.Getpid(), false},
		{"another", run("/", "sleep", "600"), false},
		{"one that was asked for a file in the data", run("/", "tail", "-f", file), false},
		{"one that was asked for the data, as a server is", run("/", "tail", "-f", file, c.data), true},
		{"one that works in the data", run(c.data, "sleep", "600"), true},
		{"no process can have it", 4194305, false},
	}
	for _, tt := range tests {
		if got := c.lives(tt.pid); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
	if c.inhabited() {
		t.Error("none of them is a server's process")
	}
}

func TestLastLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"one":                     "one",
		"one\ntwo\n":              "two",
		"one\n\n  two words \n\n": "two words",
	} {
		if got := strings.TrimSpace(lastLine(text)); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	c := &Cluster{}
	if got := c.lastWords(filepath.Join(t.TempDir(), "none")); got != "nothing" {
		t.Errorf("a log that is not there says %q", got)
	}
}

// The settings that keep a server private.
func TestArguments(t *testing.T) {
	c := &Cluster{data: "/x/data", sockets: "/x/run"}
	kept, lost := fmt.Sprint(c.arguments(Options{})), fmt.Sprint(c.arguments(Options{Test: true}))
	for _, want := range []string{"-D /x/data", "-c listen_addresses= ", "-c unix_socket_directories=/x/run", "-c timezone=UTC"} {
		if !strings.Contains(kept, want) || !strings.Contains(lost, want) {
			t.Errorf("no %q in %s or in %s", want, kept, lost)
		}
	}
	if strings.Contains(kept, "fsync") || !strings.Contains(lost, "-c fsync=off") {
		t.Errorf("%s; for tests %s", kept, lost)
	}
}
