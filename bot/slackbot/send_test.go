package slackbot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSend(t *testing.T) {
	a := newApp(t, nil)
	m := surfaces()["push-due"]
	for range 2 {
		ts, err := a.Send(t.Context(), "UMARIA", m)
		if err != nil || ts != "1759939200.000100" {
			t.Fatalf("ts %q, error %v", ts, err)
		}
	}
	if opened := a.slack.to("conversations.open"); len(opened) != 1 || opened[0].Form.Get("users") != "UMARIA" {
		t.Errorf("conversations.open %v; want one, the channel is remembered", opened)
	}
	posted := a.slack.to("chat.postMessage")
	if len(posted) != 2 {
		t.Fatalf("%d posts, want 2", len(posted))
	}
	form := posted[0].Form
	for name, want := range map[string]string{
		"channel": "DUMARIA", "unfurl_links": "false", "unfurl_media": "false", "token": "xoxb-test",
		"text": "Due Sunday, October 12: weekly log (Maple).\n [Done] [Snooze] [Why this date?]",
	} {
		if got := form.Get(name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	var all []any
	if err := json.Unmarshal([]byte(form.Get("blocks")), &all); err != nil || at(all, 0, "text", "text") != "Due Sunday, October 12: weekly log (Maple)." {
		t.Errorf("blocks %s: %v", form.Get("blocks"), err)
	}
}

// Each way Slack can fail, and what the queue is told of it. Nothing is posted
// twice (trap 25: Slack has no key that would make a second post harmless).
func TestFailuresAreClassified(t *testing.T) {
	for _, c := range []struct {
		name   string
		answer func(http.ResponseWriter, *http.Request, call)
		want   SendError
	}{
		{"429 with a time", saying(429, "", "Retry-After", "30"), SendError{Temporary: true, RetryAfter: 30 * time.Second, Reason: "status 429"}},
		{"429 without a time", saying(429, ""), SendError{Temporary: true, Reason: "status 429"}},
		{"429 with a date", saying(429, "", "Retry-After", "Wed, 08 Oct 2025 16:00:00 GMT"), SendError{Temporary: true, Reason: "status 429"}},
		{"429 for years", saying(429, "", "Retry-After", "9223372036854775807"), SendError{Temporary: true, RetryAfter: longestWait, Reason: "status 429"}},
		{"ratelimited in words", saying(200, `{"ok":false,"error":"ratelimited"}`), SendError{Temporary: true, Reason: "ratelimited"}},
		{"500", saying(500, "<html>"), SendError{Temporary: true, Reason: "status 500"}},
		{"503", saying(503, ""), SendError{Temporary: true, Reason: "status 503"}},
		{"a proxy's 403", saying(403, "<html>"), SendError{Temporary: true, Reason: "status 403"}},
		{"a redirect", saying(302, "", "Location", "https://evil.example/"), SendError{Temporary: true, Reason: "status 302"}},
		{"internal_error", saying(200, `{"ok":false,"error":"internal_error"}`), SendError{Temporary: true, Reason: "internal_error"}},
		{"user_not_found", saying(200, `{"ok":false,"error":"user_not_found"}`), SendError{Reason: "user_not_found"}},
		{"account_inactive", saying(200, `{"ok":false,"error":"account_inactive"}`), SendError{Reason: "account_inactive"}},
		{"invalid_auth", saying(200, `{"ok":false,"error":"invalid_auth"}`), SendError{Reason: "invalid_auth"}},
		{"token_revoked", saying(200, `{"ok":false,"error":"token_revoked"}`), SendError{Reason: "token_revoked"}},
		{"missing_scope", saying(200, `{"ok":false,"error":"missing_scope","needed":"chat:write"}`), SendError{Reason: "missing_scope"}},
		{"invalid_blocks", saying(200, `{"ok":false,"error":"invalid_blocks"}`), SendError{Reason: "invalid_blocks"}},
		{"no channel of ours", saying(200, `{"ok":false,"error":"channel_not_found"}`), SendError{Reason: "channel_not_found"}},
		{"a page instead of an answer", saying(200, "<html>Maria Ortiz"), SendError{Unknown: true, Reason: "unreadable answer"}},
		{"half an answer", saying(200, `{"ok":tr`), SendError{Unknown: true, Reason: "unreadable answer"}},
		{"not ok, and not why", saying(200, `{"ok":false}`), SendError{Unknown: true, Reason: "no ts"}},
		{"the connection breaks", func(http.ResponseWriter, *http.Request, call) { panic(http.ErrAbortHandler) }, SendError{Unknown: true, Reason: "no connection"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newApp(t, nil)
			a.slack.answer = func(w http.ResponseWriter, r *http.Request, got call) {
				if got.Path != "chat.postMessage" {
					healthy(w, r, got)
					return
				}
				c.answer(w, r, got)
			}
			_, err := a.Send(t.Context(), "UMARIA", words("Hello"))
			got, ok := errors.AsType[*SendError](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if n := len(a.slack.to("chat.postMessage")); n != 1 {
				t.Errorf("posted %d times, want once", n)
			}
		})
	}
}

// Slack may have taken what was written and not answered: nobody can know.
func TestTimeOutIsUnknownOnceWritten(t *testing.T) {
	for _, c := range []struct {
		name, silent string
		want         SendError
		posts        int
	}{
		{"while the channel is opened", "conversations.open", SendError{Temporary: true, Reason: "time-out"}, 0},
		{"while the message is posted", "chat.postMessage", SendError{Unknown: true, Reason: "time-out"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newApp(t, nil)
				a.slack.answer = func(w http.ResponseWriter, r *http.Request, got call) {
					if got.Path == c.silent {
						<-r.Context().Done()
						return
					}
					healthy(w, r, got)
				}
				start := time.Now()
				_, err := a.Send(t.Context(), "UMARIA", words("Hello"))
				got, _ := errors.AsType[*SendError](err)
				if got == nil || *got != c.want {
					t.Errorf("error %+v, want %+v", got, c.want)
				}
				if took := time.Since(start); took != callTime {
					t.Errorf("gave up after %v, want %v", took, callTime)
				}
				if n := len(a.slack.to("chat.postMessage")); n != c.posts {
					t.Errorf("%d posts, want %d", n, c.posts)
				}
			})
		})
	}
}

// A stop in the middle of a post leaves it unknown too.
func TestCanceledPostIsUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, nil)
		ctx, cancel := context.WithCancel(t.Context())
		a.slack.answer = func(w http.ResponseWriter, r *http.Request, got call) {
			if got.Path == "chat.postMessage" {
				cancel()
				<-r.Context().Done()
				return
			}
			healthy(w, r, got)
		}
		_, err := a.Send(ctx, "UMARIA", words("Hello"))
		if got, _ := errors.AsType[*SendError](err); got == nil || !got.Unknown || got.Temporary {
			t.Errorf("error %+v, want unknown", got)
		}
	})
}

