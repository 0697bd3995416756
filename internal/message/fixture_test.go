package message_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata" // so that the zones are there on any machine

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

const pacific = "America/Los_Angeles"

// The demo people, on Wednesday, October 8, 2025.
var (
	maria = casefile.Person{ID: "maria", Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", School: "Lincoln Middle", Zone: pacific}
	carl  = casefile.Person{ID: "carl", Name: "Carl Tran", Email: "carl.tran@demo.example", Zone: pacific}
	ada   = casefile.Person{ID: "ada", Name: "Ada Park", Email: "ada.park@demo.example", School: "Lincoln Middle", Zone: pacific}
	dora  = casefile.Person{ID: "dora", Name: "Dora Lee", Email: "dora.lee@demo.example", Zone: pacific}
	sam   = casefile.Person{ID: "sam", Name: "Sam Ortiz", Email: "sam.ortiz@demo.example", School: "Grant Elementary", Zone: pacific}
	nia   = casefile.Person{ID: "nia", Name: "Nia Cole", Email: "nia.cole@demo.example", Zone: "America/New_York"}
)

// shipped reads the programs once; they never change.
var shipped = sync.OnceValues(program.Embedded)

// demo is a case as a test tells it; now moves.
type demo struct {
	testing.TB
	p   *program.Program
	cal schoolday.Calendar
	c   casefile.Case
	now time.Time
}

func newDemo(tb testing.TB, now string) *demo {
	tb.Helper()
	all, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	d := &demo{TB: tb, p: all["clovis"], cal: program.SampleCalendar(all["clovis"])}
	d.now = d.at(now)
	return d
}

// open is Maria's case: enrolled and paired on August 27, first contact on
// September 2, in touch each week but one, a report conference on October 6.
func open(tb testing.TB, now string) *demo {
	tb.Helper()
	d := newDemo(tb, now)
	at := d.at("2025-08-27 09:00")
	d.c = casefile.Case{
		ID: "c1", Program: "clovis", Track: "par", School: "Lincoln Middle", Opened: day("2025-08-27"), OpenedAt: at,
		Parties: []casefile.Party{
			{Person: maria, Role: program.Teacher, From: at},
			{Person: carl, Role: program.Consultant, From: at, Label: "Maple"},
			{Person: ada, Role: program.Administrator, From: at},
			{Person: dora, Role: program.Coordinator, Office: true},
		},
	}
	d.record("enrolment", dora, "2025-08-27 09:00", "filed", "enrolled")
	d.record("pairing", dora, "2025-08-27 09:00", "filed")
	d.record("portfolio-shared", carl, "2025-08-27 09:00", "filed")
	d.record("contact", carl, "2025-09-02 10:00", "filed")
	for _, on := range []string{"2025-09-02", "2025-09-09", "2025-09-16", "2025-09-23"} {
		d.met(on)
	}
	d.fields(d.record("report", carl, "2025-10-06 15:00", "discussed"), "evidence", "Routines are in place.")
	return d
}

// visit is Sam's request V-12, not yet answered.
func visit(tb testing.TB, now string) *demo {
	tb.Helper()
	d := newDemo(tb, now)
	at := d.at("2025-10-08 09:00")
	d.c = casefile.Case{
		ID: "v12", Program: "clovis", Track: "visit", Number: 12, School: "Grant Elementary", Opened: day("2025-10-08"), OpenedAt: at,
		Parties: []casefile.Party{{Person: sam, Role: program.Teacher, From: at}, {Person: dora, Role: program.Coordinator, Office: true}},
	}
	r := d.record("visit", sam, "2025-10-08 09:00", "filed")
	d.fields(r, "topic", "group work")
	d.fields(r, "wish", "mornings, not Friday")
	d.fields(r, "reach", "Slack")
	return d
}

// assign gives the visit to Nia and invites both to a first time.
func (d *demo) assign() *casefile.Meeting {
	d.c.Parties = append(d.c.Parties, casefile.Party{Person: nia, Role: program.Consultant, From: d.at("2025-10-08 10:00")})
	r := d.record("visit-answer", dora, "2025-10-08 10:00", "filed", "accepted")
	r.On = d.c.Records[0].ID
	return d.meeting("visit-meeting", "2025-10-08 10:00", "2025-10-13 15:00", 30, sam, nia)
}

func day(s string) schoolday.Day {
	d, err := schoolday.Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d *demo) at(text string) time.Time {
	d.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", text, d.cal.Zone)
	if err != nil {
		d.Fatal(err)
	}
	return t
}

// record adds a record and returns it; the pointer lives until the next one.
func (d *demo) record(form string, by casefile.Person, at string, states ...casefile.State) *casefile.Record {
	when := d.at(at)
	r := casefile.Record{
		ID: casefile.ID(form + "-" + at[:10]), Form: form, Author: by.ID, Day: schoolday.Of(when), At: when, Fields: map[string]string{},
	}
	for _, s := range states {
		r.Steps = append(r.Steps, casefile.Step{State: s, Day: r.Day, At: when, By: by.ID})
	}
	d.c.Records = append(d.c.Records, r)
	return &d.c.Records[len(d.c.Records)-1]
}

func (d *demo) fields(r *casefile.Record, key, text string) { r.Fields[key] = text }

// met is a weekly meeting that was held, with Carl's log.
func (d *demo) met(on string) *casefile.Record {
	m := d.meeting("weekly-meeting", on+" 16:00", on+" 16:00", 45, maria, carl)
	m.State, m.Steps[0].State = casefile.Held, casefile.Held
	r := d.record("log", carl, on+" 17:00", "filed")
	r.On = m.ID
	r.Fields = map[string]string{"minutes": "45", "worked_on": "Co-planned unit 3", "focus": "2.6"}
	return r
}

// meeting plans a meeting with a place; Carl, or the last named, calls it.
func (d *demo) meeting(kind, at, start string, minutes int, who ...casefile.Person) *casefile.Meeting {
	when, begins := d.at(at), d.at(start)
	m := casefile.Meeting{
		ID: casefile.ID(kind + "-" + start[:10]), Kind: kind, State: casefile.Planned, Start: begins, Zone: pacific, Convener: carl.ID,
		End: begins.Add(time.Duration(minutes) * time.Minute), Place: "Room 12",
		Steps: []casefile.Step{{State: casefile.Planned, Day: schoolday.Of(when), At: when, By: carl.ID}},
	}
	for _, p := range who {
		roles := d.c.RolesOf(p.ID, when)
		if len(roles) == 0 {
			d.Fatalf("%s has no part in the case", p.Name)
		}
		m.Attendees = append(m.Attendees, casefile.Attendee{Person: p, Role: roles[0]})
	}
	d.c.Meetings = append(d.c.Meetings, m)
	return &d.c.Meetings[len(d.c.Meetings)-1]
}

// sign is Maria's signature under the report, or that she declined.
func (d *demo) sign(at string, declined bool) (casefile.Record, casefile.Signature) {
	r := d.c.Record("report-2025-10-06")
	when := d.at(at)
	s := casefile.Signature{Person: maria.ID, Meaning: "receipt", Day: schoolday.Of(when), At: when, Declined: declined}
	r.Signed = append(r.Signed, s)
	states := []casefile.State{casefile.Signed, casefile.Answered, casefile.Filed}
	if declined {
		states = []casefile.State{casefile.Declined, casefile.Answered}
	}
	for _, state := range states {
		r.Steps = append(r.Steps, casefile.Step{State: state, Day: s.Day, At: when, By: maria.ID})
	}
	return *r, s
}

func (d *demo) view(who casefile.Person) access.View {
	return access.At(d.p, &d.c, d.cal, d.now).View(who.ID)
}

func (d *demo) plan() deadline.Plan { return deadline.Make(d.p, &d.c, d.cal, d.now) }

// owed are the open deadlines of a person, in the order of the plan.
func (d *demo) owed(who casefile.Person) []message.Owed {
	var all []message.Owed
	for _, one := range d.plan().Deadlines {
		for _, id := range one.Owners {
			if id == who.ID && one.State == deadline.Open {
				all = append(all, message.Owed{View: d.view(who), Case: d.c.ID, Deadline: one})
			}
		}
	}
	return all
}

// one is the person's deadline of a rule.
func (d *demo) one(who casefile.Person, rule string) message.Owed {
	d.Helper()
	for _, o := range d.owed(who) {
		if o.Deadline.Rule == rule {
			return o
		}
	}
	d.Fatalf("%s does not owe %s at %s", who.Name, rule, d.now)
	return message.Owed{}
}

// items are the notices of a plan, each ready to be said to its reader.
func (d *demo) items() []message.Item {
	p, gate := d.plan(), access.At(d.p, &d.c, d.cal, d.now)
	views := map[casefile.ID]access.View{}
	var all []message.Item
	for _, n := range p.Notices {
		if _, made := views[n.To]; !made {
			views[n.To] = gate.View(n.To)
		}
		it := message.Item{View: views[n.To], Case: d.c.ID, Notice: n, Meeting: d.c.Meeting(n.Meeting)}
		for i := range p.Deadlines {
			if p.Deadlines[i].Key == n.Deadline {
				it.Deadline = &p.Deadlines[i]
			}
		}
		all = append(all, it)
	}
	return all
}

// item is the last notice of a topic to a person, of a rule when one is given.
func (d *demo) item(topic deadline.Topic, to casefile.Person, rule string) message.Item {
	d.Helper()
	all := d.items()
	slices.Reverse(all)
	for _, it := range all {
		if it.Notice.Topic == topic && it.Notice.To == to.ID && (rule == "" || it.Notice.Rule == rule) {
			return it
		}
	}
	d.Fatalf("no %s of %q to %s at %s", topic, rule, to.Name, d.now)
	return message.Item{}
}

// shown writes a message as VOICE does: quiet lines with a dot, buttons in
// brackets, the main one with a star.
func shown(m message.Message) string {
	var b strings.Builder
	if m.Subject != "" {
		b.WriteString("Subject: " + m.Subject + "\n")
	}
	for _, l := range m.Lines {
		if l.Quiet {
			b.WriteString("· ")
		}
		b.WriteString(l.Text + brackets(l.Buttons) + "\n")
	}
	if len(m.Buttons) > 0 {
		b.WriteString(strings.TrimSpace(brackets(m.Buttons)) + "\n")
	}
	return b.String()
}

func brackets(buttons []message.Button) string {
	var text strings.Builder
	for _, one := range buttons {
		text.WriteString(" [" + one.Text)
		if one.Main {
			text.WriteString("*")
		}
		text.WriteString("]")
	}
	return text.String()
}
