package casefile_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// plan is a program of hand-written values whose round starts with an
// agreement and ends on the date in the plan or the goals, as in Boston.
func plan(t testing.TB) *program.Program {
	t.Helper()
	stages := []*program.Stage{
		{Key: "active", Moves: []program.Move{{To: "again", On: events(t, "rating.filed")}}},
		{Key: "again", StartsRound: true, Moves: []program.Move{{To: "active", On: events(t, "goals.filed")}}},
	}
	return &program.Program{Tracks: []*program.Track{{
		Key: "par", Stages: stages, Rounds: 3,
		RoundStart: events(t, "agreement.filed"), RoundEnd: events(t, "goals.ends_on, agreement.plan_end"),
		Scope: program.Scope{Forms: []*program.Form{
			{Key: "agreement", Fields: []*program.Field{{Key: "plan_end", Type: "date"}}},
			{Key: "goals", Fields: []*program.Field{{Key: "ends_on", Type: "date"}}},
			{Key: "rating"},
		}},
	}}}
}

// dates adds a paper with a date.
func (f *file) dates(id casefile.ID, form, field, date, when string) *casefile.Record {
	f.Helper()
	r := f.record(id, form, "", "draft 2025-09-01 09:00", "filed "+when)
	r.Fields = map[string]string{field: date}
	return r
}

func ends(c casefile.Course) []string {
	var all []string
	for _, r := range c.Rounds {
		all = append(all, r.Start.String()+" to "+r.End.String())
	}
	return all
}

// A round ends on the date that was recorded last, however many there are.
func TestRoundEndsByDate(t *testing.T) {
	p, f := plan(t), newCourse(t)
	f.dates("a1", "agreement", "plan_end", "2026-05-29", "2025-09-08 09:00")
	course := f.follow(p, "2025-09-09 09:00")
	same(t, "with the agreement", []string{"2025-09-08 to 2026-05-29"}, ends(course))
	if end := course.Ahead(events(t, "round.end"), day(t, "2025-10-01")); end != day(t, "2026-05-29") {
		t.Errorf("the end of the round is ahead on %s", end)
	}
	f.dates("g1", "goals", "ends_on", "2026-03-27", "2025-10-01 09:00")
	same(t, "with the goals", []string{"2025-09-08 to 2026-03-27"}, ends(f.follow(p, "2025-10-02 09:00")))
	f.dates("a2", "agreement", "plan_end", "2026-06-05", "2026-02-02 09:00")
	course = f.follow(p, "2026-06-30 09:00")
	same(t, "with the plan made longer", []string{"2025-09-08 to 2026-06-05"}, ends(course))
	same(t, "what happened", []string{
		"2025-09-08 round.start 1", "2026-03-27 goals.1.ends_on 1", "2026-06-05 agreement.2.plan_end 1", "2026-06-05 round.end 1",
	}, told(without(course.Facts, "draft", "filed"), "round", "goals", "agreement"))
}

func without(facts []casefile.Fact, states ...string) []casefile.Fact {
	var left []casefile.Fact
	for _, f := range facts {
		keep := true
		for _, s := range states {
			keep = keep && f.Event.State != s
		}
		if keep {
			left = append(left, f)
		}
	}
	return left
}

// A date that was superseded after its day had come stays a fact.
func TestDateStays(t *testing.T) {
	p, f := plan(t), newCourse(t)
	f.dates("a1", "agreement", "plan_end", "2025-12-05", "2025-09-08 09:00")
	f.dates("a2", "agreement", "plan_end", "2026-01-30", "2025-12-08 09:00")
	course := f.follow(p, "2026-02-01 09:00")
	same(t, "dates", []string{"2025-12-05 agreement.1.plan_end 1", "2026-01-30 agreement.2.plan_end 1"},
		told(without(course.Facts, "draft", "filed"), "agreement"))
	same(t, "the round", []string{"2025-09-08 round.start 1", "2025-12-05 round.end 1"}, told(course.Facts, "round"))
}

// Without later_start the next round begins when its stage is entered, and the
// one before ends then; no more of them than at_most.
func TestAgainAtOnce(t *testing.T) {
	p, f := plan(t), newCourse(t)
	f.dates("a1", "agreement", "plan_end", "2026-05-29", "2025-09-08 09:00")
	f.record("g1", "goals", "", "filed 2025-09-15 09:00")
	f.record("x1", "rating", "", "filed 2026-03-02 09:00")
	course := f.follow(p, "2026-03-03 09:00")
	same(t, "the second round", []string{"2025-09-08 to 2026-03-02", "2026-03-02 to "}, ends(course))
	if course.Stage != "again" {
		t.Errorf("the goals of the first round moved it to %q", course.Stage)
	}
	f.record("g2", "goals", "", "filed 2026-03-09 09:00")
	f.record("x2", "rating", "", "filed 2026-05-04 09:00")
	f.record("g3", "goals", "", "filed 2026-05-11 09:00")
	f.record("x3", "rating", "", "filed 2026-06-01 09:00")
	course = f.follow(p, "2026-06-02 09:00")
	if course.Round() != 3 || course.Stage != "again" {
		t.Errorf("after three ratings it is round %d, stage %q", course.Round(), course.Stage)
	}
	f.record("g4", "goals", "", "filed 2026-06-03 09:00")
	if course = f.follow(p, "2026-06-04 09:00"); course.Stage != "active" || course.Round() != 3 {
		t.Errorf("no round is left, and it is round %d, stage %q", course.Round(), course.Stage)
	}
}

