package postgres_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
	"parbot/internal/program"
)

// parties writes the case's own parties down: who, role, from, to.
func (d *district) parties(of casefile.ID) string {
	d.Helper()
	return strings.Join(d.rows(`
		SELECT concat_ws(' ', split_part(p.name, ' ', 1), q.role, to_char(q.from_at, 'MM-DD HH24:MI'), to_char(q.to_at, 'MM-DD HH24:MI'))
		FROM parties q JOIN people p ON p.district = q.district AND p.id = q.person
		WHERE q.district = 'home' AND q.case_id = $1 ORDER BY q.from_at, q.role, p.name`, string(of)), ", ")
}

// A zero moment and no day are NULL: nobody reads the year 1 in the database.
func TestWhatIsMissingIsNull(t *testing.T) {
	d := open(t)
	c := d.paired(1)
	c.Records = []casefile.Record{{ID: id(2), Form: "log", Day: on("2025-10-08"), At: at("2025-10-08 09:00")}}
	c.Meetings = []casefile.Meeting{{ID: id(3), Kind: "progress-triad", UID: "u", State: casefile.Asked, Attendees: []casefile.Attendee{{Person: d.people["Ada"]}}}}
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) })
	for _, missing := range []string{
		`SELECT num_nonnulls(closed, closed_at, plan_again)::text FROM cases`,
		`SELECT num_nonnulls(author, on_id, withdrawn_at)::text FROM records`,
		`SELECT num_nonnulls(starts, ends, convener)::text FROM meetings`,
		`SELECT num_nonnulls(answered_at)::text FROM attendees`,
		`SELECT num_nonnulls(to_at)::text FROM parties WHERE role = 'teacher'`,
		`SELECT num_nonnulls(bounced_at)::text FROM people WHERE slack = 'U1'`,
	} {
		if got := d.rows(missing); len(got) != 1 || got[0] != "0" {
			t.Errorf("%s: %v", missing, got)
		}
	}
	if got := d.rows(`SELECT fields::text FROM records`); got[0] != "{}" {
		t.Errorf("no fields are %s", got[0])
	}
}

// A moment keeps its microseconds and no more, in whatever zone it was said.
func TestMomentsAreMicroseconds(t *testing.T) {
	d := open(t)
	zone := time.FixedZone("", -7*60*60)
	c := d.paired(1)
	c.OpenedAt = time.Date(2025, 8, 27, 8, 0, 0, 123_456_789, zone)
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) })
	if got := d.load(c.ID).OpenedAt; !got.Equal(time.Date(2025, 8, 27, 15, 0, 0, 123_456_000, time.UTC)) {
		t.Errorf("%v", got)
	}
	if got := d.rows(`SELECT opened_at::text FROM cases`); got[0] != "2025-08-27 15:00:00.123456+00" {
		t.Errorf("stored as %s", got[0])
	}
}

// One teacher and one consultant at a time; of the rest as many as there are.
func TestOneHolderAtATime(t *testing.T) {
	d := open(t)
	c := d.opened(1)
	add := func(name string, role program.Role, from string) error {
		return d.try(func(ctx context.Context, tx *postgres.Tx) error {
			return tx.AddParty(ctx, c, casefile.Party{Person: d.people[name], Role: role, From: at(from)})
		})
	}
	for _, role := range []program.Role{program.Teacher, program.Consultant} {
		if err := add("Nia", role, "2025-09-01 08:00"); code(err) != uniqueViolation {
			t.Errorf("a second %s: %v", role, err)
		}
	}
	for _, name := range []string{"Ada", "Sam"} {
		if err := add(name, program.Administrator, "2025-09-01 08:00"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if err := tx.EndParty(ctx, c, d.people["Carl"].ID, program.Consultant, at("2025-10-01 08:00")); err != nil {
			return err
		}
		return tx.AddParty(ctx, c, casefile.Party{Person: d.people["Nia"], Role: program.Consultant, From: at("2025-10-01 08:00")})
	})
	const want = "Carl consultant 08-27 15:00 10-01 08:00, Maria teacher 08-27 15:00, " +
		"Ada administrator 09-01 08:00, Sam administrator 09-01 08:00, Nia consultant 10-01 08:00"
	if got := d.parties(c); got != want {
		t.Errorf("parties %s\nwant    %s", got, want)
	}
	file := d.load(c)
	for when, who := range map[string]string{"2025-09-30 12:00": "Carl Tran", "2025-10-02 12:00": "Nia Cole"} {
		if got := file.Holders(program.Consultant, at(when)); len(got) != 1 || got[0].Name != who {
			t.Errorf("consultant at %s: %v", when, got)
		}
	}
}

