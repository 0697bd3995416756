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

// What the cases of package rehearsal, led by chance, have shown once.

// Closing ends what the opening began; only what closing began lives on. Nothing
// opens later, and what had ended stays as it was (LANGUAGE §2.2, X-13).
func TestClosingEndsEverything(t *testing.T) {
	s := edited(t, "2025-09-15", func(p *program.Program, _ *program.Track) {
		for _, d := range []program.Deadline{
			{Key: "from-opening", Starts: events("case.opened"), Due: due("300 days")},
			{Key: "from-closing", Starts: events("case.closed"), Due: due("300 days")},
			{Key: "from-year", Starts: events("school-year.end"), Due: due("10 days")},
			{Key: "until-year", Due: due("300 days"), Until: events("school-year.end")},
			{Key: "weekly", Every: every("week"), MetBy: events("talk.held")},
			{Key: "right", RightOf: []program.Role{program.Teacher}, Due: due("30 days")},
		} {
			p.Deadlines = append(p.Deadlines, owed(d))
		}
	})
	s.close("2025-09-24 12:00")
	for _, now := range []string{"2025-09-24 12:00", "2026-02-01 12:00", "2026-06-20 12:00"} {
		var got []string
		for _, d := range s.plan(now).Deadlines {
			got = append(got, strings.TrimSpace(d.Rule+" "+d.Due.String()+" "+string(d.State)+" "+d.Ended.String()))
		}
		wants(t, got, `
			weekly 2025-09-21 void 2025-09-24
			weekly 2025-09-28 void 2025-09-24
			right 2025-10-15 void 2025-09-24
			from-opening 2026-07-12 void 2025-09-24
			until-year 2026-07-12 void 2025-09-24
			from-closing 2026-07-21 open `)
	}
}

// Who is told each week that something is late hears of it first after its last
// day (LANGUAGE §2.9).
func TestWeeklyLateWaitsForTheLastDay(t *testing.T) {
	s := only(t, "2025-09-15", program.Deadline{Due: due("10 days"), Remind: []program.Step{}, Late: []program.Escalation{{To: program.Coordinator, Weekly: true}}})
	wants(t, s.said("2025-10-06 10:00", "duty"), `
		dora late late-2025-W40 2025-09-29 08:00
		dora late late-2025-W41 2025-10-06 08:00
		dora late late-2025-W42 2025-10-13 08:00`)
}

// A right that ends before the weekday of a reminder is over then.
func TestNoReminderOfRightThatIsOver(t *testing.T) {
	for due10, want := range map[string]string{"10 days": "", "11 days": "maria right Fri 2025-09-26 08:00"} { // a Thursday, a Friday
		s := only(t, "2025-09-15", program.Deadline{
			RightOf: []program.Role{program.Teacher}, Due: due(due10), Remind: []program.Step{{Key: "Fri", From: "weekday", Weekday: 5}},
		})
		wants(t, s.said("2025-09-16 10:00", "duty"), want)
	}
}

// A window never leaves its round, and closes no sooner than it opens; a round
// that is said to end before it began has none (LANGUAGE §2.6).
func TestWindowOfShortRound(t *testing.T) {
	for _, tt := range []struct {
		window     program.Window
		end        string
		opens, due string
	}{
		{program.Window{FirstDays: 30}, "2025-10-01", "2025-09-15", "2025-10-01"},
		{program.Window{LastDays: 30}, "2025-10-01", "2025-09-15", "2025-10-01"},
		{program.Window{LastDays: 30}, "2025-11-15", "2025-10-16", "2025-11-15"},
		{program.Window{FromPercent: 40, ToPercent: 60}, "2025-09-16", "2025-09-15", "2025-09-15"},
		{program.Window{FromPercent: 40, ToPercent: 60}, "2025-09-25", "2025-09-19", "2025-09-21"},
		{program.Window{FirstDays: 30}, "2025-09-10", "", ""},
		{program.Window{LastDays: 30}, "2025-09-10", "", ""},
		{program.Window{FromPercent: 40, ToPercent: 60}, "2025-09-10", "", ""},
	} {
		s := edited(t, "2025-09-15", func(p *program.Program, track *program.Track) {
			other := *p.Form("other")
			other.Fields = []*program.Field{{Key: "ends", Type: "date"}}
			p.Forms[slices.IndexFunc(p.Forms, func(f *program.Form) bool { return f.Key == "other" })] = &other
			track.RoundEnd = []program.Event{{Name: "other", State: "ends"}}
			p.Deadlines = []*program.Deadline{owed(program.Deadline{Window: []program.Window{tt.window}})}
		})
		s.c.Record(s.record("other", carl.ID, "2025-09-15 10:00", "", "filed")).Fields = map[string]string{"ends": tt.end}
		d := s.find("2025-09-15 12:00", "duty")
		if tt.due == "" {
			tt.opens = "2025-09-15" // it has no other day than its start
		}
		if d.Opens.String() != tt.opens || d.Due.String() != tt.due {
			t.Errorf("%s of a round to %s: %s to %s, want %s to %s", tt.window, tt.end, d.Opens, d.Due, tt.opens, tt.due)
		}
	}
}

