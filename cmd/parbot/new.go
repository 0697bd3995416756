package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"parbot/internal/program"
)

type programNew struct {
	File string `arg:"" name:"FILE" help:"The file to write, such as toledo.yaml. One that is there is left alone."`
}

// Help says what the questions are about.
func (*programNew) Help() string {
	return `It asks what a district decides when it designs its program: who is helped, who helps, who governs,
how it is reviewed, what is kept. Enter takes what stands in brackets. Change the file as you like afterwards.
`
}

// Run asks the questions on the terminal and writes a program file that checks,
// or nothing.
func (c *programNew) Run(a *app) error {
	if _, err := os.Stat(c.File); !errors.Is(err, fs.ErrNotExist) {
		return refusal("%s: there is a file already, or the name cannot be used. Nothing was written.", c.File)
	}
	answers, err := a.interview()
	if err != nil {
		return err
	}
	data, problems := program.Compose(answers)
	if len(problems) > 0 {
		return refusal("%s Nothing was written.", ended(problems[0].Text))
	}
	if _, problems := program.Load(c.File, data); len(problems) > 0 {
		return refusal("%s Nothing was written.", ended(problems[0].String()))
	}
	if err := writeNew(c.File, data); err != nil {
		return refusal("%s: the file cannot be written. Nothing was written.", c.File)
	}
	fmt.Fprintf(a.out, "%s: written. Next: parbot program explain %s, then parbot rehearse %s --from DATE\n", c.File, c.File, c.File)
	return nil
}

func writeNew(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}

// mostTries bounds how often one question is asked.
const mostTries = 5

// interview asks every question; an answer that cannot be is asked for again.
func (a *app) interview() (map[string]string, error) {
	in := bufio.NewReader(a.in)
	answers := map[string]string{}
	for _, q := range program.Interview() {
		if q.Part != "" {
			fmt.Fprintf(a.out, "\n%s\n", q.Part)
		}
		answer, err := a.ask(in, q)
		if err != nil {
			return nil, err
		}
		answers[q.Key] = answer
	}
	fmt.Fprintln(a.out)
	return answers, nil
}

func (a *app) ask(in *bufio.Reader, q program.Question) (string, error) {
	for range mostTries {
		preset := ""
		if q.Preset != "" {
			preset = " [" + q.Preset + "]"
		}
		fmt.Fprintf(a.out, "  %s%s ", q.Ask, preset)
		line, err := in.ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "") {
			fmt.Fprintln(a.out)
			return "", refusal("Stopped at %q. Nothing was written.", q.Ask)
		}
		answer, err := q.Take(line)
		if err == nil {
			return answer, nil
		}
		fmt.Fprintf(a.out, "  %s\n", sentence(err.Error()))
	}
	return "", refusal("Stopped at %q after %d tries. Nothing was written.", q.Ask, mostTries)
}
