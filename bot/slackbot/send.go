package slackbot

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"parbot/internal/message"
)

// Send says m to a person of the workspace in a direct message and returns its
// ts, the provider's id. It posts at most once and retries nothing. Its errors
// are [SendError] alone. Links in m are not unfolded into previews.
func (s *Slack) Send(ctx context.Context, slackUser string, m message.Message) (ts string, err error) {
	if wait := s.people.turn(slackUser, time.Now()); !pause(ctx, wait) {
		return "", &SendError{Temporary: true, RetryAfter: wait, Reason: "too many at once"}
	}
	channel, known := s.people.channel(slackUser)
	if !known {
		if channel, err = s.openDM(ctx, slackUser); err != nil {
			return "", err
		}
	}
	ts, failed := s.postMessage(ctx, channel, m)
	if failed == nil {
		return ts, nil
	}
	if known && failed.Reason == "channel_not_found" { // the remembered one has ended: next time a new one is opened
		s.people.forget(slackUser)
		failed.Temporary = true
	}
	return "", failed
}

// openDM opens the direct message with a person. Opening it twice is harmless,
// so its outcome is never unknown.
func (s *Slack) openDM(ctx context.Context, slackUser string) (string, error) {
	channel, _, _, err := s.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{slackUser}})
	if err != nil {
		return "", classify(err, false)
	}
	if channel == nil || channel.ID == "" {
		return "", &SendError{Temporary: true, Reason: "no channel"}
	}
	s.people.remember(slackUser, channel.ID)
	return channel.ID, nil
}

func (s *Slack) postMessage(ctx context.Context, channel string, m message.Message) (string, *SendError) {
	options := []slack.MsgOption{
		slack.MsgOptionText(fallback(m), false),
		slack.MsgOptionDisableLinkUnfurl(),
		slack.MsgOptionDisableMediaUnfurl(),
	}
	if all := blocks(m, maxBlocks); len(all) > 0 {
		options = append(options, slack.MsgOptionBlocks(all...))
	}
	ctx, written := traceWrites(ctx)
	_, ts, err := s.api.PostMessageContext(ctx, channel, options...)
	if err != nil {
		return "", classify(err, written())
	}
	if ts == "" { // slack-go takes {"ok":false} without an error for a success
		return "", &SendError{Unknown: true, Reason: "no ts"}
	}
	return ts, nil
}

// traceWrites returns a context whose request tells whether all of it was
// written: from then on, Slack may have acted on it.
func traceWrites(ctx context.Context) (context.Context, func() bool) {
	var written atomic.Bool
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteRequest: func(info httptrace.WroteRequestInfo) {
			if info.Err == nil {
				written.Store(true)
			}
		},
	}), written.Load
}

// pause waits, and reports whether it could wait to the end.
func pause(ctx context.Context, wait time.Duration) bool {
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
