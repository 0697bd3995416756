package program_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// asked is a program with a form of one field, #FIELD#, and with all that a
// field can refer to.
const asked = `
key: asked
title: Asked
timezone: America/Los_Angeles
standards: cstp-clovis
sources: {default: {ours: ours}}
roles: {teacher: T, coordinator: D, consultant: C}
tracks: {par: {known_to: {teacher: read, consultant: read, coordinator: read}, keep: {for: 1 year}}}
forms:
  start: {by: coordinator, opens: par, once: case, seen_by: {teacher: read, consultant: read}}
  goals: {by: consultant, seen_by: {teacher: read}, fields: {list: [goal, evidence], areas: standards, starts_on: date}}
  appraisal: {by: coordinator, seen_by: {teacher: read}, fields: {overall: {type: ratings, of: standards, options: ["Yes", "No"]}}}
  paper: {by: teacher, seen_by: {consultant: read}, outcomes: {good: Good}, fields: {begins: date, one: #FIELD#}}
meetings:
  talk: {attendees: [teacher, consultant]}
checklists:
  all: [start]
`

func ask(t *testing.T, field string) (*program.Field, []program.Problem) {
	t.Helper()
	p, problems := program.Load("asked.yaml", []byte(strings.ReplaceAll(asked, "#FIELD#", field)))
	if p == nil {
		return nil, problems
	}
	return p.In("par").Form("paper").Field("one"), nil
}

// Every type and key of a field (LANGUAGE §1, fields).
func TestFieldTypes(t *testing.T) {
	for text, want := range map[string]program.Field{
		"{}":                       {Type: "text"},
		"[years, school]":          {Type: "rows", Columns: []string{"years", "school"}},
		"{type: [goal, by when]}":  {Type: "rows", Columns: []string{"goal", "by when"}},
		"optional files":           {Type: "files", Optional: true},
		"optional a | b":           {Type: "choice", Options: []string{"a", "b"}, Optional: true},
		"any of a thing | another": {Type: "any", Options: []string{"a thing", "another"}},
		`{ask: "Why, and how?"}`:   {Type: "text", Ask: "Why, and how?"},
		"{private: true}":          {Type: "text", Private: true},
		"{only_if: good, cite: ours}": {
			Type: "text", OnlyIf: "good", Cite: program.Cite{Origin: "default", Titles: []string{"ours"}},
		},
		"{type: standards, from: goals, min: 2}":                  {Type: "standards", From: "goals", Min: 2},
		`{type: ratings, of: standards, options: [met, "No"]}`:    {Type: "ratings", Of: []string{"standards"}, Options: []string{"met", "No"}},
		"{type: ratings, of: cstp, options: [met, not met]}":      {Type: "ratings", Of: []string{"cstp"}, Options: []string{"met", "not met"}},
		"{type: ratings, of: goals.list, options: [met]}":         {Type: "ratings", Of: []string{"goals.list"}, Options: []string{"met"}},
		"{type: record, of: appraisal, this_round: true}":         {Type: "record", Of: []string{"appraisal"}, ThisRound: true},
		"{type: roll-up, of: [goals, appraisal]}":                 {Type: "roll-up", Of: []string{"goals", "appraisal"}},
		"{type: checklist, of: all}":                              {Type: "checklist", Of: []string{"all"}},
		"{type: package, of: all}":                                {Type: "package", Of: []string{"all"}},
		"{type: appointment, plans: talk.2}":                      {Type: "appointment", Plans: program.Event{Name: "talk", Nth: 2, State: "planned"}},
		"{type: rows, opens: goals}":                              {Type: "rows", Opens: "goals"},
		"{type: yes-no, must: true, else: No., offer: other}":     {Type: "yes-no", Must: []program.Must{{Answer: "true"}}, Else: "No.", Offer: "other"},
		"{type: yes-no, should: false, else: No.}":                {Type: "yes-no", Should: []program.Must{{Answer: "false"}}, Else: "No."},
		"{type: a | b | c, must: [a, c], else: Not b.}":           {Type: "choice", Options: []string{"a", "b", "c"}, Must: []program.Must{{OneOf: []string{"a", "c"}}}, Else: "Not b."},
		"{type: number, must: {min: 1, max: 5}, else: One to 5.}": {Type: "number", Must: []program.Must{{Least: new(1), Most: new(5)}}, Else: "One to 5."},
		"{type: minutes, must: [{min: 1}, {max: 5}], else: So.}":  {Type: "minutes", Must: []program.Must{{Least: new(1)}, {Most: new(5)}}, Else: "So."},
		"{type: date, must: {min: 6 months, after: begins}, else: Later., override: coordinator}": {
			Type: "date", Else: "Later.", Override: program.Coordinator,
			Must: []program.Must{{Span: schoolday.Span{N: 6, Unit: schoolday.Months}, After: "begins"}},
		},
		`{type: record, of: appraisal, must: {some: "No", among: cstp}, else: A No.}`: {
			Type: "record", Of: []string{"appraisal"}, Must: []program.Must{{Some: "No", Among: "cstp", N: 1}}, Else: "A No.",
		},
		`{type: ratings, of: standards, options: [low, high], must: {some: low, min: 2}, else: Two.}`: {
			Type: "ratings", Of: []string{"standards"}, Options: []string{"low", "high"}, Must: []program.Must{{Some: "low", N: 2}}, Else: "Two.",
		},
	} {
		got, problems := ask(t, text)
		if got == nil {
			t.Errorf("%s: %v", text, problems)
			continue
		}
		want.Key = "one"
		if diff := cmp.Diff(&want, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", text, diff)
		}
	}
}

