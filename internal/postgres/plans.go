package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/schoolday"
)

// Change is what a plan changed in the store.
type Change struct {
	DeadlinesAdded, DeadlinesChanged, DeadlinesVoided int
	NoticesAdded, NoticesMoved, NoticesWithdrawn      int
}

// staleAfter is how old a notice may be when it is planned for the first time
// and still be said: what three days of outage delayed is, older news is not.
const staleAfter = 72 * time.Hour

// tick is as exactly as Postgres knows a time. What is finer is cut off, as the
// driver does it; in JSON Postgres would round it, and up is too late for now.
const tick = time.Microsecond

// deadlineJSON and noticeJSON are the rows of a plan, as one statement takes
// them all.
type deadlineJSON struct {
	Key    string   `json:"key"`
	Rule   string   `json:"rule"`
	Right  bool     `json:"is_right"`
	Starts *string  `json:"starts"`
	Opens  *string  `json:"opens"`
	Due    *string  `json:"due"`
	Met    *string  `json:"met"`
	State  string   `json:"state"`
	Owners []string `json:"owners"`
}

type noticeJSON struct {
	ID       string    `json:"id"`
	Key      string    `json:"key"`
	Topic    string    `json:"topic"`
	Kind     string    `json:"kind"`
	Rule     string    `json:"rule"`
	Step     string    `json:"step"`
	Person   string    `json:"person"`
	Role     string    `json:"role"`
	At       time.Time `json:"at"`
	Deadline string    `json:"deadline"`
	Record   *string   `json:"record"`
	Meeting  *string   `json:"meeting"`
	Sequence int       `json:"sequence"`
	State    string    `json:"state"`
}

func iso(d schoolday.Day) *string {
	if d == schoolday.None {
		return nil
	}
	s := d.String()
	return &s
}

func planJSON(plan deadline.Plan, now time.Time) (deadlines, notices []byte, err error) {
	ds := make([]deadlineJSON, len(plan.Deadlines))
	for i, d := range plan.Deadlines {
		ds[i] = deadlineJSON{
			Key: d.Key, Rule: d.Rule, Right: d.Right, Starts: iso(d.Start), Opens: iso(d.Opens), Due: iso(d.Due), Met: iso(d.MetOn),
			State: string(d.State), Owners: strs(d.Owners),
		}
	}
	ns := make([]noticeJSON, len(plan.Notices))
	for i, n := range plan.Notices {
		state := "pending"
		if now.Sub(n.At) > staleAfter {
			state = "past"
		}
		ns[i] = noticeJSON{
			ID: string(NewID()), Key: n.Key, Topic: string(n.Topic), Kind: string(n.Kind), Rule: n.Rule, Step: n.Step, Person: string(n.To),
			Role: string(n.Role), At: n.At.Truncate(tick), Deadline: n.Deadline, Record: ref(n.Record), Meeting: ref(n.Meeting), Sequence: n.Sequence, State: state,
		}
	}
	if deadlines, err = json.Marshal(ds); err != nil {
		return nil, nil, fmt.Errorf("plan: %w", err)
	}
	if notices, err = json.Marshal(ns); err != nil {
		return nil, nil, fmt.Errorf("plan: %w", err)
	}
	return deadlines, notices, nil
}

// saveDeadlines stores the difference: new ones, changed ones, and as void those
// that the plan no longer holds. It returns how many of each there were.
const saveDeadlines = `
	WITH plan AS (
		SELECT * FROM jsonb_to_recordset($3) AS p (key text, rule text, is_right boolean, starts date, opens date, due date, met date,
			state text, owners uuid[])
	), gone AS (
		UPDATE deadlines d SET state = 'void'
		WHERE d.district = $1 AND d.case_id = $2 AND d.state <> 'void' AND NOT EXISTS (SELECT FROM plan WHERE plan.key = d.key)
		RETURNING 1
	), saved AS (
		INSERT INTO deadlines AS d (district, case_id, key, rule, is_right, starts, opens, due, met, state, owners)
		SELECT $1, $2, p.key, p.rule, p.is_right, p.starts, p.opens, p.due, p.met, p.state, p.owners
		FROM plan p LEFT JOIN deadlines old ON old.district = $1 AND old.case_id = $2 AND old.key = p.key
		WHERE old.key IS NULL OR (old.starts, old.opens, old.due, old.met, old.state, old.owners)
		      IS DISTINCT FROM (p.starts, p.opens, p.due, p.met, p.state, p.owners)
		ON CONFLICT (district, case_id, key) DO UPDATE
		SET starts = excluded.starts, opens = excluded.opens, due = excluded.due, met = excluded.met, state = excluded.state,
		    owners = excluded.owners
		RETURNING xmax = 0 AS fresh
	)
	SELECT count(*) FILTER (WHERE fresh), count(*) FILTER (WHERE NOT fresh), (SELECT count(*) FROM gone) FROM saved`

