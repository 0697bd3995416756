// Package play is the playground: a stand-in Slack workspace and a mailbox that
// speak Slack's HTTP protocol and SMTP, one page to press their buttons with,
// and the three users' stories told without a browser.
//
// It knows parbot only as Slack and a mail server would: it signs requests to
// the addresses of the app's manifest, and takes what the app posts and mails.
// So what works here works with the real ones, and the stand-ins refuse what
// the real ones refuse: a block too long, a trigger too old, a wrong token.
// Only [App], the clock and what waits on it, reaches behind the protocols.
//
// Everything is on loopback and nothing is relayed. None of the people exist.
package play

import (
	"context"
	"log/slog"
	"time"
)

// Clock is a clock that can be moved. The program that is played with reads
// the present from the same one.
type Clock interface {
	Now() time.Time
	Set(now time.Time)
}

// App is the program that is played with, as far as its clock goes.
type App interface {
	// Now is the present of the demo.
	Now() time.Time

	// Move sets the clock to an instant and returns when everything that is due
	// by then has left, each at its own moment: passing, which may be nil, is
	// told every instant on the way. Moving to the present settles what waits
	// now. An instant before the present is an error.
	Move(ctx context.Context, to time.Time, passing func(now time.Time)) error

	// Next is the moment of the next notice, and whether there is one.
	Next(ctx context.Context) (time.Time, bool, error)
}

// Config is what the playground is made of.
type Config struct {
	App       App
	Workspace *Workspace
	Mailbox   *Mailbox
	People    []Person  // in the order in which the page lists them
	Commands  []Command // suggested after "/"; nil: [Commands]
	Log       *slog.Logger

	// Reset begins the demo anew: people, case and clock as at the start. The
	// windows and mailboxes are empty by then. Nil: the page does not offer it.
	Reset func(ctx context.Context) error
}

// Command is a slash command that the page suggests, without "/par".
type Command struct {
	Text string `json:"text"` // "log @Maria yesterday 45m co-planned unit 3, 2.6"
	Help string `json:"help"` // "record a meeting"

	Roles string `json:"-"` // who has it, as in a list of people; empty: everybody
}

// Commands are suggestions that work on the first day of the demo.
func Commands() []Command {
	return []Command{
		{"log @Maria yesterday 45m co-planned unit 3, 2.6", "record a meeting", "consultant"},
		{"log", "record a meeting, as a form", "consultant;teacher"},
		{"meet @Maria initial-triad 2025-10-16 15:00 45m Room 12", "plan a meeting", "consultant;administrator"},
		{"visit", "ask for a consultancy visit", "teacher"},
		{"due", "what is due, and by when", ""},
		{"case @Maria", "how a case stands", "consultant;teacher;administrator;coordinator"},
		{"caseload", "all your cases", "consultant;coordinator"},
		{"assign", "give a visit to a mentor", "coordinator"},
		{"undo", "take back what you just saved", ""},
		{"help", "your commands, an example each", ""},
		{"whoami", "who you are here", ""},
	}
}
