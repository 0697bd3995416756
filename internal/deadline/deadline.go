// Package deadline works out, purely, what is owed in a case, by whom and by
// when, and what is to be said about it to whom: program + file + calendar + now
// in, deadlines and notices out. Each deadline carries its working, each notice
// a key that is the same however often it is planned (DESIGN §1, invariants 1
// and 4).
package deadline

import (
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Plan is all that follows from a case at a moment.
type Plan struct {
	Deadlines []Deadline      // in the order of their last days, undated ones last
	Notices   []Notice        // in the order of their moments
	Made      []Made          // what the system has still to make, in the order of the facts
	Course    casefile.Course // how the case has gone: its stage, and whether that closes it
	Again     time.Time       // the next moment at which a plan may differ; zero: only when the file changes
}

// Made is a record that the system has to make by a form's made_on. It is owed
// until the file holds a record made for its key, taken back or not.
type Made struct {
	Key  string // form + "/" + what it is made for: "monthly-log/2025-10-31"
	Form string
	Role program.Role  // of a survey: who is asked, for each answers alone; else ""
	Day  schoolday.Day // of the fact, and of the record
	For  casefile.Fact // what it is made on
}

// State is where a deadline stands.
type State string

// The states. A right is never late, and when its last day has passed it is Over.
const (
	Open State = "open"
	Met  State = "met"
	Over State = "over" // a right whose last day has passed, or that was waived
	Void State = "void" // ended by its until, a new round or the closing of the case
)

// Deadline is what somebody owes, or has the right to do, by when.
type Deadline struct {
	Key     string // rule + "/" + what it is about: "respond/<record>", "meet-weekly/2025-W41", "confer/2025-10-06"; of each of several roles + "/" + role
	Rule    string // key in the program
	Record  casefile.ID
	Meeting casefile.ID
	Roles   []program.Role
	Owners  []casefile.ID // the people who hold the roles at now and have still to act
	Right   bool
	Start   schoolday.Day
	Opens   schoolday.Day // first day of a window, else Start
	Due     schoolday.Day // None: not known yet
	MetOn   schoolday.Day
	MetAt   time.Time     // when what met it was recorded
	Ended   schoolday.Day // of one that is void, or waived: since when
	State   State
	Nth     int           // of several windows: which of them; else 0
	Round   int           // of the case, in which it started; 1 the first
	Started program.Event // what started it
	Working schoolday.Working
}

// Late reports whether a duty is open past its last day.
func (d Deadline) Late(today schoolday.Day) bool {
	return d.State == Open && !d.Right && d.Due != schoolday.None && today > d.Due
}

// Kind is how much a notice matters (DESIGN §8).
type Kind string

// The kinds.
const (
	Formal   Kind = "notice"   // a right, a decision: mail and Slack, any day, kept as proof
	Reminder Kind = "reminder" // expires when pointless
	Nudge    Kind = "nudge"    // goes into the morning digest
)

// Topic is what a notice says; each has its wording in package message.
type Topic string

// The topics.
const (
	TopicDue           Topic = "due"         // a duty falls due
	TopicOpen          Topic = "open"        // a duty is open past its day: to its owner
	TopicRight         Topic = "right"       // a right has a last day: reminder
	TopicRightGiven    Topic = "right-given" // the formal notice of a right at its start (N-04)
	TopicLate          Topic = "late"        // escalation: open past its date: to somebody else
	TopicSign          Topic = "sign"        // a form waits for the person's signature (N-03)
	TopicServed        Topic = "served"      // a formal notice of a record's state (N-05, N-06 …)
	TopicAttached      Topic = "attached"    // something new is in a file the person may read
	TopicPaired        Topic = "paired"      // a new holder of a role (N-02)
	TopicShifted       Topic = "shifted"     // another program or calendar moved a date
	TopicClosed        Topic = "closed"      // the case has closed
	TopicMeeting       Topic = "meeting"     // a meeting is near
	TopicInvited       Topic = "invited"     // one per attendee and sequence; carries the invitation
	TopicMoved         Topic = "moved"
	TopicCanceled      Topic = "canceled"
	TopicCannot        Topic = "cannot"         // to the convener: somebody cannot come
	TopicVisitAsked    Topic = "visit-asked"    // to coordinators
	TopicVisitAssigned Topic = "visit-assigned" // to the consultant
	TopicVisitAnswered Topic = "visit-answered" // to the requester
)

// Notice is one thing to say to one person at one time. It holds no content:
// what it says is rendered, after the permission is asked again, just before it
// leaves.
type Notice struct {
	Key      string // rule/occurrence/step/person, unique within a case
	Topic    Topic
	Kind     Kind
	Rule     string // deadline, form or meeting key it comes from
	Step     string // "-3", "start", "late+1", "seq-2" …
	To       casefile.ID
	Role     program.Role // for which the person is told
	At       time.Time    // when it is to leave
	Deadline string       // key of the deadline, or ""
	Record   casefile.ID
	Meeting  casefile.ID
	Sequence int // of the meeting, when it carries an invitation
}
