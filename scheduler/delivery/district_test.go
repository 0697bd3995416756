package delivery

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/casework/demo"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// district is the demo district on a database of its own, with a clock to move,
// a Slack and a mail server that do as they are told, and one queue.
type district struct {
	*testing.T
	desk   *casework.Desk
	queue  *Queue
	worker *worker
	people map[string]casefile.Person // by first name
	maria  casefile.ID                // her case
	slack  *slackTwin
	mail   *mailTwin
	log    *bytes.Buffer
	counts map[string]int // by "channel outcome"

	mu  sync.Mutex
	now time.Time
}

var at, on = demo.At, demo.On

// open opens the demo district at a moment; Maria's case began on 2025-08-27.
func open(t *testing.T, now string) *district {
	t.Helper()
	return openOn(t, pgtest.Open(t), now)
}

func openOn(t *testing.T, store *postgres.Store, now string) *district {
	t.Helper()
	d := &district{
		T: t, now: at(now), people: map[string]casefile.Person{}, log: &bytes.Buffer{}, counts: map[string]int{},
		slack: &slackTwin{}, mail: &mailTwin{},
	}
	d.desk = demo.Desk(t, store)
	d.queue = d.newQueue(false)
	d.worker = &worker{Config: d.queue.config, enqueue: d.queue.Enqueue}
	return d
}

// newQueue is another process on the same database.
func (d *district) newQueue(pollOnly bool) *Queue {
	d.Helper()
	q, err := New(Config{
		Desk: d.desk, Slack: d.slack, Mail: d.mail, Now: d.Now, Count: d.count, PollOnly: pollOnly,
		Invite: func(i casework.Invitation) ([]byte, error) { return []byte("invitation " + i.UID), nil },
		Log:    slog.New(slog.NewTextHandler(locked{d}, nil)),
	})
	if err != nil {
		d.Fatal(err)
	}
	return q
}

// enrol brings in the six people and Maria's case.
func (d *district) enrol() *district {
	d.Helper()
	d.people, d.maria = demo.Enrol(d, d.desk, d.Now())
	return d
}

func (d *district) Now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// until moves the clock.
func (d *district) until(text string) { d.set(at(text)) }

func (d *district) set(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = now
}

func (d *district) count(channel, outcome string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counts[channel+" "+outcome]++
}

func (d *district) counted(what string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counts[what]
}

// locked writes to the log one line at a time.
type locked struct{ *district }

func (l locked) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.log.Write(line)
}

func (d *district) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

// sweep plans what time alone has changed and hands over what is due.
func (d *district) sweep() {
	d.Helper()
	if _, err := d.desk.Replan(d.Context(), d.Now()); err != nil {
		d.Fatal(err)
	}
	for {
		handed, err := d.desk.HandOver(d.Context(), d.Now(), d.queue.Enqueue)
		if err != nil {
			d.Fatal(err)
		}
		if handed == 0 {
			return
		}
	}
}

// exec runs a statement, for what no act brings about.
func (d *district) exec(statement string, args ...any) {
	d.Helper()
	err := d.desk.Store.In(context.WithoutCancel(d.Context()), casework.HomeDistrict, func(tx *postgres.Tx) error {
		_, err := tx.Exec(d.Context(), statement, args...)
		return err
	})
	if err != nil {
		d.Fatal(err)
	}
}

// ask scans one row.
func ask[T any](d *district, query string, args ...any) (found T) {
	d.Helper()
	err := d.desk.Store.In(context.WithoutCancel(d.Context()), casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(d.Context(), query, args...).Scan(&found)
	})
	if err != nil {
		d.Fatalf("%s: %v", query, err)
	}
	return found
}

// waiting returns the unsettled deliveries to a person by a channel.
func (d *district) waiting(first, channel string) []casefile.ID {
	d.Helper()
	text := ask[string](d, `
		SELECT coalesce(string_agg(id::text, ' ' ORDER BY created_at, id), '') FROM deliveries
		WHERE person = $1 AND channel = $2 AND state IN ('waiting', 'sending', 'retry')`, string(d.people[first].ID), channel)
	var ids []casefile.ID
	for id := range strings.FieldsSeq(text) {
		ids = append(ids, casefile.ID(id))
	}
	return ids
}

// one returns the only unsettled delivery to Maria by a channel: the formal
// notice that she is paired.
func (d *district) one(channel string) casefile.ID {
	d.Helper()
	ids := d.waiting("Maria", channel)
	if len(ids) != 1 {
		d.Fatalf("%d deliveries to Maria by %s, want one:\n%s", len(ids), channel, d.table())
	}
	return ids[0]
}

// work makes one attempt at a delivery, as the queue would.
func (d *district) work(id casefile.ID) error {
	d.Helper()
	return d.worker.Work(d.Context(), &river.Job[Args]{
		JobRow: &rivertype.JobRow{Attempt: 1}, Args: Args{District: casework.HomeDistrict, Delivery: id},
	})
}

// state is where a delivery stands, with the word of the log.
func (d *district) state(id casefile.ID) string {
	d.Helper()
	return strings.TrimSuffix(ask[string](d, `SELECT state || ': ' || detail FROM deliveries WHERE id = $1`, string(id)), ": ")
}

// table lists deliveries, for a test that fails.
func (d *district) table() string {
	d.Helper()
	return ask[string](d, `
		SELECT coalesce(string_agg(concat_ws(' ', p.name, d.channel, d.urgent::text, d.state, d.attempts, d.detail, n.key, n.topic, n.state, n.at), E'\n' ORDER BY n.at), '')
		FROM deliveries d JOIN people p ON p.id = d.person JOIN delivery_notices dn ON dn.delivery = d.id JOIN notices n ON n.id = dn.notice`)
}

// slackTwin takes messages and answers as it is told.
type slackTwin struct {
	mu     sync.Mutex
	said   []string // "U1 words"
	answer func(user string, m message.Message) error
}

func (s *slackTwin) Send(_ context.Context, user string, m message.Message) (string, error) {
	s.mu.Lock()
	s.said = append(s.said, user+" "+m.Text())
	answer := s.answer
	s.mu.Unlock()
	if answer != nil {
		if err := answer(user, m); err != nil {
			return "", err
		}
	}
	return "1759939200.000100", nil
}

func (s *slackTwin) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.said)
}

// mailTwin takes parcels and answers as it is told.
type mailTwin struct {
	mu      sync.Mutex
	parcels []casework.Parcel
	invites []string
	answer  func(p casework.Parcel) error
}

func (m *mailTwin) Send(_ context.Context, p casework.Parcel, invite []byte) (string, error) {
	m.mu.Lock()
	m.parcels, m.invites = append(m.parcels, p), append(m.invites, string(invite))
	answer := m.answer
	m.mu.Unlock()
	if answer != nil {
		if err := answer(p); err != nil {
			return "", err
		}
	}
	return "queued as 1", nil
}

func (m *mailTwin) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.parcels)
}
