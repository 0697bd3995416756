package main

import (
	"os"
	"strings"
	"testing"
)

// answered runs parbot program new with a person's answers, a line each.
func answered(t *testing.T, file string, lines ...string) (code int, out, stderr string) {
	t.Helper()
	var o, e strings.Builder
	std := streams{strings.NewReader(strings.Join(lines, "\n") + "\n"), &o, &e}
	code = run(t.Context(), []string{"program", "new", file}, nil, std)
	return code, o.String(), e.String()
}

// A person who answers gets a file that checks, explains and rehearses.
func TestProgramNew(t *testing.T) {
	t.Chdir(t.TempDir())
	lines := append([]string{"Toledo Public Schools", "toledo", "Ohio", "America/New_York"}, make([]string, 22)...)
	code, out, stderr := answered(t, "toledo.yaml", lines...)
	if code != done || stderr != "" || !strings.HasSuffix(out, "toledo.yaml: written. Next: parbot program explain toledo.yaml, then parbot rehearse toledo.yaml --from DATE\n") {
		t.Fatalf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
	if !strings.Contains(out, "\nWho is helped\n  Does PAR help teachers new to the profession? [yes] ") || !strings.Contains(out, `"Ohio" is not a time zone such as America/Chicago.`) {
		t.Errorf("the questions: %q", out)
	}
	if code, out, stderr := typed(t, "parbot program check toledo.yaml"); code != done || stderr != "" || !strings.Contains(out, "toledo.yaml: fine.") {
		t.Errorf("check: exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

// Without an end of the questions, nothing is written; nor over another file.
func TestProgramNewStops(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "there.yaml", "mine")
	none := append([]string{"Toledo", "toledo", "", "no", "no"}, make([]string, 25)...)
	tests := []struct {
		file  string
		lines []string
		want  string
	}{
		{"toledo.yaml", []string{"Toledo", "toledo"}, `Stopped at "Time zone". Nothing was written.`},
		{"toledo.yaml", []string{"x", "x", "x", "x", "x"}, `Stopped at "Name of the district" after 5 tries. Nothing was written.`},
		{"toledo.yaml", none, "the program helps neither novices nor teachers on Intervention. Nothing was written."},
		{"there.yaml", nil, "there.yaml: there is a file already, or the name cannot be used. Nothing was written."},
		{"no/such/folder.yaml", append([]string{"Toledo"}, make([]string, 25)...), "no/such/folder.yaml: the file cannot be written. Nothing was written."},
	}
	for _, tt := range tests {
		code, _, stderr := answered(t, tt.file, tt.lines...)
		if code != refused || stderr != tt.want+"\n" {
			t.Errorf("%s with %d answers: exit %d, stderr %q", tt.file, len(tt.lines), code, stderr)
		}
		if _, err := os.Stat("toledo.yaml"); err == nil {
			t.Fatal("a file was written")
		}
	}
	if data, err := os.ReadFile("there.yaml"); err != nil || string(data) != "mine" {
		t.Errorf("the file that was there: %q %v", data, err)
	}
}
