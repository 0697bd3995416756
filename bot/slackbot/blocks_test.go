package slackbot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parbot/internal/golden"
	"parbot/internal/message"
)

// goldenJSON compares JSON with testdata/name.golden.
func goldenJSON(t *testing.T, name string, got []byte) {
	t.Helper()
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, bytes.TrimSpace(got), "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	path := filepath.Join("testdata", name+".golden")
	golden.Check(t, path, pretty.String())
}

// asJSON marshals as the code does, but shows "<" as it is.
func asJSON(t interface{ Fatal(...any) }, v any) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSurfaces(t *testing.T) {
	for name, m := range surfaces() {
		t.Run(name, func(t *testing.T) {
			raw := asJSON(t, ephemeral(m))
			goldenJSON(t, name, raw)
			for _, fault := range CheckMessage(raw) {
				t.Error(fault)
			}
		})
	}
}

func TestForms(t *testing.T) {
	for name, f := range forms() {
		t.Run(name, func(t *testing.T) {
			view, err := modal(f)
			if err != nil {
				t.Fatal(err)
			}
			raw := asJSON(t, view)
			goldenJSON(t, name, raw)
			for _, fault := range CheckView(raw) {
				t.Error(fault)
			}
		})
	}
}

// VOICE §3: the first section and the start of the text are one sentence, the
// one a locked phone shows.
func TestLockScreenLine(t *testing.T) {
	for name, m := range surfaces() {
		first := at(decoded(t, asJSON(t, ephemeral(m)))["blocks"], 0, "text", "text")
		if !strings.HasPrefix(m.Text(), first.(string)) {
			t.Errorf("%s: first section %q, text %q", name, first, m.Text())
		}
	}
}

func TestPressedActionComesBack(t *testing.T) {
	for _, action := range []string{"undo", "log.7", "a.b", "x."} {
		var s surface
		for range 12 {
			if got := actionOf(s.button(message.Button{Text: "Go", Action: action}).ActionID); got != action {
				t.Errorf("%q comes back as %q", action, got)
			}
		}
	}
	if got := actionOf("undo"); got != "undo" {
		t.Errorf("an action without a number: %q", got)
	}
}

// A button whose value would be cut would do another thing: it is left out.
func TestButtonThatSlackWouldRefuse(t *testing.T) {
	for _, c := range []struct {
		name   string
		button message.Button
		shown  bool
	}{
		{"longest value", message.Button{Text: "Try again", Action: "retry", Value: strings.Repeat("é", maxValue)}, true},
		{"value too long", message.Button{Text: "Try again", Action: "retry", Value: strings.Repeat("é", maxValue+1)}, false},
		{"no words", message.Button{Text: " ", Action: "retry"}, false},
		{"no action", message.Button{Text: "Try again"}, false},
		{"action too long", message.Button{Text: "Try again", Action: strings.Repeat("a", maxActionID)}, false},
	} {
		m := message.Message{Lines: []message.Line{{Text: "Nothing was stored."}}, Buttons: []message.Button{c.button}}
		if shown := len(blocks(m, maxBlocks)) == 2; shown != c.shown {
			t.Errorf("%s: shown %v, want %v", c.name, shown, c.shown)
		}
	}
}

// A text beyond one section goes on in the next: nothing of it is lost.
func TestLongTextGoesOn(t *testing.T) {
	typed := strings.TrimSpace(strings.Repeat("Übung macht den Meister. ", 400))
	m := words("The text has 9,999 characters; a log holds 3,000. Nothing was saved.", typed)
	body := decoded(t, asJSON(t, ephemeral(m)))
	var shown []string
	for _, b := range body["blocks"].([]any)[1:] {
		shown = append(shown, at(b, "text", "text").(string))
	}
	if got := strings.Join(shown, " "); got != typed {
		t.Errorf("%d of %d characters are shown", len(got), len(typed))
	}
}

// More than 50 paragraphs are joined, the first one left alone; the buttons stay.
func TestLongMessageIsJoinedThenCut(t *testing.T) {
	many := func(n, length int) message.Message {
		m := words("2 things, next first.")
		for i := range n {
			m.Lines = append(m.Lines, message.Line{Text: fmt.Sprintf("%d%s", i, strings.Repeat("x", length))})
		}
		m.Buttons = []message.Button{{Text: "All of it", Action: "due", Main: true}}
		return m
	}
	joined := asJSON(t, ephemeral(many(120, 10)))
	all := decoded(t, joined)["blocks"].([]any)
	if len(all) != 3 || at(all, 0, "text", "text") != "2 things, next first." || at(all, 2, "type") != "actions" ||
		strings.Count(at(all, 1, "text", "text").(string), "\n") != 119 {
		t.Errorf("joined: %s", joined)
	}
	cutOff := asJSON(t, ephemeral(many(120, 2900)))
	all = decoded(t, cutOff)["blocks"].([]any)
	if len(all) != 50 || at(all, 48, "elements", 0, "text") != "…" || at(all, 49, "type") != "actions" {
		t.Errorf("cut: %d blocks, the last but one %v", len(all), at(all, 48))
	}
	for _, raw := range [][]byte{joined, cutOff} {
		for _, fault := range CheckMessage(raw) {
			t.Error(fault)
		}
	}
}

// anyText draws texts that try the limits: blanks, markup, long ones, other scripts.
func anyText() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{
			"", " ", "\n", "<!channel>", "*bold*", ":wave:", "Zoë", "👩‍🏫", "\x00", "\xff", "&amp;", strings.Repeat("long ", 700),
		}))
		return strings.Join(rapid.SliceOfN(piece, 0, 4).Draw(t, "pieces"), "")
	})
}

