// Package bot is the conversation with no transport: a table of commands, a
// parser, forms and handlers; a [Request] in, a [Reply] out. It is outside
// internal because it is one of the two wings people notice, but it is no
// stable API. An edge such as slackbot decodes and renders; it decides nothing.
package bot

import (
	"parbot/internal/message"
)

// Request is one thing a person said, in any transport. Exactly one of Text,
// Press and Submit is meant, as Kind says.
type Request struct {
	District string
	ID       string // unique per delivery of the transport: the same id is answered once and repeated
	Slack    string // Slack user id of the person, or ""
	Email    string // proven address of the person, or ""
	Kind     Kind
	Text     string              // the typed command without "/par"; mentions as "<@U123|name>"
	Action   string              // of a press: message.Button.Action
	Value    string              // of a press: message.Button.Value
	Form     string              // of a submission: message.Form.Key
	Meta     string              // of a submission: message.Form.Meta
	Fields   map[string][]string // of a submission: values by message.Field.Key
	Outside  bool                // typed where people outside the district may read
}

// Kind is what sort of request it is.
type Kind string

// The kinds.
const (
	Typed   Kind = "typed"
	Pressed Kind = "pressed"
	Sent    Kind = "sent" // a form was submitted
)

// Reply is the answer, for its reader alone.
type Reply struct {
	Message message.Message   // may be empty when Form or Errors is set
	Form    *message.Form     // to be opened (a press or a bare command)
	Errors  map[string]string // by field: the form stays open
	Settles bool              // of a press: Message replaces the one that was pressed
}
