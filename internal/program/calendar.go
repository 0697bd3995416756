package program

import (
	"slices"
	"strings"
	"time"

	"parbot/internal/schoolday"
)

// Calendar is a district's calendar as a file holds it: its school years in
// order, the days without school, weekends aside, and the schools that differ,
// each with its own calendar, whole.
type Calendar struct {
	Years   []schoolday.Year
	Closed  []schoolday.Closed // the later of two for one day counts
	Schools map[string]Calendar
}

// For returns the calendar of a school, as the roster spells it, in the zone of
// its district: the school's own, else the district's, which school "" has too.
func (c Calendar) For(zone *time.Location, school string) schoolday.Calendar {
	if own, differs := c.Schools[school]; differs {
		c = own
	}
	return schoolday.New(zone, c.Closed, c.Years...)
}

// What a calendar may hold at most.
const (
	maxStretch = 120  // days that one line closes: no break is longer
	maxClosed  = 2000 // days closed in all
	maxYear    = 400  // days from the first to the last of a school year
	maxYears   = 30
	maxSchools = 500
)

// yearKeys are the keys of a school year; the last two are the same.
var yearKeys = []string{"start", "end", "second_semester", "semester"}

// LoadCalendar reads a calendar file. Its keys are start, end and
// second_semester as dates, or years as a list of these; closed, dates or "DATE
// to DATE" with the reason in words; holidays, us-federal or names of federal
// holidays; and schools, each with what it changes: closed, open, and its years.
// With any problem the calendar must not be used.
func LoadCalendar(name string, data []byte) (Calendar, []Problem) {
	l := loader{reader: reader{file: name}}
	root := l.parse(data)
	if len(l.problems) > 0 {
		return Calendar{}, l.problems
	}
	l.keys("the calendar", root, append([]string{"title", "closed", "holidays", "years", "schools"}, yearKeys...)...)
	c := Calendar{Years: l.schoolYears(root)}
	if n, ok := root.get("closed"); ok {
		c.Closed = l.closed(n)
	}
	if n, ok := root.get("holidays"); ok {
		c.Closed = append(c.Closed, l.holidays(n, c)...)
	}
	if n, ok := root.get("schools"); ok {
		c.Schools = l.schools(n, c)
	}
	return c, distinct(l.problems)
}

// schoolYears reads the years of a calendar or of a school.
func (l *loader) schoolYears(n node) []schoolday.Year {
	several, ok := n.get("years")
	if !ok {
		if y := l.schoolYear(n, schoolday.Year{}); y.Start != schoolday.None {
			return []schoolday.Year{y}
		}
		return nil
	}
	if saysYear(n) {
		l.problem(several, "write the dates of all school years under years")
	}
	if several.kind != list || len(several.items) > maxYears {
		l.problem(several, "years is a list of at most %d school years", maxYears)
		return nil
	}
	var years []schoolday.Year
	for _, item := range several.items {
		before := len(l.problems)
		l.keys("a school year", item, yearKeys...)
		y := l.schoolYear(item, schoolday.Year{})
		if y.Start == schoolday.None && len(l.problems) == before {
			l.problem(item, "a school year has a start and an end")
		}
		years = append(years, y)
	}
	return l.inOrder(several, years)
}

// inOrder sorts school years, of which no two may share a day.
func (l *loader) inOrder(at node, years []schoolday.Year) []schoolday.Year {
	slices.SortFunc(years, func(a, b schoolday.Year) int { return int(a.Start - b.Start) })
	for i := 1; i < len(years); i++ {
		if years[i].Start != schoolday.None && years[i].Start <= years[i-1].End {
			l.problem(at, "the school years from %s and from %s overlap", years[i-1].Start, years[i].Start)
		}
	}
	return years
}

func saysYear(n node) bool {
	return slices.ContainsFunc(yearKeys, func(key string) bool { _, ok := n.get(key); return ok })
}

// schoolYear reads what a mapping says of a year; what it does not say stays.
func (l *loader) schoolYear(n node, y schoolday.Year) schoolday.Year {
	before := len(l.problems)
	for i, to := range []*schoolday.Day{&y.Start, &y.End, &y.Second, &y.Second} {
		if at, ok := n.get(yearKeys[i]); ok {
			*to = l.day(at)
		}
	}
	_, long := n.get("second_semester")
	at, short := n.get("semester")
	if long && short {
		l.problem(at, "semester and second_semester are the same; write one of them")
	}
	if len(l.problems) == before {
		if wrong := unsound(y); wrong != "" {
			l.problem(n, "%s", wrong)
		}
	}
	if len(l.problems) > before {
		return schoolday.Year{}
	}
	return y
}

