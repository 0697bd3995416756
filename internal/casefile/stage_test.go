package casefile_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// atEnd is a first year that stands before the question how it ends.
func atEnd(t testing.TB) *file {
	t.Helper()
	f := firstYear(t)
	f.outcome("r6", "determination", "extend", "2026-05-04 09:00")
	return f
}

// The first stage is entered at the opening, and nothing moves by itself.
func TestEntrance(t *testing.T) {
	f := newCourse(t)
	course := f.follow(contract(t), "2025-09-30 09:00")
	same(t, "stages", []string{"2025-08-27 stage.referral 0"}, told(course.Facts, "stage"))
	if course.Round() != 0 || course.Stage != "referral" {
		t.Errorf("round %d, stage %q", course.Round(), course.Stage)
	}
	if before := f.follow(contract(t), "2025-08-27 08:59"); before.Stage != "" {
		t.Errorf("before the opening it stands in %q", before.Stage)
	}
}

// A case that comes to its end says why; what happens later does not move it
// (CLO-48 50).
func TestReturned(t *testing.T) {
	f := newCourse(t)
	f.outcome("r1", "enrolment", "returned", "2025-08-29 10:00")
	course := f.follow(contract(t), "2025-08-29 10:00")
	if course.Stage != "returned" || course.Closes != "Referral returned" || course.Round() != 0 {
		t.Fatalf("it stands in %q (%s), round %d", course.Stage, course.Closes, course.Round())
	}
	f.second(f.record("r2", "dismissal", "", "filed 2025-09-01 09:00"), "hana", "2025-09-01 10:00")
	if after := f.follow(contract(t), "2025-09-02 10:00"); after.Stage != "returned" {
		t.Errorf("it went on to %q", after.Stage)
	}
}

// A teacher who is not willing goes to the Director; a decision that is
// disputed comes back there, and the old decision does not count again: since
// re-entry alone (AMB-24, LANGUAGE §3).
func TestBackAndForth(t *testing.T) {
	p, f := contract(t), atEnd(t)
	f.outcome("r7", "willingness", "unwilling", "2026-05-06 09:00")
	f.outcome("d1", "director-decision", "extend", "2026-05-08 09:00")
	f.outcome("c1", "confirmation", "disputed", "2026-05-11 09:00")
	course := f.follow(p, "2026-05-12 09:00")
	if course.Stage != "director" {
		t.Fatalf("after the dispute it stands in %q", course.Stage)
	}
	f.outcome("d2", "director-decision", "discontinue", "2026-05-13 09:00")
	if course = f.follow(p, "2026-05-14 09:00"); course.Stage != "confirming" {
		t.Fatalf("after the second decision it stands in %q; the old dispute counted again", course.Stage)
	}
	f.outcome("c2", "confirmation", "confirmed", "2026-05-15 09:00")
	f.second(f.record("w1", "forwarding", "", "filed 2026-05-18 09:00"), "hana", "2026-05-18 10:00")
	course = f.follow(p, "2026-05-19 09:00")
	same(t, "stages", []string{
		"2025-08-27 stage.referral 0", "2025-08-27 stage.onboarding 1", "2025-09-12 stage.active 1", "2026-03-02 stage.deciding 1",
		"2026-05-06 stage.director 1", "2026-05-08 stage.confirming 1", "2026-05-11 stage.director 1", "2026-05-13 stage.confirming 1",
		"2026-05-18 stage.discontinued 1",
	}, told(course.Facts, "stage"))
	if course.Closes != "Support discontinued" {
		t.Errorf("it closes with %q", course.Closes)
	}
}

