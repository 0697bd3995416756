package bot

import (
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"log  Maria\t45m\nco-planned", "log|maria|45m|co-planned"},
		{"\u00a0log\u202fMaria\u00a0", "log|maria"},
		{"“Maria” – 3–4", `"maria"|-|3-4`},
		{"log <@U1|maria ortiz> x", "log|<@u1|maria ortiz>|x"},
		{"<@U1|no end 45m", "<@u1|no|end|45m"},
		{"", ""},
		{" \n\ufeff", ""},
	} {
		l := split(tt.typed)
		var plain []string
		for _, w := range l.words {
			plain = append(plain, w.plain)
			if !strings.HasPrefix(l.text[w.at:], w.raw) {
				t.Errorf("%q: %q does not stand at %d", tt.typed, w.raw, w.at)
			}
		}
		if got := strings.Join(plain, "|"); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// Everything after "note:" is the author's own, in whatever case it is written.
func TestCutPrivate(t *testing.T) {
	for _, tt := range []struct{ typed, open, private string }{
		{"45m co-planned note: seemed tired", "45m co-planned", "seemed tired"},
		{"45m co-planned Note:seemed “tired” note: twice", "45m co-planned", "seemed “tired” note: twice"},
		{"45m took notes: many", "45m took notes: many", ""},
		{"45m a footnote: no", "45m a footnote: no", ""},
		{"note:", "", ""},
		{"note: x", "", "x"},
		{"", "", ""},
	} {
		open, private := cutPrivate(split(tt.typed))
		if open.text != tt.open || private != tt.private {
			t.Errorf("%q: %q and %q, want %q and %q", tt.typed, open.text, private, tt.open, tt.private)
		}
	}
}

func TestAsRead(t *testing.T) {
	for typed, want := range map[string]string{
		"log <@U1|maria.ortiz> 45m": "log @maria.ortiz 45m", "<@U1> and <@U2|>": "@U1 and @U2", "a < b @c": "a < b @c",
	} {
		if got := asRead(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, seed := range []string{"<@U1|x>", "<@<@<@", "note:note:", "“—”\u2060", "\xff\xfe", strings.Repeat("<@ ", 50)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l := split(typed)
		for i := range l.words {
			rest := l.from(i)
			if len(rest.words) != len(l.words)-i || rest.words[0].raw != l.words[i].raw || !strings.HasSuffix(typed, rest.text) {
				t.Fatalf("%q from %d: %q", typed, i, rest.text)
			}
			if !strings.HasPrefix(strings.TrimSpace(typed), l.before(i)) {
				t.Fatalf("%q before %d: %q", typed, i, l.before(i))
			}
		}
		open, private := cutPrivate(l)
		if len(open.text)+len(private) > len(typed) || !strings.Contains(typed, private) {
			t.Fatalf("%q: %q and %q", typed, open.text, private)
		}
		asRead(typed)
	})
}
