package main

import (
	"fmt"
	"io"
	"os"

	"parbot/internal/schoolday"
)

// progress tells a person at a terminal how far long work is, on one line that
// is written over each month and taken away by the second function; to a pipe it
// says nothing. The first says no once the person has stopped the command.
func (a *app) progress(what string) (tick func(schoolday.Day) bool, end func()) {
	if !atTerminal(a.err) {
		return func(schoolday.Day) bool { return a.ctx.Err() == nil }, func() {}
	}
	last := ""
	return func(d schoolday.Day) bool {
		if month := d.UTC().Format("January 2006"); month != last {
			last = month
			fmt.Fprintf(a.err, "\r\033[K%s … %s", what, month)
		}
		return a.ctx.Err() == nil
	}, func() { fmt.Fprint(a.err, "\r\033[K") }
}

func atTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
