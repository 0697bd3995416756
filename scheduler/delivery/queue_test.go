package delivery

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// run starts a queue for the time of the test.
func (d *district) run(q *Queue) {
	d.Helper()
	if err := q.Start(d.Context()); err != nil {
		d.Fatal(err)
	}
	d.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := q.Stop(ctx); err != nil {
			d.Error(err)
		}
	})
}

// idle waits until nothing is on its way.
func (d *district) idle(q *Queue) {
	d.Helper()
	ctx, cancel := context.WithTimeout(d.Context(), 30*time.Second)
	defer cancel()
	if err := q.Idle(ctx); err != nil {
		d.Fatalf("%v:\n%s\n%s", err, d.table(), d.logged())
	}
}

// crowd opens many cases like Maria's, each with a consultant of its own, for a
// bulk of deliveries.
func (d *district) crowd(n int) {
	d.Helper()
	var roster []casefile.Person
	var rows []casework.CaseRow
	for i := range n {
		x := strings.Repeat("x", i+1)
		teacher, consultant := x+".sam.ortiz@demo.example", x+".nia.cole@demo.example"
		roster = append(roster,
			casefile.Person{Name: "Sam Ortiz", Email: teacher, Roles: []program.Role{program.Teacher}, Slack: "US" + x},
			casefile.Person{Name: "Nia Cole", Email: consultant, Roles: []program.Role{program.Consultant}, Slack: "UN" + x})
		rows = append(rows, casework.CaseRow{Line: i + 2, Program: "clovis", Teacher: teacher, Consultant: consultant, Opened: on("2025-08-27")})
	}
	if _, _, err := d.desk.ImportPeople(d.Context(), casework.HomeDistrict, roster, d.Now()); err != nil {
		d.Fatal(err)
	}
	if _, err := d.desk.ImportCases(d.Context(), casework.HomeDistrict, rows, d.Now()); err != nil {
		d.Fatal(err)
	}
}

// The whole way: swept, queued, sent, settled; idle says when.
func TestQueue(t *testing.T) {
	for _, pollOnly := range []bool{false, true} {
		d := open(t, "2025-10-08 09:00").enrol()
		q := d.newQueue(pollOnly)
		d.run(q)
		d.idle(q)
		d.sweep()
		d.idle(q)
		if n := ask[int](d, `SELECT count(*) FROM deliveries WHERE state <> 'sent'`); n != 0 {
			t.Errorf("poll only %v: %d deliveries are not sent:\n%s", pollOnly, n, d.table())
		}
		if sends := d.slack.count() + d.mail.count(); sends != 7 {
			t.Errorf("poll only %v: %d messages, want 3 formal ones by two channels and a digest", pollOnly, sends)
		}
	}
}

// What waits for another attempt is not on its way, and comes by itself.
func TestIdleAndRetries(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.run(d.queue)
	d.answer(func() error { return &SendError{Temporary: true, RetryAfter: time.Second, Reason: "status 429"} })
	d.sweep()
	d.idle(d.queue)
	if n := ask[int](d, `SELECT count(*) FROM deliveries WHERE state = 'retry'`); n != 7 {
		t.Errorf("%d deliveries wait for another attempt, want 7:\n%s", n, d.table())
	}
	d.answer(func() error { return nil })
	d.soon("everything is sent", func() bool { return ask[int](d, `SELECT count(*) FROM deliveries WHERE state = 'sent'`) == 7 })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.queue.Idle(ctx); err == nil {
		t.Error("idle without looking")
	}
}

// soon waits for something that another goroutine does.
func (d *district) soon(what string, f func() bool) {
	d.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			d.Fatalf("not in time: %s\n%s\n%s", what, d.table(), d.logged())
		}
	}
}

// DESIGN §8, two lanes: while a bulk send is stuck, what is urgent leaves.
func TestUrgentNeverWaitsBehindABulk(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.crowd(3 * workers)
	d.exec(`UPDATE notices SET state = 'past' WHERE kind = 'notice'`)
	stuck, begun := make(chan struct{}), make(chan struct{}, 100)
	d.slack.answer = func(string, message.Message) error {
		begun <- struct{}{}
		<-stuck
		return nil
	}
	d.sweep()
	d.run(d.queue)
	defer close(stuck)
	for range workers { // as many as a lane has
		<-begun
	}
	act := casework.Act{District: casework.HomeDistrict, Who: d.people["Carl"], Request: "r1", Now: d.Now()}
	meet := casework.Meet{Case: d.maria, Kind: "initial-triad", Do: "plan", Day: on("2025-10-16"), Hour: 15, Minutes: 45}
	if _, err := d.desk.Meet(t.Context(), act, meet); err != nil {
		t.Fatal(err)
	}
	d.sweep()
	d.soon("three invitations by mail", func() bool { return d.mail.count() >= 3 })
}

