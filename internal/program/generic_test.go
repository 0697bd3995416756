package program_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func generic(t testing.TB) *program.Program {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if all["generic"] == nil {
		t.Fatal("the generic program does not ship")
	}
	return all["generic"]
}

// GEN-01 02 10 12 13, UG-06: two sides govern together, and who carries how much.
func TestGenericPeople(t *testing.T) {
	p := generic(t)
	panel := p.Roles[program.Panel].Panel
	if panel == nil {
		t.Fatal("the Panel has no rules")
	}
	seats := map[string]int{}
	for _, s := range panel.Seats {
		seats[s.Side] += s.Number
		if s.AppointedBy == "" || s.Term.Max != (schoolday.Span{N: 3, Unit: schoolday.Years}) || steps(s.Term.Remind) != "-90 -30" { // OBL-29
			t.Errorf("seat %+v", s)
		}
	}
	if diff := cmp.Diff(map[string]int{"association": 5, "district": 4}, seats); diff != "" {
		t.Errorf("seats, -want +got:\n%s", diff)
	}
	if !slices.Equal(panel.Chairs, []string{"association", "district"}) || !panel.Pass.Majority || panel.Tie != "undecided" {
		t.Errorf("chairs %v, pass %+v, tie %q", panel.Chairs, panel.Pass, panel.Tie)
	}
	if words(panel.Recused) != "consultant administrator" {
		t.Errorf("recused: %v", panel.Recused)
	}
	c := p.Roles[program.Consultant]
	if c.Full != 12 || c.Alert != 15 || c.Limit != 20 { // DOMAIN 7.2
		t.Errorf("caseload %d, %d, %d", c.Full, c.Alert, c.Limit)
	}
	if diff := cmp.Diff(map[string]int{"novice": 1, "intervention": 2}, c.Weights); diff != "" { // GEN-02
		t.Errorf("weights, -want +got:\n%s", diff)
	}
	if c.Term.Min.N != 3 || c.Term.Max.N != 5 || c.AppointedBy != "PAR Panel" { // GEN-02 13
		t.Errorf("term %+v, appointed by %q", c.Term, c.AppointedBy)
	}
	if pair := p.Roles[program.Pair]; pair.Called != "PAR Pair" || pair.Of != program.Consultant || pair.From != program.Panel { // GEN-12
		t.Errorf("pair: %+v", pair)
	}
	if p.Roles[program.Representative].ChosenBy != program.Teacher {
		t.Error("somebody else than the teacher chooses the representative")
	}
}

// UG-01 04: two tracks, and volunteers and visits in closed circles.
func TestGenericTracks(t *testing.T) {
	p := generic(t)
	for key, want := range map[string]struct {
		apart, isCase bool
		rounds        int
		start         string
	}{
		"novice": {false, true, 2, "enrolment.filed"}, "intervention": {false, true, 2, "pairing.filed"},
		"volunteer": {true, true, 0, ""}, "visit": {true, false, 0, ""},
	} {
		tr := p.Track(key)
		if tr == nil {
			t.Errorf("there is no track %q", key)
			continue
		}
		if tr.Apart != want.apart || tr.IsCase != want.isCase || tr.Rounds != want.rounds || events(tr.RoundStart) != want.start {
			t.Errorf("%s: apart %v, case %v, %d rounds from %s", key, tr.Apart, tr.IsCase, tr.Rounds, events(tr.RoundStart))
		}
	}
	if p.Dates["tenure"] != (program.Yearly{Month: time.May, Day: 1}) || p.Dates["volunteer-cutoff"] != (program.Yearly{Month: time.January, Day: 15}) { // PUB-14 39
		t.Errorf("dates: %v", p.Dates)
	}
	volunteer := p.Track("volunteer")
	for _, r := range []program.Role{program.Administrator, program.Panel, program.Chair, program.Pair, program.HR, program.Superintendent} {
		if len(volunteer.KnownTo[r]) > 0 {
			t.Errorf("the %s may know of a volunteer (PUB-31)", r)
		}
	}
	if volunteer.Keep.BelongsTo != program.Teacher || events(volunteer.Form("volunteer").Until) != "date.volunteer-cutoff" {
		t.Errorf("a volunteer's file belongs to %q, requests until %v", volunteer.Keep.BelongsTo, volunteer.Form("volunteer").Until)
	}
	if got := moves(volunteer.Stage("active")); got != "ended: leave.filed school-year.end" { // may leave at any time
		t.Errorf("a volunteer leaves by %s", got)
	}
}

