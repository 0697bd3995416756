package deadline_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// makes is a case with forms that the system makes: a memorandum for each new
// coach, a roll-up of the papers each month, a guide once, a survey at the end.
func makes(tb testing.TB) *story {
	tb.Helper()
	s := edited(tb, "2025-09-15", func(p *program.Program, _ *program.Track) {
		p.Forms = append(
			p.Forms,
			&program.Form{Key: "pairing", By: []program.Role{program.Coordinator}, Assigns: program.Consultant, Fields: []*program.Field{{Key: "coach", Type: "person"}}},
			&program.Form{Key: "mou", MadeOn: events("pairing.filed"), Once: "holder"},
			&program.Form{Key: "monthly", MadeOn: events("month.end"), Fields: []*program.Field{{Key: "papers", Type: "roll-up", Of: []string{"paper", "other"}}}},
			&program.Form{Key: "guide", MadeOn: events("other.filed"), Once: "round"},
			&program.Form{Key: "survey", Kind: "survey", By: []program.Role{program.Teacher, program.Consultant}, MadeOn: events("case.closed")},
		)
	})
	return s
}

func (s *story) pair(at string, who casefile.ID) {
	s.record("pairing", dora.ID, at, "", "filed")
	s.c.Records[len(s.c.Records)-1].Fields = map[string]string{"coach": string(who)}
}

// toMake are the records that the system has to make, each as "key day".
func (s *story) toMake(now string) []string {
	var lines []string
	for _, m := range s.plan(now).Made {
		lines = append(lines, m.Key+" "+m.Day.String())
	}
	return lines
}

// A form's record is made for each fact of its made_on; `once: holder` for each
// new holder of the role that the fact assigns (CLO-10, CLO-57).
func TestMade(t *testing.T) {
	s := makes(t)
	wants(t, s.toMake("2025-09-16 10:00"), "")
	s.pair("2025-09-17 10:00", carl.ID)
	s.pair("2025-09-18 10:00", carl.ID) // the same one again
	s.pair("2025-09-19 10:00", nia.ID)
	s.pair("2025-09-22 10:00", carl.ID)
	wants(t, s.toMake("2025-09-23 10:00"), "mou/r2 2025-09-17\nmou/r4 2025-09-19\nmou/r5 2025-09-22")
	for _, m := range s.plan("2025-09-23 10:00").Made {
		s.record(m.Form, "", "2025-09-23 10:00", "", "issued")
		s.c.Records[len(s.c.Records)-1].MadeFor = m.Key
	}
	wants(t, s.toMake("2025-09-23 10:01"), "")
	s.withdraw("r6", "2025-09-23 11:00") // who took it back does not want it made again
	wants(t, s.toMake("2025-09-23 12:00"), "")
	s.record("other", carl.ID, "2025-09-24 10:00", "", "filed")
	s.record("other", carl.ID, "2025-09-25 10:00", "", "filed")
	wants(t, s.toMake("2025-09-25 12:00"), "guide/r9 2025-09-24")
}

// There is no roll-up of nothing: of a month in which nothing was recorded since
// the last one none is made, and what was written down late is in the next
// (CLO-139, AMB-33).
func TestNoRollUpOfNothing(t *testing.T) {
	s := makes(t)
	s.record("paper", carl.ID, "2025-10-30 10:00", "", "filed")
	s.record("paper", carl.ID, "2025-11-03 10:00", "", "filed")
	s.c.Records[len(s.c.Records)-1].Steps[0].Day = day(t, "2025-10-31")
	s.record("paper", carl.ID, "2026-01-30 10:00", "", "draft")
	want := "monthly/2025-10-31 2025-10-31\nmonthly/2025-11-30 2025-11-30"
	wants(t, s.toMake("2026-03-15 10:00"), want)
	s.record("paper", carl.ID, "2026-03-20 10:00", "", "filed")
	wants(t, s.toMake("2026-03-30 23:59"), want)
	wants(t, s.toMake("2026-03-31 00:00"), want+"\nmonthly/2026-03-31 2026-03-31")
	if again := s.plan("2026-03-30 10:00").Again; !again.Equal(s.at("2026-03-31 00:00")) {
		t.Errorf("planned again at %s", again)
	}
}

// Whom a survey asks gets one of their own, when the case closes; after that
// nothing else is made (CLO-68).
func TestMadeOnClosing(t *testing.T) {
	s := makes(t)
	s.record("paper", carl.ID, "2025-10-20 10:00", "", "filed")
	s.close("2025-10-22 10:00")
	wants(t, s.toMake("2025-12-01 10:00"), "survey/2025-10-22/teacher 2025-10-22\nsurvey/2025-10-22/consultant 2025-10-22")
	for _, m := range s.plan("2025-12-01 10:00").Made {
		if m.Role == "" || m.For.Event.String() != "case.closed" {
			t.Errorf("%+v", m)
		}
	}
}

// The plan says where the case stands and when that closes it.
func TestStageOfPlan(t *testing.T) {
	s, _ := released(t)
	s.record("stop", dora.ID, "2025-10-20 10:00", "", "filed")
	var p deadline.Plan
	for now, want := range map[string][2]string{
		"2025-10-20 09:59": {"deliberation", ""}, "2025-10-20 10:00": {"ended", "Rated"},
	} {
		if p = s.plan(now); p.Course.Stage != want[0] || p.Course.Closes != want[1] {
			t.Errorf("at %s: %q %q", now, p.Course.Stage, p.Course.Closes)
		}
	}
}
