package casework

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// absent turns whatever is not there into the one answer for it.
func absent(err error) error {
	if fault.KindOf(err) == fault.Absent {
		return message.Gone()
	}
	return err
}

// Report keeps the consultant's draft of the written report; it is theirs
// alone until the conference is recorded as held, and leaves no trace in the
// audit log. Text takes the place of what the draft said; empty text changes
// nothing and only shows where it stands.
func (d *Desk) Report(ctx context.Context, a Act, in casefile.ID, text string) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, err := w.open(ctx, in, true)
		if err != nil {
			return message.Message{}, err
		}
		if err := w.still(f); err != nil {
			return message.Message{}, err
		}
		form, err := w.discussable(f)
		if err != nil {
			return message.Message{}, err
		}
		if n := utf8.RuneCountInString(text); n > MaxText {
			return message.Message{}, message.TooLong("report", n, MaxText)
		}
		if err := w.draft(ctx, f, form, text); err != nil {
			return message.Message{}, err
		}
		return message.Draft(f.c.ID, form.DiscussedAt[0]), nil
	})
}

func (w *work) draft(ctx context.Context, f *file, form *program.Form, text string) error {
	if text == "" {
		return nil
	}
	return w.tx.SaveDraft(ctx, postgres.Draft{
		Person: w.act.Who.ID, Case: f.c.ID, Form: form.Key, Fields: map[string]string{mainField(form): text}, At: w.act.Now,
	})
}

// Draft returns the text of the person's draft report, "" when there is none.
func (d *Desk) Draft(ctx context.Context, a Act, in casefile.ID) (text string, err error) {
	err = d.read(ctx, a, func(w *work) error {
		f, err := w.open(ctx, in, false)
		if err != nil {
			return err
		}
		form, err := w.discussable(f)
		if err != nil {
			return err
		}
		draft, _, err := w.tx.Draft(ctx, a.Who.ID, f.c.ID, form.Key)
		text = draft.Fields[mainField(form)]
		return err
	})
	return text, err
}

// discussable is the form that the person writes for a conference: the one for
// which a duty waits, or the one that is typed as report.
func (w *work) discussable(f *file) (*program.Form, error) {
	for _, form := range f.scope.Forms {
		if f.scope.Reports(form) && w.gate(f).MayWrite(w.act.Who.ID, form).Level == program.Read {
			return form, nil
		}
	}
	return nil, message.Gone()
}

// mainField is the first field of a form that holds free text.
func mainField(form *program.Form) string {
	for _, field := range form.Fields {
		if field.Type == "text" && !field.Private {
			return field.Key
		}
	}
	return "text"
}

// waiting is a record that waits for a person's signature, and what it means.
type waiting struct {
	f       *file
	record  *casefile.Record
	meaning string
}

// Signing returns the form in which the person signs the record that waits for
// them: the one named, or the oldest.
func (d *Desk) Signing(ctx context.Context, a Act, which casefile.ID) (form *message.Form, err error) {
	err = d.read(ctx, a, func(w *work) error {
		one, err := w.toSign(ctx, which, false)
		if err != nil {
			return err
		}
		if err := w.audit(ctx, one.f, one.record.ID, "read to sign"); err != nil {
			return err
		}
		form = message.SignForm(w.view(one.f), *one.record, one.meaning)
		return nil
	})
	return form, err
}

func (w *work) toSign(ctx context.Context, which casefile.ID, lock bool) (waiting, error) {
	ids, err := w.tx.CasesOf(ctx, w.act.Who.ID)
	if err != nil {
		return waiting{}, err
	}
	for _, id := range ids {
		f, err := w.open(ctx, id, lock)
		if fault.KindOf(err) == fault.Absent {
			continue
		}
		if err != nil {
			return waiting{}, err
		}
		if one, ok := w.unsigned(f, which); ok {
			return one, nil
		}
	}
	return waiting{}, message.NothingToSign()
}

func (w *work) unsigned(f *file, which casefile.ID) (waiting, bool) {
	roles := f.c.RolesOf(w.act.Who.ID, w.act.Now)
	for i := range f.c.Records {
		r := &f.c.Records[i]
		form := f.scope.Form(r.Form)
		if form == nil || !r.Live() || which != "" && r.ID != which || r.SignedBy(w.act.Who.ID) || r.Entered(casefile.Filed) ||
			!r.Entered(casefile.Issued) && !r.Entered(casefile.Discussed) {
			continue
		}
		for _, s := range form.Signs {
			if slices.ContainsFunc(s.Roles, func(role program.Role) bool { return slices.Contains(roles, role) }) {
				return waiting{f: f, record: r, meaning: s.Meaning}, true
			}
		}
	}
	return waiting{}, false
}

