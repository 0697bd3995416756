package casework

import (
	"fmt"

	"parbot/internal/schoolday"
)

// CaseRow is one case to be opened from a district's list. Teacher, Consultant
// and Administrator are addresses of people on the roster; Administrator may be
// "". Line is where the row stands in its file, counted from 1.
type CaseRow struct {
	Line          int
	Program       string // key of a program
	Teacher       string
	Consultant    string
	Administrator string
	Opened        schoolday.Day
}

// RowError says which cell of a list cannot be taken and why, in a sentence for
// the person who keeps the list. Nothing of the list has been stored.
type RowError struct {
	Line   int
	Column string
	Text   string
}

// Error returns the place in the list and the sentence, as "14: teacher: …".
func (e *RowError) Error() string { return fmt.Sprintf("%d: %s: %s", e.Line, e.Column, e.Text) }
