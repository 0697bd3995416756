package program_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func TestParseEvent(t *testing.T) {
	good := map[string]program.Event{
		"report":              {Name: "report"},
		"report.discussed":    {Name: "report", State: "discussed"},
		"progress-triad.2":    {Name: "progress-triad", Nth: 2},
		"ilp.2.filed":         {Name: "ilp", Nth: 2, State: "filed"},
		"enrolment.enrolled":  {Name: "enrolment", State: "enrolled"},
		"round.start":         {Name: "round", State: "start"},
		"hearing.moved-again": {Name: "hearing", State: "moved-again"},
		"answered":            {Name: "answered"},
		"log.99":              {Name: "log", Nth: 99},
	}
	for text, want := range good {
		if got, err := program.ParseEvent(text); err != nil || got != want {
			t.Errorf("%q = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", ".", "a.", ".a", "a..b", "a.b.c", "a.1.2", "a.filed.2", "a.0", "a.100", "a.-1", "a.+1", "a.01", "a b", "a.b c", "a\tb", "a.\n",
	} {
		if got, err := program.ParseEvent(text); err == nil || got != (program.Event{}) {
			t.Errorf("%q = %+v, %v; want an error", text, got, err)
		}
	}
}

func TestEventString(t *testing.T) {
	for want, e := range map[string]program.Event{
		"report.discussed":      {Name: "report", State: "discussed"},
		"progress-triad.2.held": {Name: "progress-triad", Nth: 2, State: "held"},
		"progress-triad.2":      {Name: "progress-triad", Nth: 2},
		"answered":              {State: "answered"},
		"log":                   {Name: "log"},
		"":                      {},
	} {
		if got := e.String(); got != want {
			t.Errorf("%+v is written %q, want %q", e, got, want)
		}
	}
}

func TestParseSpan(t *testing.T) {
	good := map[string]schoolday.Span{
		"10 days":         {N: 10, Unit: schoolday.Days},
		"1 day":           {N: 1, Unit: schoolday.Days},
		"5 working days":  {N: 5, Unit: schoolday.WorkingDays},
		"1 working day":   {N: 1, Unit: schoolday.WorkingDays},
		"6 weeks":         {N: 6, Unit: schoolday.Weeks},
		"6 months":        {N: 6, Unit: schoolday.Months},
		"7 years":         {N: 7, Unit: schoolday.Years},
		"90 minutes":      {N: 90, Unit: schoolday.Minutes},
		"24 hours":        {N: 24, Unit: schoolday.Hours},
		"week":            {N: 1, Unit: schoolday.Weeks},
		"month":           {N: 1, Unit: schoolday.Months},
		"working day":     {N: 1, Unit: schoolday.WorkingDays},
		"3660 days":       {N: 3660, Unit: schoolday.Days},
		"42 working days": {N: 42, Unit: schoolday.WorkingDays},
	}
	for text, want := range good {
		if got, err := program.ParseSpan(text); err != nil || got != want {
			t.Errorf("%q = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "10", "days", "ten days", "10days", "10  days", "10 Days", "0 days", "-1 days", "+10 days", "010 days", "1.5 days",
		"3661 days", "99999999999999999999 days", "10 school days", "10 dayss", "10 days ", " 10 days", "10 working", "2 fortnights",
	} {
		if got, err := program.ParseSpan(text); err == nil || got != (schoolday.Span{}) {
			t.Errorf("%q = %+v, %v; want an error", text, got, err)
		}
	}
}

func TestParseDue(t *testing.T) {
	days := func(n int) schoolday.Span { return schoolday.Span{N: n, Unit: schoolday.Days} }
	event := func(name, state string) program.Event { return program.Event{Name: name, State: state} }
	good := map[string]program.Due{
		"10 days":               {Span: days(10)},
		"end of week":           {EndOfWeek: true},
		"7 days before hearing": {Span: days(7), Before: []program.Event{event("hearing", "")}},
		"15 working days after contact or log": {
			Span: schoolday.Span{N: 15, Unit: schoolday.WorkingDays}, After: []program.Event{event("contact", ""), event("log", "")},
		},
		"by round.end": {By: []program.Event{event("round", "end")}},
		"by progress-triad or final-triad or extra-triad": {
			By: []program.Event{event("progress-triad", ""), event("final-triad", ""), event("extra-triad", "")},
		},
	}
	for text, want := range good {
		got, err := program.ParseDue(text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Errorf("%q, -want +got:\n%s", text, diff)
		}
	}
	for _, text := range []string{
		"", "by", "by ", "by a or", "by a b", "ten days", "7 days before", "7 days before ", "before hearing", "x before hearing",
		"7 days before a after b", "7 days after a b", "end of month", "10 days before hearing or",
	} {
		if got, err := program.ParseDue(text); err == nil {
			t.Errorf("%q = %+v, want an error", text, got)
		}
	}
}

func TestParseStep(t *testing.T) {
	good := map[string]program.Step{
		"-3":              {From: "due", Days: -3},
		"0":               {From: "due"},
		"1":               {From: "due", Days: 1},
		"start":           {From: "start"},
		"start+3":         {From: "start", Days: 3},
		"start+15min":     {From: "start", Minutes: 15},
		"Thu":             {From: "weekday", Weekday: time.Thursday, Hour: 8},
		"Fri 12:00":       {From: "weekday", Weekday: time.Friday, Hour: 12},
		"Mon 07:45":       {From: "weekday", Weekday: time.Monday, Hour: 7, Minute: 45},
		"then 2":          {From: "then", Days: 2},
		"monthly":         {From: "monthly"},
		"weekly":          {From: "weekly"},
		"-400":            {From: "due", Days: -400},
		"-1 month":        {From: "due", Span: schoolday.Span{N: -1, Unit: schoolday.Months}},
		"-8 weeks":        {From: "due", Span: schoolday.Span{N: -8, Unit: schoolday.Weeks}},
		"-5 working days": {From: "due", Span: schoolday.Span{N: -5, Unit: schoolday.WorkingDays}},
	}
	for text, want := range good {
		want.Key = text
		if got, err := program.ParseStep(text); err != nil || got != want {
			t.Errorf("%q = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "x", "start+", "start+x", "start-3", "start+-3", "start+min", "start+-5min", "start+1441min", "start+5 min", "Sat", "Sun", "Thu ",
		"Thu 25:00", "Thu 8", "thu", "Thursday", "then", "then 0", "then -1", "then x", "-401", "401", "1.5", "monthly 2", "- 3", "start+401",
		"1 month", "-month", "--1 month", "-0 weeks", "-1 hour", "-15 minutes", "-1  week", "-1 fortnight", "start-1 week",
	} {
		if got, err := program.ParseStep(text); err == nil {
			t.Errorf("%q = %+v, want an error", text, got)
		}
	}
}

func TestParseGrant(t *testing.T) {
	good := map[string]program.Grant{
		"read":                     {Level: program.Read},
		"dates":                    {Level: program.Dates},
		"counts":                   {Level: program.Counts},
		"never":                    {Level: program.Never},
		"own":                      {Level: program.Read, Own: true},
		"shared":                   {Level: program.Read, Shared: true},
		"presented":                {Level: program.Read, Presented: true},
		"granted":                  {Level: program.Read, Granted: true},
		"dates from draft":         {Level: program.Dates, From: program.Event{Name: "draft"}},
		"from board-matter":        {Level: program.Read, From: program.Event{Name: "board-matter"}},
		"read from hearing.packet": {Level: program.Read, From: program.Event{Name: "hearing", State: "packet"}},
		"read own from a until b.signed": {
			Level: program.Read, Own: true, From: program.Event{Name: "a"}, Until: program.Event{Name: "b", State: "signed"},
		},
		"  dates   own ": {Level: program.Dates, Own: true},
	}
	for text, want := range good {
		if got, err := program.ParseGrant(text); err != nil || got != want {
			t.Errorf("%q = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", " ", "write", "Read", "read dates", "read read", "own own", "never own", "never from x", "from", "until", "read from",
		"read from a from b", "until a until b", "from a.", "read, dates",
	} {
		if got, err := program.ParseGrant(text); err == nil {
			t.Errorf("%q = %+v, want an error", text, got)
		}
	}
}

// What a span, an event or a window is written as reads as the same again.
func TestPhrasesRoundTrip(t *testing.T) {
	units := []schoolday.Unit{
		schoolday.Minutes, schoolday.Hours, schoolday.Days, schoolday.WorkingDays, schoolday.Weeks, schoolday.Months, schoolday.Years,
	}
	name := rapid.StringMatching(`[a-z]+(-[a-z]+)?`)
	rapid.Check(t, func(t *rapid.T) {
		span := schoolday.Span{N: rapid.IntRange(1, 3660).Draw(t, "n"), Unit: rapid.SampledFrom(units).Draw(t, "unit")}
		if back, err := program.ParseSpan(span.String()); err != nil || back != span {
			t.Fatalf("%+v is written %q, which reads as %+v, %v", span, span, back, err)
		}
		w := program.Window{LastDays: span.N}
		switch rapid.IntRange(0, 3).Draw(t, "window") {
		case 0:
			from := rapid.IntRange(0, 99).Draw(t, "from")
			w = program.Window{FromPercent: from, ToPercent: rapid.IntRange(from+1, 100).Draw(t, "to")}
		case 1:
			w = program.Window{FirstDays: span.N}
		case 2:
			least := schoolday.Span{N: rapid.IntRange(1, 3659).Draw(t, "least"), Unit: rapid.SampledFrom(units[2:]).Draw(t, "of")}
			w = program.Window{Stretch: program.Range{Least: least, Most: schoolday.Span{N: rapid.IntRange(least.N+1, 3660).Draw(t, "most"), Unit: least.Unit}}}
		}
		if w.LastDays != 1 && w.FirstDays != 1 { // of one day it is no stretch
			if back, err := program.ParseWindow(w.String()); err != nil || back != w {
				t.Fatalf("%+v is written %q, which reads as %+v, %v", w, w, back, err)
			}
		}
		e := program.Event{Name: name.Draw(t, "name"), Nth: rapid.IntRange(0, 99).Draw(t, "nth")}
		if rapid.Bool().Draw(t, "state?") {
			e.State = name.Draw(t, "state")
		}
		if back, err := program.ParseEvent(e.String()); err != nil || back != e {
			t.Fatalf("%+v is written %q, which reads as %+v, %v", e, e, back, err)
		}
	})
}

func TestParseWindow(t *testing.T) {
	span := func(n int, unit schoolday.Unit) schoolday.Span { return schoolday.Span{N: n, Unit: unit} }
	for text, want := range map[string]program.Window{
		"40-60 %":            {FromPercent: 40, ToPercent: 60},
		"0-100 %":            {ToPercent: 100},
		"first 30 days":      {FirstDays: 30},
		"last 30 days":       {LastDays: 30},
		"45-90 working days": {Stretch: program.Range{Least: span(45, schoolday.WorkingDays), Most: span(90, schoolday.WorkingDays)}}, // ALB-07
		"2-3 weeks":          {Stretch: program.Range{Least: span(2, schoolday.Weeks), Most: span(3, schoolday.Weeks)}},
	} {
		if got, err := program.ParseWindow(text); err != nil || got != want {
			t.Errorf("%q = %+v, %v; want %+v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "%", " %", "- %", "40 %", "60-40 %", "45-90", "45-90 % of it", "90-45 days", "1-2 hours", "0-5 days", "first", "next 3 days"} {
		if got, err := program.ParseWindow(text); err == nil || got != (program.Window{}) {
			t.Errorf("%q = %+v, %v; want an error", text, got, err)
		}
	}
}

func TestParseType(t *testing.T) {
	tests := []struct {
		text, kind string
		options    []string
		optional   bool
	}{
		{"text", "text", nil, false},
		{"optional standards", "standards", nil, true},
		{"call | mail | visit", "choice", []string{"call", "mail", "visit"}, false},
		{"optional yes | no", "choice", []string{"yes", "no"}, true},
		{"any of Focus reviewed | Norms agreed", "any", []string{"Focus reviewed", "Norms agreed"}, false},
		{"optional any of One", "any", []string{"One"}, true},
	}
	for _, tt := range tests {
		kind, options, optional, err := program.ParseType(tt.text)
		if err != nil || kind != tt.kind || optional != tt.optional || cmp.Diff(tt.options, options) != "" {
			t.Errorf("%q = %s, %q, %v, %v", tt.text, kind, options, optional, err)
		}
	}
	for _, text := range []string{"", "optional", "optional ", "choice", "any", "any of ", "a |  | b", "a | a", "any of a | a", "a|b", "Text", "text | "} {
		if kind, options, _, err := program.ParseType(text); err == nil || options != nil {
			t.Errorf("%q = %s, %q, want an error", text, kind, options)
		}
	}
}
