package deadline_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// began is a case of testdata/rules.yaml that began on a day at nine.
func began(tb testing.TB, on string) *story {
	tb.Helper()
	p, cal := rules(tb, "America/Los_Angeles")
	s := bare(tb, p, cal, on+" 09:00")
	s.record("begin", carl.ID, on+" 09:00", "", "filed")
	return s
}

// The last day of each kind of date (LANGUAGE §2): start day is day 0, and
// without roll the last day stays where it falls.
func TestDue(t *testing.T) {
	tests := []struct{ rule, start, due, why string }{
		{"days", "2025-10-06", "2025-10-16", "R1"},
		{"days", "2025-11-20", "2025-11-30", "R2, literal: a Sunday"},
		{"forward", "2025-11-20", "2025-12-01", "R2, rolled over a break"},
		{"forward", "2025-12-12", "2026-01-05", "R3"},
		{"forward", "2025-10-06", "2025-10-16", "a school day stays"},
		{"back", "2025-11-20", "2025-11-21", "back over a break"},
		{"back", "2025-10-06", "2025-10-16", "a school day stays"},
		{"back", "2025-12-20", "2026-01-05", "never back to before its start"},
		{"working", "2025-10-06", "2025-10-20", "R1"},
		{"working", "2025-11-20", "2025-12-11", "R2"},
		{"working", "2025-12-12", "2026-01-09", "R3"},
		{"working", "2026-01-12", "2026-01-27", "A1, over a holiday"},
		{"months", "2025-10-31", "2026-04-30", "M1, clipped"},
		{"months", "2025-08-31", "2026-02-28", "M1, clipped to February"},
		{"months", "2023-08-31", "2024-02-29", "clipped to a leap day"},
		{"year", "2024-02-29", "2025-02-28", "M2, from a leap day"},
		{"days", "2024-02-19", "2024-02-29", "on a leap day"},
		{"days", "2024-02-20", "2024-03-01", "over a leap day"},
		{"week-end", "2025-10-08", "2025-10-12", "the Sunday of the week"},
		{"week-end", "2025-10-12", "2025-10-12", "a Sunday is the last day of its week"},
		{"by-end", "2025-10-06", "2026-06-12", "the end of the round"},
		{"rolling", "2025-10-06", "2025-11-17", "W1"},
		{"rolling", "2025-11-17", "2025-12-29", "W2: breaks count"},
		{"monthly", "2026-01-31", "2026-02-28", "a month, clipped"},
		{"after-start", "2025-08-11", "2025-09-16", "20 school days after the year began on August 18"},
		{"before", "2025-10-06", "", "no hearing is planned"},
		{"by", "2025-10-06", "", "no talk is planned"},
		{"after", "2025-10-06", "", "nothing to count from yet"},
		{"after-start", "2025-10-06", "", "the year began before the start"},
		{"by-end", "2026-06-15", "", "the round ended before the start"},
	}
	for _, tt := range tests {
		s := began(t, tt.start)
		got := s.all("2026-06-30 10:00", tt.rule)
		if len(got) != 1 {
			t.Fatalf("%s from %s: %d deadlines", tt.rule, tt.start, len(got))
		}
		if got[0].Due.String() != tt.due {
			t.Errorf("%s from %s: due %q, want %q (%s)", tt.rule, tt.start, got[0].Due, tt.due, tt.why)
		}
	}
}

