package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

// points are what the three memoranda commit to, as whoever signs reads it.
var points = map[string][]string{
	"mou-teacher": {
		"A referral by my administrator",                                      // CLO-51
		"used to evaluate me or to decide about my employment",                // CLO-52
		"becomes part of my personnel file",                                   // CLO-53
		"1. Know and understand the reasons",                                  // CLO-54
		"2. Know my responsibilities",                                         // CLO-55
		"3. Tell the Director of Induction when I am not satisfied",           // CLO-56
		"each ask for another pairing, at any time",                           // CLO-57
		"4. Meet my PAR Mentor at least once each week",                       // CLO-58
		"5. Agree with my PAR Mentor on norms",                                // CLO-59
		"6. Come to all scheduled triad meetings",                             // CLO-60
		"7. Complete everything that PAR requires",                            // CLO-61
		"8. Have 3 release days each year",                                    // CLO-62
		"9. Direct my work by the PAR Standards of Focus",                     // CLO-63
		"10. Write a weekly log in my e-portfolio at the end of each meeting", // CLO-64
		"11. Be responsible for completing all PAR documents",                 // CLO-65
		"12. Present evidence of my work each year",                           // CLO-66
		"at least four Lead Induction Coaches and the Director",               // CLO-66
		"who determine whether my teaching improves",                          // CLO-67
		"13. Fill in the district's surveys",                                  // CLO-68
	},
	"mou-administrator": {
		"good climate and a clear structure",                              // CLO-70
		"1. Complete the Certificated Teacher Performance Appraisal",      // CLO-71
		"2. Complete the PAR Referral, and meet the teacher",              // CLO-72
		"3. Ask the teacher to sign",                                      // CLO-73
		"4. Bring the newest appraisal to a meeting with Induction staff", // CLO-74
		"5. Attend all scheduled triad meetings",                          // CLO-75
		"6. Give the date of the Initial Triad",                           // CLO-76
		"7. Set norms",                                                    // CLO-77
		"8. Set the dates of the three triad meetings that remain",        // CLO-78
		"9. Tell the Director of Induction",                               // CLO-79
		"10. Look through the teacher's e-portfolio",                      // CLO-80
		"11. Take part in two progress-monitoring meetings",               // CLO-81
		"12. Take part in the Final Triad",                                // CLO-82
		"review what the panel determined",                                // CLO-82
		"forward the Portfolio to Human Resources",                        // CLO-83
		"14. Fill in the district's surveys",                              // CLO-84
	},
	"mou-mentor": {
		"one or more of the California Standards",                           // CLO-86
		"used to evaluate the teacher or to help decide about employment",   // CLO-87
		"I give my time and expertise",                                      // CLO-88
		"becomes part of the teacher's personnel file",                      // CLO-89
		"1. Meet the Site Administrator",                                    // CLO-90
		"2. Contact the teacher within two weeks of being paired",           // CLO-91
		"3. Agree with the teacher on norms",                                // CLO-92
		"4. Meet the teacher at least once each week",                       // CLO-93
		"5. Attend all scheduled triad meetings",                            // CLO-94
		"6. Help the teacher direct the work by the PAR Standards of Focus", // CLO-95
		"7. Help the teacher follow the steps of the PAR Handbook",          // CLO-96
		"8. Help the teacher upload completed documents",                    // CLO-97
		"9. Help the teacher collect evidence",                              // CLO-98
		"10. Write a weekly electronic log at the end of each meeting",      // CLO-99
		"11. Support the teacher in presenting the evidence",                // CLO-100
		"12. Attend all Mentor network meetings and trainings",              // CLO-101
		"13. Consider teaching sessions",                                    // CLO-102
		"14. Fill in the district's surveys",                                // CLO-103
	},
}

// CLO-51 to 68, 70 to 84, 86 to 103.
func TestClovisPoints(t *testing.T) {
	p := clovis(t)
	for key, says := range points {
		for _, words := range says {
			if !strings.Contains(p.Texts[key], words) {
				t.Errorf("%s does not say %q", key, words)
			}
		}
	}
}

