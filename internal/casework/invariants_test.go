package casework_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
)

// act is one of the things people do, for tests that hold for all of them. Ready
// brings the office to where it can be done.
type act struct {
	name  string
	who   string
	ready func(*office)
	do    func(*office, casework.Act) (message.Message, error)
}

// acts are all things people do that change the file.
var acts = []act{
	{"log", "Carl", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Log(o.Context(), a, o.log("2025-10-07", "unit 3"))
	}},
	{"the teacher's log", "Maria", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Log(o.Context(), a, o.log("2025-10-07", "unit 3"))
	}},
	{"contact", "Carl", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Log(o.Context(), a, casework.Log{Case: o.maria, Kind: "contact", Day: on("2025-10-07"), Text: "call"})
	}},
	{"missed", "Carl", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Log(o.Context(), a, casework.Log{Case: o.maria, Kind: "missed", Day: on("2025-10-07")})
	}},
	{"undo", "Carl", logged, func(o *office, a casework.Act) (message.Message, error) { return o.desk.Undo(o.Context(), a, "") }},
	{
		"redo", "Carl", func(o *office) { logged(o); o.ok(o.desk.Undo(o.Context(), o.as("Carl", ""), "")) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.Redo(o.Context(), a, casefile.ID(o.rows(`SELECT id::text FROM records WHERE form = 'log'`)))
		},
	},
	{"plan", "Carl", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Meet(o.Context(), a, o.triad("2025-10-15", 15))
	}},
	{"move", "Ada", planned, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Meet(o.Context(), a, o.triad("2025-10-16", 15))
	}},
	{"cancel", "Ada", planned, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Meet(o.Context(), a, casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"})
	}},
	{"undo a plan", "Carl", planned, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Undo(o.Context(), a, o.meeting())
	}},
	{"ask", "Carl", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Meet(o.Context(), a, casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "ask"})
	}},
	{"held", "Carl", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Meet(o.Context(), a, casework.Meet{Case: o.maria, Kind: "extra-triad", Do: "held", Day: on("2025-10-07")})
	}},
	{"answer", "Ada", planned, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.AnswerInvite(o.Context(), a, o.meeting(), "no")
	}},
	{
		"conference", "Carl", func(o *office) { o.ok(o.desk.Report(o.Context(), o.as("Carl", ""), o.maria, "evidence")) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.Meet(o.Context(), a, casework.Meet{Case: o.maria, Kind: "report-conference", Do: "held", Day: on("2025-10-08")})
		},
	},
	{"sign", "Maria", func(o *office) { o.discussed("evidence") }, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Sign(o.Context(), a, "", false)
	}},
	{"decline", "Maria", func(o *office) { o.discussed("evidence") }, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Sign(o.Context(), a, "", true)
	}},
	{
		"respond", "Maria", func(o *office) { o.ok(o.desk.Sign(o.Context(), o.as("Maria", ""), o.discussed("evidence"), false)) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.Respond(o.Context(), a, "", "I see it differently.")
		},
	},
	{"visit", "Sam", nil, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Visit(o.Context(), a, casework.Visit{Topic: "group work"})
	}},
	{"assign", "Dora", asked, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Assign(o.Context(), a, 1, o.people["Nia"].ID, casework.Meet{})
	}},
	{
		"assign again", "Dora", func(o *office) { asked(o); o.ok(o.assign(1, "Carl", casework.Meet{})) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.Assign(o.Context(), a, 1, o.people["Nia"].ID, casework.Meet{})
		},
	},
	{
		"move a visit", "Sam", func(o *office) { asked(o); o.ok(o.assign(1, "Nia", casework.Meet{})) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.MeetVisit(o.Context(), a, 1, casework.Meet{Day: on("2025-10-16"), Hour: 9})
		},
	},
	{
		"withdraw", "Sam", func(o *office) { asked(o); o.ok(o.assign(1, "Nia", casework.Meet{})) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.WithdrawVisit(o.Context(), a, 1)
		},
	},
	{"pause", "Dora", nil, func(o *office, a casework.Act) (message.Message, error) {
		return pause(o, a, casework.Turn{Case: o.maria})
	}},
	{
		"resume", "Dora", func(o *office) { o.ok(pause(o, o.as("Dora", ""), casework.Turn{Case: o.maria, Day: on("2025-10-01")})) },
		func(o *office, a casework.Act) (message.Message, error) {
			return resume(o, a, casework.Turn{Case: o.maria})
		},
	},
	{
		"transfer", "Dora", func(o *office) { planned(o); o.handOver() }, func(o *office, a casework.Act) (message.Message, error) {
			return transfer(o, a, casework.Turn{Case: o.maria, School: "Grant Elementary"})
		},
	},
	{
		"waive", "Maria", func(o *office) { o.ok(o.desk.Sign(o.Context(), o.as("Maria", ""), o.discussed("evidence"), false)) },
		func(o *office, a casework.Act) (message.Message, error) {
			return o.desk.Waive(o.Context(), a, o.maria, o.rows(`SELECT key FROM deadlines WHERE rule = 'respond'`))
		},
	},
	{"fill", "Carl", rolledUp, func(o *office, a casework.Act) (message.Message, error) {
		return o.desk.Fill(o.Context(), a, casework.Fill{Case: o.maria, Form: "monthly-log"})
	}},
	{"separate", "Dora", func(o *office) { planned(o); asked(o) }, func(o *office, a casework.Act) (message.Message, error) {
		return separate(o, a, casework.Turn{Case: o.maria})
	}},
}

