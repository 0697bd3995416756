package postgres_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/postgres"
	"parbot/internal/schoolday"
)

// plan stores what follows from the first case at a moment.
func (d *district) plan(now string, p deadline.Plan) (change postgres.Change) {
	d.Helper()
	d.do(func(ctx context.Context, tx *postgres.Tx) (err error) {
		change, err = tx.SavePlan(ctx, &casefile.Case{ID: id(1)}, p, at(now))
		return err
	})
	return change
}

// notices reads "key@10-10 08:00 key2@…" as the reminders of a plan; they are
// for Maria, about the deadline of the same key.
func (d *district) notices(text string) (all []deadline.Notice) {
	d.Helper()
	fields := strings.Fields(text)
	for i := 0; i+1 < len(fields); i += 2 {
		key, day, ok := strings.Cut(fields[i], "@")
		if !ok {
			d.Fatalf("%q is no notice", fields[i])
		}
		all = append(all, deadline.Notice{
			Key: key, Topic: deadline.TopicDue, Kind: deadline.Reminder, Rule: "respond", Step: "-3", To: d.people["Maria"].ID, Role: "teacher",
			At: at("2025-" + day + " " + fields[i+1]), Deadline: key,
		})
	}
	return all
}

// said writes down what is to be said: key, state and moment of each notice.
func (d *district) said() string {
	d.Helper()
	return strings.Join(d.rows(`SELECT key || ' ' || state || ' ' || to_char(at, 'MM-DD HH24:MI') FROM notices ORDER BY key`), ", ")
}

// A plan is stored as the difference: what is there stays as it is, what is new
// is added, what is not owed is withdrawn, what waits may move (DESIGN §1,
// invariant 4). Each line goes on from the one before.
func TestSavePlanNotices(t *testing.T) {
	d := open(t)
	d.opened(1)
	const day = "2025-10-08 "
	steps := []struct {
		name, now, plan string
		change          postgres.Change
		want            string
	}{
		{"nothing", day + "09:00", "", postgres.Change{}, ""},
		{"new", day + "09:00", "a@10-10 08:00 b@10-12 08:00", postgres.Change{NoticesAdded: 2}, "a pending 10-10 08:00, b pending 10-12 08:00"},
		{"the same", day + "09:05", "b@10-12 08:00 a@10-10 08:00", postgres.Change{}, "a pending 10-10 08:00, b pending 10-12 08:00"},
		{"one moves later", day + "09:10", "a@10-11 08:00 b@10-12 08:00", postgres.Change{NoticesMoved: 1}, "a pending 10-11 08:00, b pending 10-12 08:00"},
		{"and earlier", day + "09:15", "a@10-09 08:00 b@10-12 08:00", postgres.Change{NoticesMoved: 1}, "a pending 10-09 08:00, b pending 10-12 08:00"},
		{"not owed", day + "09:20", "b@10-12 08:00", postgres.Change{NoticesWithdrawn: 1}, "a withdrawn 10-09 08:00, b pending 10-12 08:00"},
		{"not owed still", day + "09:25", "b@10-12 08:00", postgres.Change{}, "a withdrawn 10-09 08:00, b pending 10-12 08:00"},
		{"owed again, at another time", day + "09:30", "a@10-10 09:00 b@10-12 08:00", postgres.Change{NoticesMoved: 1}, "a pending 10-10 09:00, b pending 10-12 08:00"},
		{
			"at once, of an hour ago, and three days old", day + "09:35", "a@10-10 09:00 b@10-12 08:00 c@10-08 09:35 d@10-08 08:35 e@10-05 09:35",
			postgres.Change{NoticesAdded: 3},
			"a pending 10-10 09:00, b pending 10-12 08:00, c pending 10-08 09:35, d pending 10-08 08:35, e pending 10-05 09:35",
		},
		{
			"older than that is past, and never said", day + "09:35", "a@10-10 09:00 b@10-12 08:00 c@10-08 09:35 d@10-08 08:35 e@10-05 09:35 f@10-05 09:34",
			postgres.Change{NoticesAdded: 1},
			"a pending 10-10 09:00, b pending 10-12 08:00, c pending 10-08 09:35, d pending 10-08 08:35, e pending 10-05 09:35, f past 10-05 09:34",
		},
		{
			"past stays past", day + "10:00", "f@10-20 08:00",
			postgres.Change{NoticesWithdrawn: 5},
			"a withdrawn 10-10 09:00, b withdrawn 10-12 08:00, c withdrawn 10-08 09:35, d withdrawn 10-08 08:35, e withdrawn 10-05 09:35, f past 10-05 09:34",
		},
		{
			"what was withdrawn and is old news by now stays so", "2025-10-12 10:00", "a@10-10 09:00 d@10-08 08:35 f@10-05 09:34",
			postgres.Change{NoticesMoved: 1},
			"a pending 10-10 09:00, b withdrawn 10-12 08:00, c withdrawn 10-08 09:35, d withdrawn 10-08 08:35, e withdrawn 10-05 09:35, f past 10-05 09:34",
		},
	}
	for _, s := range steps {
		if got := d.plan(s.now, deadline.Plan{Notices: d.notices(s.plan)}); got != s.change {
			t.Errorf("%s: changed %+v, want %+v", s.name, got, s.change)
		}
		if diff := cmp.Diff(strings.Split(s.want, ", "), strings.Split(d.said(), ", ")); diff != "" {
			t.Fatalf("%s: -want +got:\n%s", s.name, diff)
		}
	}
}

