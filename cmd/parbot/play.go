package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"parbot/internal/play"
)

type playCommand struct {
	Story     bool   `help:"Play the three stories in the terminal instead, and end."`
	Listen    string `help:"Address to listen on; PARBOT_LISTEN when not given." placeholder:"HOST:PORT"`
	NoBrowser bool   `help:"Open no browser."`
}

// Run opens the playground until it is told to stop, or plays the stories.
func (c *playCommand) Run(a *app) (err error) {
	address := cmp.Or(c.Listen, a.config.Listen)
	if c.Story {
		address = anyPort
	}
	listener, err := a.listen(address)
	if err != nil {
		return err
	}
	g, err := newPlayground(a, listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, g.close()) }()
	g.serve(func() error { return serveOn(listener, g.handler()) }, listener.Close)
	if err := g.begin(a.ctx); err != nil {
		return err
	}
	if c.Story {
		return play.Story(a.ctx, g.config(), a.out)
	}
	a.welcome("http://"+listener.Addr().String(), !c.NoBrowser)
	select {
	case <-a.ctx.Done():
		return nil
	case err := <-g.failed:
		return err
	}
}

// welcome says where the playground is, and opens it where there is a screen.
func (a *app) welcome(address string, open bool) {
	fmt.Fprintf(a.out, "Ready: %s (demo district, Wednesday, October 8, 2025; nothing leaves this machine; Ctrl-C stops it)\n", address)
	if open && !browse(a.ctx, address) {
		fmt.Fprintf(a.out, "No screen here: open that address in a browser, or see the stories in the terminal: %s play --story\n", self())
	}
}

// self is how this program is called from the folder it was started in: by its
// path if it lies there, as with make run, else by its name.
func self() string {
	path, err := os.Executable()
	if err != nil {
		return "parbot"
	}
	here, err := os.Getwd()
	if err != nil {
		return "parbot"
	}
	if inner, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(inner) {
		return inner
	}
	return "parbot"
}

// browse opens an address in the person's browser, and reports whether it could.
func browse(ctx context.Context, address string) bool {
	opener := "xdg-open"
	switch {
	case runtime.GOOS == "darwin":
		opener = "open"
	case os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return false
	}
	return exec.CommandContext(ctx, opener, address).Start() == nil
}

// serveOn serves until its listener is closed.
func serveOn(l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: readTime, IdleTimeout: idleTime}
	if err := server.Serve(l); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
