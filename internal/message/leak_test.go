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
)

// stages are how far the records of a file have come in these tests, each with
// whether the teacher has opened the file to the representative.
var stages = []struct {
	name   string
	states []casefile.State
	opened bool
}{
	{"drafts", []casefile.State{casefile.Draft}, false},
	{"drafts, opened", []casefile.State{casefile.Draft}, true},
	{"discussed", []casefile.State{casefile.Draft, casefile.Issued, casefile.Discussed}, false},
	{"declined", []casefile.State{casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Declined, casefile.Answered}, true},
	{"filed", []casefile.State{casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Signed, casefile.Answered, casefile.Filed}, false},
	{"filed, opened", []casefile.State{casefile.Filed}, true},
}

// secretOf is the word that stands in a field of a form, and nowhere else.
func secretOf(form *program.Form, field string) string { return "Zq" + form.Key + "zq" + field + "Zq" }

// filled is a case with one record of each form of a track, a secret in every
// field of it, and one planned meeting of each kind, with all who attend it.
func filled(t *testing.T, p *program.Program, track string, states []casefile.State, opened bool) *demo {
	t.Helper()
	d := &demo{TB: t, p: p, cal: program.SampleCalendar(p)}
	d.now = d.at("2025-10-08 12:00")
	at := d.at("2025-08-27 09:00")
	d.c = casefile.Case{ID: "c1", Program: p.Key, Track: track, School: "Maple", Opened: day("2025-08-27"), OpenedAt: at, Number: 3}
	for _, role := range []program.Role{
		program.Teacher, program.Consultant, program.Administrator, program.Coordinator, program.Representative, program.Panel, program.Chair,
		program.Pair, program.HR, program.Superintendent,
	} {
		person := casefile.Person{ID: casefile.ID(role), Name: "Someone " + string(role), Zone: p.Zone.String()}
		d.c.Parties = append(d.c.Parties, casefile.Party{From: at, Role: role, Person: person})
	}
	d.c.Parties = append(d.c.Parties, casefile.Party{From: at, To: d.at("2025-10-07 09:00"), Role: program.Consultant, Person: casefile.Person{ID: "former"}})
	scope := p.In(track)
	for i, form := range scope.Forms {
		d.fill(scope, form, states, fmt.Sprintf("2025-09-%02d 10:00", 1+i%28))
	}
	for i, kind := range scope.Meetings {
		d.call(kind, day("2025-10-13").Add(i).At(15, 0, d.cal.Zone))
	}
	if opened {
		d.c.Grants = []casefile.Grant{{To: "representative", At: at}}
	}
	return d
}

func (d *demo) fill(scope *program.Scope, form *program.Form, states []casefile.State, at string) {
	var author casefile.Person
	if len(form.By) > 0 {
		author.ID = casefile.ID(form.By[0])
	}
	r := d.record(form.Key, author, at, states...)
	r.ID = casefile.ID(form.Key)
	for _, field := range form.Fields {
		r.Fields[field.Key] = secretOf(form, field.Key)
	}
	for _, on := range form.Attaches {
		if scope.Form(on) != nil || scope.Meeting(on) != nil {
			r.On = casefile.ID(on)
			break
		}
	}
	if len(form.Outcomes) > 0 && r.Entered(casefile.Filed) {
		r.Outcome = form.Outcomes[0].Key
	}
}

func (d *demo) call(kind *program.Meeting, start time.Time) {
	m := casefile.Meeting{
		ID: casefile.ID(kind.Key), Kind: kind.Key, State: casefile.Planned, Start: start, End: start.Add(time.Hour), Zone: d.cal.Zone.String(),
		Convener: "consultant", Place: "Room 12", Steps: []casefile.Step{{State: casefile.Planned, Day: day("2025-09-29"), At: d.at("2025-09-29 09:00")}},
	}
	for _, p := range d.c.Parties {
		if slices.Contains(kind.Attendees, p.Role) && p.Holding(d.now) {
			m.Attendees = append(m.Attendees, casefile.Attendee{Person: p.Person, Role: p.Role})
		}
	}
	d.c.Meetings = append(d.c.Meetings, m)
}