// unsound says what is wrong with a year, if anything is.
func unsound(y schoolday.Year) string {
	switch {
	case y == (schoolday.Year{}):
		return ""
	case y.Start == schoolday.None || y.End == schoolday.None:
		return "a school year has a start and an end"
	case y.End <= y.Start:
		return "the school year ends before it starts"
	case y.End-y.Start > maxYear:
		return "the school year is longer than a year; several are written under years"
	case y.Second != schoolday.None && (y.Second <= y.Start || y.Second > y.End):
		return "the second semester begins outside the school year"
	}
	return ""
}

// closed reads days and stretches of days with their reasons.
func (l *loader) closed(n node) []schoolday.Closed {
	var days []schoolday.Closed
	l.each(n, func(p pair) {
		first, last, ok := l.daysIn(p.at.as(p.key))
		if !ok || len(days) > maxClosed {
			return
		}
		why := l.text(p.value)
		for d := first; d <= last; d++ {
			days = append(days, schoolday.Closed{Day: d, Why: why})
		}
	})
	if len(days) > maxClosed {
		l.problem(n, "more than %d days are closed", maxClosed)
	}
	return days
}

// daysIn reads a date, or two with "to" between them.
func (l *loader) daysIn(n node) (first, last schoolday.Day, ok bool) {
	from, to, several := strings.Cut(n.scalar, " to ")
	first = l.day(n.as(from))
	last = first
	if several {
		last = l.day(n.as(to))
	}
	if first == schoolday.None || last == schoolday.None {
		return first, last, false
	}
	if last < first || last-first > maxStretch {
		l.problem(n, "%q is not a stretch of days", n.scalar)
		return first, last, false
	}
	return first, last, true
}

// schools reads the schools that differ from the district.
func (l *loader) schools(n node, district Calendar) map[string]Calendar {
	if len(n.pairs) > maxSchools {
		l.problem(n, "more than %d schools differ from the district", maxSchools)
		return nil
	}
	all := make(map[string]Calendar, len(n.pairs))
	l.each(n, func(p pair) {
		if p.key == "" {
			l.problem(p.at, "a school has a name")
		}
		all[p.key] = l.school(p, district)
	})
	return all
}

func (l *loader) school(p pair, district Calendar) Calendar {
	l.keys("school "+p.key, p.value, append([]string{"closed", "open", "years"}, yearKeys...)...)
	own := Calendar{Years: l.changedYears(p.value, district.Years), Closed: slices.Clone(district.Closed)}
	if n, ok := p.value.get("open"); ok {
		for _, word := range l.words(n) {
			own.Closed = l.open(word, own.Closed)
		}
	}
	if n, ok := p.value.get("closed"); ok {
		own.Closed = append(own.Closed, l.closed(n)...)
	}
	return own
}

// changedYears are the years of a school: its own, or those of the district,
// of which it may change one.
func (l *loader) changedYears(n node, years []schoolday.Year) []schoolday.Year {
	_, own := n.get("years")
	switch {
	case own || saysYear(n) && len(years) == 0:
		return l.schoolYears(n)
	case !saysYear(n):
		return years
	case len(years) > 1:
		l.problem(n, "the district has several school years; write the school's own under years")
		return nil
	}
	return []schoolday.Year{l.schoolYear(n, years[0])}
}

// open takes days out of the closed ones.
func (l *loader) open(n node, closed []schoolday.Closed) []schoolday.Closed {
	first, last, ok := l.daysIn(n)
	if !ok {
		return closed
	}
	left := slices.DeleteFunc(closed, func(c schoolday.Closed) bool { return first <= c.Day && c.Day <= last })
	if len(left) == len(closed) {
		l.problem(n, "the district does not close %s", n.scalar)
	}
	return left
}

// SampleCalendar returns the calendar that ships with a program, for rehearsals
// and until a district brings its own: two school years. It is a sample and no
// district's official calendar. A program that did not ship has none; every
// weekday is a school day.
func SampleCalendar(p *Program) schoolday.Calendar {
	if p.sample != nil {
		return *p.sample
	}
	return schoolday.New(p.Zone, nil)
}

// readSample reads the sample calendar of a shipped program: the one beside it,
// else the one that all share.
func (p *Program) readSample() []Problem {
	name := p.Key + "-calendar.yaml"
	data, err := districts.ReadFile("districts/" + name)
	if err != nil {
		name = "sample-calendar.yaml"
		data, err = districts.ReadFile("districts/" + name)
	}
	if err != nil {
		return []Problem{{File: name, Line: 1, Column: 1, Text: err.Error()}}
	}
	c, problems := LoadCalendar(name, data)
	sample := c.For(p.Zone, "")
	p.sample = &sample
	return problems
}
