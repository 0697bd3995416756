package message

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/schoolday"
)

var (
	anyText = rapid.String()
	anyDay  = rapid.Custom(func(t *rapid.T) schoolday.Day { return schoolday.Day(rapid.IntRange(700000, 800000).Draw(t, "day")) })
)

// What is cut is never longer than it may be, stays whole when it fits, and
// never breaks a letter.
func TestCutFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, n := anyText.Draw(t, "text"), rapid.IntRange(1, 80).Draw(t, "n")
		got := cut(text, n)
		if utf8.RuneCountInString(got) > n || utf8.RuneCountInString(text) <= n && got != text || utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Fatalf("cut(%q, %d) is %q", text, n, got)
		}
	})
}

// Changing the first letter changes nothing else.
func TestFirstLetterAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText.Draw(t, "text")
		if !utf8.ValidString(text) {
			return
		}
		for _, got := range []string{Upper(text), Lower(text)} {
			_, size := utf8.DecodeRuneInString(text)
			if !strings.HasSuffix(got, text[size:]) || !utf8.ValidString(got) {
				t.Fatalf("%q became %q", text, got)
			}
		}
		if Upper(Upper(text)) != Upper(text) {
			t.Fatalf("%q: a second time changes it", text)
		}
	})
}

// A sentence ends in one period.
func TestStopOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText.Draw(t, "text")
		if got := stop(text); !strings.HasSuffix(got, ".") || stop(got) != got || !strings.HasPrefix(got, text) {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// A length can be read back from its words.
func TestLengthSaysAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		minutes, sum := rapid.IntRange(1, 2000).Draw(t, "minutes"), 0
		words := strings.Fields(Length(minutes))
		for i := 0; i < len(words); i += 2 {
			n, err := strconv.Atoi(words[i])
			if err != nil || (n == 1) == strings.HasSuffix(words[i+1], "s") {
				t.Fatalf("%d: %q", minutes, words)
			}
			if strings.HasPrefix(words[i+1], "hour") {
				n *= 60
			}
			sum += n
		}
		if sum != minutes {
			t.Fatalf("%d minutes are said as %q", minutes, words)
		}
	})
}

// A number keeps its digits, in groups of three.
func TestThousandsKeepDigits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1<<40).Draw(t, "n")
		groups := strings.Split(thousands(n), ",")
		if strings.Join(groups, "") != strconv.Itoa(n) || slices.ContainsFunc(groups[1:], func(g string) bool { return len(g) != 3 }) {
			t.Fatalf("%d is written %q", n, thousands(n))
		}
	})
}

// A date says its weekday, and its year exactly when that is not this one.
func TestDaySaysEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, today := anyDay.Draw(t, "day"), anyDay.Draw(t, "today")
		year := strconv.Itoa(d.Year())
		for _, text := range []string{Day(d, today), ShortDay(d, today)} {
			if !strings.HasPrefix(text, d.Weekday().String()[:3]) || strings.HasSuffix(text, ", "+year) != (d.Year() != today.Year()) {
				t.Fatalf("%s on %s: %q", d, today, text)
			}
		}
		if text := ISODay(d, today); !strings.HasSuffix(text, " ("+d.String()+")") {
			t.Fatalf("%q", text)
		}
	})
}

// A stretch within a day says both of its ends and the half of each.
func TestHoursSayBothEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2025, 10, 8, 0, rapid.IntRange(0, 1380).Draw(t, "from"), 0, 0, time.UTC)
		to := from.Add(time.Duration(rapid.IntRange(1, 59).Draw(t, "minutes")) * time.Minute)
		text := Hours(from, to)
		start, end, ok := strings.Cut(text, " to ")
		if !ok || end != Hour(to) || !strings.HasPrefix(Hour(from), start) {
			t.Fatalf("%s to %s: %q", from, to, text)
		}
		if start != Hour(from) && half(from) != half(to) {
			t.Fatalf("the half of %s is lost in %q", from, text)
		}
	})
}

// Words are joined with nothing lost.
func TestAndKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.StringMatching(`[a-z]{1,8}`)).Draw(t, "words")
		text := And(words)
		for _, w := range words {
			if !strings.Contains(text, w) {
				t.Fatalf("%q lost %q", text, w)
			}
		}
		if strings.Count(text, ", ") != max(0, len(words)-2) {
			t.Fatalf("%q", text)
		}
	})
}

// What somebody typed stands in the answer as it was typed.
func TestTypedStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := anyText.Draw(t, "typed")
		for _, err := range []error{NoSuchCase(typed), NobodyOnRoster(typed)} {
			if !strings.Contains(fault.TextOf(err), `"`+typed+`"`) {
				t.Fatalf("%q became %q", typed, fault.TextOf(err))
			}
		}
	})
}

// A greeting uses the first name alone.
func TestFirstNameAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first, last := rapid.StringMatching(`[A-Z][a-z]{2,8}`).Draw(t, "first"), rapid.StringMatching(`[A-Z][a-z]{2,8}son`).Draw(t, "last")
		p := casefile.Person{Name: first + " " + last}
		for hour := range 24 {
			if text := greeting(hour, p.FirstName()); !strings.Contains(text, first) || strings.Contains(text, last) {
				t.Fatalf("%q greets %q", text, p.Name)
			}
		}
	})
}
