package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"parbot/internal/program"
	"parbot/internal/rehearsal"
	"parbot/internal/schoolday"
	"parbot/scheduler/invite"
)

type rehearseCommand struct {
	Program  string `arg:"" name:"PROGRAM" help:"A program file, or the key of a program."`
	From     string `required:"" placeholder:"DATE" help:"The day on which the sample case begins, as 2025-08-18."`
	Calendar string `placeholder:"FILE" help:"A school calendar, YAML or ICS; without one the sample that ships with parbot."`
	School   string `placeholder:"NAME" help:"By the calendar of this school, as the file spells it."`
	Track    string `placeholder:"KEY" help:"Only this track; without, each of the program."`
	Format   string `help:"text, csv or ics." enum:"text,csv,ics" default:"text" placeholder:"FORMAT"`
	Days     int    `help:"For how many days at most." default:"800" placeholder:"N"`
}

// mostDays bounds a rehearsal: no file plans further.
const mostDays = 1200

// Run walks a sample case of each track and prints what it showed.
func (c *rehearseCommand) Run(a *app) error {
	p, problems, err := a.findProgram(c.Program)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return refusal("%s: %s. Run: parbot program check %s", c.Program, count(len(problems), "problem", "problems"), c.Program)
	}
	from, err := schoolday.Parse(c.From)
	if err != nil {
		return refusal("--from: %s.", err)
	}
	if c.Days < 1 || c.Days > mostDays {
		return refusal("--days: %d is not between 1 and %d.", c.Days, mostDays)
	}
	cal, err := c.calendar(p)
	if err != nil {
		return err
	}
	tracks, err := c.tracks(p)
	if err != nil {
		return err
	}
	if c.Format == "ics" && len(tracks) > 1 {
		return refusal("%s has several tracks, and a calendar shows one. Name it with --track: %s.", c.Program, keysOf(tracks))
	}
	if c.Format == "csv" {
		if err := csv.NewWriter(a.out).WriteAll([][]string{{"program", "track", "date", "time", "who", "kind", "what", "channel", "why"}}); err != nil {
			return err
		}
	}
	for _, t := range tracks {
		script := rehearsal.Script{Program: p, Track: t.Key, Calendar: cal, From: from, Until: from.Add(c.Days)}
		tick, end := a.progress("rehearsing " + t.Title)
		journal := rehearsal.Walk(script, tick)
		end()
		if err := a.ctx.Err(); err != nil {
			return err
		}
		if err := c.print(a, p, t, journal); err != nil {
			return err
		}
	}
	return nil
}

// calendar is the one of the file, or the sample that ships with parbot.
func (c *rehearseCommand) calendar(p *program.Program) (schoolday.Calendar, error) {
	if c.Calendar == "" {
		return program.SampleCalendar(p), nil
	}
	file, problems, err := readCalendar(c.Calendar)
	if err != nil {
		return schoolday.Calendar{}, err
	}
	if len(problems) > 0 {
		return schoolday.Calendar{}, refusal("%s", ended(problems[0].String()))
	}
	return file.For(p.Zone, c.School), nil
}

func (c *rehearseCommand) tracks(p *program.Program) ([]*program.Track, error) {
	if c.Track == "" {
		return p.Tracks, nil
	}
	t := p.Track(c.Track)
	if t == nil {
		return nil, refusal("%s has no track %q; there are %s.", c.Program, c.Track, keysOf(p.Tracks))
	}
	return []*program.Track{t}, nil
}

func keysOf(tracks []*program.Track) string {
	keys := make([]string, len(tracks))
	for i, t := range tracks {
		keys[i] = t.Key
	}
	return strings.Join(keys, ", ")
}

func (c *rehearseCommand) print(a *app, p *program.Program, t *program.Track, j rehearsal.Journal) error {
	switch c.Format {
	case "csv":
		return journalCSV(a.out, p, t, j)
	case "ics":
		return journalICS(a, p, t, j)
	}
	return journalText(a.out, p, t, j)
}

// journalText prints a rehearsal for people: the day, who, what kind of thing,
// what, by which channel and why; and in the end how much of it there was.
func journalText(out io.Writer, p *program.Program, t *program.Track, j rehearsal.Journal) error {
	fmt.Fprintf(out, "%s: %s\n", p.Title, t.Title)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, l := range j.Lines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", l.Day.UTC().Format("Mon 2006-01-02"), who(l), l.Kind, l.Text, l.Channel, l.Why)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	breaks := ""
	if j.InBreaks > 0 {
		breaks = fmt.Sprintf(" %s in a break and %s announced before it.", count(j.InBreaks, "date falls", "dates fall"), verb(j.InBreaks))
	}
	end := "The case is open still"
	if j.Stage != "" {
		end += ", at " + j.Stage
	}
	if j.Closed != "" {
		end = "The case closed: " + j.Closed
	}
	_, err := fmt.Fprintf(out, "%s, %s, %s.%s %s. Nothing was sent.\n", count(j.Dates, "date", "dates"), count(j.Messages, "message", "messages"),
		count(j.Invites, "invitation", "invitations"), breaks, end)
	return err
}

func verb(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// who are the roles of a line, in the words of the language.
func who(l rehearsal.Line) string {
	words := make([]string, len(l.Roles))
	for i, r := range l.Roles {
		words[i] = string(r)
	}
	return strings.Join(words, ", ")
}

// journalCSV prints a row for each line of a rehearsal.
func journalCSV(out io.Writer, p *program.Program, t *program.Track, j rehearsal.Journal) error {
	rows := make([][]string, 0, len(j.Lines))
	for _, l := range j.Lines {
		at := ""
		if !l.At.IsZero() {
			at = l.At.Format("15:04")
		}
		rows = append(rows, []string{p.Key, t.Key, l.Day.String(), at, who(l), string(l.Kind), l.Text, l.Channel, l.Why})
	}
	return csv.NewWriter(out).WriteAll(rows)
}

// journalICS prints the dates and meetings of a rehearsal as a calendar to look
// at; messages are not in it.
func journalICS(a *app, p *program.Program, t *program.Track, j rehearsal.Journal) error {
	var entries []invite.Entry
	for i, l := range j.Lines {
		e := invite.Entry{UID: fmt.Sprintf("%s-%s-%d@rehearsal.invalid", p.Key, t.Key, i), Title: l.Text, Start: l.Day.UTC(), Whole: true}
		switch l.Kind {
		case rehearsal.Meeting:
			e.Start, e.End, e.Whole = l.At, l.Until, false
		case rehearsal.Due, rehearsal.Right:
			e.Title = string(l.Kind) + ": " + l.Text
		default:
			continue
		}
		entries = append(entries, e)
	}
	data, err := invite.Plan(p.Title+": "+t.Title, entries, a.clock.Now())
	if err != nil {
		return err
	}
	_, err = a.out.Write(data)
	return err
}
