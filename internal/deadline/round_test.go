package deadline_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// twoYears is a case whose first round begins on September 15, 2025 and whose
// second begins when the office files stop (CLO-135).
func twoYears(tb testing.TB, deadlines ...program.Deadline) *story {
	tb.Helper()
	return edited(tb, "2025-09-15", func(p *program.Program, t *program.Track) {
		t.Rounds = 2
		t.Stages = []*program.Stage{
			{Key: "active", Moves: []program.Move{{To: "again", On: events("stop.filed")}}}, {Key: "again", StartsRound: true},
		}
		for _, d := range deadlines {
			p.Deadlines = append(p.Deadlines, owed(d))
		}
	})
}

// A new round ends what is open from the old one; rights run out (LANGUAGE §2.8).
func TestNewRound(t *testing.T) {
	s := twoYears(
		t, program.Deadline{Due: due("1 year")},
		program.Deadline{Key: "right", RightOf: []program.Role{program.Teacher}, Starts: events("other.filed"), Due: due("10 days"), MetBy: events("reply.filed")},
		program.Deadline{Key: "next", Starts: events("round.again"), Due: due("10 days")},
	)
	s.record("other", carl.ID, "2026-06-01 10:00", "", "filed")
	s.record("stop", dora.ID, "2026-06-05 10:00", "", "filed")
	wants(t, s.brief("2026-06-08 10:00"), `
		right/r2 2026-06-11 open
		next/2026-06-05 2026-06-15 open
		duty/r1 2026-09-15 void`)
	s.record("done", carl.ID, "2026-06-09 10:00", "", "filed")
	wants(t, s.brief("2026-06-12 10:00"), `
		right/r2 2026-06-11 over
		next/2026-06-05 2026-06-15 met
		duty/r1 2026-09-15 met`)
}

// Repeated duties begin anew in a round, if something in it starts them; what
// ended them in the last one does not end them in this.
func TestRepeatedInNewRound(t *testing.T) {
	s := twoYears(
		t, program.Deadline{Key: "roll", Starts: events("begin.filed round.again"), Every: every("42 days"), MetBy: events("other.filed"), Until: events("hearing.held")},
		program.Deadline{Key: "week", Starts: events("begin.filed round.again"), Every: every("week"), MetBy: events("talk.held"), Until: events("hearing.held")},
		program.Deadline{Key: "once", Every: every("42 days"), MetBy: events("other.filed")},
	)
	s.held("hearing", "2025-10-01 15:00")
	s.record("stop", dora.ID, "2025-10-06 10:00", "", "filed")
	wants(t, s.brief("2025-10-15 10:00"), `
		week/2025-W38 2025-09-21 void
		week/2025-W39 2025-09-28 void
		week/2025-W41 2025-10-12 open
		week/2025-W42 2025-10-19 open
		roll/2025-09-15 2025-10-27 void
		once/2025-09-15 2025-10-27 void
		roll/2025-10-06 2025-11-17 open`)
	s.record("other", carl.ID, "2025-10-20 10:00", "", "filed")
	var rolls []string
	for _, d := range s.all("2025-10-21 10:00", "roll") {
		rolls = append(rolls, d.Key+" "+string(d.State))
	}
	wants(t, rolls, "roll/2025-09-15 void\nroll/2025-10-06 met\nroll/2025-10-20 open")
}

// After its until a duty waits for the next start, in one round too.
func TestUntilWaitsForNextStart(t *testing.T) {
	s := only(t, "2025-09-15", program.Deadline{
		Starts: events("begin.filed paper.filed"), Every: every("2 weeks"), MetBy: events("other.filed"), Until: events("stop.filed"),
	})
	s.record("paper", carl.ID, "2025-09-16 10:00", "", "filed") // within: it opens nothing
	s.record("stop", dora.ID, "2025-09-24 10:00", "", "filed")
	s.record("other", carl.ID, "2025-09-26 10:00", "", "filed") // between: it fulfils nothing
	s.record("paper", carl.ID, "2025-10-01 10:00", "", "filed")
	wants(t, s.brief("2025-10-02 10:00"), `
		duty/2025-09-15 2025-09-29 void
		duty/2025-10-01 2025-10-15 open`)
	same := only(t, "2025-09-15", program.Deadline{
		Starts: events("begin.filed paper.filed"), Every: every("2 weeks"), MetBy: events("other.filed"), Until: events("stop.filed"),
	})
	same.record("stop", dora.ID, "2025-09-15 10:00", "", "filed")
	same.record("paper", carl.ID, "2025-09-15 11:00", "", "filed")
	wants(t, same.brief("2025-09-16 10:00"), `
		duty/2025-09-15 2025-09-29 void
		duty/2025-09-15.2 2025-09-29 open`)
}

