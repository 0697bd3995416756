package program_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func clovis(t testing.TB) *program.Program {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if all["clovis"] == nil {
		t.Fatal("clovis does not ship")
	}
	return all["clovis"]
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("-want +got; rewrite with -update\n%s", diff)
	}
}
