package deadline_test

import (
	"slices"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// One to whom the teacher opened something is told of a meeting they were asked
// to, from then on and while it is open; before and after, nothing (X-06 X-15).
func TestToldWhileOpened(t *testing.T) {
	s := began(t, "2025-10-06")
	s.p.Track("par").KnownTo[program.Representative] = []program.Grant{{Level: program.Read, Granted: true}}
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Representative, From: s.at("2025-10-06 09:00")})
	talk := s.meeting("talk", "2025-10-07 09:00", "2025-10-20 15:00")
	s.c.Meeting(talk).Attendees = append(s.c.Meeting(talk).Attendees, casefile.Attendee{Person: nia, Role: program.Representative})
	told := func(now string) []string {
		var all []string
		for _, n := range s.plan(now).Notices {
			if n.To == nia.ID && n.Topic == deadline.TopicInvited {
				all = append(all, n.At.In(s.cal.Zone).Format("2006-01-02 15:04"))
			}
		}
		return all
	}
	if got := told("2025-10-07 10:00"); got != nil {
		t.Errorf("nothing is open, and they are told at %v", got)
	}
	s.c.Grants = []casefile.Grant{{To: nia.ID, At: s.at("2025-10-08 10:00"), Ended: s.at("2025-10-10 12:00")}}
	if got := s.plan("2025-10-07 10:00").Again; got.After(s.at("2025-10-08 10:00")) {
		t.Errorf("what is opened to come wakes no plan before %s", got)
	}
	if got := told("2025-10-09 10:00"); !slices.Equal(got, []string{"2025-10-08 10:00"}) {
		t.Errorf("while it is open: told at %v", got)
	}
	if got := told("2025-10-10 13:00"); got != nil {
		t.Errorf("it is open no more, and they are told at %v", got)
	}
}

// A member of the panel who is the teacher's administrator owes nothing and hears
// nothing as a member.
func TestRecusedOwesNothing(t *testing.T) {
	s := began(t, "2025-10-06")
	def := s.p.Roles[program.Panel]
	def.Panel = &program.PanelRules{Recused: []program.Role{program.Administrator}}
	s.p.Roles[program.Panel] = def
	s.p.Track("par").KnownTo[program.Panel] = []program.Grant{{Level: program.Read}}
	for _, member := range []casefile.Person{ada, nia} {
		s.c.Parties = append(s.c.Parties, casefile.Party{Person: member, Role: program.Panel, From: s.at("2025-10-06 09:00")})
	}
	form := s.p.In("par").Form("other")
	form.Tell = map[string][]program.Role{"filed": {program.Panel}}
	s.record("other", carl.ID, "2025-10-07 09:00", "", "filed")
	var to []casefile.ID
	for _, n := range s.plan("2025-10-09 10:00").Notices {
		if n.Rule == "other" && n.Role == program.Panel {
			to = append(to, n.To)
		}
	}
	if !slices.Equal(to, []casefile.ID{nia.ID}) {
		t.Errorf("the panel is told: %v", to)
	}
}
