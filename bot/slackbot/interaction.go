package slackbot

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/slack-go/slack"

	"parbot/bot"
	"parbot/internal/message"
)

// interaction takes presses and forms. Whatever else Slack tells is well.
func (s *Slack) interaction(w http.ResponseWriter, r *http.Request, body []byte) {
	in, err := readInteraction(body)
	switch {
	case err != nil:
		s.malformed(w, "interaction", err)
	case in.Type == string(slack.InteractionTypeBlockActions) && len(in.Actions) > 0:
		s.press(w, r, in, body)
	case in.Type == string(slack.InteractionTypeViewSubmission):
		s.submit(w, r, in, body)
	}
}

// press acknowledges a pressed button at once; its answer follows.
func (s *Slack) press(w http.ResponseWriter, r *http.Request, in interaction, body []byte) {
	a := in.Actions[0]
	request := bot.Request{
		ID:     requestID("act", body, clean(in.Trigger), clean(a.Time)),
		Slack:  clean(in.User.ID),
		Kind:   bot.Pressed,
		Action: clean(actionOf(a.ID)),
		Value:  clean(a.Value),
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if !s.work.do(ctx, func(ctx context.Context) { s.react(ctx, in, request) }) {
		s.config.OnRequest("press", string(full))
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.config.OnRequest("press", string(prompt))
}

// react has the conversation answer a press, and says it where it was pressed.
func (s *Slack) react(ctx context.Context, in interaction, request bot.Request) {
	reply, whole := s.ask(ctx, request)
	if !whole {
		reply.Message = broken("")
	}
	if reply.Form != nil {
		show := s.open
		if in.View.ID != "" {
			show = s.push
		}
		if err := show(ctx, in.Trigger, *reply.Form); err != nil {
			s.log.Warn("a form did not open", "form", reply.Form.Key, "cause", err)
			reply.Message = unopened(*reply.Form, "")
		}
	}
	switch {
	case silent(reply.Message):
	case in.Response == "" && in.View.ID != "":
		s.update(ctx, in.View, reply.Message)
	default:
		s.respond(ctx, in.Response, reply.Message, reply.Settles)
	}
}

// submit answers a form in the body of the response: by what is wrong with its
// answers, by the next form, or by a view that says what was done.
//
// Slack gives a form that is sent again, with its mistakes mended, the same id
// and hash. So the id of a request that was answered by Errors is used again:
// the conversation keeps an id only with what it stored.
func (s *Slack) submit(w http.ResponseWriter, r *http.Request, in interaction, body []byte) {
	request := bot.Request{
		ID:     requestID("view", body, clean(in.View.ID), clean(in.View.Hash)),
		Slack:  clean(in.User.ID),
		Kind:   bot.Sent,
		Form:   clean(in.View.Form),
		Meta:   clean(in.View.Meta),
		Fields: in.View.values(),
	}
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	reply, when := inTime(ctx, &s.work,
		func(ctx context.Context) bot.Reply { return s.askForm(ctx, in.View, request) },
		func(ctx context.Context, reply bot.Reply) { s.submitted(ctx, in.View, reply) })
	switch when {
	case full:
		reply = keepOpen(in.View, busy(""))
	case late:
		reply = keepOpen(in.View, say("err.late", laterForm))
	case prompt:
	}
	s.config.OnRequest("submission", string(when))
	s.answerForm(w, in.View, reply)
}

// askForm has the conversation answer a form, which stays open if that breaks.
func (s *Slack) askForm(ctx context.Context, v view, request bot.Request) bot.Reply {
	reply, whole := s.ask(ctx, request)
	if !whole {
		return keepOpen(v, broken(""))
	}
	return reply
}

// submitted says the late answer to a form that is still open. Errors wait
// until the form is sent again: Slack takes them only in time.
func (s *Slack) submitted(ctx context.Context, v view, reply bot.Reply) {
	if len(reply.Errors) == 0 && reply.Form == nil && !silent(reply.Message) {
		s.update(ctx, v, reply.Message)
	}
}

// keepOpen says m at the first question, so that what was typed stays there. A
// form without questions turns into m.
func keepOpen(v view, m message.Message) bot.Reply {
	if all := v.inputs(); len(all) > 0 {
		return bot.Reply{Errors: map[string]string{all[0]: m.Text()}}
	}
	return bot.Reply{Message: m}
}

func (s *Slack) answerForm(w http.ResponseWriter, v view, reply bot.Reply) {
	if len(reply.Errors) > 0 {
		s.answerErrors(w, v, reply.Errors)
		return
	}
	if reply.Form != nil {
		next, err := modal(*reply.Form)
		if err == nil {
			s.write(w, slack.NewUpdateViewSubmissionResponse(&next))
			return
		}
		s.log.Error("a form cannot be shown", "form", reply.Form.Key, "cause", err)
		reply.Message = unopened(*reply.Form, "")
	}
	if !silent(reply.Message) {
		last := done(v.Title.Text, reply.Message)
		s.write(w, slack.NewUpdateViewSubmissionResponse(&last))
	}
}

// answerErrors says what is wrong at the questions it is wrong with. Slack
// would refuse all of it for one that stands nowhere, so that moves to the
// first question.
func (s *Slack) answerErrors(w http.ResponseWriter, v view, wrong map[string]string) {
	inputs := v.inputs()
	at := map[string]string{}
	var stray string
	for _, key := range slices.Sorted(maps.Keys(wrong)) {
		if slices.Contains(inputs, key) {
			at[key] = cut(wrong[key], maxLabel)
			continue
		}
		stray = joinWords(stray, wrong[key])
	}
	if len(inputs) == 0 {
		last := done(v.Title.Text, say("err.form", stray))
		s.write(w, slack.NewUpdateViewSubmissionResponse(&last))
		return
	}
	if stray != "" {
		at[inputs[0]] = cut(joinWords(at[inputs[0]], stray), maxLabel)
	}
	s.write(w, slack.NewErrorsViewSubmissionResponse(at))
}

func joinWords(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}
