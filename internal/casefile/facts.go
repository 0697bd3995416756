package casefile

import (
	"slices"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Facts returns what has happened in the case by now, in the program's words,
// ordered by the day and then by when it was recorded. Withdrawn records have
// not happened. A meeting whose end has passed has "ended" although nobody said
// so. What is attached to a meeting bears that meeting's number (LANGUAGE §1).
func Facts(c *Case, cal schoolday.Calendar, now time.Time) []Fact {
	b := builder{c: c, cal: cal, now: now, number: meetingNumbers(c)}
	b.file()
	b.year()
	return byDay(b.facts)
}

// file adds what the file itself says: the case, its meetings, its records.
func (b *builder) file() {
	b.add(Fact{Event: program.Event{Name: "case", State: "opened"}, Day: b.c.Opened, At: b.c.OpenedAt})
	if b.c.Closed != schoolday.None {
		b.add(Fact{Event: program.Event{Name: "case", State: "closed"}, Day: b.c.Closed, At: b.c.ClosedAt})
	}
	for i := range b.c.Meetings {
		b.meeting(&b.c.Meetings[i])
	}
	b.records()
}

type builder struct {
	c      *Case
	cal    schoolday.Calendar
	now    time.Time
	number map[ID]int
	scope  *program.Scope // nil: which forms need a second person is not asked
	facts  []Fact
	taken  map[ID]bool // records that were taken back; nil: not looked for yet
}

func (b *builder) add(f Fact) {
	if !f.At.After(b.now) {
		b.facts = append(b.facts, f)
	}
}

// meetingNumbers counts the meetings of each kind by their time; those called
// off or missed have no number.
func meetingNumbers(c *Case) map[ID]int {
	var counted []*Meeting
	for i := range c.Meetings {
		if m := &c.Meetings[i]; m.State == Planned || m.State == Held {
			counted = append(counted, m)
		}
	}
	slices.SortStableFunc(counted, func(x, y *Meeting) int { return x.Start.Compare(y.Start) })
	number, of := make(map[ID]int, len(counted)), map[string]int{}
	for _, m := range counted {
		of[m.Kind]++
		number[m.ID] = of[m.Kind]
	}
	return number
}

func (b *builder) meeting(m *Meeting) {
	fact := func(state State, s Step) Fact {
		return Fact{
			Event: program.Event{Name: m.Kind, Nth: b.number[m.ID], State: string(state)},
			Day:   s.Day, At: s.At, Meeting: m.ID, By: s.By,
		}
	}
	moves := 0
	for _, s := range m.Steps {
		switch s.State {
		case Asked, Planned:
			if m.State != Cancelled {
				b.add(fact(s.State, s))
			}
		case Moved:
			b.add(fact(Moved, s))
			if moves++; moves > 1 {
				b.add(fact("moved-again", s))
			}
		default: // below
		}
	}
	if last, ok := m.last(m.State); ok && (m.State == Held || m.State == Missed || m.State == Cancelled) {
		b.add(fact(m.State, last))
	}
	if ended, ok := m.ended(b.cal); ok {
		b.add(fact("ended", ended))
	}
}

// last returns the newest step into a state.
func (m *Meeting) last(state State) (Step, bool) {
	for _, s := range slices.Backward(m.Steps) {
		if s.State == state {
			return s, true
		}
	}
	return Step{}, false
}

// ended says when the meeting was over: its planned end, or, recorded as held
// before that or without a plan, that moment.
func (m *Meeting) ended(cal schoolday.Calendar) (Step, bool) {
	_, planned := m.last(Planned)
	held, wasHeld := m.last(Held)
	end := Step{Day: schoolday.Of(m.Start.In(cal.Zone)), At: m.End}
	switch {
	case m.State == Planned:
		return end, true
	case m.State != Held || !wasHeld:
		return Step{}, false
	case planned && m.End.Before(held.At):
		return end, true
	}
	return held, true
}

func (b *builder) records() {
	counted := map[string]int{}
	for i := range b.c.Records {
		r := &b.c.Records[i]
		if !r.Live() || !b.standing(r.On) {
			continue
		}
		nth := b.number[r.On]
		if nth == 0 {
			counted[r.Form]++
			nth = counted[r.Form]
		}
		for _, s := range b.effects(r) {
			b.add(Fact{
				Event: program.Event{Name: r.Form, Nth: nth, State: string(s.State)},
				Day:   s.Day, At: s.At, Record: r.ID, On: r.On, By: s.By,
			})
		}
	}
}

// standing reports whether what a record is attached to was not taken back.
func (b *builder) standing(on ID) bool {
	if b.taken == nil {
		b.taken = map[ID]bool{}
		for i := range b.c.Records {
			if r := &b.c.Records[i]; !r.Live() {
				b.taken[r.ID] = true
			}
		}
	}
	return !b.taken[on]
}

// year adds the first and last days of school years once they have come.
func (b *builder) year() {
	for _, year := range b.cal.Years {
		b.add(Fact{Event: program.Event{Name: "school-year", State: "start"}, Day: year.Start, At: year.Start.At(0, 0, b.cal.Zone)})
		b.add(Fact{Event: program.Event{Name: "school-year", State: "end"}, Day: year.End, At: year.End.At(0, 0, b.cal.Zone)})
	}
}

// Match reports whether a fact is one of the events.
func Match(events []program.Event, f Fact) bool {
	return slices.ContainsFunc(events, func(e program.Event) bool {
		return e.Name == f.Event.Name && e.State == f.Event.State && (e.Nth == 0 || e.Nth == f.Event.Nth)
	})
}
