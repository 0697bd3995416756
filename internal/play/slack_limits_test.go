package play_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func a(n int) string { return strings.Repeat("é", n) } // counted in code points, not bytes

func times(n int, one func(i int) object) []object {
	var all []object
	for i := range n {
		all = append(all, one(i))
	}
	return all
}

func with(one object, more ...any) object {
	out := object{}
	for k, v := range one {
		out[k] = v
	}
	for i := 0; i+1 < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

func markdown(text string) object { return object{"type": "mrkdwn", "text": text} }

func menu(kind string, values []object, more ...any) object {
	return with(object{"type": kind, "action_id": "x", "options": values}, more...)
}

func numbered(n int) []object {
	var values []string
	for i := range n {
		values = append(values, fmt.Sprint(i))
	}
	return options(values...)
}

// The table of STANDARDS 1.4: what is within a limit is taken, what is one over
// it is refused, and the refusal points at the place.
func TestMessageLimits(t *testing.T) {
	within := func(blocks ...object) []object { return blocks }
	tests := []struct {
		name     string
		fine     []object
		over     []object
		at, says string
	}{
		{"blocks of a message", times(50, func(int) object { return section("x") }), times(51, func(int) object { return section("x") }), "/blocks", "no more than 50"},
		{"text of a section", within(section(a(3000))), within(section(a(3001))), "/blocks/0/text/text", "less than 3001"},
		{"an empty text", within(section("x")), within(section("")), "/blocks/0/text/text", "more than 0"},
		{"a section without words", within(section("x")), within(object{"type": "section"}), "/blocks/0/text", "missing"},
		{"fields of a section", within(object{"type": "section", "fields": times(10, func(int) object { return plain(a(2000)) })}), within(object{"type": "section", "fields": times(11, func(int) object { return plain("x") })}), "/blocks/0/fields", "0 to 10"},
		{"text of a field", within(object{"type": "section", "fields": []object{markdown("x")}}), within(object{"type": "section", "fields": []object{plain(a(2001))}}), "/blocks/0/fields/0/text", "less than 2001"},
		{"header", within(object{"type": "header", "text": plain(a(150))}), within(object{"type": "header", "text": plain(a(151))}), "/blocks/0/text/text", "less than 151"},
		{"markup in a header", within(object{"type": "header", "text": plain("x")}), within(object{"type": "header", "text": markdown("x")}), "/blocks/0/text/type", "unsupported type"},
		{"context", within(object{"type": "context", "elements": times(10, func(int) object { return plain("x") })}), within(object{"type": "context", "elements": times(11, func(int) object { return plain("x") })}), "/blocks/0/elements", "1 to 10"},
		{"actions", within(actions(times(25, func(i int) object { return button("x", fmt.Sprint(i)) })...)), within(actions(times(26, func(i int) object { return button("x", fmt.Sprint(i)) })...)), "/blocks/0/elements", "1 to 25"},
		{"actions without a button", within(actions(button("x", "a"))), within(actions()), "/blocks/0/elements", "1 to 25"},
		{"words of a button", within(actions(button(a(75), "a"))), within(actions(button(a(76), "a"))), "/blocks/0/elements/0/text/text", "less than 76"},
		{"value of a button", within(actions(with(button("x", "a"), "value", a(2000)))), within(actions(with(button("x", "a"), "value", a(2001)))), "/blocks/0/elements/0/value", "less than 2001"},
		{"address of a button", within(actions(with(button("x", "a"), "url", a(3000)))), within(actions(with(button("x", "a"), "url", a(3001)))), "/blocks/0/elements/0/url", "less than 3001"},
		{"what a screen reader says", within(actions(with(button("x", "a"), "accessibility_label", a(75)))), within(actions(with(button("x", "a"), "accessibility_label", a(76)))), "/blocks/0/elements/0/accessibility_label", "less than 76"},
		{"style of a button", within(actions(with(button("x", "a"), "style", "danger"))), within(actions(with(button("x", "a"), "style", "loud"))), "/blocks/0/elements/0/style", "unsupported style"},
		{"action id", within(actions(button("x", a(255)))), within(actions(button("x", a(256)))), "/blocks/0/elements/0/action_id", "less than 256"},
		{"two action ids alike", within(actions(button("x", "a"), button("y", "b"))), within(actions(button("x", "a"), button("y", "a"))), "/blocks/0/elements/1/action_id", "already exists"},
		{"block id", within(with(section("x"), "block_id", a(255))), within(with(section("x"), "block_id", a(256))), "/blocks/0/block_id", "less than 256"},
		{"two block ids alike", within(with(section("x"), "block_id", "a"), with(section("y"), "block_id", "b")), within(with(section("x"), "block_id", "a"), with(section("y"), "block_id", "a")), "/blocks/1/block_id", "already exists"},
		{"a question before a press", within(actions(with(button("x", "a"), "confirm", confirm(100, 300, 30)))), within(actions(with(button("x", "a"), "confirm", confirm(101, 300, 30)))), "/blocks/0/elements/0/confirm/title", "less than 101"},
		{"text of that question", within(actions(with(button("x", "a"), "confirm", confirm(1, 300, 1)))), within(actions(with(button("x", "a"), "confirm", confirm(1, 301, 1)))), "/blocks/0/elements/0/confirm/text", "less than 301"},
		{"answer to that question", within(actions(with(button("x", "a"), "confirm", confirm(1, 1, 30)))), within(actions(with(button("x", "a"), "confirm", confirm(1, 1, 31)))), "/blocks/0/elements/0/confirm/confirm", "less than 31"},
		{"a block of another kind", within(object{"type": "divider"}), within(object{"type": "rich_text"}), "/blocks/0/type", "unsupported type"},
		{"an element of another kind", within(actions(menu("static_select", numbered(2)))), within(actions(object{"type": "overflow"})), "/blocks/0/elements/0/type", "unsupported type"},
		{"something beside a section", within(with(section("x"), "accessory", button("x", "a"))), within(with(section("x"), "accessory", button("", "a"))), "/blocks/0/accessory/text/text", "more than 0"},
	}
	d := newDesk(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := d.calls("chat.postMessage", object{"channel": dm, "text": "x", "blocks": tt.fine}); !got.OK {
				t.Errorf("what is within the limit was refused: %+v", got)
			}
			refusal(t, d.calls("chat.postMessage", object{"channel": dm, "text": "x", "blocks": tt.over}), "invalid_blocks", tt.at, tt.says)
		})
	}
	if n := len(d.DMs(carl)); n != len(tests) {
		t.Errorf("Carl sees %d messages, want %d: what is refused is not shown", n, len(tests))
	}
}

