package bot

import (
	"strings"
	"testing"

	"parbot/internal/message"
)

// VOICE §2.3 and §2.4, word by word, as far as the conversation has the words:
// what is typed on Wednesday, October 8, 2025, and what is answered to it.
func TestVoice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.open("sam.ortiz", "carl.tran", "", "2025-09-15")
	for _, tt := range []struct{ key, who, typed, want string }{
		{"log.ok", "Carl", "log @Maria yesterday 45m co-planned unit 3, 2.6", `Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz
Co-planned unit 3 · standard 2.6 Routines, procedures, norms
Can read it: you, Maria Ortiz, Director of Induction. Later: the panel at the yearly review, `},
		{"undo.ok", "Carl", "undo", "Undone: the log of Tuesday, October 7. It no longer counts, and only you can still read it. Your text: Co-planned unit 3, 2.6\n"},
		{"log.ok", "Maria", "log yesterday 45m co-planned", `Logged. Tuesday, October 7 · 45 minutes · with your PAR Mentor
Co-planned
Can read it: you, your PAR Mentor, Site Administrator, Director of Induction. Later: the panel `},
		{"log.contact", "Carl", "log @Maria contact 9/2 by phone", "First contact recorded: Tuesday, September 2.\n"},
		{"log.missed", "Carl", "log @Maria missed yesterday", "Recorded: no meeting on Tuesday, October 7.\n"},
		{"note.ok", "Carl", "note @Maria bring the plan", "Noted. Only you can read it.\n"},
		{"visit.ok", "Sam", "visit group work, mornings", `Asked. Topic: group work. Only the program office sees this; no Site Administrator and no panel member does.
The office aims to answer by Wednesday, October 15. Visits depend on free time and are not part of an evaluation.
 [Withdraw]`},
		{"meet.ok", "Carl", "meet @Maria initial-triad 2027-03-04 15:00 45m Room 12", `Planned: Initial Triad, Thursday, March 4, 2027, 3:00 to 3:45 p.m., Room 12.
Invitations are on their way to Maria Ortiz, Ada Park and you. Calendars show only "Meeting".
You will hear when somebody cannot come. To move it, type the same line with another time.
 [Undo`},
		{
			"meet.moved", "Carl", "meet @Maria initial-triad 2027-03-05 15:00 45m Room 12",
			"Moved: Initial Triad. Was Thursday, March 4, 2027, 3:00 p.m.; now Friday, March 5, 2027, 3:00 to 3:45 p.m., Room 12. Everybody is asked again.",
		},
		{"meet.canceled", "Carl", "meet @Maria initial-triad cancel", "Canceled: Initial Triad, Friday, March 5, 2027. Everybody gets a cancellation."},
		{"ask.closedday", "Carl", "meet @Maria initial-triad 2027-03-06 15:00", "Saturday, March 6, 2027 is not a school day.\n [Choose another day] [Plan it anyway]"},
		{"caseload", "Carl", "caseload", "2 cases. "},
		{"whoami", "Carl", "whoami", "You are Carl Tran (carl.tran@demo.example), PAR Mentor for 2 cases. Your time zone: Pacific."},
		{
			"ask.person", "Carl", "log Ortiz 45m co-planned",
			"\"Ortiz\" fits two people. Which one?\n [Maria Ortiz, Lincoln Middle] [Sam Ortiz, Grant Elementary] [Neither]",
		},
		{
			"err.command", "Carl", "lgo @Maria 45m co-planned unit 3, 2.6",
			"There is no command \"lgo\". Nearest: log, for example `/par log @Maria 45m co-planned unit 3, 2.6`.\n\n" +
				"Your text: /par lgo @maria.ortiz 45m co-planned unit 3, 2.6\n [Open the log form] [All commands]",
		},
		{
			"err.person", "Carl", "log Jon Bell 45m co-planned unit 3, 2.6",
			"No open case of yours goes by \"Jon Bell\". Nothing was saved. Try the e-mail address, or pick the person in the form.\n\n" +
				"Your text: /par log Jon Bell 45m co-planned unit 3, 2.6\n [Fix in a form]",
		},
		{
			"err.person", "Dora", "assign V-1 Jon Bell",
			"Nobody on the roster goes by \"Jon Bell\". Nothing was saved. Try the e-mail address, or pick the person in the form.\n\n" +
				"Your text: /par assign V-1 Jon Bell\n [Fix in a form]",
		},
		{
			"err.future", "Carl", "log @Maria tomorrow 45m co-planned",
			"Thursday, October 9 is still to come, and a log is for a meeting that took place. Nothing was saved. To plan one, use `/par meet`.\n\n",
		},
		{
			"err.past", "Carl", "meet @Maria weekly yesterday 3pm",
			"Tuesday, October 7 is past. Nothing was planned. To record a meeting that took place, use `/par log`.\n\n",
		},
		{"err.date", "Carl", "log @Maria 32 Oct 45m co-planned", "\"32 Oct\" is not a date. Nothing was saved. Try `Oct 7`, `10/7` or `last Tue`.\n\n"},
		{"err.standard", "Carl", "log @Maria 45m co-planned, 2.9", "2.9 is not in this program; standard 2 ends at 2.7. Nothing was saved.\n\n"},
		{"err.long", "Carl", "log @Maria 9h co-planned", "A log holds 5 minutes to 8 hours; this one says 9 hours. Nothing was saved.\n\n"},
		{"err.slack", "Stranger", "due", "This works for people on the district's roster. If you are on it under another address, ask the program office."},
		{"err.undo.none", "Ada", "undo", "There is nothing to undo. Undo works for 15 minutes after you save."},
		{"help", "Carl", "help", "/par log @Maria 45m co-planned unit 3, 2.6 · "},
	} {
		m := o.says(tt.who, tt.typed).Message
		if m.Key != tt.key || !strings.HasPrefix(m.Text(), tt.want) {
			t.Errorf("%s types %s: %s\n%s\nwant %s\n%s", tt.who, tt.typed, m.Key, m.Text(), tt.key, tt.want)
		}
	}
	if got := o.says("Carl", "help").Message; !strings.HasSuffix(got.Text(), "\nNot listed? Ask the program office.") || len(got.Lines) > 20 {
		t.Errorf("the help is one screen and ends with whom to ask: %s", got.Text())
	}
}

