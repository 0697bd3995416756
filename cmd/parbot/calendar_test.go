package main

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"parbot/internal/postgres/pgtest"
)

// events makes an ICS file of titles, each with its first day and, behind "-",
// the day after its last.
func events(lines ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for _, line := range lines {
		days, title, _ := strings.Cut(line, " ")
		first, next, long := strings.Cut(days, "-")
		b.WriteString("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:" + first + "\r\n")
		if long {
			b.WriteString("DTEND;VALUE=DATE:" + next + "\r\n")
		}
		b.WriteString("SUMMARY:" + title + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

const (
	districtYAML = `start: 2025-08-18
end: 2026-06-12
second_semester: 2026-01-20
holidays: [Labor Day]
closed: {2025-11-24 to 2025-11-28: Thanksgiving break}
schools:
  North High: {end: 2026-06-05, open: 2025-11-24}
`
	nextYAML = "start: 2026-08-17\nend: 2027-06-11\nholidays: [Labor Day]\n"
)

var districtICS = events("20250818 First Day of School", "20250901 Labor Day", "20251003 Minimum Day", "20251010 Homecoming",
	"20251124-20251129 Thanksgiving Break", "20260120 Second Semester Begins", "20260612 Last Day of School - Minimum Day")

// Every event is printed with what it was taken for, and those that were passed
// over once more below; a dry run needs no database and stores nothing.
func TestCalendarDryRun(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "district.ics", districtICS)
	write(t, "district.yaml", districtYAML)
	const taken = `2025-08-18                First Day of School               first day of the school year
2025-09-01                Labor Day                         no school
2025-10-03                Minimum Day                       a school day
2025-11-24 to 2025-11-28  Thanksgiving Break                no school
2026-01-20                Second Semester Begins            first day of the second semester
2026-06-12                Last Day of School - Minimum Day  last day of the school year

Passed over, so they change nothing:
2025-10-10  Homecoming  its title does not say whether there is school

`
	tests := []struct{ line, want string }{
		{
			"parbot calendar import district.ics --dry-run",
			taken + "2025-08-18 to 2026-06-12 (second semester from 2026-01-20): 6 days without school.\nNothing was stored.\n",
		},
		{
			"parbot calendar import district.ics --dry-run --start 2025-08-11 --end 2026-06-05",
			taken + "2025-08-11 to 2026-06-05 (second semester from 2026-01-20): 6 days without school.\nNothing was stored.\n",
		},
		{
			"parbot calendar import district.ics --dry-run --school Lincoln",
			taken + "Lincoln: 2025-08-18 to 2026-06-12 (second semester from 2026-01-20): 6 days without school.\nNothing was stored.\n",
		},
		{
			"parbot calendar import district.yaml --dry-run",
			"2025-08-18 to 2026-06-12 (second semester from 2026-01-20): 6 days without school.\n" +
				"North High: 2025-08-18 to 2026-06-05 (second semester from 2026-01-20): 5 days without school.\nNothing was stored.\n",
		},
	}
	for _, tt := range tests {
		code, out, stderr := typed(t, tt.line)
		if diff := cmp.Diff(tt.want, out); code != done || stderr != "" || diff != "" {
			t.Errorf("%s: exit %d, %q, -want +got:\n%s", tt.line, code, stderr, diff)
		}
	}
}

// What cannot be taken is refused in one line, before any database is looked for.
func TestCalendarRefused(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "district.yaml", districtYAML)
	write(t, "district.ics", districtICS)
	write(t, "no-year.ics", events("20250901 Labor Day"))
	write(t, "cut.ics", strings.TrimSuffix(districtICS, "END:VCALENDAR\r\n"))
	write(t, "bad.yaml", "starts: 2025-08-18\nclosed: {2025-08-32: x}\n")
	write(t, "large.ics", "begin:vcalendar\n"+strings.Repeat("X-A:b\n", 1<<18))
	tests := []struct{ line, stderr string }{
		{"no-year.ics", "no-year.ics: no event names the first and the last day of school. Give --start and --end. Nothing was imported.\n"},
		{"no-year.ics --start 2025-08-18", "--start and --end go together. Nothing was imported.\n"},
		{"no-year.ics --start 8/18 --end 2026-06-12", "--start: \"8/18\" is not a date like 2026-03-04. Nothing was imported.\n"},
		{"no-year.ics --start 2025-08-18 --end 6/12", "--end: \"6/12\" is not a date like 2026-03-04. Nothing was imported.\n"},
		{"no-year.ics --start 2025-08-18 --end 2025-08-18", "--end: the school year ends before it starts. Nothing was imported.\n"},
		{"district.yaml --start 2025-08-18 --end 2026-06-12", "district.yaml: --start and --end are for ICS files; write start and end into this one. Nothing was imported.\n"},
		{"district.yaml --school North", "The file has no school \"North\". It has: North High.\n"},
		{"cut.ics", "cut.ics: the calendar file is not whole; its end is missing. Nothing was done.\n"},
		{"large.ics", "large.ics: the file is larger than 1024 KiB. Nothing was done.\n"},
		{"bad.yaml", "bad.yaml:1:1: the calendar has no key \"starts\"; did you mean \"start\"? Nothing was imported. 1 more problem: --all\n"},
		{"none.ics", "none.ics: the file cannot be opened. Nothing was done.\n"},
	}
	for _, tt := range tests {
		code, out, stderr := typed(t, "parbot calendar import "+tt.line)
		if code != refused || out != "" || stderr != tt.stderr {
			t.Errorf("%s: exit %d, %q\n got %q\nwant %q", tt.line, code, out, stderr, tt.stderr)
		}
	}
}

// The district's file stores the district and the schools that differ, in one
// step; the next year comes beside it; and the same from ICS.
func TestCalendarImport(t *testing.T) {
	url := pgtest.URL(t)
	t.Chdir(t.TempDir())
	write(t, "district.yaml", districtYAML)
	write(t, "next.yaml", nextYAML)
	write(t, "district.ics", districtICS)
	env := []string{"DATABASE_URL=" + url, "PARBOT_DATA=" + t.TempDir()}
	const district = " 2025-08-18 2026-06-12 2026-01-20"
	const north = "North High 2025-08-18 2026-06-05 2026-01-20"
	for _, tt := range []struct {
		line string
		want []string
	}{
		{"district.yaml", []string{district, north}},
		{"next.yaml", []string{district, " 2026-08-17 2027-06-11", north}},
		{"district.ics --start 2025-08-11 --end 2026-06-05", []string{" 2025-08-11 2026-06-05 2026-01-20", " 2026-08-17 2027-06-11", north}},
		{"district.yaml --dry-run", []string{" 2025-08-11 2026-06-05 2026-01-20", " 2026-08-17 2027-06-11", north}},
		{"next.yaml --school North", []string{" 2025-08-11 2026-06-05 2026-01-20", " 2026-08-17 2027-06-11", "North 2026-08-17 2027-06-11", north}},
	} {
		code, out, stderr := typed(t, "parbot calendar import "+tt.line, env...)
		if code != done || stderr != "" || !strings.HasSuffix(out, "0 open cases are planned by it.\n") && !strings.HasSuffix(out, "Nothing was stored.\n") {
			t.Fatalf("%s: exit %d, %q, %q", tt.line, code, out, stderr)
		}
		if diff := cmp.Diff(tt.want, years(t, url)); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.line, diff)
		}
	}
}