func anyButtons() *rapid.Generator[[]message.Button] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) message.Button {
		return message.Button{
			Text: anyText().Draw(t, "text"), Action: rapid.SampledFrom([]string{"undo", "log", "", "a.b"}).Draw(t, "action"),
			Value: anyText().Draw(t, "value"), Main: rapid.Bool().Draw(t, "main"), Label: anyText().Draw(t, "label"),
		}
	}), 0, 30)
}

// Whatever is to be said, Slack takes it.
func TestAnyMessageKeepsTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := message.Message{
			Lines: append([]message.Line{{Text: "First."}}, rapid.SliceOfN(rapid.Custom(func(t *rapid.T) message.Line {
				return message.Line{
					Text: anyText().Draw(t, "line"), Quiet: rapid.Bool().Draw(t, "quiet"),
					Buttons: rapid.OneOf(rapid.Just([]message.Button(nil)), anyButtons()).Draw(t, "beside"),
				}
			}), 0, 60).Draw(t, "lines")...),
			Buttons: anyButtons().Draw(t, "buttons"),
		}
		if faults := CheckMessage(asJSON(t, ephemeral(m))); len(faults) > 0 {
			t.Fatal(faults)
		}
		if faults := CheckView(asJSON(t, done(anyText().Draw(t, "title"), m))); len(faults) > 0 {
			t.Fatal(faults)
		}
	})
}

func TestAnyFormKeepsTheLimits(t *testing.T) {
	kinds := []message.FieldKind{
		message.Short, message.Long, message.Date, message.Clock, message.Number, message.Choice, message.Several, message.Radio, "",
	}
	option := rapid.Custom(func(t *rapid.T) message.Option {
		return message.Option{Value: anyText().Draw(t, "value"), Text: anyText().Draw(t, "text")}
	})
	rapid.Check(t, func(t *rapid.T) {
		f := message.Form{
			Key: "log", Title: anyText().Draw(t, "title"), Submit: anyText().Draw(t, "submit"), Close: anyText().Draw(t, "close"),
			Lead: []string{"First."}, Notes: rapid.SliceOfN(anyText(), 0, 3).Draw(t, "notes"),
		}
		for i := range rapid.IntRange(0, 6).Draw(t, "fields") {
			options := rapid.SliceOfN(option, 0, 130).Draw(t, "options")
			value := rapid.SliceOfN(anyText(), 0, 2).Draw(t, "value")
			if len(options) > 0 {
				value = append(value, options[0].Value)
			}
			f.Fields = append(f.Fields, message.Field{
				Key: fmt.Sprint("f", i), Label: anyText().Draw(t, "label"), Hint: anyText().Draw(t, "hint"),
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Value: value, Options: options, Optional: rapid.Bool().Draw(t, "optional"),
			})
		}
		view, err := modal(f)
		if err != nil {
			t.Fatal(err)
		}
		if faults := CheckView(asJSON(t, view)); len(faults) > 0 {
			t.Fatal(faults)
		}
	})
}

func TestCutAndSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		most := rapid.IntRange(1, 40).Draw(t, "most")
		got := cut(s, most)
		if n := utf8.RuneCountInString(got); n > most || !utf8.ValidString(got) {
			t.Fatalf("cut to %d: %d characters, %q", most, n, got)
		}
		if got != s && !strings.HasSuffix(got, "…") {
			t.Fatalf("%q was shortened without a sign: %q", s, got)
		}
		parts := split(s, most)
		for _, p := range parts {
			if utf8.RuneCountInString(p) > most || blank(p) {
				t.Fatalf("split at %d: part %q", most, p)
			}
		}
		if ink(strings.Join(parts, "")) != ink(clean(s)) {
			t.Fatalf("split lost something of %q: %q", s, parts)
		}
	})
}

// ink is a text without its blanks.
func ink(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// The checker itself must find what it is for.
func TestLimitsAreChecked(t *testing.T) {
	for _, c := range []struct{ name, raw string }{
		{"no text", `{"blocks":[{"type":"section","text":{"type":"plain_text","text":"x","emoji":false}}]}`},
		{"markup", `{"text":"x","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"x"}}]}`},
		{"empty section", `{"text":"x","blocks":[{"type":"section","text":{"type":"plain_text","text":"","emoji":false}}]}`},
		{"unknown block", `{"text":"x","blocks":[{"type":"table"}]}`},
		{"input in a message", `{"text":"x","blocks":[{"type":"input"}]}`},
		{"long button", `{"text":"x","blocks":[{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","emoji":false,"text":"` + strings.Repeat("x", 76) + `"}}]}]}`},
		{"51 blocks", `{"text":"x","blocks":[` + strings.Repeat(`{"type":"context","elements":[{"type":"plain_text","text":"x","emoji":false}]},`, 50) + `{"type":"context","elements":[{"type":"plain_text","text":"x","emoji":false}]}]}`},
	} {
		if len(CheckMessage([]byte(c.raw))) == 0 {
			t.Errorf("%s: nothing was found", c.name)
		}
	}
	if len(CheckView([]byte(`{"type":"modal","title":{"type":"plain_text","text":"A title of too many letters","emoji":false},"blocks":[]}`))) < 2 {
		t.Error("a view with a long title and no blocks: not all was found")
	}
}
