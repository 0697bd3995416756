package slackbot

import "parbot/internal/message"

// surfaces are the messages of VOICE §2 and §3 that the goldens show.
func surfaces() map[string]message.Message {
	return map[string]message.Message{
		"log-ok": {
			Lines: []message.Line{
				{Text: "Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz"},
				{Text: "Co-planned unit 3 · standard 2.6 Routines, procedures, norms"},
				{Text: "Can read it: you, Maria Ortiz, Director of Induction.", Quiet: true},
			},
			Buttons: []message.Button{
				{Text: "Undo", Action: message.ActUndo, Value: "0199c3a0-0000-7000-8000-000000000001", Label: "Undo this log"},
				{Text: "Add a private note", Action: message.ActNote, Value: "0199c3a0-0000-7000-8000-000000000001"},
			},
		},
		"err-person": {
			Lines: []message.Line{
				{Text: `No open case of yours goes by "Jon Bell". Nothing was saved. Try the e-mail address, or pick the person in the form.`},
				{},
				{Text: "Your text: /par log Jon Bell 45m *co-planned* <!channel> :wave:"},
			},
			Buttons: []message.Button{{Text: "Fix in a form", Action: message.ActFix, Value: "log Jon Bell 45m *co-planned* <!channel> :wave:", Main: true}},
		},
		"due-list": {
			Lines: []message.Line{
				{Text: "2 things, next first."},
				{
					Text:    "Open since Sunday, October 5 (2025-10-05): weekly log with Maria Ortiz, week of September 29.",
					Buttons: []message.Button{{Text: "Log it", Action: message.ActLog, Value: "c1", Label: "Log it: week of September 29"}},
				},
				{
					Text: "Monday, November 17 (2025-11-17): report conference with Maria Ortiz.",
					Buttons: []message.Button{
						{Text: "Plan", Action: message.ActMeet, Value: "c1"},
						{Text: "Why this date?", Action: message.ActWhy, Value: "c1 conference"},
					},
				},
			},
		},
		"push-due": {
			Lines: []message.Line{{Text: "Due Sunday, October 12: weekly log (Maple)."}},
			Buttons: []message.Button{
				{Text: "Done", Action: message.ActDone, Value: "c1 log", Main: true},
				{Text: "Snooze", Action: message.ActSnooze, Value: "c1 log", Label: "Snooze: weekly log, Maple"},
				{Text: "Why this date?", Action: message.ActWhy, Value: "c1 log"},
			},
		},
	}
}

// forms are those of VOICE §3 that the goldens show.
func forms() map[string]message.Form {
	return map[string]message.Form{"form-log": logForm(), "form-visit": visitForm(), "form-sign": signForm()}
}

func logForm() message.Form {
	return message.Form{
		Key: "log", Title: "Log a meeting", Submit: "Save log", Close: "Close, keep draft", Meta: "c1",
		Fields: []message.Field{
			{Key: "with", Label: "With", Kind: message.Choice, Value: []string{"c1"}, Options: []message.Option{{Value: "c1", Text: "Maria Ortiz"}}},
			{Key: "date", Label: "Date", Kind: message.Date, Value: []string{"2025-10-08"}},
			{Key: "minutes", Label: "Minutes", Hint: "5 to 480", Kind: message.Number, Value: []string{"45"}},
			{Key: "text", Label: "What you worked on", Hint: "Leave out students' names.", Kind: message.Long, Value: []string{"Co-planned unit 3"}},
			{
				Key: "standards", Label: "Standards", Kind: message.Several, Optional: true, Value: []string{"2.6"},
				Options: []message.Option{{Value: "2.6", Text: "2.6 Routines, procedures, norms"}, {Value: "2.7", Text: "2.7 Instructional time"}},
			},
			{Key: "note", Label: "Private note", Hint: "Only you can read it.", Kind: message.Long, Optional: true},
		},
		Notes: []string{"Can read it: you, Maria Ortiz, Director of Induction."},
	}
}

func visitForm() message.Form {
	return message.Form{
		Key: "visit", Title: "Ask for a visit", Submit: "Ask", Close: "Close, keep draft",
		Fields: []message.Field{
			{Key: "topic", Label: "What about", Kind: message.Short, Optional: true, Value: []string{"group work"}},
			{Key: "when", Label: "When suits you", Kind: message.Short, Optional: true},
			{
				Key: "reach", Label: "How to reach you", Kind: message.Radio,
				Options: []message.Option{{Value: "slack", Text: "Slack"}, {Value: "mail", Text: "E-mail"}},
			},
		},
		Notes: []string{
			"Only the program office and the PAR Mentor who visits see this.",
			"It is not part of an evaluation; no administrator learns of it.",
		},
	}
}

func signForm() message.Form {
	return message.Form{
		Key: "sign", Title: "Sign: report of Oct 6", Submit: "Record my choice", Close: "Close", Meta: "r1",
		Lead: []string{"What your signature means: you received a copy of this report. It does not mean that you agree with it."},
		Fields: []message.Field{
			{
				Key: "choice", Label: "Your choice", Kind: message.Radio,
				Options: []message.Option{{Value: "sign", Text: "Sign: I received a copy"}, {Value: "decline", Text: "Decline to sign"}},
			},
			{Key: "at", Label: "Time", Kind: message.Clock, Value: []string{"15:00"}},
		},
	}
}
