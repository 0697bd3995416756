package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// The duties and rights of DOMAIN 5 for Boston. Lengths are Boston's own or,
// where it names none, the catalogue's.
func TestBostonDeadlines(t *testing.T) {
	tests := []struct {
		key, owners, starts, length, met, remind, late string
	}{
		{"assign", "coordinator", "case.opened", "5 working days", "assignment.filed", "-3 0", "coordinator+1"},                                                            // OBL-01
		{"hold-initial", "coordinator consultant", "interest.filed", "15 working days", "initial-meeting.held", "-3 0", "coordinator+1"},                                   // OBL-01
		{"contact-teacher", "consultant", "assignment.filed", "14 days", "contact.filed initial-meeting.held session.held log.filed", "start -7 -3 -1 0", "coordinator+1"}, // OBL-04
		{"keep-interest", "right of teacher", "interest.filed", "60 days", "initial-meeting.held agreement.filed decline.filed", "start+45", ""},                           // OBL-03
		{"choose", "right of teacher", "stage.agreement-review", "60 days", "agreement.filed decline.filed", "start+14 start+45", ""},                                      // OBL-03
		{"agree-goals", "consultant teacher", "round.start", "30 days", "goals.filed", "-7 0", "coordinator+5"},                                                            // OBL-31
		{"meet-weekly", "consultant teacher", "round.start", "1 week", "session.held", "Thu Fri 12:00", "coordinator 2 in a row"},                                          // OBL-06
		{"hold-parleys", "consultant", "round.start", "", "parley.held", "-10 -1", "coordinator+5"},                                                                        // OBL-20 21 22
		{"sign-summary", "signers", "parley-summary.issued", "5 working days", "answered", "start+2 0", "consultant+1 coordinator+3"},                                      // OBL-41
		{"respond", "right of teacher", "formative.answered summative.answered", "10 days", "response.filed", "start -3 -1", ""},                                           // OBL-11
		{"plan-hearing", "coordinator", "round.start", "30 days", "hearing.planned", "-14 -2", "coordinator+1"},                                                            // OBL-23
		{"recommend", "consultant", "round.start", "14 days", "recommendation.filed", "-14 -7 -2 0", "coordinator+1"},                                                      // OBL-23
		{"end-cycle", "consultant coordinator", "round.start", "12 months", "recommendation.filed", "-3 months -1 month -15 days 0", "coordinator+1"},                      // OBL-24
		{"evidence-window", "right of teacher administrator", "recommendation.served", "7 days", "evidence.filed", "start -3 -1", ""},                                      // OBL-25
		{"vote", "panel", "evidence-window.over final-rating.returned", "", "rating.filed", "-7 -1", "chair+1"},                                                            // OBL-26
		{"approve", "superintendent", "rating.filed", "10 working days", "final-rating.filed", "-3 0", "coordinator+1"},                                                    // OBL-27
		{"answer-survey", "teacher administrator", "case.closed", "14 days", "survey.filed", "start start+7", ""},                                                          // OBL-45
	}
	par, pa := boston(t)
	scope := par.In("par")
	if len(scope.Deadlines) != len(tests) {
		t.Errorf("the program has %d deadlines, this table %d", len(scope.Deadlines), len(tests))
	}
	for _, tt := range tests {
		d := scope.Deadline(tt.key)
		if d == nil {
			t.Errorf("there is no deadline %q", tt.key)
			continue
		}
		owners := words(d.OwedBy)
		switch {
		case d.Signers:
			owners = "signers"
		case d.IsRight():
			owners = "right of " + words(d.RightOf)
		}
		got := []string{owners, events(d.Starts), length(d), events(d.MetBy), steps(d.Remind), late(d.Late)}
		if diff := cmp.Diff([]string{tt.owners, tt.starts, tt.length, tt.met, tt.remind, tt.late}, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.key, diff)
		}
	}
	for _, d := range scope.Deadlines {
		if len(d.Cite.Titles) == 0 || d.Title == "" || d.Plain == "" {
			t.Errorf("%s has no source or no name: %+v", d.Key, d)
		}
	}
	checkDuties(t, pa.In("pa"), []duty{
		{"assign", "coordinator", "case.opened", "5 working days", "pairing.filed", "-3 0", "coordinator+1"},                                        // OBL-01
		{"contact-teacher", "consultant", "pairing.filed", "14 days", "contact.filed session.held log.filed", "start -7 -3 -1 0", "coordinator+1"},  // OBL-04
		{"agree-goals", "consultant teacher", "pairing.filed", "30 days", "goals.filed", "-7 0", "coordinator+5"},                                   // OBL-31
		{"meet-weekly", "consultant teacher", "contact.filed log.filed", "every 1 week", "session.held", "Thu Fri 12:00", "coordinator 2 in a row"}, // OBL-06
		{"answer-survey", "teacher", "case.closed", "14 days", "survey.filed", "start start+7", ""},                                                 // OBL-45
	})
	var windows []string
	for _, w := range scope.Deadline("hold-parleys").Window {
		windows = append(windows, w.String())
	}
	if diff := cmp.Diff([]string{"first 30 days", "40-60 %", "last 30 days"}, windows); diff != "" { // BOS-27, P1
		t.Errorf("windows of the parleys, -want +got:\n%s", diff)
	}
	if !scope.Deadline("answer-survey").Each || scope.Deadline("respond").Roll != schoolday.Forward {
		t.Error("each answers the survey; a response rolls forward (R2)")
	}
	if limit := scope.Deadline("end-cycle").Cite.Origin; limit != "seed" { // BOS-23
		t.Errorf("the limit of a cycle is of origin %q", limit)
	}
}

