package play

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func long(n int) string { return strings.Repeat("é", n) } // counted in code points, not bytes

func times(n int, block map[string]any) []map[string]any {
	return slices.Repeat([]map[string]any{block}, n)
}

func actions(all ...map[string]any) map[string]any {
	return map[string]any{"type": "actions", "elements": all}
}

func press(id, text string, more ...any) map[string]any {
	e := field("button", append([]any{"text", words(text)}, more...)...)
	e["action_id"] = id
	return e
}

func contextOf(n int) map[string]any {
	return map[string]any{"type": "context", "elements": times(n, words("x"))}
}

func header(text string) map[string]any {
	return map[string]any{"type": "header", "text": words(text)}
}

func several(n int) []any {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("v%d", i))
	}
	return choices(all...)
}

// Slack's limits on the blocks of a message, each at its edge (STANDARDS 1.4).
func TestMessageLimits(t *testing.T) {
	one := func(blocks ...map[string]any) []map[string]any { return blocks }
	with := func(n int, make func(i int) map[string]any) map[string]any {
		var all []map[string]any
		for i := range n {
			all = append(all, make(i))
		}
		return actions(all...)
	}
	button := func(i int) map[string]any { return press(fmt.Sprint("a", i), "x") }
	asking := func(title, text, yes, no string) map[string]any {
		return map[string]any{"title": words(title), "text": words(text), "confirm": words(yes), "deny": words(no)}
	}
	divider := map[string]any{"type": "divider"}
	fields := func(n, size int) map[string]any {
		return map[string]any{"type": "section", "fields": times(n, words(long(size)))}
	}
	tests := []struct {
		name      string
		fine, bad []map[string]any
	}{
		{"50 blocks", times(50, divider), times(51, divider)},
		{"a section of 3000", one(section(long(3000))), one(section(long(3001)))},
		{"a section with words", one(section("x")), one(section(""))},
		{"10 fields", one(fields(10, 5)), one(fields(11, 5))},
		{"a field of 2000", one(fields(1, 2000)), one(fields(1, 2001))},
		{"a header of 150", one(header(long(150))), one(header(long(151)))},
		{"10 in a context", one(contextOf(10)), one(contextOf(11))},
		{"a context holds something", one(contextOf(1)), one(contextOf(0))},
		{"25 actions", one(with(25, button)), one(with(26, button))},
		{"actions hold something", one(actions(button(0))), one(actions())},
		{"a button of 75", one(actions(press("a", long(75)))), one(actions(press("a", long(76))))},
		{"a value of 2000", one(actions(press("a", "x", "value", long(2000)))), one(actions(press("a", "x", "value", long(2001))))},
		{"a label of 75", one(actions(press("a", "x", "accessibility_label", long(75)))), one(actions(press("a", "x", "accessibility_label", long(76))))},
		{"an address of 3000", one(actions(press("a", "x", "url", long(3000)))), one(actions(press("a", "x", "url", long(3001))))},
		{"a style", one(actions(press("a", "x", "style", "danger"))), one(actions(press("a", "x", "style", "huge")))},
		{"an action id of 255", one(actions(press(long(255), "x"))), one(actions(press(long(256), "x")))},
		{"action ids that differ", one(actions(press("a", "x"), press("b", "x"))), one(actions(press("a", "x"), press("a", "x")))},
		{
			"the same action id in two blocks",
			one(actions(press("a", "x")), actions(press("a", "x"))),
			one(map[string]any{"type": "actions", "block_id": "b", "elements": []any{press("a", "x")}}, map[string]any{"type": "actions", "block_id": "b", "elements": []any{press("a", "x")}}),
		},
		{"a block id of 255", one(map[string]any{"type": "divider", "block_id": long(255)}), one(map[string]any{"type": "divider", "block_id": long(256)})},
		{"a known block", one(divider), one(map[string]any{"type": "carousel"})},
		{"a known element", one(actions(press("a", "x"))), one(actions(field("slot_machine")))},
		{"a header is plain", one(header("x")), one(map[string]any{"type": "header", "text": map[string]any{"type": markdown, "text": "x"}})},
		{
			"a question before a press",
			one(actions(press("a", "x", "confirm", asking(long(100), long(300), long(30), long(30))))),
			one(actions(press("a", "x", "confirm", asking("x", "x", long(31), "x")))),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStand(t, silent)
			if code, out := s.api("chat.postMessage", botToken, map[string]any{"channel": carl, "text": "x", "blocks": tt.fine}); code != "" {
				t.Errorf("what fits was refused: %s %v", code, out)
			}
			code, out := s.api("chat.postMessage", botToken, map[string]any{"channel": carl, "text": "x", "blocks": tt.bad})
			meta, _ := out["response_metadata"].(map[string]any)
			if code != "invalid_blocks" || len(meta) == 0 {
				t.Errorf("what does not fit: %q %v, want invalid_blocks and why", code, meta)
			}
			if n := len(s.DMs(carl)); n != 1 {
				t.Errorf("%d messages arrived, want 1", n)
			}
		})
	}
}

