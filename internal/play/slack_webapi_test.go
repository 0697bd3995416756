package play_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"parbot/internal/play"
)

// What the Web API refuses, in Slack's own words, always with status 200.
func TestWebAPIRefuses(t *testing.T) {
	const form, js = "application/x-www-form-urlencoded", "application/json"
	tests := []struct{ name, method, kind, bearer, body, want string }{
		{"no token", "auth.test", form, "", "", "not_authed"},
		{"another token", "auth.test", form, "xoxb-other", "", "invalid_auth"},
		{"another token in the form", "auth.test", form, "", "token=xoxb-other", "invalid_auth"},
		{"a method of another day", "files.upload", form, token, "", "unknown_method"},
		{"no type", "chat.postMessage", "", token, "channel=" + dm, "missing_post_type"},
		{"broken JSON", "chat.postMessage", js, token, "{", "invalid_json"},
		{"a broken form", "chat.postMessage", form, token, "%zz", "invalid_form_data"},
		{"too much", "chat.postMessage", js, token, `{"text":"` + strings.Repeat("a", 1<<20) + `"}`, "request_too_large"},
		{"nowhere", "chat.postMessage", js, token, `{"channel":"C0","text":"x"}`, "channel_not_found"},
		{"nothing to say", "chat.postMessage", js, token, `{"channel":"` + dm + `"}`, "no_text"},
		{"too long to say", "chat.postMessage", js, token, `{"channel":"` + dm + `","text":"` + strings.Repeat("é", 40_001) + `"}`, "msg_too_long"},
		{"blocks that are none", "chat.postMessage", js, token, `{"channel":"` + dm + `","blocks":"[{"}`, "invalid_blocks_format"},
		{"blocks that Slack refuses", "chat.postMessage", js, token, `{"channel":"` + dm + `","blocks":[{"type":"video"}]}`, "invalid_blocks"},
		{"a stranger", "conversations.open", form, token, "users=U0NOBODY", "user_not_found"},
		{"a group", "conversations.open", form, token, "users=" + carl + "," + maria, "method_not_supported_for_channel_type"},
		{"nobody's profile", "users.info", form, token, "user=U0NOBODY", "user_not_found"},
		{"an update of nothing", "chat.update", form, token, "channel=" + dm + "&ts=1.1&text=x", "message_not_found"},
		{"a view without a trigger", "views.open", js, token, `{"view":{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}}`, "invalid_trigger_id"},
		{"a view that is none", "views.open", js, token, `{"view":"["}`, "invalid_arguments"},
		{"a view that is too large", "views.open", js, token, `{"view":"` + strings.Repeat("a", 250_001) + `"}`, "view_too_large"},
		{"an update of no view", "views.update", js, token, `{"view_id":"V0","view":{"type":"modal","title":{"type":"plain_text","text":"x"},"blocks":[]}}`, "not_found"},
	}
	d := newDesk(t, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			status, text := d.post(d.self+"/api/"+tt.method, tt.kind, tt.bearer, tt.body)
			if status != http.StatusOK || !strings.Contains(text, `"error":"`+tt.want+`"`) || !strings.Contains(text, `"ok":false`) {
				t.Errorf("%s answered %d %s, want 200 and %s", tt.method, status, text, tt.want)
			}
		})
	}
	for _, p := range play.People() {
		if n := len(d.Messages(p.Slack)); n != 0 {
			t.Errorf("%s sees %d messages, want none", p.Name, n)
		}
	}
}

// Forms and JSON say the same, and a token may stand in the form.
func TestWebAPITakesForms(t *testing.T) {
	d := newDesk(t, nil)
	blocks := asJSON(t, []object{section("Due Sunday, October 12.")})
	form := url.Values{"token": {token}, "channel": {dm}, "text": {"in reserve"}, "blocks": {blocks}}
	if status, text := d.post(d.self+"/api/chat.postMessage", "application/x-www-form-urlencoded", "", form.Encode()); status != http.StatusOK || !strings.Contains(text, `"ok":true`) {
		t.Fatalf("chat.postMessage: %d %s", status, text)
	}
	if got := d.calls("chat.postMessage", object{"channel": carl, "text": "a user's id is fine too"}); !got.OK {
		t.Fatalf("chat.postMessage: %+v", got)
	}
	all := d.DMs(carl)
	if len(all) != 2 || all[0].Words() != "Due Sunday, October 12." || all[1].Words() != "a user's id is fine too" {
		t.Errorf("Carl sees %+v", all)
	}
	if all[0].ID == all[1].ID {
		t.Error("two messages have one ts")
	}
}

