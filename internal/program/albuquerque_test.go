package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// ALB-01 02 15, AMB-03: what help shows of the office, of who it is for and for principals.
func TestAlbuquerqueHeader(t *testing.T) {
	p := district(t, "albuquerque")
	if p.Zone.String() != "America/Denver" || p.Words.Invite != "Meeting" || p.Standards != nil {
		t.Errorf("%s, invites called %q, standards %v", p.Zone, p.Words.Invite, p.Standards)
	}
	says := map[string]string{"contact": "(505) 253-0335", "who": "Experienced teachers", "info": "stay the evaluator"}
	for _, l := range p.Links {
		if !strings.Contains(l.Text, says[l.Key]) {
			t.Errorf("%s does not say %q: %s", l.Key, says[l.Key], l.Text)
		}
		delete(says, l.Key)
	}
	if len(says) > 0 {
		t.Errorf("help has no %v", says)
	}
	for name, s := range p.Sources {
		if (s.Origin == "public") != slices.Contains([]string{"principals", "agreement", "program-page", "volunteers"}, name) { // AMB-03
			t.Errorf("the source %s is %s", name, s.Origin)
		}
	}
}

// ALB-11, AMB-30, OBL-29: eight seats of four bodies; even is no change.
func TestAlbuquerquePanel(t *testing.T) {
	rules := district(t, "albuquerque").Roles[program.Panel].Panel
	bodies, seats := map[string]int{}, 0
	for _, s := range rules.Seats {
		bodies[s.AppointedBy] += s.Number
		seats += s.Number
	}
	want := map[string]int{"Albuquerque Teachers' Federation": 3, "district administration": 2, "Human Resources": 1, "PAR program": 2}
	if diff := cmp.Diff(want, bodies); diff != "" || seats != 8 {
		t.Errorf("%d seats, -want +got:\n%s", seats, diff)
	}
	if rules.Tie != "no change" || rules.Pass != (program.Pass{Consensus: true, Majority: true}) || words(rules.Recused) != "administrator consultant" {
		t.Errorf("the Panel decides so: %+v", rules)
	}
	if term := rules.Seats[0].Term; term.Min.String() != "2 years" || term.Max.String() != "4 years" || steps(term.Remind) != "-90 -30" || term.To != program.Coordinator {
		t.Errorf("the term of a teacher's seat: %+v", term)
	}
}

