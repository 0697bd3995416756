package casework_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/casework/demo"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/schoolday"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// office is the demo district at a moment: six people, one case.
type office struct {
	*testing.T
	desk   *casework.Desk
	people map[string]casefile.Person // by first name
	maria  casefile.ID                // her case
	now    time.Time
	asked  int
}

var zone, at, on = demo.Zone, demo.At, demo.On

// open opens the demo district at a moment; Maria's case began on 2025-08-27.
func open(t *testing.T, now string) *office {
	t.Helper()
	o := &office{T: t, now: at(now), desk: demo.Desk(t, store(t))}
	o.people, o.maria = demo.Enrol(t, o.desk, o.now)
	return o
}

func store(t *testing.T) *postgres.Store {
	t.Helper()
	return pgtest.Open(t)
}

// as is an act of a person, now, as the answer to a request of its own.
func (o *office) as(name, text string) casework.Act {
	o.asked++
	return casework.Act{
		District: casework.HomeDistrict, Who: o.people[name], Request: fmt.Sprintf("r%d", o.asked), Text: text, Now: o.now.UTC(),
	}
}

// button is the value of an answer's button that does something.
func button(t *testing.T, m message.Message, action string) casefile.ID {
	t.Helper()
	all := slices.Clone(m.Buttons)
	for _, l := range m.Lines {
		all = append(all, l.Buttons...)
	}
	for _, b := range all {
		if b.Action == action {
			return casefile.ID(b.Value)
		}
	}
	t.Fatalf("no button %q on:\n%s", action, m.Text())
	return ""
}

// done is the answer of an act that went well.
func (o *office) done(m message.Message, err error) message.Message {
	o.Helper()
	o.ok(m, err)
	return m
}

// ok fails the test when an act did.
func (o *office) ok(m message.Message, err error) string {
	o.Helper()
	if err != nil {
		o.Fatalf("%v (%s)", err, fault.TextOf(err))
	}
	return m.Text()
}

// refused returns what an act was refused with.
func (o *office) refused(m message.Message, err error) string {
	o.Helper()
	if err == nil {
		o.Fatalf("not refused: %s", m.Text())
	}
	return fault.KeyOf(err)
}

// count counts rows.
func (o *office) count(query string) (n int) {
	o.Helper()
	o.in(func(tx *postgres.Tx) error { return tx.QueryRow(o.Context(), query).Scan(&n) })
	return n
}

// rows are what a query of one column of text returns, a line each.
func (o *office) rows(query string) string {
	o.Helper()
	var lines []string
	o.in(func(tx *postgres.Tx) error {
		found, err := tx.Query(o.Context(), query)
		if err != nil {
			return err
		}
		for found.Next() {
			var line string
			if err := found.Scan(&line); err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return found.Err()
	})
	return strings.Join(lines, "\n")
}

// exec changes the tables behind the desk's back.
func (o *office) exec(statements ...string) {
	o.Helper()
	o.in(func(tx *postgres.Tx) error {
		for _, s := range statements {
			if _, err := tx.Exec(o.Context(), s); err != nil {
				return err
			}
		}
		return nil
	})
}

func (o *office) in(f func(*postgres.Tx) error) {
	o.Helper()
	if err := o.desk.Store.In(o.Context(), casework.HomeDistrict, f); err != nil {
		o.Fatal(err)
	}
}

// first is the first name of the person of a column of ids, for queries.
func first(column string) string {
	return "(SELECT split_part(p.name, ' ', 1) FROM people p WHERE p.id = " + column + ")"
}

// at moves the clock.
func (o *office) at(text string) { o.now = at(text) }

// unchanged checks that planning every case again would change nothing (DESIGN
// §1, invariant 1).
func (o *office) unchanged() {
	o.Helper()
	cases, different, err := o.desk.Audit(o.Context(), o.now)
	if err != nil || different != 0 || cases == 0 {
		o.Errorf("audit: %d of %d cases differ, %v", different, cases, err)
	}
}

// dump is all that the tables hold, a row a line, without the ids.
func (o *office) dump() string {
	o.Helper()
	var all []string
	for table := range strings.FieldsSeq(tables) {
		all = append(all, o.rows(fmt.Sprintf(`SELECT x FROM (
			SELECT regexp_replace('%s ' || t::text, '[0-9a-f]{8}-[0-9a-f-]{27}', '#', 'g') AS x FROM %s t) AS rows ORDER BY x`, table, table)))
	}
	return strings.Join(all, "\n")
}

const tables = `people schools calendars school_years calendar_days programs cases case_turns case_shifts waivers grants exclusive visits parties meetings meeting_steps attendees records record_steps
	signatures drafts deadlines notices deliveries delivery_notices snoozes requests audit`

func (o *office) log(day, text string) casework.Log {
	return casework.Log{Case: o.maria, Day: on(day), Minutes: 45, Text: text, Standards: []string{"2.6"}}
}

func wants(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("missing %q in:\n%s", p, text)
		}
	}
}

// same compares what is there with what should be, line by line.
func same(t *testing.T, what, got, want string) {
	t.Helper()
	if diff := cmp.Diff(strings.Split(strings.TrimSpace(want), "\n"), strings.Split(strings.TrimSpace(got), "\n")); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// calendar imports a calendar of a school.
func (o *office) calendar(school string, cal schoolday.Calendar, really bool) casework.Applied {
	o.Helper()
	applied, err := o.desk.ImportCalendars(o.Context(), casework.HomeDistrict, map[string]schoolday.Calendar{school: cal}, o.now.UTC(), really)
	if err != nil {
		o.Fatal(err)
	}
	return applied
}
