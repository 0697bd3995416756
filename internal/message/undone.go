package message

import "parbot/internal/schoolday"

// UndoneMissed is undo.ok of a meeting that was recorded as missed.
func UndoneMissed(day, today schoolday.Day) Message {
	m := Message{Key: "undo.ok"}
	m.say("Undone: the missed meeting of " + Day(day, today) + ". It no longer counts.")
	return m
}
