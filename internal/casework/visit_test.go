package casework_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/postgres"
)

// visits are the stored visits, each as "number open|closed requester consultant".
const visits = `SELECT concat_ws(' ', number, CASE WHEN closed IS NULL THEN 'open' ELSE 'closed' END,
		(SELECT string_agg(split_part(p.name, ' ', 1), ' ' ORDER BY q.role DESC) FROM parties q JOIN people p ON p.id = q.person
			WHERE q.case_id = c.id AND q.to_at IS NULL))
	FROM visits v JOIN cases c ON c.id = v.case_id ORDER BY number`

// toldOfVisits are the notices about visits, by reader, without the reminders.
const toldOfVisits = `SELECT concat_ws(' ', split_part(p.name, ' ', 1), topic, sequence, n.state)
	FROM notices n JOIN people p ON p.id = n.person JOIN visits v ON v.case_id = n.case_id
	WHERE topic NOT IN ('due', 'meeting') ORDER BY p.name, n.planned_at, topic, sequence`

func (o *office) visit(who, topic string) {
	o.Helper()
	o.ok(o.desk.Visit(o.Context(), o.as(who, ""), casework.Visit{Topic: topic, Wish: "mornings", Reach: "Slack"}))
}

func (o *office) assign(number int, to string, when casework.Meet) (message.Message, error) {
	return o.desk.Assign(o.Context(), o.as("Dora", ""), number, o.people[to].ID, when)
}

// A teacher asks for a visit: the coordinator is told, without a word of it, and
// nobody else (BOS-42, issue point 9).
func TestVisitAsked(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.sendAll() // what the import says
	answer := o.done(o.desk.Visit(t.Context(), o.as("Sam", "visit"), casework.Visit{Topic: "group work", Wish: "mornings", Reach: "Slack"}))
	wants(t, answer.Text(), "Asked. Topic: group work. Only the program office sees this; no Site Administrator and no panel member does.",
		"The office aims to answer by Wednesday, October 15.", "[Withdraw]")
	same(t, "visits", o.rows(visits), "1 open Sam")
	same(t, "told", o.rows(toldOfVisits), "Dora visit-asked 0 pending")
	same(t, "duty", o.rows(`SELECT concat_ws(' ', rule, state, due, `+first("owners[1]")+`) FROM deadlines WHERE rule = 'answer-visit'`),
		"answer-visit open 2025-10-15 Dora")
	parcel := o.only(o.send())
	wants(t, parcel.Message.Text(), "A visit request is waiting: V-1. An answer is aimed for by Wednesday, October 15.", "[Assign]", "[Open]")
	if strings.Contains(parcel.Message.Text(), "group work") || strings.Contains(parcel.Message.Text(), "Sam") {
		t.Errorf("what Dora is told: %s", parcel.Message.Text())
	}
	o.unchanged()
}

// Visits are numbered without a gap; the same text within a minute asks.
func TestVisitAskedTwice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	act := o.as("Sam", "visit group work")
	in := casework.Visit{Topic: "group work"}
	one := o.ok(o.desk.Visit(t.Context(), act, in))
	same(t, "the same request", o.ok(o.desk.Visit(t.Context(), act, in)), one)
	if m := o.done(o.desk.Visit(t.Context(), o.as("Sam", "visit group work"), in)); m.Key != "ask.again" {
		t.Errorf("the same text: %q", m.Key)
	}
	same(t, "visits", o.rows(visits), "1 open Sam")
	in.Again = true
	o.ok(o.desk.Visit(t.Context(), o.as("Sam", "visit group work"), in))
	o.now = o.now.Add(time.Minute)
	in.Again = false
	o.ok(o.desk.Visit(t.Context(), o.as("Sam", "visit group work"), in))
	same(t, "visits", o.rows(visits), "1 open Sam\n2 open Sam\n3 open Sam")
}

// Two clicks at once are one request as far as words can tell.
func TestVisitAskedTwiceAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	acts := []casework.Act{o.as("Sam", "visit group work"), o.as("Sam", "visit group work")}
	keys := make([]string, len(acts))
	var wg sync.WaitGroup
	for i, act := range acts {
		wg.Go(func() {
			m, err := o.desk.Visit(t.Context(), act, casework.Visit{Topic: "group work"})
			if err != nil {
				t.Error(err)
			}
			keys[i] = m.Key
		})
	}
	wg.Wait()
	if keys[0] == keys[1] {
		t.Errorf("both are answered with %q", keys[0])
	}
	same(t, "visits", o.rows(visits), "1 open Sam")
}

