package play

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// What a person types, as an app with should_escape gets it.
func TestEscape(t *testing.T) {
	const maria, sam = "<@U0MARIA002|maria.ortiz>", "<@U0SAM00003|sam.ortiz>"
	tests := []struct{ typed, want string }{
		{"", ""},
		{"due", "due"},
		{"log @Maria 45m", "log " + maria + " 45m"},
		{"log @maria ortiz 45m", "log " + maria + " 45m"},
		{"log @MARIA.ORTIZ, 45m", "log " + maria + ", 45m"},
		{"@Maria", maria},
		{"(@Maria)", "(" + maria + ")"},
		{"@Sam and @Maria", sam + " and " + maria},
		{"@Mariano", "@Mariano"},
		{"@Ortiz", "@Ortiz"},
		{"@", "@"},
		{"@@Maria", "@" + maria},
		{"write to maria.ortiz@demo.example", "write to maria.ortiz@demo.example"},
		{"x@Maria", "x@Maria"},
		{"5 < 6 & 7 > 6", "5 &lt; 6 &amp; 7 &gt; 6"},
		{"<@U0MARIA002>", "&lt;@U0MARIA002&gt;"},
		{"<!channel>", "&lt;!channel&gt;"},
		{"@Mariä", "@Mariä"},
		{"ünïcode @Maria", "ünïcode " + maria},
	}
	for _, tt := range tests {
		if got := escape(tt.typed, People()); got != tt.want {
			t.Errorf("escape(%q) = %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// A first name that two people share names neither.
func TestEscapeAmbiguous(t *testing.T) {
	people := append(People(), Person{Slack: "U0MARIA009", Name: "Maria Lund", Email: "maria.lund@demo.example"})
	for typed, want := range map[string]string{
		"@Maria":       "@Maria",
		"@Maria Ortiz": "<@U0MARIA002|maria.ortiz>",
		"@maria.lund":  "<@U0MARIA009|maria.lund>",
	} {
		if got := escape(typed, people); got != want {
			t.Errorf("escape(%q) = %q, want %q", typed, got, want)
		}
	}
}

// What nobody is named in comes back as it was typed, whatever it is.
func TestEscapeComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`[a-z<>&;| @#!]{0,30}`).Draw(t, "typed")
		escaped := escape(typed, People())
		if strings.ContainsAny(escaped, "<>") {
			t.Fatalf("escape(%q) = %q holds markup", typed, escaped)
		}
		if got := plainOf(escaped); got != typed {
			t.Fatalf("%q came back as %q", typed, got)
		}
	})
}

func TestMoments(t *testing.T) {
	tests := []struct{ at, moment, short string }{
		{"2025-10-08T16:00:00Z", "Wednesday, October 8, 2025, 9:00 a.m.", "Wed, Oct 8, 9:00 a.m."},
		{"2025-10-08T19:00:00Z", "Wednesday, October 8, 2025, 12:00 p.m.", "Wed, Oct 8, 12:00 p.m."},
		{"2025-10-09T06:59:00Z", "Wednesday, October 8, 2025, 11:59 p.m.", "Wed, Oct 8, 11:59 p.m."},
		{"2025-11-03T08:05:00Z", "Monday, November 3, 2025, 12:05 a.m.", "Mon, Nov 3, 12:05 a.m."}, // standard time again
	}
	for _, tt := range tests {
		at, err := time.Parse(time.RFC3339, tt.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := moment(at); got != tt.moment {
			t.Errorf("moment(%s) = %q, want %q", tt.at, got, tt.moment)
		}
		if got := short(at); got != tt.short {
			t.Errorf("short(%s) = %q, want %q", tt.at, got, tt.short)
		}
	}
}

// The people and the case of the demo belong together.
func TestDemo(t *testing.T) {
	c, seen := DemoCase(), map[string]string{}
	for _, p := range People() {
		for _, id := range []string{p.Slack, p.Email, p.Name, p.First()} {
			if seen[id] != "" {
				t.Errorf("%s names both %s and %s", id, seen[id], p.Name)
			}
			seen[id] = p.Name
		}
		seen[p.Email] = p.Roles
	}
	if seen[c.Teacher] != "teacher" || seen[c.Consultant] != "consultant" || seen[c.Administrator] != "administrator" {
		t.Errorf("the case names %+v", c)
	}
	if got := moment(Start()); got != "Wednesday, October 8, 2025, 9:00 a.m." {
		t.Errorf("the demo starts %s", got)
	}
	for _, command := range Commands() {
		if command.Text == "" || command.Help == "" || strings.HasPrefix(command.Text, "/") {
			t.Errorf("a suggestion is %+v", command)
		}
	}
	if zoneOf("Nowhere/At_All") != time.UTC {
		t.Error("an unknown zone is not UTC")
	}
}
