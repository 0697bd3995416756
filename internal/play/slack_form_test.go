package play_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/play"
)

// opened has Carl open a form with these blocks.
func opened(t *testing.T, d *desk, blocks ...object) play.View {
	t.Helper()
	return shown(t, d, modal("A form", blocks...))
}

func shown(t *testing.T, d *desk, form object) play.View {
	t.Helper()
	d.answers(func(_ http.ResponseWriter, h heard) {
		if got := d.calls("views.open", object{"trigger_id": h.trigger(), "view": form}); !got.OK {
			t.Errorf("views.open: %+v", got)
		}
	})
	got := d.types("/par visit")
	d.answers(nil)
	if got.View == nil {
		t.Fatal("no form opened")
	}
	return *got.View
}

// answeringJSON is an app that answers in the body of the response.
func answeringJSON(v any) func(http.ResponseWriter, heard) {
	return func(rw http.ResponseWriter, _ heard) {
		rw.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(rw).Encode(v)
	}
}

// everything is a form that asks in each way there is.
func everything() []object {
	optional := func(one object) object { return with(one, "optional", true) }
	return []object{
		input("text", text("text.0")), input("long", with(text("long.0"), "multiline", true, "max_length", 10)),
		input("date", object{"type": "datepicker", "action_id": "date.0"}), input("time", object{"type": "timepicker", "action_id": "time.0"}),
		input("minutes", object{"type": "number_input", "action_id": "minutes.0", "is_decimal_allowed": false}),
		input("who", menu("static_select", options("nia", "carl"))), input("reach", menu("radio_buttons", options("Slack", "E-mail"))),
		optional(input("standards", menu("multi_static_select", options("2.6", "2.7")))), optional(input("also", menu("checkboxes", options("a", "b")))),
		optional(input("note", text("note.0"))),
	}
}

func filled() map[string][]string {
	return map[string][]string{
		"text": {"group work"}, "long": {"ten\nletter"}, "date": {"2025-10-16"}, "time": {"15:00"}, "minutes": {"45"}, "who": {"nia"}, "reach": {"Slack"},
		"standards": {"2.6", "2.7"}, "note": {""},
	}
}

// What was filled in comes to the app as Slack writes it, by block and action.
func TestSubmit(t *testing.T) {
	d := newDesk(t, nil)
	v := opened(t, d, everything()...)
	got := d.submits(filled())
	if got.View != nil || len(got.Errors) > 0 {
		t.Fatalf("after a form that the app took, Carl sees %+v %v", got.View, got.Errors)
	}
	if _, open := d.View(carl); open {
		t.Error("the form is still open")
	}
	p := d.last().payload
	view, ok := p["view"].(map[string]any)
	if !ok || p["type"] != "view_submission" || view["id"] != v.ID || view["hash"] != v.Hash || view["callback_id"] != "form" {
		t.Fatalf("the app heard %v", p)
	}
	state := asJSON(t, view["state"].(map[string]any)["values"])
	var values map[string]map[string]struct {
		Type, Value string
		Date        string                   `json:"selected_date"`
		Time        string                   `json:"selected_time"`
		Choice      *struct{ Value string }  `json:"selected_option"`
		Choices     []struct{ Value string } `json:"selected_options"`
	}
	if err := json.Unmarshal([]byte(state), &values); err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for block, elements := range values {
		for action, one := range elements {
			if one.Choice != nil {
				one.Choices = append(one.Choices, *one.Choice)
			}
			var words strings.Builder
			words.WriteString(one.Value + one.Date + one.Time)
			for _, c := range one.Choices {
				words.WriteString(c.Value + ";")
			}
			said[block+" "+action] = one.Type + " " + words.String()
		}
	}
	want := map[string]string{
		"text text.0": "plain_text_input group work", "long long.0": "plain_text_input ten\nletter", "date date.0": "datepicker 2025-10-16",
		"time time.0": "timepicker 15:00", "minutes minutes.0": "number_input 45", "who x": "static_select nia;", "reach x": "radio_buttons Slack;",
		"standards x": "multi_static_select 2.6;2.7;", "also x": "checkboxes ", "note note.0": "plain_text_input ",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("the state (-want +got):\n%s", diff)
	}
	if !strings.Contains(state, `"value":null`) {
		t.Errorf("what was left empty is not null: %s", state)
	}
}

