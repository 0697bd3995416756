package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestProgramList(t *testing.T) {
	code, out, stderr := typed(t, "parbot program list")
	if code != done || stderr != "" || !regexp.MustCompile(`(?m)^clovis +Clovis Unified`).MatchString(out) {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

func TestProgramCheck(t *testing.T) {
	code, out, stderr := typed(t, "parbot program check clovis")
	fine := regexp.MustCompile(`^([a-z]+\.yaml:\d+:\d+: note: .*\n)*clovis: fine\. \d+ forms, \d+ deadlines, \d+ meetings\. Next: parbot program explain clovis\n$`)
	if code != done || stderr != "" || !fine.MatchString(out) {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

func TestProgramExplain(t *testing.T) {
	code, out, stderr := typed(t, "parbot program explain clovis")
	if code != done || stderr != "" || len(out) == 0 || !strings.HasSuffix(out, "\n") {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

func TestProgramSchema(t *testing.T) {
	code, out, stderr := typed(t, "parbot program schema")
	if code != done || stderr != "" || !json.Valid([]byte(out)) || !strings.HasSuffix(out, "}\n") {
		t.Errorf("exit %d, stdout %.100q, stderr %q", code, out, stderr)
	}
}

// A mistake in a program file is named by line and column on stdout, counted on
// stderr, and keeps every other command from using the folder.
func TestBrokenProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "toledo.yaml", strings.Replace(clovisFile(t), "\nroles:", "\nrules: {}\nroles:", 1))
	code, out, stderr := typed(t, "parbot program check toledo.yaml")
	if code != refused || !regexp.MustCompile(`^toledo\.yaml:\d+:\d+: .*rules`).MatchString(out) ||
		!regexp.MustCompile(`^toledo\.yaml: \d+ problems?\. Nothing was changed\.\n$`).MatchString(stderr) {
		t.Errorf("check: exit %d, stdout %q, stderr %q", code, out, stderr)
	}
	for _, line := range []string{"parbot program list", "parbot program explain toledo.yaml"} {
		code, out, stderr = typed(t, line, "PARBOT_PROGRAMS=.")
		if code != refused || out != "" || !strings.HasSuffix(stderr, ". Run: parbot program check toledo.yaml\n") {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", line, code, out, stderr)
		}
	}
}

// Programs that exclude each other have to say so both; which does not is named
// with its place, and the others of the folder wait for it (LANGUAGE §4).
func TestProgramsThatDisagree(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "toledo.yaml", strings.NewReplacer("key: clovis", "key: toledo", "    evaluator: administrator", "    evaluator: administrator\n    excludes: clovis").
		Replace(clovisFile(t)))
	for _, env := range []string{"PARBOT_PROGRAMS=", "PARBOT_PROGRAMS=."} {
		code, out, stderr := typed(t, "parbot program check toledo.yaml", env)
		if code != refused || !regexp.MustCompile(`^toledo\.yaml:\d+:15: excludes "clovis", which does not exclude "toledo"\n$`).MatchString(out) ||
			stderr != "toledo.yaml: 1 problem. Nothing was changed.\n" {
			t.Errorf("%s: exit %d, stdout %q, stderr %q", env, code, out, stderr)
		}
	}
	code, out, stderr := typed(t, "parbot program list", "PARBOT_PROGRAMS=.")
	if code != refused || out != "" || !strings.HasSuffix(stderr, ". Run: parbot program check toledo.yaml\n") {
		t.Errorf("list: exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

// A district's own file stands beside the built-in programs, and before one of
// the same key.
func TestOwnPrograms(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.yaml", regexp.MustCompile(`(?m)^title: .*$`).ReplaceAllString(clovisFile(t), "title: Ours"))
	write(t, "b.yaml", regexp.MustCompile(`(?m)^key: .*$`).ReplaceAllString(clovisFile(t), "key: fresno"))
	code, out, stderr := typed(t, "parbot program list", "PARBOT_PROGRAMS=.")
	if code != done || stderr != "" || !regexp.MustCompile(`(?m)^clovis +Ours$`).MatchString(out) || !regexp.MustCompile(`(?m)^fresno +Clovis Unified`).MatchString(out) {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, stderr)
	}
}

func TestNoProgram(t *testing.T) {
	t.Chdir(t.TempDir())
	tests := map[string]string{
		"parbot program check toledo":      "There is no program \"toledo\". Run: parbot program list\n",
		"parbot program explain toledo":    "There is no program \"toledo\". Run: parbot program list\n",
		"parbot program check toledo.yaml": "toledo.yaml: the file cannot be opened. Nothing was done.\n",
	}
	for line, want := range tests {
		if code, out, stderr := typed(t, line); code != refused || out != "" || stderr != want {
			t.Errorf("%s: exit %d, stdout %q, stderr %q, want %q", line, code, out, stderr, want)
		}
	}
}

func clovisFile(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(home, "internal/program/districts/clovis.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
