package bot

import (
	"fmt"
	"regexp"
	"strings"

	"parbot/internal/fault"
)

// clock is a time of day, and with a range how long it lasts.
type clock struct {
	hour, minute int
	minutes      int // of "3-3:45pm"; 0: not said
}

// maxClock is how many words a time has at most: "3 p.m. to 3:45 p.m.".
const maxClock = 5

// timeOfDay reads a time from the beginning of a line (VOICE §2.1) and returns
// how many words it takes, none when no time stands there. What looks like a
// time and is none is an error.
func timeOfDay(l line) (clock, int, error) {
	if l.is("at", "from") {
		if c, n, err := timeOfDay(l.from(1)); n > 0 && err == nil {
			return c, n + 1, nil
		}
		return clock{}, 0, nil
	}
	for n := min(len(l.words), maxClock); n > 0; n-- {
		text, ok := joinedClock(l.words[:n])
		if !ok {
			continue
		}
		part := clockTime.FindStringSubmatch(text)
		if part == nil {
			continue
		}
		from, to := halfOf(part[1:5]), halfOf(part[5:9])
		if !from.sure && !to.sure {
			continue // "3" and "3-4" are text
		}
		c, ok := between(from, to)
		if !ok {
			return clock{}, n, noTime(l.before(n))
		}
		return c, n, nil
	}
	return clock{}, 0, nil
}

func noTime(typed string) error {
	return fault.New(fault.Invalid, "err.time", fmt.Sprintf(
		"%q is not a time. Nothing was saved. Try `3pm`, `15:00` or `3-3:45pm`.", strings.TrimRight(clip(typed, 40), ",.;:")))
}

// clockTime matches a time or a range, joined: hour, minute, half, noon, twice.
var clockTime = regexp.MustCompile(`^(?:(\d{1,2})(?::(\d{2}))?(am|pm)?|(noon))(?:-(?:(\d{1,2})(?::(\d{2}))?(am|pm)?|(noon)))?$`)

// joinedClock joins words that can be one time: only before "am", "pm" or a
// dash, and after a dash.
func joinedClock(words []word) (string, bool) {
	text := ""
	for i, w := range words {
		next := strings.ReplaceAll(trimmed(w), ".", "")
		if next == "to" || next == "until" {
			next = "-"
		}
		if i > 0 && !strings.HasSuffix(text, "-") && !strings.HasPrefix(next, "-") && !strings.HasPrefix(next, "am") && !strings.HasPrefix(next, "pm") {
			return "", false
		}
		text += next
	}
	return text, true
}

// half is one side of a range, as it was written.
type half struct {
	hour, minute int
	said         bool   // there is one
	sure         bool   // it is a time also by itself
	ampm         string // "am", "pm", or "" when not said
	exact        bool   // of the 24-hour clock, or noon
}

func halfOf(part []string) half {
	if part[3] != "" {
		return half{hour: 12, said: true, sure: true, exact: true}
	}
	if part[0] == "" {
		return half{}
	}
	h := half{hour: number(part[0]), minute: number(part[1]), said: true, ampm: part[2], sure: part[1] != "" || part[2] != ""}
	h.exact = h.ampm == "" && (part[0][0] == '0' || h.hour > 12)
	return h
}

// at is the minute of the day, reading the hour in a half of the day; the empty
// one is the rule: 1:00 to 6:59 is afternoon.
func (h half) at(ampm string) (int, bool) {
	hour := h.hour
	switch {
	case h.minute > 59, h.exact && hour > 23, !h.exact && (hour < 1 || hour > 12), h.ampm != "" && hour == 0:
		return 0, false
	case h.exact:
	case ampm == "am", ampm == "pm":
		hour %= 12
		if ampm == "pm" {
			hour += 12
		}
	case hour < 7:
		hour += 12
	}
	return hour*60 + h.minute, true
}

const noonAt, dayLong = 12 * 60, 24 * 60

// between is the time from one half to another; without the other, the time alone.
func between(from, to half) (clock, bool) {
	begin, ok := from.at(from.ampm)
	if !to.said {
		return clock{hour: begin / 60, minute: begin % 60}, ok
	}
	end, fine := to.at(to.ampm)
	if !ok || !fine {
		return clock{}, false
	}
	if from.ampm == "" && !from.exact && to.ampm != "" {
		// "3-3:45pm" begins in the half in which it ends, "11-12:15pm" before.
		if begin, _ = from.at(to.ampm); begin >= end {
			begin, _ = from.at("am")
		}
	}
	if to.ampm == "" && !to.exact && end <= begin {
		end += noonAt
	}
	if end <= begin || end > dayLong {
		return clock{}, false
	}
	return clock{hour: begin / 60, minute: begin % 60, minutes: end - begin}, true
}

// The ways to write a length (VOICE §2.1).
var (
	onlyMinutes  = regexp.MustCompile(`^(\d{1,5}) ?(?:m|min|mins|minute|minutes)$`)
	onlyHours    = regexp.MustCompile(`^(\d{1,3})(?:\.(\d{1,2}))? ?(?:h|hr|hrs|hour|hours)$`)
	hoursMinutes = regexp.MustCompile(`^(\d{1,3}) ?(?:h|hr|hrs|hour|hours),? ?(?:and )?(\d{1,2}) ?(?:m|min|mins|minute|minutes)$`)
	hourDigits   = regexp.MustCompile(`^(\d{1,3})h(\d{2})$`)
)

// maxLength is how many words a length has at most: "1 hour and 30 minutes".
const maxLength = 5

// length reads a length from the beginning of a line, in minutes, and returns
// how many words it takes. A bare number is text.
func length(l line) (minutes, words int) {
	for n := min(len(l.words), maxLength); n > 0; n-- {
		var plain []string
		for _, w := range l.words[:n] {
			plain = append(plain, w.plain)
		}
		if minutes, ok := lengthOf(strings.TrimRight(strings.Join(plain, " "), ",.;:")); ok {
			return minutes, n
		}
	}
	return 0, 0
}

func lengthOf(text string) (minutes int, ok bool) {
	if p := onlyMinutes.FindStringSubmatch(text); p != nil {
		return number(p[1]), true
	}
	if p := onlyHours.FindStringSubmatch(text); p != nil {
		share := number((p[2] + "00")[:2]) * 60
		return number(p[1])*60 + (share+50)/100, true
	}
	for _, pattern := range []*regexp.Regexp{hoursMinutes, hourDigits} {
		if p := pattern.FindStringSubmatch(text); p != nil {
			return number(p[1])*60 + number(p[2]), true
		}
	}
	return 0, false
}
