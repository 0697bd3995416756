// Package message is the wording of everything parbot says, purely: answers to
// commands, pushes, mails. Its words follow VOICE; each has a key and a golden.
// A [Message] is said alike in Slack, in mail and on a page. What a push says
// is neutral by construction: no name but the reader's own, no content.
package message

import "strings"

// Message is one thing said to one person.
type Message struct {
	Key     string // names the message in the goldens: "log.ok", "err.person", "push.due"
	Subject string // of a mail; empty for answers
	Lines   []Line
	Buttons []Button // below everything; at most one is Main
}

// Line is a paragraph, with the buttons that belong to it alone.
type Line struct {
	Text    string // plain text; an edge escapes it
	Quiet   bool   // context: said smaller
	Buttons []Button
}

// Button is something a person may press. Value is untrusted when it comes
// back: every press is authorised again.
type Button struct {
	Text   string // at most 75 characters
	Action string // what is done; an edge passes it back
	Value  string // to what; at most 2,000 characters
	Main   bool   // the main action
	Label  string // said by a screen reader instead of a terse text, at most 75 characters
}

// Text returns the whole message in words: every line, each with the words of
// its buttons in brackets, as VOICE writes them.
func (m Message) Text() string {
	var b strings.Builder
	for i, l := range m.Lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l.Text)
		writeButtons(&b, l.Buttons)
	}
	if len(m.Buttons) > 0 {
		b.WriteByte('\n')
		writeButtons(&b, m.Buttons)
	}
	return strings.TrimSpace(b.String())
}

func writeButtons(b *strings.Builder, buttons []Button) {
	for _, one := range buttons {
		b.WriteString(" [" + one.Text + "]")
	}
}
