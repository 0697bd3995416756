package main

import (
	"context"
	"errors"

	"parbot/bot/slackbot"
	"parbot/internal/message"
	"parbot/scheduler/delivery"
)

// The rooms that send know nothing of each other; here what each says of a
// failure is put into the words of the queue.

// slackSender sends by Slack.
type slackSender struct{ slack *slackbot.Slack }

// Send says m to a person of the workspace.
func (s slackSender) Send(ctx context.Context, user string, m message.Message) (string, error) {
	id, err := s.slack.Send(ctx, user, m)
	if failed, ok := errors.AsType[*slackbot.SendError](err); ok {
		return id, &delivery.SendError{
			Temporary: failed.Temporary, RetryAfter: failed.RetryAfter, Unknown: failed.Unknown, Reason: failed.Reason,
		}
	}
	return id, err
}
