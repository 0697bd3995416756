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
// writes, who signs, and who reads. A form without readers of its own says what
// it goes by.
func (p *Program) Cells() []Cell {
	forms := slices.Clone(p.Forms)
	for _, t := range p.Tracks {
		forms = append(forms, t.Forms...)
	}
	var rows []Cell
	for _, f := range forms {
		rows = append(rows, acts(f)...)
		rows = append(rows, reads(f)...)
	}
	return rows
}

func acts(f *Form) (rows []Cell) {
	for _, r := range f.By {
		rows = append(rows, Cell{f.Key, string(r), "write", when(f.Needs)})
	}
	for _, r := range f.HelpedBy {
		rows = append(rows, Cell{f.Key, string(r), "help", ""})
	}
	for _, s := range f.Signs {
		for _, r := range s.Roles {
			rows = append(rows, Cell{f.Key, string(r), "sign", s.Meaning})
		}
	}
	return rows
}

func when(needs []Event) string {
	if len(needs) == 0 {
		return ""
	}
	words := make([]string, len(needs))
	for i, e := range needs {
		words[i] = e.String()
	}
	return "from " + strings.Join(words, " or ")
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
