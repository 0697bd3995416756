package invite

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/golden"
	"parbot/internal/schoolday"
)

// file makes a calendar file of events, each as lines with "|" between them.
func file(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:America/Los_Angeles\r\n")
	for _, e := range events {
		b.WriteString("BEGIN:VEVENT\r\n" + strings.ReplaceAll(e, "|", "\r\n") + "\r\nEND:VEVENT\r\n")
	}
	return b.String() + "END:VCALENDAR\r\n"
}

func published(t testing.TB, text string) Published {
	t.Helper()
	p, err := SchoolYear([]byte(text))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return p
}

// spoken are events, one a line: the days, the title, what it was taken for.
func spoken(p Published) string {
	var lines []string
	for _, e := range p.Events {
		days := e.First.String()
		if e.Last != e.First {
			days += " to " + e.Last.String()
		}
		line := fmt.Sprintf("%s | %s | %s", days, e.Title, e.Taken)
		if e.Why != "" {
			line += ": " + e.Why
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}

// A calendar as districts publish it, from several programs at once.
func TestPublishedCalendar(t *testing.T) {
	data, err := os.ReadFile("testdata/district.ics")
	if err != nil {
		t.Fatal(err)
	}
	p := published(t, string(data))
	golden.Check(t, "testdata/district.golden", spoken(p)+"\n")
	want := []schoolday.Year{{Start: schoolday.Date(2025, 8, 18), End: schoolday.Date(2026, 6, 12), Second: schoolday.Date(2026, 1, 20)}}
	if diff := cmp.Diff(want, p.Years()); diff != "" {
		t.Errorf("the years, -want +got:\n%s", diff)
	}
	cal := schoolday.New(time.UTC, p.Closed(), p.Years()...)
	for day, want := range map[string]bool{
		"2025-09-01": false, "2025-10-03": true, "2025-10-10": true, "2025-10-13": false, "2025-11-11": false, "2025-11-20": true, "2025-11-24": false,
		"2025-11-28": false, "2025-12-01": true, "2025-12-19": true, "2025-12-22": false, "2026-01-02": false, "2026-01-05": true, "2026-01-19": false,
		"2026-01-20": true, "2026-02-16": false, "2026-02-17": true, "2026-03-30": false, "2026-04-03": false, "2026-04-06": true, "2026-06-12": true,
	} {
		d, err := schoolday.Parse(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := cal.IsSchoolDay(d); got != want {
			t.Errorf("%s is a school day: %v, want %v", day, got, want)
		}
	}
}

// What titles mean. Guessing is dangerous: what may mean either is passed over.
func TestTaken(t *testing.T) {
	tests := []struct {
		want   Taken
		titles string // with "|" between them; * for an event of several days
	}{
		{NoSchool, "No School|NO SCHOOL - Parent Conferences|Non-Student Day|Pupil-free day|Student Holiday|Schools Closed|No classes; registration|" +
			"Holiday|Local Holiday|*Winter Break|*winter recess|*Spring Vacation|Fall Break|Teacher Work Day|Teacher Workday|Teachers' workday|Staff Development|" +
			"Professional Development Day|In-Service Day|Inservice|Institute Day|Labor Day|Labor Day Holiday|Veterans Day (observed)|Veterans' Day|Presidents' Day|" +
			"Presidents’ Day|Washington's Birthday|Dr. Martin Luther King, Jr. Day|MLK Day|Thanksgiving|*Thanksgiving Break|Christmas Day|New Year's Day|" +
			"Juneteenth|Independence Day|Memorial Day|Columbus Day|Indigenous Peoples' Day|Cesar Chavez Day|*Summer Break|*Winter Break begins|*Intersession"},
		{FirstDay, "First Day of School|FIRST DAY OF SCHOOL!|First day of classes (grades 6-12)|School begins|First Day of Instruction|First day of school (minimum day)"},
		{LastDay, "Last Day of School|Last day of classes|Last Day of School - Minimum Day|Last day of instruction/early release|School Year Ends"},
		{SecondSemester, "Second Semester Begins|2nd semester starts|First Day of Second Semester|Start of Spring Semester|Semester 2 begins"},
		{SchoolDay, "Minimum day|Early Release|Early Release - Professional Development|Late start (staff development)|Half Day|Students return|" +
			"School resumes after Winter Break|Back to School Night|Minimum Day - last day before Winter Break"},
		{PassedOver, "Homecoming|Picture Day|Breakfast with Santa|Parent-Teacher Conferences|Holiday Concert|Christmas program|Veterans Day Assembly|" +
			"Thanksgiving Feast|District Office Closed|Winter Break begins|Break ends|Last day before Spring Break|First Day of Summer Break|Board meeting - closed session|" +
			"End of first semester|Second semester|End of first semester; second semester begins|First day of summer school|Last day of school before Winter Break|" +
			"First Day of School for staff|No School Uniform Day|Early Release, no school after noon|*Winter Break (minimum day on Friday)|Work Day|First and last day of school begins|" +
			"Possible make-up day: Presidents' Day|(without a title)|Outbreak drill|First day of school - last day of school"},
	}
	for _, tt := range tests {
		for title := range strings.SplitSeq(tt.titles, "|") {
			name, several := strings.CutPrefix(title, "*")
			got, why := taken(name, several)
			if got != tt.want {
				t.Errorf("%s: %s (%s), want %s", title, got, why, tt.want)
			}
			if (why != "") != (got == PassedOver) {
				t.Errorf("%s: %s because %q", title, got, why)
			}
		}
	}
}

// Days: DTEND is exclusive (RFC 5545 §3.6.1), and times count when they span
// whole days by the clock of the file, in UTC by the zone the calendar names.
func TestWholeDays(t *testing.T) {
	tests := []struct{ lines, want string }{
		{"DTSTART;VALUE=DATE:20251124|DTEND;VALUE=DATE:20251129", "2025-11-24 to 2025-11-28 | Break | no school"},
		{"DTSTART;VALUE=DATE:20251124", "2025-11-24 | Break | no school"},
		{"DTSTART:20251124", "2025-11-24 | Break | no school"},
		{"DTSTART;VALUE=DATE:20251124|DTEND;VALUE=DATE:20251124", "2025-11-24 | Break | no school"},
		{"DTSTART;VALUE=DATE:20251124|DURATION:P2D", "2025-11-24 to 2025-11-25 | Break | no school"},
		{"DTSTART;VALUE=DATE:20251124|DURATION:P1W", "2025-11-24 to 2025-11-30 | Break | no school"},
		{"DTSTART:20251124T000000|DTEND:20251126T000000", "2025-11-24 to 2025-11-25 | Break | no school"},
		{"DTSTART:20251124T000000|DTEND:20251124T235959", "2025-11-24 | Break | no school"},
		{"DTSTART;TZID=America/New_York:20251124T000000|DTEND;TZID=America/New_York:20251125T000000", "2025-11-24 | Break | no school"},
		{"DTSTART;TZID=Nowhere:20251124T000000|DTEND;TZID=Nowhere:20251125T000000", "2025-11-24 | Break | no school"},
		{"DTSTART:20251124T080000Z|DTEND:20251125T080000Z", "2025-11-24 | Break | no school"},
		{"DTSTART:20260302T080000Z|DTEND:20260310T070000Z", "2026-03-02 to 2026-03-09 | Break | no school"}, // over the change of clocks
		{"DTSTART:20251124T000000Z|DTEND:20251125T000000Z", "2025-11-23 | Break | passed over: it is not a whole day"},
		{"DTSTART:20251124T080000|DTEND:20251124T150000", "2025-11-24 | Break | passed over: it is not a whole day"},
		{"DTSTART:20251124T000000|DTEND:20251125T120000", "2025-11-24 to 2025-11-25 | Break | passed over: it is not a whole day"},
		{"DTSTART:20251124T000000", "2025-11-24 | Break | passed over: it is not a whole day"},
		{"DTSTART;VALUE=DATE:20251124|DURATION:PT8H", "2025-11-24 | Break | passed over: it is not a whole day"},
		{"DTSTART;VALUE=DATE:20251124|DURATION:-P1D", "2025-11-24 | Break | passed over: it is not a whole day"},
		{"DTSTART;VALUE=DATE:20251124|DURATION:P99999999999999D", "2025-11-24 | Break | passed over: it is not a whole day"},
		{"DTSTART;VALUE=DATE:20251124|DTEND;VALUE=DATE:20251101", "2025-11-24 | Break | passed over: it ends before it begins"},
		{"DTSTART;VALUE=DATE:20251124|DTEND;VALUE=DATE:20261124", "2025-11-24 to 2026-11-23 | Break | passed over: it lasts longer than any break"},
		{"DTSTART;VALUE=DATE:20251124|DTEND:tomorrow", "2025-11-24 | Break | passed over: its end cannot be read"},
		{"DTSTART;VALUE=DATE:2025-11-24", "| Break | passed over: it has no date that can be read"},
		{"DTSTART;VALUE=DATE:20251324", "| Break | passed over: it has no date that can be read"},
		{"UID:1", "| Break | passed over: it has no date that can be read"},
		{"DTSTART;VALUE=DATE:20251124|STATUS:CANCELLED", "2025-11-24 | Break | passed over: it is called off"},
	}
	for _, tt := range tests {
		if got := spoken(published(t, file(tt.lines+"|SUMMARY:Break"))); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.lines, got, tt.want)
		}
	}
}

// Simple rules of repetition; of any other the days must be written out.
func TestRepeats(t *testing.T) {
	const other = "passed over: it repeats in a way that is not read; write its days in a calendar of your own (YAML)"
	const around = "DTSTART;VALUE=DATE:20250818|SUMMARY:First day of school"
	tests := []struct{ lines, want string }{
		{"DTSTART;VALUE=DATE:20251111|RRULE:FREQ=YEARLY;COUNT=2", "2025-11-11 2026-11-11"},
		{"DTSTART;VALUE=DATE:20251111|RRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=11;UNTIL=20271111", "2025-11-11 2026-11-11 2027-11-11"},
		{"DTSTART;VALUE=DATE:20251111|RRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20281111T000000Z", "2025-11-11 2027-11-11"},
		{"DTSTART;VALUE=DATE:20240229|RRULE:FREQ=YEARLY;UNTIL=20281231", "2024-02-29 2028-02-29"},
		{"DTSTART;VALUE=DATE:20251124|RRULE:FREQ=DAILY;COUNT=3", "2025-11-24 2025-11-25 2025-11-26"},
		{"DTSTART;VALUE=DATE:20251124|RRULE:freq=daily;count=3|EXDATE;VALUE=DATE:20251125", "2025-11-24 2025-11-26"},
		{"DTSTART;VALUE=DATE:20251124|RRULE:FREQ=DAILY;COUNT=3|EXDATE:20251124T000000,20251126T000000", "2025-11-25"},
		{"DTSTART;VALUE=DATE:20250905|RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20250919;WKST=SU", "2025-09-05 2025-09-12 2025-09-19"},
		{"DTSTART;VALUE=DATE:19700818|RRULE:FREQ=YEARLY", "2025-08-18"}, // within the years of the file
		{"DTSTART;VALUE=DATE:20250905|RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=1MO;COUNT=3", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=MONTHLY;COUNT=3", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;COUNT=0", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;COUNT=x", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;INTERVAL=99999999999999999999", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;UNTIL=then", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;COUNT=2|RRULE:FREQ=DAILY;COUNT=2", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;COUNT=2|EXDATE:never", other},
		{"DTSTART;VALUE=DATE:20250901|RDATE;VALUE=DATE:20250902", other},
		{"DTSTART;VALUE=DATE:20250901|RRULE:FREQ=DAILY;COUNT=401", "passed over: it repeats too often"},
		{"DTSTART;VALUE=DATE:20280901|RRULE:FREQ=YEARLY", "passed over: it repeats, but on no day of the years in the file"},
		{
			"DTSTART;VALUE=DATE:20250901|RECURRENCE-ID;VALUE=DATE:20250902",
			"passed over: it changes one of the days of an event that repeats; write the days in a calendar of your own (YAML)",
		},
	}
	for _, tt := range tests {
		p := published(t, file(tt.lines+"|SUMMARY:Holiday", around))
		var got []string
		for _, e := range p.Events {
			switch {
			case e.Title != "Holiday":
			case e.Taken == NoSchool:
				got = append(got, e.First.String())
			default:
				got = append(got, string(e.Taken)+": "+e.Why)
			}
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.lines, text, tt.want)
		}
	}
}

// A school year has both of its ends, the earliest and the latest of what the
// grades have; a first day without a last one makes none.
func TestPublishedYears(t *testing.T) {
	event := func(day, title string) string { return "DTSTART;VALUE=DATE:" + day + "|SUMMARY:" + title }
	first, last, second := "First day of school", "Last day of school", "Second semester begins"
	tests := []struct {
		events []string
		want   string
	}{
		{[]string{event("20250901", "Labor Day")}, ""},
		{[]string{event("20250818", first)}, ""},
		{[]string{event("20260612", last)}, ""},
		{[]string{event("20260612", last), event("20250818", first)}, "2025-08-18 2026-06-12 "},
		{[]string{event("20250820", first), event("20250818", first), event("20260610", last), event("20260612", last)}, "2025-08-18 2026-06-12 "},
		{[]string{event("20250818", first), event("20260612", last), event("20260120", second)}, "2025-08-18 2026-06-12 2026-01-20"},
		{
			[]string{event("20250818", first), event("20260612", last), event("20260817", first), event("20270611", last), event("20270119", second)},
			"2025-08-18 2026-06-12 , 2026-08-17 2027-06-11 2027-01-19",
		},
		{[]string{event("20250818", first), event("20260817", first), event("20270611", last)}, "2026-08-17 2027-06-11 "},
		{[]string{event("20250818", first), event("20270611", last)}, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, y := range published(t, file(tt.events...)).Years() {
			got = append(got, fmt.Sprintf("%s %s %s", y.Start, y.End, y.Second))
		}
		if text := strings.Join(got, ", "); text != tt.want {
			t.Errorf("%v\n got %q\nwant %q", tt.events, text, tt.want)
		}
	}
}

// Titles come from outside: one line, nothing that moves a cursor or turns the
// text around, and commas that nobody escaped.
func TestTitles(t *testing.T) {
	for in, want := range map[string]string{
		`No School\, all grades\; see\nweb site`: "No School, all grades; see web site",
		"Closed, all day":                        "Closed, all day",
		"Break\x1b[2J\x07":                       "Break[2J",
		"Break \u202egnirps":                     "Break gnirps",
		"Bre\xffak":                              "Break",
		"":                                       "(without a title)",
		"\x07":                                   "(without a title)",
	} {
		p := published(t, file("DTSTART;VALUE=DATE:20251124|SUMMARY:"+in))
		if got := p.Events[0].Title; got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// Folded lines, lone line feeds, small letters, a byte order mark, two calendars
// in one file: all are read.
func TestCarelessFiles(t *testing.T) {
	good := file("DTSTART;VALUE=DATE:20251124|SUMMARY:No School")
	for name, text := range map[string]string{
		"line feeds":      strings.ReplaceAll(good, "\r\n", "\n"),
		"carriage":        strings.ReplaceAll(good, "\r\n", "\r"),
		"byte order mark": "\ufeff" + good,
		"small letters":   strings.NewReplacer("BEGIN:VEVENT", "begin:vevent", "DTSTART", "dtstart", "SUMMARY", "Summary").Replace(good),
		"folded":          strings.NewReplacer("No School", "No\r\n  Scho\r\n\tol", "BEGIN:VEVENT", "BEG\r\n IN:VEV\r\n ENT").Replace(good),
		"broken lines":    strings.ReplaceAll(good, "SUMMARY", "X-A;B=c\r\nDESCRIPTION;X=\"a\"b:c\r\nno colon\r\nSUMMARY"),
		"two calendars":   file() + good,
	} {
		if got := spoken(published(t, text)); got != "2025-11-24 | No School | no school" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The decoder panics, recurses and copies without end on such files (STANDARDS
// §0.3); each is refused in a sentence.
func TestHostileFiles(t *testing.T) {
	const unreadable = "this is not a calendar file (ICS) that can be read"
	event := "DTSTART;VALUE=DATE:20250901|SUMMARY:Holiday"
	break120 := "DTSTART;VALUE=DATE:20250901|DTEND;VALUE=DATE:20251230|SUMMARY:Break"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", unreadable},
		{"other text", "start: 2025-08-18", unreadable},
		{"no event", file(), "there is no event in the file"},
		{"an event outside", "BEGIN:VEVENT\r\nEND:VEVENT\r\n", unreadable},
		{"a parameter without value", file("DTSTART;VALUE=DATE"), unreadable},
		{"a line that ends in a parameter", file("DTSTART;B=c"), unreadable},
		{"junk behind a quoted parameter", file(`DTSTART;TZID="a"b:20250901`), unreadable},
		{"cut off", strings.TrimSuffix(file(event), "END:VCALENDAR\r\n"), "the calendar file is not whole; its end is missing"},
		{"crossed ends", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", unreadable},
		{"more ends", "END:VCALENDAR\nBEGIN:VCALENDAR\n", unreadable},
		{"deep", strings.Repeat("BEGIN:VEVENT\n", 70000), unreadable},
		{"deep and whole", strings.Repeat("BEGIN:VCALENDAR\n", 9) + strings.Repeat("END:VCALENDAR\n", 9), unreadable},
		{"large", file(event) + strings.Repeat("\n", 1<<20), "the file is larger than 1024 KiB"},
		{"a long line", file("DTSTART;X=" + strings.Repeat("x", 5000) + ":20250901"), "a line of the file is longer than 4 KiB: DTSTART"},
		{"a long folded line", file("SUMMARY:" + strings.Repeat("x\r\n ", 5000)), "a line of the file is longer than 4 KiB: SUMMARY"},
		{"many events", file(strings.Split(strings.Repeat(event+"\x00", 2000)+event, "\x00")...), "there are more than 2000 events in the file"},
		{"many repeated", file(strings.Split(strings.Repeat(event+"|RRULE:FREQ=DAILY;COUNT=400\x00", 6)+event, "\x00")...), "there are more than 2000 events in the file"},
		{
			"many without end", file(strings.Split(strings.Repeat(event+"|RRULE:FREQ=DAILY\x00", 20)+break120, "\x00")...),
			"there are more than 2000 events in the file",
		},
		{"many days", file(strings.Split(strings.Repeat(break120+"\x00", 16)+break120, "\x00")...), "the file closes school on more than 2000 days"},
	} {
		if p, err := SchoolYear([]byte(tt.text)); err == nil || err.Error() != tt.want || len(p.Events) > 0 {
			t.Errorf("%s: %d events, %v; want %q", tt.name, len(p.Events), err, tt.want)
		}
	}
	if p := published(t, file(event, "SUMMARY:x|DESCRIPTION:"+strings.Repeat("x", 100000))); len(p.Events) != 2 {
		t.Errorf("a long description, which is not read, leaves %d events", len(p.Events))
	}
}

// Whatever whole days an event is written for, in whatever way, the same come
// back.
func TestWholeDaysProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first := schoolday.Date(2020, 1, 1).Add(rapid.IntRange(0, 4000).Draw(rt, "first"))
		long := rapid.IntRange(1, maxDays).Draw(rt, "long")
		next := first.Add(long)
		form := rapid.SampledFrom([]string{"20060102", "20060102T000000", "20060102T150405Z"}).Draw(rt, "form")
		zone, err := time.LoadLocation("America/Los_Angeles")
		if err != nil {
			rt.Fatal(err)
		}
		format := func(d schoolday.Day) string {
			if strings.HasSuffix(form, "Z") {
				return d.At(0, 0, zone).UTC().Format(form)
			}
			return d.UTC().Format(form)
		}
		p, err := SchoolYear([]byte(file("SUMMARY:Break|DTSTART:" + format(first) + "|DTEND:" + format(next))))
		if err != nil {
			rt.Fatal(err)
		}
		e := p.Events[0]
		if e.First != first || e.Last != next-1 || e.Taken != NoSchool {
			rt.Fatalf("%d days from %s as %s: %s to %s, %s (%s)", long, first, format(first), e.First, e.Last, e.Taken, e.Why)
		}
	})
}

func FuzzSchoolYear(f *testing.F) {
	data, err := os.ReadFile("testdata/district.ics")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for _, seed := range []string{
		"", file(), file("DTSTART;B=c"), file(`DTSTART;TZID="a"b:20250901`), file("DTSTART;VALUE=DATE:20251124|DURATION:P99999999999999D|SUMMARY:Break"),
		file("DTSTART:20251111|RRULE:FREQ=YEARLY;UNTIL=99991231|EXDATE:20251111,|SUMMARY:First day of school", "DTSTART:99991231|DTEND:00010101|SUMMARY:Break"),
		"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := SchoolYear(data)
		if err != nil {
			if len(p.Events) > 0 || err.Error() == "" {
				t.Errorf("%d events and %v", len(p.Events), err)
			}
			return
		}
		for i, e := range p.Events {
			dated := e.First != schoolday.None
			switch {
			case e.Title == "" || strings.ContainsAny(e.Title, "\r\n\x1b"):
				t.Errorf("title %q", e.Title)
			case e.Taken != PassedOver && (!dated || e.Last < e.First || e.Why != ""), e.Taken == PassedOver && e.Why == "":
				t.Errorf("%+v", e)
			case i > 0 && dated && (p.Events[i-1].First == schoolday.None || e.First < p.Events[i-1].First):
				t.Errorf("%+v comes after %+v", e, p.Events[i-1])
			}
		}
		if n := len(p.Closed()); n > maxClosed {
			t.Errorf("%d days are closed", n)
		}
		last := schoolday.None
		for _, y := range p.Years() {
			if y.Start <= last || y.End <= y.Start || y.Second != schoolday.None && (y.Second <= y.Start || y.Second > y.End) {
				t.Errorf("the years are %+v", p.Years())
			}
			last = y.End
		}
	})
}
