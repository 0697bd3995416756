package casefile_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// list follows a case and returns what became of one checklist.
func (f *file) list(p *program.Program, now, list string, besides ...casefile.Fact) []string {
	f.Helper()
	return told(f.follow(p, now, besides...).Facts, list)
}

// begun is a case whose round has begun.
func begun(t testing.TB) *file {
	t.Helper()
	f := newCourse(t)
	f.outcome("r1", "enrolment", "enrolled", "2025-08-27 10:00")
	return f
}

// A list is done when its last item comes in, on the latest day of its items; a
// paper entered late bears its own day (LANGUAGE §1, §2.3).
func TestLastItem(t *testing.T) {
	p, f := contract(t), begun(t)
	f.record("i1", "ilp", "", "filed 2025-10-01 09:00")
	same(t, "with one", nil, f.list(p, "2025-11-01 09:00", "portfolio"))
	late := f.record("i2", "ilp", "", "filed 2025-12-01 09:00")
	late.Steps[0].Day = day(t, "2025-09-20")
	same(t, "the evening before", nil, f.list(p, "2025-12-01 08:59", "portfolio"))
	same(t, "entered late", []string{"2025-10-01 portfolio.done 1"}, f.list(p, "2025-12-01 09:00", "portfolio"))
	f.record("i3", "ilp", "", "filed 2025-12-03 09:00")
	same(t, "once is enough", []string{"2025-10-01 portfolio.done 1"}, f.list(p, "2025-12-04 09:00", "portfolio"))
	f.c.Record("i1").Withdrawn = at(t, "2025-10-01 09:01")
	same(t, "with one taken back", []string{"2025-12-03 portfolio.done 1"}, f.list(p, "2025-12-04 09:00", "portfolio"))
}

// An inner list is any of; the newest outcome counts.
func TestAnyOf(t *testing.T) {
	p := contract(t)
	for _, tt := range []struct {
		form, outcome string
		want          []string
	}{
		{"determination", "discontinue", []string{"2025-12-03 ended.done 1"}},
		{"director-decision", "discontinue", []string{"2025-12-03 ended.done 1"}},
		{"director-decision", "extend", nil},
	} {
		f := begun(t)
		f.outcome("x", tt.form, tt.outcome, "2025-12-01 09:00")
		f.outcome("c", "confirmation", "confirmed", "2025-12-02 09:00")
		f.second(f.record("w", "forwarding", "", "filed 2025-12-03 09:00"), "hana", "2025-12-03 10:00")
		same(t, tt.form+"."+tt.outcome, tt.want, f.list(p, "2025-12-05 09:00", "ended"))
	}
}

// What a right may bring counts when the right is used, waived or over; a right
// about another paper does not (LANGUAGE §1).
func TestRightBrings(t *testing.T) {
	p := contract(t)
	right := func(state string, about casefile.ID) casefile.Fact {
		return casefile.Fact{Event: program.Event{Name: "respond", State: state}, Day: day(t, "2026-05-18"), At: at(t, "2026-05-18 00:00"), Record: about}
	}
	for _, tt := range []struct {
		name    string
		answer  bool
		besides []casefile.Fact
		want    []string
	}{
		{"open", false, nil, nil},
		{"used", true, nil, []string{"2026-05-08 answered.done 1"}},
		{"over", false, []casefile.Fact{right("over", "y")}, []string{"2026-05-18 answered.done 1"}},
		{"met", false, []casefile.Fact{right("met", "y")}, []string{"2026-05-18 answered.done 1"}},
		{"over about a paper that is gone", false, []casefile.Fact{right("over", "")}, []string{"2026-05-18 answered.done 1"}},
		{"over about another paper", false, []casefile.Fact{right("over", "r1")}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := begun(t)
			f.record("y", "year-end", "", "issued 2026-05-05 09:00", "answered 2026-05-06 09:00", "filed 2026-05-06 09:00")
			if tt.answer {
				f.record("a", "response", "y", "filed 2026-05-08 09:00")
			}
			same(t, "answered", tt.want, f.list(p, "2026-05-20 09:00", "answered", tt.besides...))
		})
	}
}

// What is given besides happened only by its moment.
func TestBesidesLater(t *testing.T) {
	p, f := contract(t), begun(t)
	over := casefile.Fact{Event: program.Event{Name: "respond", State: "over"}, Day: day(t, "2026-05-18"), At: at(t, "2026-05-19 00:00")}
	same(t, "before", nil, f.list(p, "2026-05-18 23:59", "respond", over))
	same(t, "after", []string{"2026-05-18 respond.over 1"}, f.list(p, "2026-05-19 00:00", "respond", over))
	over.Round = 2
	same(t, "of a round of its own", []string{"2026-05-18 respond.over 2"}, f.list(p, "2026-05-19 00:00", "respond", over))
}

// A form that the system makes counts when all made so far are filed.
func TestAllMade(t *testing.T) {
	p, f := contract(t), begun(t)
	made := func(id casefile.ID, steps ...string) { f.record(id, "monthly-log", "", steps...).Author = "" }
	same(t, "none was made", nil, f.list(p, "2025-09-29 09:00", "logs"))
	made("l1", "draft 2025-09-30 00:00")
	made("l2", "draft 2025-10-31 00:00", "filed 2025-11-03 09:00")
	same(t, "one is open", nil, f.list(p, "2025-11-04 09:00", "logs"))
	f.c.Record("l1").Steps = append(f.c.Record("l1").Steps, f.step(casefile.Filed, "2025-11-05 09:00"))
	same(t, "all are filed", []string{"2025-11-05 logs.done 1"}, f.list(p, "2025-11-06 09:00", "logs"))
}

// A list over the case is done once; its items may come from any round.
func TestOverCase(t *testing.T) {
	p, f := contract(t), secondYear(t)
	f.record("y", "year-end", "", "issued 2026-09-15 09:00", "filed 2026-09-16 09:00")
	same(t, "without the answer", nil, f.list(p, "2026-09-17 09:00", "steps"))
	f.record("a", "response", "y", "filed 2026-09-18 09:00")
	same(t, "of both years", []string{"2026-09-18 answered.done 2"}, f.list(p, "2026-09-20 09:00", "answered"))
	f.record("s3", "ilp", "", "filed 2026-09-21 09:00")
	course := f.follow(p, "2026-09-22 09:00")
	same(t, "steps", []string{"2026-09-21 steps.done 2"}, told(course.Facts, "steps"))
	if !course.Has(events(t, "steps.done"), 2) {
		t.Error("a list over the case is not found in the second round")
	}
}

// A list that contains itself is refused by the check; it is never done.
func TestListInItself(t *testing.T) {
	p, f := contract(t), begun(t)
	p.In("par").Checklist("portfolio").Items = [][]program.Event{events(t, "portfolio.done")}
	f.record("i1", "ilp", "", "filed 2025-10-01 09:00")
	same(t, "the list", nil, f.list(p, "2025-11-01 09:00", "portfolio"))
}
