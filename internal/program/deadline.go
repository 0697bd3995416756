package program

import (
	"time"

	"parbot/internal/schoolday"
)

// Deadline is a duty or a right.
type Deadline struct {
	Key, Title string
	Plain      string // the name in pushes; default "a task", or "a right of yours"
	OwedBy     []Role // together, unless Each; with Signers: whoever has still to sign
	Each       bool   // each of them for themselves: met when all have done it
	Signers    bool
	RightOf    []Role
	Starts     []Event
	Until      []Event
	MetBy      []Event
	Due        *Due
	Every      *schoolday.Span // {1 week} is the ISO week
	Window     []Window
	Roll       schoolday.Roll
	Stops      string // during which days it does not run: "leave" (default), "breaks" (leave and school breaks) or "none"
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

// Window is a stretch in which something has to happen: of the round, or, as
// "45-90 working days", from the start of the deadline.
type Window struct {
	FromPercent, ToPercent int // of the round, when ToPercent > 0
	FirstDays, LastDays    int
	Stretch                Range // from the start, when its Most is not zero
}

// Step is one reminder (LANGUAGE §2.9). Exactly one of its forms is set.
type Step struct {
	Key          string         // as written: "-3", "0", "start", "start+15min", "Thu", "Fri 12:00", "then 2", "-1 month"
	Days         int            // from the last day, in the deadline's unit, when From is "due"
	Span         schoolday.Span // or from the last day in a unit of its own: "-8 weeks"; then N is negative
	From         string         // "due", "start", "weekday", "then", "monthly", "weekly"
	Minutes      int            // with "start+15min"
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