// Appendix A, I-02 to I-06: who is invited, who may join, who never is.
func TestBostonMeetings(t *testing.T) {
	tests := []struct{ key, attendees, joins, calls string }{
		{"initial-meeting", "teacher consultant", "", "consultant coordinator"},                // I-02: never an administrator, BOS-44
		{"rep-talk", "teacher representative", "", "teacher representative"},                   // I-03: never the consultant, BOS-45
		{"session", "teacher consultant", "", "teacher consultant"},                            // BOS-17
		{"parley", "teacher consultant administrator", "representative", "consultant"},         // I-05: never the panel, BOS-25, AMB-09
		{"hearing", "panel", "teacher administrator consultant representative", "coordinator"}, // I-06, BOS-31
	}
	par, pa := boston(t)
	scope := par.In("par")
	if len(scope.Meetings) != len(tests) {
		t.Errorf("the program has %d meetings, this table %d", len(scope.Meetings), len(tests))
	}
	for _, tt := range tests {
		m := scope.Meeting(tt.key)
		if got := []string{words(m.Attendees), words(m.OpenTo), words(m.ConvenedBy)}; !slices.Equal(got, []string{tt.attendees, tt.joins, tt.calls}) {
			t.Errorf("%s: %q", tt.key, got)
		}
	}
	if p := scope.Meeting("parley"); p.Times != 3 || p.Once != "" || events(p.Needs) != "agreement.filed" { // BOS-24, AMB-10
		t.Errorf("parleys: %d a cycle, once %q, after %s", p.Times, p.Once, events(p.Needs))
	}
	h := scope.Meeting("hearing")
	if h.Packet != (schoolday.Span{N: 7, Unit: schoolday.Days}) || events(h.NotBefore) != "recommendation.served" { // BOS-29
		t.Errorf("the packet opens %s before, not before %s", h.Packet, events(h.NotBefore))
	}
	if m := pa.In("pa").Meeting("joint-meeting"); words(m.ConvenedBy) != "teacher" { // BOS-49
		t.Errorf("an administrator is brought in by %s", words(m.ConvenedBy))
	}
}

