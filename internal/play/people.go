package play

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Outcome is what a person sees when they have done something. Its fields are
// zero for what did not happen.
type Outcome struct {
	Message *Message          // new, or in the place of the one that was pressed
	View    *View             // the modal that is now on top because of it
	Errors  map[string]string // of a modal that stays open, by block id
}

// ErrNothing is the error for somebody who does what cannot be done in Slack:
// press a button that is not there, or submit a modal that is not open.
var ErrNothing = errors.New("there is no such thing in this window")

// Type sends a line that a person types, such as "/par due". Only "/par" is
// known here. What the app does not answer in time is answered by Slack itself,
// in an Outcome with a Message of kind Failed.
func (w *Workspace) Type(ctx context.Context, slack, line string) (Outcome, error) {
	text, ok := command(line)
	w.mu.Lock()
	m := w.member(slack)
	if m == nil {
		w.mu.Unlock()
		return Outcome{}, fmt.Errorf("type as %s: %w", slack, ErrNothing)
	}
	w.add(m, Message{Kind: Typed, Text: entities.Replace(strings.TrimSpace(line))})
	if !ok {
		said := w.add(m, Message{Kind: Failed, Text: "Slack: only /par is known here. Type / for the commands."})
		w.mu.Unlock()
		return Outcome{Message: &said}, nil
	}
	t := w.begin(slack, "")
	form := w.commandForm(m, t, text)
	m.last = &sent{turn: t, command: form}
	w.mu.Unlock()

	got, err := w.send(ctx, "/slack/commands", form)
	return w.conclude(t, got, err), nil
}

// command takes "/par" off a line.
func command(line string) (text string, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	return strings.TrimSpace(rest), first == "/par"
}

func (w *Workspace) commandForm(m *member, t *turn, text string) url.Values {
	return url.Values{
		"token": {"deprecated"}, "team_id": {teamID}, "team_domain": {"demo-unified"}, "is_enterprise_install": {"false"},
		"channel_id": {m.channel}, "channel_name": {"directmessage"}, "user_id": {m.Slack}, "user_name": {m.Handle()},
		"command": {"/par"}, "text": {escape(text, w.config.People)}, "api_app_id": {appID},
		"response_url": {w.self + "/response/" + t.token}, "trigger_id": {t.trigger},
	}
}

// conclude shows the answer to a command, and says what the person sees.
func (w *Workspace) conclude(t *turn, got reply, err error) Outcome {
	in, empty, wrong := readSaid(got.kind, got.body)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err != nil || got.status != http.StatusOK:
		w.fail(t, "/par failed with the error \""+reason(err)+"\".")
	case wrong != nil:
		w.config.Log.Warn("an answer of the app cannot be shown", "cause", wrong)
		w.fail(t, "/par failed with the error \"invalid_command_response\".")
	case !empty:
		w.hearSaid(t, in)
	}
	return Outcome{Message: t.said, View: t.view}
}

func reason(err error) string {
	if errors.Is(err, errLate) {
		return errLate.Error()
	}
	return "dispatch_failed"
}

// fail says Slack's own words about an app that failed. It wants the lock.
func (w *Workspace) fail(t *turn, text string) {
	t.said = new(w.add(w.member(t.who), Message{Kind: Failed, Text: text}))
}

// Press presses a button, by its action id, of a message or of the modal on
// top, by its id, and waits until the app has acted on it, at most three
// seconds: an app may answer a press by silence.
func (w *Workspace) Press(ctx context.Context, slack, surface, action string) (Outcome, error) {
	w.mu.Lock()
	m := w.member(slack)
	t, payload := w.press(m, surface, action)
	if t == nil {
		w.mu.Unlock()
		return Outcome{}, fmt.Errorf("press %q: %w", action, ErrNothing)
	}
	m.last = &sent{turn: t, payload: payload}
	p := *m.last
	w.mu.Unlock()
	return w.pressed(ctx, p), nil
}

