package scheduler_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/program"
	"parbot/internal/schoolday"
	"parbot/scheduler"
	"parbot/scheduler/delivery"
)

// walk is the demo district with several replicas and a clock that jumps from
// one moment at which something may have to be said to the next.
type walk struct {
	*testing.T
	desk       *casework.Desk
	zone       *time.Location
	schedulers []*scheduler.Scheduler
	queues     []*delivery.Queue

	mu    sync.Mutex
	now   time.Time
	mails map[string]time.Time // when each Message-ID arrived
	said  map[string]time.Time // when each message arrived in Slack
}

func begin(t *testing.T, now time.Time, replicas int) *walk {
	t.Helper()
	programs, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	w := &walk{T: t, zone: now.Location(), now: now, mails: map[string]time.Time{}, said: map[string]time.Time{}}
	w.desk = &casework.Desk{Store: pgtest.Open(t), Programs: programs, Home: "clovis", Domain: "parbot.example", Slack: true, Mail: true}
	w.enrol()
	for range replicas {
		w.replica()
	}
	return w
}

func (w *walk) enrol() {
	w.Helper()
	roster := []casefile.Person{
		{Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", Roles: []program.Role{program.Teacher}, Slack: "U1"},
		{Name: "Carl Tran", Email: "carl.tran@demo.example", Roles: []program.Role{program.Consultant}, Slack: "U2"},
		{Name: "Ada Park", Email: "ada.park@demo.example", Roles: []program.Role{program.Administrator}},
		{Name: "Dora Lee", Email: "dora.lee@demo.example", Roles: []program.Role{program.Coordinator}, Slack: "U4"},
	}
	for i := range roster {
		roster[i].Zone = w.zone.String()
	}
	opened, err := schoolday.Parse("2025-08-27")
	if err != nil {
		w.Fatal(err)
	}
	rows := []casework.CaseRow{{
		Line: 2, Program: "clovis", Teacher: roster[0].Email, Consultant: roster[1].Email, Administrator: roster[2].Email, Opened: opened,
	}}
	if _, _, err := w.desk.ImportPeople(w.Context(), casework.HomeDistrict, roster, w.now); err != nil {
		w.Fatal(err)
	}
	if _, err := w.desk.ImportCases(w.Context(), casework.HomeDistrict, rows, w.now); err != nil {
		w.Fatal(err)
	}
}

// replica is one more process: a scheduler and a queue.
func (w *walk) replica() {
	w.Helper()
	q, err := delivery.New(delivery.Config{Desk: w.desk, Slack: slack{w}, Mail: mail{w}, Now: w.Now})
	if err != nil {
		w.Fatal(err)
	}
	s, err := scheduler.New(scheduler.Config{Desk: w.desk, Enqueue: q.Enqueue, Now: w.Now, Tick: 50 * time.Millisecond})
	if err != nil {
		w.Fatal(err)
	}
	if err := q.Start(w.Context()); err != nil {
		w.Fatal(err)
	}
	if err := s.Start(w.Context()); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := s.Stop(ctx); err != nil {
			w.Error(err)
		}
		if err := q.Stop(ctx); err != nil {
			w.Error(err)
		}
	})
	w.schedulers, w.queues = append(w.schedulers, s), append(w.queues, q)
}

func (w *walk) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

type (
	slack struct{ *walk }
	mail  struct{ *walk }
)

func (s slack) Send(_ context.Context, user string, m message.Message) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := user + " " + s.now.Format(time.DateTime) + " " + m.Text()
	if _, twice := s.said[key]; twice {
		s.Errorf("said twice: %s", key)
	}
	s.said[key] = s.now
	return "1", nil
}

func (m mail) Send(_ context.Context, p casework.Parcel, _ []byte) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, twice := m.mails[p.MessageID]; twice {
		m.Errorf("mailed twice: %s", p.MessageID)
	}
	m.mails[p.MessageID] = m.now
	return "1", nil
}

// to moves the clock from moment to moment, and at each waits until everything
// that is due has left.
func (w *walk) to(end time.Time) (steps int) {
	w.Helper()
	for {
		now := w.Now()
		for _, s := range w.schedulers {
			if _, err := s.Sweep(w.Context(), now); err != nil {
				w.Fatal(err)
			}
		}
		if err := w.queues[0].Idle(w.Context()); err != nil {
			w.Fatal(err)
		}
		next, ok, err := w.schedulers[0].Next(w.Context(), now)
		if err != nil {
			w.Fatal(err)
		}
		if !ok || next.After(end) {
			return steps
		}
		w.mu.Lock()
		w.now = next
		w.mu.Unlock()
		steps++
	}
}

func (w *walk) count(query string, args ...any) (n int) {
	w.Helper()
	err := w.desk.Store.In(w.Context(), casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(w.Context(), query, args...).Scan(&n)
	})
	if err != nil {
		w.Fatal(err)
	}
	return n
}

// From October into spring with two replicas that tick and sweep all the while:
// across both nights in which the clocks change, everything that is planned is
// said once, at its hour, never at night, and nothing is left over.
func TestWalk(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	w := begin(t, time.Date(2025, 10, 8, 9, 0, 0, 0, zone), 2)
	end := time.Date(2026, 3, 20, 12, 0, 0, 0, zone)
	steps := w.to(end)
	if steps < 50 || len(w.said) < 20 || len(w.mails) < 3 {
		t.Errorf("%d steps, %d in Slack, %d mails: hardly a walk", steps, len(w.said), len(w.mails))
	}
	for key, at := range w.said {
		if hour := at.In(zone).Hour(); hour < 7 || hour >= 18 {
			t.Errorf("said in quiet hours: %s", key)
		}
	}
	if n := w.count(`SELECT count(*) FROM notices WHERE state IN ('pending', 'handed', 'failed') AND at <= $1`, w.Now()); n != 0 {
		t.Errorf("%d notices are left over", n)
	}
	if n := w.count(`SELECT count(*) FROM deliveries WHERE state NOT IN ('sent', 'dropped')`); n != 0 {
		t.Errorf("%d deliveries are neither sent nor dropped", n)
	}
	if late := w.count(`SELECT count(*) FROM notices WHERE state = 'sent' AND planned_at < at AND settled_at > at + interval '1 minute'`); late != 0 {
		t.Errorf("%d notices were late", late)
	}
	if cases, different, err := w.desk.Audit(t.Context(), w.Now()); err != nil || cases != 1 || different != 0 {
		t.Errorf("audit: %d cases, %d different, %v", cases, different, err)
	}
	t.Logf("%d steps, %d in Slack, %d mails", steps, len(w.said), len(w.mails))
}
