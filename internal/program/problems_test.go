package program_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"parbot/internal/golden"
	"parbot/internal/program"
)

// TestProblems loads the files of testdata/problems, each with the problems that
// are wanted of it (LANGUAGE §4): file:line:column: sentence, all at once and in
// the order of the file.
func TestProblems(t *testing.T) {
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	archives, err := filepath.Glob("testdata/problems/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range archives {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(archive.Files); i += 2 {
			file, want := archive.Files[i], &archive.Files[i+1]
			if want.Name != file.Name+".want" {
				t.Fatalf("%s: %s is not followed by what is wanted of it", path, file.Name)
			}
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar")+"/"+file.Name, func(t *testing.T) {
				source := file.Data
				if !bytes.HasPrefix(source, []byte("key")) {
					source = append(bytes.Clone(base), source...)
				}
				got := problems(t, file.Name, source)
				if golden.Update() {
					want.Data = []byte(got)
				}
				if diff := cmp.Diff(string(want.Data), got); diff != "" {
					t.Errorf("-want +got; rewrite with -update\n%s", diff)
				}
			})
		}
		if golden.Update() {
			golden.Write(t, path, txtar.Format(archive))
		}
	}
}

// problems loads a file that is wrong and returns its problems, one a line.
func problems(t *testing.T, name string, source []byte) string {
	t.Helper()
	p, found := program.Load(name, source)
	if p != nil || len(found) == 0 {
		t.Error("the file loads, although it is wrong")
	}
	var lines strings.Builder
	for _, one := range found {
		lines.WriteString(one.String() + "\n")
	}
	again, more := program.Load(name, source)
	if again != nil || cmp.Diff(found, more) != "" {
		t.Errorf("loaded twice, the problems differ:\n%s", cmp.Diff(found, more))
	}
	return lines.String()
}

// The base of the cases has no problem of its own.
func TestProblemsBase(t *testing.T) {
	base, err := os.ReadFile("testdata/problems/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if p, found := program.Load("base.yaml", base); p == nil {
		t.Errorf("the base has problems: %v", found)
	}
}
