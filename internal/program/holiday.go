package program

import (
	"strings"
	"time"
	"unicode"

	"parbot/internal/schoolday"
)

// holiday is a federal holiday of the United States (5 U.S.C. 6103), as they
// are since 2021: a date, or the nth weekday of a month, the last being -1.
type holiday struct {
	name    string
	also    []string // other names
	month   time.Month
	day     int // 0: nth and weekday say which
	nth     int
	weekday time.Weekday
}

// federal are all of them. The newest module for this that a registry offers is
// of 2023 and takes the zone of the machine; the law fits in a table.
var federal = []holiday{
	{name: "New Year's Day", also: []string{"New Year"}, month: time.January, day: 1},
	{name: "Martin Luther King Jr. Day", also: []string{"MLK Day", "Martin Luther King Day"}, month: time.January, nth: 3, weekday: time.Monday},
	{name: "Presidents' Day", also: []string{"Washington's Birthday"}, month: time.February, nth: 3, weekday: time.Monday},
	{name: "Memorial Day", month: time.May, nth: -1, weekday: time.Monday},
	{name: "Juneteenth", also: []string{"Juneteenth National Independence Day"}, month: time.June, day: 19},
	{name: "Independence Day", also: []string{"Fourth of July"}, month: time.July, day: 4},
	{name: "Labor Day", month: time.September, nth: 1, weekday: time.Monday},
	{name: "Columbus Day", also: []string{"Indigenous Peoples' Day"}, month: time.October, nth: 2, weekday: time.Monday},
	{name: "Veterans Day", month: time.November, day: 11},
	{name: "Thanksgiving Day", also: []string{"Thanksgiving"}, month: time.November, nth: 4, weekday: time.Thursday},
	{name: "Christmas Day", also: []string{"Christmas"}, month: time.December, day: 25},
}

// allFederal stands for all of them in a file.
const allFederal = "us-federal"

// dayIn is the holiday itself in a year, and the weekday on which it is observed:
// the Friday before a Saturday, the Monday after a Sunday.
func (h holiday) dayIn(year int) (actual, observed schoolday.Day) {
	switch {
	case h.day > 0:
		actual = schoolday.Date(year, h.month, h.day)
	case h.nth > 0:
		first := schoolday.Date(year, h.month, 1)
		actual = first.Add((int(h.weekday-first.Weekday())+7)%7 + 7*(h.nth-1))
	default:
		last := schoolday.Date(year, h.month+1, 0)
		actual = last.Add(-((int(last.Weekday()-h.weekday) + 7) % 7))
	}
	switch actual.Weekday() {
	case time.Saturday:
		return actual, actual.Add(-1)
	case time.Sunday:
		return actual, actual.Add(1)
	default:
		return actual, actual
	}
}

// holidays reads which federal holidays close school and works them out for the
// years of a calendar; a day that the file closes in its own words keeps them.
func (l *loader) holidays(n node, c Calendar) []schoolday.Closed {
	var chosen []holiday
	for _, word := range l.words(n) {
		chosen = append(chosen, l.holidaysNamed(word)...)
	}
	if len(c.Years) == 0 {
		l.problem(n, "holidays are worked out for the school year; give its start and end")
	}
	closed := make(map[schoolday.Day]bool, len(c.Closed))
	for _, one := range c.Closed {
		closed[one.Day] = true
	}
	var days []schoolday.Closed
	for i, y := range c.Years {
		next := y.Start.AddMonths(12) // summer belongs to the year before it
		if i+1 < len(c.Years) {
			next = min(next, c.Years[i+1].Start)
		}
		for _, day := range during(chosen, y.Start, next) {
			if !closed[day.Day] {
				closed[day.Day] = true
				days = append(days, day)
			}
		}
	}
	return days
}

// during works holidays out from a day to the day before another.
func during(chosen []holiday, from, next schoolday.Day) (days []schoolday.Closed) {
	for year := from.Year(); year <= next.Year()+1; year++ { // a New Year's Day may be observed in December
		for _, h := range chosen {
			actual, observed := h.dayIn(year)
			if observed < from || observed >= next {
				continue
			}
			why := h.name
			if observed != actual {
				why += " (observed)"
			}
			days = append(days, schoolday.Closed{Day: observed, Why: why})
		}
	}
	return days
}

// holidaysNamed finds a holiday by any of its names, whatever their commas,
// apostrophes and capitals.
func (l *loader) holidaysNamed(n node) []holiday {
	if n.scalar == allFederal {
		return federal
	}
	known := []string{allFederal}
	for _, h := range federal {
		for _, name := range append([]string{h.name}, h.also...) {
			if letters(name) == letters(n.scalar) {
				return []holiday{h}
			}
			known = append(known, name)
		}
	}
	if n.kind == scalar {
		l.problem(n, "%q is no federal holiday%s", n.scalar, didYouMean(n.scalar, known))
	}
	return nil
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
