package message

import (
	"fmt"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Channel is how a push travels.
type Channel string

// The channels.
const (
	Slack Channel = "slack"
	Mail  Channel = "mail"
)

// Item is one notice about to leave, with its reader's view of the case. What
// is written from it holds class and date only: no name but the reader's own,
// no content, no role word about a person (VOICE, Pushed; X-01).
type Item struct {
	View     access.View
	Case     casefile.ID
	Notice   deadline.Notice
	Deadline *deadline.Deadline // of a notice about one
	Meeting  *casefile.Meeting  // of a notice about one
}

// Push writes the notices that leave together: one alone in its own words,
// several as a digest.
func Push(ch Channel, items []Item) Message {
	if len(items) == 1 {
		return single(ch, items[0])
	}
	return digest(ch, items)
}

func single(ch Channel, it Item) Message {
	m := Message{Key: "push." + string(it.Notice.Topic) + "." + string(ch), Subject: subject(it)}
	if ch == Slack {
		m.say(lockScreen(it))
		m.Buttons = buttons(it)
		if it.Notice.Topic == deadline.TopicInvited {
			m.hush("The calendar invitation is in your mail; answer once, here or there.")
		}
		return m
	}
	m.say("Hello " + it.View.Me().FirstName() + ",")
	for _, line := range letter(it) {
		m.say(line)
	}
	return m
}

// lockScreen is the one sentence a locked phone shows.
func lockScreen(it Item) string {
	today := it.View.Today()
	switch it.Notice.Topic {
	case deadline.TopicDue:
		return "Due " + Day(it.Deadline.Due, today) + ": " + plain(it) + "."
	case deadline.TopicOpen:
		return "Open since " + Day(it.Deadline.Due, today) + ": " + plain(it) + "."
	case deadline.TopicRight:
		return "A right of yours has a last day: " + Day(it.Deadline.Due, today) + "."
	case deadline.TopicLate:
		return "Open since " + Day(it.Deadline.Due, today) + ": 1 case."
	case deadline.TopicSign:
		return "You have a form to sign."
	case deadline.TopicAttached:
		return "Something new is in a file you may read."
	case deadline.TopicRightGiven, deadline.TopicServed, deadline.TopicPaired, deadline.TopicShifted, deadline.TopicClosed:
		return "There is a notice for you. Read it here or in your mail."
	case deadline.TopicVisitAsked, deadline.TopicVisitAssigned, deadline.TopicVisitAnswered:
		return visitLine(it)
	default:
		return meetingLine(it)
	}
}

func visitLine(it Item) string {
	switch it.Notice.Topic {
	case deadline.TopicVisitAsked:
		text := fmt.Sprintf("A visit request is waiting: V-%d.", it.View.Number())
		if it.Deadline != nil && it.Deadline.Due != schoolday.None {
			text += " An answer is aimed for by " + Day(it.Deadline.Due, it.View.Today()) + "."
		}
		return text
	case deadline.TopicVisitAssigned:
		return fmt.Sprintf("A visit for you: V-%d.", it.View.Number())
	default:
		return "Your visit has an answer."
	}
}

func meetingLine(it Item) string {
	if it.Meeting == nil {
		return "Something new is in your calendar."
	}
	when := When(it.View, *it.Meeting)
	name := Neutral(it.View.Program(), *it.Meeting)
	switch it.Notice.Topic {
	case deadline.TopicInvited:
		return stop("You are invited: " + name + labelled(it) + ", " + when)
	case deadline.TopicMoved:
		return stop("Moved: " + name + labelled(it) + ". Now " + when)
	case deadline.TopicCanceled:
		return stop("Canceled: " + name + labelled(it) + ", " + when)
	case deadline.TopicCannot:
		return "Somebody cannot come: " + name + ", " + meetingDay(it) + labelled(it) + "."
	default:
		return when + ": " + Lower(name) + labelled(it) + "."
	}
}

// meetingDay is the day of the meeting a notice is about.
func meetingDay(it Item) string {
	return Day(schoolday.Of(it.Meeting.Start.In(place(it.Meeting.Zone))), it.View.Today())
}

// Neutral is the title that calendars show: Check-in for two people, else the
// program's own neutral word (VOICE §4, Calendar).
func Neutral(p *program.Program, m casefile.Meeting) string {
	if len(m.Attendees) == 2 {
		return "Check-in"
	}
	if p.Words.Invite != "" {
		return p.Words.Invite
	}
	return "Meeting"
}

// plain is the name of what is due as a push may say it, with the reader's own
// label of the case.
func plain(it Item) string {
	name := "a task"
	if rule := it.View.Scope().Deadline(it.Notice.Rule); rule != nil && rule.Plain != "" {
		name = rule.Plain
	}
	return name + labelled(it)
}

func labelled(it Item) string {
	if label := it.View.Label(); label != "" {
		return " (" + label + ")"
	}
	return ""
}

func subject(it Item) string {
	today := it.View.Today()
	switch it.Notice.Topic {
	case deadline.TopicDue:
		return "Due " + Day(it.Deadline.Due, today)
	case deadline.TopicOpen, deadline.TopicLate:
		return "Open since " + Day(it.Deadline.Due, today)
	case deadline.TopicRight:
		return "Last day " + Day(it.Deadline.Due, today)
	case deadline.TopicRightGiven:
		return "A notice for you: last day " + it.Deadline.Due.UTC().Format("Mon, Jan 2, 2006")
	case deadline.TopicServed, deadline.TopicPaired, deadline.TopicSign, deadline.TopicShifted, deadline.TopicClosed:
		return "A notice for you"
	case deadline.TopicAttached:
		return "Something new to read"
	case deadline.TopicVisitAsked, deadline.TopicVisitAssigned, deadline.TopicVisitAnswered:
		return "A visit"
	default:
		return meetingSubject(it)
	}
}

func meetingSubject(it Item) string {
	if it.Meeting == nil {
		return "Your calendar"
	}
	start := it.Meeting.Start.In(place(it.Meeting.Zone))
	name := Neutral(it.View.Program(), *it.Meeting)
	when := ShortDay(schoolday.Of(start), it.View.Today()) + ", " + Hour(start)
	switch it.Notice.Topic {
	case deadline.TopicMoved:
		return "Moved: " + name + ", now " + when
	case deadline.TopicCanceled:
		return "Canceled: " + name + ", " + when
	case deadline.TopicCannot:
		return "Somebody cannot come: " + name + ", " + when
	default:
		return name + ": " + when
	}
}

func buttons(it Item) []Button {
	about := string(it.Case) + " " + it.Notice.Deadline
	why := Button{Text: "Why this date?", Action: ActWhy, Value: about}
	snooze := Button{Text: "Snooze", Action: ActSnooze, Value: about, Label: cut("Snooze: "+lockScreen(it), 75)}
	switch it.Notice.Topic {
	case deadline.TopicDue, deadline.TopicOpen:
		return []Button{{Text: "Done", Action: ActDone, Value: about, Main: true, Label: cut("Done: "+lockScreen(it), 75)}, snooze, why}
	case deadline.TopicRight:
		return []Button{{Text: "Open", Action: ActRespond, Value: string(it.Notice.Record), Main: true}, snooze, why}
	case deadline.TopicRightGiven, deadline.TopicShifted:
		return []Button{{Text: "Read it", Action: ActWhy, Value: about, Main: true}}
	case deadline.TopicServed:
		return []Button{{Text: "Read it", Action: ActRead, Value: string(it.Notice.Record), Main: true}}
	case deadline.TopicAttached:
		return []Button{{Text: "Open", Action: ActRead, Value: string(it.Notice.Record), Main: true}}
	case deadline.TopicPaired, deadline.TopicClosed:
		return []Button{{Text: "Read it", Action: ActCase, Value: string(it.Case), Main: true}}
	case deadline.TopicSign:
		return []Button{{Text: "Open", Action: ActSign, Value: string(it.Notice.Record), Main: true}}
	case deadline.TopicLate:
		return []Button{{Text: "Show", Action: ActCase, Value: string(it.Case), Main: true}}
	default:
		return otherButtons(it)
	}
}

func otherButtons(it Item) []Button {
	visit := fmt.Sprint(it.View.Number())
	why := string(it.Case) + " meeting/" + string(it.Notice.Meeting)
	switch it.Notice.Topic {
	case deadline.TopicVisitAsked:
		return []Button{{Text: "Assign", Action: ActAssign, Value: visit, Main: true}, {Text: "Open", Action: ActShow, Value: visit}}
	case deadline.TopicVisitAssigned, deadline.TopicVisitAnswered:
		return []Button{{Text: "Open", Action: ActShow, Value: visit, Main: true}}
	case deadline.TopicInvited, deadline.TopicMoved:
		id := string(it.Notice.Meeting)
		return []Button{
			{Text: "Yes", Action: ActYes, Value: id, Main: true},
			{Text: "No", Action: ActNo, Value: id},
			{Text: "Other time", Action: ActOther, Value: id},
			{Text: "Who comes?", Action: ActWhy, Value: why},
		}
	case deadline.TopicMeeting, deadline.TopicCannot:
		return []Button{{Text: "Why this date?", Action: ActWhy, Value: why}}
	default:
		return nil
	}
}

// NeutralFor is the neutral title of the meeting a notice is about, with the
// reader's own label behind it, for the reader's own calendar.
func NeutralFor(it Item) string { return Neutral(it.View.Program(), *it.Meeting) + labelled(it) }