// press makes the payload of a press, or nothing when there is no such button.
// It wants the lock.
func (w *Workspace) press(m *member, surface, action string) (*turn, map[string]any) {
	if m == nil {
		return nil, nil
	}
	if message := m.find(surface); message != nil {
		return w.pressIn(m, *message, action)
	}
	if len(m.views) == 0 || m.views[len(m.views)-1].ID != surface {
		return nil, nil
	}
	v := m.views[len(m.views)-1]
	e, block, ok := button(v.Blocks, action)
	if !ok {
		return nil, nil
	}
	t := w.begin(m.Slack, v.ID)
	payload := w.envelope("block_actions", m, t)
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	payload["view"] = wireView(v, map[string]map[string]any{})
	payload["actions"] = []any{pressed(e, block, w.stamp())}
	return t, payload
}

func (w *Workspace) pressIn(m *member, message Message, action string) (*turn, map[string]any) {
	e, block, ok := button(message.Blocks, action)
	if !ok {
		return nil, nil
	}
	t := w.begin(m.Slack, message.ID)
	payload := w.envelope("block_actions", m, t)
	payload["container"] = map[string]any{
		"type": "message", "message_ts": message.ID, "channel_id": m.channel, "is_ephemeral": message.Kind == Answer,
	}
	payload["channel"] = map[string]any{"id": m.channel, "name": "directmessage"}
	payload["state"] = map[string]any{"values": map[string]any{}}
	payload["response_url"] = w.self + "/response/" + t.token
	payload["actions"] = []any{pressed(e, block, w.stamp())}
	if message.Kind == Direct {
		payload["message"] = wire(message)
	}
	return t, payload
}

func pressed(e Element, block, at string) map[string]any {
	return map[string]any{
		"type": "button", "action_id": e.ActionID, "block_id": block, "text": e.Text, "value": e.Value, "style": e.Style, "action_ts": at,
	}
}

// Close closes the modal on top, if there is one.
func (w *Workspace) Close(ctx context.Context, slack string) error {
	w.mu.Lock()
	m := w.member(slack)
	if m == nil || len(m.views) == 0 {
		w.mu.Unlock()
		return nil
	}
	v := m.views[len(m.views)-1]
	m.views = m.views[:len(m.views)-1]
	w.news.tell()
	payload := w.envelope("view_closed", m, &turn{})
	payload["view"], payload["is_cleared"] = wireView(v, map[string]map[string]any{}), false
	w.mu.Unlock()
	if !v.NotifyOnClose {
		return nil
	}
	_, err := w.interact(ctx, payload)
	return err
}

// Submit sends the modal on top with these values, by block id: option values
// of menus, dates as "2025-10-08". A block without values is left empty. What
// Slack itself refuses, such as an empty required field, does not reach the app.
func (w *Workspace) Submit(ctx context.Context, slack string, values map[string][]string) (Outcome, error) {
	w.mu.Lock()
	m := w.member(slack)
	if m == nil || len(m.views) == 0 {
		w.mu.Unlock()
		return Outcome{}, fmt.Errorf("submit: %w", ErrNothing)
	}
	v := m.views[len(m.views)-1]
	state, wrong := readState(v, values)
	if len(wrong) > 0 {
		w.mu.Unlock()
		return Outcome{View: &v, Errors: wrong}, nil
	}
	t := w.begin(slack, "")
	payload := w.envelope("view_submission", m, t)
	payload["view"], payload["response_urls"] = wireView(v, state), []any{}
	w.mu.Unlock()

	got, err := w.interact(ctx, payload)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil || got.status != http.StatusOK {
		return Outcome{View: &v, Errors: trouble(v)}, nil
	}
	return w.submitted(m, v, got.body), nil
}

// trouble is what Slack says at a form that the app did not answer properly.
func trouble(v View) map[string]string {
	at := ""
	for _, b := range v.Blocks {
		if b.Type == "input" {
			at = cmp.Or(at, b.ID)
		}
	}
	return map[string]string{at: "We had some trouble connecting. Try again?"}
}

// submission is the app's answer to a submitted modal.
type submission struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors"`
	View   json.RawMessage   `json:"view"`
}

// submitted does what the app answered. It wants the lock.
func (w *Workspace) submitted(m *member, v View, body []byte) Outcome {
	var in submission
	if text := strings.TrimSpace(string(body)); text != "" && json.Unmarshal(body, &in) != nil {
		return Outcome{View: &v, Errors: trouble(v)}
	}
	switch in.Action {
	case "errors":
		if !allInputs(v, in.Errors) {
			return Outcome{View: &v, Errors: trouble(v)}
		}
		return Outcome{View: &v, Errors: in.Errors}
	case "update", "push":
		return w.follow(m, v, in)
	case "clear":
		m.views = nil
	default:
		m.drop(v.ID)
	}
	w.news.tell()
	return Outcome{View: m.top()}
}

