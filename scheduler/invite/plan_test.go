package invite

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
)

// The calendar of a rehearsal is read back as it was written: days whole and
// free, meetings at their hour, names without a line of their own.
func TestPlan(t *testing.T) {
	stamp := time.Date(2025, 8, 1, 9, 0, 0, 0, time.UTC)
	start := time.Date(2025, 10, 14, 22, 0, 0, 0, time.UTC)
	data, err := Plan("Clovis\nBEGIN:VEVENT", []Entry{
		{UID: "1@rehearsal", Title: "due: Report conference", Start: time.Date(2025, 10, 6, 0, 0, 0, 0, time.UTC), Whole: true},
		{UID: "2@rehearsal", Title: "Report conference\r\nATTENDEE:mailto:x@example.com; " + strings.Repeat("long ", 90), Start: start, End: start.Add(45 * time.Minute)},
	}, stamp)
	if err != nil {
		t.Fatal(err)
	}
	cal, err := ical.NewDecoder(bytes.NewReader(data)).Decode()
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != 2 || len(cal.Props["ATTENDEE"]) > 0 {
		t.Fatalf("%d entries\n%s", len(events), data)
	}
	day, meeting := events[0], events[1]
	if day.Props.Get("DTSTART").Value != "20251006" || day.Props.Get("DTEND").Value != "20251007" || day.Props.Get("TRANSP").Value != "TRANSPARENT" {
		t.Errorf("the day: %v", day.Props)
	}
	if meeting.Props.Get("DTSTART").Value != "20251014T220000Z" || meeting.Props.Get("DTEND").Value != "20251014T224500Z" || len(meeting.Props["ATTENDEE"]) > 0 {
		t.Errorf("the meeting: %v", meeting.Props)
	}
	for line := range strings.SplitSeq(string(data), "\r\n") {
		if len(line) > widest {
			t.Errorf("a line of %d octets", len(line))
		}
	}
}

// A rehearsal of nothing is a calendar still.
func TestEmptyPlan(t *testing.T) {
	data, err := Plan("nothing", nil, time.Now())
	if err != nil || !strings.HasPrefix(string(data), "BEGIN:VCALENDAR\r\n") || !strings.HasSuffix(string(data), "END:VCALENDAR\r\n") {
		t.Errorf("%q %v", data, err)
	}
}
