package rehearsal_test

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// walk is a case that chance leads through its days: each act is one that a
// person can do then, and the file never holds anything of the future but dates
// of meetings and dates that forms name.
type walk struct {
	t      *rapid.T
	p      *program.Program
	scope  *program.Scope
	cal    schoolday.Calendar
	c      casefile.Case
	now    time.Time
	people map[program.Role][]casefile.Person
	ids    int
	undone bool // something that had happened was taken back since the last look
}

// randomCalendar draws three school years with their holidays and breaks.
func randomCalendar(t *rapid.T) schoolday.Calendar {
	zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone of the calendar"))
	if err != nil {
		t.Fatal(err)
	}
	var closed []schoolday.Closed
	var years []schoolday.Year
	for year := 2025; year < 2028; year++ {
		start := schoolday.Date(year, time.August, 10).Add(rapid.IntRange(0, 25).Draw(t, "first day"))
		y := schoolday.Year{Start: start, End: schoolday.Date(year+1, time.June, 1).Add(rapid.IntRange(0, 20).Draw(t, "last day"))}
		if rapid.Bool().Draw(t, "semesters") {
			y.Second = schoolday.Date(year+1, time.January, 8)
		}
		years = append(years, y)
		for range rapid.IntRange(0, 5).Draw(t, "breaks") {
			first := start.Add(rapid.IntRange(0, 300).Draw(t, "break"))
			for i := range rapid.SampledFrom([]int{1, 2, 5, 16}).Draw(t, "days closed") {
				closed = append(closed, schoolday.Closed{Day: first.Add(i), Why: "closed"})
			}
		}
		for d := y.End + 1; rapid.Bool().Draw(t, "summer") && d < schoolday.Date(year+1, time.August, 10); d++ {
			closed = append(closed, schoolday.Closed{Day: d, Why: "summer"})
		}
	}
	return schoolday.New(zone, closed, years...)
}

// begun opens a case of a track.
func begun(t *rapid.T, p *program.Program, track string, cal schoolday.Calendar) *walk {
	w := &walk{t: t, p: p, scope: p.In(track), cal: cal, people: map[program.Role][]casefile.Person{}}
	day := schoolday.Date(2025, time.August, 18).Add(rapid.IntRange(0, 200).Draw(t, "opened"))
	w.now = day.At(rapid.IntRange(0, 23).Draw(t, "hour"), 17, cal.Zone)
	w.c = casefile.Case{ID: "case", Program: p.Key, Track: track, School: "a school", Opened: day, OpenedAt: w.now}
	for _, role := range roles {
		if _, there := p.Roles[role]; !there {
			continue
		}
		for i := range 2 {
			id := casefile.ID(fmt.Sprintf("%s-%d", role, i+1))
			w.people[role] = append(w.people[role], casefile.Person{ID: id, Name: string(id)})
		}
		if role != program.Consultant || w.chance("paired", 2) {
			w.join(role)
		}
	}
	for _, f := range w.scope.Forms {
		if f.Opens == track && len(f.By) > 0 {
			if w.holder(f.By) == "" {
				w.join(f.By[0])
			}
			w.start(f)
			w.advance(&w.c.Records[0])
			break
		}
	}
	return w
}

var roles = []program.Role{
	program.Teacher, program.Consultant, program.Administrator, program.Representative, program.Coordinator,
	program.Panel, program.Chair, program.Pair, program.HR, program.Superintendent,
}

func (w *walk) chance(what string, n int) bool { return rapid.IntRange(1, n).Draw(w.t, what) == n }

func (w *walk) today() schoolday.Day { return w.cal.Today(w.now) }

func (w *walk) id(kind string) casefile.ID {
	w.ids++
	return casefile.ID(fmt.Sprintf("%s-%d", kind, w.ids))
}

// join makes one of a role's people, or now and then of another's, a party.
func (w *walk) join(role program.Role) {
	from := role
	if role == program.Panel && w.chance("two roles", 4) {
		from = program.Coordinator
	}
	p := rapid.SampledFrom(w.people[from]).Draw(w.t, "who")
	if !slices.Contains(w.c.RolesOf(p.ID, w.now), role) {
		w.c.Parties = append(w.c.Parties, casefile.Party{Person: p, Role: role, From: w.now})
	}
}