// years are the stored school years, those of the district first.
func years(t *testing.T, url string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := conn.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	rows, err := conn.Query(t.Context(), `SELECT concat_ws(' ', school, starts, ends, second) FROM school_years ORDER BY school, starts`)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// R1 and R2 of DOMAIN 5.2 on calendars of every kind, and on that of a school.
func TestDateOnAnyCalendar(t *testing.T) {
	published, err := os.ReadFile("../../scheduler/invite/testdata/district.ics")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	write(t, "published.ics", string(published))
	write(t, "district.ics", districtICS)
	write(t, "district.yaml", districtYAML)
	for _, tt := range []struct{ calendar, school, from, want string }{
		{"district.yaml", "", "2025-10-06", "2025-10-20"},
		{"district.yaml", "", "2025-11-20", "2025-12-11"},
		{"district.yaml", "North High", "2025-11-20", "2025-12-10"}, // open on November 24
		{"district.ics", "", "2025-11-20", "2025-12-11"},
		{"district.ics", "Any School", "2025-11-20", "2025-12-11"},
		{"published.ics", "", "2025-10-06", "2025-10-21"}, // October 13 is a teacher work day
		{"published.ics", "", "2025-12-12", "2026-01-09"}, // R3
	} {
		words := []string{"date", "10 working days", "--from", tt.from, "--calendar", tt.calendar}
		if tt.school != "" {
			words = append(words, "--school", tt.school)
		}
		if code, out, stderr := typedWords(t, words...); code != done || stderr != "" || !strings.HasPrefix(out, tt.want+" ") {
			t.Errorf("%v: exit %d, %q, %q, want %s", words, code, out, stderr, tt.want)
		}
	}
	for line, want := range map[string]string{
		"--calendar district.yaml --school North": "The file has no school \"North\". It has: North High.\n",
		"--school North": "--school goes with --calendar.\n",
	} {
		words := append([]string{"date", "10 days", "--from", "2025-10-06"}, strings.Fields(line)...)
		if code, out, stderr := typedWords(t, words...); code != refused || out != "" || stderr != want {
			t.Errorf("%s: exit %d, %q, %q", line, code, out, stderr)
		}
	}
}
