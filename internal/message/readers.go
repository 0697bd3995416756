package message

import (
	"strings"

	"parbot/internal/access"
	"parbot/internal/program"
)

// canRead writes who can read a form's record, from the access table and never
// by hand: who can now, who will later, and who sees only that it exists.
func canRead(v access.View, form string) []string {
	var now, later, dates []string
	for _, r := range access.Readers(v.Program(), v.Scope(), form, author(v, form)) {
		name := reader(v, r.Role)
		switch {
		case r.Now && name != "":
			now = append(now, name)
		case r.DatesOnly:
			dates = append(dates, datesOnly(v, r))
		case r.Later != (program.Event{}):
			later = append(later, lowerRole(v, r.Role)+" "+at(v, r.Later))
		}
	}
	line := "Can read it: " + strings.Join(now, ", ") + "."
	if len(later) > 0 {
		line += " Later: " + strings.Join(later, ", ") + "."
	}
	return append([]string{line}, dates...)
}

// author is the role in which the reader of the line writes the form.
func author(v access.View, form string) program.Role {
	f := v.Scope().Form(form)
	if f == nil {
		return ""
	}
	for _, r := range f.By {
		if v.Holds(r) {
			return r
		}
	}
	return ""
}

// reader names a role for the one who reads the line: "you", the teacher's own
// name, else the program's word.
func reader(v access.View, r program.Role) string {
	if v.Holds(r) {
		return "you"
	}
	people := v.Holders(r)
	switch {
	case r == program.Teacher && len(people) > 0:
		return people[0].Name
	case r == program.Consultant && v.Holds(program.Teacher):
		return "your " + v.Program().Called(r)
	}
	return v.Program().Called(r)
}

func lowerRole(v access.View, r program.Role) string {
	if r == program.Panel {
		return "the panel"
	}
	return v.Program().Called(r)
}

func datesOnly(v access.View, r access.Reader) string {
	text := v.Program().Called(r.Role) + ": sees that you met"
	if !r.Presented {
		return text + "."
	}
	with := "the " + v.Program().Called(program.Teacher) + " is"
	for _, p := range v.Holders(program.Teacher) {
		with = p.Name + " is"
	}
	if v.Holds(program.Teacher) {
		with = "you are"
	}
	return text + "; the text only if it is shared while " + with + " present."
}

// at says when a reader's right begins: "at the yearly review", "at closure",
// "once it is served".
func at(v access.View, e program.Event) string {
	if m := v.Scope().Meeting(e.Name); m != nil {
		return "at the " + Lower(m.Title)
	}
	if f := v.Scope().Form(e.Name); f != nil {
		if f.Plain != "" && f.Plain != "a form" {
			return "at " + f.Plain
		}
		return "at the " + Lower(f.Title)
	}
	if e.Name == "" {
		return "once it is " + e.State
	}
	return "from " + e.Name
}
