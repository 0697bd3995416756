package casefile_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// hana confirms what needs a second person.
var hana = casefile.Person{ID: "hana", Name: "Hana Field", Roles: []program.Role{program.HR}}

// contract loads testdata/course.yaml, with words in it replaced.
func contract(t testing.TB, replace ...string) *program.Program {
	t.Helper()
	data, err := os.ReadFile("testdata/course.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(replace); i += 2 {
		if !strings.Contains(string(data), replace[i]) {
			t.Fatalf("the contract does not say %q", replace[i])
		}
	}
	p, problems := program.Load("course.yaml", []byte(strings.NewReplacer(replace...).Replace(string(data))))
	for _, one := range problems {
		t.Log(one)
	}
	if p == nil {
		t.Fatal("the contract has problems")
	}
	return p
}

// newCourse is a case of the contract over two school years.
func newCourse(t testing.TB) *file {
	t.Helper()
	f := newFile(t)
	f.c.Track = "par"
	began := at(t, "2025-08-01 09:00")
	f.c.Parties = []casefile.Party{
		{Person: maria, Role: program.Teacher, From: began},
		{Person: carl, Role: program.Consultant, From: began},
		{Person: dora, Role: program.Coordinator, Office: true},
		{Person: hana, Role: program.HR, Office: true},
	}
	f.cal = schoolday.New(f.cal.Zone, nil,
		schoolday.Year{Start: day(t, "2025-08-18"), End: day(t, "2026-06-12"), Second: day(t, "2026-01-12")},
		schoolday.Year{Start: day(t, "2026-08-17"), End: day(t, "2027-06-11")})
	return f
}

// outcome adds a record that is filed with an outcome, if it has one.
func (f *file) outcome(id casefile.ID, form, outcome, when string) *casefile.Record {
	f.Helper()
	r := f.record(id, form, "", "filed "+when)
	r.Outcome = outcome
	return r
}

// second confirms a record.
func (f *file) second(r *casefile.Record, by casefile.ID, when string) {
	f.Helper()
	s := f.step(casefile.Confirmed, when)
	s.By = by
	r.Steps = append(r.Steps, s)
}

// follow is the course of the case by a moment.
func (f *file) follow(p *program.Program, now string, besides ...casefile.Fact) casefile.Course {
	f.Helper()
	return casefile.Open(p, &f.c, f.cal, at(f, now)).Follow(besides)
}

// told are the facts of some names, each with its round: "2025-08-27 round.start 1".
func told(facts []casefile.Fact, names ...string) []string {
	var lines []string
	for _, f := range facts {
		if slices.Contains(names, f.Event.Name) {
			lines = append(lines, fmt.Sprintf("%s %s %d", f.Day, f.Event, f.Round))
		}
	}
	return lines
}

func same(t testing.TB, what string, want, got []string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s, -want +got:\n%s", what, diff)
	}
}

