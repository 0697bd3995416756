package program

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parbot/internal/schoolday"
)

// ParseEvent reads an event as a file writes it: "report.discussed",
// "progress-triad.2", "enrolment.enrolled", bare "report", or a bare state
// ("answered"), which only the caller can tell from a bare name.
func ParseEvent(text string) (Event, error) {
	parts := strings.Split(text, ".")
	e := Event{Name: parts[0]}
	for _, part := range parts[1:] {
		n, err := strconv.Atoi(part)
		switch {
		case part == "":
			return Event{}, fmt.Errorf("%q is not an event", text)
		case err == nil && e.Nth == 0 && e.State == "" && n < 100 && plain(part):
			e.Nth = n
		case err != nil && e.State == "":
			e.State = part
		default:
			return Event{}, fmt.Errorf("%q is not an event", text)
		}
	}
	if e.Name == "" || strings.ContainsAny(text, " \t\n") {
		return Event{}, fmt.Errorf("%q is not an event", text)
	}
	return e, nil
}

// plain reports whether a number above 0 is written with digits alone.
func plain(number string) bool {
	n, err := strconv.Atoi(number)
	return err == nil && n > 0 && number == strconv.Itoa(n)
}

var units = map[string]schoolday.Unit{
	"minute": schoolday.Minutes, "hour": schoolday.Hours, "day": schoolday.Days, "working day": schoolday.WorkingDays,
	"week": schoolday.Weeks, "month": schoolday.Months, "year": schoolday.Years,
}

// ParseSpan reads a length of time: "10 days", "5 working days", or a bare unit
// for one of it ("week").
func ParseSpan(text string) (schoolday.Span, error) {
	if unit, ok := units[text]; ok {
		return schoolday.Span{N: 1, Unit: unit}, nil
	}
	number, unit, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(number)
	u, ok := units[strings.TrimSuffix(unit, "s")]
	if err != nil || !ok || !plain(number) || n > 3660 {
		return schoolday.Span{}, fmt.Errorf("%q is not a length of time such as 10 days or 5 working days", text)
	}
	return schoolday.Span{N: n, Unit: u}, nil
}

// ParseDue reads the phrase after due: a length of time, "7 days before EVENT",
// "20 working days after EVENT", "by EVENT or EVENT", "end of week".
func ParseDue(text string) (*Due, error) {
	if text == "end of week" {
		return &Due{EndOfWeek: true}, nil
	}
	if rest, ok := strings.CutPrefix(text, "by "); ok {
		events, err := parseEvents(rest)
		return &Due{By: events}, err
	}
	for _, word := range []string{" before ", " after "} {
		span, rest, ok := strings.Cut(text, word)
		if !ok {
			continue
		}
		s, err := ParseSpan(span)
		if err != nil {
			return nil, err
		}
		events, err := parseEvents(rest)
		if word == " before " {
			return &Due{Span: s, Before: events}, err
		}
		return &Due{Span: s, After: events}, err
	}
	s, err := ParseSpan(text)
	return &Due{Span: s}, err
}

