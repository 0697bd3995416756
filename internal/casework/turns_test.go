package casework_test

import (
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// turn is one of the acts of the program office on a case as a whole.
type turn func(*office, casework.Act, casework.Turn) (message.Message, error)

func pause(o *office, a casework.Act, in casework.Turn) (message.Message, error) {
	return o.desk.Pause(o.Context(), a, in)
}

func resume(o *office, a casework.Act, in casework.Turn) (message.Message, error) {
	return o.desk.Resume(o.Context(), a, in)
}

func transfer(o *office, a casework.Act, in casework.Turn) (message.Message, error) {
	return o.desk.Transfer(o.Context(), a, in)
}

func separate(o *office, a casework.Act, in casework.Turn) (message.Message, error) {
	return o.desk.Separate(o.Context(), a, in)
}

const conferDue = `SELECT concat_ws(' ', state, due) FROM deadlines WHERE rule = 'confer' AND state <> 'void' ORDER BY due`

// A leave stops the clocks from its day until the day on which it ends; then
// every open date is later by its days (LANGUAGE §2.6, X-13).
func TestPauseAndResume(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-09-15 10:00")
	same(t, "before", o.rows(conferDue), "open 2025-10-08")
	wants(t, o.ok(pause(o, o.as("Dora", ""), casework.Turn{Case: o.maria, Day: on("2025-09-12")})), "Paused from Friday, September 12.")
	o.unchanged()
	if key := o.refused(pause(o, o.as("Dora", ""), casework.Turn{Case: o.maria})); key != "err.stale" {
		t.Errorf("paused twice: %q", key)
	}
	o.at("2025-09-22 10:00")
	wants(t, o.ok(resume(o, o.as("Dora", ""), casework.Turn{Case: o.maria})), "Resumed on Monday, September 22.")
	same(t, "ten days later", o.rows(conferDue), "open 2025-10-18")
	o.unchanged()
	if key := o.refused(resume(o, o.as("Dora", ""), casework.Turn{Case: o.maria})); key != "err.turn.paused" {
		t.Errorf("resumed twice: %q", key)
	}
	same(t, "turns", o.rows(`SELECT concat_ws(' ', nth, state, day, `+first("by")+`) FROM case_turns ORDER BY nth`),
		"1 paused 2025-09-12 Dora\n2 resumed 2025-09-22 Dora")
	same(t, "trail", o.rows(`SELECT what FROM audit WHERE what LIKE '% the case' AND what NOT LIKE 'looked%' ORDER BY what`), "paused the case\nresumed the case")
}

// Nobody but the program office turns a case; for anybody else it is not there.
func TestTurnsAreRefused(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	before := o.dump()
	for name, do := range map[string]turn{"pause": pause, "resume": resume, "transfer": transfer, "separate": separate} {
		for _, who := range []string{"Maria", "Carl", "Ada", "Sam", "Nia"} {
			if key := o.refused(do(o, o.as(who, ""), casework.Turn{Case: o.maria, School: "Grant Elementary"})); key != "err.role" {
				t.Errorf("%s, %s: %q", who, name, key)
			}
		}
		if key := o.refused(do(o, o.as("Dora", ""), casework.Turn{Case: o.maria, Day: on("2025-10-09"), School: "Grant Elementary"})); key != "err.turn.future" {
			t.Errorf("%s tomorrow: %q", name, key)
		}
	}
	for _, school := range []string{"", "Lincoln Middle"} {
		if key := o.refused(transfer(o, o.as("Dora", ""), casework.Turn{Case: o.maria, School: school})); key != "err.turn.school" {
			t.Errorf("to %q: %q", school, key)
		}
	}
	same(t, "the tables", o.dump(), before)
}

// With the school its administrator changes: the former one loses the file that
// day, the new one gains it.
func TestTransfer(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	fresh := person("Gil Roe", func(p *casefile.Person) {
		p.Roles, p.School = []program.Role{program.Administrator}, "Grant Elementary"
	})
	if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{fresh}, o.now); err != nil {
		t.Fatal(err)
	}
	o.people["Gil"] = o.who("gil.roe@demo.example")
	wants(t, o.ok(transfer(o, o.as("Dora", ""), casework.Turn{Case: o.maria, School: "Grant Elementary"})), "Moved to Grant Elementary on Wednesday, October 8.")
	same(t, "the case", o.rows(`SELECT school FROM cases`), "Grant Elementary")
	same(t, "administrators", o.rows(`SELECT concat_ws(' ', `+first("person")+`, to_at IS NULL) FROM parties WHERE role = 'administrator' ORDER BY 1`), "Ada f\nGil t")
	if _, err := o.desk.Case(t.Context(), o.as("Ada", ""), o.maria); err == nil {
		t.Error("the former administrator still reads the file")
	}
	o.ok(o.desk.Case(t.Context(), o.as("Gil", ""), o.maria))
	o.unchanged()
}

// Who left has no case: it closes, by the file's stage for it or without one.
func TestSeparate(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"without a stage": walk,
		"with one":        strings.Replace(walk, "done: contact}, ", "done: contact, gone: case.separated}, gone: {closes: Left the district}, ", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, sam := walking(t, text)
			wants(t, o.ok(separate(o, o.as("Dora", ""), casework.Turn{Case: sam, Day: on("2025-10-06")})), "The teacher left on Monday, October 6.", "closed")
			same(t, "closed", o.rows(`SELECT concat_ws(' ', closed, (SELECT day FROM case_turns t WHERE t.case_id = c.id)) FROM cases c WHERE program = 'walk'`), "2025-10-08 2025-10-06")
			same(t, "told", o.rows(`SELECT `+first("person")+` FROM notices WHERE topic = 'closed' ORDER BY 1`), "Nia\nSam")
			if key := o.refused(separate(o, o.as("Dora", ""), casework.Turn{Case: sam})); key != "err.closed" {
				t.Errorf("a second time: %q", key)
			}
		})
	}
}

// The holder of a right may waive the rest of it; then it is over. For anybody
// else there is no such right (LANGUAGE §2.2).
func TestWaive(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("evidence"), false))
	key := o.rows(`SELECT key FROM deadlines WHERE rule = 'respond'`)
	for _, who := range []string{"Carl", "Ada", "Dora", "Sam"} {
		if got := o.refused(o.desk.Waive(t.Context(), o.as(who, ""), o.maria, key)); got != "err.role" {
			t.Errorf("%s waives it: %q", who, got)
		}
	}
	duty := o.rows(`SELECT key FROM deadlines WHERE rule = 'meet-weekly' OR rule = 'complete-portfolio' LIMIT 1`)
	if got := o.refused(o.desk.Waive(t.Context(), o.as("Maria", ""), o.maria, duty)); got != "err.role" {
		t.Errorf("a duty is waived: %q", got)
	}
	o.now = o.now.Add(time.Hour)
	o.ok(o.desk.Waive(t.Context(), o.as("Maria", ""), o.maria, key))
	same(t, "the right", o.rows(`SELECT concat_ws(' ', state, (SELECT count(*) FROM waivers)) FROM deadlines WHERE rule = 'respond'`), "over 1")
	if n := o.count(`SELECT count(*) FROM notices WHERE rule = 'respond' AND topic = 'right' AND state = 'pending'`); n != 0 {
		t.Errorf("%d reminders of it wait", n)
	}
	if got := o.refused(o.desk.Waive(t.Context(), o.as("Maria", ""), o.maria, key)); got != "err.role" {
		t.Errorf("a second time: %q", got)
	}
	o.unchanged()
}
