package casework

import (
	"time"

	"parbot/internal/casefile"
	"parbot/internal/message"
)

// Parcel is what a delivery turns out to be when it is asked again just before
// it leaves.
type Parcel struct {
	ID        casefile.ID
	Person    casefile.Person
	Channel   string // "slack" or "mail"
	Message   message.Message
	Invite    *Invitation // of a mail about a meeting, else nil
	MessageID string      // without angle brackets; the same at every attempt
	Date      time.Time   // the same at every attempt
	Thread    string      // message id of the thread's root
	Drop      string      // not "": nothing is sent, and why
	Wait      time.Time   // not zero: not before then
}

// Invitation is one attendee's copy of an appointment: neutral, and with nobody
// else in it.
type Invitation struct {
	UID        string
	Sequence   int
	Cancel     bool
	Start, End time.Time
	Stamp      time.Time
	Title      string
	Place      string
	Attendee   casefile.Person
}

// Outcome is what became of an attempt to send a delivery.
type Outcome struct {
	State    string    // "sent", "failed", "dropped", "unknown" or "retry"
	Provider string    // the provider's own id of what was sent
	Detail   string    // for the log: no address, no content
	At       time.Time // when it was known
}
