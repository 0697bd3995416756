package postgres_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/postgres"
)

// waiting stores a case with reminders and returns their ids by key.
func (d *district) waiting(plan string) map[string]casefile.ID {
	d.Helper()
	d.opened(1)
	d.plan("2025-10-08 09:00", deadline.Plan{Notices: d.notices(plan)})
	ids := map[string]casefile.ID{}
	for _, line := range d.rows(`SELECT key || ' ' || id FROM notices`) {
		key, one, _ := strings.Cut(line, " ")
		ids[key] = casefile.ID(one)
	}
	return ids
}

// hand gives notices to Maria by a channel and returns the delivery's id.
func (d *district) hand(channel string, notices ...casefile.ID) casefile.ID {
	d.Helper()
	one := postgres.Delivery{ID: postgres.NewID(), Person: d.people["Maria"].ID, Channel: channel, Created: at("2025-10-10 08:00")}
	d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.AddDelivery(ctx, one, notices) })
	return one.ID
}

func (d *district) settled(id casefile.ID, state string) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.SettleDelivery(ctx, id, postgres.Outcome{State: state, Detail: "why " + state, At: at("2025-10-10 08:01")})
	})
}

// states writes the notices down by key.
func (d *district) states() string {
	d.Helper()
	return strings.Join(d.rows(`SELECT key || ' ' || state FROM notices ORDER BY key`), ", ")
}

func (d *district) delivery(id casefile.ID) (one postgres.Delivery, keys []string) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		found, notices, err := tx.Delivery(ctx, id, true)
		for _, n := range notices {
			keys = append(keys, n.Key)
		}
		one = found
		return err
	})
	return one, keys
}

// Every field of a notice comes back when it is due, with how to reach its reader.
func TestNoticeComesBack(t *testing.T) {
	d := open(t)
	of := d.opened(1)
	want := deadline.Notice{
		Key: "invite/2/seq-1/maria", Topic: deadline.TopicMoved, Kind: deadline.Formal, Rule: "initial-triad", Step: "seq-1",
		To: d.people["Maria"].ID, Role: "teacher", At: at("2025-10-08 09:00"), Deadline: "meet/1", Record: id(5), Meeting: id(6), Sequence: 1,
	}
	bare := deadline.Notice{Key: "bare", Topic: deadline.TopicDue, Kind: deadline.Nudge, Rule: "meet", Step: "start", To: d.people["Nia"].ID, At: at("2025-10-08 08:00")}
	d.plan("2025-10-08 09:00", deadline.Plan{Notices: []deadline.Notice{want, bare}})
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		due, err := tx.DueNotices(ctx, at("2025-10-08 09:00"), 10)
		if err != nil || len(due) != 2 {
			t.Fatalf("%d are due, %v", len(due), err)
		}
		slices.SortFunc(due, func(x, y postgres.Waiting) int { return strings.Compare(y.Key, x.Key) })
		for i, w := range []postgres.Waiting{
			{Notice: want, Case: of, Email: "maria.ortiz@demo.example", Slack: "U1"},
			{Notice: bare, Case: of, Email: "nia.cole@demo.example"},
		} {
			w.ID = due[i].ID
			if diff := cmp.Diff(w, due[i]); diff != "" || w.ID == "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}
		return nil
	})
}

func TestDeliveryComesBack(t *testing.T) {
	d := open(t)
	ids := d.waiting("b@10-10 08:00 a@10-09 08:00 c@10-12 08:00")
	want := postgres.Delivery{ID: id(9), Person: d.people["Maria"].ID, Channel: "mail", Urgent: true, Created: at("2025-10-10 08:00")}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.AddDelivery(ctx, want, []casefile.ID{ids["b"], ids["a"]})
	})
	want.State = "waiting"
	got, keys := d.delivery(id(9))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if !slices.Equal(keys, []string{"a", "b"}) {
		t.Errorf("its notices are %v, want them by their moment", keys)
	}
	if got, want := d.states(), "a handed, b handed, c pending"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, bad := range []postgres.Delivery{
		{ID: id(9), Person: want.Person, Channel: "mail", Created: want.Created},
		{ID: id(10), Person: want.Person, Channel: "fax", Created: want.Created},
		{ID: id(10), Person: id(99), Channel: "mail", Created: want.Created},
	} {
		if err := d.try(func(ctx context.Context, tx *postgres.Tx) error { return tx.AddDelivery(ctx, bad, nil) }); code(err) == "" {
			t.Errorf("%+v was stored: %v", bad, err)
		}
	}
}

