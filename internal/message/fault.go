package message

import (
	"fmt"
	"strings"

	"parbot/internal/fault"
	"parbot/internal/schoolday"
)

// The answers to mistakes (VOICE §2.4). Each says what is the matter, that
// nothing was saved, and what to do; the conversation adds the typed text and
// the button that mends it.

// NoSuchCase is err.person: unknown, not yours and not allowed are one answer.
func NoSuchCase(typed string) error {
	return fault.New(fault.Absent, "err.person", "No open case of yours goes by "+quoted(typed)+
		". Nothing was saved. Try the e-mail address, or pick the person in the form.")
}

// NobodyOnRoster is err.person of commands over the roster.
func NobodyOnRoster(typed string) error {
	return fault.New(fault.Absent, "err.person", "Nobody on the roster goes by "+quoted(typed)+
		". Nothing was saved. Try the e-mail address, or pick the person in the form.")
}

// quoted puts what somebody typed between quotes, as it was typed.
func quoted(typed string) string { return `"` + typed + `"` }

// StillToCome is err.future.
func StillToCome(day, today schoolday.Day) error {
	return fault.New(fault.Invalid, "err.future", Day(day, today)+
		" is still to come, and a log is for a meeting that took place. Nothing was saved. To plan one, use `/par meet`.")
}

// Past is err.past.
func Past(day, today schoolday.Day) error {
	return fault.New(fault.Invalid, "err.past", Day(day, today)+
		" is past. Nothing was planned. To record a meeting that took place, use `/par log`.")
}

// TooLong is err.text: text of n characters where limit are held.
func TooLong(what string, n, limit int) error {
	return fault.New(fault.Invalid, "err.text", fmt.Sprintf("The text has %s characters; a %s holds %s. Nothing was saved.",
		thousands(n), what, thousands(limit)))
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}

// TooLongMeeting is err.long.
func TooLongMeeting(what string, minutes int) error {
	return fault.New(fault.Invalid, "err.long", fmt.Sprintf(
		"A %s holds 5 minutes to 8 hours; this one says %s. Nothing was saved.", what, Length(minutes)))
}

// NoSuchStandard is err.standard.
func NoSuchStandard(number, hint string) error {
	return fault.New(fault.Invalid, "err.standard", number+" is not in this program"+hint+". Nothing was saved.")
}

// ClosedCase is err.closed, for a reader who may know.
func ClosedCase(on, today schoolday.Day, coordinator string) error {
	return fault.New(fault.Conflict, "err.closed", "This case closed on "+Day(on, today)+
		". Nothing was added. If something is missing in the file, tell the "+coordinator+".")
}

// TooLateToUndo is err.undo; NothingToUndo is err.undo.none.
func TooLateToUndo() error {
	return fault.New(fault.Conflict, "err.undo", "That was saved more than 15 minutes ago and stays in the file.")
}

// NothingToUndo is err.undo.none.
func NothingToUndo() error {
	return fault.New(fault.Conflict, "err.undo.none", "There is nothing to undo. Undo works for 15 minutes after you save.")
}

// Gone is err.role: a thing that was there for this person, or never was.
func Gone() error {
	return fault.New(fault.Absent, "err.role", "This can no longer be found.")
}

// Settled is err.stale: somebody or something was faster.
func Settled(on, today schoolday.Day) error {
	return fault.New(fault.Conflict, "err.stale", "This was settled on "+Day(on, today)+". Nothing was changed.")
}

// Stale is the message of a thing that has ended meanwhile.
func Stale() Message {
	return Message{Key: "err.role", Lines: []Line{{Text: "This can no longer be found."}}}
}

// NoMeeting is the answer when a meeting is to be settled and none is planned.
func NoMeeting(title string) error {
	return fault.New(fault.Conflict, "err.meeting", "No "+title+" is planned. Nothing was changed. To plan one, add a date and a time.")
}

// NotYetHeld is the answer when a meeting that lies ahead is recorded as held.
func NotYetHeld(title string, day, today schoolday.Day) error {
	return fault.New(fault.Invalid, "err.future", title+" is planned for "+Day(day, today)+
		", which is still to come. Nothing was saved. To move it, type the line with another time.")
}

// NoPrivatePart is the answer when a form that others read gets a private part.
func NoPrivatePart() error {
	return fault.New(fault.Invalid, "err.private", "Your log has no private part: others read all of it. Nothing was saved. "+
		"Leave out what stands after `note:`.")
}

// NoDraft is the answer when a conference is recorded without anything to talk about.
func NoDraft(form string) error {
	return fault.New(fault.Conflict, "err.draft", "There is no draft of the "+form+" yet, and a conference talks about one. "+
		"Nothing was saved. Write it first with `/par report`.")
}

// NothingToSign is the answer when no form waits for the person.
func NothingToSign() error {
	return fault.New(fault.Conflict, "err.sign", "Nothing waits for your signature.")
}

// NothingToAnswer is the answer when there is no report to respond to.
func NothingToAnswer() error {
	return fault.New(fault.Conflict, "err.respond", "There is no report to respond to. Nothing was filed.")
}

// NoVisit is the answer for a visit that is absent, settled or not for this person.
func NoVisit(number int) error {
	return fault.New(fault.Absent, "err.visit", fmt.Sprintf("No open visit request of yours goes by V-%d. Nothing was changed.", number))
}

// Unmet is err.must: what does not hold of the answers, in the file's sentences.
func Unmet(sentences []string) error {
	return fault.New(fault.Invalid, "err.must", strings.Join(sentences, " ")+" Nothing was saved.")
}

// InAnother is err.exclusive: the teacher is in a program that excludes this one.
func InAnother() error {
	return fault.New(fault.Conflict, "err.exclusive", "The teacher is in another program, and nobody is in both at once. Nothing was saved. "+
		"That case has to end first.")
}

// Warned adds to an answer what should hold of what was saved, and does not.
func Warned(m Message, sentences []string) Message {
	for _, one := range sentences {
		m.say("Saved all the same: " + one)
	}
	return m
}

// NoPlan is the answer when a program has no such thing to offer.
func NoPlan(what string) error {
	return fault.New(fault.Absent, "err.program", "This program offers no "+what+". Nothing was saved.")
}
