package deadline_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// in is a case of a shipped program, with a panel and with the sample calendar.
func in(tb testing.TB, key, track, opened string) *story {
	tb.Helper()
	all, err := shipped()
	if err != nil {
		tb.Fatal(err)
	}
	s := bare(tb, all[key], program.SampleCalendar(all[key]), opened)
	s.c.Track = track
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Panel, Office: true})
	return s
}

// dates are the last days of a rule, and windows the days from which to which.
func (s *story) dates(now, rule string) (lines []string) {
	for _, d := range s.all(now, rule) {
		lines = append(lines, d.Due.String())
	}
	return lines
}

func (s *story) windows(now, rule string) (lines []string) {
	for _, d := range s.all(now, rule) {
		lines = append(lines, d.Opens.String()+" to "+d.Due.String())
	}
	return lines
}

// The worked dates of DOMAIN 5.2 by the files of the districts that have them.
func TestWorkedDatesOfDistricts(t *testing.T) {
	t.Run("A1 Albuquerque: 45 to 90 working days, ten for an observation", func(t *testing.T) {
		s := in(t, "albuquerque", "plan", "2026-01-12 08:00")
		s.record("plan-issued", ada.ID, "2026-01-12 09:00", "", "filed")
		s.record("contact", carl.ID, "2026-01-12 10:00", "", "filed")
		wants(t, s.windows("2026-01-13 09:00", "recommend"), "2026-03-18 to 2026-05-20")
		wants(t, s.dates("2026-01-13 09:00", "observe"), "2026-01-27")
	})
	// boston is a cycle whose plan ends on a day.
	boston := func(t *testing.T, ends string) *story {
		t.Helper()
		s := in(t, "boston-par", "par", "2025-09-01 08:00")
		s.record("agreement", maria.ID, "2025-09-15 09:00", "", "signed", "answered", "filed")
		s.c.Records[0].Fields = map[string]string{"plan_end": ends}
		return s
	}
	t.Run("P1 Boston: the windows of the parleys", func(t *testing.T) {
		s := boston(t, "2026-06-12")
		wants(t, s.windows("2025-09-16 09:00", "hold-parleys"), "2025-09-15 to 2025-10-15\n2026-01-01 to 2026-02-24\n2026-05-13 to 2026-06-12")
	})
	t.Run("M1 Boston: a plan lasts six months or longer", func(t *testing.T) {
		s := in(t, "boston-par", "par", "2025-08-27 08:00")
		course := s.plan("2025-08-27 09:00").Course
		for _, plan := range [][3]string{
			{"2025-10-31", "2026-04-29", "boston-pa"}, {"2025-10-31", "2026-04-30", ""}, {"2025-08-31", "2026-02-27", "boston-pa"}, {"2025-08-31", "2026-02-28", ""},
		} {
			r := casefile.Record{Form: "agreement", Fields: map[string]string{"plan_start": plan[0], "plan_end": plan[1]}}
			offer := ""
			for _, u := range course.Unmet(s.p.In("par").Form("agreement"), &r) {
				if u.Field == "plan_end" {
					offer = u.Offer
				}
			}
			if offer != plan[2] {
				t.Errorf("from %s to %s: offered %q in its place, want %q", plan[0], plan[1], offer, plan[2])
			}
		}
	})
	t.Run("M2 Boston: a cycle ends after twelve months", func(t *testing.T) {
		s := boston(t, "2026-09-15")
		wants(t, s.dates("2025-09-16 09:00", "end-cycle"), "2026-09-15")
	})
	t.Run("R1 R2 R3 Los Angeles: a response within ten days of the report", func(t *testing.T) {
		for came, last := range map[string]string{"2025-10-06": "2025-10-16", "2025-11-20": "2025-12-01", "2025-12-12": "2026-01-05"} {
			s := in(t, "lausd", "mandated", "2025-09-15 08:00")
			s.record("report", carl.ID, came+" 10:00", "", "filed")
			wants(t, s.dates(came+" 11:00", "respond"), last)
		}
	})
	t.Run("W1 W2 Generic: a report every six weeks on Intervention", func(t *testing.T) {
		s := in(t, "generic", "intervention", "2025-10-06 08:00")
		s.record("pairing", dora.ID, "2025-10-06 09:00", "", "filed")
		s.record("report", carl.ID, "2025-11-17 15:00", "", "discussed")
		wants(t, s.dates("2025-11-18 09:00", "report-progress"), "2025-11-17\n2025-12-29")
	})
	t.Run("C1 in every program: the first contact", func(t *testing.T) {
		for _, c := range [][3]string{
			{"clovis", "par", "pairing"},
			{"boston-par", "par", "assignment"},
			{"boston-pa", "pa", "pairing"},
			{"lausd", "mandated", "assignment"},
			{"albuquerque", "plan", "assignment"},
			{"generic", "novice", "pairing"},
		} {
			s := in(t, c[0], c[1], "2025-08-27 08:00")
			s.record(c[2], dora.ID, "2025-08-27 09:00", "", "filed")
			wants(t, s.dates("2025-08-27 10:00", "contact-teacher"), "2025-09-10")
		}
	})
	t.Run("K1 in every program: no weekly meeting in a week without school", func(t *testing.T) {
		for _, c := range [][3]string{
			{"clovis", "par", "contact"},
			{"boston-par", "par", "agreement"},
			{"boston-pa", "pa", "contact"},
			{"lausd", "mandated", "contact"},
			{"albuquerque", "plan", "contact"},
			{"generic", "novice", "contact"},
		} {
			s := in(t, c[0], c[1], "2025-11-17 08:00")
			s.record(c[2], carl.ID, "2025-11-17 09:00", "", "filed")
			wants(t, s.dates("2025-12-02 09:00", "meet-weekly"), "2025-11-23\n2025-12-07")
		}
	})
}

// OBL-30, LAU-11: whoever is taken in during a year is assigned a consultant in the
// first weeks of the next.
func TestAssignedInTheNextYear(t *testing.T) {
	s := in(t, "lausd", "mandated", "2026-03-02 08:00")
	s.record("acceptance", nia.ID, "2026-03-02 09:00", "", "filed", "accepted")
	wants(t, s.dates("2026-03-03 09:00", "assign-teacher"), "2026-09-15")
}
