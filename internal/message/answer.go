package message

import (
	"fmt"
	"strings"

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
	return m
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
	text := r.Fields["worked_on"]
	numbers := r.Standards()
	if len(numbers) == 0 {
		return text
	}
	named := make([]string, len(numbers))
	for i, n := range numbers {
		named[i] = strings.TrimSpace(n + " " + standardTitle(p, n))
	}
	noun := "standard "
	if len(named) > 1 {
		noun = "standards "
	}
	if text != "" {
		text += " · "
	}
	return text + noun + strings.Join(named, ", ")
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
	m.Buttons = []Button{{Text: "Put it back", Action: ActRedo, Value: string(r.ID)}}
	return m
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
// first word is an abbreviation or the title names things with capitals.
func Lower(title string) string {
	words := strings.Fields(title)
	if len(words) == 0 || strings.ToUpper(words[0]) == words[0] {
		return title
	}
	return strings.ToLower(title[:1]) + title[1:]
}

func (m *Message) say(text string) { m.Lines = append(m.Lines, Line{Text: text}) }

func (m *Message) hush(text string) { m.Lines = append(m.Lines, Line{Text: text, Quiet: true}) }
