package main

import (
	"cmp"
	"fmt"
	"strings"

	"parbot/internal/casework"
)

type programApply struct {
	Program string `arg:"" name:"KEY" help:"The key of a program: parbot program list"`
	Yes     bool   `help:"Do it. Without, nothing is changed."`
}

// Run shows what changes when the open cases of a program are counted by the
// file of today, and with --yes does it.
func (c *programApply) Run(a *app) error {
	return a.withDesk(func(desk *casework.Desk) error {
		act := casework.Act{District: casework.HomeDistrict, Now: a.clock.Now()}
		applied, err := desk.ApplyProgram(a.ctx, act, c.Program, c.Yes)
		if err != nil {
			return err
		}
		fmt.Fprint(a.out, whatMoves(applied))
		switch {
		case applied.Cases == 0:
			fmt.Fprintf(a.out, "Every open case of %s is counted by the file of today.\n", c.Program)
		case c.Yes:
			fmt.Fprintf(a.out, "%s by the file of today. Whoever owes a date that moved gets a notice.\n",
				count(applied.Cases, "case is counted", "cases are counted"))
		default:
			fmt.Fprintf(a.out, "Nothing was changed. To do it: parbot program apply %s --yes\n", c.Program)
		}
		return nil
	})
}

// whatMoves says which dates another contract or calendar moves: a line for each
// kind with the first of them, and then how many there are.
func whatMoves(applied casework.Applied) string {
	if applied.Cases == 0 {
		return ""
	}
	var b strings.Builder
	var order []string
	moves := map[string]int{}
	first := map[string]string{}
	for _, m := range applied.Moved {
		if moves[m.Rule]++; moves[m.Rule] == 1 {
			order = append(order, m.Rule)
			first[m.Rule] = cmp.Or(m.From.String(), "no day yet") + " to " + cmp.Or(m.To.String(), "no day yet")
		}
	}
	for _, rule := range order {
		fmt.Fprintf(&b, "%s: %s, such as %s\n", rule, count(moves[rule], "date moves", "dates move"), first[rule])
	}
	said := []string{count(len(applied.Moved), "date moves", "dates move")}
	if applied.Begun > 0 {
		said = append(said, count(applied.Begun, "begins", "begin"))
	}
	if applied.Ended > 0 {
		said = append(said, count(applied.Ended, "ends", "end"))
	}
	if applied.Days > 0 {
		said = append(said, count(applied.Days, "does not, because it counts calendar days", "do not, because they count calendar days"))
	}
	if applied.Stay > 0 {
		said = append(said, count(applied.Stay, "stays as it is", "stay as they are"))
	}
	fmt.Fprintf(&b, "%s: %s.\n", count(applied.Cases, "open case", "open cases"), strings.Join(said, ", "))
	return b.String()
}
