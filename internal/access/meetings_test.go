package access_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// uninvited is the last column of DOMAIN's appendix A for every meeting of every
// program: roles that can neither attend a meeting nor join it, nor call it. The
// panel, the personnel office and the Board are named where the rule names them;
// a meeting with nobody in that column has a dash.
var uninvited = []struct{ program, track, meetings, roles, rules string }{
	{"lausd", "mandated", "weekly-meeting", "administrator panel hr superintendent", "I-01 LAU-14 X-03"},
	{"lausd", "mandated", "lesson-visit", "administrator panel hr superintendent", "LAU-13 LAU-14 X-03"},
	{"lausd", "mandated", "hearing", "administrator", "I-06 LAU-14 LAU-17 X-03"},
	{"lausd", "volunteer", "volunteer-meeting", "administrator panel hr superintendent representative", "I-01 LAU-14 X-04"},
	{"lausd", "visit", "visit-meeting", "administrator panel hr superintendent representative", "I-04 BOS-41 BOS-42 X-04"},

	{"boston-par", "par", "initial-meeting", "administrator representative panel", "I-02 BOS-44"},
	{"boston-par", "par", "rep-talk", "administrator consultant panel", "I-03 BOS-45"},
	{"boston-par", "par", "session", "administrator panel", "I-01 BOS-17"},
	{"boston-par", "par", "parley", "panel hr superintendent", "I-05 BOS-24 BOS-26"},
	{"boston-par", "par", "hearing", "superintendent hr", "I-06 BOS-31"},
	{"boston-par", "visit", "visit-meeting", "administrator panel hr superintendent representative", "I-04 BOS-41 BOS-42 X-04"},
	{"boston-pa", "pa", "session", "administrator panel", "I-01 BOS-47"},
	{"boston-pa", "pa", "joint-meeting", "panel hr superintendent", "BOS-49"},

	{"clovis", "par", "weekly-meeting", "administrator panel coordinator", "I-01 CLO-58 CLO-93"},
	{"clovis", "par", "referral-talk", "consultant panel", "I-07 CLO-72"},
	{"clovis", "par", "kick-off", "panel", "I-08 CLO-07"},
	{"clovis", "par", "briefing", "teacher panel", "I-09 CLO-90"},
	{"clovis", "par", "staff-meeting", "teacher panel", "I-10 CLO-74"},
	{"clovis", "par", "input-of-teacher", "administrator panel coordinator", "I-11 CLO-15"},
	{"clovis", "par", "input-of-site", "teacher panel coordinator", "I-11 CLO-15"},
	{"clovis", "par", "initial-triad,progress-triad,final-triad,extra-triad", "panel hr superintendent", "I-12 I-13 I-14 CLO-16 CLO-20 CLO-22"},
	{"clovis", "par", "observation-visit,pre-conference,post-conference", "administrator panel coordinator", "I-15 CLO-24 CLO-25"},
	{"clovis", "par", "site-visit", "consultant panel coordinator", "I-15 CLO-24"},
	{"clovis", "par", "report-conference", "administrator panel coordinator", "I-16 CLO-36"},
	{"clovis", "par", "director-meeting", "consultant administrator panel", "I-17 CLO-32"},
	{"clovis", "par", "hearing", "administrator hr superintendent", "I-18 CLO-66"},
	{"clovis", "par", "release-day", "administrator panel", "I-20 CLO-62"},
	{"clovis", "visit", "visit-meeting", "administrator panel hr superintendent representative", "I-04 BOS-42 X-04"},

	{"albuquerque", "plan", "plan-meeting", "consultant panel", "I-22 PUB-22"},
	{"albuquerque", "plan", "weekly-meeting,lesson-visit", "administrator panel", "I-01 ALB-09"},
	{"albuquerque", "plan", "debrief", "consultant panel", "I-23 PUB-21"},
	{"albuquerque", "plan", "hearing", "superintendent", "I-06 ALB-18"},
	{"albuquerque", "volunteer", "volunteer-meeting", "administrator panel hr superintendent", "ALB-07 ALB-08 X-04"},

	{"generic", "novice", "weekly-meeting,visit-to-class,debrief", "administrator panel", "I-01 GEN-03"},
	{"generic", "novice", "hearing", "hr superintendent", "I-06 GEN-06"},
	{"generic", "intervention", "weekly-meeting,visit-to-class,debrief", "administrator panel", "I-01 GEN-03"},
	{"generic", "intervention", "hearing", "hr superintendent", "I-06 GEN-06"},
	{"generic", "volunteer", "session-meeting", "administrator panel hr superintendent", "UG-04 X-04"},
	{"generic", "visit", "visit-meeting", "administrator panel hr superintendent representative", "I-04 UG-04 X-04"},
}

