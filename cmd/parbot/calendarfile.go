package main

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"parbot/internal/program"
	"parbot/scheduler/invite"
)

// calendarFile is a calendar as a file holds it.
type calendarFile struct {
	program.Calendar

	published *invite.Published // of an ICS file, what each event was taken for
}

// readCalendar reads a calendar file, YAML or ICS by its content. The problems
// are those of a YAML file, with their lines; an error says why a file cannot be
// taken at all.
func readCalendar(path string) (calendarFile, []program.Problem, error) {
	data, err := readFile(path, maxProgram)
	if err != nil {
		return calendarFile{}, nil, err
	}
	if !isICS(data) {
		cal, problems := program.LoadCalendar(path, data)
		return calendarFile{Calendar: cal}, problems, nil
	}
	published, err := invite.SchoolYear(data)
	if err != nil {
		return calendarFile{}, nil, refusal("%s: %s. Nothing was done.", path, err)
	}
	return calendarFile{program.Calendar{Years: published.Years(), Closed: published.Closed()}, &published}, nil, nil
}

func isICS(data []byte) bool {
	const begin = "BEGIN:VCALENDAR"
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\ufeff")))
	return len(data) >= len(begin) && strings.EqualFold(string(data[:len(begin)]), begin)
}

// of returns the calendar of one school. A file that has schools must have this
// one; a file without any is the calendar of whichever school is asked for.
func (f calendarFile) of(school string) (program.Calendar, error) {
	if own, ok := f.Schools[school]; ok {
		return own, nil
	}
	if school != "" && len(f.Schools) > 0 {
		return program.Calendar{}, refusal("The file has no school %q. It has: %s.", school, strings.Join(slices.Sorted(maps.Keys(f.Schools)), ", "))
	}
	return program.Calendar{Years: f.Years, Closed: f.Closed}, nil
}

// stored returns what an import stores: the calendar of one school, or for
// school "" that of the district and of all schools that differ.
func (f calendarFile) stored(school string) (map[string]program.Calendar, error) {
	cal, err := f.of(school)
	if err != nil {
		return nil, err
	}
	all := map[string]program.Calendar{school: cal}
	if school == "" {
		maps.Copy(all, f.Schools)
	}
	return all, nil
}
