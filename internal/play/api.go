package play

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"
)

const (
	maxAct   = 64 << 10        // bytes of what the page sends
	moveTime = 5 * time.Minute // for all that is due on the way
)

// act is what the page sends: who does what.
type act struct {
	As      string              `json:"as"`
	Line    string              `json:"line"`
	Surface string              `json:"surface"`
	Action  string              `json:"action"`
	Values  map[string][]string `json:"values"`
	By      string              `json:"by"`
	On      bool                `json:"on"`
}

// effect is what the page is told at once; what there is to see comes as state.
type effect struct {
	Message string            `json:"message,omitempty"` // id of the one to look at
	Errors  map[string]string `json:"errors,omitempty"`  // of a form, by block id
	Problem string            `json:"problem,omitempty"` // a sentence
}

// act reads what the page sends, has it done, and lets leave what waits now.
func (p *playground) act(do func(context.Context, act) (effect, error)) http.HandlerFunc {
	return func(rw http.ResponseWriter, r *http.Request) {
		var in act
		if err := json.NewDecoder(http.MaxBytesReader(rw, r.Body, maxAct)).Decode(&in); err != nil {
			writeJSON(rw, http.StatusBadRequest, effect{Problem: "That could not be read."})
			return
		}
		// What was begun is finished, though the page may be gone.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), moveTime)
		defer cancel()
		out, err := do(ctx, in)
		switch {
		case errors.Is(err, ErrNothing):
			writeJSON(rw, http.StatusConflict, effect{Problem: "That is no longer there."})
			return
		case err != nil:
			p.c.Log.Error("the playground could not do what the page asked", "path", r.URL.Path, "cause", err)
			writeJSON(rw, http.StatusInternalServerError, effect{Problem: "That did not work. The terminal says why."})
			return
		}
		p.settle(ctx)
		writeJSON(rw, http.StatusOK, out)
	}
}

// settle lets leave what waits now. While time passes, that is seen to anyway.
func (p *playground) settle(ctx context.Context) {
	if !p.clock.TryLock() {
		return
	}
	defer p.clock.Unlock()
	if err := p.c.App.Move(ctx, p.c.App.Now(), nil); err != nil {
		p.c.Log.Error("what waits could not leave", "cause", err)
	}
	p.passed.tell()
}

func (p *playground) typed(ctx context.Context, in act) (effect, error) {
	got, err := p.c.Workspace.Type(ctx, in.As, in.Line)
	return effectOf(got), err
}

func (p *playground) pressed(ctx context.Context, in act) (effect, error) {
	got, err := p.c.Workspace.Press(ctx, in.As, in.Surface, in.Action)
	return effectOf(got), err
}

func (p *playground) submitted(ctx context.Context, in act) (effect, error) {
	got, err := p.c.Workspace.Submit(ctx, in.As, in.Values)
	return effectOf(got), err
}

func (p *playground) closed(ctx context.Context, in act) (effect, error) {
	return effect{}, p.c.Workspace.Close(ctx, in.As)
}

func (p *playground) again(ctx context.Context, in act) (effect, error) {
	got, err := p.c.Workspace.Again(ctx, in.As)
	return effectOf(got), err
}

// fails has Slack or the mail server be down from now on, or no longer.
func (p *playground) fails(_ context.Context, in act) (effect, error) {
	how := Fine
	if in.On {
		how = Down
	}
	switch in.By {
	case "slack":
		p.c.Workspace.Fail(how)
	case "mail":
		p.c.Mailbox.Fail(how)
	default:
		return effect{Problem: "Slack can be down, and mail can."}, nil
	}
	return effect{}, nil
}

// reset begins the demo anew, with empty windows and mailboxes.
func (p *playground) reset(ctx context.Context, _ act) (effect, error) {
	if p.c.Reset == nil {
		return effect{Problem: "Stop the playground and start it again: it begins anew."}, nil
	}
	if !p.moving.CompareAndSwap(false, true) {
		return effect{Problem: "Time is passing. Wait a moment."}, nil
	}
	defer p.moving.Store(false)
	p.clock.Lock()
	defer p.clock.Unlock()
	defer p.passed.tell()
	p.c.Workspace.Clear()
	p.c.Mailbox.Clear()
	return effect{}, p.c.Reset(ctx)
}

func effectOf(got Outcome) effect {
	e := effect{Errors: got.Errors}
	if got.Message != nil {
		e.Message = got.Message.ID
	}
	return e
}

// moved moves the clock by a day, by a week or to the next notice. Days keep
// the hour, also across the nights in which clocks change.
func (p *playground) moved(ctx context.Context, in act) (effect, error) {
	if !p.moving.CompareAndSwap(false, true) {
		return effect{Problem: "Time is passing already."}, nil
	}
	defer p.moving.Store(false)
	p.clock.Lock()
	defer p.clock.Unlock()
	defer p.passed.tell()
	now := p.c.App.Now().In(zoneOf(Zone))
	var to time.Time
	switch in.By {
	case "day":
		to = now.AddDate(0, 0, 1)
	case "week":
		to = now.AddDate(0, 0, 7)
	case "next":
		next, ok, err := p.c.App.Next(ctx)
		if err != nil {
			return effect{}, err
		}
		if !ok {
			return effect{Problem: "No notice is planned."}, nil
		}
		to = next
	default:
		return effect{Problem: "Time passes by a day, by a week or to the next notice."}, nil
	}
	if to.Before(now) {
		to = now
	}
	return effect{}, p.c.App.Move(ctx, to, func(time.Time) { p.passed.tell() })
}
