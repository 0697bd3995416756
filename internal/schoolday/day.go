// Package schoolday knows school calendars and counts days on them. A [Day] is
// a date of the district, not an instant; a [Calendar] says which days are
// school days and in which zone a day begins; a [Working] shows how a date was
// reached (DESIGN §5). Counting follows DOMAIN 5.2: the start day is day 0, and
// a deadline runs to the end of its last day in district time.
package schoolday

import (
	"fmt"
	"time"
)

// Day is a date in the Gregorian calendar, counted from January 1 of the year
// 1, which is 1. The zero Day is no day at all.
type Day int32

// None is no day.
const None Day = 0

// Date returns the day of a year, month and day of the month. Values outside
// their ranges carry over, as in [time.Date].
func Date(year int, month time.Month, day int) Day {
	return dayOf(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of returns the day on which the instant t falls in t's own location.
func Of(t time.Time) Day {
	y, m, d := t.Date()
	return Date(y, m, d)
}

// Parse reads a date written as 2006-01-02 (ISO 8601), from the year 1 on.
func Parse(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1 {
		return None, fmt.Errorf("%q is not a date like 2026-03-04", s)
	}
	return dayOf(t), nil
}

func dayOf(t time.Time) Day {
	return Day(t.Unix()/secondsADay + daysTo1970)
}

const (
	secondsADay = 24 * 60 * 60
	daysTo1970  = 719163 // from January 1 of year 1, counted as 1
)

// UTC returns midnight of the day in UTC, which serves for formatting only.
func (d Day) UTC() time.Time { return time.Unix((int64(d)-daysTo1970)*secondsADay, 0).UTC() }

// At returns the instant of a wall-clock time on this day in a zone. A time in
// the gap of a spring night is read with the offset before the gap, so 2:30
// becomes 3:30 (RFC 5545 §3.3.5); one that happens twice is the first.
func (d Day) At(hour, minute int, zone *time.Location) time.Time {
	y, m, day := d.UTC().Date()
	t := time.Date(y, m, day, hour, minute, 0, 0, zone)
	_, before := t.Add(-24 * time.Hour).Zone()
	early := time.Date(y, m, day, hour, minute, 0, 0, time.UTC).Add(-time.Duration(before) * time.Second).In(zone)
	shows := func(t time.Time) bool { return t.Hour() == hour && t.Minute() == minute }
	if shows(t) && (!shows(early) || !early.Before(t)) {
		return t
	}
	return early
}

// String returns the date as 2006-01-02, or "" for no day.
func (d Day) String() string {
	if d == None {
		return ""
	}
	return d.UTC().Format(time.DateOnly)
}

// Weekday returns the day of the week; the first day of all was a Monday.
func (d Day) Weekday() time.Weekday { return time.Weekday((d%7 + 7) % 7) }

func (d Day) weekend() bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}

// Year returns the calendar year of the day.
func (d Day) Year() int { return d.UTC().Year() }

// Add returns the day n days later, or earlier when n is negative.
func (d Day) Add(n int) Day { return d + Day(n) }

// AddMonths returns the same day of the month n months later, clipped to the
// last day of a shorter month: August 31 and six months is February 28 (M1).
func (d Day) AddMonths(n int) Day {
	y, m, day := d.UTC().Date()
	first := Date(y, m+time.Month(n), 1)
	fy, fm, _ := first.UTC().Date()
	last := Date(fy, fm+1, 1) - 1
	return min(first.Add(day-1), last)
}

// Monday returns the Monday of the day's ISO week.
func (d Day) Monday() Day { return d - Day((int(d.Weekday())+6)%7) }

// Sunday returns the Sunday of the day's ISO week, its last day.
func (d Day) Sunday() Day { return d.Monday() + 6 }

// ISOWeek returns the week as 2025-W41.
func (d Day) ISOWeek() string {
	y, w := d.UTC().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}
