package bench

import (
	"context"
	"slices"
	"testing"
	"time"

	"parbot/internal/casework"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/scheduler"
	"parbot/scheduler/delivery"
)

const (
	manyPending = 1_000_000
	fewPending  = 10_000
	manyDue     = 10_000
)

// BenchmarkSweep compares a sweep that finds 10,000 due of 1,000,000 notices
// with the bare statements that do the same to the tables. Aim: at most 1.5.
func BenchmarkSweep(b *testing.B) {
	o := openOffice(b)
	o.pend(b, manyPending)
	for b.Loop() {
		o.due(b, manyDue)
		ours := o.sweep(b, manyDue)
		o.due(b, manyDue)
		bare := o.bare(b, manyDue)
		b.ReportMetric(ours.Seconds(), "s-sweep")
		b.ReportMetric(bare.Seconds(), "s-bare")
		b.ReportMetric(ours.Seconds()/bare.Seconds(), "ratio")
	}
}

// BenchmarkSweepNothingDue is a sweep that finds nothing. Aim: at most 5 ms, and
// the same whether 10,000 or 1,000,000 notices wait for their moment.
func BenchmarkSweepNothingDue(b *testing.B) {
	few, many := openOffice(b), openOffice(b)
	few.pend(b, fewPending)
	many.pend(b, manyPending)
	for b.Loop() {
		short, long := few.median(b), many.median(b)
		b.ReportMetric(float64(short.Microseconds())/1000, "ms-10k")
		b.ReportMetric(float64(long.Microseconds())/1000, "ms-1M")
		b.ReportMetric(long.Seconds()/short.Seconds(), "ratio")
	}
}

// office is a district with a queue that nobody works on.
type office struct {
	store     *postgres.Store
	scheduler *scheduler.Scheduler
	now       time.Time
}

func openOffice(b *testing.B) *office {
	b.Helper()
	store := pgtest.Open(b)
	desk := deskOver(b, store)
	o := &office{store: store, now: time.Now().Add(365 * 24 * time.Hour)}
	fill(b, desk, time.Now())
	now := func() time.Time { return o.now }
	queue, err := delivery.New(delivery.Config{Desk: desk, Now: now})
	if err != nil {
		b.Fatal(err)
	}
	if o.scheduler, err = scheduler.New(scheduler.Config{Desk: desk, Enqueue: queue.Enqueue, Now: now}); err != nil {
		b.Fatal(err)
	}
	o.exec(b, `UPDATE cases SET plan_again = NULL`)
	o.exec(b, `DELETE FROM notices`)
	return o
}

func (o *office) exec(b *testing.B, sql string, args ...any) {
	b.Helper()
	err := o.store.In(b.Context(), casework.HomeDistrict, func(tx *postgres.Tx) error {
		_, err := tx.Exec(b.Context(), sql, args...)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

const someNotices = `
	INSERT INTO notices (district, id, case_id, key, topic, kind, rule, step, person, role, at, state, planned_at)
	SELECT 'home', gen_random_uuid(), c.id, $1 || n, 'due', 'reminder', 'confer', '0', p.person, p.role,
	       $2::timestamptz + n * interval '1 second', 'pending', $2
	FROM generate_series(1, $3) n
	     JOIN (SELECT id, row_number() OVER () AS nth, count(*) OVER () AS all FROM cases) c ON c.nth = n % c.all + 1
	     JOIN parties p ON p.case_id = c.id AND p.role = 'consultant'`

// pend adds notices whose moment is to come.
func (o *office) pend(b *testing.B, n int) {
	b.Helper()
	o.exec(b, someNotices, "pending/", o.now.Add(time.Hour), n)
	analyze(b, o.store)
}

// due adds notices whose moment has come, each to be said alone.
func (o *office) due(b *testing.B, n int) {
	b.Helper()
	o.exec(b, `UPDATE notices SET state = 'past' WHERE state <> 'pending'`)
	o.exec(b, someNotices, "due/"+string(postgres.NewID())+"/", o.now.Add(-time.Duration(n+1)*time.Second), n)
	o.exec(b, `UPDATE notices SET kind = 'notice', topic = 'served' WHERE state = 'pending' AND at <= $1`, o.now)
}

func (o *office) sweep(b *testing.B, want int) time.Duration {
	b.Helper()
	start := time.Now()
	handed, err := o.scheduler.Sweep(b.Context(), o.now)
	if err != nil || handed != want {
		b.Fatalf("handed over %d, %v; want %d", handed, err, want)
	}
	return time.Since(start)
}

// median is how long a sweep that finds nothing takes.
func (o *office) median(b *testing.B) time.Duration {
	b.Helper()
	var took []time.Duration
	for range 51 {
		took = append(took, o.sweep(b, 0))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// bareSweep does to the tables what a sweep does, in one statement.
const bareSweep = `
	WITH due AS (
		SELECT district, id, person, gen_random_uuid() AS mail, gen_random_uuid() AS slack FROM notices
		WHERE district = 'home' AND state = 'pending' AND at <= $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED
	), channels AS (
		SELECT due.district, due.id, due.person, c.channel, CASE c.channel WHEN 'mail' THEN due.mail ELSE due.slack END AS delivery
		FROM due, (VALUES ('mail'), ('slack')) c (channel)
	), added AS (
		INSERT INTO deliveries (district, id, person, channel, urgent, state, created_at)
		SELECT district, delivery, person, channel, true, 'waiting', $1 FROM channels
	), linked AS (
		INSERT INTO delivery_notices (district, delivery, notice) SELECT district, delivery, id FROM channels
	), queued AS (
		INSERT INTO river_job (args, kind, max_attempts, queue, state)
		SELECT jsonb_build_object('district', district, 'delivery', delivery), 'delivery', 25, 'urgent', 'available' FROM channels
	)
	UPDATE notices n SET state = 'handed' FROM due WHERE n.district = due.district AND n.id = due.id`

func (o *office) bare(b *testing.B, n int) time.Duration {
	b.Helper()
	start := time.Now()
	for done := 0; done < n; {
		some := o.bareSome(b.Context(), b)
		if some == 0 {
			b.Fatalf("%d of %d notices were due", done, n)
		}
		done += some
	}
	return time.Since(start)
}

// bareSome handles as many notices as a sweep does in one transaction.
func (o *office) bareSome(ctx context.Context, b *testing.B) (some int) {
	b.Helper()
	err := o.store.In(ctx, casework.HomeDistrict, func(tx *postgres.Tx) error {
		tag, err := tx.Exec(ctx, bareSweep, o.now, 500)
		some = int(tag.RowsAffected())
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return some
}
