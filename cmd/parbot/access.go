package main

import (
	"encoding/csv"
	"fmt"
	"text/tabwriter"
)

type programAccess struct {
	Program string `arg:"" name:"PROGRAM" help:"A program file, or the key of a program."`
	Format  string `help:"text or csv." enum:"text,csv" default:"text" placeholder:"FORMAT"`
}

// Run prints who may write, sign and read which form, a row for each cell.
func (c *programAccess) Run(a *app) error {
	p, problems, err := a.findProgram(c.Program)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return refusal("%s: %s. Run: parbot program check %s", c.Program, count(len(problems), "problem", "problems"), c.Program)
	}
	if c.Format == "csv" {
		w := csv.NewWriter(a.out)
		rows := [][]string{{"form", "role", "right", "condition"}}
		for _, cell := range p.Cells() {
			rows = append(rows, []string{cell.Form, cell.Role, cell.Right, cell.Condition})
		}
		return w.WriteAll(rows)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, cell := range p.Cells() {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", cell.Form, cell.Role, cell.Right, cell.Condition)
	}
	return w.Flush()
}
