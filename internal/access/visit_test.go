package access_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// visitFile is a visit that was asked for, answered, planned and held.
func visitFile(t testing.TB) *file {
	t.Helper()
	p, cal := clovis(t)
	f := newFile(t, p, cal, "visit")
	f.record("visit", "visit", "teacher", casefile.Filed)
	f.record("answer", "visit-answer", "coordinator", casefile.Filed, "accepted").On = "visit"
	f.c.Record("answer").Outcome = "accepted"
	f.c.Meetings = nil
	m := f.meeting("m", "visit-meeting", "2025-10-10 10:00")
	m.Attendees = []casefile.Attendee{
		{Person: f.c.Parties[0].Person, Role: program.Teacher}, {Person: f.c.Parties[1].Person, Role: program.Consultant},
	}
	return f
}

// BOS-42: no administrator, no panel, no personnel office, no representative
// ever learns of a visit, in whatever state, although the panel and the office
// are parties of every file, and even if they hold another role elsewhere.
func TestVisitIsUnknown(t *testing.T) {
	for _, who := range []casefile.ID{"administrator", "panel", "hr", "representative", "nobody"} {
		t.Run("BOS-42: "+string(who), func(t *testing.T) {
			f := visitFile(t)
			for _, closed := range []bool{false, true} {
				if closed {
					f.c.Closed, f.c.ClosedAt = f.cal.Today(f.now), f.now
				}
				if v := f.gate().Knows(who); v.Level != program.Nothing {
					t.Errorf("knows of it at level %d by %q", v.Level, v.Rule)
				}
				for _, r := range f.c.Records {
					if v := f.decide(who, r.ID); v.Level != program.Nothing {
						t.Errorf("sees %s at level %d by %q", r.ID, v.Level, v.Rule)
					}
				}
				v := f.gate().View(who)
				if v.Knows() || len(v.Records()) > 0 || len(v.Meetings()) > 0 || v.Number() != 0 || v.School() != "" || len(v.Holders(program.Teacher)) > 0 {
					t.Errorf("the view shows something: %+v", v.Records())
				}
				for _, m := range f.p.In("visit").Meetings {
					if v := f.gate().MayConvene(who, m); v.Level != program.Nothing {
						t.Errorf("may convene %s by %q", m.Key, v.Rule)
					}
				}
				for _, form := range f.p.In("visit").Forms {
					if v := f.gate().MayWrite(who, form); v.Level != program.Nothing {
						t.Errorf("may write %s by %q", form.Key, v.Rule)
					}
				}
			}
		})
	}
}

// The three who know of a visit read all of it.
func TestVisitIsKnown(t *testing.T) {
	f := visitFile(t)
	for _, who := range []casefile.ID{"teacher", "consultant", "coordinator"} {
		v := f.gate().View(who)
		if !v.Knows() || len(v.Records()) != 2 || v.Number() != 12 {
			t.Errorf("%s sees %d records of visit %d", who, len(v.Records()), v.Number())
		}
		for _, r := range f.c.Records {
			if got := f.decide(who, r.ID); got.Level != program.Read {
				t.Errorf("%s sees %s at level %d by %q", who, r.ID, got.Level, got.Rule)
			}
		}
	}
	if v := f.gate().View("coordinator"); len(v.Meetings()) != 0 {
		t.Error("the coordinator, who is not invited, sees the appointment")
	}
}

// A visit is apart: it uses nothing of the top level.
func TestVisitIsApart(t *testing.T) {
	f := visitFile(t)
	f.record("log", "log", "consultant", casefile.Filed)
	if v := f.decide("consultant", "log"); v.Level != program.Nothing || v.Rule != "no form" {
		t.Errorf("a log in a visit is seen at level %d by %q", v.Level, v.Rule)
	}
}

// A case of a track that the program has not is closed to all.
func TestNoTrack(t *testing.T) {
	f := par(t)
	f.c.Track = "gone"
	f.record("log", "log", "consultant", casefile.Filed)
	if v := f.decide("consultant", "log"); v.Level != program.Nothing || v.Rule != "no track" {
		t.Errorf("level %d by %q", v.Level, v.Rule)
	}
	if f.gate().View("consultant").Knows() {
		t.Error("a view of a case without a track shows it")
	}
}
