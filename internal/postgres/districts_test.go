package postgres_test

import (
	"context"
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// full is a district with something in every table.
type full struct {
	*district

	of                  casefile.ID // the case, visit V-7
	record, meeting     casefile.ID
	teacher, consultant casefile.ID
	due, handed         casefile.ID // notices
	waits, delivered    casefile.ID // deliveries: one waits, one is under way
	now                 time.Time
}

func fill(t *testing.T) *full {
	t.Helper()
	d := open(t)
	f := &full{district: d, of: id(1), record: id(2), meeting: id(3), waits: id(4), delivered: id(5), now: at("2025-10-10 08:00")}
	f.teacher, f.consultant = d.people["Maria"].ID, d.people["Carl"].ID
	c := d.paired(1)
	c.Number, c.Records, c.Meetings = 7, []casefile.Record{d.aLog(2)}, []casefile.Meeting{d.aMeeting(3)}
	d.course(&c)
	plan := deadline.Plan{
		Deadlines: []deadline.Deadline{{Key: "respond/1", Rule: "respond", Start: on("2025-10-06"), Opens: on("2025-10-06"), Due: on("2025-10-16"), State: deadline.Open}},
		Notices:   d.notices("due@10-09 08:00 handed@10-09 08:00 later@10-20 08:00"), Again: at("2025-10-09 07:00"),
	}
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.CreateCase(ctx, c) })
	d.plan("2025-10-08 09:00", plan)
	f.handed = casefile.ID(d.rows(`SELECT id::text FROM notices WHERE key = 'handed'`)[0])
	f.due = casefile.ID(d.rows(`SELECT id::text FROM notices WHERE key = 'due'`)[0])
	for _, step := range []func(ctx context.Context, tx *postgres.Tx) error{
		func(ctx context.Context, tx *postgres.Tx) error {
			return tx.SaveDraft(ctx, postgres.Draft{Person: f.consultant, Case: f.of, Form: "log", Fields: map[string]string{"summary": "co-"}, At: f.now})
		},
		func(ctx context.Context, tx *postgres.Tx) error {
			return tx.SaveCalendar(ctx, "", schoolday.New(time.UTC, []schoolday.Closed{{Day: on("2025-11-24"), Why: "Thanksgiving"}},
				schoolday.Year{Start: on("2025-08-18"), End: on("2026-06-04"), Second: on("2026-01-20")}))
		},
		func(ctx context.Context, tx *postgres.Tx) error {
			return tx.Snooze(ctx, postgres.Snooze{Case: f.of, Person: f.teacher, Deadline: "later", Until: at("2025-10-21 08:00")})
		},
		func(ctx context.Context, tx *postgres.Tx) error {
			one := postgres.Delivery{ID: f.delivered, Person: f.teacher, Channel: "slack", Created: f.now}
			if err := tx.AddDelivery(ctx, one, []casefile.ID{f.handed}); err != nil {
				return err
			}
			one.ID = f.waits
			return tx.AddDelivery(ctx, one, []casefile.ID{f.handed})
		},
		func(ctx context.Context, tx *postgres.Tx) error {
			_, _, _, err := tx.StartDelivery(ctx, f.delivered, f.now, time.Minute)
			return err
		},
		func(ctx context.Context, tx *postgres.Tx) error {
			if _, _, err := tx.Claim(ctx, postgres.Request{Key: "r1", Person: f.consultant, TextHash: "hash", Now: f.now}); err != nil {
				return err
			}
			return tx.Answer(ctx, "r1", []byte(`{}`))
		},
		func(ctx context.Context, tx *postgres.Tx) error {
			return tx.Audit(ctx, postgres.Entry{Person: f.consultant, Case: f.of, Record: f.record, What: "log", At: f.now})
		},
		f.counted,
		f.asking,
	} {
		d.do(step)
	}
	return f
}

// call is one method of a transaction, called with the ids of the full district
// from another, and what it then sees of it.
type call func(ctx context.Context, tx *postgres.Tx) (seen []any, err error)

func all(seen ...any) []any { return seen }

