package casework

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Fill is a form of the program that somebody fills in. Answers are by field,
// written as [casefile.Course.Unmet] reads them; days are written 2026-03-04.
type Fill struct {
	Case    casefile.ID
	Form    string // key
	Answers map[string]string
	Outcome string // key, of a form that has some
	Text    string // the answer to the one question that asks for words, or ""
}

// Fill files a form, or hands it to those who sign it. A draft that the system
// made for the person leaves draft; otherwise a new record is filed, attached
// to the newest thing that the form attaches to (LANGUAGE §1, forms). What must
// hold of the answers refuses with the file's sentence, and nothing is stored.
// A form that is not the person's to fill in is absent.
func (d *Desk) Fill(ctx context.Context, a Act, in Fill) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.open(ctx, in.Case, true)
		if err != nil {
			return message.Message{}, err
		}
		form := f.scope.Form(in.Form)
		draft, err := w.toFill(f, form)
		if err != nil {
			return message.Message{}, err
		}
		r, err := w.filledIn(f, form, draft, in)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.complete(f, form, r); err != nil {
			return message.Message{}, err
		}
		if err := w.letGo(ctx, f, draft, r); err != nil {
			return message.Message{}, err
		}
		if err := w.audit(ctx, f, r.ID, "wrote "+r.Form); err != nil {
			return message.Message{}, err
		}
		if _, err := w.plan(ctx, f); err != nil {
			return message.Message{}, err
		}
		return message.Filled(w.view(f), r, revocable(f.scope, form) && r.Author != "" && f.c.Closed == schoolday.None), nil
	})
}

// filledIn is the record of a form with the answers given, not stored yet: the
// draft itself when it asks nothing of its author, since what was made is kept
// as it was written, else a record of the person's in its place.
func (w *work) filledIn(f *file, form *program.Form, draft *casefile.Record, in Fill) (casefile.Record, error) {
	fields, err := answersOf(form, in)
	if err != nil {
		return casefile.Record{}, err
	}
	day := w.today(f)
	if own := slices.IndexFunc(form.Fields, func(one *program.Field) bool { return one.Type == "day" }); own >= 0 {
		if said, err := schoolday.Parse(fields[form.Fields[own].Key]); err == nil {
			if said > day {
				return casefile.Record{}, message.Unmet([]string{message.Day(said, day) + " is still to come."})
			}
			day = said
			delete(fields, form.Fields[own].Key)
		}
	}
	state := casefile.Filed
	if len(form.Signs) > 0 {
		state = casefile.Issued
	}
	if draft != nil && len(fields) == 0 && in.Outcome == "" {
		r := *draft
		r.Steps = append(slices.Clone(r.Steps), w.step(state, w.today(f)))
		return r, nil
	}
	r := w.filed(form.Key, day, fields)
	r.Outcome = in.Outcome
	r.Steps[0].State = state
	if draft != nil {
		r.On, r.Steps = draft.On, append(slices.Clone(draft.Steps), r.Steps...)
		return r, nil
	}
	r.On, err = w.attachedTo(f, form)
	return r, err
}

// answersOf are the answers that were given, the bare text among them.
func answersOf(form *program.Form, in Fill) (map[string]string, error) {
	fields := maps.Clone(in.Answers)
	if fields == nil {
		fields = map[string]string{}
	}
	if in.Text != "" {
		key := Main(form)
		if _, answered := fields[key]; key == "" || answered {
			return nil, message.Unmet([]string{"Say which question the words answer."})
		}
		fields[key] = in.Text
	}
	maps.DeleteFunc(fields, func(_, answer string) bool { return strings.TrimSpace(answer) == "" })
	for key, answer := range fields {
		field := form.Field(key)
		if known := field != nil && Asked(field) || len(form.Fields) == 0 && key == Main(form); !known {
			return nil, message.Unmet([]string{"This form does not ask for " + key + "."})
		}
		if n := utf8.RuneCountInString(answer); n > MaxText {
			return nil, message.TooLong("form", n, MaxText)
		}
	}
	return fields, nil
}

// complete refuses a form of which not all that must hold does; unlike with the
// commands that ask for less, every question of it is asked.
func (w *work) complete(f *file, form *program.Form, r casefile.Record) error {
	course := deadline.Course(f.p, &f.c, f.cal, w.act.Now)
	return w.judge(course.Unmet(form, &r))
}

// letGo stores a record that leaves draft. A draft in whose place another record
// comes is taken back: it stays, and is not made again.
func (w *work) letGo(ctx context.Context, f *file, draft *casefile.Record, r casefile.Record) error {
	if draft == nil {
		return w.add(ctx, f, r)
	}
	if r.ID == draft.ID {
		if err := w.tx.AddStep(ctx, r.ID, r.Steps[len(r.Steps)-1]); err != nil {
			return err
		}
		*draft = r
		return nil
	}
	if err := w.tx.SetWithdrawn(ctx, draft.ID, w.act.Now); err != nil {
		return err
	}
	draft.Withdrawn = w.act.Now
	return w.add(ctx, f, r)
}
