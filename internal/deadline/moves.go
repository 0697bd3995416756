package deadline

import (
	"parbot/internal/casefile"
	"parbot/internal/schoolday"
)

// Move is an open date that another program or calendar puts on another day.
type Move struct {
	Key      string // of the deadline
	Rule     string
	From, To schoolday.Day // To None: it is no longer owed; From None: it was not before
}

// Moves is what changes of the open dates of a case from one plan to another
// that is made of the same file at the same moment (LANGUAGE, Versions).
type Moves struct {
	Moved    []Move
	Begun    []Move // owed from now on
	Ended    []Move // no longer owed
	Calendar int    // dates that stay because they count calendar days
	Stay     int    // dates that stay for another reason
}

// Compare returns what changes of the open dates from before to after.
func Compare(before, after Plan) Moves {
	var m Moves
	old := map[string]*Deadline{}
	for i := range before.Deadlines {
		if d := &before.Deadlines[i]; d.State == Open {
			old[d.Key] = d
		}
	}
	for i := range after.Deadlines {
		d := &after.Deadlines[i]
		if d.State != Open {
			continue
		}
		was, known := old[d.Key]
		delete(old, d.Key)
		switch {
		case !known:
			m.Begun = append(m.Begun, Move{Key: d.Key, Rule: d.Rule, To: d.Due})
		case was.Due != d.Due:
			m.Moved = append(m.Moved, Move{Key: d.Key, Rule: d.Rule, From: was.Due, To: d.Due})
		case d.Working.From != schoolday.None && d.Working.Span.Unit != schoolday.WorkingDays:
			m.Calendar++
		default:
			m.Stay++
		}
	}
	for i := range before.Deadlines {
		if d := &before.Deadlines[i]; old[d.Key] == d {
			m.Ended = append(m.Ended, Move{Key: d.Key, Rule: d.Rule, From: d.Due})
		}
	}
	return m
}

// shifts tells whoever owes a date that it was moved, and when and why: once for
// each move, and none of a date that is settled since.
func (pl *planner) shifts() {
	for _, s := range pl.c.Shifts {
		for i := range pl.deadlines {
			d := &pl.deadlines[i]
			if d.Key != s.Deadline || d.State != Open || d.Due != s.To {
				continue
			}
			pl.tell("shift/"+d.Key, pl.holding(d, s.At), Notice{
				Topic: TopicShifted, Kind: Formal, Rule: d.Rule, Step: s.From.String() + "-" + s.To.String(), At: s.At, Deadline: d.Key,
				Record: d.Record, Meeting: d.Meeting,
			})
		}
	}
}

// Shifted is the newest move of a date to the day that it has, or nil.
func Shifted(shifts []casefile.Shift, d *Deadline) *casefile.Shift {
	for i := len(shifts) - 1; i >= 0; i-- {
		if s := &shifts[i]; s.Deadline == d.Key && s.To == d.Due {
			return s
		}
	}
	return nil
}