func logged(o *office) {
	o.ok(o.desk.Log(o.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
}

func planned(o *office) { o.ok(o.desk.Meet(o.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15))) }
func asked(o *office)   { o.visit("Sam", "group work") }

// Three promises hold for everything that people do.
func TestEveryAct(t *testing.T) {
	t.Parallel()
	for _, a := range acts {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			o := open(t, "2025-10-08 10:00")
			if a.ready != nil {
				a.ready(o)
			}
			o.now = o.now.Add(time.Minute)
			request := o.as(a.who, "")
			o.allOrNothing(a, request)
			o.onceThoughTwice(a, request)
			o.plannedAsStored()
		})
	}
}

// A record, what follows from it and what is said of that commit together or not
// at all: when the plan cannot be stored nothing is (DESIGN §1, invariant 3).
func (o *office) allOrNothing(a act, request casework.Act) {
	o.Helper()
	before := o.dump()
	o.exec(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$`,
		`CREATE TRIGGER refuse BEFORE INSERT ON notices FOR EACH STATEMENT EXECUTE FUNCTION refuse()`)
	_, err := a.do(o, request)
	if err == nil || fault.KindOf(err) != fault.Internal {
		o.Fatalf("the plan was not stored, and the answer is %v", err)
	}
	if text := fault.TextOf(err); text != "" {
		o.Errorf("a person is told %q", text)
	}
	same(o.T, "the tables after a failure", o.dump(), before)
	o.exec(`DROP TRIGGER refuse ON notices`)
}

// A request that is delivered twice at once, and a third time later, is done
// once and answered alike; that it failed before does not matter.
func (o *office) onceThoughTwice(a act, request casework.Act) {
	o.Helper()
	answers := make([]string, 2)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			m, err := a.do(o, request)
			if err != nil {
				o.Error(err)
			}
			answers[i] = m.Text()
		})
	}
	wg.Wait()
	same(o.T, "the second answer", answers[1], answers[0])
	if n := o.count(fmt.Sprintf(`SELECT count(*) FROM requests WHERE key = '%s' AND answer IS NOT NULL`, request.Request)); n != 1 {
		o.Errorf("%d answers are stored", n)
	}
	stored := o.dump()
	same(o.T, "the third answer", o.ok(a.do(o, request)), answers[0])
	same(o.T, "the tables after a third time", o.dump(), stored)
}

// What is stored follows from the file alone: planning every case again changes
// nothing (DESIGN §1, invariant 1).
func (o *office) plannedAsStored() {
	o.Helper()
	o.unchanged()
	before := o.dump()
	o.exec(`UPDATE cases SET plan_again = '2025-01-01T00:00:00Z'`) // as if all of it were due
	n, err := o.desk.Replan(o.Context(), o.now)
	if err != nil || n == 0 {
		o.Errorf("%d cases planned again, %v", n, err)
	}
	same(o.T, "the tables after planning again", o.dump(), before)
}

// Different acts on one case at once all survive, with one plan that holds them.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, "evidence"))
	do := []func(casework.Act) (message.Message, error){
		func(a casework.Act) (message.Message, error) {
			return o.desk.Log(t.Context(), a, o.log("2025-10-06", "one"))
		},
		func(a casework.Act) (message.Message, error) {
			return o.desk.Log(t.Context(), a, o.log("2025-10-07", "two"))
		},
		func(a casework.Act) (message.Message, error) {
			return o.desk.Meet(t.Context(), a, o.triad("2025-10-15", 15))
		},
		func(a casework.Act) (message.Message, error) {
			return o.desk.Meet(t.Context(), a, casework.Meet{Case: o.maria, Kind: "report-conference", Do: "held", Day: on("2025-10-08")})
		},
		func(a casework.Act) (message.Message, error) {
			return o.desk.Log(t.Context(), a, o.log("2025-10-03", "three"))
		},
	}
	requests := make([]casework.Act, len(do))
	for i := range do {
		requests[i] = o.as("Carl", "")
	}
	var wg sync.WaitGroup
	for i, f := range do {
		wg.Go(func() {
			if _, err := f(requests[i]); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	same(t, "records", o.rows(`SELECT concat_ws(' ', form, day) FROM records WHERE author IS NOT NULL ORDER BY form, day`),
		"log 2025-10-03\nlog 2025-10-06\nlog 2025-10-07\nreport 2025-10-08")
	same(t, "meetings", o.rows(meetings), `
weekly-meeting held 2025-10-03 12:00:00 seq 0
weekly-meeting held 2025-10-06 12:00:00 seq 0
weekly-meeting held 2025-10-07 12:00:00 seq 0
report-conference held 2025-10-08 12:00:00 seq 0
initial-triad planned 2025-10-15 15:00:00 Room 12 seq 0`)
	o.unchanged()
}

// Both parties move the same meeting at once: one moves it, then the other, and
// SEQUENCE counts both.
func TestTwoMoveAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	planned(o)
	acts := map[string]casework.Act{"2025-10-16": o.as("Maria", ""), "2025-10-17": o.as("Ada", "")}
	var wg sync.WaitGroup
	for day, act := range acts {
		wg.Go(func() {
			if _, err := o.desk.Meet(t.Context(), act, o.triad(day, 15)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := o.rows(`SELECT concat_ws(' ', count(*), max(sequence), max(moves)) FROM meetings`); got != "1 2 2" {
		t.Errorf("meetings, SEQUENCE, moves: %s", got)
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE topic = 'moved' AND state = 'pending'`); n != 3 {
		t.Errorf("%d notices of the newest time wait", n)
	}
	o.unchanged()
}

