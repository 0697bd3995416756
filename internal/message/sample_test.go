package message

import (
	"testing"
	"time"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// sample is a view on the sample calendar of Clovis.
type sample struct {
	cal  schoolday.Calendar
	view access.View
}

func sampleView(t *testing.T) sample {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	p := all["clovis"]
	s := sample{cal: program.SampleCalendar(p)}
	c := casefile.Case{Program: p.Key, Track: "par"}
	s.view = access.At(p, &c, s.cal, time.Date(2025, 10, 8, 9, 0, 0, 0, s.cal.Zone)).View("")
	return s
}

// deadline is one counted from a day.
func (s sample) deadline(from schoolday.Day, span schoolday.Span, roll schoolday.Roll) deadline.Deadline {
	w := s.cal.Count(from, span, roll)
	return deadline.Deadline{Start: from, Due: w.Due, Working: w}
}
