package deadline_test

import (
	"slices"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// An appointment in its life: invited, moved, called off; one message for each
// attendee and change, a reminder the school day before (STANDARDS 2, X-04).
func TestMeetingLife(t *testing.T) {
	s := newStory(t)
	m := s.meeting("report-conference", "2025-09-08 09:00", "2025-10-06 15:00")
	wants(t, s.said("2025-09-08 10:00", "report-conference"), `
		maria invited seq-0 2025-09-08 09:00
		carl invited seq-0 2025-09-08 09:00
		maria meeting -1@2025-10-06T22:00:00Z 2025-10-03 08:00
		carl meeting -1@2025-10-06T22:00:00Z 2025-10-03 08:00`)
	s.move(m, "2025-09-09 09:00", "2025-10-08 15:00")
	wants(t, s.said("2025-09-09 10:00", "report-conference"), `
		maria moved seq-1 2025-09-09 09:00
		carl moved seq-1 2025-09-09 09:00
		maria meeting -1@2025-10-08T22:00:00Z 2025-10-07 08:00
		carl meeting -1@2025-10-08T22:00:00Z 2025-10-07 08:00`)
	s.answer(m, maria.ID, "2025-09-10 09:00", "no")
	if got := s.said("2025-09-10 10:00", "report-conference"); len(got) != 5 || got[2] != "carl cannot cannot-1-maria 2025-09-10 09:00" {
		t.Errorf("the convener hears %q", got)
	}
	s.answer(m, maria.ID, "2025-09-10 11:00", "yes")
	if got := s.said("2025-09-10 12:00", "report-conference"); len(got) != 4 {
		t.Errorf("after a yes: %q", got)
	}
	s.settle(m, "2025-09-11 09:00", casefile.Cancelled)
	wants(t, s.said("2025-09-11 10:00", "report-conference"), `
		maria canceled seq-2 2025-09-11 09:00
		carl canceled seq-2 2025-09-11 09:00`)
	wants(t, s.said("2025-10-08 15:00", "report-conference"), "")
}

// What has begun is not announced any more, and what is planned for the next
// hour needs no reminder.
func TestMeetingBegun(t *testing.T) {
	s := newStory(t)
	s.meeting("report-conference", "2025-09-08 09:00", "2025-09-08 15:00")
	if got := s.said("2025-09-08 14:59", "report-conference"); len(got) != 2 {
		t.Errorf("before it begins: %q", got)
	}
	wants(t, s.said("2025-09-08 15:00", "report-conference"), "")
}

// Two reminders that a break brings to one morning are one.
func TestMeetingAfterBreak(t *testing.T) {
	s := newStory(t)
	s.meeting("progress-triad", "2025-11-20 09:00", "2026-01-05 15:00")
	wants(t, s.said("2025-11-20 10:00", "progress-triad")[3:], `
		maria meeting -1@2026-01-05T23:00:00Z 2025-12-19 08:00
		carl meeting -1@2026-01-05T23:00:00Z 2025-12-19 08:00
		ada meeting -1@2026-01-05T23:00:00Z 2025-12-19 08:00`)
}

// A meeting that is over waits for its logs, whether or not anybody said it was
// held; one that was missed or called off does not (OBL-07, 08).
func TestLogsOfAMeeting(t *testing.T) {
	tests := []struct {
		name  string
		state casefile.State
		want  int
	}{{"ended", "", 1}, {"held", casefile.Held, 1}, {"missed", casefile.Missed, 0}, {"called off", casefile.Cancelled, 0}}
	for _, tt := range tests {
		s := newStory(t)
		m := s.meeting("weekly-meeting", "2025-09-08 09:00", "2025-09-09 16:00")
		if tt.state != "" {
			s.settle(m, "2025-09-09 17:00", tt.state)
		}
		if got := s.all("2025-09-09 16:44", "write-log"); tt.state == "" && len(got) != 0 {
			t.Errorf("%s: owed before it is over", tt.name)
		}
		if got := s.all("2025-09-09 17:00", "write-log"); len(got) != tt.want {
			t.Errorf("%s: %d logs are owed, want %d", tt.name, len(got), tt.want)
		}
	}
	s := newStory(t)
	s.meeting("weekly-meeting", "2025-09-08 09:00", "2025-09-09 16:00")
	wants(t, s.said("2025-09-09 17:00", "write-log"), `
		carl due start+15min 2025-09-09 17:00
		carl due start+1 2025-09-10 08:00
		carl due Fri 2025-09-12 08:00
		dora late late-2025-W38 2025-09-15 08:00`)
	s = newStory(t)
	s.meeting("weekly-meeting", "2025-09-08 09:00", "2025-09-12 16:00")
	wants(t, s.said("2025-09-12 17:00", "write-teacher-log"), `
		maria due start+15min 2025-09-12 17:00
		maria open start+3 2025-09-15 08:00
		carl late late+1 2025-09-15 08:00`)
}

// A date is owed until it is planned, and again when that is called off or missed.
func TestDateOwedAgain(t *testing.T) {
	for _, state := range []casefile.State{casefile.Cancelled, casefile.Missed} {
		s := newStory(t)
		s.record("contact", carl.ID, "2025-09-02 10:00", "", "filed")
		m := s.meeting("initial-triad", "2025-09-08 09:00", "2025-09-15 15:00")
		if got := s.all("2025-09-09 10:00", "plan-initial")[0]; got.State != deadline.Met {
			t.Errorf("planned: %s", got.State)
		}
		s.settle(m, "2025-09-15 16:00", state)
		if got := s.find("2025-09-16 10:00", "plan-initial"); got.Due.String() != "2025-09-23" || owners(got) != "carl" {
			t.Errorf("%s: %q until %s", state, owners(got), got.Due)
		}
	}
}

// A visit: the office hears of a request until it is answered, the consultant
// and the requester of the answer, nobody else of anything (BOS-42).
func TestVisit(t *testing.T) {
	p, cal := clovis(t)
	s := &story{TB: t, p: p, cal: cal}
	at := s.at("2025-10-08 09:00")
	s.c = casefile.Case{ID: "visit", Program: p.Key, Track: "visit", Number: 12, Opened: schoolday.Of(at), OpenedAt: at, Parties: []casefile.Party{
		{Person: sam, Role: program.Teacher, From: at},
		{Person: dora, Role: program.Coordinator, Office: true},
		{Person: ada, Role: program.Administrator, From: at},
	}}
	visit := s.record("visit", sam.ID, "2025-10-08 09:00", "", "filed")
	d := s.find("2025-10-08 10:00", "answer-visit")
	if d.Due.String() != "2025-10-15" || owners(d) != "dora" {
		t.Errorf("%q answers until %s", owners(d), d.Due)
	}
	wants(t, s.said("2025-10-08 10:00", "visit"), "dora visit-asked filed 2025-10-08 09:00")
	wants(t, s.said("2025-10-08 10:00", "answer-visit"), `
		dora due -2 2025-10-13 08:00
		dora due 0 2025-10-15 08:00`)
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Consultant, From: s.at("2025-10-09 09:00")})
	s.record("visit-answer", dora.ID, "2025-10-09 09:00", visit, "filed", "accepted")
	wants(t, s.said("2025-10-09 10:00", "visit"), "")
	wants(t, s.said("2025-10-09 10:00", "answer-visit"), "")
	wants(t, s.said("2025-10-09 10:00", "visit-answer"), `
		sam visit-answered filed 2025-10-09 09:00
		nia visit-assigned filed 2025-10-09 09:00`)
	s.meeting("visit-meeting", "2025-10-09 09:00", "2025-10-14 15:00")
	for _, n := range s.plan("2025-10-09 10:00").Notices {
		if n.To == ada.ID {
			t.Errorf("the administrator hears %s", n.Key)
		}
	}
}

