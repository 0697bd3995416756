package play

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// answers are the words of the buttons that answer an invitation, in the order
// in which they are offered.
var answers = []string{"Yes", "No", "Other time", "Change to yes", "Change to no"}

// Asking finds the direct message that asks what an invitation asks. The two
// have the id of the meeting in common: the value of the buttons is the part of
// the UID before the "@".
func (w *Workspace) Asking(slack string, in Invite) (Message, bool) {
	meeting, _, _ := strings.Cut(in.UID, "@")
	for _, m := range slices.Backward(w.DMs(slack)) {
		for _, words := range answers {
			if e, ok := m.Button(words); ok && e.Value == meeting && meeting != "" {
				return m, true
			}
		}
	}
	return Message{}, false
}

// reply is how somebody can answer an invitation, or has answered it.
func (p *playground) reply(me Person, in Invite) (offered []string, said string) {
	stands := slices.ContainsFunc(p.c.Mailbox.Calendar(me.Email), func(e Invite) bool {
		return e.UID == in.UID && e.Sequence == in.Sequence && in.Method == e.Method
	})
	m, asked := p.c.Workspace.Asking(me.Slack, in)
	if !stands || !asked {
		return nil, ""
	}
	for _, words := range answers {
		if _, ok := m.Button(words); ok {
			offered = append(offered, words)
		}
	}
	if !slices.Contains(offered, answers[0]) {
		said, _, _ = strings.Cut(m.Words(), "\n")
	}
	return offered, said
}

// answered presses, for somebody who reads an invitation in the mail, the button
// of these words below the same invitation in Slack: parbot reads no mail yet.
func (p *playground) answered(ctx context.Context, in act) (effect, error) {
	i := slices.IndexFunc(p.c.People, func(one Person) bool { return one.Slack == in.As })
	if i < 0 || !slices.Contains(answers, in.Action) {
		return effect{}, fmt.Errorf("answer: %w", ErrNothing)
	}
	m, ok := p.mail(p.c.People[i], in.Surface)
	if !ok || m.Invite == nil {
		return effect{}, fmt.Errorf("answer: %w", ErrNothing)
	}
	message, _ := p.c.Workspace.Asking(in.As, *m.Invite)
	button, ok := message.Button(in.Action)
	if !ok {
		return effect{}, fmt.Errorf("answer: %w", ErrNothing)
	}
	got, err := p.c.Workspace.Press(ctx, in.As, message.ID, button.ActionID)
	return effectOf(got), err
}
