package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

const front = `parbot keeps the dates of a Peer Assistance and Review program, and its confidences.
Try      parbot play                                   a demo district in the browser; needs nothing
Run      parbot serve | migrate                        settings come from the environment: parbot serve --help
Fill     parbot people import FILE.csv                 parbot case import FILE.csv
         parbot calendar import FILE.yaml|FILE.ics
Program  parbot program list|check|explain|access
         parbot date "10 working days" --from DATE [--calendar FILE]
Slack    parbot slack manifest                         made from the command table
Every command: --help starts with an example.
`

// errHelped ends a command line that asked for help, which it has been given.
var errHelped = errors.New("help was given")

// helpFlag is --help. It answers before anything else is asked of the line.
type helpFlag bool

// BeforeReset prints the help of the command that was named so far.
func (helpFlag) BeforeReset(ctx *kong.Context) error {
	if err := ctx.PrintUsage(false); err != nil {
		return fmt.Errorf("help: %w", err)
	}
	return errHelped
}

// help prints the front page or that of a command: an example, what it does,
// what can be given to it, and whatever else it has to say.
func help(_ kong.HelpOptions, ctx *kong.Context) error {
	node := ctx.Selected()
	if node == nil {
		_, err := fmt.Fprint(ctx.Stdout, front)
		return err
	}
	w := tabwriter.NewWriter(ctx.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\n\n", append(node.Leaves(true), node)[0].Tag.Get("example"))
	fmt.Fprintf(w, "%s\n", node.Help)
	for _, row := range givable(node) {
		fmt.Fprintf(w, "  %s\t%s\n", row.name, row.help)
	}
	if node.Detail != "" {
		fmt.Fprintf(w, "\n%s", node.Detail)
	}
	return w.Flush()
}

// helpRow is one thing that can be given to a command.
type helpRow struct{ name, help string }

func givable(node *kong.Node) []helpRow {
	var rows []helpRow
	for _, child := range node.Children {
		rows = append(rows, helpRow{child.FullPath(), child.Help})
	}
	for _, value := range node.Positional {
		rows = append(rows, helpRow{value.Name, value.Help})
	}
	for _, flag := range node.Flags {
		name := "--" + flag.Name
		if flag.PlaceHolder != "" {
			name += " " + flag.PlaceHolder
		}
		rows = append(rows, helpRow{name, flag.Help})
	}
	return rows
}
