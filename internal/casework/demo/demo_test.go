package demo_test

import (
	"os"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/casework/demo"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/program"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// Six people come in with the roles of the roster, and one case in which three
// of them have a part.
func TestEnrol(t *testing.T) {
	desk := demo.Desk(t, pgtest.Open(t))
	now := demo.At("2025-10-08 09:00")
	people, maria := demo.Enrol(t, desk, now)
	for _, p := range demo.Roster() {
		known := people[p.FirstName()]
		if known.Name != p.Name || known.Email != p.Email || known.Slack != p.Slack || known.Zone != p.Zone || len(known.Roles) != 1 || known.Roles[0] != p.Roles[0] {
			t.Errorf("%s came in as %+v", p.Name, known)
		}
	}
	if len(people) != 6 || people["Nia"].Slack != "" || people["Maria"].Roles[0] != program.Teacher {
		t.Errorf("the people are %v", people)
	}
	for name, cases := range map[string]int{"Carl": 1, "Maria": 1, "Ada": 1, "Sam": 0, "Nia": 0} {
		mine, err := desk.Mine(t.Context(), casework.Act{District: casework.HomeDistrict, Who: people[name], Now: now})
		if err != nil || len(mine) != cases {
			t.Errorf("%s has %d cases, %v; want %d", name, len(mine), err, cases)
			continue
		}
		if cases == 1 && (mine[0].Case != maria || maria == casefile.ID("")) {
			t.Errorf("the case of %s is %q, want %q", name, mine[0].Case, maria)
		}
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2025-10-08 09:00": "2025-10-08T09:00:00-07:00",
		"2026-01-08 09:00": "2026-01-08T09:00:00-08:00",
	} {
		if got := demo.At(text).Format(time.RFC3339); got != want {
			t.Errorf("%s is %s, want %s", text, got, want)
		}
	}
	if got := demo.On(demo.Opened).String(); got != demo.Opened {
		t.Errorf("the case began on %s, want %s", got, demo.Opened)
	}
	for name, wrong := range map[string]func(){
		"a moment": func() { demo.At("2025-10-08") },
		"a day":    func() { demo.On("2025-13-01") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("a text that is wrong did not panic")
				}
			}()
			wrong()
		})
	}
}