// Only teachers ask for visits, with as many words as a log holds.
func TestVisitRefused(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	before := o.dump()
	for _, who := range []string{"Carl", "Ada", "Dora", "Nia"} {
		if key := o.refused(o.desk.Visit(t.Context(), o.as(who, ""), casework.Visit{Topic: "group work"})); key != "err.program" {
			t.Errorf("%s: %q", who, key)
		}
	}
	long := casework.Visit{Topic: strings.Repeat("x", casework.MaxText), Wish: "y"}
	if key := o.refused(o.desk.Visit(t.Context(), o.as("Sam", ""), long)); key != "err.text" {
		t.Errorf("too long: %q", key)
	}
	same(t, "the tables", o.dump(), before)
}

// The coordinator assigns a consultant: both are told and invited to a first
// time, three school days ahead at the requester's school unless one is named.
func TestVisitAssigned(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		when casework.Meet
		want string
	}{
		{"by itself", casework.Meet{}, "visit-meeting planned 2025-10-13 15:00:00 Grant Elementary seq 0"},
		{
			"with a time",
			casework.Meet{Day: on("2025-10-10"), Hour: 8, Minute: 30, Minutes: 60, Place: "Library"},
			"visit-meeting planned 2025-10-10 08:30:00 Library seq 0",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := open(t, "2025-10-08 10:00")
			o.visit("Sam", "group work")
			wants(t, o.ok(o.assign(1, "Nia", tt.when)), "Assigned: V-1 to Nia Cole. Both get a message and an invitation for a first time")
			same(t, "visits", o.rows(visits), "1 open Sam Nia")
			same(t, "meetings", o.rows(meetings), tt.want)
			same(t, "told", o.rows(toldOfVisits), `
Dora visit-asked 0 withdrawn
Nia invited 0 pending
Nia visit-assigned 0 pending
Sam invited 0 pending
Sam visit-answered 0 pending`)
			same(t, "duty", o.rows(`SELECT concat_ws(' ', state, met) FROM deadlines WHERE rule = 'answer-visit'`), "met 2025-10-08")
			o.unchanged()
		})
	}
}

// Who cannot assign, and who cannot be assigned.
func TestVisitAssignRefused(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.exec(`UPDATE people SET roles = '{teacher,consultant}' WHERE name = 'Sam Ortiz'`)
	o.visit("Sam", "group work")
	tests := []struct {
		name, who string
		number    int
		to        casefile.ID
		when      casework.Meet
		key       string
	}{
		{"the requester", "Sam", 1, o.people["Nia"].ID, casework.Meet{}, "err.visit"},
		{"a consultant", "Nia", 1, o.people["Nia"].ID, casework.Meet{}, "err.visit"},
		{"an administrator", "Ada", 1, o.people["Nia"].ID, casework.Meet{}, "err.visit"},
		{"no such visit", "Dora", 2, o.people["Nia"].ID, casework.Meet{}, "err.visit"},
		{"to an administrator", "Dora", 1, o.people["Ada"].ID, casework.Meet{}, "err.person"},
		{"to a teacher", "Dora", 1, o.people["Maria"].ID, casework.Meet{}, "err.person"},
		{"to the requester", "Dora", 1, o.people["Sam"].ID, casework.Meet{}, "err.person"},
		{"to nobody", "Dora", 1, "no id", casework.Meet{}, "err.person"},
		{"in the past", "Dora", 1, o.people["Nia"].ID, casework.Meet{Day: on("2025-10-08"), Hour: 9}, "err.past"},
	}
	before := o.dump()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if key := o.refused(o.desk.Assign(t.Context(), o.as(tt.who, ""), tt.number, tt.to, tt.when)); key != tt.key {
				t.Errorf("refused with %q, want %q", key, tt.key)
			}
		})
	}
	same(t, "the tables", o.dump(), before)
}

