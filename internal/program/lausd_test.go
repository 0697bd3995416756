package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// LAU-02, LAU-26, AMB-04: where the contract is, what applies from when, and
// nothing counted by hand.
func TestLausdHeader(t *testing.T) {
	p := district(t, "lausd")
	if p.Zone.String() != "America/Los_Angeles" || p.InForce == 0 || p.Words.Invite != "Meeting" {
		t.Errorf("%s since %s, invites called %q", p.Zone, p.InForce, p.Words.Invite)
	}
	links := map[string]program.Link{}
	for _, l := range p.Links {
		links[l.Key] = l
	}
	if got := links["apply"].URL; got != "https://talentmanagement.lausd.net/teacher_administrator/employment-0" {
		t.Errorf("applications are at %q", got)
	}
	for _, says := range [][2]string{
		{"contract", "Article X-A"},                                     // LAU-02
		{"workshops", "Attending says nothing about anybody's support"}, // LAU-03
		{"workshops", "without a fee"}, {"support", "Without a fee"},    // LAU-06
		{"workshops", "hours count toward a salary point"},                                               // LAU-09
		{"who-can-apply", "wide teaching resources"}, {"who-can-apply", "work well with other teachers"}, // LAU-23
		{"who-can-apply", "full-time posts outside the classroom"}, {"who-can-apply", "retired from it lately, part-time"}, // LAU-24 25
		{"charter", "no names"}, // LAU-27
	} {
		if !strings.Contains(links[says[0]].Text, says[1]) {
			t.Errorf("the link %q does not say %q: %s", says[0], says[1], links[says[0]].Text)
		}
	}
	if !strings.Contains(p.Texts["welcome"], "told nothing") { // LAU-10
		t.Error("the letter to the teacher does not say that it is in confidence")
	}
	if s := p.Standards; s == nil || s.Key != "cstp" || len(s.Items) != 6 || elements(s) != 38 { // PUB-20
		t.Errorf("standards: %+v", s)
	}
}

func elements(s *program.Standards) int {
	n := 0
	for _, one := range s.Items {
		n += len(one.Elements)
	}
	return n
}

// LAU-16 21 24 25, OBL-29, PUB-18: who sits on the Panel and who sends them.
func TestLausdRoles(t *testing.T) {
	p := district(t, "lausd")
	rules := p.Roles[program.Panel].Panel
	var seats []string
	for _, s := range rules.Seats {
		seats = append(seats, strings.Join([]string{s.Title, s.Side, string(rune('0' + s.Number)), s.AppointedBy, s.Term.Max.String(), steps(s.Term.Remind)}, ", "))
	}
	want := []string{"UTLA member, union, 5, UTLA, 4 years, -90 -30", "AALA member, district, 4, the District, 4 years, -90 -30"}
	if diff := cmp.Diff(want, seats); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if words(rules.Recused) != "administrator consultant" || rules.Tie != "undecided" || len(rules.Chairs) != 2 || len(rules.Quorum) != 2 {
		t.Errorf("the Panel decides so: %+v", rules)
	}
	if got := p.Roles[program.Consultant].Kinds; !slices.Equal(got, []program.Share{{Kind: "full-time", Percent: 100}, {Kind: "part-time retiree", Percent: 50}}) {
		t.Errorf("kinds of consultants: %+v", got)
	}
	for _, r := range roles("consultant coordinator") { // LAU-20 21
		if p.Roles[r].AppointedBy != "PAR Panel" {
			t.Errorf("the %s is selected by %q", r, p.Roles[r].AppointedBy)
		}
	}
	if p.Roles[program.Representative].ChosenBy != program.Teacher {
		t.Error("the representative is not the teacher's choice")
	}
}