// What a field refers to has to be there, and what has to hold of its answer has
// to be possible (LANGUAGE §4).
func TestFieldsThatCannotBe(t *testing.T) {
	for text, want := range map[string]string{
		"[]":                                     "rows have columns, or are filed as a form (opens)",
		"rows":                                   "rows have columns, or are filed as a form (opens)",
		"a |  | b":                               `"a |  | b" has a choice that is empty, or there twice`,
		"{type: a | a}":                          `"a | a" has a choice that is empty, or there twice`,
		"ratings":                                `ratings cannot be without "of"`,
		"{type: ratings, of: standards}":         `ratings cannot be without "options"`,
		"{type: record}":                         `record cannot be without "of"`,
		"appointment":                            `appointment cannot be without "plans"`,
		"{min: 2}":                               `"min" is for standards, not for text`,
		"{type: day, of: goals}":                 `"of" is for ratings, record, roll-up, checklist, package, not for day`,
		"{type: standards, from: start}":         `no standards are chosen in "start" (from)`,
		"{type: standards, from: gaols}":         `"gaols" is nothing here; did you mean "goals"? (from)`,
		"{type: ratings, of: csp, options: [a]}": `"csp" is no group of the standards; did you mean "cstp"?`,
		"{type: ratings, of: goals.areas, options: [a]}":                           `there are no rows "goals.areas" (of)`,
		"{type: record, of: talk}":                                                 `"talk" is nothing here`,
		"{type: checklist, of: goals}":                                             `"goals" is nothing here`,
		"{type: package, of: everything}":                                          `"everything" is nothing here`,
		"{type: appointment, plans: goals}":                                        `"goals" is no meeting (plans)`,
		"{type: appointment, plans: talk.held}":                                    `"talk.held" cannot be planned (plans)`,
		"{type: rows, opens: gols}":                                                `"gols" is nothing here; did you mean "goals"? (opens)`,
		"{only_if: god}":                                                           `the form has no outcome "god" (only_if)`,
		"{type: yes-no, must: true}":                                               "it must hold, but says nothing when it does not (else)",
		"{type: yes-no, should: true}":                                             "it must hold, but says nothing when it does not (else)",
		"{type: a | b, must: true, else: No.}":                                     "true is an answer to yes-no, not to choice",
		"{type: a | b, must: [c], else: No.}":                                      `"c" is none of its options`,
		"{type: yes-no, must: [a], else: No.}":                                     "a list of options cannot be an answer to yes-no",
		"{type: number, must: {min: 5, max: 1}, else: No.}":                        "no number satisfies it",
		"{must: {min: 5}, else: No.}":                                              "min and max are for number and minutes, not for text",
		"{must: {min: 5 days, after: begins}, else: No.}":                          "a length after another date is for date, not for text",
		"{type: date, must: {min: 5 days, after: one}, else: No.}":                 `"one" is no other date of the form`,
		"{type: date, must: {min: 5, after: begins}, else: No.}":                   `"5" is not a length of time`,
		`{must: {some: "No"}, else: No.}`:                                          "some of the ratings is for ratings or a record that has them, not for text",
		"{type: record, of: appraisal, must: {some: Maybe}, else: So.}":            `"Maybe" is none of the ratings`,
		`{type: record, of: appraisal, must: {some: "No", among: csp}, else: So.}`: `"csp" is no group of the standards; did you mean "cstp"?`,
		"{type: number, must: 5, else: No.}":                                       "what has to hold is true, false, a list of options, or names such as {min: 1, max: 5}",
		"{type: number, must: {}, else: No.}":                                      "what has to hold is at least min, at most max, or some of the ratings",
		"{type: number, must: {mim: 1}, else: No.}":                                `has no key "mim"; did you mean "min"?`,
		"{override: nobody}":                                                       `"nobody" is nobody under roles`,
	} {
		got, problems := ask(t, text)
		found := false
		for _, one := range problems {
			found = found || strings.Contains(one.Text, want)
		}
		if got != nil || !found {
			t.Errorf("%s: %v; want %s", text, problems, want)
		}
	}
}
