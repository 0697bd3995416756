package rehearsal_test

import (
	"cmp"
	"slices"
	"time"

	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// write starts a record of any form.
func (w *walk) write() {
	if f := rapid.SampledFrom(w.scope.Forms).Draw(w.t, "form"); w.c.Closed == schoolday.None || f.Kind == "survey" {
		w.start(f)
	}
}

func (w *walk) start(f *program.Form) {
	author := w.holder(f.By)
	on, ok := w.attached(f)
	if author == "" || !ok {
		return
	}
	r := casefile.Record{ID: w.id(f.Key), Form: f.Key, Author: author, Day: w.day(), At: w.now, On: on, Fields: w.answers(f)}
	r.Steps = []casefile.Step{w.step(casefile.Draft, author)}
	w.c.Records = append(w.c.Records, r)
}

func (w *walk) step(state casefile.State, by casefile.ID) casefile.Step {
	return casefile.Step{State: state, Day: w.today(), At: w.now, By: by}
}

// answers fills in the dates of a form, and the person whom it names.
func (w *walk) answers(f *program.Form) map[string]string {
	fields := map[string]string{}
	for _, field := range f.Fields {
		switch {
		case field.Type == "date" && w.chance("a date", 2):
			fields[field.Key] = w.today().Add(rapid.IntRange(-20, 300).Draw(w.t, "date")).String()
		case field.Type == "person" && f.Assigns != "" && len(w.people[f.Assigns]) > 0:
			fields[field.Key] = string(w.people[f.Assigns][0].ID)
		}
	}
	return fields
}

// attached draws what a new record of the form is about; none if there is
// nothing of the kind.
func (w *walk) attached(f *program.Form) (casefile.ID, bool) {
	if len(f.Attaches) == 0 {
		return "", true
	}
	var all []casefile.ID
	for _, r := range w.c.Records {
		if slices.Contains(f.Attaches, r.Form) && r.Live() {
			all = append(all, r.ID)
		}
	}
	for _, m := range w.c.Meetings {
		if slices.Contains(f.Attaches, m.Kind) && !m.Start.IsZero() && m.State != casefile.Cancelled {
			all = append(all, m.ID)
		}
	}
	if len(all) == 0 {
		return "", false
	}
	return rapid.SampledFrom(all).Draw(w.t, "on"), true
}

// goOn takes a record one or more states on.
func (w *walk) goOn() {
	r := &w.c.Records[rapid.IntRange(0, len(w.c.Records)-1).Draw(w.t, "record")]
	for range rapid.IntRange(1, 4).Draw(w.t, "states") {
		w.advance(r)
	}
}

// advance takes a record to the next state that its form has, in the order of
// LANGUAGE §1, if somebody can.
func (w *walk) advance(r *casefile.Record) {
	f := w.scope.Form(r.Form)
	if f == nil || !r.Live() {
		return
	}
	by := cmp.Or(r.Author, w.holder(f.By))
	enter := func(state casefile.State, by casefile.ID) { r.Steps = append(r.Steps, w.step(state, by)) }
	second := w.holder(f.Second)
	switch {
	case r.Entered(casefile.Served):
	case r.Entered(casefile.Filed) && second != "" && second != by && !r.Entered(casefile.Confirmed):
		enter(casefile.Confirmed, second)
	case r.Entered(casefile.Filed):
		if len(f.Serve) > 0 || f.ByHand {
			enter(casefile.Served, by)
		}
	case len(f.DiscussedAt) > 0 && !r.Entered(casefile.Discussed):
		for _, m := range w.c.Meetings {
			if m.State == casefile.Held && slices.Contains(f.DiscussedAt, m.Kind) {
				r.Presented = append(r.Presented, m.ID)
				enter(casefile.Discussed, by)
				return
			}
		}
	case len(f.Signs) > 0 && len(f.DiscussedAt) == 0 && !r.Entered(casefile.Issued):
		enter(casefile.Issued, by)
	case len(f.Signs) > 0 && !r.Entered(casefile.Answered):
		w.sign(r, f)
	default:
		w.file(r, f, by)
	}
}

// sign gives the next signature, and the states that come with the last one.
func (w *walk) sign(r *casefile.Record, f *program.Form) {
	declined, left := false, 0
	var last casefile.ID
	for _, s := range f.Signs {
		for _, role := range s.Roles {
			for _, p := range w.c.Holders(role, w.now) {
				if r.SignedBy(p.ID) {
					continue
				}
				if left++; left == 1 {
					last = p.ID
					r.Signed = append(r.Signed, casefile.Signature{Person: p.ID, Meaning: s.Meaning, Day: w.today(), At: w.now, Declined: w.chance("declines", 6)})
				}
			}
		}
	}
	for _, s := range r.Signed {
		declined = declined || s.Declined
	}
	if declined && !r.Entered(casefile.Declined) {
		r.Steps = append(r.Steps, w.step(casefile.Declined, last))
	}
	if left > 1 {
		return
	}
	if !declined {
		r.Steps = append(r.Steps, w.step(casefile.Signed, last))
	}
	r.Steps = append(r.Steps, w.step(casefile.Answered, last))
}

// file files a record; its day may be one before.
func (w *walk) file(r *casefile.Record, f *program.Form, by casefile.ID) {
	s := w.step(casefile.Filed, by)
	s.Day = w.day()
	r.Steps = append(r.Steps, s)
	if len(f.Outcomes) > 0 {
		r.Outcome = rapid.SampledFrom(f.Outcomes).Draw(w.t, "outcome").Key
	}
	if f.Assigns != "" && len(w.people[f.Assigns]) > 0 {
		for i := range w.c.Parties {
			if p := &w.c.Parties[i]; p.Role == f.Assigns && p.Holding(w.now) {
				p.To = w.now
			}
		}
		w.c.Parties = append(w.c.Parties, casefile.Party{Person: w.people[f.Assigns][0], Role: f.Assigns, From: w.now})
	}
}

// plan asks for a meeting, plans one, or writes one down that was held.
func (w *walk) plan() {
	if len(w.scope.Meetings) == 0 || w.c.Closed != schoolday.None {
		return
	}
	kind := rapid.SampledFrom(w.scope.Meetings).Draw(w.t, "kind")
	m := casefile.Meeting{ID: w.id(kind.Key), Kind: kind.Key, Zone: w.cal.Zone.String(), Convener: w.holder(kind.ConvenedBy)}
	for _, role := range kind.Attendees {
		for _, p := range w.c.Holders(role, w.now) {
			m.Attendees = append(m.Attendees, casefile.Attendee{Person: p, Role: role})
		}
	}
	switch {
	case w.chance("asked", 6):
		m.State = casefile.Asked
	case w.chance("held without a plan", 6):
		m.State = casefile.Held
		w.timed(&m, w.now.Add(-time.Duration(rapid.IntRange(1, 100).Draw(w.t, "hours ago"))*time.Hour))
	default:
		m.State = casefile.Planned
		w.timed(&m, w.ahead())
	}
	m.Steps = []casefile.Step{w.step(m.State, m.Convener)}
	if m.State == casefile.Held {
		m.Steps[0].Day = schoolday.Of(m.Start.In(w.cal.Zone))
	}
	w.c.Meetings = append(w.c.Meetings, m)
}

// ahead is a moment to come.
func (w *walk) ahead() time.Time {
	return w.now.Add(time.Duration(rapid.IntRange(1, 60*24).Draw(w.t, "hours ahead")) * time.Hour)
}

func (w *walk) timed(m *casefile.Meeting, at time.Time) {
	m.Start, m.End = at, at.Add(45*time.Minute)
}

// change answers, moves, settles or calls off a meeting.
func (w *walk) change() {
	if len(w.c.Meetings) == 0 {
		return
	}
	m := &w.c.Meetings[rapid.IntRange(0, len(w.c.Meetings)-1).Draw(w.t, "meeting")]
	if m.State != casefile.Planned && m.State != casefile.Asked {
		return
	}
	past := m.State == casefile.Planned && !m.Start.After(w.now)
	switch act := rapid.IntRange(0, 3).Draw(w.t, "change"); {
	case act == 0 && m.State == casefile.Planned && !past:
		m.Moves, m.Sequence = m.Moves+1, m.Sequence+1
		w.settled(m, casefile.Planned, casefile.Moved)
		w.timed(m, w.ahead())
	case m.State == casefile.Asked:
		w.settled(m, casefile.Planned, casefile.Planned)
		w.timed(m, w.ahead())
	case act == 1 && !past && len(m.Attendees) > 0:
		a := &m.Attendees[rapid.IntRange(0, len(m.Attendees)-1).Draw(w.t, "attendee")]
		a.Answer, a.Answered = rapid.SampledFrom([]string{"yes", "no", "other"}).Draw(w.t, "answer"), w.now
	case act == 2 && past:
		w.settled(m, casefile.Held, casefile.Held)
		for i := range m.Attendees {
			m.Attendees[i].Present = !w.chance("absent", 5)
		}
	case past:
		w.settled(m, casefile.Missed, casefile.Missed)
	default:
		m.Sequence++
		w.settled(m, casefile.Cancelled, casefile.Cancelled)
	}
}

func (w *walk) settled(m *casefile.Meeting, state, step casefile.State) {
	m.State = state
	s := w.step(step, m.Convener)
	if state == casefile.Held || state == casefile.Missed {
		s.Day = schoolday.Of(m.Start.In(w.cal.Zone))
	}
	m.Steps = append(m.Steps, s)
	w.undone = w.undone || step != casefile.Planned && step != casefile.Held
}

// make adds what the system has to make.
func (w *walk) make(made deadline.Made) {
	f := w.scope.Form(made.Form)
	r := casefile.Record{ID: w.id("made"), Form: f.Key, Day: made.Day, At: w.now, Fields: w.answers(f), MadeFor: made.Key, Steps: []casefile.Step{w.step(casefile.Draft, "")}}
	if made.Role != "" {
		r.Author = w.holder([]program.Role{made.Role})
	}
	if len(f.Attaches) > 0 {
		r.On = cmp.Or(made.For.Record, made.For.Meeting)
	}
	w.c.Records = append(w.c.Records, r)
	if len(f.By) == 0 {
		w.advance(&w.c.Records[len(w.c.Records)-1])
	}
}