// DOMAIN 4.4: how a case on a plan moves on, with a waiting list.
func TestAlbuquerqueStages(t *testing.T) {
	track := district(t, "albuquerque").Track("plan")
	want := []string{
		"concern -> on-plan on plan-issued.filed",
		"concern -> dropped on concern-closed.filed",
		"on-plan -> waiting on admission.waiting",
		"on-plan -> active on assignment.filed",
		"on-plan -> not-eligible on admission.not-eligible",
		"waiting -> active on assignment.filed",
		"active -> recommended on recommendation.filed",
		"recommended -> success on decision.success",
		"recommended -> other on decision.other",
		"recommended -> extended on decision.extended",
		"extended -> again on plan-extended.filed",
		"again -> active on round.again",
	}
	if diff := cmp.Diff(want, turns(track)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if track.Evaluator != program.Administrator || !track.Stage("again").StartsRound { // ALB-14
		t.Errorf("the plan is evaluated by the %s", track.Evaluator)
	}
	for _, r := range roles("coordinator panel") { // nobody of the program knows before there is a plan
		if g := track.KnownTo[r]; len(g) != 1 || g[0].From.String() != "plan-issued.filed" {
			t.Errorf("the %s knows of a case by %+v", r, g)
		}
	}
	if g := track.KnownTo[program.Superintendent]; len(g) != 1 || g[0].From.String() != "recommendation.filed" {
		t.Errorf("the superintendent knows of a case by %+v", g)
	}
}

// DOMAIN 3.4, a line for each form; ALB-09, ALB-17: what consultant and teacher do
// is not for the principal.
func TestAlbuquerqueReaders(t *testing.T) {
	file := []string{"read", "read", "read", "read", "read", "", "", "read granted"}
	work := []string{"read", "read", "dates", "", "dates", "", "", "read granted"}
	plan := []string{"read", "read", "read", "read", "read", "read", "", "read"}
	own := []string{"", "read", "", "", "read"}
	const packet = "read from hearing.packet"
	checkReaders(t, district(t, "albuquerque"), "teacher consultant administrator panel coordinator hr superintendent representative", map[string][]string{
		"concern":     {"read", "", "", "", "", "read", "", "read granted"}, // PUB-22
		"plan-issued": plan, "plan-extended": plan,
		"assignment": file, "extension": file,
		"contact": work, "log": work, // hard: the text of a log is not for the principal
		"observation":           {"read", "", "", "", "dates", "", "", "read granted"},
		"exchange":              {"read", "read", "read", "", "dates", "", "", "read granted"},                                              // ALB-17
		"principal-observation": {"read", "read", "", "", "dates", "read", "", "read granted"},                                              // ALB-16
		"report":                {"read, read shared from draft", "read", packet, "read", "dates from draft, read", "", "", "read granted"}, // *1, AMB-29
		"evidence":              {"read", "read", packet, "read", "read", "", "", "read granted"},                                           // ALB-18
		"minutes":               {"", "", "", "read", "read"},
		"recommendation":        {"read", "read", "read", "read", "read", "read", "read", "read granted"}, // ALB-19, AMB-28
		"principal-evaluation":  {"read", "", "", "", "", "read", "read", "read granted"},
		"decision":              {"read", "dates", "read", "dates", "read", "read", "read", "read granted"}, // ALB-20
		"yearly-data":           {"", "", "", "read"},                                                       // PUB-24
		"volunteer":             {"", "read", "", "", "read", "", "", "read granted"},                       // ALB-07
		"volunteer-log":         {"read", "", "", "", "counts", "", "", "read granted"},
		"leaving":               own, "volunteer-end": {"read", "", "", "", "read"},
	}, map[string]string{
		"note": "nobody", "volunteer-note": "nobody", "concern-closed": "concern", "admission": "plan-issued", "memo": "principal-observation",
		"response": "report", "volunteer-answer": "volunteer",
	})
}

// ALB-09 17: the consultant reports on the goals of the plan, and speaks with the
// principal about the process: what can be chosen, and no text beside it.
func TestAlbuquerqueWork(t *testing.T) {
	s := district(t, "albuquerque").In("plan")
	if plan := s.Form("report").Field("plan"); plan == nil || !slices.Equal(plan.Of, []string{"plan-issued"}) {
		t.Errorf("a report is about %+v", plan)
	}
	exchange := s.Form("exchange")
	for _, f := range exchange.Fields {
		if f.Type != "day" && f.Type != "any" || f.Private {
			t.Errorf("in an exchange one writes %s of type %s", f.Key, f.Type)
		}
	}
	if words(exchange.By) != "consultant administrator" || len(exchange.Fields) != 2 {
		t.Errorf("an exchange: %+v", exchange)
	}
	if words(s.Form("memo").Tell["filed"]) != "teacher" || !slices.Equal(s.Form("memo").Attaches, []string{"principal-observation"}) { // ALB-16
		t.Errorf("the memo: %+v", s.Form("memo"))
	}
}

// ALB-04 05 06, AMB-26: a plan of either kind and a year of teaching; a volunteer
// needs the year alone.
func TestAlbuquerqueAdmission(t *testing.T) {
	p := district(t, "albuquerque")
	s := p.In("plan")
	if kind := s.Form("plan-issued").Field("kind"); !slices.Equal(kind.Options, []string{"Improvement Plan", "Intensive Evaluation"}) {
		t.Errorf("kinds of plans: %v", kind.Options)
	}
	years := s.Form("admission").Field("years")
	if *years.Must[0].Least != 1 || years.OnlyIf != "admitted" || years.Else == "" {
		t.Errorf("years of teaching: %+v", years)
	}
	if years := p.In("volunteer").Form("volunteer").Field("years"); *years.Must[0].Least != 1 {
		t.Errorf("years of a volunteer: %+v", years)
	}
	var outcomes []string
	for _, o := range s.Form("admission").Outcomes {
		outcomes = append(outcomes, o.Key)
	}
	if !slices.Equal(outcomes, []string{"admitted", "waiting", "not-eligible"}) { // PUB-22: if there is space
		t.Errorf("a place in PAR is %v", outcomes)
	}
}

// ALB-13 19 20, AMB-27 28: the Panel recommends to principal and teacher at once;
// who decides has both papers before them, and nothing works it out.
func TestAlbuquerqueDecision(t *testing.T) {
	s := district(t, "albuquerque").In("plan")
	rec, decision := s.Form("recommendation"), s.Form("decision")
	if words(rec.Serve["filed"]) != "administrator teacher" || words(rec.By) != "panel" || rec.Kind != "vote" { // N-09
		t.Errorf("the recommendation of %v is served on %v", rec.By, rec.Serve)
	}
	var kinds []string
	for _, o := range rec.Outcomes {
		kinds = append(kinds, o.Key)
	}
	if !slices.Equal(kinds, []string{"completed", "go-on", "agreement"}) || !slices.Contains(rec.Cite.Titles, "Negotiated agreement, PAR process") { // ALB-13
		t.Errorf("the Panel recommends %v by %v", kinds, rec.Cite)
	}
	if words(decision.By) != "administrator hr superintendent" || events(decision.Needs) != "both-inputs.done" || len(decision.MadeOn) > 0 {
		t.Errorf("the decision is made by %v after %v", decision.By, events(decision.Needs))
	}
	both := s.Checklist("both-inputs")
	if len(both.Items) != 2 || events(both.Items[0]) != "recommendation.filed" || events(both.Items[1]) != "principal-evaluation.filed" {
		t.Errorf("both papers are %v", both.Items)
	}
	for _, f := range s.Forms { // ALB-14: only the principal evaluates
		if f.Kind == "evaluation" && words(f.By) != "administrator" {
			t.Errorf("%s is an evaluation by %v", f.Key, f.By)
		}
	}
}

// DOMAIN 5, the lines of Albuquerque and those of all districts.
func TestAlbuquerqueDeadlines(t *testing.T) {
	p := district(t, "albuquerque")
	s := p.In("plan")
	checkDuties(t, s, []duty{
		{"answer-plan", "coordinator", "plan-issued.filed", "5 working days", "admission.filed", "-2 0", "coordinator+1"},
		{"contact-teacher", "consultant", "assignment.filed", "14 days", "contact.filed log.filed", "start -7 -3 -1 0", "coordinator+1"},                                                                 // OBL-04
		{"meet-weekly", "consultant teacher", "contact.filed log.filed round.again", "every 1 week", "weekly-meeting.held", "Thu Fri 12:00", "coordinator 2 in a row"},                                   // OBL-06, ALB-03
		{"observe", "administrator", "plan-issued.filed round.again", "every 10 working days", "principal-observation.filed", "-2 0", "coordinator+2"},                                                   // OBL-37
		{"talk-after", "administrator", "principal-observation.filed", "5 working days", "debrief.held", "-2 0", "coordinator+2"},                                                                        // OBL-37
		{"write-memo", "administrator", "principal-observation.filed", "5 working days", "memo.filed", "-2 0", "coordinator+2"},                                                                          // OBL-37
		{"plan-hearing", "coordinator", "contact.filed round.again", "every 45 working days", "hearing.planned", "-14 -2 0", "coordinator+1"},                                                            // ALB-10 12
		{"report-to-panel", "consultant", "hearing.planned", "7 working days before hearing.held", "report.filed", "-14 -7 -2 0", "coordinator+1"},                                                       // OBL-12
		{"bring-evidence", "administrator consultant", "hearing.planned", "2 working days before hearing.held", "evidence.filed", "-14 -7 -2", "coordinator+1"},                                          // ALB-18
		{"respond", "teacher", "report.filed", "10 days", "response.filed", "start -3 -1", ""},                                                                                                           // OBL-11
		{"recommend", "panel", "contact.filed round.again", "window 45 working days to 90 working days", "recommendation.filed extension.filed", "start+30 start+40 start+75 start+85", "coordinator+1"}, // OBL-38
		{"recommend-later", "panel", "extension.filed", "45 working days", "recommendation.filed", "-2 0", "coordinator+1"},                                                                              // OBL-38
	})
	if !s.Deadline("bring-evidence").Each { // ALB-18: both of them
		t.Error("one of the two brings evidence for both")
	}
	if s.Form("extension").Once != "round" { // PUB-21: occasionally, once
		t.Error("the time for a recommendation is extended again and again")
	}
	for key, origin := range map[string]string{"recommend": "public", "recommend-later": "public", "observe": "public", "write-memo": "default", "respond": "default"} {
		if got := s.Deadline(key).Cite.Origin; got != origin {
			t.Errorf("the number of %s is %s, want %s", key, got, origin)
		}
	}
	checkDuties(t, p.In("volunteer"), []duty{
		{"answer-volunteer", "coordinator", "volunteer.filed", "5 working days", "volunteer-answer.filed", "-2 0", "coordinator+1"},
		{"contact-volunteer", "consultant", "volunteer-answer.accepted", "14 days", "volunteer-log.filed", "start -7 -3 -1 0", "coordinator+1"}, // OBL-04
	})
	checkDuties(t, &p.Office, []duty{
		{"present-data", "coordinator", "school-year.start", "20 working days", "yearly-data.filed", "-2 0", ""}, // PUB-24
	})
}

// I-01, I-06, I-22, I-23: the consultant is not at the plan meeting nor at the
// principal's talk, and the principal at no session.
func TestAlbuquerqueMeetings(t *testing.T) {
	s := district(t, "albuquerque").In("plan")
	for key, want := range map[string]string{
		"plan-meeting": "teacher administrator representative hr", "weekly-meeting": "teacher consultant", "lesson-visit": "teacher consultant",
		"debrief": "administrator teacher", "hearing": "panel administrator consultant",
	} {
		if got := words(s.Meeting(key).Attendees); got != want {
			t.Errorf("at %s are %s", key, got)
		}
		if slices.Contains(s.Meeting(key).OpenTo, program.Administrator) || slices.Contains(s.Meeting(key).OpenTo, program.Consultant) {
			t.Errorf("%s is open to %v", key, s.Meeting(key).OpenTo)
		}
	}
	if h := s.Meeting("hearing"); h.Packet != (schoolday.Span{N: 7, Unit: schoolday.Days}) || steps(h.Remind) != "-14 -7 -2" { // ALB-18, N-08
		t.Errorf("the hearing: %+v", h)
	}
}
