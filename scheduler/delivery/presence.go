package delivery

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/postgres"
)

// presence shows the other processes on the database that this one lives, by a
// lock that ends with its connection, and takes up the jobs of those that were
// killed. Without it the queue's own rescue would do so after three minutes.
type presence struct {
	id     string // of this process in the queue's tables
	store  *postgres.Store
	log    *slog.Logger
	conn   *pgx.Conn
	absent map[string]time.Time // since when processes with jobs are missing
	cancel context.CancelFunc
	done   chan struct{}
}

// presentPrefix begins the ids of the processes that hold such a lock.
const presentPrefix = "live-"

const (
	lookEvery = time.Second

	// deadAfter is how long a process must be missing to count as killed: longer
	// than it takes to come back after a restart of the database.
	deadAfter = 5 * time.Second
)

func newPresence(store *postgres.Store, log *slog.Logger) *presence {
	return &presence{id: presentPrefix + string(postgres.NewID()), store: store, log: log}
}

// start takes the lock and begins to look after the others.
func (p *presence) start(ctx context.Context) error {
	if err := p.hold(ctx); err != nil {
		return err
	}
	ctx, p.cancel = context.WithCancel(ctx)
	p.done = make(chan struct{})
	go func() {
		defer close(p.done)
		p.watch(ctx)
	}()
	return nil
}

// stop gives the lock back.
func (p *presence) stop() {
	if p.cancel == nil {
		return
	}
	p.cancel()
	<-p.done
	p.cancel = nil
	p.release()
}

// hold takes the lock on a connection of its own.
func (p *presence) hold(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, p.store.Pool().Config().ConnConfig)
	if err != nil {
		return fmt.Errorf("presence: %w", err)
	}
	p.conn, p.absent = conn, map[string]time.Time{} // while nobody looked, nobody was missing
	if _, err := conn.Exec(ctx, `SELECT pg_advisory_lock(hashtextextended($1, 0))`, p.id); err != nil {
		p.release()
		return fmt.Errorf("presence: %w", err)
	}
	return nil
}

func (p *presence) release() {
	if p.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = p.conn.Close(ctx) // the server notices either way
	p.conn = nil
}

// watch looks after the others until ctx ends; a lost connection is made anew.
func (p *presence) watch(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		if err := p.look(ctx); err != nil && ctx.Err() == nil {
			p.log.WarnContext(ctx, "presence interrupted", "error", err)
			p.release()
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// look takes up the jobs of the processes that have been missing for too long.
func (p *presence) look(ctx context.Context) error {
	if p.conn == nil {
		if err := p.hold(ctx); err != nil {
			return err
		}
	}
	missing, err := p.missing(ctx)
	if err != nil {
		return err
	}
	dead := p.dead(missing, time.Now())
	if len(dead) == 0 {
		return nil
	}
	return p.takeUp(ctx, dead)
}

// missing returns the processes that have jobs and hold no lock.
func (p *presence) missing(ctx context.Context) ([]string, error) {
	rows, err := p.conn.Query(ctx, `
		WITH holders AS (
			SELECT DISTINCT attempted_by[array_upper(attempted_by, 1)] AS id FROM river_job WHERE state = 'running' AND kind = $1
		)
		SELECT id FROM holders
		WHERE starts_with(id, $2) AND id <> $3 AND NOT EXISTS (
			SELECT FROM pg_locks l
			WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.granted
			      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
			      AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(holders.id, 0))`, Args{}.Kind(), presentPrefix, p.id)
	if err != nil {
		return nil, fmt.Errorf("presence: %w", err)
	}
	missing, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("presence: %w", err)
	}
	return missing, nil
}

// dead returns those of the missing that have been so for too long.
func (p *presence) dead(missing []string, now time.Time) (dead []string) {
	still := make(map[string]time.Time, len(missing))
	for _, id := range missing {
		since, known := p.absent[id]
		if !known {
			since = now
		}
		still[id] = since
		if now.Sub(since) >= deadAfter {
			dead = append(dead, id)
		}
	}
	p.absent = still
	return dead
}

// takeUp makes the jobs of dead processes available again. Which of their
// deliveries may have been sent, the trace of the attempt tells.
func (p *presence) takeUp(ctx context.Context, dead []string) error {
	var jobs []int64
	err := p.store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT id, args->>'delivery' FROM river_job
			WHERE state = 'running' AND kind = $1 AND attempted_by[array_upper(attempted_by, 1)] = ANY ($2) FOR UPDATE SKIP LOCKED`,
			Args{}.Kind(), dead)
		if err != nil {
			return err
		}
		var deliveries []casefile.ID
		var job int64
		var delivery string
		if _, err = pgx.ForEachRow(rows, []any{&job, &delivery}, func() error {
			jobs, deliveries = append(jobs, job), append(deliveries, casefile.ID(delivery))
			return nil
		}); err != nil {
			return err
		}
		if err := tx.FreeDeliveries(ctx, deliveries); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE river_job SET state = 'available', scheduled_at = $2 WHERE id = ANY ($1)`, jobs, time.Now())
		return err
	})
	if err != nil {
		return fmt.Errorf("take up jobs: %w", err)
	}
	if len(jobs) > 0 {
		p.log.WarnContext(ctx, "jobs of a killed process taken up", "jobs", len(jobs), "processes", strings.Join(dead, " "))
	}
	return nil
}
