package access_test

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// A program in which cells wait for what follows from a case: a stage, a
// checklist, the last day of a right, the packet of this round's hearing.
const following = `
key: following
title: Following
timezone: America/Los_Angeles
in_force: 2025-08-18
sources: {default: {ours: ours}}
roles: {teacher: Teacher, consultant: Coach, administrator: Principal, coordinator: Office, panel: Panel, hr: HR}
tracks:
  par:
    title: The track
    known_to: {teacher: read, consultant: read, coordinator: read, administrator: from window.over, hr: from stage.rated, panel: from both}
    round: {starts: begin, later_start: again, ends: school-year.end, at_most: 2, cite: ours}
    keep: {for: 1 year, cite: ours}
    stages:
      open: {starts_round: true, talking: window.over}
      talking: {rated: verdict}
      rated: {open: again, ended: stop}
      ended: {closes: Ended}
forms:
  begin: {by: consultant, opens: par, seen_by: {coordinator: read}}
  paper: {by: consultant, seen_by: {teacher: read, administrator: read, hr: read, panel: from hearing.packet}, serve: teacher}
  reply: {by: teacher, attaches_to: paper}
  verdict: {by: coordinator, needs: stage.talking, seen_by: {teacher: read}}
  again: {by: coordinator, seen_by: {teacher: read}}
  stop: {by: coordinator, until: stage.rated, seen_by: {teacher: read}}
  yearly: {by: consultant, once: round, seen_by: {teacher: read}}
  first-call: {by: consultant, once: holder, seen_by: {teacher: read}}
  sheet: {by: consultant, once: round, attaches_to: hearing}
meetings:
  hearing: {attendees: [teacher, panel, coordinator], convened_by: coordinator, packet: 14 days, seen_by: {panel: read}}
deadlines:
  window: {right_of: teacher, starts: paper, due: 7 days, met_by: reply, cite: ours}
checklists:
  both: [begin, paper]
`

// course is a case of that program with a paper filed at noon on a day; it is
// looked at on another.
func course(t *testing.T, paper, now string) *file {
	t.Helper()
	_, cal := clovis(t)
	f := newFile(t, load(t, following), cal, "par")
	f.on("2025-09-01", "begin", "begin", "consultant")
	f.on(paper, "paper", "paper", "consultant")
	f.now = f.at(now)
	return f
}

// on adds a record that was filed at noon on a day.
func (f *file) on(day string, id casefile.ID, form string, by casefile.ID) {
	f.Helper()
	r := f.record(id, form, by, casefile.Filed)
	r.At = f.at(day + " 12:00")
	r.Day = schoolday.Of(r.At)
	r.Steps[0].Day, r.Steps[0].At = r.Day, r.At
}

// known_to, from and needs may name what only the course of the case knows: who
// waits for the last day of a right reads on the day after it (LANGUAGE §2, §3).
func TestCellsFollowTheCourse(t *testing.T) {
	f := course(t, "2025-10-06", "2025-10-13 23:59")
	verdict := f.p.In("par").Form("verdict")
	check := func(when string, administrator, hr, panel, write program.Level) {
		t.Helper()
		for viewer, want := range map[casefile.ID]program.Level{"administrator": administrator, "hr": hr, "panel": panel} {
			if v := f.gate().Knows(viewer); v.Level != want {
				t.Errorf("%s: the %s knows at level %d, want %d", when, viewer, v.Level, want)
			}
		}
		if v := f.gate().MayWrite("coordinator", verdict); v.Level != write {
			t.Errorf("%s: a verdict: level %d, want %d", when, v.Level, write)
		}
	}
	check("on the last day", no, no, yes, no)
	f.now = f.at("2025-10-14 00:00")
	check("on the day after", yes, no, yes, yes)
	f.now = f.at("2025-10-15 12:00")
	f.on("2025-10-15", "verdict", "verdict", "coordinator")
	check("after the verdict", yes, yes, yes, yes)
	f.c.Records[1].Withdrawn = f.now // without the paper there was no right, and no window
	check("the paper was taken back", no, no, no, no)
}