// The ways of DOMAIN 4.5.
func TestGenericStages(t *testing.T) {
	p := generic(t)
	tests := map[string]map[string]string{
		"novice": { // UG-02 08
			"enrolled": "active: pairing.filed", "active": "review: summary.filed",
			"review":      "renewed: novice-decision.renew; second-year: novice-decision.second-year; not-renewed: novice-decision.not-renew",
			"second-year": "active: goals.filed", "not-renewed": "appealed: appeal.filed; ended: appeal-in-time.over",
			"appealed": "renewed: appeal-decision.granted; ended: appeal-decision.upheld", "renewed": "", "ended": "",
		},
		"intervention": { // GEN-08 09
			"referred": "investigation: investigator.filed", "investigation": "placed: placement.placed; not-placed: placement.not-placed",
			"placed": "active: pairing.filed", "active": "review: summary.filed",
			"review":       "met: intervention-decision.met; another-year: intervention-decision.another-year; dismissal: intervention-decision.dismiss",
			"another-year": "active: goals.filed", "dismissal": "ended: board-decision.accepted; another-year: board-decision.not-accepted",
			"met": "", "not-placed": "", "ended": "",
		},
	}
	for key, want := range tests {
		got := map[string]string{}
		for _, s := range p.Track(key).Stages {
			got[s.Key] = moves(s)
			if (moves(s) == "") != (s.Closes != "") {
				t.Errorf("%s: %s closes as %q", key, s.Key, s.Closes)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", key, diff)
		}
	}
}

// The duties and rights of DOMAIN 5 that concern every program, and where each
// number comes from.
func TestGenericDeadlines(t *testing.T) {
	tests := []struct{ track, key, has, starts, length, met, late, origin string }{
		{"novice", "contact-teacher", "consultant", "pairing.filed", "14 days", "contact.filed", "coordinator+1", "default"},                              // OBL-04
		{"novice", "meet-weekly", "consultant teacher", "contact.filed round.again", "1 week", "weekly-meeting.held", "coordinator 2 in a row", "public"}, // OBL-06, GEN-03 04
		{"novice", "write-log", "consultant", "weekly-meeting.ended", "", "log.filed", "coordinator weekly", "default"},                                   // OBL-07, GEN-11
		{"novice", "respond", "teacher", "report.answered summary.answered", "10 days", "response.filed", "", "default"},                                  // OBL-11
		{"intervention", "report-to-panel", "consultant", "hearing.planned", "7 working days", "summary.filed", "coordinator+1", "default"},               // OBL-12
		{"novice", "set-goals", "consultant teacher", "round.start", "30 days", "goals.filed", "coordinator+5", "default"},                                // OBL-31
		{"novice", "decide-on-tenure", "panel", "round.start", "", "novice-decision.filed", "chair+1", "public"},                                          // OBL-39, UG-03
		{"novice", "report-in-fall", "consultant", "round.start", "", "report.filed", "coordinator+1", "default"},                                         // GEN-05
		{"novice", "report-in-winter", "consultant", "round.start", "", "report.2.filed", "coordinator+1", "default"},                                     // GEN-05
		{"novice", "sum-up-in-spring", "consultant", "round.start", "", "summary.filed", "coordinator+1", "default"},                                      // GEN-05
		{"intervention", "decide-on-intervention", "panel", "hearing.planned", "", "intervention-decision.filed", "chair+1", "public"},                    // OBL-40
		{"intervention", "report-progress", "consultant", "round.start", "42 days", "report.discussed", "coordinator+1", "public"},                        // GEN-09
		{"intervention", "investigate", "consultant", "investigator.filed", "20 working days", "investigation-report.filed", "coordinator+1", "default"},  // GEN-08
		{"volunteer", "answer-volunteer", "coordinator", "volunteer.filed", "5 working days", "volunteer-answer.filed", "coordinator+1", "default"},
	}
	p := generic(t)
	for _, tt := range tests {
		d := p.In(tt.track).Deadline(tt.key)
		if d == nil {
			t.Errorf("%s has no deadline %q", tt.track, tt.key)
			continue
		}
		got := []string{words(slices.Concat(d.OwedBy, d.RightOf)), events(d.Starts), length(d), events(d.MetBy), late(d.Late), d.Cite.Origin}
		if diff := cmp.Diff([]string{tt.has, tt.starts, tt.length, tt.met, tt.late, tt.origin}, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.key, diff)
		}
	}
	for key, want := range map[string]string{
		"decide-on-tenure": "date.tenure", "report-in-fall": "date.fall-report", "report-in-winter": "date.winter-report", "sum-up-in-spring": "date.spring-summary",
	} {
		if got := events(p.In("novice").Deadline(key).Due.By); got != want {
			t.Errorf("%s by %s, want %s", key, got, want)
		}
	}
	if got := len(p.In("novice").Deadline("observe-formally").Window); got != 5 || p.In("novice").Form("formal-observation").Times != 5 { // GEN-05, PUB-37
		t.Errorf("%d windows for formal observations", got)
	}
	if d := p.Office.Deadline("hold-panel-meetings"); d == nil || d.Every.String() != "3 months" || words(d.OwedBy) != "chair" { // PUB-34
		t.Errorf("panel meetings: %+v", d)
	}
}

