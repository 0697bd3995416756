// Package fault is parbot's one vocabulary of errors. Every error that reaches
// an edge has a [Kind], which an edge turns into a status, and may have a Text,
// which is the only part of an error that a person is ever shown. Whatever has
// no Text reads "internal" to people, so a database's message cannot leak.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of thing went wrong, in the eyes of the caller.
type Kind string

// The kinds. A thing that is forbidden and a thing that is not there are both
// Absent: parbot never tells the two apart (X-07, DESIGN §6).
const (
	Invalid  Kind = "invalid"  // what was said cannot be understood or held
	Absent   Kind = "absent"   // not there, or not for this person
	Conflict Kind = "conflict" // it contradicts what the file holds by now
	Busy     Kind = "busy"     // try again later
	Internal Kind = "internal" // a bug or a broken part
)

// Error is an error with a kind and words fit for a person.
type Error struct {
	Kind Kind
	Key  string // the message's key in the goldens, such as "err.person"
	Text string // what a person reads; empty: nothing may be shown
	Err  error  // what a log reads; may be nil
}

// Error returns the text for logs. It never holds what a person typed.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Key, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Kind, e.Key)
}

// Unwrap returns the error for logs.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a kind with words for a person. The key names the
// words in the goldens; text is the words themselves.
func New(kind Kind, key, text string) *Error { return &Error{Kind: kind, Key: key, Text: text} }

// Wrap gives err a kind, for logs alone.
func Wrap(kind Kind, key string, err error) *Error { return &Error{Kind: kind, Key: key, Err: err} }

// KindOf returns the kind of err, Internal for any error that has none, and
// the empty kind for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// KeyOf returns the key of err's words, or "".
func KeyOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Key
	}
	return ""
}

// TextOf returns the words of err that a person may read, or "" when it has
// none and the edge must say its own general sentence.
func TextOf(err error) string {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Text
	}
	return ""
}
