package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// papers adds what is said of records: that one waits for a signature, that a
// new holder of a role was named, that something formal is there to read, that
// a file holds something new.
func (pl *planner) papers() {
	for _, f := range pl.facts {
		if f.Record == "" {
			continue
		}
		form := pl.scope.Form(f.Event.Name)
		if form == nil {
			continue
		}
		if state := casefile.State(f.Event.State); !pl.closed() && (state == casefile.Discussed || state == casefile.Issued) {
			to := slices.DeleteFunc(pl.unsigned(f.Record), func(id casefile.ID) bool { return pl.shut(id, f.Record) })
			pl.tell("sign/"+string(f.Record), to, Notice{
				Topic: TopicSign, Kind: Formal, Rule: form.Key, Step: f.Event.State, At: f.At, Record: f.Record,
			})
		}
		pl.served(form, f)
		pl.told(form, f)
		pl.attached(form, f)
	}
}

// attached tells those who read a paper that something was attached to it
// (LANGUAGE §1, Said without being declared; N-06).
func (pl *planner) attached(form *program.Form, f casefile.Fact) {
	on, paper := pl.paper(form, f)
	if paper == nil || pl.closed() {
		return
	}
	for _, p := range pl.c.Parties {
		if !pl.reads(paper, on, p.Role) && on.Author != p.Person.ID {
			continue
		}
		if form.SeenBy != nil && !pl.reads(form, pl.c.Record(f.Record), p.Role) {
			continue
		}
		to := slices.DeleteFunc(pl.there(p.Role, f), func(id casefile.ID) bool { return id != p.Person.ID })
		pl.tell("attached/"+string(f.Record), to, Notice{
			Topic: TopicAttached, Kind: Nudge, Rule: form.Key, Step: f.Event.State, At: pl.digest(f.At), Record: f.Record, Role: p.Role,
		})
	}
}

// digest is the morning of a school day at which a nudge about an act is said:
// that very morning's if it is still to come, else the next (DESIGN §8).
func (pl *planner) digest(act time.Time) time.Time {
	if at := pl.at(pl.cal.Next(pl.cal.Today(act))); !at.Before(act) {
		return at
	}
	return pl.at(pl.cal.AddSchoolDays(pl.cal.Today(act), 1))
}

// paper is the record that a fact attaches a form to, and that record's form;
// nil for anything else, and for a form whose file says who hears of it.
func (pl *planner) paper(form *program.Form, f casefile.Fact) (*casefile.Record, *program.Form) {
	if f.On == "" || f.Event.State != string(casefile.Filed) || len(form.Tell)+len(form.Serve) > 0 || !pl.track.IsCase || pl.c.Meeting(f.On) != nil {
		return nil, nil
	}
	on := pl.c.Record(f.On)
	if on == nil || form.Nobody || !slices.Contains(form.Attaches, on.Form) {
		return nil, nil // a private note about a paper is its author's alone
	}
	return on, pl.scope.Form(on.Form)
}

// reads reports whether a role reads a paper for certain, as its cells say:
// without a condition that only one person's act can fulfil.
func (pl *planner) reads(paper *program.Form, r *casefile.Record, role program.Role) bool {
	return slices.ContainsFunc(paper.SeenBy[role], func(g program.Grant) bool {
		switch {
		case g.Level != program.Read || g.Granted || g.Own || g.Shared || g.Presented || g.Until.State != "":
			return false
		case g.From.Name == "" && g.From.State != "":
			return r.Entered(casefile.State(g.From.State)) || r.Entered(casefile.Filed)
		}
		return r.Entered(casefile.Filed) && (g.From.Name == "" || pl.recorded(g.From))
	})
}

