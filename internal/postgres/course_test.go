package postgres_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/schoolday"
)

// in is a stretch of days that a case keeps its teacher out of the circle.
type in struct {
	of          int
	first, last string // last "": still
}

// exclusive opens a case for each stretch in one transaction, and keeps them.
func (d *district) exclusive(teacher string, stretches ...in) error {
	return d.try(func(ctx context.Context, tx *postgres.Tx) error {
		for _, s := range stretches {
			last := schoolday.None
			if s.last != "" {
				last = on(s.last)
			}
			if err := tx.SaveExclusive(ctx, postgres.Exclusion{Case: id(s.of), Teacher: d.people[teacher].ID, Circle: circle, First: on(s.first), Last: last}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Nobody is in Peer Assistance and in PAR at once (BOS-51). A switch is one
// transaction: what ends and what begins may come in any order, and the last
// day of one may be the first of the other.
func TestExclusive(t *testing.T) {
	for _, tt := range []struct {
		name    string
		before  []in
		then    []in
		refused bool
	}{
		{"one after the other", []in{{1, "2025-08-27", "2025-12-19"}}, []in{{2, "2026-01-06", ""}}, false},
		{"the other from the last day on", []in{{1, "2025-08-27", "2025-12-19"}}, []in{{2, "2025-12-19", ""}}, false},
		{"both at once", []in{{1, "2025-08-27", ""}}, []in{{2, "2025-12-19", ""}}, true},
		{"a day too early", []in{{1, "2025-08-27", "2025-12-19"}}, []in{{2, "2025-12-18", ""}}, true},
		{"both in one transaction", nil, []in{{1, "2025-08-27", ""}, {2, "2025-08-27", ""}}, true},
		{"a switch", []in{{1, "2025-08-27", ""}}, []in{{2, "2025-12-19", ""}, {1, "2025-08-27", "2025-12-19"}}, false},
		{"over on the day it began", []in{{1, "2025-08-27", ""}}, []in{{1, "2025-08-27", "2025-08-27"}, {2, "2025-08-27", ""}}, false},
		{"the same again", []in{{1, "2025-08-27", ""}}, []in{{1, "2025-08-27", ""}}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t)
			d.opened(1)
			d.opened(2)
			if err := d.exclusive("Maria", tt.before...); err != nil {
				t.Fatal(err)
			}
			before := d.rows(`SELECT case_id::text || during::text FROM exclusive ORDER BY 1`)
			err := d.exclusive("Maria", tt.then...)
			if got := fault.KindOf(err) == fault.Conflict; got != tt.refused || err != nil && !tt.refused {
				t.Errorf("refused %v: %v", got, err)
			}
			if after := d.rows(`SELECT case_id::text || during::text FROM exclusive ORDER BY 1`); tt.refused && !cmp.Equal(before, after) {
				t.Errorf("refused, and stored all the same: %v", after)
			}
		})
	}
}

// Two teachers, or two circles, do not exclude each other.
func TestNotExclusive(t *testing.T) {
	d := open(t)
	for n := 1; n <= 3; n++ {
		d.opened(n)
	}
	if err := d.exclusive("Maria", in{1, "2025-08-27", ""}); err != nil {
		t.Fatal(err)
	}
	if err := d.exclusive("Sam", in{2, "2025-08-27", ""}); err != nil {
		t.Errorf("another teacher: %v", err)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.SaveExclusive(ctx, postgres.Exclusion{Case: id(3), Teacher: d.people["Maria"].ID, Circle: []string{"boston-pa"}, First: on("2025-08-27")})
	})
}

// What happened to a case as a whole is kept as it is; a grant ends once.
func TestCourseIsKept(t *testing.T) {
	d := fill(t).district
	before := d.load(id(1))
	for _, statement := range []string{
		`UPDATE case_turns SET day = day + 1`,
		`DELETE FROM case_turns`,
		`UPDATE case_shifts SET now = was`,
		`DELETE FROM case_shifts`,
		`UPDATE waivers SET deadline = 'other'`,
		`DELETE FROM waivers`,
		`UPDATE grants SET person = (SELECT id FROM people WHERE name = 'Carl Tran'), ended_at = at`,
		`UPDATE grants SET thing = NULL`,
		`DELETE FROM grants`,
		`UPDATE records SET made_for = 'log/2025-10-31'`,
	} {
		err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
			_, err := tx.Exec(ctx, statement)
			return err
		})
		if code(err) != restrictViolation {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if diff := sameCase(before, d.load(id(1))); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
}

// A grant is ended, and a second end changes nothing; another one may follow.
func TestGrantEndsOnce(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	ada := d.people["Ada"].ID
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, g := range []casefile.Grant{{To: ada, At: at("2025-10-01 09:00")}, {Record: id(2), To: ada, At: at("2025-10-02 09:00")}} {
			if err := tx.AddGrant(ctx, of, g); err != nil {
				return err
			}
		}
		return nil
	})
	for _, when := range []string{"2025-10-03 09:00", "2025-10-04 09:00"} {
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.EndGrant(ctx, of, "", ada, at(when)) })
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.AddGrant(ctx, of, casefile.Grant{To: ada, At: at("2025-10-05 09:00")})
	})
	want := []casefile.Grant{
		{To: ada, At: at("2025-10-01 09:00"), Ended: at("2025-10-03 09:00")},
		{Record: id(2), To: ada, At: at("2025-10-02 09:00")},
		{To: ada, At: at("2025-10-05 09:00")},
	}
	got := d.load(of).Grants
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for when, open := range map[string]int{"2025-10-01 08:59": 0, "2025-10-02 09:00": 2, "2025-10-03 09:00": 1, "2025-10-05 09:00": 2} {
		n := 0
		for _, g := range got {
			if g.Holds(at(when)) {
				n++
			}
		}
		if n != open {
			t.Errorf("at %s %d are open, want %d", when, n, open)
		}
	}
}