// Who reads a paper hears of what is attached to it, in the morning, and nobody
// else: of a response to a report that the administrator may not read yet, only its author.
func TestAttached(t *testing.T) {
	for _, tt := range []struct {
		declined bool
		want     string
	}{
		{false, "carl attached filed 2025-10-09 08:00\nada attached filed 2025-10-09 08:00\ndora attached filed 2025-10-09 08:00"},
		{true, "carl attached filed 2025-10-09 08:00"},
	} {
		s := newStory(t)
		report := s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
		s.sign(report, "2025-10-07 09:00", tt.declined)
		s.record("response", maria.ID, "2025-10-08 09:00", report, "filed")
		wants(t, s.said("2025-10-08 10:00", "response"), tt.want)
	}
}

// A nudge comes in the morning of a school day (DESIGN §8).
func TestNudgesComeInTheMorning(t *testing.T) {
	for act, said := range map[string]string{
		"2025-10-08 06:30": "2025-10-08 08:00",
		"2025-10-08 08:00": "2025-10-08 08:00",
		"2025-10-08 08:01": "2025-10-09 08:00",
		"2025-10-10 16:00": "2025-10-13 08:00", // over a weekend
		"2025-11-21 16:00": "2025-12-01 08:00", // over Thanksgiving
		"2025-11-30 12:00": "2025-12-01 08:00",
		"2025-10-31 16:00": "2025-11-03 08:00", // over the night the clock changes
	} {
		s := newStory(t)
		report := s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
		s.sign(report, "2025-10-07 05:00", false)
		s.record("response", maria.ID, act, report, "filed")
		if got := s.said("2025-12-19 10:00", "response"); !slices.Contains(got, "carl attached filed "+said) {
			t.Errorf("filed at %s: %v, want %s", act, got, said)
		}
	}
}

// The administrator is served a signed report once, and its signer is not told
// twice (N-04, N-05).
func TestServed(t *testing.T) {
	s := newStory(t)
	report := s.record("report", carl.ID, "2025-10-06 15:00", "", "discussed")
	wants(t, s.said("2025-10-06 16:00", "report"), "maria sign discussed 2025-10-06 15:00")
	s.sign(report, "2025-10-07 09:00", false)
	wants(t, s.said("2025-10-07 10:00", "report"), "ada served filed 2025-10-07 09:00")
}
