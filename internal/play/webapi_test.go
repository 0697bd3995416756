package play

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What the Web API says no to, with Slack's own codes.
func TestWebAPIRefuses(t *testing.T) {
	message := map[string]any{"channel": carl, "text": "x"}
	tests := []struct {
		name, method, token string
		args                map[string]any
		want                string
	}{
		{"no token", "auth.test", "", nil, "not_authed"},
		{"a wrong token", "auth.test", "xoxb-other", nil, "invalid_auth"},
		{"a token that begins alike", "auth.test", botToken + "x", nil, "invalid_auth"},
		{"a method that is none", "chat.shout", botToken, nil, "unknown_method"},
		{"a channel that is none", "chat.postMessage", botToken, map[string]any{"channel": "C1", "text": "x"}, "channel_not_found"},
		{"a person who is none", "conversations.open", botToken, map[string]any{"users": "U1"}, "user_not_found"},
		{"a group", "conversations.open", botToken, map[string]any{"users": "U0CARL0001,U0MARIA002"}, "method_not_supported_for_channel_type"},
		{"users.info of nobody", "users.info", botToken, map[string]any{"user": "U1"}, "user_not_found"},
		{"an update in no channel", "chat.update", botToken, map[string]any{"channel": "C1", "ts": "1", "text": "x"}, "channel_not_found"},
		{"an update of nothing", "chat.update", botToken, map[string]any{"channel": carl, "ts": "1", "text": "x"}, "message_not_found"},
		{"a view that is none", "views.open", botToken, map[string]any{"trigger_id": "x", "view": "{"}, "invalid_arguments"},
		{"all is well", "chat.postMessage", botToken, message, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStand(t, silent)
			if code, _ := s.api(tt.method, tt.token, tt.args); code != tt.want {
				t.Errorf("%s: %q, want %q", tt.method, code, tt.want)
			}
		})
	}
}

// The ways in which the arguments of a call may come.
func TestWebAPIArguments(t *testing.T) {
	tests := []struct {
		name, kind, body, want string
	}{
		{"a form with the token in it", "application/x-www-form-urlencoded", url.Values{"token": {botToken}, "channel": {carl}, "text": {"x"}}.Encode(), ""},
		{"a form with blocks", "application/x-www-form-urlencoded", url.Values{"token": {botToken}, "channel": {carl}, "text": {"x"}, "blocks": {`[{"type":"divider"}]`}}.Encode(), ""},
		{"broken JSON", "application/json", "{", "invalid_json"},
		{"a broken form", "application/x-www-form-urlencoded", "a=%zz", "invalid_form_data"},
		{"a body of no kind", "", "x", "missing_post_type"},
		{"too much", "application/json", strings.Repeat("a", maxCall+1), "request_too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStand(t, silent)
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/chat.postMessage", strings.NewReader(tt.body))
			r.Header.Set("Content-Type", tt.kind)
			rec := httptest.NewRecorder()
			s.ServeHTTP(rec, r)
			var out struct {
				OK    bool
				Error string
			}
			if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || out.Error != tt.want || out.OK != (tt.want == "") {
				t.Errorf("%s, %v; want %q", rec.Body, err, tt.want)
			}
		})
	}
}

func TestWebAPIPeople(t *testing.T) {
	s := newStand(t, silent)
	_, out := s.api("auth.test", botToken, nil)
	if out["user_id"] != botUser || out["team_id"] != teamID {
		t.Errorf("auth.test: %v", out)
	}
	_, out = s.api("conversations.open", botToken, map[string]any{"users": carl})
	if channel := out["channel"].(map[string]any); channel["id"] != "D0CARL0001" || channel["user"] != carl {
		t.Errorf("conversations.open: %v", out)
	}
	_, out = s.api("users.info", botToken, map[string]any{"user": carl})
	user := out["user"].(map[string]any)
	if user["tz"] != Zone || user["profile"].(map[string]any)["email"] != "carl.tran@demo.example" {
		t.Errorf("users.info: %v", out)
	}
}

// Only the app's own messages can be changed, and an ephemeral one never.
func TestUpdateMessage(t *testing.T) {
	s := newStand(t, func(_ *stand, rw http.ResponseWriter, _ url.Values) {
		writeJSON(rw, http.StatusOK, body("Nothing is due."))
	})
	_, out := s.api("chat.postMessage", botToken, map[string]any{"channel": "D0CARL0001", "text": "old &amp; <@U1|carl>"})
	s.typed("/par due")
	all := s.Messages(carl)
	if got := all[0].Words(); got != "old & carl" {
		t.Errorf("the text is read as %q", got)
	}
	update := func(ts any) string {
		code, _ := s.api("chat.update", botToken, map[string]any{"channel": carl, "ts": ts, "text": "new"})
		return code
	}
	got := []string{update(out["ts"]), update(all[1].ID), update(all[2].ID)}
	if diff := cmp.Diff([]string{"", "cant_update_message", "message_not_found"}, got); diff != "" {
		t.Errorf("own, typed and ephemeral (-want +got):\n%s", diff)
	}
	if m := s.Messages(carl)[0]; m.Text != "new" || !m.Edited || m.ID != out["ts"] {
		t.Errorf("the message is now %+v", m)
	}
	for _, bad := range []map[string]any{{"text": ""}, {"text": "x", "blocks": "{"}} {
		bad["channel"], bad["ts"] = carl, out["ts"]
		if code, _ := s.api("chat.update", botToken, bad); code == "" {
			t.Errorf("%v was taken", bad)
		}
	}
}

// A context element's text is bare in Slack's JSON, and comes back as it was.
func TestBlocksRoundTrip(t *testing.T) {
	const text = `[{"type":"context","block_id":"b","elements":[{"type":"plain_text","text":"quiet"}]},` +
		`{"type":"section","block_id":"c","text":{"type":"mrkdwn","text":"*loud*"},"accessory":{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Go"},"value":"v"}}]`
	blocks, err := readBlocks(text)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(blocks)
	if err != nil {
		t.Fatal(err)
	}
	var want, got any
	if json.Unmarshal([]byte(text), &want) != nil || json.Unmarshal(again, &got) != nil {
		t.Fatal("not JSON")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if words := Words(blocks); words != "quiet\n*loud* [Go]" {
		t.Errorf("Words = %q", words)
	}
	m := Message{Blocks: blocks}
	if _, ok := m.Button("Go"); !ok {
		t.Error("the button beside the section is not found")
	}
	if _, ok := m.Button("Stop"); ok {
		t.Error("a button that is not there is found")
	}
}

// Someone who waits hears of every change, and of one that came in between.
func TestNews(t *testing.T) {
	var n news
	before, next := n.since()
	n.tell()
	select {
	case <-next:
	case <-time.After(time.Second):
		t.Fatal("nobody was woken")
	}
	after, again := n.since()
	if after != before+1 {
		t.Errorf("version %d after %d", after, before)
	}
	select {
	case <-again:
		t.Error("woken without news")
	default:
	}
}
