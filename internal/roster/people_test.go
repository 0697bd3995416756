package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/roster"
)

// everyRole are the words that a roster knows (LANGUAGE §1, roles).
const everyRole = "teacher, consultant, administrator, representative, coordinator, panel, chair, pair, hr, superintendent, organiser or staff"

const peopleHead = "name,email,roles,school,zone,slack_id\n"

func TestPeople(t *testing.T) {
	maria := casefile.Person{
		Name: "Maria Ortiz", Email: "maria.ortiz@demo.example", School: "Lincoln Middle",
		Zone: "America/Los_Angeles", Slack: "UMARIA", Roles: []program.Role{program.Teacher},
	}
	bare := casefile.Person{Name: "Dora Lee", Email: "dora.lee@demo.example", Roles: []program.Role{program.Coordinator, program.Panel}}
	const mariaLine = "Maria Ortiz,maria.ortiz@demo.example,teacher,Lincoln Middle,America/Los_Angeles,UMARIA\n"
	tests := []struct {
		name string
		file string
		want []casefile.Person
	}{
		{"all cells", peopleHead + mariaLine, []casefile.Person{maria}},
		{"empty cells, roles in any order and twice", peopleHead + "Dora Lee,dora.lee@demo.example,Panel; coordinator;panel;,,,\n", []casefile.Person{bare}},
		{"byte order mark", "\ufeff" + peopleHead + mariaLine, []casefile.Person{maria}},
		{"Windows line ends", strings.ReplaceAll(peopleHead+mariaLine, "\n", "\r\n"), []casefile.Person{maria}},
		{"no line end at the end", peopleHead + strings.TrimSuffix(mariaLine, "\n"), []casefile.Person{maria}},
		{"blank rows of a spreadsheet", peopleHead + "\n,,,,,\n" + mariaLine + " , ,,,,\n", []casefile.Person{maria}},
		{
			"spaces, also unbreakable ones", peopleHead +
				"  Maria\u00a0 Ortiz , maria.ortiz@demo.example ,teacher, Lincoln  Middle ,America/Los_Angeles,UMARIA\n",
			[]casefile.Person{maria},
		},
		{
			"quoted cells", peopleHead +
				`"Maria Ortiz","maria.ortiz@demo.example","teacher","Lincoln Middle","America/Los_Angeles","UMARIA"` + "\n",
			[]casefile.Person{maria},
		},
		{
			"columns in another order and case", "Email,NAME,slack_id,zone,school,roles\n" +
				"maria.ortiz@demo.example,Maria Ortiz,UMARIA,America/Los_Angeles,Lincoln Middle,teacher\n",
			[]casefile.Person{maria},
		},
		{
			"a name with a comma and quotes", peopleHead + `"Lee, Ann ""Bo""",ann@demo.example,consultant,,,` + "\n",
			[]casefile.Person{{Name: `Lee, Ann "Bo"`, Email: "ann@demo.example", Roles: []program.Role{program.Consultant}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, problems := roster.People([]byte(tt.file))
			if len(problems) > 0 {
				t.Fatalf("problems: %v", problems)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPeopleProblems(t *testing.T) {
	const carl = "Carl Tran,carl.tran@demo.example,consultant,,,UCARL\n"
	tests := []struct {
		name string
		file string
		want []string
	}{
		{
			"unknown role (VOICE §7)", peopleHead + carl + "Bo Lee,bo@demo.example,mentor,,,\n",
			[]string{`3: roles: "mentor" is not a role; use ` + everyRole + `.`},
		},
		{
			"no role", peopleHead + "Bo Lee,bo@demo.example, ; ,,,\n",
			[]string{`2: roles: a role is missing; use ` + everyRole + `.`},
		},
		{"no name", peopleHead + ",bo@demo.example,teacher,,,\n", []string{"2: name: it is missing."}},
		{"no address", peopleHead + "Bo Lee,,teacher,,,\n", []string{"2: email: an address is missing."}},
		{
			"unknown zone", peopleHead + "Bo Lee,bo@demo.example,teacher,,Pacific,\n",
			[]string{`2: zone: "Pacific" is not a time zone; use a name such as America/Los_Angeles, or leave it empty.`},
		},
		{
			"the machine's own zone", peopleHead + "Bo Lee,bo@demo.example,teacher,,Local,\n",
			[]string{`2: zone: "Local" is not a time zone; use a name such as America/Los_Angeles, or leave it empty.`},
		},
		{
			"a display name as Slack id", peopleHead + "Bo Lee,bo@demo.example,teacher,,,@bo\n",
			[]string{`2: slack_id: "@bo" is not a Slack member ID, such as U024BE7LH; leave it empty if you do not know it.`},
		},
		{
			"an address twice, in another case", peopleHead + carl + "Karl Tran,Carl.Tran@Demo.example,teacher,,,\n",
			[]string{"3: email: Carl.Tran@Demo.example is on line 2 already."},
		},
		{
			"a Slack id twice", peopleHead + carl + "Bo Lee,bo@demo.example,teacher,,,UCARL\n",
			[]string{"3: slack_id: UCARL is on line 2 already."},
		},
		{
			"every bad cell is named, in order", peopleHead + "Bo Lee,bo,mentor,,Mars/Base,\n" + carl + ",nia@demo.example,teacher,,,\n",
			[]string{
				`2: email: "bo" is not an e-mail address.`,
				`2: zone: "Mars/Base" is not a time zone; use a name such as America/Los_Angeles, or leave it empty.`,
				`2: roles: "mentor" is not a role; use ` + everyRole + `.`,
				"4: name: it is missing.",
			},
		},
		{
			"lines are counted as an editor does", peopleHead + "\"Bo\nLee\",bo@demo.example,teacher,,,\n" + "Al,al@demo.example,boss,,,\n",
			[]string{`4: roles: "boss" is not a role; use ` + everyRole + `.`},
		},
		{"a bell in a name", peopleHead + "Bo\aLee,bo@demo.example,teacher,,,\n", []string{"2: name: it holds a character that cannot be shown."}},
		{"a very long name", peopleHead + strings.Repeat("é", 201) + ",bo@demo.example,teacher,,,\n", []string{"2: name: it is longer than 200 characters."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			people, problems := roster.People([]byte(tt.file))
			if people != nil {
				t.Errorf("people in spite of problems: %v", people)
			}
			if diff := cmp.Diff(tt.want, texts(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	tests := map[string]bool{
		"maria.ortiz@demo.example":                   true,
		"m+par@k12.ca.us":                            true,
		"o'hara@demo.example":                        true,
		"root@localhost":                             true,
		"maria":                                      false,
		"@demo.example":                              false,
		"maria@":                                     false,
		"maria@@demo.example":                        false,
		"maria@demo@example":                         false,
		"maria@demo..example":                        false,
		".maria@demo.example":                        false,
		"maria.@demo.example":                        false,
		"maria ortiz@demo.example":                   false,
		"<maria@demo.example>":                       false,
		"maria@demo.example;":                        false,
		"märia@demo.example":                         false,
		strings.Repeat("m", 65) + "@demo.example":    false,
		"m@" + strings.Repeat("d.", 126) + "example": false,
		"mailto:maria@demo.example":                  false,
		"maria@demo.example\u200b":                   false,
		"maria@demo.example (Maria)":                 false,
		strings.Repeat("m", 64) + "@" + strings.Repeat("d", 100):   true,
		strings.Repeat("m", 64) + "@" + strings.Repeat("d.", 94):   false,
		strings.Repeat("m", 64) + "@" + strings.Repeat("d.e", 100): false,
	}
	for address, good := range tests {
		_, problems := roster.People(fmt.Appendf(nil, "%sBo Lee,%s,teacher,,,\n", peopleHead, address))
		if (len(problems) == 0) != good {
			t.Errorf("%q: problems %v, want good = %v", address, problems, good)
		}
	}
}

func texts(problems []roster.Problem) []string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return lines
}
