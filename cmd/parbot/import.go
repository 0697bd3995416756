package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/roster"
)

type peopleImport struct {
	File string `arg:"" name:"FILE" help:"CSV; its first line is: name,email,roles,school,zone,slack_id"`
	All  bool   `help:"List every bad line on stdout."`
}

// Help adds what a row may hold.
func (*peopleImport) Help() string {
	return `Roles are teacher, consultant, administrator, representative, coordinator, panel, chair, pair, hr, superintendent,
organiser and staff, several separated by ";". Coordinator, panel, chair, hr and superintendent hold for every case.
School, zone (such as America/Los_Angeles) and slack_id may be empty.
`
}

// Run stores the people of the file, or nothing when any line is bad.
func (c *peopleImport) Run(a *app) error {
	data, err := readFile(c.File, roster.MaxBytes)
	if err != nil {
		return err
	}
	people, problems := roster.People(data)
	if len(problems) > 0 {
		return a.refuseList(c.File, problems, c.All)
	}
	return a.withDesk(func(desk *casework.Desk) error {
		created, changed, err := desk.ImportPeople(a.ctx, casework.HomeDistrict, people, a.clock.Now())
		if err != nil {
			return refusedRow(c.File, err)
		}
		fmt.Fprintln(a.out, imported(count(len(people), "person", "people"), created, changed))
		return nil
	})
}

type caseImport struct {
	File string `arg:"" name:"FILE" help:"CSV; its first line is: program,teacher,consultant,administrator,opened"`
	All  bool   `help:"List every bad line on stdout."`
}

// Help adds what a row may hold.
func (*caseImport) Help() string {
	return `People are named by the e-mail addresses of the roster; administrator may be empty.
Opened is the date of the pairing, as 2025-08-27.
`
}

// Run opens the cases of the file, or none when any line is bad.
func (c *caseImport) Run(a *app) error {
	data, err := readFile(c.File, roster.MaxBytes)
	if err != nil {
		return err
	}
	cases, problems := roster.Cases(data)
	if len(problems) > 0 {
		return a.refuseList(c.File, problems, c.All)
	}
	rows := make([]casework.CaseRow, len(cases))
	for i, one := range cases {
		rows[i] = casework.CaseRow(one)
	}
	return a.withDesk(func(desk *casework.Desk) error {
		created, err := desk.ImportCases(a.ctx, casework.HomeDistrict, rows, a.clock.Now())
		if err != nil {
			return refusedRow(c.File, err)
		}
		fmt.Fprintln(a.out, imported(count(len(rows), "case", "cases"), created, 0))
		return nil
	})
}

// refuseList says that a list cannot be taken: its first bad line, or with all
// every one on stdout.
func (a *app) refuseList(file string, problems []roster.Problem, all bool) error {
	if all {
		for _, p := range problems {
			fmt.Fprintf(a.out, "%s:%s\n", file, p)
		}
		return refusal("%s: %s. Nothing was imported.", file, count(len(problems), "problem", "problems"))
	}
	lines := make(map[int]bool)
	for _, p := range problems {
		lines[p.Line] = true
	}
	more := ""
	if len(lines) > 1 {
		more = fmt.Sprintf(" %s: --all", count(len(lines)-1, "more line", "more lines"))
	}
	return refusal("%s:%s Nothing was imported.%s", file, problems[0], more)
}

// refusedRow puts the file's name before what is wrong with one of its rows.
func refusedRow(file string, err error) error {
	if row, ok := errors.AsType[*casework.RowError](err); ok {
		return refusal("%s:%s Nothing was imported.", file, ended(row.Error()))
	}
	return err
}

func refusal(format string, a ...any) error {
	return fault.New(fault.Invalid, "err.import", fmt.Sprintf(format, a...))
}

// imported says what an import did: "42 people: 40 new, 2 changed."
func imported(what string, created, changed int) string {
	switch {
	case created == 0 && changed == 0:
		return what + ": nothing changed."
	case changed == 0:
		return fmt.Sprintf("%s: %d new.", what, created)
	case created == 0:
		return fmt.Sprintf("%s: %d changed.", what, changed)
	}
	return fmt.Sprintf("%s: %d new, %d changed.", what, created, changed)
}

// count returns a number with its noun: "1 person", "42 people".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// readFile reads a file of a limited size. One byte more than the limit is
// read, so that whoever parses it sees that it is too large.
func readFile(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, refusal("%s: the file cannot be opened. Nothing was done.", path)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, refusal("%s: the file cannot be read. Nothing was done.", path)
	}
	return data, nil
}
