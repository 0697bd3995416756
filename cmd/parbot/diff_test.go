package main

import (
	"strings"
	"testing"
)

// What two files say differently is told with the line to look at.
func TestProgramDiff(t *testing.T) {
	t.Chdir(t.TempDir())
	next := strings.NewReplacer("starts: [report.answered, year-end.answered]\n    due: 10 days", "starts: [report.answered, year-end.answered]\n    due: 12 days",
		"timezone: America/Los_Angeles\n", "").Replace(clovisFile(t))
	write(t, "next.yaml", next)
	code, out, stderr := typed(t, "parbot program diff clovis next.yaml")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != done || stderr != "" || len(lines) != 2 ||
		!strings.HasPrefix(lines[0], "next.yaml:") || !strings.HasSuffix(lines[0], ": deadlines respond due: 12 days, was 10 days") ||
		!strings.HasPrefix(lines[1], "clovis:") || !strings.HasSuffix(lines[1], ": timezone: gone: America/Los_Angeles") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
	tests := map[string]string{
		"parbot program diff clovis clovis":    "clovis and clovis say the same.\n",
		"parbot program diff next.yaml clovis": "",
	}
	for line, want := range tests {
		if code, out, _ := typed(t, line); code != done || want != "" && out != want {
			t.Errorf("%s: exit %d, stdout %q", line, code, out)
		}
	}
}

func TestProgramDiffRefuses(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "broken.yaml", "key: [")
	tests := map[string]string{
		"parbot program diff clovis toledo":      "There is no program \"toledo\". Run: parbot program list\n",
		"parbot program diff clovis toledo.yaml": "toledo.yaml: the file cannot be opened. Nothing was done.\n",
		"parbot program diff clovis broken.yaml": "broken.yaml:1:",
	}
	for line, want := range tests {
		if code, out, stderr := typed(t, line); code != refused || out != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", line, code, out, stderr)
		}
	}
}
