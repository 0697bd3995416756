package schoolday

import "fmt"

// Unit is a unit in which a contract counts.
type Unit string

// The units of the program file (LANGUAGE §2). A working day is a school day.
const (
	Minutes     Unit = "minutes"
	Hours       Unit = "hours"
	Days        Unit = "days"
	WorkingDays Unit = "working days"
	Weeks       Unit = "weeks"
	Months      Unit = "months"
	Years       Unit = "years"
)

// Span is a length of time as a contract writes it, such as "10 working days".
type Span struct {
	N    int
	Unit Unit
}

// String returns the span in words: "1 day", "10 working days".
func (s Span) String() string {
	unit := string(s.Unit)
	if s.N == 1 || s.N == -1 {
		unit = unit[:len(unit)-1]
	}
	return fmt.Sprintf("%d %s", s.N, unit)
}

// Roll says where a last day moves that is not a school day.
type Roll string

// The ways to roll.
const (
	Stay    Roll = ""
	Forward Roll = "forward"
	Back    Roll = "back"
)

// Working is a counted date with the steps that led to it, so that it can be
// explained (LANGUAGE §2.1, VOICE why.show).
type Working struct {
	From Day  // day 0
	Span Span // what was counted
	Raw  Day  // the day that counting reached
	Due  Day  // after rolling

	Skipped []Stretch // days after From that did not count: of a leave, of school breaks
}

// Count adds a span to a day and rolls the result. Minutes and hours stay on
// the day: deadlines are whole days.
func (c Calendar) Count(from Day, s Span, roll Roll) Working {
	w := Working{From: from, Span: s, Raw: from}
	switch s.Unit {
	case Days:
		w.Raw = from.Add(s.N)
	case WorkingDays:
		w.Raw = c.AddSchoolDays(from, s.N)
	case Weeks:
		w.Raw = from.Add(7 * s.N)
	case Months:
		w.Raw = from.AddMonths(s.N)
	case Years:
		w.Raw = from.AddMonths(12 * s.N)
	case Minutes, Hours:
	}
	w.Due = c.Roll(w.Raw, roll)
	return w
}

// Roll moves a day that is not a school day.
func (c Calendar) Roll(d Day, roll Roll) Day {
	switch roll {
	case Forward:
		return c.Next(d)
	case Back:
		return c.Last(d)
	case Stay:
	}
	return d
}
