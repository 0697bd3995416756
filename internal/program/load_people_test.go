package program_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// whole loads a program of which every line is given.
func whole(t *testing.T, source string) *program.Program {
	t.Helper()
	p, problems := program.Load("whole.yaml", []byte(source))
	if p == nil {
		t.Fatalf("problems: %v", problems)
	}
	return p
}

func years(n int) schoolday.Span { return schoolday.Span{N: n, Unit: schoolday.Years} }

// Who there is, with what holds of each role (LANGUAGE §1, roles). The order of
// roles and groups is free.
func TestRoles(t *testing.T) {
	p := whole(t, `
key: roles
title: Roles
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles:
  triad: [teacher, consultant]
  all: [triad, coordinator]
  teacher: T
  consultant: {called: C, caseload: {full: 12, alert: 15, limit: 20, weights: {par: 2}}, kinds: {full: 1, half: 0.5, third: 33, some: 1 %},
    term: {min: 2 years, max: 4 years, remind: [-120], to: coordinator}, barred_after: {role: coordinator, for: 1 year}, note: N}
  coordinator: {of: school, chosen_by: teacher, appointed_by: The board, sees_earlier: false, term: 3 years, cite: ours 2}
  pair: {of: consultant, from: panel}
  panel: {called: P}
tracks: {par: {known_to: {all: read}, keep: {for: 1 year}}}
forms: {start: {by: coordinator, opens: par, seen_by: {teacher: read}}}
`)
	want := map[program.Role]program.RoleDef{
		program.Teacher: {Called: "T", SeesEarlier: true},
		program.Consultant: {
			Called: "C", Full: 12, Alert: 15, Limit: 20, Weights: map[string]int{"par": 2}, SeesEarlier: true, Note: "N",
			Kinds:  []program.Share{{Kind: "full", Percent: 100}, {Kind: "half", Percent: 50}, {Kind: "third", Percent: 33}, {Kind: "some", Percent: 1}},
			Term:   program.Term{Min: years(2), Max: years(4), Remind: []program.Step{{Key: "-120", From: "due", Days: -120}}, To: program.Coordinator},
			Barred: program.Barred{Role: program.Coordinator, For: years(1)},
		},
		program.Coordinator: {
			OfSite: true, ChosenBy: program.Teacher, AppointedBy: "The board", Term: program.Term{Min: years(3), Max: years(3)},
			Cite: program.Cite{Origin: "default", Titles: []string{"ours, item 2"}},
		},
		program.Pair:  {Of: program.Consultant, From: program.Panel, SeesEarlier: true},
		program.Panel: {Called: "P", SeesEarlier: true},
	}
	if diff := cmp.Diff(want, p.Roles); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if words(p.Groups["triad"]) != "teacher consultant" || words(p.Groups["all"]) != "teacher consultant coordinator" {
		t.Errorf("groups: %v", p.Groups)
	}
}

// A panel has its seats, of one each when no number is said, and decides by a
// majority, which leaves a tie undecided, unless the file says otherwise.
func TestPanel(t *testing.T) {
	panel := func(rules string) *program.PanelRules {
		return whole(t, strings.Replace(`
key: panel
title: Panel
timezone: America/Los_Angeles
roles: {teacher: T, consultant: C, coordinator: D, panel: {called: P, RULES}}
tracks: {par: {known_to: {teacher: read, coordinator: read}, keep: {for: 1 year}}}
forms: {start: {by: coordinator, opens: par, seen_by: {teacher: read}}}
`, "RULES", rules, 1)).Roles[program.Panel].Panel
	}
	want := &program.PanelRules{
		Seats: []program.Seat{
			{Title: "Judge", Side: "union", Number: 3, AppointedBy: "U", Term: program.Term{Max: years(4)}},
			{Title: "District", Side: "district", Number: 1, AppointedBy: "B"},
		},
		Chairs: []string{"union", "district"}, Quorum: []program.Quota{{Of: "union", N: 2}, {Of: "coordinator", N: 1}},
		Pass: program.Pass{N: 3, Of: 4}, Tie: "no change", Recused: []program.Role{program.Consultant},
	}
	got := panel(`seats: [{title: Judge, side: union, number: 3, appointed_by: U, term: {max: 4 years}}, {side: district}], appointed_by: B,
  chairs: [union, district], quorum: {union: 2, coordinator: 1}, pass: 3 of 4, tie: no change, recused: consultant`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for rules, want := range map[string]program.Pass{
		"tie: undecided":                   {Majority: true},
		"pass: majority":                   {Majority: true},
		"pass: consensus":                  {Consensus: true},
		`pass: "consensus, else majority"`: {Consensus: true, Majority: true},
		"pass: 5 of 8":                     {N: 5, Of: 8},
	} {
		if got := panel(rules); got.Pass != want || got.Tie != "undecided" {
			t.Errorf("%s: %+v", rules, got)
		}
	}
}

// The header has facts, links, wordings and days of every year, of which
// February 29 is one.
func TestHeader(t *testing.T) {
	p := small(t, `
header: [teacher, employee-id]
links: {apply: {url: "https://example.org"}, law: {title: The statute, text: Ask us.}}
texts: {mou: We agree.}
dates: {tenure: 05-01, leap: 02-29}
`)
	type header struct {
		Facts []string
		Links []program.Link
		Texts map[string]string
		Dates map[string]program.Yearly
	}
	want := header{
		[]string{"teacher", "employee-id"},
		[]program.Link{{Key: "apply", Title: "Apply", URL: "https://example.org"}, {Key: "law", Title: "The statute", Text: "Ask us."}},
		map[string]string{"mou": "We agree."},
		map[string]program.Yearly{"tenure": {Month: 5, Day: 1}, "leap": {Month: 2, Day: 29}},
	}
	if diff := cmp.Diff(want, header{p.Header, p.Links, p.Texts, p.Dates}); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if day := p.Dates["leap"].On(2027); day != schoolday.Date(2027, 2, 28) {
		t.Errorf("the leap day of 2027 is %s", day)
	}
}

// The tables of readers may stand in any order.
func TestReadersFurtherDown(t *testing.T) {
	data, err := os.ReadFile("districts/clovis.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, mentor := "  file: {triad", "  mentor: {as: file, administrator: [dates, presented]}  # CLO-23 AMB-08\n"
	source := strings.Replace(string(data), mentor, "", 1)
	source = strings.Replace(source, file, mentor+file, 1)
	p := whole(t, source)
	if diff := cmp.Diff(clovis(t).In("par").Form("log").SeenBy, p.In("par").Form("log").SeenBy); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