// Nobody's time in a role is negative, and what has ended ends once.
func TestEndParty(t *testing.T) {
	d := open(t)
	c := d.opened(1)
	carl := d.people["Carl"].ID
	for _, when := range []string{"2025-08-01 08:00", "2025-10-01 08:00"} {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			if err := tx.EndParty(ctx, c, d.people["Nia"].ID, program.Consultant, at(when)); err != nil {
				return err
			}
			return tx.EndParty(ctx, c, carl, program.Consultant, at(when))
		})
		if got, want := d.parties(c), "Carl consultant 08-27 15:00 08-27 15:00, Maria teacher 08-27 15:00"; got != want {
			t.Errorf("ended at %s: %s, want %s", when, got, want)
		}
	}
}

// A case belongs to people on the roster and closes once.
func TestCaseRefuses(t *testing.T) {
	d := open(t)
	c := d.paired(1)
	c.Parties[0].Person.ID = id(99)
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) }); code(err) != foreignViolation {
		t.Errorf("a party who is nobody: %v", err)
	}
	one := d.opened(1)
	if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, d.paired(1)) }); code(err) != uniqueViolation {
		t.Errorf("the same case twice: %v", err)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if err := tx.CloseCase(ctx, one, on("2026-06-01"), at("2026-06-01 20:00")); err != nil {
			return err
		}
		return tx.CloseCase(ctx, one, on("2026-06-05"), at("2026-06-05 20:00"))
	})
	if got := d.load(one); got.Closed != on("2026-06-01") || !got.ClosedAt.Equal(at("2026-06-01 20:00")) {
		t.Errorf("closed on %s at %v", got.Closed, got.ClosedAt)
	}
}

// A person's cases are those they are or were a party to, oldest first; what
// has closed is no longer asked about.
func TestCasesOf(t *testing.T) {
	d := open(t)
	var want []casefile.ID
	for n := 1; n <= 4; n++ {
		c := d.paired(n)
		c.OpenedAt = c.OpenedAt.Add(-time.Duration(n) * time.Hour)
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) })
		want = append([]casefile.ID{c.ID}, want...)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if err := tx.EndParty(ctx, id(3), d.people["Carl"].ID, program.Consultant, at("2025-10-01 08:00")); err != nil {
			return err
		}
		return tx.CloseCase(ctx, id(4), on("2025-10-01"), at("2025-10-01 08:00"))
	})
	want = want[1:]
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, name := range []string{"Carl", "Maria"} {
			got, err := tx.CasesOf(ctx, d.people[name].ID)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%s: %v -want +got:\n%s", name, err, diff)
			}
		}
		if got, err := tx.CasesOf(ctx, d.people["Dora"].ID); len(got) != 0 || err != nil {
			t.Errorf("an office is no party: %v, %v", got, err)
		}
		got, err := tx.OpenCases(ctx)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("open: -want +got:\n%s", diff)
		}
		return err
	})
}

