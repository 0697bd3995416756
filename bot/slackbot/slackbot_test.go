package slackbot

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/bot"
	"parbot/internal/message"
)

const secret = "8f742231b10e8888abcd99yyyzzz85a5"

// conversation is a handler that remembers what it was asked.
type conversation struct {
	mu    sync.Mutex
	asked []bot.Request
	reply func(context.Context, bot.Request) bot.Reply
}

func (c *conversation) Handle(ctx context.Context, r bot.Request) bot.Reply {
	c.mu.Lock()
	c.asked = append(c.asked, r)
	c.mu.Unlock()
	if c.reply == nil {
		return bot.Reply{Message: words("Nothing is due.")}
	}
	return c.reply(ctx, r)
}

func (c *conversation) requests() []bot.Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]bot.Request(nil), c.asked...)
}

// one returns the only request so far.
func (c *conversation) one(t *testing.T) bot.Request {
	t.Helper()
	all := c.requests()
	if len(all) != 1 {
		t.Fatalf("the conversation was asked %d times, want once", len(all))
	}
	return all[0]
}

// call is what Slack's side received.
type call struct {
	Path   string
	Form   url.Values     // of a form
	JSON   map[string]any // of a JSON body
	Header http.Header
}

// workspace is Slack's side of the wire: it remembers calls and answers as told.
// It speaks HTTP over pipes, so it works inside a synctest bubble too.
type workspace struct {
	mu     sync.Mutex
	calls  []call
	answer func(w http.ResponseWriter, r *http.Request, c call) // nil: like a healthy Slack
}

func (f *workspace) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	c := call{Path: strings.TrimPrefix(r.URL.Path, "/api/"), Header: r.Header}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		_ = json.Unmarshal(body, &c.JSON)
	} else {
		c.Form, _ = url.ParseQuery(string(body))
	}
	f.mu.Lock()
	f.calls = append(f.calls, c)
	answer := f.answer
	f.mu.Unlock()
	if answer == nil {
		answer = healthy
	}
	answer(w, r, c)
}

func healthy(w http.ResponseWriter, _ *http.Request, c call) {
	w.Header().Set("Content-Type", "application/json")
	switch c.Path {
	case "conversations.open":
		_, _ = io.WriteString(w, `{"ok":true,"channel":{"id":"D`+c.Form.Get("users")+`"}}`)
	case "chat.postMessage":
		_, _ = io.WriteString(w, `{"ok":true,"channel":"`+c.Form.Get("channel")+`","ts":"1759939200.000100"}`)
	default:
		_, _ = io.WriteString(w, `{"ok":true}`)
	}
}

// saying returns an answer of one status and body.
func saying(status int, body string, header ...string) func(http.ResponseWriter, *http.Request, call) {
	return func(w http.ResponseWriter, _ *http.Request, _ call) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

func (f *workspace) to(path string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []call
	for _, c := range f.calls {
		if c.Path == path {
			all = append(all, c)
		}
	}
	return all
}

// pipes is a network of two: whatever is dialed is served.
type pipes struct {
	accept chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.accept:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.accept <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// app is one Slack under test, its handler, Slack's side and its routes.
type app struct {
	*Slack
	talk   *conversation
	slack  *workspace
	routes *http.ServeMux
	counts *counts
}

type counts struct {
	mu  sync.Mutex
	all []string
}

func (c *counts) add(kind, outcome string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, kind+" "+outcome)
}

func newApp(t *testing.T, reply func(context.Context, bot.Request) bot.Reply) *app {
	t.Helper()
	a := &app{talk: &conversation{reply: reply}, slack: &workspace{}, routes: http.NewServeMux(), counts: &counts{}}
	a.Slack = New(Config{
		BotToken: "xoxb-test", SigningSecret: secret, APIURL: "http://slack.test/api/", ResponseHosts: []string{"slack.test"},
		District: "home", OnRequest: a.counts.add,
	}, a.talk, slog.New(slog.DiscardHandler))
	network := &pipes{accept: make(chan net.Conn), closed: make(chan struct{})}
	a.http.Transport.(*http.Transport).DialContext = network.dial
	server := &http.Server{Handler: a.slack}
	go func() { _ = server.Serve(network) }()
	a.Routes(a.routes)
	t.Cleanup(func() {
		if err := a.Close(context.Background()); err != nil {
			t.Error(err)
		}
		_ = network.Close()
		_ = server.Close()
	})
	return a
}

// signature signs as Slack does.
func signature(key, timestamp, body string) string {
	h := hmac.New(sha256.New, []byte(key))
	_, _ = io.WriteString(h, "v0:"+timestamp+":"+body)
	return "v0=" + hex.EncodeToString(h.Sum(nil))
}

func signedRequest(path, body string) *http.Request {
	now := strconv.FormatInt(time.Now().Unix(), 10)
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", now)
	r.Header.Set("X-Slack-Signature", signature(secret, now, body))
	return r
}

// post sends a signed body.
func (a *app) post(path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.routes.ServeHTTP(w, signedRequest(path, body))
	return w
}

// typed sends "/par text" by a person with a trigger.
func (a *app) typed(text, trigger string) *httptest.ResponseRecorder {
	return a.post("/slack/commands", url.Values{
		"command": {"/par"}, "text": {text}, "user_id": {"UCARL"}, "team_id": {"T1"}, "trigger_id": {trigger},
		"response_url": {"http://slack.test/respond"},
	}.Encode())
}

// interact sends an interaction's payload.
func (a *app) interact(payload string) *httptest.ResponseRecorder {
	return a.post("/slack/interactions", url.Values{"payload": {payload}}.Encode())
}

// settle waits until everything that was acknowledged is answered.
func (a *app) settle(t *testing.T) {
	t.Helper()
	if err := a.work.wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func words(lines ...string) message.Message {
	var m message.Message
	for _, l := range lines {
		m.Lines = append(m.Lines, message.Line{Text: l})
	}
	return m
}

func decoded(t *testing.T, body []byte) map[string]any {
	t.Helper()
	var v map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	return v
}

// at follows keys and indexes into decoded JSON; nil where there is nothing.
func at(v any, path ...any) any {
	for _, step := range path {
		switch s := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[s]
		case int:
			l, _ := v.([]any)
			if s >= len(l) {
				return nil
			}
			v = l[s]
		}
	}
	return v
}
