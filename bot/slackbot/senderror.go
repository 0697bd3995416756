package slackbot

import (
	"context"
	"errors"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/slack-go/slack"
)

// SendError says what is known about a message that was not accepted. At most
// one of Temporary and Unknown is set; neither means: do not send this again.
type SendError struct {
	Temporary  bool          // it was not sent; later it may be
	RetryAfter time.Duration // of Temporary: not before; 0: Slack named no time
	Unknown    bool          // it may have been sent: the answer was lost
	Reason     string        // Slack's error code or a few plain words; holds no name and no content
}

// Error returns the reason, for logs.
func (e *SendError) Error() string { return "slack: " + e.Reason }

// longestWait caps a Retry-After that would be absurd.
const longestWait = time.Hour

// passing are Slack's error codes that are no word about the message. After
// internal_error and fatal_error a message may, rarely, have been posted; a
// second copy is the smaller harm than none in an outage of days.
var passing = map[string]bool{
	"fatal_error": true, "internal_error": true, "org_login_required": true, "rate_limited": true, "ratelimited": true,
	"request_timeout": true, "service_unavailable": true, "team_added_to_org": true,
}

// classify makes a SendError of what slack-go returned. written says that all
// of a request was written which must not be made twice.
func classify(err error, written bool) *SendError {
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return &SendError{Temporary: true, RetryAfter: capped(limited.RetryAfter), Reason: "status 429"}
	}
	if _, ok := errors.AsType[*strconv.NumError](err); ok { // slack-go: a Retry-After that is no number
		return &SendError{Temporary: true, Reason: "status 429"}
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok { // Slack says no with 200: other words are not about the message
		return &SendError{Temporary: true, Reason: "status " + strconv.Itoa(status.Code)}
	}
	if said, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return &SendError{Temporary: passing[said.Err], Reason: cut(said.Err, 60)}
	}
	return &SendError{Temporary: !written, Unknown: written, Reason: lost(err)}
}

func capped(d time.Duration) time.Duration {
	if d < 0 || d > longestWait {
		return longestWait
	}
	return d
}

// lost says in a few words why there is no answer.
func lost(err error) string {
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() {
		return "time-out"
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) {
		return "time-out"
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		return "no connection"
	}
	return "unreadable answer"
}

// safe returns an error for logs alone: what classify finds, without the text
// of a library that may quote an address or an answer.
func safe(err error) error {
	if err == nil {
		return nil
	}
	return classify(err, false)
}
