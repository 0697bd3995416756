package deadline

import (
	"slices"

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
		if state := casefile.State(f.Event.State); state == casefile.Discussed || state == casefile.Issued {
			pl.tell("sign/"+string(f.Record), pl.unsigned(f.Record), Notice{
				Topic: TopicSign, Kind: Formal, Rule: form.Key, Step: f.Event.State, At: f.At, Record: f.Record,
			})
		}
		pl.served(form, f)
		pl.told(form, f)
	}
}

// served adds the formal notices of a state, to all who are served by the
// program except whoever did it and whoever hears of it as a right or is asked
// to sign.
func (pl *planner) served(form *program.Form, f casefile.Fact) {
	for _, role := range form.Serve[f.Event.State] {
		to := pl.owners([]program.Role{role})
		to = slices.DeleteFunc(to, func(id casefile.ID) bool { return id == f.By || pl.hears(id, f.Record) })
		topic := TopicServed
		if form.Assigns != "" {
			topic = TopicPaired
		}
		pl.tell("served/"+string(f.Record), to, Notice{
			Topic: topic, Kind: Formal, Rule: form.Key, Step: f.Event.State, At: f.At, Record: f.Record, Role: role,
		})
	}
}

// hears reports whether a person is told of a record in another notice already.
func (pl *planner) hears(id casefile.ID, record casefile.ID) bool {
	return slices.ContainsFunc(pl.notices, func(n Notice) bool {
		return n.To == id && n.Record == record && (n.Topic == TopicSign || n.Topic == TopicRightGiven)
	})
}

// told adds the nudges of a state, for those who held the role when it was
// entered: who takes over later hears of taking over. In a track that is no case
// they are about a visit and come at once.
func (pl *planner) told(form *program.Form, f casefile.Fact) {
	for _, role := range form.Tell[f.Event.State] {
		n := Notice{Topic: TopicAttached, Kind: Nudge, Rule: form.Key, Step: f.Event.State, At: f.At, Record: f.Record, Role: role}
		if !pl.track.IsCase {
			n.Kind = Reminder
			n.Topic, n.Deadline = pl.visitTopic(role, f)
		}
		to := slices.DeleteFunc(pl.owners([]program.Role{role}), func(id casefile.ID) bool {
			return id == f.By || !slices.Contains(pl.c.RolesOf(id, f.At), role)
		})
		pl.tell("told/"+string(f.Record), to, n)
	}
}

// visitTopic is what a role hears of a visit, and the deadline to answer it.
func (pl *planner) visitTopic(role program.Role, f casefile.Fact) (Topic, string) {
	switch role {
	case program.Coordinator:
		for _, d := range pl.deadlines {
			if d.Record == f.Record && d.State == Open {
				return TopicVisitAsked, d.Key
			}
		}
		return TopicVisitAsked, ""
	case program.Consultant:
		return TopicVisitAssigned, ""
	default:
		return TopicVisitAnswered, ""
	}
}
