package bot

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/fault"
	"parbot/internal/program"
)

func clovis(tb testing.TB) *program.Program {
	tb.Helper()
	all, err := program.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return all["clovis"]
}

// Standards (VOICE §2.1): anywhere as a word of its own; a list at the end is
// lifted from the text; a lone 3 is text.
func TestStandards(t *testing.T) {
	of := clovis(t).Standards
	for _, tt := range []struct{ typed, want, rest string }{
		{"co-planned unit 3, 2.6", "2.6", "co-planned unit 3"},
		{"co-planned unit 3", "", "co-planned unit 3"},
		{"co-planned 2.6", "2.6", "co-planned"},
		{"co-planned (2.6)", "2.6", "co-planned"},
		{"co-planned — 2.6, 2.7", "2.6 2.7", "co-planned"},
		{"co-planned 2.6 and 2.7.", "2.6 2.7", "co-planned"},
		{"co-planned, standards 2.6, 2.7", "2.6 2.7", "co-planned"},
		{"co-planned, standard 2", "S2", "co-planned"},
		{"co-planned S2", "S2", "co-planned"},
		{"co-planned s2, 2.6 & 1.1", "S2 2.6 1.1", "co-planned"},
		{"2.6", "2.6", ""},
		{"2.6, 2.6", "2.6", ""},
		// In the middle they are named, and stay.
		{"2.6 was hard today", "2.6", "2.6 was hard today"},
		{"standard 2 and pacing", "S2", "standard 2 and pacing"},
		{"used 2.6 in unit 3, 2.7", "2.6 2.7", "used 2.6 in unit 3"},
		// What only looks like one is text.
		{"read 3 books", "", "read 3 books"},
		{"we took 1.5 hours", "", "we took 1.5 hours"},
		{"up 2.6 percent", "", "up 2.6 percent"},
		{"a score of 2.9 so far", "", "a score of 2.9 so far"},
		{"version 2.6b", "", "version 2.6b"},
		{"12.6.1 of the plan", "", "12.6.1 of the plan"},
		{"the standard", "", "the standard"},
		{"", "", ""},
	} {
		numbers, rest, err := standards(tt.typed, of)
		if got := strings.Join(numbers, " "); got != tt.want || rest != tt.rest || err != nil {
			t.Errorf("%q: %q and %q, %v; want %q and %q", tt.typed, got, rest, err, tt.want, tt.rest)
		}
	}
}

func TestNoSuchStandard(t *testing.T) {
	of := clovis(t).Standards
	for typed, want := range map[string]string{
		"co-planned, 2.9":       "2.9 is not in this program; standard 2 ends at 2.7. Nothing was saved.",
		"co-planned, 2.6, 2.9":  "2.9 is not in this program; standard 2 ends at 2.7. Nothing was saved.",
		"co-planned, 9.1":       "9.1 is not in this program. Nothing was saved.",
		"co-planned S8":         "S8 is not in this program. Nothing was saved.",
		"co-planned standard 9": "S9 is not in this program. Nothing was saved.",
	} {
		_, _, err := standards(typed, of)
		if fault.KeyOf(err) != "err.standard" || fault.TextOf(err) != want {
			t.Errorf("%q: %q, want %q", typed, fault.TextOf(err), want)
		}
	}
	if numbers, rest, err := standards("pages, 2.9", nil); numbers != nil || rest != "pages, 2.9" || err != nil {
		t.Errorf("a program without standards: %v, %q, %v", numbers, rest, err)
	}
}

func TestSentence(t *testing.T) {
	for typed, want := range map[string]string{
		"co-planned unit 3": "Co-planned unit 3", "Co-planned": "Co-planned", "iPads in class": "iPads in class", "": "", "élan": "Élan", "3 books": "3 books",
	} {
		if got := sentence(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func FuzzStandards(f *testing.F) {
	of := clovis(f).Standards
	for _, seed := range []string{"co-planned unit 3, 2.6", "standard standard 2", "2.6 and and", "S2 2.9", "——2.6"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		numbers, rest, err := standards(typed, of)
		if !strings.HasPrefix(strings.TrimSpace(typed), strings.TrimSpace(rest)) {
			t.Fatalf("%q: %q is not how it begins", typed, rest)
		}
		if err != nil && (numbers != nil || rest != typed) {
			t.Fatalf("%q: %v with a mistake", typed, numbers)
		}
		for _, n := range numbers {
			if !knows(of, n) {
				t.Fatalf("%q: there is no %q", typed, n)
			}
		}
		if len(slices.Compact(slices.Sorted(slices.Values(numbers)))) != len(numbers) {
			t.Fatalf("%q: %v", typed, numbers)
		}
	})
}
