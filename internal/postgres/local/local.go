// Package local runs a private Postgres cluster for the playground, the tests
// and small districts: no port, no password, nothing to set up. The server is
// reached by a Unix socket alone, knows its clients by their user (peer), and
// outlives a crash of the program, which then takes it over again. Nothing in
// its folder is ever deleted, least of all the data of another version.
//
// Below the folder it is given lies postgres/ (or, when root's server cannot get
// there, as below a home of mode 0700, a folder of /var/lib): data, the server's
// log, the socket in run, and two locks. start.lock is held while the cluster is made,
// started or stopped; users.lock is shared by every process that uses it, so
// that the last one to leave stops the server.
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Database is the database that a new cluster has, and its one role, a
// superuser. The usual "postgres" is there too.
const Database = "parbot"

// port is part of the socket's name; nothing listens on it.
const port = 5432

// socketName is the socket's name in its folder.
var socketName = ".s.PGSQL." + strconv.Itoa(port)

// patience is how long a server may take to start or to stop: it may have to
// recover first.
const patience = time.Minute

// Options say how a cluster is run; the zero value is for data to keep.
type Options struct {
	BinDir string // folder of initdb and postgres; "": looked for in the usual places
	Test   bool   // nothing is flushed to disk: for data that may be lost
}

// Cluster is a private cluster that runs, started or found running.
type Cluster struct {
	home    string // holds all of the below
	data    string
	sockets string
	as      account
	users   *os.File      // the shared lock of this process
	exited  chan struct{} // closed when a server that this process started has ended; else nil
	child   int           // its pid, or 0
}

// Start starts the cluster of a folder, making it first when there is none, or
// takes over the server that runs there already. What takes long is said on log.
func Start(ctx context.Context, dir string, log io.Writer) (*Cluster, error) {
	return Options{}.Start(ctx, dir, log)
}

// Start is the function [Start] with options. They do not reach a server that
// runs already.
func (o Options) Start(ctx context.Context, dir string, log io.Writer) (_ *Cluster, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, err := prepare(dir)
	if err != nil {
		return nil, err
	}
	starting, err := lock(ctx, filepath.Join(c.home, "start.lock"))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, starting.Close()) }()
	if err := c.run(ctx, o, log); err != nil {
		return nil, err
	}
	if c.users, err = share(filepath.Join(c.home, "users.lock")); err != nil {
		return nil, err
	}
	return c, nil
}

// prepare finds out where things are and who runs the server.
func prepare(dir string) (*Cluster, error) {
	dir, err := realFolder(dir)
	if err != nil {
		return nil, err
	}
	c := &Cluster{home: filepath.Join(dir, "postgres")}
	if c.as, err = serverAccount(filepath.Join(c.home, "data"), filepath.Join(elsewhere(c.home), "data"), dir); err != nil {
		return nil, err
	}
	if !c.as.reaches(c.home) {
		c.home = elsewhere(c.home)
	}
	c.data = filepath.Join(c.home, "data")
	return c, c.as.open(c.home)
}

// realFolder makes a folder if need be and returns its one name, without
// symbolic links: a server is known by the folder that it works in.
func realFolder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("private Postgres: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", fmt.Errorf("private Postgres: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", fmt.Errorf("private Postgres: %w", err)
	}
	return dir, nil
}

// run sees to it that a server is up: the one that is running, else a new one.
func (c *Cluster) run(ctx context.Context, o Options, log io.Writer) (err error) {
	if c.sockets, err = c.as.socketFolder(c.home); err != nil {
		return err
	}
	if pid, ok := c.running(); ok {
		if err := c.awaitReady(ctx, pid); err == nil || !errors.Is(err, errEnded) {
			return err
		}
		// It was on its way down; what follows starts another.
	}
	bin, err := o.binaries(ctx, c.data)
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.data); errors.Is(err, os.ErrNotExist) {
		fmt.Fprintf(log, "Making a private Postgres in %s (once).\n", c.home)
		if err := c.create(ctx, bin, o); err != nil {
			return err
		}
	}
	return c.launch(ctx, bin, o)
}

// URL returns the address of a database of the cluster, for clients on this
// machine. A new cluster has [Database]; other databases are the caller's to create.
func (c *Cluster) URL(db string) string {
	where := url.Values{"host": {c.sockets}, "port": {strconv.Itoa(port)}}
	return (&url.URL{Scheme: "postgres", User: url.User(Database), Path: "/" + db, RawQuery: where.Encode()}).String()
}

// Stop ends this process's use of the cluster and stops the server unless
// another process uses it too. Clients that are still connected are cut off.
// It returns when the server has ended.
func (c *Cluster) Stop(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	starting, err := lock(ctx, filepath.Join(c.home, "start.lock"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, starting.Close()) }()
	if err := c.users.Close(); err != nil {
		return fmt.Errorf("private Postgres: %w", err)
	}
	alone, err := lockNow(filepath.Join(c.home, "users.lock"))
	if alone == nil || err != nil {
		return err
	}
	return errors.Join(c.shutDown(ctx), alone.Close())
}
