package scheduler

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/casework/demo"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/program"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

var zone, at = demo.Zone, demo.At

// office is the demo district on a database of its own, swept by hand.
type office struct {
	*testing.T
	*Scheduler

	mu       sync.Mutex
	enqueued []postgres.Delivery
	refuse   error // of the queue
	sweeps   []error
}

// open opens the district at a moment, with so many cases like Maria's, which
// began on 2025-08-27.
func open(t *testing.T, now string, cases int) *office {
	t.Helper()
	o := &office{T: t}
	desk := demo.Desk(t, pgtest.Open(t))
	o.Scheduler = o.another(desk)
	roster := []casefile.Person{
		{Name: "Carl Tran", Email: "carl.tran@demo.example", Roles: []program.Role{program.Consultant}, Slack: "U2", Zone: zone.String()},
		{Name: "Dora Lee", Email: "dora.lee@demo.example", Roles: []program.Role{program.Coordinator}, Slack: "U4", Zone: zone.String()},
	}
	var rows []casework.CaseRow
	for i := range cases {
		email := strings.Repeat("x", i) + "maria.ortiz@demo.example"
		roster = append(roster, casefile.Person{Name: "Maria Ortiz", Email: email, Roles: []program.Role{program.Teacher}, Zone: zone.String()})
		rows = append(rows, casework.CaseRow{Line: i + 2, Program: "clovis", Teacher: email, Consultant: "carl.tran@demo.example", Opened: demo.On(demo.Opened)})
	}
	if _, _, err := desk.ImportPeople(t.Context(), casework.HomeDistrict, roster, at(now)); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.ImportCases(t.Context(), casework.HomeDistrict, rows, at(now)); err != nil {
		t.Fatal(err)
	}
	return o
}

// another is the scheduler of another process on the same database.
func (o *office) another(desk *casework.Desk) *Scheduler {
	o.Helper()
	s, err := New(Config{
		Desk: desk, Enqueue: o.enqueue, Now: func() time.Time { return at("2025-10-08 09:00") },
		Swept: func(_ time.Duration, _ time.Time, err error) { o.sweeps = append(o.sweeps, err) },
	})
	if err != nil {
		o.Fatal(err)
	}
	return s
}

func (o *office) enqueue(_ context.Context, _ *postgres.Tx, deliveries []postgres.Delivery) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.enqueued = append(o.enqueued, deliveries...)
	return o.refuse
}

// at sweeps at a moment and returns how many notices it handed over.
func (o *office) at(now string) int {
	o.Helper()
	handed, err := o.Sweep(o.Context(), at(now))
	if err != nil {
		o.Fatal(err)
	}
	return handed
}

func (o *office) count(query string, args ...any) (n int) {
	o.Helper()
	o.in(func(tx *postgres.Tx) error { return tx.QueryRow(o.Context(), query, args...).Scan(&n) })
	return n
}

func (o *office) exec(statement string, args ...any) {
	o.Helper()
	o.in(func(tx *postgres.Tx) error {
		_, err := tx.Exec(o.Context(), statement, args...)
		return err
	})
}

func (o *office) in(f func(*postgres.Tx) error) {
	o.Helper()
	if err := o.config.Desk.Store.In(o.Context(), casework.HomeDistrict, f); err != nil {
		o.Fatal(err)
	}
}

// DESIGN §1, invariant 4: running a sweep twice adds nothing.
func TestSweepHandsOverOnce(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 1)
	if first, again := o.at("2025-10-08 09:00"), o.at("2025-10-08 09:00"); first == 0 || again != 0 {
		t.Errorf("%d notices, then %d; want some, then none", first, again)
	}
	if n := o.at("2025-10-09 07:59"); n != 0 {
		t.Errorf("%d notices before their moment", n)
	}
	if n := o.at("2025-10-09 08:00"); n != 1 { // the conference is open past its day
		t.Errorf("%d notices at their moment, want 1", n)
	}
	if deliveries := o.count(`SELECT count(*) FROM deliveries`); deliveries != len(o.enqueued) {
		t.Errorf("%d deliveries, %d of them in the queue", deliveries, len(o.enqueued))
	}
}

