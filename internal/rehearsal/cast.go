package rehearsal

import (
	"fmt"
	"maps"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Who is there from the start, and who holds a role for every case.
var (
	present = []program.Role{program.Teacher, program.Administrator}
	office  = []program.Role{
		program.Coordinator, program.Panel, program.Chair, program.Pair, program.HR, program.Superintendent,
		program.Organiser, program.Staff,
	}
)

func newPlayer(s Script) *player {
	pl := &player{
		Script: s, scope: s.Program.In(s.Track), track: s.Program.Track(s.Track), cast: map[program.Role][]casefile.Person{},
		said: map[string]bool{}, tries: map[string]int{}, dates: map[string]deadline.Deadline{},
	}
	for _, role := range slices.Sorted(maps.Keys(s.Program.Roles)) {
		for i := range pl.seats(role) {
			name := s.Program.Called(role)
			if i > 0 {
				name = fmt.Sprintf("%s %d", name, i+1)
			}
			pl.cast[role] = append(pl.cast[role], casefile.Person{
				ID: casefile.ID(fmt.Sprintf("%s-%d", role, i+1)), Name: name, Email: fmt.Sprintf("%s-%d@rehearsal.example", role, i+1), Slack: fmt.Sprintf("%s-%d", role, i+1),
			})
		}
	}
	return pl
}

// seats is how many people of a role a rehearsal needs: enough for a quorum.
func (pl *player) seats(role program.Role) int {
	n := 1
	if rules := pl.Program.Roles[program.Panel].Panel; rules != nil && role == program.Panel {
		for _, seat := range rules.Seats {
			n += seat.Number
		}
		n = max(1, n-1)
	}
	for _, m := range pl.scope.Meetings {
		n = max(n, m.Least[role])
	}
	return n
}

// join makes people parties of the case from now on.
func (pl *player) join(role program.Role) {
	for _, p := range pl.cast[role] {
		if !slices.Contains(pl.c.RolesOf(p.ID, pl.now), role) {
			pl.c.Parties = append(pl.c.Parties, casefile.Party{Person: p, Role: role, From: pl.now, Office: slices.Contains(office, role)})
		}
	}
}

// assigned reports whether the file has a form that names who holds the role.
func (pl *player) assigned(role program.Role) bool {
	return slices.ContainsFunc(pl.scope.Forms, func(f *program.Form) bool { return f.Assigns == role })
}

// wanted reports whether a meeting cannot do without the role.
func (pl *player) wanted(role program.Role) bool {
	return slices.ContainsFunc(pl.scope.Meetings, func(m *program.Meeting) bool { return slices.Contains(m.Attendees, role) })
}

// open begins the case with the form that opens its track.
func (pl *player) open() {
	i := slices.IndexFunc(pl.scope.Forms, func(f *program.Form) bool { return f.Opens == pl.Track })
	if i < 0 {
		return
	}
	pl.c = casefile.Case{
		ID: "rehearsal", Program: pl.Program.Key, Version: pl.Program.Version, Track: pl.Track, School: "a school",
		Opened: pl.today, OpenedAt: pl.now,
	}
	for _, role := range slices.Concat(present, office) {
		pl.join(role)
	}
	if !pl.assigned(program.Consultant) {
		pl.join(program.Consultant)
	}
	if pl.wanted(program.Representative) {
		pl.join(program.Representative)
	}
	pl.acted = pl.today
	pl.paper(pl.scope.Forms[i], program.Event{}, thing{}, 0)
	pl.replan()
}

// one is a holder of the first of some roles that anybody holds, or "".
func (pl *player) one(roles []program.Role) casefile.ID {
	for _, r := range roles {
		if people := pl.c.Holders(r, pl.now); len(people) > 0 {
			return people[0].ID
		}
	}
	return ""
}

// author is who writes a form: of those who act, whoever may, else of all.
func (pl *player) author(f *program.Form, acting []program.Role) casefile.ID {
	mine := slices.DeleteFunc(slices.Clone(acting), func(r program.Role) bool { return !slices.Contains(f.By, r) })
	if id := pl.one(mine); id != "" {
		return id
	}
	return pl.one(f.By)
}

func (pl *player) id() casefile.ID {
	pl.ids++
	return casefile.ID(fmt.Sprintf("%s-%03d", pl.today, pl.ids))
}

// within counts the school days from one day to another.
func (pl *player) within(from, to schoolday.Day) int {
	n := 0
	for d := from + 1; d <= to; d++ {
		if pl.Calendar.IsSchoolDay(d) {
			n++
		}
	}
	return n
}
