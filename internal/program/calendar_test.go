package program_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

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

func calendar(t testing.TB, source string) program.Calendar {
	t.Helper()
	c, problems := program.LoadCalendar("cal.yaml", []byte(source))
	if len(problems) > 0 {
		t.Fatalf("%v in:\n%s", problems, source)
	}
	return c
}

// listed are closed days, one a line, in order.
func listed(days []schoolday.Closed) string {
	lines := make([]string, len(days))
	for i, d := range days {
		lines[i] = d.Day.String() + " " + d.Why
	}
	return strings.Join(lines, "\n")
}

func TestLoadCalendar(t *testing.T) {
	got := calendar(t, `
title: A year
start: 2025-08-18
end: 2026-06-12
second_semester: 2026-01-20
closed:
  2025-09-01: Labor Day
  2025-11-26 to 2025-11-28: Thanksgiving, and the days before
`)
	want := program.Calendar{
		Years: []schoolday.Year{{Start: day(t, "2025-08-18"), End: day(t, "2026-06-12"), Second: day(t, "2026-01-20")}},
		Closed: []schoolday.Closed{
			{Day: day(t, "2025-09-01"), Why: "Labor Day"},
			{Day: day(t, "2025-11-26"), Why: "Thanksgiving, and the days before"},
			{Day: day(t, "2025-11-27"), Why: "Thanksgiving, and the days before"},
			{Day: day(t, "2025-11-28"), Why: "Thanksgiving, and the days before"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Several school years in one file, in any order.
func TestSchoolYears(t *testing.T) {
	tests := []struct{ source, want string }{
		{"closed: {2025-09-01: Labor Day}", ""},
		{"start: 2025-08-18\nend: 2026-06-12", "2025-08-18 2026-06-12 -"},
		{"start: 2025-08-18\nend: 2026-06-12\nsemester: 2026-01-20", "2025-08-18 2026-06-12 2026-01-20"},
		{"years: []", ""},
		{
			"years:\n  - {start: 2026-08-17, end: 2027-06-11}\n  - {start: 2025-08-18, end: 2026-06-12, second_semester: 2026-01-20}",
			"2025-08-18 2026-06-12 2026-01-20, 2026-08-17 2027-06-11 -",
		},
	}
	for _, tt := range tests {
		if got := spoken(calendar(t, tt.source).Years); got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.source, got, tt.want)
		}
	}
}

func spoken(years []schoolday.Year) string {
	var all []string
	for _, y := range years {
		second := "-"
		if y.Second != schoolday.None {
			second = y.Second.String()
		}
		all = append(all, y.Start.String()+" "+y.End.String()+" "+second)
	}
	return strings.Join(all, ", ")
}

// All federal holidays as the Office of Personnel Management lists them, on the
// days they are observed, from the first day of a year to the day before the
// next: summer belongs to the year before it.
func TestFederalHolidays(t *testing.T) {
	got := calendar(t, "years:\n  - {start: 2025-08-18, end: 2026-06-12}\n  - {start: 2026-08-17, end: 2027-06-11}\nholidays: us-federal")
	want := `2025-09-01 Labor Day
2025-10-13 Columbus Day
2025-11-11 Veterans Day
2025-11-27 Thanksgiving Day
2025-12-25 Christmas Day
2026-01-01 New Year's Day
2026-01-19 Martin Luther King Jr. Day
2026-02-16 Presidents' Day
2026-05-25 Memorial Day
2026-06-19 Juneteenth
2026-07-03 Independence Day (observed)
2026-09-07 Labor Day
2026-10-12 Columbus Day
2026-11-11 Veterans Day
2026-11-26 Thanksgiving Day
2026-12-25 Christmas Day
2027-01-01 New Year's Day
2027-01-18 Martin Luther King Jr. Day
2027-02-15 Presidents' Day
2027-05-31 Memorial Day
2027-06-18 Juneteenth (observed)
2027-07-05 Independence Day (observed)`
	if diff := cmp.Diff(want, listed(got.For(time.UTC, "").ClosedDays())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Observed days around the turn of a year and at its edges.
func TestObservedDays(t *testing.T) {
	tests := []struct{ start, end, holidays, want string }{
		{"2027-08-16", "2028-06-09", "[New Year's Day]", "2027-12-31 New Year's Day (observed)"}, // of 2028, a Saturday
		{"2021-08-16", "2022-06-10", "[Christmas Day, New Year]", "2021-12-24 Christmas Day (observed)\n2021-12-31 New Year's Day (observed)"},
		{"2022-08-15", "2023-06-09", "[Christmas, new years day]", "2022-12-26 Christmas Day (observed)\n2023-01-02 New Year's Day (observed)"},
		{"2023-08-14", "2024-06-07", "[Veterans Day]", "2023-11-10 Veterans Day (observed)"},
		{"2025-09-02", "2026-06-12", "[Labor Day]", ""}, // it begins the day after the one, and the next begins before the other
		{"2025-09-01", "2026-06-12", "[Labor Day]", "2025-09-01 Labor Day"},
		{"2020-08-17", "2021-06-11", "Memorial Day", "2021-05-31 Memorial Day"},
		{
			"2020-08-17", "2021-06-11", "[MLK Day, Washington's Birthday, Indigenous Peoples Day, thanksgiving]",
			"2020-10-12 Columbus Day\n2020-11-26 Thanksgiving Day\n2021-01-18 Martin Luther King Jr. Day\n2021-02-15 Presidents' Day",
		},
	}
	for _, tt := range tests {
		c := calendar(t, "start: "+tt.start+"\nend: "+tt.end+"\nholidays: "+tt.holidays)
		if diff := cmp.Diff(tt.want, listed(c.For(time.UTC, "").ClosedDays())); diff != "" {
			t.Errorf("%s from %s, -want +got:\n%s", tt.holidays, tt.start, diff)
		}
	}
}

// What the file closes in its own words keeps them.
func TestHolidaysBesideClosedDays(t *testing.T) {
	c := calendar(t, "start: 2025-08-18\nend: 2026-06-12\nholidays: [Labor Day, Veterans Day]\nclosed:\n  2025-11-10 to 2025-11-11: Fair")
	want := "2025-09-01 Labor Day\n2025-11-10 Fair\n2025-11-11 Fair"
	if diff := cmp.Diff(want, listed(c.For(time.UTC, "").ClosedDays())); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// many writes a line for each number from 0.
func many(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

const schoolYear = `
start: 2025-08-18
end: 2026-06-12
semester: 2026-01-20
holidays: [Labor Day]
closed: {2025-11-10 to 2025-11-14: Fair}
schools:
`

// A school is its district with what it changes; any other school is the
// district.
func TestSchools(t *testing.T) {
	tests := []struct{ school, years, closed string }{
		{"{}", "2025-08-18 2026-06-12 2026-01-20", "09-01 11-10 11-11 11-12 11-13 11-14"},
		{"{closed: {2025-10-01: Flood}}", "2025-08-18 2026-06-12 2026-01-20", "09-01 10-01 11-10 11-11 11-12 11-13 11-14"},
		{"{open: 2025-09-01}", "2025-08-18 2026-06-12 2026-01-20", "11-10 11-11 11-12 11-13 11-14"},
		{"{open: [2025-11-10 to 2025-11-12, 2025-11-14]}", "2025-08-18 2026-06-12 2026-01-20", "09-01 11-13"},
		{"{start: 2025-08-20}", "2025-08-20 2026-06-12 2026-01-20", "09-01 11-10 11-11 11-12 11-13 11-14"},
		{"{end: 2026-06-05, second_semester: 2026-01-12}", "2025-08-18 2026-06-05 2026-01-12", "09-01 11-10 11-11 11-12 11-13 11-14"},
		{"{years: [{start: 2025-07-14, end: 2026-06-26}]}", "2025-07-14 2026-06-26 -", "09-01 11-10 11-11 11-12 11-13 11-14"},
	}
	for _, tt := range tests {
		c := calendar(t, schoolYear+"  North High: "+tt.school)
		for school, years := range map[string]string{"North High": tt.years, "South High": "2025-08-18 2026-06-12 2026-01-20", "": "2025-08-18 2026-06-12 2026-01-20"} {
			if got := spoken(c.For(time.UTC, school).Years); got != years {
				t.Errorf("%s, %q: years %s, want %s", tt.school, school, got, years)
			}
		}
		var closed []string
		for _, d := range c.For(time.UTC, "North High").ClosedDays() {
			closed = append(closed, d.Day.String()[len("2025-"):])
		}
		if got := strings.Join(closed, " "); got != tt.closed {
			t.Errorf("%s: closed %s, want %s", tt.school, got, tt.closed)
		}
		if got := len(c.For(time.UTC, "").ClosedDays()); got != 6 {
			t.Errorf("%s: the school changed its district, which closes %d days", tt.school, got)
		}
	}
}

// A school may say in its own words why it is closed when its district is.
func TestSchoolsOwnWords(t *testing.T) {
	c := calendar(t, schoolYear+"  North High: {closed: {2025-11-10: Flood}}")
	for school, want := range map[string]string{"North High": "Flood", "": "Fair"} {
		if got := c.For(time.UTC, school).ClosedDays()[1]; got.Why != want {
			t.Errorf("%q: %s %s, want %s", school, got.Day, got.Why, want)
		}
	}
}

func TestLoadCalendarProblems(t *testing.T) {
	tests := []struct{ source, want string }{
		{"", "cal.yaml:1:1: a program file holds one YAML document"},
		{"- 2025-09-01", "cal.yaml:1:1: names with values are expected here"},
		{"begin: 2025-08-18", `cal.yaml:1:1: the calendar has no key "begin"`},
		{"endd: 2025-08-18", `cal.yaml:1:1: the calendar has no key "endd"; did you mean "end"?`},
		{"start: 2025-08-32\nend: 2026-06-12", `cal.yaml:1:8: "2025-08-32" is not a date like 2026-03-04`},
		{"closed: {2025-08-32: x}", `cal.yaml:1:10: "2025-08-32" is not a date like 2026-03-04`},
		{"start: 2025-08-18\nend: 2025-08-18", "cal.yaml:1:1: the school year ends before it starts"},
		{"start: 2025-08-18\nend: 2024-06-12", "cal.yaml:1:1: the school year ends before it starts"},
		{"start: 2025-08-18\nend: 2027-06-12", "cal.yaml:1:1: the school year is longer than a year; several are written under years"},
		{"start: 2025-08-18\nend: 2026-06-12\nsecond_semester: 2025-08-18", "cal.yaml:1:1: the second semester begins outside the school year"},
		{"start: 2025-08-18\nend: 2026-06-12\nsemester: 2026-06-13", "cal.yaml:1:1: the second semester begins outside the school year"},
		{"start: 2025-08-18\nend: 2026-06-12\nsemester: soon", `cal.yaml:3:11: "soon" is not a date like 2026-03-04`},
		{"start: 2025-08-18\nend: 2026-06-12\nsemester: 2026-01-20\nsecond_semester: 2026-01-20", "cal.yaml:3:11: semester and second_semester are the same; write one of them"},
		{"semester: 2026-01-20", "cal.yaml:1:1: a school year has a start and an end"},
		{"second_semster: 2026-01-20", `cal.yaml:1:1: the calendar has no key "second_semster"; did you mean "second_semester"?`},
		{"years: 2025", "cal.yaml:1:8: years is a list of at most 30 school years"},
		{"years: [" + strings.Repeat("{},", 30) + "{}]", "cal.yaml:1:8: years is a list of at most 30 school years"},
		{"years: [{strat: 2025-08-18}]", `cal.yaml:1:10: a school year has no key "strat"; did you mean "start"?`},
		{"years: [{}]", "cal.yaml:1:9: a school year has a start and an end"},
		{"years: [2025]", "cal.yaml:1:9: names with values are expected here"},
		{"years: [{start: 2025-08-18, end: 2026-06-12}, {start: 2026-06-12, end: 2027-06-12}]", "cal.yaml:1:8: the school years from 2025-08-18 and from 2026-06-12 overlap"},
		{"end: 2025-06-12\nyears: [{start: 2025-08-18, end: 2026-06-12}]", "cal.yaml:2:8: write the dates of all school years under years"},
		{"holidays: us-federal", "cal.yaml:1:11: holidays are worked out for the school year; give its start and end"},
		{"start: 2025-08-18\nend: 2026-06-12\nholidays: [Labour Day]", `cal.yaml:3:12: "Labour Day" is no federal holiday; did you mean "Labor Day"?`},
		{"start: 2025-08-18\nend: 2026-06-12\nholidays: us_federal", `cal.yaml:3:11: "us_federal" is no federal holiday; did you mean "us-federal"?`},
		{"start: 2025-08-18\nend: 2026-06-12\nholidays: {Labor Day: yes}", "cal.yaml:3:12: a word or a list of words is expected here"},
		{"schools: [North High]", "cal.yaml:1:10: names with values are expected here"},
		{"schools: {North High: {opens: 2025-09-01}}", `cal.yaml:1:24: school North High has no key "opens"; did you mean "open"?`},
		{"schools: {North High: {open: 2025-09-01}}", "cal.yaml:1:30: the district does not close 2025-09-01"},
		{"schools: {North High: {open: Labor Day}}", `cal.yaml:1:30: "Labor Day" is not a date like 2026-03-04`},
		{"schools: {North High: {start: 2025-09-01}}", "cal.yaml:1:24: a school year has a start and an end"},
		{
			"years: [{start: 2025-08-18, end: 2026-06-12}, {start: 2026-08-17, end: 2027-06-12}]\nschools: {A: {start: 2025-08-19}}",
			"cal.yaml:2:15: the district has several school years; write the school's own under years",
		},
		{"start: 2025-08-18\nend: 2026-06-12\nschools: {A: {end: 2025-08-01}}", "cal.yaml:3:15: the school year ends before it starts"},
		{"schools: {" + many(501, "s%[1]d: {},") + "}", "cal.yaml:1:11: more than 500 schools differ from the district"},
		{"closed:\n" + many(20, "  20%02[1]d-01-01 to 20%02[1]d-04-30: Break\n"), "cal.yaml:2:3: more than 2000 days are closed"},
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

// The sample calendar is that of DOMAIN 5.2, and no official one, with a second
// year made like the first.
func TestSampleCalendar(t *testing.T) {
	p := clovis(t)
	cal := program.SampleCalendar(p)
	if got := spoken(cal.Years); cal.Zone != p.Zone || got != "2025-08-18 2026-06-12 2026-01-20, 2026-08-17 2027-06-11 2027-01-19" {
		t.Errorf("the years are %s in %s", got, cal.Zone)
	}
	first, second := 0, 0
	for _, one := range cal.ClosedDays() {
		if one.Day < cal.Years[1].Start {
			first++
		} else {
			second++
		}
	}
	if first != 21 || second != 21 { // four single days, five at Thanksgiving, twelve in winter with their weekend
		t.Errorf("%d and %d days are closed", first, second)
	}
	for _, text := range []string{
		"2025-09-01", "2025-11-11", "2025-11-24", "2025-11-28", "2025-12-22", "2026-01-02", "2026-01-19", "2026-02-16",
		"2026-09-07", "2026-11-11", "2026-11-23", "2026-11-27", "2026-12-21", "2027-01-01", "2027-01-18", "2027-02-15",
	} {
		if cal.IsSchoolDay(day(t, text)) {
			t.Errorf("%s is a school day", text)
		}
	}
	for _, text := range []string{
		"2025-08-18", "2025-11-21", "2025-12-01", "2025-12-19", "2026-01-05", "2026-01-20", "2026-06-12",
		"2026-08-17", "2026-11-20", "2026-11-30", "2026-12-18", "2027-01-04", "2027-01-19", "2027-06-11",
	} {
		if !cal.IsSchoolDay(day(t, text)) {
			t.Errorf("%s is no school day", text)
		}
	}
}

// Every shipped program has a sample, in its own zone.
func TestEveryShippedProgramHasASample(t *testing.T) {
	all, err := program.Embedded()
	if err != nil || len(all) == 0 {
		t.Fatal(len(all), err)
	}
	for key, p := range all {
		if cal := program.SampleCalendar(p); len(cal.Years) < 2 || cal.Zone != p.Zone {
			t.Errorf("%s: %d years in %s", key, len(cal.Years), cal.Zone)
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
