package access_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// situations are those that every matrix has, with what they do to the record "r".
var situations = []struct {
	name string
	put  func(*file, *program.Form)
}{
	{"draft", func(f *file, form *program.Form) { f.put(form, casefile.Draft) }},
	{"opened-draft", func(f *file, form *program.Form) {
		f.put(form, casefile.Draft)
		f.grant("representative", "")
	}},
	{"locked", func(f *file, form *program.Form) { f.put(form, casefile.Draft, casefile.Issued, casefile.Discussed) }},
	{"declined", func(f *file, form *program.Form) {
		f.put(form, casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Declined, casefile.Answered)
	}},
	{"released", func(f *file, form *program.Form) {
		f.put(form, casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Declined, casefile.Answered, casefile.Filed)
	}},
	{"filed", func(f *file, form *program.Form) { f.filed(form) }},
	{"shown", func(f *file, form *program.Form) {
		f.filed(form)
		f.show()
	}},
	{"absent", func(f *file, form *program.Form) {
		f.filed(form)
		f.show("teacher")
	}},
	{"shared", func(f *file, form *program.Form) {
		f.filed(form).Shared = []program.Role{program.Consultant, program.Administrator, program.Panel, program.Coordinator}
	}},
	{"granted", func(f *file, form *program.Form) {
		f.filed(form)
		f.grant("representative", "")
	}},
	{"granted-one", func(f *file, form *program.Form) {
		f.filed(form)
		f.grant("representative", "r")
	}},
	{"revoked", func(f *file, form *program.Form) {
		f.filed(form)
		f.grant("representative", "")
		f.c.Grants[0].Ended = f.now
	}},
	{"withdrawn", func(f *file, form *program.Form) { f.filed(form).Withdrawn = f.at("2025-10-07 17:00") }},
	{"closed", func(f *file, form *program.Form) {
		f.filed(form)
		f.c.Closed, f.c.ClosedAt = f.cal.Today(f.now), f.now
	}},
}

// in returns the case of a matrix in a situation, with one record "r" of a form;
// false when a form never is in that situation.
func (m *matrix) in(t testing.TB, p *program.Program, form *program.Form, situation string) (*file, bool) {
	t.Helper()
	f := newFile(t, p, program.SampleCalendar(p), m.track)
	_, line := m.cells[[2]string{form.Key, situation}]
	bare := situation == "before" || situation == "early"
	if bare && !line {
		return nil, false
	}
	if situation != "before" {
		f.happens(m.adds["base"])
		f.earlier()
	}
	signs := len(form.Signs) > 0
	switch {
	case situation == "draft" || situation == "opened-draft":
		if form.Kind == "vote" {
			return nil, false
		}
	case situation == "locked" && !signs && len(form.DiscussedAt) == 0, (situation == "declined" || situation == "released") && !signs:
		return nil, false
	}
	for _, s := range situations {
		if s.name == situation {
			s.put(f, form)
			return f, true
		}
	}
	f.filed(form)
	f.happens(m.adds[situation])
	return f, true
}

// all are the situations of a matrix.
func (m *matrix) all() []string {
	var names []string
	for _, s := range situations {
		names = append(names, s.name)
	}
	return append(names, slices.DeleteFunc(slices.Clone(m.order), func(s string) bool { return s == "base" })...)
}

// late are the situations of a matrix's own, and that a record is filed.
func (m *matrix) late() []string { return append(slices.Clone(m.order), "filed") }

// put adds the record "r" of a form with a secret in each field, on what it
// attaches to.
func (f *file) put(form *program.Form, states ...casefile.State) *casefile.Record {
	f.Helper()
	return f.of("r", form, states...)
}

func (f *file) of(id casefile.ID, form *program.Form, states ...casefile.State) *casefile.Record {
	f.Helper()
	on := f.parent(id+"-on", form)
	r := f.record(id, form.Key, author(form), states...)
	r.On, r.Fields = on, map[string]string{"free": "secret"}
	for _, field := range form.Fields {
		r.Fields[field.Key] = "secret"
	}
	return r
}

