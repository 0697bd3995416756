package bot

import (
	"fmt"
	"regexp"
	"strings"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/program"
)

// minBeginning is how much of a meeting's name has to be typed.
const minBeginning = 3

// maxTitle is how many words a meeting's name has at most.
const maxTitle = 5

// typeable is a kind of meeting that a person may plan.
type typeable struct {
	*program.Meeting

	awaited bool   // a duty or a right waits for it
	called  string // its title, with who attends when another one has the same
}

// typeables are the kinds of meeting that the person may plan in a case.
func typeables(c casework.Mine) []typeable {
	var all []typeable
	titles := map[string]int{}
	for _, k := range meetings(c) {
		all = append(all, typeable{Meeting: k, awaited: scopeOf(c).Awaits(k), called: k.Title})
		titles[k.Title]++
	}
	for i, k := range all {
		if titles[k.Title] > 1 {
			all[i].called += " (" + whoAttends(c.Program, k.Meeting) + ")"
		}
	}
	return all
}

func whoAttends(p *program.Program, m *program.Meeting) string {
	var called []string
	for _, role := range m.Attendees {
		called = append(called, p.Called(role))
	}
	return strings.Join(called, ", ")
}

// meeting reads a kind of meeting from the beginning of a line (VOICE §2.1): its
// key, its title or a unique beginning, and with a kind that is held several
// times a number behind it. It returns how many words it takes, none when none
// stands there.
func meeting(l line, kinds []typeable) (kind *program.Meeting, nth, words int) {
	for n := min(len(l.words), maxTitle); n > 0; n-- {
		kind := kindOf(fold(l.before(n)), kinds)
		if kind == nil {
			continue
		}
		if kind.Times > 1 {
			if nth := ordinal(l, n); nth > 0 {
				return kind, nth, n + 1
			}
		}
		return kind, 0, n
	}
	return nil, 0, 0
}

// kindOf is the kind of a folded name: an exact one first, else the only one
// that begins with it, else the only one with that word, else the only one of
// these that is awaited: of all conferences, "conference" is the one that is due.
func kindOf(name string, kinds []typeable) *program.Meeting {
	for _, fits := range []func(called string, k typeable) bool{
		func(called string, _ typeable) bool { return fold(called) == name },
		func(called string, _ typeable) bool {
			return len(name) >= minBeginning && strings.HasPrefix(fold(called), name)
		},
		func(called string, _ typeable) bool { return len(name) >= minBeginning && anyWord(called, name) },
		func(called string, k typeable) bool {
			return len(name) >= minBeginning && k.awaited && anyWord(called, name)
		},
	} {
		var found []*program.Meeting
		for _, k := range kinds {
			if fits(k.Key, k) || fits(k.Title, k) || fits(k.Plain, k) {
				found = append(found, k.Meeting)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return nil
}

func anyWord(called, name string) bool {
	for _, w := range split(called).words {
		if fold(w.raw) == name {
			return true
		}
	}
	return false
}

var aNumber = regexp.MustCompile(`^[1-9]$`)

// ordinal is the number behind a meeting's name, or 0: a number that belongs to
// a date, a time or a length is none. "2 Mar 4 3pm" is the second on March 4,
// "2 Mar 3pm" is March 2.
func ordinal(l line, at int) int {
	if !aNumber.MatchString(l.wordAt(at)) {
		return 0
	}
	rest := l.from(at)
	_, clock, _ := timeOfDay(rest)
	_, long := length(rest)
	_, day, _ := date(rest, 1, coming)
	_, later, _ := date(rest.from(1), 1, coming)
	if clock > 0 || long > 0 || day > 0 && (later == 0 || startsTime(rest.from(day))) {
		return 0
	}
	return number(l.wordAt(at))
}

// startsTime reports whether a line goes on with a time.
func startsTime(l line) bool {
	_, n, _ := timeOfDay(l)
	return n > 0
}

func noKind(typed string) error {
	return fault.New(fault.Absent, "err.meeting", fmt.Sprintf(
		"There is no meeting %q for you to plan. Nothing was planned. Try its full name, or pick it in the form.", clip(typed, 60)))
}

func noNth(kind *program.Meeting, nth int) error {
	return fault.New(fault.Invalid, "err.meeting", fmt.Sprintf(
		"The %s is held %d times; there is no number %d. Nothing was planned.", kind.Title, kind.Times, nth))
}

var aVisit = regexp.MustCompile(`^v-?(\d{1,6})$`)

// visitNumber reads "V-12" from the beginning of a line, or 0.
func visitNumber(l line) int {
	part := aVisit.FindStringSubmatch(l.wordAt(0))
	if part == nil {
		return 0
	}
	return number(part[1])
}
