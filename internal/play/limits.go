package play

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Slack's limits (STANDARDS 1.4); texts are counted in code points.
const (
	maxMessageBlocks = 50
	maxModalBlocks   = 100
	maxMessageText   = 40_000
	maxID            = 255
	maxViewBytes     = 250_000
	maxViews         = 3
)

// inspection collects what Slack would refuse, in the manner of its
// response_metadata.messages.
type inspection struct{ problems []string }

func (c *inspection) refuse(at, format string, args ...any) {
	c.problems = append(c.problems, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// text checks a text object of one to most code points.
func (c *inspection) text(at string, t *Text, most int, kinds ...string) {
	switch n := length(t); {
	case t == nil:
		c.refuse(at, "missing required field")
	case !slices.Contains(kinds, t.Type):
		c.refuse(at+"/type", "unsupported type: %s", t.Type)
	case n == 0:
		c.refuse(at+"/text", "must be more than 0 characters")
	case n > most:
		c.refuse(at+"/text", "must be less than %d characters", most+1)
	}
}

func length(t *Text) int {
	if t == nil {
		return 0
	}
	return utf8.RuneCountInString(t.Text)
}

// optional checks a plain text that may be left out.
func (c *inspection) optional(at string, t *Text, most int) {
	if t != nil {
		c.text(at, t, most, plainText)
	}
}

func (c *inspection) size(at, s string, most int) {
	if utf8.RuneCountInString(s) > most {
		c.refuse(at, "must be less than %d characters", most+1)
	}
}

func (c *inspection) count(at string, n, least, most int) {
	if n < least || n > most {
		c.refuse(at, "must have %d to %d items", least, most)
	}
}

const (
	plainText = "plain_text"
	markdown  = "mrkdwn"
)

// blocks checks the blocks of a message or modal that may hold most of them.
func (c *inspection) blocks(at string, all []Block, most int) {
	if len(all) > most {
		c.refuse(at, "no more than %d items allowed", most)
		return
	}
	ids := map[string]bool{}
	for i, b := range all {
		here := fmt.Sprintf("%s/%d", at, i)
		c.size(here+"/block_id", b.ID, maxID)
		if b.ID != "" && ids[b.ID] {
			c.refuse(here+"/block_id", "block_id already exists: %s", b.ID)
		}
		ids[b.ID] = true
		c.block(here, b)
	}
}

func (c *inspection) block(at string, b Block) {
	switch b.Type {
	case "section":
		c.section(at, b)
	case "header":
		c.text(at+"/text", b.Text, 150, plainText)
	case "divider":
	case "context":
		c.count(at+"/elements", len(b.Elements), 1, 10)
		for i, e := range b.Elements {
			c.text(fmt.Sprintf("%s/elements/%d", at, i), &Text{Type: e.Type, Text: textOf(e.Text)}, 3000, plainText, markdown)
		}
	case "actions":
		c.count(at+"/elements", len(b.Elements), 1, 25)
		c.actions(at+"/elements", b.Elements)
	case "input":
		c.input(at, b)
	default:
		c.refuse(at+"/type", "unsupported type: %s", b.Type)
	}
}

func textOf(t *Text) string {
	if t == nil {
		return ""
	}
	return t.Text
}

func (c *inspection) section(at string, b Block) {
	if b.Text != nil || len(b.Fields) == 0 {
		c.text(at+"/text", b.Text, 3000, plainText, markdown)
	}
	c.count(at+"/fields", len(b.Fields), 0, 10)
	for i, f := range b.Fields {
		c.text(fmt.Sprintf("%s/fields/%d", at, i), f, 2000, plainText, markdown)
	}
	if b.Accessory != nil {
		c.element(at+"/accessory", *b.Accessory)
	}
}

// actions checks elements that are told apart by their action ids.
func (c *inspection) actions(at string, all []Element) {
	ids := map[string]bool{}
	for i, e := range all {
		here := fmt.Sprintf("%s/%d", at, i)
		if e.ActionID != "" && ids[e.ActionID] {
			c.refuse(here+"/action_id", "action_id already exists: %s", e.ActionID)
		}
		ids[e.ActionID] = true
		c.element(here, e)
	}
}

func (c *inspection) input(at string, b Block) {
	c.text(at+"/label", b.Label, 2000, plainText)
	c.optional(at+"/hint", b.Hint, 2000)
	if b.Element == nil {
		c.refuse(at+"/element", "missing required field")
		return
	}
	if b.Element.Type == "button" {
		c.refuse(at+"/element/type", "unsupported type: button")
	}
	c.element(at+"/element", *b.Element)
}

func (c *inspection) element(at string, e Element) {
	c.size(at+"/action_id", e.ActionID, maxID)
	c.optional(at+"/placeholder", e.Placeholder, 150)
	if e.Confirm != nil {
		c.confirm(at+"/confirm", *e.Confirm)
	}
	switch e.Type {
	case "button":
		c.button(at, e)
	case "plain_text_input":
		c.size(at+"/initial_value", e.InitialValue, 3000)
		if e.MinLength < 0 || e.MinLength > 3000 || e.MaxLength < 0 || e.MaxLength > 3000 {
			c.refuse(at+"/max_length", "must be between 1 and 3000")
		}
	case "number_input":
	case "datepicker":
		c.moment(at+"/initial_date", "2006-01-02", e.InitialDate)
	case "timepicker":
		c.moment(at+"/initial_time", "15:04", e.InitialTime)
	case "static_select", "multi_static_select":
		c.options(at, e, 100)
	case "radio_buttons", "checkboxes":
		c.options(at, e, 10)
	default:
		c.refuse(at+"/type", "unsupported type: %s", e.Type)
	}
}

func (c *inspection) button(at string, e Element) {
	c.text(at+"/text", e.Text, 75, plainText)
	c.size(at+"/value", e.Value, 2000)
	c.size(at+"/url", e.URL, 3000)
	c.size(at+"/accessibility_label", e.Accessible, 75)
	if e.Style != "" && e.Style != "primary" && e.Style != "danger" {
		c.refuse(at+"/style", "unsupported style: %s", e.Style)
	}
}

func (c *inspection) confirm(at string, q Confirm) {
	c.text(at+"/title", q.Title, 100, plainText)
	c.text(at+"/text", q.Text, 300, plainText, markdown)
	c.text(at+"/confirm", q.Confirm, 30, plainText)
	c.text(at+"/deny", q.Deny, 30, plainText)
}

func (c *inspection) moment(at, layout, text string) {
	if text != "" && !isMoment(layout, text) {
		c.refuse(at, "must be in the format %s", layout)
	}
}

// options checks the choices of a menu; what is chosen first must be among them.
func (c *inspection) options(at string, e Element, most int) {
	c.count(at+"/options", len(e.Options), 1, most)
	values := map[string]bool{}
	for i, o := range e.Options {
		here := fmt.Sprintf("%s/options/%d", at, i)
		c.text(here+"/text", o.Text, 75, plainText, markdown)
		c.size(here+"/value", o.Value, 150)
		c.optional(here+"/description", o.Description, 75)
		values[o.Value] = true
	}
	first := e.InitialOptions
	if e.InitialOption != nil {
		first = append(slices.Clip(first), *e.InitialOption)
	}
	for _, o := range first {
		if !values[o.Value] {
			c.refuse(at+"/initial_option", "is not among the options: %s", o.Value)
		}
	}
}

// view checks a modal.
func (c *inspection) view(at string, v View) {
	if v.Type != "modal" {
		c.refuse(at+"/type", "unsupported type: %s", v.Type)
	}
	c.text(at+"/title", v.Title, 24, plainText)
	c.optional(at+"/submit", v.Submit, 24)
	c.optional(at+"/close", v.Close, 24)
	c.size(at+"/private_metadata", v.Meta, 3000)
	c.size(at+"/callback_id", v.Callback, maxID)
	c.size(at+"/external_id", v.External, maxID)
	if v.Submit == nil && slices.ContainsFunc(v.Blocks, func(b Block) bool { return b.Type == "input" }) {
		c.refuse(at+"/submit", "a view with an input block needs submit")
	}
	c.blocks(at+"/blocks", v.Blocks, maxModalBlocks)
}