// events reads "report.filed, hearing.held".
func events(t testing.TB, text string) []program.Event {
	t.Helper()
	var all []program.Event
	for one := range strings.SplitSeq(text, ", ") {
		e, err := program.ParseEvent(one)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	return all
}

// firstYear takes a case to the question how it goes on.
func firstYear(t testing.TB) *file {
	t.Helper()
	f := newCourse(t)
	f.outcome("r1", "enrolment", "enrolled", "2025-08-27 10:00")
	f.record("r2", "mou", "", "draft 2025-08-27 10:00", "filed 2025-09-03 09:00").Author = ""
	f.meeting("m1", "triad-meeting", casefile.Held, "2025-09-10 15:00", "planned 2025-09-02 09:00", "held 2025-09-10 16:00")
	f.record("r3", "focus", "", "filed 2025-09-12 09:00").Fields = map[string]string{"standards": "2, 3.1"}
	f.record("r4", "ilp", "", "filed 2025-10-01 09:00")
	f.record("r5", "ilp", "", "filed 2026-03-02 09:00")
	return f
}

// secondYear extends it (CLO-135).
func secondYear(t testing.TB) *file {
	t.Helper()
	f := firstYear(t)
	f.outcome("r6", "determination", "extend", "2026-05-04 09:00")
	f.outcome("r7", "willingness", "willing", "2026-05-06 09:00")
	f.outcome("r8", "confirmation", "confirmed", "2026-05-20 09:00")
	f.second(f.record("r9", "forwarding", "", "filed 2026-05-22 09:00"), "hana", "2026-05-26 09:00")
	f.meeting("m2", "triad-meeting", casefile.Held, "2026-09-01 15:00", "held 2026-09-01 16:00")
	f.record("s1", "focus", "", "filed 2026-09-03 09:00").Fields = map[string]string{"standards": "4"}
	f.record("s2", "ilp", "", "filed 2026-09-10 09:00")
	return f
}

// A case goes through its first year, is extended, and begins the second with
// school: what was done last year does not count again (LANGUAGE §3), but a
// signed memorandum stays signed.
func TestTwoYears(t *testing.T) {
	p, f := contract(t), secondYear(t)
	course := f.follow(p, "2026-10-01 09:00")
	same(t, "stages and rounds", []string{
		"2025-08-27 stage.referral 0",
		"2025-08-27 round.start 1", "2025-08-27 stage.onboarding 1",
		"2025-09-12 stage.active 1",
		"2026-03-02 stage.deciding 1",
		"2026-05-06 stage.confirming 1",
		"2026-05-22 stage.renewal 1",
		"2026-06-12 round.end 1",
		"2026-08-17 round.start 2", "2026-08-17 round.again 2",
		"2026-09-03 stage.active 2",
	}, told(course.Facts, "stage", "round"))
	same(t, "checklists", []string{
		"2025-09-03 mous.done 1", "2025-09-12 begun.done 1", "2026-03-02 portfolio.done 1", "2026-05-06 extending.done 1", "2026-05-22 renewed.done 1",
		"2026-08-17 mous.done 2", "2026-09-03 begun.done 2",
	}, told(course.Facts, "mous", "begun", "portfolio", "extending", "renewed"))
	same(t, "numbers", []string{
		"2025-09-02 triad-meeting.1.planned 1", "2025-09-10 triad-meeting.1.ended 1", "2025-09-10 triad-meeting.1.held 1", "2025-10-01 ilp.1.filed 1",
		"2026-03-02 ilp.2.filed 1", "2026-09-01 triad-meeting.1.held 2", "2026-09-01 triad-meeting.1.ended 2", "2026-09-10 ilp.1.filed 2",
	}, told(course.Facts, "triad-meeting", "ilp"))
	if course.Stage != "active" || course.Closes != "" || course.Round() != 2 {
		t.Errorf("it stands in %q (%s), round %d", course.Stage, course.Closes, course.Round())
	}
	want := []casefile.Round{
		{Start: day(t, "2025-08-27"), End: day(t, "2026-06-12"), At: at(t, "2025-08-27 10:00")},
		{Start: day(t, "2026-08-17"), End: day(t, "2027-06-11"), At: at(t, "2026-08-17 00:00")},
	}
	if diff := cmp.Diff(want, course.Rounds); diff != "" {
		t.Errorf("rounds, -want +got:\n%s", diff)
	}
}

func clovis(t testing.TB) *program.Program {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return all["clovis"]
}

// A track that the program does not have has facts, and nothing follows.
func TestUnknownTrack(t *testing.T) {
	f := newCourse(t)
	f.c.Track = "gone"
	course := f.follow(contract(t), "2025-09-30 09:00")
	if course.Stage != "" || len(course.Facts) == 0 {
		t.Errorf("it stands in %q with %d facts", course.Stage, len(course.Facts))
	}
	if (&casefile.Course{}).Has(events(t, "case.opened"), 0) {
		t.Error("something happened in no course")
	}
}

// A course that is given what followed from it is the same again, so that a
// planner may ask until nothing changes.
func TestBesidesSettle(t *testing.T) {
	p, f := contract(t), firstYear(t)
	f.record("y", "year-end", "", "issued 2026-05-05 09:00", "answered 2026-05-06 09:00", "filed 2026-05-06 09:00")
	over := casefile.Fact{
		Event: program.Event{Name: "respond", State: "over"}, Day: day(t, "2026-05-16"), At: at(t, "2026-05-17 00:00"), Record: "y", Round: 1,
	}
	first := f.follow(p, "2026-06-01 09:00", over)
	var besides []casefile.Fact
	for _, one := range first.Facts {
		if one.Event.Name == "respond" {
			besides = append(besides, one)
		}
	}
	second := f.follow(p, "2026-06-01 09:00", besides...)
	if diff := cmp.Diff(first.Facts, second.Facts); diff != "" || len(besides) != 1 {
		t.Errorf("-first +second:\n%s", diff)
	}
	same(t, "what followed", []string{"2026-05-16 respond.over 1", "2026-05-16 answered.done 1"}, told(second.Facts, "respond", "answered"))
	if second.Stage != "deciding" || second.Next.IsZero() {
		t.Errorf("it stands in %q, next at %s", second.Stage, second.Next)
	}
}

// Whoever asks for the day of a round's end in a round without one gets none.
func TestNoEnd(t *testing.T) {
	p, f := contract(t), begun(t)
	f.cal = schoolday.New(f.cal.Zone, nil)
	course := f.follow(p, "2025-10-01 09:00")
	if end := course.Ahead(events(t, "round.end"), day(t, "2025-08-27")); end != schoolday.None || course.Rounds[0].End != schoolday.None {
		t.Errorf("the round ends on %s", end)
	}
	if start := course.Ahead(events(t, "round.again"), day(t, "2025-08-27")); start != schoolday.None {
		t.Errorf("another begins on %s, and none is waited for", start)
	}
}
