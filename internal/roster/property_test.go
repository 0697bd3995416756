package roster_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/roster"
)

// Whatever people a district has, writing them as CSV and reading that gives
// the same people.
func TestPeopleComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people := somePeople(t)
		got, problems := roster.People(written(people))
		if len(problems) > 0 {
			t.Fatalf("problems: %v", problems)
		}
		if diff := cmp.Diff(people, got); diff != "" {
			t.Errorf("people (-want +got):\n%s", diff)
		}
	})
}

func somePeople(t *rapid.T) []casefile.Person {
	word := rapid.StringMatching(`[\pL"',;.-]{1,12}( [\pL"',;.-]{1,12})?`)
	people := make([]casefile.Person, rapid.IntRange(1, 8).Draw(t, "count"))
	for i := range people {
		people[i] = casefile.Person{
			Name:   word.Draw(t, "name"),
			Email:  fmt.Sprintf("p%d@demo.example", i),
			School: rapid.OneOf(rapid.Just(""), word).Draw(t, "school"),
			Zone:   rapid.SampledFrom([]string{"", "UTC", "America/New_York", "Pacific/Honolulu"}).Draw(t, "zone"),
			Slack:  rapid.SampledFrom([]string{"", fmt.Sprintf("U%d", i)}).Draw(t, "slack"),
			Roles:  rapid.SampledFrom([][]program.Role{{program.Teacher}, {program.Consultant, program.Panel}}).Draw(t, "roles"),
		}
	}
	return people
}

func written(people []casefile.Person) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"name", "email", "roles", "school", "zone", "slack_id"}}
	for _, p := range people {
		words := make([]string, len(p.Roles))
		for i, r := range p.Roles {
			words[i] = string(r)
		}
		rows = append(rows, []string{p.Name, p.Email, strings.Join(words, ";"), p.School, p.Zone, p.Slack})
	}
	if err := w.WriteAll(rows); err != nil {
		panic(err) // unreachable: a buffer takes everything
	}
	return b.Bytes()
}

// Any bytes give either people that can be written and read again, or problems
// that name a line; never both, never neither, never a panic.
func FuzzPeople(f *testing.F) {
	f.Add([]byte(peopleHead + "Bo Lee,bo@demo.example,teacher;panel,Lincoln Middle,America/Los_Angeles,UBO\r\n"))
	f.Add([]byte("\ufeffname,email\n\"a\"\"b\",c\n"))
	f.Add([]byte(peopleHead + "\"Bo\n Lee\",bo@demo.example,panel,,,\n,,,,,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		people, problems := roster.People(data)
		checkProblems(t, len(people), problems)
		if len(people) == 0 {
			return
		}
		again, problems := roster.People(written(people))
		if diff := cmp.Diff(people, again); diff != "" {
			t.Errorf("read again (-first +second):\n%s\n%v", diff, problems)
		}
	})
}

func FuzzCases(f *testing.F) {
	f.Add([]byte(casesHead + "clovis,a@demo.example,b@demo.example,,2025-08-27\n"))
	f.Add([]byte(casesHead + ",,,,\nx,y,z,a,b\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cases, problems := roster.Cases(data)
		checkProblems(t, len(cases), problems)
		for _, c := range cases {
			if c.Line < 2 || c.Opened.String() == "" || c.Teacher == c.Consultant {
				t.Errorf("a bad case was taken: %+v", c)
			}
		}
	})
}

func checkProblems(t *testing.T, rows int, problems []roster.Problem) {
	t.Helper()
	if (rows == 0) == (len(problems) == 0) {
		t.Errorf("%d rows and problems %v", rows, problems)
	}
	for _, p := range problems {
		if p.Line < 1 || p.Text == "" {
			t.Errorf("a problem without a place or words: %+v", p)
		}
	}
}