// GEN-03 06 10 13, I-01, I-06: who meets, and what the Panel does beside its cases.
func TestGenericMeetings(t *testing.T) {
	p := generic(t)
	hearing := p.In("intervention").Meeting("hearing")
	if words(hearing.Attendees) != "consultant panel" || words(hearing.OpenTo) != "teacher administrator representative chair coordinator" { // GEN-06 10
		t.Errorf("at the hearing are %v, and may be %v", hearing.Attendees, hearing.OpenTo)
	}
	if hearing.Packet.String() != "7 days" || steps(hearing.Remind) != "-7 -1" { // GEN-10: sent in advance
		t.Errorf("the packet goes out %s before", hearing.Packet)
	}
	if got := p.In("novice").Form("observation").Field("kind").Options; !slices.Equal(got, []string{"announced", "unannounced"}) { // GEN-03
		t.Errorf("observations are %v", got)
	}
	if m := p.Office.Meeting("training"); words(m.Attendees) != "consultant" || words(m.ConvenedBy) != "coordinator" { // GEN-13
		t.Errorf("training: %+v", m)
	}
	if m := p.Office.Meeting("panel-meeting"); words(m.Attendees) != "panel" || words(m.ConvenedBy) != "chair" {
		t.Errorf("a meeting of the Panel: %+v", m)
	}
	if f := p.Office.Form("consultant-review"); words(f.By) != "panel chair" || !slices.Equal(f.Attaches, []string{"consultant"}) {
		t.Errorf("a consultant is reviewed by %v: %+v", f.By, f)
	}
}

