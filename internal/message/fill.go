package message

import (
	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/program"
)

// Filled is form.ok: what was saved and what is next: who signs it, else who can
// read it. A survey says that nobody learns who answered it. undo says that it
// can be taken back.
func Filled(v access.View, r casefile.Record, undo bool) Message {
	m := Message{Key: "form.ok"}
	title := formTitle(v, r.Form) + " saved."
	if r.Day != v.Today() {
		title = formTitle(v, r.Form) + " of " + Day(r.Day, v.Today()) + " saved."
	}
	form := v.Scope().Form(r.Form)
	switch {
	case form == nil:
		m.say(title)
	case form.Kind == "survey":
		m.say(title + " Nobody is told who answered what.")
	case len(form.Signs) > 0:
		m.say(title + " Next, it is signed by: " + And(signers(v, form)) + ".")
	default:
		m.say(title)
		m.hush(canRead(v, r.Form)[0])
		for _, one := range access.Readers(v.Program(), v.Scope(), r.Form, author(v, r.Form)) {
			if one.DatesOnly && !one.Now {
				m.hush(v.Program().Called(one.Role) + ": sees that it is there, not what it says.")
			}
		}
	}
	if undo {
		m.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(r.ID), Label: "Undo this form"}}
	}
	return m
}

// signers are those who sign a form, as its reader calls them.
func signers(v access.View, form *program.Form) []string {
	var all []string
	for _, s := range form.Signs {
		for _, role := range s.Roles {
			if name := reader(v, role); name != "" {
				all = append(all, name)
			}
		}
	}
	return all
}

// DiscussedFirst is the answer to filing a form that lies on the table of a
// meeting before.
func DiscussedFirst(title string) error {
	return fault.New(fault.Conflict, "err.discussed", title+" is discussed first, and filed after that. Nothing was saved. "+
		"To write a report, use `/par report`.")
}

// NothingToAttachTo is the answer to a form for which there is nothing yet that
// it could stand beside.
func NothingToAttachTo(title string) error {
	return fault.New(fault.Conflict, "err.attach", "There is nothing yet that this belongs to: "+Lower(title)+". Nothing was saved.")
}