func confirm(title, words, answer int) object {
	return object{"title": plain(a(title)), "text": markdown(a(words)), "confirm": plain(a(answer)), "deny": plain("x")}
}

// refusal expects that a call was refused, and that Slack says where and why.
func refusal(t *testing.T, got asked, code, at, says string) {
	t.Helper()
	if got.OK || got.Error != code {
		t.Fatalf("what is over the limit was answered %+v, want %s", got, code)
	}
	all := strings.Join(got.Metadata.Messages, "\n")
	if !strings.Contains(all, "[json-pointer:"+at) || !strings.Contains(all, says) {
		t.Errorf("the refusal does not say %q at %s:\n%s", says, at, all)
	}
}

func TestViewLimits(t *testing.T) {
	form := func(blocks ...object) object { return modal("A form", blocks...) }
	few, many := numbered(100), numbered(101)
	tests := []struct {
		name       string
		fine, over object
		at, says   string
	}{
		{"blocks of a modal", form(times(100, func(int) object { return section("x") })...), form(times(101, func(int) object { return section("x") })...), "/view/blocks", "no more than 100"},
		{"title", modal(a(24), section("x")), modal(a(25), section("x")), "/view/title/text", "less than 25"},
		{"submit", with(form(), "submit", plain(a(24))), with(form(), "submit", plain(a(25))), "/view/submit/text", "less than 25"},
		{"close", with(form(), "close", plain(a(24))), with(form(), "close", plain(a(25))), "/view/close/text", "less than 25"},
		{"what travels along", with(form(), "private_metadata", a(3000)), with(form(), "private_metadata", a(3001)), "/view/private_metadata", "less than 3001"},
		{"callback id", with(form(), "callback_id", a(255)), with(form(), "callback_id", a(256)), "/view/callback_id", "less than 256"},
		{"external id", with(form(), "external_id", a(255)), with(form(), "external_id", a(256)), "/view/external_id", "less than 256"},
		{"a question without a way to send it", form(input("a", text("x"))), with(form(input("a", text("x"))), "submit", nil), "/view/submit", "needs submit"},
		{"a view of another kind", form(), with(form(), "type", "workflow_step"), "/view/type", "unsupported type"},
		{"label", form(with(input("a", text("x")), "label", plain(a(2000)))), form(with(input("a", text("x")), "label", plain(a(2001)))), "/view/blocks/0/label/text", "less than 2001"},
		{"no label", form(input("a", text("x"))), form(object{"type": "input", "block_id": "a", "element": text("x")}), "/view/blocks/0/label", "missing"},
		{"hint", form(with(input("a", text("x")), "hint", plain(a(2000)))), form(with(input("a", text("x")), "hint", plain(a(2001)))), "/view/blocks/0/hint/text", "less than 2001"},
		{"no element", form(input("a", text("x"))), form(object{"type": "input", "block_id": "a", "label": plain("x")}), "/view/blocks/0/element", "missing"},
		{"a button for an answer", form(input("a", text("x"))), form(input("a", button("x", "b"))), "/view/blocks/0/element/type", "unsupported type"},
		{"placeholder", form(input("a", with(text("x"), "placeholder", plain(a(150))))), form(input("a", with(text("x"), "placeholder", plain(a(151))))), "/view/blocks/0/element/placeholder/text", "less than 151"},
		{"what is filled in", form(input("a", with(text("x"), "initial_value", a(3000)))), form(input("a", with(text("x"), "initial_value", a(3001)))), "/view/blocks/0/element/initial_value", "less than 3001"},
		{"the longest answer", form(input("a", with(text("x"), "max_length", 3000))), form(input("a", with(text("x"), "max_length", 3001))), "/view/blocks/0/element/max_length", "between"},
		{"a date", form(input("a", object{"type": "datepicker", "initial_date": "2025-10-08"})), form(input("a", object{"type": "datepicker", "initial_date": "10/8/2025"})), "/view/blocks/0/element/initial_date", "format"},
		{"a time", form(input("a", object{"type": "timepicker", "initial_time": "15:00"})), form(input("a", object{"type": "timepicker", "initial_time": "3 p.m."})), "/view/blocks/0/element/initial_time", "format"},
		{"choices of a menu", form(input("a", menu("static_select", few))), form(input("a", menu("static_select", many))), "/view/blocks/0/element/options", "1 to 100"},
		{"choices of several", form(input("a", menu("multi_static_select", few))), form(input("a", menu("multi_static_select", many))), "/view/blocks/0/element/options", "1 to 100"},
		{"no choice", form(input("a", menu("static_select", few))), form(input("a", menu("static_select", nil))), "/view/blocks/0/element/options", "1 to 100"},
		{"radio buttons", form(input("a", menu("radio_buttons", numbered(10)))), form(input("a", menu("radio_buttons", numbered(11)))), "/view/blocks/0/element/options", "1 to 10"},
		{"check boxes", form(input("a", menu("checkboxes", numbered(10)))), form(input("a", menu("checkboxes", numbered(11)))), "/view/blocks/0/element/options", "1 to 10"},
		{"words of a choice", form(input("a", menu("static_select", []object{{"text": plain(a(75)), "value": "v"}}))), form(input("a", menu("static_select", []object{{"text": plain(a(76)), "value": "v"}}))), "/view/blocks/0/element/options/0/text/text", "less than 76"},
		{"value of a choice", form(input("a", menu("static_select", []object{{"text": plain("x"), "value": a(150)}}))), form(input("a", menu("static_select", []object{{"text": plain("x"), "value": a(151)}}))), "/view/blocks/0/element/options/0/value", "less than 151"},
		{"what a choice means", form(input("a", menu("static_select", []object{{"text": plain("x"), "value": "v", "description": plain(a(75))}}))), form(input("a", menu("static_select", []object{{"text": plain("x"), "value": "v", "description": plain(a(76))}}))), "/view/blocks/0/element/options/0/description", "less than 76"},
		{"the first choice", form(input("a", menu("static_select", few, "initial_option", few[3]))), form(input("a", menu("static_select", few, "initial_option", many[100]))), "/view/blocks/0/element/initial_option", "not among"},
		{"the first choices", form(input("a", menu("checkboxes", numbered(3), "initial_options", numbered(2)))), form(input("a", menu("checkboxes", numbered(3), "initial_options", numbered(4)))), "/view/blocks/0/element/initial_option", "not among"},
	}
	d := newDesk(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d.types("/par visit")
			if got := d.calls("views.open", object{"trigger_id": d.last().trigger(), "view": tt.fine}); !got.OK {
				t.Errorf("what is within the limit was refused: %+v", got)
			}
			d.types("/par visit")
			refusal(t, d.calls("views.open", object{"trigger_id": d.last().trigger(), "view": tt.over}), "invalid_arguments", tt.at, tt.says)
		})
	}
}

