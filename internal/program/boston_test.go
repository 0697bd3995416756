package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// boston returns what ships for Boston: Peer Assistance and Review, and Peer
// Assistance.
func boston(t testing.TB) (par, pa *program.Program) {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if par, pa = all["boston-par"], all["boston-pa"]; par == nil || pa == nil {
		t.Fatal("one of Boston's programs does not ship")
	}
	return par, pa
}

// BOS-59 61 63, PUB-15: how long somebody is a Consulting Teacher, for how many,
// and what that keeps them from; the same in both programs.
func TestBostonConsultants(t *testing.T) {
	par, pa := boston(t)
	for _, p := range []*program.Program{par, pa} {
		if p.Zone.String() != "America/New_York" || p.Words.Invite != "Meeting" {
			t.Errorf("%s in %s, invites say %q", p.Key, p.Zone, p.Words.Invite)
		}
		c := p.Roles[program.Consultant]
		if c.Called != "Consulting Teacher" || c.Full != 12 || c.Limit != 12 || c.AppointedBy != "PAR Panel" { // BOS-60
			t.Errorf("%s: consultant %+v", p.Key, c)
		}
		if c.Term.Min != years(2) || c.Term.Max != years(4) || steps(c.Term.Remind) != "-120 -60 -30" || c.Term.To != program.Coordinator { // OBL-28
			t.Errorf("%s: term %+v", p.Key, c.Term)
		}
		if c.Barred != (program.Barred{Role: program.Administrator, For: years(1)}) {
			t.Errorf("%s: barred %+v", p.Key, c.Barred)
		}
		if p.Roles[program.Representative].ChosenBy != program.Teacher || !p.Roles[program.Administrator].OfSite {
			t.Errorf("%s: the representative or the administrator is somebody else's", p.Key)
		}
	}
}

// BOS-65 66 67: two bodies appoint, one side has terms. Seats and quorum are ours.
func TestBostonPanel(t *testing.T) {
	par, pa := boston(t)
	rules := par.Roles[program.Panel].Panel
	want := []program.Seat{
		{Title: "Teacher member", Side: "teachers", Number: 4, AppointedBy: "BTU President", Term: rules.Seats[0].Term},
		{Title: "Principal member", Side: "principals", Number: 4, AppointedBy: "Assistant Superintendent of Human Capital"},
	}
	if diff := cmp.Diff(want, rules.Seats); diff != "" {
		t.Errorf("seats, -want +got:\n%s", diff)
	}
	if term := rules.Seats[0].Term; term.Min != years(2) || term.Max != years(4) || steps(term.Remind) != "-90 -30" { // OBL-29
		t.Errorf("the term of a teacher member: %+v", term)
	}
	if diff := cmp.Diff([]program.Quota{{Of: "teachers", N: 3}, {Of: "principals", N: 3}}, rules.Quorum); diff != "" {
		t.Errorf("quorum, -want +got:\n%s", diff)
	}
	if !rules.Pass.Majority || rules.Tie != "undecided" || words(rules.Recused) != "consultant administrator" { // BOS-32, X-08
		t.Errorf("a vote: %+v", rules)
	}
	if _, has := pa.Roles[program.Panel]; has { // DOMAIN 3.2, PA
		t.Error("Peer Assistance has a panel")
	}
}

// BOS-03 07 23 47 51 55: who may know of a case, who evaluates, how long, and
// that nobody is in both.
func TestBostonTracks(t *testing.T) {
	pPar, pPA := boston(t)
	par, pa := pPar.Track("par"), pPA.Track("pa")
	const agreement = "read from agreement"
	knows := map[program.Role]string{
		program.Teacher: "read", program.Consultant: "read", program.Coordinator: "read", program.Representative: "read from introduction, granted",
		program.Administrator: agreement, program.Panel: agreement, program.Chair: agreement, program.HR: agreement, // AMB-44
		program.Superintendent: "read from rating",
	}
	for role := range pPar.Roles {
		if got := cell(par.KnownTo[role]); got != knows[role] {
			t.Errorf("par is known to the %s: %q, want %q", role, got, knows[role])
		}
	}
	if cell(pa.KnownTo[program.Administrator]) != "granted" || len(pa.KnownTo) != 5 {
		t.Errorf("pa is known to %v", pa.KnownTo)
	}
	if par.Evaluator != program.Consultant || pa.Evaluator != program.Administrator { // BOS-03, BOS-47
		t.Errorf("evaluators: %s, %s", par.Evaluator, pa.Evaluator)
	}
	if !slices.Equal(par.Excludes, []string{"boston-pa"}) || !slices.Equal(pa.Excludes, []string{"boston-par"}) { // BOS-51
		t.Errorf("excluded: %v, %v", par.Excludes, pa.Excludes)
	}
	months := func(n int) schoolday.Span { return schoolday.Span{N: n, Unit: schoolday.Months} }
	if par.RoundLength != (program.Range{Least: months(6), Most: months(12)}) || pa.RoundLength != (program.Range{}) { // BOS-23, BOS-36
		t.Errorf("lengths: %+v, %+v", par.RoundLength, pa.RoundLength)
	}
	if events(par.RoundStart) != "agreement.filed" || events(par.RoundEnd) != "goals.ends_on agreement.plan_end" { // BOS-46
		t.Errorf("a cycle runs from %s to %s", events(par.RoundStart), events(par.RoundEnd))
	}
	if visit := pPar.Track("visit"); visit == nil || visit.IsCase || pPA.Track("visit") != nil { // BOS-41
		t.Error("visits are offered once, with Peer Assistance and Review")
	}
}

