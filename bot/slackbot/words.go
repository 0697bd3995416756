package slackbot

import (
	"parbot/internal/message"
)

// The few sentences an edge says for itself, when the conversation could not.

// later is said when an answer takes longer than Slack waits. The answer
// follows, if Slack gave an address for it.
func later(follows bool, typed string) message.Message {
	if follows {
		return say("err.late", "That takes longer than usual. The answer comes here as soon as it is ready.")
	}
	return giveBack(say("err.late", "That takes longer than usual, and it may not have been saved. Send it again in a few minutes."), typed)
}

// laterForm is said at a form whose answer takes longer than Slack waits.
const laterForm = "That takes longer than usual. Your text is safe here; press the button again in a minute."

// busy is err.busy.
func busy(typed string) message.Message {
	return giveBack(say("err.busy", "That was a lot at once. Wait a minute, then send it again."), typed)
}

// broken is said when the conversation broke off.
func broken(typed string) message.Message {
	return giveBack(say("err.broken", "That did not work, and it may not have been saved. Send it again in a few minutes."), typed)
}

// unopened is said when a form would not open.
func unopened(f message.Form, typed string) message.Message {
	return giveBack(say("err.unopened", `The form "`+f.Title+`" did not open. Nothing was saved. Try it again.`), typed)
}

func say(key, text string) message.Message {
	return message.Message{Key: key, Lines: []message.Line{{Text: text}}}
}

// giveBack adds what was typed, so that nothing is lost.
func giveBack(m message.Message, typed string) message.Message {
	if typed != "" {
		m.Lines = append(m.Lines, message.Line{Text: "Your text: /par " + asRead(typed)})
	}
	return m
}
