package bot

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"parbot/internal/fault"
	"parbot/internal/schoolday"
)

// side says which day a date without a year, or a bare weekday, means.
type side int

const (
	past   side = -1 // the latest one up to today: of a log
	coming side = 1  // the next one from today: of a meeting
)

// The years that a date can have, and how far "in 9 days" reaches.
const (
	firstYear, lastYear = 1900, 2199
	maxDays             = 3660
)

// date reads a date from the beginning of a line (VOICE §2.1) and returns how
// many words it takes, none when no date stands there. What looks like a date
// and is none is err.date.
func date(l line, today schoolday.Day, to side) (schoolday.Day, int, error) {
	if l.is("on") {
		if day, n, err := date(l.from(1), today, to); n > 0 && err == nil {
			return day, n + 1, nil
		}
		return schoolday.None, 0, nil
	}
	for _, read := range []func(line, schoolday.Day, side) (schoolday.Day, int){relative, counted, weekday, slashed, isoDate, monthFirst, dayFirst} {
		day, n := read(l, today, to)
		if n == 0 {
			continue
		}
		if day == schoolday.None || day.Year() < firstYear || day.Year() > lastYear {
			return schoolday.None, n, noDate(l.before(n))
		}
		return day, n, nil
	}
	return schoolday.None, 0, nil
}

func noDate(typed string) error {
	return fault.New(fault.Invalid, "err.date", fmt.Sprintf(
		"%q is not a date. Nothing was saved. Try `Oct 7`, `10/7` or `last Tue`.", strings.TrimRight(clip(typed, 40), ",.;:")))
}

// wordAt is the nth word without punctuation, or "".
func (l line) wordAt(n int) string {
	if n >= len(l.words) {
		return ""
	}
	return trimmed(l.words[n])
}

func relative(l line, today schoolday.Day, _ side) (schoolday.Day, int) {
	switch l.wordAt(0) {
	case "today":
		return today, 1
	case "yesterday":
		return today.Add(-1), 1
	case "tomorrow":
		return today.Add(1), 1
	}
	return schoolday.None, 0
}

// counted reads "3 days ago" and "in 2 weeks".
func counted(l line, today schoolday.Day, _ side) (schoolday.Day, int) {
	at, step := 0, -1
	if l.wordAt(0) == "in" {
		at, step = 1, 1
	} else if l.wordAt(2) != "ago" {
		return schoolday.None, 0
	}
	n, err := strconv.Atoi(l.wordAt(at))
	if l.wordAt(at) == "a" || l.wordAt(at) == "one" {
		n, err = 1, nil
	}
	switch unit := strings.TrimSuffix(l.wordAt(at+1), "s"); {
	case err != nil || n < 0:
		return schoolday.None, 0
	case unit == "week":
		n *= 7
	case unit != "day":
		return schoolday.None, 0
	}
	if n > maxDays {
		return schoolday.None, 3
	}
	return today.Add(step * n), 3
}

// weekday reads "Tue", "last Tue" and "next Tue", and "Tuesday, October 7" if
// that is one.
func weekday(l line, today schoolday.Day, to side) (schoolday.Day, int) {
	which, at := "", 0
	if l.is("last", "next", "this") {
		which, at = l.wordAt(0), 1
	}
	want, ok := weekdays[l.wordAt(at)]
	if !ok {
		return schoolday.None, 0
	}
	switch which {
	case "last":
		return beside(today, want, past), 2
	case "next":
		return beside(today, want, coming), 2
	}
	if day, n := dated(l.from(at+1), today, to); n > 0 {
		if day == schoolday.None || day.Weekday() != want {
			return schoolday.None, at + 1 + n
		}
		return day, at + 1 + n
	}
	if today.Weekday() == want {
		return today, at + 1
	}
	return beside(today, want, to), at + 1
}

// dated reads a date that names its day of the month.
func dated(l line, today schoolday.Day, to side) (schoolday.Day, int) {
	for _, read := range []func(line, schoolday.Day, side) (schoolday.Day, int){slashed, isoDate, monthFirst, dayFirst} {
		if day, n := read(l, today, to); n > 0 {
			return day, n
		}
	}
	return schoolday.None, 0
}