// before, by and after follow events: the next planned one from the start on,
// the earliest of several; when it moves, the date moves (LANGUAGE §2.5).
func TestBounds(t *testing.T) {
	s := began(t, "2025-10-06")
	check := func(rule, want, why string) {
		t.Helper()
		if got := s.find("2025-10-20 10:00", rule).Due.String(); got != want {
			t.Errorf("%s: due %q, want %q (%s)", rule, got, want, why)
		}
	}
	hearing := s.meeting("hearing", "2025-10-07 09:00", "2025-12-10 15:00")
	check("before", "2025-12-03", "seven days before")
	check("by", "2025-12-10", "the hearing, for no talk is planned")
	s.meeting("talk", "2025-10-07 09:00", "2025-11-05 15:00")
	check("by", "2025-11-05", "the earliest of several")
	s.move(hearing, "2025-10-08 09:00", "2025-12-17 15:00")
	check("before", "2025-12-10", "it moves with the hearing")
	s.settle(hearing, "2025-10-09 09:00", casefile.Cancelled)
	check("before", "", "and has no date when that is called off")
	s.record("other", carl.ID, "2025-10-03 09:00", "", "filed")
	check("after", "", "what lies before the start does not count")
	s.record("other", carl.ID, "2025-10-08 09:00", "", "filed")
	s.record("other", carl.ID, "2025-10-09 09:00", "", "filed")
	check("after", "2025-10-15", "the first from the start on")
}

// Without a date nobody is reminded, not even at the start (LANGUAGE §2.5).
func TestUndatedRemindsNobody(t *testing.T) {
	s := began(t, "2025-10-06")
	wants(t, s.said("2025-10-20 10:00", "by"), "")
	s.meeting("talk", "2025-10-07 09:00", "2025-11-05 15:00")
	wants(t, s.said("2025-10-20 10:00", "by"), `
		carl due start 2025-10-06 09:00
		carl due -1 2025-11-04 08:00
		dora late late+1 2025-11-06 08:00`)
}

// What fulfils: the right thing, from the start on; then nothing is said any more.
func TestMet(t *testing.T) {
	tests := []struct {
		name, done  string
		state       deadline.State
		metOn, said string
	}{
		{"before the start", "2025-10-03 09:00", deadline.Open, "", "carl due start 2025-10-06 09:00"},
		{"on the day of the start", "2025-10-06 15:00", deadline.Met, "2025-10-06", ""},
		{"late", "2025-11-03 15:00", deadline.Met, "2025-11-03", ""},
	}
	for _, tt := range tests {
		s := began(t, "2025-10-06")
		s.record("done", carl.ID, tt.done, "", "filed")
		d := s.all("2025-12-01 10:00", "days")[0]
		if d.State != tt.state || d.MetOn.String() != tt.metOn {
			t.Errorf("%s: %s on %q", tt.name, d.State, d.MetOn)
		}
		if got := s.said("2025-12-01 10:00", "days"); (len(got) > 0) != (tt.said != "") || len(got) > 0 && got[0] != tt.said {
			t.Errorf("%s: said %q", tt.name, got)
		}
	}
}

// What happens once in a round fulfils also what starts after it: nobody can
// bring it about again.
func TestOnce(t *testing.T) {
	s := began(t, "2025-10-06")
	s.record("other", carl.ID, "2025-10-07 09:00", "", "filed")
	m := s.meeting("opening", "2025-10-08 09:00", "2025-10-15 15:00")
	s.record("other", carl.ID, "2025-10-20 09:00", "", "filed")
	for _, d := range s.all("2025-10-21 10:00", "plan-opening") {
		if d.State != deadline.Met || d.MetOn != day(t, "2025-10-08") {
			t.Errorf("%s is %s on %s", d.Key, d.State, d.MetOn)
		}
	}
	s.settle(m, "2025-10-15 16:00", casefile.Missed)
	for _, d := range s.all("2025-10-21 10:00", "plan-opening") {
		if d.State != deadline.Open {
			t.Errorf("missed: %s is %s", d.Key, d.State)
		}
	}
}

