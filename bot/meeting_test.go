package bot

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/casework"
	"parbot/internal/program"
)

// planner is the program office in a case, which may plan every meeting of it.
func planner(t testing.TB) casework.Mine {
	t.Helper()
	return casework.Mine{Case: "c", Program: clovis(t), Track: "par", Roles: []program.Role{program.Coordinator}}
}

// Meetings (VOICE §2.1): key, title or a unique beginning, and a number behind
// a kind that is held several times.
func TestMeeting(t *testing.T) {
	kinds := typeables(planner(t))
	for _, tt := range []struct{ typed, want, rest string }{
		{"initial-triad 2027-03-04", "initial-triad", "2027-03-04"},
		{"Initial Triad 2027-03-04", "initial-triad", "2027-03-04"},
		{"initial 15:00", "initial-triad", "15:00"},
		{"INITIAL‑TRIAD cancel", "initial-triad", "cancel"},
		{"weekly Thu", "weekly-meeting", "Thu"},
		{"weekly meeting Thu", "weekly-meeting", "Thu"},
		{"check-in Thu", "weekly-meeting", "Thu"},
		{"report conference held", "report-conference", "held"},
		{"report held", "report-conference", "held"},
		{"conference held", "report-conference", "held"}, // of the three, a duty waits for this one
		{"pre-conference Thu", "pre-conference", "Thu"},
		{"post Thu", "post-conference", "Thu"},
		{"observation Thu", "", "observation Thu"}, // of two, and no duty waits for either
		{"six-week conference", "report-conference", ""},
		{"progress-triad 2 Mar 4", "progress-triad 2", "Mar 4"},
		{"progress 2", "progress-triad 2", ""},
		{"progress-triad 2 Mar", "progress-triad", "2 Mar"}, // a date, not a number
		{"progress 2 pm", "progress-triad", "2 pm"},
		{"progress 3 15:00", "progress-triad 3", "15:00"},
		{"Progress-Monitoring Triad", "progress-triad", ""},
		{"triad Mar 4", "extra-triad", "Mar 4"}, // its very title
		{"final 2", "final-triad", "2"},
		{"hearing", "hearing", ""},
		{"yearly review", "hearing", ""},
		{"in 2 weeks", "", "in 2 weeks"},
		{"we", "", "we"},
		{"parley 2", "", "parley 2"},
		{"", "", ""},
		{"2", "", "2"},
		{"a meeting", "", "a meeting"},
	} {
		l := split(tt.typed)
		kind, nth, n := meeting(l, kinds)
		got := ""
		if kind != nil {
			got = kind.Key
		}
		if nth > 0 {
			got += fmt.Sprintf(" %d", nth)
		}
		if got != tt.want || l.from(n).text != tt.rest {
			t.Errorf("%q: %q and %q, want %q and %q", tt.typed, got, l.from(n).text, tt.want, tt.rest)
		}
	}
}

// The form lists what a date waits for first, and tells two kinds of one title
// apart by who attends.
func TestMeetForm(t *testing.T) {
	form := (&turn{}).meetForm([]casework.Mine{planner(t)}, nil, meetLine{}).Form
	var got []string
	for _, o := range form.Fields[0].Options {
		got = append(got, o.Text)
	}
	want := []string{
		"Weekly meeting", "Initial Triad", "Progress-Monitoring Triad", "Final Triad", "Report conference", "Meeting with the Director", "Yearly review",
		"Referral explained", "Review of appraisal and plan", "Mentor and administrator", "Meeting with Induction staff", "Input of the teacher", "Input of the site",
		"Triad", "Observation (Referred Teacher, PAR Mentor)", "Observation (Referred Teacher, Site Administrator)", "Pre-observation conference",
		"Post-observation conference", "Release day",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestVisitNumber(t *testing.T) {
	for typed, want := range map[string]int{"V-12": 12, "v12 Thu": 12, "V‑7,": 7, "V-0": 0, "12": 0, "V-": 0, "V-1234567": 0, "": 0, "Victor": 0} {
		if got := visitNumber(split(typed)); got != want {
			t.Errorf("%q: %d, want %d", typed, got, want)
		}
	}
}

func FuzzMeeting(f *testing.F) {
	kinds := typeables(planner(f))
	for _, seed := range []string{"progress-triad 2 Mar 4", "initial", "‑‑‑", "triad triad", "V-12"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		l := split(typed)
		kind, nth, n := meeting(l, kinds)
		if n < 0 || n > len(l.words) || (kind == nil) != (n == 0) || nth < 0 || nth > 9 || nth > 0 && kind.Times < 2 {
			t.Fatalf("%q: %v, %d, %d words", typed, kind, nth, n)
		}
		if v := visitNumber(l); v < 0 || v > 999_999 {
			t.Fatalf("%q: visit %d", typed, v)
		}
	})
}
