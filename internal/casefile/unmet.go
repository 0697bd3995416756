package casefile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parbot/internal/program"
)

// Unmet is one thing that does not hold of the answers of a record.
type Unmet struct {
	Field    string       // key; "" when it is the outcome
	Sentence string       // what to do, in plain words: the program's else, or one of parbot's
	Warn     bool         // it is said, but does not keep the record from being filed
	Override program.Role // who may file it all the same, with a reason; "": nobody
	Offer    string       // the track or program that is named instead, or ""
}

// Unmet returns what does not hold of the answers of a record that is to leave
// draft, in the order of the form; nil when everything does (LANGUAGE §3). A
// record need not be part of the case yet. Yes-no is answered yes or no; dates
// are written 2026-03-04, ratings as in [WriteRatings], several choices and
// standards with ", " between them. What the system fills in by itself (roll-up,
// checklist, package) is not asked.
func (c *Course) Unmet(form *program.Form, r *Record) []Unmet {
	e := examiner{h: c.log, round: c.Round(), form: form, r: r}
	e.outcome()
	for _, f := range form.Fields {
		if f.OnlyIf == "" || f.OnlyIf == r.Outcome {
			e.field(f)
		}
	}
	return e.unmet
}

type examiner struct {
	h     *history
	round int
	form  *program.Form
	r     *Record
	unmet []Unmet
}

func (e *examiner) say(f *program.Field, format string, args ...any) {
	e.unmet = append(e.unmet, Unmet{Field: f.Key, Sentence: fmt.Sprintf(format, args...)})
}

// outcome asks for one of those that are offered in this round.
func (e *examiner) outcome() {
	if len(e.form.Outcomes) == 0 {
		return
	}
	var titles []string
	for _, o := range e.form.Outcomes {
		if o.Rounds > 0 && e.round > o.Rounds {
			continue
		}
		if o.Key == e.r.Outcome {
			return
		}
		titles = append(titles, cmp.Or(o.Title, spaced(o.Key)))
	}
	e.unmet = append(e.unmet, Unmet{Sentence: "Choose an outcome: " + strings.Join(titles, " or ") + "."})
}

// field asks whether there is an answer, whether it is one, and whether what
// has to hold of it does. One sentence per field is enough.
func (e *examiner) field(f *program.Field) {
	answer := strings.TrimSpace(e.r.Fields[f.Key])
	switch f.Type {
	case "roll-up", "checklist", "package":
		return
	case "record":
		e.record(f)
		return
	case "day":
		if answer == "" {
			answer = e.r.Day.String()
		}
	default: // answered by its author
	}
	if answer == "" {
		if !f.Optional {
			e.say(f, "%s is missing; fill it in.", label(f))
		}
		return
	}
	if sentence := e.valid(f, answer); sentence != "" {
		e.say(f, "%s", sentence)
		return
	}
	e.rules(f, func(m program.Must) bool { return e.holds(f, m, answer) })
}

// record asks for the newest record of the forms of a field, and what has to
// hold of its ratings.
func (e *examiner) record(f *program.Field) {
	newest := e.newest(f.Of, f.ThisRound)
	if newest == nil {
		if !f.Optional {
			when := ""
			if f.ThisRound {
				when = " this " + cmp.Or(e.h.p.Words.Round, "round")
			}
			e.unmet = append(e.unmet, Unmet{
				Field: f.Key, Override: f.Override, Offer: f.Offer,
				Sentence: cmp.Or(f.Else, fmt.Sprintf("%s: none has been filed%s; file it first.", label(f), when)),
			})
		}
		return
	}
	ratings := e.ratings(newest)
	e.rules(f, func(m program.Must) bool { return m.Some == "" || e.some(m, ratings) })
}

// rules asks whether all that must hold does, else whether all that should.
func (e *examiner) rules(f *program.Field, holds func(program.Must) bool) {
	not := func(m program.Must) bool { return !holds(m) }
	must, should := slices.ContainsFunc(f.Must, not), slices.ContainsFunc(f.Should, not)
	if !must && !should {
		return
	}
	e.unmet = append(e.unmet, Unmet{
		Field: f.Key, Sentence: cmp.Or(f.Else, label(f)+": this answer does not fit."), Warn: !must,
		Override: f.Override, Offer: f.Offer,
	})
}

// newest is the record of one of the forms that was filed last, or nil; with
// thisRound, in the present round.
func (e *examiner) newest(forms []string, thisRound bool) *Record {
	for _, f := range slices.Backward(e.h.facts) {
		if f.Event.State == string(Filed) && slices.Contains(forms, f.Event.Name) && (!thisRound || f.Round >= e.round) && f.Record != e.r.ID {
			return e.h.c.Record(f.Record)
		}
	}
	return nil
}

// ratings are the verdicts of a record.
func (e *examiner) ratings(r *Record) []Rating {
	form := e.h.scope.Form(r.Form)
	if form == nil {
		return nil
	}
	var all []Rating
	for _, f := range form.Fields {
		if f.Type == "ratings" {
			if some, err := ParseRatings(r.Fields[f.Key]); err == nil {
				all = append(all, some...)
			}
		}
	}
	return all
}

// label is what a field is called in a sentence.
func label(f *program.Field) string {
	if f.Ask != "" {
		return f.Ask
	}
	words := spaced(f.Key)
	return strings.ToUpper(words[:min(1, len(words))]) + words[min(1, len(words)):]
}

func spaced(key string) string { return strings.NewReplacer("-", " ", "_", " ").Replace(key) }
