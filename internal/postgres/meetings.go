package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

type meetingRow struct {
	ID, Kind, UID   string
	Sequence, Moves int
	State           string
	Starts, Ends    *time.Time
	Zone, Place     string
	Convener        *string
}

type attendeeRow struct {
	Meeting string

	personRow

	Role, Answer string
	Answered     *time.Time
	Present      bool
}

func (a attendeeRow) attendee() casefile.Attendee {
	return casefile.Attendee{
		Person: a.person(), Role: program.Role(a.Role), Answer: a.Answer, Answered: momentOf(a.Answered), Present: a.Present,
	}
}

func (t *Tx) queueMeetings(b *pgx.Batch, id casefile.ID) {
	b.Queue(`
		SELECT id::text, kind, uid, sequence, moves, state, starts, ends, zone, place, convener::text
		FROM meetings WHERE district = $1 AND case_id = $2 ORDER BY id`, t.District, string(id))
	b.Queue(`
		SELECT s.meeting::text, s.state, s.day, s.at, s.by::text
		FROM meeting_steps s JOIN meetings m ON m.district = s.district AND m.id = s.meeting
		WHERE m.district = $1 AND m.case_id = $2 ORDER BY s.meeting, s.nth`, t.District, string(id))
	b.Queue(`
		SELECT a.meeting::text, p.id::text, p.district, p.name, p.email, p.slack, p.zone, p.school, p.roles, p.bounced_at IS NOT NULL,
		       a.role, a.answer, a.answered_at, a.present
		FROM attendees a JOIN meetings m ON m.district = a.district AND m.id = a.meeting
		     JOIN people p ON p.district = a.district AND p.id = a.person
		WHERE m.district = $1 AND m.case_id = $2 ORDER BY a.meeting, a.nth`, t.District, string(id))
}

// readMeetings leaves out what belongs to a meeting that came in meanwhile, as
// readRecords does.
func readMeetings(results pgx.BatchResults) ([]casefile.Meeting, error) {
	rows, err := next[meetingRow](results)
	if err != nil {
		return nil, err
	}
	meetings := make([]casefile.Meeting, len(rows))
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		at[r.ID] = i
		meetings[i] = casefile.Meeting{
			ID: casefile.ID(r.ID), Kind: r.Kind, UID: r.UID, Sequence: r.Sequence, Moves: r.Moves, State: casefile.State(r.State),
			Start: momentOf(r.Starts), End: momentOf(r.Ends), Zone: r.Zone, Place: r.Place, Convener: deref(r.Convener),
		}
	}
	steps, err := next[stepRow](results)
	if err != nil {
		return nil, err
	}
	for _, s := range steps {
		if i, ok := at[s.Of]; ok {
			meetings[i].Steps = append(meetings[i].Steps, s.step())
		}
	}
	attendees, err := next[attendeeRow](results)
	if err != nil {
		return nil, err
	}
	for _, a := range attendees {
		if i, ok := at[a.Meeting]; ok {
			meetings[i].Attendees = append(meetings[i].Attendees, a.attendee())
		}
	}
	return meetings, nil
}

// SaveMeeting stores a meeting, new or changed: its steps are added to, its
// attendees are those given.
func (t *Tx) SaveMeeting(ctx context.Context, of casefile.ID, m casefile.Meeting) error {
	b := &pgx.Batch{}
	t.queueMeeting(b, of, m)
	return t.send(ctx, b, "save meeting")
}

func (t *Tx) queueMeeting(b *pgx.Batch, of casefile.ID, m casefile.Meeting) {
	b.Queue(`
		INSERT INTO meetings (district, id, case_id, kind, uid, sequence, moves, state, starts, ends, zone, place, convener)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (district, id) DO UPDATE
		SET sequence = excluded.sequence, moves = excluded.moves, state = excluded.state, starts = excluded.starts, ends = excluded.ends,
		    place = excluded.place`,
		t.District, string(m.ID), string(of), m.Kind, m.UID, m.Sequence, m.Moves, string(m.State), moment(m.Start), moment(m.End),
		m.Zone, m.Place, ref(m.Convener))
	for i, s := range m.Steps {
		b.Queue(`
			INSERT INTO meeting_steps (district, meeting, nth, state, day, at, by) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (district, meeting, nth) DO NOTHING`,
			t.District, string(m.ID), i+1, string(s.State), date(s.Day), s.At, ref(s.By))
	}
	people := make([]casefile.ID, len(m.Attendees))
	for i, a := range m.Attendees {
		people[i] = a.Person.ID
		b.Queue(`
			INSERT INTO attendees (district, meeting, person, nth, role, answer, answered_at, present) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (district, meeting, person) DO UPDATE
			SET nth = excluded.nth, role = excluded.role, answer = excluded.answer, answered_at = excluded.answered_at, present = excluded.present`,
			t.District, string(m.ID), string(a.Person.ID), i+1, string(a.Role), a.Answer, moment(a.Answered), a.Present)
	}
	b.Queue(`DELETE FROM attendees WHERE district = $1 AND meeting = $2 AND person <> ALL ($3::uuid[])`,
		t.District, string(m.ID), strs(people))
}

// SetAnswer stores what an attendee answered and when.
func (t *Tx) SetAnswer(ctx context.Context, meeting, person casefile.ID, answer string, at time.Time) error {
	_, err := t.Exec(ctx, `UPDATE attendees SET answer = $4, answered_at = $5 WHERE district = $1 AND meeting = $2 AND person = $3`,
		t.District, string(meeting), string(person), answer, at)
	if err != nil {
		return fmt.Errorf("set answer: %w", err)
	}
	return nil
}