// Another consultant takes over: the one before loses the visit and the date,
// and hears that it was called off; the requester gets a new one.
func TestVisitReassigned(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	o.sendAll()
	o.now = o.now.Add(time.Hour)
	o.ok(o.assign(1, "Carl", casework.Meet{Day: on("2025-10-14"), Hour: 9}))

	same(t, "visits", o.rows(visits), "1 open Sam Carl")
	same(t, "meetings", o.rows(meetings), `
visit-meeting cancelled 2025-10-13 15:00:00 Grant Elementary seq 1
visit-meeting planned 2025-10-14 09:00:00 Grant Elementary seq 0`)
	same(t, "told", o.rows(toldOfVisits), `
Carl invited 0 pending
Carl visit-assigned 0 pending
Dora visit-asked 0 withdrawn
Nia invited 0 sent
Nia visit-assigned 0 sent
Nia canceled 1 pending
Sam invited 0 sent
Sam visit-answered 0 sent
Sam canceled 1 pending
Sam invited 0 pending
Sam visit-answered 0 pending`)
	if key := o.refused(o.desk.MeetVisit(t.Context(), o.as("Nia", ""), 1, casework.Meet{Do: "cancel"})); key != "err.visit" {
		t.Errorf("Nia still has the visit: %q", key)
	}
	o.unchanged()

	// What Nia still gets is the cancellation, and that is all she learns.
	var got []string
	for _, p := range o.send() {
		if p.Person.FirstName() == "Nia" {
			got = append(got, p.Message.Key)
			if p.Invite == nil || !p.Invite.Cancel || p.Invite.Sequence != 1 {
				t.Errorf("Nia's calendar: %+v", p.Invite)
			}
		}
	}
	same(t, "Nia gets", strings.Join(got, " "), "push.canceled.mail")
}