// A closed case asks a party of it as long as a draft that the system made waits
// in it: not one that was taken back or filed, nor one that somebody wrote.
func TestClosedAsking(t *testing.T) {
	d := open(t)
	draft := casefile.Step{State: casefile.Draft, Day: on("2025-10-01"), At: at("2025-10-01 08:00")}
	for n := 1; n <= 6; n++ {
		c := d.paired(n)
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) })
	}
	made := func(of int, key string) casefile.ID {
		r := casefile.Record{
			ID: postgres.NewID(), Form: "survey", Day: draft.Day, At: draft.At, MadeFor: key, Steps: []casefile.Step{draft},
		}
		d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.AddRecord(ctx, id(of), r) })
		return r.ID
	}
	made(1, "survey/1")
	made(6, "survey/6") // stays open
	back, done := made(2, "survey/2"), made(3, "survey/3")
	made(4, "")
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for n := 1; n <= 5; n++ {
			if err := tx.CloseCase(ctx, id(n), on("2025-10-02"), at("2025-10-02 08:00")); err != nil {
				return err
			}
		}
		if err := tx.SetWithdrawn(ctx, back, at("2025-10-02 08:00")); err != nil {
			return err
		}
		return tx.AddStep(ctx, done, casefile.Step{State: casefile.Filed, Day: on("2025-10-02"), At: at("2025-10-02 08:00"), By: d.people["Carl"].ID})
	})
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for name, want := range map[string][]casefile.ID{"Carl": {id(1)}, "Maria": {id(1)}, "Dora": {}} {
			got, err := tx.ClosedAsking(ctx, d.people[name].ID)
			if err != nil {
				return err
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s is asked in %v, want %v", name, got, want)
			}
		}
		return nil
	})
}

// Visits are numbered without a gap, also when two are asked for at once.
func TestVisitNumbers(t *testing.T) {
	d := open(t)
	visit := func(n int) func(context.Context, *postgres.Tx) error {
		return func(ctx context.Context, tx *postgres.Tx) error {
			number, err := tx.NextVisit(ctx)
			if err != nil {
				return err
			}
			c := d.paired(n)
			c.Number = number
			return tx.CreateCase(ctx, c)
		}
	}
	done := make(chan error, 1)
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if err := visit(1)(ctx, tx); err != nil {
			return err
		}
		go func() { done <- d.try(visit(2)) }()
		d.blocked() // the second asks while the first is not stored yet
		return nil
	})
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for n := 1; n <= 2; n++ {
			if got, err := tx.CaseByVisit(ctx, n); got != id(n) || err != nil {
				t.Errorf("V-%d is %s, %v", n, got, err)
			}
		}
		return nil
	})
	if got := d.load(id(2)).Number; got != 2 {
		t.Errorf("the second visit is V-%d", got)
	}
}

// Who changes a case waits for whoever changes it now; who reads does not.
func TestLockedCase(t *testing.T) {
	d := open(t)
	c := d.opened(1)
	waited := make(chan error, 1)
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if _, err := tx.Case(ctx, c, true); err != nil {
			return err
		}
		d.load(c) // not locked: at once
		go func() {
			waited <- d.try(func(ctx context.Context, tx *postgres.Tx) error {
				file, err := tx.Case(ctx, c, true)
				if len(file.Records) != 1 {
					t.Errorf("the second act has a file of %d records", len(file.Records))
				}
				return err
			})
		}()
		d.blocked()
		return tx.AddRecord(ctx, c, casefile.Record{ID: id(2), Form: "log", Day: on("2025-10-08"), At: at("2025-10-08 09:00")})
	})
	if err := <-waited; err != nil {
		t.Error(err)
	}
}

// A person's own name for a case, which is theirs alone and never that of
// somebody on the roster.
func TestLabels(t *testing.T) {
	d := open(t)
	one, two := d.opened(1), d.opened(2)
	carl := d.people["Carl"].ID
	labels := func() (without []casefile.ID, all int) {
		d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
			without, all, err = tx.Unlabelled(ctx, carl)
			return err
		})
		return without, all
	}
	if without, all := labels(); len(without) != 2 || all != 2 {
		t.Errorf("%v of %d", without, all)
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, label := range []string{"Maple", "Cedar"} { // the first stays
			if err := tx.SetLabel(ctx, one, carl, label); err != nil {
				return err
			}
		}
		free, err := tx.FreeLabels(ctx, carl, []string{"Oak", "Maple", "lincoln", "Lee", "Cedar"})
		if diff := cmp.Diff([]string{"Oak", "Cedar"}, free); diff != "" {
			t.Errorf("free: -want +got:\n%s", diff)
		}
		return err
	})
	if without, all := labels(); len(without) != 1 || without[0] != two || all != 2 {
		t.Errorf("%v of %d", without, all)
	}
	for _, p := range d.load(one).Parties {
		if want := map[bool]string{true: "Maple"}[p.Person.ID == carl]; p.Label != want {
			t.Errorf("%s calls it %q", p.Person.Name, p.Label)
		}
	}
}
