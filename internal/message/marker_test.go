package message_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// A planted secret stands in everything that a push may not say: every answer in
// every form, every name, address and school, the titles of forms, meetings and
// duties, the words for roles. A place is the one thing typed by a person that
// may travel, in what is about the meeting there.
const planted = "Zmarker"

// marked is a case of a track in which everything has happened to everybody.
func marked(t *testing.T, track string) *demo {
	t.Helper()
	all, err := program.Embedded() // its own, for it is changed
	if err != nil {
		t.Fatal(err)
	}
	d := &demo{TB: t, p: all["clovis"], cal: program.SampleCalendar(all["clovis"])}
	d.now = d.at("2025-10-01 09:00")
	at := d.at("2025-08-27 09:00")
	d.c = casefile.Case{
		ID: "c1", Program: "clovis", Track: track, School: planted + " Middle", Opened: day("2025-08-27"), OpenedAt: at,
	}
	for i, role := range []program.Role{
		program.Teacher, program.Consultant, program.Administrator, program.Coordinator, program.Representative, program.Panel, program.HR, program.Superintendent,
	} {
		first := fmt.Sprintf("First%c", 'A'+i)
		d.c.Parties = append(d.c.Parties, casefile.Party{From: at, Role: role, Label: "Maple", Person: casefile.Person{
			ID: casefile.ID(fmt.Sprintf("p%d", i)), Name: first + " " + planted, Email: planted + "@demo.example", Slack: planted, School: planted, Zone: pacific,
		}})
	}
	d.rename(d.p.In(track))
	for _, form := range d.p.In(track).Forms {
		d.plant(form)
	}
	if !d.p.Track(track).IsCase { // and a request that nobody has answered
		d.plant(d.p.In(track).Forms[0])
	}
	for i, kind := range d.p.In(track).Meetings {
		d.arrange(kind, i)
	}
	return d
}

// rename plants the secret in every title and role word of a program.
func (d *demo) rename(s *program.Scope) {
	d.p.Title = planted
	for role, def := range d.p.Roles {
		def.Called = planted + " " + string(role)
		d.p.Roles[role] = def
	}
	for _, f := range s.Forms {
		f.Title, f.Note = planted, planted
	}
	for _, m := range s.Meetings {
		m.Title = planted
	}
	for _, one := range s.Deadlines {
		one.Title, one.Note = planted, planted
	}
}

// plant adds records of a form by everybody who writes it, in every state; of one
// that the system makes, two.
func (d *demo) plant(form *program.Form) {
	for i, p := range d.c.Parties {
		if len(form.By) > 0 && !slices.Contains(form.By, p.Role) || len(form.By) == 0 && i > 1 {
			continue
		}
		states := []casefile.State{casefile.Draft, casefile.Issued, casefile.Discussed}
		if len(form.Signs) == 0 || i%2 == 0 {
			states = append(states, casefile.Signed, casefile.Answered, casefile.Filed)
		}
		for _, o := range form.Outcomes {
			states = append(states, casefile.State(o.Key))
		}
		r := d.record(form.Key, p.Person, fmt.Sprintf("2025-09-%02d 10:00", 2+i), states...)
		r.ID = casefile.ID(fmt.Sprintf("%s-%d", form.Key, i))
		if len(d.c.Records) > 1 && d.c.Record(r.ID) != r {
			r.ID += "-again"
		}
		for _, field := range form.Fields {
			r.Fields[field.Key] = planted
		}
		for _, on := range d.c.Records {
			if slices.Contains(form.Attaches, on.Form) {
				r.On = on.ID // the last one there is
			}
		}
	}
}

