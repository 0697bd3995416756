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

func TestEmbedded(t *testing.T) {
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"albuquerque", "boston-pa", "boston-par", "clovis", "generic", "lausd"} { // DOMAIN 8, D1
		if all[key] == nil || all[key].Key != key {
			t.Errorf("%s does not ship under its key", key)
		}
	}
}

func TestClovisHeader(t *testing.T) {
	p := clovis(t)
	if p.Key != "clovis" || p.Zone.String() != "America/Los_Angeles" || p.InForce.String() != "2025-08-18" || p.Contact != "the program office" {
		t.Errorf("%s in %s since %s, questions to %s", p.Key, p.Zone, p.InForce, p.Contact)
	}
	want := program.Words{Program: "PAR", File: "e-portfolio", Round: "year", Invite: "Meeting"}
	if p.Words != want {
		t.Errorf("words = %+v, want %+v", p.Words, want)
	}
	called := map[program.Role]string{
		program.Teacher: "Referred Teacher", program.Consultant: "PAR Mentor", program.Administrator: "Site Administrator", // CLO-02 03 04
		program.Representative: "Association Representative", program.Coordinator: "Director of Induction", program.Panel: "Portfolio Panel",
		program.HR: "Human Resources", program.Superintendent: "Superintendent or designee", program.Pair: "pair", // whom this program has not
	}
	for role, want := range called {
		if got := p.Called(role); got != want {
			t.Errorf("the %s is called %q, want %q", role, got, want)
		}
	}
	if r := p.Roles[program.Representative]; r.ChosenBy != program.Teacher {
		t.Errorf("the representative is chosen by %q (CLO-33)", r.ChosenBy)
	}
	if r := p.Roles[program.Consultant]; r.Full != 12 || r.Alert != 15 || r.Limit != 20 || r.OfSite {
		t.Errorf("caseload %d, %d, %d", r.Full, r.Alert, r.Limit)
	}
	if !p.Roles[program.Administrator].OfSite {
		t.Error("the administrator does not follow the teacher's school")
	}
}

// CLO-09, CLO-23, CLO-48, BOS-42: who may know of a case, and of a visit.
func TestClovisTracks(t *testing.T) {
	p := clovis(t)
	par, visit := p.Track("par"), p.Track("visit")
	if par == nil || visit == nil || p.Track("pa") != nil || len(p.Tracks) != 2 {
		t.Fatalf("tracks: %+v", p.Tracks)
	}
	if !par.IsCase || par.Apart || par.Rounds != 2 || par.Evaluator != program.Administrator { // CLO-05
		t.Errorf("par: %+v", par)
	}
	if visit.IsCase || !visit.Apart { // BOS-41
		t.Errorf("visit: %+v", visit)
	}
	for _, r := range []program.Role{program.Administrator, program.Panel, program.HR, program.Representative} {
		if len(visit.KnownTo[r]) > 0 {
			t.Errorf("the %s may know of a visit (BOS-42)", r)
		}
	}
	if len(par.KnownTo) != 8 {
		t.Errorf("par is known to %d roles", len(par.KnownTo))
	}
	wantStart := []program.Event{{Name: "enrolment", State: "enrolled"}}
	wantEnd := []program.Event{{Name: "school-year", State: "end"}}
	if diff := cmp.Diff(wantStart, par.RoundStart) + cmp.Diff(wantEnd, par.RoundEnd); diff != "" {
		t.Errorf("a round, -want +got:\n%s", diff)
	}
}

// What a case lives by is its track's and the top level's; a visit is apart.
func TestIn(t *testing.T) {
	p := clovis(t)
	par, visit := p.In("par"), p.In("visit")
	if par.Form("log") == nil || par.Meeting("initial-triad") == nil || par.Deadline("confer") == nil || par.Form("visit") != nil {
		t.Error("a case of par does not live by the top level, or lives by visits")
	}
	if visit.Form("visit") == nil || visit.Meeting("visit-meeting") == nil || visit.Deadline("answer-visit") == nil || visit.Form("log") != nil {
		t.Error("a visit is not apart")
	}
	if s := p.In("gone"); len(s.Forms)+len(s.Meetings)+len(s.Deadlines) != 0 {
		t.Error("a track that is not there has something in it")
	}
	if p.In("par") != par {
		t.Error("what a track lives by is gathered anew each time")
	}
}

