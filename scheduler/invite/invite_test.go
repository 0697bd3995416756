package invite

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-ical"
	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/golden"
)

var office = Organizer{Address: "parbot@demo.example", Name: "parbot"}

func at(t testing.TB, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	got, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// triad is Ada's copy of an Initial Triad.
func triad(t testing.TB) casework.Invitation {
	t.Helper()
	return casework.Invitation{
		UID: "019a0000-0000-7000-8000-000000000001@demo.example", Start: at(t, "2027-03-04 15:00"), End: at(t, "2027-03-04 15:45"),
		Stamp: at(t, "2025-10-08 09:00"), Title: "Meeting", Place: "Room 12",
		Attendee: casefile.Person{Name: "Ada Park", Email: "ada.park@demo.example"},
	}
}

func written(t testing.TB, in casework.Invitation) string {
	t.Helper()
	out, err := Write(in, office)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// The three messages of a meeting's life: one UID, SEQUENCE rising (RFC 5546
// §2.1.4), and nobody in them but the organizer and the reader.
func TestGoldens(t *testing.T) {
	request := triad(t)
	moved := request
	moved.Sequence, moved.Start, moved.End = 1, at(t, "2027-03-15 15:00"), at(t, "2027-03-15 15:45") // in summer time
	canceled := moved
	canceled.Sequence, canceled.Cancel = 2, true
	long := request
	long.Title, long.Place = "Check-in (Maple)", "Bibliothèque de l'école élémentaire, salle des maîtres, 2ᵉ étage; sonnez à la porte bleue, s'il vous plaît"
	for name, in := range map[string]casework.Invitation{"request": request, "moved": moved, "canceled": canceled, "folded": long} {
		t.Run(name, func(t *testing.T) {
			got := written(t, in)
			path := filepath.Join("testdata", name+".ics")
			golden.Check(t, path, got)
		})
	}
}

// RFC 5546 §3.2: what each method must hold.
func TestMethods(t *testing.T) {
	in := triad(t)
	for _, tt := range []struct {
		cancel       bool
		method, want string
	}{
		{false, "REQUEST", "STATUS:CONFIRMED"},
		{true, "CANCEL", "STATUS:CANCELLED"},
	} {
		in.Cancel = tt.cancel
		got := written(t, in)
		for _, line := range []string{"METHOD:" + tt.method, tt.want, "CLASS:PRIVATE", "SEQUENCE:0", "SUMMARY:Meeting", "UID:" + in.UID} {
			if strings.Count(got, line+"\r\n") != 1 {
				t.Errorf("%s: line %q is not there once:\n%s", tt.method, line, got)
			}
		}
		if Method(in) != tt.method {
			t.Errorf("Method says %s", Method(in))
		}
		if rsvp := strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), "RSVP=TRUE"); rsvp == tt.cancel {
			t.Errorf("%s: asks for an answer: %v", tt.method, rsvp)
		}
	}
}

// Instants, over both nights on which the clock changes.
func TestTimes(t *testing.T) {
	for _, tt := range []struct{ local, utc string }{
		{"2025-10-31 15:00", "20251031T220000Z"},
		{"2025-11-07 15:00", "20251107T230000Z"},
		{"2026-03-06 15:00", "20260306T230000Z"},
		{"2026-03-13 15:00", "20260313T220000Z"},
		{"2027-12-31 23:30", "20280101T073000Z"},
	} {
		in := triad(t)
		in.Start, in.End = at(t, tt.local), at(t, tt.local).Add(45*time.Minute)
		if got := written(t, in); !strings.Contains(got, "DTSTART:"+tt.utc+"\r\n") {
			t.Errorf("%s: no DTSTART:%s in\n%s", tt.local, tt.utc, got)
		}
	}
}

