package access

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// View is a case as one person may see it at one moment: everything else is
// left out, not blanked. Only a [Gate] makes one.
type View struct {
	gate     *Gate
	me       casefile.Person
	roles    []program.Role
	label    string
	level    program.Level
	records  []casefile.Record
	meetings []casefile.Meeting
}

// View returns the case as the viewer may see it. For somebody who may not know
// of the case it is empty.
func (g *Gate) View(viewer casefile.ID) View {
	c := g.c
	v := View{gate: g, roles: g.rolesOf(viewer), level: g.Knows(viewer).Level}
	for _, party := range c.Parties {
		if party.Person.ID == viewer {
			v.me = party.Person
			if party.Label != "" {
				v.label = party.Label
			}
		}
	}
	if v.level <= program.Nothing {
		return v
	}
	for i := range c.Records {
		if r, ok := g.stripped(viewer, &c.Records[i]); ok {
			v.records = append(v.records, r)
		}
	}
	for i := range c.Meetings {
		if m, ok := g.shownTo(viewer, c.Meetings[i]); ok {
			v.meetings = append(v.meetings, m)
		}
	}
	slices.SortStableFunc(v.meetings, func(a, b casefile.Meeting) int { return a.Start.Compare(b.Start) })
	return v
}

// stripped is the record without what the viewer may not read: below the level
// Read all fields and what came of it, else the private fields of another author.
func (g *Gate) stripped(viewer casefile.ID, r *casefile.Record) (casefile.Record, bool) {
	level := g.Decide(viewer, r).Level
	if level < program.Dates {
		return casefile.Record{}, false
	}
	seen := *r
	seen.Fields = nil
	form := g.scope.Form(r.Form)
	if level < program.Read || form == nil {
		seen.Outcome = ""
		seen.Steps = slices.DeleteFunc(slices.Clone(r.Steps), func(s casefile.Step) bool { return string(s.State) == r.Outcome })
		return seen, true
	}
	seen.Fields = make(map[string]string, len(r.Fields))
	author := g.wrote(viewer, r, form)
	if !author && g.unnamed(viewer, form) {
		nameless(&seen)
	}
	for key, text := range r.Fields {
		if author || !private(form, key) {
			seen.Fields[key] = text
		}
	}
	return seen, true
}

// unnamed reports whether who filled in a form is kept from the viewer: always
// of a survey, and of a vote but for those who vote and the office.
func (g *Gate) unnamed(viewer casefile.ID, form *program.Form) bool {
	voters := slices.Concat(form.By, []program.Role{program.Coordinator})
	return form.Kind == "survey" || form.Kind == "vote" && allow(g.rolesOf(viewer), voters, "").Level < program.Read
}

// nameless takes out of a copy of a record who did what.
func nameless(r *casefile.Record) {
	r.Author, r.MadeFor, r.Signed = "", "", nil
	r.Steps = slices.Clone(r.Steps)
	for i := range r.Steps {
		r.Steps[i].By = ""
	}
}

func private(form *program.Form, key string) bool {
	return slices.ContainsFunc(form.Fields, func(f *program.Field) bool { return f.Key == key && f.Private })
}

// shownTo is the meeting as its attendees and readers may see it. How others
// answered is for whoever called it; where it takes place is for those who go
// there, or called it, or may read.
func (g *Gate) shownTo(viewer casefile.ID, m casefile.Meeting) (casefile.Meeting, bool) {
	level := g.meetingLevel(viewer, &m)
	if level < program.Dates {
		return m, false
	}
	if level < program.Read && m.Convener != viewer {
		m.Place = ""
	}
	m.Attendees = slices.Clone(m.Attendees)
	for i := range m.Attendees {
		if m.Convener != viewer && m.Attendees[i].Person.ID != viewer {
			m.Attendees[i].Answer = ""
		}
	}
	return m, true
}

// meetingLevel is how much a person may see of a meeting: all of it who attends.
func (g *Gate) meetingLevel(viewer casefile.ID, m *casefile.Meeting) program.Level {
	if slices.ContainsFunc(m.Attendees, func(a casefile.Attendee) bool { return a.Person.ID == viewer }) {
		return program.Read
	}
	kind := g.scope.Meeting(m.Kind)
	if kind == nil {
		return program.Nothing
	}
	best := program.Nothing
	for _, r := range g.rolesOf(viewer) {
		if never(kind.SeenBy[r]) {
			return program.Nothing
		}
		level := g.widest(kind.SeenBy[r], ask{viewer: viewer, role: r, meeting: m.ID})
		best = max(best, min(level, g.ceiling(viewer, r)))
	}
	return best
}

// Knows reports whether the viewer may know of the case at all.
func (v View) Knows() bool { return v.level > program.Nothing }

// Me returns the viewer; the zero Person when they are no party.
func (v View) Me() casefile.Person { return v.me }

// Holds reports whether the viewer holds the role now.
func (v View) Holds(r program.Role) bool { return slices.Contains(v.roles, r) }

// Holders returns the people who hold a role now, nobody for a viewer who may
// not know of the case.
func (v View) Holders(r program.Role) []casefile.Person {
	if !v.Knows() {
		return nil
	}
	return v.gate.c.Holders(r, v.gate.now)
}

// Label is the viewer's own name for the case in pushes, or "".
func (v View) Label() string { return v.label }

// Number is that of a visit, for a viewer who may know of it; else 0.
func (v View) Number() int {
	if !v.Knows() {
		return 0
	}
	return v.gate.c.Number
}

// School is the teacher's school, for a viewer who may know of the case.
func (v View) School() string {
	if !v.Knows() {
		return ""
	}
	return v.gate.c.School
}

// Opened is the day the case began, for a viewer who may know of it.
func (v View) Opened() schoolday.Day {
	if !v.Knows() {
		return schoolday.None
	}
	return v.gate.c.Opened
}

// Program returns the contract of the case.
func (v View) Program() *program.Program { return v.gate.p }

// Scope returns what the program declares for the case's track.
func (v View) Scope() *program.Scope { return v.gate.scope }

// Now is the moment of the view.
func (v View) Now() time.Time { return v.gate.now }

// Today is the district's date at that moment.
func (v View) Today() schoolday.Day { return v.gate.cal.Today(v.gate.now) }

// SchoolDay reports whether school is held on a day, by the case's calendar.
func (v View) SchoolDay(d schoolday.Day) bool { return v.gate.cal.IsSchoolDay(d) }

// Shifts returns the dates of the case that were moved. They hold no content.
func (v View) Shifts() []casefile.Shift {
	if v.level < program.Dates {
		return nil
	}
	return v.gate.c.Shifts
}

// Records returns the records that the viewer may know of, without what they
// may not read of them.
func (v View) Records() []casefile.Record { return v.records }

// Meetings returns the meetings that the viewer may know of, by their time.
func (v View) Meetings() []casefile.Meeting { return v.meetings }

// Meeting returns the meeting of that id if the viewer may know of it, or nil.
func (v View) Meeting(id casefile.ID) *casefile.Meeting {
	for i := range v.meetings {
		if v.meetings[i].ID == id {
			return &v.meetings[i]
		}
	}
	return nil
}