// Who must never be invited is not invited, cannot join, calls no such meeting
// and never learns its place.
func TestNeverInvited(t *testing.T) {
	for _, tt := range uninvited {
		for kind := range strings.SplitSeq(tt.meetings, ",") {
			t.Run(tt.rules+": "+tt.program+" "+kind, func(t *testing.T) {
				p := named(t, tt.program)
				m := p.In(tt.track).Meeting(kind)
				if m == nil {
					t.Fatalf("%s has no such meeting", tt.program)
				}
				f := newFile(t, p, program.SampleCalendar(p), tt.track)
				f.meeting("m", kind, "2025-10-20 15:00")
				f.c.Meeting("m").Attendees = slices.DeleteFunc(f.c.Meeting("m").Attendees, func(a casefile.Attendee) bool {
					return !slices.Contains(slices.Concat(m.Attendees, m.OpenTo), a.Role)
				})
				for role := range strings.FieldsSeq(tt.roles) {
					f.uninvited(t, m, program.Role(role))
				}
			})
		}
	}
}

func (f *file) uninvited(t *testing.T, m *program.Meeting, role program.Role) {
	t.Helper()
	for part, roles := range map[string][]program.Role{
		"attends": m.Attendees, "may join": m.OpenTo, "convenes": m.ConvenedBy, "gives dates": m.DatesBy, "chairs": m.ChairedBy,
	} {
		if slices.Contains(roles, role) && (part != "convenes" || role != program.Panel) { // a panel may call its own meeting
			t.Errorf("the %s %s", role, part)
		}
	}
	id := casefile.ID(role)
	for _, seen := range f.gate().View(id).Meetings() {
		if seen.Place != "" {
			t.Errorf("the %s learns where it is", role)
		}
	}
	if v := f.gate().MayConvene(id, m); v.Level > program.Nothing && role != program.Coordinator {
		t.Errorf("the %s may call it by %q", role, v.Rule)
	}
}

// Nobody but the three of a circle is ever at a meeting of a track that is apart,
// and the school is at no meeting at all in Los Angeles (LAU-14 X-03 X-04).
func TestApartStaysApart(t *testing.T) {
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, track := range p.Tracks {
			for _, m := range p.In(track.Key).Meetings {
				who := slices.Concat(m.Attendees, m.OpenTo)
				if track.Apart && slices.ContainsFunc(who, func(r program.Role) bool { return r != program.Teacher && r != program.Consultant }) {
					t.Errorf("X-04: %s %s, %s: with %v", p.Key, track.Key, m.Key, who)
				}
				if p.Key == "lausd" && slices.Contains(who, program.Administrator) {
					t.Errorf("LAU-14: %s with the administrator", m.Key)
				}
			}
		}
	}
}

// Every meeting of every program is in the table: a new one is thought about.
func TestNeverInvitedIsWhole(t *testing.T) {
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		for _, track := range p.Tracks {
			for _, m := range p.In(track.Key).Meetings {
				if !slices.ContainsFunc(uninvited, func(one struct{ program, track, meetings, roles, rules string }) bool {
					return one.program == p.Key && one.track == track.Key && slices.Contains(strings.Split(one.meetings, ","), m.Key)
				}) {
					t.Errorf("%s %s, %s: who must never be invited?", p.Key, track.Key, m.Key)
				}
			}
		}
	}
}
