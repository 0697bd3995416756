package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const carl = "U0CARL0001"

// stand is a workspace with an app that answers as a test tells it. Both are
// reached over pipes of this process, so its clock can be that of a bubble.
type stand struct {
	*Workspace
	t    *testing.T
	mu   sync.Mutex
	got  []url.Values
	real time.Time
}

// inRoom serves requests in the process, as a transport.
type inRoom struct{ http.Handler }

func (h inRoom) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(rec, r)
	}()
	select {
	case <-done:
		return rec.Result(), nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// newStand returns a workspace whose app answers each request by answer.
func newStand(t *testing.T, answer func(s *stand, rw http.ResponseWriter, form url.Values)) *stand {
	t.Helper()
	s := &stand{t: t, real: Start()}
	s.Workspace = NewWorkspace(WorkspaceConfig{
		Token: botToken, Secret: secret, People: People(), Now: Start,
		Real: func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.real },
	})
	s.Connect("http://slack.example", "http://bot.example")
	s.http.Transport = inRoom{http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		form, wrong := url.ParseQuery(string(raw))
		if err != nil || wrong != nil {
			t.Errorf("the body is no form: %v %v", err, wrong)
		}
		if want := sign(secret, r.Header.Get("X-Slack-Request-Timestamp"), raw); r.Header.Get("X-Slack-Signature") != want {
			t.Errorf("the signature is %q, want %q", r.Header.Get("X-Slack-Signature"), want)
		}
		s.mu.Lock()
		s.got = append(s.got, form)
		s.mu.Unlock()
		answer(s, rw, form)
	})}
	return s
}

func (s *stand) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.real = s.real.Add(d)
}

// api calls the Web API and returns its error code, "" for none.
func (s *stand) api(method, token string, args map[string]any) (code string, out map[string]any) {
	s.t.Helper()
	text, err := json.Marshal(args)
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "/api/"+method, strings.NewReader(string(text)))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil {
		s.t.Fatal(err)
	}
	if rec.Code != http.StatusOK {
		s.t.Errorf("%s: status %d; Slack says no with 200", method, rec.Code)
	}
	code, _ = out["error"].(string)
	if (code == "") != (out["ok"] == true) {
		s.t.Errorf("%s: ok is %v and error %q", method, out["ok"], code)
	}
	return code, out
}

// post posts to a response address and returns the status.
func (s *stand) post(address string, message map[string]any) int {
	s.t.Helper()
	text, err := json.Marshal(message)
	if err != nil {
		s.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, strings.TrimPrefix(address, "http://slack.example"), strings.NewReader(string(text)))
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, r)
	return rec.Code
}