// The second year of a case begins with school; until then nothing of the first
// moves it on, and its start is ahead (AMB-39).
func TestWaitsForSchool(t *testing.T) {
	p, f := contract(t), secondYear(t)
	course := f.follow(p, "2026-07-01 09:00")
	if course.Stage != "renewal" || course.Round() != 1 {
		t.Errorf("in summer it is round %d, stage %q", course.Round(), course.Stage)
	}
	if start := course.Ahead(events(t, "round.again"), day(t, "2026-07-01")); start != day(t, "2026-08-17") {
		t.Errorf("the second round is ahead on %q", start)
	}
	if !course.Next.Equal(at(t, "2026-07-31 00:00")) {
		t.Errorf("time brings the next fact at %s, want the end of July", course.Next)
	}
	f.second(f.record("x", "dismissal", "", "filed 2026-07-02 09:00"), "hana", "2026-07-02 10:00")
	if course = f.follow(p, "2026-07-03 09:00"); course.Stage != "board" {
		t.Errorf("the Board's dismissal led to %q", course.Stage)
	}
}

// Whatever was recorded in the act that starts a round belongs to it; what came
// before does not.
func TestBelongs(t *testing.T) {
	p, f := contract(t), newCourse(t)
	f.record("r0", "report", "", "draft 2025-08-27 09:30", "issued 2025-08-27 09:40")
	f.outcome("r1", "enrolment", "enrolled", "2025-08-27 10:00")
	f.c.Record("r0").Steps = append(f.c.Record("r0").Steps, f.step(casefile.Filed, "2025-09-05 09:00"))
	course := f.follow(p, "2025-09-06 09:00")
	same(t, "rounds", []string{
		"2025-08-27 report.1.draft 0", "2025-08-27 report.1.issued 0",
		"2025-08-27 enrolment.1.filed 1", "2025-08-27 enrolment.1.enrolled 1", "2025-09-05 report.1.filed 0",
	}, told(course.Facts, "report", "enrolment"))
}

// A start that was entered late may lie before an end that is past already.
func TestStartedLate(t *testing.T) {
	p, f := contract(t), newCourse(t)
	f.outcome("r1", "enrolment", "enrolled", "2026-06-20 10:00").Steps[0].Day = day(t, "2026-06-01")
	course := f.follow(p, "2026-06-21 09:00")
	same(t, "the round", []string{"2026-06-01 round.start 1", "2026-06-12 round.end 1"}, told(course.Facts, "round"))
}

// Numbers count per round, and for what is once for a case or a holder over the
// case; drafts that nobody goes on with take none (LANGUAGE §2).
func TestNumbersPerRound(t *testing.T) {
	p, f := contract(t), secondYear(t)
	f.record("d1", "ilp", "", "draft 2025-09-01 09:00")
	f.record("m9", "mou", "", "draft 2026-09-02 09:00", "filed 2026-09-04 09:00")
	f.record("z1", "summary", "m1", "filed 2026-09-05 09:00") // of last year's meeting, written late
	f.record("z2", "summary", "m2", "filed 2026-09-05 10:00")
	course := f.follow(p, "2026-10-01 09:00")
	same(t, "numbers", []string{
		"2025-08-27 mou.1.draft 1", "2025-09-01 ilp.1.draft 1", "2025-09-03 mou.1.filed 1", "2025-10-01 ilp.1.filed 1", "2026-03-02 ilp.2.filed 1",
		"2026-09-02 mou.2.draft 2", "2026-09-04 mou.2.filed 2", "2026-09-05 summary.1.filed 1", "2026-09-05 summary.1.filed 2",
		"2026-09-10 ilp.1.filed 2",
	}, told(course.Facts, "mou", "ilp", "summary"))
}

// A circle of stages that what is past leads through begins a round a time, not
// rounds without end (LANGUAGE §3).
func TestOneActBeginsOneRound(t *testing.T) {
	p, f := contract(t), newCourse(t)
	track := p.Track("par")
	track.Rounds, track.LaterStart, track.RoundEnd, track.FromAny = 0, nil, nil, nil
	track.Stages = []*program.Stage{
		{Key: "active", Moves: []program.Move{{To: "renewal", On: events(t, "round.start")}}},
		{Key: "renewal", StartsRound: true, Moves: []program.Move{{To: "active", On: events(t, "case.opened")}}},
	}
	f.outcome("e", "enrolment", "enrolled", "2025-09-02 10:00")
	if n := f.follow(p, "2025-09-02 10:00"); len(n.Rounds) != 1 || n.Stage != "renewal" {
		t.Errorf("%d rounds, and the stage is %q", len(n.Rounds), n.Stage)
	}
}