// Many deliveries are stored as one is, also such as have no notices, and none.
func TestAddDeliveries(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-10 08:00 b@10-10 08:00 c@10-12 08:00")
	maria, nia := d.people["Maria"].ID, d.people["Nia"].ID
	want := []postgres.Delivery{
		{ID: id(10), Person: maria, Channel: "mail", Urgent: true, Created: at("2025-10-10 08:00")},
		{ID: id(11), Person: maria, Channel: "slack", Created: at("2025-10-10 08:01")},
		{ID: id(12), Person: nia, Channel: "mail", Created: at("2025-10-10 08:02")},
	}
	said := [][]string{{"a", "b"}, {"a"}, nil}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		notices := make([][]casefile.ID, len(said))
		for i, keys := range said {
			for _, key := range keys {
				notices[i] = append(notices[i], ids[key])
			}
		}
		return errors.Join(tx.AddDeliveries(ctx, want, notices), tx.AddDeliveries(ctx, nil, nil))
	})
	for i := range want {
		want[i].State = "waiting"
		got, keys := d.delivery(want[i].ID)
		slices.Sort(keys)
		if !cmp.Equal(want[i], got) || !slices.Equal(said[i], keys) {
			t.Errorf("%+v with %v, want %+v with %v", got, keys, want[i], said[i])
		}
	}
	if got, want := d.states(), "a handed, b handed, c pending"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// An attempt is marked before anything leaves, so that a crash leaves its trace;
// while its lease runs nobody else tries (DESIGN §8).
func TestStartDelivery(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-09 08:00")
	one := d.hand("mail", ids["a"])
	const lease = time.Minute
	steps := []struct {
		name, now       string
		before          string // what happens before: settled as this, or nothing
		attempt         int
		interrupted, ok bool
	}{
		{"the first", "2025-10-10 08:00", "", 1, false, true},
		{"while it runs", "2025-10-10 08:00", "", 0, false, false},
		{"its lease is over, and nobody knows how it ended", "2025-10-10 08:01", "", 2, true, true},
		{"to be tried again", "2025-10-10 08:01", "retry", 3, false, true},
		{"freed, as its process is no more", "2025-10-10 08:01", "free", 4, true, true},
		{"sent", "2025-10-10 09:00", "sent", 0, false, false},
		{"unknown", "2025-10-10 09:00", "unknown", 0, false, false},
		{"failed", "2025-10-10 09:00", "failed", 0, false, false},
		{"dropped", "2025-10-10 09:00", "dropped", 0, false, false},
		{"returned", "2025-10-10 09:00", "returned", 0, false, false},
	}
	for _, s := range steps {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			switch s.before {
			case "":
			case "free":
				if err := tx.FreeDeliveries(ctx, []casefile.ID{one}); err != nil {
					return err
				}
			case "returned":
				if err := tx.ReturnDelivery(ctx, one, at("2025-10-11 08:00")); err != nil {
					return err
				}
			default:
				if err := tx.SettleDelivery(ctx, one, postgres.Outcome{State: s.before, At: at(s.now)}); err != nil {
					return err
				}
			}
			attempt, interrupted, ok, err := tx.StartDelivery(ctx, one, at(s.now), lease)
			if attempt != s.attempt || interrupted != s.interrupted || ok != s.ok {
				t.Errorf("%s: attempt %d, interrupted %v, ok %v", s.name, attempt, interrupted, ok)
			}
			return err
		})
	}
	if got, _ := d.delivery(one); got.Attempts != 4 || got.State != "returned" {
		t.Errorf("%+v", got)
	}
}

// Two workers that begin at once: one of them does.
func TestStartDeliveryAtOnce(t *testing.T) {
	d := open(t)
	one := d.hand("mail", d.waiting("a@10-09 08:00")["a"])
	second := make(chan error, 1)
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		_, _, ok, err := tx.StartDelivery(ctx, one, at("2025-10-10 08:00"), time.Minute)
		if err != nil || !ok {
			t.Errorf("the first: %v, %v", ok, err)
		}
		go func() {
			second <- d.try(func(ctx context.Context, tx *postgres.Tx) error {
				_, _, ok, err := tx.StartDelivery(ctx, one, at("2025-10-10 08:00"), time.Minute)
				if ok {
					t.Error("both try to send")
				}
				return err
			})
		}()
		d.blocked()
		return nil
	})
	if err := <-second; err != nil {
		t.Error(err)
	}
}

