package access_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// fields are the fields of a record as the viewer sees it, sorted; "absent" when
// the view has no such record.
func fields(f *file, viewer, record casefile.ID) []string {
	for _, r := range f.gate().View(viewer).Records() {
		if r.ID != record {
			continue
		}
		var keys []string
		for key := range r.Fields {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		return keys
	}
	return []string{"absent"}
}

// A view has the fields that its viewer may read, no more: the private one is
// its author's alone (CLO-23), and dates have no fields at all.
func TestViewStripsFields(t *testing.T) {
	f := par(t)
	f.record("log", "log", "consultant", casefile.Filed)
	whole := []string{"evidence", "minutes", "private", "text", "worked_on"}
	public := []string{"evidence", "minutes", "text", "worked_on"}
	for viewer, want := range map[casefile.ID][]string{
		"consultant": whole, "second": public, "teacher": public, "coordinator": public, "administrator": nil,
		"panel": {"absent"}, "hr": {"absent"}, "representative": {"absent"}, "nobody": {"absent"},
	} {
		if diff := cmp.Diff(want, fields(f, viewer, "log")); diff != "" {
			t.Errorf("%s, -want +got:\n%s", viewer, diff)
		}
	}
	f.c.Record("log").Presented = []casefile.ID{"m"}
	f.meeting("m", "initial-triad", "2025-10-07 15:00")
	if diff := cmp.Diff(public, fields(f, "administrator", "log")); diff != "" {
		t.Errorf("shown to the administrator, -want +got:\n%s", diff)
	}
	f.end("consultant")
	also("consultant", program.Coordinator)(f, nil)
	if diff := cmp.Diff(public, fields(f, "consultant", "log")); diff != "" {
		t.Errorf("a former author, now in the office, -want +got:\n%s", diff)
	}
}

// What is stripped is a copy: the file keeps its fields.
func TestViewLeavesTheFileAlone(t *testing.T) {
	f := par(t)
	f.record("log", "log", "consultant", casefile.Filed)
	f.meeting("m", "weekly-meeting", "2025-10-09 15:00")
	before := cmp.Diff(nil, f.c.Records) + cmp.Diff(nil, f.c.Meetings)
	for _, one := range people {
		v := f.gate().View(one.id)
		for _, r := range v.Records() {
			for key := range r.Fields {
				r.Fields[key] = "changed"
			}
		}
	}
	if after := cmp.Diff(nil, f.c.Records) + cmp.Diff(nil, f.c.Meetings); before != after {
		t.Errorf("the file changed with its views:\n%s", cmp.Diff(before, after))
	}
}

// To one who may know only that a record exists, its result is content.
func TestDatesHaveNoOutcome(t *testing.T) {
	f := wordsFile(t)
	f.p.In("par").Form("answer").SeenBy[program.Teacher] = []program.Grant{{Level: program.Dates}}
	r := f.record("r", "answer", "coordinator", casefile.Filed, "kept")
	r.Outcome = "kept"
	seen := f.gate().View("teacher").Records()
	if len(seen) != 1 || seen[0].Outcome != "" || len(seen[0].Steps) != 1 || seen[0].Steps[0].State != casefile.Filed || seen[0].Fields != nil {
		t.Errorf("the teacher sees %+v, want that it was filed and nothing else", seen)
	}
	if seen := f.gate().View("coordinator").Records(); len(seen) != 1 || seen[0].Outcome != "kept" || len(seen[0].Steps) != 2 {
		t.Errorf("its author sees %+v", seen)
	}
}

// Who sees which meeting, and what of it: the place for those who go there, the
// others' answers for whoever called it.
func TestViewOfMeetings(t *testing.T) {
	f := par(t)
	later := f.meeting("later", "initial-triad", "2025-10-20 15:00")
	later.Attendees = later.Attendees[:4] // teacher, both consultants, administrator
	soon := f.meeting("soon", "weekly-meeting", "2025-10-09 15:00")
	soon.Attendees = soon.Attendees[:2] // teacher, consultant
	talk := f.meeting("talk", "report-conference", "2025-10-10 15:00")
	talk.Attendees = talk.Attendees[:2]
	tests := []struct {
		viewer casefile.ID
		ids    []casefile.ID
		places []string
	}{
		{"teacher", []casefile.ID{"soon", "talk", "later"}, []string{"Room 12", "Room 12", "Room 12"}},
		{"consultant", []casefile.ID{"soon", "talk", "later"}, []string{"Room 12", "Room 12", "Room 12"}},
		{"administrator", []casefile.ID{"soon", "later"}, []string{"", "Room 12"}},
		{"coordinator", []casefile.ID{"soon", "later"}, []string{"", ""}},
		{"second", []casefile.ID{"later"}, []string{"Room 12"}},
		{"panel", nil, nil},
		{"nobody", nil, nil},
	}
	for _, tt := range tests {
		var ids []casefile.ID
		var places []string
		for _, m := range f.gate().View(tt.viewer).Meetings() {
			ids, places = append(ids, m.ID), append(places, m.Place)
			for _, a := range m.Attendees {
				if a.Answer != "" && tt.viewer != m.Convener && a.Person.ID != tt.viewer {
					t.Errorf("%s reads in %s that %s answered %q", tt.viewer, m.ID, a.Person.ID, a.Answer)
				}
				if a.Answer == "" && (tt.viewer == m.Convener || a.Person.ID == tt.viewer) {
					t.Errorf("%s does not read in %s what %s answered", tt.viewer, m.ID, a.Person.ID)
				}
			}
		}
		if diff := cmp.Diff(tt.ids, ids) + cmp.Diff(tt.places, places); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.viewer, diff)
		}
	}
	v := f.gate().View("administrator")
	if v.Meeting("later") == nil || v.Meeting("talk") != nil || v.Meeting("ghost") != nil {
		t.Error("a meeting is found by its id that may not be known, or one that may be is not")
	}
	f.c.Meeting("soon").Convener = "coordinator"
	if m := f.gate().View("coordinator").Meeting("soon"); m == nil || m.Place != "Room 12" {
		t.Errorf("whoever called a meeting sees %+v of it", m)
	}
}