func parseEvents(text string) ([]Event, error) {
	var events []Event
	for one := range strings.SplitSeq(text, " or ") {
		e, err := ParseEvent(strings.TrimSpace(one))
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

var weekdays = map[string]time.Weekday{
	"Mon": time.Monday, "Tue": time.Tuesday, "Wed": time.Wednesday, "Thu": time.Thursday, "Fri": time.Friday,
}

// ParseStep reads a reminder: "-3", "0", "1", "start", "start+3",
// "start+15min", "Thu", "Fri 12:00", "then 2", "monthly", "weekly", "-1 month".
func ParseStep(text string) (Step, error) {
	s := Step{Key: text}
	bad := fmt.Errorf("%q is not a reminder such as -3, start+1, Thu or then 2", text)
	word, rest, more := strings.Cut(text, " ")
	if day, ok := weekdays[word]; ok {
		s.From, s.Weekday, s.Hour = "weekday", day, 8
		if !more {
			return s, nil
		}
		at, err := time.Parse("15:04", rest)
		if err != nil {
			return s, bad
		}
		s.Hour, s.Minute = at.Hour(), at.Minute()
		return s, nil
	}
	var err error
	switch {
	case text == "start", text == "monthly", text == "weekly":
		s.From = text
	case strings.HasPrefix(text, "start+") && strings.HasSuffix(text, "min"):
		s.From = "start"
		s.Minutes, err = strconv.Atoi(text[len("start+") : len(text)-len("min")])
	case strings.HasPrefix(text, "start+"):
		s.From = "start"
		s.Days, err = strconv.Atoi(text[len("start+"):])
	case word == "then":
		s.From = "then"
		s.Days, err = strconv.Atoi(rest)
	case more && strings.HasPrefix(word, "-"):
		s.From = "due"
		s.Span, err = ParseSpan(text[1:])
		s.Span.N = -s.Span.N
		if s.Span.Unit == schoolday.Minutes || s.Span.Unit == schoolday.Hours {
			return s, bad
		}
	default:
		s.From = "due"
		s.Days, err = strconv.Atoi(text)
	}
	if err != nil || outside(s.Days, -400, 400) || outside(s.Minutes, 0, 24*60) || s.From != "due" && s.Days < 0 || s.From == "then" && s.Days == 0 {
		return s, bad
	}
	return s, nil
}

func outside(n, least, most int) bool { return n < least || n > most }

// ParseGrant reads a cell: "read", "dates from draft", "presented",
// "read from hearing.packet until finding", "never".
func ParseGrant(text string) (Grant, error) {
	g := Grant{Level: Read}
	bad := fmt.Errorf("%q is not a cell such as read, dates from draft, or presented", text)
	words := strings.Fields(text)
	said := map[string]bool{}
	for i := 0; i < len(words); i++ {
		word := words[i]
		level, isLevel := levels[word]
		switch condition := g.condition(word); {
		case said[word], isLevel && said["level"]:
			return g, bad
		case isLevel:
			g.Level, said["level"] = level, true
		case condition != nil:
			*condition = true
		case word == "from" || word == "until":
			if i++; i == len(words) {
				return g, bad
			}
			e, err := ParseEvent(words[i])
			if err != nil {
				return g, err
			}
			if word == "from" {
				g.From = e
			} else {
				g.Until = e
			}
		default:
			return g, bad
		}
		said[word] = true
	}
	if len(words) == 0 || g.Level == Never && len(words) > 1 {
		return g, bad
	}
	return g, nil
}

var levels = map[string]Level{"read": Read, "dates": Dates, "counts": Counts, "never": Never}

// condition is the part of a grant that a word of its own stands for, or nil.
func (g *Grant) condition(word string) *bool {
	switch word {
	case "own":
		return &g.Own
	case "shared":
		return &g.Shared
	case "presented":
		return &g.Presented
	case "granted":
		return &g.Granted
	}
	return nil
}

// ParseWindow reads "40-60 %", "first 30 days" or "last 30 days" of the round,
// or "45-90 working days" from the start of the deadline.
func ParseWindow(text string) (Window, error) {
	bad := fmt.Errorf("%q is not a window such as 40-60 %%, first 30 days or last 30 days", text)
	if stretch, ok := strings.CutSuffix(text, " %"); ok {
		a, b, ok := stretchOf(stretch)
		if !ok || b > 100 {
			return Window{}, bad
		}
		return Window{FromPercent: a, ToPercent: b}, nil
	}
	if r, err := ParseRange(text); err == nil {
		return Window{Stretch: r}, nil
	}
	end, length, _ := strings.Cut(text, " ")
	span, err := ParseSpan(length)
	switch {
	case err != nil || span.Unit != schoolday.Days || length == "day":
	case end == "first":
		return Window{FirstDays: span.N}, nil
	case end == "last":
		return Window{LastDays: span.N}, nil
	}
	return Window{}, bad
}

// ParseRange reads a stretch of lengths: "6-12 months", "45-90 working days".
func ParseRange(text string) (Range, error) {
	bad := fmt.Errorf("%q is not a stretch such as 6-12 months", text)
	numbers, unit, _ := strings.Cut(text, " ")
	from, to, _ := strings.Cut(numbers, "-")
	if _, _, ok := stretchOf(numbers); !ok || from == "0" {
		return Range{}, bad
	}
	least, err := ParseSpan(from + " " + unit)
	most, err2 := ParseSpan(to + " " + unit)
	if err != nil || err2 != nil || least.Unit == schoolday.Minutes || least.Unit == schoolday.Hours {
		return Range{}, bad
	}
	return Range{Least: least, Most: most}, nil
}

// stretchOf reads "40-60": from a number to a larger one.
func stretchOf(text string) (from, to int, ok bool) {
	a, b, _ := strings.Cut(text, "-")
	from, _ = strconv.Atoi(a)
	to, _ = strconv.Atoi(b)
	return from, to, (a == "0" || plain(a)) && plain(b) && from < to
}

// ParseType reads the type of a field: "text", "optional standards",
// "call | mail | visit" (choice), "any of Focus | Norms" (any).
func ParseType(text string) (kind string, options []string, optional bool, err error) {
	kind, optional = strings.CutPrefix(text, "optional ")
	several, anyOf := strings.CutPrefix(kind, "any of ")
	switch {
	case anyOf:
		kind, options = "any", choices(several)
	case strings.Contains(kind, " | "):
		kind, options = "choice", choices(kind)
	case !slices.Contains(types, kind):
		return "text", nil, optional, fmt.Errorf("%q is not a type of field%s", kind, didYouMean(kind, types))
	}
	for i, option := range options {
		if option == "" || slices.Contains(options[:i], option) {
			return kind, nil, optional, fmt.Errorf("%q has a choice that is empty, or there twice", text)
		}
	}
	return kind, options, optional, nil
}

func choices(text string) []string {
	all := strings.Split(text, "|")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