// A teacher who waives the rest of a right opens what waits for its last day.
func TestWaiverOpens(t *testing.T) {
	f := course(t, "2025-10-06", "2025-10-08 12:00")
	if v := f.gate().Knows("administrator"); v.Level != no {
		t.Fatalf("before: level %d", v.Level)
	}
	f.c.Waived = []casefile.Waiver{{Deadline: "window/paper", Person: "teacher", At: f.now}}
	if v := f.gate().Knows("administrator"); v.Level != yes {
		t.Errorf("after: level %d by %q", v.Level, v.Rule)
	}
}

// Last year's packet does not open this year's paper, and this year's opens
// last year's too (LANGUAGE §3).
func TestPacketOfTheRound(t *testing.T) {
	f := course(t, "2025-10-06", "2025-10-20 12:00")
	f.meeting("h", "hearing", "2025-10-15 15:00")
	if v := f.decide("panel", "paper"); v.Level != yes {
		t.Fatalf("this year's paper: level %d by %q", v.Level, v.Rule)
	}
	f.on("2025-10-20", "verdict", "verdict", "coordinator")
	f.on("2026-08-24", "again", "again", "coordinator")
	f.on("2026-08-25", "second", "paper", "consultant")
	f.now = f.at("2026-08-26 12:00")
	if v := f.decide("panel", "second"); v.Level != no {
		t.Errorf("by last year's packet: level %d by %q", v.Level, v.Rule)
	}
	if v := f.decide("panel", "paper"); v.Level != yes {
		t.Errorf("last year's paper: level %d by %q", v.Level, v.Rule)
	}
	f.meeting("h2", "hearing", "2026-09-10 15:00")
	f.now = f.at("2026-08-27 12:00") // fourteen days before it
	for _, record := range []casefile.ID{"paper", "second"} {
		if v := f.decide("panel", record); v.Level != yes {
			t.Errorf("by this year's packet %s: level %d by %q", record, v.Level, v.Rule)
		}
	}
}

// What is written until something is not any more from then on, in that round.
func TestMayWriteUntil(t *testing.T) {
	f := course(t, "2025-10-06", "2025-10-15 12:00")
	stop := f.p.In("par").Form("stop")
	if v := f.gate().MayWrite("coordinator", stop); v.Level != yes {
		t.Errorf("before: by %q", v.Rule)
	}
	f.on("2025-10-15", "verdict", "verdict", "coordinator")
	if v := f.gate().MayWrite("coordinator", stop); v.Level != no || v.Rule != "form stop, until" {
		t.Errorf("after: level %d by %q", v.Level, v.Rule)
	}
}

// once: round is asked anew in each round; once: holder anew of each holder;
// what is attached to a meeting is once for each meeting (LANGUAGE §1, once).
func TestMayWriteOnce(t *testing.T) {
	f := course(t, "2025-10-06", "2025-10-15 12:00")
	may := func(viewer casefile.ID, form string, want program.Level) {
		t.Helper()
		if v := f.gate().MayWrite(viewer, f.p.In("par").Form(form)); v.Level != want {
			t.Errorf("%s writes %s: level %d by %q, want %d", viewer, form, v.Level, v.Rule, want)
		}
	}
	for _, form := range []string{"yearly", "first-call", "sheet"} {
		may("consultant", form, yes)
	}
	f.on("2025-10-08", "y", "yearly", "consultant")
	f.on("2025-10-08", "c", "first-call", "consultant")
	f.on("2025-10-08", "s", "sheet", "consultant")
	may("consultant", "yearly", no)
	may("second", "yearly", no)
	may("consultant", "first-call", no)
	may("second", "first-call", yes)
	may("consultant", "sheet", yes)
	f.c.Record("y").Withdrawn = f.now
	may("consultant", "yearly", yes)
	f.c.Record("y").Withdrawn = time.Time{}

	f.on("2025-10-15", "verdict", "verdict", "coordinator")
	f.on("2026-08-24", "again", "again", "coordinator")
	f.now = f.at("2026-08-26 12:00")
	may("consultant", "yearly", yes)
	may("consultant", "first-call", no)
	f.on("2026-08-26", "y2", "yearly", "second")
	may("consultant", "yearly", no)
}
