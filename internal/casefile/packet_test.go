package casefile_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// The packet of a yearly review goes out 14 days before it (DOMAIN 3.3, *7), and
// no sooner than its date was fixed.
func TestPackets(t *testing.T) {
	hearing := &program.Meeting{Key: "hearing", Packet: schoolday.Span{N: 14, Unit: schoolday.Days}}
	scope := &program.Scope{Meetings: []*program.Meeting{hearing, {Key: "final-triad"}}}
	tests := []struct {
		name  string
		kind  string
		state casefile.State
		steps []string
		opens string // "" for never
	}{
		{"planned early", "hearing", casefile.Planned, []string{"planned 2026-01-12 09:00"}, "2026-03-31 00:00"},
		{"held", "hearing", casefile.Held, []string{"planned 2026-01-12 09:00", "held 2026-04-14 16:00"}, "2026-03-31 00:00"},
		{"planned late", "hearing", casefile.Planned, []string{"planned 2026-04-08 09:00"}, "2026-04-08 09:00"},
		{"moved late", "hearing", casefile.Planned, []string{"planned 2026-01-12 09:00", "moved 2026-04-09 09:00"}, "2026-04-09 09:00"},
		{"held without a plan", "hearing", casefile.Held, []string{"held 2026-04-14 16:00"}, "2026-04-14 16:00"},
		{"called off", "hearing", casefile.Cancelled, []string{"planned 2026-01-12 09:00", "cancelled 2026-04-10 09:00"}, ""},
		{"missed", "hearing", casefile.Missed, []string{"planned 2026-01-12 09:00", "missed 2026-04-14 16:00"}, ""},
		{"no hearing", "final-triad", casefile.Planned, []string{"planned 2026-01-12 09:00"}, ""},
		{"nothing the program has", "sitting", casefile.Planned, []string{"planned 2026-01-12 09:00"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFile(t)
			f.meeting("m1", tt.kind, tt.state, "2026-04-14 15:00", tt.steps...)
			facts := casefile.Packets(&f.c, scope, f.cal, at(t, "2026-06-01 00:00"))
			if tt.opens == "" {
				if len(facts) != 0 {
					t.Errorf("a packet opens: %v", written(facts))
				}
				return
			}
			opens := at(t, tt.opens)
			if len(facts) != 1 || !facts[0].At.Equal(opens) || facts[0].Event.String() != "hearing.1.packet" || facts[0].Meeting != "m1" {
				t.Fatalf("packets = %+v, want one from %s on", facts, tt.opens)
			}
			if early := casefile.Packets(&f.c, scope, f.cal, opens.Add(-1)); len(early) != 0 {
				t.Errorf("the packet is open before %s", tt.opens)
			}
			if just := casefile.Packets(&f.c, scope, f.cal, opens); len(just) != 1 {
				t.Errorf("the packet is closed at %s", tt.opens)
			}
		})
	}
}
