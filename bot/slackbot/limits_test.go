package slackbot

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"
)

// The limits of Slack (STANDARDS 1.4), checked on the JSON that leaves: neither
// our renderer nor slack-go can hide a fault from it.

// CheckMessage returns what Slack would refuse of a message's JSON.
func CheckMessage(raw []byte) []string {
	var c checker
	m := c.decode(raw)
	if c.text("text", m["text"], 1, 40000); len(c.faults) == 0 && m["blocks"] != nil {
		c.blocks(m["blocks"], 50, false)
	}
	return c.faults
}

// CheckView returns what Slack would refuse of a modal's JSON.
func CheckView(raw []byte) []string {
	var c checker
	v := c.decode(raw)
	c.want(v["type"] == "modal", "type %v", v["type"])
	for _, name := range []string{"title", "submit", "close"} {
		if v[name] != nil || name == "title" {
			c.textObject(name, v[name], 24)
		}
	}
	c.blocks(v["blocks"], 100, true)
	c.want(!c.hasInput || v["submit"] != nil, "an input, and no submit")
	c.short("private_metadata", v["private_metadata"], 3000)
	c.short("callback_id", v["callback_id"], 255)
	return c.faults
}

type checker struct {
	faults   []string
	hasInput bool
	primary  int
	actions  map[string]bool
	ids      map[string]bool
}

func (c *checker) want(ok bool, format string, args ...any) {
	if !ok {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

func (c *checker) decode(raw []byte) map[string]any {
	var v map[string]any
	err := json.Unmarshal(raw, &v)
	c.want(err == nil, "no JSON: %v", err)
	c.want(utf8.Valid(raw), "not UTF-8")
	c.actions, c.ids = map[string]bool{}, map[string]bool{}
	return v
}

func (c *checker) text(name string, v any, least, most int) {
	s, ok := v.(string)
	n := utf8.RuneCountInString(s)
	c.want(ok && n >= least && n <= most, "%s: %d characters, want %d to %d", name, n, least, most)
}

// short checks a text that may be missing.
func (c *checker) short(name string, v any, most int) {
	if v != nil {
		c.text(name, v, 0, most)
	}
}

// textObject checks a text object. Ours are plain_text without emoji, all of them.
func (c *checker) textObject(name string, v any, most int) {
	c.want(at(v, "type") == "plain_text", "%s: type %v: user text must never be read as markup", name, at(v, "type"))
	c.want(at(v, "emoji") == false, "%s: emoji %v", name, at(v, "emoji"))
	c.text(name, at(v, "text"), 1, most)
	s, _ := at(v, "text").(string)
	c.want(!blank(s), "%s: blank", name)
}

func (c *checker) blocks(v any, most int, modal bool) {
	all, _ := v.([]any)
	c.want(len(all) >= 1 && len(all) <= most, "%d blocks, want 1 to %d", len(all), most)
	for _, b := range all {
		switch kind := at(b, "type"); kind {
		case "section":
			c.textObject("section", at(b, "text"), 3000)
			if accessory := at(b, "accessory"); accessory != nil {
				c.element(accessory)
			}
		case "context":
			elements, _ := at(b, "elements").([]any)
			c.want(len(elements) >= 1 && len(elements) <= 10, "context: %d elements", len(elements))
			for _, e := range elements {
				c.textObject("context", e, 3000)
			}
		case "actions":
			elements, _ := at(b, "elements").([]any)
			c.want(len(elements) >= 1 && len(elements) <= 5, "actions: %d elements, and 5 are seen", len(elements))
			for _, e := range elements {
				c.element(e)
			}
		case "input":
			c.want(modal, "an input in a message")
			c.input(b)
		default:
			c.want(false, "a block of type %v", kind)
		}
	}
	c.want(c.primary <= 1, "%d main buttons", c.primary)
}

func (c *checker) input(b any) {
	c.hasInput = true
	c.text("block_id", at(b, "block_id"), 1, 255)
	id, _ := at(b, "block_id").(string)
	c.want(!c.ids[id], "two blocks %q", id)
	c.ids[id] = true
	c.textObject("label", at(b, "label"), 2000)
	if hint := at(b, "hint"); hint != nil {
		c.textObject("hint", hint, 2000)
	}
	c.element(at(b, "element"))
}

func (c *checker) element(e any) {
	c.text("action_id", at(e, "action_id"), 1, 255)
	id, _ := at(e, "action_id").(string)
	c.want(!c.actions[id], "two actions %q", id)
	c.actions[id] = true
	switch kind := at(e, "type"); kind {
	case "button":
		c.textObject("button", at(e, "text"), 75)
		c.short("value", at(e, "value"), 2000)
		c.short("accessibility_label", at(e, "accessibility_label"), 75)
		if at(e, "style") != nil {
			c.want(at(e, "style") == "primary", "style %v", at(e, "style"))
			c.primary++
		}
	case "plain_text_input":
		c.short("initial_value", at(e, "initial_value"), 3000)
		n, _ := at(e, "max_length").(float64)
		c.want(n >= 1 && n <= 3000, "max_length %v", n)
	case "datepicker":
		c.date("initial_date", at(e, "initial_date"), time.DateOnly)
	case "timepicker":
		c.date("initial_time", at(e, "initial_time"), "15:04")
	case "number_input":
		c.want(at(e, "is_decimal_allowed") == false, "decimals")
	case "static_select", "multi_static_select":
		c.options(e, 100)
	case "radio_buttons":
		c.options(e, 10)
	default:
		c.want(false, "an element of type %v", kind)
	}
}

func (c *checker) date(name string, v any, layout string) {
	if s, ok := v.(string); ok {
		_, err := time.Parse(layout, s)
		c.want(err == nil, "%s: %v", name, err)
	}
}

// options checks a menu; what is chosen must be one of the options, exactly.
func (c *checker) options(e any, most int) {
	all, _ := at(e, "options").([]any)
	c.want(len(all) >= 1 && len(all) <= most, "%d options, want 1 to %d", len(all), most)
	known := map[string]bool{}
	for _, o := range all {
		c.textObject("option", at(o, "text"), 75)
		c.text("option value", at(o, "value"), 1, 150)
		known[fmt.Sprint(o)] = true
	}
	c.want(len(known) == len(all), "options that cannot be told apart")
	chosen, _ := at(e, "initial_options").([]any)
	if one := at(e, "initial_option"); one != nil {
		chosen = append(chosen, one)
	}
	for _, o := range chosen {
		c.want(known[fmt.Sprint(o)], "chosen is %v, which is no option", o)
	}
}