// DOMAIN 4.2: how a case moves on, from the form of interest to a final rating.
func TestBostonStages(t *testing.T) {
	par, pa := boston(t)
	const (
		out    = "moved: choose-pa.filed; not-enrolled: decline.filed "
		active = "released: recommendation.served; withdrawn: withdrawal.filed"
	)
	walk(t, par.Track("par"), [][2]string{
		{"interest", "initial: assignment.filed; " + out + "keep-interest.over"}, // BOS-43
		{"initial", "agreement-review: initial-meeting.held step-waived.initial-meeting; " + out + "keep-interest.over"},
		{"agreement-review", "ready-to-sign: ready.done; " + out + "choose.over"}, // BOS-45
		{"ready-to-sign", "active-start: agreement.filed; " + out + "choose.over"},
		{"active-start", "active-middle: parley.1.held; " + active},
		{"active-middle", "active-end: parley.2.held; " + active},
		{"active-end", active},
		{"released", "deliberation: evidence-window.over"}, // BOS-29
		{"deliberation", "approval: rating.filed"},
		{"approval", "again: final-rating.additional-time; deliberation: final-rating.returned; exemplary: final-rating.exemplary; " +
			"proficient: final-rating.proficient; needs-improvement: final-rating.needs-improvement; unsatisfactory: final-rating.unsatisfactory"}, // AMB-13
		{"again", "a cycle starts; active-start: goals.filed; withdrawn: withdrawal.filed"}, // BOS-16
		{"exemplary", "Rated Exemplary"},
		{"proficient", "Rated Proficient"},
		{"needs-improvement", "Rated Needs Improvement"},
		{"unsatisfactory", "Rated Unsatisfactory"},
		{"withdrawn", "Withdrawn by the teacher"},
		{"moved", "Moved to Peer Assistance"},
		{"not-enrolled", "Not enrolled"},
	})
	walk(t, pa.Track("pa"), [][2]string{
		{"asked", "active: pairing.filed; ended: ending.filed"},
		{"active", "ended: ending.filed; moved: switch.filed"}, // BOS-51
		{"ended", "Coaching ended"},
		{"moved", "Moved to PAR"},
	})
	choice, change := par.In("par").Form("choose-pa"), pa.In("pa").Form("switch")
	if choice.Opens != "boston-pa.active" || change.Opens != "boston-par.agreement-review" || words(choice.By)+words(change.By) != "teacherteacher" {
		t.Errorf("a change of program opens %q and %q", choice.Opens, change.Opens)
	}
}

// walk compares the stages of a track, each with its moves in their order.
func walk(t *testing.T, track *program.Track, want [][2]string) {
	t.Helper()
	var got [][2]string
	for _, s := range track.Stages {
		ways := []string{s.Closes}
		if s.Closes == "" {
			ways = nil
		}
		if s.StartsRound {
			ways = append(ways, "a cycle starts")
		}
		if turns := moves(s); turns != "" {
			ways = append(ways, turns)
		}
		got = append(got, [2]string{s.Key, strings.Join(ways, "; ")})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stages of %s, -want +got:\n%s", track.Key, diff)
	}
}