// What stands on every form, and what forms ask that no other test looks at.
func TestClovisAsks(t *testing.T) {
	p := clovis(t)
	if got := strings.Join(p.Header, " "); got != "teacher school employee-id subject consultant administrator" { // CLO-44 115 130 141
		t.Errorf("on top of a form stands %s", got)
	}
	s := p.In("par")
	for _, tt := range []struct {
		form, field string
		holds       func(f *program.Field) bool
	}{
		{"improvement-plan", "areas", func(f *program.Field) bool { return f.Type == "standards" }},                     // CLO-02
		{"appraisal", "document", func(f *program.Field) bool { return f.Type == "file" && !f.Optional }},               // CLO-45
		{"appraisal", "overall", func(f *program.Field) bool { return slices.Equal(f.Options, []string{"Yes", "No"}) }}, // CLO-43
		{"report", "work", func(f *program.Field) bool { return slices.Equal(f.Of, []string{"log", "observation"}) }},   // CLO-29
		{"report", "focus", func(f *program.Field) bool { return f.From == "focus" && !f.Optional }},                    // CLO-29
		{"report", "evidence", func(f *program.Field) bool { return !f.Optional }},                                      // CLO-29
		{"log", "focus", func(f *program.Field) bool { return f.From == "focus" }},                                      // CLO-63 95
		{"contact", "how", func(f *program.Field) bool {
			return slices.Equal(f.Options, []string{"call", "mail", "visit", "attempt"})
		}}, // AMB-38
		{"observation", "kind", func(f *program.Field) bool { return slices.Equal(f.Options, []string{"scheduled", "unscheduled"}) }}, // CLO-24
		{"monthly-log", "logs", func(f *program.Field) bool { return slices.Equal(f.Of, []string{"log", "teacher-log"}) }},            // CLO-139, AMB-33
		{"year-end", "complete", func(f *program.Field) bool { return slices.Equal(f.Of, []string{"package"}) }},                      // CLO-131 132
		{"guide", "steps", func(f *program.Field) bool { return slices.Equal(f.Of, []string{"steps"}) }},                              // CLO-140
	} {
		if f := s.Form(tt.form).Field(tt.field); f == nil || !tt.holds(f) {
			t.Errorf("%s asks %s: %+v", tt.form, tt.field, f)
		}
	}
	agenda := []string{"Focus reviewed", "ILP introduced", "Portfolio explained", "Roles clarified", "Norms agreed", "Dates set"} // CLO-117 to 122, AMB-18
	if diff := cmp.Diff(agenda, s.Form("initial-summary").Field("agenda").Options); diff != "" {
		t.Errorf("agenda, -want +got:\n%s", diff)
	}
	if got := events(s.Form("monthly-log").MadeOn); got != "month.end" {
		t.Errorf("logs are rolled up at %s", got)
	}
	if talk := s.Form("observation"); !slices.Equal(talk.DiscussedAt, []string{"post-conference"}) { // CLO-25
		t.Errorf("an observation is discussed at %v", talk.DiscussedAt)
	}
}

// CLO-06 41 131, AMB-34: what stands in each list, in its order.
func TestClovisLists(t *testing.T) {
	s := clovis(t).In("par")
	for key, want := range map[string]string{
		"steps": "kick-off.held improvement-plan.filed plan-copy.filed portfolio-shared.filed mous.done contact.filed staff-meeting.held observation.filed " +
			"teacher-input.filed site-input.filed initial-triad.held focus.filed initial-summary.filed",
		"portfolio": "self-assessment.filed ilp.1.filed data-analysis.1.filed informal-observation.1.filed formal-observation.1.filed " +
			"ilp.2.filed data-analysis.2.filed informal-observation.2.filed formal-observation.2.filed",
		"package": "guide.filed referral.filed mous.done focus.filed initial-summary.filed progress-summary.1.filed progress-summary.2.filed final-summary.filed " +
			"self-assessment.filed ilp.1.filed data-analysis.1.filed ilp.2.filed data-analysis.2.filed year-end.filed year-end-response.filed monthly-log.filed",
	} {
		var items []string
		for _, item := range s.Checklist(key).Items {
			items = append(items, events(item))
		}
		if diff := cmp.Diff(strings.Fields(want), items); diff != "" {
			t.Errorf("%s, -want +got:\n%s", key, diff)
		}
	}
}

// CLO-04 67 83 133, AMB-20 24 45: each decision is somebody's own.
func TestClovisDecides(t *testing.T) {
	s := clovis(t).In("par")
	for form, want := range map[string]string{
		"finding": "panel coordinator", "determination": "administrator", "confirmation": "coordinator", "director-decision": "coordinator",
		"willingness": "teacher", "notice-recommendation": "coordinator", "board-matter": "coordinator", "dispute-answer": "coordinator",
	} {
		if got := words(s.Form(form).By); got != want {
			t.Errorf("%s is by %s, want %s", form, got, want)
		}
	}
}
