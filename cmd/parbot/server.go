package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"

	"parbot/bot"
	"parbot/bot/slackbot"
	"parbot/internal/casework"
	"parbot/internal/postgres"
	"parbot/internal/web"
	"parbot/scheduler"
	"parbot/scheduler/delivery"
)

// parts are what a server is given besides its settings.
type parts struct {
	clock clock
	log   io.Writer // JSON lines
}

// server is the program put together: the two wings over one desk, and the HTTP
// server in front.
type server struct {
	config    config
	log       *slog.Logger
	store     *postgres.Store
	desk      *casework.Desk
	slack     *slackbot.Slack // nil: Slack is off
	mail      *mailSender     // nil: mail is off
	queue     *delivery.Queue
	scheduler *scheduler.Scheduler
	http      *http.Server
}

// newServer puts the rooms together over the database of a URL. Nothing runs
// yet but the connections to it.
func newServer(ctx context.Context, cfg config, database string, p parts) (_ *server, err error) {
	s := &server{config: cfg, log: slog.New(slog.NewJSONHandler(p.log, nil))}
	lib, err := loadPrograms(cfg.Programs)
	if err != nil {
		return nil, err
	}
	home, err := lib.home(cfg.Program)
	if err != nil {
		return nil, err
	}
	if s.mail, err = newMailSender(cfg); err != nil {
		return nil, err
	}
	if s.store, err = openStore(ctx, database); err != nil {
		return nil, err
	}
	s.desk = &casework.Desk{
		Store: s.store, Programs: lib.programs, Home: home, Domain: domainOf(cfg), Slack: cfg.SlackToken != "", Mail: s.mail != nil,
	}
	mux := http.NewServeMux()
	metrics := web.Routes(mux, s.ready)
	s.converse(mux, p.clock, metrics)
	if err := s.schedule(p.clock, metrics); err != nil {
		s.store.Close()
		return nil, err
	}
	s.http = &http.Server{
		Handler: mux, ReadHeaderTimeout: readTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	return s, nil
}

// converse puts the conversation behind Slack's addresses, if Slack is on.
func (s *server) converse(mux *http.ServeMux, c clock, metrics web.Metrics) {
	if s.config.SlackToken == "" {
		return
	}
	lookup := func(ctx context.Context, user string) (string, bool, error) { return s.slack.Lookup(ctx, user) }
	s.slack = slackbot.New(slackbot.Config{
		BotToken: string(s.config.SlackToken), SigningSecret: string(s.config.SlackSecret), APIURL: s.config.SlackURL,
		ResponseHosts: standIns(s.config.SlackURL), District: casework.HomeDistrict, OnRequest: metrics.Request,
	}, bot.New(s.desk, c.Now, s.log, lookup), s.log)
	s.slack.Routes(mux)
}

// standIns are the hosts besides Slack's own that late answers may go to: the
// one that stands in for Slack, if one does.
func standIns(api string) []string {
	u, err := url.Parse(api)
	if err != nil || u.Hostname() == "slack.com" || u.Hostname() == "slack-gov.com" {
		return nil
	}
	return []string{u.Hostname()}
}

// schedule makes the queue of deliveries and the heartbeat that fills it.
func (s *server) schedule(c clock, metrics web.Metrics) (err error) {
	carried := delivery.Config{Desk: s.desk, Now: c.Now, Count: metrics.Delivery, Log: s.log}
	if s.slack != nil {
		carried.Slack = slackSender{s.slack}
	}
	if s.mail != nil {
		carried.Mail, carried.Invite = s.mail, s.mail.invite
	}
	if s.queue, err = delivery.New(carried); err != nil {
		return err
	}
	s.scheduler, err = scheduler.New(scheduler.Config{
		Desk: s.desk, Enqueue: s.queue.Enqueue, Now: c.Now, Tick: s.config.Tick, Swept: metrics.Sweep, Log: s.log,
	})
	return err
}

// ready reports whether the program can serve: the database answers, and the
// heartbeat beats.
func (s *server) ready(ctx context.Context) error {
	if err := s.store.Pool().Ping(ctx); err != nil {
		return fmt.Errorf("database: %w", err)
	}
	return s.scheduler.Healthy(ctx)
}

// run serves on a listener until ctx ends and then puts everything away.
func (s *server) run(ctx context.Context, listener net.Listener) error {
	defer s.store.Close()
	if err := s.start(ctx); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "serving", "address", listener.Addr().String(), "version", version(), "slack", s.slack != nil, "mail", s.mail != nil)
	ended := make(chan error, 1)
	go func() { ended <- s.http.Serve(listener) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	return errors.Join(err, s.stop(context.WithoutCancel(ctx)))
}

// start begins to deliver and to tick.
func (s *server) start(ctx context.Context) error {
	if err := s.queue.Start(ctx); err != nil {
		return err
	}
	return s.scheduler.Start(ctx)
}

// stop ends what start began, after the requests under way.
func (s *server) stop(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, stopTime)
	defer cancel()
	errs := []error{s.http.Shutdown(ctx)}
	if s.slack != nil {
		errs = append(errs, s.slack.Close(ctx))
	}
	errs = append(errs, s.scheduler.Stop(ctx), s.queue.Stop(ctx))
	if s.mail != nil {
		errs = append(errs, s.mail.close())
	}
	return errors.Join(errs...)
}

// domainOf is the domain of the UIDs and Message-IDs that parbot makes: that of
// its mail, else that of its address.
func domainOf(cfg config) string {
	if _, domain, found := strings.Cut(strings.TrimSuffix(cfg.MailFrom, ">"), "@"); found {
		return domain
	}
	if u, err := url.Parse(cfg.URL); err == nil && u.Hostname() != "" {
		return u.Hostname()
	}
	return "parbot.invalid" // unreachable: the settings were checked
}