// reads are the methods that tell something.
func (f *full) reads() map[string]call {
	return merged(f.courseReads(), map[string]call{
		"Person": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			p, err := tx.Person(ctx, f.teacher)
			return all(p), err
		},
		"PersonBySlack": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			p, err := tx.PersonBySlack(ctx, "U1")
			return all(p), err
		},
		"PersonByEmail": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			p, err := tx.PersonByEmail(ctx, "maria.ortiz@demo.example")
			return all(p), err
		},
		"People": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			p, err := tx.People(ctx, "")
			return all(p), err
		},
		"Case": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.Case(ctx, f.of, true)
			return all(c), err
		},
		"CasesOf": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.CasesOf(ctx, f.teacher)
			return all(c), err
		},
		"OpenCases": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.OpenCases(ctx)
			return all(c), err
		},
		"CaseByVisit": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.CaseByVisit(ctx, 7)
			return all(c), err
		},
		"CaseOfMeeting": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.CaseOfMeeting(ctx, f.meeting)
			return all(c), err
		},
		"CaseOfRecord": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.CaseOfRecord(ctx, f.record)
			return all(c), err
		},
		"NextVisit": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			n, err := tx.NextVisit(ctx)
			return all(n - 1), err
		},
		"CasesToPlan": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c, err := tx.CasesToPlan(ctx, f.now, 9)
			return all(c), err
		},
		"DueNotices": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			n, err := tx.DueNotices(ctx, f.now, 9)
			return all(n), err
		},
		"NextNotice": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			at, ok, err := tx.NextNotice(ctx, f.now)
			return all(at, ok), err
		},
		"NextPending": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			at, ok, err := tx.NextPending(ctx, f.now)
			return all(at, ok), err
		},
		"Delivery": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			d, n, err := tx.Delivery(ctx, f.waits, true)
			return all(d, n), err
		},
		"Untried": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			n, err := tx.Untried(ctx, f.waits, "mail")
			return all(n), err
		},
		"Echo": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			echo, err := tx.Echo(ctx, f.consultant, "hash", f.now.Add(-time.Hour), "r2")
			return all(echo), err
		},
		"Draft": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			d, ok, err := tx.Draft(ctx, f.consultant, f.of, "log")
			return all(d.Fields, ok), err
		},
		"Calendar": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			cal, ok, err := tx.Calendar(ctx, "", time.UTC)
			return all(cal.Years, cal.ClosedDays(), ok), err
		},
		"Unlabelled": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			without, n, err := tx.Unlabelled(ctx, f.teacher)
			return all(without, n), err
		},
		"FreeLabels": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			free, err := tx.FreeLabels(ctx, f.teacher, []string{"Lincoln"}) // taken where it is a school
			return all(len(free) - 1), err
		},
	})
}

