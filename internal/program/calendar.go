package program

import (
	"strings"

	"parbot/internal/schoolday"
)

// Calendar is a school calendar as a file holds it: the first and last day of
// the school year and the days without school, weekends aside.
type Calendar struct {
	Start, End schoolday.Day
	Closed     []schoolday.Closed
}

// maxClosed bounds the days one line may close: no break is longer.
const maxClosed = 120

// LoadCalendar reads a calendar file: start and end as dates, closed as a
// mapping of dates, or of "DATE to DATE", to the reason in words.
func LoadCalendar(name string, data []byte) (Calendar, []Problem) {
	l := loader{reader: reader{file: name}}
	root := l.parse(data)
	var c Calendar
	if len(l.problems) > 0 {
		return c, l.problems
	}
	l.keys("the calendar", root, "title", "start", "end", "closed")
	l.each(root, func(p pair) {
		switch p.key {
		case "start":
			c.Start = l.day(p.value)
		case "end":
			c.End = l.day(p.value)
		case "closed":
			l.each(p.value, func(q pair) { c.Closed = append(c.Closed, l.closed(q)...) })
		}
	})
	_, starts := root.get("start")
	_, ends := root.get("end")
	switch {
	case starts != ends:
		l.problem(root, "a school year has a start and an end")
	case c.Start != schoolday.None && c.End != schoolday.None && c.End <= c.Start:
		l.problem(root, "the school year ends before it starts")
	}
	return c, distinct(l.problems)
}

func (l *loader) closed(p pair) []schoolday.Closed {
	from, to, stretch := strings.Cut(p.key, " to ")
	first := l.day(p.at.as(from))
	last := first
	if stretch {
		last = l.day(p.at.as(to))
	}
	if first == schoolday.None || last == schoolday.None {
		return nil
	}
	if last < first || last-first > maxClosed {
		l.problem(p.at, "%q is not a stretch of days", p.key)
		return nil
	}
	why := l.text(p.value)
	var days []schoolday.Closed
	for d := first; d <= last; d++ {
		days = append(days, schoolday.Closed{Day: d, Why: why})
	}
	return days
}

// SampleCalendar returns the calendar that ships with a program, for rehearsals
// and until a district brings its own; without one, every weekday is a school
// day. It is a sample and no district's official calendar.
func SampleCalendar(p *Program) schoolday.Calendar {
	if p.sample != nil {
		return *p.sample
	}
	return schoolday.New(p.Zone, nil)
}

// readSample reads the sample calendar beside a shipped program, if it has one.
func (p *Program) readSample() []Problem {
	name := p.Key + "-calendar.yaml"
	data, err := districts.ReadFile("districts/" + name)
	if err != nil {
		return nil // a program need not bring one
	}
	c, problems := LoadCalendar(name, data)
	sample := schoolday.New(p.Zone, c.Closed, schoolday.Year{Start: c.Start, End: c.End})
	p.sample = &sample
	return problems
}
