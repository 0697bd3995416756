package deadline

import (
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Make returns the plan of a case at now. It is pure; planning twice changes
// nothing, and what is planned has the same keys whenever it is planned.
func Make(p *program.Program, c *casefile.Case, cal schoolday.Calendar, now time.Time) Plan {
	pl := planner{
		p: p, c: c, cal: cal, now: now, today: cal.Today(now), scope: p.In(c.Track), track: p.Track(c.Track),
		facts: casefile.Facts(c, cal, now),
	}
	if pl.track == nil {
		return Plan{}
	}
	pl.index()
	for _, rule := range pl.scope.Deadlines {
		for _, d := range pl.occurrences(rule) {
			pl.close(&d)
			pl.deadlines = append(pl.deadlines, d)
			pl.remind(rule, d)
			pl.escalate(rule, d)
		}
	}
	pl.papers()
	pl.meetings()
	return pl.plan()
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
	facts     []casefile.Fact
	byEvent   map[[2]string][]int // name and state → places in facts
	deadlines []Deadline
	notices   []Notice
	again     time.Time
}

func (pl *planner) index() {
	pl.byEvent = make(map[[2]string][]int, len(pl.facts))
	for i, f := range pl.facts {
		key := [2]string{f.Event.Name, f.Event.State}
		pl.byEvent[key] = append(pl.byEvent[key], i)
	}
}

// happened returns the facts that are one of the events, in order.
func (pl *planner) happened(events []program.Event) []casefile.Fact {
	var places []int
	for _, e := range events {
		for _, i := range pl.byEvent[[2]string{e.Name, e.State}] {
			if e.Nth == 0 || pl.facts[i].Event.Nth == e.Nth {
				places = append(places, i)
			}
		}
	}
	if len(events) > 1 {
		slices.Sort(places)
		places = slices.Compact(places)
	}
	facts := make([]casefile.Fact, len(places))
	for i, at := range places {
		facts[i] = pl.facts[at]
	}
	return facts
}

// wake asks for another plan at t, if t is to come.
func (pl *planner) wake(t time.Time) {
	if t.After(pl.now) && (pl.again.IsZero() || t.Before(pl.again)) {
		pl.again = t
	}
}

// tomorrow is the first moment after a day in the district.
func (pl *planner) after(d schoolday.Day) time.Time { return d.Add(1).At(0, 0, pl.cal.Zone) }

// close ends what is open when the case has closed.
func (pl *planner) close(d *Deadline) {
	if pl.c.Closed != schoolday.None && d.State == Open {
		d.State = Void
	}
}

func (pl *planner) plan() Plan {
	slices.SortStableFunc(pl.deadlines, func(a, b Deadline) int { return int(orLast(a.Due)) - int(orLast(b.Due)) })
	slices.SortStableFunc(pl.notices, func(a, b Notice) int { return a.At.Compare(b.At) })
	return Plan{Deadlines: pl.deadlines, Notices: pl.notices, Again: pl.again}
}

func orLast(d schoolday.Day) schoolday.Day {
	if d == schoolday.None {
		return 1 << 30
	}
	return d
}

// round returns the first and last day of the case's year or cycle; either may
// not be known.
func (pl *planner) round() (start, end schoolday.Day) {
	if begun := pl.happened(pl.track.RoundStart); len(begun) > 0 {
		start = begun[0].Day
	}
	for _, e := range pl.track.RoundEnd {
		if e.Name == "school-year" && pl.cal.End > start {
			end = pl.cal.End
		}
	}
	return start, end
}

// owners returns the people who hold the roles of a rule now.
func (pl *planner) owners(roles []program.Role) []casefile.ID {
	var ids []casefile.ID
	for _, role := range roles {
		for _, p := range pl.c.Holders(role, pl.now) {
			if !slices.Contains(ids, p.ID) {
				ids = append(ids, p.ID)
			}
		}
	}
	return ids
}