// served adds the formal notices of a state, to all who are served by the
// program except whoever did it and whoever hears of it as a right or is asked
// to sign.
func (pl *planner) served(form *program.Form, f casefile.Fact) {
	for _, role := range form.Serve[f.Event.State] {
		to := slices.DeleteFunc(pl.there(role, f), func(id casefile.ID) bool { return pl.hears(id, f.Record) })
		topic := TopicServed
		if form.Assigns != "" {
			topic = TopicPaired
		}
		pl.tell("served/"+string(f.Record), to, Notice{
			Topic: topic, Kind: Formal, Rule: form.Key, Step: f.Event.State, At: f.At, Record: f.Record, Role: role,
		})
	}
}

// there are the holders of a role who held it when a fact was recorded and did
// not bring it about: who takes over later hears of taking over. Nobody hears of
// what is closed to them for good.
func (pl *planner) there(role program.Role, f casefile.Fact) []casefile.ID {
	return slices.DeleteFunc(pl.owners([]program.Role{role}), func(id casefile.ID) bool {
		return id == f.By || !slices.Contains(pl.c.RolesOf(id, f.At), role) || pl.shut(id, f.Record)
	})
}

// shut reports whether a record is closed to a person for good, by any role that
// they hold (LANGUAGE §1, readers: never).
func (pl *planner) shut(id, record casefile.ID) bool {
	cells := pl.cells(record)
	return slices.ContainsFunc(pl.c.RolesOf(id, pl.now), func(r program.Role) bool {
		return slices.ContainsFunc(cells[r], func(g program.Grant) bool { return g.Level == program.Never })
	})
}

// cells are those of a record's form, or of what it is attached to.
func (pl *planner) cells(record casefile.ID) program.Cells {
	for range len(pl.c.Records) {
		r := pl.c.Record(record)
		if r == nil {
			break
		}
		form := pl.scope.Form(r.Form)
		if form == nil || form.SeenBy != nil || form.Nobody {
			return cellsOf(form)
		}
		record = r.On
	}
	if m := pl.c.Meeting(record); m != nil {
		if kind := pl.scope.Meeting(m.Kind); kind != nil {
			return kind.SeenBy
		}
	}
	return nil
}

func cellsOf(form *program.Form) program.Cells {
	if form == nil {
		return nil
	}
	return form.SeenBy
}

// hears reports whether a person is told of a record in another notice already:
// it gives them a right, or waits for their signature.
func (pl *planner) hears(id casefile.ID, record casefile.ID) bool {
	return slices.ContainsFunc(pl.deadlines, func(d Deadline) bool {
		return d.Right && d.Record == record && slices.Contains(d.Owners, id)
	}) || slices.ContainsFunc(pl.notices, func(n Notice) bool {
		return n.To == id && n.Record == record && n.Topic == TopicSign
	})
}

// told adds the nudges of a state. In a track that is no case they are about a
// visit and come at once. Of a closed case nobody is nudged any more.
func (pl *planner) told(form *program.Form, f casefile.Fact) {
	if pl.closed() {
		return
	}
	for _, role := range form.Tell[f.Event.State] {
		n := Notice{Topic: TopicAttached, Kind: Nudge, Rule: form.Key, Step: f.Event.State, At: pl.digest(f.At), Record: f.Record, Role: role}
		if !pl.track.IsCase {
			n.Kind, n.Topic, n.At = Reminder, visitTopic(role), f.At
		}
		if n.Topic == TopicVisitAsked {
			var waits bool
			if n.Deadline, waits = pl.answer(f.Record); !waits {
				continue
			}
		}
		pl.tell("told/"+string(f.Record), pl.there(role, f), n)
	}
}

// visitTopic is what a role hears of a visit.
func visitTopic(role program.Role) Topic {
	switch role {
	case program.Coordinator:
		return TopicVisitAsked
	case program.Consultant:
		return TopicVisitAssigned
	default:
		return TopicVisitAnswered
	}
}

// answer is the deadline by which a request is to be answered, if it has one,
// and whether the request waits still.
func (pl *planner) answer(record casefile.ID) (key string, waits bool) {
	waits = true
	for i := range pl.deadlines {
		if d := &pl.deadlines[i]; d.Record == record && d.State == Open {
			return d.Key, true
		} else if d.Record == record {
			waits = false
		}
	}
	return "", waits
}
