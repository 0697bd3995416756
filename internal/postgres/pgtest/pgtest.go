// Package pgtest gives each test a fresh database of its own on a real Postgres:
// a copy of a template that was migrated once. The server is a private cluster
// in the system's folder for such, shared by all packages that are tested at
// the same time; the last one to end stops it, if it runs its tests by [Main].
package pgtest

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/postgres"
	"parbot/internal/postgres/local"
	"parbot/internal/postgres/migrate"
)

// server is the cluster of this process, started by the first test that asks.
var server struct {
	sync.Mutex

	cluster  *local.Cluster
	template string
}

// named makes the names of databases unique within the process.
var named atomic.Int64

// Main runs the tests of a package and then gives the server back. Its result
// is the exit code: func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }.
func Main(m *testing.M) int {
	code := m.Run()
	server.Lock()
	defer server.Unlock()
	if server.cluster == nil {
		return code
	}
	if err := server.cluster.Stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return max(code, 1)
	}
	return code
}

// Open returns a store on a fresh, migrated database, which ends with the test.
func Open(t testing.TB) *postgres.Store {
	t.Helper()
	store, err := postgres.Open(t.Context(), URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	return store
}

// URL returns the address of a fresh, migrated database, which ends with the test.
func URL(t testing.TB) string {
	t.Helper()
	cluster, template := start(t)
	return fresh(t, cluster, "TEMPLATE "+pgx.Identifier{template}.Sanitize())
}

// Empty returns the address of a fresh database with nothing in it.
func Empty(t testing.TB) string {
	t.Helper()
	cluster, _ := start(t)
	return fresh(t, cluster, "TEMPLATE template0")
}

func fresh(t testing.TB, cluster *local.Cluster, how string) string {
	t.Helper()
	name := fmt.Sprintf("test_%d_%d", os.Getpid(), named.Add(1))
	quoted := pgx.Identifier{name}.Sanitize()
	// A process of the same pid may have been killed before it could tidy up.
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)", "CREATE DATABASE " + quoted + " " + how} {
		if err := tell(t.Context(), cluster, statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := tell(context.Background(), cluster, "DROP DATABASE "+quoted+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return cluster.URL(name)
}

// tell runs one statement in the cluster's own database.
func tell(ctx context.Context, cluster *local.Cluster, statement string) error {
	conn, err := pgx.Connect(ctx, cluster.URL(local.Database))
	if err != nil {
		return fmt.Errorf("test database: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }() // the server notices either way
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

func start(t testing.TB) (*local.Cluster, string) {
	t.Helper()
	server.Lock()
	defer server.Unlock()
	if server.cluster == nil {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		folder := filepath.Join(os.TempDir(), fmt.Sprintf("parbot-test-%d", os.Geteuid()))
		cluster, err := local.Options{Test: true}.Start(ctx, folder, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		template, err := prepare(ctx, cluster)
		if err != nil {
			t.Fatal(err)
		}
		server.cluster, server.template = cluster, template
	}
	return server.cluster, server.template
}

// templateLock is the advisory lock under which a template is made.
const templateLock = 0x70617262

// prepare makes the template of the present migrations, if there is none yet.
func prepare(ctx context.Context, cluster *local.Cluster) (name string, err error) {
	schema, err := migrate.Fingerprint()
	if err != nil {
		return "", fmt.Errorf("test template: %w", err)
	}
	name = "template_" + schema
	conn, err := pgx.Connect(ctx, cluster.URL(local.Database))
	if err != nil {
		return "", fmt.Errorf("test template: %w", err)
	}
	defer func() { _ = conn.Close(ctx) }() // gives the lock back too
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
		return "", fmt.Errorf("test template: %w", err)
	}
	var made bool
	if err := conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&made); err != nil || made {
		return name, err
	}
	making := fmt.Sprintf("%s_%d", name, os.Getpid())
	for _, step := range []func() error{
		func() error { return tell(ctx, cluster, "CREATE DATABASE "+making+" TEMPLATE template0") },
		func() error { _, err := migrate.Up(ctx, cluster.URL(making)); return err },
		func() error { return tell(ctx, cluster, "ALTER DATABASE "+making+" RENAME TO "+name) },
	} {
		if err := step(); err != nil {
			return "", fmt.Errorf("test template: %w", err)
		}
	}
	return name, nil
}