// The duties and rights of issue 2, each as DOMAIN 5 has it.
func TestClovisDeadlines(t *testing.T) {
	tests := []struct {
		key    string
		owners []program.Role
		right  bool
		starts string
		length string // of due or every, "" for another kind
		met    string
		remind string
		late   string
	}{
		// OBL-04, CLO-91: within two weeks of being paired.
		{"contact-teacher", roles("consultant"), false, "pairing.filed", "14 days", "contact.filed log.filed", "start -7 -3 -1 0", "coordinator+1"},
		// OBL-05, CLO-13 76: one date for one Initial Triad, whoever the mentor is by then.
		{"plan-initial", roles("consultant"), false, "enrolment.enrolled", "15 working days", "initial-triad.planned", "-5 0", "coordinator+3"},
		{"give-date", roles("administrator"), false, "initial-triad.asked", "5 working days", "initial-triad.planned", "start start+2 0", "coordinator+3"},
		// OBL-06, CLO-58 93, AMB-31.
		{"meet-weekly", roles("consultant teacher"), false, "contact.filed log.filed round.again", "1 week", "weekly-meeting.held", "Thu Fri 12:00", "coordinator 2 in a row"},
		// OBL-07 08, CLO-64 99.
		{"write-log", roles("consultant"), false, "weekly-meeting.ended", "", "log.filed", "start+15min start+1 Fri", "coordinator weekly"},
		{"write-teacher-log", roles("teacher"), false, "weekly-meeting.ended", "", "teacher-log.filed", "start+15min start+1 start+3", "consultant+1"},
		// OBL-10, CLO-36, AMB-32: six weeks, rolling.
		{"confer", roles("consultant"), false, "enrolment.enrolled round.again", "42 days", "report.discussed", "-14 -7 -2 0 1 then 2", "coordinator+3"},
		// OBL-11, CLO-31, AMB-14: a right, from the signature or the documented refusal.
		{"respond", roles("teacher"), true, "report.answered year-end.answered", "10 days", "response.filed year-end-response.filed", "start -3 -1", ""},
		// OBL-14 15 16.
		{"hold-progress", roles("consultant"), false, "initial-triad.held", "", "progress-triad.held", "-7 -1", "coordinator+1"},
		{"hold-final", roles("consultant"), false, "finding.filed", "", "final-triad.held", "-2 0", "coordinator+1"},
		// OBL-05 in the later years.
		{"plan-again", roles("consultant"), false, "round.again", "15 working days", "initial-triad.planned", "-5 0", "coordinator+3"},
		// OBL-09 13 17 18.
		{"roll-up", roles("consultant"), false, "monthly-log.draft", "5 days", "filed", "start+1 -1", "coordinator+1"},
		{"complete-portfolio", roles("teacher"), false, "round.start", "10 days", "portfolio.done", "monthly -30 -14 -5 -1", "consultant+1 coordinator+3"},
		{"hold-panel", roles("coordinator"), false, "round.start", "30 days", "hearing.held", "-45 -14 -2", "coordinator+1"},
		{"finish-year", nil, false, "year-end.issued", "10 working days", "answered", "-5 -1 0", "coordinator+1"},
		{"forward-file", roles("coordinator"), false, "final-triad.held", "15 working days", "forwarding.filed", "-5 -1 0", "coordinator+1"},
		// OBL-32 33 34 35 36.
		{"act-on-referral", roles("coordinator"), false, "referral.filed", "5 working days", "enrolment.filed", "-2 0", "coordinator+1"},
		{"pair-mentor", roles("coordinator"), false, "enrolment.enrolled", "5 working days", "pairing.filed", "-2 0", "coordinator+1"},
		{"sign-mou", nil, false, "mou-teacher.issued mou-administrator.issued mou-mentor.issued", "10 working days", "answered", "start+3 start+7 0", "coordinator+1"},
		{"share-portfolio", roles("consultant"), false, "pairing.filed", "5 working days", "portfolio-shared.filed", "-2 0", "coordinator+1"},
		{"copy-plan", roles("coordinator"), false, "improvement-plan.filed", "5 working days", "plan-copy.filed", "-2 0", "coordinator+1"},
		// OBL-41 42 43 44 45 47 48 49.
		{"sign-summary", nil, false, "initial-summary.issued progress-summary.issued final-summary.issued", "5 working days", "answered", "start+2 0", "consultant+1 coordinator+3"},
		{"arrange-support", roles("consultant administrator"), false, "support.filed", "", "support-done.filed", "-14 -3", ""},
		{"decide-reassign", roles("coordinator"), false, "reassign.filed", "5 working days", "reassign-answer.filed", "-2 0", "coordinator+1"},
		{"meet-director", roles("coordinator"), false, "director.filed", "5 working days", "director-meeting.held", "-2 0", "coordinator+1"},
		{"answer-survey", roles("teacher consultant administrator"), false, "case.closed", "14 days", "survey.filed", "start start+7", ""},
		{"answer-dispute", roles("coordinator"), false, "dispute.filed", "5 working days", "dispute-opened.filed dispute-answer.filed", "-2 0", "coordinator+1"},
		{"say-willing", roles("teacher"), false, "determination.extend", "10 working days", "willingness.filed", "start -5 -1", "coordinator+1"},
		{"next-year-focus", roles("administrator"), false, "determination.extend", "10 working days", "next-focus.filed", "-5 -1", "coordinator+1"},
		// CLO-38, AMB-45: ninety days, which nothing fulfills and of which parbot sends nothing.
		{"notice-period", roles("teacher"), true, "notice-recommendation.served", "90 days", "", "", ""},
		{"fresh-appraisal", roles("administrator"), false, "final-triad.planned", "", "appraisal.filed", "-30 -10", "coordinator+1"},
	}
	scope := clovis(t).In("par")
	if len(scope.Deadlines) != len(tests) {
		t.Errorf("the program has %d deadlines, this table %d", len(scope.Deadlines), len(tests))
	}
	for _, tt := range tests {
		d := scope.Deadline(tt.key)
		if d == nil {
			t.Errorf("there is no deadline %q", tt.key)
			continue
		}
		got := []string{events(d.Starts), length(d), events(d.MetBy), steps(d.Remind), late(d.Late)}
		if diff := cmp.Diff([]string{tt.starts, tt.length, tt.met, tt.remind, tt.late}, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.key, diff)
		}
		if owners := slices.Concat(d.OwedBy, d.RightOf); !slices.Equal(owners, tt.owners) || d.IsRight() != tt.right {
			t.Errorf("%s is of %v, a right: %v", tt.key, owners, d.IsRight())
		}
		if len(d.Cite.Titles) == 0 || d.Title == "" || d.Plain == "" {
			t.Errorf("%s has no source or no name: %+v", tt.key, d)
		}
	}
	respond, plan := scope.Deadline("respond"), scope.Deadline("plan-initial")
	if respond.Roll != schoolday.Forward || scope.Deadline("confer").Roll != schoolday.Stay {
		t.Error("the response rolls forward (R2), the conference stays where it falls (W2)")
	}
	if got := events(plan.Due.After); got != "contact.filed log.filed" {
		t.Errorf("the Initial Triad is planned after %s", got)
	}
	if !scope.Deadline("write-log").Due.EndOfWeek || events(scope.Deadline("meet-weekly").Until) != "final-triad.held" {
		t.Error("logs are due by the end of the week; weekly meetings end with the Final Triad")
	}
	if got := scope.Deadline("hold-progress").Window; len(got) != 2 || got[0].String() != "25-40 %" || got[1].String() != "55-75 %" {
		t.Errorf("windows of the progress triads: %v", got)
	}
}