// saveNotices adds what is new and withdraws what is no longer owed. What waits
// and is planned for another moment moves, but never before the reader's snooze,
// nor back from the morning that it was put off to.
const saveNotices = `
	WITH plan AS (
		SELECT p.*, greatest(p.at, s.until) AS due_at
		FROM jsonb_to_recordset($3) AS p (id uuid, key text, topic text, kind text, rule text, step text, person uuid, role text,
			at timestamptz, deadline text, record uuid, meeting uuid, sequence int, state text)
		LEFT JOIN snoozes s ON s.district = $1 AND s.case_id = $2 AND s.person = p.person AND s.deadline = p.deadline
		     AND p.deadline <> '' AND p.kind <> 'notice'
	), gone AS (
		UPDATE notices n SET state = 'withdrawn', settled_at = $4
		WHERE n.district = $1 AND n.case_id = $2 AND n.state = 'pending' AND NOT EXISTS (SELECT FROM plan WHERE plan.key = n.key)
		RETURNING 1
	), saved AS (
		INSERT INTO notices AS n (district, id, case_id, key, topic, kind, rule, step, person, role, at, deadline, record, meeting,
			sequence, state, planned_at)
		SELECT $1, p.id, $2, p.key, p.topic, p.kind, p.rule, p.step, p.person, p.role, p.due_at, p.deadline, p.record, p.meeting,
		       p.sequence, p.state, $4
		FROM plan p LEFT JOIN notices old ON old.district = $1 AND old.case_id = $2 AND old.key = p.key
		WHERE old.key IS NULL OR old.state = 'withdrawn' AND p.state = 'pending'
		      OR old.state = 'pending' AND old.at <> p.due_at AND (p.due_at > $4 OR old.at < p.due_at)
		ON CONFLICT (district, case_id, key) DO UPDATE SET at = excluded.at, state = 'pending', settled_at = NULL
		RETURNING xmax = 0 AS fresh
	)
	SELECT (SELECT count(*) FROM saved WHERE fresh), (SELECT count(*) FROM saved WHERE NOT fresh), (SELECT count(*) FROM gone)`

// SavePlan stores what follows from a case, as the difference to what is
// stored: the same plan twice changes nothing. A notice that is new and older
// than three days is stored as past and never said.
func (t *Tx) SavePlan(ctx context.Context, c *casefile.Case, plan deadline.Plan, now time.Time) (change Change, err error) {
	deadlines, notices, err := planJSON(plan, now)
	if err != nil {
		return change, err
	}
	b := &pgx.Batch{}
	b.Queue(saveDeadlines, t.District, string(c.ID), deadlines)
	b.Queue(saveNotices, t.District, string(c.ID), notices, now)
	b.Queue(`UPDATE cases SET plan_again = $3 WHERE district = $1 AND id = $2 AND plan_again IS DISTINCT FROM $3`,
		t.District, string(c.ID), moment(plan.Again))
	results := t.SendBatch(ctx, b)
	err = results.QueryRow().Scan(&change.DeadlinesAdded, &change.DeadlinesChanged, &change.DeadlinesVoided)
	if err == nil {
		err = results.QueryRow().Scan(&change.NoticesAdded, &change.NoticesMoved, &change.NoticesWithdrawn)
	}
	if closing := results.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return change, fmt.Errorf("save plan: %w", err)
	}
	return change, nil
}

// CasesToPlan takes cases whose plan may have changed by time alone; another
// sweep at the same moment gets others.
func (t *Tx) CasesToPlan(ctx context.Context, now time.Time, limit int) ([]casefile.ID, error) {
	return t.ids(ctx, "cases to plan", `
		SELECT id::text FROM cases WHERE district = $1 AND plan_again <= $2 ORDER BY plan_again LIMIT $3 FOR UPDATE SKIP LOCKED`, now, limit)
}

// PlanAgain sets when time alone may change what is owed in a case.
func (t *Tx) PlanAgain(ctx context.Context, id casefile.ID, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE cases SET plan_again = $3 WHERE district = $1 AND id = $2`, t.District, string(id), moment(at))
	if err != nil {
		return fmt.Errorf("plan again: %w", err)
	}
	return nil
}

// Snooze is one person's wish not to hear of a deadline until a moment.
type Snooze struct {
	Case, Person casefile.ID
	Deadline     string
	Until        time.Time
}

// Snooze stores the wish and moves what waits.
func (t *Tx) Snooze(ctx context.Context, s Snooze) error {
	b := &pgx.Batch{}
	b.Queue(`
		INSERT INTO snoozes (district, case_id, person, deadline, until) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (district, case_id, person, deadline) DO UPDATE SET until = excluded.until`,
		t.District, string(s.Case), string(s.Person), s.Deadline, s.Until)
	b.Queue(`
		UPDATE notices SET at = $5
		WHERE district = $1 AND case_id = $2 AND person = $3 AND deadline = $4 AND state = 'pending' AND kind <> 'notice' AND at < $5`,
		t.District, string(s.Case), string(s.Person), s.Deadline, s.Until)
	return t.send(ctx, b, "snooze")
}
