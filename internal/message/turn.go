package message

import (
	"parbot/internal/fault"
	"parbot/internal/schoolday"
)

// The answers to what the program office does to a case as a whole, and to a
// waiver.

// PausedCase is turn.paused.
func PausedCase(day, today schoolday.Day) Message {
	return turned("turn.paused", "Paused from "+Day(day, today)+". The days of the leave do not count, and nobody is reminded but of what the law counts.")
}

// ResumedCase is turn.resumed.
func ResumedCase(day, today schoolday.Day) Message {
	return turned("turn.resumed", "Resumed on "+Day(day, today)+". Every open date is counted without the leave.")
}

// TransferredCase is turn.transferred.
func TransferredCase(school string, day, today schoolday.Day) Message {
	return turned("turn.transferred", "Moved to "+school+" on "+Day(day, today)+". Dates are counted by that school's calendar. "+
		"Whoever was named for the school before reads the file no longer.")
}

// SeparatedCase is turn.separated.
func SeparatedCase(day, today schoolday.Day) Message {
	return turned("turn.separated", "The teacher left on "+Day(day, today)+". The case is closed, and the parties get a notice.")
}

// WaivedRight is right.waived: the last day does not wait any more for its holder.
func WaivedRight() Message {
	return turned("right.waived", "Recorded: you do not use the rest of this right. It cannot be taken back; what you file all the same goes into the file.")
}

func turned(key, text string) Message {
	m := Message{Key: key}
	m.say(text)
	return m
}

// NotYetBegun is err.turn.future: what is entered on its day.
func NotYetBegun(day, today schoolday.Day) error {
	return fault.New(fault.Invalid, "err.turn.future", Day(day, today)+" is still to come. Nothing was changed. Enter it on that day.")
}

// NotPaused is err.turn.paused: there is no leave to end.
func NotPaused() error {
	return fault.New(fault.Conflict, "err.turn.paused", "This case is not paused. Nothing was changed.")
}

// SameSchool is err.turn.school: a case cannot move to where it is, or nowhere.
func SameSchool() error {
	return fault.New(fault.Invalid, "err.turn.school", "Name another school than the one that the case has. Nothing was changed.")
}
