package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

type caseRow struct {
	Program, Version, Track, School string
	Opened                          time.Time
	OpenedAt                        time.Time
	Closed, ClosedAt                *time.Time
	Number                          int
}

type partyRow struct {
	personRow

	Role  string
	From  *time.Time
	To    *time.Time
	Label string
}

// Case loads the whole file of a case in one round trip; lock keeps other acts
// on it waiting until the transaction ends. Its parties include those who hold
// an office for every case. fault.Absent when there is none.
func (t *Tx) Case(ctx context.Context, id casefile.ID, lock bool) (casefile.Case, error) {
	if !isID(id) {
		return casefile.Case{}, absent("case")
	}
	b := &pgx.Batch{}
	t.queueCase(b, id, lock)
	t.queueParties(b, id)
	t.queueRecords(b, id)
	t.queueMeetings(b, id)
	t.queueCourse(b, id)
	t.queueRights(b, id)
	results := t.SendBatch(ctx, b)
	c, err := readCase(results)
	if err := errors.Join(err, results.Close()); err != nil {
		return casefile.Case{}, none("case", err)
	}
	c.ID, c.District = id, t.District
	return c, nil
}

func readCase(results pgx.BatchResults) (c casefile.Case, err error) {
	row, err := next[caseRow](results)
	if err != nil {
		return c, err
	}
	if len(row) == 0 {
		return c, pgx.ErrNoRows
	}
	r := row[0]
	c = casefile.Case{
		Program: r.Program, Version: r.Version, Track: r.Track, School: r.School, Opened: schoolday.Of(r.Opened), OpenedAt: r.OpenedAt,
		Closed: dayOf(r.Closed), ClosedAt: momentOf(r.ClosedAt), Number: r.Number,
	}
	if c.Parties, err = readParties(results); err != nil {
		return c, err
	}
	if c.Records, err = readRecords(results); err != nil {
		return c, err
	}
	if c.Meetings, err = readMeetings(results); err != nil {
		return c, err
	}
	if err = readCourse(results, &c); err != nil {
		return c, err
	}
	return c, readRights(results, &c)
}

// next collects the next result of a batch into rows of a type, by position.
func next[T any](results pgx.BatchResults) ([]T, error) {
	rows, err := results.Query()
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[T])
}

func (t *Tx) queueCase(b *pgx.Batch, id casefile.ID, lock bool) {
	query := `
		SELECT program, version, track, school, opened, opened_at, closed, closed_at,
		       coalesce((SELECT number FROM visits v WHERE v.district = c.district AND v.case_id = c.id), 0)
		FROM cases c WHERE district = $1 AND id = $2`
	if lock {
		query += ` FOR UPDATE`
	}
	b.Queue(query, t.District, string(id))
}

func (t *Tx) queueParties(b *pgx.Batch, id casefile.ID) {
	b.Queue(`
		SELECT p.id::text, p.district, p.name, p.email, p.slack, p.zone, p.school, p.roles, p.bounced_at IS NOT NULL,
		       q.role, q.from_at, q.to_at, q.label
		FROM parties q JOIN people p ON p.district = q.district AND p.id = q.person
		WHERE q.district = $1 AND q.case_id = $2 ORDER BY q.from_at, q.role, p.name, p.id`, t.District, string(id))
	b.Queue(`
		SELECT p.id::text, p.district, p.name, p.email, p.slack, p.zone, p.school, p.roles, p.bounced_at IS NOT NULL,
		       r.role, NULL::timestamptz, NULL::timestamptz, ''
		FROM people p CROSS JOIN LATERAL unnest(p.roles) AS r (role)
		WHERE p.district = $1 AND p.roles && $2 AND r.role = ANY ($2) ORDER BY p.name, p.id, r.role`, t.District, strs(program.Offices()))
}