// DOMAIN 3.2: who reads what. An empty cell is closed.
func TestBostonReaders(t *testing.T) {
	const packet = "read from hearing.packet"
	// teacher, consultant, administrator, coordinator, panel, hr, superintendent, representative
	intake := []string{"", "read", "never", "read", "", "", "", ""} // *hard*: never the administrator
	file := []string{"read", "read", "read", "read", packet, "", "", "granted"}
	coaching := []string{"read", "", "dates", "dates", "", "", "", "granted"}
	issued := []string{"read from issued", "read", "read from issued", "dates from draft, read", packet, "read", "read", "granted"} // *2
	result := []string{"read", "read", "read", "read", "read", "read", "read", "granted"}
	sums := []string{"", "counts", "counts", "counts", "counts", "", "", ""}
	talk := []string{"", "", "never", "dates", "", "", "", "dates"}
	tests := map[string][]string{
		"interest": intake, "contact": intake, "decline": intake, "choose-pa": intake, // BOS-43
		"step-waived":  {"read", "read", "never", "read", "", "", "", ""},
		"eligibility":  {"read", "read", "never", "read", "", "", "", "granted"},
		"introduction": talk, "talked": {"dates", "", "never", "dates", "", "", "", "dates"}, // BOS-45
		"agreement":  {"read", "read", "dates", "read", "dates", "read", "", "granted"},
		"assignment": {"read", "read", "read from agreement", "read", "dates", "dates", "", "granted"},
		"withdrawal": {"", "read", "dates", "read", "dates", "dates", "", "granted"},
		"goals":      file, "observation": file, "site-observation": file, "artifact": file, "parleys-waived": file,
		"log": coaching, "note": {"", "", "", "", "", "", "", ""},
		"formative": issued, "summative": issued,
		"response":       {"read", "read", "read", "read", packet, "read", "", "granted"},
		"parley-summary": {"read", "read", "read", "dates", packet, "", "", "granted"}, // BOS-26
		"recommendation": file, "evidence": file,                                       // *4 *5 *6, AMB-12
		"minutes": {"", "", "", "read", "read", "", "", ""}, // BOS-32
		"rating":  result, "final-rating": result,           // BOS-33
		"survey": sums, // BOS-13
	}
	par, _ := boston(t)
	readers := roles("teacher consultant administrator coordinator panel hr superintendent representative")
	if forms := par.In("par").Forms; len(forms) != len(tests) {
		t.Errorf("the program has %d forms, this table %d", len(forms), len(tests))
	}
	for key, want := range tests {
		compareCells(t, par.In("par").Form(key), key, readers, want)
	}
	performance := par.Office.Form("performance") // BOS-60: never a principal
	compareCells(t, performance, "performance", readers, []string{"", "shared", "never", "", "read", "", "", ""})
}

// DOMAIN 3.2, Boston PA: an administrator sees goals and facts of meetings if
// the teacher opens them, and nothing else.
func TestBostonPAReaders(t *testing.T) {
	// teacher, consultant, administrator, coordinator, representative
	opened := []string{"read", "read", "granted", "read", "granted"}
	coaching := []string{"read", "read", "dates granted", "dates", "granted"}
	file := []string{"read", "read", "", "read", "granted"}
	own := []string{"read", "read", "never", "read", "granted"}
	_, pa := boston(t)
	for key, want := range map[string][]string{
		"assistance": own, "switch": own, "pairing": opened, "goals": opened, "contact": coaching, "log": coaching,
		"note": {"", "", "", "", ""}, "observation": file, "ending": file, "survey": {"", "counts", "", "counts", ""},
	} {
		compareCells(t, pa.In("pa").Form(key), key, roles("teacher consultant administrator coordinator representative"), want)
	}
}

func compareCells(t *testing.T, f *program.Form, key string, readers []program.Role, want []string) {
	t.Helper()
	if f == nil {
		t.Errorf("there is no form %q", key)
		return
	}
	for i, role := range readers {
		if got := cell(f.SeenBy[role]); got != want[i] {
			t.Errorf("%s, %s: %q, want %q", key, role, got, want[i])
		}
	}
}

// BOS-24 28 to 33: from the last parley to the Superintendent, who is told what.
func TestBostonEnd(t *testing.T) {
	par, _ := boston(t)
	scope := par.In("par")
	tests := []struct{ key, by, needs, served string }{
		{"recommendation", "consultant", "parley.3.held parleys-waived.filed", "teacher administrator"},    // BOS-24 28 29, N-07: both at once
		{"evidence", "teacher administrator", "recommendation.served", "teacher consultant administrator"}, // BOS-30, N-06
		{"rating", "panel", "evidence-window.over", "teacher consultant administrator superintendent"},     // BOS-32, N-09
		{"final-rating", "superintendent", "", "teacher consultant administrator"},                         // BOS-33, N-10
	}
	ratings := []string{"Exemplary", "Proficient", "Needs Improvement", "Unsatisfactory", "Additional time"} // PUB-14, BOS-16
	for _, tt := range tests {
		f := scope.Form(tt.key)
		if got := []string{words(f.By), events(f.Needs), words(f.Serve["filed"])}; !slices.Equal(got, []string{tt.by, tt.needs, tt.served}) {
			t.Errorf("%s: %q", tt.key, got)
		}
		var titles []string
		for _, o := range f.Outcomes {
			titles = append(titles, o.Title)
		}
		if len(titles) > 0 && !slices.Equal(titles[:5], ratings) {
			t.Errorf("%s ends in %v", tt.key, titles)
		}
	}
	if how := scope.Form("evidence").Field("how").Options; !slices.Equal(how, []string{"in writing", "in person", "both"}) { // BOS-31
		t.Errorf("evidence comes %v", how)
	}
	if f := scope.Form("rating"); f.Kind != "vote" || scope.Form("survey").Kind != "survey" || scope.Form("final-rating").Field("reason").OnlyIf != "returned" { // AMB-13
		t.Error("a rating is voted on, a survey is anonymous, what is returned has a reason")
	}
}

