package rehearsal

import (
	"cmp"
	"slices"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// paper carries a form as far as the event wants it: the one that is under way,
// or a new one once what it needs is there.
func (pl *player) paper(f *program.Form, e program.Event, on thing, depth int) bool {
	if r := pl.underWay(f, on); r != nil {
		return pl.advance(r, f)
	}
	if len(f.Needs) > 0 && !pl.has(f.Needs) {
		return pl.any(f.Needs, depth)
	}
	if len(f.By) == 0 || len(f.Until) > 0 && pl.has(f.Until) || pl.enough(f) || pl.otherwise(f, e) {
		return false
	}
	author := pl.author(f, on.roles)
	if author == "" {
		return pl.fill(f.By, depth)
	}
	to, ok := pl.attach(f, on)
	if !ok {
		return pl.any(pl.standing(f.Attaches), depth)
	}
	pl.write(f, e, author, to)
	return true
}

// underWay is the newest record of a form that is not filed yet, about the thing
// if it is attached to one.
func (pl *player) underWay(f *program.Form, on thing) *casefile.Record {
	for i := len(pl.c.Records) - 1; i >= 0; i-- {
		r := &pl.c.Records[i]
		if r.Form == f.Key && (r.ID == on.record || !r.Entered(casefile.Filed)) {
			if r.Entered(casefile.Filed) {
				return nil
			}
			return r
		}
	}
	return nil
}

// enough reports whether a form that is there once, or so many times, is there.
func (pl *player) enough(f *program.Form) bool {
	round := len(pl.plan.Course.Rounds)
	n := 0
	for _, fact := range pl.plan.Course.Facts {
		if fact.Event.Name == f.Key && fact.Event.State == string(casefile.Filed) && (fact.Round == round || f.Once == "case") {
			n++
		}
	}
	switch {
	case len(f.Attaches) > 0 && f.Once != "case":
		return false
	case f.Once != "":
		return n > 0
	}
	return f.Times > 0 && n >= f.Times
}

// otherwise reports whether the form ended with another result in this round, so
// that the one the event wants is past.
func (pl *player) otherwise(f *program.Form, e program.Event) bool {
	isOutcome := func(o program.Outcome) bool { return o.Key == e.State }
	return slices.ContainsFunc(f.Outcomes, isOutcome) && !pl.has([]program.Event{e}) &&
		pl.has([]program.Event{{Name: f.Key, State: string(casefile.Filed)}})
}

// fill brings about that somebody holds one of the roles.
func (pl *player) fill(roles []program.Role, depth int) bool {
	for _, f := range pl.scope.Forms {
		if slices.Contains(roles, f.Assigns) && pl.paper(f, program.Event{}, thing{}, depth+1) {
			return true
		}
	}
	return false
}

// standing are the events of forms being filed and of meetings being held.
func (pl *player) standing(names []string) []program.Event {
	events := make([]program.Event, len(names))
	for i, name := range names {
		events[i] = program.Event{Name: name, State: string(casefile.Filed)}
		if pl.scope.Meeting(name) != nil {
			events[i].State = string(casefile.Held)
		}
	}
	return events
}

// attach is what a new record of the form belongs to: the thing the act is about
// or the newest of its kind.
func (pl *player) attach(f *program.Form, on thing) (to casefile.ID, ok bool) {
	if len(f.Attaches) == 0 {
		return "", true
	}
	if r := pl.c.Record(on.record); r != nil && slices.Contains(f.Attaches, r.Form) {
		return r.ID, true
	}
	if m := pl.c.Meeting(on.meeting); m != nil && slices.Contains(f.Attaches, m.Kind) {
		return m.ID, true
	}
	for _, r := range slices.Backward(pl.c.Records) {
		if slices.Contains(f.Attaches, r.Form) && r.Entered(casefile.Filed) {
			return r.ID, true
		}
	}
	for _, m := range slices.Backward(pl.c.Meetings) {
		if slices.Contains(f.Attaches, m.Kind) && (m.State == casefile.Held || m.State == casefile.Planned && beforehand(f)) {
			return m.ID, true
		}
	}
	return "", false
}

// write starts a record and carries it on.
func (pl *player) write(f *program.Form, e program.Event, author, on casefile.ID) {
	r := casefile.Record{
		ID: pl.id(), Form: f.Key, Author: author, Day: pl.today, At: pl.now, Fields: pl.answers(f), On: on,
		Steps: []casefile.Step{pl.step(casefile.Draft, author)},
	}
	for i, o := range f.Outcomes {
		if i == 0 || o.Key == e.State {
			r.Outcome = o.Key
		}
	}
	pl.c.Records = append(pl.c.Records, r)
	pl.advance(&pl.c.Records[len(pl.c.Records)-1], f)
}

// make adds what the system has to make.
func (pl *player) make(made deadline.Made) {
	f := pl.scope.Form(made.Form)
	r := casefile.Record{
		ID: pl.id(), Form: f.Key, Day: made.Day, At: pl.now, Fields: pl.answers(f), MadeFor: made.Key,
		Steps: []casefile.Step{pl.step(casefile.Draft, "")},
	}
	if made.Role != "" {
		r.Author = pl.one([]program.Role{made.Role})
	}
	if len(f.Attaches) > 0 {
		r.On = cmp.Or(made.For.Record, made.For.Meeting)
	}
	pl.c.Records = append(pl.c.Records, r)
	if len(f.By) == 0 {
		pl.advance(&pl.c.Records[len(pl.c.Records)-1], f)
	}
}

func (pl *player) step(state casefile.State, by casefile.ID) casefile.Step {
	return casefile.Step{State: state, Day: pl.today, At: pl.now, By: by}
}

func (pl *player) enter(r *casefile.Record, state casefile.State, by casefile.ID) {
	r.Steps = append(r.Steps, pl.step(state, by))
}

// advance takes a record one state on: to the table of its meeting or to its
// signers, and, with nothing left to sign, to the file.
func (pl *player) advance(r *casefile.Record, f *program.Form) bool {
	switch {
	case len(f.DiscussedAt) > 0 && !r.Entered(casefile.Discussed):
		m := pl.heldToday(f.DiscussedAt)
		if m == nil {
			kind := pl.scope.Meeting(f.DiscussedAt[0])
			return kind != nil && pl.hold(kind)
		}
		r.Presented = append(r.Presented, m.ID)
		pl.enter(r, casefile.Discussed, r.Author)
		if pl.signedLater(f, casefile.Discussed) {
			return true
		}
	case len(f.Signs) > 0 && len(f.DiscussedAt) == 0 && !r.Entered(casefile.Issued):
		pl.enter(r, casefile.Issued, r.Author)
		if pl.signedLater(f, casefile.Issued) {
			return true
		}
	case len(f.Signs) > 0 && pl.signedLater(f, casefile.Issued, casefile.Discussed):
		return false
	}
	if len(f.Signs) > 0 && !r.Entered(casefile.Answered) {
		return pl.sign(r, f)
	}
	pl.file(r, f)
	return true
}

// signedLater reports whether a duty of the signers starts with a state of the
// form, so that it is signed when that falls due.
func (pl *player) signedLater(f *program.Form, states ...casefile.State) bool {
	return slices.ContainsFunc(pl.scope.Deadlines, func(d *program.Deadline) bool {
		return d.Signers && slices.ContainsFunc(d.Starts, func(e program.Event) bool {
			return e.Name == f.Key && slices.Contains(states, casefile.State(e.State))
		})
	})
}

// sign gives every signature that is missing, and files the record.
func (pl *player) sign(r *casefile.Record, f *program.Form) bool {
	if f == nil || r.Entered(casefile.Answered) {
		return false
	}
	for _, s := range f.Signs {
		for _, role := range s.Roles {
			if id := pl.one([]program.Role{role}); id != "" && !r.SignedBy(id) {
				r.Signed = append(r.Signed, casefile.Signature{Person: id, Meaning: s.Meaning, Day: pl.today, At: pl.now})
			}
		}
	}
	pl.enter(r, casefile.Signed, pl.one(f.Signs[0].Roles))
	pl.enter(r, casefile.Answered, pl.one(f.Signs[0].Roles))
	pl.file(r, f)
	return true
}

func (pl *player) file(r *casefile.Record, f *program.Form) {
	pl.enter(r, casefile.Filed, r.Author)
	if second := pl.one(f.Second); second != "" {
		pl.enter(r, casefile.Confirmed, second)
	}
	if len(f.Serve) > 0 || f.ByHand {
		pl.enter(r, casefile.Served, r.Author)
	}
	if f.Assigns != "" {
		pl.join(f.Assigns)
	}
	pl.lines = append(pl.lines, Line{Day: pl.today, Roles: f.By, Kind: Paper, Text: filed(f, r), Why: strings.Join(f.Cite.Titles, "; ")})
}

// filed says what was filed, with its result.
func filed(f *program.Form, r *casefile.Record) string {
	for _, o := range f.Outcomes {
		if o.Key == r.Outcome {
			return f.Title + ": " + o.Title
		}
	}
	return f.Title
}

// answers fills in the dates of a form, which bound other dates.
func (pl *player) answers(f *program.Form) map[string]string {
	fields := map[string]string{}
	for _, field := range f.Fields {
		if field.Type == "person" && f.Assigns != "" {
			fields[field.Key] = string(pl.cast[f.Assigns][0].ID)
		}
		if field.Type == "date" && (!field.Optional || len(pl.plan.Course.Rounds) > 1) {
			fields[field.Key] = pl.date(field).String()
		}
	}
	return fields
}

// date is what a rehearsal answers to a question for a date: when a round that
// begins today may end for what has to lie after another date, else today.
func (pl *player) date(field *program.Field) schoolday.Day {
	for _, m := range field.Must {
		if m.Span.N > 0 {
			return max(pl.ends(), pl.Calendar.Count(pl.today, m.Span, schoolday.Stay).Due)
		}
	}
	if slices.ContainsFunc(pl.track.RoundEnd, func(e program.Event) bool { return e.State == field.Key }) {
		return pl.ends()
	}
	return pl.today
}

// ends is when a round that begins today may end: with the school year.
func (pl *player) ends() schoolday.Day {
	if year, ok := pl.Calendar.Year(pl.today + 1); ok {
		return year.End
	}
	return pl.today.AddMonths(9)
}