// Out of every stage that closes nothing, the Board's dismissal leads away
// (CLO-39), but only once a second person confirmed it.
func TestFromAny(t *testing.T) {
	p, f := contract(t), firstYear(t)
	r := f.record("x", "dismissal", "", "filed 2025-10-20 09:00")
	if course := f.follow(p, "2025-10-21 09:00"); course.Stage != "active" {
		t.Errorf("unconfirmed, it led to %q", course.Stage)
	}
	f.second(r, "dora", "2025-10-21 12:00")
	if course := f.follow(p, "2025-10-22 09:00"); course.Stage != "active" {
		t.Errorf("confirmed by nobody of hr, it led to %q", course.Stage)
	}
	f.second(r, "hana", "2025-10-22 12:00")
	course := f.follow(p, "2025-10-23 09:00")
	if course.Stage != "board" || course.Closes != "Referred to the Board" {
		t.Errorf("it stands in %q (%s)", course.Stage, course.Closes)
	}
}

// What led out of any stage once does so again only when it happens again.
func TestFromAnyOnce(t *testing.T) {
	p, f := contract(t), firstYear(t)
	track := p.Track("par")
	track.FromAny = []program.Move{{To: "director", On: events(t, "report.answered")}}
	track.Stage("director").Moves = []program.Move{{To: "onboarding", On: events(t, "response.filed")}}
	f.record("p1", "report", "", "issued 2025-11-03 09:00", "answered 2025-11-04 09:00", "filed 2025-11-04 09:00")
	f.record("p2", "response", "p1", "filed 2025-11-05 09:00")
	course := f.follow(p, "2025-11-30 09:00")
	same(t, "stages", []string{
		"2025-08-27 stage.referral 0", "2025-08-27 stage.onboarding 1", "2025-09-12 stage.active 1",
		"2025-11-04 stage.director 1", "2025-11-05 stage.onboarding 1",
	}, told(course.Facts, "stage"))
	f.record("p3", "report", "", "issued 2025-12-01 09:00", "answered 2025-12-02 09:00")
	if course = f.follow(p, "2025-12-03 09:00"); course.Stage != "director" {
		t.Errorf("the second answer led to %q", course.Stage)
	}
}

// The first listed move wins, and a back-dated paper moves nothing before it
// was recorded.
func TestFirstListed(t *testing.T) {
	p, f := contract(t), firstYear(t)
	r := f.outcome("r6", "determination", "discontinue", "2026-05-04 09:00")
	r.Steps[0].Day = day(t, "2026-02-01")
	f.record("y", "year-end", "", "issued 2026-05-05 09:00", "signed 2026-05-06 09:00", "answered 2026-05-06 09:00", "filed 2026-05-06 09:00")
	if course := f.follow(p, "2026-03-02 08:59"); course.Stage != "active" {
		t.Errorf("it moved by what was not recorded, to %q", course.Stage)
	}
	course := f.follow(p, "2026-05-07 09:00")
	same(t, "stages", []string{"2026-03-02 stage.deciding 1", "2026-05-06 stage.confirming 1"}, told(course.Facts, "stage")[3:])
}

// Of several records the newest outcome counts: a determination that was
// changed ends nothing by its old outcome (LANGUAGE §1).
func TestNewestOutcome(t *testing.T) {
	p, f := contract(t), atEnd(t)
	f.outcome("r7", "determination", "discontinue", "2026-05-05 09:00")
	f.outcome("r8", "willingness", "willing", "2026-05-06 09:00")
	course := f.follow(p, "2026-05-07 09:00")
	if course.Stage != "deciding" || course.Has(events(t, "determination.extend"), 1) || !course.Has(events(t, "determination.discontinue"), 1) {
		t.Errorf("the old outcome counts: it stands in %q", course.Stage)
	}
	f.c.Record("r7").Withdrawn = at(t, "2026-05-05 09:01")
	if course = f.follow(p, "2026-05-07 09:00"); course.Stage != "confirming" {
		t.Errorf("with the change taken back it stands in %q", course.Stage)
	}
}

// A closed case moves no more.
func TestClosedStays(t *testing.T) {
	p, f := contract(t), atEnd(t)
	f.c.Closed, f.c.ClosedAt = day(t, "2026-05-05"), at(t, "2026-05-05 09:00")
	f.outcome("r8", "willingness", "willing", "2026-05-06 09:00")
	course := f.follow(p, "2026-07-01 09:00")
	if course.Stage != "deciding" {
		t.Errorf("it went on to %q", course.Stage)
	}
	same(t, "rounds", []string{"2025-08-27 round.start 1", "2026-05-05 round.end 1"}, told(course.Facts, "round"))
}

