package delivery

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// The states in which an attempt leaves its delivery.
const (
	stateSent     = "sent"
	stateFailed   = "failed"
	stateDropped  = "dropped"
	stateUnknown  = "unknown"
	stateRetry    = "retry"
	stateReturned = "returned"
)

// verdict is what an attempt came to.
type verdict struct {
	state    string
	provider string        // of sent
	detail   string        // why, for the log of deliveries
	again    time.Duration // of retry: after how long
	until    time.Time     // of returned: not before
}

// judge decides about a message that was not accepted, by what is known of it:
// tried again, given up, or, when it may have arrived and must not be sent once
// more, unknown.
func (w *worker) judge(a casework.Attempt, e *SendError) verdict {
	slack := a.Channel == string(message.Slack)
	late := w.Now().Sub(a.Created) > keepTrying
	again := e.RetryAfter
	if again <= 0 {
		again = pause(a.Nth)
	}
	switch {
	case e.Unknown && (late || slack && a.Doubt):
		return verdict{state: stateUnknown, detail: a.Detail(e.Reason, true)}
	case e.Unknown, e.Temporary && !late:
		return verdict{state: stateRetry, detail: a.Detail(e.Reason, e.Unknown), again: again}
	}
	return verdict{state: stateFailed, detail: a.Detail(e.Reason, false)}
}

// settle records what an attempt came to, also when the job has been told to
// stop, and tells the queue how to go on.
func (w *worker) settle(ctx context.Context, id casefile.ID, a casework.Attempt, v verdict) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	if err := w.record(ctx, id, v); err != nil {
		w.Log.ErrorContext(ctx, "outcome of a delivery not recorded", "delivery", id, "outcome", v.state, "error", err)
		return errNotSettled
	}
	w.Count(a.Channel, v.state)
	log := w.Log.With("delivery", id, "channel", a.Channel, "attempt", a.Nth, "detail", v.detail)
	switch v.state {
	case stateFailed:
		log.ErrorContext(ctx, "delivery failed")
	case stateUnknown:
		log.WarnContext(ctx, "delivery may have arrived, and is not sent again")
	case stateRetry:
		log.InfoContext(ctx, "delivery is tried again")
		return river.JobSnooze(v.again)
	}
	return nil
}

// record stores the verdict; a database that is away for a moment must not make
// a message come twice.
func (w *worker) record(ctx context.Context, id casefile.ID, v verdict) error {
	for {
		err := w.recordOnce(ctx, id, v)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
}

func (w *worker) recordOnce(ctx context.Context, id casefile.ID, v verdict) error {
	o := casework.Outcome{State: v.state, Provider: v.provider, Detail: v.detail, At: w.Now()}
	switch v.state {
	case stateReturned:
		return w.Desk.Return(ctx, id, v.until)
	case stateFailed:
		other, err := w.Desk.GiveUp(ctx, id, o, w.enqueue)
		if err == nil && other != "" {
			w.Log.WarnContext(ctx, "the other channel takes over", "delivery", id, "channel", other)
		}
		return err
	}
	return w.Desk.Settle(ctx, id, o)
}