func (s *stand) typed(line string) Outcome {
	s.t.Helper()
	out, err := s.Type(s.t.Context(), carl, line)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// silent answers nothing, with 200.
func silent(*stand, http.ResponseWriter, url.Values) {}

// The example of Slack's own documentation (STANDARDS 1.2).
func TestSign(t *testing.T) {
	const raw = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner" +
		"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
	const want = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	if got := sign("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", []byte(raw)); got != want {
		t.Errorf("sign = %s, want %s", got, want)
	}
}

func TestTypeSendsACommand(t *testing.T) {
	s := newStand(t, func(_ *stand, rw http.ResponseWriter, _ url.Values) {
		writeJSON(rw, http.StatusOK, body("Logged. 5 < 6", buttons("Undo=undo")))
	})
	out := s.typed("  /par log @maria 45m <b> & co ")
	got := map[string]string{}
	for _, name := range []string{"command", "text", "user_id", "channel_id", "team_id"} {
		got[name] = s.got[0].Get(name)
	}
	want := map[string]string{
		"command": "/par", "text": "log <@U0MARIA002|maria.ortiz> 45m &lt;b&gt; &amp; co", "user_id": carl, "channel_id": "D0CARL0001", "team_id": "T0DEMO0001",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the command (-want +got):\n%s", diff)
	}
	if !strings.HasPrefix(s.got[0].Get("response_url"), "http://slack.example/response/") || s.got[0].Get("trigger_id") == "" {
		t.Errorf("response_url %q, trigger_id %q", s.got[0].Get("response_url"), s.got[0].Get("trigger_id"))
	}
	all := s.Messages(carl)
	if len(all) != 2 || all[0].Kind != Typed || all[1].Kind != Answer || out.Message.ID != all[1].ID {
		t.Fatalf("the window holds %+v", all)
	}
	if got := all[0].Words(); got != "/par log @maria 45m <b> & co" {
		t.Errorf("what was typed stands as %q", got)
	}
	if len(s.DMs(carl)) != 0 {
		t.Error("an answer counts as a direct message")
	}
}

// What an app does wrong, Slack says in its own words.
func TestTypeFailures(t *testing.T) {
	answer := func(status int, kind, text string) func(*stand, http.ResponseWriter, url.Values) {
		return func(_ *stand, rw http.ResponseWriter, _ url.Values) {
			rw.Header().Set("Content-Type", kind)
			rw.WriteHeader(status)
			_, _ = io.WriteString(rw, text) // a recorder takes everything
		}
	}
	tests := []struct {
		name   string
		answer func(*stand, http.ResponseWriter, url.Values)
		want   string
	}{
		{"a status", answer(500, "text/plain", "x"), `/par failed with the error "dispatch_failed".`},
		{"a redirect is not followed to an answer", answer(401, "text/plain", ""), `/par failed with the error "dispatch_failed".`},
		{"broken JSON", answer(200, "application/json", "{"), `/par failed with the error "invalid_command_response".`},
		{"too many blocks", answer(200, "application/json", `{"blocks":[`+strings.Repeat(`{"type":"divider"},`, 50)+`{"type":"divider"}]}`), `/par failed with the error "invalid_command_response".`},
		{"too much", answer(200, "text/plain", strings.Repeat("a", maxAnswer+1)), `/par failed with the error "dispatch_failed".`},
		{"bare words are fine", answer(200, "text/plain", "Done."), "Done."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out := newStand(t, tt.answer).typed("/par due")
			if out.Message == nil || out.Message.Words() != tt.want {
				t.Errorf("the person sees %+v, want %q", out.Message, tt.want)
			}
		})
	}
	t.Run("nothing is fine too", func(t *testing.T) {
		if out := newStand(t, silent).typed("/par due"); out.Message != nil {
			t.Errorf("the person sees %+v", out.Message)
		}
	})
	t.Run("another command", func(t *testing.T) {
		s := newStand(t, silent)
		if out := s.typed("/parbot due"); out.Message.Kind != Failed || len(s.got) != 0 {
			t.Errorf("%+v, and %d requests", out.Message, len(s.got))
		}
	})
	t.Run("nobody", func(t *testing.T) {
		if _, err := newStand(t, silent).Type(t.Context(), "U0NOBODY", "/par due"); !errors.Is(err, ErrNothing) {
			t.Errorf("err = %v", err)
		}
	})
}

// Slack waits three seconds and no longer (STANDARDS 1.1).
func TestThreeSeconds(t *testing.T) {
	for _, tt := range []struct {
		takes time.Duration
		want  string
	}{
		{2900 * time.Millisecond, "Nothing is due."},
		{3100 * time.Millisecond, `/par failed with the error "operation_timeout".`},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newStand(t, func(_ *stand, rw http.ResponseWriter, _ url.Values) {
				time.Sleep(tt.takes)
				writeJSON(rw, http.StatusOK, body("Nothing is due."))
			})
			if out := s.typed("/par due"); out.Message.Words() != tt.want {
				t.Errorf("after %s: %q, want %q", tt.takes, out.Message.Words(), tt.want)
			}
			time.Sleep(time.Second) // the late answer ends with its bubble
		})
	}
}

