// Package migrate brings a database to the newest schema: the steps of package
// migrations and, among them, that of the job queue, which brings its own.
// Steps go forward only, each in a transaction, under a lock that lets one
// program at a time at it.
package migrate

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // goose speaks database/sql
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"parbot/migrations"
)

// queueStep is the number, in the one row of all steps, of the step that brings
// the job queue's tables in their queueVersion; a newer version of theirs gets a
// step of its own. The next file has the number after it.
const (
	queueStep    = 5
	queueVersion = 8
)

// Up brings the database of a URL to the newest schema and returns how many
// steps that took.
func Up(ctx context.Context, url string) (steps int, err error) {
	err = with(url, func(p *goose.Provider) error {
		if _, err := behind(ctx, p); err != nil {
			return err
		}
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
		steps, err = behind(ctx, p)
		return err
	})
	return steps, err
}

func behind(ctx context.Context, p *goose.Provider) (steps int, err error) {
	at, newest, err := p.GetVersions(ctx)
	if err != nil {
		return 0, fmt.Errorf("schema: %w", err)
	}
	if at > newest {
		return 0, fmt.Errorf("the database is newer than this program: step %d, this program knows %d", at, newest)
	}
	for _, s := range p.ListSources() {
		if s.Version > at {
			steps++
		}
	}
	return steps, nil
}

// Fingerprint names the newest schema: it changes with every step.
func Fingerprint() (string, error) {
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return "", fmt.Errorf("schema: %w", err)
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "queue %d at %d\n", queueVersion, queueStep)
	for _, file := range files {
		text, err := fs.ReadFile(migrations.FS, file)
		if err != nil {
			return "", fmt.Errorf("schema: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n%s", file, len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// Another program that migrates is waited for: asked each second, for five
// minutes.
const (
	lockSeconds = 1
	lockTries   = 300
)

func with(url string, f func(*goose.Provider) error) error {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return fmt.Errorf("database address: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockSeconds, lockTries))
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
