// Package invite writes the calendar object of an invitation (iTIP, RFC 5546):
// one attendee's own copy, neutral, with nobody else in it. And it reads
// the calendars that districts publish ([SchoolYear]). It is the one room that
// imports go-ical, and makes up for what that library leaves open: it folds
// lines, lets no name or place begin a line of its own, and keeps from its
// decoder what that cannot bear.
package invite

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"parbot/internal/casework"
)

// Organizer is who invites: parbot's own address, so that answers come back to
// it, and the sender's name, never a person's (VOICE §4, Calendar).
type Organizer struct{ Address, Name string }

// details stands in every entry in the place of what the meeting is about.
const details = "Who comes and what it is for: /par in Slack, after the permission is checked again."

// longest bounds a title, a place or a name, in characters.
const longest = 300

// Write returns an invitation as bytes of text/calendar: a REQUEST, or a CANCEL
// when it is called off. Times are in UTC, lines at most 75 octets long.
func Write(in casework.Invitation, by Organizer) ([]byte, error) {
	cal := ical.NewCalendar()
	cal.Props.SetText(ical.PropProductID, "-//parbot//EN")
	cal.Props.SetText(ical.PropVersion, "2.0")
	cal.Props.SetText(ical.PropMethod, Method(in))
	cal.Children = []*ical.Component{event(in, by).Component}
	var out bytes.Buffer
	if err := ical.NewEncoder(&out).Encode(cal); err != nil {
		return nil, fmt.Errorf("invitation: %w", err)
	}
	return fold(out.Bytes()), nil
}

// Method is the method of an invitation, which the part of the mail names too.
func Method(in casework.Invitation) string {
	if in.Cancel {
		return "CANCEL"
	}
	return "REQUEST"
}

func event(in casework.Invitation, by Organizer) *ical.Event {
	e := ical.NewEvent()
	status := "CONFIRMED"
	if in.Cancel {
		status = "CANCELLED"
	}
	for name, value := range map[string]string{
		ical.PropUID: in.UID, ical.PropSequence: strconv.Itoa(in.Sequence), ical.PropClass: "PRIVATE", ical.PropStatus: status,
		ical.PropTransparency: "OPAQUE",
	} {
		e.Props.Set(&ical.Prop{Name: name, Params: ical.Params{}, Value: plain(value)})
	}
	e.Props.SetText(ical.PropSummary, plain(in.Title))
	e.Props.SetText(ical.PropDescription, details)
	if place := plain(in.Place); place != "" {
		e.Props.SetText(ical.PropLocation, place)
	}
	e.Props.SetDateTime(ical.PropDateTimeStamp, in.Stamp.UTC())
	e.Props.SetDateTime(ical.PropDateTimeStart, in.Start.UTC())
	e.Props.SetDateTime(ical.PropDateTimeEnd, in.End.UTC())
	e.Props.Set(address(ical.PropOrganizer, by.Address, by.Name))
	e.Props.Set(attendee(in))
	return e
}

func attendee(in casework.Invitation) *ical.Prop {
	p := address(ical.PropAttendee, in.Attendee.Email, in.Attendee.Name)
	p.Params.Set("CUTYPE", "INDIVIDUAL")
	p.Params.Set("ROLE", "REQ-PARTICIPANT")
	p.Params.Set("PARTSTAT", "NEEDS-ACTION")
	if !in.Cancel {
		p.Params.Set("RSVP", "TRUE")
	}
	return p
}

// address is a person or a mailbox, with the name that calendars show. A
// parameter can hold no quotes, not even escaped (RFC 5545 §3.2).
func address(property, mailbox, name string) *ical.Prop {
	p := &ical.Prop{Name: property, Params: ical.Params{}, Value: "mailto:" + strings.Join(strings.Fields(plain(mailbox)), "")}
	if name = strings.TrimSpace(strings.ReplaceAll(plain(name), `"`, "'")); name != "" {
		p.Params.Set("CN", name)
	}
	return p
}

// plain makes a text one line without control characters, cut where it is
// absurdly long.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == utf8.RuneError, unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	runes := []rune(strings.TrimSpace(text))
	return string(runes[:min(len(runes), longest)])
}

// widest is how many octets a line may have (RFC 5545 §3.1).
const widest = 75

// fold breaks long lines between characters; what follows a break begins with a
// blank, which counts.
func fold(object []byte) []byte {
	var out bytes.Buffer
	for line := range bytes.SplitAfterSeq(object, []byte("\r\n")) {
		room := widest
		for rest := bytes.TrimSuffix(line, []byte("\r\n")); len(rest) > 0; room = widest - 1 {
			n := len(rest)
			if n > room {
				for n = room; !utf8.RuneStart(rest[n]); n-- {
				}
			}
			if room < widest {
				out.WriteByte(' ')
			}
			out.Write(rest[:n])
			out.WriteString("\r\n")
			rest = rest[n:]
		}
	}
	return out.Bytes()
}
