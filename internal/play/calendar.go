package play

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Invite is what a calendar object says about one entry (iTIP, RFC 5546).
type Invite struct {
	Method   string    `json:"method"` // "REQUEST" or "CANCEL"
	UID      string    `json:"uid"`
	Sequence int       `json:"sequence"`
	Start    time.Time `json:"start"`
	End      time.Time `json:"end"`
	Summary  string    `json:"summary"`
	Place    string    `json:"place,omitempty"`
}

// What a calendar object may hold; a calendar program gives up before that.
const (
	maxObject      = 256 << 10 // bytes
	maxObjectLines = 2000
	maxSequence    = 1 << 30
)

var errCalendar = errors.New("this is no calendar object")

// property is one line of a calendar object, its folds undone.
type property struct {
	name, value string
	zone        string // the parameter TZID
}

// readInvite reads the first event of a calendar object. One without a UID or a
// start is an error: no calendar could keep it.
func readInvite(object []byte) (Invite, error) {
	if len(object) > maxObject {
		return Invite{}, errCalendar
	}
	lines := unfold(string(object))
	if len(lines) > maxObjectLines {
		return Invite{}, errCalendar
	}
	var in Invite
	var inside []string // of which components, the innermost last
	for _, line := range lines {
		p := readProperty(line)
		switch {
		case p.name == "BEGIN":
			inside = append(inside, strings.ToUpper(p.value))
		case p.name == "END":
			last := len(inside) - 1
			switch {
			case last < 0 || inside[last] != strings.ToUpper(p.value):
				return Invite{}, errCalendar
			case inside[last] == "VEVENT":
				return in.checked()
			}
			inside = inside[:last]
		case slices.Equal(inside, []string{"VCALENDAR"}) && p.name == "METHOD":
			in.Method = strings.ToUpper(p.value)
		case slices.Equal(inside, []string{"VCALENDAR", "VEVENT"}):
			in.take(p)
		}
	}
	return Invite{}, errCalendar
}

func (in Invite) checked() (Invite, error) {
	if in.UID == "" || in.Start.IsZero() || in.Method == "" {
		return Invite{}, errCalendar
	}
	if in.End.Before(in.Start) {
		in.End = in.Start
	}
	return in, nil
}

// take keeps what a property of the event says, as far as it is asked here.
func (in *Invite) take(p property) {
	switch p.name {
	case "UID":
		in.UID = p.value
	case "SEQUENCE":
		if n, err := strconv.Atoi(p.value); err == nil && n >= 0 && n <= maxSequence {
			in.Sequence = n
		}
	case "DTSTART":
		in.Start = readMoment(p)
	case "DTEND":
		in.End = readMoment(p)
	case "SUMMARY":
		in.Summary = readText(p.value)
	case "LOCATION":
		in.Place = readText(p.value)
	}
}

// unfold joins lines that were folded (RFC 5545 §3.1). Bare line feeds end a
// line too, as calendars allow.
func unfold(object string) []string {
	var lines []string
	var long strings.Builder
	end := func() {
		if long.Len() > 0 {
			lines = append(lines, long.String())
		}
		long.Reset()
	}
	for line := range strings.SplitSeq(object, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if rest := strings.TrimLeft(line, " \t"); line != rest && line != "" {
			long.WriteString(line[1:])
			continue
		}
		end()
		long.WriteString(line)
	}
	end()
	return lines
}

// readProperty parts "DTSTART;TZID=America/Los_Angeles:20251016T150000". A colon
// or semicolon between quotes belongs to a parameter.
func readProperty(line string) property {
	var p property
	quoted, from := false, 0
	for i := range len(line) {
		switch c := line[i]; {
		case c == '"':
			quoted = !quoted
		case quoted || c != ';' && c != ':':
		default:
			if part := line[from:i]; from == 0 {
				p.name = strings.ToUpper(part)
			} else if name, value, _ := strings.Cut(part, "="); strings.EqualFold(name, "TZID") {
				p.zone = strings.Trim(value, `"`)
			}
			if from = i + 1; c == ':' {
				p.value = line[from:]
				return p
			}
		}
	}
	return property{}
}

// readMoment reads a time in UTC, in a named zone or floating (then UTC), or a
// whole day. What is none of these is the zero time.
func readMoment(p property) time.Time {
	zone := time.UTC
	if p.zone != "" {
		zone = zoneOf(p.zone)
	}
	for _, layout := range []string{"20060102T150405Z", "20060102T150405", "20060102"} {
		if strings.HasSuffix(layout, "Z") {
			if at, err := time.Parse(layout, p.value); err == nil {
				return at
			}
			continue
		}
		if at, err := time.ParseInLocation(layout, p.value, zone); err == nil {
			return at
		}
	}
	return time.Time{}
}

var untext = strings.NewReplacer(`\\`, `\`, `\,`, ",", `\;`, ";", `\n`, "\n", `\N`, "\n")

// readText undoes the escapes of a TEXT value (RFC 5545 §3.3.11).
func readText(value string) string { return untext.Replace(value) }

// entries are what stands in the calendar of somebody who got these invitations
// in this order: a request adds an entry or takes its place unless it is older,
// and a cancellation takes it away for good.
func entries(invites []Invite) []Invite {
	last := map[string]Invite{}
	for _, in := range invites {
		if old, ok := last[in.UID]; ok && in.Sequence < old.Sequence {
			continue
		}
		if in.Method == "REQUEST" || in.Method == "CANCEL" {
			last[in.UID] = in
		}
	}
	all := []Invite{}
	for _, in := range last {
		if in.Method == "REQUEST" {
			all = append(all, in)
		}
	}
	slices.SortFunc(all, func(a, b Invite) int {
		if order := a.Start.Compare(b.Start); order != 0 {
			return order
		}
		return strings.Compare(a.UID, b.UID)
	})
	return all
}
