package bot

import (
	"strconv"
	"strings"

	"parbot/internal/casework"
	"parbot/internal/program"
)

// agreeing are the five steps of an answer that agrees or does not; their
// numbers 1 to 5 are answers, too.
var agreeing = [...]string{"strongly disagree", "disagree", "neutral", "agree", "strongly agree"}

// answersIn reads "field: value; field: value", an outcome by its key or title,
// and bare words, which answer the one question that asks for words.
func (t *turn) answersIn(one casework.Fillable, text string) casework.Fill {
	in := casework.Fill{Case: one.Case, Form: one.Form.Key, Answers: map[string]string{}}
	last := ""
	for piece := range strings.SplitSeq(text, ";") {
		piece = strings.TrimFunc(piece, blank)
		if outcome := outcomeOf(one.Form, piece); outcome != "" {
			in.Outcome = outcome
			continue
		}
		if field, value := fieldNamed(one.Form, piece); field != "" {
			in.Answers[field], last = value, field
			continue
		}
		if last != "" {
			in.Answers[last] = joined(in.Answers[last], piece)
			continue
		}
		in.Text = joined(in.Text, piece)
	}
	for key, value := range in.Answers {
		in.Answers[key] = t.meantBy(one.Form.Field(key), value)
	}
	if f := one.Form.Field(casework.Main(one.Form)); in.Text != "" && f != nil {
		in.Text = t.meantBy(f, in.Text)
	}
	return in
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}

// outcomeOf is the outcome that a piece of a line names, alone or behind
// "outcome:", or "".
func outcomeOf(form *program.Form, piece string) string {
	if key, value, ok := strings.Cut(piece, ":"); ok && fold(key) == "outcome" {
		piece = value
	}
	for _, o := range form.Outcomes {
		if name := fold(piece); name == fold(o.Key) || name == fold(o.Title) {
			return o.Key
		}
	}
	return ""
}

// fieldNamed is the field that a piece of a line answers, by its key or its
// question, and the answer.
func fieldNamed(form *program.Form, piece string) (key, value string) {
	name, value, ok := strings.Cut(piece, ":")
	if !ok {
		return "", ""
	}
	for _, f := range form.Fields {
		if said := fold(name); casework.Asked(f) && (said == fold(f.Key) || f.Ask != "" && said == fold(strings.TrimRight(f.Ask, ":?"))) {
			return f.Key, strings.TrimFunc(value, blank)
		}
	}
	return "", ""
}

// meantBy writes an answer as the field keeps it; what cannot be read stays as
// it was typed, and is refused with what to write.
func (t *turn) meantBy(f *program.Field, typed string) string {
	l := split(typed)
	switch f.Type {
	case "day", "date":
		side := past
		if f.Type == "date" {
			side = coming
		}
		if day, n, err := date(l, t.today(), side); err == nil && n > 0 && n == len(l.words) {
			return day.String()
		}
	case "minutes":
		if minutes, n := length(l); n > 0 && n == len(l.words) {
			return strconv.Itoa(minutes)
		}
	case "agree":
		return oneOf(agreeing[:], typed)
	case "choice":
		return oneOf(f.Options, typed)
	case "any", "standards":
		var all []string
		for part := range strings.SplitSeq(typed, ",") {
			if part = strings.TrimFunc(part, blank); part != "" {
				all = append(all, oneOf(f.Options, part))
			}
		}
		return strings.Join(all, ", ")
	}
	return typed
}

func oneOf(options []string, typed string) string {
	for _, o := range options {
		if fold(o) == fold(typed) {
			return o
		}
	}
	return typed
}
