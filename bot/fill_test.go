package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// asking is a form with a question of each kind.
var asking = &program.Form{
	Key: "goals", Title: "Goals for the year", Outcomes: []program.Outcome{{Key: "kept", Title: "The pairing stays"}},
	Fields: []*program.Field{
		{Key: "date", Type: "day"},
		{Key: "by", Type: "date"},
		{Key: "fair", Type: "agree", Ask: "Was it fair?"},
		{Key: "how", Type: "choice", Options: []string{"In person", "By phone"}},
		{Key: "who", Type: "any", Options: []string{"consultant", "administrator"}},
		{Key: "long", Type: "minutes"},
		{Key: "focus", Type: "standards"},
		{Key: "aim", Type: "text"},
		{Key: "why-now", Type: "text", Optional: true},
		{Key: "work", Type: "roll-up"},
		{Key: "paper", Type: "file", Optional: true},
	},
}

// How typed answers are read: by field, by the question, as the outcome, and
// bare words as the answer to the question that asks for words (VOICE §2.2, form).
func TestAnswersIn(t *testing.T) {
	o := open(t, "2025-10-08 09:00")
	for typed, want := range map[string]string{
		"Less talk, more writing.":          "text: Less talk, more writing.",
		"less talk; more writing":           "text: less talk; more writing",
		"aim: less talk; more writing":      "aim: less talk; more writing",
		"aim: less talk; why now: it's May": "aim: less talk, why-now: it's May",
		"Date: Oct 7":                       "date: 2025-10-07",
		"date: last Tue; by: Nov 3":         "by: 2025-11-03, date: 2025-10-07",
		"date: someday":                     "date: someday",
		"was it fair: AGREE":                "fair: agree",
		"fair: Strongly  agree; aim: x":     "aim: x, fair: strongly agree",
		"how: by PHONE":                     "how: By phone",
		"how: by mail":                      "how: by mail",
		"who: Administrator,consultant":     "who: administrator, consultant",
		"long: 1h30; focus: 2.6,3.1":        "focus: 2.6, 3.1, long: 90",
		"kept":                              "outcome kept",
		"the pairing stays; aim: x":         "outcome kept, aim: x",
		"outcome: kept; it works well":      "outcome kept, text: it works well",
		"work: all of it":                   "text: work: all of it",
		"paper: mine":                       "text: paper: mine",
		"":                                  "",
		" ; ;":                              "",
	} {
		in := (&turn{Bot: o.bot, act: o.act("Carl")}).answersIn(casework.Fillable{Form: asking}, typed)
		var got []string
		for key, answer := range in.Answers {
			got = append(got, key+": "+answer)
		}
		slices.Sort(got)
		if in.Text != "" {
			got = append(got, "text: "+in.Text)
		}
		if in.Outcome != "" {
			got = slices.Insert(got, 0, "outcome "+in.Outcome)
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%q: %q, want %q", typed, strings.Join(got, ", "), want)
		}
	}
}