// beside is the nearest such weekday before or after a day, never the day itself.
func beside(d schoolday.Day, want time.Weekday, to side) schoolday.Day {
	for i := 1; i <= 7; i++ {
		if at := d.Add(i * int(to)); at.Weekday() == want {
			return at
		}
	}
	return schoolday.None // unreachable: a week has every weekday
}

var slashes = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?$`)

// slashed reads "3/4", "3/4/26" and "3/4/2026", month first.
func slashed(l line, today schoolday.Day, to side) (schoolday.Day, int) {
	part := slashes.FindStringSubmatch(l.wordAt(0))
	if part == nil {
		return schoolday.None, 0
	}
	year := number(part[3])
	if len(part[3]) == 2 {
		year += 2000
	}
	return dayIn(year, number(part[1]), number(part[2]), today, to), 1
}

var iso = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)

func isoDate(l line, _ schoolday.Day, _ side) (schoolday.Day, int) {
	part := iso.FindStringSubmatch(l.wordAt(0))
	if part == nil {
		return schoolday.None, 0
	}
	return valid(number(part[1]), number(part[2]), number(part[3])), 1
}

var (
	dayOfMonth = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?$`)
	aYear      = regexp.MustCompile(`^\d{4}$`)
)

// monthFirst reads "Mar 4" and "March 4, 2026".
func monthFirst(l line, today schoolday.Day, to side) (schoolday.Day, int) {
	return monthAndDay(l, l.wordAt(0), l.wordAt(1), today, to)
}

// dayFirst reads "4 Mar" and "4 March 2026".
func dayFirst(l line, today schoolday.Day, to side) (schoolday.Day, int) {
	return monthAndDay(l, l.wordAt(1), l.wordAt(0), today, to)
}

func monthAndDay(l line, name, day string, today schoolday.Day, to side) (schoolday.Day, int) {
	month, part := months[name], dayOfMonth.FindStringSubmatch(day)
	if month == 0 || part == nil {
		return schoolday.None, 0
	}
	if year := l.wordAt(2); aYear.MatchString(year) {
		return dayIn(number(year), month, number(part[1]), today, to), 3
	}
	return dayIn(0, month, number(part[1]), today, to), 2
}

// dayIn is a day of a year; without one (0), of the year in which it is the
// nearest on the side that is meant. February 29 may be eight years away.
func dayIn(year, month, day int, today schoolday.Day, to side) schoolday.Day {
	if year > 0 {
		return valid(year, month, day)
	}
	for i := range 9 {
		at := valid(today.Year()+i*int(to), month, day)
		if at != schoolday.None && (at-today)*schoolday.Day(to) >= 0 {
			return at
		}
	}
	return schoolday.None
}

// valid is a day of the calendar, or none.
func valid(year, month, day int) schoolday.Day {
	if year < firstYear || year > lastYear || month < 1 || month > 12 || day < 1 {
		return schoolday.None
	}
	at := schoolday.Date(year, time.Month(month), day)
	if at.UTC().Day() != day {
		return schoolday.None
	}
	return at
}

// number is a number of a few digits that a pattern has found.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

var weekdays = map[string]time.Weekday{
	"mon": time.Monday, "monday": time.Monday, "tue": time.Tuesday, "tues": time.Tuesday, "tuesday": time.Tuesday,
	"wed": time.Wednesday, "weds": time.Wednesday, "wednesday": time.Wednesday, "thu": time.Thursday, "thur": time.Thursday,
	"thurs": time.Thursday, "thursday": time.Thursday, "fri": time.Friday, "friday": time.Friday,
	"sat": time.Saturday, "saturday": time.Saturday, "sun": time.Sunday, "sunday": time.Sunday,
}

var months = map[string]int{
	"jan": 1, "january": 1, "feb": 2, "february": 2, "mar": 3, "march": 3, "apr": 4, "april": 4, "may": 5, "jun": 6, "june": 6,
	"jul": 7, "july": 7, "aug": 8, "august": 8, "sep": 9, "sept": 9, "september": 9, "oct": 10, "october": 10,
	"nov": 11, "november": 11, "dec": 12, "december": 12,
}