// A sweep and the people who act at once do not undo each other's work.
func TestSweepWhilePeopleAct(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.exec(`UPDATE cases SET plan_again = '2025-01-01T00:00:00Z'`)
	logs := []casework.Act{o.as("Carl", ""), o.as("Carl", ""), o.as("Carl", ""), o.as("Carl", "")}
	var wg sync.WaitGroup
	for i, act := range logs {
		wg.Go(func() {
			if _, err := o.desk.Log(t.Context(), act, o.log(fmt.Sprintf("2025-10-0%d", i+1), "unit 3")); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() { o.handOver() })
	}
	wg.Wait()
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'log'`); n != len(logs) {
		t.Errorf("%d logs", n)
	}
	o.unchanged()
}

// A notice is unique by its key in a case, also for whoever writes past the desk
// (DESIGN §1, invariant 4).
func TestNoticesAreUnique(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for range 3 {
		logged(o)
		o.handOver()
		o.now = o.now.Add(24 * time.Hour)
	}
	if n := o.count(`SELECT count(*) FROM (SELECT case_id, key FROM notices GROUP BY case_id, key HAVING count(*) > 1) twice`); n != 0 {
		t.Errorf("%d notices are there twice", n)
	}
	err := o.desk.Store.In(t.Context(), casework.HomeDistrict, func(tx *postgres.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO notices SELECT district, gen_random_uuid(), case_id, key, topic, kind, rule, step, person, role, at,
			deadline, record, meeting, sequence, state, why, planned_at, settled_at FROM notices LIMIT 1`)
		return err
	})
	if err == nil {
		t.Error("the table takes a notice twice")
	}
}

// Everything follows from what is done and when: the same story in two offices
// leaves the same rows, but for their ids (DESIGN §1, invariant 6).
func TestSameStorySameRows(t *testing.T) {
	t.Parallel()
	story := func() string {
		o := open(t, "2025-09-02 10:00")
		for i, a := range acts {
			o.at("2025-10-08 10:00")
			o.now = o.now.Add(time.Duration(i) * time.Minute)
			// Later acts find the file as earlier ones left it: some are refused, alike in both.
			if _, err := a.do(o, o.as(a.who, a.name)); err != nil && fault.KindOf(err) == fault.Internal {
				t.Errorf("%s: %v", a.name, err)
			}
			o.sendAll()
		}
		for range 20 {
			o.now = o.now.Add(12 * time.Hour)
			o.sendAll()
		}
		return o.dump()
	}
	one := story()
	same(t, "the tables", story(), one)
	if strings.Contains(one, time.Now().UTC().Format("2006-01-02")) {
		t.Error("today's date, of which nobody told the desk, stands in a table")
	}
}