// A meeting is capped by what its reader may know of the case, too.
func TestMeetingCeiling(t *testing.T) {
	f := wordsFile(t)
	m := f.meeting("m", "talk", "2025-10-09 15:00")
	m.Attendees = m.Attendees[:2]
	seen := f.gate().View("administrator").Meeting("m")
	if seen == nil || seen.Place != "" {
		t.Errorf("the administrator, who may know dates alone, sees %+v", seen)
	}
	m.Kind = "ghost"
	if f.gate().View("administrator").Meeting("m") != nil {
		t.Error("a meeting of a kind that the program has not is seen")
	}
	if f.gate().View("teacher").Meeting("m") == nil {
		t.Error("whoever is invited does not see it")
	}
}

// An invitation opens nothing to somebody who may not know of the case, nor does
// another role open what is closed to one of theirs.
func TestInvitedButUnknown(t *testing.T) {
	f := par(t)
	f.meeting("hearing", "hearing", "2025-12-01 15:00") // with all; its packet is not out
	for _, who := range []casefile.ID{"panel", "hr", "representative"} {
		if v := f.gate().View(who); len(v.Meetings()) != 0 {
			t.Errorf("%s sees %d meetings", who, len(v.Meetings()))
		}
	}
	f = wordsFile(t)
	f.meeting("m", "closed-talk", "2025-10-09 15:00").Attendees = nil
	if f.gate().View("coordinator").Meeting("m") == nil {
		t.Error("the coordinator does not see what its cell opens")
	}
	also("administrator", program.Coordinator)(f, nil)
	if f.gate().View("administrator").Meeting("m") != nil {
		t.Error("the administrator, who is of the office too, sees what is closed to administrators")
	}
}

