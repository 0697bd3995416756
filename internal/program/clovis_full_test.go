package program_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// signs is who signs a form and what it means: "receipt teacher".
func signs(f *program.Form) string {
	var all []string
	for _, s := range f.Signs {
		all = append(all, s.Meaning+" "+words(s.Roles))
	}
	return strings.Join(all, ", ")
}

// sees is what a role reads of a form: "read", "dates", "never", "granted" or "",
// with the event from which on.
func sees(f *program.Form, r program.Role) string {
	var all []string
	for _, g := range f.SeenBy[r] {
		text := map[program.Level]string{program.Never: "never", program.Counts: "counts", program.Dates: "dates", program.Read: "read"}[g.Level]
		for word, on := range map[string]bool{"granted": g.Granted, "shared": g.Shared, "presented": g.Presented} {
			if on {
				text = word
			}
		}
		if g.From != (program.Event{}) {
			text += " from " + g.From.String()
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

// CLO-02, 42-49, 71-73, AMB-17, 19, 48: who is referred, on what ground, and that
// the Director alone may let another in.
func TestClovisReferral(t *testing.T) {
	f := clovis(t).In("par").Form("referral")
	if f.Opens != "par" || words(f.By) != "administrator" || signs(f) != "understood teacher, attests administrator" {
		t.Errorf("opens %q, by %v, signed %q", f.Opens, f.By, signs(f))
	}
	if !slices.Equal(f.DiscussedAt, []string{"referral-talk"}) || f.ReleasedBy != program.Coordinator || words(f.Tell["filed"]) != "coordinator" {
		t.Errorf("explained at %v, released by %s, told %v", f.DiscussedAt, f.ReleasedBy, f.Tell)
	}
	permanent, appraisal := f.Field("permanent"), f.Field("appraisal")
	if permanent.Must[0].Answer != "true" || permanent.Override != program.Coordinator || permanent.Else == "" {
		t.Errorf("permanent status: %+v", permanent)
	}
	if m := appraisal.Must[0]; m.Some != "No" || m.Among != "cstp" || appraisal.Override != program.Coordinator || !slices.Equal(appraisal.Of, []string{"appraisal"}) {
		t.Errorf("the appraisal: %+v", appraisal)
	}
	if !slices.Equal(f.Field("history").Columns, []string{"years", "school", "grades or subjects"}) || f.Field("evidence").Type != "files" { // CLO-45 46
		t.Errorf("history %v, evidence %s", f.Field("history").Columns, f.Field("evidence").Type)
	}
	if got := clovis(t).Standards.Groups["cstp"]; !slices.Equal(got, []string{"1", "2", "3", "4", "5", "6"}) { // CLO-114: never the local 7
		t.Errorf("CSTP are %v", got)
	}
}

// CLO-10, 51-104: three memoranda, made at the pairing, anew for a new holder,
// with every point of the handbook.
func TestClovisMemoranda(t *testing.T) {
	p := clovis(t)
	for key, want := range map[string]struct {
		signs  string
		points int
	}{"mou-teacher": {"agreement teacher", 13}, "mou-administrator": {"agreement administrator", 14}, "mou-mentor": {"agreement consultant", 14}} {
		f := p.In("par").Form(key)
		if signs(f) != want.signs || f.Once != "holder" || events(f.MadeOn) != "pairing.filed" || f.Text != key || len(f.By) > 0 {
			t.Errorf("%s: signed %q, once %s, made on %s, says %s", key, signs(f), f.Once, events(f.MadeOn), f.Text)
		}
		text := p.Texts[key]
		for n := 1; n <= want.points; n++ {
			if !strings.Contains(text, fmt.Sprintf("\n%d. ", n)) {
				t.Errorf("%s has no item %d", key, n)
			}
		}
		if strings.Contains(text, fmt.Sprintf("\n%d. ", want.points+1)) || !strings.Contains(text, "personnel file") && key != "mou-administrator" { // CLO-53 89
			t.Errorf("%s says:\n%s", key, text)
		}
	}
}

// Who signs what, and what the summaries ask.
func TestClovisSignatures(t *testing.T) {
	s := clovis(t).In("par")
	for key, want := range map[string]string{
		"focus":            "agreement teacher consultant administrator",        // CLO-17
		"initial-summary":  "attests teacher consultant administrator",          // CLO-124
		"progress-summary": "attests teacher consultant administrator",          // CLO-127 128
		"final-summary":    "attests teacher consultant administrator",          // CLO-129
		"report":           "receipt teacher",                                   // CLO-28
		"year-end":         "attests administrator consultant, receipt teacher", // CLO-137
	} {
		if got := signs(s.Form(key)); got != want {
			t.Errorf("%s is signed %q, want %q", key, got, want)
		}
	}
	if f := s.Form("focus"); words(f.By) != "administrator consultant" || f.Once != "round" || f.Field("standards").Min != 1 { // CLO-105 106, AMB-18
		t.Errorf("focus: %+v", f)
	}
	initial := s.Form("initial-summary")
	for key, want := range map[string]string{"first": "progress-triad.1.planned", "second": "progress-triad.2.planned", "last": "final-triad.planned"} { // CLO-20 123
		if f := initial.Field(key); f.Type != "appointment" || f.Plans.String() != want {
			t.Errorf("%s plans %s, want %s", key, f.Plans, want)
		}
	}
	if len(initial.Field("agenda").Options) != 6 || initial.Field("norms") == nil { // CLO-19 117-122
		t.Errorf("agenda: %v", initial.Field("agenda").Options)
	}
	if f := s.Form("progress-summary"); f.Field("progress").Ask == "" || f.Field("support").Opens != "support" { // CLO-125 126
		t.Errorf("progress: %+v, support: %+v", f.Field("progress"), f.Field("support"))
	}
	if got := s.Form("support").Field("arranged_by").Options; !slices.Equal(got, []string{"consultant", "administrator"}) {
		t.Errorf("support is arranged by %v", got)
	}
}

// CLO-41, AMB-34, 35: the nine items, the first of each before the second, who
// makes them, and who sees a draft.
func TestClovisPortfolio(t *testing.T) {
	s := clovis(t).In("par")
	for key, want := range map[string]struct {
		by, helped string
		times      int
	}{
		"self-assessment": {"teacher", "consultant", 0}, "ilp": {"teacher", "consultant", 2}, "data-analysis": {"teacher", "consultant", 2}, // CLO-97
		"informal-observation": {"consultant", "", 2}, "formal-observation": {"administrator", "", 2},
	} {
		f := s.Form(key)
		if words(f.By) != want.by || words(f.HelpedBy) != want.helped || f.Times != want.times {
			t.Errorf("%s: by %v, helped by %v, %d times", key, f.By, f.HelpedBy, f.Times)
		}
		if sees(f, program.Administrator) != "read" || sees(f, program.Coordinator) != "dates from draft, read" { // CLO-80
			t.Errorf("%s: administrator %q, coordinator %q", key, sees(f, program.Administrator), sees(f, program.Coordinator))
		}
	}
	if f := s.Form("ilp").Field("focus"); f.From != "focus" || f.Min != 1 { // CLO-18
		t.Errorf("the focus of the ILP: %+v", f)
	}
	if s.Form("formal-observation").Kind != "evaluation" || s.Form("appraisal").Kind != "evaluation" {
		t.Error("evaluations are not marked")
	}
}

// What is ticked before the next step (CLO-06, 41, 131, AMB-22, 24).
func TestClovisChecklists(t *testing.T) {
	s := clovis(t).In("par")
	for key, want := range map[string]int{
		"steps": 13, "begun": 3, "portfolio": 9, "mous": 3, "package": 16, "ending": 2, "extending": 4, "unwilling": 2, "ended": 3, "renewed": 3,
	} {
		if c := s.Checklist(key); c == nil || len(c.Items) != want {
			t.Errorf("%s: %+v, want %d items", key, c, want)
		}
	}
	if !s.Checklist("steps").OverCase || s.Checklist("package").OverCase {
		t.Error("the steps are those of the whole case, the package that of a year")
	}
	if got := len(s.Checklist("ended").Items[0]); got != 2 {
		t.Errorf("support ends by %d decisions", got)
	}
}

// Hard walls: what never reaches whom (CLO-15, 21, 32, 56, AMB-23, 40, 43).
func TestClovisClosed(t *testing.T) {
	s := clovis(t).In("par")
	tests := []struct {
		form string
		role program.Role
		want string
	}{
		{"site-input", program.Consultant, "read"},
		{"site-input", program.Teacher, ""},
		{"site-input", program.Coordinator, ""},
		{"teacher-input", program.Administrator, "never"},
		{"director", program.Consultant, "never"},
		{"director", program.Administrator, "never"},
		{"director", program.Coordinator, "read"},
		{"reassign", program.Teacher, "dates from reassign-answer.filed"},
		{"reassign", program.Consultant, "dates from reassign-answer.filed"},
		{"reassign", program.Coordinator, "read"},
		{"dispute", program.Administrator, "read from dispute-opened.filed"},
		{"concern", program.Panel, "never"},
		{"concern", program.Teacher, "read"},
		{"observation", program.Administrator, "presented"},
		{"observation", program.Teacher, "read from discussed"},
		{"site-observation", program.Consultant, "shared"},
		{"report", program.Superintendent, "read from board-matter.filed"},
		{"survey", program.Panel, "counts"},
	}
	for _, tt := range tests {
		if got := sees(s.Form(tt.form), tt.role); got != tt.want {
			t.Errorf("%s, %s: %q, want %q", tt.form, tt.role, got, tt.want)
		}
	}
	for _, key := range []string{"reassign", "dispute", "survey"} { // CLO-57 68
		if got := words(s.Form(key).By); got != "teacher consultant administrator" {
			t.Errorf("%s is written by %q", key, got)
		}
	}
}

// Who hears formally, and who is only told (CLO-08, 30, 50, AMB-16).
func TestClovisNotices(t *testing.T) {
	s := clovis(t).In("par")
	for key, want := range map[string]string{
		"improvement-plan": "teacher coordinator", "enrolment": "", "pairing": "teacher consultant administrator",
		"finding": "teacher consultant administrator", "determination": "teacher consultant coordinator", "forwarding": "teacher consultant administrator hr",
	} {
		if got := words(s.Form(key).Serve["filed"]); got != want {
			t.Errorf("%s is served on %q, want %q", key, got, want)
		}
	}
	if got := words(s.Form("enrolment").Serve["returned"]); got != "teacher administrator" { // of being enrolled the pairing tells
		t.Errorf("a referral that is returned is served on %q", got)
	}
	if f := s.Form("report"); len(f.Serve) != 1 || words(f.Serve["filed"]) != "administrator" { // CLO-27 37
		t.Errorf("the report is served %v", f.Serve)
	}
	if f := s.Form("additional-evidence"); len(f.Until) > 0 || !slices.Equal(f.Attaches, []string{"report"}) || f.Note == "" {
		t.Errorf("additional evidence: until %v, on %v", f.Until, f.Attaches)
	}
	if got := sees(s.Form("improvement-plan"), program.HR); got != "read" { // CLO-09: at once
		t.Errorf("the plan for Human Resources: %q", got)
	}
}

// CLO-66, 67, AMB-36: four coaches and the Director; who took part in the case
// does not vote.
func TestClovisPanel(t *testing.T) {
	p := clovis(t)
	rules := p.Roles[program.Panel].Panel
	if len(rules.Seats) != 1 || rules.Seats[0].Number != 4 || rules.Tie != "undecided" || !rules.Pass.Majority || words(rules.Recused) != "consultant administrator" {
		t.Errorf("%+v", rules)
	}
	if diff := cmp.Diff([]program.Quota{{Of: "panel", N: 4}, {Of: "coordinator", N: 1}}, rules.Quorum); diff != "" {
		t.Errorf("quorum, -want +got:\n%s", diff)
	}
	if f := p.In("par").Form("finding"); f.Kind != "vote" || len(f.Outcomes) != 2 || !slices.Equal(f.Attaches, []string{"hearing"}) {
		t.Errorf("the finding: %+v", f)
	}
}

// The end of a year in three acts, each recorded (CLO-83, 133-137, AMB-20, 22, 24).
func TestClovisYearEnd(t *testing.T) {
	p := clovis(t)
	s := p.In("par")
	extend := s.Form("determination").Outcomes[1]
	if extend.Key != "extend" || extend.Rounds != 1 || s.Form("determination").Once != "round" { // CLO-05: no third year
		t.Errorf("extending: %+v", extend)
	}
	a := s.Form("determination").Field("appraisal")
	if !a.ThisRound || a.OnlyIf != "extend" || a.Must[0].Some != "No" || a.Must[0].Among != "cstp" { // CLO-134
		t.Errorf("the appraisal of the year: %+v", a)
	}
	for key, want := range map[string]string{
		"determination": "final-triad.held", "willingness": "determination.extend", "next-focus": "determination.extend", "year-end": "hearing.packet",
		"confirmation": "ending.done extending.done director-decision.filed", "closing-list": "confirmation.filed", "forwarding": "closing-list.filed",
	} {
		if got := events(s.Form(key).Needs); strings.ReplaceAll(got, ".done", "") != strings.ReplaceAll(want, ".done", "") {
			t.Errorf("%s needs %q, want %q", key, got, want)
		}
	}
	if f := s.Form("forwarding"); words(f.Second) != "hr" { // CLO-83
		t.Errorf("forwarding is confirmed by %v", f.Second)
	}
	par := p.Track("par")
	for key, want := range map[string]string{ // AMB-24: unwilling goes to the Director, never by itself
		"year-end": "confirming: ending extending; director: unwilling", "director": "confirming: director-decision.filed",
		"confirming": "discontinued: ended; renewal: renewed; director: confirmation.disputed", "renewal": "active: begun",
		"panel-review": "final: finding.filed", "final": "year-end: final-triad.held",
	} {
		if got := strings.ReplaceAll(moves(par.Stage(key)), ".done", ""); got != want {
			t.Errorf("%s moves %q, want %q", key, got, want)
		}
	}
	if !par.Stage("renewal").StartsRound || events(par.LaterStart) != "school-year.start" { // CLO-135, AMB-39
		t.Error("a second year does not begin with the school year")
	}
}

// CLO-38, 39, AMB-45: parbot records, and never serves, what the law wants
// delivered by hand.
func TestClovisBoard(t *testing.T) {
	p := clovis(t)
	f := p.In("par").Form("notice-recommendation")
	if !f.ByHand || words(f.By) != "coordinator" || words(f.Second) != "superintendent" || sees(f, program.Teacher) != "read from served" || sees(f, program.Administrator) != "dates" {
		t.Errorf("the recommendation: %+v", f)
	}
	if d := p.In("par").Deadline("notice-period"); d.Stops != "none" || d.Roll != schoolday.Stay || d.Cite.Origin != "public" { // a statute runs always
		t.Errorf("the notice period: %+v", d)
	}
	par := p.Track("par")
	if len(par.FromAny) != 1 || par.FromAny[0].To != "board" || events(par.FromAny[0].On) != "dismissal.filed" || par.Stage("board").Closes == "" {
		t.Errorf("from any stage: %+v", par.FromAny)
	}
	if events(par.Keep.Hold) != "board-matter.filed" {
		t.Errorf("kept on hold by %v", par.Keep.Hold)
	}
}

// CLO-62, 101, AMB-37: three release days a school year, whole or half; and the
// network of mentors, which belongs to no case.
func TestClovisRelease(t *testing.T) {
	p := clovis(t)
	days := p.In("par").Tallies[0]
	if days.Key != "release-days" || !slices.Equal(days.Each, []float64{0.5, 1}) || days.Limit != 3 || days.Per != "school-year" || days.Of != program.Teacher {
		t.Errorf("release days: %+v", days)
	}
	if m := p.In("par").Meeting("release-day"); !m.AllDay || sees(&program.Form{SeenBy: m.SeenBy}, program.Administrator) != "dates" {
		t.Errorf("a release day: %+v", m)
	}
	if m := p.Office.Meeting("network"); m == nil || words(m.Attendees) != "consultant" || steps(m.Remind) != "-7 -1" {
		t.Errorf("the network: %+v", m)
	}
}

// The meetings that teacher, mentor and administrator have in twos and threes,
// I-07 to I-16: never the two about the third (CLO-15, X-03).
func TestClovisTalks(t *testing.T) {
	s := clovis(t).In("par")
	for key, want := range map[string]string{
		"referral-talk": "administrator teacher by administrator", "kick-off": "teacher consultant administrator by consultant", // CLO-72 07
		"briefing": "consultant administrator by consultant", "staff-meeting": "administrator coordinator consultant by coordinator", // CLO-90 74
		"input-of-teacher": "teacher consultant by consultant", "input-of-site": "consultant administrator by consultant", // CLO-15
		"observation-visit": "teacher consultant by consultant", "pre-conference": "teacher consultant by consultant", // CLO-24 25
		"post-conference": "teacher consultant by consultant", "director-meeting": "teacher coordinator by coordinator", // CLO-32
	} {
		m := s.Meeting(key)
		if m == nil {
			t.Errorf("there is no meeting %q", key)
			continue
		}
		if got := words(m.Attendees) + " by " + words(m.ConvenedBy); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}

// CLO-31, 36: which form is the report of the six weeks and which answers it, and
// which meetings a date waits for.
func TestClovisAwaited(t *testing.T) {
	s := clovis(t).In("par")
	var reports, responses, meetings []string
	for _, f := range s.Forms {
		if s.Reports(f) {
			reports = append(reports, f.Key)
		}
		if s.Responds(f) {
			responses = append(responses, f.Key)
		}
	}
	for _, m := range s.Meetings {
		if s.Awaits(m) {
			meetings = append(meetings, m.Key)
		}
	}
	for _, tt := range []struct{ got, want string }{
		{strings.Join(reports, " "), "report"},
		{strings.Join(responses, " "), "response year-end-response"},
		{strings.Join(meetings, " "), "weekly-meeting initial-triad progress-triad final-triad report-conference director-meeting hearing"},
		{keysOf(s.MetBy("report", "discussed")), "confer"},
		{keysOf(s.MetBy("log", "filed")), "contact-teacher write-log"},
		{keysOf(s.MetBy("log", "draft")), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%q, want %q", tt.got, tt.want)
		}
	}
}

func keysOf(deadlines []*program.Deadline) string {
	var keys []string
	for _, d := range deadlines {
		keys = append(keys, d.Key)
	}
	return strings.Join(keys, " ")
}
