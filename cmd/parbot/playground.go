package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"parbot/internal/play"
)

// anyPort is an address of this machine alone.
const anyPort = "127.0.0.1:0"

// playground is parbot between its stand-ins: a Slack workspace and a mailbox on
// loopback, a district of six people, and a clock that can be moved.
type playground struct {
	server    *server
	clock     *handClock
	workspace *play.Workspace
	mailbox   *play.Mailbox
	own       bool           // the database is the playground's own, to be emptied
	failed    chan error     // what ended by itself
	ends      []func() error // what puts everything away, in the order it was begun
}

// newPlayground fills a district and puts parbot between its stand-ins. It is to
// be reached at an address, by [playground.handler].
func newPlayground(a *app, address string) (_ *playground, err error) {
	g := &playground{clock: newHandClock(play.Start()), failed: make(chan error, 3)}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.close())
		}
	}()
	cfg := a.config
	cfg.Listen, cfg.URL = address, "http://"+address
	if err := g.standIn(a.ctx, &cfg); err != nil {
		return nil, err
	}
	d, err := a.demoDatabase()
	if err != nil {
		return nil, err
	}
	g.own = d.cluster != nil
	g.ends = append(g.ends, d.close)
	log, err := os.OpenFile(filepath.Join(cfg.Data, "play.log"), os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("log: %w", err)
	}
	g.ends = append(g.ends, log.Close)
	if g.server, err = newServer(a.ctx, cfg, d.url, parts{clock: g.clock, log: log}); err != nil {
		return nil, err
	}
	g.ends = append(g.ends, func() error { g.server.store.Close(); return nil })
	return g, g.fill(a.ctx)
}

// standIn begins the workspace and the mailbox, and has the settings name them
// where they name nothing else.
func (g *playground) standIn(ctx context.Context, cfg *config) error {
	token, signing := "xoxb-play-"+rand.Text(), rand.Text()
	g.workspace = play.NewWorkspace(play.WorkspaceConfig{Token: token, Secret: signing, People: play.People(), Now: g.clock.Now})
	g.mailbox = play.NewMailbox(g.clock.Now)
	slack, err := (&net.ListenConfig{}).Listen(ctx, "tcp", anyPort)
	if err != nil {
		return fmt.Errorf("stand-in Slack: %w", err)
	}
	g.serve(func() error { return serveOn(slack, g.workspace) }, slack.Close)
	mail, err := (&net.ListenConfig{}).Listen(ctx, "tcp", anyPort)
	if err != nil {
		return fmt.Errorf("stand-in mailbox: %w", err)
	}
	g.serve(func() error { return g.mailbox.Serve(mail) }, g.mailbox.Close)
	self := "http://" + slack.Addr().String()
	g.workspace.Connect(self, cfg.URL)
	if cfg.SlackToken == "" {
		cfg.SlackToken, cfg.SlackSecret, cfg.SlackURL = secret(token), secret(signing), self+"/api/"
	}
	if cfg.SMTP == "" {
		cfg.SMTP, cfg.MailFrom = secret("smtp://"+mail.Addr().String()+"?tls=off"), "parbot@demo.example"
	}
	return nil
}

// serve runs something beside until it is ended.
func (g *playground) serve(run, end func() error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := run(); err != nil {
			g.failed <- err
		}
	}()
	g.ends = append(g.ends, func() error {
		err := end()
		<-done
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		return err
	})
}

// begin begins to deliver and to tick, and settles what waits.
func (g *playground) begin(ctx context.Context) error {
	if err := g.server.start(ctx); err != nil {
		return err
	}
	g.ends = append(g.ends, func() error { return g.server.stop(context.Background()) })
	return g.Move(ctx, g.Now(), nil)
}

// close puts everything away, what was begun last first.
func (g *playground) close() error {
	var errs []error
	for _, end := range slices.Backward(g.ends) {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}

// config is the playground as its page and its stories know it.
func (g *playground) config() play.Config {
	c := play.Config{App: g, Workspace: g.workspace, Mailbox: g.mailbox, People: play.People(), Log: g.server.log}
	if g.own {
		c.Reset = g.startOver
	}
	return c
}

// handler is the page, and parbot's own addresses beside it.
func (g *playground) handler() http.Handler {
	mux := http.NewServeMux()
	for _, path := range []string{"/slack/", "/healthz", "/readyz", "/metrics"} {
		mux.Handle(path, g.server.http.Handler)
	}
	mux.Handle("/", play.New(g.config()))
	return mux
}

// Now is the present of the demo.
func (g *playground) Now() time.Time { return g.clock.Now() }

// Next is the moment of the next notice.
func (g *playground) Next(ctx context.Context) (time.Time, bool, error) {
	return g.server.scheduler.NextNotice(ctx, g.Now())
}

var errBack = errors.New("the clock goes forward alone")

// Move lets time pass, from one moment at which something may have to be said to
// the next, and has everything that is due leave at its own.
func (g *playground) Move(ctx context.Context, to time.Time, passing func(now time.Time)) error {
	if to.Before(g.Now().Add(-time.Minute)) {
		return errBack
	}
	for {
		now := g.Now()
		next, ok, err := g.server.scheduler.Next(ctx, now)
		if err != nil {
			return err
		}
		if !ok || next.After(to) {
			break
		}
		if err := g.settle(ctx, next, passing); err != nil {
			return err
		}
	}
	return g.settle(ctx, to, passing)
}

// settle sets the clock to a moment and waits until what is due has left.
func (g *playground) settle(ctx context.Context, at time.Time, passing func(now time.Time)) error {
	if at.After(g.Now()) {
		g.clock.Set(at)
	}
	if passing != nil {
		passing(g.Now())
	}
	if _, err := g.server.scheduler.Sweep(ctx, g.Now()); err != nil {
		return err
	}
	return g.server.queue.Idle(ctx)
}
