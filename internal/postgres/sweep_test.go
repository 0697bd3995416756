package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
)

func keysOf(due []postgres.Waiting) (keys []string) {
	for _, n := range due {
		keys = append(keys, n.Key)
	}
	return keys
}

// Two replicas that sweep at the same moment take different notices, the oldest
// first, and neither waits for the other.
func TestDueNoticesOfTwoReplicas(t *testing.T) {
	d := open(t)
	d.waiting("a@10-09 08:00 b@10-09 08:01 c@10-09 08:02 e@10-09 08:03 later@10-20 08:00")
	now := at("2025-10-10 08:00")
	var first, second []string
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		due, err := tx.DueNotices(ctx, now, 2)
		first = keysOf(due)
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			due, err := tx.DueNotices(ctx, now, 10)
			second = keysOf(due)
			return err
		})
		return err
	})
	if !slices.Equal(first, []string{"a", "b"}) || !slices.Equal(second, []string{"c", "e"}) {
		t.Errorf("one took %v, the other %v", first, second)
	}
}

// A replica that is late sees what the other has done meanwhile, not what was
// there when it began.
func TestDueNoticesAreTakenOnce(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-09 08:00 b@10-09 08:01")
	var mu sync.Mutex
	taken := map[casefile.ID]int{}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 3 {
				err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
					due, err := tx.DueNotices(ctx, at("2025-10-10 08:00"), 1)
					for _, n := range due {
						mu.Lock()
						taken[n.ID]++
						mu.Unlock()
						one := postgres.Delivery{ID: postgres.NewID(), Person: n.To, Channel: "mail", Created: at("2025-10-10 08:00")}
						if err := tx.AddDelivery(ctx, one, []casefile.ID{n.ID}); err != nil {
							return err
						}
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if len(taken) != 2 || taken[ids["a"]] != 1 || taken[ids["b"]] != 1 {
		t.Errorf("taken: %v", taken)
	}
}

// Due is what waits and whose moment has come, that very microsecond included;
// by person, then by moment.
func TestDueNotices(t *testing.T) {
	d := open(t)
	plan := deadline.Plan{Notices: d.notices("now@10-10 08:00 late@10-08 12:00 soon@10-10 08:01 theirs@10-09 08:00 dropped@10-09 08:00")}
	plan.Notices[3].To = d.people["Carl"].ID
	d.opened(1)
	d.plan("2025-10-08 09:00", plan)
	d.rows(`UPDATE notices SET state = 'dropped' WHERE key = 'dropped' RETURNING key`)
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		due, err := tx.DueNotices(ctx, at("2025-10-10 08:00"), 100)
		mine := slices.DeleteFunc(keysOf(due), func(key string) bool { return key == "theirs" })
		if len(due) != 3 || !slices.Equal(mine, []string{"late", "now"}) {
			t.Errorf("due: %v", keysOf(due))
		}
		if slices.Index(keysOf(due), "theirs") == 1 {
			t.Errorf("one person's notices are apart: %v", keysOf(due))
		}
		return err
	})
}

func TestCasesToPlanOfTwoReplicas(t *testing.T) {
	d := open(t)
	for n := 1; n <= 5; n++ {
		d.opened(n)
	}
	d.rows(`UPDATE cases SET plan_again = '2025-10-10 08:00Z'::timestamptz - (right(id::text, 1) || ' hours')::interval WHERE right(id::text, 1) < '5' RETURNING id::text`)
	d.rows(`UPDATE cases SET plan_again = '2025-10-10 08:00:00.000001Z' WHERE right(id::text, 1) = '1' RETURNING id::text`)
	var first, second []casefile.ID
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		if first, err = tx.CasesToPlan(ctx, at("2025-10-10 08:00"), 1); err != nil {
			return err
		}
		d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
			second, err = tx.CasesToPlan(ctx, at("2025-10-10 08:00"), 10)
			return err
		})
		return nil
	})
	if !slices.Equal(first, []casefile.ID{id(4)}) || !slices.Equal(second, []casefile.ID{id(3), id(2)}) {
		t.Errorf("one took %v, the other %v", first, second)
	}
}

// The playground's clock goes to the next moment at which something happens.
func TestNext(t *testing.T) {
	d := open(t)
	d.waiting("a@10-10 08:00 b@10-12 08:00")
	d.rows(`UPDATE cases SET plan_again = '2025-10-11 07:00Z' RETURNING 'x'`)
	tests := []struct{ after, notice, pending string }{
		{"2025-10-08 09:00", "2025-10-10 08:00", "2025-10-10 08:00"},
		{"2025-10-10 08:00", "2025-10-11 07:00", "2025-10-12 08:00"},
		{"2025-10-11 07:00", "2025-10-12 08:00", "2025-10-12 08:00"},
		{"2025-10-12 08:00", "", ""},
	}
	for _, tt := range tests {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			for want, next := range map[string]func(context.Context, time.Time) (time.Time, bool, error){
				"notice " + tt.notice: tx.NextNotice, "pending " + tt.pending: tx.NextPending,
			} {
				got, ok, err := next(ctx, at(tt.after))
				_, moment, _ := strings.Cut(want, " ")
				if err != nil || ok != (moment != "") || ok && !got.Equal(at(moment)) {
					t.Errorf("after %s: %v, %v, %v; want %s", tt.after, got, ok, err, want)
				}
			}
			return nil
		})
	}
}

