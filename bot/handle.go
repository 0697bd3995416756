package bot

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
)

// Lookup finds the address of somebody whose Slack id is not on the roster yet.
// Only a confirmed one proves who it is.
type Lookup func(ctx context.Context, slackUser string) (email string, confirmed bool, err error)

// Bot answers what people say. It is safe for concurrent use.
type Bot struct {
	desk   *casework.Desk
	now    func() time.Time
	logger *slog.Logger
	lookup Lookup
}

// New returns the conversation over a desk. lookup may be nil: then only the
// roster says who somebody is.
func New(desk *casework.Desk, now func() time.Time, log *slog.Logger, lookup Lookup) *Bot {
	return &Bot{desk: desk, now: now, logger: log, lookup: lookup}
}

// Handle answers a request, for whoever made it alone. It never fails: what
// goes wrong is part of the answer, and nothing that was typed is lost.
func (b *Bot) Handle(ctx context.Context, r Request) Reply {
	if r.District == "" {
		r.District = casework.HomeDistrict
	}
	t := &turn{Bot: b, r: r, act: casework.Act{District: r.District, Request: r.ID, Now: b.now()}}
	typed := typedIn(r)
	if err := t.identify(ctx); err != nil {
		if r.Kind == Sent {
			return t.keepOpen(ctx, err)
		}
		return t.mistake(ctx, err, Command{}, typed)
	}
	if r.Outside && r.Kind != Sent {
		return t.inTheOpen(ctx, typed)
	}
	switch r.Kind {
	case Pressed:
		return t.pressed(ctx)
	case Sent:
		return t.submitted(ctx)
	default:
		return t.obey(ctx, order{typed: typed})
	}
}

// inTheOpen answers where people outside the district may read: with the help,
// or with a form, which its reader alone sees, and with nothing else.
func (t *turn) inTheOpen(ctx context.Context, typed string) Reply {
	if t.r.Kind == Typed && split(typed).is("help") {
		return t.obey(ctx, order{typed: typed})
	}
	if t.r.Kind == Pressed && t.r.Action == message.ActFix {
		if reply := t.obey(ctx, order{typed: typed, form: true}); reply.Form != nil {
			return reply
		}
	}
	return Reply{Message: outside(typed)}
}

// typedIn is what a person typed, that must not get lost: the line itself, or
// the one that a button carries.
func typedIn(r Request) string {
	text := r.Text
	if r.Kind == Pressed {
		switch r.Action {
		case message.ActBoth, message.ActAnyway, message.ActFix, message.ActRetry:
			text = r.Value
		case message.ActPick:
			_, text, _ = strings.Cut(r.Value, " ")
		}
	}
	return strings.TrimFunc(text, blank)
}

// obey answers a typed line: it finds the command and runs it.
func (t *turn) obey(ctx context.Context, o order) Reply {
	l := split(o.typed)
	if len(l.words) == 0 {
		return t.answer(ctx, Command{}, "", t.front)
	}
	c, ok, err := t.find(ctx, l.words[0].plain)
	if err == nil && !ok {
		return t.answer(ctx, Command{}, o.typed, func(ctx context.Context) (Reply, error) { return t.unknown(ctx, l) })
	}
	if err != nil {
		return t.mistake(ctx, err, c, o.typed)
	}
	o.line = l.from(1)
	t.act.Text = o.typed
	return t.answer(ctx, c, o.typed, func(ctx context.Context) (Reply, error) { return c.run(t, ctx, o) })
}

// answer runs f, and makes what went wrong with it part of the answer.
func (t *turn) answer(ctx context.Context, c Command, typed string, f func(context.Context) (Reply, error)) Reply {
	reply, err := f(ctx)
	if err != nil {
		return t.mistake(ctx, err, c, typed)
	}
	return reply
}

// mistake is the answer to what went wrong. An error without words for people is
// logged here, and nowhere else; it never holds what was typed.
func (t *turn) mistake(ctx context.Context, err error, c Command, typed string) Reply {
	if fault.TextOf(err) != "" {
		m := refusal(err, c, typed)
		if m.Key == "err.undo" {
			m.Buttons = t.correction(ctx)
		}
		return Reply{Message: m}
	}
	t.logger.ErrorContext(ctx, "a request could not be answered", "kind", string(t.r.Kind), "command", c.Name, "cause", err)
	return Reply{Message: unsaved(typed)}
}

// correction is the way out when something can no longer be undone.
func (t *turn) correction(ctx context.Context) []message.Button {
	if _, ok, err := t.find(ctx, "log"); !ok || err != nil {
		return nil
	}
	return []message.Button{{Text: "Add a correction", Action: message.ActFix, Value: "log"}}
}
