package roster_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/roster"
	"parbot/internal/schoolday"
)

const casesHead = "program,teacher,consultant,administrator,opened\n"

func TestCases(t *testing.T) {
	file := casesHead +
		"clovis,maria.ortiz@demo.example,carl.tran@demo.example,ada.park@demo.example,2025-08-27\n" +
		"\n" +
		"LAUSD,bo@demo.example,carl.tran@demo.example,,2025-09-02\n" +
		"boston,maria.ortiz@demo.example,nia.cole@demo.example,,2024-02-29\n"
	want := []roster.Case{
		{
			Line: 2, Program: "clovis", Teacher: "maria.ortiz@demo.example", Consultant: "carl.tran@demo.example",
			Administrator: "ada.park@demo.example", Opened: schoolday.Date(2025, 8, 27),
		},
		{Line: 4, Program: "lausd", Teacher: "bo@demo.example", Consultant: "carl.tran@demo.example", Opened: schoolday.Date(2025, 9, 2)},
		{Line: 5, Program: "boston", Teacher: "maria.ortiz@demo.example", Consultant: "nia.cole@demo.example", Opened: schoolday.Date(2024, 2, 29)},
	}
	got, problems := roster.Cases([]byte(file))
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

func TestCaseProblems(t *testing.T) {
	const maria = "clovis,maria.ortiz@demo.example,carl.tran@demo.example,ada.park@demo.example,2025-08-27\n"
	tests := []struct {
		name string
		file string
		want []string
	}{
		{
			"another list", peopleHead,
			[]string{`1: The column "program" is missing. The first line is: program,teacher,consultant,administrator,opened`},
		},
		{
			"an American date", casesHead + "clovis,a@demo.example,b@demo.example,,8/27/2025\n",
			[]string{`2: opened: "8/27/2025" is not a date; write it as 2025-08-27.`},
		},
		{
			"a day that is none", casesHead + "clovis,a@demo.example,b@demo.example,,2025-02-29\n",
			[]string{`2: opened: "2025-02-29" is not a date; write it as 2025-08-27.`},
		},
		{
			"names in place of addresses", casesHead + "clovis,Maria Ortiz,,Ada Park,2025-08-27\n",
			[]string{
				`2: teacher: "Maria Ortiz" is not an e-mail address.`,
				"2: consultant: an address is missing.",
				`2: administrator: "Ada Park" is not an e-mail address.`,
			},
		},
		{"no program", casesHead + ",a@demo.example,b@demo.example,,2025-08-27\n", []string{"2: program: it is missing."}},
		{
			"one person in two roles", casesHead + "clovis,a@demo.example,A@demo.example,a@demo.example,2025-08-27\n",
			[]string{
				"2: consultant: A@demo.example is in this case already, in another role.",
				"2: administrator: a@demo.example is in this case already, in another role.",
			},
		},
		{
			"a second case of the same teacher", casesHead + maria + "Clovis,Maria.Ortiz@demo.example,nia.cole@demo.example,,2025-09-01\n",
			[]string{`3: teacher: Maria.Ortiz@demo.example has a case in "Clovis" already, on line 2.`},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cases, problems := roster.Cases([]byte(tt.file))
			if cases != nil {
				t.Errorf("cases in spite of problems: %v", cases)
			}
			if diff := cmp.Diff(tt.want, texts(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
