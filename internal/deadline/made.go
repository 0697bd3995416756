package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// made returns what the system has still to make: for each form with made_on a
// record for each such fact, in the round or the case only once if the form says
// so, and none of a closed case but on its closing.
func (pl *planner) made() []Made {
	var all []Made
	for _, form := range pl.scope.Forms {
		if len(form.MadeOn) == 0 {
			continue
		}
		on := pl.onceEach(form, pl.happened(form.MadeOn))
		if of := rolledUp(form); len(of) > 0 {
			on = pl.somethingNew(on, of)
		}
		for _, f := range on {
			if pl.closed() && f.Event.Name != "case" && f.At.After(pl.c.ClosedAt) {
				continue
			}
			for _, role := range asks(form) {
				all = pl.unmade(all, form, f, role)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Made) int { return int(a.Day - b.Day) })
	return all
}

// asks are the roles of which each gets a record of its own: those whom a survey
// asks; one for nobody in particular of any other form.
func asks(form *program.Form) []program.Role {
	if form.Kind == "survey" && len(form.By) > 0 {
		return form.By
	}
	return []program.Role{""}
}

func (pl *planner) unmade(all []Made, form *program.Form, f casefile.Fact, role program.Role) []Made {
	m := Made{Key: form.Key + "/" + about(f), Form: form.Key, Role: role, Day: f.Day, For: f}
	if role != "" {
		m.Key += "/" + string(role)
	}
	done := slices.ContainsFunc(pl.c.Records, func(r casefile.Record) bool { return r.MadeFor == m.Key }) ||
		slices.ContainsFunc(all, func(one Made) bool { return one.Key == m.Key })
	if done {
		return all
	}
	return append(all, m)
}

// onceEach leaves of what a form is made on the first for each case, round or
// new holder of the role that the fact's form assigns; without once, all.
func (pl *planner) onceEach(form *program.Form, on []casefile.Fact) []casefile.Fact {
	var kept []casefile.Fact
	for _, f := range on {
		if n := len(kept); n > 0 && !pl.anew(form.Once, kept[n-1], f) {
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

func (pl *planner) anew(once string, last, f casefile.Fact) bool {
	switch once {
	case "case":
		return false
	case "round":
		return roundOf(f) > roundOf(last)
	case "holder":
		was, known := pl.named(last)
		is, _ := pl.named(f)
		return !known || was != is
	}
	return true
}

// named is the person whom a record gives a role, as its field holds them.
func (pl *planner) named(f casefile.Fact) (person string, ok bool) {
	r, form := pl.c.Record(f.Record), pl.scope.Form(f.Event.Name)
	if r == nil || form == nil || form.Assigns == "" {
		return "", false
	}
	for _, field := range form.Fields {
		if person = r.Fields[field.Key]; field.Type == "person" && person != "" {
			return person, true
		}
	}
	return "", false
}

// rolledUp are the forms that a form sums up.
func rolledUp(form *program.Form) []program.Event {
	var of []program.Event
	for _, field := range form.Fields {
		if field.Type == "roll-up" {
			for _, name := range field.Of {
				of = append(of, program.Event{Name: name, State: string(casefile.Filed)})
			}
		}
	}
	return of
}

// somethingNew leaves the facts by which something to sum up had been recorded
// since the last one: there is no roll-up of nothing.
func (pl *planner) somethingNew(on []casefile.Fact, of []program.Event) []casefile.Fact {
	news, since := pl.happened(of), time.Time{}
	return slices.DeleteFunc(slices.Clone(on), func(f casefile.Fact) bool {
		for i := range news {
			if at := news[i].At; at.After(since) && !at.After(f.At) {
				since = f.At
				return false
			}
		}
		return true
	})
}
