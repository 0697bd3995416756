// Package migrate brings a database to the newest schema: the steps of package
// migrations and, after them, that of the job queue, which brings its own.
// Steps go forward only, each in a transaction, under a lock that lets one
// program at a time at it.
package migrate

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // goose speaks database/sql
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"parbot/migrations"
)

// queueStep is the number of the step that brings the job queue's tables in
// their queueVersion; a newer version of theirs gets a step of its own.
const (
	queueStep    = 9001
	queueVersion = 8
)

// Up brings the database of a URL to the newest schema and returns how many
// steps that took.
func Up(ctx context.Context, url string) (steps int, err error) {
	err = with(url, func(p *goose.Provider) error {
		results, err := p.Up(ctx)
		steps = len(results)
		if err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		return nil
	})
	return steps, err
}

// Behind returns how many steps the database of a URL is older than this
// program. A database that is newer is an error.
func Behind(ctx context.Context, url string) (steps int, err error) {
	err = with(url, func(p *goose.Provider) error {
		at, newest, err := p.GetVersions(ctx)
		if err != nil {
			return fmt.Errorf("schema: %w", err)
		}
		if at > newest {
			return fmt.Errorf("the database is newer than this program: step %d, this program knows %d", at, newest)
		}
		for _, s := range p.ListSources() {
			if s.Version > at {
				steps++
			}
		}
		return nil
	})
	return steps, err
}

func with(url string, f func(*goose.Provider) error) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return fmt.Errorf("database address: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return errors.Join(fmt.Errorf("migrate: %w", err), db.Close())
	}
	p, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS,
		goose.WithSessionLocker(locker), goose.WithGoMigrations(queue(url)), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return errors.Join(fmt.Errorf("migrate: %w", err), db.Close())
	}
	return errors.Join(f(p), p.Close())
}

// queue is the step that brings the job queue's own tables. The queue speaks
// pgx and needs a transaction for each of its versions, so the step connects
// anew; a step that broke off goes on where it was.
func queue(url string) *goose.Migration {
	return goose.NewGoMigration(queueStep, &goose.GoFunc{RunDB: func(ctx context.Context, _ *sql.DB) error {
		pool, err := pgxpool.New(ctx, url)
		if err != nil {
			return fmt.Errorf("job queue: %w", err)
		}
		defer pool.Close()
		m, err := rivermigrate.New(riverpgxv5.New(pool), nil)
		if err != nil {
			return fmt.Errorf("job queue: %w", err)
		}
		if _, err = m.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: queueVersion}); err != nil {
			return fmt.Errorf("job queue: %w", err)
		}
		return nil
	}}, nil)
}
