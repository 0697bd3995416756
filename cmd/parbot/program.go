package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"parbot/internal/program"
)

// maxProgram is the most bytes of a program or calendar file.
const maxProgram = 1 << 20

// library are the programs by key, and the keys of the district's own.
type library struct {
	programs map[string]*program.Program
	own      []string
}

// loadPrograms returns the built-in programs and those of the district's own
// folder, which agree on what they say of one another.
func loadPrograms(folder string) (library, error) {
	lib, err := readPrograms(folder)
	if err != nil {
		return library{}, err
	}
	if problems := program.Together(lib.programs); len(problems) > 0 {
		path := problems[0].File
		return library{}, refusal("%s: %s. Run: parbot program check %s", path, problems[0].Text, path)
	}
	return lib, nil
}

// readPrograms returns the programs each for itself. A district's program
// replaces a built-in one of its key.
func readPrograms(folder string) (lib library, err error) {
	lib.programs, err = program.Embedded()
	if err != nil || folder == "" {
		return lib, err
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		return lib, fmt.Errorf("program files: %w", err)
	}
	for _, path := range paths {
		p, problems, err := readProgram(path)
		if err != nil {
			return lib, err
		}
		if len(problems) > 0 {
			return lib, refusal("%s: %s. Run: parbot program check %s", path, count(len(problems), "problem", "problems"), path)
		}
		lib.programs[p.Key] = p
		lib.own = append(lib.own, p.Key)
	}
	return lib, nil
}

// home is the key of the program of people without a case: the one that was
// chosen, else the only one of the district's own, else clovis.
func (l library) home(chosen string) (string, error) {
	key := "clovis"
	if len(l.own) == 1 {
		key = l.own[0]
	}
	key = cmp.Or(chosen, key)
	if l.programs[key] == nil {
		return "", settingError("PARBOT_PROGRAM", fmt.Sprintf("names no program; there are %s", strings.Join(slices.Sorted(maps.Keys(l.programs)), ", ")))
	}
	return key, nil
}

func readProgram(path string) (*program.Program, []program.Problem, error) {
	data, err := readFile(path, maxProgram)
	if err != nil {
		return nil, nil, err
	}
	p, problems := program.Load(path, data)
	return p, problems, nil
}

type programList struct{}

// Run prints a line for each program: its key and title.
func (programList) Run(a *app) error {
	lib, err := loadPrograms(a.config.Programs)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, key := range slices.Sorted(maps.Keys(lib.programs)) {
		fmt.Fprintf(w, "%s\t%s\n", key, lib.programs[key].Title)
	}
	return w.Flush()
}

type programCheck struct {
	Program string `arg:"" name:"PROGRAM" help:"A program file, or the key of a program."`
}

// Run lists every problem of the file on stdout, and those that it has with the
// other programs; or its notes, and what the program has.
func (c *programCheck) Run(a *app) error {
	p, problems, err := a.findProgram(c.Program)
	if err != nil {
		return err
	}
	if p != nil {
		if problems, err = a.beside(p); err != nil {
			return err
		}
	}
	for _, one := range problems {
		fmt.Fprintln(a.out, one)
	}
	if len(problems) > 0 {
		return refusal("%s: %s. Nothing was changed.", c.Program, count(len(problems), "problem", "problems"))
	}
	for _, one := range p.Notes {
		fmt.Fprintln(a.out, one)
	}
	forms, deadlines, meetings := size(p)
	fmt.Fprintf(a.out, "%s: fine. %s, %s, %s. Next: parbot program explain %s\n", c.Program,
		count(forms, "form", "forms"), count(deadlines, "deadline", "deadlines"), count(meetings, "meeting", "meetings"), c.Program)
	return nil
}

// beside returns the problems that programs have with one another when this one
// is among them.
func (a *app) beside(p *program.Program) ([]program.Problem, error) {
	lib, err := readPrograms(a.config.Programs)
	if err != nil {
		return nil, err
	}
	lib.programs[p.Key] = p
	return program.Together(lib.programs), nil
}

// findProgram returns a program by the path of its file or by its key.
func (a *app) findProgram(name string) (*program.Program, []program.Problem, error) {
	if _, err := os.Stat(name); err == nil || filepath.Ext(name) != "" {
		return readProgram(name)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, refusal("%s: the file cannot be opened. Nothing was done.", name)
	}
	lib, err := loadPrograms(a.config.Programs)
	if err != nil {
		return nil, nil, err
	}
	p, ok := lib.programs[name]
	if !ok {
		return nil, nil, refusal("There is no program %q. Run: parbot program list", name)
	}
	return p, nil, nil
}

type programSchema struct{}

// Run prints the JSON Schema of program files.
func (programSchema) Run(a *app) error {
	_, err := fmt.Fprint(a.out, program.Schema())
	return err
}

// programFile returns the file of a program by its path or by its key, also one
// that is not sound.
func (a *app) programFile(name string) (program.File, error) {
	if _, err := os.Stat(name); err == nil || filepath.Ext(name) != "" {
		data, err := readFile(name, maxProgram)
		return program.File{Name: name, Data: data}, err
	}
	p, _, err := a.findProgram(name)
	if err != nil {
		return program.File{}, err
	}
	return program.File{Name: name, Data: p.Source()}, nil
}

// size counts what a program declares, in all of its tracks.
func size(p *program.Program) (forms, deadlines, meetings int) {
	scopes := []*program.Scope{&p.Scope}
	for _, t := range p.Tracks {
		scopes = append(scopes, &t.Scope)
	}
	for _, s := range scopes {
		forms += len(s.Forms)
		deadlines += len(s.Deadlines)
		meetings += len(s.Meetings)
	}
	return forms, deadlines, meetings
}

type programExplain struct {
	Program string `arg:"" name:"PROGRAM" help:"A program file, or the key of a program."`
}

// Run prints the program in plain words.
func (c *programExplain) Run(a *app) error {
	p, problems, err := a.findProgram(c.Program)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return refusal("%s: %s. Run: parbot program check %s", c.Program, count(len(problems), "problem", "problems"), c.Program)
	}
	_, err = fmt.Fprint(a.out, p.Explain())
	return err
}