// writes are the methods that change something; what they return is of no account.
func (f *full) writes() map[string]call {
	step := casefile.Step{State: casefile.Served, Day: on("2025-10-10"), At: f.now}
	teacher := casefile.Person{Name: "Maria Ortiz-Lee", Email: "maria.ortiz@demo.example"}
	party := casefile.Party{Person: casefile.Person{ID: f.teacher}, Role: "observer", From: f.now}
	return merged(f.courseWrites(), map[string]call{
		"SavePeople": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			_, _, err := tx.SavePeople(ctx, []casefile.Person{teacher}, f.now)
			return nil, err
		},
		"SetSlack": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SetSlack(ctx, f.teacher, "U99")
		},
		"LinkSlack": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			ok, err := tx.LinkSlack(ctx, f.people["Nia"].ID, "U98", f.now)
			return all(ok), err
		},
		"CreateCase": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			c := f.paired(20)
			c.Parties = nil
			return nil, tx.CreateCase(ctx, c)
		},
		"AddParty": func(ctx context.Context, tx *postgres.Tx) ([]any, error) { return nil, tx.AddParty(ctx, f.of, party) },
		"EndParty": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.EndParty(ctx, f.of, f.teacher, program.Teacher, f.now)
		},
		"SetLabel": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SetLabel(ctx, f.of, f.teacher, "Maple")
		},
		"CloseCase": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.CloseCase(ctx, f.of, on("2025-10-10"), f.now)
		},
		"AddRecord": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddRecord(ctx, f.of, f.aLog(21))
		},
		"AddStep": func(ctx context.Context, tx *postgres.Tx) ([]any, error) { return nil, tx.AddStep(ctx, f.record, step) },
		"AddSignature": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddSignature(ctx, f.record, casefile.Signature{Person: f.consultant, Day: on("2025-10-10"), At: f.now})
		},
		"SetWithdrawn": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SetWithdrawn(ctx, f.record, f.now)
		},
		"SaveDraft": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SaveDraft(ctx, postgres.Draft{Person: f.consultant, Case: f.of, Form: "log", Fields: map[string]string{}, At: f.now})
		},
		"DropDraft": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.DropDraft(ctx, f.consultant, f.of, "log")
		},
		"SaveMeeting": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			m := f.aMeeting(3)
			m.Sequence, m.Attendees = 5, m.Attendees[:1]
			return nil, tx.SaveMeeting(ctx, f.of, m)
		},
		"SetAnswer": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SetAnswer(ctx, f.meeting, f.teacher, "no", f.now)
		},
		"SaveCalendar": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SaveCalendar(ctx, "", schoolday.New(time.UTC, nil, schoolday.Year{Start: on("2025-08-19"), End: on("2026-06-05")}))
		},
		"SavePlan": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			change, err := tx.SavePlan(ctx, &casefile.Case{ID: f.of}, deadline.Plan{}, f.now)
			return all(change), err
		},
		"Snooze": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.Snooze(ctx, postgres.Snooze{Case: f.of, Person: f.teacher, Deadline: "due", Until: at("2025-10-30 08:00")})
		},
		"AddDelivery": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddDelivery(ctx, postgres.Delivery{ID: id(22), Person: f.teacher, Channel: "mail", Created: f.now}, []casefile.ID{f.due})
		},
		"AddDeliveries": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.AddDeliveries(ctx, []postgres.Delivery{{ID: id(23), Person: f.teacher, Channel: "mail", Created: f.now}}, [][]casefile.ID{{f.due}})
		},
		"PlanAgain": func(ctx context.Context, tx *postgres.Tx) ([]any, error) { return nil, tx.PlanAgain(ctx, f.of, f.now) },
		"StartDelivery": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			attempt, interrupted, ok, err := tx.StartDelivery(ctx, f.waits, f.now, time.Minute)
			return all(attempt, interrupted, ok), err
		},
		"SettleDelivery": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.SettleDelivery(ctx, f.delivered, postgres.Outcome{State: "sent", Provider: "171.2", At: f.now})
		},
		"ReturnDelivery": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.ReturnDelivery(ctx, f.waits, f.now.Add(time.Hour))
		},
		"NoteDelivery": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.NoteDelivery(ctx, f.waits, "unsure")
		},
		"JoinDeliveries": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.JoinDeliveries(ctx, f.delivered, "unsure", f.now)
		},
		"FreeDeliveries": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.FreeDeliveries(ctx, []casefile.ID{f.delivered})
		},
		"DropNotice": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.DropNotice(ctx, f.handed, "why", f.now)
		},
		"Claim": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			answer, _, err := tx.Claim(ctx, postgres.Request{Key: "r1", Person: f.consultant, TextHash: "hash", Now: f.now})
			return all(answer), err
		},
		"Answer": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.Answer(ctx, "r1", []byte(`{"a": 1}`))
		},
		"Audit": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			return nil, tx.Audit(ctx, postgres.Entry{Case: f.of, What: "look", At: f.now})
		},
		"PurgeRequests": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			n, err := tx.PurgeRequests(ctx, f.now.Add(time.Hour), 9)
			return all(n), err
		},
		"PurgeDrafts": func(ctx context.Context, tx *postgres.Tx) ([]any, error) {
			n, err := tx.PurgeDrafts(ctx, f.now.Add(time.Hour), 9)
			return all(n), err
		},
	})
}

