package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/program"
)

// Command is one row of the table of commands. The help, the README and Slack's
// manifest are made from it.
type Command struct {
	Name    string
	Aliases []string
	Usage   string // "log PERSON [DATE] LENGTH text"
	Who     string // who may use it, in words
	Example string // as typed, without "/par"
	What    string // one line of what it does
	Form    bool   // typed short, it opens a form

	roster []program.Role           // on the roster, of whom one is enough
	in     func(casework.Mine) bool // in an open case; with roster too, the help lists it only then
	run    func(*turn, context.Context, order) (Reply, error)
}

// order is a command to be obeyed: its line without the command's name, and
// what a press has added to it.
type order struct {
	line   line
	typed  string      // the whole line
	picked casefile.ID // the case that was meant
	again  bool        // it is a second one
	anyway bool        // also on a day without school
	form   bool        // open the form with what was understood
}

// heldBy reports whether the command exists for a person with these open cases.
func (c Command) heldBy(p casefile.Person, cases []casework.Mine) bool {
	if c.roster == nil && c.in == nil {
		return true
	}
	return slices.ContainsFunc(c.roster, p.Holds) || c.in != nil && slices.ContainsFunc(cases, c.in)
}

// listed reports whether the command is shown to a person who holds it.
func (c Command) listed(p casefile.Person, cases []casework.Mine) bool {
	if c.in != nil {
		return slices.ContainsFunc(cases, c.in)
	}
	return c.heldBy(p, cases)
}

// names are the words that call the command, the final one first.
func (c Command) names() []string { return append([]string{c.Name}, c.Aliases...) }

// commandOf is the command among all that a word calls.
func commandOf(all []Command, name string) (Command, bool) {
	for _, c := range all {
		if slices.Contains(c.names(), name) {
			return c, true
		}
	}
	return Command{}, false
}

// nearest is the command whose name is closest to a mistyped one, if any is
// close: one slip in short names, two in longer ones, or its beginning.
func nearest(all []Command, typed string) (Command, bool) {
	best, found := tooFar, Command{}
	for _, c := range all {
		for _, name := range c.names() {
			d := slips(typed, name)
			if d < best || d == best && d < tooFar && name[0] == typed[0] && found.Name[0] != typed[0] {
				best, found = d, c
			}
		}
	}
	return found, best < tooFar
}

const tooFar = 3

func slips(typed, name string) int {
	d := distance(typed, name)
	switch {
	case len(typed) > 1 && strings.HasPrefix(name, typed):
		return 1
	case len(name) < 5 && d > 1:
		return tooFar
	}
	return d
}

// maxCompared is how long the words are that are worth comparing.
const maxCompared = 20

// distance counts the slips between two words: a letter added, left out or
// changed, or two that changed places.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	if len(s) > maxCompared {
		return len(s)
	}
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			change := 1
			if s[i-1] == t[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}

// Markdown returns the table of commands for the README.
func Markdown() string {
	var b strings.Builder
	b.WriteString("| command | who | for example | what it does |\n|---|---|---|---|\n")
	for _, c := range Commands() {
		fmt.Fprintf(&b, "| `%s` | %s | `/par %s` | %s |\n", c.Usage, c.Who, c.Example, c.What)
	}
	return b.String()
}