// Who may know of the case only later hears then what still fits: the last of
// the reminders that were before, of what is past that it is open still, of a
// right that is over nothing, and nothing in a leave.
func TestBelatedReminders(t *testing.T) {
	steps := []program.Step{{Key: "start", From: "start"}, {Key: "-3", From: "due", Days: -3}}
	told := func(d program.Deadline, turns ...casefile.Turn) []string {
		d.Remind = steps
		s := edited(t, "2025-09-15", func(p *program.Program, track *program.Track) {
			track.KnownTo = program.Cells{program.Consultant: {{Level: program.Read, From: program.Event{Name: "other", State: "filed"}}}}
			p.Deadlines = []*program.Deadline{owed(d)}
		})
		s.record("other", carl.ID, "2025-10-01 10:00", "", "filed")
		s.c.Turns = turns
		return s.said("2025-10-02 10:00", "duty")
	}
	consultants := []program.Role{program.Consultant}
	wants(t, told(program.Deadline{Due: due("17 days")}), "carl due -3 2025-10-01 10:00")
	wants(t, told(program.Deadline{Due: due("10 days")}), "carl open -3 2025-10-01 10:00")
	wants(t, told(program.Deadline{Due: due("17 days"), RightOf: consultants}), `
		carl right-given start 2025-10-01 10:00
		carl right -3 2025-10-01 10:00`)
	day := schoolday.Date(2025, 9, 25)
	zone, _ := clovis(t)
	wants(t, told(program.Deadline{Due: due("10 days")}, casefile.Turn{State: casefile.Paused, Day: day, At: day.At(9, 0, zone.Zone)}), "")
}

// What everybody had waived stays waived, whoever takes over; and whoever has not
// waived keeps the right from being over until they leave (LANGUAGE §2.2).
func TestWaivedForGood(t *testing.T) {
	s := only(t, "2025-09-15", program.Deadline{RightOf: []program.Role{program.Consultant}, Due: due("30 days")})
	waive := func(who casefile.ID, at string) {
		s.c.Waived = append(s.c.Waived, casefile.Waiver{Deadline: "duty/r1", Person: who, At: s.at(at)})
	}
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Consultant, From: s.at("2025-09-16 09:00"), To: s.at("2025-09-20 09:00")})
	waive(carl.ID, "2025-09-17 12:00")
	for now, want := range map[string]deadline.State{
		"2025-09-17 13:00": deadline.Open, // the other one has not
		"2025-09-20 08:59": deadline.Open,
		"2025-09-20 09:00": deadline.Over, // nobody else is left
	} {
		if got := s.find(now, "duty"); got.State != want {
			t.Errorf("at %s it is %s", now, got.State)
		}
	}
	s.hand(program.Consultant, nia, "2025-09-22 09:00")
	if got := s.find("2025-09-23 09:00", "duty"); got.State != deadline.Over || got.Ended != day(t, "2025-09-20") {
		t.Errorf("a successor has it again: %s, ended %s", got.State, got.Ended)
	}
}

// Nobody is told of a record that is closed to them in another of their roles, or
// before the role for which they are told may know of the case (LANGUAGE §3).
func TestToldInARoleThatMayKnow(t *testing.T) {
	later := program.Grant{Level: program.Read, From: program.Event{Name: "other", State: "filed"}}
	for _, tt := range []struct {
		name  string
		panel program.Grant // of the record
		knows program.Grant // the panel of the case
		tells program.Role
		want  string
	}{
		{"open to both", program.Grant{Level: program.Read}, program.Grant{Level: program.Read}, program.Coordinator, "dora attached filed 2025-09-16 08:00"},
		{"never", program.Grant{Level: program.Never}, program.Grant{Level: program.Read}, program.Coordinator, ""},
		{"not yet", program.Grant{Level: program.Read}, later, program.Panel, "dora attached filed 2025-09-18 10:00"},
	} {
		s := edited(t, "2025-09-15", func(p *program.Program, track *program.Track) {
			track.KnownTo = program.Cells{program.Coordinator: {{Level: program.Read}}, program.Panel: {tt.knows}}
			form := *p.Form("done")
			form.SeenBy = program.Cells{program.Coordinator: {{Level: program.Read}}, program.Panel: {tt.panel}}
			form.Tell = map[string][]program.Role{"filed": {tt.tells}}
			p.Forms = append(slices.DeleteFunc(p.Forms, func(f *program.Form) bool { return f.Key == "done" }), &form)
		})
		s.c.Parties = append(s.c.Parties, casefile.Party{Person: dora, Role: program.Panel, From: s.at("2025-09-15 09:00")})
		s.record("done", carl.ID, "2025-09-15 12:00", "", "filed")
		s.record("other", carl.ID, "2025-09-18 10:00", "", "filed")
		t.Run(tt.name, func(t *testing.T) { wants(t, s.said("2025-09-18 11:00", "done"), tt.want) })
	}
}
