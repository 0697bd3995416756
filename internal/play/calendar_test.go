package play

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// object writes a calendar object from lines of an event.
func object(method string, lines ...string) string {
	all := slices.Concat([]string{"BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:" + method, "BEGIN:VEVENT"}, lines, []string{"END:VEVENT", "END:VCALENDAR", ""})
	return strings.Join(all, "\r\n")
}

func pacific(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zoneOf(Zone))
	if err != nil {
		panic(err)
	}
	return at
}

func TestReadInvite(t *testing.T) {
	three := Invite{Method: "REQUEST", UID: "m1", Start: pacific("2025-10-16 15:00"), End: pacific("2025-10-16 15:45"), Summary: "Meeting"}
	with := func(change func(*Invite)) Invite {
		in := three
		change(&in)
		return in
	}
	tests := []struct {
		name, object string
		want         Invite
	}{
		{
			"times in UTC",
			object("REQUEST", "UID:m1", "DTSTART:20251016T220000Z", "DTEND:20251016T224500Z", "SUMMARY:Meeting"), three,
		},
		{
			"times in a named zone",
			object("REQUEST", "UID:m1", "DTSTART;TZID=America/Los_Angeles:20251016T150000", `DTEND;TZID="America/Los_Angeles":20251016T154500`, "SUMMARY:Meeting"), three,
		},
		{
			"folded lines, by a blank and by a tab",
			object("REQUEST", "UI", " D:m", "\t1", "DTSTART:20251016T22", " 0000Z", "DTEND:20251016T224500Z", "SUMMARY:Mee", " ting"), three,
		},
		{
			"bare line feeds and small letters",
			strings.ReplaceAll(object("request", "uid:m1", "dtstart:20251016T220000Z", "dtend:20251016T224500Z", "summary:Meeting"), "\r\n", "\n"), three,
		},
		{
			"escaped text, and a colon between quotes of a parameter",
			object("REQUEST", "UID:m1", `ORGANIZER;CN="a: b;UID=no":mailto:parbot@demo.example`, "SEQUENCE:3", "DTSTART:20251016T220000Z", "DTEND:20251016T224500Z",
				"SUMMARY:Meeting", `LOCATION:Room 12\, left\; \\ door\nsecond floor`),
			with(func(in *Invite) { in.Sequence, in.Place = 3, "Room 12, left; \\ door\nsecond floor" }),
		},
		{
			"what an alarm or a zone says is not about the event",
			strings.Replace(object("REQUEST", "UID:m1", "BEGIN:VALARM", "UID:other", "SUMMARY:no", "END:VALARM", "DTSTART:20251016T220000Z", "DTEND:20251016T224500Z", "SUMMARY:Meeting"),
				"BEGIN:VEVENT", "BEGIN:VTIMEZONE\r\nDTSTART:19700101T000000\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT", 1), three,
		},
		{
			"a negative sequence and an end before the start are not believed",
			object("CANCEL", "UID:m1", "SEQUENCE:-4", "DTSTART:20251016T220000Z", "DTEND:20251015T224500Z", "SUMMARY:Meeting"),
			with(func(in *Invite) { in.Method, in.End = "CANCEL", in.Start }),
		},
		{
			"a whole day",
			object("REQUEST", "UID:m1", "DTSTART;VALUE=DATE:20251016", "SUMMARY:Meeting"),
			with(func(in *Invite) {
				in.Start = time.Date(2025, 10, 16, 0, 0, 0, 0, time.UTC)
				in.End = in.Start
			}),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readInvite([]byte(tt.object))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
				t.Errorf("readInvite (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadInviteRefuses(t *testing.T) {
	whole := object("REQUEST", "UID:m1", "DTSTART:20251016T220000Z")
	if _, err := readInvite([]byte(whole)); err != nil {
		t.Fatalf("the smallest object: %v", err)
	}
	tests := []struct{ name, object string }{
		{"nothing", ""},
		{"words", "Dear Ada,\r\n"},
		{"no UID", object("REQUEST", "DTSTART:20251016T220000Z")},
		{"no start", object("REQUEST", "UID:m1")},
		{"a start that is no time", object("REQUEST", "UID:m1", "DTSTART:on Thursday")},
		{"no method", strings.Replace(whole, "METHOD:REQUEST\r\n", "", 1)},
		{"no end of the event", strings.Replace(whole, "END:VEVENT\r\n", "", 1)},
		{"an event outside a calendar", "BEGIN:VEVENT\r\nUID:m1\r\nDTSTART:20251016T220000Z\r\nEND:VEVENT\r\n"},
		{"too many lines", object("REQUEST", append(slices.Repeat([]string{"X-A:1"}, maxObjectLines), "UID:m1", "DTSTART:20251016T220000Z")...)},
		{"too many bytes", object("REQUEST", "X-A:"+strings.Repeat("a", maxObject), "UID:m1", "DTSTART:20251016T220000Z")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := readInvite([]byte(tt.object)); err == nil {
				t.Errorf("readInvite = %+v, want an error", got)
			}
		})
	}
}

// A calendar keeps an entry under its UID as iTIP says (RFC 5546 §2.1.4).
func TestEntries(t *testing.T) {
	in := func(method, uid string, sequence int, start string) Invite {
		return Invite{Method: method, UID: uid, Sequence: sequence, Start: pacific(start)}
	}
	tests := []struct {
		name string
		got  []Invite
		want []string // UID, SEQUENCE and time
	}{
		{"nothing", nil, nil},
		{
			"two meetings in the order of time",
			[]Invite{in("REQUEST", "b", 0, "2025-10-17 08:00"), in("REQUEST", "a", 0, "2025-10-16 15:00")},
			[]string{"a 0 10-16 15:00", "b 0 10-17 08:00"},
		},
		{
			"moved",
			[]Invite{in("REQUEST", "a", 0, "2025-10-16 15:00"), in("REQUEST", "a", 1, "2025-10-16 16:00")},
			[]string{"a 1 10-16 16:00"},
		},
		{
			"an older message that comes later changes nothing",
			[]Invite{in("REQUEST", "a", 1, "2025-10-16 16:00"), in("REQUEST", "a", 0, "2025-10-16 15:00"), in("CANCEL", "a", 0, "2025-10-16 15:00")},
			[]string{"a 1 10-16 16:00"},
		},
		{
			"the same number again is the newer word",
			[]Invite{in("REQUEST", "a", 1, "2025-10-16 16:00"), in("REQUEST", "a", 1, "2025-10-16 17:00")},
			[]string{"a 1 10-16 17:00"},
		},
		{
			"canceled, and an old invitation does not bring it back",
			[]Invite{in("REQUEST", "a", 0, "2025-10-16 15:00"), in("CANCEL", "a", 1, "2025-10-16 15:00"), in("REQUEST", "a", 0, "2025-10-16 15:00")},
			nil,
		},
		{
			"planned again after a cancellation",
			[]Invite{in("CANCEL", "a", 1, "2025-10-16 15:00"), in("REQUEST", "a", 2, "2025-10-20 15:00")},
			[]string{"a 2 10-20 15:00"},
		},
		{"a method that no invitation has", []Invite{in("PUBLISH", "a", 0, "2025-10-16 15:00")}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, e := range entries(tt.got) {
				got = append(got, e.UID+" "+string(rune('0'+e.Sequence))+" "+e.Start.Format("01-02 15:04"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzReadInvite(f *testing.F) {
	f.Add([]byte(object("REQUEST", "UID:m1", "DTSTART:20251016T220000Z", "SUMMARY:Mee", " ting")))
	f.Add([]byte(object("CANCEL", `X;A="b:c":d`, "UID:m1", "SEQUENCE:99999999999999999999", "DTSTART;TZID=../../etc/passwd:20251016T220000")))
	f.Add([]byte("END:VCALENDAR\r\n \r\n\t:;\""))
	f.Fuzz(func(t *testing.T, object []byte) {
		in, err := readInvite(object)
		if err != nil {
			return
		}
		if in.UID == "" || in.Start.IsZero() || in.End.Before(in.Start) || in.Sequence < 0 {
			t.Errorf("readInvite took what no calendar could keep: %+v", in)
		}
	})
}
