package program

import (
	"fmt"
	"strings"
)

func (e *explainer) track(t *Track) {
	e.scope, e.said = e.p.In(t.Key), map[string]string{}
	e.line(0, "")
	e.line(0, "%s", t.Title)
	if text := strings.TrimSpace(e.source(t.Cite, t.Note)); text != "" {
		e.line(1, "%s", text)
	}
	e.line(1, "Who may know of it: %s.", e.cells(t.KnownTo))
	if len(t.RoundStart) > 0 {
		e.line(1, "%s", e.rounds(t)+e.source(t.RoundCite, t.RoundNote))
	}
	if t.Evaluator != "" {
		e.line(1, "Evaluations are written by the %s alone.", e.p.Called(t.Evaluator))
	}
	if len(t.Excludes) > 0 {
		e.line(1, "Nobody is in it and in %s at once.", strings.Join(t.Excludes, " or "))
	}
	e.line(1, "%s", e.kept("A closed case is kept ", t.Keep))
	e.stages(t)
	e.declared(e.scope)
}

// declared lists what one scope has, in the order of the file.
func (e *explainer) declared(s *Scope) {
	e.heading("Papers", len(s.Forms))
	for _, f := range s.Forms {
		e.form(f)
	}
	e.heading("Meetings", len(s.Meetings))
	for _, m := range s.Meetings {
		e.meeting(m)
	}
	e.heading("Dates", len(s.Deadlines))
	for _, d := range s.Deadlines {
		e.deadline(d)
	}
	e.tallies(s)
}

// heading is one that something follows.
func (e *explainer) heading(text string, n int) {
	if n > 0 {
		e.line(1, "%s", text)
	}
}

func (e *explainer) rounds(t *Track) string {
	text := "One " + e.round() + " runs from " + e.events(t.RoundStart)
	if len(t.RoundEnd) > 0 {
		text += " to " + e.events(t.RoundEnd)
		if len(t.RoundEnd) > 1 {
			text += ", whichever is recorded last"
		}
	}
	text += "."
	if len(t.LaterStart) > 0 {
		text += " A later one starts with " + e.events(t.LaterStart) + "."
	}
	if t.RoundLength.Most.N > 0 {
		text += " It takes " + t.RoundLength.String() + "."
	}
	if t.Rounds > 0 {
		text += fmt.Sprintf(" There are at most %d.", t.Rounds)
	}
	return text
}

// kept says how long a closed case stays, and what of it.
func (e *explainer) kept(what string, k Keep) string {
	text := what + k.For.String()
	if len(k.Hold) > 0 {
		text += ", and after " + e.events(k.Hold) + " until somebody lets it go"
	}
	text += "."
	if k.BelongsTo != "" {
		text += " It is the " + e.p.Called(k.BelongsTo) + "'s own and handed over before it is erased."
	}
	if k.Then == "counts" {
		text += " Then only sums remain."
	}
	return text + e.source(k.Cite, k.Note)
}

// stages says where a case goes from each stage, and with what.
func (e *explainer) stages(t *Track) {
	if len(t.Stages) == 0 {
		return
	}
	e.line(1, "How a case moves on")
	for _, s := range t.Stages {
		var parts []string
		if s.StartsRound {
			parts = append(parts, "a new "+e.round()+" starts.")
		}
		if s.Closes != "" {
			parts = append(parts, "the case is closed: "+s.Closes+".")
		}
		for _, m := range s.Moves {
			parts = append(parts, e.move(m))
		}
		if s.Keep != nil {
			parts = append(parts, e.kept("It is kept ", *s.Keep))
		}
		e.line(2, "%s: %s", title(s.Key), strings.Join(parts, " ")+e.source(s.Cite, s.Note))
	}
	for _, m := range t.FromAny {
		e.line(2, "From any of them: %s", e.move(m))
	}
}

func (e *explainer) move(m Move) string {
	return "After " + e.events(m.On) + " the case goes to " + lower(title(m.To)) + "."
}

// lower makes a title a word within a sentence.
func lower(title string) string {
	return strings.ToLower(title[:1]) + title[1:]
}
