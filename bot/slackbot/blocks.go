package slackbot

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"parbot/internal/message"
)

// Slack's limits, counted in code points (STANDARDS 1.4). A test checks them
// over every surface.
const (
	maxBlocks      = 50 // of a message
	maxModalBlocks = 100
	maxText        = 3000 // of a section or context
	maxFallback    = 30000
	maxButtonText  = 75
	maxValue       = 2000
	maxActionID    = 255
	maxButtons     = 25 // below a message
	rowOfButtons   = 5  // that stand side by side
)

// fallback is the whole of m in words: what a notification shows and a screen
// reader says. It is escaped, so that "<!channel>" in a name calls nobody.
func fallback(m message.Message) string { return escape.Replace(cut(clean(m.Text()), maxFallback)) }

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// blocks renders m as no more than most blocks: a line is a section, a quiet line is
// context, its one button stands beside it and several below. All text is
// plain_text, which Slack never reads as markup. What does not fit is said by
// the fallback alone, and "…" stands in its place.
func blocks(m message.Message, most int) []slack.Block {
	var s surface
	for _, l := range m.Lines {
		s.line(l)
	}
	body := s.blocks
	s.blocks = nil
	s.buttons(m.Buttons[:min(len(m.Buttons), maxButtons)])
	return append(fit(body, most-len(s.blocks)), s.blocks...)
}

// surface is a message, a modal or a Home being laid out.
type surface struct {
	blocks  []slack.Block
	pressed int  // buttons so far: makes every action_id on it unique
	hasMain bool // one main action a surface
}

func (s *surface) line(l message.Line) {
	if l.Quiet {
		s.quiet(l.Text)
		s.buttons(l.Buttons)
		return
	}
	parts := split(l.Text, maxText)
	for _, part := range parts {
		s.blocks = append(s.blocks, slack.NewSectionBlock(plain(part, maxText), nil, nil))
	}
	if len(parts) == 0 || len(l.Buttons) != 1 {
		s.buttons(l.Buttons)
		return
	}
	if b := s.button(l.Buttons[0]); b != nil {
		s.blocks[len(s.blocks)-1].(*slack.SectionBlock).Accessory = slack.NewAccessory(b)
	}
}

func (s *surface) quiet(text string) {
	for _, part := range split(text, maxText) {
		s.blocks = append(s.blocks, slack.NewContextBlock("", plain(part, maxText)))
	}
}

// buttons adds rows of buttons.
func (s *surface) buttons(all []message.Button) {
	var row []slack.BlockElement
	for _, one := range all {
		if b := s.button(one); b != nil {
			row = append(row, b)
		}
		if len(row) == rowOfButtons {
			s.blocks = append(s.blocks, slack.NewActionBlock("", row...))
			row = nil
		}
	}
	if len(row) > 0 {
		s.blocks = append(s.blocks, slack.NewActionBlock("", row...))
	}
}

// button renders b, or nothing when it could not be pressed: without words, or
// with a value that Slack would refuse and that would mean another thing if cut.
func (s *surface) button(b message.Button) *slack.ButtonBlockElement {
	id := b.Action + "." + strconv.Itoa(s.pressed)
	if blank(b.Text) || b.Action == "" || utf8.RuneCountInString(b.Value) > maxValue || utf8.RuneCountInString(id) > maxActionID {
		return nil
	}
	s.pressed++
	element := slack.NewButtonBlockElement(id, b.Value, plain(b.Text, maxButtonText))
	element.AccessibilityLabel = cut(strings.TrimSpace(clean(b.Label)), maxButtonText)
	if b.Main && !s.hasMain {
		s.hasMain = true
		element.Style = slack.StylePrimary
	}
	return element
}

// actionOf undoes what button does to an action.
func actionOf(id string) string {
	if at := strings.LastIndexByte(id, '.'); at >= 0 {
		return id[:at]
	}
	return id
}

// fit makes no more than most blocks of all: first by joining paragraphs, the first
// left alone as the one a lock screen shows, then by leaving out the end.
func fit(all []slack.Block, most int) []slack.Block {
	if len(all) <= most {
		return all
	}
	all = joined(all)
	if len(all) <= most {
		return all
	}
	return append(all[:most-1:most-1], slack.NewContextBlock("", plain("…", maxText)))
}

// joined puts neighboring paragraphs into one section each, as far as they fit.
func joined(all []slack.Block) []slack.Block {
	kept := all[:1:1]
	for _, next := range all[1:] {
		into, one := paragraph(kept[len(kept)-1]), paragraph(next)
		if len(kept) == 1 || into == nil || one == nil || utf8.RuneCountInString(into.Text+one.Text) >= maxText {
			kept = append(kept, next)
			continue
		}
		both := plain(into.Text+"\n"+one.Text, maxText)
		kept[len(kept)-1] = slack.NewSectionBlock(both, nil, nil)
	}
	return kept
}

// paragraph returns the text of a section that is nothing but text.
func paragraph(b slack.Block) *slack.TextBlockObject {
	if s, ok := b.(*slack.SectionBlock); ok && s.Accessory == nil {
		return s.Text
	}
	return nil
}

// plain is text that Slack shows as it is, no markup, no emoji made of colons.
func plain(text string, most int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, cut(clean(text), most), false, false)
}

// blank reports whether there is nothing to read in s. Slack refuses such texts.
func blank(s string) bool { return strings.TrimSpace(clean(s)) == "" }

// cut shortens s to most code points, the last of them "…" if anything is left out.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// split breaks text into parts of no more than most code points, between words where
// there are any near the end. Nothing is left out but blanks at the breaks; a
// blank text has no parts.
func split(text string, most int) []string {
	var parts []string
	for rest := []rune(strings.TrimSpace(clean(text))); len(rest) > 0; {
		n := min(most, len(rest))
		if n < len(rest) {
			n = breakBefore(rest, n)
		}
		parts = append(parts, string(rest[:n]))
		rest = []rune(strings.TrimSpace(string(rest[n:])))
	}
	return parts
}

// breakBefore returns where to break at or before n: after the last blank of
// the last quarter, or at n itself.
func breakBefore(text []rune, n int) int {
	for i := n; i > n-n/4; i-- {
		if text[i] == ' ' || text[i] == '\n' {
			return i
		}
	}
	return n
}