// follow shows the view that the app answered with. It wants the lock.
func (w *Workspace) follow(m *member, v View, in submission) Outcome {
	next, err := readView(string(in.View))
	if err != nil {
		w.config.Log.Warn("an answer of the app cannot be shown", "cause", err)
		return Outcome{View: &v, Errors: trouble(v)}
	}
	if in.Action == "push" {
		w.put(m, next)
		return Outcome{View: m.top()}
	}
	for i := range m.views {
		if m.views[i].ID == v.ID {
			m.views[i] = w.renew(v, next)
		}
	}
	return Outcome{View: m.top()}
}

func (m *member) top() *View {
	if len(m.views) == 0 {
		return nil
	}
	return new(m.views[len(m.views)-1])
}

func (m *member) drop(id string) {
	for i := range m.views {
		if m.views[i].ID == id {
			m.views = append(m.views[:i:i], m.views[i+1:]...)
			return
		}
	}
}

// allInputs reports whether every error stands at an input of the view; Slack
// shows none of them otherwise.
func allInputs(v View, errs map[string]string) bool {
	inputs := map[string]bool{}
	for _, b := range v.Blocks {
		inputs[b.ID] = b.Type == "input"
	}
	for id := range errs {
		if !inputs[id] {
			return false
		}
	}
	return len(errs) > 0
}

// readState makes the state of a modal from what was filled in, or says what
// Slack would say at a field before it sends anything.
func readState(v View, values map[string][]string) (state map[string]map[string]any, wrong map[string]string) {
	state, wrong = map[string]map[string]any{}, map[string]string{}
	for _, b := range v.Blocks {
		if b.Type != "input" || b.Element == nil {
			continue
		}
		given := values[b.ID]
		if len(given) == 1 && given[0] == "" {
			given = nil
		}
		value, problem := stateOf(*b.Element, given)
		if len(given) == 0 && !b.Optional {
			problem = "Please complete this required field."
		}
		if problem != "" {
			wrong[b.ID] = problem
		}
		state[b.ID] = map[string]any{b.Element.ActionID: value}
	}
	return state, wrong
}

// stateOf is the state of one element, and what is wrong with it.
func stateOf(e Element, given []string) (value map[string]any, problem string) {
	value = map[string]any{"type": e.Type}
	first := ""
	if len(given) > 0 {
		first = given[0]
	}
	switch e.Type {
	case "datepicker":
		value["selected_date"] = orNull(first)
		return value, ifNot(first == "" || isMoment("2006-01-02", first), "Enter a date, such as 2025-10-08.")
	case "timepicker":
		value["selected_time"] = orNull(first)
		return value, ifNot(first == "" || isMoment("15:04", first), "Enter a time, such as 15:00.")
	case "static_select", "radio_buttons", "multi_static_select", "checkboxes":
		return stateOfMenu(e, given, value)
	case "number_input":
		value["value"] = orNull(first)
		_, err := strconv.ParseFloat(first, 64)
		return value, ifNot(first == "" || err == nil, "Enter a number.")
	default:
		value["value"] = orNull(first)
		fits := e.MaxLength == 0 || len([]rune(first)) <= e.MaxLength
		return value, ifNot(fits, fmt.Sprintf("Use at most %d characters.", e.MaxLength))
	}
}

func stateOfMenu(e Element, given []string, value map[string]any) (state map[string]any, problem string) {
	chosen := []Option{}
	for _, o := range e.Options {
		for _, one := range given {
			if one == o.Value {
				chosen = append(chosen, o)
			}
		}
	}
	switch {
	case e.Type == "multi_static_select" || e.Type == "checkboxes":
		value["selected_options"] = chosen
	case len(chosen) > 0:
		value["selected_option"] = chosen[0]
	default:
		value["selected_option"] = nil
	}
	return value, ifNot(len(chosen) == len(given), "Choose one of the options.")
}

// orNull is s, or JSON's null for an empty field.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func ifNot(well bool, problem string) string {
	if well {
		return ""
	}
	return problem
}
