package main

import (
	"errors"
	"net"
	"runtime/debug"
	"time"

	"parbot/internal/fault"
)

type serveCommand struct{}

// Help lists the settings.
func (serveCommand) Help() string { return settingsHelp() }

// Run serves until it is told to stop.
func (serveCommand) Run(a *app) (err error) {
	spareCollector()
	d, err := a.findDatabase()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	listener, err := a.listen(a.config.Listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	s, err := newServer(a.ctx, a.config, d.url, parts{clock: a.clock, log: a.err})
	if err != nil {
		return err
	}
	return s.run(a.ctx, listener)
}

// garbage is how much may be left behind, in per cent of what is in use, before
// it is collected. A plan leaves much and keeps little, so memory bought here
// makes planning a district again a third faster.
const garbage = 400

// spareCollector lets garbage grow, unless whoever runs parbot has said how much
// (GOGC).
func spareCollector() {
	const usual = 100
	if said := debug.SetGCPercent(garbage); said != usual {
		debug.SetGCPercent(said)
	}
}

// listen listens on an address, before anything else is begun.
func (a *app) listen(address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(a.ctx, "tcp", address)
	if err != nil {
		return nil, fault.New(fault.Conflict, "err.setting", "PARBOT_LISTEN cannot be listened on; is parbot running already?")
	}
	return l, nil
}

// The patience of the HTTP server. Slack gives up after three seconds.
const (
	readTime  = 10 * time.Second
	writeTime = 15 * time.Second
	idleTime  = 2 * time.Minute
	stopTime  = 20 * time.Second
)
