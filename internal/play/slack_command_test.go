package play_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/play"
)

// What the app gets is signed as Slack signs (STANDARDS 1.1): over the version,
// the real time and the raw body.
func TestCommandIsSigned(t *testing.T) {
	d := newDesk(t, saying("Nothing is due."))
	d.types("/par due")
	got := d.last()
	at := got.header.Get("X-Slack-Request-Timestamp")
	if want := strconv.FormatInt(d.now().Unix(), 10); at != want {
		t.Errorf("the timestamp is %s, want %s: the real time, not the demo's", at, want)
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("v0:" + at + ":" + got.raw))
	if want := "v0=" + hex.EncodeToString(mac.Sum(nil)); got.header.Get("X-Slack-Signature") != want {
		t.Errorf("the signature is %s, want %s", got.header.Get("X-Slack-Signature"), want)
	}
	if kind := got.header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" {
		t.Errorf("the body is said to be %s", kind)
	}
}

// The fields of a slash command (STANDARDS 1.1).
func TestCommandFields(t *testing.T) {
	d := newDesk(t, saying("Nothing is due."))
	d.types("  /par   due   ")
	got := d.last()
	if got.path != "/slack/commands" {
		t.Errorf("a command came to %s", got.path)
	}
	for name, want := range map[string]string{
		"command": "/par", "text": "due", "user_id": carl, "user_name": "carl.tran", "channel_id": dm, "channel_name": "directmessage",
		"team_id": "T0DEMO0001", "is_enterprise_install": "false", "token": "deprecated",
	} {
		if got.form.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.form.Get(name), want)
		}
	}
	if !strings.HasPrefix(got.response(), d.self+"/response/") || got.trigger() == "" {
		t.Errorf("response_url = %q, trigger_id = %q", got.response(), got.trigger())
	}
	first := got.trigger()
	d.types("/par due")
	if d.last().trigger() == first {
		t.Error("two commands have one trigger")
	}
}

// Who is named with an "@" arrives as Slack writes people, and the three
// characters that mean something to Slack arrive as entities.
func TestCommandEscapes(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"log @Maria 45m", "log <@U0MARIA002|maria.ortiz> 45m"},
		{"log @maria.ortiz 45m", "log <@U0MARIA002|maria.ortiz> 45m"},
		{"log @Maria Ortiz 45m", "log <@U0MARIA002|maria.ortiz> 45m"},
		{"log @MARIA, 45m", "log <@U0MARIA002|maria.ortiz>, 45m"},
		{"assign V-1 @Nia", "assign V-1 <@U0NIA00006|nia.cole>"},
		{"pair (@Sam)(@Nia)", "pair (<@U0SAM00003|sam.ortiz>)(<@U0NIA00006|nia.cole>)"},
		{"log @Mariana 45m", "log @Mariana 45m"},
		{"log @Ortiz 45m", "log @Ortiz 45m"},
		{"log @ 45m", "log @ 45m"},
		{"log maria.ortiz@demo.example 45m", "log maria.ortiz@demo.example 45m"},
		{"log me@Maria 45m", "log me@Maria 45m"},
		{`log @Maria 1 < 2 & "3" > 2`, `log <@U0MARIA002|maria.ortiz> 1 &lt; 2 &amp; "3" &gt; 2`},
		{"log <@U0MARIA002> 45m", "log &lt;@U0MARIA002&gt; 45m"},
		{"log @Maria café – 45m", "log <@U0MARIA002|maria.ortiz> café – 45m"},
		{"log @Maria two\nlines", "log <@U0MARIA002|maria.ortiz> two\nlines"},
	}
	d := newDesk(t, saying("Nothing is due."))
	for _, tt := range tests {
		d.types("/par " + tt.typed)
		if got := d.last().form.Get("text"); got != tt.want {
			t.Errorf("%q came as %q, want %q", tt.typed, got, tt.want)
		}
	}
	// The person's own window shows what was typed.
	messages := d.Messages(carl)
	if typed := messages[len(messages)-4]; typed.Kind != play.Typed || typed.Words() != "/par "+tests[len(tests)-2].typed {
		t.Errorf("the window shows %q (%s)", typed.Words(), typed.Kind)
	}
}

// What the person sees for what the app answers.
func TestCommandAnswers(t *testing.T) {
	body := func(status int, kind, text string) func(http.ResponseWriter, heard) {
		return func(rw http.ResponseWriter, _ heard) {
			rw.Header().Set("Content-Type", kind)
			rw.WriteHeader(status)
			_, _ = rw.Write([]byte(text))
		}
	}
	const refused = `/par failed with the error "invalid_command_response".`
	tests := []struct {
		name   string
		answer func(http.ResponseWriter, heard)
		kind   play.Kind
		words  string
	}{
		{"words for one reader", saying("Nothing is due."), play.Answer, "Nothing is due."},
		{"blocks, with the text in reserve", saying("in reserve", section("Nothing is due."), actions(button("Why?", "why"))), play.Answer, "Nothing is due.\n[Why?]"},
		{"bare words", body(200, "text/plain", "Nothing is due."), play.Answer, "Nothing is due."},
		{"escaped words", saying("1 &lt; 2, said <@U0MARIA002|maria.ortiz>"), play.Answer, "1 < 2, said maria.ortiz"},
		{"nothing", nil, "", ""},
		{"an empty answer", body(200, "application/json", `{"response_type":"ephemeral"}`), "", ""},
		{"broken JSON", body(200, "application/json", `{"text":`), play.Failed, refused},
		{"more than Slack shows", saying(strings.Repeat("a", 40_001)), play.Failed, refused},
		{"a block that Slack refuses", saying("text", section("")), play.Failed, refused},
		{"an error", body(500, "text/plain", "oops"), play.Failed, `/par failed with the error "dispatch_failed".`},
		{"a redirect that leads nowhere", body(302, "text/plain", ""), play.Failed, `/par failed with the error "dispatch_failed".`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, tt.answer)
			got := d.types("/par due")
			if tt.kind == "" {
				if got.Message != nil || len(d.Messages(carl)) != 1 {
					t.Errorf("the person sees %+v, want nothing", got.Message)
				}
				return
			}
			if got.Message == nil || got.Message.Kind != tt.kind || got.Message.Words() != tt.words {
				t.Fatalf("the person sees %+v, want %s %q", got.Message, tt.kind, tt.words)
			}
			if !got.Message.At.Equal(play.Start()) {
				t.Errorf("it was said at %s, want the demo's time", got.Message.At)
			}
			if len(d.DMs(carl)) != 0 || len(d.Messages(maria)) != 0 {
				t.Error("an answer is for its reader alone, and not unasked")
			}
		})
	}
}

