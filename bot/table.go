package bot

import (
	"slices"

	"parbot/internal/casework"
	"parbot/internal/program"
)

// Commands returns the table of what can be typed after "/par", in the order of
// the help. A command that a person's roles do not hold does not exist for them.
func Commands() []Command {
	return slices.Concat(dailyCommands(), paperCommands(), commonCommands())
}

func dailyCommands() []Command {
	return []Command{
		{
			Name: "log", Aliases: []string{"session"}, Form: true, in: files("log"), run: (*turn).log,
			Usage: "log PERSON [DATE] LENGTH text [standards] [note: private]", Who: "consultant, teacher",
			Example: "log @Maria 45m co-planned unit 3, 2.6",
			What:    "Records a meeting. Also: log PERSON contact [DATE] text, log PERSON missed [DATE].",
		},
		{
			Name: "note", Form: true, in: files("note"), run: (*turn).note,
			Usage: "note PERSON text", Who: "consultant",
			Example: "note @Maria ask about the seating plan",
			What:    "Keeps a note that nobody else ever reads.",
		},
		{
			Name: "meet", Aliases: []string{"triad", "parley", "conference"}, Form: true, in: meets, run: (*turn).meet,
			roster: []program.Role{program.Teacher, program.Consultant, program.Administrator, program.Coordinator},
			Usage:  "meet PERSON MEETING DATE TIME [LENGTH] [place]", Who: "the people of a case, coordinator",
			Example: "meet @Maria initial-triad 2027-03-04 15:00 45m Room 12",
			What:    "Plans a meeting, or moves it; with cancel, held or missed it settles one. meet V-12 DATE TIME: a visit.",
		},
		{
			Name: "visit", Aliases: []string{"consult"}, Form: true, roster: []program.Role{program.Teacher}, run: (*turn).visit,
			Usage: "visit [topic]", Who: "any teacher",
			Example: "visit group work, mornings",
			What:    "Asks for a consultancy visit, seen by the program office alone. visit withdraw takes it back.",
		},
		{
			Name: "due", run: (*turn).due, Usage: "due [PERSON]", Who: "everybody", Example: "due",
			What: "Lists what is due and what you may do, next first.",
		},
		{
			Name: "why", run: (*turn).why, Usage: "why [deadline]", Who: "everybody", Example: "why conference",
			What: "Explains a date: the rule, where it starts, how it was counted.",
		},
	}
}

func paperCommands() []Command {
	return []Command{
		{
			Name: "case", in: anyCase, run: (*turn).showCase, Usage: "case [PERSON]", Who: "the people of a case, coordinator",
			Example: "case @Maria", What: "Shows where a case stands.",
		},
		{
			Name: "caseload", Aliases: []string{"cases"}, run: (*turn).caseload, Usage: "caseload", Who: "consultant, coordinator",
			roster: []program.Role{program.Consultant, program.Coordinator}, Example: "caseload", What: "Lists your cases, a row each.",
		},
		{
			Name: "report", Form: true, in: discusses, run: (*turn).report, Usage: "report PERSON [text]", Who: "consultant",
			Example: "report @Maria", What: "Opens the draft of the written report. It is yours alone until the conference.",
		},
		{
			Name: "sign", Form: true, in: signs, run: (*turn).sign, Usage: "sign", Who: "whoever signs a form", Example: "sign",
			What: "Opens the form that waits for you, with what a signature means. You may decline there.",
		},
		{
			Name: "respond", Form: true, in: responds, run: (*turn).respond, Usage: "respond [text]", Who: "teacher",
			Example: "respond I see the second lesson differently.", What: "Opens your written response to a report. Nothing is filed before you say so.",
		},
		{
			Name: "form", Aliases: []string{"new"}, run: (*turn).fill, Usage: "form [NAME [PERSON] answers]", Who: "as the program's forms say",
			Example: "form", What: "Lists the forms you may fill in, or files one: form NAME field: answer; field: answer.",
		},
		{
			Name: "assign", Form: true, roster: []program.Role{program.Coordinator}, run: (*turn).assign,
			Usage: "assign VISIT PERSON [DATE TIME]", Who: "coordinator",
			Example: "assign V-12 @Nia", What: "Gives a visit to a consultant and invites both to a first time.",
		},
	}
}

func commonCommands() []Command {
	return []Command{
		{
			Name: "undo", run: (*turn).undo, Usage: "undo", Who: "everybody", Example: "undo",
			What: "Takes back what you saved last, within 15 minutes.",
		},
		{
			Name: "whoami", run: (*turn).whoami, Usage: "whoami", Who: "everybody", Example: "whoami",
			What: "Says who you are here, and in which time zone your dates are read.",
		},
		{
			Name: "help", run: (*turn).help, Usage: "help [command]", Who: "everybody", Example: "help due",
			What: "Lists your commands, or shows one.",
		},
	}
}

func anyCase(casework.Mine) bool { return true }

// scopeOf is what the program declares for a case.
func scopeOf(m casework.Mine) *program.Scope { return m.Program.In(m.Track) }

// formOf is the form that a typed command files, of those whose role in the case
// may write it, or nil.
func formOf(m casework.Mine, command string) *program.Form {
	for _, f := range scopeOf(m).Forms {
		if f.Command == command && sharing(m.Roles, f.By) {
			return f
		}
	}
	return nil
}

func sharing(a, b []program.Role) bool {
	return slices.ContainsFunc(a, func(r program.Role) bool { return slices.Contains(b, r) })
}

// files reports whether a typed command has a form in the case that its holder may write.
func files(command string) func(casework.Mine) bool {
	return func(m casework.Mine) bool { return formOf(m, command) != nil }
}

// discusses reports whether the person writes the report that a conference talks about.
func discusses(m casework.Mine) bool {
	s := scopeOf(m)
	return slices.ContainsFunc(s.Forms, func(f *program.Form) bool { return s.Reports(f) && sharing(m.Roles, f.By) })
}

func signs(m casework.Mine) bool {
	return slices.ContainsFunc(scopeOf(m).Forms, func(f *program.Form) bool {
		return slices.ContainsFunc(f.Signs, func(s program.Signing) bool { return sharing(m.Roles, s.Roles) })
	})
}

// responds reports whether the person may write a response to another form.
func responds(m casework.Mine) bool {
	s := scopeOf(m)
	return slices.ContainsFunc(s.Forms, func(f *program.Form) bool { return s.Responds(f) && sharing(m.Roles, f.By) })
}

// meetings are the kinds of meeting that the person may plan in a case.
func meetings(m casework.Mine) (kinds []*program.Meeting) {
	for _, k := range scopeOf(m).Meetings {
		may := slices.Concat(k.Attendees, k.ConvenedBy, k.DatesBy, []program.Role{program.Coordinator})
		if sharing(m.Roles, may) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// meets reports whether the person may plan any meeting in a case.
func meets(m casework.Mine) bool { return len(meetings(m)) > 0 }