// DESIGN §8: several replicas on one database send each notice once, whoever
// sweeps and whoever sends.
func TestReplicas(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.crowd(20)
	var wg sync.WaitGroup
	for range 2 {
		q := d.newQueue(false)
		d.run(q)
		wg.Go(func() {
			for range 5 {
				if _, err := d.desk.HandOver(d.Context(), d.Now(), q.Enqueue); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	d.idle(d.queue)
	d.eachOnce()
	if n := ask[int](d, `SELECT count(*) FROM notices WHERE kind = 'notice' AND state = 'sent'`); n != 3+2*20 {
		t.Errorf("%d formal notices are sent, want 43", n)
	}
}

// eachOnce checks that nothing was lost and nothing doubled.
func (d *district) eachOnce() {
	d.Helper()
	if n := ask[int](d, `SELECT count(*) FROM notices WHERE state IN ('pending', 'handed', 'failed') AND at <= $1`, d.Now()); n != 0 {
		d.Errorf("%d notices are lost:\n%s", n, d.table())
	}
	if n := ask[int](d, `SELECT count(*) FROM deliveries WHERE state = 'sent'`); n != d.slack.count()+d.mail.count() {
		d.Errorf("%d deliveries are sent, %d messages arrived", n, d.slack.count()+d.mail.count())
	}
	var ids []string
	for _, p := range d.mail.parcels {
		ids = append(ids, p.MessageID)
	}
	slices.Sort(ids)
	if once := len(slices.Compact(slices.Clone(ids))); once != len(ids) {
		d.Errorf("%d mails under %d Message-IDs", len(ids), once)
	}
}

// STANDARDS 5.3: the queue's own tables, which tools show, hold ids only; so
// they do after errors and panics that quote a person, and so does the log.
func TestTablesHoldNoPersonalText(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.slack.answer = func(string, message.Message) error { panic("Maria Ortiz: co-planned unit 3") }
	d.mail.answer = func(casework.Parcel) error { return away }
	broken := d.newQueue(false)
	d.exec(`ALTER TABLE deliveries DROP CONSTRAINT deliveries_state_check`)
	d.exec(`ALTER TABLE deliveries ADD CHECK (state <> 'sending' OR channel <> 'mail') NOT VALID`) // no mail can be begun
	d.run(broken)
	d.sweep()
	d.soon("every job has failed once", func() bool {
		return ask[int](d, `SELECT count(*) FROM river_job WHERE errors IS NOT NULL`) == 3 &&
			ask[int](d, `SELECT count(*) FROM deliveries WHERE state = 'retry'`) == 4
	})
	rows := ask[string](d, `SELECT string_agg(j::text, E'\n') FROM river_job j`)
	for _, text := range []string{rows, d.logged()} {
		for _, secret := range []string{"Ortiz", "Maria", "Carl", "demo.example", "co-planned"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is in the queue's tables or the log:\n%s", secret, text)
			}
		}
	}
	if !strings.Contains(rows, errNotBegun.Error()) {
		t.Errorf("no word of what failed:\n%s", rows)
	}
	if !strings.Contains(d.logged(), "delivery panicked") || !strings.Contains(d.logged(), "delivery not begun") {
		t.Errorf("the log does not say why:\n%s", d.logged())
	}
}

// Stop lets what is being sent end and records it; the rest waits for a start.
func TestStop(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	begun := make(chan struct{}, 100)
	d.answer(func() error {
		begun <- struct{}{}
		time.Sleep(300 * time.Millisecond)
		return nil
	})
	q := d.newQueue(false)
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.sweep()
	<-begun
	if err := q.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := ask[int](d, `SELECT count(*) FROM deliveries WHERE state = 'sending'`); n != 0 {
		t.Errorf("%d deliveries were left in the middle:\n%s", n, d.table())
	}
	d.run(d.newQueue(false))
	d.idle(d.queue)
	d.eachOnce()
}
