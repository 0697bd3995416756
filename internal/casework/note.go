package casework

import (
	"context"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/message"
	"parbot/internal/program"
)

// Note is a private note of its author: in a case, or about a record in one.
type Note struct {
	Case, About casefile.ID // the case is found by the record when it is ""
	Text        string
	Again       bool // the person said that it is a second note
}

// Note keeps a private note, which nobody but its author ever reads.
func (d *Desk) Note(ctx context.Context, a Act, in Note) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, form, err := w.notebook(ctx, in, true)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.still(f); err != nil {
			return message.Message{}, err
		}
		if n := utf8.RuneCountInString(in.Text); n > MaxText {
			return message.Message{}, message.TooLong("note", n, MaxText)
		}
		if err := w.once(ctx, in.Again); err != nil {
			return message.Message{}, err
		}
		r := w.filed(form.Key, w.today(f), map[string]string{mainField(form): in.Text})
		r.On = in.About
		if err := w.store(ctx, f, r); err != nil {
			return message.Message{}, err
		}
		return message.Noted(r), nil
	})
}

// Notes returns the case that a note is about and what its author wrote there
// before, oldest first.
func (d *Desk) Notes(ctx context.Context, a Act, in Note) (of casefile.ID, notes []string, err error) {
	err = d.read(ctx, a, func(w *work) error {
		f, form, err := w.notebook(ctx, in, false)
		if err != nil {
			return err
		}
		of = f.c.ID
		for _, r := range w.view(f).Records() {
			if r.Form == form.Key && r.Author == a.Who.ID && r.Live() {
				notes = append(notes, message.Day(r.Day, w.today(f))+": "+r.Fields[mainField(form)])
			}
		}
		return nil
	})
	return of, notes, err
}

// notebook is the file and the form in which the person keeps private notes.
func (w *work) notebook(ctx context.Context, in Note, lock bool) (*file, *program.Form, error) {
	of := in.Case
	if in.About != "" {
		var err error
		if of, err = w.tx.CaseOfRecord(ctx, in.About); err != nil {
			return nil, nil, absent(err)
		}
	}
	f, err := w.open(ctx, of, lock)
	if err != nil {
		return nil, nil, err
	}
	if r := f.c.Record(in.About); in.About != "" && (r == nil || w.gate(f).Decide(w.act.Who.ID, r).Level < program.Read) {
		return nil, nil, message.Gone()
	}
	form, err := w.formFor(f, "note")
	return f, form, err
}

// Readers says who can read what the person would file with a typed command in
// a case, in sentences for the form; nothing when they may not file it.
func (d *Desk) Readers(ctx context.Context, a Act, in casefile.ID, command string) (lines []string, err error) {
	err = d.read(ctx, a, func(w *work) error {
		f, err := w.open(ctx, in, false)
		if err != nil {
			return err
		}
		form, err := w.formFor(f, command)
		if err != nil {
			return err
		}
		lines = message.Readers(w.view(f), form.Key)
		return nil
	})
	return lines, err
}
