package delivery

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/postgres"
)

// The two lanes: people who wait for an answer never queue behind a bulk send.
const (
	urgentLane = "urgent"
	bulkLane   = "bulk"
)

// workers is how many messages of a lane are on their way at once, in one process.
const workers = 4

// Args name the delivery of a job, and nothing else: whoever can read the
// queue's tables learns nothing about anybody.
type Args struct {
	District string      `json:"district"`
	Delivery casefile.ID `json:"delivery"`
}

// Kind names the jobs in the queue's tables.
func (Args) Kind() string { return "delivery" }

// Queue is the durable queue of deliveries. It is safe for concurrent use.
type Queue struct {
	config   Config
	client   *river.Client[pgx.Tx]
	presence *presence // nil with PollOnly
}

// New returns a queue that takes deliveries, and makes them once it is started.
func New(c Config) (*Queue, error) {
	if c.Count == nil {
		c.Count = func(string, string) {}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	q := &Queue{config: c}
	id := "poll-" + string(postgres.NewID())
	if !c.PollOnly {
		q.presence = newPresence(c.Desk.Store, c.Log)
		id = q.presence.id
	}
	jobs := river.NewWorkers()
	river.AddWorker(jobs, &worker{Config: c, enqueue: q.Enqueue})
	client, err := river.NewClient(riverpgxv5.New(c.Desk.Store.Pool()), &river.Config{
		ID:                   id,
		Logger:               c.Log,
		Workers:              jobs,
		Queues:               map[string]river.QueueConfig{urgentLane: {MaxWorkers: workers}, bulkLane: {MaxWorkers: workers}},
		MaxAttempts:          mostAttempts,
		JobTimeout:           jobTime,
		RescueStuckJobsAfter: rescueTime,
		SoftStopTimeout:      stopTime,
		FetchCooldown:        20 * time.Millisecond,
		FetchPollInterval:    500 * time.Millisecond,
		PollOnly:             c.PollOnly,
	})
	if err != nil {
		return nil, fmt.Errorf("delivery queue: %w", err)
	}
	q.client = client
	return q, nil
}

// Enqueue makes a job for each delivery, in the transaction that stores them.
func (q *Queue) Enqueue(ctx context.Context, tx *postgres.Tx, deliveries []postgres.Delivery) error {
	if len(deliveries) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(deliveries))
	for i, d := range deliveries {
		lane := bulkLane
		if d.Urgent {
			lane = urgentLane
		}
		jobs[i] = river.InsertManyParams{Args: Args{District: tx.District, Delivery: d.ID}, InsertOpts: &river.InsertOpts{Queue: lane}}
	}
	if _, err := q.client.InsertManyFastTx(ctx, tx.Tx, jobs); err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	return nil
}

// Start begins to make deliveries. It goes on until [Queue.Stop], also when ctx
// ends.
func (q *Queue) Start(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if q.presence != nil {
		if err := q.presence.start(ctx); err != nil {
			return fmt.Errorf("delivery queue: %w", err)
		}
	}
	if err := q.client.Start(ctx); err != nil {
		q.leave()
		return fmt.Errorf("delivery queue: %w", err)
	}
	return nil
}

// Stop lets what is being sent end, for some seconds, and returns. What is left
// goes on in another process, or when this one is started again.
func (q *Queue) Stop(ctx context.Context) error {
	defer q.leave()
	if err := q.client.Stop(ctx); err != nil {
		return fmt.Errorf("delivery queue: %w", err)
	}
	return nil
}

func (q *Queue) leave() {
	if q.presence != nil {
		q.presence.stop()
	}
}

// idleStep is how often Idle looks.
const idleStep = 5 * time.Millisecond

// Idle returns when no delivery is on its way whose job could run now. One that
// waits for its next attempt is not on its way.
func (q *Queue) Idle(ctx context.Context) error {
	ticker := time.NewTicker(idleStep)
	defer ticker.Stop()
	for {
		busy, err := q.busy(ctx)
		if err != nil {
			return fmt.Errorf("delivery queue: %w", err)
		}
		if !busy {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
}

// busy reports whether a delivery is on its way. What a process has begun and
// not ended within the time of a job, it was killed at.
func (q *Queue) busy(ctx context.Context) (busy bool, err error) {
	now := time.Now()
	err = q.config.Desk.Store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(ctx, `
			SELECT EXISTS (
				SELECT FROM river_job j JOIN deliveries d ON d.district = j.args->>'district' AND d.id = (j.args->>'delivery')::uuid
				WHERE j.kind = $1 AND d.district = $2 AND d.state IN ('waiting', 'sending', 'retry')
				      AND (j.state = 'available' AND j.scheduled_at <= $3 OR j.state = 'running' AND j.attempted_at > $4
				           OR j.state IN ('scheduled', 'retryable') AND j.scheduled_at <= $3))`,
			Args{}.Kind(), tx.District, now, now.Add(-jobTime)).Scan(&busy)
	})
	return busy, err
}
