package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/postgres/local"
	"parbot/internal/postgres/migrate"
)

// database is the district's Postgres: the one that was set, or a private
// cluster that this process started or found running.
type database struct {
	url     string
	cluster *local.Cluster // nil when one was set
}

// privateName is the database of the private cluster that serve and the
// imports use.
const privateName = "parbot"

// findDatabase returns the database that was set, or starts the private
// cluster. That one is brought to the newest schema; the other is never
// changed unasked.
func (a *app) findDatabase() (database, error) {
	if a.config.DatabaseURL != "" {
		return database{url: a.config.DatabaseURL}, nil
	}
	cluster, err := local.Options{BinDir: a.config.PostgresFiles}.Start(a.ctx, a.config.Data, a.err)
	if err != nil {
		return database{}, fmt.Errorf("private Postgres: %w", err)
	}
	d := database{url: cluster.URL(privateName), cluster: cluster}
	if _, err := migrate.Up(a.ctx, d.url); err != nil {
		return d, errors.Join(err, d.close())
	}
	return d, nil
}

// close stops the private cluster.
func (d *database) close() error {
	if d.cluster == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return d.cluster.Stop(ctx)
}

// openStore opens a database and refuses a schema that is not this program's.
func openStore(ctx context.Context, url string) (*postgres.Store, error) {
	store, err := postgres.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	steps, err := store.Behind(ctx)
	switch {
	case err != nil:
	case steps > 0:
		err = fault.New(fault.Conflict, "err.schema", fmt.Sprintf(
			"The database is older than this program by %s. Run: parbot migrate", count(steps, "step", "steps")))
	default:
		return store, nil
	}
	store.Close()
	return nil, err
}

// withDesk lets f work with the district's desk and puts everything away again.
func (a *app) withDesk(f func(*casework.Desk) error) (err error) {
	lib, err := loadPrograms(a.config.Programs)
	if err != nil {
		return err
	}
	home, err := lib.home(a.config.Program)
	if err != nil {
		return err
	}
	d, err := a.findDatabase()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	store, err := openStore(a.ctx, d.url)
	if err != nil {
		return err
	}
	defer store.Close()
	return f(&casework.Desk{Store: store, Programs: lib.programs, Home: home})
}

type migrateCommand struct{}

// Run brings the database to the newest schema and says how far it was.
func (migrateCommand) Run(a *app) (err error) {
	if a.config.DatabaseURL == "" {
		d, err := a.findDatabase()
		if err != nil {
			return err
		}
		fmt.Fprintln(a.out, "The private database is at the newest schema.")
		return d.close()
	}
	steps, err := migrate.Up(a.ctx, a.config.DatabaseURL)
	if err != nil {
		return err
	}
	if steps == 0 {
		fmt.Fprintln(a.out, "The database is at the newest schema already.")
		return nil
	}
	fmt.Fprintf(a.out, "The database is at the newest schema: %s done.\n", count(steps, "step", "steps"))
	return nil
}