// A notice is sent when one of its messages was, and failed when all did.
func TestSettleOverTwoChannels(t *testing.T) {
	tests := []struct {
		mail, slack string // in this order
		want        string
	}{
		{"sent", "sent", "sent"},
		{"sent", "failed", "sent"},
		{"failed", "sent", "sent"},
		{"failed", "", "handed"},
		{"failed", "retry", "handed"},
		{"failed", "failed", "failed"},
		{"unknown", "failed", "sent"},
		{"failed", "unknown", "sent"},
		{"dropped", "failed", "failed"},
		{"dropped", "sent", "sent"},
		{"retry", "", "handed"},
		{"", "", "handed"},
	}
	d := open(t)
	d.opened(1)
	for _, tt := range tests {
		t.Run(tt.mail+" and "+tt.slack, func(t *testing.T) {
			d.rows(`DELETE FROM delivery_notices RETURNING 'x'`)
			d.rows(`DELETE FROM notices RETURNING 'x'`)
			d.plan("2025-10-08 09:00", deadline.Plan{Notices: d.notices("a@10-10 08:00 other@10-10 08:00")})
			a := casefile.ID(d.rows(`SELECT id::text FROM notices WHERE key = 'a'`)[0])
			mail, slack := d.hand("mail", a), d.hand("slack", a)
			if tt.mail != "" {
				d.settled(mail, tt.mail)
			}
			if tt.slack != "" {
				d.settled(slack, tt.slack)
			}
			if got, want := d.states(), "a "+tt.want+", other pending"; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			done := tt.want == "sent" || tt.want == "failed"
			if got := d.rows(`SELECT (settled_at IS NOT NULL)::text FROM notices WHERE key = 'a'`); (got[0] == "true") != done {
				t.Errorf("it has a moment when it was settled: %s", got[0])
			}
		})
	}
}

// A word that comes late, of a message that did leave, is the last.
func TestSentAfterAll(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-10 08:00")
	mail, slack := d.hand("mail", ids["a"]), d.hand("slack", ids["a"])
	for _, step := range []struct {
		one         casefile.ID
		state, want string
	}{{mail, "failed", "a handed"}, {slack, "failed", "a failed"}, {slack, "sent", "a sent"}, {mail, "failed", "a sent"}} {
		d.settled(step.one, step.state)
		if got := d.states(); got != step.want {
			t.Errorf("%s: %s, want %s", step.state, got, step.want)
		}
	}
}

// What is known of a message is kept with it: the provider's id stays when a
// later word has none.
func TestSettleKeepsWhatIsKnown(t *testing.T) {
	d := open(t)
	one := d.hand("slack", d.waiting("a@10-09 08:00")["a"])
	steps := []struct{ state, detail, provider, want string }{
		{"retry", "429", "", "retry 429 - f f"},
		{"unknown", "lost", "171.2", "unknown lost 171.2 t f"},
		{"sent", "", "", "sent  171.2 t f"},
		{"sent", "", "171.3", "sent  171.3 t f"},
	}
	for _, s := range steps {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			if _, _, _, err := tx.StartDelivery(ctx, one, at("2025-10-10 08:00"), time.Hour); err != nil {
				return err
			}
			return tx.SettleDelivery(ctx, one, postgres.Outcome{State: s.state, Detail: s.detail, Provider: s.provider, At: at("2025-10-10 08:01")})
		})
		got := d.rows(`SELECT concat_ws(' ', state, detail, coalesce(nullif(provider, ''), '-'), settled_at IS NOT NULL, leased_until IS NOT NULL) FROM deliveries`)
		if got[0] != s.want {
			t.Errorf("%s: %s, want %s", s.state, got[0], s.want)
		}
	}
	err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.SettleDelivery(ctx, one, postgres.Outcome{State: "lost", At: at("2025-10-10 08:02")})
	})
	if code(err) != checkViolation {
		t.Errorf("a state that is none: %v", err)
	}
}

