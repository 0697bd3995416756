package casefile

import (
	"slices"
	"time"

	"parbot/internal/program"
)

// Confirmed is the state of a record of a form with `second` that another
// person of those roles has confirmed. Before, it is not filed (LANGUAGE §1).
const Confirmed State = "confirmed"

// effects are the steps of a record as they took effect. An outcome comes with
// filed, whether or not it was stored as a step of its own.
func (b *builder) effects(r *Record) []Step {
	steps := r.Steps
	if at := slices.IndexFunc(steps, func(s Step) bool { return s.State == Filed }); at >= 0 && r.Outcome != "" && !r.Entered(State(r.Outcome)) {
		outcome := steps[at]
		outcome.State = State(r.Outcome)
		steps = slices.Insert(slices.Clone(steps), at+1, outcome)
	}
	if b.scope == nil {
		return steps
	}
	if form := b.scope.Form(r.Form); form != nil && len(form.Second) > 0 {
		return b.seconded(r, form, steps)
	}
	return steps
}

// seconded holds back filed and all that comes with it until the second person
// confirmed. The day stays: what counts is the day that a paper is about.
func (b *builder) seconded(r *Record, form *program.Form, steps []Step) []Step {
	at, confirmed := b.c.confirmed(r, form)
	var effective []Step
	for _, s := range steps {
		switch s.State {
		case Draft, Issued, Discussed, Signed, Declined, Answered, Confirmed:
		default:
			if !confirmed {
				continue
			}
			if s.At.Before(at) {
				s.At = at
			}
		}
		effective = append(effective, s)
	}
	return effective
}

// Unconfirmed reports whether a record was filed and waits for the second person
// without whom it does not take effect.
func (c *Case) Unconfirmed(r *Record, form *program.Form) bool {
	if len(form.Second) == 0 || !r.Entered(Filed) {
		return false
	}
	_, confirmed := c.confirmed(r, form)
	return !confirmed
}

// confirmed says when a person of the second roles, other than the author and
// whoever filed it, confirmed the record.
func (c *Case) confirmed(r *Record, form *program.Form) (at time.Time, ok bool) {
	var filedBy ID
	for _, s := range r.Steps {
		if s.State == Filed {
			filedBy = s.By
		}
	}
	for _, s := range r.Steps {
		if s.State != Confirmed || s.By == "" || s.By == r.Author || s.By == filedBy {
			continue
		}
		for _, role := range c.RolesOf(s.By, s.At) {
			if slices.Contains(form.Second, role) {
				return s.At, true
			}
		}
	}
	return time.Time{}, false
}