func (f *file) parent(id casefile.ID, form *program.Form) casefile.ID {
	scope := f.p.In(f.c.Track)
	for _, name := range form.Attaches {
		if on := scope.Form(name); on != nil {
			return f.complete(id, on).ID
		}
		if on := scope.Meeting(name); on != nil {
			return f.meeting(id, name, "2025-10-06 15:00").ID
		}
	}
	return ""
}

func (f *file) filed(form *program.Form) *casefile.Record { return f.complete("r", form) }

// complete adds a record that went all its way, with the first of its outcomes.
func (f *file) complete(id casefile.ID, form *program.Form) *casefile.Record {
	states := []casefile.State{casefile.Filed}
	if len(form.Signs)+len(form.DiscussedAt) > 0 {
		states = []casefile.State{casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Signed, casefile.Answered, casefile.Filed}
	}
	r := f.of(id, form, states...)
	if len(form.Outcomes) > 0 {
		r.Outcome = form.Outcomes[0].Key
	}
	if len(form.Serve) > 0 && !form.ByHand {
		r.Steps = append(r.Steps, casefile.Step{State: casefile.Served, Day: r.Day, At: f.at("2025-10-06 16:30")})
	}
	if len(form.Second) > 0 {
		r.Steps = append(r.Steps, casefile.Step{State: casefile.Confirmed, Day: r.Day, At: f.at("2025-10-06 17:00"), By: casefile.ID(form.Second[0])})
	}
	return r
}

// earlier puts what has happened so far a month back.
func (f *file) earlier() {
	for i := range f.c.Records {
		r := &f.c.Records[i]
		r.At, r.Day = r.At.AddDate(0, 0, -34), r.Day.Add(-34)
		for j := range r.Steps {
			r.Steps[j].At, r.Steps[j].Day = r.Steps[j].At.AddDate(0, 0, -34), r.Steps[j].Day.Add(-34)
		}
	}
}

func (f *file) happens(items []string) {
	f.Helper()
	for _, item := range items {
		f.happen(item)
	}
}

// happen adds what a matrix writes behind a situation: a form that is filed, a
// meeting on a day ("hearing@2025-10-14"), a form on the record "r" (">answer"),
// a state that "r" enters (".served"), everything opened to a role
// ("+administrator"), or that the meeting of "r" is on another day ("~2025-11-20").
func (f *file) happen(item string) {
	f.Helper()
	scope := f.p.In(f.c.Track)
	kind, day, isMeeting := strings.Cut(item, "@")
	switch state, isState := strings.CutPrefix(item, "."); {
	case item[0] == '+':
		f.grant(casefile.ID(item[1:]), "")
	case item[0] == '~':
		f.c.Meetings = slices.DeleteFunc(f.c.Meetings, func(m casefile.Meeting) bool { return m.ID == "r-on" })
		f.meeting("r-on", f.p.In(f.c.Track).Form(f.c.Record("r").Form).Attaches[0], item[1:]+" 15:00")
	case isMeeting:
		f.meeting(casefile.ID(kind), kind, day+" 15:00")
	case isState:
		r := f.c.Record("r")
		r.Steps = append(r.Steps, casefile.Step{State: casefile.State(state), Day: r.Day, At: f.at("2025-10-07 09:00")})
	default:
		name, on := strings.CutPrefix(item, ">")
		form := scope.Form(name)
		if form == nil {
			f.Fatalf("%s has no form %q", f.p.Key, item)
		}
		id := casefile.ID("add-" + name)
		f.complete(id, form)
		if on {
			f.c.Record(id).On = "r"
		}
	}
}

// show puts the record on the table of a held meeting of teacher and consultant,
// at which everybody was but the absent.
func (f *file) show(absent ...casefile.ID) {
	for _, kind := range f.p.In(f.c.Track).Meetings {
		if slices.Contains(kind.Attendees, program.Teacher) {
			f.meeting("table", kind.Key, "2025-10-07 15:00", absent...)
			f.c.Record("r").Presented = []casefile.ID{"table"}
			return
		}
	}
}

func (f *file) grant(to, record casefile.ID) {
	f.c.Grants = append(f.c.Grants, casefile.Grant{Record: record, To: to, At: f.at("2025-10-06 18:00")})
}