// until ends what is open and what would come; a right runs out by its last day.
func TestUntil(t *testing.T) {
	s := began(t, "2025-10-06")
	s.record("stop", dora.ID, "2025-10-22 10:00", "", "filed")
	for _, rule := range []string{"days", "rolling"} {
		if d := s.all("2025-10-23 10:00", rule)[0]; d.State != deadline.Void {
			t.Errorf("%s is %s", rule, d.State)
		}
		if got := s.said("2025-10-23 10:00", rule); got != nil {
			t.Errorf("%s says %q", rule, got)
		}
	}
	s.record("other", carl.ID, "2025-11-03 10:00", "", "filed")
	if all := s.all("2025-12-01 10:00", "rolling"); all[len(all)-1].State != deadline.Void {
		t.Error("after its until a rolling duty began again")
	}
	same := began(t, "2025-10-06")
	same.record("stop", dora.ID, "2025-10-06 17:00", "", "filed")
	if d := same.all("2025-10-07 10:00", "days")[0]; d.State != deadline.Void {
		t.Errorf("ended on the day it began: %s", d.State)
	}
	var weeks []string
	for _, d := range s.all("2025-11-12 10:00", "weekly") {
		weeks = append(weeks, d.Key+" "+string(d.State))
	}
	wants(t, weeks, "weekly/2025-W41 void\nweekly/2025-W42 void")
}

// A rolling duty has one link open at a time (LANGUAGE §2.4, AMB-32).
func TestRolling(t *testing.T) {
	tests := []struct {
		name string
		met  []string
		want string
	}{
		{"never met", nil, "2025-10-06 2025-11-17 open"},
		{"met early", []string{"2025-10-20"}, "2025-10-06 2025-11-17 met\n2025-10-20 2025-12-01 open"},
		{"met late", []string{"2025-12-01"}, "2025-10-06 2025-11-17 met\n2025-12-01 2026-01-12 open"},
		{"met on the day of the start: nothing changes", []string{"2025-10-06"}, "2025-10-06 2025-11-17 open"},
		{"twice on a day", []string{"2025-10-20", "2025-10-20"}, "2025-10-06 2025-11-17 met\n2025-10-20 2025-12-01 open"},
		{"before the start", []string{"2025-10-01"}, "2025-10-06 2025-11-17 open"},
	}
	for _, tt := range tests {
		s := began(t, "2025-10-06")
		for _, on := range tt.met {
			s.record("other", carl.ID, on+" 15:00", "", "filed")
		}
		var got []string
		for _, d := range s.all("2025-12-05 10:00", "rolling") {
			got = append(got, d.Start.String()+" "+d.Due.String()+" "+string(d.State))
		}
		t.Run(tt.name, func(t *testing.T) { wants(t, got, tt.want) })
	}
}

// A week owes nothing when the start lies after its first school day, when it
// has no school day, and when it is the week of the until (LANGUAGE §2.4, K1).
func TestWeekly(t *testing.T) {
	tests := []struct{ name, start, met, now, want string }{
		{"from a Monday", "2025-10-06", "", "2025-10-15", "2025-W41 open\n2025-W42 open"},
		{"from a Tuesday", "2025-10-07", "", "2025-10-15", "2025-W42 open"},
		{"from the Tuesday after a holiday", "2025-09-02", "", "2025-09-05", "2025-W36 open"},
		{"met", "2025-10-06", "2025-10-09", "2025-10-15", "2025-W41 met\n2025-W42 open"},
		{"two in a week do not make up for one missed", "2025-10-06", "2025-10-14 2025-10-16", "2025-10-24", "2025-W41 void\n2025-W42 met\n2025-W43 open"},
		{"a missed week leaves the list a week later", "2025-10-06", "", "2025-10-20", "2025-W41 void\n2025-W42 open\n2025-W43 open"},
		{"over Thanksgiving", "2025-11-17", "", "2025-12-03", "2025-W47 void\n2025-W49 open"},
		{"over the new year", "2025-12-15", "", "2026-01-06", "2025-W51 void\n2026-W02 open"},
	}
	for _, tt := range tests {
		s := began(t, tt.start)
		for on := range strings.FieldsSeq(tt.met) {
			s.held("talk", on+" 16:00")
		}
		var got []string
		for _, d := range s.all(tt.now+" 10:00", "weekly") {
			got = append(got, d.Key[len("weekly/"):]+" "+string(d.State))
		}
		t.Run(tt.name, func(t *testing.T) { wants(t, got, tt.want) })
	}
}

