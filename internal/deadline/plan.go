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
		facts: casefile.Facts(c, cal, now), any: map[*program.Event][]casefile.Fact{}, may: map[program.Role]knowing{},
	}
	if pl.track == nil {
		return Plan{}
	}
	pl.packets()
	pl.index()
	pl.terms()
	for _, rule := range pl.scope.Deadlines {
		for _, d := range pl.occurrences(rule) {
			pl.close(&d)
			pl.deadlines = append(pl.deadlines, d)
			pl.remind(rule, &d)
			pl.escalate(rule, &d)
		}
	}
	pl.shifts()
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
	opening   []casefile.Fact                    // packets of hearings, those to come too
	byEvent   map[[2]string][]int                // name and state → places in facts
	any       map[*program.Event][]casefile.Fact // what happened of a rule's events, by the first of them
	may       map[program.Role]knowing
	deadlines []Deadline
	notices   []Notice
	again     time.Time
}

// packets adds the hearings whose packet is open to the facts.
func (pl *planner) packets() {
	pl.opening = casefile.Packets(pl.c, pl.scope, pl.cal, pl.now.AddDate(100, 0, 0))
	for _, f := range pl.opening {
		pl.wake(f.At)
		if f.At.After(pl.now) {
			continue
		}
		at, _ := slices.BinarySearchFunc(pl.facts, f, func(a, b casefile.Fact) int { return int(a.Day) - int(b.Day) })
		pl.facts = slices.Insert(pl.facts, at, f)
	}
}

func (pl *planner) index() {
	pl.byEvent = make(map[[2]string][]int, len(pl.facts))
	for i := range pl.facts {
		key := [2]string{pl.facts[i].Event.Name, pl.facts[i].Event.State}
		pl.byEvent[key] = append(pl.byEvent[key], i)
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
		for _, i := range pl.byEvent[[2]string{e.Name, e.State}] {
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
// began (LANGUAGE §2.2).
func (pl *planner) close(d *Deadline) {
	if pl.closed() && d.State == Open && d.Started.Name != "case" {
		d.State = Void
	}
}

func (pl *planner) closed() bool { return pl.c.Closed != schoolday.None }

// plan puts everything in order; of two notices with one key the first counts.
func (pl *planner) plan() Plan {
	slices.SortStableFunc(pl.deadlines, func(a, b Deadline) int { return int(orLast(a.Due)) - int(orLast(b.Due)) })
	seen := make(map[string]bool, len(pl.notices))
	pl.notices = slices.DeleteFunc(pl.notices, func(n Notice) bool {
		again := seen[n.Key]
		seen[n.Key] = true
		return again
	})
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
		if year, known := pl.cal.Year(start + 1); e.Name == "school-year" && known {
			end = year.End
		}
	}
	return start, end
}