// said is everything that this room can say of a file to one person who asks, and
// all that is pushed to them.
func (d *demo) said(v access.View, plan deadline.Plan, items []message.Item) string {
	me := v.Me().ID
	all := []message.Message{message.Case(v, "c1", nil), message.Caseload([]message.Row{{View: v, Case: "c1"}}), message.VisitShown(v, 3)}
	for i := range d.c.Records {
		all = append(all, message.Read(v, d.c.Records[i].ID))
	}
	for _, m := range v.Meetings() {
		all = append(all, message.WhyMeeting(v, m))
	}
	var owed []message.Owed
	for _, one := range plan.Deadlines {
		if slices.Contains(one.Owners, me) {
			owed = append(owed, message.Owed{View: v, Case: "c1", Deadline: one})
			all = append(all, message.Why(owed[len(owed)-1]))
		}
	}
	all = append(all, message.Due(owed, nil))
	var mine []message.Item
	for _, it := range items {
		if it.Notice.To == me {
			mine = append(mine, it)
			all = append(all, message.Push(message.Slack, []message.Item{it}), message.Push(message.Mail, []message.Item{it}))
		}
	}
	if len(mine) > 0 {
		all = append(all, message.Push(message.Mail, mine))
	}
	var text strings.Builder
	for _, m := range all {
		text.WriteString(m.Subject + "\n" + m.Text() + "\n")
	}
	for _, form := range v.Scope().Forms {
		text.WriteString(strings.Join(message.Readers(v, form.Key), "\n") + "\n")
	}
	return text.String()
}

// No message says to anybody what they may not read, for every form of every
// shipped program, every role and every state; and what they may read, it does
// say to whoever asks. A push says none of it to anybody (X-01, DOMAIN §3).
func TestNothingLeaks(t *testing.T) {
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	kept, shown := 0, 0
	for key, p := range all {
		for _, track := range p.Tracks {
			for _, stage := range stages {
				t.Run(key+" "+track.Key+", "+stage.name, func(t *testing.T) {
					k, s := filled(t, p, track.Key, stage.states, stage.opened).leaks(t)
					kept, shown = kept+k, shown+s
				})
			}
		}
	}
	if kept < 10000 || shown < 2000 {
		t.Errorf("%d secrets were kept, %d shown", kept, shown)
	}
}

// leaks fails when what is said to a party of the case has what the gate closes to
// them, or lacks what it opens; it counts both.
func (d *demo) leaks(t *testing.T) (kept, shown int) {
	t.Helper()
	plan, items, gate := d.plan(), d.items(), access.At(d.p, &d.c, d.cal, d.now)
	for _, who := range d.c.Parties {
		text := strings.ToLower(d.said(gate.View(who.Person.ID), plan, items))
		for i := range d.c.Records {
			r := &d.c.Records[i]
			form := d.p.In(d.c.Track).Form(r.Form)
			reads := gate.Decide(who.Person.ID, r).Level == program.Read
			for _, field := range form.Fields {
				may := reads && (!field.Private || r.Author == who.Person.ID)
				switch said := strings.Contains(text, strings.ToLower(secretOf(form, field.Key))); {
				case said && !may:
					t.Errorf("the %s of %s is said to the %s", field.Key, form.Key, who.Person.ID)
				case may && !said && field.Type != "minutes" && field.Type != "standards":
					t.Errorf("the %s reads %s, but is not shown its %s", who.Person.ID, form.Key, field.Key)
				case said:
					shown++
				default:
					kept++
				}
			}
		}
	}
	return kept, shown
}

// A push says nothing of what stands in a record, not even to one who may read it.
func TestPushesSayNothing(t *testing.T) {
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	pushes := 0
	for key, p := range all {
		for _, track := range p.Tracks {
			d := filled(t, p, track.Key, stages[4].states, true)
			for _, it := range d.items() {
				for _, ch := range []message.Channel{message.Slack, message.Mail} {
					m := message.Push(ch, []message.Item{it})
					pushes++
					if text := m.Subject + m.Text(); strings.Contains(strings.ToLower(text), "zq") {
						t.Errorf("%s %s: %s says:\n%s", key, track.Key, it.Notice.Topic, text)
					}
				}
			}
		}
	}
	if pushes < 500 {
		t.Errorf("only %d pushes", pushes)
	}
}