// STANDARDS §0, trap 2: a name, a title or a place begins no line and no
// parameter of its own.
func TestHostileText(t *testing.T) {
	for _, hostile := range []string{
		"x\r\nATTENDEE:mailto:eve@demo.example", "x\nBEGIN:VALARM", `x";CN="y`, "x;RSVP=FALSE:mailto:eve@demo.example", "x\u2028ATTENDEE:y",
		"x\x00y\x1b[31m", "\u202eevil", `back\slash, comma; semicolon`, strings.Repeat("ünï", 400), "\xff\xfe", "",
	} {
		in := triad(t)
		in.Title, in.Place, in.Attendee.Name = hostile, hostile, hostile
		got := written(t, in)
		for line := range strings.SplitSeq(strings.ReplaceAll(got, "\r\n ", ""), "\r\n") {
			name, _, _ := strings.Cut(line, ":")
			name, _, _ = strings.Cut(name, ";")
			if line != "" && !known[name] {
				t.Errorf("%q begins a line %q", hostile, name)
			}
		}
		if strings.Count(got, "\r\nATTENDEE") != 1 || strings.Count(got, "eve@demo.example") != 0 && strings.Contains(got, "\r\nATTENDEE:mailto:eve") {
			t.Errorf("%q is an attendee:\n%s", hostile, got)
		}
	}
}

var known = map[string]bool{
	"BEGIN": true, "END": true, "PRODID": true, "VERSION": true, "METHOD": true, "UID": true, "SEQUENCE": true, "CLASS": true,
	"STATUS": true, "TRANSP": true, "SUMMARY": true, "DESCRIPTION": true, "LOCATION": true, "DTSTAMP": true, "DTSTART": true,
	"DTEND": true, "ORGANIZER": true, "ATTENDEE": true,
}

// What is written reads back the same, whatever is in it, and every line keeps
// to 75 octets and to whole characters (STANDARDS §0, trap 1).
func TestReadsBack(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		in := triad(t)
		in.Title = rapid.String().Draw(r, "title")
		in.Place = rapid.String().Draw(r, "place")
		in.Attendee.Name = rapid.String().Draw(r, "name")
		in.Sequence = rapid.IntRange(0, 99).Draw(r, "sequence")
		in.Start = in.Start.Add(time.Duration(rapid.IntRange(0, 1e9).Draw(r, "seconds")) * time.Second)
		in.End = in.Start.Add(time.Hour)
		out, err := Write(in, office)
		if err != nil {
			r.Fatal(err)
		}
		lines(r, out)
		e := read(r, out)
		for property, want := range map[string]string{ical.PropSummary: plain(in.Title), ical.PropLocation: plain(in.Place)} {
			if got := text(e, property); got != want {
				r.Errorf("%s %q, want %q", property, got, want)
			}
		}
		start, err := e.DateTimeStart(time.UTC)
		if err != nil || !start.Equal(in.Start.Truncate(time.Second)) {
			r.Errorf("start %v, %v; want %v", start, err, in.Start)
		}
		if got, want := e.Props.Get(ical.PropAttendee).Params.Get("CN"), strings.TrimSpace(strings.ReplaceAll(plain(in.Attendee.Name), `"`, "'")); got != want {
			r.Errorf("name %q, want %q", got, want)
		}
	})
}

// text is a property as one text: go-ical's own reader stops at a comma.
func text(e ical.Event, property string) string {
	p := e.Props.Get(property)
	if p == nil {
		return ""
	}
	return strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n").Replace(p.Value)
}

type failer interface {
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func lines(t failer, out []byte) {
	for line := range bytes.SplitSeq(bytes.TrimSuffix(out, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 75 || !utf8.Valid(line) || bytes.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
}

func read(t failer, out []byte) ical.Event {
	cal, err := ical.NewDecoder(bytes.NewReader(out)).Decode()
	if err != nil || len(cal.Events()) != 1 {
		t.Fatalf("not read: %v\n%s", err, out)
	}
	return cal.Events()[0]
}

func FuzzWrite(f *testing.F) {
	f.Add("Meeting", "Room 12", "Ada Park", "ada.park@demo.example")
	f.Add("x\r\nATTENDEE:y", `a"b`, "é", "a b@c")
	f.Fuzz(func(t *testing.T, title, place, name, email string) {
		in := triad(t)
		in.Title, in.Place, in.Attendee.Name, in.Attendee.Email = title, place, name, email
		out, err := Write(in, Organizer{Address: email, Name: name})
		if err != nil {
			t.Fatal(err)
		}
		lines(t, out)
		read(t, out)
	})
}
