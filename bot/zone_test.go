package bot

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/program"
)

// "today" is that of the zone in which a person's dates are read.
func TestZoneOfThePerson(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 21:30") // in New York it is Thursday already
	east := casefile.Person{Name: "Nia Cole", Email: "nia.cole@demo.example", Roles: []program.Role{program.Consultant}, Slack: "U6", Zone: "America/New_York"}
	if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{east}, o.now); err != nil {
		t.Fatal(err)
	}
	o.open("sam.ortiz", "nia.cole", "", "2025-09-15")
	if got := o.says("Nia", "whoami").Message.Text(); !strings.HasSuffix(got, "Your time zone: Eastern.") {
		t.Error(got)
	}
	for who, want := range map[string]string{"Carl": "2025-10-08", "Nia": "2025-10-09"} {
		f := o.says(who, "log").Form
		if f == nil || f.Fields[0].Value[0] != want {
			t.Errorf("%s: %+v, want %s", who, f, want)
		}
	}
	if got := o.says("Nia", "log yesterday 45m co-planned").Message.Text(); !strings.HasPrefix(got, "Logged. Wednesday, October 8") {
		t.Error(got)
	}
}

// In the nights on which clocks change, days and wall times stay what they are.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ now, typed, want string }{
		{"2025-11-02 00:30", "log yesterday 45m co-planned", "Logged. Saturday, November 1 "},
		{"2025-11-02 23:30", "log today 45m co-planned", "Logged. Sunday, November 2 "},
		{"2025-11-01 12:00", "meet weekly Mon 15:00", "Planned: Weekly meeting, Monday, November 3, 3:00 to 3:45 p.m."},
		{"2026-03-08 03:30", "log yesterday 45m co-planned", "Logged. Saturday, March 7 "},
		{"2026-03-08 23:30", "log Sun 45m co-planned", "Logged. Sunday, March 8 "},
		{"2026-03-06 12:00", "meet weekly in 3 days 15:00", "Planned: Weekly meeting, Monday, March 9, 3:00 to 3:45 p.m."},
		{"2025-12-31 23:30", "log today 45m co-planned", "Logged. Wednesday, December 31 "},
		{"2026-01-01 00:30", "log yesterday 45m co-planned", "Logged. Wednesday, December 31, 2025 "},
	} {
		t.Run(tt.now, func(t *testing.T) {
			t.Parallel()
			o := open(t, tt.now)
			if got := o.says("Carl", tt.typed).Message.Text(); !strings.HasPrefix(got, tt.want) {
				t.Errorf("%s: %s", tt.typed, got)
			}
		})
	}
}

// Somebody may be a consultant for one and a teacher with another: each command
// means the cases in which they hold the role.
func TestTwoRoles(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	both := casefile.Person{
		Name: "Nia Cole", Email: "nia.cole@demo.example", Roles: []program.Role{program.Consultant, program.Teacher}, Slack: "U6", Zone: "America/Los_Angeles",
	}
	if _, _, err := o.desk.ImportPeople(t.Context(), casework.HomeDistrict, []casefile.Person{both}, o.now); err != nil {
		t.Fatal(err)
	}
	o.open("nia.cole", "carl.tran", "", "2025-09-15")
	o.open("sam.ortiz", "nia.cole", "", "2025-09-15")
	for typed, want := range map[string]string{
		"whoami":                       "You are Nia Cole (nia.cole@demo.example), Referred Teacher and PAR Mentor for 1 case. Your time zone: Pacific.",
		"log @Sam 45m co-planned":      "Logged. Wednesday, October 8 · 45 minutes · with Sam Ortiz",
		"log @Carl 45m went over it":   "Logged. Wednesday, October 8 · 45 minutes · with your PAR Mentor",
		"note bring the plan":          "Noted. Only you can read it.",
		"log @Carl 30m x note: secret": "Your log has no private part",
	} {
		if got := o.says("Nia", typed).Message.Text(); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s", typed, got)
		}
	}
	f := o.says("Nia", "log 45m co-planned").Form
	if f == nil || len(f.Fields[0].Options) != 2 {
		t.Errorf("either case: %+v", f)
	}
	if f := o.says("Nia", "report").Form; f == nil || f.Fields[0].Key != "text" {
		t.Errorf("a report is about the one case in which she writes it: %+v", f)
	}
}