// The hour is quiet: what was handed over waits for the morning, is handed over
// again, and may still fail then. What was sent by the other channel is not.
func TestReturnDelivery(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-10 20:00 b@10-10 20:00 c@10-10 20:00")
	one := d.hand("slack", ids["a"], ids["b"])
	sent := d.hand("mail", ids["b"])
	d.settled(sent, "sent")
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		return tx.ReturnDelivery(ctx, one, at("2025-10-11 15:00"))
	})
	if got, want := d.said(), "a pending 10-11 15:00, b sent 10-10 20:00, c pending 10-10 20:00"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, keys := d.delivery(one); got.State != "returned" || !slices.Equal(keys, []string{"b"}) {
		t.Errorf("%+v with %v", got, keys)
	}
	again := d.hand("slack", ids["a"])
	d.settled(again, "failed")
	if got, want := d.states(), "a failed, b sent, c pending"; got != want {
		t.Errorf("in the morning: %s, want %s", got, want)
	}
}

// What is not said any more says why; only what is on its way can be dropped.
func TestDropNotice(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-10 08:00 b@10-10 08:00 c@10-10 08:00")
	one := d.hand("slack", ids["a"], ids["b"])
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		for _, key := range []string{"a", "c"} {
			if err := tx.DropNotice(ctx, ids[key], "no longer owed", at("2025-10-10 08:00")); err != nil {
				return err
			}
		}
		return nil
	})
	got := d.rows(`SELECT concat_ws(' ', key, state, why, settled_at) FROM notices ORDER BY key`)
	want := []string{"a dropped no longer owed 2025-10-10 08:00:00+00", "b handed ", "c pending "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, keys := d.delivery(one); !slices.Equal(keys, []string{"b"}) {
		t.Errorf("still to be said: %v", keys)
	}
}

// What waits for the same person by the same channel leaves together; not what
// is urgent, was begun, or may have arrived.
func TestJoinDeliveries(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-10 08:00 b@10-10 08:00 c@10-10 08:00 d@10-10 08:00 e@10-10 08:00 f@10-10 08:00")
	into, joins, mail, begun, lost := d.hand("slack", ids["a"]), d.hand("slack", ids["b"]), d.hand("mail", ids["c"]), d.hand("slack", ids["d"]), d.hand("slack", ids["e"])
	urgent := postgres.Delivery{ID: id(50), Person: d.people["Maria"].ID, Channel: "slack", Urgent: true, Created: at("2025-10-10 08:00")}
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if err := tx.AddDelivery(ctx, urgent, []casefile.ID{ids["f"]}); err != nil {
			return err
		}
		if _, _, _, err := tx.StartDelivery(ctx, begun, at("2025-10-10 08:00"), time.Minute); err != nil {
			return err
		}
		if err := tx.NoteDelivery(ctx, lost, "unsure: time-out"); err != nil {
			return err
		}
		return tx.JoinDeliveries(ctx, into, "unsure", at("2025-10-10 08:01"))
	})
	want := map[casefile.ID]string{into: "waiting", joins: "returned", mail: "waiting", begun: "sending", lost: "waiting", urgent.ID: "waiting"}
	for one, state := range want {
		if got, _ := d.delivery(one); got.State != state {
			t.Errorf("%+v, want %s", got, state)
		}
	}
	if _, keys := d.delivery(into); !slices.Equal(keys, []string{"a", "b"}) {
		t.Errorf("it says %v", keys)
	}
}

// When one channel has failed, the other is asked for what it never had.
func TestUntried(t *testing.T) {
	d := open(t)
	ids := d.waiting("a@10-10 08:00 b@10-11 08:00 c@10-12 08:00 e@10-13 08:00")
	slack := d.hand("slack", ids["c"], ids["b"], ids["a"], ids["e"])
	d.hand("mail", ids["b"])
	d.settled(d.hand("mail", ids["e"]), "sent")
	returned := d.hand("mail", ids["c"])
	d.rows(`UPDATE deliveries SET state = 'returned' WHERE id = $1 RETURNING 'x'`, string(returned))
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		got, err := tx.Untried(ctx, slack, "mail")
		if diff := cmp.Diff([]casefile.ID{ids["a"], ids["c"]}, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
		return err
	})
}
