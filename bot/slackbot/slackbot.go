// Package slackbot is the conversation over Slack's HTTP protocol: requests in
// become a [bot.Request], a [bot.Reply] becomes blocks, modals and messages
// out. It decides nothing and keeps nothing; it is the one room that imports
// slack-go.
//
// Requests in are believed for their v0 signature over the raw body, at most
// five minutes old. A signed request that comes a second time, byte for byte or
// signed anew, carries the same [bot.Request] ID: the conversation, which
// remembers ids, stores nothing twice and answers alike. So a duplicate
// delivery by Slack gets its answer, and a replay learns and changes nothing.
//
// Slack waits three seconds. What takes longer is answered by a sentence in
// time, goes on, and is said as soon as it is known; nobody has to guess.
//
// Messages out have no key of their own in Slack (chat.postMessage knows no
// idempotency), so [Slack.Send] posts once and never retries: whether to send
// again is for the durable queue, which [SendError] tells what is known.
package slackbot

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"parbot/bot"
)

// Config says which app of which workspace this is. Its zero fields are fine
// except BotToken and SigningSecret.
type Config struct {
	BotToken      string
	SigningSecret string           // empty: every request is refused
	APIURL        string           // base of the Web API, ends in "/"; empty: Slack's own
	ResponseHosts []string         // "host" or "host:port" that may be answered besides Slack's, over http too: for stand-ins
	District      string           // of every Request
	RealTime      func() time.Time // what signatures are checked against; nil: time.Now
	Pace          time.Duration    // between messages to one person once a burst of three is spent; 0: one second, negative: none

	// OnRequest counts requests; nil: nobody does. Kind is command, press,
	// submission, event or options, or interaction while it is not known which;
	// outcome is answered, refused (401), malformed, late or failed.
	OnRequest func(kind, outcome string)
}

// Handler is the conversation.
type Handler interface {
	Handle(ctx context.Context, r bot.Request) bot.Reply
}

// Slack is one app in one workspace. It is safe for concurrent use.
type Slack struct {
	config  Config
	handler Handler
	log     *slog.Logger
	api     *slack.Client
	http    *http.Client
	people  *book
	work    work
	home    home
}

// New returns the app of c, answered by handler. It does not talk to Slack yet.
func New(c Config, handler Handler, log *slog.Logger) *Slack {
	if c.APIURL == "" {
		c.APIURL = slack.APIURL
	}
	if c.RealTime == nil {
		c.RealTime = time.Now
	}
	if c.Pace == 0 {
		c.Pace = time.Second
	}
	if c.OnRequest == nil {
		c.OnRequest = func(string, string) {}
	}
	client := newClient()
	return &Slack{
		config:  c,
		handler: handler,
		log:     log,
		api:     slack.New(c.BotToken, slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(client)),
		http:    client,
		people:  newBook(c.Pace),
		work:    work{log: log, room: make(chan struct{}, maxWork)},
	}
}

// callTime bounds one call to Slack, the reading of its answer included.
const callTime = 10 * time.Second

// newClient returns a client that never follows a redirect: it would carry the
// token, or what a person may read, to a host nobody has looked at.
func newClient() *http.Client {
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   16,
		IdleConnTimeout:       30 * time.Second,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: callTime,
	}
	return &http.Client{
		Transport:     transport,
		Timeout:       callTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Routes adds the addresses that the app's manifest names. All take POST alone.
func (s *Slack) Routes(mux *http.ServeMux) {
	mux.HandleFunc("/slack/commands", s.signed("command", s.command))
	mux.HandleFunc("/slack/interactions", s.signed("interaction", s.interaction))
	mux.HandleFunc("/slack/options", s.signed("options", s.options))
	mux.HandleFunc("/slack/events", s.signed("event", s.event))
}

// Close waits until everything that was acknowledged is answered, or until ctx
// ends. Call it after the server has stopped taking requests.
func (s *Slack) Close(ctx context.Context) error {
	defer s.http.CloseIdleConnections()
	return s.work.wait(ctx)
}