// A form is called by its key, its title or a unique beginning.
func TestFormNamed(t *testing.T) {
	all := []casework.Fillable{
		{Form: asking},
		{Form: &program.Form{Key: "informal-observation", Title: "Informal Observation"}},
		{Form: &program.Form{Key: "monthly-log", Title: "Monthly electronic log"}},
		{Form: &program.Form{Key: "monthly-plan", Title: "Plan of the month"}},
		{Mine: casework.Mine{Case: "c2"}, Form: asking},
	}
	for typed, want := range map[string]string{
		"goals": "goals goals 1", "goals for the year less talk": "goals goals 4", "Informal Observation x": "informal-observation 2",
		"inf x": "informal-observation 1", "in": " 0", "monthly": " 0", "monthly log": "monthly-log 2", "MONTHLY-LOG": "monthly-log 1", "nothing": " 0",
	} {
		of, words := formNamed(split(typed), all)
		var keys []string
		for _, one := range of {
			keys = append(keys, one.Form.Key)
		}
		if got := fmt.Sprint(strings.Join(keys, " "), " ", words); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

// The Done button of a duty that a form meets shows the form; a press alone
// files nothing. In a channel where outsiders read nothing is filed at all.
func TestDoneShowsTheForm(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Carl", "log @Maria 45m co-planned unit 3")
	o.clock("2025-10-31 09:00")
	if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
		t.Fatal(err)
	}
	key := o.text(`SELECT case_id || ' ' || key FROM deadlines WHERE rule = 'roll-up'`)
	filed := func() int {
		return o.count(`SELECT count(*) FROM records r JOIN record_steps s ON s.record = r.id WHERE r.form = 'monthly-log' AND s.state = 'filed'`)
	}
	reply := o.ask("Carl", Request{Kind: Pressed, Action: message.ActDone, Value: key})
	if text := reply.Message.Text(); !strings.HasPrefix(text, "Monthly electronic log, with Maria Ortiz") || filed() != 0 {
		t.Errorf("%d filed: %s", filed(), text)
	}
	save := buttonsOf(reply.Message)[0]
	for _, action := range []string{message.ActFix, message.ActAnyway} {
		if r := o.ask("Carl", Request{Kind: Pressed, Action: action, Value: save.Value, Outside: true}); r.Message.Key != "err.shared" || filed() != 0 {
			t.Errorf("in the open %s: %d filed, %s", action, filed(), r.Message.Text())
		}
	}
	if r := o.ask("Carl", Request{Kind: Pressed, Action: message.ActFix, Value: save.Value}); r.Message.Key != "form.card" || filed() != 0 {
		t.Errorf("to be filled in: %d filed, %s", filed(), r.Message.Text())
	}
	if r := o.ask("Carl", Request{Kind: Pressed, Action: save.Action, Value: save.Value}); r.Message.Key != "form.ok" || filed() != 1 || !r.Settles {
		t.Errorf("%d filed: %s", filed(), r.Message.Text())
	}
	if n := o.count(`SELECT count(*) FROM deadlines WHERE rule = 'roll-up' AND state = 'met'`); n != 1 {
		t.Errorf("%d monthly logs are done", n)
	}
}

// What a form asks is shown a question a line, with what to type (VOICE §2.2).
func TestFillCard(t *testing.T) {
	m := fillCard(casework.Fillable{Mine: casework.Mine{Case: "c", Teacher: casefile.Person{Name: "Maria Ortiz"}}, Form: asking})
	want := `Goals for the year, with Maria Ortiz.
outcome · The pairing stays
date · a date
by · a date
fair · Was it fair? · strongly disagree, disagree, neutral, agree, strongly agree
how · In person or By phone
who · any of consultant, administrator
long · a length, such as 45m
focus · standards, such as 2.6, 3.1
aim
why-now · may be left out
Type: ` + "`/par form goals outcome: …; date: …; by: …; fair: …; how: …; who: …; long: …; focus: …; aim: …; why-now: …`"
	if got := strings.TrimSpace(m.Text()); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// The survey of a closed case is found and answered by each of its parties, and
// the office is told nothing of it (OBL-45, CLO-68 84 103).
func TestSurveyOfAClosedCase(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	mine, err := o.desk.Mine(t.Context(), o.act("Carl"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.Separate(t.Context(), o.act("Dora"), casework.Turn{Case: mine[0].Case}); err != nil {
		t.Fatal(err)
	}
	open := func() int {
		return o.count(`SELECT count(*) FROM deadlines WHERE rule = 'answer-survey' AND state = 'open'`)
	}
	for left, who := range []string{"Ada", "Carl", "Maria"} {
		if n := open(); n != 3-left {
			t.Errorf("before %s: %d surveys are owed", who, n)
		}
		if text := o.says(who, "form").Message.Text(); !strings.Contains(text, "Survey · /par form survey · waits for you") || strings.Count(text, "/par form ") != 1 {
			t.Errorf("%s: %s", who, text)
		}
		key := o.text(`SELECT case_id || ' ' || key FROM deadlines WHERE rule = 'answer-survey' AND state = 'open' LIMIT 1`)
		if r := o.ask(who, Request{Kind: Pressed, Action: message.ActDone, Value: key}); r.Message.Key != "form.card" || len(r.Message.Buttons) > 0 {
			t.Errorf("%s is done: %s", who, r.Message.Text())
		}
		if text := o.says(who, "form survey fair: agree").Message.Text(); !strings.HasPrefix(text, "Helped is missing; fill it in. Nothing was saved.") {
			t.Errorf("%s answers half: %s", who, text)
		}
		want := "Survey saved. Nobody is told who answered what."
		if text := o.says(who, "form survey fair: agree; helped: Strongly agree").Message.Text(); strings.TrimSpace(text) != want {
			t.Errorf("%s: %s", who, text)
		}
		if text := o.says(who, "form").Message.Text(); strings.Contains(text, "Survey") {
			t.Errorf("%s once more: %s", who, text)
		}
	}
	if n := open(); n != 0 {
		t.Errorf("%d surveys are still owed", n)
	}
	if text := o.says("Dora", "form").Message.Text(); strings.Contains(text, "Survey") {
		t.Errorf("Dora: %s", text)
	}
}
