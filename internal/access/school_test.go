package access_test

import (
	"slices"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// whole is a case of a shipped program in which every form of its track is
// filed and every meeting was held, with all who attend it.
func whole(t testing.TB, key, track string) *file {
	t.Helper()
	all, err := shipped()
	if err != nil || all[key] == nil {
		t.Fatalf("%s: %v", key, err)
	}
	_, cal := clovis(t)
	f := newFile(t, all[key], cal, track)
	s := f.p.In(track)
	for _, m := range s.Meetings {
		held := f.meeting(casefile.ID(m.Key), m.Key, "2025-10-02 10:00")
		held.Attendees = slices.DeleteFunc(held.Attendees, func(a casefile.Attendee) bool { return !slices.Contains(m.Attendees, a.Role) })
	}
	for _, form := range s.Forms {
		r := f.record(casefile.ID(form.Key), form.Key, casefile.ID(form.By[0]), casefile.Draft, casefile.Filed)
		if len(form.Attaches) > 0 {
			r.On = casefile.ID(form.Attaches[0])
		}
		for _, m := range s.Meetings {
			r.Presented = append(r.Presented, casefile.ID(m.Key))
		}
	}
	return f
}

// sees is the level at which somebody sees each record of the file, without those
// of which they see nothing.
func (f *file) sees(who casefile.ID) map[casefile.ID]program.Level {
	f.Helper()
	seen := map[casefile.ID]program.Level{}
	for _, r := range f.c.Records {
		if v := f.decide(who, r.ID); v.Level > program.Nothing {
			seen[r.ID] = v.Level
		}
	}
	return seen
}

// LAU-14, DOMAIN 3.1: whatever was filed, shown and found, the site administrator
// knows that a consultant is assigned, and nothing else.
func TestLausdSchool(t *testing.T) {
	f := whole(t, "lausd", "mandated")
	seen := f.sees("administrator")
	if len(seen) != 1 || seen["assignment"] != program.Dates {
		t.Errorf("the site administrator sees %v", seen)
	}
	if v := f.gate().View("administrator"); len(v.Meetings()) > 0 {
		t.Errorf("the site administrator sees %d meetings", len(v.Meetings()))
	}
	for _, form := range f.p.In("mandated").Forms {
		if f.gate().MayWrite("administrator", form).Level > program.Nothing {
			t.Errorf("the site administrator writes %s", form.Key)
		}
	}
}

// LAU-15: the Panel hears of the work by reports, not by what was written on the way.
func TestLausdPanel(t *testing.T) {
	f := whole(t, "lausd", "mandated")
	seen := f.sees("panel")
	for _, form := range []casefile.ID{"log", "note", "observation", "contact", "site-contact", "suggestion"} {
		if seen[form] > program.Nothing {
			t.Errorf("the Panel sees %s at level %d", form, seen[form])
		}
	}
	for _, form := range []casefile.ID{"report", "final-report", "response", "goals", "finding"} {
		if seen[form] != program.Read {
			t.Errorf("the Panel sees %s at level %d", form, seen[form])
		}
	}
}

// ALB-09 17, DOMAIN 3.4: the principal knows that consultant and teacher met, and
// reads none of it; the report comes with the packet (AMB-29).
func TestAlbuquerquePrincipal(t *testing.T) {
	f := whole(t, "albuquerque", "plan")
	seen := f.sees("administrator")
	for form, want := range map[casefile.ID]program.Level{
		"log": program.Dates, "contact": program.Dates, "note": program.Nothing, "observation": program.Nothing, "minutes": program.Nothing,
		"report": program.Read, "evidence": program.Read, "recommendation": program.Read, "plan-issued": program.Read,
	} {
		if seen[form] != want {
			t.Errorf("the principal sees %s at level %d, want %d", form, seen[form], want)
		}
	}
	f.c.Meetings = slices.DeleteFunc(f.c.Meetings, func(m casefile.Meeting) bool { return m.Kind == "hearing" })
	f.meeting("hearing", "hearing", "2025-10-16 10:00") // whose packet opens on October 9, tomorrow
	if v := f.decide("administrator", "report"); v.Level != program.Nothing {
		t.Errorf("before the packet the principal sees the report at level %d by %q", v.Level, v.Rule)
	}
	f.now = f.at("2025-10-09 00:00")
	if v := f.decide("administrator", "report"); v.Level != program.Read {
		t.Errorf("with the packet the principal sees the report at level %d by %q", v.Level, v.Rule)
	}
}

// ALB-07, PUB-31: of a volunteer no school, panel or personnel office ever knows.
func TestVolunteersAreUnknown(t *testing.T) {
	for _, key := range []string{"albuquerque", "lausd"} {
		for _, who := range []casefile.ID{"administrator", "panel", "hr", "representative", "nobody"} {
			f := whole(t, key, "volunteer")
			if v := f.gate().Knows(who); v.Level > program.Nothing || len(f.sees(who)) > 0 {
				t.Errorf("%s: the %s knows of a volunteer at level %d and sees %v", key, who, v.Level, f.sees(who))
			}
		}
	}
}
