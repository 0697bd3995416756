package slackbot

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Requests in are believed for their v0 signature alone (STANDARDS 1.1).
func TestSignature(t *testing.T) {
	now := time.Date(2025, 10, 8, 16, 0, 0, 0, time.UTC)
	body := url.Values{"user_id": {"UCARL"}, "text": {"due"}, "trigger_id": {"1.2"}}.Encode()
	by := func(key string, age time.Duration) http.Header {
		ts := strconv.FormatInt(now.Add(-age).Unix(), 10)
		return http.Header{"X-Slack-Request-Timestamp": {ts}, "X-Slack-Signature": {signature(key, ts, body)}}
	}
	with := func(name, value string) http.Header {
		h := by(secret, 0)
		h.Set(name, value)
		return h
	}
	without := func(name string) http.Header {
		h := by(secret, 0)
		h.Del(name)
		return h
	}
	good := by(secret, 0).Get("X-Slack-Signature")
	for _, c := range []struct {
		name   string
		header http.Header
		body   string
		status int
	}{
		{"signed now", by(secret, 0), body, 200},
		{"five minutes old", by(secret, 5*time.Minute), body, 200},
		{"five minutes ahead", by(secret, -5*time.Minute), body, 200},
		{"in capitals", with("X-Slack-Signature", "v0="+strings.ToUpper(good[3:])), body, 200},
		{"expired", by(secret, 5*time.Minute+time.Second), body, 401},
		{"from the future", by(secret, -5*time.Minute-time.Second), body, 401},
		{"by another secret", by("another", 0), body, 401},
		{"by the empty secret", by("", 0), body, 401},
		{"altered body", by(secret, 0), body + "&text=undo", 401},
		{"shortened body", by(secret, 0), body[1:], 401},
		{"no headers", nil, body, 401},
		{"no signature", without("X-Slack-Signature"), body, 401},
		{"no timestamp", without("X-Slack-Request-Timestamp"), body, 401},
		{"another time than signed", with("X-Slack-Request-Timestamp", strconv.FormatInt(now.Unix()+1, 10)), body, 401},
		{"timestamp no number", with("X-Slack-Request-Timestamp", "now"), body, 401},
		{"timestamp beyond all time", with("X-Slack-Request-Timestamp", "9223372036854775807"), body, 401},
		{"timestamp before all time", with("X-Slack-Request-Timestamp", "-9223372036854775808"), body, 401},
		{"another version", with("X-Slack-Signature", "v1="+good[3:]), body, 401},
		{"no version", with("X-Slack-Signature", good[3:]), body, 401},
		{"half a signature", with("X-Slack-Signature", good[:35]), body, 401},
		{"empty signature", with("X-Slack-Signature", "v0="), body, 401},
		{"not hexadecimal", with("X-Slack-Signature", "v0="+strings.Repeat("g", 64)), body, 401},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newApp(t, nil)
			a.config.RealTime = func() time.Time { return now }
			r := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(c.body))
			maps.Copy(r.Header, c.header)
			w := httptest.NewRecorder()
			a.routes.ServeHTTP(w, r)
			if w.Code != c.status {
				t.Fatalf("status %d, want %d", w.Code, c.status)
			}
			if c.status == 401 && (w.Body.Len() > 0 || len(w.Header()) > 0 || len(a.talk.requests()) > 0) {
				t.Errorf("a refusal says %q, headers %v, and asked the conversation %d times; want 401 and nothing else",
					w.Body, w.Header(), len(a.talk.requests()))
			}
		})
	}
}

func TestEveryRouteWantsASignatureAndPOST(t *testing.T) {
	for _, path := range []string{"/slack/commands", "/slack/interactions", "/slack/events", "/slack/options"} {
		a := newApp(t, nil)
		w := httptest.NewRecorder()
		a.routes.ServeHTTP(w, httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"type":"url_verification","challenge":"x"}`)))
		if w.Code != 401 || w.Body.Len() > 0 {
			t.Errorf("POST %s unsigned: %d %q, want 401 and nothing else", path, w.Code, w.Body)
		}
		r := signedRequest(path, "")
		r.Method = http.MethodGet
		w = httptest.NewRecorder()
		a.routes.ServeHTTP(w, r)
		if w.Code != 405 || w.Header().Get("Allow") != "POST" {
			t.Errorf("GET %s: %d, Allow %q; want 405 and POST", path, w.Code, w.Header().Get("Allow"))
		}
		if n := len(a.talk.requests()); n > 0 {
			t.Errorf("%s: the conversation was asked %d times", path, n)
		}
	}
}

func TestWithoutSecretNothingIsBelieved(t *testing.T) {
	a := newApp(t, nil)
	a.config.SigningSecret = ""
	r := signedRequest("/slack/commands", "user_id=U1")
	ts := r.Header.Get("X-Slack-Request-Timestamp")
	r.Header.Set("X-Slack-Signature", signature("", ts, "user_id=U1"))
	w := httptest.NewRecorder()
	a.routes.ServeHTTP(w, r)
	if w.Code != 401 {
		t.Errorf("status %d, want 401: a missing setting must not open the door", w.Code)
	}
}

func TestBodyIsBounded(t *testing.T) {
	a := newApp(t, nil)
	w := a.post("/slack/commands", "user_id=U1&text="+strings.Repeat("x", maxBody))
	if w.Code != http.StatusRequestEntityTooLarge || len(a.talk.requests()) > 0 {
		t.Errorf("status %d, want 413 and no request", w.Code)
	}
}

// Trap 22: the address is not signed, so nothing in it may be read. Here Slack
// signed an empty body, and somebody added a payload to the address.
func TestPayloadInTheAddressIsNotRead(t *testing.T) {
	press := `{"type":"block_actions","user":{"id":"UMARIA"},"actions":[{"action_id":"undo.0","value":"r1"}]}`
	query := url.Values{"payload": {press}, "user_id": {"UMARIA"}, "text": {"due"}, "trigger_id": {"9.9"}}.Encode()
	for _, c := range []struct{ path, body string }{
		{"/slack/interactions", ""}, {"/slack/interactions", "payload="}, {"/slack/commands", ""},
	} {
		a := newApp(t, nil)
		w := a.post(c.path+"?"+query, c.body)
		a.settle(t)
		if n := len(a.talk.requests()); w.Code != 400 || n > 0 {
			t.Errorf("%s with body %q: %d and %d requests, want 400 and none", c.path, c.body, w.Code, n)
		}
	}
	a := newApp(t, nil)
	a.post("/slack/commands?"+query, url.Values{"user_id": {"UCARL"}, "text": {"help"}, "trigger_id": {"1.2"}}.Encode())
	if r := a.talk.one(t); r.Slack != "UCARL" || r.Text != "help" || r.ID != "cmd:1.2" {
		t.Errorf("asked %+v; want what was signed", r)
	}
}
