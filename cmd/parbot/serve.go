package main

import (
	"errors"
	"time"
)

type serveCommand struct{}

// Help lists the settings.
func (serveCommand) Help() string { return settingsHelp() }

// Run serves until it is told to stop.
func (serveCommand) Run(a *app) (err error) {
	d, err := a.findDatabase()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	s, err := newServer(a.ctx, a.config, d.url, parts{clock: a.clock, log: a.err})
	if err != nil {
		return err
	}
	return s.run(a.ctx)
}

// The patience of the HTTP server. Slack gives up after three seconds.
const (
	readTime  = 10 * time.Second
	writeTime = 15 * time.Second
	idleTime  = 2 * time.Minute
	stopTime  = 20 * time.Second
)
