package invite

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-ical"

	"parbot/internal/schoolday"
)

// SchoolEvent is one event of a published school calendar, and what it was
// taken for. Days are whole, the last one included.
type SchoolEvent struct {
	First, Last schoolday.Day // None: it has no date that can be read
	Title       string        // one line, safe to print
	Taken       Taken
	Why         string // of one that was passed over, in words
}

// Published is a school calendar as districts publish it: events in the order
// of their days, those without one last.
type Published struct{ Events []SchoolEvent }

// What a published calendar may hold at most.
const (
	maxPublished = 1 << 20 // bytes
	maxLine      = 4 << 10 // bytes of a line that is read, its folds undone
	maxNested    = 8       // components in each other
	maxEvents    = 2000
	maxDays      = 120  // of one event: no break is longer
	maxClosed    = 2000 // days without school in all
)

var (
	errUnreadable = errors.New("this is not a calendar file (ICS) that can be read")
	errMany       = fmt.Errorf("there are more than %d events in the file", maxEvents)
)

// SchoolYear reads an iCalendar file (RFC 5545) as districts publish it. What an
// event means is taken from its title, which is a guess: whoever imports it must
// see what each was taken for. An error says what is wrong with the file whole.
func SchoolYear(data []byte) (Published, error) {
	if len(data) > maxPublished {
		return Published{}, fmt.Errorf("the file is larger than %d KiB", maxPublished>>10)
	}
	text, err := needed(data)
	if err != nil {
		return Published{}, err
	}
	components, err := decode(text)
	if err != nil {
		return Published{}, err
	}
	var p Published
	var endless []occurrences
	for _, c := range components {
		e := eventOf(c.event, c.zone)
		if e.again.endless() {
			endless = append(endless, e)
			continue
		}
		p.Events = append(p.Events, e.all(schoolday.None, schoolday.None)...)
		if len(p.Events) > maxEvents {
			return Published{}, errMany
		}
	}
	first, last := p.reach()
	for _, e := range endless {
		if p.Events = append(p.Events, e.all(first, last)...); len(p.Events) > maxEvents {
			return Published{}, errMany
		}
	}
	slices.SortStableFunc(p.Events, inOrder)
	if err := p.check(); err != nil {
		return Published{}, err
	}
	return p, nil
}

// reach returns the first and last day of what has a date.
func (p Published) reach() (first, last schoolday.Day) {
	for _, e := range p.Events {
		if e.First == schoolday.None {
			continue
		}
		if first == schoolday.None || e.First < first {
			first = e.First
		}
		last = max(last, e.Last)
	}
	return first, last
}

func inOrder(a, b SchoolEvent) int {
	switch {
	case a.First == b.First:
		return strings.Compare(a.Title, b.Title)
	case a.First == schoolday.None:
		return 1
	case b.First == schoolday.None:
		return -1
	}
	return int(a.First - b.First)
}

func (p Published) check() error {
	if len(p.Events) == 0 {
		return errors.New("there is no event in the file")
	}
	closed := 0
	for _, e := range p.Events {
		if e.Taken == NoSchool {
			closed += int(e.Last-e.First) + 1
		}
	}
	if closed > maxClosed {
		return fmt.Errorf("the file closes school on more than %d days", maxClosed)
	}
	return nil
}

// Closed returns the days without school, with the titles as reasons.
func (p Published) Closed() []schoolday.Closed {
	var days []schoolday.Closed
	for _, e := range p.Events {
		if e.Taken != NoSchool {
			continue
		}
		for d := e.First; d <= e.Last; d++ {
			days = append(days, schoolday.Closed{Day: d, Why: e.Title})
		}
	}
	return days
}

// What counts as one and the same first or last day of school, which grades may
// have on different days; and the longest school year.
const (
	sameTurn = 60
	longYear = 400
)

// Years returns the school years of which the events name the first and the last
// day: of several in one summer the earliest first and the latest last one.
func (p Published) Years() []schoolday.Year {
	var years []schoolday.Year
	for _, e := range p.Events {
		if n := len(years); e.Taken == FirstDay && (n == 0 || e.First-years[n-1].Start > sameTurn) {
			years = append(years, schoolday.Year{Start: e.First})
		}
	}
	for i := range years {
		next := years[i].Start.Add(longYear)
		if i+1 < len(years) {
			next = min(next, years[i+1].Start)
		}
		for _, e := range p.Events {
			if e.Taken == LastDay && e.Last > years[i].Start && e.Last < next {
				years[i].End = max(years[i].End, e.Last)
			}
		}
		years[i].Second = p.Second(years[i].Start, years[i].End)
	}
	return slices.DeleteFunc(years, func(y schoolday.Year) bool { return y.End == schoolday.None })
}

// Second returns the first day of the second semester within a school year, or
// None when no event names it.
func (p Published) Second(start, end schoolday.Day) schoolday.Day {
	for _, e := range p.Events {
		if e.Taken == SecondSemester && e.First > start && e.First <= end {
			return e.First
		}
	}
	return schoolday.None
}

// properties are what is read of an event and of a calendar.
var properties = []string{
	"BEGIN", "END", ical.PropSummary, ical.PropStatus, ical.PropDateTimeStart, ical.PropDateTimeEnd, ical.PropDuration,
	ical.PropRecurrenceRule, ical.PropRecurrenceDates, ical.PropExceptionDates, ical.PropRecurrenceID, zoneName,
}

// zoneName is how calendars that write times in UTC name the zone they mean.
const zoneName = "X-WR-TIMEZONE"

// needed returns the lines that are read, each unfolded, and refuses what the
// decoder cannot bear: it recurses as deep as components nest, and takes the
// square of the length of a line.
func needed(data []byte) ([]byte, error) {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(string(data), "\ufeff"))
	text = strings.NewReplacer("\n ", "", "\n\t", "").Replace(text)
	var out bytes.Buffer
	depth := 0
	for line := range strings.SplitSeq(text, "\n") {
		name, _, _ := strings.Cut(line, ":")
		name, _, _ = strings.Cut(name, ";")
		name = strings.ToUpper(name)
		switch {
		case !slices.Contains(properties, name):
			continue
		case len(line) > maxLine:
			return nil, fmt.Errorf("a line of the file is longer than %d KiB: %s", maxLine>>10, name)
		case name == "BEGIN":
			depth++
		case name == "END":
			depth--
		}
		if depth < 0 || depth > maxNested {
			return nil, errUnreadable
		}
		out.WriteString(line + "\r\n")
	}
	if depth != 0 {
		return nil, errors.New("the calendar file is not whole; its end is missing")
	}
	return out.Bytes(), nil
}

// component is an event with the zone of its calendar.
type component struct {
	event *ical.Component
	zone  *time.Location
}

// decode returns the events of all calendars in a text.
func decode(text []byte) (events []component, err error) {
	defer func() {
		if recover() != nil { // the decoder panics on some malformed lines
			events, err = nil, errUnreadable
		}
	}()
	dec := ical.NewDecoder(bytes.NewReader(text))
	for read := 0; ; read++ {
		cal, err := dec.Decode()
		if errors.Is(err, io.EOF) && read > 0 {
			return events, nil
		}
		if err != nil {
			return nil, errUnreadable
		}
		zone := time.UTC
		if p := cal.Props.Get(zoneName); p != nil && p.Value != "Local" {
			if named, err := time.LoadLocation(p.Value); err == nil {
				zone = named
			}
		}
		for _, e := range cal.Events() {
			events = append(events, component{e.Component, zone})
		}
		if len(events) > maxEvents {
			return nil, errMany
		}
	}
}
