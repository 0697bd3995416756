package program

import (
	"slices"
	"strings"
)

// Cell is one row of a program's table of access: what a role may do with a
// form, and under which condition, in the words of the program file.
type Cell struct {
	Form, Role, Right, Condition string
}

// Cells returns the table of access of all forms, in the order of the file: who
// writes, helps, signs, confirms and reads. What the system makes is written by
// parbot; a form without readers of its own says what it goes by.
func (p *Program) Cells() []Cell {
	forms := slices.Clone(p.Forms)
	for _, t := range p.Tracks {
		forms = append(forms, t.Forms...)
	}
	forms = append(forms, p.Office.Forms...)
	var rows []Cell
	for _, f := range forms {
		rows = append(rows, acts(f)...)
		rows = append(rows, reads(f)...)
	}
	return rows
}

func acts(f *Form) (rows []Cell) {
	act := func(right, condition string, roles ...Role) {
		for _, r := range roles {
			rows = append(rows, Cell{f.Key, string(r), right, condition})
		}
	}
	act("write", when(f), f.By...)
	if len(f.By) == 0 && len(f.MadeOn) > 0 {
		act("write", "on "+orEvents(f.MadeOn), "parbot")
	}
	act("help", when(f), f.HelpedBy...)
	for _, s := range f.Signs {
		act("sign", s.Meaning, s.Roles...)
	}
	act("second", "", f.Second...)
	return rows
}

// when is from and until which events a form may be written.
func when(f *Form) string {
	var words []string
	if len(f.Needs) > 0 {
		words = append(words, "from "+orEvents(f.Needs))
	}
	if len(f.Until) > 0 {
		words = append(words, "until "+orEvents(f.Until))
	}
	return strings.Join(words, " ")
}

func orEvents(events []Event) string {
	words := make([]string, len(events))
	for i, e := range events {
		words[i] = e.String()
	}
	return strings.Join(words, " or ")
}

func reads(f *Form) (rows []Cell) {
	switch {
	case f.Nobody:
		return []Cell{{f.Key, "nobody", "read", "but its author"}}
	case f.SeenBy == nil:
		return []Cell{{f.Key, "readers", "read", "as " + strings.Join(f.Attaches, " or ")}}
	}
	for _, r := range fixed {
		for _, g := range f.SeenBy[r] {
			rows = append(rows, Cell{f.Key, string(r), g.Level.String(), g.words()})
		}
	}
	return rows
}

// String returns the level as a program file writes it.
func (l Level) String() string {
	switch l {
	case Never:
		return "never"
	case Counts:
		return "counts"
	case Dates:
		return "dates"
	case Read:
		return "read"
	default:
		return "nothing"
	}
}

// words are what must hold besides, in the words of the program file.
func (g Grant) words() string {
	var words []string
	for _, one := range []struct {
		holds bool
		word  string
	}{{g.Own, "own"}, {g.Shared, "shared"}, {g.Presented, "presented"}, {g.Granted, "granted"}} {
		if one.holds {
			words = append(words, one.word)
		}
	}
	if g.From != (Event{}) {
		words = append(words, "from "+g.From.String())
	}
	if g.Until != (Event{}) {
		words = append(words, "until "+g.Until.String())
	}
	return strings.Join(words, " ")
}
