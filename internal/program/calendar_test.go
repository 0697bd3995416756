package program_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func day(t testing.TB, s string) schoolday.Day {
	t.Helper()
	d, err := schoolday.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestLoadCalendar(t *testing.T) {
	got, problems := program.LoadCalendar("cal.yaml", []byte(`
title: A year
start: 2025-08-18
end: 2026-06-12
closed:
  2025-09-01: Labor Day
  2025-11-26 to 2025-11-28: Thanksgiving, and the days before
`))
	want := program.Calendar{Start: day(t, "2025-08-18"), End: day(t, "2026-06-12"), Closed: []schoolday.Closed{
		{Day: day(t, "2025-09-01"), Why: "Labor Day"},
		{Day: day(t, "2025-11-26"), Why: "Thanksgiving, and the days before"},
		{Day: day(t, "2025-11-27"), Why: "Thanksgiving, and the days before"},
		{Day: day(t, "2025-11-28"), Why: "Thanksgiving, and the days before"},
	}}
	if diff := cmp.Diff(want, got); diff != "" || len(problems) > 0 {
		t.Errorf("%v, -want +got:\n%s", problems, diff)
	}
}

func TestLoadCalendarProblems(t *testing.T) {
	tests := []struct{ source, want string }{
		{"", "cal.yaml:1:1: a program file holds one YAML document"},
		{"- 2025-09-01", "cal.yaml:1:1: names with values are expected here"},
		{"begin: 2025-08-18", `cal.yaml:1:1: the calendar has no key "begin"`},
		{"start: 2025-08-32\nend: 2026-06-12", `cal.yaml:1:8: "2025-08-32" is not a date like 2026-03-04`},
		{"closed: {2025-08-32: x}", `cal.yaml:1:10: "2025-08-32" is not a date like 2026-03-04`},
		{"start: 2025-08-18\nend: 2025-08-18", "cal.yaml:1:1: the school year ends before it starts"},
		{"start: 2025-08-18\nend: 2024-06-12", "cal.yaml:1:1: the school year ends before it starts"},
		{"start: 2025-08-18", "cal.yaml:1:1: a school year has a start and an end"},
		{"end: 2025-08-18", "cal.yaml:1:1: a school year has a start and an end"},
		{"closed:\n  Labor Day: 2025-09-01", `cal.yaml:2:3: "Labor Day" is not a date like 2026-03-04`},
		{"closed:\n  2025-11-28 to 2025-11-24: Break", `cal.yaml:2:3: "2025-11-28 to 2025-11-24" is not a stretch of days`},
		{"closed:\n  2025-01-01 to 2025-12-31: Break", `cal.yaml:2:3: "2025-01-01 to 2025-12-31" is not a stretch of days`},
		{"closed:\n  2025-11-24 to 2025-11-28 or so: Break", `cal.yaml:2:3: "2025-11-28 or so" is not a date like 2026-03-04`},
		{"closed:\n  2025-11-24 - 2025-11-28: Break", `cal.yaml:2:3: "2025-11-24 - 2025-11-28" is not a date like 2026-03-04`},
		{"closed:\n  2025-11-24:", "cal.yaml:2:15: a sentence is expected here"},
		{"closed:\n  2025-11-24: [Break]", "cal.yaml:2:15: a sentence is expected here"},
		{"closed:\n  2025-11-24: A\n  2025-11-24: B", `cal.yaml:3:3: "2025-11-24" is written twice`},
		{strings.Repeat("# a comment\n", 20000), "cal.yaml:1:1: the file is larger than 128 KiB"},
	}
	for _, tt := range tests {
		_, problems := program.LoadCalendar("cal.yaml", []byte(tt.source))
		if len(problems) != 1 || problems[0].String() != tt.want {
			t.Errorf("%.60q\n got %v\nwant [%s]", tt.source, problems, tt.want)
		}
	}
}

// The sample calendar is the one of DOMAIN 5.2, and no official one.
func TestSampleCalendar(t *testing.T) {
	p := clovis(t)
	cal := program.SampleCalendar(p)
	if cal.Zone != p.Zone || len(cal.Years) != 1 || cal.Years[0] != (schoolday.Year{Start: day(t, "2025-08-18"), End: day(t, "2026-06-12")}) {
		t.Errorf("the years are %v in %s", cal.Years, cal.Zone)
	}
	closed := cal.ClosedDays()
	if len(closed) != 21 { // four single days, five at Thanksgiving, twelve in winter with their weekend
		t.Errorf("%d days are closed", len(closed))
	}
	for _, text := range []string{"2025-09-01", "2025-11-11", "2025-11-24", "2025-11-28", "2025-12-22", "2026-01-02", "2026-01-19", "2026-02-16"} {
		if cal.IsSchoolDay(day(t, text)) {
			t.Errorf("%s is a school day", text)
		}
	}
	for _, text := range []string{"2025-08-18", "2025-11-21", "2025-12-01", "2025-12-19", "2026-01-05", "2026-06-12"} {
		if !cal.IsSchoolDay(day(t, text)) {
			t.Errorf("%s is no school day", text)
		}
	}
}

// A program without a sample: every weekday is a school day.
func TestNoSampleCalendar(t *testing.T) {
	cal := program.SampleCalendar(small(t, ""))
	if !cal.IsSchoolDay(day(t, "2025-09-01")) || cal.IsSchoolDay(day(t, "2025-09-06")) || len(cal.Years) > 0 {
		t.Error("a program without a calendar closes more than the weekends")
	}
}