// arrange adds meetings of a kind with everybody: planned, moved, called off.
func (d *demo) arrange(kind *program.Meeting, nth int) {
	for i, state := range []casefile.State{casefile.Planned, casefile.Moved, casefile.Cancelled} {
		start := day("2025-10-06").Add(nth*3+i).At(15, 0, d.cal.Zone)
		m := casefile.Meeting{
			ID: casefile.ID(fmt.Sprintf("%s-%d", kind.Key, i)), Kind: kind.Key, State: casefile.Planned, Start: start, End: start.Add(time.Hour), Zone: pacific,
			Convener: "p1", Place: "Room 12", Steps: []casefile.Step{{State: casefile.Planned, Day: day("2025-09-29"), At: d.at("2025-09-29 09:00")}},
		}
		if state != casefile.Planned {
			m.Sequence = 1
			m.Steps = append(m.Steps, casefile.Step{State: state, Day: day("2025-09-30"), At: d.at("2025-09-30 09:00")})
		}
		if state == casefile.Cancelled {
			m.State = casefile.Cancelled
		}
		for _, p := range d.c.Parties {
			m.Attendees = append(m.Attendees, casefile.Attendee{Person: p.Person, Role: p.Role, Answer: "no", Answered: d.at("2025-09-30 10:00")})
		}
		d.c.Meetings = append(d.c.Meetings, m)
	}
}

// shift says of every open date that it was moved by a day.
func (d *demo) shift() {
	d.c.Shifts = nil
	for _, one := range d.plan().Deadlines {
		if one.State == deadline.Open && one.Due != schoolday.None {
			d.c.Shifts = append(d.c.Shifts, casefile.Shift{Deadline: one.Key, From: one.Due - 1, To: one.Due, Why: "calendar", Closed: "Snow day", At: d.now})
		}
	}
}

// No push says anything it may not: in both channels, to every role, alone and
// in a digest, over half a year (X-01; VOICE, Pushed).
func TestMarker(t *testing.T) {
	seen, roles, pushes := map[deadline.Topic]bool{}, map[program.Role]bool{}, 0
	for _, track := range []string{"par", "visit"} {
		d := marked(t, track)
		if track == "visit" {
			d.c.Number = 12
		}
		for now := day("2025-09-01"); now < day("2026-03-01"); now += 9 {
			d.now = now.At(9, 0, d.cal.Zone)
			d.shift()
			if now.Add(9) >= day("2026-03-01") {
				d.c.Closed, d.c.ClosedAt = now, d.now
			}
			byReader := map[casefile.ID][]message.Item{}
			for _, it := range d.items() {
				byReader[it.Notice.To] = append(byReader[it.Notice.To], it)
				seen[it.Notice.Topic], roles[it.Notice.Role] = true, true
				for _, ch := range []message.Channel{message.Slack, message.Mail} {
					secret(t, d, message.Push(ch, []message.Item{it}), it.Notice.To)
					pushes++
				}
				if it.Meeting != nil {
					secret(t, d, message.Message{Key: "calendar", Subject: message.NeutralFor(it)}, it.Notice.To)
				}
			}
			for to, items := range byReader {
				for _, ch := range []message.Channel{message.Slack, message.Mail} {
					secret(t, d, message.Push(ch, append(items, items...)), to)
				}
			}
		}
	}
	for _, topic := range topics {
		if !seen[topic] {
			t.Errorf("nothing was said of %q", topic)
		}
	}
	if len(seen) != len(topics) || len(roles) < 5 || pushes < 1000 {
		t.Errorf("the walk saw %d topics, %d roles, %d pushes: %v", len(topics), len(roles), pushes, seen)
	}
}

// secret fails on the planted word, and on any name but the reader's own.
func secret(t *testing.T, d *demo, m message.Message, reader casefile.ID) {
	t.Helper()
	parts := []string{m.Subject, m.Text()}
	for _, b := range everyButton(m) {
		parts = append(parts, b.Label, b.Value)
	}
	text := strings.Join(parts, "\n")
	if strings.Contains(strings.ToLower(text), strings.ToLower(planted)) {
		t.Fatalf("%s says what it may not:\n%s", m.Key, text)
	}
	for _, p := range d.c.Parties {
		if p.Person.ID != reader && strings.Contains(text, p.Person.FirstName()) {
			t.Fatalf("%s names %s to %s:\n%s", m.Key, p.Person.FirstName(), reader, text)
		}
	}
}

// The test of the test: an answer that is asked for does say what was planted,
// to one who may read it.
func TestMarkerIsThere(t *testing.T) {
	d := marked(t, "par")
	v := access.At(d.p, &d.c, d.cal, d.now).View("p1")
	if text := message.Read(v, "log-1").Text(); !strings.Contains(text, planted) {
		t.Errorf("nothing was planted:\n%s", text)
	}
}
