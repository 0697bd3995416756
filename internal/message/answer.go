package message

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Logged is log.ok: the meeting that was recorded, what was understood, and who
// can read it, written from the access table.
func Logged(v access.View, r casefile.Record) Message {
	m := Message{Key: "log.ok"}
	m.say("Logged. " + logged(v, r))
	if what := workedOn(v.Program(), r); what != "" {
		m.say(what)
	}
	for _, line := range canRead(v, r.Form) {
		m.hush(line)
	}
	m.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(r.ID), Label: "Undo this log"}}
	if v.Holds(program.Consultant) && keepsNotes(v) {
		m.Buttons = append(m.Buttons, Button{Text: "Add a private note", Action: ActNote, Value: string(r.ID)})
	}
	return m
}

// keepsNotes reports whether the program has a paper that its author alone reads.
func keepsNotes(v access.View) bool {
	return slices.ContainsFunc(v.Scope().Forms, func(f *program.Form) bool { return f.Nobody && f.Command == "note" })
}

func logged(v access.View, r casefile.Record) string {
	parts := []string{Day(r.Day, v.Today())}
	if n := r.Minutes(); n > 0 {
		parts = append(parts, Length(n))
	}
	if with := counterpart(v); with != "" {
		parts = append(parts, "with "+with)
	}
	return strings.Join(parts, " · ")
}

// counterpart is whom a log is shared with: the teacher by name, or "your PAR
// Mentor", as VOICE has it.
func counterpart(v access.View) string {
	if v.Holds(program.Teacher) {
		return "your " + v.Program().Called(program.Consultant)
	}
	for _, p := range v.Holders(program.Teacher) {
		return p.Name
	}
	return ""
}

func workedOn(p *program.Program, r casefile.Record) string {
	text, list := r.Fields["worked_on"], standards(p, r)
	switch {
	case list == "":
		return text
	case text == "":
		return Upper(list)
	}
	return text + " · " + list
}

// standards names the standards of a record: "standard 2.6 Routines, procedures,
// norms"; "" when it names none.
func standards(p *program.Program, r casefile.Record) string {
	numbers := r.Standards()
	if len(numbers) == 0 {
		return ""
	}
	named := make([]string, len(numbers))
	for i, n := range numbers {
		named[i] = strings.TrimSpace(strings.TrimLeft(n, "Ss") + " " + standardTitle(p, n))
	}
	noun := "standard "
	if len(named) > 1 {
		noun = "standards "
	}
	return noun + strings.Join(named, "; ")
}

func standardTitle(p *program.Program, number string) string {
	if p.Standards == nil {
		return ""
	}
	title, _ := p.Standards.Element(number)
	return title
}

// Contacted is the answer to a first contact.
func Contacted(v access.View, r casefile.Record) Message {
	m := Message{Key: "log.contact"}
	m.say("First contact recorded: " + Day(r.Day, v.Today()) + ".")
	m.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(r.ID), Label: "Undo this record"}}
	return m
}

// NotMet is the answer to a meeting that did not take place.
func NotMet(v access.View, day schoolday.Day, meeting casefile.ID) Message {
	m := Message{Key: "log.missed"}
	m.say("Recorded: no meeting on " + Day(day, v.Today()) + ".")
	m.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(meeting), Label: "Undo this record"}}
	return m
}

// Again is ask.again: the same text by the same person within a minute.
func Again(typed string) Message {
	m := Message{Key: "ask.again"}
	m.say("You saved exactly this less than a minute ago. Is it a second meeting?")
	m.Buttons = []Button{
		{Text: "No, keep one", Action: ActKeep, Main: true},
		{Text: "Yes, save both", Action: ActBoth, Value: typed},
	}
	return m
}

// ClosedDay is ask.closedday: a meeting was to be planned on a day without school.
func ClosedDay(day, today schoolday.Day, typed string) Message {
	m := Message{Key: "ask.closedday"}
	m.say(Day(day, today) + " is not a school day.")
	m.Buttons = []Button{
		{Text: "Choose another day", Action: ActFix, Value: typed, Main: true},
		{Text: "Plan it anyway", Action: ActAnyway, Value: typed},
	}
	return m
}

// Undone is undo.ok.
func Undone(v access.View, r casefile.Record) Message {
	m := Message{Key: "undo.ok"}
	text := fmt.Sprintf("Undone: the %s of %s. It no longer counts, and only you can still read it.",
		noun(v, r.Form), Day(r.Day, v.Today()))
	if r.Fields["worked_on"] != "" {
		text += " Your text: " + workedText(r)
	}
	m.say(text)
	if typed := retyped(v, r); typed != "" {
		m.Buttons = append(m.Buttons, Button{Text: "Change and save", Action: ActFix, Value: typed})
	}
	m.Buttons = append(m.Buttons, Button{Text: "Put it back", Action: ActRedo, Value: string(r.ID)})
	return m
}

// maxValue is the most that a button carries.
const maxValue = 2000

// retyped is the line that would save a log again, for a form to start from; ""
// for what is no log, is too long, or has a part that is not repeated.
func retyped(v access.View, r casefile.Record) string {
	f := v.Scope().Form(r.Form)
	if f == nil || f.Command != "log" || r.Minutes() == 0 || r.Fields["private"] != "" {
		return ""
	}
	parts := []string{"log"}
	if people := v.Holders(program.Teacher); !v.Holds(program.Teacher) && len(people) > 0 {
		parts = append(parts, strconv.Quote(people[0].Name))
	}
	parts = append(parts, r.Day.String(), strconv.Itoa(r.Minutes())+"m", workedText(r))
	if line := strings.Join(parts, " "); len(line) <= maxValue {
		return line
	}
	return ""
}

func workedText(r casefile.Record) string {
	return strings.Join(append([]string{r.Fields["worked_on"]}, r.Standards()...), ", ")
}

// noun is the plain word for a form in a sentence: "log", "first contact".
func noun(v access.View, form string) string {
	f := v.Scope().Form(form)
	switch {
	case f == nil:
		return "record"
	case f.Command == "log":
		return "log"
	}
	return Lower(f.Title)
}

// Redone is the answer to putting back what was undone.
func Redone(v access.View, r casefile.Record) Message {
	m := Message{Key: "redo.ok"}
	m.say(fmt.Sprintf("Put back: the %s of %s. It counts again.", noun(v, r.Form), Day(r.Day, v.Today())))
	m.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(r.ID)}}
	return m
}

// Lower writes a title inside a sentence: its first letter small, unless the
// first word is an abbreviation or the title is a name ("Initial Triad").
func Lower(title string) string {
	words := strings.Fields(title)
	if len(words) == 0 || strings.ToUpper(words[0]) == words[0] || len(words) > 1 && strings.ToLower(words[1]) != words[1] {
		return title
	}
	return first(title, unicode.ToLower)
}

// first changes the first letter of a text.
func first(text string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(change(r)) + text[size:]
}

// stop ends a sentence with one period, also one that ends in "p.m.".
func stop(text string) string {
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

func (m *Message) say(text string) { m.Lines = append(m.Lines, Line{Text: text}) }

func (m *Message) hush(text string) { m.Lines = append(m.Lines, Line{Text: text, Quiet: true}) }
