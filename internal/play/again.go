package play

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
)

// sent is what a member did last, as the app was told.
type sent struct {
	turn    *turn
	command url.Values     // of a typed line
	payload map[string]any // of a press
}

// Again tells the app once more what a person typed or pressed last, with the
// same trigger: so it comes twice when an answer was lost on the way.
func (w *Workspace) Again(ctx context.Context, slack string) (Outcome, error) {
	w.mu.Lock()
	m := w.member(slack)
	if m == nil || m.last == nil {
		w.mu.Unlock()
		return Outcome{}, fmt.Errorf("once more: %w", ErrNothing)
	}
	last := *m.last
	last.turn.said, last.turn.view = nil, nil
	w.mu.Unlock()
	if last.command != nil {
		got, err := w.send(ctx, "/slack/commands", last.command)
		return w.conclude(last.turn, got, err), nil
	}
	return w.pressed(ctx, last), nil
}

// pressed tells the app of a press, and waits until it has acted on it.
func (w *Workspace) pressed(ctx context.Context, p sent) Outcome {
	got, err := w.interact(ctx, p.payload)
	if err == nil && got.status == http.StatusOK {
		p.turn.wait(ctx)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil || got.status != http.StatusOK {
		w.fail(p.turn, "That did not work: parbot did not answer the button ("+reason(err)+").")
	}
	return Outcome{Message: p.turn.said, View: p.turn.view}
}

// Clear empties every window, as on the first day.
func (w *Workspace) Clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.members {
		m.messages, m.views, m.last = nil, nil, nil
	}
	w.turns, w.trouble = nil, Fine
	w.news.tell()
}