func TestResponseAddress(t *testing.T) {
	s := newStand(t, silent)
	s.typed("/par due")
	address := s.got[0].Get("response_url")
	for i := range 6 {
		want := http.StatusOK
		if i == 5 { // five uses (STANDARDS 1.2)
			want = http.StatusNotFound
		}
		if got := s.post(address, body(fmt.Sprint("answer ", i))); got != want {
			t.Errorf("use %d: status %d, want %d", i+1, got, want)
		}
	}
	if n := len(s.Messages(carl)); n != 6 {
		t.Errorf("%d messages, want the line and five answers", n)
	}

	s.typed("/par due")
	address = s.got[1].Get("response_url")
	s.pass(30 * time.Minute)
	if got := s.post(address, body("in time")); got != http.StatusOK {
		t.Errorf("after 30 minutes: status %d", got)
	}
	s.pass(time.Second)
	if got := s.post(address, body("late")); got != http.StatusNotFound {
		t.Errorf("after more than 30 minutes: status %d", got)
	}
	if got := s.post("/response/R9999999999", body("x")); got != http.StatusNotFound {
		t.Errorf("an address that never was: status %d", got)
	}
	s.typed("/par due")
	address = s.got[2].Get("response_url")
	if got := s.post(address, map[string]any{"text": ""}); got != http.StatusBadRequest {
		t.Errorf("an empty message: status %d", got)
	}
}

func TestOldTurnsAreForgotten(t *testing.T) {
	s := newStand(t, silent)
	for range maxTurns + 1 {
		s.typed("/par due")
	}
	if got := s.post(s.got[0].Get("response_url"), body("x")); got != http.StatusNotFound {
		t.Errorf("the oldest response address: status %d", got)
	}
	if got := s.post(s.got[1].Get("response_url"), body("x")); got != http.StatusOK {
		t.Errorf("the second: status %d", got)
	}
}

// A pressed message is replaced or deleted by its response address, or answered below.
func TestPress(t *testing.T) {
	tests := []struct {
		name   string
		change map[string]any
		want   []string
	}{
		{"replaced", map[string]any{"replace_original": true}, []string{"Done."}},
		{"answered below", map[string]any{}, []string{"Due. [Done]", "Done."}},
		{"deleted", map[string]any{"delete_original": true}, []string{""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newStand(t, func(s *stand, _ http.ResponseWriter, form url.Values) {
				var in struct {
					Type      string
					Response  string `json:"response_url"`
					Container struct {
						ID string `json:"message_ts"`
					}
					Actions []struct {
						ID    string `json:"action_id"`
						Value string
					}
				}
				if err := json.Unmarshal([]byte(form.Get("payload")), &in); err != nil || in.Type != "block_actions" || in.Actions[0].ID != "done.0" {
					t.Errorf("payload %+v: %v", in, err)
				}
				message := body("Done.")
				maps.Copy(message, tt.change)
				s.post(in.Response, message)
			})
			message := body("Due.", buttons("Done=done"))
			message["channel"] = carl
			if code, _ := s.api("chat.postMessage", botToken, message); code != "" {
				t.Fatal(code)
			}
			direct := s.DMs(carl)[0]
			if e, ok := direct.Button("Done"); !ok || e.ActionID != "done.0" {
				t.Fatalf("Button = %+v, %v", e, ok)
			}
			if _, err := s.Press(t.Context(), carl, direct.ID, "done.0"); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range s.Messages(carl) {
				got = append(got, strings.ReplaceAll(m.Words(), "\n", " "))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("the window (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPressNothing(t *testing.T) {
	s := newStand(t, silent)
	for _, who := range []string{carl, "U0NOBODY"} {
		if _, err := s.Press(t.Context(), who, "1.000001", "done"); !errors.Is(err, ErrNothing) {
			t.Errorf("%s: err = %v, want ErrNothing", who, err)
		}
		if _, err := s.Submit(t.Context(), who, nil); !errors.Is(err, ErrNothing) {
			t.Errorf("%s: err = %v, want ErrNothing", who, err)
		}
		if err := s.Close(t.Context(), who); err != nil {
			t.Errorf("%s closes nothing: %v", who, err)
		}
	}
	if len(s.got) != 0 {
		t.Errorf("the app was asked %d times", len(s.got))
	}
}
