package message

import (
	"testing"
	"time"
	_ "time/tzdata" // so that the zones are there on any machine

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func parse(t *testing.T, s string) schoolday.Day {
	t.Helper()
	d, err := schoolday.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Dates bear their weekday, and their year when it is not this one (VOICE, Dates).
func TestDays(t *testing.T) {
	for _, tt := range []struct{ day, today, long, short, iso, full string }{
		{"2025-11-17", "2025-10-08", "Monday, November 17", "Mon, Nov 17", "Monday, November 17 (2025-11-17)", "Monday, November 17, 2025"},
		{"2027-03-04", "2025-10-08", "Thursday, March 4, 2027", "Thu, Mar 4, 2027", "Thursday, March 4, 2027 (2027-03-04)", "Thursday, March 4, 2027"},
		{"2025-12-31", "2026-01-05", "Wednesday, December 31, 2025", "Wed, Dec 31, 2025", "Wednesday, December 31, 2025 (2025-12-31)", "Wednesday, December 31, 2025"},
		{"2024-02-29", "2024-02-28", "Thursday, February 29", "Thu, Feb 29", "Thursday, February 29 (2024-02-29)", "Thursday, February 29, 2024"},
	} {
		d, today := parse(t, tt.day), parse(t, tt.today)
		for got, want := range map[string]string{Day(d, today): tt.long, ShortDay(d, today): tt.short, ISODay(d, today): tt.iso, FullDay(d): tt.full} {
			if got != want {
				t.Errorf("%s: %q, want %q", tt.day, got, want)
			}
		}
	}
}

// Times are said as people say them, and a stretch names its half once.
func TestHours(t *testing.T) {
	at := func(clock string) time.Time {
		when, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct{ from, to, hour, hours string }{
		{"15:00", "15:45", "3:00 p.m.", "3:00 to 3:45 p.m."},
		{"08:00", "08:45", "8:00 a.m.", "8:00 to 8:45 a.m."},
		{"11:30", "12:15", "11:30 a.m.", "11:30 a.m. to 12:15 p.m."},
		{"11:15", "12:00", "11:15 a.m.", "11:15 a.m. to noon"},
		{"12:00", "12:45", "noon", "noon to 12:45 p.m."},
		{"12:05", "12:45", "12:05 p.m.", "12:05 to 12:45 p.m."},
		{"00:00", "00:30", "12:00 a.m.", "12:00 to 12:30 a.m."},
		{"00:05", "12:00", "12:05 a.m.", "12:05 a.m. to noon"},
	} {
		if got := Hour(at(tt.from)); got != tt.hour {
			t.Errorf("%s: %q", tt.from, got)
		}
		if got := Hours(at(tt.from), at(tt.to)); got != tt.hours {
			t.Errorf("%s to %s: %q, want %q", tt.from, tt.to, got, tt.hours)
		}
	}
}

func TestLength(t *testing.T) {
	for minutes, want := range map[int]string{
		1: "1 minute", 5: "5 minutes", 45: "45 minutes", 60: "1 hour", 61: "1 hour 1 minute", 90: "1 hour 30 minutes", 120: "2 hours", 480: "8 hours",
	} {
		if got := Length(minutes); got != want {
			t.Errorf("%d: %q, want %q", minutes, got, want)
		}
	}
}

func TestZoneName(t *testing.T) {
	for iana, want := range map[string]string{
		pacific: "Pacific", "America/New_York": "Eastern", "America/Phoenix": "Arizona", "Pacific/Honolulu": "Hawaii", "Europe/Paris": "Europe/Paris", "": "",
	} {
		if got := ZoneName(iana); got != want {
			t.Errorf("%q: %q, want %q", iana, got, want)
		}
	}
}

const pacific = "America/Los_Angeles"

// A person's zone, or the program's for one who has none that is known.
func TestZoneOf(t *testing.T) {
	zone, err := time.LoadLocation(pacific)
	if err != nil {
		t.Fatal(err)
	}
	p := &program.Program{Zone: zone}
	for mine, want := range map[string]string{"": pacific, "America/New_York": "America/New_York", "Not/AZone": pacific} {
		if got := ZoneOf(casefile.Person{Zone: mine}, p).String(); got != want {
			t.Errorf("%q: %s", mine, got)
		}
	}
}

func TestAnd(t *testing.T) {
	for _, tt := range []struct {
		words []string
		want  string
	}{
		{nil, ""},
		{[]string{"you"}, "you"},
		{[]string{"Maria Ortiz", "you"}, "Maria Ortiz and you"},
		{[]string{"Maria Ortiz", "Ada Park", "you"}, "Maria Ortiz, Ada Park and you"},
	} {
		if got := And(tt.words); got != tt.want {
			t.Errorf("%q: %q", tt.words, got)
		}
	}
}

// A title inside a sentence keeps the capitals of a name.
func TestLowerAndUpper(t *testing.T) {
	for _, tt := range []struct{ title, lower, upper string }{
		{"Report conference", "report conference", "Report conference"},
		{"Initial Triad", "Initial Triad", "Initial Triad"},
		{"Date for the Initial Triad", "date for the Initial Triad", "Date for the Initial Triad"},
		{"PAR Referral", "PAR Referral", "PAR Referral"},
		{"MOU", "MOU", "MOU"},
		{"Enrolled in PAR", "enrolled in PAR", "Enrolled in PAR"},
		{"Écrit", "écrit", "Écrit"},
		{"écrit", "écrit", "Écrit"},
		{"", "", ""},
	} {
		if got := Lower(tt.title); got != tt.lower {
			t.Errorf("Lower(%q) is %q", tt.title, got)
		}
		if got := Upper(tt.title); got != tt.upper {
			t.Errorf("Upper(%q) is %q", tt.title, got)
		}
	}
}

func TestSmallWords(t *testing.T) {
	for got, want := range map[string]string{
		cut("weekly log", 10): "weekly log", cut("weekly logs", 10): "weekly lo…", cut("ééééé", 3): "éé…", cut("", 3): "",
		stop("Room 12"): "Room 12.", stop("3:45 p.m."): "3:45 p.m.",
		article("written response"): "a written response", article("answer"): "an answer",
		count(1, "thing"): "1 thing", count(0, "thing"): "0 things", count(2, "thing"): "2 things",
		lastWord("Written report"): "report", lastWord("MOU"): "MOU", lastWord("Year-End Report"): "report", lastWord(""): "",
		thousands(999): "999", thousands(3412): "3,412", thousands(40005): "40,005", thousands(1234567): "1,234,567",
		greeting(8, "Carl"): "Good morning, Carl.", greeting(12, "Carl"): "Hello Carl.",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// Every ending of the sentence that shows how a date was reached.
func TestCounted(t *testing.T) {
	d := sampleView(t)
	ten := schoolday.Span{N: 10, Unit: schoolday.Days}
	for _, tt := range []struct {
		from string
		span schoolday.Span
		roll schoolday.Roll
		want string
	}{
		{"2025-10-06", ten, schoolday.Forward, "10 days from Monday, October 6, 2025 is Thursday, October 16, 2025. A school day, so it stays."},
		{"2025-11-20", ten, schoolday.Forward, "10 days from Thursday, November 20, 2025 is Sunday, November 30, 2025. That is not a school day, so the last day is Monday, December 1, 2025."},
		{"2025-11-20", ten, schoolday.Back, "10 days from Thursday, November 20, 2025 is Sunday, November 30, 2025. That is not a school day, so the last day is Friday, November 21, 2025."},
		{"2025-11-20", ten, schoolday.Stay, "10 days from Thursday, November 20, 2025 is Sunday, November 30, 2025. Every day counts, so it stays."},
		{"2025-10-06", schoolday.Span{N: 1, Unit: schoolday.WorkingDays}, schoolday.Stay, "1 working day from Monday, October 6, 2025 is Tuesday, October 7, 2025. A school day, so it stays."},
		{"2025-12-10", schoolday.Span{N: -7, Unit: schoolday.Days}, schoolday.Stay, "7 days before Wednesday, December 10, 2025 is Wednesday, December 3, 2025. A school day, so it stays."},
	} {
		one := d.deadline(parse(t, tt.from), tt.span, tt.roll)
		if got := Counted(d.view, &program.Deadline{}, one); got != tt.want {
			t.Errorf("%q\nwant %q", got, tt.want)
		}
	}
}

// Days that did not count are named: of a leave, of a school break (LANGUAGE §2.6).
func TestCountedPast(t *testing.T) {
	d := sampleView(t)
	span := schoolday.Span{N: 10, Unit: schoolday.Days}
	for _, tt := range []struct{ first, last, counted, worked string }{
		{
			"2025-10-08", "2025-10-14",
			"10 days from Monday, October 6, 2025 is Thursday, October 23, 2025. The days from October 8 to October 14, 2025 did not count. A school day, so it stays.",
			"10 days from Mon, Oct 6; without Wed, Oct 8 to Tue, Oct 14; due Thu, Oct 23; Handbook",
		},
		{
			"2025-10-08", "2025-10-09",
			"10 days from Monday, October 6, 2025 is Saturday, October 18, 2025. The days from October 8 to October 9, 2025 did not count. The last day stays where it falls.",
			"10 days from Mon, Oct 6; without Wed, Oct 8 to Thu, Oct 9; due Sat, Oct 18; Handbook",
		},
		{
			"2025-10-08", "2025-10-08",
			"10 days from Monday, October 6, 2025 is Friday, October 17, 2025. Wednesday, October 8, 2025 did not count. A school day, so it stays.",
			"10 days from Mon, Oct 6; without Wed, Oct 8; due Fri, Oct 17; Handbook",
		},
	} {
		stops := []schoolday.Stretch{{First: parse(t, tt.first), Last: parse(t, tt.last)}}
		w := d.cal.CountPast(stops, parse(t, "2025-10-06"), span, schoolday.Stay)
		one := deadline.Deadline{Start: w.From, Due: w.Due, Working: w}
		if got := Counted(d.view, &program.Deadline{}, one); got != tt.counted {
			t.Errorf("%q\nwant %q", got, tt.counted)
		}
		if got := Worked(one, program.Cite{Titles: []string{"Handbook"}}, parse(t, "2025-10-01")); got != tt.worked {
			t.Errorf("%q\nwant %q", got, tt.worked)
		}
	}
}

// One line says how a date was reached, and where the number comes from.
func TestWorked(t *testing.T) {
	d := sampleView(t)
	cite := program.Cite{Titles: []string{"Program Overview"}}
	today := parse(t, "2025-10-01")
	for _, tt := range []struct {
		one  deadline.Deadline
		want string
	}{
		{
			d.deadline(parse(t, "2025-11-20"), schoolday.Span{N: 10, Unit: schoolday.Days}, schoolday.Forward),
			"10 days from Thu, Nov 20; Sun, Nov 30 is not a school day; due Mon, Dec 1; Program Overview",
		},
		{
			d.deadline(parse(t, "2025-12-10"), schoolday.Span{N: -1, Unit: schoolday.Weeks}, schoolday.Stay),
			"1 week before Wed, Dec 10; due Wed, Dec 3; Program Overview",
		},
		{deadline.Deadline{Due: parse(t, "2026-06-12")}, "due Fri, Jun 12, 2026; Program Overview"},
		{deadline.Deadline{}, "no date yet; Program Overview"},
	} {
		if got := Worked(tt.one, cite, today); got != tt.want {
			t.Errorf("%q\nwant %q", got, tt.want)
		}
	}
}
