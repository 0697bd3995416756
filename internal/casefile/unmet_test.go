package casefile_test

import (
	"fmt"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// form has a field of every kind that can go wrong.
func questions() *program.Form {
	two, ten := 2, 10
	return &program.Form{Key: "paper", Fields: []*program.Field{
		{Key: "reason", Type: "text"},
		{Key: "more", Type: "text", Optional: true},
		{
			Key: "permanent", Ask: "Does the teacher have permanent status?", Type: "yes-no", Must: []program.Must{{Answer: "true"}},
			Else: "Only permanent teachers can be referred.", Override: program.Coordinator,
		},
		{Key: "how", Type: "choice", Options: []string{"call", "mail", "visit"}, Should: []program.Must{{OneOf: []string{"call", "visit"}}}, Else: "A visit is better."},
		{Key: "agenda", Type: "any", Options: []string{"Goals", "Goals, and norms", "Dates"}, Optional: true},
		{Key: "hours", Type: "number", Must: []program.Must{{Least: &two}, {Most: &ten}}, Else: "Between 2 and 10 hours."},
		{Key: "plan_start", Type: "date"},
		{
			Key: "plan_end", Type: "date", Must: []program.Must{{Span: schoolday.Span{N: 6, Unit: schoolday.Months}, After: "plan_start"}},
			Else: "PAR needs a plan of 6 months.", Offer: "boston-pa",
		},
		{Key: "areas", Type: "standards", From: "focus", Min: 2, Optional: true},
		{
			Key: "verdict", Type: "ratings", Of: []string{"standards"}, Options: []string{"Yes", "No"}, Optional: true,
			Must: []program.Must{{Some: "No", Among: "cstp", N: 2}}, Else: "Two standards need a No.",
		},
		{Key: "day", Type: "day"},
		{Key: "minutes", Type: "minutes", Optional: true},
		{Key: "logs", Type: "roll-up"},
	}}
}

// answers are ones of which all holds.
func answers() map[string]string {
	return map[string]string{
		"reason": "Planning", "permanent": "yes", "how": "visit", "hours": "4", "plan_start": "2025-09-01", "plan_end": "2026-03-01",
	}
}

func lines(unmet []casefile.Unmet) []string {
	var all []string
	for _, u := range unmet {
		line := u.Field + ": " + u.Sentence
		if u.Warn {
			line += " (warning)"
		}
		if u.Override != "" || u.Offer != "" {
			line += fmt.Sprintf(" [%s %s]", u.Override, u.Offer)
		}
		all = append(all, line)
	}
	return all
}

// What has to hold of an answer, and what is said when it does not (LANGUAGE
// §1, fields; CLO-02 48, BOS: a plan of six months).
func TestUnmet(t *testing.T) {
	f := firstYear(t)
	course := f.follow(contract(t), "2025-10-10 09:00")
	for _, tt := range []struct{ field, answer, want string }{
		{"reason", "Planning", ""},
		{"reason", "  ", "reason: Reason is missing; fill it in."},
		{"more", "", ""},
		{"permanent", "Yes", ""},
		{"permanent", "true", ""},
		{"permanent", "no", "permanent: Only permanent teachers can be referred. [coordinator ]"},
		{"permanent", "perhaps", "permanent: Does the teacher have permanent status?: answer yes or no."},
		{"permanent", "", "permanent: Does the teacher have permanent status? is missing; fill it in."},
		{"how", "call", ""},
		{"how", "mail", "how: A visit is better. (warning)"},
		{"how", "fax", "how: How: choose from call, mail, visit."},
		{"agenda", "Goals, Dates", ""},
		{"agenda", "Goals, and norms, Dates", ""},
		{"agenda", "Goals, Norms", "agenda: Agenda: choose from Goals, Goals, and norms, Dates."},
		{"agenda", "Goalskeeper", "agenda: Agenda: choose from Goals, Goals, and norms, Dates."},
		{"hours", "2", ""},
		{"hours", "10", ""},
		{"hours", "1.5", "hours: Between 2 and 10 hours."},
		{"hours", "11", "hours: Between 2 and 10 hours."},
		{"hours", "many", "hours: Hours: write a number."},
		{"hours", "NaN", "hours: Hours: write a number."},
		{"hours", "Inf", "hours: Hours: write a number."},
		{"plan_end", "2026-02-28", "plan_end: PAR needs a plan of 6 months. [ boston-pa]"},
		{"plan_end", "1 March", "plan_end: Plan end: write the day like 2026-03-04."},
		{"areas", "2, 3.1", ""},
		{"areas", "2.6, 2.1", ""}, // elements of what was chosen whole
		{"areas", "2", "areas: Areas: choose at least 2."},
		{"areas", "2, 3", "areas: Areas: 3 is not among those chosen before; choose from 2, 3.1."},
		{"areas", "2, 9.9", "areas: Areas: there is no standard 9.9; choose another."},
		{"verdict", "1: No, 2: No, 3: Yes", ""},
		{"verdict", "1: No, 2: Yes", "verdict: Two standards need a No."},
		{"verdict", "1: No, 7: No", "verdict: Two standards need a No."}, // 7 is local, not of the group
		{"verdict", "1.1: No, 2.1: No", ""},
		{"verdict", "1: Maybe", "verdict: Verdict: 1 can be Yes or No."},
		{"verdict", "9: No", "verdict: Verdict: there is no standard 9."},
		{"verdict", "No", `verdict: Verdict: write each rating as number and verdict, like 1: Yes; "No" has no colon.`},
		{"minutes", "45", ""},
		{"minutes", "an hour", "minutes: Minutes: write a number."},
		{"day", "2025-10-09", ""},
		{"day", "yesterday", "day: Day: write the day like 2026-03-04."},
	} {
		r := casefile.Record{Form: "paper", Day: day(t, "2025-10-10"), Fields: answers()}
		r.Fields[tt.field] = tt.answer
		var want []string
		if tt.want != "" {
			want = []string{tt.want}
		}
		same(t, fmt.Sprintf("%s: %q", tt.field, tt.answer), want, lines(course.Unmet(questions(), &r)))
	}
}

// All that is wrong is said at once, in the order of the form.
func TestUnmetAtOnce(t *testing.T) {
	f := firstYear(t)
	course := f.follow(contract(t), "2025-10-10 09:00")
	r := casefile.Record{Form: "paper", Fields: map[string]string{"hours": "12", "permanent": "no"}}
	same(t, "unmet", []string{
		"reason: Reason is missing; fill it in.", "permanent: Only permanent teachers can be referred. [coordinator ]",
		"how: How is missing; fill it in.", "hours: Between 2 and 10 hours.", "plan_start: Plan start is missing; fill it in.",
		"plan_end: Plan end is missing; fill it in.", "day: Day is missing; fill it in.",
	}, lines(course.Unmet(questions(), &r)))
}

// Before a focus was filed in this round there is nothing to choose from, so
// any standard will do.
func TestNoFocusYet(t *testing.T) {
	p, f := contract(t), begun(t)
	r := casefile.Record{Form: "paper", Day: day(t, "2025-10-10"), Fields: answers()}
	r.Fields["areas"] = "5, 6"
	course := f.follow(p, "2025-10-10 09:00")
	same(t, "without a focus", nil, lines(course.Unmet(questions(), &r)))
	f = secondYear(t)
	course = f.follow(p, "2026-10-01 09:00")
	same(t, "of this year's focus", []string{"areas: Areas: 5 is not among those chosen before; choose from 4."}, lines(course.Unmet(questions(), &r)))
}

// An outcome is offered up to its round; a field that belongs to an outcome is
// asked with this one alone (CLO-133 134).
func TestOutcomesOffered(t *testing.T) {
	p := contract(t)
	form := &program.Form{
		Key: "determination", Outcomes: p.In("par").Form("determination").Outcomes,
		Fields: []*program.Field{{Key: "why", Type: "text", OnlyIf: "extend"}},
	}
	first, second := firstYear(t).follow(p, "2026-05-01 09:00"), secondYear(t).follow(p, "2026-10-01 09:00")
	for _, tt := range []struct {
		course  casefile.Course
		outcome string
		want    []string
	}{
		{first, "extend", []string{"why: Why is missing; fill it in."}},
		{first, "discontinue", nil},
		{first, "", []string{": Choose an outcome: Discontinue or Extend."}},
		{second, "extend", []string{": Choose an outcome: Discontinue.", "why: Why is missing; fill it in."}},
		{second, "discontinue", nil},
	} {
		got := tt.course.Unmet(form, &casefile.Record{Form: "determination", Outcome: tt.outcome})
		same(t, fmt.Sprintf("%q in round %d", tt.outcome, tt.course.Round()), tt.want, lines(got))
	}
}

// A paper that rests on another asks for the newest of that form, and for what
// it says: an overall No in one of standards 1 to 6 (CLO-48 AMB-17 20).
func TestNewestRecord(t *testing.T) {
	p := contract(t)
	scope := p.In("par")
	scope.Forms = append(scope.Forms, &program.Form{Key: "appraisal", Fields: []*program.Field{{Key: "overall", Type: "ratings"}}})
	field := &program.Field{
		Key: "appraisal", Type: "record", Of: []string{"appraisal"}, Must: []program.Must{{Some: "No", Among: "cstp"}},
		Else: "The newest appraisal needs a No.", Override: program.Coordinator,
	}
	form := &program.Form{Key: "paper", Fields: []*program.Field{field}}
	unmet := func(f *file, now string) []string {
		course := f.follow(p, now)
		return lines(course.Unmet(form, &casefile.Record{Form: "paper"}))
	}
	no := []string{"appraisal: The newest appraisal needs a No. [coordinator ]"}
	f := secondYear(t)
	same(t, "none", no, unmet(f, "2026-10-01 09:00"))
	f.record("a1", "appraisal", "", "filed 2026-05-04 09:00").Fields = map[string]string{"overall": "1: Yes, 2: No"}
	same(t, "a No", nil, unmet(f, "2026-10-01 09:00"))
	field.ThisRound = true
	same(t, "a No of last year", no, unmet(f, "2026-10-01 09:00"))
	field.Else = ""
	same(t, "without a sentence", []string{"appraisal: Appraisal: none has been filed this year; file it first. [coordinator ]"}, unmet(f, "2026-10-01 09:00"))
	field.ThisRound, field.Else = false, "The newest appraisal needs a No."
	f.record("a2", "appraisal", "", "filed 2026-09-14 09:00").Fields = map[string]string{"overall": "1: Yes, 7: No"}
	same(t, "a newer one without", no, unmet(f, "2026-10-01 09:00"))
	f.record("a3", "appraisal", "", "draft 2026-09-15 09:00").Fields = map[string]string{"overall": "1: No"}
	same(t, "a draft", no, unmet(f, "2026-10-01 09:00"))
	field.Optional = true
	f.c.Record("a1").Withdrawn, f.c.Record("a2").Withdrawn = at(t, "2026-09-20 09:00"), at(t, "2026-09-20 09:00")
	same(t, "none, and none needed", nil, unmet(f, "2026-10-01 09:00"))
}