func TestWithoutConnectionNothingWasSent(t *testing.T) {
	a := newApp(t, nil)
	a.http.Transport.(*http.Transport).DialContext = (&pipes{closed: closedChannel()}).dial
	_, err := a.Send(t.Context(), "UMARIA", words("Hello"))
	if got, _ := errors.AsType[*SendError](err); got == nil || *got != (SendError{Temporary: true, Reason: "no connection"}) {
		t.Errorf("error %+v, want temporary", got)
	}
}

func closedChannel() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

func TestNoChannelInTheAnswer(t *testing.T) {
	for _, body := range []string{`{"ok":true}`, `{"ok":true,"channel":{}}`, `{"ok":false}`} {
		a := newApp(t, nil)
		a.slack.answer = saying(200, body)
		_, err := a.Send(t.Context(), "UMARIA", words("Hello"))
		if got, _ := errors.AsType[*SendError](err); got == nil || !got.Temporary {
			t.Errorf("%s: error %+v, want temporary", body, got)
		}
	}
}

// A remembered channel may have ended: it is forgotten, and next time opened anew.
func TestForgottenChannelIsOpenedAgain(t *testing.T) {
	a := newApp(t, nil)
	if _, err := a.Send(t.Context(), "UMARIA", words("Hello")); err != nil {
		t.Fatal(err)
	}
	a.slack.mu.Lock()
	a.slack.answer = func(w http.ResponseWriter, r *http.Request, got call) {
		if got.Path == "chat.postMessage" && len(a.slack.to("conversations.open")) == 1 {
			_, _ = io.WriteString(w, `{"ok":false,"error":"channel_not_found"}`)
			return
		}
		healthy(w, r, got)
	}
	a.slack.mu.Unlock()
	_, err := a.Send(t.Context(), "UMARIA", words("Hello"))
	if got, _ := errors.AsType[*SendError](err); got == nil || !got.Temporary {
		t.Fatalf("error %+v, want temporary", got)
	}
	if _, err := a.Send(t.Context(), "UMARIA", words("Hello")); err != nil {
		t.Errorf("after the channel was opened anew: %v", err)
	}
}

