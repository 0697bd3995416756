package message

import (
	"fmt"
	"strings"
	"time"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/schoolday"
)

// When writes a meeting's time and place for a reader: "Thursday, March 4,
// 2027, 3:00 to 3:45 p.m., Room 12". The zone is named only when the reader's
// differs from the one in which the meeting was planned.
func When(v access.View, m casefile.Meeting) string {
	zone := place(m.Zone)
	from, to := m.Start.In(zone), m.End.In(zone)
	text := Day(schoolday.Of(from), v.Today()) + ", " + Hours(from, to)
	text += elsewhere(v, m)
	if m.Place != "" {
		text += ", " + m.Place
	}
	return text
}

// elsewhere names the zone of a meeting to a reader who lives in another.
func elsewhere(v access.View, m casefile.Meeting) string {
	if mine := v.Me().Zone; mine != "" && m.Zone != "" && mine != m.Zone {
		return " " + ZoneName(m.Zone) + " time"
	}
	return ""
}

func place(iana string) *time.Location {
	if zone, err := time.LoadLocation(iana); err == nil {
		return zone
	}
	return time.UTC
}

func title(v access.View, kind string) string {
	if m := v.Scope().Meeting(kind); m != nil {
		return m.Title
	}
	return "Meeting"
}

// Planned is meet.ok.
func Planned(v access.View, m casefile.Meeting) Message {
	out := Message{Key: "meet.ok"}
	out.say(stop("Planned: " + title(v, m.Kind) + ", " + When(v, m)))
	out.say("Invitations are on their way to " + invited(v, m) + ". Calendars show only " + quoted(Neutral(v.Program(), m)) + ".")
	out.say("You will hear when somebody cannot come. To move it, type the same line with another time.")
	out.Buttons = []Button{{Text: "Undo", Action: ActUndo, Value: string(m.ID), Label: "Undo: cancel this meeting"}}
	return out
}

// invited lists who gets an invitation: names as far as the reader knows them, "you" last.
func invited(v access.View, m casefile.Meeting) string {
	var names []string
	you := false
	for _, a := range m.Attendees {
		if a.Person.ID == v.Me().ID {
			you = true
			continue
		}
		names = append(names, a.Person.Name)
	}
	if you {
		names = append(names, "you")
	}
	return And(names)
}

// And joins words as a sentence does: "a", "a and b", "a, b and c".
func And(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// Moved is meet.moved; was is the meeting before.
func Moved(v access.View, was, now casefile.Meeting) Message {
	out := Message{Key: "meet.moved"}
	start := was.Start.In(place(was.Zone))
	out.say(fmt.Sprintf("Moved: %s. Was %s, %s; now %s Everybody is asked again.", title(v, now.Kind),
		Day(schoolday.Of(start), v.Today()), Hour(start), stop(When(v, now))))
	return out
}

// Unchanged is the answer when a meeting is planned at the time it already has.
func Unchanged(v access.View, m casefile.Meeting) Message {
	out := Message{Key: "meet.same"}
	out.say(stop("Already planned: "+title(v, m.Kind)+", "+When(v, m)) + " Nothing was changed.")
	return out
}

// Canceled is meet.canceled; again is the last day for a new date, or none.
func Canceled(v access.View, m casefile.Meeting, again schoolday.Day) Message {
	out := Message{Key: "meet.canceled"}
	text := fmt.Sprintf("Canceled: %s, %s. Everybody gets a cancellation.", title(v, m.Kind),
		Day(schoolday.Of(m.Start.In(place(m.Zone))), v.Today()))
	switch {
	case again == schoolday.None:
	case again < v.Today():
		text += " A new date is open since " + Day(again, v.Today()) + "."
	default:
		text += " A new date is due by " + Day(again, v.Today()) + "."
	}
	out.say(text)
	return out
}

// Held is the answer to a meeting recorded as held.
func Held(v access.View, m casefile.Meeting, discussed []string) Message {
	out := Message{Key: "meet.held"}
	out.say("Recorded as held: " + title(v, m.Kind) + ", " + Day(schoolday.Of(m.Start.In(place(m.Zone))), v.Today()) + ".")
	for _, form := range discussed {
		out.say("The " + Lower(form) + " was discussed. The people who sign it are asked now.")
	}
	return out
}

// Missed is the answer to a meeting recorded as missed.
func Missed(v access.View, m casefile.Meeting) Message {
	out := Message{Key: "meet.missed"}
	out.say("Recorded as missed: " + title(v, m.Kind) + ", " + Day(schoolday.Of(m.Start.In(place(m.Zone))), v.Today()) + ".")
	return out
}

// AskedDate is the answer when a meeting's date is wanted from another.
func AskedDate(v access.View, kind, from string, due schoolday.Day) Message {
	out := Message{Key: "meet.asked"}
	text := "Asked. " + title(v, kind) + ": a date is wanted from the " + from
	if due != schoolday.None {
		text += " by " + Day(due, v.Today())
	}
	out.say(text + ". Either of you may plan it.")
	return out
}

// Answered is the answer to Yes, No or Another time.
func Answered(v access.View, m casefile.Meeting, answer string) Message {
	out := Message{Key: "answer." + answer}
	what := stop(Neutral(v.Program(), m)+", "+When(v, m)) + " "
	switch answer {
	case "yes":
		out.say(what + "You said yes.")
	case "no":
		out.say(what + "You said no. Another time will be looked for.")
	default:
		out.say(what + "You asked for another time. Whoever called the meeting hears of it.")
	}
	out.Buttons = changeAnswer(m, answer)
	return out
}

func changeAnswer(m casefile.Meeting, answer string) []Button {
	if answer == "yes" {
		return []Button{{Text: "Change to no", Action: ActNo, Value: string(m.ID)}}
	}
	return []Button{{Text: "Change to yes", Action: ActYes, Value: string(m.ID)}}
}
