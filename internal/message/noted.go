package message

import (
	"parbot/internal/access"
	"parbot/internal/casefile"
)

// Noted is the answer to a private note.
func Noted(r casefile.Record) Message {
	m := Message{Key: "note.ok"}
	m.say("Noted. Only you can read it.")
	m.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(r.ID), Label: "Undo this note"}}
	return m
}

// Readers says who can read a form's record, from the access table: the lines
// of log.ok, for the form in which it is written.
func Readers(v access.View, form string) []string { return canRead(v, form) }
