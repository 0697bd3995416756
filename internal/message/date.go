package message

import (
	"fmt"
	"time"

	"parbot/internal/schoolday"
)

// Day writes a date with its weekday, and its year when that is not the year of
// today: "Monday, November 17", "Thursday, March 4, 2027" (VOICE, Dates).
func Day(d, today schoolday.Day) string {
	if d.Year() == today.Year() {
		return d.UTC().Format("Monday, January 2")
	}
	return FullDay(d)
}

// FullDay writes a date with weekday and year, as formal notices do.
func FullDay(d schoolday.Day) string { return d.UTC().Format("Monday, January 2, 2006") }

// ShortDay writes a date for tight rows and subjects: "Mon, Nov 17".
func ShortDay(d, today schoolday.Day) string {
	if d.Year() == today.Year() {
		return d.UTC().Format("Mon, Jan 2")
	}
	return d.UTC().Format("Mon, Jan 2, 2006")
}

// ISODay writes a date followed by its ISO form, as lists of deadlines do.
func ISODay(d, today schoolday.Day) string { return Day(d, today) + " (" + d.String() + ")" }

// Hour writes a time of day: "3:00 p.m.", "noon".
func Hour(t time.Time) string {
	if t.Hour() == 12 && t.Minute() == 0 {
		return "noon"
	}
	return t.Format("3:04 ") + half(t)
}

func half(t time.Time) string {
	if t.Hour() < 12 {
		return "a.m."
	}
	return "p.m."
}

// Hours writes a stretch of a day: "3:00 to 3:45 p.m.", "11:30 a.m. to 12:15 p.m.".
func Hours(from, to time.Time) string {
	if half(from) == half(to) && Hour(from) != "noon" && Hour(to) != "noon" {
		return from.Format("3:04") + " to " + Hour(to)
	}
	return Hour(from) + " to " + Hour(to)
}

// Length writes minutes as people say them: "45 minutes", "1 hour", "1 hour 30 minutes".
func Length(minutes int) string {
	h, m := minutes/60, minutes%60
	switch {
	case h == 0:
		return count(m, "minute")
	case m == 0:
		return count(h, "hour")
	}
	return count(h, "hour") + " " + count(m, "minute")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// zoneNames are the words for zones that people in them use.
var zoneNames = map[string]string{
	"America/Los_Angeles": "Pacific",
	"America/Denver":      "Mountain",
	"America/Phoenix":     "Arizona",
	"America/Chicago":     "Central",
	"America/New_York":    "Eastern",
	"America/Anchorage":   "Alaska",
	"Pacific/Honolulu":    "Hawaii",
}

// ZoneName writes a zone as people call it, "Pacific", or its IANA name.
func ZoneName(iana string) string {
	if name, ok := zoneNames[iana]; ok {
		return name
	}
	return iana
}
