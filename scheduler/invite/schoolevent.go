package invite

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"parbot/internal/schoolday"
)

// occurrences are an event on its first days and the days on which it begins
// again.
type occurrences struct {
	SchoolEvent

	again repeat
}

// eventOf takes an event apart. One that cannot be taken is passed over, with why.
func eventOf(e *ical.Component, zone *time.Location) occurrences {
	out := occurrences{SchoolEvent: SchoolEvent{Title: "(without a title)"}}
	if p := e.Props.Get(ical.PropSummary); p != nil && plain(unescaped(p.Value)) != "" {
		out.Title = plain(unescaped(p.Value))
	}
	var why string
	out.First, out.Last, why = wholeDays(e, zone)
	if why == "" {
		out.again, why = repeats(e, out.First, zone)
	}
	if p := e.Props.Get(ical.PropStatus); p != nil && strings.EqualFold(p.Value, string(ical.EventCancelled)) {
		why = "it is called off"
	}
	if why != "" {
		out.Taken, out.Why, out.again = PassedOver, why, repeat{}
		return out
	}
	out.Taken, out.Why = taken(out.Title, out.Last > out.First)
	return out
}

// all returns an event each time that it takes place; one without end, only
// between two days.
func (o occurrences) all(first, last schoolday.Day) []SchoolEvent {
	if o.again.step == nil {
		return []SchoolEvent{o.SchoolEvent}
	}
	long := o.Last - o.First
	var out []SchoolEvent
	for n := range maxRepeats + 1 {
		day := o.again.step(n)
		if o.again.over(n, day) || o.again.endless() && day > last {
			break
		}
		if n == maxRepeats {
			o.Taken, o.Why = PassedOver, "it repeats too often"
			return []SchoolEvent{o.SchoolEvent}
		}
		if day == schoolday.None || slices.Contains(o.again.except, day) || day < first {
			continue
		}
		one := o.SchoolEvent
		one.First, one.Last = day, day+long
		out = append(out, one)
	}
	if len(out) == 0 {
		o.Taken, o.Why = PassedOver, "it repeats, but on no day of the years in the file"
		return []SchoolEvent{o.SchoolEvent}
	}
	return out
}

// unescaped undoes the escapes of a text. The library's own reading ends at the
// first comma that a careless writer did not escape.
func unescaped(value string) string {
	return strings.NewReplacer(`\\`, `\`, `\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";").Replace(value)
}

// wholeDays returns the first and last day of an event, or why it has none: it
// is a date, or lasts from midnight to midnight or to a minute before it.
func wholeDays(e *ical.Component, zone *time.Location) (first, last schoolday.Day, why string) {
	const dateless, part = "it has no date that can be read", "it is not a whole day"
	start, ok := moment(e.Props.Get(ical.PropDateTimeStart), zone)
	if !ok {
		return 0, 0, dateless
	}
	first, last = schoolday.Of(start.at), schoolday.Of(start.at)
	if !start.date && start.at.Format("1504") != "0000" {
		return first, last, part
	}
	switch end, length := e.Props.Get(ical.PropDateTimeEnd), e.Props.Get(ical.PropDuration); {
	case end != nil:
		to, ok := moment(end, zone)
		if !ok {
			return first, last, "its end cannot be read"
		}
		last = schoolday.Of(to.at)
		switch to.at.Format("1504") {
		case "0000":
			last-- // the end itself is not part of it
		case "2359":
		default:
			return first, max(first, last), part
		}
		if start.date && last == first-1 {
			last = first // some programs write a day so that it ends when it begins
		}
	case length != nil:
		d, err := length.Duration()
		if err != nil || d <= 0 || d%(24*time.Hour) != 0 {
			return first, last, part
		}
		last = first.Add(int(min(d/(24*time.Hour), maxDays+1)) - 1)
	case !start.date:
		return first, last, part
	}
	switch {
	case last < first:
		return first, first, "it ends before it begins"
	case last-first >= maxDays:
		return first, last, "it lasts longer than any break"
	}
	return first, last, ""
}

// stamp is a date or a time of the clock as it stands in a file.
type stamp struct {
	at   time.Time
	date bool // only a date
}

// moment reads a date, or a time by the clock of wherever it is; what is in UTC
// is read in the zone of the calendar.
func moment(p *ical.Prop, zone *time.Location) (stamp, bool) {
	if p == nil {
		return stamp{}, false
	}
	return clock(p.Value, zone)
}

