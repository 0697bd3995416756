// Package delivery brings what is handed over to people: one durable job for
// each delivery, which asks again whether it is still owed and allowed, sends
// it by Slack or mail, and records what became of it (DESIGN §8).
//
// Nothing is lost silently and what is doubled is doubled knowingly. An attempt
// leaves its trace before anything is sent. What may have arrived is sent again
// under the same Message-ID by mail, as often as it takes, for mail programs
// show such a message once; Slack has no such key, so there it is sent again at
// most once and then recorded as unknown. All of it holds with any number of
// replicas on one database, and after a kill -9 of any of them.
package delivery

import (
	"context"
	"log/slog"
	"time"

	"parbot/internal/casework"
	"parbot/internal/message"
)

// Slack says a message to a person of the workspace, at most once, and returns
// the provider's id of it. Its errors are [SendError]; of any other nobody
// knows whether the message arrived.
type Slack interface {
	Send(ctx context.Context, slackUser string, m message.Message) (id string, err error)
}

// Mail sends a parcel under its Message-ID and Date, with the bytes of its
// invitation if it has one. Errors are as those of [Slack].
type Mail interface {
	Send(ctx context.Context, p casework.Parcel, invite []byte) (id string, err error)
}

// SendError says what is known about a message that was not accepted. At most
// one of Temporary and Unknown is set; neither means: do not send this again.
type SendError struct {
	Temporary  bool          // it was not sent; later it may be
	RetryAfter time.Duration // of Temporary: not before; 0: as we like
	Unknown    bool          // it may have been sent: the answer was lost
	Reason     string        // a few plain words; no name, no address, no content
}

// Error returns the reason, for logs.
func (e *SendError) Error() string { return "send: " + e.Reason }

// Config is what deliveries are made with.
type Config struct {
	Desk   *casework.Desk
	Slack  Slack                                     // nil: Slack is off
	Mail   Mail                                      // nil: mail is off
	Invite func(casework.Invitation) ([]byte, error) // makes the bytes of an invitation
	Now    func() time.Time                          // the present, which may have been moved
	Count  func(channel, outcome string)             // may be nil
	Log    *slog.Logger                              // nil: nothing is logged

	// PollOnly looks for jobs now and then and keeps no connection to itself,
	// for a database behind PgBouncer. What a killed process leaves is taken up
	// after three minutes then, else after a few seconds.
	PollOnly bool
}

// How patient the queue is. River's clock is the real one.
const (
	jobTime    = time.Minute
	rescueTime = 3 * time.Minute // must be longer than jobTime
	leaseTime  = jobTime + 15*time.Second
	stopTime   = 10 * time.Second // for what is being sent when the program stops
	settleTime = 10 * time.Second // to record an outcome, also of a job that was stopped

	// keepTrying is how long a message is worth sending: an outage of three days
	// loses nothing. A reminder is pointless earlier, which is asked each time.
	keepTrying = 7 * 24 * time.Hour

	longestPause = 5 * time.Minute
	mostAttempts = 4000 // of a job that cannot even tell the database of its failure
)

// pause is how long to wait after so many attempts.
func pause(attempts int) time.Duration {
	return min(time.Second<<min(max(attempts, 0), 20), longestPause)
}
