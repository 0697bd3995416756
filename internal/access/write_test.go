package access_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// yes and no are the two answers to a question whether somebody may.
const yes, no = program.Read, program.Nothing

func TestMayWrite(t *testing.T) {
	enrolled := func(f *file) { f.record("e", "enrolment", "", casefile.Filed, "enrolled") }
	tests := []struct {
		name         string
		form, viewer string
		change       func(*file)
		want         program.Level
	}{
		{"its author", "log", "consultant", nil, yes},
		{"the second consultant too", "log", "second", nil, yes},
		{"the teacher has a log of their own", "log", "teacher", nil, no},
		{"and writes that", "teacher-log", "teacher", nil, yes},
		{"an administrator writes no log (CLO-23)", "log", "administrator", nil, no},
		{"nor a report", "report", "administrator", nil, no},
		{"a coordinator writes no report", "report", "coordinator", nil, no},
		{"a stranger", "log", "nobody", nil, no},
		{"the panel does not know of the case", "log", "panel", nil, no},
		{"whose role has ended (X-08)", "log", "consultant", func(f *file) { f.end("consultant") }, no},
		{"in a closed case", "log", "consultant", func(f *file) { f.c.Closed = schoolday.Of(f.now) }, no},
		{"needs: not yet", "pairing", "coordinator", nil, no},
		{"needs: another outcome", "pairing", "coordinator", func(f *file) { f.record("e", "enrolment", "", casefile.Filed, "returned") }, no},
		{"needs: now", "pairing", "coordinator", enrolled, yes},
		{"needs opens to nobody else", "pairing", "consultant", enrolled, no},
		{"needs a meeting: not yet", "determination", "administrator", func(f *file) { f.meeting("m", "final-triad", "2025-10-09 15:00") }, no},
		{"needs a meeting: now", "determination", "administrator", func(f *file) { f.meeting("m", "final-triad", "2025-10-07 15:00") }, yes},
		{"once: not yet", "enrolment", "coordinator", nil, yes},
		{"once: no second time", "enrolment", "coordinator", enrolled, no},
		{"once: what was taken back does not count", "enrolment", "coordinator", func(f *file) {
			enrolled(f)
			f.c.Record("e").Withdrawn = f.now
		}, yes},
		{"often", "log", "consultant", func(f *file) { f.record("l", "log", "consultant", casefile.Filed) }, yes},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := par(t)
			if tt.change != nil {
				tt.change(f)
			}
			form := f.p.In("par").Form(tt.form)
			if v := f.gate().MayWrite(casefile.ID(tt.viewer), form); v.Level != tt.want {
				t.Errorf("%s writes %s: level %d by %q, want %d", tt.viewer, tt.form, v.Level, v.Rule, tt.want)
			}
		})
	}
}

// A draft that the system made is for whoever writes its form, a survey for the
// role that it asks, in a closed case too; until it has left draft (LANGUAGE §1,
// made_on).
func TestMayFinish(t *testing.T) {
	for _, tt := range []struct {
		name, form, made string
		change           func(*file, *casefile.Record)
		want             string
	}{
		{"a monthly log", "monthly-log", "monthly-log/2025-09-30", nil, "consultant second"},
		{"written by somebody", "monthly-log", "monthly-log/2025-09-30", func(_ *file, r *casefile.Record) { r.Author = "consultant" }, ""},
		{"not made by the system", "monthly-log", "", nil, ""},
		{"taken back", "monthly-log", "monthly-log/2025-09-30", func(f *file, r *casefile.Record) { r.Withdrawn = f.now }, ""},
		{"filed", "monthly-log", "monthly-log/2025-09-30", func(_ *file, r *casefile.Record) {
			r.Steps = append(r.Steps, casefile.Step{State: casefile.Filed})
		}, ""},
		{"after the role has ended", "monthly-log", "monthly-log/2025-09-30", func(f *file, _ *casefile.Record) { f.end("consultant") }, "second"},
		{"the teacher's survey", "survey", "survey/2025-10-08/teacher", func(f *file, _ *casefile.Record) { f.c.Closed = schoolday.Of(f.now) }, "teacher"},
		{"the consultant's survey", "survey", "survey/2025-10-08/consultant", nil, "consultant second"},
		{"a form that is none", "nonsense", "nonsense/2025-10-08", nil, ""},
	} {
		f := par(t)
		f.record("r", tt.form, "", casefile.Draft)
		r := f.c.Record("r")
		r.MadeFor = tt.made
		if tt.change != nil {
			tt.change(f, r)
		}
		var may []string
		for _, who := range []casefile.ID{"teacher", "consultant", "second", "administrator", "coordinator", "panel", "nobody"} {
			if f.gate().MayFinish(who, r) {
				may = append(may, string(who))
			}
		}
		if got := strings.Join(may, " "); got != tt.want {
			t.Errorf("%s: %q may, want %q", tt.name, got, tt.want)
		}
	}
}

func TestMayConvene(t *testing.T) {
	tests := []struct {
		kind, viewer string
		want         program.Level
	}{
		{"weekly-meeting", "teacher", yes},
		{"weekly-meeting", "consultant", yes},
		{"weekly-meeting", "coordinator", yes},
		{"weekly-meeting", "administrator", no}, // I-01: never invited, never the one who calls
		{"report-conference", "administrator", no},
		{"report-conference", "consultant", yes},
		{"initial-triad", "consultant", yes},    // CLO-13
		{"initial-triad", "administrator", yes}, // CLO-76, AMB-25
		{"initial-triad", "panel", no},
		{"initial-triad", "representative", no},
		{"initial-triad", "nobody", no},
		{"extra-triad", "administrator", yes}, // CLO-22
		{"hearing", "coordinator", yes},
		{"hearing", "administrator", no},
		{"hearing", "panel", no}, // not before it knows
		{"hearing", "hr", no},
	}
	f := par(t)
	for _, tt := range tests {
		kind := f.p.In("par").Meeting(tt.kind)
		if v := f.gate().MayConvene(casefile.ID(tt.viewer), kind); v.Level != tt.want {
			t.Errorf("%s convenes %s: level %d by %q, want %d", tt.viewer, tt.kind, v.Level, v.Rule, tt.want)
		}
	}
	f.end("consultant")
	if v := f.gate().MayConvene("consultant", f.p.In("par").Meeting("initial-triad")); v.Level != no {
		t.Errorf("a former consultant convenes by %q", v.Rule)
	}
}

// A meeting that needs something is convened only after it.
func TestMayConveneNeeds(t *testing.T) {
	f := wordsFile(t)
	kind := *f.p.In("par").Meeting("triad")
	kind.Needs = []program.Event{{Name: "closing", State: "filed"}}
	if v := f.gate().MayConvene("consultant", &kind); v.Level != no {
		t.Errorf("convened before what it needs, by %q", v.Rule)
	}
	closing(f, nil)
	if v := f.gate().MayConvene("consultant", &kind); v.Level != yes {
		t.Errorf("not convened after what it needs, by %q", v.Rule)
	}
}