func clock(value string, zone *time.Location) (stamp, bool) {
	for layout, in := range map[string]*time.Location{"20060102": time.UTC, "20060102T150405": time.UTC, "20060102T150405Z": zone} {
		if at, err := time.Parse(layout, value); err == nil {
			return stamp{at.In(in), len(layout) == len("20060102")}, at.Year() > 1
		}
	}
	return stamp{}, false
}

// maxRepeats bounds how often one event takes place.
const maxRepeats = 400

// repeat is how an event repeats; the zero repeat does not.
type repeat struct {
	step   func(n int) schoolday.Day // the nth beginning, from 0; None when there is no such date
	count  int                       // how often; 0: see until
	until  schoolday.Day
	except []schoolday.Day
}

func (r repeat) endless() bool { return r.step != nil && r.count == 0 && r.until == schoolday.None }

func (r repeat) over(n int, day schoolday.Day) bool {
	return r.count > 0 && n >= r.count || r.until != schoolday.None && day > r.until
}

// repeats reads a simple rule: every so many days, weeks or years, on the day on
// which the event begins; or it says why the rule is not read.
func repeats(e *ical.Component, first schoolday.Day, zone *time.Location) (repeat, string) {
	const other = "it repeats in a way that is not read; write its days in a calendar of your own (YAML)"
	rules := e.Props.Values(ical.PropRecurrenceRule)
	switch {
	case e.Props.Get(ical.PropRecurrenceDates) != nil, len(rules) > 1:
		return repeat{}, other
	case e.Props.Get(ical.PropRecurrenceID) != nil:
		return repeat{}, "it changes one of the days of an event that repeats; write the days in a calendar of your own (YAML)"
	case len(rules) == 0:
		return repeat{}, ""
	}
	parts := map[string]string{"INTERVAL": "1"}
	for part := range strings.SplitSeq(strings.ToUpper(rules[0].Value), ";") {
		key, value, _ := strings.Cut(part, "=")
		parts[key] = value
	}
	r, ok := rule(parts, first, zone)
	if !ok {
		return repeat{}, other
	}
	for _, p := range e.Props.Values(ical.PropExceptionDates) {
		for value := range strings.SplitSeq(p.Value, ",") {
			day, ok := clock(value, zone)
			if !ok {
				return repeat{}, other
			}
			r.except = append(r.except, schoolday.Of(day.at))
		}
	}
	return r, ""
}

func rule(parts map[string]string, first schoolday.Day, zone *time.Location) (r repeat, ok bool) {
	if !r.every(parts, first) {
		return r, false
	}
	at := first.UTC()
	for key, value := range parts {
		switch key {
		case "FREQ", "INTERVAL", "WKST":
			ok = true
		case "COUNT":
			var err error
			r.count, err = strconv.Atoi(value)
			ok = err == nil && r.count > 0
		case "UNTIL":
			var until stamp
			until, ok = clock(value, zone)
			r.until = schoolday.Of(until.at)
		case "BYDAY":
			ok = parts["FREQ"] == "WEEKLY" && value == strings.ToUpper(at.Weekday().String()[:2])
		case "BYMONTH":
			ok = parts["FREQ"] == "YEARLY" && value == strconv.Itoa(int(at.Month()))
		case "BYMONTHDAY":
			ok = parts["FREQ"] == "YEARLY" && value == strconv.Itoa(at.Day())
		default:
			ok = false
		}
		if !ok {
			return r, false
		}
	}
	return r, true
}

// every reads how far the beginnings lie apart.
func (r *repeat) every(parts map[string]string, first schoolday.Day) bool {
	every, err := strconv.Atoi(parts["INTERVAL"])
	if err != nil || every < 1 || every > maxRepeats {
		return false
	}
	switch parts["FREQ"] {
	case "DAILY":
		r.step = func(n int) schoolday.Day { return first.Add(n * every) }
	case "WEEKLY":
		r.step = func(n int) schoolday.Day { return first.Add(7 * n * every) }
	case "YEARLY":
		r.step = func(n int) schoolday.Day {
			at := first.UTC()
			day := schoolday.Date(at.Year()+n*every, at.Month(), at.Day())
			if day.UTC().Day() != at.Day() {
				return schoolday.None // February 29
			}
			return day
		}
	default:
		return false
	}
	return true
}
