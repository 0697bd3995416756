package postgres

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// Waiting is a stored notice with how its reader can be reached.
type Waiting struct {
	deadline.Notice

	ID, Case     casefile.ID
	Email, Slack string
}

type noticeRow struct {
	ID, Case, Key, Topic, Kind, Rule, Step, Person, Role string
	At                                                   time.Time
	Deadline                                             string
	Record, Meeting                                      *string
	Sequence                                             int
	Email, Slack                                         string
}

const noticeColumns = `n.id::text, n.case_id::text, n.key, n.topic, n.kind, n.rule, n.step, n.person::text, n.role, n.at, n.deadline,
	n.record::text, n.meeting::text, n.sequence, p.email, p.slack`

func (r noticeRow) waiting() Waiting {
	return Waiting{
		ID: casefile.ID(r.ID), Case: casefile.ID(r.Case), Email: r.Email, Slack: r.Slack,
		Notice: deadline.Notice{
			Key: r.Key, Topic: deadline.Topic(r.Topic), Kind: deadline.Kind(r.Kind), Rule: r.Rule, Step: r.Step, To: casefile.ID(r.Person),
			Role: program.Role(r.Role), At: r.At, Deadline: r.Deadline, Record: deref(r.Record), Meeting: deref(r.Meeting), Sequence: r.Sequence,
		},
	}
}

func waitings(rows []noticeRow) []Waiting {
	all := make([]Waiting, len(rows))
	for i, r := range rows {
		all[i] = r.waiting()
	}
	return all
}

