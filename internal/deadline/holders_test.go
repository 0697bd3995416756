package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

func owners(d deadline.Deadline) string {
	var ids []string
	for _, id := range d.Owners {
		ids = append(ids, string(id))
	}
	return strings.Join(ids, " ")
}

// A role owes, not a person: a new holder takes over what is open, with its
// date, and is told nothing that was said before (LANGUAGE §2.7).
func TestTakingOver(t *testing.T) {
	s := began(t, "2025-10-06")
	s.hand(program.Consultant, nia, "2025-10-14 12:00")
	d := s.find("2025-10-14 13:00", "days")
	if owners(d) != "nia" || d.Due.String() != "2025-10-16" {
		t.Errorf("%s owes it until %s", owners(d), d.Due)
	}
	wants(t, s.said("2025-10-14 13:00", "days"), `
		nia due 0 2025-10-16 08:00
		nia open 1 2025-10-17 08:00
		dora late late+2 2025-10-20 08:00
		nia open then-1 2025-10-21 08:00`)
}

// The plan changes at the moment a role changes hands, and says so beforehand.
func TestHandingOverWakes(t *testing.T) {
	s := began(t, "2025-10-06")
	s.hand(program.Consultant, nia, "2025-10-08 12:00")
	if got := s.find("2025-10-08 11:59", "days"); owners(got) != "carl" {
		t.Errorf("before: %s", owners(got))
	}
	if got := s.plan("2025-10-08 11:59").Again; !got.Equal(s.at("2025-10-08 12:00")) {
		t.Errorf("again at %s", got)
	}
	if got := s.find("2025-10-08 12:00", "days"); owners(got) != "nia" {
		t.Errorf("after: %s", owners(got))
	}
}

// A role without a holder owes nothing; once it is filled, what is open counts
// from that day (LANGUAGE §2.7).
func TestVacancy(t *testing.T) {
	s := began(t, "2025-10-06")
	s.leave(program.Consultant, "2025-10-08 12:00")
	for _, d := range s.plan("2025-10-15 12:00").Deadlines {
		if d.State == deadline.Open && owners(d) != "maria" {
			t.Errorf("%s is owed by %q", d.Key, owners(d))
		}
	}
	for _, n := range s.plan("2025-10-15 12:00").Notices {
		t.Errorf("said in a vacancy: %s", n.Key)
	}
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Consultant, From: s.at("2025-10-15 12:00")})
	for rule, want := range map[string]string{"days": "2025-10-25", "working": "2025-10-29", "months": "2026-04-15", "rolling": "2025-11-26"} {
		if d := s.find("2025-10-15 13:00", rule); d.Due.String() != want || d.Start.String() != "2025-10-15" || owners(d) != "nia" {
			t.Errorf("%s: %q from %s until %s, want %s", rule, owners(d), d.Start, d.Due, want)
		}
	}
	wants(t, s.said("2025-10-15 13:00", "days"), `
		nia due start 2025-10-15 12:00
		nia due start+3 2025-10-17 08:00
		nia due -3 2025-10-22 08:00
		nia due 0 2025-10-24 08:00
		nia open 1 2025-10-27 08:00
		dora late late+2 2025-10-27 08:00
		nia open then-1 2025-10-29 08:00`)
	if weeks := s.all("2025-10-20 09:00", "weekly"); len(weeks) != 1 || weeks[0].Key != "weekly/2025-W43" {
		t.Errorf("the weeks without a consultant are owed: %+v", weeks)
	}
}

// What was fulfilled before a vacancy stays fulfilled.
func TestVacancyForgetsNothing(t *testing.T) {
	s := began(t, "2025-10-06")
	s.record("done", carl.ID, "2025-10-07 10:00", "", "filed")
	s.held("talk", "2025-10-07 16:00")
	s.leave(program.Consultant, "2025-10-08 12:00")
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Consultant, From: s.at("2025-10-15 12:00")})
	for key, due := range map[string]string{"days": "2025-10-16", "weekly": "2025-10-12"} {
		if d := s.all("2025-10-20 09:00", key)[0]; d.State != deadline.Met || d.Due.String() != due {
			t.Errorf("%s is %s, due %s", d.Key, d.State, d.Due)
		}
	}
}