// What happens once in a round has to happen again in the next one, and numbers
// begin anew.
func TestOnceAndNumbersInNewRound(t *testing.T) {
	s := twoYears(
		t, program.Deadline{Key: "open", Starts: events("other.filed"), Due: due("5 days"), MetBy: events("opening.held")},
		program.Deadline{
			Key: "talks", Starts: events("begin.filed round.again"), MetBy: events("talk.held"),
			Window: []program.Window{{FirstDays: 30}, {FromPercent: 40, ToPercent: 60}},
		},
	)
	s.held("opening", "2025-09-22 15:00")
	s.held("talk", "2025-09-22 16:00")
	s.record("other", carl.ID, "2025-09-30 10:00", "", "filed")
	wants(t, s.brief("2025-10-01 10:00"), `
		open/r4 2025-10-05 met
		talks/r1.1 2025-10-15 met
		talks/r1.2 2026-02-24 open`)
	s.record("stop", dora.ID, "2026-08-20 10:00", "", "filed")
	s.record("other", carl.ID, "2026-08-24 10:00", "", "filed")
	if lines := s.brief("2026-08-25 10:00"); !slices.Contains(lines, "talks/r1.2 2026-02-24 void") {
		t.Errorf("the old window: %q", lines)
	}
	for _, d := range s.plan("2026-08-25 10:00").Deadlines {
		if d.Round == 2 && d.State != deadline.Open {
			t.Errorf("%s is %s by what was done in the first round", d.Key, d.State)
		}
	}
	s.held("opening", "2026-08-26 15:00")
	s.held("talk", "2026-08-26 16:00")
	var met []string
	for _, d := range s.plan("2026-08-27 10:00").Deadlines {
		if d.Round == 2 {
			met = append(met, d.Rule+" "+string(d.State))
		}
	}
	if got := strings.Join(met, ", "); strings.Count(got, "met") != 2 || !strings.Contains(got, "talks open") {
		t.Errorf("in the second round: %s", got)
	}
}

// Each of several roles owes for itself what the rule says so of, and meets it
// by its own act; `met` it is when all have (OBL-45).
func TestEach(t *testing.T) {
	s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
		p.Deadlines = []*program.Deadline{
			owed(program.Deadline{Key: "survey", OwedBy: []program.Role{program.Teacher, program.Consultant}, Each: true, Due: due("14 days"), Remind: steps("start+7")}),
			owed(program.Deadline{Key: "thanks", Starts: events("survey.met"), Due: due("1 day"), MetBy: events("other.filed")}),
		}
	})
	wants(t, s.said("2025-10-06 10:00", "survey"), "maria due start+7 2025-10-13 08:00\ncarl due start+7 2025-10-13 08:00")
	s.record("done", maria.ID, "2025-10-08 10:00", "", "filed")
	wants(t, s.brief("2025-10-08 11:00"), `
		survey/r1/teacher 2025-10-20 met
		survey/r1/consultant 2025-10-20 open`)
	wants(t, s.said("2025-10-08 11:00", "survey"), "carl due start+7 2025-10-13 08:00")
	s.record("done", carl.ID, "2025-10-09 10:00", "", "filed")
	wants(t, s.brief("2025-10-09 11:00"), `
		thanks/r1 2025-10-10 open
		survey/r1/teacher 2025-10-20 met
		survey/r1/consultant 2025-10-20 met`)
}

// Of a role that owes something late its deputies hear, not whoever is late
// (OBL-32): with one coordinator nobody.
func TestDeputy(t *testing.T) {
	s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
		p.Deadlines = []*program.Deadline{owed(program.Deadline{
			OwedBy: []program.Role{program.Coordinator}, Due: due("5 working days"), Late: []program.Escalation{{To: program.Coordinator, After: 1}},
		})}
	})
	wants(t, s.said("2025-10-20 10:00", "duty"), "")
	s.c.Parties = append(s.c.Parties, casefile.Party{Person: nia, Role: program.Coordinator, Office: true})
	wants(t, s.said("2025-10-20 10:00", "duty"), "nia late late+1 2025-10-14 08:00")
}