// DueNotices takes notices that are to leave by now, by person and moment;
// another sweep at the same moment gets others.
func (t *Tx) DueNotices(ctx context.Context, now time.Time, limit int) ([]Waiting, error) {
	// The limit stands in the text: a plan for any limit would read the whole table.
	rows, err := t.Query(ctx, `
		WITH due AS MATERIALIZED (
			SELECT district, id, case_id, key, topic, kind, rule, step, person, role, at, deadline, record, meeting, sequence
			FROM notices WHERE district = $1 AND state = 'pending' AND at <= $2
			ORDER BY at LIMIT `+strconv.Itoa(limit)+` FOR UPDATE SKIP LOCKED
		)
		SELECT `+noticeColumns+`
		FROM due n JOIN people p ON p.district = n.district AND p.id = n.person
		ORDER BY n.person, n.at, n.id`, t.District, now)
	if err != nil {
		return nil, fmt.Errorf("due notices: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[noticeRow])
	if err != nil {
		return nil, fmt.Errorf("due notices: %w", err)
	}
	return waitings(found), nil
}

// NextNotice returns the next moment after which something may have to be said
// or planned, and whether there is one.
func (t *Tx) NextNotice(ctx context.Context, after time.Time) (time.Time, bool, error) {
	var at *time.Time
	err := t.QueryRow(ctx, `
		SELECT least(
			(SELECT min(at) FROM notices WHERE district = $1 AND state = 'pending' AND at > $2),
			(SELECT min(plan_again) FROM cases WHERE district = $1 AND plan_again > $2))`, t.District, after).Scan(&at)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("next notice: %w", err)
	}
	return momentOf(at), at != nil, nil
}

// Delivery is one message to one person on its way by one channel.
type Delivery struct {
	ID, Person casefile.ID
	Channel    string // "slack" or "mail"
	Urgent     bool   // never queues behind a bulk send
	State      string // waiting, sending, retry; sent, failed, dropped, unknown, returned
	Created    time.Time
	Attempts   int
	Provider   string
	Detail     string
}

// AddDelivery stores a delivery and marks its notices as handed over.
func (t *Tx) AddDelivery(ctx context.Context, d Delivery, notices []casefile.ID) error {
	return t.AddDeliveries(ctx, []Delivery{d}, [][]casefile.ID{notices})
}

// AddDeliveries stores deliveries, each with its notices, and marks those as
// handed over; however many there are, in three statements.
func (t *Tx) AddDeliveries(ctx context.Context, all []Delivery, notices [][]casefile.ID) error {
	var ids, people, channels, of, said []string
	var urgent []bool
	var created []time.Time
	for i, d := range all {
		ids, people, channels = append(ids, string(d.ID)), append(people, string(d.Person)), append(channels, d.Channel)
		urgent, created = append(urgent, d.Urgent), append(created, d.Created)
		for _, n := range notices[i] {
			of, said = append(of, string(d.ID)), append(said, string(n))
		}
	}
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO deliveries (district, id, person, channel, urgent, state, created_at)
		SELECT $1, id, person, channel, urgent, 'waiting', created
		FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::boolean[], $6::timestamptz[]) AS d (id, person, channel, urgent, created)`,
		t.District, ids, people, channels, urgent, created)
	b.Queue(`INSERT INTO delivery_notices (district, delivery, notice) SELECT $1, unnest($2::uuid[]), unnest($3::uuid[])`, t.District, of, said)
	b.Queue(`UPDATE notices SET state = 'handed' WHERE district = $1 AND id = ANY ($2::uuid[]) AND state = 'pending'`, t.District, said)
	return t.send(ctx, b, "add deliveries")
}

// Delivery returns a delivery with those of its notices that are still handed
// over, by their moment. fault.Absent when there is none.
func (t *Tx) Delivery(ctx context.Context, id casefile.ID, lock bool) (d Delivery, notices []Waiting, err error) {
	if !isID(id) {
		return d, nil, absent("delivery")
	}
	query := `
		SELECT id::text, person::text, channel, urgent, state, created_at, attempts, provider, detail
		FROM deliveries WHERE district = $1 AND id = $2`
	if lock {
		query += ` FOR UPDATE`
	}
	b := &pgx.Batch{}
	b.Queue(query, t.District, string(id))
	b.Queue(`
		SELECT `+noticeColumns+`
		FROM delivery_notices dn JOIN notices n ON n.district = dn.district AND n.id = dn.notice
		     JOIN people p ON p.district = n.district AND p.id = n.person
		WHERE dn.district = $1 AND dn.delivery = $2 AND n.state IN ('handed', 'sent') ORDER BY n.at, n.id`, t.District, string(id))
	results := t.SendBatch(ctx, b)
	d, notices, err = readDelivery(results)
	if closing := results.Close(); err == nil {
		err = closing
	}
	return d, notices, none("delivery", err)
}

func readDelivery(results pgx.BatchResults) (d Delivery, notices []Waiting, err error) {
	var id, person string
	err = results.QueryRow().Scan(&id, &person, &d.Channel, &d.Urgent, &d.State, &d.Created, &d.Attempts, &d.Provider, &d.Detail)
	if err != nil {
		return d, nil, err
	}
	d.ID, d.Person = casefile.ID(id), casefile.ID(person)
	rows, err := next[noticeRow](results)
	return d, waitings(rows), err
}

// StartDelivery marks that an attempt to send begins, before anything is sent,
// so that a crash leaves its trace. ok is false when the delivery is settled or
// somebody else's attempt still runs; interrupted says that an earlier attempt
// began and nobody knows how it ended.
func (t *Tx) StartDelivery(ctx context.Context, id casefile.ID, now time.Time, lease time.Duration) (attempt int, interrupted, ok bool, err error) {
	err = t.QueryRow(ctx, `
		WITH old AS (SELECT state FROM deliveries WHERE district = $1 AND id = $2 FOR UPDATE)
		UPDATE deliveries d SET state = 'sending', attempts = attempts + 1, leased_until = $4
		FROM old
		WHERE d.district = $1 AND d.id = $2
		      AND (old.state IN ('waiting', 'retry') OR old.state = 'sending' AND (d.leased_until IS NULL OR d.leased_until <= $3))
		RETURNING d.attempts, old.state = 'sending'`, t.District, string(id), now, now.Add(lease)).Scan(&attempt, &interrupted)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, false, nil
	}
	if err != nil {
		return 0, false, false, fmt.Errorf("start delivery: %w", err)
	}
	return attempt, interrupted, true, nil
}

// Outcome is what became of an attempt to send a delivery: sent, failed, dropped,
// unknown, or retry for another attempt.
type Outcome struct {
	State    string
	Provider string // the provider's own id; "" keeps the one before
	Detail   string
	At       time.Time
}

// SettleDelivery records what became of a delivery. A notice is sent when one of
// its deliveries was, and failed when all of them did.
func (t *Tx) SettleDelivery(ctx context.Context, id casefile.ID, o Outcome) error {
	b := &pgx.Batch{}
	b.Queue(`
		UPDATE deliveries SET state = $3, detail = $4, provider = CASE WHEN $5 = '' THEN provider ELSE $5 END, leased_until = NULL,
		       settled_at = CASE WHEN $3 = 'retry' THEN NULL ELSE $6::timestamptz END
		WHERE district = $1 AND id = $2`, t.District, string(id), o.State, o.Detail, o.Provider, o.At)
	switch o.State {
	case "sent", "unknown":
		b.Queue(`
			UPDATE notices n SET state = 'sent', settled_at = $3 FROM delivery_notices dn
			WHERE dn.district = $1 AND dn.delivery = $2 AND n.district = dn.district AND n.id = dn.notice AND n.state IN ('handed', 'failed')`,
			t.District, string(id), o.At)
	case "failed":
		b.Queue(`
			UPDATE notices n SET state = 'failed', settled_at = $3 FROM delivery_notices dn
			WHERE dn.district = $1 AND dn.delivery = $2 AND n.district = dn.district AND n.id = dn.notice AND n.state = 'handed'
			      AND NOT EXISTS (
				SELECT FROM delivery_notices o JOIN deliveries d ON d.district = o.district AND d.id = o.delivery
				WHERE o.district = n.district AND o.notice = n.id AND d.state NOT IN ('failed', 'dropped', 'returned'))`,
			t.District, string(id), o.At)
	}
	return t.send(ctx, b, "settle delivery")
}

// ReturnDelivery puts a delivery's notices back to wait until a moment: the
// hour is quiet. They are handed over again then.
func (t *Tx) ReturnDelivery(ctx context.Context, id casefile.ID, until time.Time) error {
	b := &pgx.Batch{}
	b.Queue(`UPDATE deliveries SET state = 'returned', leased_until = NULL, settled_at = $3 WHERE district = $1 AND id = $2`,
		t.District, string(id), until)
	b.Queue(`
		UPDATE notices n SET state = 'pending', at = $3 FROM delivery_notices dn
		WHERE dn.district = $1 AND dn.delivery = $2 AND n.district = dn.district AND n.id = dn.notice AND n.state = 'handed'`,
		t.District, string(id), until)
	return t.send(ctx, b, "return delivery")
}

// DropNotice ends a handed notice that is not said any more, and says why.
func (t *Tx) DropNotice(ctx context.Context, id casefile.ID, why string, at time.Time) error {
	_, err := t.Exec(ctx, `
		UPDATE notices SET state = 'dropped', why = $3, settled_at = $4 WHERE district = $1 AND id = $2 AND state = 'handed'`,
		t.District, string(id), why, at)
	if err != nil {
		return fmt.Errorf("drop notice: %w", err)
	}
	return nil
}