// BOS-12 13 15: three figures, of which the last is asked in three questions.
func TestBostonMeasures(t *testing.T) {
	par, _ := boston(t)
	got := map[string]string{}
	for _, m := range par.Measures {
		got[m.Key] = strings.ReplaceAll(events(m.Count), "final-rating.", "") + m.Survey
		if m.Survey == "" && strings.Contains(events(m.Of), "returned") {
			t.Errorf("%s counts what is not final", m.Key)
		}
	}
	want := map[string]string{
		"proficient": "proficient exemplary", "on-the-job": "exemplary proficient additional-time",
		"fair": "survey.fair", "transparent": "survey.transparent", "humane": "survey.humane",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("measures, -want +got:\n%s", diff)
	}
}

// BOS-54: what an administrator is sent of itself is the Agreement, what the
// Panel decides on and what becomes of it; parleys come as invitations.
func TestBostonAdministratorHears(t *testing.T) {
	par, _ := boston(t)
	var served []string
	for _, f := range par.In("par").Forms {
		for _, to := range f.Serve {
			if slices.Contains(to, program.Administrator) {
				served = append(served, f.Key)
			}
		}
		for _, to := range f.Tell {
			if slices.Contains(to, program.Administrator) {
				t.Errorf("an administrator hears of %s", f.Key)
			}
		}
	}
	if diff := cmp.Diff([]string{"agreement", "withdrawal", "recommendation", "evidence", "rating", "final-rating"}, served); diff != "" {
		t.Errorf("served on an administrator, -want +got:\n%s", diff)
	}
}

// BOS-11 17 to 22: areas lead to goals, goals to evidence, evidence to a judgment.
func TestBostonLoop(t *testing.T) {
	par, _ := boston(t)
	scope := par.In("par")
	options := func(form, field string) string { return strings.Join(scope.Form(form).Field(field).Options, " ") }
	if got := options("log", "activity"); got != "coaching observing reflecting assessing" { // BOS-17
		t.Errorf("activities: %s", got)
	}
	if got := options("log", "help"); got != "observation feedback planning other" { // BOS-11
		t.Errorf("help: %s", got)
	}
	if loops := scope.Tallies; len(loops) != 1 || events(loops[0].Adds) != "observation.filed" || loops[0].Per != "round" {
		t.Errorf("turns of the loop: %+v", loops)
	}
	goals := scope.Form("goals")
	if words(goals.By) != "consultant teacher" || goals.Field("areas") == nil || !slices.Equal(goals.Field("goals").Columns, []string{"goal", "steps", "evidence"}) { // BOS-18 19
		t.Errorf("goals: %+v", goals)
	}
	if scope.Form("parley-summary").Field("progress") == nil { // BOS-20
		t.Error("a parley does not look at progress")
	}
	for _, key := range []string{"formative", "summative"} { // BOS-21 22
		if got := scope.Form(key).Field("evidence").Of; !slices.Equal(got, []string{"observation", "site-observation", "artifact"}) {
			t.Errorf("%s rests on %v", key, got)
		}
	}
}

// BOS-01 50 52 53 56 64, AMB-02: what help says, where the page lost its lists.
func TestBostonHelp(t *testing.T) {
	par, _ := boston(t)
	got := map[string]string{}
	for _, l := range par.Links {
		got[l.Key] = l.Text + l.URL
	}
	for key, word := range map[string]string{
		"about": "2014", "difference": "Ask the program office", "administrators": "nobody can require it", "supports": "program office",
		"openings": "TalentEd", "results": "track-record",
	} {
		if !strings.Contains(got[key], word) {
			t.Errorf("%s does not say %q: %q", key, word, got[key])
		}
	}
	if len(got) != 6 {
		t.Errorf("%d links", len(got))
	}
}