// What Slack itself refuses never reaches the app, and the form stays open.
func TestSubmitRefusedBySlack(t *testing.T) {
	tests := []struct{ field, value, want string }{
		{"text", "", "Please complete this required field."},
		{"long", "eleven char", "Use at most 10 characters."},
		{"date", "10/16/2025", "Enter a date, such as 2025-10-08."},
		{"date", "2025-02-30", "Enter a date, such as 2025-10-08."},
		{"time", "3 p.m.", "Enter a time, such as 15:00."},
		{"minutes", "an hour", "Enter a number."},
		{"who", "dora", "Choose one of the options."},
		{"who", "", "Please complete this required field."},
		{"reach", "Fax", "Choose one of the options."},
		{"standards", "9.9", "Choose one of the options."},
		{"also", "z", "Choose one of the options."},
	}
	d := newDesk(t, nil)
	v := opened(t, d, everything()...)
	before := d.count()
	for _, tt := range tests {
		values := filled()
		values[tt.field] = []string{tt.value}
		got := d.submits(values)
		if diff := cmp.Diff(map[string]string{tt.field: tt.want}, got.Errors); diff != "" || got.View == nil || got.View.ID != v.ID {
			t.Errorf("%s %q: the form shows (-want +got):\n%s", tt.field, tt.value, diff)
		}
	}
	if d.count() != before {
		t.Error("the app heard of answers that Slack refuses")
	}
}

// What the app may answer to a form, and what the person then sees.
func TestSubmitAnswers(t *testing.T) {
	const trouble = "We had some trouble connecting. Try again?"
	next := modal("Done", section("Asked."))
	tests := []struct {
		name   string
		answer func(http.ResponseWriter, heard)
		titles string // of the open views, the last on top
		errors map[string]string
	}{
		{"nothing", nil, "", nil},
		{"errors", answeringJSON(object{"response_action": "errors", "errors": object{"topic": "Say what about."}}), "A form", map[string]string{"topic": "Say what about."}},
		{"an error at no question", answeringJSON(object{"response_action": "errors", "errors": object{"elsewhere": "x"}}), "A form", map[string]string{"topic": trouble}},
		{"no error at all", answeringJSON(object{"response_action": "errors"}), "A form", map[string]string{"topic": trouble}},
		{"another view", answeringJSON(object{"response_action": "update", "view": next}), "Done", nil},
		{"a view on top", answeringJSON(object{"response_action": "push", "view": next}), "Done", nil},
		{"everything closes", answeringJSON(object{"response_action": "clear"}), "", nil},
		{"a view that Slack refuses", answeringJSON(object{"response_action": "update", "view": modal("")}), "A form", map[string]string{"topic": trouble}},
		{"no JSON", func(rw http.ResponseWriter, _ heard) { _, _ = rw.Write([]byte("ok?")) }, "A form", map[string]string{"topic": trouble}},
		{"an error of the app", func(rw http.ResponseWriter, _ heard) { rw.WriteHeader(500) }, "A form", map[string]string{"topic": trouble}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, nil)
			before := opened(t, d, section("Only the office sees this."), input("topic", text("topic.0")))
			d.answers(tt.answer)
			got := d.submits(map[string][]string{"topic": {"group work"}})
			if diff := cmp.Diff(tt.errors, got.Errors); diff != "" {
				t.Errorf("the errors (-want +got):\n%s", diff)
			}
			title := ""
			if v, ok := d.View(carl); ok {
				title = v.Title.Text
			}
			if title != tt.titles {
				t.Errorf("Carl sees the form %q, want %q", title, tt.titles)
			}
			if tt.name == "another view" && (got.View.ID != before.ID || got.View.Hash == before.Hash) {
				t.Errorf("an update made %s of %s, want the same id and another hash", got.View.ID, before.ID)
			}
		})
	}
}

