package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
)

// maxCarried is how long a line is that a button can carry.
const maxCarried = 2000

// refusal is the answer to a mistake (VOICE §2.4): what is the matter, the typed
// text, and the form with what was understood filled in.
func refusal(err error, c Command, typed string) message.Message {
	m := say(fault.KeyOf(err), fault.TextOf(err))
	if m.Key == "err.slack" {
		return m
	}
	giveBack(&m, typed)
	if c.Form && slices.Contains(mendable, m.Key) {
		m.Buttons = carrying(message.Button{Text: "Fix in a form", Action: message.ActFix, Value: typed, Main: true})
	}
	return m
}

// mendable are the mistakes that a form mends: what is wrong can be chosen there.
var mendable = []string{
	"err.person", "err.date", "err.time", "err.future", "err.past", "err.long", "err.text", "err.standard", "err.meeting", "err.private",
	"err.must",
}

func say(key string, lines ...string) message.Message {
	m := message.Message{Key: key}
	for _, text := range lines {
		m.Lines = append(m.Lines, message.Line{Text: text})
	}
	return m
}

// giveBack adds what was typed, when it is more than a word or two that are
// quickly typed again.
func giveBack(m *message.Message, typed string) {
	if len(split(typed).words) > 1 {
		m.Lines = append(m.Lines, message.Line{}, message.Line{Text: "Your text: /par " + asRead(typed)})
	}
}

// carrying are the buttons of which the value fits.
func carrying(buttons ...message.Button) []message.Button {
	return slices.DeleteFunc(buttons, func(b message.Button) bool { return utf8.RuneCountInString(b.Value) > maxCarried })
}

// unsaved is err.store: the whole text is in the answer.
func unsaved(typed string) message.Message {
	if typed == "" {
		return say("err.store", "parbot cannot save right now. Nothing was stored. Try it again in a few minutes.")
	}
	m := say("err.store", "parbot cannot save right now. Nothing was stored. Your text is below; send it again in a few minutes.", "",
		"Your text: /par "+asRead(typed))
	m.Buttons = carrying(message.Button{Text: "Try again", Action: message.ActRetry, Value: typed, Main: true})
	return m
}

// outside is err.shared: nothing is done or shown where outsiders may read. The
// button keeps what was typed; what it cannot keep is given back.
func outside(typed string) message.Message {
	const open = "This channel is open to people outside the district, so nothing was saved or shown. Nobody saw what you typed"
	if typed == "" {
		return say("err.shared", "This channel is open to people outside the district, so nothing was saved or shown.")
	}
	buttons := carrying(message.Button{Text: "Open the draft", Action: message.ActFix, Value: typed, Main: true})
	if len(buttons) == 0 {
		return say("err.shared", open+"; it is below.", "", "Your text: /par "+asRead(typed))
	}
	m := say("err.shared", open+"; it is kept as your draft.")
	m.Buttons = buttons
	return m
}

// unknown is err.command, with the nearest command of those the person has.
func (t *turn) unknown(ctx context.Context, l line) (Reply, error) {
	held, err := t.held(ctx)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: noCommand(held, l, l.text)}, nil
}

func noCommand(held []Command, l line, typed string) message.Message {
	text := fmt.Sprintf("There is no command %q.", clip(asRead(l.words[0].raw), 40))
	all := message.Button{Text: "All commands", Action: message.ActHelp}
	near, ok := nearest(held, l.words[0].plain)
	if !ok {
		m := say("err.command", text)
		giveBack(&m, typed)
		m.Buttons = []message.Button{all}
		return m
	}
	m := say("err.command", text+fmt.Sprintf(" Nearest: %s, for example `/par %s`.", near.Name, near.Example))
	giveBack(&m, typed)
	if near.Form {
		m.Buttons = carrying(message.Button{
			Text: "Open the " + near.Name + " form", Action: message.ActFix, Value: strings.TrimSpace(near.Name + " " + l.from(1).text), Main: true,
		})
	}
	m.Buttons = append(m.Buttons, all)
	return m
}

// maxAsked is how many people a question offers; more are chosen in the form.
const maxAsked = 5

var inWords = []string{"no", "one", "two", "three", "four", "five"}

// whichOne is ask.person: a name fits several of the person's cases. A press
// saves at once.
func whichOne(typed string, f found, several []casework.Mine) (message.Message, bool) {
	if len(several) > maxAsked {
		return message.Message{}, false
	}
	m := say("ask.person", fmt.Sprintf("%q fits %s people. Which one?", f.typed, inWords[len(several)]))
	for _, c := range several {
		text := c.Teacher.Name
		if c.Teacher.School != "" {
			text += ", " + c.Teacher.School
		}
		m.Buttons = append(m.Buttons, message.Button{Text: clip(text, 75), Action: message.ActPick, Value: string(c.Case) + " " + typed})
	}
	neither := "Neither"
	if len(several) > 2 {
		neither = "None of these"
	}
	m.Buttons = append(m.Buttons, message.Button{Text: neither, Action: message.ActFix, Value: typed})
	fits := len(carrying(slices.Clone(m.Buttons)...)) == len(m.Buttons)
	return m, fits
}