// After a long stop everything that was missed is handed over by one sweep, and
// the reminders of one person leave together.
func TestSweepAfterALongStop(t *testing.T) {
	o := open(t, "2025-10-08 07:00", 1)
	o.at("2025-10-08 07:00")
	o.enqueued = nil
	if n := o.at("2025-10-17 12:00"); n < 4 {
		t.Fatalf("%d notices after nine days", n)
	}
	carl := o.count(`SELECT count(*) FROM deliveries d JOIN people p ON p.id = d.person WHERE p.slack = 'U2' AND NOT d.urgent AND d.created_at > $1`, at("2025-10-09 00:00"))
	if carl != 1 {
		t.Errorf("%d messages of reminders to one person, want 1", carl)
	}
}

// A queue that does not take the deliveries leaves the notices where they were:
// both are done or neither.
func TestSweepWithoutQueue(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 1)
	pending := o.count(`SELECT count(*) FROM notices WHERE state = 'pending'`)
	o.refuse = errors.New("no queue")
	if _, err := o.Sweep(t.Context(), at("2025-10-08 09:00")); !errors.Is(err, o.refuse) {
		t.Fatalf("error %v", err)
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE state = 'pending'`); n != pending {
		t.Errorf("%d pending, were %d", n, pending)
	}
	if n := o.count(`SELECT count(*) FROM deliveries`); n != 0 {
		t.Errorf("%d deliveries without a job", n)
	}
	if err := o.Healthy(t.Context()); err == nil || len(o.sweeps) != 1 || o.sweeps[0] == nil {
		t.Errorf("healthy after a failed sweep: %v, counted %v", err, o.sweeps)
	}
}

// A case that cannot be planned keeps nobody else's notices back.
func TestSweepWithBrokenCase(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 2)
	o.exec(`INSERT INTO programs (district, key, version, first_used) VALUES ('home', 'gone', '1', now())`)
	o.exec(`UPDATE cases SET program = 'gone', version = '1', plan_again = $1 WHERE id = (SELECT min(id::text)::uuid FROM cases)`, at("2025-10-08 00:00"))
	handed, err := o.Sweep(t.Context(), at("2025-10-08 09:00"))
	if handed == 0 || err == nil || !strings.Contains(err.Error(), "no program") {
		t.Errorf("handed over %d, error %v", handed, err)
	}
}

// Several replicas on one database: every notice is handed over once, with locks
// of gocron or without (STANDARDS 4.3).
func TestReplicasShareOneSweep(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 20)
	pending := o.count(`SELECT count(*) FROM notices WHERE state = 'pending' AND at <= $1`, at("2025-10-08 09:00"))
	var wg sync.WaitGroup
	sum := make(chan int, 8)
	for range 4 {
		s := o.another(o.config.Desk)
		s.config.Swept = func(time.Duration, time.Time, error) {}
		wg.Go(func() {
			for range 3 {
				n, err := s.Sweep(t.Context(), at("2025-10-08 09:00"))
				if err != nil {
					t.Error(err)
				}
				sum <- n
			}
		})
	}
	go func() { wg.Wait(); close(sum) }()
	handed := 0
	for n := range sum {
		handed += n
	}
	if handed < pending || handed != o.count(`SELECT count(*) FROM notices WHERE state = 'handed'`) {
		t.Errorf("handed over %d of %d", handed, pending)
	}
	if n := o.count(`SELECT count(*) FROM (SELECT FROM delivery_notices dn JOIN deliveries d ON d.id = dn.delivery
		GROUP BY dn.notice, d.channel HAVING count(*) > 1) twice`); n != 0 {
		t.Errorf("%d notices are twice on their way by one channel", n)
	}
}

// When a sweep has returned, none of this process is still handing over: a clock
// may move on then.
func TestSweepsOfAProcessDoNotOverlap(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 1)
	inside, goOn := make(chan struct{}), make(chan struct{})
	o.config.Enqueue = func(context.Context, *postgres.Tx, []postgres.Delivery) error {
		close(inside)
		<-goOn
		return nil
	}
	var wg sync.WaitGroup
	wg.Go(func() { o.at("2025-10-08 09:00") })
	<-inside
	second := make(chan struct{})
	wg.Go(func() { o.at("2025-10-08 09:00"); close(second) })
	select {
	case <-second:
		t.Error("a second sweep returned while the first one was handing over")
	case <-time.After(200 * time.Millisecond):
	}
	close(goOn)
	wg.Wait()
}

// The next moment is where a clock may jump to without missing anything.
func TestNext(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 1)
	o.at("2025-10-08 09:00")
	next, ok, err := o.NextNotice(t.Context(), at("2025-10-08 09:00"))
	if err != nil || !ok || !next.Equal(at("2025-10-09 08:00")) {
		t.Errorf("next notice %v %v %v, want Thursday at 8", next, ok, err)
	}
	either, ok, err := o.Next(t.Context(), at("2025-10-08 09:00"))
	if err != nil || !ok || either.After(next) {
		t.Errorf("next %v %v %v, want one not after the next notice", either, ok, err)
	}
	o.exec(`UPDATE notices SET state = 'past'`)
	if _, ok, err := o.NextNotice(t.Context(), at("2025-10-08 09:00")); ok || err != nil {
		t.Errorf("there is a next notice among none: %v", err)
	}
}

// DESIGN §1, invariant 2: re-planning every case changes nothing; what differs is
// counted and left as it is.
func TestAudit(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 3)
	desk := o.config.Desk
	audit := func(now string, wantDifferent int) {
		t.Helper()
		cases, different, err := desk.Audit(t.Context(), at(now))
		if err != nil || cases != 3 || different != wantDifferent {
			t.Errorf("audit at %s: %d cases, %d different, %v; want 3 and %d", now, cases, different, err, wantDifferent)
		}
	}
	audit("2025-10-08 09:00", 0)
	o.at("2025-10-08 09:00")
	audit("2025-10-08 09:00", 0)
	audit("2025-11-03 09:00", 0) // over the night the clocks change
	o.exec(`UPDATE deadlines SET due = due + 1 WHERE rule = 'confer' AND case_id = (SELECT min(id::text)::uuid FROM cases)`)
	audit("2025-11-03 09:00", 1)
	audit("2025-11-03 09:00", 1)
	if err := o.audit(t.Context(), at("2025-11-03 09:00")); err == nil {
		t.Error("the job keeps a difference to itself")
	}
	o.exec(`INSERT INTO programs (district, key, version, first_used) VALUES ('home', 'gone', '1', now())`)
	o.exec(`UPDATE cases SET program = 'gone', version = '1' WHERE id = (SELECT max(id::text)::uuid FROM cases)`)
	if cases, different, err := desk.Audit(t.Context(), at("2025-11-03 09:00")); cases != 3 || different != 2 || err == nil {
		t.Errorf("with a broken case: %d cases, %d different, %v", cases, different, err)
	}
}

// What is no part of a case file is forgotten in time, and nothing else.
func TestPurge(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 1)
	o.exec(`INSERT INTO requests (district, key, person, text_hash, at, answer)
		SELECT 'home', 'r' || n, (SELECT id FROM people LIMIT 1), '', $1::timestamptz - n * interval '1 day', '{}' FROM generate_series(1, 1500) n`, at("2025-10-08 09:00"))
	o.exec(`INSERT INTO drafts (district, person, case_id, form, fields, at)
		SELECT 'home', (SELECT id FROM people LIMIT 1), (SELECT id FROM cases LIMIT 1), 'f' || n, '{}', $1::timestamptz - n * interval '30 days' FROM generate_series(1, 3) n`, at("2025-10-08 09:00"))
	audited := o.count(`SELECT count(*) FROM audit`)
	if err := o.purge(t.Context(), at("2025-10-08 09:00")); err != nil {
		t.Fatal(err)
	}
	if n := o.count(`SELECT count(*) FROM requests`); n != 7 {
		t.Errorf("%d requests left, want those of 7 days", n)
	}
	if n := o.count(`SELECT count(*) FROM drafts`); n != 2 {
		t.Errorf("%d drafts left, want those of 60 days", n)
	}
	if o.count(`SELECT count(*) FROM audit`) != audited {
		t.Error("the audit log is kept")
	}
}

// The whole of it: started, it sweeps at once, is healthy, and stops.
func TestStartSweepsAtOnce(t *testing.T) {
	o := open(t, "2025-10-08 09:00", 1)
	swept := make(chan error, 100)
	o.config.Tick = time.Hour
	o.config.Swept = func(_ time.Duration, _ time.Time, err error) { swept <- err }
	if err := o.plan(o.table()); err != nil {
		t.Fatal(err)
	}
	if err := o.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-swept; err != nil {
		t.Error(err)
	}
	if err := o.Healthy(t.Context()); err != nil {
		t.Error(err)
	}
	if err := o.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	if o.count(`SELECT count(*) FROM deliveries`) == 0 {
		t.Error("nothing was handed over at the start")
	}
}
