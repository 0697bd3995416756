package program

import (
	"slices"
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

// MetBy returns the duties and rights of a scope which an event fulfills: the
// form or meeting named has entered the state.
func (s *Scope) MetBy(name, state string) []*Deadline {
	var met []*Deadline
	for _, d := range s.Deadlines {
		if slices.Contains(d.MetBy, Event{Name: name, State: state}) {
			met = append(met, d)
		}
	}
	return met
}

// Awaits reports whether a duty or a right waits for a meeting: to be planned or
// held, or to talk about the written report, as every six weeks (CLO-36).
func (s *Scope) Awaits(m *Meeting) bool {
	return slices.ContainsFunc(s.Deadlines, func(d *Deadline) bool {
		return slices.ContainsFunc(d.MetBy, func(e Event) bool { return e.Name == m.Key })
	}) || slices.ContainsFunc(s.Forms, func(f *Form) bool {
		return slices.Contains(f.DiscussedAt, m.Key) && s.Reports(f)
	})
}

// Reports reports whether a form is the written report of a track, which the
// command of that name opens: a duty waits until a conference talked about it, or
// the file calls it so.
func (s *Scope) Reports(f *Form) bool {
	return len(f.DiscussedAt) > 0 && (f.Command == "report" || len(s.MetBy(f.Key, "discussed")) > 0)
}

// Responds reports whether a form is a written response: filing it uses a right
// about the form that it attaches to (CLO-31). Other annexes answer nothing.
func (s *Scope) Responds(f *Form) bool {
	return slices.ContainsFunc(s.MetBy(f.Key, "filed"), (*Deadline).IsRight) &&
		slices.ContainsFunc(f.Attaches, func(name string) bool { return s.Form(name) != nil })
}

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
