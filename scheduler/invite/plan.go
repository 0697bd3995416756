package invite

import (
	"bytes"
	"fmt"
	"time"

	"github.com/emersion/go-ical"
)

// Entry is one thing in the calendar of a rehearsal: a day, or a meeting. It is
// an entry to look at, and invites nobody.
type Entry struct {
	UID        string
	Title      string
	Start, End time.Time // of a meeting; a day that is Whole begins at midnight UTC
	Whole      bool
}

// Plan returns the calendar of a rehearsal as text/calendar, with a name. Whole
// days take nobody's time.
func Plan(name string, entries []Entry, stamp time.Time) ([]byte, error) {
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropProductID, "-//parbot//EN")
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText("X-WR-CALNAME", plain(name))
	for _, one := range entries {
		e := ical.NewEvent()
		e.Props.SetText(ical.PropUID, plain(one.UID))
		e.Props.SetText(ical.PropSummary, plain(one.Title))
		e.Props.SetDateTime(ical.PropDateTimeStamp, stamp.UTC())
		if one.Whole {
			e.Props.SetDate(ical.PropDateTimeStart, one.Start)
			e.Props.SetDate(ical.PropDateTimeEnd, one.Start.AddDate(0, 0, 1))
			e.Props.Set(&ical.Prop{Name: ical.PropTransparency, Params: ical.Params{}, Value: "TRANSPARENT"})
		} else {
			e.Props.SetDateTime(ical.PropDateTimeStart, one.Start.UTC())
			e.Props.SetDateTime(ical.PropDateTimeEnd, one.End.UTC())
		}
		cal.Children = append(cal.Children, e.Component)
	}
	var out bytes.Buffer
	if len(cal.Children) == 0 {
		return []byte(emptyCalendar), nil
	}
	if err := ical.NewEncoder(&out).Encode(cal); err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return fold(out.Bytes()), nil
}

// emptyCalendar is what the library refuses to write: a calendar without an entry.
const emptyCalendar = "BEGIN:VCALENDAR\r\nPRODID:-//parbot//EN\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