// holds sums up every table of ours as far as one district has a part in it.
func holds(ctx context.Context, tx *postgres.Tx, district string) (map[string]string, error) {
	rows, err := tx.Query(ctx, `
		SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'district' ORDER BY 1`)
	if err != nil {
		return nil, err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for _, table := range tables {
		var sum string
		err := tx.QueryRow(ctx, `SELECT coalesce(md5(string_agg(x::text, ',' ORDER BY x::text)), '') FROM `+table+` x WHERE district = $1`, district).Scan(&sum)
		if err != nil {
			return nil, err
		}
		sums[table] = sum
	}
	return sums, nil
}

func (d *district) holds(district string) (sums map[string]string) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		sums, err = holds(ctx, tx, district)
		return err
	})
	return sums
}

// No method of a transaction sees or changes what another district has, though
// it is called with that one's ids (issue 2.3).
func TestDistrictsAreApart(t *testing.T) {
	f := fill(t)
	before := f.holds(home)
	for table, sum := range before {
		if sum == "" {
			t.Errorf("the full district has nothing in %s, and the test proves nothing of it", table)
		}
	}
	elsewhere := &district{T: t, store: f.store, name: "elsewhere"}
	for _, calls := range []map[string]call{f.reads(), f.writes()} {
		for _, name := range slices.Sorted(maps.Keys(calls)) {
			// Some write to what is not there, and are refused.
			_ = elsewhere.try(func(ctx context.Context, tx *postgres.Tx) error {
				seen, err := calls[name](ctx, tx)
				for _, one := range seen {
					if v := reflect.ValueOf(one); !v.IsZero() && (v.Kind() != reflect.Slice && v.Kind() != reflect.Map || v.Len() > 0) {
						t.Errorf("%s sees %+v", name, one)
					}
				}
				return err
			})
			if diff := cmp.Diff(before, f.holds(home)); diff != "" {
				t.Fatalf("%s has changed what is another district's:\n%s", name, diff)
			}
		}
	}
}

// Two districts with the very same ids in them are two districts all the same:
// each method changes its own.
func TestTwinDistrictsAreApart(t *testing.T) {
	f := fill(t)
	before := f.holds(home)
	f.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, statement := range append([]string{`SET LOCAL session_replication_role = replica`}, twins(slices.Sorted(maps.Keys(before)))...) {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	twin := &district{T: t, store: f.store, name: "elsewhere"}
	theirs := twin.holds("elsewhere")
	enough := errors.New("seen enough")
	writes := f.writes()
	for _, name := range slices.Sorted(maps.Keys(writes)) {
		err := twin.try(func(ctx context.Context, tx *postgres.Tx) error {
			if _, err := writes[name](ctx, tx); err != nil {
				return err
			}
			after, err := holds(ctx, tx, home)
			if diff := cmp.Diff(before, after); diff != "" || err != nil {
				t.Errorf("%s has changed what is another district's, %v:\n%s", name, err, diff)
			}
			after, err = holds(ctx, tx, "elsewhere")
			unchanged := cmp.Equal(theirs, after)
			if asks := name == "Claim"; unchanged != asks || err != nil {
				t.Errorf("%s has left its own as it was: %v, %v", name, unchanged, err)
			}
			return enough
		})
		if !errors.Is(err, enough) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// twins are the statements that copy every table into another district.
func twins(tables []string) (statements []string) {
	for _, table := range tables {
		statements = append(statements, `
			INSERT INTO `+table+` OVERRIDING SYSTEM VALUE
			SELECT r.* FROM `+table+` x, jsonb_populate_record(NULL::`+table+`, to_jsonb(x) || '{"district": "elsewhere"}') r WHERE x.district = 'home'`)
	}
	return statements
}

// Whoever adds a method to a transaction says here what it must not see.
func TestEveryMethodIsTried(t *testing.T) {
	f := &full{district: &district{T: t}}
	tried := f.reads()
	maps.Copy(tried, f.writes())
	tx := reflect.TypeFor[*postgres.Tx]()
	drivers := reflect.TypeFor[postgres.PgxTx]()
	for method := range tx.Methods() {
		name := method.Name
		if _, driver := drivers.MethodByName(name); driver {
			continue
		}
		if _, ok := tried[name]; !ok {
			t.Errorf("%s is neither among the reads nor the writes of districts_test.go", name)
		}
		delete(tried, name)
	}
	for name := range tried {
		t.Errorf("%s is no method any more", name)
	}
}
