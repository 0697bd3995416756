package main

import (
	"fmt"

	"parbot/internal/program"
)

type programDiff struct {
	Old string `arg:"" name:"OLD" help:"A program file, or the key of a program."`
	New string `arg:"" name:"NEW" help:"The file or key to compare it with."`
}

// Run prints what the new file says differently, a line for each change with
// its line in the file.
func (c *programDiff) Run(a *app) error {
	older, err := a.programFile(c.Old)
	if err != nil {
		return err
	}
	newer, err := a.programFile(c.New)
	if err != nil {
		return err
	}
	changes, problems := program.Diff(older, newer)
	if len(problems) > 0 {
		return refusal("%s", ended(problems[0].String()))
	}
	for _, one := range changes {
		switch {
		case one.Old == "":
			fmt.Fprintf(a.out, "%s:%d: %s: new: %s\n", c.New, one.Line, one.Path, one.New)
		case one.New == "":
			fmt.Fprintf(a.out, "%s:%d: %s: gone: %s\n", c.Old, one.Line, one.Path, one.Old)
		default:
			fmt.Fprintf(a.out, "%s:%d: %s: %s, was %s\n", c.New, one.Line, one.Path, one.New, one.Old)
		}
	}
	if len(changes) == 0 {
		fmt.Fprintf(a.out, "%s and %s say the same.\n", c.Old, c.New)
	}
	return nil
}