// STANDARDS 1.2: about one message a second and channel; what comes faster may
// vanish without a word.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, nil)
		start := time.Now()
		var left []time.Duration
		for range 6 {
			if _, err := a.Send(t.Context(), "UMARIA", words("Hello")); err != nil {
				t.Fatal(err)
			}
			left = append(left, time.Since(start))
		}
		if _, err := a.Send(t.Context(), "UCARL", words("Hello")); err != nil {
			t.Fatal(err)
		}
		left = append(left, time.Since(start))
		s := time.Second
		if diff := cmp.Diff([]time.Duration{0, 0, 0, s, 2 * s, 3 * s, 3 * s}, left); diff != "" {
			t.Errorf("six to Maria and one to Carl left at (-want +got):\n%s", diff)
		}

		soon, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := a.Send(soon, "UMARIA", words("Hello"))
		if got, _ := errors.AsType[*SendError](err); got == nil || !got.Temporary || got.RetryAfter != s {
			t.Errorf("no time to wait: %+v, want temporary, after a second", got)
		}
		if n := len(a.slack.to("chat.postMessage")); n != 7 {
			t.Errorf("%d posts, want 7", n)
		}
	})
}

func TestNegativePaceIsNone(t *testing.T) {
	b := newBook(-1)
	now := time.Date(2025, 10, 8, 8, 0, 0, 0, time.UTC)
	for range 100 {
		if wait := b.turn("UMARIA", now); wait != 0 {
			t.Fatalf("waits %v", wait)
		}
	}
}

func TestBookIsBounded(t *testing.T) {
	b := newBook(time.Second)
	for i := range maxPeople + 5 {
		b.remember(fmt.Sprint("U", i), "D")
	}
	if n := len(b.people); n > maxPeople {
		t.Errorf("%d people are remembered, want at most %d", n, maxPeople)
	}
	if _, ok := b.channel(fmt.Sprint("U", maxPeople+4)); !ok {
		t.Error("the newest is not remembered")
	}
}

// What is logged holds no address, no answer, no token.
func TestErrorsAreFitForLogs(t *testing.T) {
	a := newApp(t, nil)
	a.slack.answer = func(http.ResponseWriter, *http.Request, call) { panic(http.ErrAbortHandler) }
	_, sendErr := a.Send(t.Context(), "UMARIA", words("Maria Ortiz"))
	postErr := a.Slack.post(t.Context(), "http://slack.test/respond?secret", "Maria Ortiz")
	_, _, lookErr := a.Lookup(t.Context(), "UMARIA")
	openErr := a.open(t.Context(), "1.2", visitForm())
	for _, err := range []error{sendErr, postErr, lookErr, openErr} {
		if err == nil {
			t.Fatal("no error")
		}
		for _, private := range []string{"Maria", "secret", "xoxb", "slack.test", "respond"} {
			if strings.Contains(err.Error(), private) {
				t.Errorf("%q holds %q", err, private)
			}
		}
	}
}