// A new consultant has a clock of their own for the first contact; the clock of
// the one before stops. What happens once in the year is not owed again.
func TestReassignment(t *testing.T) {
	s := newStory(t)
	s.hand(program.Consultant, nia, "2025-09-05 09:00")
	s.record("pairing", dora.ID, "2025-09-05 09:00", "", "filed")
	var got []string
	for _, d := range s.all("2025-09-08 10:00", "contact-teacher") {
		got = append(got, d.Due.String()+" "+string(d.State)+" "+owners(d))
	}
	wants(t, got, "2025-09-10 void nia\n2025-09-19 open nia")
	wants(t, s.said("2025-09-05 09:00", "pairing"), `
		maria paired filed 2025-08-27 09:00
		ada paired filed 2025-08-27 09:00
		maria paired filed 2025-09-05 09:00
		nia paired filed 2025-09-05 09:00
		ada paired filed 2025-09-05 09:00`)
}

// Who may not know of a case is told nothing of it, not even an invitation, and
// who may know only later is told then (X-06, LANGUAGE §3).
func TestNobodyIsToldWhoMayNotKnow(t *testing.T) {
	s := began(t, "2025-10-06")
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Panel, From: s.at("2025-10-06 09:00")})
	hearing := s.meeting("hearing", "2025-10-07 09:00", "2025-11-19 15:00")
	s.c.Meeting(hearing).Attendees = append(s.c.Meeting(hearing).Attendees, casefile.Attendee{Person: ada, Role: program.Administrator})
	wants(t, s.said("2025-10-07 10:00", "hearing"), `
		maria invited seq-0 2025-10-07 09:00
		carl invited seq-0 2025-10-07 09:00
		dora invited seq-0 2025-10-07 09:00
		nia invited seq-0 2025-11-05 08:00
		`+strings.Join(reminded("maria carl nia dora", "2025-11-19T23:00:00Z", "2025-11-18 08:00"), "\n"))
	if got := s.plan("2025-11-04 10:00").Again; got.After(s.at("2025-11-05 00:00")) {
		t.Errorf("the packet opens unseen: again at %s", got)
	}
	s.settle(hearing, "2025-10-08 09:00", casefile.Cancelled)
	wants(t, s.said("2025-10-08 10:00", "hearing"), `
		maria canceled seq-1 2025-10-08 09:00
		carl canceled seq-1 2025-10-08 09:00
		dora canceled seq-1 2025-10-08 09:00`)
}

func reminded(who, start, at string) []string {
	var lines []string
	for id := range strings.FieldsSeq(who) {
		lines = append(lines, id+" meeting -1@"+start+" "+at)
	}
	return lines
}

// A role that is told of something closed for good to it is told nothing,
// whatever other role the person has.
func TestNeverIsNever(t *testing.T) {
	s := began(t, "2025-10-06")
	track := s.p.Track("par")
	track.KnownTo[program.Administrator] = []program.Grant{{Level: program.Never}}
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: ada, Role: program.Coordinator, From: s.at("2025-10-06 09:00")})
	if slices.ContainsFunc(s.plan("2025-11-20 10:00").Notices, func(n deadline.Notice) bool { return n.To == ada.ID }) {
		t.Error("the administrator is told as coordinator")
	}
}

// One person in two roles hears each thing once, and is told for a role that
// the thing is about.
func TestTwoRoles(t *testing.T) {
	s := newStory(t)
	s.leave(program.Administrator, "2025-08-27 08:00")
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: dora, Role: program.Administrator, From: s.at("2025-08-27 09:00")})
	s.c.Records[1].Author, s.c.Records[1].Steps[0].By = "", ""
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: carl, Role: program.Administrator, From: s.at("2025-08-27 09:00")})
	wants(t, s.said("2025-08-27 10:00", "pairing"), `
		maria paired filed 2025-08-27 09:00
		carl paired filed 2025-08-27 09:00
		dora paired filed 2025-08-27 09:00`)
	asked := s.meeting("initial-triad", "2025-09-08 09:00", "2025-09-18 15:00")
	s.c.Meeting(asked).State, s.c.Meeting(asked).Steps[0].State = casefile.Asked, casefile.Asked
	for _, n := range s.plan("2025-09-08 10:00").Notices {
		if n.Rule == "give-date" && n.Role != program.Administrator && n.Topic != deadline.TopicLate {
			t.Errorf("%s is told as %s", n.To, n.Role)
		}
	}
}