func TestViewOfTheCase(t *testing.T) {
	f := par(t)
	f.c.Parties[0].Label = "Maple"
	v := f.gate().View("teacher")
	if !v.Knows() || v.Me().ID != "teacher" || v.Label() != "Maple" || v.School() != "Maple High" || v.Opened() != f.c.Opened {
		t.Errorf("the teacher's view: me %q, label %q, school %q, opened %s", v.Me().ID, v.Label(), v.School(), v.Opened())
	}
	if !v.Holds(program.Teacher) || v.Holds(program.Consultant) {
		t.Error("the teacher holds other roles than that of the teacher")
	}
	if got := v.Holders(program.Consultant); len(got) != 2 {
		t.Errorf("consultants of the case: %v", got)
	}
	if v.Program() != f.p || v.Scope() != f.p.In("par") || !v.Now().Equal(f.now) || v.Today().String() != "2025-10-08" {
		t.Errorf("the view is of another program or day: %s", v.Today())
	}
	if v.SchoolDay(v.Today().Add(3)) || !v.SchoolDay(v.Today()) {
		t.Error("Saturday is a school day, or Wednesday is none")
	}
	for _, viewer := range []casefile.ID{"nobody", "panel", "representative", ""} {
		v := f.gate().View(viewer)
		if v.Knows() || v.School() != "" || v.Opened() != schoolday.None || v.Number() != 0 || v.Holders(program.Teacher) != nil || v.Label() != "" {
			t.Errorf("%q, who may not know of the case, learns %q, %s, %d", viewer, v.School(), v.Opened(), v.Number())
		}
	}
}

// "Absent" and "forbidden" look alike: a case that may not be known gives the
// same view as one that has nothing in it.
func TestAbsentAndForbiddenAreAlike(t *testing.T) {
	full, empty := par(t), par(t)
	full.record("report", "report", "consultant", casefile.Filed)
	full.meeting("m", "weekly-meeting", "2025-10-09 15:00").Attendees = nil
	for _, who := range []casefile.ID{"panel", "hr", "representative", "nobody"} {
		a, b := full.gate().View(who), empty.gate().View(who)
		if len(a.Records()) != len(b.Records()) || len(a.Meetings()) != len(b.Meetings()) || a.Knows() != b.Knows() {
			t.Errorf("%s can tell a full file from an empty one", who)
		}
	}
}

// Whatever the file holds, a view never has a record below the level at which it
// may be known, nor a field below that at which it may be read.
func TestViewNeverExceedsTheGate(t *testing.T) {
	p, cal := clovis(t)
	all := []casefile.State{casefile.Draft, casefile.Discussed, casefile.Signed, casefile.Declined, casefile.Answered, casefile.Filed}
	rapid.Check(t, func(rt *rapid.T) {
		f := newFile(t, p, cal, rapid.SampledFrom([]string{"par", "visit"}).Draw(rt, "track"))
		forms := f.p.In(f.c.Track).Forms
		for i := range rapid.IntRange(1, 6).Draw(rt, "records") {
			form := rapid.SampledFrom(forms).Draw(rt, "form")
			author := rapid.SampledFrom(people).Draw(rt, "author").id
			r := f.record(casefile.ID(rune('a'+i)), form.Key, author, all[:rapid.IntRange(1, len(all)).Draw(rt, "states")]...)
			r.On = casefile.ID(rune('a' + rapid.IntRange(0, i).Draw(rt, "on")))
			if rapid.IntRange(0, 4).Draw(rt, "withdrawn") == 0 {
				r.Withdrawn = f.now.Add(-time.Hour)
			}
		}
		viewer := rapid.SampledFrom(people).Draw(rt, "viewer").id
		if rapid.Bool().Draw(rt, "ended") {
			f.end(viewer)
		}
		v := f.gate().View(viewer)
		for _, r := range v.Records() {
			level := f.decide(viewer, r.ID).Level
			if level < program.Dates || level < program.Read && len(r.Fields) > 0 || level > f.gate().Knows(viewer).Level {
				rt.Fatalf("%s sees %s of %s at level %d with %d fields", viewer, r.Form, r.Author, level, len(r.Fields))
			}
			if _, private := r.Fields["private"]; private && r.Form == "log" && r.Author != viewer {
				rt.Fatalf("%s reads the private field of %s", viewer, r.Author)
			}
		}
		if !v.Knows() && len(v.Records())+len(v.Meetings()) > 0 {
			rt.Fatalf("%s, who may not know of the case, sees it", viewer)
		}
	})
}
