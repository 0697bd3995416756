// Package casefile holds what a case is: its dated parties, its records, its
// meetings, and the people in it; and says, purely, what has happened so far as
// a list of [Fact]s, in the words of the program file. It knows no rule of a
// district, no clock and no store.
package casefile

import (
	"slices"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// ID identifies a person, case, record or meeting; a UUID in its usual form.
type ID string

// Person is somebody on the roster.
type Person struct {
	ID       ID
	District string
	Name     string
	Email    string
	Slack    string // Slack user id, or ""
	Zone     string // IANA name, or "" for the district's
	School   string
	Roles    []program.Role // what the roster gives; a case's parties are apart
	Bounced  bool           // mail to the address came back
}

// Holds reports whether the roster gives the person the role.
func (p Person) Holds(r program.Role) bool {
	return slices.Contains(p.Roles, r)
}

// FirstName returns the first word of the name, for greetings in pushes.
func (p Person) FirstName() string {
	for i, r := range p.Name {
		if r == ' ' {
			return p.Name[:i]
		}
	}
	return p.Name
}

// Case is one teacher in one track of one program, with all of its file. A
// visit is a case of a track that is none (LANGUAGE §6).
type Case struct {
	ID       ID
	District string
	Program  string // key
	Version  string // of the program file it is pinned to
	Track    string
	Number   int // of a visit: V-12; else 0
	School   string
	Opened   schoolday.Day
	OpenedAt time.Time
	Closed   schoolday.Day // None while open
	ClosedAt time.Time
	Parties  []Party // the case's own and, with Office set, those of the program office
	Records  []Record
	Meetings []Meeting
	Turns    []Turn // pauses, moves to another school … in order
	Shifts   []Shift
	Waived   []Waiver
	Grants   []Grant
}

// Grant is that the teacher opened something to one person: a record or a
// meeting, or all of the file. It is ended, never changed (LANGUAGE §1, granted).
type Grant struct {
	Record ID // or the meeting; "": all of the file
	To     ID
	At     time.Time
	Ended  time.Time // zero: still open
}

// Holds reports whether the grant is open at now.
func (g Grant) Holds(now time.Time) bool {
	return !now.Before(g.At) && (g.Ended.IsZero() || now.Before(g.Ended))
}

// Shift is a date that another version of the program, or another calendar,
// moved while it was open. It never changes.
type Shift struct {
	Deadline string // key
	From, To schoolday.Day
	Why      string // "program" or "calendar"
	Closed   string // calendar: the new day without school, in the calendar's words, or ""
	At       time.Time
}

// Waiver is that a person does not use what is left of a right. It is never
// taken back.
type Waiver struct {
	Deadline string // key of the deadline: "respond/<record>"
	Person   ID
	At       time.Time
}

// Turn is an act of a person on the case as a whole. It never changes.
type Turn struct {
	State  State // Paused, Resumed, Transferred, Separated or Reopened
	Day    schoolday.Day
	At     time.Time
	By     ID
	School string // Transferred: the new one
}

// The turns of a case, beside its opening and closing.
const (
	Paused      State = "paused" // a leave
	Resumed     State = "resumed"
	Transferred State = "transferred" // to another school
	Separated   State = "separated"   // resigned, retired, left
	Reopened    State = "reopened"
)

// Party is a person in a role, from a moment until another or for good.
type Party struct {
	Person Person
	Role   program.Role
	From   time.Time
	To     time.Time // zero: still
	Office bool      // holds the role for every case (coordinator), by the roster
	Label  string    // what this person calls the case in pushes ("Maple"), or ""
}

// Holding reports whether the party holds the role at now.
func (p Party) Holding(now time.Time) bool {
	return !now.Before(p.From) && (p.To.IsZero() || now.Before(p.To))
}

// Record is a filled-in form. It never changes: what happens to it later are
// steps and signatures, and a correction is another record.
type Record struct {
	ID        ID
	Form      string
	Author    ID                // "" for the system
	Day       schoolday.Day     // the day it is about
	At        time.Time         // when it was recorded
	Fields    map[string]string // text by field; standards joined by ", "; minutes as digits
	On        ID                // the record or meeting it is attached to, or ""
	Outcome   string
	Shared    []program.Role // opened by its author to these roles
	Presented []ID           // meetings where it lay on the table
	Steps     []Step         // states it entered, in order; the first is its making
	Signed    []Signature
	Withdrawn time.Time // by Undo; readable by its author alone
	MadeFor   string    // of one that the system made: the key of what was to be made, or ""
}

// State is a state of a record or a meeting.
type State string

// The states of records (LANGUAGE §1).
const (
	Draft     State = "draft"
	Issued    State = "issued"
	Discussed State = "discussed"
	Signed    State = "signed"
	Declined  State = "declined"
	Answered  State = "answered"
	Filed     State = "filed"
	Served    State = "served"
)

// The states of meetings.
const (
	Asked     State = "asked" // dates wanted
	Planned   State = "planned"
	Held      State = "held"
	Missed    State = "missed"
	Cancelled State = "cancelled"
)

// Step is a state that a record or meeting entered.
type Step struct {
	State State
	Day   schoolday.Day
	At    time.Time
	By    ID
}

// Signature is an act of one person on one record.
type Signature struct {
	Person   ID
	Meaning  string // as in program.Signing
	Declined bool
	Day      schoolday.Day
	At       time.Time
	Hash     string // sha256 of the text that was shown, hex
}

// Meeting is an appointment. One UID for life; Sequence rises with each change
// of time or place and with cancelling (RFC 5546 §2.1.4).
type Meeting struct {
	ID        ID
	Kind      string // key in the program
	UID       string
	Sequence  int
	State     State
	Start     time.Time // zero while only asked for
	End       time.Time
	Zone      string // IANA, in which it was planned
	Place     string
	Convener  ID
	Moves     int
	Attendees []Attendee
	Steps     []Step // asked, planned, moved, held, missed, cancelled with their times
}

// Attendee is one person's seat in a meeting.
type Attendee struct {
	Person   Person
	Role     program.Role
	Answer   string    // "", "yes", "no", "other"
	Answered time.Time // when; zero: not yet
	Present  bool      // recorded as there, when held
}

// Moved is the step of a meeting whose time changed; the second and later times
// count as moved-again.
const Moved State = "moved"

// Fact is an event that happened, or, with State planned, that has a day
// beforehand.
type Fact struct {
	Event   program.Event
	Day     schoolday.Day // the day it counts from
	At      time.Time     // when it was recorded
	Record  ID            // the record it is about, or ""
	Meeting ID            // the meeting it is about, or ""
	On      ID            // what that record is attached to, or ""
	By      ID
	Round   int // of the case, 1 the first; 0: before it, and always in what Facts returns
}

// Holders returns the people who hold a role at now, in the order of parties.
func (c *Case) Holders(r program.Role, now time.Time) []Person {
	var people []Person
	for _, p := range c.Parties {
		if p.Role == r && p.Holding(now) {
			people = append(people, p.Person)
		}
	}
	return people
}

// RolesOf returns the roles that a person holds at now.
func (c *Case) RolesOf(id ID, now time.Time) []program.Role {
	var roles []program.Role
	for _, p := range c.Parties {
		if p.Person.ID == id && p.Holding(now) {
			roles = append(roles, p.Role)
		}
	}
	return roles
}

// Record returns the record of that id, or nil.
func (c *Case) Record(id ID) *Record {
	for i := range c.Records {
		if c.Records[i].ID == id {
			return &c.Records[i]
		}
	}
	return nil
}

// Meeting returns the meeting of that id, or nil.
func (c *Case) Meeting(id ID) *Meeting {
	for i := range c.Meetings {
		if c.Meetings[i].ID == id {
			return &c.Meetings[i]
		}
	}
	return nil
}