// Sign records a signature, or that the person declined to give it: who, when,
// with what meaning, over which text. When the last signer has answered
// the record is answered, and filed unless somebody declined.
func (d *Desk) Sign(ctx context.Context, a Act, record casefile.ID, decline bool) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		one, err := w.toSign(ctx, record, true)
		if err != nil {
			return message.Message{}, err
		}
		s := casefile.Signature{Person: a.Who.ID, Meaning: one.meaning, Declined: decline, Day: w.today(one.f), At: a.Now, Hash: textHash(*one.record)}
		if err := w.tx.AddSignature(ctx, one.record.ID, s); err != nil {
			return message.Message{}, err
		}
		one.record.Signed = append(one.record.Signed, s)
		for _, state := range statesAfter(one.f, *one.record, a) {
			step := w.step(state, s.Day)
			if err := w.tx.AddStep(ctx, one.record.ID, step); err != nil {
				return message.Message{}, err
			}
			one.record.Steps = append(one.record.Steps, step)
		}
		plan, err := w.signed(ctx, one, decline)
		if err != nil {
			return message.Message{}, err
		}
		if decline {
			return message.DeclinedToSign(w.view(one.f), *one.record, s, rightTo(plan, one.record.ID)), nil
		}
		return message.Signed(w.view(one.f), *one.record, s, rightTo(plan, one.record.ID)), nil
	})
}

// signed leaves the trace of a signature and plans again.
func (w *work) signed(ctx context.Context, one waiting, decline bool) (deadline.Plan, error) {
	what := "signed "
	if decline {
		what = "declined to sign "
	}
	if err := w.audit(ctx, one.f, one.record.ID, what+one.record.Form); err != nil {
		return deadline.Plan{}, err
	}
	return w.plan(ctx, one.f)
}

// statesAfter returns the states a record enters with its newest signature.
func statesAfter(f *file, r casefile.Record, a Act) []casefile.State {
	declined := false
	for _, s := range f.scope.Form(r.Form).Signs {
		for _, role := range s.Roles {
			for _, p := range f.c.Holders(role, a.Now) {
				if !r.SignedBy(p.ID) {
					return nil
				}
			}
		}
	}
	for _, s := range r.Signed {
		declined = declined || s.Declined
	}
	if declined {
		return []casefile.State{casefile.Declined, casefile.Answered}
	}
	return []casefile.State{casefile.Signed, casefile.Answered, casefile.Filed}
}

// textHash is the hash of everything a signer was shown, fields in the order of
// their names.
func textHash(r casefile.Record) string {
	var b strings.Builder
	for _, key := range sortedKeys(r.Fields) {
		b.WriteString(key + "\x00" + r.Fields[key] + "\x00")
	}
	return hash(b.String())
}

func sortedKeys(fields map[string]string) []string {
	keys := make([]string, 0, len(fields))
	for key := range fields {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// rightTo is the last day of the right that a record opened, or none.
func rightTo(plan deadline.Plan, record casefile.ID) schoolday.Day {
	for _, d := range plan.Deadlines {
		if d.Right && d.Record == record && d.State == deadline.Open {
			return d.Due
		}
	}
	return schoolday.None
}

// Responding returns the form for a written response: to the record named, or
// to the newest that may be answered.
func (d *Desk) Responding(ctx context.Context, a Act, which casefile.ID, text string) (form *message.Form, err error) {
	err = d.read(ctx, a, func(w *work) error {
		f, r, err := w.toAnswer(ctx, which, false)
		if err != nil {
			return err
		}
		plan := deadline.Make(f.p, &f.c, f.cal, a.Now)
		form = message.RespondForm(*r, rightTo(plan, r.ID), text)
		return nil
	})
	return form, err
}

// toAnswer finds the record that the person may attach a response to: one of a
// form to which a form of theirs attaches, already answered by its signers.
func (w *work) toAnswer(ctx context.Context, which casefile.ID, lock bool) (*file, *casefile.Record, error) {
	ids, err := w.tx.CasesOf(ctx, w.act.Who.ID)
	if err != nil {
		return nil, nil, err
	}
	for _, id := range ids {
		f, err := w.open(ctx, id, lock)
		if fault.KindOf(err) == fault.Absent {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for i := len(f.c.Records) - 1; i >= 0; i-- {
			r := &f.c.Records[i]
			if (which == "" || which == r.ID) && r.Live() && r.Entered(casefile.Answered) && w.responseTo(f, r) != nil {
				return f, r, nil
			}
		}
	}
	return nil, nil, message.NothingToAnswer()
}

// responseTo is the person's own form that attaches to a record and that a right
// of theirs is used by; other annexes, such as evidence, answer nothing.
func (w *work) responseTo(f *file, r *casefile.Record) *program.Form {
	for _, form := range f.scope.Forms {
		if slices.Contains(form.Attaches, r.Form) && f.scope.Responds(form) &&
			w.gate(f).MayWrite(w.act.Who.ID, form).Level == program.Read {
			return form
		}
	}
	return nil
}

// Respond files a written response to a record. After the last day it is
// accepted and marked until the case closes (LANGUAGE §2.8).
func (d *Desk) Respond(ctx context.Context, a Act, record casefile.ID, text string) (message.Message, error) {
	return d.do(ctx, a, func(w *work) (message.Message, error) {
		f, r, err := w.toAnswer(ctx, record, true)
		if err != nil {
			return message.Message{}, err
		}
		if n := utf8.RuneCountInString(text); n > MaxText {
			return message.Message{}, message.TooLong("response", n, MaxText)
		}
		form := w.responseTo(f, r)
		response := w.filed(form.Key, w.today(f), map[string]string{mainField(form): text})
		response.On = r.ID
		if err := w.store(ctx, f, response); err != nil {
			return message.Message{}, err
		}
		return message.Responded(w.view(f), response), nil
	})
}