// The four triads and the other meetings: who comes, who calls them, who else
// may know. An administrator never is at a meeting of teacher and mentor alone.
func TestClovisMeetings(t *testing.T) {
	tests := []struct {
		key, attendees, calls, knows string
		times                        int
		once                         string
	}{
		{"weekly-meeting", "teacher consultant", "teacher consultant", "administrator coordinator", 0, ""},            // I-01
		{"report-conference", "teacher consultant", "consultant", "", 0, ""},                                          // I-16
		{"initial-triad", "teacher consultant administrator", "consultant", "coordinator", 0, "round"},                // I-12, CLO-16
		{"progress-triad", "teacher consultant administrator", "consultant", "coordinator", 2, ""},                    // I-13, CLO-81
		{"final-triad", "teacher consultant administrator", "consultant", "coordinator", 0, "round"},                  // I-13, CLO-82
		{"extra-triad", "teacher consultant administrator", "teacher consultant administrator", "coordinator", 0, ""}, // I-14, CLO-22
		{"hearing", "teacher consultant coordinator panel", "coordinator", "", 0, "round"},                            // I-18, CLO-66
	}
	scope := clovis(t).In("par")
	for _, tt := range tests {
		m := scope.Meeting(tt.key)
		if m == nil {
			t.Errorf("there is no meeting %q", tt.key)
			continue
		}
		var knows []program.Role
		for _, r := range []program.Role{program.Administrator, program.Coordinator} {
			for _, g := range m.SeenBy[r] {
				if g.Level != program.Dates {
					t.Errorf("%s: the %s sees more than dates", tt.key, r)
				}
				knows = append(knows, r)
			}
		}
		got := []string{words(m.Attendees), words(m.ConvenedBy), words(knows), m.Once}
		if diff := cmp.Diff([]string{tt.attendees, tt.calls, tt.knows, tt.once}, got); diff != "" || m.Times != tt.times || m.Minutes != 45 {
			t.Errorf("%s, %d times, %d minutes, -want +got:\n%s", tt.key, m.Times, m.Minutes, diff)
		}
		triad := strings.HasSuffix(tt.key, "-triad")
		if triad != slices.Contains(m.Attendees, program.Administrator) {
			t.Errorf("%s: the administrator attends: %v", tt.key, !triad)
		}
		if triad && tt.key != "extra-triad" && (words(m.ChairedBy) != "administrator" || words(m.DatesBy) != "administrator") { // CLO-116, AMB-25
			t.Errorf("%s is chaired by %v, dates by %v", tt.key, m.ChairedBy, m.DatesBy)
		}
	}
	if got := scope.Meeting("hearing").Packet; got != (schoolday.Span{N: 14, Unit: schoolday.Days}) {
		t.Errorf("the packet of the hearing goes out %s before", got)
	}
	if got := steps(scope.Meeting("hearing").Remind); got != "-14 -2" { // OBL-17
		t.Errorf("reminders of the hearing: %s", got)
	}
}