// What was said, or is on its way, is not said again, and is not taken back.
func TestSavePlanLeavesWhatWasSaid(t *testing.T) {
	d := open(t)
	d.opened(1)
	for _, state := range []string{"handed", "sent", "failed", "dropped"} {
		d.rows(`DELETE FROM notices RETURNING key`)
		d.plan("2025-10-08 09:00", deadline.Plan{Notices: d.notices("a@10-10 08:00")})
		d.rows(`UPDATE notices SET state = $1, settled_at = at RETURNING key`, state)
		want := "a " + state + " 10-10 08:00"
		for _, plan := range []string{"", "a@10-10 08:00", "a@10-20 08:00"} {
			if got := d.plan("2025-10-08 09:10", deadline.Plan{Notices: d.notices(plan)}); got != (postgres.Change{}) || d.said() != want {
				t.Errorf("planned %q: %+v, %s; want %s", plan, got, d.said(), want)
			}
		}
	}
}

// Put off to the morning because the hour was quiet, a notice stays there when
// the case is planned again: its own moment has passed.
func TestSavePlanKeepsTheMorning(t *testing.T) {
	d := open(t)
	d.opened(1)
	d.plan("2025-10-08 09:00", deadline.Plan{Notices: d.notices("a@10-08 20:00")})
	d.rows(`UPDATE notices SET at = '2025-10-09 08:00Z' RETURNING key`)
	for _, step := range []struct{ plan, want string }{
		{"a@10-08 20:00", "a pending 10-09 08:00"},
		{"a@10-10 20:00", "a pending 10-10 20:00"},
		{"a@10-09 12:00", "a pending 10-09 12:00"},
	} {
		d.plan("2025-10-08 21:00", deadline.Plan{Notices: d.notices(step.plan)})
		if got := d.said(); got != step.want {
			t.Errorf("planned %s: %s, want %s", step.plan, got, step.want)
		}
	}
}