func TestWebAPIPeople(t *testing.T) {
	d := newDesk(t, nil)
	if got := d.calls("auth.test", nil); !got.OK {
		t.Errorf("auth.test: %+v", got)
	}
	opened := d.calls("conversations.open", object{"users": carl})
	if channel, ok := opened.Channel.(map[string]any); !ok || channel["id"] != dm || channel["is_im"] != true {
		t.Errorf("conversations.open: %+v", opened)
	}
	user, _ := d.calls("users.info", object{"user": carl}).User.(map[string]any)
	profile, ok := user["profile"].(map[string]any)
	if !ok || profile["email"] != "carl.tran@demo.example" || user["tz"] != play.Zone || user["team_id"] != "T0DEMO0001" {
		t.Errorf("users.info: %+v", user)
	}
}

// An app may change what it said unasked, and nothing else (STANDARDS 1.3).
func TestWebAPIUpdates(t *testing.T) {
	d := newDesk(t, saying("Nothing is due."))
	posted := d.calls("chat.postMessage", object{"channel": dm, "text": "You are invited."})
	changed := d.calls("chat.update", object{"channel": dm, "ts": posted.TS, "text": "You said yes."})
	if !changed.OK || changed.TS != posted.TS {
		t.Fatalf("chat.update: %+v", changed)
	}
	all := d.DMs(carl)
	if len(all) != 1 || all[0].Words() != "You said yes." || !all[0].Edited {
		t.Errorf("Carl sees %+v", all)
	}
	answer := d.types("/par due").Message
	typed := d.Messages(carl)[1]
	for name, try := range map[string]struct{ ts, want string }{
		"an ephemeral answer": {answer.ID, "message_not_found"},
		"what a person typed": {typed.ID, "cant_update_message"},
	} {
		if got := d.calls("chat.update", object{"channel": dm, "ts": try.ts, "text": "x"}); got.Error != try.want {
			t.Errorf("%s: %+v, want %s", name, got, try.want)
		}
	}
	for name, try := range map[string]object{
		"nowhere":          {"channel": "D0", "ts": posted.TS, "text": "x"},
		"into nothing":     {"channel": dm, "ts": posted.TS},
		"into bad blocks":  {"channel": dm, "ts": posted.TS, "blocks": []object{{"type": "video"}}},
		"into no blocks":   {"channel": dm, "ts": posted.TS, "blocks": "{"},
		"in Maria's place": {"channel": maria, "ts": posted.TS, "text": "x"},
	} {
		if got := d.calls("chat.update", try); got.OK {
			t.Errorf("an update %s was taken", name)
		}
	}
	if got := d.DMs(carl)[0].Words(); got != "You said yes." {
		t.Errorf("a refused update changed the message to %q", got)
	}
}

// A trigger lives three seconds and opens one view (STANDARDS 1.1).
func TestTrigger(t *testing.T) {
	d := newDesk(t, nil)
	open := func(id string) string {
		return d.calls("views.open", object{"trigger_id": id, "view": modal("A form", input("topic", text("topic")))}).Error
	}
	d.types("/par visit")
	first := d.last().trigger()
	d.pass(3 * time.Second)
	if got := open(first); got != "" {
		t.Errorf("after three seconds: %s", got)
	}
	if got := open(first); got != "exchanged_trigger_id" {
		t.Errorf("a second time: %q, want exchanged_trigger_id", got)
	}
	d.types("/par visit")
	second := d.last().trigger()
	d.pass(3*time.Second + time.Millisecond)
	if got := open(second); got != "expired_trigger_id" {
		t.Errorf("a moment later: %q, want expired_trigger_id", got)
	}
	if got := open("T0.trigger"); got != "invalid_trigger_id" {
		t.Errorf("a trigger that was never given: %q", got)
	}
	if v, ok := d.View(carl); !ok || v.Title.Text != "A form" || v.ID == "" || v.Hash == "" {
		t.Errorf("Carl sees %+v", v)
	}
	if _, ok := d.View(maria); ok {
		t.Error("Maria sees Carl's form")
	}
}
