package deadline

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Make returns the plan of a case at now. It is pure; planning twice changes
// nothing, and what is planned has the same keys whenever it is planned.
func Make(p *program.Program, c *casefile.Case, cal schoolday.Calendar, now time.Time) Plan {
	pl := follow(p, c, cal, now)
	if pl.track == nil {
		return Plan{Course: pl.course}
	}
	if !pl.closed() { // of a closed case nothing follows from the calendar any more
		pl.wake(pl.course.Next)
	}
	pl.packets()
	pl.terms()
	pl.deadlines = make([]Deadline, 0, len(pl.facts)/4)
	for _, rule := range pl.scope.Deadlines {
		before := len(pl.deadlines)
		pl.deadlines = append(pl.deadlines, pl.occurrences(rule)...)
		of := pl.deadlines[before:]
		for i := range of {
			pl.close(&of[i])
		}
		for i := range of {
			said := len(pl.notices)
			pl.remind(rule, &of[i])
			pl.escalate(rule, &of[i])
			pl.belated(rule, &of[i], said)
		}
	}
	pl.shifts()
	pl.farewell()
	pl.papers()
	pl.meetings()
	return pl.plan()
}

// begin starts a planning from the course of a case.
func begin(p *program.Program, c *casefile.Case, cal schoolday.Calendar, now time.Time, course casefile.Course) *planner {
	pl := &planner{
		p: p, c: c, cal: cal, now: now, today: cal.Today(now), scope: p.In(c.Track), track: p.Track(c.Track), course: course,
		facts: course.Facts, any: map[*program.Event][]casefile.Fact{}, may: map[program.Role]knowing{}, onces: map[string]string{}, leaves: leaves(c, now),
	}
	for _, l := range pl.leaves {
		pl.away = append(pl.away, l.days)
	}
	pl.away = schoolday.Join(pl.away)
	pl.index()
	return pl
}

// planner is one planning under way.
type planner struct {
	p         *program.Program
	c         *casefile.Case
	cal       schoolday.Calendar
	now       time.Time
	today     schoolday.Day
	scope     *program.Scope
	track     *program.Track
	course    casefile.Course
	facts     []casefile.Fact // of the course
	leaves    []leave
	away      []schoolday.Stretch                // the days of leaves
	breaks    []schoolday.Stretch                // with those of school breaks, once asked for
	turning   time.Time                          // the next moment at which a deadline is over that was asked about
	opening   []casefile.Fact                    // packets of hearings, those to come too
	first     map[[2]string]int                  // the first fact of a name and state …
	next      []int                              // … and after each the next, or -1
	any       map[*program.Event][]casefile.Fact // what happened of a rule's events, by the first of them
	may       map[program.Role]knowing
	onces     map[string]string // what happens once, by name
	deadlines []Deadline
	notices   []Notice
	putOff    int // how many of them wait until somebody may know of the case
	again     time.Time
}

// packets notes the hearings whose packet opens at some time: who may know of
// the case only then is told then.
func (pl *planner) packets() {
	pl.opening = casefile.Packets(pl.c, pl.scope, pl.cal, pl.now.AddDate(100, 0, 0))
	for _, f := range pl.opening {
		pl.wake(f.At)
	}
}

// index chains the facts of each name and state, in order.
func (pl *planner) index() {
	pl.first, pl.next = make(map[[2]string]int, 64), make([]int, len(pl.facts))
	for i := len(pl.facts) - 1; i >= 0; i-- {
		key := [2]string{pl.facts[i].Event.Name, pl.facts[i].Event.State}
		pl.next[i] = -1
		if later, ok := pl.first[key]; ok {
			pl.next[i] = later
		}
		pl.first[key] = i
	}
}

// places are those of the facts of a name and state, in order.
func (pl *planner) places(name, state string) iter.Seq[int] {
	return func(yield func(int) bool) {
		at, ok := pl.first[[2]string{name, state}]
		for ok && at >= 0 && yield(at) {
			at = pl.next[at]
		}
	}
}

