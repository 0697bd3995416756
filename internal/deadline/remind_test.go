package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// When each kind of step speaks (LANGUAGE §2.9): at 08:00 on the last working
// day not later, after the last day on the next one, and of several that a break
// brings to one morning the newest alone.
func TestReminders(t *testing.T) {
	tests := []struct{ name, rule, start, now, want string }{
		{"days", "days", "2025-10-06", "2025-10-07 10:00", `
			carl due start 2025-10-06 09:00
			carl due start+3 2025-10-09 08:00
			carl due -3 2025-10-13 08:00
			carl due 0 2025-10-16 08:00
			carl open 1 2025-10-17 08:00
			dora late late+2 2025-10-20 08:00
			carl open then-1 2025-10-21 08:00`},
		{"then every second school day, up to the next one to come", "days", "2025-10-06", "2025-10-27 08:00", `
			carl due start 2025-10-06 09:00
			carl due start+3 2025-10-09 08:00
			carl due -3 2025-10-13 08:00
			carl due 0 2025-10-16 08:00
			carl open 1 2025-10-17 08:00
			dora late late+2 2025-10-20 08:00
			carl open then-1 2025-10-21 08:00
			carl open then-2 2025-10-23 08:00
			carl open then-3 2025-10-27 08:00
			carl open then-4 2025-10-29 08:00`},
		{"into a break: -3 and 0 are one, before it", "days", "2025-11-20", "2025-11-20 10:00", `
			carl due start 2025-11-20 09:00
			carl due 0 2025-11-21 08:00
			carl open 1 2025-12-01 08:00
			dora late late+2 2025-12-02 08:00
			carl open then-1 2025-12-03 08:00`},
		{"working days before, at and after", "working", "2025-11-20", "2025-11-20 10:00", `
			carl due start+2 2025-12-01 08:00
			carl due -5 2025-12-04 08:00
			carl due 0 2025-12-11 08:00
			dora late late+3 2025-12-16 08:00`},
		{"a Friday that is a holiday moves to the day before", "week-end", "2025-11-03", "2025-11-03 10:00", `
			carl due Fri 2025-11-07 08:00
			dora late late-2025-W46 2025-11-10 08:00`},
		{"late once a week, up to the next one to come", "week-end", "2025-11-03", "2025-11-17 08:00", `
			carl due Fri 2025-11-07 08:00
			dora late late-2025-W46 2025-11-10 08:00
			dora late late-2025-W47 2025-11-17 08:00
			dora late late-2025-W49 2025-12-01 08:00`},
		{"a weekday before the start is not said", "week-end", "2025-10-11", "2025-10-11 10:00", `
			dora late late-2025-W42 2025-10-13 08:00`},
		{"a rolling one in the winter break", "rolling", "2025-11-17", "2025-11-18 10:00", `
			carl due 0 2025-12-19 08:00
			dora late late+1 2026-01-05 08:00`},
		{"weekly: Thursday and Friday noon", "weekly", "2025-10-06", "2025-10-07 10:00", `
			maria due Thu 2025-10-09 08:00
			carl due Thu 2025-10-09 08:00
			maria due Fri 12:00 2025-10-10 12:00
			carl due Fri 12:00 2025-10-10 12:00`},
		{"windows", "stretches", "2025-10-06", "2025-10-07 10:00", `
			carl due -7 2025-10-29 08:00
			carl due -1 2025-11-04 08:00
			dora late late+1 2025-11-06 08:00
			carl due -7 2026-02-25 08:00
			carl due -1 2026-03-03 08:00
			dora late late+1 2026-03-05 08:00
			carl due -7 2026-06-05 08:00
			carl due -1 2026-06-11 08:00
			dora late late+1 2026-06-15 08:00`},
	}
	for _, tt := range tests {
		s := began(t, tt.start)
		t.Run(tt.name, func(t *testing.T) { wants(t, s.said(tt.now, tt.rule), tt.want) })
	}
}

// What is written down late is not reminded of before anybody could know it, and
// is called open, not due, after its last day.
func TestWrittenDownLate(t *testing.T) {
	s := began(t, "2025-10-06")
	begin := &s.c.Records[0]
	begin.At, begin.Steps[0].At = s.at("2025-10-15 10:00"), s.at("2025-10-15 10:00")
	wants(t, s.said("2025-10-15 10:00", "days"), `
		carl due start 2025-10-15 10:00
		carl due 0 2025-10-16 08:00
		carl open 1 2025-10-17 08:00
		dora late late+2 2025-10-20 08:00
		carl open then-1 2025-10-21 08:00`)
	begin.At, begin.Steps[0].At = s.at("2025-10-20 10:00"), s.at("2025-10-20 10:00")
	wants(t, s.said("2025-10-20 10:00", "days"), `
		dora late late+2 2025-10-20 08:00
		carl open start 2025-10-20 10:00
		carl open then-1 2025-10-21 08:00`)
}

// What has a date needs no reminder to be held (OBL-06: if none is scheduled).
func TestDatedNeedsNoReminder(t *testing.T) {
	s := began(t, "2025-10-06")
	talk := s.meeting("talk", "2025-10-07 09:00", "2025-10-10 15:00")
	wants(t, s.said("2025-10-07 10:00", "weekly"), "")
	s.settle(talk, "2025-10-09 09:00", casefile.Cancelled)
	wants(t, s.said("2025-10-09 10:00", "weekly"), `
		maria due Thu 2025-10-09 08:00
		carl due Thu 2025-10-09 08:00
		maria due Fri 12:00 2025-10-10 12:00
		carl due Fri 12:00 2025-10-10 12:00`)
	s.meeting("talk", "2025-10-09 09:00", "2025-11-05 15:00")
	if got := s.said("2025-10-09 10:00", "stretches"); len(got) == 0 || got[0] != "dora late late+1 2025-11-06 08:00" {
		t.Errorf("the first window is reminded of although its meeting has a date: %q", got)
	}
}

