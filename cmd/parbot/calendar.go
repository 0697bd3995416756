package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"parbot/internal/casework"
	"parbot/internal/program"
	"parbot/internal/schoolday"
	"parbot/scheduler/invite"
)

type calendarImport struct {
	File   string `arg:"" name:"FILE" help:"YAML as below, or the calendar that the district publishes (ICS)."`
	School string `help:"Only for this school, as the roster spells it; the whole district when not given." placeholder:"NAME"`
	Start  string `help:"First day of the school year, when an ICS file does not name it." placeholder:"DATE"`
	End    string `help:"Last day of the school year, likewise." placeholder:"DATE"`
	DryRun bool   `help:"Only print what would be stored."`
	Yes    bool   `help:"Do it, also when dates of open cases move."`
	All    bool   `help:"List every bad line on stdout."`
}

// Help shows what the file looks like.
func (*calendarImport) Help() string {
	return `start: 2025-08-18
end: 2026-06-04
second_semester: 2026-01-20
holidays: [Labor Day, Veterans Day]     # or us-federal, which is all of them; observed days are worked out
closed:
  2025-11-24 to 2025-11-28: Thanksgiving week
schools:                                # those that differ; each is the district with its changes
  North High: {start: 2025-08-20, open: [2025-11-24], closed: {2025-10-01: Flood}}

Several school years stand in a list, years: [{start: …, end: …, second_semester: …}, …].
A school year comes beside those stored before; the same one again replaces itself.
Of an ICS file every event is printed with what its title was taken for. Look at those that were passed over.
`
}

// Run stores the school years and plans every open case by them.
func (c *calendarImport) Run(a *app) error {
	file, problems, err := readCalendar(c.File)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return a.refuseFile(c.File, problems, c.All)
	}
	if err := c.setYear(&file); err != nil {
		return err
	}
	schools, err := file.stored(c.School)
	if err != nil {
		return err
	}
	if file.published != nil {
		if err := a.printEvents(file.published.Events); err != nil {
			return err
		}
	}
	a.printYears(schools)
	if c.DryRun {
		fmt.Fprintln(a.out, "Nothing was stored.")
		return nil
	}
	return a.withDesk(func(desk *casework.Desk) error {
		zone := desk.Zone(casework.Act{District: casework.HomeDistrict, Now: a.clock.Now()})
		calendars := make(map[string]schoolday.Calendar, len(schools))
		for school, cal := range schools {
			calendars[school] = cal.For(zone, "")
		}
		return c.store(a, desk, calendars)
	})
}

// store stores the calendars; when dates of open cases would move, only with
// --yes.
func (c *calendarImport) store(a *app, desk *casework.Desk, calendars map[string]schoolday.Calendar) error {
	now := a.clock.Now()
	if !c.Yes {
		applied, err := desk.ImportCalendars(a.ctx, casework.HomeDistrict, calendars, now, false)
		if err != nil {
			return err
		}
		if len(applied.Moved)+applied.Begun+applied.Ended > 0 {
			fmt.Fprint(a.out, whatMoves(applied), "Nothing was stored. To do it, add --yes.\n")
			return nil
		}
	}
	applied, err := desk.ImportCalendars(a.ctx, casework.HomeDistrict, calendars, now, true)
	if err != nil {
		return err
	}
	fmt.Fprint(a.out, whatMoves(applied))
	fmt.Fprintf(a.out, "%s planned by it.\n", count(applied.Cases, "open case is", "open cases are"))
	return nil
}

// setYear gives a file of events the school year that the command line names.
func (c *calendarImport) setYear(file *calendarFile) error {
	switch {
	case c.Start == "" && c.End == "" && file.published != nil && len(file.Years) == 0:
		return refusal("%s: no event names the first and the last day of school. Give --start and --end. Nothing was imported.", c.File)
	case c.Start == "" && c.End == "":
		return nil
	case c.Start == "" || c.End == "":
		return refusal("--start and --end go together. Nothing was imported.")
	case file.published == nil:
		return refusal("%s: --start and --end are for ICS files; write start and end into this one. Nothing was imported.", c.File)
	}
	start, err := schoolday.Parse(c.Start)
	if err != nil {
		return refusal("--start: %s. Nothing was imported.", err)
	}
	end, err := schoolday.Parse(c.End)
	if err != nil {
		return refusal("--end: %s. Nothing was imported.", err)
	}
	if end <= start {
		return refusal("--end: the school year ends before it starts. Nothing was imported.")
	}
	file.Years = []schoolday.Year{{Start: start, End: end, Second: file.published.Second(start, end)}}
	return nil
}

// printEvents prints what each event of a file was taken for, and at the end
// those that were passed over.
func (a *app) printEvents(events []invite.SchoolEvent) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	over := 0
	for _, e := range events {
		if e.Why != "" {
			over++
			continue
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", stretch(e.First, e.Last), e.Title, e.Taken)
	}
	if over > 0 {
		fmt.Fprintf(w, "\nPassed over, so they change nothing:\n")
	}
	for _, e := range events {
		if e.Why != "" {
			fmt.Fprintf(w, "%s\t%s\t%s\n", stretch(e.First, e.Last), e.Title, e.Why)
		}
	}
	fmt.Fprintln(w)
	return w.Flush()
}

func stretch(first, last schoolday.Day) string {
	switch first {
	case schoolday.None:
		return "no date"
	case last:
		return first.String()
	default:
		return first.String() + " to " + last.String()
	}
}

// printYears prints the school years of each calendar that is to be stored.
func (a *app) printYears(schools map[string]program.Calendar) {
	for _, school := range slices.Sorted(maps.Keys(schools)) {
		cal := schools[school]
		whose := ""
		if school != "" {
			whose = school + ": "
		}
		closed := count(len(cal.For(time.UTC, "").ClosedDays()), "day", "days") + " without school."
		if len(cal.Years) == 0 {
			fmt.Fprintf(a.out, "%s%s\n", whose, closed)
			continue
		}
		years := make([]string, len(cal.Years))
		for i, y := range cal.Years {
			years[i] = stretch(y.Start, y.End)
			if y.Second != schoolday.None {
				years[i] += fmt.Sprintf(" (second semester from %s)", y.Second)
			}
		}
		fmt.Fprintf(a.out, "%s%s: %s\n", whose, strings.Join(years, ", "), closed)
	}
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
