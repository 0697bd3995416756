package slackbot

import (
	"context"
	"net/http"
	"runtime/debug"

	"parbot/bot"
	"parbot/internal/message"
)

// command answers a slash command in the body of the response: words for its
// reader alone, or nothing when a form was opened instead.
func (s *Slack) command(w http.ResponseWriter, r *http.Request, body []byte) {
	c, err := readCommand(body)
	if err != nil {
		s.malformed(w, "command", err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	said, when := inTime(ctx, &s.work,
		func(ctx context.Context) message.Message { return s.obey(ctx, c) },
		func(ctx context.Context, m message.Message) { s.respond(ctx, c.Response, m, false) })
	switch when {
	case full:
		said = busy(c.Text)
	case late:
		said = later(s.mayRespond(c.Response), c.Text)
	case prompt:
	}
	s.config.OnRequest("command", string(when))
	s.sayNow(w, said)
}

// obey has the conversation answer c and opens the form it asks for. What it
// returns is to be said; nothing, when the form says it all.
func (s *Slack) obey(ctx context.Context, c command) message.Message {
	reply, whole := s.ask(ctx, bot.Request{ID: c.ID, Slack: c.User, Kind: bot.Typed, Text: c.Text})
	if !whole {
		return broken(c.Text)
	}
	if reply.Form == nil {
		return reply.Message
	}
	if err := s.open(ctx, c.Trigger, *reply.Form); err != nil {
		s.log.Warn("a form did not open", "form", reply.Form.Key, "cause", err)
		return unopened(*reply.Form, c.Text)
	}
	return reply.Message
}

// ask passes r to the conversation, and reports whether that came to an end: a
// panic in it is logged, and nobody knows what it had done by then.
func (s *Slack) ask(ctx context.Context, r bot.Request) (reply bot.Reply, whole bool) {
	defer func() {
		if recover() != nil { // the value may hold what was typed
			s.log.Error("the conversation broke", "kind", string(r.Kind), "stack", string(debug.Stack()))
		}
	}()
	r.District = s.config.District
	return s.handler.Handle(ctx, r), true
}

// promptness says when an answer was there.
type promptness string

const (
	prompt promptness = "answered"
	late   promptness = "late"   // it is still being worked on
	full   promptness = "failed" // there was no room to begin
)

// inTime starts f and waits for its result until ctx ends. A result that comes
// after that goes to afterwards instead, unless there was no room to start.
func inTime[T any](ctx context.Context, w *work, f func(context.Context) T, afterwards func(context.Context, T)) (T, promptness) {
	var nothing T
	result := make(chan T)
	started := w.do(ctx, func(working context.Context) {
		got := f(working)
		select {
		case result <- got:
		case <-ctx.Done():
			afterwards(working, got)
		}
	})
	if !started {
		return nothing, full
	}
	select {
	case got := <-result:
		return got, prompt
	case <-ctx.Done():
		return nothing, late
	}
}

// malformed answers a signed body that Slack would not send.
func (s *Slack) malformed(w http.ResponseWriter, kind string, err error) {
	s.config.OnRequest(kind, "malformed")
	s.log.Warn("a signed request could not be read", "kind", kind, "cause", err)
	w.WriteHeader(http.StatusBadRequest)
}
