package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// edited is a case of testdata/rules.yaml that began on a day at nine, with
// other deadlines than the file's and what else a test changes.
func edited(tb testing.TB, on string, edit func(p *program.Program, t *program.Track)) *story {
	tb.Helper()
	of, cal := rules(tb, "America/Los_Angeles")
	track := *of.Tracks[0]
	p := &program.Program{Key: of.Key, Title: of.Title, Zone: of.Zone, Roles: of.Roles, Tracks: []*program.Track{&track}, Scope: of.Scope}
	p.Deadlines = nil
	p.Forms, p.Meetings = slices.Clone(p.Forms), slices.Clone(p.Meetings)
	edit(p, &track)
	s := bare(tb, p, cal, on+" 09:00")
	s.record("begin", carl.ID, on+" 09:00", "", "filed")
	return s
}

// only is a case with one deadline that the consultant owes from its beginning.
func only(tb testing.TB, on string, d program.Deadline) *story {
	tb.Helper()
	return edited(tb, on, func(p *program.Program, _ *program.Track) { p.Deadlines = []*program.Deadline{owed(d)} })
}

// owed completes a deadline with what a test leaves out.
func owed(d program.Deadline) *program.Deadline {
	if d.Key == "" {
		d.Key = "duty"
	}
	if len(d.OwedBy)+len(d.RightOf) == 0 {
		d.OwedBy = []program.Role{program.Consultant}
	}
	if d.Starts == nil {
		d.Starts = events("begin.filed")
	}
	if d.MetBy == nil {
		d.MetBy = events("done.filed")
	}
	return &d
}

// events reads events as a file writes them, with their states.
func events(text string) []program.Event {
	var all []program.Event
	for word := range strings.FieldsSeq(text) {
		e, err := program.ParseEvent(word)
		if err != nil {
			panic(err)
		}
		all = append(all, e)
	}
	return all
}

// due reads the phrase after due.
func due(text string) *program.Due {
	d, err := program.ParseDue(text)
	if err != nil {
		panic(err)
	}
	for _, list := range [][]program.Event{d.By, d.Before, d.After} {
		for i := range list {
			if list[i].State == "" {
				list[i].State = "held"
			}
		}
	}
	return d
}

func every(text string) *schoolday.Span {
	span, err := program.ParseSpan(text)
	if err != nil {
		panic(err)
	}
	return &span
}

func steps(texts ...string) []program.Step {
	var all []program.Step
	for _, text := range texts {
		step, err := program.ParseStep(text)
		if err != nil {
			panic(err)
		}
		all = append(all, step)
	}
	return all
}

// turn is an act on the case as a whole.
func (s *story) turn(state casefile.State, at string) {
	s.c.Turns = append(s.c.Turns, casefile.Turn{State: state, Day: schoolday.Of(s.at(at)), At: s.at(at), By: dora.ID})
}

// brief are the deadlines of a plan, each as "key due state".
func (s *story) brief(now string) []string {
	var lines []string
	for _, d := range s.plan(now).Deadlines {
		lines = append(lines, strings.Join(strings.Fields(d.Key+" "+d.Due.String()+" "+string(d.State)), " "))
	}
	return lines
}

func (s *story) course(now string) casefile.Course {
	return deadline.Course(s.p, &s.c, s.cal, s.at(now))
}