// An app that is not there, or takes longer than three seconds, is answered for
// by Slack itself.
func TestCommandFails(t *testing.T) {
	t.Run("late", func(t *testing.T) {
		t.Parallel()
		free := make(chan struct{})
		d := newDesk(t, func(_ http.ResponseWriter, _ heard) { <-free })
		t.Cleanup(func() { close(free) })
		begun := time.Now()
		got := d.types("/par due")
		if got.Message == nil || got.Message.Kind != play.Failed || !strings.Contains(got.Message.Words(), "operation_timeout") {
			t.Errorf("the person sees %+v, want operation_timeout", got.Message)
		}
		if took := time.Since(begun); took < 2900*time.Millisecond || took > 4*time.Second {
			t.Errorf("Slack gave up after %s, want three seconds", took)
		}
	})
	t.Run("gone", func(t *testing.T) {
		d := newDesk(t, nil)
		d.Connect(d.self, "http://127.0.0.1:1")
		if got := d.types("/par due"); got.Message == nil || !strings.Contains(got.Message.Words(), "dispatch_failed") {
			t.Errorf("the person sees %+v, want dispatch_failed", got.Message)
		}
	})
}

func TestCommandUnknown(t *testing.T) {
	d := newDesk(t, saying("Nothing is due."))
	for _, line := range []string{"/part due", "hello", "/", "/parbot"} {
		got := d.types(line)
		if got.Message == nil || got.Message.Kind != play.Failed || !strings.Contains(got.Message.Words(), "only /par is known here") {
			t.Errorf("%q: the person sees %+v", line, got.Message)
		}
	}
	if d.count() != 0 {
		t.Errorf("the app heard of %d lines that are not for it", d.count())
	}
	if _, err := d.Type(t.Context(), "U0NOBODY", "/par due"); !errors.Is(err, play.ErrNothing) {
		t.Errorf("a stranger typed: %v, want ErrNothing", err)
	}
	if d.Messages("U0NOBODY") != nil {
		t.Error("a stranger has a window")
	}
}

// A response address takes five messages within half an hour (STANDARDS 1.1).
func TestResponseAddress(t *testing.T) {
	d := newDesk(t, nil)
	d.types("/par due")
	address := d.last().response()
	for i := range 5 {
		if status, text := d.says(address, object{"text": "part " + strconv.Itoa(i)}); status != http.StatusOK || text != "ok" {
			t.Fatalf("post %d: %d %s", i+1, status, text)
		}
	}
	if status, text := d.says(address, object{"text": "one too many"}); status != http.StatusNotFound || text != "used_url" {
		t.Errorf("post 6: %d %s, want used_url", status, text)
	}

	d.types("/par due")
	address = d.last().response()
	d.pass(30 * time.Minute)
	if status, _ := d.says(address, object{"text": "just in time"}); status != http.StatusOK {
		t.Errorf("after half an hour: %d, want 200", status)
	}
	d.pass(time.Second)
	if status, text := d.says(address, object{"text": "too late"}); status != http.StatusNotFound || text != "expired_url" {
		t.Errorf("a second later: %d %s, want expired_url", status, text)
	}
	if status, _ := d.says(d.self+"/response/R0", object{"text": "to nobody"}); status != http.StatusNotFound {
		t.Errorf("an address that was never given: %d, want 404", status)
	}

	var words []string
	for _, m := range d.Messages(carl) {
		words = append(words, string(m.Kind)+": "+m.Words())
	}
	want := []string{"typed: /par due", "answer: part 0", "answer: part 1", "answer: part 2", "answer: part 3", "answer: part 4", "typed: /par due", "answer: just in time"}
	if diff := cmp.Diff(want, words); diff != "" {
		t.Errorf("the window (-want +got):\n%s", diff)
	}
}

func TestResponseRefused(t *testing.T) {
	d := newDesk(t, nil)
	d.types("/par due")
	address := d.last().response()
	tests := []struct{ name, body, want string }{
		{"no JSON", "text=hello", "invalid_payload"},
		{"nothing to say", `{"response_type":"ephemeral"}`, "no_text"},
		{"a block that Slack refuses", `{"text":"x","blocks":[{"type":"video"}]}`, "invalid_blocks"},
		{"too much", `{"text":"` + strings.Repeat("a", 1<<20) + `"}`, "bad_request"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if status, text := d.post(address, "application/json", "", tt.body); status != http.StatusBadRequest || text != tt.want {
				t.Errorf("%d %s, want 400 %s", status, text, tt.want)
			}
		})
	}
	if n := len(d.Messages(carl)); n != 1 {
		t.Errorf("the window holds %d messages, want the typed one", n)
	}
}
