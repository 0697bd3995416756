package main

import (
	"fmt"
	"strings"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

type dateCommand struct {
	Length   string `arg:"" name:"LENGTH" help:"Such as \"10 working days\", \"42 days\" or \"6 months\"."`
	From     string `required:"" placeholder:"DATE" help:"The day it counts from, as 2025-10-06; that day is day 0."`
	Calendar string `placeholder:"FILE" help:"A school calendar, YAML or ICS; without one every weekday is a school day."`
	School   string `placeholder:"NAME" help:"Count on the calendar of this school, where it differs in the file."`
	Roll     string `enum:"stay,forward,back" default:"stay" placeholder:"HOW" help:"Where a last day goes that is no school day: stay, forward or back."`
}

// Run prints the date that a length of time leads to, and how it was counted.
func (c *dateCommand) Run(a *app) error {
	span, err := program.ParseSpan(c.Length)
	if err != nil {
		return refusal("%s.", err)
	}
	from, err := schoolday.Parse(c.From)
	if err != nil {
		return refusal("--from: %s.", err)
	}
	cal, err := c.calendar()
	if err != nil {
		return err
	}
	roll := schoolday.Roll(c.Roll)
	if c.Roll == "stay" {
		roll = schoolday.Stay
	}
	w := cal.Count(from, span, roll)
	fmt.Fprintf(a.out, "%s  %s\n%s\n", w.Due, w.Due.UTC().Format("Monday, January 2, 2006"), working(cal, w))
	return nil
}

func (c *dateCommand) calendar() (schoolday.Calendar, error) {
	if c.Calendar == "" {
		if c.School != "" {
			return schoolday.Calendar{}, refusal("--school goes with --calendar.")
		}
		return schoolday.New(time.UTC, nil), nil
	}
	file, problems, err := readCalendar(c.Calendar)
	if err != nil {
		return schoolday.Calendar{}, err
	}
	if len(problems) > 0 {
		return schoolday.Calendar{}, refusal("%s", ended(problems[0].String()))
	}
	cal, err := file.of(c.School)
	return cal.For(time.UTC, ""), err
}

// working says how a date was counted (VOICE §7): of working days each one, and
// those that were passed over; of any other unit that every day counts.
func working(cal schoolday.Calendar, w schoolday.Working) string {
	text := fmt.Sprintf("From %s (day 0): ", w.From.UTC().Format("Monday, January 2"))
	if w.Span.Unit == schoolday.WorkingDays {
		counted, skipped := split(cal, w.From, w.Raw)
		text += days(counted) + "."
		if len(skipped) > 0 {
			text += " Skipped: " + days(skipped) + "."
		}
	} else {
		text += fmt.Sprintf("%s later is %s; every day counts.", w.Span, w.Raw.UTC().Format("Monday, January 2, 2006"))
	}
	if w.Due != w.Raw {
		text += fmt.Sprintf(" %s is not a school day; the last day is %s.", w.Raw.UTC().Format("January 2"), w.Due.UTC().Format("January 2"))
	}
	return text
}

func split(cal schoolday.Calendar, from, to schoolday.Day) (counted, skipped []schoolday.Day) {
	for d := from + 1; d <= to; d++ {
		if cal.IsSchoolDay(d) {
			counted = append(counted, d)
		} else {
			skipped = append(skipped, d)
		}
	}
	return counted, skipped
}

// days lists days by month: "Oct 7 8 9 10 13, Nov 3".
func days(all []schoolday.Day) string {
	var b strings.Builder
	month := ""
	for _, d := range all {
		if m := d.UTC().Format("Jan"); m != month {
			if month != "" {
				b.WriteString(",")
			}
			month = m
			b.WriteString(" " + m)
		}
		b.WriteString(d.UTC().Format(" 2"))
	}
	return strings.TrimSpace(b.String())
}
