// Package program holds a district's contract as data: who takes part, which
// papers there are and who may read them, who meets whom, what is owed by when,
// and how a case moves on. No Go code knows a district; the shipped ones are
// YAML files under districts. [Load] reads a file strictly and reports every
// problem with its place; what it returns needs no further checking, so the
// rooms that build on it have no errors to handle.
//
// Names here are those of the program file. What it can say is what the readers
// in load.go and the files beside it know; what must hold between its parts
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
	Chair          Role = "chair" // a member of the panel, as is the pair
	Pair           Role = "pair"
	HR             Role = "hr"
	Superintendent Role = "superintendent"
	Organiser      Role = "organiser"
	Staff          Role = "staff"
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
	Header    []string          // facts at the head of documents, never in a message
	Links     []Link            // shown by help
	Texts     map[string]string // wordings to sign or to show, by name
	Dates     map[string]Yearly // days of every year, by name
	Roles     map[Role]RoleDef  // only the roles this program has
	Groups    map[string][]Role // by name, as the file declares them
	Sources   map[string]Source // by short name
	Standards *Standards        // nil when the program names none
	Tracks    []*Track
	Scope                // what belongs to every track that is not apart
	Office    Scope      // what belongs to no case
	Measures  []*Measure // what the program publishes
	Notes     []Problem  // what its author may want to think about; it loads all the same

	source  []byte              // the file
	scopes  map[string]*Scope   // by track, gathered once by Load
	sample  *schoolday.Calendar // read once for the shipped ones
	outward []outward           // what it says of other programs
}

// Words are the local names that documents and answers use.
type Words struct{ Program, File, Round, Case, Invite string }

// Link is a place to look something up: an address, or a text.
type Link struct{ Key, Title, URL, Text string }

// Yearly is a day of every year.
type Yearly struct {
	Month time.Month
	Day   int
}

// On returns the day in a year; February 29 is February 28 in a short one.
func (y Yearly) On(year int) schoolday.Day {
	return schoolday.Date(year, y.Month, 1).Add(min(y.Day, daysIn(year, y.Month)) - 1)
}

func daysIn(year int, m time.Month) int {
	return int(schoolday.Date(year, m+1, 1) - schoolday.Date(year, m, 1))
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
	Key, Title  string
	Apart       bool // uses nothing of the top level
	IsCase      bool // false: a visit
	KnownTo     Cells
	Evaluator   Role
	Excludes    []string // programs in which a teacher of this one cannot be, by key
	Rounds      int      // how many at most, 0: not said
	RoundStart  []Event
	LaterStart  []Event // of the second and later rounds; nil: entering the stage that starts one
	RoundEnd    []Event // of several the one recorded last
	RoundLength Range   // zero: not said
	Keep        Keep
	FromAny     []Move   // out of every stage that closes nothing
	Stages      []*Stage // the first is the entrance; nil: the track has none
	RoundCite   Cite
	RoundNote   string
	Cite        Cite
	Note        string
	Scope
}

// Stage returns the stage of that key, or nil.
func (t *Track) Stage(key string) *Stage {
	return find(t.Stages, key, func(s *Stage) string { return s.Key })
}

// Stage is where a case stands. It is left by the first of its moves of which
// an event happens.
type Stage struct {
	Key         string
	Moves       []Move
	Closes      string // why the case is closed, in words; "": it stays open
	StartsRound bool
	Keep        *Keep // other than the track's
	Cite        Cite
	Note        string
}

// Move is a way from a stage to the next.
type Move struct {
	To string
	On []Event
}

// Keep is how long a closed case is kept, and whose it is.
type Keep struct {
	For       schoolday.Span
	Hold      []Event // keeps it as long as nobody lets it go
	BelongsTo Role    // teacher: handed over to the teacher before it is erased
	Then      string  // "counts": sums remain
	Cite      Cite
	Note      string
}

// Range is a stretch of lengths, such as 6 to 12 months.
type Range struct{ Least, Most schoolday.Span }

// Scope is what one place of the file declares. Order is the order of the file.
type Scope struct {
	Forms      []*Form
	Meetings   []*Meeting
	Deadlines  []*Deadline
	Checklists []*Checklist
	Tallies    []*Tally
}

// Form returns the form of that key, or nil.
func (s *Scope) Form(key string) *Form {
	return find(s.Forms, key, func(f *Form) string { return f.Key })
}

// Meeting returns the meeting of that key, or nil.
func (s *Scope) Meeting(key string) *Meeting {
	return find(s.Meetings, key, func(m *Meeting) string { return m.Key })
}

// Checklist returns the checklist of that key, or nil.
func (s *Scope) Checklist(key string) *Checklist {
	return find(s.Checklists, key, func(c *Checklist) string { return c.Key })
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

// Source returns the file that the program was loaded from.
func (p *Program) Source() []byte { return slices.Clone(p.source) }

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
		Tallies:    slices.Concat(p.Tallies, t.Tallies),
	}
}

// Called returns the local word for a role, or the role itself.
func (p *Program) Called(r Role) string {
	if def, ok := p.Roles[r]; ok && def.Called != "" {
		return def.Called
	}
	return string(r)
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

// Checklist is a named all-of; an inner list is any-of.
type Checklist struct {
	Key, Title string
	OverCase   bool
	Items      [][]Event
}