// DOMAIN 4.1: how a mandated case moves on.
func TestLausdStages(t *testing.T) {
	track := district(t, "lausd").Track("mandated")
	want := []string{
		"referred -> waiting on acceptance.accepted",
		"referred -> returned on acceptance.returned",
		"waiting -> goal-setting on assignment.filed",
		"goal-setting -> active on goals.filed",
		"active -> panel-review on final-report.filed",
		"panel-review -> met on finding.met",
		"panel-review -> not-met on finding.not-met",
		"panel-review -> another-year on finding.another-year",
		"another-year -> active on goals.filed",
	}
	if diff := cmp.Diff(want, turns(track)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if events(track.RoundStart) != "assignment.filed" || events(track.RoundEnd) != "school-year.end" || events(track.LaterStart) != "school-year.start" || track.Rounds != 2 {
		t.Errorf("a year runs from %v to %v, at most %d times", track.RoundStart, track.RoundEnd, track.Rounds)
	}
	if !track.Stage("another-year").StartsRound || track.Evaluator != "" {
		t.Error("a second year is a round of its own, and nobody evaluates (LAU-13, PUB-18)")
	}
	finding := district(t, "lausd").In("mandated").Form("finding")
	if got := finding.Outcomes[2]; got.Rounds != 1 {
		t.Errorf("another year is offered up to year %d", got.Rounds)
	}
}

// DOMAIN 3.1, a line for each form. never is a bold dash: LAU-14.
func TestLausdReaders(t *testing.T) {
	file := []string{"read", "read", "never", "read", "read", "", "", "read granted"}
	work := []string{"read", "read", "never", "", "dates", "", "", "read granted"}
	told := []string{"read", "", "never", "", "", "", "", "read granted"}
	report := []string{"read, read shared from draft", "read", "never", "read", "dates from draft, read", "", "", "read granted"}
	request := []string{"", "read", "", "", "read", "", "", ""}
	desk := []string{"", "read", "", "read", "read"}
	staff := []string{"", "", "", "", "", "", "", "", "read"}
	checkReaders(t, district(t, "lausd"), "teacher consultant administrator panel coordinator hr superintendent representative staff", map[string][]string{
		"intake": file, "goals": file, // LAU-10 19
		"assignment": {"read", "read", "dates", "read", "read", "", "", "read granted"}, // *1, LAU-11
		"contact":    work, "log": work, "observation": work,                            // *2: the Panel hears by reports alone, LAU-15
		"site-contact": told, "suggestion": told, // AMB-07, LAU-08
		"report": report, "final-report": report, // *3 *4, LAU-15, AMB-05
		"minutes":   {"", "", "never", "read", "read", "", "", ""},
		"finding":   {"read", "read", "never", "read", "read", "read", "read", "read granted"}, // *5, LAU-18
		"survey":    {"", "", "", "counts", "counts", "", "", ""},
		"volunteer": request, "leaving": request, "volunteer-end": {"read", "", "", "", "read", "", "", ""}, // PUB-31
		"volunteer-log": {"read", "", "", "", "dates", "", "", ""},
		"training":      desk, "own-file": desk, "selection": {"", "", "", "read", "read"}, // LAU-12 20 21
		"opening": staff, "session": staff, "hours-sent": {"", "", "", "", "", "read"}, // LAU-05 08 09 22
	}, map[string]string{
		"note": "nobody", "volunteer-note": "nobody",
		"acceptance": "intake", "response": "report or final-report", "board-letter": "finding", "volunteer-answer": "volunteer",
		"certificate": "workshop", // OBL-50: no names in it
	})
}

// LAU-14 15, X-03 X-06: the school reads nothing, is told nothing and is invited
// to nothing; that a consultant is assigned is all it can know, by two cells.
func TestLausdSchoolReadsNothing(t *testing.T) {
	p := district(t, "lausd")
	open := func(cells program.Cells) []program.Grant { return cells[program.Administrator] }
	dates := []program.Grant{{Level: program.Dates}}
	if !slices.Equal(open(p.Track("mandated").KnownTo), dates) {
		t.Errorf("of a case the school knows %+v", open(p.Track("mandated").KnownTo))
	}
	for _, s := range scopes(p) {
		for _, f := range s.Forms {
			for _, g := range open(f.SeenBy) {
				if g.Level != program.Never && (f.Key != "assignment" || g != dates[0]) {
					t.Errorf("of %s the school knows %+v", f.Key, g)
				}
			}
			hears := slices.Concat(f.By, f.HelpedBy, f.Second)
			for _, told := range []map[string][]program.Role{f.Serve, f.Tell} {
				for _, who := range told {
					hears = append(hears, who...)
				}
			}
			if slices.Contains(hears, program.Administrator) {
				t.Errorf("the school writes or hears of %s", f.Key)
			}
		}
		for _, m := range s.Meetings {
			if slices.Contains(slices.Concat(m.Attendees, m.OpenTo, m.ConvenedBy, m.DatesBy, m.ChairedBy), program.Administrator) || len(open(m.SeenBy)) > 0 {
				t.Errorf("the school is at %s, or knows of it", m.Key)
			}
		}
	}
}

// LAU-11 17 18 20 29: the Panel assigns, hears, determines and selects by four acts.
func TestLausdFourActs(t *testing.T) {
	p := district(t, "lausd")
	s := p.In("mandated")
	acts := map[string]*program.Form{"assign": s.Form("assignment"), "hear": s.Form("minutes"), "determine": s.Form("finding"), "select": p.Office.Form("selection")}
	for command, f := range acts {
		if f == nil || f.Command != command || !slices.Contains(f.By, program.Panel) {
			t.Errorf("the Panel does not %s by a form of its own: %+v", command, f)
		}
	}
	finding := acts["determine"]
	if goals := finding.Field("goals"); finding.Kind != "vote" || !slices.Equal(goals.Of, []string{"goals.goals"}) || !slices.Equal(goals.Options, []string{"met", "not met"}) {
		t.Errorf("the finding on each goal: %+v", goals)
	}
	if words(finding.By) != "panel" || words(finding.Serve["filed"]) != "teacher coordinator" { // N-09
		t.Errorf("the finding is by %v and served on %v", finding.By, finding.Serve)
	}
	if acts["assign"].Assigns != program.Consultant || words(acts["assign"].Serve["filed"]) != "teacher consultant" { // N-02
		t.Errorf("the assignment is served on %v", acts["assign"].Serve)
	}
}

// LAU-01 08 12 18 19, AMB-04 05: what consultant and teacher write together, what
// the teacher is served, and what is left after years.
func TestLausdWork(t *testing.T) {
	p := district(t, "lausd")
	s := p.In("mandated")
	for _, form := range []string{"log", "observation"} {
		if s.Form(form).Field("focus").From != "goals" {
			t.Errorf("the focus of %s is not one of the goals", form)
		}
	}
	if log := s.Form("log"); log.Field("examined") == nil || log.Field("refine") == nil { // LAU-12
		t.Error("a log does not ask what was examined and what to refine")
	}
	if f := p.Office.Form("training"); words(f.By) != "consultant coordinator" || f.Field("topic") == nil {
		t.Errorf("training is recorded by %v", f.By)
	}
	if words(s.Form("suggestion").Tell["filed"]) != "teacher" { // LAU-08: in private
		t.Errorf("a suggestion is told %v", s.Form("suggestion").Tell)
	}
	goals := s.Form("goals")
	if got := strings.Join(goals.Field("goals").Columns, ", "); got != "goal, what students gain, how it will show" || goals.Field("standards").Min != 1 {
		t.Errorf("a goal is %s", got)
	}
	if len(goals.Signs) != 1 || goals.Signs[0].Meaning != "agreement" || words(goals.Signs[0].Roles) != "teacher" { // LAU-19
		t.Errorf("goals are signed %+v", goals.Signs)
	}
	for _, form := range []string{"report", "final-report"} { // AMB-05: the teacher is no place outside
		if words(s.Form(form).Serve["filed"]) != "teacher" || words(s.Form(form).Tell["filed"]) != "panel" {
			t.Errorf("the %s is served on %v and told %v", form, s.Form(form).Serve, s.Form(form).Tell)
		}
	}
	if f := s.Form("board-letter"); !f.ByHand || words(f.By) != "coordinator" || !slices.Equal(f.Attaches, []string{"finding"}) { // LAU-18
		t.Errorf("the Board hears by %+v", f)
	}
	if keep := p.Track("mandated").Keep; keep.For.String() != "7 years" || keep.Then != "counts" { // LAU-01
		t.Errorf("a closed case is kept %+v", keep)
	}
	if served := p.Measures[0]; served.Key != "served" || events(served.Count) != "assignment.filed" { // AMB-04: counted, not written down
		t.Errorf("teachers served: %+v", served)
	}
}

// LAU-10 28, AMB-06, PUB-19: whom the program takes in.
func TestLausdIntake(t *testing.T) {
	f := district(t, "lausd").In("mandated").Form("intake")
	if who := f.Field("who"); !slices.Equal(who.Must[0].OneOf, []string{"classroom teacher"}) || who.Override != program.Coordinator {
		t.Errorf("others than classroom teachers: %+v", who)
	}
	if below := f.Field("below"); below.Must[0].Answer != "true" || below.Offer != "volunteer" || below.Else == "" {
		t.Errorf("without a below-standard evaluation: %+v", below)
	}
	if !f.Field("grievance").Optional || f.Opens != "mandated" || f.Text != "welcome" || words(f.Serve["filed"]) != "teacher" {
		t.Errorf("the intake: %+v", f)
	}
}

// DOMAIN 5, the lines of LAUSD and those of all districts.
func TestLausdDeadlines(t *testing.T) {
	p := district(t, "lausd")
	checkDuties(t, p.In("mandated"), []duty{
		{"assign-teacher", "panel", "acceptance.accepted", "20 working days after school-year.start", "assignment.filed", "weekly", "chair+1"},                         // OBL-30
		{"contact-teacher", "consultant", "assignment.filed", "14 days", "contact.filed log.filed", "start -7 -3 -1 0", "coordinator+1"},                               // OBL-04
		{"set-goals", "consultant teacher", "assignment.filed round.again", "30 days", "goals.filed", "-7 0", "coordinator+5"},                                         // OBL-31
		{"meet-weekly", "consultant teacher", "contact.filed log.filed round.again", "every 1 week", "weekly-meeting.held", "Thu Fri 12:00", "coordinator 2 in a row"}, // OBL-06
		{"plan-hearing", "coordinator", "goals.filed", "every 3 months", "hearing.planned", "-14 -2 0", "coordinator+1"},                                               // PUB-34
		{"report-to-panel", "consultant", "hearing.planned", "7 working days before hearing.held", "report.filed final-report.filed", "-14 -7 -2 0", "coordinator+1"},  // OBL-12
		{"respond", "teacher", "report.filed final-report.filed", "10 days", "response.filed", "start -3 -1", ""},                                                      // OBL-11
		{"decide", "panel", "final-report.filed", "by hearing.held", "finding.filed", "-7 -1", "chair+1"},                                                              // OBL-40
		{"answer-survey", "teacher consultant", "case.closed", "14 days", "survey.filed", "start start+7", ""},                                                         // OBL-45
	})
	checkDuties(t, p.In("volunteer"), []duty{
		{"answer-volunteer", "coordinator", "volunteer.filed", "5 working days", "volunteer-answer.filed", "-2 0", "coordinator+1"},
		{"contact-volunteer", "consultant", "volunteer-answer.accepted", "14 days", "volunteer-log.filed", "start -7 -3 -1 0", "coordinator+1"}, // OBL-04
	})
	checkDuties(t, &p.Office, []duty{
		{"certify", "organiser", "workshop.held", "5 working days", "certificate.filed", "0", ""}, // OBL-50
	})
	if d := p.In("mandated").Deadline("respond"); !d.IsRight() || d.Roll != schoolday.Forward { // AMB-14
		t.Error("the response is a right whose last day is a school day")
	}
	if d := p.In("mandated").Deadline("answer-survey"); !d.Each {
		t.Error("each answers the survey alone")
	}
}

// LAU-03 04 07 08 09 27, I-06, I-21: workshops belong to no case, and the bill of
// a charter school is a sum.
func TestLausdOffice(t *testing.T) {
	p := district(t, "lausd")
	if m := p.Office.Meeting("workshop"); m.Minutes != 360 || !slices.Equal(m.SignUp, []string{"teachers", "hhs"}) || words(m.ConvenedBy) != "organiser" || m.Cite.Origin != "seed" {
		t.Errorf("the workshop: %+v", m)
	}
	if len(p.Office.Tallies) != 2 || len(p.Tallies) != 1 {
		t.Fatalf("%d tallies of the office, %d of cases", len(p.Office.Tallies), len(p.Tallies))
	}
	hours, seats, cases := p.Office.Tallies[0], p.Office.Tallies[1], p.Tallies[0]
	if hours.Of != program.Staff || !slices.Equal(hours.Each, []float64{6}) || !hours.SeenBy[program.Staff][0].Own || len(hours.SeenBy[program.HR]) > 0 {
		t.Errorf("hours: %+v", hours)
	}
	for _, tally := range []*program.Tally{seats, cases} {
		sums := program.Cells{program.Coordinator: {{Level: program.Counts}}}
		if diff := cmp.Diff(sums, tally.SeenBy); diff != "" || tally.Of != "" || tally.Schools != "charter" {
			t.Errorf("%s of %q at %q schools, -want +got:\n%s", tally.Key, tally.Of, tally.Schools, diff)
		}
	}
	if f := p.Office.Form("hours-sent"); words(f.By) != "staff" || words(f.Serve["filed"]) != "hr" { // LAU-09: on the attendee's own action
		t.Errorf("hours go to Human Resources by %v", f.By)
	}
}

// I-01, I-06, LAU-17: who is invited, with how long the file is open before.
func TestLausdMeetings(t *testing.T) {
	s := district(t, "lausd").In("mandated")
	for key, want := range map[string]string{"weekly-meeting": "teacher consultant", "lesson-visit": "teacher consultant", "hearing": "panel consultant"} {
		if got := words(s.Meeting(key).Attendees); got != want {
			t.Errorf("at %s are %s", key, got)
		}
	}
	if h := s.Meeting("hearing"); h.Packet != (schoolday.Span{N: 7, Unit: schoolday.Days}) || steps(h.Remind) != "-7 -1" || words(h.OpenTo) != "coordinator" {
		t.Errorf("the hearing: %+v", h)
	}
}