// Windows are one deadline for each number; fulfilment before the opening counts
// (LANGUAGE §2.6).
func TestWindows(t *testing.T) {
	s := began(t, "2025-10-06")
	s.held("talk", "2025-10-20 15:00")
	s.held("talk", "2025-12-01 15:00")
	var got []string
	for _, d := range s.all("2026-01-15 10:00", "stretches") {
		got = append(got, strings.TrimSpace(d.Opens.String()+" to "+d.Due.String()+" "+string(d.State)+" "+d.MetOn.String()))
	}
	wants(t, got, `
		2025-10-06 to 2025-11-05 met 2025-10-20
		2026-01-14 to 2026-03-04 met 2025-12-01
		2026-05-13 to 2026-06-12 open`)
}

// A signer owes until they signed or declined; then the paper is answered.
func TestSigners(t *testing.T) {
	s := began(t, "2025-10-06")
	paper := s.record("paper", carl.ID, "2025-10-08 10:00", "", "issued")
	owners := func() string {
		var text strings.Builder
		for _, d := range s.all("2025-10-09 10:00", "sign") {
			text.WriteString(string(d.State))
			for _, id := range d.Owners {
				text.WriteString(" " + string(id))
			}
		}
		return text.String()
	}
	if got := owners(); got != "open maria carl" {
		t.Errorf("before: %s", got)
	}
	r := s.c.Record(paper)
	r.Signed = append(r.Signed, casefile.Signature{Person: carl.ID, Day: day(t, "2025-10-08"), At: s.at("2025-10-08 11:00")})
	if got := owners(); got != "open maria" {
		t.Errorf("one signed: %s", got)
	}
	s.sign(paper, "2025-10-09 09:00", true)
	if got := owners(); got != "met" {
		t.Errorf("the other declined: %s", got)
	}
	if d := s.find("2025-10-09 10:00", "respond"); d.Due.String() != "2025-10-20" || !d.Right {
		t.Errorf("the right after declining: %+v", d)
	}
}

// A right counts from the day its fact bears or the day it was recorded,
// whichever is later; it is never late, and over when its last day has passed;
// used later, it is accepted (LANGUAGE §2.1, §2.8).
func TestRight(t *testing.T) {
	s := began(t, "2025-10-06")
	paper := s.record("paper", carl.ID, "2025-10-08 10:00", "", "issued")
	s.sign(paper, "2025-10-13 09:00", false)
	for i := range s.c.Record(paper).Steps {
		s.c.Record(paper).Steps[i].Day = day(t, "2025-10-08") // written down five days later
	}
	d := s.find("2025-10-14 10:00", "respond")
	if d.Start.String() != "2025-10-13" || d.Due.String() != "2025-10-23" {
		t.Errorf("runs from %s to %s", d.Start, d.Due)
	}
	if d.Late(day(t, "2025-11-01")) {
		t.Error("a right is late")
	}
	wants(t, s.said("2025-10-14 10:00", "respond"), `
		maria right-given start 2025-10-13 09:00
		maria right -3 2025-10-20 08:00
		maria right -1 2025-10-22 08:00`)
	for now, want := range map[string]deadline.State{"2025-10-23 23:59": deadline.Open, "2025-10-24 00:00": deadline.Over} {
		if got := s.all(now, "respond")[0].State; got != want {
			t.Errorf("at %s: %s, want %s", now, got, want)
		}
	}
	wants(t, s.said("2025-10-24 00:00", "respond"), "")
	s.record("reply", maria.ID, "2025-10-27 09:00", paper, "filed")
	if got := s.all("2025-10-27 10:00", "respond")[0]; got.State != deadline.Met || got.MetOn.String() != "2025-10-27" {
		t.Errorf("used late: %s on %s", got.State, got.MetOn)
	}
}

// What is attached fulfils only for what it is attached to (LANGUAGE §2.3).
func TestSameThing(t *testing.T) {
	s := began(t, "2025-10-06")
	first := s.record("paper", carl.ID, "2025-10-08 10:00", "", "issued")
	second := s.record("paper", carl.ID, "2025-10-09 10:00", "", "issued")
	s.sign(first, "2025-10-10 09:00", false)
	s.sign(second, "2025-10-10 09:00", false)
	s.record("reply", maria.ID, "2025-10-13 09:00", second, "filed")
	for _, d := range s.all("2025-10-14 10:00", "respond") {
		if want := map[casefile.ID]deadline.State{first: deadline.Open, second: deadline.Met}[d.Record]; d.State != want {
			t.Errorf("the right about %s is %s, want %s", d.Record, d.State, want)
		}
	}
}

