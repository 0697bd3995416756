package main

import (
	"encoding/csv"
	"strings"
	"testing"
)

const schoolYear = `start: 2025-08-18
end: 2026-06-12
closed:
  2025-11-11: Veterans Day
  2025-11-24 to 2025-11-28: Thanksgiving break
  2025-12-22 to 2026-01-02: Winter break
  2026-01-19: Martin Luther King Jr. Day
  2026-02-16: Presidents' Day
`

// typedWords runs a command line whose words may hold blanks.
func typedWords(t *testing.T, words ...string) (code int, out, stderr string) {
	t.Helper()
	var o, e strings.Builder
	code = run(t.Context(), words, nil, streams{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

// The worked dates of DOMAIN 5.2, with their working.
func TestDate(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "year.yaml", schoolYear)
	for _, tt := range []struct{ name, length, from, roll, want string }{
		{"R1", "10 days", "2025-10-06", "stay", "2025-10-16  Thursday, October 16, 2025"},
		{"R1", "10 working days", "2025-10-06", "stay", "2025-10-20  Monday, October 20, 2025\n" +
			"From Monday, October 6 (day 0): Oct 7 8 9 10 13 14 15 16 17 20. Skipped: Oct 11 12 18 19."},
		{"R2", "10 days", "2025-11-20", "stay", "2025-11-30  Sunday, November 30, 2025"},
		{"R2", "10 days", "2025-11-20", "forward", "2025-12-01  Monday, December 1, 2025\nFrom Thursday, November 20 (day 0): " +
			"10 days later is Sunday, November 30, 2025; every day counts. November 30 is not a school day; the last day is December 1."},
		{"R2", "10 working days", "2025-11-20", "stay", "2025-12-11  Thursday, December 11, 2025"},
		{"R3", "10 days", "2025-12-12", "forward", "2026-01-05  Monday, January 5, 2026"},
		{"R3", "10 working days", "2025-12-12", "stay", "2026-01-09  Friday, January 9, 2026"},
		{"W1", "42 days", "2025-10-06", "stay", "2025-11-17  Monday, November 17, 2025"},
		{"W2", "42 days", "2025-11-17", "back", "2025-12-19  Friday, December 19, 2025"},
		{"M1", "6 months", "2025-08-31", "stay", "2026-02-28  Saturday, February 28, 2026"},
		{"M2", "12 months", "2024-02-29", "stay", "2025-02-28  Friday, February 28, 2025"},
		{"A1", "45 working days", "2026-01-12", "stay", "2026-03-18  Wednesday, March 18, 2026"},
	} {
		code, out, stderr := typedWords(t, "date", tt.length, "--from", tt.from, "--calendar", "year.yaml", "--roll", tt.roll)
		if code != done || stderr != "" || !strings.HasPrefix(out, tt.want) {
			t.Errorf("%s, %s from %s: exit %d, %q, stderr %q, want %q", tt.name, tt.length, tt.from, code, out, stderr, tt.want)
		}
	}
	if code, out, _ := typedWords(t, "date", "2 working days", "--from", "2025-11-21"); code != done || !strings.HasPrefix(out, "2025-11-25 ") {
		t.Errorf("without a calendar: exit %d, %q", code, out)
	}
}

func TestBadDates(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "broken.yaml", "start: 2025-08-18\nends: 2026-06-12\n")
	for _, tt := range []struct {
		words []string
		code  int
		want  string
	}{
		{[]string{"date", "ten days", "--from", "2025-10-06"}, refused, `"ten days" is not a length of time such as 10 days or 5 working days.` + "\n"},
		{[]string{"date", "10 days", "--from", "10/6"}, refused, `--from: "10/6" is not a date like 2026-03-04.` + "\n"},
		{[]string{"date", "10 days", "--from", "2025-10-06", "--calendar", "none.yaml"}, refused, "none.yaml: the file cannot be opened. Nothing was done.\n"},
		{[]string{"date", "10 days", "--from", "2025-10-06", "--calendar", "broken.yaml"}, refused, "broken.yaml:2:1: "},
		{[]string{"date", "10 days", "--from", "2025-10-06", "--roll", "up"}, misused, ""},
		{[]string{"date", "10 days"}, misused, "Missing flags: --from=DATE.\n"},
	} {
		code, out, stderr := typedWords(t, tt.words...)
		if code != tt.code || out != "" || !strings.HasPrefix(stderr, tt.want) {
			t.Errorf("%v: exit %d, %q, %q; want %q", tt.words, code, out, stderr, tt.want)
		}
	}
}

// The table of access, for people and for spreadsheets: no cell begins like a
// formula (ASVS 1.2.10).
func TestProgramAccess(t *testing.T) {
	code, out, stderr := typed(t, "parbot program access clovis --format csv")
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if code != done || stderr != "" || err != nil || strings.Join(rows[0], ",") != "form,role,right,condition" || len(rows) < 60 {
		t.Fatalf("exit %d, %d rows, %v, %q", code, len(rows), err, stderr)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a cell begins with %q", cell[:1])
			}
		}
	}
	if !strings.Contains(out, "\nlog,administrator,read,presented\n") {
		t.Errorf("CLO-23 is not in the table:\n%s", out)
	}
	if code, out, _ := typed(t, "parbot program access clovis"); code != done || !strings.Contains(out, "presented\n") {
		t.Errorf("as text: exit %d, %q", code, out)
	}
	if code, _, stderr := typed(t, "parbot program access toledo"); code != refused || stderr != "There is no program \"toledo\". Run: parbot program list\n" {
		t.Errorf("exit %d, %q", code, stderr)
	}
}