func TestMessageText(t *testing.T) {
	s := newStand(t, silent)
	for _, tt := range []struct {
		name, text, want string
	}{
		{"something", "x", ""}, {"nothing", "", "no_text"}, {"40000", long(40_000), ""}, {"40001", long(40_001), "msg_too_long"},
	} {
		if code, _ := s.api("chat.postMessage", botToken, map[string]any{"channel": carl, "text": tt.text}); code != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, code, tt.want)
		}
	}
	if code, _ := s.api("chat.postMessage", botToken, map[string]any{"channel": carl, "text": "x", "blocks": "[{"}); code != "invalid_blocks_format" {
		t.Errorf("broken blocks: %q", code)
	}
}

// Slack's limits on a modal and its fields.
func TestModalLimits(t *testing.T) {
	change := func(name string, value any) map[string]any {
		v := form("Log", section("x"))
		v[name] = value
		return v
	}
	of := func(element map[string]any) map[string]any { return form("Log", input("f", element, true)) }
	noted := func(name string, value any) map[string]any {
		block := input("f", field("plain_text_input"), true)
		block[name] = value
		return form("Log", block)
	}
	option := func(text, value string) []any { return []any{map[string]any{"text": words(text), "value": value}} }
	divider := map[string]any{"type": "divider"}
	tests := []struct {
		name      string
		fine, bad map[string]any
	}{
		{"a title of 24", form(long(24), section("x")), form(long(25), section("x"))},
		{"a submit of 24", change("submit", words(long(24))), change("submit", words(long(25)))},
		{"a close of 24", change("close", words(long(24))), change("close", words(long(25)))},
		{"100 blocks", form("Log", times(100, divider)...), form("Log", times(101, divider)...)},
		{"meta of 3000", change("private_metadata", long(3000)), change("private_metadata", long(3001))},
		{"a callback id of 255", change("callback_id", long(255)), change("callback_id", long(256))},
		{"an external id of 255", change("external_id", long(255)), change("external_id", long(256))},
		{"it is a modal", change("type", "modal"), change("type", "home")},
		{"fields want a submit", of(field("plain_text_input")), map[string]any{"type": "modal", "title": words("Log"), "blocks": []any{input("f", field("plain_text_input"), true)}}},
		{"a label of 2000", noted("label", words(long(2000))), noted("label", words(long(2001)))},
		{"a hint of 2000", noted("hint", words(long(2000))), noted("hint", words(long(2001)))},
		{"a field has an element", noted("optional", true), noted("element", nil)},
		{"a button is no field", of(field("plain_text_input")), of(field("button", "text", words("x")))},
		{"a placeholder of 150", of(field("plain_text_input", "placeholder", words(long(150)))), of(field("plain_text_input", "placeholder", words(long(151))))},
		{"a first text of 3000", of(field("plain_text_input", "initial_value", long(3000))), of(field("plain_text_input", "initial_value", long(3001)))},
		{"a text of at most 3000", of(field("plain_text_input", "max_length", 3000)), of(field("plain_text_input", "max_length", 3001))},
		{"a first date", of(field("datepicker", "initial_date", "2025-10-08")), of(field("datepicker", "initial_date", "10/8"))},
		{"a first time", of(field("timepicker", "initial_time", "15:00")), of(field("timepicker", "initial_time", "3:00 p.m."))},
		{"100 options", of(field("static_select", "options", several(100))), of(field("static_select", "options", several(101)))},
		{"a menu offers something", of(field("static_select", "options", several(1))), of(field("static_select", "options", []any{}))},
		{"10 radio buttons", of(field("radio_buttons", "options", several(10))), of(field("radio_buttons", "options", several(11)))},
		{"10 check boxes", of(field("checkboxes", "options", several(10))), of(field("checkboxes", "options", several(11)))},
		{"an option of 75", of(field("static_select", "options", option(long(75), "v"))), of(field("static_select", "options", option(long(76), "v")))},
		{"an option's value of 150", of(field("static_select", "options", option("x", long(150)))), of(field("static_select", "options", option("x", long(151))))},
		{
			"what is chosen first is offered",
			of(field("static_select", "options", several(2), "initial_option", several(1)[0])),
			of(field("static_select", "options", several(1), "initial_option", several(2)[1])),
		},
		{
			"and so are several",
			of(field("multi_static_select", "options", several(2), "initial_options", several(2))),
			of(field("multi_static_select", "options", several(1), "initial_options", several(2))),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := viewOf(t, tt.fine); err != nil {
				t.Errorf("what fits was refused: %v", err)
			}
			if err := viewOf(t, tt.bad); err == nil || err.Error() != "invalid_arguments" {
				t.Errorf("what does not fit: %v, want invalid_arguments", err)
			}
		})
	}
	big := form("Log", times(80, section(long(3000)))...)
	if err := viewOf(t, big); err == nil || err.Error() != "view_too_large" {
		t.Errorf("a view of more than 250 KB: %v", err)
	}
	if _, err := readView("[]"); err == nil {
		t.Error("a view that is no object was taken")
	}
}

func viewOf(t *testing.T, view map[string]any) error {
	t.Helper()
	text, err := json.Marshal(view)
	if err != nil {
		t.Fatal(err)
	}
	_, err = readView(string(text))
	return err
}
