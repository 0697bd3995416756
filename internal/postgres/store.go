// Package postgres is the store: hand-written SQL, one file per subject, in
// transactions that the room above opens. Every statement names the district,
// and now is always an argument. Postgres's own errors are told apart by their
// codes here and nowhere else.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres/migrate"
)

// Store is a database of one or more districts. It is safe for concurrent use.
type Store struct{ pool *pgxpool.Pool }

// PgxTx is the transaction type of the driver, for rooms that pass it on to a
// library.
type PgxTx = pgx.Tx

// Tx is a transaction within one district.
type Tx struct {
	pgx.Tx

	District string
}

// maxConns bounds the connections of one process: enough to keep two cores
// busy, few enough for several replicas on a small server.
const maxConns = 16

// Open connects to the database of a URL and verifies that it answers.
func Open(ctx context.Context, url string) (*Store, error) { return OpenTraced(ctx, url, nil) }

// OpenTraced is Open with a tracer that is told of every statement; it may be nil.
func OpenTraced(ctx context.Context, url string, tracer pgx.QueryTracer) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	config.MaxConns = maxConns
	config.ConnConfig.Tracer = tracer
	config.MaxConnIdleTime = 5 * time.Minute
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("database: %w", err)
	}
	return &Store{pool: pool}, nil
}

// Close waits for the transactions under way and closes the connections.
func (s *Store) Close() { s.pool.Close() }

// Pool returns the connections, for the driver of the job queue alone.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Behind returns how many steps the schema is older than this program; a newer
// one is an error.
func (s *Store) Behind(ctx context.Context) (int, error) {
	return migrate.Behind(ctx, s.pool.Config().ConnString())
}

// In runs f in one transaction of a district: committed when f returns nil,
// else rolled back and f's error returned.
func (s *Store) In(ctx context.Context, district string, f func(*Tx) error) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	// After a commit this does nothing; after an error or a panic of f, what
	// went wrong is f's to tell.
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := f(&Tx{Tx: tx, District: district}); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		if e, ok := errors.AsType[*pgconn.PgError](err); ok && e.Code == exclusion {
			return fault.Wrap(fault.Conflict, "exclusive", err)
		}
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// exclusion is Postgres's code for rows that exclude each other.
const exclusion = "23P01"

// NewID returns a fresh id, which sorts by the time it was made.
func NewID() casefile.ID { return casefile.ID(uuid.Must(uuid.NewV7()).String()) }

// isID reports whether a value that came from outside can be an id at all.
func isID(id casefile.ID) bool { return uuid.Validate(string(id)) == nil }

// none turns "no rows" into fault.Absent.
func none(what string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.Wrap(fault.Absent, what, err)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func absent(what string) error { return fault.New(fault.Absent, what, "") }