// happened returns the facts that are one of the events, in order. They are
// shared and must not be changed.
func (pl *planner) happened(events []program.Event) []casefile.Fact {
	if len(events) == 0 {
		return nil
	}
	if facts, ok := pl.any[&events[0]]; ok {
		return facts
	}
	var places []int
	for _, e := range events {
		if e.Name == "school-year" { // it comes with time alone
			for _, year := range pl.cal.Years {
				pl.wake(year.Start.At(0, 0, pl.cal.Zone))
				pl.wake(year.End.At(0, 0, pl.cal.Zone))
			}
		}
		for i := range pl.places(e.Name, e.State) {
			if e.Nth == 0 || pl.facts[i].Event.Nth == e.Nth {
				places = append(places, i)
			}
		}
	}
	slices.Sort(places)
	places = slices.Compact(places)
	facts := make([]casefile.Fact, len(places))
	for i, at := range places {
		facts[i] = pl.facts[at]
	}
	pl.any[&events[0]] = facts
	return facts
}

// wake asks for another plan at t, if t is to come.
func (pl *planner) wake(t time.Time) {
	if t.After(pl.now) && (pl.again.IsZero() || t.Before(pl.again)) {
		pl.again = t
	}
}

// after is the first moment after a day in the district.
func (pl *planner) after(d schoolday.Day) time.Time { return d.Add(1).At(0, 0, pl.cal.Zone) }

// at is the morning of a day in the district.
func (pl *planner) at(d schoolday.Day) time.Time { return d.At(morning, 0, pl.cal.Zone) }

// close ends what is open when the case has closed, but what closing itself
// began (LANGUAGE §2.2); nothing that comes after closing ends it again.
func (pl *planner) close(d *Deadline) {
	if !pl.closed() || d.State == Met || d.Started == closing {
		return
	}
	ended := d.Ended
	switch {
	case d.State == Open:
		ended = schoolday.Ever
	case d.State == Over && ended == schoolday.None:
		ended = d.Due.Add(1)
	}
	if ended > pl.c.Closed {
		d.State, d.Ended = Void, pl.c.Closed
	}
}

// farewell tells the parties that their case has closed (LANGUAGE §1, Said
// without being declared): those who read in it, not one who may only know that it
// is there. A visit ends with its meeting, and nobody is told.
func (pl *planner) farewell() {
	if !pl.closed() || !pl.track.IsCase {
		return
	}
	var parties []casefile.ID
	for _, p := range pl.c.Parties {
		reads := slices.ContainsFunc(pl.track.KnownTo[p.Role], func(g program.Grant) bool { return g.Level == program.Read })
		if reads && !p.Office && p.Holding(pl.c.ClosedAt) && !slices.Contains(parties, p.Person.ID) {
			parties = append(parties, p.Person.ID)
		}
	}
	pl.tell("case", parties, Notice{Topic: TopicClosed, Kind: Formal, Rule: "case", Step: "closed", At: pl.c.ClosedAt})
}

// closing is the event that ends a case.
var closing = program.Event{Name: "case", State: "closed"}

func (pl *planner) closed() bool { return pl.c.Closed != schoolday.None }

// plan puts everything in order; of two notices with one key the first counts.
func (pl *planner) plan() Plan {
	pl.sort()
	seen := make(map[string]bool, len(pl.notices))
	pl.notices = slices.DeleteFunc(pl.notices, func(n Notice) bool {
		again := seen[n.Key]
		seen[n.Key] = true
		return again
	})
	slices.SortStableFunc(pl.notices, func(a, b Notice) int { return a.At.Compare(b.At) })
	return Plan{Deadlines: pl.deadlines, Notices: pl.notices, Made: pl.made(), Course: pl.course, Again: pl.again}
}

// sort puts the deadlines in the order of their last days, undated ones last.
// Their places are sorted, for they are large.
func (pl *planner) sort() {
	places := make([]int, len(pl.deadlines))
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(i, j int) int {
		return cmp.Or(cmp.Compare(orLast(pl.deadlines[i].Due), orLast(pl.deadlines[j].Due)), i-j)
	})
	sorted := make([]Deadline, len(places))
	for i, at := range places {
		sorted[i] = pl.deadlines[at]
	}
	pl.deadlines = sorted
}

func orLast(d schoolday.Day) schoolday.Day {
	if d == schoolday.None {
		return schoolday.Ever
	}
	return d
}
