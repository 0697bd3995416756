package play_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/play"
)

// withButton has the app say something with a button, and returns the message.
func withButton(t *testing.T, d *desk) play.Message {
	t.Helper()
	d.answers(saying("Logged.", section("Logged."), actions(button("Undo", "undo.0"))))
	got := d.types("/par log")
	if got.Message == nil {
		t.Fatal("the app said nothing")
	}
	d.answers(nil)
	return *got.Message
}

// replying is an app that answers a press through its response address.
func replying(d *desk, body object) func(http.ResponseWriter, heard) {
	return func(_ http.ResponseWriter, h heard) {
		if status, text := d.says(h.response(), body); status != http.StatusOK {
			d.t.Errorf("the response address answered %d %s", status, text)
		}
	}
}

func TestPress(t *testing.T) {
	d := newDesk(t, nil)
	m := withButton(t, d)
	e, ok := m.Button("Undo")
	if !ok || e.ActionID != "undo.0" {
		t.Fatalf("the button is %+v", e)
	}
	d.answers(replying(d, object{"replace_original": true, "text": "Undone."}))
	got := d.presses(m.ID, e.ActionID)
	if got.Message == nil || got.Message.ID != m.ID || got.Message.Words() != "Undone." || !got.Message.Edited {
		t.Errorf("the person sees %+v, want Undone. in the place of the message", got.Message)
	}
	p := d.last().payload
	action := p["actions"].([]any)[0].(map[string]any)
	for name, pair := range map[string][2]any{
		"type":         {p["type"], "block_actions"},
		"user":         {p["user"].(map[string]any)["id"], carl},
		"team":         {p["team"].(map[string]any)["id"], "T0DEMO0001"},
		"container":    {p["container"].(map[string]any)["message_ts"], m.ID},
		"ephemeral":    {p["container"].(map[string]any)["is_ephemeral"], true},
		"action_id":    {action["action_id"], "undo.0"},
		"value":        {action["value"], "v-undo.0"},
		"block_id set": {action["block_id"] != "", true},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s = %v, want %v", name, pair[0], pair[1])
		}
	}
	if _, has := p["message"]; has {
		t.Error("Slack does not send the content of an ephemeral message back")
	}
}

// What became of a button's message.
func TestPressOutcomes(t *testing.T) {
	tests := []struct {
		name string
		body object
		want []string
	}{
		{"a new answer", object{"text": "More."}, []string{"typed: /par log", "answer: Logged.\n[Undo]", "answer: More."}},
		{"in its place", object{"replace_original": true, "text": "Undone."}, []string{"typed: /par log", "answer: Undone."}},
		{"taken away", object{"delete_original": true}, []string{"typed: /par log", "answer: "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, nil)
			m := withButton(t, d)
			d.answers(replying(d, tt.body))
			if _, err := d.Press(t.Context(), carl, m.ID, "undo.0"); err != nil {
				t.Fatal(err)
			}
			var words []string
			for _, m := range d.Messages(carl) {
				words = append(words, string(m.Kind)+": "+m.Words())
			}
			if diff := cmp.Diff(tt.want, words); diff != "" {
				t.Errorf("the window (-want +got):\n%s", diff)
			}
		})
	}
}

// A press may be answered by silence; nobody waits longer than three seconds.
func TestPressInSilence(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	m := withButton(t, d)
	begun := time.Now()
	got := d.presses(m.ID, "undo.0")
	if got.Message != nil || got.View != nil {
		t.Errorf("the person sees %+v %+v, want nothing", got.Message, got.View)
	}
	if took := time.Since(begun); took > 4*time.Second {
		t.Errorf("the person waited %s", took)
	}
}

func TestPressFails(t *testing.T) {
	d := newDesk(t, nil)
	m := withButton(t, d)
	d.answers(func(rw http.ResponseWriter, _ heard) { rw.WriteHeader(http.StatusInternalServerError) })
	got := d.presses(m.ID, "undo.0")
	if got.Message == nil || got.Message.Kind != play.Failed {
		t.Errorf("the person sees %+v, want Slack's own words", got.Message)
	}
}

func TestPressNothing(t *testing.T) {
	d := newDesk(t, nil)
	m := withButton(t, d)
	before := d.count()
	for name, try := range map[string][3]string{
		"a button that is not there":  {carl, m.ID, "redo.0"},
		"a message that is not there": {carl, "1.1", "undo.0"},
		"somebody else's message":     {maria, m.ID, "undo.0"},
		"a stranger":                  {"U0NOBODY", m.ID, "undo.0"},
	} {
		if _, err := d.Press(t.Context(), try[0], try[1], try[2]); !errors.Is(err, play.ErrNothing) {
			t.Errorf("%s: %v, want ErrNothing", name, err)
		}
	}
	if d.count() != before {
		t.Error("the app heard of a press that nobody can make")
	}
}

// The buttons that stand beside a paragraph are found like those below.
func TestPressBeside(t *testing.T) {
	d := newDesk(t, saying("text", object{"type": "section", "text": plain("Weekly log."), "accessory": button("Log it", "log.0")}))
	got := d.types("/par due")
	if got.Message == nil || got.Message.Words() != "Weekly log. [Log it]" {
		t.Fatalf("the person sees %+v", got.Message)
	}
	if _, ok := got.Message.Button("Log it"); !ok {
		t.Error("the button is not found")
	}
	if _, ok := got.Message.Button("Weekly log."); ok {
		t.Error("a paragraph is taken for a button")
	}
	d.answers(replying(d, object{"text": "Here."}))
	if got := d.presses(got.Message.ID, "log.0"); got.Message == nil || got.Message.Words() != "Here." {
		t.Errorf("the press was answered by %+v", got.Message)
	}
}

// A message that the app sent unasked comes back with its press, and Slack
// knows it for the app's.
func TestPressDirect(t *testing.T) {
	d := newDesk(t, nil)
	posted := d.calls("chat.postMessage", object{"channel": dm, "text": "You are invited.", "blocks": []object{section("You are invited."), actions(button("Yes", "yes.0"))}})
	if !posted.OK || posted.TS == "" {
		t.Fatalf("chat.postMessage: %+v", posted)
	}
	d.answers(replying(d, object{"replace_original": true, "text": "You said yes."}))
	d.presses(posted.TS, "yes.0")
	message, ok := d.last().payload["message"].(map[string]any)
	if !ok || message["ts"] != posted.TS || message["text"] != "You are invited." {
		t.Errorf("the press carries %v", message)
	}
	if all := d.DMs(carl); len(all) != 1 || all[0].Kind != play.Direct || all[0].Words() != "You said yes." {
		t.Errorf("the direct messages are %+v", all)
	}
}
