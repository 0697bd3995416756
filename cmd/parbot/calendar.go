package main

import (
	"fmt"

	"parbot/internal/casework"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

type calendarImport struct {
	File   string `arg:"" name:"FILE" help:"YAML: start and end as dates, closed as a list of dates with the reason."`
	School string `help:"Only for this school, as the roster spells it; the whole district when not given." placeholder:"NAME"`
	All    bool   `help:"List every bad line on stdout."`
}

// Help shows what the file looks like.
func (*calendarImport) Help() string {
	return `start: 2025-08-18
end: 2026-06-04
closed:
  2025-11-11: Veterans Day
  2025-11-24 to 2025-11-28: Thanksgiving week
`
}

// Run stores the school year and plans every open case by it.
func (c *calendarImport) Run(a *app) error {
	data, err := readFile(c.File, maxProgram)
	if err != nil {
		return err
	}
	year, problems := program.LoadCalendar(c.File, data)
	if len(problems) > 0 {
		return a.refuseFile(c.File, problems, c.All)
	}
	return a.withDesk(func(desk *casework.Desk) error {
		zone := desk.Zone(casework.Act{District: casework.HomeDistrict, Now: a.clock.Now()})
		calendar := schoolday.New(zone, year.Closed, schoolday.Year{Start: year.Start, End: year.End})
		cases, err := desk.ImportCalendar(a.ctx, casework.HomeDistrict, c.School, calendar, a.clock.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(a.out, "%s to %s: %s without school. %s planned by it.\n", year.Start, year.End,
			count(len(year.Closed), "day", "days"), count(cases, "open case is", "open cases are"))
		return nil
	})
}

// refuseFile says that a file cannot be taken: its first problem, or with all
// every one on stdout.
func (a *app) refuseFile(file string, problems []program.Problem, all bool) error {
	if all {
		for _, one := range problems {
			fmt.Fprintln(a.out, one)
		}
		return refusal("%s: %s. Nothing was imported.", file, count(len(problems), "problem", "problems"))
	}
	more := ""
	if len(problems) > 1 {
		more = fmt.Sprintf(" %s: --all", count(len(problems)-1, "more problem", "more problems"))
	}
	return refusal("%s Nothing was imported.%s", ended(problems[0].String()), more)
}
