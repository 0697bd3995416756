package casework

import (
	"context"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/message"
	"parbot/internal/program"
)

// Fillable is a form that a person may fill in now, and in which case.
type Fillable struct {
	Mine

	Form  *program.Form
	Waits bool // the system made it, and it waits for the person
}

// Fillable lists the forms that the person may fill in now, in the order of the
// file; of one case when given. Of a closed case these are the ones that the
// system made.
func (d *Desk) Fillable(ctx context.Context, a Act, only casefile.ID) (all []Fillable, err error) {
	err = d.read(ctx, a, func(w *work) error {
		files, err := w.filesToFill(ctx)
		if err != nil {
			return err
		}
		for _, f := range files {
			if f.c.Number > 0 || only != "" && f.c.ID != only {
				continue
			}
			for _, form := range f.scope.Forms {
				if draft, err := w.toFill(f, form); err == nil {
					all = append(all, Fillable{Mine: w.mine(f), Form: form, Waits: draft != nil})
				}
			}
		}
		return nil
	})
	return all, err
}

// filesToFill opens the person's open cases, and the closed ones that ask for
// something still.
func (w *work) filesToFill(ctx context.Context) ([]*file, error) {
	files, err := w.files(ctx)
	if err != nil {
		return nil, err
	}
	ids, err := w.tx.ClosedAsking(ctx, w.act.Who.ID)
	if err != nil {
		return nil, err
	}
	closed, err := w.openAll(ctx, ids)
	return append(files, closed...), err
}

// toFill says whether the person may fill a form in now, and returns the draft
// that waits for them, if the system made one.
func (w *work) toFill(f *file, form *program.Form) (draft *casefile.Record, err error) {
	if form == nil || f.c.Number > 0 {
		return nil, message.Gone()
	}
	gate := w.gate(f)
	for i := range f.c.Records {
		if r := &f.c.Records[i]; r.Form == form.Key && typable(form) && gate.MayFinish(w.act.Who.ID, r) {
			return r, nil
		}
	}
	if err := w.still(f); err != nil {
		return nil, err
	}
	switch {
	case len(form.MadeOn) > 0 || gate.MayWrite(w.act.Who.ID, form).Level != program.Read:
		return nil, message.Gone()
	case len(form.DiscussedAt) > 0:
		return nil, message.DiscussedFirst(form.Title)
	case !typable(form) || ofCommand(f.scope, form):
		return nil, message.Gone()
	}
	_, err = w.attachedTo(f, form)
	return nil, err
}

// ofCommand reports whether a command of its own files a form.
func ofCommand(s *program.Scope, form *program.Form) bool {
	return slices.Contains([]string{"log", "contact", "note"}, form.Command) || s.Responds(form)
}

// typable reports whether a form can be filled in with a typed line, and filing
// it does no more than that: it names nobody, opens no case, waits for no second
// person, and asks for no file.
func typable(form *program.Form) bool {
	if form.Assigns != "" || form.Opens != "" || form.Kind == "vote" || form.Kind == "evaluation" || len(form.Second) > 0 || form.ByHand ||
		len(form.Serve) > 0 { // what is served as a decision is never made by a typed line alone (VOICE §2.1)
		return false
	}
	return !slices.ContainsFunc(form.Fields, func(one *program.Field) bool { return !one.Optional && !Typable(one) })
}

// Typable reports whether a field can be answered in a typed line, or needs no
// answer of its author.
func Typable(one *program.Field) bool {
	return !slices.Contains([]string{"file", "files", "person", "appointment", "rows"}, one.Type)
}

// Asked reports whether the author answers a field, and not the system.
func Asked(one *program.Field) bool {
	return Typable(one) && !slices.Contains([]string{"roll-up", "checklist", "package", "record"}, one.Type)
}

// attachedTo is the newest thing that the person can attach a form to: a record
// that was filed or a meeting that was held, the newest without one before the
// others. It is "" for a form that stands alone.
func (w *work) attachedTo(f *file, form *program.Form) (on casefile.ID, err error) {
	alone := !slices.ContainsFunc(form.Attaches, func(name string) bool { return f.scope.Form(name) != nil || f.scope.Meeting(name) != nil })
	if alone {
		return "", nil
	}
	gate, best, bestAt := w.gate(f), casefile.ID(""), int64(0)
	better := func(id casefile.ID, at int64) {
		if taken := slices.ContainsFunc(f.c.Records, func(r casefile.Record) bool { return r.Form == form.Key && r.On == id && r.Live() }); taken {
			if form.Once != "" {
				return
			}
			at -= 1 << 61
		}
		if best == "" || at > bestAt {
			best, bestAt = id, at
		}
	}
	for i := range f.c.Records {
		r := &f.c.Records[i]
		if slices.Contains(form.Attaches, r.Form) && r.Live() && r.Entered(casefile.Filed) && gate.Decide(w.act.Who.ID, r).Level >= program.Dates {
			better(r.ID, r.At.UnixNano())
		}
	}
	for _, m := range f.c.Meetings {
		if slices.Contains(form.Attaches, m.Kind) && m.State == casefile.Held {
			better(m.ID, m.Start.UnixNano())
		}
	}
	if best == "" {
		return "", message.NothingToAttachTo(form.Title)
	}
	return best, nil
}

// Main is the key of the field that words without a question answer: the first
// that asks for words, else the only one that is asked, else "". A form without
// fields is one remark.
func Main(form *program.Form) string {
	if len(form.Fields) == 0 {
		return mainField(form)
	}
	var asked []*program.Field
	for _, one := range form.Fields {
		if one.Type == "text" && !one.Private {
			return one.Key
		}
		if Asked(one) {
			asked = append(asked, one)
		}
	}
	if len(asked) == 1 {
		return asked[0].Key
	}
	return ""
}
