// Package casework holds the things people do, one function each: it loads the
// file, asks whether this person may, appends to the file, plans again and says
// what was understood, all in one transaction or not at all (DESIGN §1,
// invariant 3). It has no transport and no clock: who acts, and when, comes in
// with an [Act].
package casework

import (
	"sync"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// HomeDistrict is the tenant that one deployment serves.
const HomeDistrict = "home"

// Desk is where the work is done.
type Desk struct {
	Store    *postgres.Store
	Programs map[string]*program.Program // by key
	Home     string                      // key of the program of people without a case: its words, zone and visits
	Domain   string                      // of the UIDs and Message-IDs it makes: "parbot.example"
	Slack    bool                        // messages can leave by Slack
	Mail     bool                        // messages can leave by mail

	pinned sync.Map // programs of older versions, by version
}

// Act says who does something, when, and as the answer to which request. The
// same Request done twice is stored once and answered alike.
type Act struct {
	District string
	Who      casefile.Person
	Request  string // unique per request of the transport; "" for acts without one
	Text     string // as typed, to notice the same text twice within a minute
	Now      time.Time
}

// Mine is a case as one of its parties may name it.
type Mine struct {
	Case    casefile.ID
	Teacher casefile.Person
	With    []casefile.Person // the consultants, by whom a teacher names their own case
	Label   string
	Program *program.Program
	Track   string
	Roles   []program.Role // that the asker holds
}

// Log is a meeting of teacher and consultant to be recorded.
type Log struct {
	Case      casefile.ID
	Kind      string // "" a log, "contact" the first contact, "missed" a meeting that did not take place
	Day       schoolday.Day
	Minutes   int
	Text      string
	Standards []string // numbers that the program has
	Private   string
	Again     bool // the person said that it is a second meeting
}

// Meet plans, moves or settles a meeting.
type Meet struct {
	Case    casefile.ID
	Kind    string // meeting key in the program
	Do      string // "plan" (plans or moves), "ask", "cancel", "held", "missed"
	Day     schoolday.Day
	Hour    int
	Minute  int
	Minutes int
	Place   string
	Nth     int  // which of several of a kind: "progress-triad 2"; 0: the one that is meant
	Anyway  bool // also on a day without school
}

// Visit asks for a consultancy visit.
type Visit struct {
	Topic, Wish, Reach string
	Again              bool // the person said that it is a second request
}
