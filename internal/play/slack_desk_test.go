package play_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/internal/play"
)

const (
	token  = "xoxb-test"
	secret = "a signing secret"
	carl   = "U0CARL0001"
	maria  = "U0MARIA002"
	dm     = "D0CARL0001" // Carl's direct message with the app
)

// heard is one request of the stand-in Slack, as the app received it.
type heard struct {
	path    string
	header  http.Header
	raw     string
	form    url.Values
	payload map[string]any // of an interaction
}

// trigger is the trigger of a command or an interaction.
func (h heard) trigger() string {
	if id, ok := h.payload["trigger_id"].(string); ok {
		return id
	}
	return h.form.Get("trigger_id")
}

// response is where a later answer goes.
func (h heard) response() string {
	if address, ok := h.payload["response_url"].(string); ok {
		return address
	}
	return h.form.Get("response_url")
}

// desk is a workspace seen from both of its sides: the people's, by its
// methods, and the app's, over HTTP.
type desk struct {
	*play.Workspace

	t    *testing.T
	self string

	mu     sync.Mutex
	real   time.Time
	heard  []heard
	answer func(rw http.ResponseWriter, h heard) // of the app; nil: silence
}

// newDesk starts a workspace, and an app that answers as told.
func newDesk(t *testing.T, answer func(rw http.ResponseWriter, h heard)) *desk {
	t.Helper()
	d := &desk{t: t, answer: answer, real: time.Date(2026, time.March, 2, 17, 0, 0, 0, time.UTC)}
	d.Workspace = play.NewWorkspace(play.WorkspaceConfig{Token: token, Secret: secret, People: play.People(), Now: play.Start, Real: d.now})
	app, slack := httptest.NewServer(d.app(t)), httptest.NewServer(d.Workspace)
	t.Cleanup(app.Close)
	t.Cleanup(slack.Close)
	d.self = slack.URL
	d.Connect(slack.URL, app.URL)
	return d
}

func (d *desk) app(t *testing.T) http.Handler {
	t.Helper()
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			t.Errorf("the app could not read a request: %v", err)
		}
		h := heard{path: r.URL.Path, header: r.Header, raw: string(raw)}
		if h.form, err = url.ParseQuery(h.raw); err != nil {
			t.Errorf("a request is no form: %v", err)
		}
		if text := h.form.Get("payload"); text != "" {
			if err := json.Unmarshal([]byte(text), &h.payload); err != nil {
				t.Errorf("a payload is no JSON: %v", err)
			}
		}
		d.mu.Lock()
		d.heard = append(d.heard, h)
		answer := d.answer
		d.mu.Unlock()
		if answer != nil {
			answer(rw, h)
		}
	})
}

// now is the real time of the desk.
func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.real
}

// pass lets real time pass.
func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.real = d.real.Add(by)
}

// answers has the app answer otherwise from now on.
func (d *desk) answers(with func(rw http.ResponseWriter, h heard)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = with
}

// last is the newest request that the app received.
func (d *desk) last() heard {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.heard) == 0 {
		d.t.Fatal("the app heard nothing")
	}
	return d.heard[len(d.heard)-1]
}

// count is how many requests the app received.
func (d *desk) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.heard)
}

// types has Carl type a line.
func (d *desk) types(line string) play.Outcome {
	d.t.Helper()
	got, err := d.Type(d.t.Context(), carl, line)
	if err != nil {
		d.t.Fatalf("%s: %v", line, err)
	}
	return got
}

// presses has Carl press a button of what he sees.
func (d *desk) presses(surface, action string) play.Outcome {
	d.t.Helper()
	got, err := d.Press(d.t.Context(), carl, surface, action)
	if err != nil {
		d.t.Fatalf("press %s: %v", action, err)
	}
	return got
}

// submits has Carl send the form on top.
func (d *desk) submits(values map[string][]string) play.Outcome {
	d.t.Helper()
	got, err := d.Submit(d.t.Context(), carl, values)
	if err != nil {
		d.t.Fatalf("submit: %v", err)
	}
	return got
}

// post sends a body to the stand-in Slack and returns status and answer.
func (d *desk) post(address, kind, bearer, body string) (int, string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return got.StatusCode, strings.TrimSpace(string(text))
}

// asked is what a call of the Web API answered.
type asked struct {
	OK       bool   `json:"ok"`
	Error    string `json:"error"`
	TS       string `json:"ts"`
	Channel  any    `json:"channel"`
	View     play.View
	User     any `json:"user"`
	Metadata struct {
		Messages []string `json:"messages"`
	} `json:"response_metadata"`
}

// calls calls a method of the Web API, as the app does.
func (d *desk) calls(method string, args map[string]any) asked {
	d.t.Helper()
	_, text := d.post(d.self+"/api/"+method, "application/json; charset=utf-8", token, asJSON(d.t, args))
	var out asked
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		d.t.Fatalf("%s answered %q: %v", method, text, err)
	}
	return out
}

// says posts to a response address.
func (d *desk) says(address string, body map[string]any) (int, string) {
	d.t.Helper()
	return d.post(address, "application/json", "", asJSON(d.t, body))
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(v); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// saying is an app that answers with words for their reader alone.
func saying(text string, blocks ...any) func(http.ResponseWriter, heard) {
	return func(rw http.ResponseWriter, _ heard) {
		rw.Header().Set("Content-Type", "application/json")
		body := map[string]any{"response_type": "ephemeral", "text": text}
		if len(blocks) > 0 {
			body["blocks"] = blocks
		}
		_ = json.NewEncoder(rw).Encode(body)
	}
}

// The parts of Block Kit that these tests write.

type object = map[string]any

func plain(text string) object { return object{"type": "plain_text", "text": text} }

func section(text string) object { return object{"type": "section", "text": plain(text)} }

func button(words, action string) object {
	return object{"type": "button", "text": plain(words), "action_id": action, "value": "v-" + action}
}

func actions(elements ...object) object { return object{"type": "actions", "elements": elements} }

func input(id string, element object) object {
	return object{"type": "input", "block_id": id, "label": plain(id), "element": element}
}

func text(id string) object { return object{"type": "plain_text_input", "action_id": id} }

func options(values ...string) []object {
	var all []object
	for _, v := range values {
		all = append(all, object{"text": plain(v), "value": v})
	}
	return all
}

// modal is a form with these blocks.
func modal(title string, blocks ...object) object {
	return object{"type": "modal", "title": plain(title), "submit": plain("Save"), "close": plain("Close"), "callback_id": "form", "blocks": blocks}
}