// Escalations: after so many units, so many in a row, once a week; never
// to whoever is late, and to nobody who may not know of the case.
func TestEscalations(t *testing.T) {
	t.Run("two in a row", func(t *testing.T) {
		s := began(t, "2025-10-06")
		tell := func(now string) []string {
			return slices.DeleteFunc(s.said(now, "weekly"), func(line string) bool { return !strings.HasPrefix(line, "dora") })
		}
		wants(t, tell("2025-10-13 08:00"), "")
		wants(t, tell("2025-10-19 23:59"), "")
		wants(t, tell("2025-10-20 00:00"), "dora late late-2-in-a-row 2025-10-20 08:00")
		s.held("talk", "2025-10-16 16:00")
		wants(t, tell("2025-10-20 00:00"), "")
	})
	t.Run("over a break the row goes on", func(t *testing.T) {
		s := began(t, "2025-11-17")
		if got := s.said("2025-12-08 08:00", "weekly"); !slices.Contains(got, "dora late late-2-in-a-row 2025-12-08 08:00") {
			t.Errorf("the weeks on both sides of the break are two in a row: %q", got)
		}
	})
	t.Run("never to whoever is late", func(t *testing.T) {
		s := began(t, "2025-10-06")
		s.c.Parties = append(s.c.Parties, casefile.Party{Person: carl, Role: program.Coordinator, From: s.at("2025-10-06 09:00")})
		for _, n := range s.plan("2025-11-20 10:00").Notices {
			if n.Topic == deadline.TopicLate && n.To == carl.ID {
				t.Errorf("%s tells who is late", n.Key)
			}
		}
	})
	t.Run("never to an administrator who may not know", func(t *testing.T) {
		s := began(t, "2025-10-06")
		for _, d := range s.p.In("par").Deadlines {
			if !d.IsRight() {
				d.Late = []program.Escalation{{To: program.Administrator, After: 1}, {To: program.Administrator, InARow: 2}, {To: program.Administrator, Weekly: true}}
			}
		}
		for _, n := range s.plan("2025-11-20 10:00").Notices {
			if n.To == ada.ID || n.Role == program.Administrator {
				t.Errorf("%s tells the administrator", n.Key)
			}
		}
	})
}

// Every reminder leaves at 08:00, or at the hour its step names, on the wall
// clock of its district, the whole year through, on both nights on which the
// clock changes (T1 to T3, X-14).
func TestEightOClock(t *testing.T) {
	for _, zone := range []string{"America/Los_Angeles", "America/New_York", "America/Denver", "America/Phoenix", "Pacific/Honolulu"} {
		p, cal := rules(t, zone)
		s := bare(t, p, cal, "2025-08-18 09:00")
		s.record("begin", carl.ID, "2025-08-18 09:00", "", "filed")
		s.record("paper", carl.ID, "2025-10-30 09:00", "", "issued")
		offsets := map[int]bool{}
		for d := day(t, "2025-08-19"); d < day(t, "2026-06-12"); d += 7 {
			for _, n := range s.plan(d.String() + " 12:00").Notices {
				local := n.At.In(cal.Zone)
				if n.Step == "start" || n.Kind == deadline.Formal {
					continue
				}
				_, offset := local.Zone()
				offsets[offset] = true
				want := "08:00"
				if n.Step == "Fri 12:00" {
					want = "12:00"
				}
				if got := local.Format("15:04"); got != want {
					t.Errorf("%s: %s at %s", zone, n.Key, local)
				}
				if !cal.IsSchoolDay(schoolday.Of(local)) {
					t.Errorf("%s: %s on %s, no school day", zone, n.Key, local)
				}
			}
		}
		if changes := zone != "America/Phoenix" && zone != "Pacific/Honolulu"; changes != (len(offsets) == 2) {
			t.Errorf("%s: the walk crossed %d offsets", zone, len(offsets))
		}
	}
}

// The instants of Friday noon on both sides of each change (T1 to T3).
func TestNoonAcrossTheChange(t *testing.T) {
	want := map[string]string{ // by zone, the UTC hours of four Fridays
		"America/Los_Angeles": "19 20 20 19", "America/New_York": "16 17 17 16", "America/Denver": "18 19 19 18",
	}
	for zone, hours := range want {
		p, cal := rules(t, zone)
		s := bare(t, p, cal, "2025-09-08 09:00")
		s.record("begin", carl.ID, "2025-09-08 09:00", "", "filed")
		var got []string
		for _, friday := range []string{"2025-10-31", "2025-11-07", "2026-03-06", "2026-03-13"} {
			for _, n := range s.plan(friday + " 07:00").Notices {
				if n.Step == "Fri 12:00" && n.To == carl.ID && schoolday.Of(n.At.In(cal.Zone)) == day(t, friday) {
					got = append(got, n.At.UTC().Format("15"))
				}
			}
		}
		t.Run(zone, func(t *testing.T) { wants(t, []string{strings.Join(got, " ")}, hours) })
	}
}
