// Package golden compares what the tests of the other rooms made with files
// that were reviewed, and rewrites those files with the flag -update.
package golden

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// Update reports whether the goldens are to be rewritten.
func Update() bool { return *update }

// Check compares got with the file at path, or writes it there with -update.
// A difference fails the test and leaves it running; a file that cannot be read
// or written ends it.
func Check(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		Write(t, path, []byte(got))
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s (-want +got); rewrite with -update\n%s", path, diff)
	}
}

// Write replaces the file at path, whose folder exists, for a test that puts
// its golden together itself.
func Write(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
