// Package program holds a district's contract as data: who takes part, which
// papers there are and who may read them, who meets whom, what is owed by when,
// and how a case moves on. No Go code knows a district; the shipped ones are
// YAML files under districts. [Load] reads a file strictly and reports every
// problem with its place; what it returns needs no further checking, so the
// rooms that build on it have no errors to handle.
//
// Names here are those of the program file. What it can say is what the readers
// in load.go, scope.go and deadlines.go know; what must hold between its parts
// is in check.go; phrases such as "10 days" are read in phrase.go.
package program

import (
	"slices"
	"strconv"
	"time"

	"parbot/internal/schoolday"
)

// Role is one of the fixed names of who there is; the local word for it is in
// the program's roles.
type Role string

// The fixed roles. A group is a list of roles under any other name and is
// resolved by the loader, so it never appears here.
const (
	Teacher        Role = "teacher"
	Consultant     Role = "consultant"
	Administrator  Role = "administrator"
	Representative Role = "representative"
	Coordinator    Role = "coordinator"
	Panel          Role = "panel"
	HR             Role = "hr"
	Superintendent Role = "superintendent"
)

// Program is one district's contract.
type Program struct {
	Key       string
	Title     string
	Version   string // sha256 of the file, hex, first 12 digits
	Zone      *time.Location
	InForce   schoolday.Day
	Words     Words
	Contact   string            // who answers questions, in words: "the program office"
	Roles     map[Role]RoleDef  // only the roles this program has
	Sources   map[string]Source // by short name
	Standards *Standards        // nil when the program names none
	Tracks    []*Track
	Scope     // what belongs to every track that is not apart

	scopes map[string]*Scope   // by track, gathered once by Load
	sample *schoolday.Calendar // read once for the shipped ones
}

// Words are the local names that documents and answers use.
type Words struct{ Program, File, Round, Case, Invite string }

// RoleDef is what a program says of a role.
type RoleDef struct {
	Called             string // the local word, such as "PAR Mentor"
	OfSite             bool   // follows the teacher's school
	ChosenBy           Role   // who alone names and removes the holder, or ""
	Full, Alert, Limit int    // caseload, 0: not said
}

// Source is where a number or a duty comes from.
type Source struct {
	Origin string // "seed", "public" or "default"
	Title  string
}

// Cite is a reference to sources, with the item inside each.
type Cite struct {
	Origin string   // of the number: that of the last source named
	Titles []string // such as "Handbook MOU mentor, item 2"
}

// Track is one way through a program. A visit is a track that is apart and no case.
type Track struct {
	Key, Title string
	Apart      bool // uses nothing of the top level
	IsCase     bool // false: a visit
	KnownTo    Cells
	Evaluator  Role
	Rounds     int // how many at most, 0: not said
	RoundStart []Event
	RoundEnd   []Event
	Scope
}

// Scope is what one place of the file declares. Order is the order of the file.
type Scope struct {
	Forms      []*Form
	Meetings   []*Meeting
	Deadlines  []*Deadline
	Checklists []*Checklist
}

// Form returns the form of that key, or nil.
func (s *Scope) Form(key string) *Form {
	return find(s.Forms, key, func(f *Form) string { return f.Key })
}

// Meeting returns the meeting of that key, or nil.
func (s *Scope) Meeting(key string) *Meeting {
	return find(s.Meetings, key, func(m *Meeting) string { return m.Key })
}

// Deadline returns the deadline of that key, or nil.
func (s *Scope) Deadline(key string) *Deadline {
	return find(s.Deadlines, key, func(d *Deadline) string { return d.Key })
}

func find[T any](all []*T, key string, of func(*T) string) *T {
	for _, one := range all {
		if of(one) == key {
			return one
		}
	}
	return nil
}

// Track returns the track of that key, or nil.
func (p *Program) Track(key string) *Track {
	return find(p.Tracks, key, func(t *Track) string { return t.Key })
}

// In returns all that a case of the track lives by: what the track declares
// and, unless it is apart, what the top level declares. A loaded program has
// gathered it once.
func (p *Program) In(track string) *Scope {
	if s, ok := p.scopes[track]; ok {
		return s
	}
	if t := p.Track(track); t != nil {
		return p.gather(t)
	}
	return &Scope{}
}

func (p *Program) gather(t *Track) *Scope {
	if t.Apart {
		return &t.Scope
	}
	return &Scope{
		Forms:      slices.Concat(p.Forms, t.Forms),
		Meetings:   slices.Concat(p.Meetings, t.Meetings),
		Deadlines:  slices.Concat(p.Deadlines, t.Deadlines),
		Checklists: slices.Concat(p.Checklists, t.Checklists),
	}
}

// Called returns the local word for a role, or the role itself.
func (p *Program) Called(r Role) string {
	if def, ok := p.Roles[r]; ok && def.Called != "" {
		return def.Called
	}
	return string(r)
}

// Form is a paper or an act: a log, a report, a signature, a pairing. Which
// states it has follows from its keys (LANGUAGE §1, forms).
type Form struct {
	Key, Title  string
	Plain       string // the name in pushes: "weekly log"; default "a form"
	Command     string // the typed command that files it; default the key
	By          []Role // empty: made by the system
	HelpedBy    []Role
	Opens       string // track that begins when it leaves draft
	Attaches    []string
	DiscussedAt []string // meetings where it lies on the table
	Signs       []Signing
	ReleasedBy  Role // who lets a declined paper go; default coordinator
	Assigns     Role
	Needs       []Event
	Once        string // "", "case", "holder" or "round"
	Outcomes    []Outcome
	Fields      []*Field
	SeenBy      Cells             // nil with attaches: as what it is attached to
	Nobody      bool              // seen_by: nobody
	Serve       map[string][]Role // state -> formal notices
	Tell        map[string][]Role // state -> nudges
	Cite        Cite
	Note        string
}