// Nothing that a person hears in a push says what the matter is (VOICE, two names).
func TestPlainNames(t *testing.T) {
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		plainNames(t, p)
	}
}

func plainNames(t *testing.T, p *program.Program) {
	t.Helper()
	var names []string
	for _, t := range p.Tracks {
		s := p.In(t.Key)
		for _, f := range s.Forms {
			names = append(names, f.Plain)
		}
		for _, m := range s.Meetings {
			names = append(names, m.Plain)
		}
		for _, d := range s.Deadlines {
			names = append(names, d.Plain)
		}
	}
	for _, name := range names {
		for _, word := range []string{"report", "response", "evaluation", "improvement", "referral", "panel", "determination", "PAR"} {
			if slices.Contains(strings.Fields(name), word) {
				t.Errorf("the plain name %q says %q", name, word)
			}
		}
		if name == "" {
			t.Error("something has no plain name")
		}
	}
}

func TestClovisForms(t *testing.T) {
	scope := clovis(t).In("par")
	report := scope.Form("report")
	if len(report.Signs) != 1 || report.Signs[0].Meaning != "receipt" || words(report.Signs[0].Roles) != "teacher" { // CLO-27 28
		t.Errorf("the report is signed %+v", report.Signs)
	}
	if report.ReleasedBy != program.Coordinator || !slices.Equal(report.DiscussedAt, []string{"report-conference"}) { // AMB-15, CLO-36
		t.Errorf("the report is discussed at %v and released by %s", report.DiscussedAt, report.ReleasedBy)
	}
	if words(report.Serve["filed"]) != "administrator" || len(report.Serve) != 1 { // CLO-37: through the e-portfolio, once signed
		t.Errorf("the report is served %v", report.Serve)
	}
	if scope.Form("log").Command != "log" || scope.Form("teacher-log").Command != "log" || scope.Form("report").Command != "report" {
		t.Error("both logs are typed as log")
	}
	if note := scope.Form("note"); !note.Nobody || note.SeenBy != nil { // AMB-21
		t.Errorf("the private note is seen by %v", note.SeenBy)
	}
	var private []string
	for _, f := range scope.Forms {
		for _, field := range f.Fields {
			if field.Private {
				private = append(private, f.Key+"."+field.Key)
			}
		}
	}
	if diff := cmp.Diff([]string{"log.private"}, private); diff != "" {
		t.Errorf("private fields, -want +got:\n%s", diff)
	}
	if pairing := scope.Form("pairing"); pairing.Assigns != program.Consultant || words(pairing.Serve["filed"]) != "teacher consultant administrator" { // N-02
		t.Errorf("the pairing assigns %s and is served on %v", pairing.Assigns, pairing.Serve)
	}
	if e := scope.Form("enrolment"); e.Once != "case" || len(e.Outcomes) != 2 || e.Outcomes[0] != (program.Outcome{Key: "enrolled", Title: "Enrolled in PAR"}) {
		t.Errorf("enrolment: %+v", e)
	}
}