// BOS-55 57: whether a teacher enrolls is the teacher's alone. No administrator
// writes, signs or meets anything before the Agreement is signed, and hears of
// it with the Agreement (BOS-46, N-01).
func TestBostonTeacherDecides(t *testing.T) {
	par, pa := boston(t)
	scope := par.In("par")
	for _, f := range scope.Forms {
		if slices.Contains(f.By, program.Administrator) && !follows(scope, f.Needs) && f.Key != "survey" {
			t.Errorf("an administrator may write %s before the Agreement", f.Key)
		}
		if slices.Contains(f.Second, program.Administrator) {
			t.Errorf("an administrator confirms %s", f.Key)
		}
		if f.Opens != "" && words(f.By) != "teacher" {
			t.Errorf("%s opens a case and is written by %s", f.Key, words(f.By))
		}
	}
	for _, m := range scope.Meetings {
		if slices.Contains(m.Attendees, program.Administrator) && !follows(scope, m.Needs) {
			t.Errorf("an administrator is invited to %s before the Agreement", m.Key)
		}
	}
	agreement := scope.Form("agreement")
	if words(agreement.By) != "teacher" || len(agreement.Signs) != 1 || words(agreement.Signs[0].Roles) != "teacher" || agreement.Once != "case" {
		t.Errorf("the Agreement is written by %s and signed %+v", words(agreement.By), agreement.Signs)
	}
	if words(agreement.Serve["filed"]) != "teacher consultant administrator coordinator" || events(agreement.Needs) != "stage.ready-to-sign" {
		t.Errorf("the Agreement is served on %v and needs %s", agreement.Serve, events(agreement.Needs))
	}
	for _, says := range []string{
		"evaluation as well as support",                              // BOS-10
		"your primary evaluator",                                     // BOS-03
		"your administrator becomes a secondary evaluator",           // BOS-04
		"jointly by the Boston Teachers Union and the Boston Public", // BOS-58
		"yours alone to decide",                                      // BOS-55
	} {
		if !strings.Contains(par.Texts[agreement.Text], says) {
			t.Errorf("the Agreement does not say %q", says)
		}
	}
	for _, f := range pa.In("pa").Forms {
		if slices.Contains(f.By, program.Administrator) || f.Kind == "evaluation" || f.Kind == "vote" { // BOS-47
			t.Errorf("Peer Assistance has %s of %s", f.Key, words(f.By))
		}
	}
}

// follows reports whether what is needed lies behind the Agreement.
func follows(s *program.Scope, needs []program.Event) bool {
	return len(needs) > 0 && !slices.ContainsFunc(needs, func(e program.Event) bool {
		f := s.Form(e.Name)
		return e.Name != "agreement" && (f == nil || !slices.ContainsFunc(f.Needs, func(n program.Event) bool { return n.Name == "parley" }))
	})
}

// BOS-03 05 06: one evaluates; an administrator adds observations and artifacts.
func TestBostonEvaluations(t *testing.T) {
	par, _ := boston(t)
	var evaluations []string
	for _, f := range par.In("par").Forms {
		if f.Kind == "evaluation" {
			evaluations = append(evaluations, f.Key+" "+words(f.By))
		}
	}
	if diff := cmp.Diff([]string{"formative consultant", "summative consultant"}, evaluations); diff != "" {
		t.Errorf("evaluations, -want +got:\n%s", diff)
	}
	for _, key := range []string{"site-observation", "artifact"} {
		f := par.In("par").Form(key)
		if !slices.Contains(f.By, program.Administrator) || words(f.Tell["filed"]) != "teacher consultant" {
			t.Errorf("%s is written by %s and told %v", key, words(f.By), f.Tell)
		}
	}
}

// BOS-02 34 to 39, PUB-13: what has to hold before the Agreement can be signed,
// who may let it pass, and what is open instead. The form of interest asks the
// same and only warns.
func TestBostonEligibility(t *testing.T) {
	par, _ := boston(t)
	agreement, interest := par.In("par").Form("agreement"), par.In("par").Form("interest")
	tests := []struct{ field, override, offer string }{
		{"member", "", ""},                    // BOS-37 39
		{"full_time", "coordinator", ""},      // BOS-39
		{"years", "coordinator", "boston-pa"}, // PUB-13
		{"rating", "coordinator", "visit"},    // BOS-02 40
		{"plan", "coordinator", "visit"},      // PUB-13
		{"plan_end", "", "boston-pa"},         // BOS-35 36
	}
	for _, tt := range tests {
		f := agreement.Field(tt.field)
		if f == nil || len(f.Must) != 1 || f.Else == "" || string(f.Override) != tt.override || f.Offer != tt.offer {
			t.Errorf("%s: %+v", tt.field, f)
		}
	}
	if end := agreement.Field("plan_end").Must[0]; end.Span != (schoolday.Span{N: 6, Unit: schoolday.Months}) || end.After != "plan_start" { // M1
		t.Errorf("a plan is long enough when %+v", end)
	}
	if left := agreement.Field("time_left"); len(left.Must) != 0 || len(left.Should) != 1 { // AMB-11
		t.Errorf("time left: %+v", left)
	}
	if got := agreement.Field("rating").Must[0].OneOf; !slices.Equal(got, []string{"Needs Improvement", "Unsatisfactory"}) {
		t.Errorf("ratings of who may enroll: %v", got)
	}
	looked := par.In("par").Form("eligibility")
	if words(looked.By) != "consultant coordinator" || len(looked.Outcomes) != 3 || looked.Outcomes[1].Key != "maybe" || looked.Field("reason").Optional { // BOS-34 39: a person decides
		t.Errorf("eligibility is decided by %s: %+v", words(looked.By), looked.Outcomes)
	}
	for _, f := range interest.Fields {
		if len(f.Must) > 0 {
			t.Errorf("the form of interest refuses for %s", f.Key)
		}
	}
	if got := interest.Field("work").Options; !slices.Contains(got, "nurse") || !slices.Contains(got, "CoSESS") { // BOS-37 38
		t.Errorf("who may ask: %v", got)
	}
}