// Signing is one meaning of a signature and who gives it.
type Signing struct {
	Meaning string // "receipt", "understood", "agreement", "attests"
	Roles   []Role
}

// Outcome is one result a form can have.
type Outcome struct{ Key, Title string }

// Field is one question of a form.
type Field struct {
	Key, Ask string
	Type     string // text file files day date minutes number yes-no person standards choice any record roll-up …
	Optional bool
	Private  bool     // the author's alone
	Options  []string // of choice and any
	From     string   // standards: those chosen in that form
	OnlyIf   string
}

// Level is how much a cell shows. Higher shows more.
type Level int

// The levels.
const (
	Never Level = iota - 1 // closed for good, whatever other role the person has
	Nothing
	Counts
	Dates // that it exists, kind, day, state
	Read
)

// Grant is one cell of a table of readers: a level and the conditions under
// which it holds. All must hold at once.
type Grant struct {
	Level     Level
	Own       bool  // what one wrote
	Shared    bool  // opened to this role by its author
	Presented bool  // on the table of a held meeting, reader and teacher present
	Granted   bool  // opened by the teacher
	From      Event // zero: from filing
	Until     Event
}

// Cells says for each role which grants it has; the widest that holds counts.
type Cells map[Role][]Grant

// Meeting is a kind of appointment.
type Meeting struct {
	Key, Title string
	Plain      string // the name in pushes; default "a meeting"
	Attendees  []Role
	OpenTo     []Role
	ConvenedBy []Role // default consultant
	DatesBy    []Role
	ChairedBy  []Role
	Needs      []Event
	Once       string
	Times      int
	Weekly     bool           // series: weekly
	Minutes    int            // default 45
	Packet     schoolday.Span // of a hearing: how long before it the file is open to it; zero: it is none
	SeenBy     Cells
	Tell       map[string][]Role
	Remind     []Step // default one school day before
	Cite       Cite
}

// Deadline is a duty or a right.
type Deadline struct {
	Key, Title string
	Plain      string // the name in pushes; default "a task", or "a right of yours"
	OwedBy     []Role // with Signers: whoever has still to sign
	Signers    bool
	RightOf    []Role
	Starts     []Event
	Until      []Event
	MetBy      []Event
	Due        *Due
	Every      *schoolday.Span // {1 week} is the ISO week
	Window     []Window
	Roll       schoolday.Roll
	Remind     []Step
	Late       []Escalation
	Kind       string // "", "notice", "reminder" or "nudge"
	Cite       Cite
	Note       string
}

// IsRight reports whether it is a right, which is never owed and never late.
func (d *Deadline) IsRight() bool { return len(d.RightOf) > 0 }

// Due is the phrase after due.
type Due struct {
	Span      schoolday.Span
	Before    []Event // "7 days before EVENT"
	After     []Event // "20 working days after EVENT"
	By        []Event // "by EVENT or EVENT"
	EndOfWeek bool
}

// Window is a stretch of the round in which something has to happen.
type Window struct {
	FromPercent, ToPercent int // of the round, when ToPercent > 0
	FirstDays, LastDays    int
}

// Event is something that happens to a case: a record enters a state, a meeting
// is held, the round ends. A list of events means any of them.
type Event struct {
	Name  string // form, meeting, checklist, "case", "round", "month", "school-year", …
	Nth   int    // 0: any
	State string // never empty after loading: "filed" for a bare form, "held" for a bare meeting; an outcome is a state
}

// String returns the event as the file writes it: "progress-triad.2.held", or
// "answered" for a bare state.
func (e Event) String() string {
	s := e.Name
	if e.Nth > 0 {
		s += "." + strconv.Itoa(e.Nth)
	}
	switch {
	case e.State == "":
		return s
	case s == "":
		return e.State
	}
	return s + "." + e.State
}

// Step is one reminder (LANGUAGE §2.9). Exactly one of its forms is set.
type Step struct {
	Key          string // as written: "-3", "0", "start", "start+15min", "Thu", "Fri 12:00", "then 2"
	Days         int    // from the last day, in the deadline's unit, when From is "due"
	From         string // "due", "start", "weekday", "then", "monthly", "weekly"
	Minutes      int    // with "start+15min"
	Weekday      time.Weekday
	Hour, Minute int // of a weekday step; 8:00 by default
}

// Escalation tells somebody else that a duty is open past its day.
type Escalation struct {
	To     Role
	After  int  // units after the last day
	InARow int  // or: this many occurrences missed in a row
	Weekly bool // or: once a week
}

// Checklist is a named all-of; an inner list is any-of.
type Checklist struct {
	Key, Title string
	OverCase   bool
	Items      [][]Event
}

// Standards are the standards of practice and their elements.
type Standards struct {
	Key, Title string
	Groups     map[string][]string
	Items      []Standard
}

// Standard is one standard with its elements in order.
type Standard struct {
	Number, Title string
	Elements      []Element
}

// Element is one element of a standard.
type Element struct{ Number, Text string }
