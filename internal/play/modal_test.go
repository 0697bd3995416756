package play

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func words(text string) map[string]any { return map[string]any{"type": plainText, "text": text} }

// form is a modal with blocks.
func form(title string, blocks ...map[string]any) map[string]any {
	return map[string]any{"type": "modal", "title": words(title), "submit": words("Save"), "callback_id": "log", "blocks": blocks}
}

func input(id string, element map[string]any, optional bool) map[string]any {
	return map[string]any{"type": "input", "block_id": id, "label": words(id), "element": element, "optional": optional}
}

func field(kind string, more ...any) map[string]any {
	e := map[string]any{"type": kind, "action_id": "it"}
	for i := 0; i+1 < len(more); i += 2 {
		e[more[i].(string)] = more[i+1]
	}
	return e
}

func choices(all ...string) []any {
	var options []any
	for _, one := range all {
		options = append(options, map[string]any{"text": words(strings.ToUpper(one)), "value": one})
	}
	return options
}

// asked opens a modal by typing a command and returns the stand. Interactions
// are answered by answer.
func asked(t *testing.T, view map[string]any, answer func(s *stand, rw http.ResponseWriter, payload map[string]any)) *stand {
	t.Helper()
	s := newStand(t, func(s *stand, rw http.ResponseWriter, form url.Values) {
		if form.Get("command") != "" {
			if code, out := s.api("views.open", botToken, map[string]any{"trigger_id": form.Get("trigger_id"), "view": view}); code != "" {
				t.Errorf("views.open: %s %v", code, out)
			}
			return
		}
		payload := map[string]any{}
		if err := json.Unmarshal([]byte(form.Get("payload")), &payload); err != nil {
			t.Error(err)
		}
		if answer != nil {
			answer(s, rw, payload)
		}
	})
	if out := s.typed("/par log"); out.View == nil || out.Message != nil {
		t.Fatalf("after the command: %+v, want a view", out)
	}
	return s
}

// A trigger lives three seconds and opens once (STANDARDS 1.2).
func TestTriggers(t *testing.T) {
	s := newStand(t, silent)
	view := form("Log", section("words"))
	open := func(trigger string) string {
		code, _ := s.api("views.open", botToken, map[string]any{"trigger_id": trigger, "view": view})
		return code
	}
	s.typed("/par log")
	trigger := s.got[0].Get("trigger_id")
	s.pass(3 * time.Second)
	if code := open(trigger); code != "" {
		t.Errorf("after three seconds: %s", code)
	}
	if code := open(trigger); code != "exchanged_trigger_id" {
		t.Errorf("a second time: %q", code)
	}
	s.typed("/par log")
	s.pass(3*time.Second + 1)
	if code := open(s.got[1].Get("trigger_id")); code != "expired_trigger_id" {
		t.Errorf("after more than three seconds: %q", code)
	}
	if code := open("T0.never"); code != "invalid_trigger_id" {
		t.Errorf("a trigger that never was: %q", code)
	}
}

func TestModalStack(t *testing.T) {
	s := newStand(t, silent)
	next := func(method, title string) string {
		s.typed("/par log")
		code, _ := s.api(method, botToken, map[string]any{"trigger_id": s.got[len(s.got)-1].Get("trigger_id"), "view": form(title, section("x"))})
		return code
	}
	top := func() string {
		v, _ := s.View(carl)
		return textOf(v.Title)
	}
	steps := []struct{ method, title, code, top string }{
		{"views.open", "1", "", "1"},
		{"views.push", "2", "", "2"},
		{"views.push", "3", "", "3"},
		{"views.push", "4", "push_limit_reached", "3"}, // three and no more
		{"views.open", "5", "", "5"},
	}
	for _, step := range steps {
		if code := next(step.method, step.title); code != step.code || top() != step.top {
			t.Errorf("%s %s: %q with %q on top, want %q and %q", step.method, step.title, code, top(), step.code, step.top)
		}
	}
	if code := next("views.push", "6"); code != "" {
		t.Fatal(code)
	}
	for _, want := range []string{"5", "", ""} {
		if err := s.Close(t.Context(), carl); err != nil || top() != want {
			t.Errorf("after Close %q is on top (%v), want %q", top(), err, want)
		}
	}
}

func TestUpdateViewByHash(t *testing.T) {
	s := asked(t, form("Log", section("x")), nil)
	v, _ := s.View(carl)
	update := func(args map[string]any) string {
		args["view"] = form("New", section("y"))
		code, _ := s.api("views.update", botToken, args)
		return code
	}
	if code := update(map[string]any{"view_id": v.ID, "hash": v.Hash}); code != "" {
		t.Errorf("with its hash: %s", code)
	}
	if code := update(map[string]any{"view_id": v.ID, "hash": v.Hash}); code != "hash_conflict" {
		t.Errorf("with an old hash: %q", code)
	}
	if code := update(map[string]any{"view_id": v.ID}); code != "" {
		t.Errorf("without a hash: %s", code)
	}
	if code := update(map[string]any{"view_id": "V0"}); code != "not_found" {
		t.Errorf("another view: %q", code)
	}
	now, _ := s.View(carl)
	if now.ID != v.ID || now.Hash == v.Hash || textOf(now.Title) != "New" {
		t.Errorf("the view is %+v", now)
	}
}