func TestSubmitNothing(t *testing.T) {
	d := newDesk(t, nil)
	if _, err := d.Submit(t.Context(), carl, nil); !errors.Is(err, play.ErrNothing) {
		t.Errorf("a form that is not open was sent: %v", err)
	}
	if _, err := d.Submit(t.Context(), "U0NOBODY", nil); !errors.Is(err, play.ErrNothing) {
		t.Errorf("a stranger sent a form: %v", err)
	}
}

// At most three views lie on top of each other (STANDARDS 1.4).
func TestViewStack(t *testing.T) {
	d := newDesk(t, nil)
	form := func(n int) object { return modal(fmt.Sprintf("View %d", n), actions(button("More", "more.0"))) }
	v := shown(t, d, form(1))
	for n := 2; n <= 4; n++ {
		var got asked
		d.answers(func(_ http.ResponseWriter, h heard) {
			got = d.calls("views.push", object{"trigger_id": h.trigger(), "view": form(n)})
			if !got.OK { // so that nobody waits for what does not come
				d.calls("views.update", object{"view_id": v.ID, "view": form(3)})
			}
		})
		out := d.presses(v.ID, "more.0")
		switch {
		case n < 4 && (!got.OK || out.View == nil || out.View.Title.Text != fmt.Sprintf("View %d", n)):
			t.Fatalf("view %d: %+v, and Carl sees %+v", n, got, out.View)
		case n == 4 && got.Error != "push_limit_reached":
			t.Errorf("a fourth view: %+v, want push_limit_reached", got)
		}
		v = *out.View
	}
	for n := 3; n > 0; n-- {
		top, ok := d.View(carl)
		if !ok || top.Title.Text != fmt.Sprintf("View %d", n) {
			t.Fatalf("on top is %+v, want view %d", top, n)
		}
		if err := d.Close(t.Context(), carl); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := d.View(carl); ok {
		t.Error("a view is left")
	}
	if err := d.Close(t.Context(), carl); err != nil {
		t.Errorf("closing nothing: %v", err)
	}
}

// A button below another view's cannot be pressed.
func TestPressUnderneath(t *testing.T) {
	d := newDesk(t, nil)
	form := modal("Below", actions(button("More", "more.0")))
	below := shown(t, d, form)
	d.answers(func(_ http.ResponseWriter, h heard) {
		d.calls("views.push", object{"trigger_id": h.trigger(), "view": form})
	})
	d.presses(below.ID, "more.0")
	if _, err := d.Press(t.Context(), carl, below.ID, "more.0"); !errors.Is(err, play.ErrNothing) {
		t.Errorf("a press underneath: %v, want ErrNothing", err)
	}
	top, _ := d.View(carl)
	if _, err := d.Press(t.Context(), carl, top.ID, "less.0"); !errors.Is(err, play.ErrNothing) {
		t.Errorf("a press of no button: %v, want ErrNothing", err)
	}
}

// A press in a form is answered by another form, and nobody waits for more.
func TestPressInView(t *testing.T) {
	d := newDesk(t, nil)
	v := opened(t, d, actions(button("Fill in", "fill.0")))
	d.answers(func(_ http.ResponseWriter, _ heard) {
		d.calls("views.update", object{"view_id": v.ID, "hash": v.Hash, "view": modal("Filled in", section("x"))})
	})
	begun := time.Now()
	got := d.presses(v.ID, "fill.0")
	if got.View == nil || got.View.Title.Text != "Filled in" || got.View.ID != v.ID {
		t.Errorf("Carl sees %+v", got.View)
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("Carl waited %s for what was there at once", took)
	}
	p := d.last().payload
	if p["container"].(map[string]any)["view_id"] != v.ID || p["view"].(map[string]any)["id"] != v.ID {
		t.Errorf("the press carries %v", p)
	}
	if _, has := p["response_url"]; has {
		t.Error("a press in a form has no response address")
	}
}

// A view that has changed meanwhile is not written over (STANDARDS 1.5).
func TestUpdateView(t *testing.T) {
	d := newDesk(t, nil)
	v := shown(t, d, with(modal("First", section("x")), "external_id", "mine"))
	update := func(more ...any) asked {
		return d.calls("views.update", with(object{"view": modal("Next", section("x"))}, more...))
	}
	if got := update("view_id", v.ID, "hash", "1.1"); got.Error != "hash_conflict" {
		t.Errorf("an old hash: %+v", got)
	}
	got := update("view_id", v.ID, "hash", v.Hash)
	if !got.OK || got.View.ID != v.ID || got.View.Hash == v.Hash {
		t.Fatalf("the right hash: %+v", got)
	}
	if got := update("view_id", v.ID, "hash", v.Hash); got.Error != "hash_conflict" {
		t.Errorf("the hash before: %+v", got)
	}
	if got := update("view_id", v.ID); !got.OK {
		t.Errorf("no hash: %+v", got)
	}
	if got := update("external_id", "other"); got.Error != "not_found" {
		t.Errorf("another external id: %+v", got)
	}
	again := shown(t, d, with(modal("First", section("x")), "external_id", "mine"))
	if got := update("external_id", "mine"); !got.OK || got.View.ID != again.ID {
		t.Errorf("the external id: %+v", got)
	}
}

func TestViewClosed(t *testing.T) {
	d := newDesk(t, nil)
	opened(t, d, section("x"))
	before := d.count()
	if err := d.Close(t.Context(), carl); err != nil {
		t.Fatal(err)
	}
	if d.count() != before {
		t.Error("an app that did not ask hears of a closed form")
	}
	v := shown(t, d, with(modal("A form", section("x")), "notify_on_close", true))
	if err := d.Close(t.Context(), carl); err != nil {
		t.Fatal(err)
	}
	if p := d.last().payload; p["type"] != "view_closed" || p["view"].(map[string]any)["id"] != v.ID {
		t.Errorf("the app heard %v", p)
	}
}

// Opening a form closes those that were open.
func TestOpenClosesOthers(t *testing.T) {
	d := newDesk(t, nil)
	opened(t, d, section("x"))
	v := shown(t, d, modal("Another", section("x")))
	if top, _ := d.View(carl); top.ID != v.ID {
		t.Errorf("Carl sees %q", top.Title.Text)
	}
	if err := d.Close(t.Context(), carl); err != nil {
		t.Fatal(err)
	}
	if _, open := d.View(carl); open {
		t.Error("the first form came back")
	}
}

// Many people at once, with an app that answers in every way.
func TestWorkspaceAtOnce(t *testing.T) {
	d := newDesk(t, nil)
	d.answers(func(rw http.ResponseWriter, h heard) {
		d.calls("chat.postMessage", object{"channel": h.form.Get("user_id"), "text": "Noted."})
		saying("Logged.", section("Logged."), actions(button("Undo", "undo.0")))(rw, h)
	})
	var all sync.WaitGroup
	for _, p := range play.People() {
		all.Go(func() {
			for range 20 {
				if _, err := d.Type(t.Context(), p.Slack, "/par log"); err != nil {
					t.Errorf("%s: %v", p.Name, err)
				}
				d.Messages(p.Slack)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, p := range play.People() {
		messages := d.Messages(p.Slack)
		if len(messages) != 60 || len(d.DMs(p.Slack)) != 20 {
			t.Errorf("%s sees %d messages, %d of them unasked; want 60 and 20", p.Name, len(messages), len(d.DMs(p.Slack)))
		}
		for _, m := range messages {
			if seen[m.ID] {
				t.Errorf("two messages have the ts %s", m.ID)
			}
			seen[m.ID] = true
		}
	}
}
