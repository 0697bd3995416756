package slackbot

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"parbot/internal/message"
)

const (
	maxTitle       = 24 // and submit and close
	maxMeta        = 3000
	maxCallback    = 255
	maxLabel       = 2000 // and hint
	maxInput       = 3000 // typed into one field
	maxOptionText  = 75
	maxOptionValue = 150
	maxOptions     = 100 // of a menu
	maxRadio       = 10  // of radio buttons
)

// modal renders f (VOICE §3): what to read first, the questions, the notes. An
// answer comes back under the key of its field, which is the id of its block.
// A form whose Meta or Key Slack would not carry is an error.
func modal(f message.Form) (slack.ModalViewRequest, error) {
	if utf8.RuneCountInString(f.Meta) > maxMeta || utf8.RuneCountInString(f.Key) > maxCallback {
		return slack.ModalViewRequest{}, fmt.Errorf("form %.20q: key or meta is too long for Slack", f.Key)
	}
	var s surface
	for _, text := range f.Lead {
		s.line(message.Line{Text: text})
	}
	for _, field := range f.Fields {
		s.blocks = append(s.blocks, input(field))
	}
	for _, note := range f.Notes {
		s.quiet(note)
	}
	view := slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plain(orElse(f.Title, "parbot"), maxTitle),
		Close:           plain(orElse(f.Close, "Close"), maxTitle),
		Blocks:          slack.Blocks{BlockSet: fit(s.blocks, maxModalBlocks)},
		CallbackID:      f.Key,
		PrivateMetadata: f.Meta,
	}
	if len(f.Fields) > 0 {
		view.Submit = plain(orElse(f.Submit, "Save"), maxTitle)
	}
	return view, nil
}

// done is the view a form ends on: what was answered, and nothing to fill in.
func done(title string, m message.Message) slack.ModalViewRequest {
	return slack.ModalViewRequest{
		Type:   slack.VTModal,
		Title:  plain(orElse(title, "parbot"), maxTitle),
		Close:  plain("Done", maxTitle),
		Blocks: slack.Blocks{BlockSet: blocks(m, maxModalBlocks)},
	}
}

func input(f message.Field) *slack.InputBlock {
	var hint *slack.TextBlockObject
	if !blank(f.Hint) {
		hint = plain(f.Hint, maxLabel)
	}
	label := plain(orElse(f.Label, f.Key), maxLabel)
	return slack.NewInputBlock(f.Key, label, hint, element(f)).WithOptional(f.Optional)
}

// element renders how f is asked. What is filled in but would be refused by
// Slack, such as a date that is none, is left out: the person sees the gap.
func element(f message.Field) slack.BlockElement {
	first := ""
	if len(f.Value) > 0 {
		first = f.Value[0]
	}
	switch f.Kind {
	case message.Date:
		e := slack.NewDatePickerBlockElement(f.Key)
		e.InitialDate = ifTime(time.DateOnly, first)
		return e
	case message.Clock:
		e := slack.NewTimePickerBlockElement(f.Key)
		e.InitialTime = ifTime("15:04", first)
		return e
	case message.Number:
		e := slack.NewNumberInputBlockElement(nil, f.Key, false)
		if _, err := strconv.Atoi(first); err == nil {
			e.InitialValue = first
		}
		return e
	case message.Choice, message.Radio, message.Several:
		if all := options(f.Options); len(all) > 0 {
			return menu(f, all)
		}
	case message.Short, message.Long:
	}
	return slack.NewPlainTextInputBlockElement(nil, f.Key).
		WithInitialValue(cut(clean(first), maxInput)).WithMaxLength(maxInput).WithMultiline(f.Kind == message.Long)
}

// menu renders a choice among all: buttons that show everything while they are
// few, else a menu.
func menu(f message.Field, all []*slack.OptionBlockObject) slack.BlockElement {
	var chosen []*slack.OptionBlockObject
	for _, o := range all {
		if slices.Contains(f.Value, o.Value) {
			chosen = append(chosen, o)
		}
	}
	if f.Kind == message.Several {
		e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, nil, f.Key, all...)
		e.InitialOptions = chosen
		return e
	}
	var first *slack.OptionBlockObject
	if len(chosen) > 0 {
		first = chosen[0]
	}
	if f.Kind == message.Radio && len(all) <= maxRadio {
		e := slack.NewRadioButtonsBlockElement(f.Key, all...)
		e.InitialOption = first
		return e
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, f.Key, all...)
	e.InitialOption = first
	return e
}

// options renders the choices that can be told apart when they come back.
func options(given []message.Option) []*slack.OptionBlockObject {
	var all []*slack.OptionBlockObject
	seen := map[string]bool{}
	for _, o := range given {
		if blank(o.Value) || seen[o.Value] || utf8.RuneCountInString(o.Value) > maxOptionValue || len(all) == maxOptions {
			continue
		}
		seen[o.Value] = true
		text := o.Text
		if blank(text) {
			text = o.Value
		}
		all = append(all, slack.NewOptionBlockObject(o.Value, plain(text, maxOptionText), nil))
	}
	return all
}

func ifTime(layout, text string) string {
	if _, err := time.Parse(layout, text); err != nil {
		return ""
	}
	return text
}

// open shows f to the person whose press or command gave trigger, which lives
// three seconds and opens one form.
func (s *Slack) open(ctx context.Context, trigger string, f message.Form) error {
	view, err := modal(f)
	if err != nil {
		return err
	}
	_, err = s.api.OpenViewContext(ctx, trigger, view)
	return safe(err)
}

// push shows f on top of the form that was pressed.
func (s *Slack) push(ctx context.Context, trigger string, f message.Form) error {
	view, err := modal(f)
	if err != nil {
		return err
	}
	_, err = s.api.PushViewContext(ctx, trigger, view)
	return safe(err)
}

// update turns the open form v into m.
func (s *Slack) update(ctx context.Context, v view, m message.Message) {
	_, err := s.api.UpdateViewContext(ctx, done(v.Title.Text, m), "", "", v.ID)
	if err != nil {
		s.log.Info("an open form could not be updated", "message", m.Key, "cause", safe(err))
	}
}
