package deadline_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// released is Boston's way from the release of a recommendation to the panel's
// deliberation, which waits until both have had their days (BOS; LANGUAGE §6).
func released(tb testing.TB) (s *story, paper casefile.ID) {
	tb.Helper()
	s = edited(tb, "2025-10-01", func(p *program.Program, t *program.Track) {
		t.Stages = []*program.Stage{
			{Key: "released", Moves: []program.Move{{To: "deliberation", On: events("evidence-window.over")}}},
			{Key: "deliberation", Moves: []program.Move{{To: "ended", On: events("stop.filed")}}},
			{Key: "ended", Closes: "Rated"},
		}
		p.Deadlines = []*program.Deadline{
			owed(program.Deadline{
				Key: "evidence-window", RightOf: []program.Role{program.Teacher, program.Administrator}, Starts: events("paper.filed"),
				Due: due("7 days"), MetBy: events("reply.filed"), Remind: steps("start", "-1"),
			}),
			owed(program.Deadline{Key: "vote", Starts: events("evidence-window.over"), Due: due("10 days")}),
			owed(program.Deadline{Key: "praise", Starts: events("evidence-window.met"), Due: due("3 days")}),
		}
	})
	return s, s.record("paper", carl.ID, "2025-10-06 10:00", "", "filed")
}

// A right is that of each; it is over on the day after its last day, and what
// waits for that begins then: a stage, another deadline.
func TestOver(t *testing.T) {
	s, _ := released(t)
	wants(t, s.brief("2025-10-13 23:59"), `
		evidence-window/r2/teacher 2025-10-13 open
		evidence-window/r2/administrator 2025-10-13 open`)
	wants(t, s.brief("2025-10-14 00:00"), `
		evidence-window/r2/teacher 2025-10-13 over
		evidence-window/r2/administrator 2025-10-13 over
		vote/r2 2025-10-24 open`)
	for now, stage := range map[string]string{"2025-10-13 23:59": "released", "2025-10-14 00:00": "deliberation"} {
		if got := s.plan(now).Course.Stage; got != stage {
			t.Errorf("at %s the stage is %q, want %q", now, got, stage)
		}
	}
	if again := s.plan("2025-10-13 12:00").Again; !again.Equal(s.at("2025-10-14 00:00")) {
		t.Errorf("planned again at %s", again)
	}
	wants(t, s.said("2025-10-06 10:00", "evidence-window"), `
		maria right-given start 2025-10-06 10:00
		maria right -1 2025-10-10 08:00`) // the administrator may not know of this program's cases
}

// Using a right does not end the days of the other, nor one's own: the panel
// waits for the last day. Both used it: it is met.
func TestUsedIsNotOver(t *testing.T) {
	s, paper := released(t)
	s.record("reply", maria.ID, "2025-10-08 10:00", paper, "filed")
	wants(t, s.brief("2025-10-09 10:00"), `
		evidence-window/r2/teacher 2025-10-13 met
		evidence-window/r2/administrator 2025-10-13 open`)
	s.record("reply", ada.ID, "2025-10-09 10:00", paper, "filed")
	wants(t, s.brief("2025-10-09 11:00"), `
		praise/r2 2025-10-12 open
		evidence-window/r2/teacher 2025-10-13 met
		evidence-window/r2/administrator 2025-10-13 met`)
	if got := s.course("2025-10-14 00:00").Stage; got != "deliberation" {
		t.Errorf("after the last day the stage is %q", got)
	}
}

// Who waives the rest of a right has it no longer; with the last of them it is
// over, at that moment (LANGUAGE §2).
func TestWaived(t *testing.T) {
	s, _ := released(t)
	s.c.Waived = []casefile.Waiver{{Deadline: "evidence-window/r2/teacher", Person: maria.ID, At: s.at("2025-10-07 12:00")}}
	wants(t, s.brief("2025-10-08 10:00"), `
		evidence-window/r2/teacher 2025-10-13 over
		evidence-window/r2/administrator 2025-10-13 open`)
	wants(t, s.said("2025-10-08 10:00", "evidence-window"), "")
	s.c.Waived = append(s.c.Waived,
		casefile.Waiver{Deadline: "evidence-window/r2/administrator", Person: carl.ID, At: s.at("2025-10-07 12:00")},
		casefile.Waiver{Deadline: "evidence-window/r2/administrator", Person: ada.ID, At: s.at("2025-10-09 12:00")})
	if got := s.course("2025-10-09 11:59").Stage; got != "released" {
		t.Errorf("before the last waiver the stage is %q", got)
	}
	wants(t, s.brief("2025-10-09 12:00"), `
		evidence-window/r2/teacher 2025-10-13 over
		evidence-window/r2/administrator 2025-10-13 over
		vote/r2 2025-10-19 open`)
}

// A duty that was met in time is not over; one that was met late, or had ended
// before its day, was or was not.
func TestOverOfDuty(t *testing.T) {
	tests := []struct {
		name, done, stop string
		over             bool
	}{
		{"open past its day", "", "", true},
		{"met in time", "2025-10-16 10:00", "", false},
		{"met late", "2025-10-17 10:00", "", true},
		{"ended before its day", "", "2025-10-10 10:00", false},
		{"ended after it", "", "2025-10-20 10:00", true},
	}
	for _, tt := range tests {
		s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
			p.Deadlines = []*program.Deadline{
				owed(program.Deadline{Due: due("10 days"), Until: events("stop.filed")}),
				owed(program.Deadline{Key: "next", Starts: events("duty.over"), Due: due("1 day")}),
			}
		})
		if tt.done != "" {
			s.record("done", carl.ID, tt.done, "", "filed")
		}
		if tt.stop != "" {
			s.record("stop", dora.ID, tt.stop, "", "filed")
		}
		if got := len(s.all("2025-10-25 10:00", "next")) == 1; got != tt.over {
			t.Errorf("%s: over %t", tt.name, got)
		}
	}
}

// Back-dating opens nothing: what was over before it was written down is over
// from the moment of writing (LANGUAGE §3).
func TestOverCountsFromRecording(t *testing.T) {
	s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
		p.Deadlines = []*program.Deadline{
			owed(program.Deadline{Starts: events("other.filed"), Due: due("2 days")}),
			owed(program.Deadline{Key: "next", Starts: events("duty.over"), Due: due("1 day")}),
		}
	})
	s.record("other", carl.ID, "2025-10-20 15:00", "", "filed")
	r := &s.c.Records[len(s.c.Records)-1]
	r.Day, r.Steps[0].Day = day(t, "2025-10-07"), day(t, "2025-10-07")
	var at string
	for _, f := range s.course("2025-10-21 10:00").Facts {
		if f.Event.State == "over" {
			at = f.Day.String() + ", " + f.At.Format("2006-01-02 15:04")
		}
	}
	if at != "2025-10-10, 2025-10-20 15:00" {
		t.Errorf("over on %s", at)
	}
}

// Deadlines that start each other, whatever the loader let through, end.
func TestCircle(t *testing.T) {
	s := edited(t, "2025-10-06", func(p *program.Program, _ *program.Track) {
		p.Deadlines = []*program.Deadline{
			owed(program.Deadline{Key: "one", Starts: events("begin.filed two.over"), Due: due("1 day")}),
			owed(program.Deadline{Key: "two", Starts: events("one.over"), Due: due("1 day")}),
		}
	})
	p := s.plan("2026-05-01 10:00")
	if len(p.Deadlines) != 2 || p.Deadlines[0].State != deadline.Open {
		t.Errorf("%v", s.brief("2026-05-01 10:00"))
	}
}
