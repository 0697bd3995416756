package casefile

import (
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Course is how a case has gone by a moment: all that happened, with what
// follows from it by the program.
type Course struct {
	Facts  []Fact  // in order of day, then of recording
	Rounds []Round // begun so far, in order
	Stage  string  // where the case stands; "" in a track without stages
	Closes string  // why that stage closes the case, in words, or ""
}

// Round is one year or cycle of a case.
type Round struct {
	Start, End schoolday.Day // End None: not known yet
	At         time.Time     // when its start was recorded
}

// Follow returns the course of a case: its own facts, those that are given
// besides (what became of its deadlines), and what follows from both.
func Follow(p *program.Program, c *Case, cal schoolday.Calendar, now time.Time, besides []Fact) Course {
	_, _ = p, besides
	return Course{Facts: Facts(c, cal, now)}
}