func readParties(results pgx.BatchResults) ([]casefile.Party, error) {
	var parties []casefile.Party
	for _, inOffice := range []bool{false, true} {
		rows, err := next[partyRow](results)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			parties = append(parties, casefile.Party{
				Person: r.person(), Role: program.Role(r.Role), From: momentOf(r.From), To: momentOf(r.To), Office: inOffice, Label: r.Label,
			})
		}
	}
	return parties, nil
}

// CreateCase stores a new case with its parties, records and meetings. Parties
// by office are not stored: they follow from the roster.
func (t *Tx) CreateCase(ctx context.Context, c casefile.Case) error {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO programs (district, key, version, first_used) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
		t.District, c.Program, c.Version, c.OpenedAt)
	b.Queue(`INSERT INTO cases (district, id, program, version, track, school, opened, opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.District, string(c.ID), c.Program, c.Version, c.Track, c.School, date(c.Opened), c.OpenedAt)
	if c.Number > 0 {
		b.Queue(`INSERT INTO visits (district, number, case_id) VALUES ($1, $2, $3)`, t.District, c.Number, string(c.ID))
	}
	for _, p := range c.Parties {
		if !p.Office {
			t.queueParty(b, c.ID, p)
		}
	}
	for _, r := range c.Records {
		t.queueRecord(b, c.ID, r)
	}
	for _, m := range c.Meetings {
		t.queueMeeting(b, c.ID, m)
	}
	if err := t.send(ctx, b, "create case"); err != nil {
		return err
	}
	for _, turn := range c.Turns {
		if err := t.AddTurn(ctx, c.ID, turn); err != nil {
			return err
		}
	}
	if err := t.AddShifts(ctx, c.ID, c.Shifts); err != nil {
		return err
	}
	for _, one := range c.Waived {
		if err := t.AddWaiver(ctx, c.ID, one); err != nil {
			return err
		}
	}
	for _, one := range c.Grants {
		if err := t.AddGrant(ctx, c.ID, one); err != nil {
			return err
		}
	}
	return nil
}

// send runs a batch whose results nobody reads.
func (t *Tx) send(ctx context.Context, b *pgx.Batch, what string) error {
	if b.Len() == 0 {
		return nil
	}
	if err := t.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (t *Tx) queueParty(b *pgx.Batch, of casefile.ID, p casefile.Party) {
	b.Queue(`INSERT INTO parties (district, case_id, person, role, from_at, to_at, label) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		t.District, string(of), string(p.Person.ID), string(p.Role), p.From, moment(p.To), p.Label)
}

// AddParty makes a person hold a role in a case.
func (t *Tx) AddParty(ctx context.Context, of casefile.ID, p casefile.Party) error {
	b := &pgx.Batch{}
	t.queueParty(b, of, p)
	return t.send(ctx, b, "add party")
}

// EndParty ends a person's role in a case.
func (t *Tx) EndParty(ctx context.Context, of, person casefile.ID, role program.Role, at time.Time) error {
	_, err := t.Exec(ctx, `
		UPDATE parties SET to_at = greatest($5, from_at) WHERE district = $1 AND case_id = $2 AND person = $3 AND role = $4 AND to_at IS NULL`,
		t.District, string(of), string(person), string(role), at)
	if err != nil {
		return fmt.Errorf("end party: %w", err)
	}
	return nil
}

// SetLabel sets a person's own name for a case, where they have none yet.
func (t *Tx) SetLabel(ctx context.Context, of, person casefile.ID, label string) error {
	_, err := t.Exec(ctx, `UPDATE parties SET label = $4 WHERE district = $1 AND case_id = $2 AND person = $3 AND label = ''`,
		t.District, string(of), string(person), label)
	if err != nil {
		return fmt.Errorf("set label: %w", err)
	}
	return nil
}