// A circle of moves that no person acts in is refused by the check; the replay
// ends all the same.
func TestCircle(t *testing.T) {
	p, f := contract(t), newCourse(t)
	for _, s := range p.Track("par").Stages {
		for i := range s.Moves {
			s.Moves[i].On = events(t, "stage.referral, stage.onboarding, stage.active, case.opened")
		}
	}
	course := f.follow(p, "2025-09-30 09:00")
	if n := len(told(course.Facts, "stage")); n == 0 || n > 100 {
		t.Errorf("%d stages were entered", n)
	}
}

// A visit has stages too, though no rounds of its own: one, from its opening.
func TestVisit(t *testing.T) {
	p := clovis(t)
	f := newFile(t)
	f.c.Track = "visit"
	f.record("v", "visit", "", "filed 2025-08-27 09:00")
	f.record("a", "visit-answer", "v", "filed 2025-08-28 09:00").Outcome = "accepted"
	f.meeting("m", "visit-meeting", casefile.Held, "2025-09-03 15:00", "planned 2025-08-28 09:00", "held 2025-09-03 16:00")
	course := f.follow(p, "2025-09-04 09:00")
	same(t, "the visit", []string{
		"2025-08-27 stage.asked 1", "2025-08-27 round.start 1", "2025-08-28 stage.agreed 1", "2025-09-03 stage.visited 1",
	}, told(course.Facts, "stage", "round"))
	if course.Closes != "Visit held" {
		t.Errorf("it closes with %q", course.Closes)
	}
	f.c.Meetings[0].State = casefile.Cancelled
	f.c.Meetings[0].Steps[1] = f.step(casefile.Cancelled, "2025-09-01 09:00")
	if course = f.follow(p, "2025-09-04 09:00"); course.Stage != "agreed" || course.Closes != "" {
		t.Errorf("called off, it is %s, and another date cannot be planned: %q", course.Stage, course.Closes)
	}
	f.record("d", "visit-answer", "v", "filed 2025-09-02 09:00").Outcome = "declined"
	if course = f.follow(p, "2025-09-04 09:00"); course.Closes != "Not held" {
		t.Errorf("declined after all, it closes with %q", course.Closes)
	}
}

// Answers to two different papers both stand; two answers to one do not, nor do
// outcomes of last year undo those of this one.
func TestOutcomesOfTheSame(t *testing.T) {
	p, f := contract(t), firstYear(t)
	for _, a := range []struct {
		id      casefile.ID
		on      casefile.ID
		outcome string
		when    string
	}{
		{"c1", "r4", "confirmed", "2025-11-03 09:00"},
		{"c2", "r5", "disputed", "2025-11-04 09:00"},
	} {
		f.outcome(a.id, "confirmation", a.outcome, a.when).On = a.on
	}
	course := f.follow(p, "2025-11-05 09:00")
	if !course.Has(events(t, "confirmation.confirmed"), 1) || !course.Has(events(t, "confirmation.disputed"), 1) {
		t.Error("the answer to one paper undoes that to another")
	}
	f.outcome("c3", "confirmation", "disputed", "2025-11-06 09:00").On = "r4"
	course = f.follow(p, "2025-11-07 09:00")
	if course.Has(events(t, "confirmation.confirmed"), 1) {
		t.Error("the older answer to a paper still counts")
	}
	f = secondYear(t)
	f.outcome("z", "determination", "discontinue", "2026-09-20 09:00")
	course = f.follow(p, "2026-10-01 09:00")
	if !course.Has(events(t, "determination.extend"), 1) || course.Has(events(t, "determination.extend"), 2) {
		t.Error("the outcome of this year undoes that of last year")
	}
}
