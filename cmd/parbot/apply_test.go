package main

import (
	"os"
	"strings"
	"testing"

	"parbot/internal/casework"
	"parbot/internal/deadline"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/schoolday"
)

const toledo = `
key: toledo
title: Toledo
timezone: America/New_York
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, coordinator: D}
readers: {all: {teacher: read, consultant: read, coordinator: read}}
tracks: {par: {known_to: all, keep: {for: 1 year, cite: ours}}}
forms:
  enrolment: {by: coordinator, opens: par, outcomes: {enrolled: Enrolled}, seen_by: all}
  pairing: {by: coordinator, assigns: consultant, fields: {mentor: person}, seen_by: all}
  contact: {by: consultant, fields: {how: text}, seen_by: all}
  plan: {by: consultant, fields: {goals: text}, seen_by: all}
deadlines:
  call: {owed_by: consultant, starts: pairing, due: 5 working days, met_by: contact, cite: ours}
  draw-up: {owed_by: consultant, starts: pairing, due: 20 days, met_by: plan, cite: ours}
`

// running is a district with one open case, by a program file of its own, at
// ten on Monday, October 6, 2025. It takes a command and its whole output, and
// writes a calendar with a day more without school.
func running(t *testing.T) (say func(line, want string), calendar func(name, closed string)) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("programs", 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, "programs/toledo.yaml", toledo)
	write(t, "clock", "2025-10-06T10:00:00-07:00")
	write(t, "staff.csv", "name,email,roles,school,zone,slack_id\nSam Ortiz,sam@demo.example,teacher,Lincoln,,\n"+
		"Nia Cole,nia@demo.example,consultant,,,\nDora Lee,dora@demo.example,coordinator,,,\n")
	write(t, "cases.csv", "program,teacher,consultant,administrator,opened\ntoledo,sam@demo.example,nia@demo.example,,2025-10-06\n")
	env := []string{"DATABASE_URL=" + pgtest.URL(t), "PARBOT_DATA=" + t.TempDir(), "PARBOT_PROGRAMS=programs", "PARBOT_CLOCK_FILE=clock"}
	say = func(line, want string) {
		t.Helper()
		if code, out, stderr := typed(t, line, env...); code != done || stderr != "" || out != want {
			t.Fatalf("%s: exit %d, %q\n got %q\nwant %q", line, code, stderr, out, want)
		}
	}
	calendar = func(name, closed string) {
		t.Helper()
		write(t, name, "start: 2025-08-18\nend: 2026-06-12\nclosed: {2025-11-11: Veterans Day"+closed+"}\n")
	}
	calendar("year.yaml", "")
	say("parbot people import staff.csv", "3 people: 3 new.\n")
	say("parbot calendar import year.yaml", "2025-08-18 to 2026-06-12: 1 day without school.\n0 open cases are planned by it.\n")
	say("parbot case import cases.csv", "1 case: 1 new.\n")
	return say, calendar
}

// The file of today is applied to open cases only with --yes; before, what moves
// is shown (LANGUAGE, Versions).
func TestProgramApply(t *testing.T) {
	say, _ := running(t)
	say("parbot program apply toledo", "Every open case of toledo is counted by the file of today.\n")
	write(t, "programs/toledo.yaml", strings.Replace(toledo, "due: 5 working days", "due: 7 working days", 1))
	const moves = "call: 1 date moves, such as 2025-10-13 to 2025-10-15\n" +
		"1 open case: 1 date moves, 1 does not, because it counts calendar days.\n"
	for range 2 {
		say("parbot program apply toledo", moves+"Nothing was changed. To do it: parbot program apply toledo --yes\n")
	}
	say("parbot program apply toledo --yes", moves+"1 case is counted by the file of today. Whoever owes a date that moved gets a notice.\n")
	say("parbot program apply toledo --yes", "Every open case of toledo is counted by the file of today.\n")
}

// There is nothing to apply of a program that nobody has.
func TestProgramApplyRefused(t *testing.T) {
	code, out, stderr := typed(t, "parbot program apply nowhere", "PARBOT_DATA="+t.TempDir(), "DATABASE_URL="+pgtest.URL(t))
	if code != refused || out != "" || stderr != "There is no program \"nowhere\". Run: parbot program list\n" {
		t.Errorf("exit %d, %q, %q", code, out, stderr)
	}
}

// A snow day: the calendar with one more day without school says what it moves,
// and moves it only with --yes.
func TestSnowDay(t *testing.T) {
	say, calendar := running(t)
	const stays = "1 open case: 0 dates move, 1 does not, because it counts calendar days, 1 stays as it is.\n1 open case is planned by it.\n"
	say("parbot calendar import year.yaml", "2025-08-18 to 2026-06-12: 1 day without school.\n"+stays)
	calendar("snow.yaml", ", 2025-10-08: Snow day")
	const moves = "2025-08-18 to 2026-06-12: 2 days without school.\ncall: 1 date moves, such as 2025-10-13 to 2025-10-14\n" +
		"1 open case: 1 date moves, 1 does not, because it counts calendar days.\n"
	for range 2 {
		say("parbot calendar import snow.yaml", moves+"Nothing was stored. To do it, add --yes.\n")
	}
	say("parbot calendar import snow.yaml --dry-run", "2025-08-18 to 2026-06-12: 2 days without school.\nNothing was stored.\n")
	say("parbot calendar import snow.yaml --yes", moves+"1 open case is planned by it.\n")
	say("parbot calendar import snow.yaml", "2025-08-18 to 2026-06-12: 2 days without school.\n"+stays)
}

// What moves is said in one line for each kind of date, and then summed up.
func TestWhatMoves(t *testing.T) {
	day := func(text string) schoolday.Day {
		d, err := schoolday.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	moved := []deadline.Move{
		{Rule: "respond", From: day("2025-10-16"), To: day("2025-10-17")},
		{Rule: "respond", From: day("2025-11-16"), To: day("2025-11-17")},
		{Rule: "hold", To: day("2025-12-01")},
	}
	for _, tt := range []struct {
		applied casework.Applied
		want    string
	}{
		{casework.Applied{}, ""},
		{casework.Applied{Cases: 1}, "1 open case: 0 dates move.\n"},
		{
			casework.Applied{Cases: 2, Moved: moved, Begun: 1, Ended: 2, Days: 3, Stay: 4},
			"respond: 2 dates move, such as 2025-10-16 to 2025-10-17\nhold: 1 date moves, such as no day yet to 2025-12-01\n" +
				"2 open cases: 3 dates move, 1 begins, 2 end, 3 do not, because they count calendar days, 4 stay as they are.\n",
		},
	} {
		if got := whatMoves(tt.applied); got != tt.want {
			t.Errorf("%q\nwant %q", got, tt.want)
		}
	}
}
