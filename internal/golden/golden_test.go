package golden

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// told is a test whose failures are kept.
type told struct {
	testing.TB
	errors, fatal string
}

func (*told) Helper()                     {}
func (t *told) Errorf(f string, a ...any) { t.errors += fmt.Sprintf(f, a...) }
func (t *told) Fatal(a ...any) {
	t.fatal = fmt.Sprint(a...)
	runtime.Goexit()
}

// try checks got against a file, which "-" says is absent, and returns what
// failed and what the file then holds.
func try(t *testing.T, holds, got string, updates bool) (said *told, after string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.golden")
	if holds != "-" {
		Write(t, path, []byte(holds))
	}
	defer func(was bool) { *update = was }(*update)
	*update = updates
	said = &told{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		Check(said, path, got)
	}()
	<-done
	data, err := os.ReadFile(path)
	if err != nil {
		data = []byte("-")
	}
	return said, string(data)
}

func TestCheck(t *testing.T) {
	tests := []struct {
		name, holds, got string
		update           bool
		fails            string // part of what is said
		fatal            bool
		after            string
	}{
		{"the same", "a\nb\n", "a\nb\n", false, "", false, "a\nb\n"},
		{"another line", "a\nb\n", "a\nc\n", false, "rewrite with -update", false, "a\nb\n"},
		{"the last line is open", "a\n", "a", false, "rewrite with -update", false, "a\n"},
		{"no file", "-", "a\n", false, "no such file", true, "-"},
		{"update", "a\n", "b\n", true, "", false, "b\n"},
		{"update of a new one", "-", "b\n", true, "", false, "b\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			said, after := try(t, tt.holds, tt.got, tt.update)
			all := said.errors + said.fatal
			if (tt.fails == "") != (all == "") || !strings.Contains(all, tt.fails) || (said.fatal != "") != tt.fatal {
				t.Errorf("it failed with %q and ended with %q, want %q", said.errors, said.fatal, tt.fails)
			}
			if after != tt.after {
				t.Errorf("the file holds %q, want %q", after, tt.after)
			}
		})
	}
}

func TestWriteNowhere(t *testing.T) {
	said := &told{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		Write(said, filepath.Join(t.TempDir(), "no", "folder"), nil)
	}()
	<-done
	if said.fatal == "" {
		t.Error("a file in no folder was written")
	}
}