// The same consultant again is no second assignment: the date stays, or moves
// under its UID.
func TestVisitAssignedToTheSame(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	wants(t, o.ok(o.assign(1, "Nia", casework.Meet{})), "Already planned", "Nothing was changed.")
	wants(t, o.ok(o.assign(1, "Nia", casework.Meet{Day: on("2025-10-15"), Hour: 9})), "Moved: Consultancy visit.")
	same(t, "meetings", o.rows(meetings), "visit-meeting planned 2025-10-15 09:00:00 Grant Elementary seq 1")
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'visit-answer'`); n != 1 {
		t.Errorf("%d answers to the request", n)
	}
	if key := o.refused(o.assign(1, "Nia", casework.Meet{Day: on("2025-10-07"), Hour: 9})); key != "err.past" {
		t.Errorf("in the past: %q", key)
	}
	o.ok(o.desk.MeetVisit(t.Context(), o.as("Sam", ""), 1, casework.Meet{Do: "cancel"}))
	wants(t, o.ok(o.assign(1, "Nia", casework.Meet{Day: on("2025-10-16"), Hour: 9})), "Assigned: V-1 to Nia Cole.")
	same(t, "parties", o.rows(visits), "1 open Sam Nia")
}

// Either of the two moves the date; the office may, nobody else.
func TestVisitMoved(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	for i, who := range []string{"Sam", "Nia", "Dora"} {
		in := casework.Meet{Day: on("2025-10-15").Add(i), Hour: 9}
		wants(t, o.ok(o.desk.MeetVisit(t.Context(), o.as(who, ""), 1, in)), "Moved: Consultancy visit.")
	}
	same(t, "meetings", o.rows(meetings), "visit-meeting planned 2025-10-17 09:00:00 seq 3")
	for _, who := range []string{"Ada", "Maria", "Carl"} {
		if key := o.refused(o.desk.MeetVisit(t.Context(), o.as(who, ""), 1, casework.Meet{Do: "cancel"})); key != "err.visit" {
			t.Errorf("%s: %q", who, key)
		}
	}
	o.at("2025-10-17 12:00")
	wants(t, o.ok(o.desk.MeetVisit(t.Context(), o.as("Nia", ""), 1, casework.Meet{Do: "held"})), "Recorded as held: Consultancy visit")
	o.unchanged()
}

// A request is taken back by its requester, by its number or the newest, also
// with Undo: the visit closes, what was planned is called off, nothing is said
// of it any more but that.
func TestVisitWithdrawn(t *testing.T) {
	t.Parallel()
	withdraw := func(o *office, act casework.Act) (message.Message, error) {
		return o.desk.WithdrawVisit(o.Context(), act, 0)
	}
	undo := func(o *office, act casework.Act) (message.Message, error) { return o.desk.Undo(o.Context(), act, "") }
	for name, take := range map[string]func(*office, casework.Act) (message.Message, error){"withdraw": withdraw, "undo": undo} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t, "2025-10-08 10:00")
			o.sendAll() // what the import says
			o.visit("Sam", "group work")
			o.ok(o.assign(1, "Nia", casework.Meet{}))
			o.now = o.now.Add(time.Minute)
			wants(t, o.ok(take(o, o.as("Sam", ""))), "Withdrawn.")
			same(t, "visits", o.rows(visits), "1 closed Sam Nia")
			same(t, "meetings", o.rows(meetings), "visit-meeting cancelled 2025-10-13 15:00:00 Grant Elementary seq 1")
			var got []string
			for _, p := range o.send() {
				got = append(got, p.Person.FirstName()+" "+strings.Trim(p.Message.Key+" "+p.Drop, " "))
			}
			for _, line := range got {
				if !strings.Contains(line, "canceled") && !strings.Contains(line, "no longer owed") {
					t.Errorf("sent: %s", line)
				}
			}
			if key := o.refused(withdraw(o, o.as("Sam", ""))); key != "err.visit" {
				t.Errorf("a second time: %q", key)
			}
			if key := o.refused(o.assign(1, "Nia", casework.Meet{})); key != "err.visit" {
				t.Errorf("assigned afterwards: %q", key)
			}
			if _, _, err := o.desk.ShowVisit(t.Context(), o.as("Dora", ""), 1); err == nil {
				t.Error("it is still shown")
			}
		})
	}
}

// Nobody takes another's request back, and of several the one that is named goes.
func TestVisitWithdrawnByNumber(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for range 3 {
		o.visit("Sam", "group work")
	}
	o.visit("Maria", "groups") // she has a case too
	for _, who := range []string{"Maria", "Dora", "Ada", "Nia"} {
		if key := o.refused(o.desk.WithdrawVisit(t.Context(), o.as(who, ""), 2)); key != "err.visit" {
			t.Errorf("%s: %q", who, key)
		}
	}
	o.ok(o.desk.WithdrawVisit(t.Context(), o.as("Sam", ""), 2))
	o.ok(o.desk.WithdrawVisit(t.Context(), o.as("Sam", ""), 0))
	same(t, "visits", o.rows(visits), "1 open Sam\n2 closed Sam\n3 closed Sam\n4 open Maria")
	if n := o.count(`SELECT count(*) FROM cases WHERE program = 'clovis' AND track = 'par' AND closed IS NULL`); n != 1 {
		t.Errorf("%d of Maria's cases are left", n)
	}
}

// Those who know of a visit see it, each what concerns them; the coordinator
// also who could go.
func TestVisitShown(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	shown := func(who string) string {
		m, to, err := o.desk.ShowVisit(t.Context(), o.as(who, ""), 1)
		if err != nil {
			return o.refused(m, err)
		}
		var names []string
		for _, p := range to {
			names = append(names, p.FirstName())
		}
		return strings.Join(append([]string{m.Key}, names...), " ")
	}
	for who, want := range map[string]string{"Sam": "visit.show", "Dora": "visit.show Carl Nia", "Nia": "err.visit", "Ada": "err.visit", "Maria": "err.visit"} {
		same(t, who, shown(who), want)
	}
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	same(t, "Nia, assigned", shown("Nia"), "visit.show")
	m, _, err := o.desk.ShowVisit(t.Context(), o.as("Nia", ""), 1)
	wants(t, o.ok(m, err), "Visit V-1, asked on Wednesday, October 8.", "From: Sam Ortiz, Grant Elementary.", "About: group work",
		"When it suits: mornings", "How to reach: Slack", "Assigned to ")
}

// No administrator and no panel member ever learns of a visit: not from an
// answer, not from a date, not from a row that concerns them (BOS-41, BOS-42).
func TestVisitIsHiddenFromAdministratorAndPanel(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.exec(`UPDATE people SET roles = '{administrator,panel}', school = 'Grant Elementary' WHERE name = 'Ada Park'`)
	o.people["Ada"] = o.who("ada.park@demo.example")
	looks := func() string {
		o.Helper()
		var all []string
		say := func(m message.Message, err error) {
			if err != nil {
				all = append(all, o.refused(m, err))
				return
			}
			all = append(all, m.Text())
		}
		say(o.desk.Due(t.Context(), o.as("Ada", ""), ""))
		say(o.desk.Why(t.Context(), o.as("Ada", ""), "", ""))
		say(o.desk.Caseload(t.Context(), o.as("Ada", "")))
		mine, err := o.desk.Mine(t.Context(), o.as("Ada", ""))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(append(all, fmt.Sprint(len(mine))), "\n")
	}
	before := looks()

	// From asking to the day it is held and beyond the day an answer was due.
	o.visit("Sam", "planted-topic")
	o.visit("Maria", "planted-topic") // whose case is known to Ada
	visit := casefile.ID(o.rows(`SELECT case_id::text FROM visits WHERE number = 1`))
	o.sendAll()
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	o.ok(o.desk.MeetVisit(t.Context(), o.as("Sam", ""), 1, casework.Meet{Day: on("2025-10-15"), Hour: 9}))
	o.sendAll()
	same(t, "what Ada is shown", looks(), before)
	record := casefile.ID(o.rows(`SELECT id::text FROM records WHERE form = 'visit' ORDER BY at LIMIT 1`))
	for what, ask := range map[string]func() (message.Message, error){
		"case": func() (message.Message, error) { return o.desk.Case(t.Context(), o.as("Ada", ""), visit) },
		"due": func() (message.Message, error) {
			return o.desk.Why(t.Context(), o.as("Ada", ""), visit, "answer-visit")
		},
		"why": func() (message.Message, error) {
			return o.desk.Why(t.Context(), o.as("Ada", ""), "", "meeting/"+string(o.meeting()))
		},
		"read": func() (message.Message, error) { return o.desk.Read(t.Context(), o.as("Ada", ""), record) },
		"meet": func() (message.Message, error) {
			return o.desk.Meet(t.Context(), o.as("Ada", ""), casework.Meet{Case: visit, Kind: "visit-meeting"})
		},
		"log": func() (message.Message, error) {
			return o.desk.Log(t.Context(), o.as("Ada", ""), casework.Log{Case: visit, Day: on("2025-10-08"), Minutes: 45})
		},
		"answer": func() (message.Message, error) {
			return o.desk.AnswerInvite(t.Context(), o.as("Ada", ""), o.meeting(), "yes")
		},
		"snooze": func() (message.Message, error) {
			return o.desk.Snooze(t.Context(), o.as("Ada", ""), visit, "answer-visit/x")
		},
		"withdraw": func() (message.Message, error) { return o.desk.WithdrawVisit(t.Context(), o.as("Ada", ""), 1) },
	} {
		if key := o.refused(ask()); key != "err.role" && key != "err.visit" {
			t.Errorf("%s: %q", what, key)
		}
	}

	for o.now.Before(at("2025-10-31 12:00")) {
		o.now = o.now.Add(12 * time.Hour)
		o.sendAll()
	}
	for what, query := range map[string]string{
		"notices":    `SELECT count(*) FROM notices n JOIN visits v ON v.case_id = n.case_id JOIN people p ON p.id = n.person WHERE p.roles && '{administrator,panel}'`,
		"attendees":  `SELECT count(*) FROM attendees a JOIN meetings m ON m.id = a.meeting JOIN visits v ON v.case_id = m.case_id JOIN people p ON p.id = a.person WHERE p.roles && '{administrator,panel}'`,
		"parties":    `SELECT count(*) FROM parties q JOIN visits v ON v.case_id = q.case_id JOIN people p ON p.id = q.person WHERE p.roles && '{administrator,panel}'`,
		"deadlines":  `SELECT count(*) FROM deadlines d JOIN visits v ON v.case_id = d.case_id JOIN people p ON p.id = ANY (d.owners) WHERE p.roles && '{administrator,panel}'`,
		"deliveries": `SELECT count(*) FROM delivery_notices dn JOIN notices n ON n.id = dn.notice JOIN visits v ON v.case_id = n.case_id JOIN deliveries d ON d.id = dn.delivery JOIN people p ON p.id = d.person WHERE p.roles && '{administrator,panel}'`,
	} {
		if n := o.count(query); n != 0 {
			t.Errorf("%d rows of %s concern Ada", n, what)
		}
	}
	o.unchanged()
}

// The coordinator hears that a request waits, again when nobody answered it, and
// then answers it late (escalation goes to nobody else: X-06).
func TestVisitUnanswered(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	o.sendAll()
	o.at("2025-10-17 09:00")
	wants(t, o.ok(o.desk.Due(t.Context(), o.as("Dora", ""), "")), "Open since Wednesday, October 15 (2025-10-15): answer to a visit request V-1.")
	same(t, "whom it concerns", o.rows(`SELECT DISTINCT `+first("n.person")+` FROM notices n JOIN visits v ON v.case_id = n.case_id`), "Dora")
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	same(t, "answered", o.rows(`SELECT concat_ws(' ', state, met > due) FROM deadlines WHERE rule = 'answer-visit'`), "met t")
}

// A store that fails is said to fail, and not that there is no visit.
func TestVisitStoreFails(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	o.in(func(tx *postgres.Tx) error {
		_, err := tx.Exec(t.Context(), `ALTER TABLE visits RENAME TO elsewhere`)
		return err
	})
	if key := o.refused(o.desk.MeetVisit(t.Context(), o.as("Sam", ""), 1, casework.Meet{Do: "cancel"})); key != "" {
		t.Errorf("answered with %q", key)
	}
}
