// Package roster reads the lists a district brings: its people, and the cases
// that are open already. A list is a CSV file (RFC 4180) in UTF-8 with the
// columns of its kind in any order; byte order marks, Windows line ends and
// blank rows do not matter. Reading is pure and all or nothing: either every
// row is good, or each bad cell is named by line and column, in a sentence for
// the person who keeps the list (VOICE §7). Whether a program or a person
// exists is not asked here but where the list is stored.
package roster

import "fmt"

// The caps on a list. More is a mistake, not a district.
const (
	MaxBytes = 10 << 20
	MaxLines = 100_000
)

// Problem is a cell that cannot be taken. Line counts from 1 as an editor does;
// Column is "" when the whole line or file is meant. Text is a sentence.
type Problem struct {
	Line   int
	Column string
	Text   string
}

// String returns the place and the sentence: "14: roles: …".
func (p Problem) String() string {
	if p.Column == "" {
		return fmt.Sprintf("%d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("%d: %s: %s", p.Line, p.Column, p.Text)
}