// pass lets time go by: minutes, days or weeks, or up to the hours of a night in
// which the clocks change.
func (w *walk) pass() {
	if w.c.Closed != schoolday.None {
		w.now = w.now.Add(time.Second) // closing is the last thing of its moment
	}
	switch rapid.IntRange(0, 5).Draw(w.t, "time") {
	case 0, 1:
		w.now = w.now.Add(time.Duration(rapid.IntRange(0, 600).Draw(w.t, "minutes")) * time.Minute)
	case 2, 3:
		w.now = w.now.Add(time.Duration(rapid.IntRange(1, 40*24).Draw(w.t, "hours")) * time.Hour)
	case 4:
		next := w.today().Add(rapid.IntRange(1, 10).Draw(w.t, "mornings"))
		w.now = next.At(rapid.SampledFrom([]int{0, 8}).Draw(w.t, "hour"), 0, w.cal.Zone)
	case 5:
		for _, night := range []schoolday.Day{schoolday.Date(2025, time.November, 2), schoolday.Date(2026, time.March, 8), schoolday.Date(2026, time.November, 1)} {
			if at := night.At(0, 30, w.cal.Zone); at.After(w.now) {
				w.now = at.Add(time.Duration(rapid.IntRange(0, 4).Draw(w.t, "half hours")) * 30 * time.Minute)
				return
			}
		}
	}
}

// act does one thing that a person can do now.
func (w *walk) act() {
	type act struct {
		often int
		do    func()
	}
	acts := []act{{5, w.write}, {7, w.goOn}, {4, w.plan}, {4, w.change}, {1, w.handOver}, {1, w.leave}, {1, w.turn}, {1, w.withdraw}, {1, w.waive}, {1, w.close}}
	var all []func()
	for _, a := range acts {
		all = append(all, slices.Repeat([]func(){a.do}, a.often)...)
	}
	all[rapid.IntRange(0, len(all)-1).Draw(w.t, "act")]()
}

// handOver gives a role to another person, or takes it from one for good.
func (w *walk) handOver() {
	i := rapid.IntRange(0, len(w.c.Parties)-1).Draw(w.t, "party")
	p := &w.c.Parties[i]
	if p.Role == program.Teacher || !p.Holding(w.now) {
		return
	}
	p.To = w.now
	if w.chance("a successor", 2) {
		w.join(p.Role)
	}
}

// leave makes or ends a pause of the case.
func (w *walk) leave() {
	state := casefile.Paused
	for _, t := range w.c.Turns {
		switch t.State {
		case casefile.Paused:
			state = casefile.Resumed
		case casefile.Resumed:
			state = casefile.Paused
		default: // neither begins nor ends a pause
		}
	}
	w.turned(state)
}

func (w *walk) turn() { w.turned(casefile.Transferred) }

func (w *walk) turned(state casefile.State) {
	day := w.day()
	w.undone = w.undone || day < w.today() // a leave that is entered late moves what was over
	w.c.Turns = append(w.c.Turns, casefile.Turn{State: state, Day: day, At: w.now})
}

// withdraw takes a record back.
func (w *walk) withdraw() {
	r := &w.c.Records[rapid.IntRange(0, len(w.c.Records)-1).Draw(w.t, "record")]
	if r.Live() && w.chance("sure", 2) {
		r.Withdrawn, w.undone = w.now, true
	}
}

// waive waives what is left of a right.
func (w *walk) waive() {
	for _, d := range deadline.Make(w.p, &w.c, w.cal, w.now).Deadlines {
		if d.Right && d.State == deadline.Open && len(d.Owners) > 0 {
			w.c.Waived = append(w.c.Waived, casefile.Waiver{Deadline: d.Key, Person: d.Owners[0], At: w.now})
			return
		}
	}
}

func (w *walk) close() {
	if w.c.Closed == schoolday.None && w.chance("sure", 3) {
		w.c.Closed, w.c.ClosedAt = w.today(), w.now
	}
}

// day is the day that an act of now is about: today, or one before.
func (w *walk) day() schoolday.Day {
	return w.today().Add(-rapid.SampledFrom([]int{0, 0, 0, 0, 1, 4, 12}).Draw(w.t, "days ago"))
}

// holder is one who holds one of the roles now, or "".
func (w *walk) holder(roles []program.Role) casefile.ID {
	var all []casefile.ID
	for _, r := range roles {
		for _, p := range w.c.Holders(r, w.now) {
			all = append(all, p.ID)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return rapid.SampledFrom(all).Draw(w.t, "holder")
}

// clone is a copy of the file that does not change when the file does.
func clone(c casefile.Case) casefile.Case {
	c.Parties, c.Turns, c.Waived, c.Records, c.Meetings = slices.Clone(c.Parties), slices.Clone(c.Turns), slices.Clone(c.Waived), slices.Clone(c.Records), slices.Clone(c.Meetings)
	return c
}