// What the state of each kind of field looks like in a submission.
func TestSubmitState(t *testing.T) {
	tests := []struct {
		name    string
		element map[string]any
		given   []string
		want    string
	}{
		{"text", field("plain_text_input"), []string{"unit 3"}, `{"type":"plain_text_input","value":"unit 3"}`},
		{"no text", field("plain_text_input"), nil, `{"type":"plain_text_input","value":null}`},
		{"empty text", field("plain_text_input"), []string{""}, `{"type":"plain_text_input","value":null}`},
		{"number", field("number_input"), []string{"45"}, `{"type":"number_input","value":"45"}`},
		{"date", field("datepicker"), []string{"2025-10-07"}, `{"selected_date":"2025-10-07","type":"datepicker"}`},
		{"no date", field("datepicker"), nil, `{"selected_date":null,"type":"datepicker"}`},
		{"time", field("timepicker"), []string{"15:00"}, `{"selected_time":"15:00","type":"timepicker"}`},
		{"menu", field("static_select", "options", choices("a", "b")), []string{"b"}, `{"selected_option":{"text":{"type":"plain_text","text":"B"},"value":"b"},"type":"static_select"}`},
		{"no choice", field("radio_buttons", "options", choices("a", "b")), nil, `{"selected_option":null,"type":"radio_buttons"}`},
		{"several", field("multi_static_select", "options", choices("a", "b", "c")), []string{"c", "a"}, `{"selected_options":[{"text":{"type":"plain_text","text":"A"},"value":"a"},{"text":{"type":"plain_text","text":"C"},"value":"c"}],"type":"multi_static_select"}`},
		{"none of several", field("checkboxes", "options", choices("a")), nil, `{"selected_options":[],"type":"checkboxes"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			s := asked(t, form("Log", input("f", tt.element, true)), func(_ *stand, _ http.ResponseWriter, payload map[string]any) {
				view := payload["view"].(map[string]any)
				text, err := json.Marshal(view["state"].(map[string]any)["values"].(map[string]any)["f"].(map[string]any)["it"])
				if err != nil || payload["type"] != "view_submission" || view["callback_id"] != "log" {
					t.Errorf("payload %v: %v", payload, err)
				}
				got = string(text)
			})
			out, err := s.Submit(t.Context(), carl, map[string][]string{"f": tt.given})
			if err != nil || len(out.Errors) > 0 {
				t.Fatalf("Submit: %+v, %v", out, err)
			}
			var sent, want any
			if json.Unmarshal([]byte(got), &sent) != nil || json.Unmarshal([]byte(tt.want), &want) != nil {
				t.Fatalf("not JSON: %s", got)
			}
			if diff := cmp.Diff(want, sent); diff != "" {
				t.Errorf("the state (-want +got):\n%s", diff)
			}
			if _, open := s.View(carl); open {
				t.Error("the form is still open after an empty answer")
			}
		})
	}
}

// What Slack itself finds wrong does not reach the app.
func TestSubmitRefusedBySlack(t *testing.T) {
	tests := []struct {
		name     string
		element  map[string]any
		given    []string
		optional bool
		want     string
	}{
		{"a required field", field("plain_text_input"), nil, false, "Please complete this required field."},
		{"a required menu", field("static_select", "options", choices("a")), nil, false, "Please complete this required field."},
		{"a date", field("datepicker"), []string{"10/7"}, true, "Enter a date, such as 2025-10-08."},
		{"a time", field("timepicker"), []string{"3 p.m."}, true, "Enter a time, such as 15:00."},
		{"a number", field("number_input"), []string{"an hour"}, true, "Enter a number."},
		{"a long text", field("plain_text_input", "max_length", 3), []string{"äöüß"}, true, "Use at most 3 characters."},
		{"a choice that is none", field("static_select", "options", choices("a")), []string{"b"}, true, "Choose one of the options."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := asked(t, form("Log", input("f", tt.element, tt.optional)), nil)
			out, err := s.Submit(t.Context(), carl, map[string][]string{"f": tt.given})
			if err != nil || out.Errors["f"] != tt.want || out.View == nil {
				t.Errorf("Submit = %+v, %v; want the error %q", out, err, tt.want)
			}
			if len(s.got) != 1 {
				t.Errorf("the app got %d requests, want the command alone", len(s.got))
			}
		})
	}
}

// What the app may answer to a submission, and what becomes of the form.
func TestSubmitAnswers(t *testing.T) {
	const trouble = "We had some trouble connecting. Try again?"
	tests := []struct {
		name   string
		status int
		answer any
		errors map[string]string
		top    string // title of the view on top afterwards
	}{
		{"nothing closes it", 200, nil, nil, ""},
		{"clear closes all", 200, map[string]any{"response_action": "clear"}, nil, ""},
		{"errors keep it open", 200, map[string]any{"response_action": "errors", "errors": map[string]string{"f": "Minutes: 5 to 480."}}, map[string]string{"f": "Minutes: 5 to 480."}, "Log"},
		{"errors at no field are none to Slack", 200, map[string]any{"response_action": "errors", "errors": map[string]string{"g": "No."}}, map[string]string{"f": trouble}, "Log"},
		{"no errors at all", 200, map[string]any{"response_action": "errors", "errors": map[string]string{}}, map[string]string{"f": trouble}, "Log"},
		{"update", 200, map[string]any{"response_action": "update", "view": form("Done", section("x"))}, nil, "Done"},
		{"push", 200, map[string]any{"response_action": "push", "view": form("Step 2", section("x"))}, nil, "Step 2"},
		{"a view that Slack refuses", 200, map[string]any{"response_action": "update", "view": form(strings.Repeat("t", 25), section("x"))}, map[string]string{"f": trouble}, "Log"},
		{"a status", 500, nil, map[string]string{"f": trouble}, "Log"},
		{"no object", 200, "ok", map[string]string{"f": trouble}, "Log"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := asked(t, form("Log", input("f", field("plain_text_input"), true)), func(_ *stand, rw http.ResponseWriter, _ map[string]any) {
				if tt.answer != nil {
					writeJSON(rw, tt.status, tt.answer)
					return
				}
				rw.WriteHeader(tt.status)
			})
			out, err := s.Submit(t.Context(), carl, map[string][]string{"f": {"x"}})
			if err != nil || !maps.Equal(out.Errors, tt.errors) {
				t.Errorf("Submit = %v, %v; want %v", out.Errors, err, tt.errors)
			}
			if v, _ := s.View(carl); textOf(v.Title) != tt.top {
				t.Errorf("%q is on top, want %q", textOf(v.Title), tt.top)
			}
		})
	}
}

func TestSubmitTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := asked(t, form("Log", input("f", field("plain_text_input"), true)), func(*stand, http.ResponseWriter, map[string]any) { time.Sleep(4 * time.Second) })
		out, err := s.Submit(t.Context(), carl, map[string][]string{"f": {"x"}})
		if err != nil || out.Errors["f"] == "" || out.View == nil {
			t.Errorf("Submit = %+v, %v; want a form that stays open", out, err)
		}
		time.Sleep(2 * time.Second)
	})
}

func TestCloseTellsWhoWantsToKnow(t *testing.T) {
	for _, notify := range []bool{false, true} {
		view := form("Log", section("x"))
		view["notify_on_close"], view["private_metadata"] = notify, "case=1"
		var got []any
		s := asked(t, view, func(_ *stand, _ http.ResponseWriter, payload map[string]any) {
			got = append(got, payload["type"], payload["view"].(map[string]any)["private_metadata"])
		})
		if err := s.Close(t.Context(), carl); err != nil {
			t.Fatal(err)
		}
		want := []any{"view_closed", "case=1"}
		if !notify {
			want = nil
		}
		if !slices.Equal(got, want) {
			t.Errorf("notify_on_close %v: the app heard %v, want %v", notify, got, want)
		}
	}
}

// A button within a modal carries the modal, and may put another on top.
func TestPressInModal(t *testing.T) {
	view := form("Log", section("x"), buttons("Why this date?=why"))
	s := asked(t, view, func(s *stand, _ http.ResponseWriter, payload map[string]any) {
		if payload["container"].(map[string]any)["type"] != "view" || payload["response_url"] != nil {
			t.Errorf("payload %v", payload)
		}
		s.api("views.push", botToken, map[string]any{"trigger_id": payload["trigger_id"], "view": form("Why", section("y"))})
	})
	v, _ := s.View(carl)
	out, err := s.Press(t.Context(), carl, v.ID, "why.0")
	if err != nil || out.View == nil || textOf(out.View.Title) != "Why" {
		t.Errorf("Press = %+v, %v; want the next view", out, err)
	}
	if _, err := s.Press(t.Context(), carl, v.ID, "why.0"); err == nil {
		t.Error("a button under the modal on top can be pressed")
	}
}

// An app may answer a press by silence; a person gives up after three seconds.
func TestPressSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStand(t, silent)
		message := body("Due.", buttons("Done=done"))
		message["channel"] = carl
		s.api("chat.postMessage", botToken, message)
		began := time.Now()
		out, err := s.Press(t.Context(), carl, s.DMs(carl)[0].ID, "done.0")
		if err != nil || out.Message != nil || out.View != nil || time.Since(began) != patience {
			t.Errorf("Press = %+v, %v after %s", out, err, time.Since(began))
		}
	})
}
