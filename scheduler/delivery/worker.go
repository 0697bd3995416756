package delivery

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/postgres"
)

// worker makes deliveries. Errors and panics end here: what it gives back to
// the queue, which keeps it in its tables, is a fixed sentence.
type worker struct {
	river.WorkerDefaults[Args]
	Config

	enqueue func(ctx context.Context, tx *postgres.Tx, deliveries []postgres.Delivery) error
}

// What the queue's tables hold of a job that failed.
var (
	errNotBegun   = errors.New("the attempt could not be begun; the log says why")
	errNotSettled = errors.New("the outcome could not be recorded; the log says why")
	errPanic      = errors.New("a panic; the log says where")
)

// NextRetry is for jobs that failed by an error: those that could not tell the
// database.
func (w *worker) NextRetry(job *river.Job[Args]) time.Time { return time.Now().Add(pause(job.Attempt)) }

// Work makes one attempt at a delivery.
func (w *worker) Work(ctx context.Context, job *river.Job[Args]) (err error) {
	id := job.Args.Delivery
	defer func() {
		if cause := recover(); cause != nil {
			w.panicked(ctx, id, cause)
			err = errPanic
		}
	}()
	a, err := w.Desk.Begin(ctx, id, time.Now(), leaseTime)
	switch {
	case err != nil:
		w.Log.ErrorContext(ctx, "delivery not begun", "delivery", id, "error", err)
		return errNotBegun
	case a.Over:
		return nil
	case a.Busy:
		return river.JobSnooze(jobTime / 4)
	}
	return w.settle(ctx, id, a, w.attempt(ctx, id, a))
}

// attempt asks again, sends, and says what came of it.
func (w *worker) attempt(ctx context.Context, id casefile.ID, a casework.Attempt) (v verdict) {
	sending := false
	defer func() {
		if cause := recover(); cause != nil {
			w.panicked(ctx, id, cause)
			v = w.judge(a, &SendError{Temporary: !sending, Unknown: sending, Reason: "panic"})
		}
	}()
	if a.Spent && a.Channel == string(message.Slack) {
		return verdict{state: stateUnknown, detail: a.Detail("sent twice", true)}
	}
	p, err := w.Desk.Prepare(ctx, id, w.Now())
	if err != nil {
		w.Log.ErrorContext(ctx, "delivery not prepared", "delivery", id, "error", err)
		return w.judge(a, &SendError{Temporary: true, Reason: "not prepared"})
	}
	if v, stays := held(a, p); stays {
		return v
	}
	invite, failed := w.invite(ctx, p)
	if failed != nil {
		return w.judge(a, failed)
	}
	sending = true
	provider, err := w.send(ctx, p, invite)
	if err == nil {
		return verdict{state: stateSent, provider: provider}
	}
	return w.judge(a, classify(err))
}

// held says what becomes of a parcel that does not leave now. In doubt it waits
// for the morning under its own Message-ID, and is not handed over anew.
func held(a casework.Attempt, p casework.Parcel) (v verdict, stays bool) {
	switch {
	case p.Drop != "":
		return verdict{state: stateDropped, detail: a.Detail(p.Drop, false)}, true
	case !p.Wait.IsZero() && a.Doubt:
		return verdict{state: stateRetry, detail: a.Detail("quiet hours", false), again: longestPause}, true
	case !p.Wait.IsZero():
		return verdict{state: stateReturned, until: p.Wait}, true
	}
	return verdict{}, false
}

func (w *worker) invite(ctx context.Context, p casework.Parcel) ([]byte, *SendError) {
	if p.Invite == nil {
		return nil, nil
	}
	invite, err := w.Invite(*p.Invite)
	if err != nil {
		w.Log.ErrorContext(ctx, "invitation not made", "delivery", p.ID, "error", err)
		return nil, &SendError{Temporary: true, Reason: "invitation not made"}
	}
	return invite, nil
}

func (w *worker) send(ctx context.Context, p casework.Parcel, invite []byte) (provider string, err error) {
	mail := p.Channel == string(message.Mail)
	switch {
	case mail && w.Mail == nil, !mail && w.Slack == nil:
		return "", &SendError{Reason: p.Channel + " is off"}
	case mail && p.Person.Email == "", !mail && p.Person.Slack == "":
		return "", &SendError{Reason: "no address"}
	case mail:
		return w.Mail.Send(ctx, p, invite)
	}
	return w.Slack.Send(ctx, p.Person.Slack, p.Message)
}

// classify returns what is known of a message that was not accepted.
func classify(err error) *SendError {
	if known, ok := errors.AsType[*SendError](err); ok {
		return known
	}
	return &SendError{Unknown: true, Reason: "error without a class"}
}

// panicked logs a panic by its place. What it said may be about somebody, unless
// Go itself said it.
func (w *worker) panicked(ctx context.Context, id casefile.ID, cause any) {
	said := fmt.Sprintf("%T", cause)
	if known, ok := cause.(runtime.Error); ok {
		said = known.Error()
	}
	w.Log.LogAttrs(ctx, slog.LevelError, "delivery panicked",
		slog.String("delivery", string(id)), slog.String("cause", said), slog.String("stack", string(debug.Stack())))
}
