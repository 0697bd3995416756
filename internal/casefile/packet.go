package casefile

import (
	"slices"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Packets returns the hearings whose packet is open by now, as facts: so long
// before the day of a hearing its panel may read (LANGUAGE §1, meetings). The
// newest date of a hearing counts, and one that was fixed late opens its packet
// no sooner than that was recorded; nor does it open before one of the events
// after which alone it may.
func Packets(c *Case, s *program.Scope, cal schoolday.Calendar, now time.Time) []Fact {
	b := builder{c: c, cal: cal, now: now, number: meetingNumbers(c), scope: s}
	b.packets()
	var happened []Fact
	for i, f := range b.facts {
		after := s.Meeting(f.Event.Name).NotBefore
		if len(after) == 0 {
			continue
		}
		if happened == nil {
			happened = Facts(c, cal, now)
		}
		if at := slices.IndexFunc(happened, func(one Fact) bool { return Match(after, one) }); at < 0 {
			b.facts[i].At = time.Time{}
		} else {
			b.facts[i] = opened(f, happened[at])
		}
	}
	return slices.DeleteFunc(b.facts, func(f Fact) bool { return f.At.IsZero() || f.At.After(now) })
}

// opened is a packet that had to wait for a fact.
func opened(packet, after Fact) Fact {
	if after.At.After(packet.At) {
		packet.At, packet.Day = after.At, max(packet.Day, after.Day)
	}
	return packet
}

// packets adds the moments from which packets may open, whatever they wait for.
func (b *builder) packets() {
	for i := range b.c.Meetings {
		m := &b.c.Meetings[i]
		kind := b.scope.Meeting(m.Kind)
		if kind == nil || kind.Packet.N == 0 || m.State != Planned && m.State != Held || len(m.Steps) == 0 {
			continue
		}
		before := schoolday.Span{N: -kind.Packet.N, Unit: kind.Packet.Unit}
		day := b.cal.Count(schoolday.Of(m.Start.In(b.cal.Zone)), before, schoolday.Stay).Due
		at, fixed := day.At(0, 0, b.cal.Zone), m.fixed()
		if fixed.After(at) {
			at = fixed
		}
		b.add(Fact{Event: program.Event{Name: m.Kind, Nth: b.number[m.ID], State: packet}, Day: day, At: at, Meeting: m.ID})
	}
}

// packet is the state of a hearing whose packet is open.
const packet = "packet"

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
