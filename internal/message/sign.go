package message

import (
	"fmt"
	"strings"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// meanings are what a signature says, as shown beside the choice and stored
// with it (CLO-28: receipt is not agreement).
var meanings = map[string]string{
	"receipt":    "you received a copy of this %s. It does not mean that you agree with it.",
	"understood": "you understand the reason. It does not mean that you agree with it.",
	"agreement":  "you agree to what this %s says.",
	"attests":    "this %s says what took place.",
}

// short are the same meanings once it is signed (sign.ok).
var short = map[string]string{
	"receipt":    "you received a copy. It does not mean that you agree.",
	"understood": "you understand the reason. It does not mean that you agree.",
	"agreement":  "you agree to what it says.",
	"attests":    "it says what took place.",
}

// Meaning writes what a signature on a form means.
func Meaning(meaning, form string) string {
	text, ok := meanings[meaning]
	if !ok {
		return "you have seen this " + form + "."
	}
	if strings.Contains(text, "%s") {
		return fmt.Sprintf(text, form)
	}
	return text
}

// SignForm is the SIGN form: the text, the meaning, the rights, the choice.
func SignForm(v access.View, r casefile.Record, meaning string) *Form {
	form := lastWord(formTitle(v, r.Form))
	notes := []string{"What your signature means: " + Meaning(meaning, form)}
	decline := "Declining is recorded with today's date."
	if v.Holds(program.Teacher) {
		notes = append(notes, "Your rights: you may attach a written response within ten days, and have a representative with you.")
		decline += " The ten days for a response start either way."
	}
	return &Form{
		Key: "sign", Meta: string(r.ID), Submit: "Record my choice", Close: "Close",
		Title: cut("Sign: "+form+" of "+r.Day.UTC().Format("Jan 2"), 24),
		Notes: append(notes, decline),
		Lead:  readable(v, r),
		Fields: []Field{{Key: "choice", Label: "Your choice", Kind: Radio, Options: []Option{
			{Value: "sign", Text: "Sign: " + choice(meaning)}, {Value: "decline", Text: "Decline to sign"},
		}}},
	}
}

// lastWord is what a paper is called in short: "report" for "Written report".
func lastWord(title string) string {
	words := strings.Fields(title)
	if len(words) == 0 {
		return ""
	}
	return Lower(words[len(words)-1])
}

func choice(meaning string) string {
	if meaning == "receipt" {
		return "I received a copy"
	}
	return "I have read it"
}

// readable is the text of a record for one who may read it.
func readable(v access.View, r casefile.Record) []string {
	f := v.Scope().Form(r.Form)
	if f == nil {
		return nil
	}
	lines := []string{f.Title + ", " + Day(r.Day, v.Today())}
	for _, field := range f.Fields {
		if text := r.Fields[field.Key]; text != "" {
			lines = append(lines, answered(v, r, field, text))
		}
	}
	return lines
}

// answered is the answer to one question of a form, as a reader reads it.
func answered(v access.View, r casefile.Record, field *program.Field, text string) string {
	switch {
	case field.Private:
		return "Your private note: " + text
	case field.Type == "minutes" && r.Minutes() > 0:
		return Length(r.Minutes())
	case field.Type == "standards" && field.Key == "focus":
		return Upper(standards(v.Program(), r))
	}
	return text
}

func formTitle(v access.View, key string) string {
	if f := v.Scope().Form(key); f != nil {
		return f.Title
	}
	return "Form"
}

// Signed is sign.ok; last is the last day of the right to respond, or none.
func Signed(v access.View, r casefile.Record, s casefile.Signature, last schoolday.Day) Message {
	m := Message{Key: "sign.ok"}
	at := s.At.In(ZoneOf(v.Me(), v.Program()))
	meaning, ok := short[s.Meaning]
	if !ok {
		meaning = Meaning(s.Meaning, lastWord(formTitle(v, r.Form)))
	}
	m.say(fmt.Sprintf("Signed on %s, %s Meaning: %s", FullDay(s.Day), stop(Hour(at)), meaning))
	m.right(r, last)
	return m
}

func (m *Message) right(r casefile.Record, last schoolday.Day) {
	if last == schoolday.None {
		return
	}
	m.Lines = append(m.Lines, Line{
		Text:    "You may attach a written response. Last day: " + FullDay(last) + " (" + last.String() + "). It is your choice.",
		Buttons: []Button{{Text: "Write a response", Action: ActRespond, Value: string(r.ID)}},
	})
}

// DeclinedToSign is sign.declined.
func DeclinedToSign(v access.View, r casefile.Record, s casefile.Signature, last schoolday.Day) Message {
	m := Message{Key: "sign.declined"}
	m.say(fmt.Sprintf("Recorded: you declined to sign, %s. The %s decides when the %s is released.",
		FullDay(s.Day), v.Program().Called(program.Coordinator), lastWord(formTitle(v, r.Form))))
	m.right(r, last)
	return m
}

// RespondForm is the form for a written response; last is the last day of the
// right, or none when it has passed.
func RespondForm(r casefile.Record, last schoolday.Day, text string) *Form {
	until := "It is your choice. A response is accepted until the case closes."
	if last != schoolday.None {
		until = "Last day: " + FullDay(last) + ". It is your choice."
	}
	return &Form{
		Key: "respond", Meta: string(r.ID), Title: "Write a response", Submit: "File my response", Close: "Close",
		Fields: []Field{{Key: "text", Label: "Your response", Kind: Long, Value: []string{text}, Hint: "Leave out students' names."}},
		Notes: []string{
			until,
			"After this it cannot be changed. The people who may read the report can read it.",
		},
	}
}

// Responded is the answer to a filed response.
func Responded(v access.View, r casefile.Record) Message {
	m := Message{Key: "respond.ok"}
	m.say("Filed: your written response, " + FullDay(r.Day) + ". It stands beside the report and cannot be changed.")
	for _, line := range canRead(v, r.Form) {
		m.hush(line)
	}
	return m
}