// CloseCase closes a case on a day.
func (t *Tx) CloseCase(ctx context.Context, id casefile.ID, day schoolday.Day, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE cases SET closed = $3, closed_at = $4 WHERE district = $1 AND id = $2 AND closed IS NULL`,
		t.District, string(id), date(day), at)
	if err != nil {
		return fmt.Errorf("close case: %w", err)
	}
	return nil
}

// ids returns the ids that a query selects.
func (t *Tx) ids(ctx context.Context, what, query string, args ...any) ([]casefile.ID, error) {
	rows, err := t.Query(ctx, query, append([]any{t.District}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return kinds[casefile.ID](found), nil
}

// CasesOf returns the open cases and visits in which a person is or was a
// party, oldest first.
func (t *Tx) CasesOf(ctx context.Context, person casefile.ID) ([]casefile.ID, error) {
	return t.ids(ctx, "cases of a person", `
		SELECT c.id::text FROM cases c
		WHERE c.district = $1 AND c.closed IS NULL
		      AND EXISTS (SELECT FROM parties p WHERE p.district = c.district AND p.case_id = c.id AND p.person = $2)
		ORDER BY c.opened_at, c.id`, string(person))
}

// ClosedAsking returns the closed cases of a person in which a draft that the
// system made still waits for somebody, oldest first.
func (t *Tx) ClosedAsking(ctx context.Context, person casefile.ID) ([]casefile.ID, error) {
	return t.ids(ctx, "closed cases that ask", `
		SELECT c.id::text FROM cases c
		WHERE c.district = $1 AND c.closed IS NOT NULL
		      AND EXISTS (SELECT FROM parties p WHERE p.district = c.district AND p.case_id = c.id AND p.person = $2)
		      AND EXISTS (SELECT FROM records r WHERE r.district = c.district AND r.case_id = c.id AND r.made_for <> '' AND r.withdrawn_at IS NULL
		                  AND NOT EXISTS (SELECT FROM record_steps s WHERE s.district = r.district AND s.record = r.id AND s.state <> 'draft'))
		ORDER BY c.opened_at, c.id`, string(person))
}

// OpenCases returns all open cases and visits, oldest first.
func (t *Tx) OpenCases(ctx context.Context) ([]casefile.ID, error) {
	return t.ids(ctx, "open cases", `SELECT id::text FROM cases WHERE district = $1 AND closed IS NULL ORDER BY opened_at, id`)
}

func (t *Tx) id(ctx context.Context, what, query string, arg any) (casefile.ID, error) {
	found, err := t.ids(ctx, what, query, arg)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", absent(what)
	}
	return found[0], nil
}

// CaseByVisit returns the case of a visit's number; fault.Absent when there is none.
func (t *Tx) CaseByVisit(ctx context.Context, number int) (casefile.ID, error) {
	return t.id(ctx, "visit", `SELECT case_id::text FROM visits WHERE district = $1 AND number = $2`, number)
}

// CaseOfMeeting returns the case of a meeting; fault.Absent when there is none.
func (t *Tx) CaseOfMeeting(ctx context.Context, meeting casefile.ID) (casefile.ID, error) {
	if !isID(meeting) {
		return "", absent("meeting")
	}
	return t.id(ctx, "meeting", `SELECT case_id::text FROM meetings WHERE district = $1 AND id = $2`, string(meeting))
}

// CaseOfRecord returns the case of a record; fault.Absent when there is none.
func (t *Tx) CaseOfRecord(ctx context.Context, record casefile.ID) (casefile.ID, error) {
	if !isID(record) {
		return "", absent("record")
	}
	return t.id(ctx, "record", `SELECT case_id::text FROM records WHERE district = $1 AND id = $2`, string(record))
}

// NextVisit returns the next number of a visit. Two who ask at once wait for
// each other, so that the numbers have no gap.
func (t *Tx) NextVisit(ctx context.Context) (number int, err error) {
	if _, err := t.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('visits ' || $1, 0))`, t.District); err != nil {
		return 0, fmt.Errorf("next visit: %w", err)
	}
	err = t.QueryRow(ctx, `SELECT coalesce(max(number), 0) + 1 FROM visits WHERE district = $1`, t.District).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("next visit: %w", err)
	}
	return number, nil
}