// Two papers open one right; an answer to one of them uses it for that one.
func TestSameThingOfTwoForms(t *testing.T) {
	s := newStory(t)
	s.p, s.c.Track = pair(t), "par"
	s.record("report", carl.ID, "2025-10-08 10:00", "", "filed")
	other := s.record("summary", carl.ID, "2025-10-08 10:00", "", "filed")
	s.record("summary-response", maria.ID, "2025-10-08 11:00", other, "filed")
	for _, d := range s.all("2025-10-09 10:00", "respond") {
		if want := map[bool]deadline.State{true: deadline.Met, false: deadline.Open}[d.Record == other]; d.State != want {
			t.Errorf("the right about %s is %s, want %s", d.Record, d.State, want)
		}
	}
}

// pair is a program in which two papers open a right of one name.
func pair(t *testing.T) *program.Program {
	t.Helper()
	p, problems := program.Load("pair.yaml", []byte(`
key: pair
title: Pair
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, coordinator: D}
readers: {all: {teacher: read, consultant: read, coordinator: read}}
tracks: {par: {known_to: all, keep: {for: 1 year, cite: ours}}}
forms:
  report: {by: consultant, opens: par, seen_by: all}
  summary: {by: consultant, seen_by: all}
  response: {by: teacher, attaches_to: report}
  summary-response: {by: teacher, attaches_to: summary}
deadlines:
  respond: {right_of: teacher, starts: [report, summary], due: 10 days, met_by: [response, summary-response], cite: ours}
`))
	if p == nil {
		t.Fatal(problems)
	}
	return p
}

// A withdrawn record takes its deadlines with it, and what it fulfilled is open
// again (LANGUAGE §2.2).
func TestWithdrawn(t *testing.T) {
	s := newStory(t)
	contact := s.record("contact", carl.ID, "2025-09-02 10:00", "", "filed")
	if got := s.all("2025-09-03 10:00", "contact-teacher")[0].State; got != deadline.Met {
		t.Fatalf("first contact is %s", got)
	}
	s.withdraw(contact, "2025-09-02 10:10")
	if got := s.all("2025-09-03 10:00", "contact-teacher")[0].State; got != deadline.Open {
		t.Errorf("first contact is %s", got)
	}
	if got := s.all("2025-09-03 10:00", "meet-weekly"); len(got) > 0 {
		t.Errorf("weeks are owed still: %v", got)
	}
	if d := s.find("2025-09-03 10:00", "plan-initial"); d.Due != schoolday.None {
		t.Errorf("a date counts from it still: %s", d.Due)
	}
}

// A closed case owes nothing more, and wakes nobody, but for what closing
// it starts: the survey (OBL-45, LANGUAGE §2.2).
func TestClosed(t *testing.T) {
	s := newStory(t)
	s.record("contact", carl.ID, "2025-09-02 10:00", "", "filed")
	s.meeting("initial-triad", "2025-09-03 09:00", "2025-10-20 15:00")
	s.close("2025-10-08 12:00")
	p := s.plan("2025-11-20 10:00")
	for _, d := range p.Deadlines {
		if d.Rule == "answer-survey" {
			continue
		}
		if d.State == deadline.Open || d.Due > s.c.Closed.Sunday() && d.Rule == "meet-weekly" {
			t.Errorf("%s is %s", d.Key, d.State)
		}
	}
	for _, n := range p.Notices {
		if n.Kind != deadline.Formal && !strings.HasPrefix(n.Key, "answer-survey/") {
			t.Errorf("said: %s", n.Key)
		}
	}
	if !p.Again.IsZero() {
		t.Errorf("planned again at %s", p.Again)
	}
}