// Whoever does not want to hear of a deadline until a moment does not, however
// often it is planned; a formal notice comes all the same, and so does what is
// planned for later anyway.
func TestSnooze(t *testing.T) {
	d := open(t)
	d.opened(1)
	plan := deadline.Plan{Notices: d.notices("early@10-09 08:00 formal@10-09 08:00 late@10-20 08:00 other@10-09 08:00")}
	plan.Notices[1].Kind = deadline.Formal
	other := d.notices("theirs@10-09 08:00")[0]
	other.To = d.people["Carl"].ID
	plan.Notices = append(plan.Notices, other)
	for i := range plan.Notices {
		if n := &plan.Notices[i]; n.Key != "other" {
			n.Deadline = "respond/1"
		}
	}
	d.plan("2025-10-08 09:00", plan)
	snooze := func(until string) {
		d.do(func(ctx context.Context, tx *postgres.Tx) error {
			return tx.Snooze(ctx, postgres.Snooze{Case: id(1), Person: d.people["Maria"].ID, Deadline: "respond/1", Until: at(until)})
		})
	}
	snooze("2025-10-15 09:00")
	const want = "early pending 10-15 09:00, formal pending 10-09 08:00, late pending 10-20 08:00, other pending 10-09 08:00, theirs pending 10-09 08:00"
	if got := d.said(); got != want {
		t.Errorf("snoozed: %s\nwant %s", got, want)
	}
	plan.Notices = append(plan.Notices, plan.Notices[0])
	plan.Notices[5].Key = "new"
	if got := d.plan("2025-10-08 09:10", plan); got != (postgres.Change{NoticesAdded: 1}) {
		t.Errorf("planned again: %+v", got)
	}
	if got := d.said(); got != strings.Replace(want, "other", "new pending 10-15 09:00, other", 1) {
		t.Errorf("planned again: %s", got)
	}
	snooze("2025-10-12 09:00") // the wish is the last one; what has moved stays
	if got := d.rows(`SELECT until::text FROM snoozes`); len(got) != 1 || got[0] != "2025-10-12 09:00:00+00" {
		t.Errorf("the wish is %v", got)
	}
	if got := d.said(); !strings.HasPrefix(got, "early pending 10-15 09:00") {
		t.Errorf("snoozed for less: %s", got)
	}
}

// In JSON a time has nanoseconds, and in a database none: a notice for now is
// due now, and the same plan is the same.
func TestSavePlanCutsTimesOff(t *testing.T) {
	d := open(t)
	d.opened(1)
	now := at("2025-10-08 09:00").Add(123_456_789)
	plan := deadline.Plan{Notices: d.notices("a@10-08 09:00")}
	plan.Notices[0].At = now
	d.do(func(ctx context.Context, tx *postgres.Tx) error {
		if _, err := tx.SavePlan(ctx, &casefile.Case{ID: id(1)}, plan, now); err != nil {
			return err
		}
		due, err := tx.DueNotices(ctx, now, 10)
		if err != nil || len(due) != 1 {
			t.Fatalf("%d notices are due now, %v", len(due), err)
		}
		if want := now.Truncate(time.Microsecond); !due[0].At.Equal(want) {
			t.Errorf("it is for %v, want %v", due[0].At, want)
		}
		plan.Notices[0].At = due[0].At
		change, err := tx.SavePlan(ctx, &casefile.Case{ID: id(1)}, plan, now.Add(-time.Hour))
		if change != (postgres.Change{}) {
			t.Errorf("planned again: %+v", change)
		}
		return err
	})
}

// owed writes the deadlines down.
func (d *district) owed() string {
	d.Helper()
	return strings.Join(d.rows(`
		SELECT concat_ws(' ', key, rule, state, is_right, starts, opens, coalesce(due::text, '-'), coalesce(met::text, '-'), cardinality(owners))
		FROM deadlines ORDER BY key`), ", ")
}

