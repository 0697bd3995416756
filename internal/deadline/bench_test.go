package deadline_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// lived is a case of Clovis after a whole year: 36 weeks of meetings with both
// logs, six conferences, the triads.
func lived(tb testing.TB) *story {
	tb.Helper()
	s := newStory(tb)
	events := handbook(s)
	slices.SortStableFunc(events, func(a, b event) int { return strings.Compare(a.at, b.at) })
	for _, e := range events {
		if e.what != "the case closes" {
			e.do()
		}
	}
	return s
}

func BenchmarkPlanYear(b *testing.B) {
	s := lived(b)
	now := s.at("2026-06-10 12:00")
	for b.Loop() {
		deadline.Make(s.p, &s.c, s.cal, now)
	}
}

// BenchmarkReplan plans the 1,200 cases of a large district, each with a whole
// year behind it, on all cores. The aim is 1,200 in a second on two cores, and
// 200,000 in a minute: 3,334 a second.
func BenchmarkReplan(b *testing.B) {
	const size = 1200
	s := lived(b)
	now := s.at("2026-06-10 12:00")
	cases := make([]casefile.Case, size)
	for i := range cases {
		c := s.c
		c.ID = casefile.ID(fmt.Sprint("case ", i))
		c.Records, c.Meetings, c.Parties = slices.Clone(c.Records), slices.Clone(c.Meetings), slices.Clone(c.Parties)
		cases[i] = c
	}
	run := func(b *testing.B) {
		b.Helper()
		before := spent(b)
		for b.Loop() {
			replan(cases, func(c *casefile.Case) { deadline.Make(s.p, c, s.cal, now) })
		}
		b.ReportMetric(float64(b.N*size)/b.Elapsed().Seconds(), "cases/s")
		b.ReportMetric(float64((spent(b)-before).Microseconds())/float64(b.N*size), "cpu-µs/case")
	}
	b.Run("plain", run)
	scope := s.p.In(s.c.Track)
	lists := scope.Checklists
	b.Cleanup(func() { scope.Checklists = lists })
	// It asks what became of a right, which is worked out before a case is followed.
	scope.Checklists = append(slices.Clone(lists), &program.Checklist{Key: "answered", Items: [][]program.Event{events("response.filed")}})
	b.Run("asked", run)
}

// spent is the time of processors that the process has used, which does not
// depend on who else uses the machine.
func spent(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// replan plans cases on all cores.
func replan(cases []casefile.Case, plan func(*casefile.Case)) {
	var group sync.WaitGroup
	share := (len(cases) + runtime.GOMAXPROCS(0) - 1) / runtime.GOMAXPROCS(0)
	for part := range slices.Chunk(cases, share) {
		group.Go(func() {
			for i := range part {
				plan(&part[i])
			}
		})
	}
	group.Wait()
}
