package casefile

import (
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Packets returns the hearings whose packet is open by now, as facts: so long
// before the day of a hearing its panel may read (LANGUAGE §1, meetings). The
// newest date of a hearing counts, and one that was fixed late opens its packet
// no sooner than that was recorded.
func Packets(c *Case, s *program.Scope, cal schoolday.Calendar, now time.Time) []Fact {
	b := builder{c: c, cal: cal, now: now, number: meetingNumbers(c)}
	for i := range c.Meetings {
		m := &c.Meetings[i]
		kind := s.Meeting(m.Kind)
		if kind == nil || kind.Packet.N == 0 || b.number[m.ID] == 0 || len(m.Steps) == 0 {
			continue
		}
		before := schoolday.Span{N: -kind.Packet.N, Unit: kind.Packet.Unit}
		day := cal.Count(schoolday.Of(m.Start.In(cal.Zone)), before, schoolday.Stay).Due
		at, fixed := day.At(0, 0, cal.Zone), m.fixed()
		if fixed.After(at) {
			at = fixed
		}
		b.add(Fact{Event: program.Event{Name: m.Kind, Nth: b.number[m.ID], State: "packet"}, Day: day, At: at, Meeting: m.ID})
	}
	return b.facts
}

// fixed is when the meeting got the time it has.
func (m *Meeting) fixed() time.Time {
	at := m.Steps[0].At
	for _, s := range m.Steps {
		if s.State == Planned || s.State == Moved {
			at = s.At
		}
	}
	return at
}
