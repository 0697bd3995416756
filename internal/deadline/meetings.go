package deadline

import (
	"fmt"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// meetings adds what is said of appointments: an invitation for each attendee
// and each change of time, the reminder before, the cancellation, and, to
// whoever called it, that somebody cannot come.
func (pl *planner) meetings() {
	for i := range pl.c.Meetings {
		m := &pl.c.Meetings[i]
		pl.wake(m.Start)
		switch m.State {
		case casefile.Planned:
			if m.Start.After(pl.now) && !pl.closed() {
				pl.invite(m)
				pl.before(m)
				pl.cannot(m)
			}
			pl.wake(m.End)
		case casefile.Cancelled:
			pl.callOff(m)
		default: // nothing is said of it
		}
	}
}

// lastStep returns the newest of some steps of a meeting.
func lastStep(m *casefile.Meeting, states ...casefile.State) (casefile.Step, bool) {
	for _, step := range slices.Backward(m.Steps) {
		if slices.Contains(states, step.State) {
			return step, true
		}
	}
	return casefile.Step{}, false
}

// invite is owed for the newest sequence only; an older invitation that has not
// left by now must not leave any more.
func (pl *planner) invite(m *casefile.Meeting) {
	at, ok := lastStep(m, casefile.Planned, casefile.Moved)
	if !ok || !at.At.Before(m.Start) {
		return
	}
	topic := TopicInvited
	if m.Sequence > 0 {
		topic = TopicMoved
	}
	pl.each(m, Notice{Topic: topic, Kind: Reminder, Step: fmt.Sprintf("seq-%d", m.Sequence), At: at.At, Sequence: m.Sequence})
}

// each addresses a notice about a meeting to all of its attendees.
func (pl *planner) each(m *casefile.Meeting, n Notice) {
	n.Rule, n.Meeting = m.Kind, m.ID
	for _, a := range m.Attendees {
		n.Role = a.Role
		pl.tell("meeting/"+string(m.ID), []casefile.ID{a.Person.ID}, n)
	}
}

// callOff is owed to whoever was invited to a meeting that was still to come,
// also to one who has left the case since; not to one who was not to know yet.
func (pl *planner) callOff(m *casefile.Meeting) {
	off, _ := lastStep(m, casefile.Cancelled)
	_, planned := lastStep(m, casefile.Planned)
	if !planned || !off.At.Before(m.Start) || !m.Start.After(pl.now) {
		return
	}
	n := Notice{
		Topic: TopicCanceled, Kind: Reminder, Rule: m.Kind, Meeting: m.ID, Step: fmt.Sprintf("seq-%d", m.Sequence), At: off.At, Sequence: m.Sequence,
	}
	for _, a := range m.Attendees {
		from, knows := pl.knows(a.Person.ID)
		if inCase := len(pl.c.RolesOf(a.Person.ID, pl.now)) > 0; inCase && (!knows || from.After(off.At)) {
			continue
		}
		one := n
		one.To, one.Role, one.Key = a.Person.ID, a.Role, "meeting/"+string(m.ID)+"/"+n.Step+"/"+string(a.Person.ID)
		pl.notices = append(pl.notices, one)
	}
}

// dayBefore is the reminder of a meeting whose kind names none.
var dayBefore = []program.Step{{Key: "-1", From: "due", Days: -1}}

// before reminds all attendees, on the last school day not later than the step
// says. A meeting that was planned after that moment needs no reminder.
func (pl *planner) before(m *casefile.Meeting) {
	steps := dayBefore
	if kind := pl.scope.Meeting(m.Kind); kind != nil && len(kind.Remind) > 0 {
		steps = kind.Remind
	}
	at, _ := lastStep(m, casefile.Planned, casefile.Moved)
	day := schoolday.Of(m.Start.In(pl.cal.Zone))
	var all []Notice
	for _, s := range steps {
		if s.From != "due" || s.Days >= 0 && s.Span.N >= 0 {
			continue
		}
		when := pl.at(pl.cal.Last(pl.daysBefore(day, s)))
		if _, silent := pl.silent(nil, when); !silent && when.After(at.At) && when.Before(m.Start) {
			all = newest(all, Notice{Topic: TopicMeeting, Kind: Reminder, Step: s.Key + "@" + m.Start.UTC().Format(time.RFC3339), At: when})
		}
	}
	for _, n := range all {
		pl.each(m, n)
	}
}

func (pl *planner) daysBefore(day schoolday.Day, s program.Step) schoolday.Day {
	if s.Span.N != 0 {
		return pl.cal.Count(day, s.Span, schoolday.Stay).Due
	}
	return day.Add(s.Days)
}

// cannot tells whoever called a meeting that somebody cannot come.
func (pl *planner) cannot(m *casefile.Meeting) {
	for _, a := range m.Attendees {
		if a.Answer != "no" && a.Answer != "other" || a.Person.ID == m.Convener {
			continue
		}
		pl.tell("meeting/"+string(m.ID), []casefile.ID{m.Convener}, Notice{
			Topic: TopicCannot, Kind: Reminder, Rule: m.Kind, Step: fmt.Sprintf("cannot-%d-%s", m.Sequence, a.Person.ID),
			At: a.Answered, Meeting: m.ID,
		})
	}
}
