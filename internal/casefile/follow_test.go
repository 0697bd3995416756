package casefile_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/casefile"
)

// anyCourse draws a case of the contract, in which people do whatever they can
// in any order over two years.
func anyCourse(rt *rapid.T, f *file) {
	forms := map[string][]string{
		"enrolment": {"enrolled", "returned"}, "mou": {""}, "focus": {""}, "ilp": {""}, "report": {""}, "year-end": {""},
		"determination": {"discontinue", "extend"}, "willingness": {"willing", "unwilling"}, "director-decision": {"discontinue", "extend"},
		"confirmation": {"confirmed", "disputed"}, "forwarding": {""}, "dismissal": {""}, "monthly-log": {""},
	}
	names := make([]string, 0, len(forms))
	for name := range forms {
		names = append(names, name)
	}
	slices.Sort(names)
	moment := func() string {
		n := rapid.IntRange(0, 24*600).Draw(rt, "hour")
		return at(f, "2025-08-27 10:00").Add(time.Duration(n) * time.Hour).In(f.cal.Zone).Format("2006-01-02 15:04")
	}
	if rapid.Bool().Draw(rt, "enrolled") {
		f.outcome("e", "enrolment", "enrolled", "2025-08-28 10:00")
	}
	for i := range rapid.IntRange(0, 4).Draw(rt, "meetings") {
		when := moment()
		f.meeting(casefile.ID(fmt.Sprintf("m%d", i)), rapid.SampledFrom([]string{"triad-meeting", "hearing"}).Draw(rt, "kind"), casefile.Held, when, "held "+when)
	}
	for i := range rapid.IntRange(0, 25).Draw(rt, "records") {
		name := rapid.SampledFrom(names).Draw(rt, "form")
		r := f.outcome(casefile.ID(fmt.Sprintf("r%02d", i)), name, rapid.SampledFrom(forms[name]).Draw(rt, "outcome"), moment())
		if rapid.Bool().Draw(rt, "seconded") {
			f.second(r, "hana", r.At.In(f.cal.Zone).Format("2006-01-02 15:04"))
		}
	}
}

// A course depends on the case alone: not on how often it is asked for, nor on
// the order in which a store returns the records; and what came later never
// changes which stages were entered, when, and in which round.
func TestFollowProperties(t *testing.T) {
	p := contract(t)
	rapid.Check(t, func(rt *rapid.T) {
		f := newCourse(t)
		anyCourse(rt, f)
		now := at(t, "2025-08-27 10:00").Add(time.Duration(rapid.IntRange(0, 24*600).Draw(rt, "now")) * time.Hour)
		course := casefile.Open(p, &f.c, f.cal, now).Follow(nil)
		again := casefile.Open(p, &f.c, f.cal, now).Follow(nil)
		if diff := cmp.Diff(course.Facts, again.Facts); diff != "" {
			rt.Fatalf("asked twice, -first +second:\n%s", diff)
		}
		c := f.c
		c.Records = rapid.Permutation(f.c.Records).Draw(rt, "order")
		c.Meetings = rapid.Permutation(f.c.Meetings).Draw(rt, "order of meetings")
		other := casefile.Open(p, &c, f.cal, now).Follow(nil)
		if diff := cmp.Diff(course.Facts, other.Facts); diff != "" || course.Stage != other.Stage || !course.Next.Equal(other.Next) {
			rt.Fatalf("in another order, -first +second:\n%s", diff)
		}
		later := casefile.Open(p, &f.c, f.cal, now.AddDate(2, 0, 0)).Follow(nil)
		before := slices.DeleteFunc(slices.Clone(later.Facts), func(one casefile.Fact) bool { return one.At.After(now) })
		if diff := cmp.Diff(told(course.Facts, "stage", "round"), told(before, "stage", "round")); diff != "" {
			rt.Fatalf("two years later, -then +now:\n%s", diff)
		}
		if !course.Next.IsZero() && !course.Next.After(now) {
			rt.Fatalf("the next moment %s is not after %s", course.Next, now)
		}
	})
}

// Facts are in order and known by now; a number is that of one record alone in
// its round; stages are those of the track, the last of them the present one;
// and rounds follow each other, no more than there may be.
func TestCourseProperties(t *testing.T) {
	p := contract(t)
	track := p.Track("par")
	rapid.Check(t, func(rt *rapid.T) {
		f := newCourse(t)
		anyCourse(rt, f)
		now := at(t, "2027-06-01 00:00")
		course := casefile.Open(p, &f.c, f.cal, now).Follow(nil)
		type number struct {
			form       string
			nth, round int
		}
		holder, last := map[number]casefile.ID{}, ""
		for i, one := range course.Facts {
			if i > 0 && one.Day < course.Facts[i-1].Day || one.At.After(now) || one.Round > course.Round() {
				rt.Fatalf("%s on %s in round %d does not belong here", one.Event, one.Day, one.Round)
			}
			key := number{one.Event.Name, one.Event.Nth, one.Round}
			if other, taken := holder[key]; taken && other != one.Record && one.Record != "" {
				rt.Fatalf("%s of round %d is both %s and %s", one.Event, one.Round, other, one.Record)
			}
			holder[key] = one.Record
			if one.Event.Name == "stage" {
				last = one.Event.State
			}
		}
		if last != course.Stage || track.Stage(last) == nil || track.Stage(last).Closes != course.Closes {
			rt.Fatalf("it stands in %q, and entered %q last", course.Stage, last)
		}
		for i, r := range course.Rounds {
			if i > 0 && (r.Start < course.Rounds[i-1].Start || course.Rounds[i-1].End == 0) {
				rt.Fatalf("round %d starts on %s", i+1, r.Start)
			}
		}
		if course.Round() > track.Rounds {
			rt.Fatalf("%d rounds", course.Round())
		}
	})
}
