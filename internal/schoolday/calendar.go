package schoolday

import (
	"slices"
	"sort"
	"time"
)

// Calendar says which days are school days. Weekends and the closed days are
// not; all others are, also outside the school year, for a contract's working
// days go on in summer unless the calendar closes them. The zero Calendar has
// no zone and must not be used; make one with [New].
type Calendar struct {
	Zone   *time.Location
	Years  []Year // in order; none: it is not known when school begins
	closed map[Day]string
}

// Year is a school year.
type Year struct {
	Start, End Day
	Second     Day // first day of the second semester, or None
}

// Closed is one day without school, and why, in words for people.
type Closed struct {
	Day Day
	Why string
}

// New returns a calendar of a zone with its closed days and its school years,
// in any order; a year without a start is none.
func New(zone *time.Location, closed []Closed, years ...Year) Calendar {
	c := Calendar{Zone: zone, closed: make(map[Day]string, len(closed))}
	for _, y := range years {
		if y.Start != None {
			c.Years = append(c.Years, y)
		}
	}
	slices.SortFunc(c.Years, func(a, b Year) int { return int(a.Start - b.Start) })
	for _, d := range closed {
		c.closed[d.Day] = d.Why
	}
	return c
}

// Year returns the school year that ends on or after a day first, and whether
// one is known: the year of the day, or, in summer, the next.
func (c Calendar) Year(d Day) (Year, bool) {
	for _, y := range c.Years {
		if d <= y.End {
			return y, true
		}
	}
	return Year{}, false
}

// Today returns the district's date at the instant now.
func (c Calendar) Today(now time.Time) Day { return Of(now.In(c.Zone)) }

// IsSchoolDay reports whether school is held on the day.
func (c Calendar) IsSchoolDay(d Day) bool {
	if d.weekend() {
		return false
	}
	_, closed := c.closed[d]
	return !closed
}

// ClosedDays returns the closed days in order.
func (c Calendar) ClosedDays() []Closed {
	days := make([]Closed, 0, len(c.closed))
	for d, why := range c.closed {
		days = append(days, Closed{d, why})
	}
	sort.Slice(days, func(i, j int) bool { return days[i].Day < days[j].Day })
	return days
}

// farthest bounds every search for a school day: a calendar that closes more
// than two years on end is a mistake, and a search must still end.
const farthest = 800

// Next returns the day itself if it is a school day, else the next one.
func (c Calendar) Next(d Day) Day { return c.search(d, 1) }

// Last returns the day itself if it is a school day, else the last one before.
func (c Calendar) Last(d Day) Day { return c.search(d, -1) }

func (c Calendar) search(d Day, step int) Day {
	for i := range farthest {
		if at := d.Add(i * step); c.IsSchoolDay(at) {
			return at
		}
	}
	return d
}

// AddSchoolDays returns the nth school day after d, or before it when n is
// negative; d itself is day 0 whether or not it is a school day.
func (c Calendar) AddSchoolDays(d Day, n int) Day {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for range n {
		d = c.search(d.Add(step), step)
	}
	return d
}

// FirstSchoolDay returns the first school day of the ISO week of d, and whether
// the week has one at all. A week without one owes nothing (LANGUAGE §2.4).
func (c Calendar) FirstSchoolDay(d Day) (Day, bool) {
	for i := range 7 {
		if at := d.Monday().Add(i); c.IsSchoolDay(at) {
			return at, true
		}
	}
	return None, false
}