// What the system makes for one thing is made once in a case.
func TestMadeOnce(t *testing.T) {
	d := open(t)
	of, other := d.opened(1), d.opened(2)
	made := func(n int, of casefile.ID, key string) error {
		return d.try(func(ctx context.Context, tx *postgres.Tx) error {
			return tx.AddRecord(ctx, of, casefile.Record{ID: id(n), Form: "monthly-log", Day: on("2025-10-31"), At: at("2025-11-01 08:00"), MadeFor: key})
		})
	}
	for n, one := range []struct {
		of  casefile.ID
		key string
	}{{of, "monthly-log/2025-10-31"}, {other, "monthly-log/2025-10-31"}, {of, "monthly-log/2025-11-30"}, {of, ""}, {of, ""}} {
		if err := made(10+n, one.of, one.key); err != nil {
			t.Errorf("%q: %v", one.key, err)
		}
	}
	if err := made(20, of, "monthly-log/2025-10-31"); code(err) != uniqueViolation {
		t.Errorf("made twice: %v", err)
	}
}

// A waiver said twice is one, and that of the first time.
func TestWaivedOnce(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	w := casefile.Waiver{Deadline: "respond/1", Person: d.people["Maria"].ID, At: at("2025-10-08 09:00")}
	for _, when := range []string{"2025-10-08 09:00", "2025-10-09 09:00"} {
		again := w
		again.At = at(when)
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.AddWaiver(ctx, of, again) })
	}
	if diff := cmp.Diff([]casefile.Waiver{w}, d.load(of).Waived); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A case moves to the school that its newest turn names.
func TestTransferred(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, turn := range []casefile.Turn{
			{State: casefile.Transferred, Day: on("2025-11-03"), At: at("2025-11-03 16:00"), School: "Grant Elementary"},
			{State: casefile.Paused, Day: on("2025-11-04"), At: at("2025-11-04 16:00")},
		} {
			if err := tx.AddTurn(ctx, of, turn); err != nil {
				return err
			}
		}
		return nil
	})
	if got := d.load(of); got.School != "Grant Elementary" || len(got.Turns) != 2 || got.Turns[1].State != casefile.Paused {
		t.Errorf("%q, %+v", got.School, got.Turns)
	}
}

// The file of a version is kept as it was first saved, also of one that a case
// used before files were kept; open cases of other versions are found by it.
func TestProgramVersions(t *testing.T) {
	d := open(t)
	first := d.opened(1) // v1, without a file
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		_, err := tx.ProgramSource(ctx, "clovis", "v1")
		absent(t, "a version without a file", err)
		for _, source := range []string{"key: clovis", "key: other"} {
			if err := tx.SaveProgram(ctx, "clovis", "v1", []byte(source), at("2025-10-01 09:00")); err != nil {
				return err
			}
		}
		if source, err := tx.ProgramSource(ctx, "clovis", "v1"); string(source) != "key: clovis" || err != nil {
			t.Errorf("%s, %v", source, err)
		}
		return tx.SaveProgram(ctx, "clovis", "v2", []byte("key: clovis # 2"), at("2025-10-02 09:00"))
	})
	pinned := func(version string) (ids []casefile.ID) {
		d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
			ids, err = tx.PinnedCases(ctx, "clovis", version)
			return err
		})
		return ids
	}
	if got := pinned("v2"); !cmp.Equal(got, []casefile.ID{first}) {
		t.Errorf("of another version: %v", got)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.PinCase(ctx, first, "v2") })
	if got := pinned("v2"); len(got) != 0 || d.load(first).Version != "v2" {
		t.Errorf("after pinning: %v", got)
	}
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.PinCase(ctx, first, "v9") }); code(err) != foreignViolation {
		t.Errorf("a version that nobody saved: %v", err)
	}
}
