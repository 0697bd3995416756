package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parbot/bot"
	"parbot/internal/golden"
)

const readme = "../../README.md"

// The tables of the README are those of the program.
func TestReadme(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	got := filled(t, string(data), "commands", bot.Markdown())
	got = filled(t, got, "settings", settingsMarkdown())
	golden.Check(t, readme, got)
}

// filled puts a table between its two markers.
func filled(t *testing.T, text, name, table string) string {
	t.Helper()
	before, rest, begun := strings.Cut(text, "<!-- "+name+": ")
	head, rest, headed := strings.Cut(rest, "-->\n")
	_, after, ended := strings.Cut(rest, "<!-- end of "+name+" -->")
	if !begun || !headed || !ended {
		t.Fatalf("README.md lacks the markers of %s", name)
	}
	return before + "<!-- " + name + ": " + head + "-->\n" + table + "<!-- end of " + name + " -->" + after
}

func settingsMarkdown() string {
	var b strings.Builder
	b.WriteString("| setting | meaning | default |\n|---|---|---|\n")
	for _, s := range settings() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.name, s.help, s.preset)
	}
	return b.String()
}

// What the README shows and names is there.
func TestReadmeNames(t *testing.T) {
	data, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for _, needed := range []string{"make run", "make test", "parbot slack manifest", "DATABASE_URL", "SMTP_URL", "parbot people import"} {
		if !strings.Contains(text, needed) {
			t.Errorf("README.md does not show %q", needed)
		}
	}
	_, rest, found := strings.Cut(text, "](")
	picture, _, _ := strings.Cut(rest, ")")
	if _, err := os.Stat(filepath.Join("../..", picture)); !found || err != nil {
		t.Errorf("the picture of README.md: %v", err)
	}
}
