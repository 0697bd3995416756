package deadline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parbot/internal/deadline"
)

// The plan changes only with the file or at Again: it is always to come, and one
// nanosecond before it the plan is what it was. Else the store would hold an old
// plan until somebody touched the case.
func TestAgain(t *testing.T) {
	s := newStory(t)
	now, plans := time.Time{}, 0
	walk(s, handbook(s), "2026-07-01 00:00", func(at time.Time, _ string, p deadline.Plan) {
		now = at
		steady(t, s, p, now)
		plans++
	})
	if plans < 100 || now.Before(s.at("2026-06-01 00:00")) {
		t.Errorf("the walk ended at %s after %d plans", now, plans)
	}
}

func steady(t interface {
	Helper()
	Fatalf(string, ...any)
}, s *story, p deadline.Plan, now time.Time,
) {
	t.Helper()
	later := now.AddDate(1, 0, 0)
	if !p.Again.IsZero() {
		if !p.Again.After(now) {
			t.Fatalf("at %s again at %s, which is not to come", now, p.Again)
		}
		later = p.Again.Add(-1)
	}
	for _, at := range []time.Time{later, now.Add(later.Sub(now) / 2), now.Add(later.Sub(now) / 7)} {
		if diff := unlike(p, deadline.Make(s.p, &s.c, s.cal, at)); diff != "" {
			t.Fatalf("planned at %s for %s, at %s it differs\n%s", now, p.Again, at, diff)
		}
	}
}

// What the walk by Again sends is what planning every hour sends: nothing is
// late because nobody woke.
func TestAgainMissesNothing(t *testing.T) {
	woken, hourly := newStory(t), newStory(t)
	const until = "2025-11-01 00:00"
	var a []string
	keys := map[string]bool{}
	note := func(to *[]string, now time.Time, p deadline.Plan) {
		for _, n := range p.Notices {
			if !n.At.After(now) && !keys[n.Key] {
				keys[n.Key] = true
				*to = append(*to, n.Key)
			}
		}
	}
	walk(woken, handbook(woken), until, func(now time.Time, _ string, p deadline.Plan) { note(&a, now, p) })
	clear(keys)
	var b []string
	events := handbook(hourly)
	slices.SortStableFunc(events, func(x, y event) int { return strings.Compare(x.at, y.at) })
	for now := hourly.c.OpenedAt; now.Before(hourly.at(until)); now = now.Add(time.Hour) {
		for len(events) > 0 && !hourly.at(events[0].at).After(now) {
			events[0].do()
			events = events[1:]
		}
		note(&b, now, deadline.Make(hourly.p, &hourly.c, hourly.cal, now))
	}
	slices.Sort(a)
	slices.Sort(b)
	// Between two full hours a person may act, so an hourly look may come too
	// late for what that act ended, never the other way round.
	for _, key := range b {
		if !slices.Contains(a, key) {
			t.Errorf("only an hourly look finds %s", key)
		}
	}
	if len(b) < 40 {
		t.Errorf("the hourly look found %d", len(b))
	}
}

// Planning twice is planning once, and what it returns is in order.
func TestOrder(t *testing.T) {
	s := newStory(t)
	for _, e := range handbook(s) {
		e.do()
	}
	p := s.plan("2026-03-02 10:00")
	if diff := unlike(p, s.plan("2026-03-02 10:00")); diff != "" {
		t.Error(diff)
	}
	if !slices.IsSortedFunc(p.Notices, func(a, b deadline.Notice) int { return a.At.Compare(b.At) }) {
		t.Error("the notices are not in the order of their moments")
	}
	undated := false
	for i, d := range p.Deadlines {
		undated = undated || d.Due == 0
		if i > 0 && d.Due != 0 && (undated || d.Due < p.Deadlines[i-1].Due) {
			t.Errorf("%s stands after %s", d.Key, p.Deadlines[i-1].Key)
		}
	}
}

// A case of a track that the program does not have has no plan.
func TestNoTrack(t *testing.T) {
	s := newStory(t)
	s.c.Track = "gone"
	if p := s.plan("2025-09-01 10:00"); len(p.Deadlines)+len(p.Notices) > 0 || !p.Again.IsZero() {
		t.Errorf("%+v", p)
	}
}
