package bot

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parbot/internal/golden"
	"parbot/internal/message"
)

// The transcripts of testdata/talk: lines that begin with ">" are what happens,
// the rest is what is answered. They are compared with VOICE word by word.
//
//	> at 2025-10-08 10:00                 the clock is moved
//	> Carl: log @Maria 45m text           Carl types it after "/par"
//	> Carl presses Undo                   a button of Carl's last message with buttons
//	> Carl sends minutes=45; text=words   Carl's last form, with these answers changed
//	> Carl once more                      Carl's last request is delivered again
//	> plans again                         what comes with time is made
//	> case of sam.ortiz with carl.tran since 2025-09-15
func TestTalk(t *testing.T) {
	paths, err := filepath.Glob("testdata/talk/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			o := open(t, "2025-10-08 09:00")
			var got strings.Builder
			for line := range strings.Lines(string(want)) {
				line = strings.TrimSuffix(line, "\n")
				switch step, isStep := strings.CutPrefix(line, "> "); {
				case isStep:
					fmt.Fprintf(&got, "\n> %s\n%s", step, o.step(step))
				case strings.HasPrefix(line, "# "):
					fmt.Fprintf(&got, "\n%s\n", line)
				}
			}
			text := strings.TrimLeft(got.String(), "\n")
			golden.Check(t, path, text)
		})
	}
}

// step does what a line of a transcript says and returns the answer.
func (o *office) step(step string) string {
	o.Helper()
	name, rest, _ := strings.Cut(step, " ")
	switch {
	case name == "at":
		o.clock(rest)
		return ""
	case name == "plans":
		if _, err := o.desk.Replan(o.Context(), o.now); err != nil {
			o.Fatal(err)
		}
		return ""
	case name == "case":
		var teacher, consultant, day string
		if _, err := fmt.Sscanf(rest, "of %s with %s since %s", &teacher, &consultant, &day); err != nil {
			o.Fatal(err)
		}
		o.open(teacher, consultant, "", day)
		return ""
	case strings.HasSuffix(name, ":"):
		return written(o.says(strings.TrimSuffix(name, ":"), rest))
	case rest == "once more":
		return written(o.ask(name, o.last[name]))
	}
	what, rest, _ := strings.Cut(rest, " ")
	if what == "presses" {
		return written(o.presses(name, rest))
	}
	answers := map[string]string{}
	for pair := range strings.SplitSeq(rest, "; ") {
		if key, value, ok := strings.Cut(pair, "="); ok {
			answers[key] = value
		}
	}
	return written(o.sends(name, answers))
}

// written is an answer as a transcript shows it.
func written(r Reply) string {
	var b strings.Builder
	for _, l := range r.Message.Lines {
		quiet := ""
		if l.Quiet {
			quiet = "· "
		}
		fmt.Fprintf(&b, "%s%s%s\n", quiet, l.Text, brackets(l.Buttons))
	}
	if len(r.Message.Buttons) > 0 {
		fmt.Fprintf(&b, "%s\n", strings.TrimSpace(brackets(r.Message.Buttons)))
	}
	if r.Settles {
		b.WriteString("(in the place of what was pressed)\n")
	}
	if r.Form != nil {
		writeForm(&b, *r.Form)
	}
	for _, key := range sortedKeys(r.Errors) {
		fmt.Fprintf(&b, "at %s: %s\n", key, r.Errors[key])
	}
	var out strings.Builder
	for line := range strings.Lines(b.String()) {
		out.WriteString("    " + line)
	}
	return out.String()
}

func brackets(all []message.Button) string {
	var text strings.Builder
	for _, b := range all {
		main := ""
		if b.Main {
			main = "*"
		}
		fmt.Fprintf(&text, " [%s%s]", b.Text, main)
	}
	return text.String()
}

func writeForm(b *strings.Builder, f message.Form) {
	fmt.Fprintf(b, "FORM %s: %s\n", f.Key, f.Title)
	for _, text := range f.Lead {
		fmt.Fprintf(b, "%s\n", text)
	}
	for _, field := range f.Fields {
		optional := ""
		if field.Optional {
			optional = " (optional)"
		}
		fmt.Fprintf(b, "%s%s  %s%s\n", field.Label, optional, field.Kind, filledIn(field))
		if field.Hint != "" {
			fmt.Fprintf(b, "  %s\n", field.Hint)
		}
	}
	for _, note := range f.Notes {
		fmt.Fprintf(b, "· %s\n", note)
	}
	fmt.Fprintf(b, "[%s] [%s*]\n", f.Close, f.Submit)
}

// filledIn shows what a field holds, and its choices when they are few.
func filledIn(f message.Field) string {
	var values, options []string
	for _, v := range f.Value {
		i := slices.IndexFunc(f.Options, func(o message.Option) bool { return o.Value == v })
		if i >= 0 {
			v = f.Options[i].Text
		}
		values = append(values, strings.ReplaceAll(v, "\n", " / "))
	}
	for _, o := range f.Options {
		options = append(options, o.Text)
	}
	text := ""
	if len(values) > 0 {
		text = " ‹" + strings.Join(values, ", ") + "›"
	}
	switch {
	case len(options) > 10:
		text += fmt.Sprintf(" of %d", len(options))
	case len(options) > 0:
		text += " of " + strings.Join(options, " | ")
	}
	return text
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
