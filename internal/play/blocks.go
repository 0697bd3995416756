package play

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Block is a block of Slack's Block Kit, as far as parbot and the page use it.
type Block struct {
	Type      string    `json:"type"`
	ID        string    `json:"block_id,omitempty"`
	Text      *Text     `json:"text,omitempty"`
	Fields    []*Text   `json:"fields,omitempty"`
	Accessory *Element  `json:"accessory,omitempty"`
	Elements  []Element `json:"elements,omitempty"`
	Label     *Text     `json:"label,omitempty"`
	Hint      *Text     `json:"hint,omitempty"`
	Element   *Element  `json:"element,omitempty"`
	Optional  bool      `json:"optional,omitempty"`
}

// Text is a text object; in Slack's JSON an element of a context block is a
// text object too, whose text is a bare string.
type Text struct {
	Type string `json:"type,omitempty"`
	Text string `json:"text"`
	bare bool
}

// UnmarshalJSON reads a text object or a bare string.
func (t *Text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		t.bare = true
		return json.Unmarshal(data, &t.Text)
	}
	type object Text
	return json.Unmarshal(data, (*object)(t))
}

// MarshalJSON writes it as it was read.
func (t Text) MarshalJSON() ([]byte, error) {
	if t.bare {
		return json.Marshal(t.Text)
	}
	type object Text
	return json.Marshal(object(t))
}

// Element is something inside a block: a button, an input, a text of a context.
type Element struct {
	Type           string   `json:"type"`
	ActionID       string   `json:"action_id,omitempty"`
	Text           *Text    `json:"text,omitempty"`
	Value          string   `json:"value,omitempty"`
	URL            string   `json:"url,omitempty"`
	Style          string   `json:"style,omitempty"`
	Accessible     string   `json:"accessibility_label,omitempty"`
	Confirm        *Confirm `json:"confirm,omitempty"`
	Placeholder    *Text    `json:"placeholder,omitempty"`
	Options        []Option `json:"options,omitempty"`
	InitialOption  *Option  `json:"initial_option,omitempty"`
	InitialOptions []Option `json:"initial_options,omitempty"`
	InitialValue   string   `json:"initial_value,omitempty"`
	InitialDate    string   `json:"initial_date,omitempty"`
	InitialTime    string   `json:"initial_time,omitempty"`
	Multiline      bool     `json:"multiline,omitempty"`
	MinLength      int      `json:"min_length,omitempty"`
	MaxLength      int      `json:"max_length,omitempty"`
	MinValue       string   `json:"min_value,omitempty"`
	MaxValue       string   `json:"max_value,omitempty"`
	Decimal        bool     `json:"is_decimal_allowed,omitempty"`
}

// Option is one choice of a menu.
type Option struct {
	Text        *Text  `json:"text"`
	Value       string `json:"value"`
	Description *Text  `json:"description,omitempty"`
}

// Confirm is the question asked before a press counts.
type Confirm struct {
	Title   *Text `json:"title,omitempty"`
	Text    *Text `json:"text,omitempty"`
	Confirm *Text `json:"confirm,omitempty"`
	Deny    *Text `json:"deny,omitempty"`
}

// View is a modal.
type View struct {
	ID            string  `json:"id"`
	Type          string  `json:"type"`
	Title         *Text   `json:"title,omitempty"`
	Submit        *Text   `json:"submit,omitempty"`
	Close         *Text   `json:"close,omitempty"`
	Blocks        []Block `json:"blocks"`
	Meta          string  `json:"private_metadata"`
	Callback      string  `json:"callback_id"`
	External      string  `json:"external_id"`
	Hash          string  `json:"hash"`
	NotifyOnClose bool    `json:"notify_on_close"`
}

// nameBlocks gives every block without an id one, as Slack does.
func nameBlocks(blocks []Block) {
	for i := range blocks {
		if blocks[i].ID == "" {
			blocks[i].ID = "block" + strconv.Itoa(i)
		}
	}
}

// button finds a button by its action id, with the id of its block.
func button(blocks []Block, action string) (Element, string, bool) {
	for _, b := range blocks {
		for _, e := range b.Elements {
			if e.Type == "button" && e.ActionID == action {
				return e, b.ID, true
			}
		}
		if e := b.Accessory; e != nil && e.Type == "button" && e.ActionID == action {
			return *e, b.ID, true
		}
	}
	return Element{}, "", false
}

// Words writes blocks as a person reads them, a line each, buttons in brackets.
func Words(blocks []Block) string {
	var lines []string
	for _, b := range blocks {
		var parts []string
		parts = appendText(parts, b.Label)
		parts = appendText(parts, b.Text)
		for _, f := range b.Fields {
			parts = appendText(parts, f)
		}
		all := b.Elements
		if b.Accessory != nil {
			all = append(slices.Clip(all), *b.Accessory)
		}
		for _, e := range all {
			switch {
			case e.Type == "button" && e.Text != nil:
				parts = append(parts, "["+e.Text.Text+"]")
			case e.Text != nil:
				parts = append(parts, e.Text.Text)
			}
		}
		if len(parts) > 0 {
			lines = append(lines, strings.Join(parts, " "))
		}
	}
	return strings.Join(lines, "\n")
}

func appendText(parts []string, t *Text) []string {
	if t == nil || t.Text == "" {
		return parts
	}
	return append(parts, t.Text)
}
