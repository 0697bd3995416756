package program

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// districts are the programs that ship with parbot, the tracks that programs
// share, the standards, and sample school calendars.
//
//go:embed districts
var districts embed.FS

// shelved are the tracks beside the programs, which programs use.
var shelved = [...]string{"visit"}

// Embedded returns the programs that ship with parbot, by key. An error means
// that parbot was built wrong.
func Embedded() (map[string]*Program, error) {
	files, err := fs.Glob(districts, "districts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("shipped programs: %w", err)
	}
	all := map[string]*Program{}
	for _, file := range files {
		name := path.Base(file)
		if slices.Contains(shelved[:], strings.TrimSuffix(name, ".yaml")) || strings.HasSuffix(name, "-calendar.yaml") {
			continue
		}
		data, err := districts.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("shipped programs: %w", err)
		}
		p, problems := Load(name, data)
		if p == nil {
			return nil, fmt.Errorf("shipped program: %s", problems[0])
		}
		if problems := p.readSample(); len(problems) > 0 {
			return nil, fmt.Errorf("shipped calendar: %s", problems[0])
		}
		all[p.Key] = p
	}
	if problems := Together(all); len(problems) > 0 {
		return nil, fmt.Errorf("shipped program: %s", problems[0])
	}
	return all, nil
}