// DOMAIN 3.5, as the program file says it: who reads what once it is filed.
func TestGenericReaders(t *testing.T) {
	tests := []struct{ track, form, reads, dates string }{
		{"novice", "log", "teacher consultant representative", "administrator coordinator"},
		{"novice", "note", "", ""},
		{"novice", "formal-observation", "teacher coordinator pair representative", "administrator"},
		{"novice", "report", "teacher consultant coordinator panel chair pair representative", "administrator"}, // GEN-12
		{"novice", "response", "teacher consultant administrator coordinator panel chair pair representative", ""},
		{"novice", "evidence", "teacher consultant administrator coordinator panel chair pair representative", ""},
		{"novice", "novice-decision", "teacher consultant administrator coordinator panel chair pair hr superintendent representative", ""},
		{"intervention", "intervention-decision", "teacher consultant administrator coordinator panel chair pair hr superintendent representative", ""},
		{"volunteer", "volunteer", "consultant coordinator", ""}, // beside the teacher who wrote it
		{"volunteer", "session", "teacher", ""},
	}
	order := roles("teacher consultant administrator coordinator panel chair pair hr superintendent representative")
	p := generic(t)
	for _, tt := range tests {
		var reads, dates []program.Role
		cells := p.In(tt.track).Form(tt.form).SeenBy
		for _, r := range order {
			if level := widest(cells[r]); level == program.Read {
				reads = append(reads, r)
			} else if level == program.Dates {
				dates = append(dates, r)
			}
		}
		if words(reads) != tt.reads || words(dates) != tt.dates {
			t.Errorf("%s: read by %q, dates for %q", tt.form, words(reads), words(dates))
		}
	}
	if !p.In("novice").Form("note").Nobody {
		t.Error("the private note has readers")
	}
}

func widest(grants []program.Grant) program.Level {
	level := program.Nothing
	for _, g := range grants {
		level = max(level, g.Level)
	}
	return level
}

// UG-14 15: nothing is decided about a teacher without documented assistance;
// GEN-07 an unsatisfactory evaluation comes first, as a warning; UG-05 signed.
func TestGenericFairness(t *testing.T) {
	p := generic(t)
	for track, decision := range map[string]string{"novice": "novice-decision", "intervention": "intervention-decision"} {
		s := p.In(track)
		if got := events(s.Form(decision).Needs); got != "assistance.filed" && !strings.HasPrefix(got, "assistance") {
			t.Errorf("%s needs %q", decision, got)
		}
		var items []string
		for _, item := range s.Checklist("assistance").Items {
			items = append(items, events(item))
		}
		want := []string{"goals.filed", "log.filed", "formal-observation.1.filed", "summary.filed"}
		if diff := cmp.Diff(want, items); diff != "" {
			t.Errorf("documented assistance, -want +got:\n%s", diff)
		}
		for _, form := range []string{"report", "summary", "formal-observation"} {
			if signs := s.Form(form).Signs; len(signs) != 1 || signs[0].Meaning != "receipt" || words(signs[0].Roles) != "teacher" {
				t.Errorf("%s is signed %+v", form, signs)
			}
		}
	}
	if f := p.In("intervention").Form("referral").Field("evaluation"); len(f.Should) != 1 || f.Should[0].Answer != "true" || len(f.Must) > 0 || f.Else == "" {
		t.Errorf("the question about the evaluation: %+v", f)
	}
	if p.Standards == nil || p.Standards.Key != "teaching-six" || len(p.Standards.Items) != 6 { // UG-16
		t.Error("the program has no standards")
	}
	if len(p.Measures) != 2 || len(p.Tallies) != 1 || p.Tallies[0].Field != "minutes" { // UG-11
		t.Errorf("measures %v, tallies %v", p.Measures, p.Tallies)
	}
}

// PUB-01 to 12 stand as public sources.
func TestGenericSources(t *testing.T) {
	p := generic(t)
	public := 0
	for _, s := range p.Sources {
		if s.Origin == "public" {
			public++
		}
	}
	if public < 12 || p.Sources["guide"].Origin != "seed" || p.Sources["ours"].Origin != "default" {
		t.Errorf("%d public sources: %v", public, p.Sources)
	}
}