// Whatever an app posts, the stand-in answers with a code and shows nothing
// that it refused.
func TestPostAnything(t *testing.T) {
	d := newDesk(t, nil)
	rapid.Check(t, func(r *rapid.T) {
		kind := rapid.SampledFrom([]string{"section", "header", "context", "actions", "input", "divider", "", "video"}).Draw(r, "kind")
		block := object{"type": kind}
		for _, key := range []string{"text", "label", "hint", "element", "accessory", "elements", "fields"} {
			switch rapid.IntRange(0, 5).Draw(r, key) {
			case 0:
				block[key] = plain(rapid.StringN(0, 80, -1).Draw(r, key+" text"))
			case 1:
				block[key] = []object{button(rapid.StringN(0, 80, -1).Draw(r, key+" words"), "x")}
			case 2:
				block[key] = menu("static_select", numbered(rapid.IntRange(0, 3).Draw(r, key+" options")))
			case 3:
				block[key] = "x"
			}
		}
		before := len(d.DMs(carl))
		got := d.calls("chat.postMessage", object{"channel": dm, "text": "x", "blocks": []object{block}})
		after := len(d.DMs(carl))
		if got.OK == (got.Error != "") || (after > before) != got.OK {
			r.Errorf("%v was answered %+v, and Carl sees %d messages more", block, got, after-before)
		}
	})
}