// The forms of VOICE §3: their words, and the questions in their order.
func TestVoiceForms(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	for _, tt := range []struct {
		who, typed, title, submit string
		labels                    string
		notes                     []string
	}{
		{
			"Carl", "log", "Log a meeting", "Save log", "Date, Minutes, What you worked on, Standards?, Private note?",
			[]string{"Can read it: you, Maria Ortiz, Director of Induction. "},
		},
		{"Maria", "log", "Log a meeting", "Save log", "Date, Minutes, What you worked on, Standards?", []string{"Can read it: you, your PAR Mentor, "}},
		{"Sam", "visit", "Ask for a visit", "Ask", "What about?, When suits you?, How to reach you?", []string{
			"Only the program office and the PAR Mentor who visits see this.", "It is not part of an evaluation; no administrator learns of it.",
		}},
		{"Carl", "report @Maria", "Written report", "Save the draft", "What you saw, the evidence, the next steps", []string{
			"It is yours alone until the conference. ", "Nobody sees it before the conference. After that Maria Ortiz is asked to sign; the Site Administrator reads it only once signed.",
		}},
		{"Carl", "meet @Maria", "Plan a meeting", "Plan it", "Meeting, Date, Time, Minutes?, Place?", nil},
		{"Carl", "note @Maria", "Private note", "Save note", "Note", []string{"Only you can read it. Leave out students' names."}},
		{"Carl", "log @Maria contact", "First contact", "Save", "Date, How you were in touch", nil},
		{"Dora", "assign", "Assign a visit", "Assign", "Number of the request, PAR Mentor, Date?, Time?, Place?", nil},
	} {
		f := o.says(tt.who, tt.typed).Form
		if f == nil {
			t.Errorf("%s types %s: no form", tt.who, tt.typed)
			continue
		}
		var labels []string
		for _, field := range f.Fields {
			label := field.Label
			if field.Optional {
				label += "?"
			}
			labels = append(labels, label)
		}
		if got := strings.Join(labels, ", "); f.Title != tt.title || f.Submit != tt.submit || f.Close != "Close" || got != tt.labels {
			t.Errorf("%s types %s: %s, %s, %s", tt.who, tt.typed, f.Title, f.Submit, got)
		}
		for i, note := range tt.notes {
			if i >= len(f.Notes) || !strings.HasPrefix(f.Notes[i], note) {
				t.Errorf("%s types %s: notes %q, want %q", tt.who, tt.typed, f.Notes, note)
			}
		}
	}
}

// Under every free text stands the hint about students; a press on a form of
// each command opens it with what was typed.
func TestFixKeepsWhatWasUnderstood(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Sam", "visit pacing")
	for _, tt := range []struct{ who, typed, want string }{
		{"Carl", "log @Maria last Tue 1h30 pacing, 2.6 note: tired", "date=2025-10-07 minutes=90 text=Pacing standards=2.6 private=tired"},
		{"Carl", "log @Jon last Tue 1h30 pacing, 2.6", "date=2025-10-07 minutes=90 text=Pacing standards=2.6"},
		{"Carl", "log @Maria contact 9/2 by phone", "date=2025-09-02 text=by phone"},
		{"Carl", "log @Maria missed 9/2", "date=2025-09-02"},
		{"Carl", "meet @Maria initial-triad 2/30 15:00 50m Room 12", "kind=initial-triad time=15:00 minutes=50 place=Room 12"},
		{"Carl", "meet @Maria progress 2 3/4 3-3:30pm", "kind=progress-triad date=2026-03-04 time=15:00 minutes=30"},
		{"Sam", "meet V-1 3/4 3pm Room 5", "date=2026-03-04 time=15:00 place=Room 5"},
		{"Sam", "visit group work, mornings", "topic=group work wish=mornings"},
		{"Dora", "assign V-1 @Nia Thu 3pm Room 5", "who=nia date=2025-10-09 time=15:00 place=Room 5"},
		{"Carl", "report @Maria good routines", "text=good routines"},
		{"Carl", "note @Maria bring the plan", "text=bring the plan"},
	} {
		r := o.ask(tt.who, Request{Kind: Pressed, Action: message.ActFix, Value: mentions.Replace(tt.typed)})
		if r.Form == nil || r.Settles {
			t.Errorf("%s: %+v", tt.typed, r)
			continue
		}
		var got []string
		for _, field := range r.Form.Fields {
			value := strings.Join(field.Value, " ")
			if field.Key == "who" && value != "" {
				value = "nia"
			}
			if value != "" {
				got = append(got, field.Key+"="+value)
			}
			if field.Kind == message.Long && field.Hint == "" && !strings.Contains(strings.Join(r.Form.Notes, " "), leaveOut) {
				t.Errorf("%s: %s has no hint", tt.typed, field.Label)
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.typed, strings.Join(got, " "), tt.want)
		}
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form IN ('log', 'contact', 'note')`); n != 0 {
		t.Errorf("%d records by opening forms", n)
	}
}
