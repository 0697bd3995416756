package roster_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/roster"
)

// What is wrong with a file as a whole is one sentence, whatever the list.
func TestFiles(t *testing.T) {
	const line = "Bo Lee,bo@demo.example,teacher,,,\n"
	tests := []struct {
		name string
		file string
		want string
	}{
		{"empty", "", "1: The file is empty."},
		{"only a byte order mark", "\ufeff \r\n", "1: The file is empty."},
		{"only a first line", peopleHead, "1: The file has a first line and nothing below it."},
		{
			"semicolons", "name;email;roles;school;zone;slack_id\n",
			"1: The cells are separated by semicolons or tabs. Save the file as CSV with commas.",
		},
		{
			"tabs", "name\temail\troles\tschool\tzone\tslack_id\n",
			"1: The cells are separated by semicolons or tabs. Save the file as CSV with commas.",
		},
		{"UTF-16", "\xff\xfen\x00a\x00", `1: The file is not UTF-8 text. Save it as "CSV UTF-8".`},
		{"Latin-1", peopleHead + "Jos\xe9,jose@demo.example,teacher,,,\n", `1: The file is not UTF-8 text. Save it as "CSV UTF-8".`},
		{"a spreadsheet itself", "PK\x03\x04\x00\x00", `1: The file is not UTF-8 text. Save it as "CSV UTF-8".`},
		{
			"no first line", line,
			`1: The column "name" is missing. The first line is: name,email,roles,school,zone,slack_id`,
		},
		{
			"a column missing", "name,email,roles,school,zone\n",
			`1: The column "slack_id" is missing. The first line is: name,email,roles,school,zone,slack_id`,
		},
		{
			"a column twice", "name,email,roles,school,zone,slack_id,Email\n" + line,
			"1: There are columns besides: name,email,roles,school,zone,slack_id",
		},
		{
			"a column too many", "name,email,roles,school,zone,slack_id,phone\n" + line,
			"1: There are columns besides: name,email,roles,school,zone,slack_id",
		},
		{"a cell missing", peopleHead + line + "Al,al@demo.example,teacher\n", "3: The line has not as many cells as the first line (6)."},
		{"a quote left open", peopleHead + line + "\"Al,al@demo.example,teacher,,,\n", "3: A quote is opened here and not closed rightly."},
		{
			"a quote inside", peopleHead + "Ann \"Bo\" Lee,al@demo.example,teacher,,,\n",
			`2: A quote stands inside a cell without quotes. Write it twice and put the cell in quotes: "Ann ""Bo"" Lee".`,
		},
		{"too large", strings.Repeat("x", roster.MaxBytes+1), "1: The file is larger than 10 MiB. Split it."},
		{"too long", peopleHead + strings.Repeat("\n", roster.MaxLines) + line, "100002: The file has more than 100,000 lines. Split it."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := roster.People([]byte(tt.file))
			if diff := cmp.Diff([]string{tt.want}, texts(problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// The largest list that is allowed is read.
func TestLongest(t *testing.T) {
	file := peopleHead + strings.Repeat("\n", roster.MaxLines-2) + "Bo Lee,bo@demo.example,teacher,,,\n"
	people, problems := roster.People([]byte(file))
	if len(people) != 1 || len(problems) > 0 {
		t.Errorf("people %d, problems %v; want 1 and none", len(people), problems)
	}
}

// A line with too few cells does not hide what is wrong below it.
func TestReadingGoesOn(t *testing.T) {
	_, problems := roster.People([]byte(peopleHead + "Al\n" + "Bo Lee,bo@demo.example,boss,,,\n"))
	want := []string{
		"2: The line has not as many cells as the first line (6).",
		`3: roles: "boss" is not a role; use ` + everyRole + `.`,
	}
	if diff := cmp.Diff(want, texts(problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}