// The default reminder of a weekday is at eight.
func TestWeekdayHour(t *testing.T) {
	d := clovis(t).In("par").Deadline("meet-weekly")
	if len(d.Remind) != 2 || d.Remind[0].Hour != 8 || d.Remind[1].Hour != 12 || d.Remind[1].Weekday != time.Friday {
		t.Errorf("reminders of the week: %+v", d.Remind)
	}
}

func roles(text string) []program.Role {
	var all []program.Role
	for word := range strings.FieldsSeq(text) {
		all = append(all, program.Role(word))
	}
	return all
}

func words(roles []program.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, string(r))
	}
	return strings.Join(all, " ")
}

func events(all []program.Event) string {
	var texts []string
	for _, e := range all {
		texts = append(texts, e.String())
	}
	return strings.Join(texts, " ")
}

// moves says where a stage leads, in the order of the file.
func moves(s *program.Stage) string {
	var all []string
	for _, m := range s.Moves {
		all = append(all, m.To+": "+events(m.On))
	}
	return strings.Join(all, "; ")
}

// turns says how a case goes from stage to stage, a line for each way.
func turns(track *program.Track) []string {
	var all []string
	for _, s := range track.Stages {
		for _, m := range s.Moves {
			all = append(all, s.Key+" -> "+m.To+" on "+events(m.On))
		}
	}
	return all
}

func steps(all []program.Step) string {
	var texts []string
	for _, s := range all {
		texts = append(texts, s.Key)
	}
	return strings.Join(texts, " ")
}

func length(d *program.Deadline) string {
	switch {
	case d.Every != nil:
		return d.Every.String()
	case d.Due != nil && d.Due.Span.N > 0:
		return d.Due.Span.String()
	}
	return ""
}

func late(all []program.Escalation) string {
	var texts []string
	for _, e := range all {
		switch {
		case e.Weekly:
			texts = append(texts, string(e.To)+" weekly")
		case e.InARow > 0:
			texts = append(texts, string(e.To)+" "+string(rune('0'+e.InARow))+" in a row")
		default:
			texts = append(texts, string(e.To)+"+"+string(rune('0'+e.After)))
		}
	}
	return strings.Join(texts, " ")
}
