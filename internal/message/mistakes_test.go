package message_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"parbot/internal/fault"
	"parbot/internal/golden"
	"parbot/internal/message"
)

// Every answer to a mistake that is said here, as VOICE §2.4 writes it. The
// conversation adds the typed text and the button that mends it.
func TestMistakes(t *testing.T) {
	today := day("2025-10-08")
	var b strings.Builder
	for _, err := range []error{
		message.NoSuchCase("Jon Bell"),
		message.NobodyOnRoster(`Jon "JB" Béll`),
		message.StillToCome(day("2025-10-09"), today),
		message.Past(day("2025-10-07"), today),
		message.TooLong("log", 3412, 3000),
		message.TooLong("place", 999, 80),
		message.TooLong("report", 1234567, 40000),
		message.TooLongMeeting("log", 9*60),
		message.NoSuchStandard("2.9", "; standard 2 ends at 2.7"),
		message.NoSuchStandard("9.1", ""),
		message.ClosedCase(day("2026-06-12"), day("2026-07-01"), "Director of Induction"),
		message.TooLateToUndo(),
		message.NothingToUndo(),
		message.Gone(),
		message.Settled(day("2025-10-06"), today),
		message.NoMeeting("Initial Triad"),
		message.NotYetHeld("Initial Triad", day("2025-10-16"), today),
		message.NoDraft("written report"),
		message.NoPrivatePart(),
		message.NothingToSign(),
		message.NothingToAnswer(),
		message.NoVisit(12),
		message.NoPlan("visits"),
		message.Unmet([]string{"Only permanent teachers can be referred.", "Focus: 5 is not among those chosen before; choose from 2, 4."}),
		message.InAnother(),
		message.NotYetBegun(day("2025-10-09"), today),
		message.NotPaused(),
		message.SameSchool(),
		message.DiscussedFirst("Written report"),
		message.NothingToAttachTo("Teacher's written response"),
	} {
		if fault.KindOf(err) == fault.Internal || fault.TextOf(err) == "" {
			t.Errorf("%v says nothing to a person", err)
		}
		b.WriteString("== " + fault.KeyOf(err) + ", " + string(fault.KindOf(err)) + "\n" + fault.TextOf(err) + "\n\n")
	}
	golden.Check(t, "testdata/mistakes.golden", b.String())
}

// Unknown, not yours and not allowed are one answer, word for word (VOICE §2.4).
func TestAbsentIsAbsent(t *testing.T) {
	if message.Stale().Lines[0].Text != fault.TextOf(message.Gone()) || message.Stale().Key != fault.KeyOf(message.Gone()) {
		t.Error("what has ended and what cannot be found are told apart")
	}
}

// Every key that the code can say stands in a golden, so that no message is
// said that nobody has read.
func TestEveryKeyHasAGolden(t *testing.T) {
	var goldens strings.Builder
	for _, file := range glob(t, "testdata/*.golden") {
		goldens.WriteString(read(t, file))
	}
	key := regexp.MustCompile(`(?:Message\{Key:|fault\.New\(fault\.\w+,) "([a-z.-]+)"`)
	found := 0
	for _, file := range glob(t, "*.go") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, m := range key.FindAllStringSubmatch(read(t, file), -1) {
			if found++; strings.HasSuffix(m[1], ".") {
				continue // "push." and "answer.", whose rest is put together
			}
			if !strings.Contains(goldens.String(), "== "+m[1]+":") && !strings.Contains(goldens.String(), "== "+m[1]+",") {
				t.Errorf("%s: %q stands in no golden", file, m[1])
			}
		}
	}
	if found < 40 {
		t.Errorf("%d keys found: the search is broken", found)
	}
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