// tracer keeps the statements that a store runs.
type tracer struct{ asked []pgx.TraceQueryStartData }

func (r *tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	r.asked = append(r.asked, data)
	return ctx
}

func (r *tracer) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// The statements of a sweep read their indexes and little else when there are a
// hundred thousand rows (issue 2, "measured").
func TestSweepReadsIndexes(t *testing.T) {
	url := pgtest.URL(t)
	var seen tracer
	store, err := postgres.OpenTraced(t.Context(), url, &seen)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	d := &district{T: t, store: store, name: home}
	d.settle()
	d.opened(1)
	crowd(d)
	tests := []struct {
		name, index string
		ask         func(ctx context.Context, tx *postgres.Tx) error
	}{
		{"due notices", "notices_pending", func(ctx context.Context, tx *postgres.Tx) error {
			due, err := tx.DueNotices(ctx, at("2025-10-08 09:00"), 500)
			if len(due) != 10 {
				t.Errorf("%d notices are due", len(due))
			}
			return err
		}},
		{"cases to plan", "cases_plan_again", func(ctx context.Context, tx *postgres.Tx) error {
			cases, err := tx.CasesToPlan(ctx, at("2025-10-08 09:00"), 50)
			if len(cases) != 10 {
				t.Errorf("%d cases are to be planned", len(cases))
			}
			return err
		}},
		{"deliveries that wait", "deliveries_waiting", func(ctx context.Context, tx *postgres.Tx) error {
			return tx.JoinDeliveries(ctx, id(1), "unsure", at("2025-10-08 09:00"))
		}},
		{"old requests", "requests_at", func(ctx context.Context, tx *postgres.Tx) error {
			_, err := tx.PurgeRequests(ctx, at("2025-01-01 09:00"), 1000)
			return err
		}},
		{"echoes", "requests_echo", func(ctx context.Context, tx *postgres.Tx) error {
			_, err := tx.Echo(ctx, d.people["Maria"].ID, "hash 7", at("2025-01-01 09:00"), "r")
			return err
		}},
	}
	for _, tt := range tests {
		seen.asked = nil
		d.do(tt.ask)
		for _, asked := range seen.asked {
			if len(asked.Args) == 0 {
				continue // begin, commit
			}
			plan := strings.Join(d.rows(`EXPLAIN `+asked.SQL, asked.Args...), "\n")
			plan = strings.ReplaceAll(plan, "Seq Scan on people", "a look at all of the roster") // it is small
			if !strings.Contains(plan, tt.index) || strings.Contains(plan, "Seq Scan on") {
				t.Errorf("%s:\n%s", tt.name, plan)
			}
		}
	}
}

// crowd adds a hundred thousand notices and cases, ten of each due, and fewer
// deliveries and requests.
func crowd(d *district) {
	d.Helper()
	const many, fewer, soon = `generate_series(1, 100000) AS i`, `generate_series(1, 20000) AS i`, `timestamptz '2025-10-08 09:00Z' + CASE WHEN i <= 10 THEN -1 ELSE i END * interval '1 minute'`
	person := fmt.Sprintf(`'%s'::uuid`, d.people["Maria"].ID)
	began := time.Now()
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, statement := range []string{
			`SET LOCAL session_replication_role = replica`, // the references are known to hold
			`INSERT INTO notices (district, id, case_id, key, topic, kind, rule, step, person, role, at, state, planned_at)
			 SELECT 'home', lpad(to_hex(i + 4096), 32, '0')::uuid, '` + string(id(1)) + `', 'k' || i, 'due', 'reminder', 'r', 's', ` + person + `, 'teacher', ` + soon + `, 'pending', '2025-10-01Z' FROM ` + many,
			`INSERT INTO cases (district, id, program, version, track, school, opened, opened_at, plan_again)
			 SELECT 'home', lpad(to_hex(i + 4096), 32, '0')::uuid, 'clovis', 'v1', 'par', '', '2025-08-27', '2025-08-27 15:00Z', ` + soon + ` FROM ` + many,
			`INSERT INTO deliveries (district, id, person, channel, urgent, state, created_at)
			 SELECT 'home', CASE i WHEN 1 THEN '` + string(id(1)) + `' ELSE lpad(to_hex(i + 4096), 32, '0') END::uuid, CASE WHEN i <= 10 THEN ` + person + ` ELSE lpad(to_hex(i + 4096), 32, '0')::uuid END, 'mail', false,
			        CASE WHEN i <= 1000 THEN 'waiting' ELSE 'sent' END, '2025-10-01Z' FROM ` + fewer,
			`INSERT INTO requests (district, key, person, text_hash, at, answer)
			 SELECT 'home', 'r' || i, ` + person + `, 'hash ' || i, ` + soon + `, '{}' FROM ` + fewer,
			`ANALYZE notices, cases, deliveries, requests`,
		} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	d.Logf("240,000 rows in %v", time.Since(began).Round(time.Millisecond))
}