// Deadlines are kept with what they were: one that is no longer owed is void,
// and open again if it is.
func TestSavePlanDeadlines(t *testing.T) {
	d := open(t)
	d.opened(1)
	maria, carl := d.people["Maria"].ID, d.people["Carl"].ID
	one := deadline.Deadline{
		Key: "respond/1", Rule: "respond", Right: true, Start: on("2025-10-06"), Opens: on("2025-10-06"), Due: on("2025-10-16"),
		State: deadline.Open, Owners: []casefile.ID{maria},
	}
	two := deadline.Deadline{Key: "confer/2", Rule: "confer", Start: on("2025-10-06"), Opens: on("2025-11-01"), State: deadline.Open, Owners: []casefile.ID{maria, carl}}
	const oneRow, twoRow = "respond/1 respond open t 2025-10-06 2025-10-06 2025-10-16 - 1", "confer/2 confer open f 2025-10-06 2025-11-01 - - 2"
	with := func(change func(*deadline.Deadline)) []deadline.Deadline {
		changed := one
		change(&changed)
		return []deadline.Deadline{changed}
	}
	steps := []struct {
		name   string
		plan   []deadline.Deadline
		change postgres.Change
		want   string
	}{
		{"new", []deadline.Deadline{one, two}, postgres.Change{DeadlinesAdded: 2}, twoRow + ", " + oneRow},
		{"the same", []deadline.Deadline{two, one}, postgres.Change{}, twoRow + ", " + oneRow},
		{"one is owed no more", []deadline.Deadline{one}, postgres.Change{DeadlinesVoided: 1}, strings.Replace(twoRow, "open", "void", 1) + ", " + oneRow},
		{"still not", []deadline.Deadline{one}, postgres.Change{}, strings.Replace(twoRow, "open", "void", 1) + ", " + oneRow},
		{"it is again", []deadline.Deadline{one, two}, postgres.Change{DeadlinesChanged: 1}, twoRow + ", " + oneRow},
		{"another day", with(func(x *deadline.Deadline) { x.Due = on("2025-10-17") }), postgres.Change{DeadlinesChanged: 1, DeadlinesVoided: 1}, ""},
		{"no day", with(func(x *deadline.Deadline) { x.Due = schoolday.None }), postgres.Change{DeadlinesChanged: 1}, ""},
		{"other owners", with(func(x *deadline.Deadline) { x.Owners = []casefile.ID{carl} }), postgres.Change{DeadlinesChanged: 1}, ""},
		{"nobody left", with(func(x *deadline.Deadline) { x.Owners = nil }), postgres.Change{DeadlinesChanged: 1}, ""},
		{
			"met", with(func(x *deadline.Deadline) { x.State, x.MetOn, x.Owners = deadline.Met, on("2025-10-10"), nil }),
			postgres.Change{DeadlinesChanged: 1},
			"confer/2 confer void f 2025-10-06 2025-11-01 - - 2, respond/1 respond met t 2025-10-06 2025-10-06 2025-10-16 2025-10-10 0",
		},
	}
	for _, s := range steps {
		if got := d.plan("2025-10-08 09:00", deadline.Plan{Deadlines: s.plan}); got != s.change {
			t.Errorf("%s: changed %+v, want %+v", s.name, got, s.change)
		}
		if got := d.owed(); s.want != "" && got != s.want {
			t.Errorf("%s: %s\nwant %s", s.name, got, s.want)
		}
	}
}

// When time alone may change the plan is kept with the case, and forgotten.
func TestSavePlanAgain(t *testing.T) {
	d := open(t)
	d.opened(1)
	for _, again := range []time.Time{at("2025-10-09 07:00"), at("2025-10-10 07:00"), {}} {
		want := "never"
		if !again.IsZero() {
			want = again.Format("2006-01-02 15:04:05+00")
		}
		for how, set := range map[string]func(){
			"with a plan": func() { d.plan("2025-10-08 09:00", deadline.Plan{Again: again}) },
			"by itself": func() {
				d.do(func(ctx context.Context, tx *postgres.Tx) error { return tx.PlanAgain(ctx, id(1), again) })
			},
		} {
			d.rows(`UPDATE cases SET plan_again = '2025-12-01Z' RETURNING 'x'`)
			if set(); d.rows(`SELECT coalesce(plan_again::text, 'never') FROM cases`)[0] != want {
				t.Errorf("%s: not %s", how, want)
			}
		}
	}
}

// A plan that the database cannot hold is not stored in part.
func TestSavePlanRefuses(t *testing.T) {
	d := open(t)
	d.opened(1)
	plan := deadline.Plan{
		Deadlines: []deadline.Deadline{{Key: "respond/1", Start: on("2025-10-06"), Opens: on("2025-10-06"), State: deadline.Open}},
		Notices:   d.notices("a@10-10 08:00"),
	}
	plan.Notices[0].To = id(99)
	err := d.try(func(ctx context.Context, tx *postgres.Tx) error {
		_, err := tx.SavePlan(ctx, &casefile.Case{ID: id(1)}, plan, at("2025-10-08 09:00"))
		return err
	})
	if code(err) != foreignViolation || d.owed() != "" || d.said() != "" {
		t.Errorf("a notice to nobody: %v; stored %q, %q", err, d.owed(), d.said())
	}
}
