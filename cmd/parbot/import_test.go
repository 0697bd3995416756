package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parbot/internal/casework"
	"parbot/internal/fault"
)

// everyRole are the words that a roster knows.
const everyRole = "teacher, consultant, administrator, representative, coordinator, panel, chair, pair, hr, superintendent, organiser or staff"

// A list that cannot be taken is refused before any database is looked for:
// one line, exit 1, and the way to see the rest (VOICE §7).
func TestRefusedLists(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	const head = "name,email,roles,school,zone,slack_id\n"
	write(t, "staff.csv", head+strings.Repeat("\n", 12)+"Bo Lee,bo@demo.example,mentor,,,\n"+
		"Al,al,teacher,,,\nCy,,boss,,,\n")
	write(t, "two.csv", head+"Bo Lee,bo,mentor,,,\n")
	write(t, "one.csv", head+"Bo Lee,bo@demo.example,,,,\nAl,al,teacher,,,\n")
	write(t, "cases.csv", "program,teacher,consultant,administrator,opened\nclovis,a@demo.example,b@demo.example,,10/8/2025\n")
	tests := []struct {
		line, out, stderr string
	}{
		{
			"parbot people import staff.csv", "",
			`staff.csv:14: roles: "mentor" is not a role; use ` + everyRole + `.` +
				" Nothing was imported. 2 more lines: --all\n",
		},
		{
			"parbot people import --all staff.csv",
			`staff.csv:14: roles: "mentor" is not a role; use ` + everyRole + `.` + "\n" +
				`staff.csv:15: email: "al" is not an e-mail address.` + "\n" +
				"staff.csv:16: email: an address is missing.\n" +
				`staff.csv:16: roles: "boss" is not a role; use ` + everyRole + `.` + "\n",
			"staff.csv: 4 problems. Nothing was imported.\n",
		},
		{"parbot people import two.csv", "", `two.csv:2: email: "bo" is not an e-mail address. Nothing was imported.` + "\n"},
		{
			"parbot people import one.csv", "",
			"one.csv:2: roles: a role is missing; use " + everyRole + "." +
				" Nothing was imported. 1 more line: --all\n",
		},
		{"parbot people import none.csv", "", "none.csv: the file cannot be opened. Nothing was done.\n"},
		{"parbot people import .", "", ".: the file cannot be read. Nothing was done.\n"},
		{
			"parbot case import cases.csv", "",
			`cases.csv:2: opened: "10/8/2025" is not a date; write it as 2025-08-27. Nothing was imported.` + "\n",
		},
		{
			"parbot case import staff.csv", "",
			`staff.csv:1: The column "program" is missing. The first line is: program,teacher,consultant,administrator,opened` +
				" Nothing was imported.\n",
		},
	}
	for _, tt := range tests {
		code, out, stderr := typed(t, tt.line)
		if code != refused || out != tt.out || stderr != tt.stderr {
			t.Errorf("%s: exit %d\nstdout %q\nwant   %q\nstderr %q\nwant   %q", tt.line, code, out, tt.out, stderr, tt.stderr)
		}
	}
	if left, err := filepath.Glob(".*"); err != nil || len(left) > 0 {
		t.Errorf("a refused import left %v (%v)", left, err)
	}
}

// A row that the store refuses gets the file's name, and any other error stays.
func TestRefusedRow(t *testing.T) {
	row := &casework.RowError{Line: 3, Column: "teacher", Text: "bo@demo.example is not on the roster"}
	got := fault.TextOf(refusedRow("cases.csv", fmt.Errorf("import: %w", row)))
	if want := "cases.csv:3: teacher: bo@demo.example is not on the roster. Nothing was imported."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if lost := errors.New("connection lost"); !errors.Is(refusedRow("cases.csv", lost), lost) {
		t.Error("another error was replaced")
	}
}

func TestImported(t *testing.T) {
	tests := []struct {
		rows, created, changed int
		want                   string
	}{
		{42, 42, 0, "42 people: 42 new."},
		{42, 0, 0, "42 people: nothing changed."},
		{42, 2, 3, "42 people: 2 new, 3 changed."},
		{42, 0, 3, "42 people: 3 changed."},
		{1, 1, 0, "1 person: 1 new."},
	}
	for _, tt := range tests {
		if got := imported(count(tt.rows, "person", "people"), tt.created, tt.changed); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// No more of a file is read than can be refused.
func TestReadFileStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, make([]byte, 100), 0o600); err != nil {
		t.Fatal(err)
	}
	data, err := readFile(path, 10)
	if err != nil || len(data) != 11 {
		t.Errorf("%d bytes, %v; want 11", len(data), err)
	}
}
