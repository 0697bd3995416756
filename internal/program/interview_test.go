package program_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parbot/internal/program"
)

// presets are the answers of somebody who takes what is proposed.
func presets(t testing.TB) map[string]string {
	t.Helper()
	answers := map[string]string{}
	for _, q := range program.Interview() {
		answer := ""
		if q.Preset == "" {
			answer = "Toledo Public Schools"
		}
		taken, err := q.Take(answer)
		if err != nil {
			t.Fatalf("%s: %v", q.Key, err)
		}
		answers[q.Key] = taken
	}
	return answers
}

func composed(t testing.TB, answers map[string]string) *program.Program {
	t.Helper()
	data, problems := program.Compose(answers)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	p, problems := program.Load(answers["key"]+".yaml", data)
	if p == nil {
		t.Fatalf("%v of\n%v", problems, answers)
	}
	return p
}

// Who takes every preset gets the generic program under their own name (UG-10).
func TestPresetsAreTheGenericProgram(t *testing.T) {
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	data, problems := program.Compose(presets(t))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	changes, problems := program.Diff(program.File{Name: "generic.yaml", Data: all["generic"].Source()}, program.File{Name: "own.yaml", Data: data})
	var paths []string
	for _, c := range changes {
		paths = append(paths, c.Path)
	}
	if want := []string{"key", "title"}; len(problems) > 0 || !slices.Equal(paths, want) {
		t.Errorf("%v %v", changes, problems)
	}
	if !strings.HasPrefix(string(data), "# Toledo Public Schools: made from the generic program") || strings.Contains(string(data), "A program to copy") {
		t.Errorf("it begins %.120q", data)
	}
}

// Each choice is found in the program that comes of it (UG-10, GEN-01 02 04 09).
func TestChoicesAreMade(t *testing.T) {
	answers := presets(t)
	maps.Copy(answers, map[string]string{
		"key": "toledo", "zone": "America/Chicago", "consultant": `Intern "Consultant"`, "caseload": "10", "weight": "3", "term": "3",
		"administrator": "Head", "coordinator": "Lead", "panel": "Board of Review", "association": "Federation: of Teachers", "teachers": "6",
		"administrators": "3", "pass": "consensus", "evaluator": "administrator", "reads": "yes", "meet": "2", "report": "8", "respond": "15",
		"tenure": "04-15", "keep": "1", "volunteer": "no", "visit": "no",
	})
	p := composed(t, answers)
	consultant, panel := p.Roles[program.Consultant], p.Roles[program.Panel]
	tests := map[string][2]any{
		"key":         {p.Key, "toledo"},
		"title":       {p.Title, "Toledo Public Schools Peer Assistance and Review"},
		"zone":        {p.Zone.String(), "America/Chicago"},
		"called":      {consultant.Called, `Intern "Consultant"`},
		"caseload":    {consultant.Full, 10},
		"weight":      {consultant.Weights["intervention"], 3},
		"term":        {consultant.Term.Max.String(), "3 years"},
		"head":        {p.Called(program.Administrator), "Head"},
		"office":      {p.Called(program.Coordinator), "Lead"},
		"panel":       {panel.Called, "Board of Review"},
		"appointed":   {panel.Panel.Seats[0].AppointedBy, "Federation: of Teachers"},
		"seats":       {panel.Panel.Seats[0].Number + 100*panel.Panel.Seats[1].Number, 306},
		"consensus":   {panel.Panel.Pass.Consensus, true},
		"evaluator":   {p.Track("intervention").Evaluator, program.Administrator},
		"reads":       {len(p.In("novice").Form("report").SeenBy[program.Administrator]), 1},
		"meet":        {p.In("novice").Deadline("meet-weekly").Every.String(), "2 weeks"},
		"report":      {p.In("intervention").Deadline("report-progress").Every.String(), "56 days"},
		"respond":     {p.In("novice").Deadline("respond").Due.Span.String(), "15 days"},
		"tenure":      {p.Dates["tenure"].Day, 15},
		"keep":        {p.Track("novice").Keep.For.String(), "1 year"},
		"volunteers":  {p.Track("volunteer") == nil, true},
		"visits":      {p.Track("visit") == nil, true},
		"evaluations": {p.In("novice").Form("summary").Kind, ""},
	}
	for name, tt := range tests {
		if tt[0] != tt[1] {
			t.Errorf("%s is %v, want %v", name, tt[0], tt[1])
		}
	}
}

// Whatever is answered, the file checks.
func TestEveryInterviewChecks(t *testing.T) {
	questions := program.Interview()
	rapid.Check(t, func(t *rapid.T) {
		answers := map[string]string{}
		for _, q := range questions {
			answers[q.Key] = rapid.OneOf(
				rapid.Just(""), rapid.SampledFrom([]string{"yes", "no", "consensus", "administrator", "America/Denver", "02-29", "own"}),
				rapid.Custom(func(t *rapid.T) string { return string(rune('1' + rapid.IntRange(0, 8).Draw(t, "digit"))) }),
				rapid.StringN(2, 60, 200),
			).Filter(func(answer string) bool { _, err := q.Take(answer); return err == nil }).Draw(t, q.Key)
			answers[q.Key], _ = q.Take(answers[q.Key])
		}
		data, problems := program.Compose(answers)
		if answers["novice"] == "no" && answers["intervention"] == "no" {
			if data != nil || len(problems) != 1 {
				t.Fatalf("%d problems", len(problems))
			}
			return
		}
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if p, problems := program.Load("own.yaml", data); p == nil {
			t.Fatalf("%v\n%s", problems, data)
		}
	})
}

// What cannot be an answer is said with what can.
func TestAnswersThatCannotBe(t *testing.T) {
	tests := map[string]string{
		"district": "x", "key": "Toledo Schools", "zone": "Ohio", "novice": "maybe", "caseload": "0", "pass": "lot", "tenure": "13-01", "keep": "forever", "respond": "",
	}
	for _, q := range program.Interview() {
		answer, asked := tests[q.Key]
		if answer == "" {
			continue
		}
		if _, err := q.Take(answer); err == nil && asked {
			t.Errorf("%s takes %q", q.Key, answer)
		}
	}
}
