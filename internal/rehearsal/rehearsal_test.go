package rehearsal_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	_ "time/tzdata" // so that the zones are there on any machine

	"parbot/internal/golden"
	"parbot/internal/program"
	"parbot/internal/rehearsal"
	"parbot/internal/schoolday"
)

// walked is a rehearsal of a track of a shipped program from the first day of
// the sample school year.
func walked(t *testing.T, p *program.Program, track string) rehearsal.Journal {
	t.Helper()
	cal := program.SampleCalendar(p)
	from := cal.Years[0].Start
	return rehearsal.Walk(rehearsal.Script{Program: p, Track: track, Calendar: cal, From: from, Until: from + 800}, func(schoolday.Day) bool { return true })
}

func shipped(t *testing.T) map[string]*program.Program {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Each shipped program reads like its district's handbook: what is to be done
// by whom and by when, who meets, which papers there are, who is told formally.
// Reminders, invitations and what comes every week are left out of the page.
func TestHandbooks(t *testing.T) {
	for key, p := range shipped(t) {
		for _, track := range p.Tracks {
			t.Run(key+"."+track.Key, func(t *testing.T) {
				t.Parallel()
				j := walked(t, p, track.Key)
				var page strings.Builder
				often := map[string]int{}
				for _, l := range j.Lines {
					often[string(l.Kind)+l.Text]++
				}
				for _, l := range j.Lines {
					if l.Kind == rehearsal.Reminder || l.Kind == rehearsal.Nudge || l.Kind == rehearsal.Invitation || often[string(l.Kind)+l.Text] > 14 {
						continue
					}
					fmt.Fprintf(&page, "%s  %-9s %s\n", l.Day.UTC().Format("Mon 2006-01-02"), l.Kind, said(l))
				}
				fmt.Fprintf(&page, "%d dates, %d messages, %d invitations; closed: %s\n", j.Dates, j.Messages, j.Invites, j.Closed)
				golden.Check(t, "testdata/"+key+"."+track.Key+".golden", page.String())
				if j.Closed == "" {
					t.Errorf("the case is open still, at %q", j.Stage)
				}
			})
		}
	}
}

func said(l rehearsal.Line) string {
	text := l.Text
	var roles []string
	for _, r := range l.Roles {
		roles = append(roles, string(r))
	}
	if len(roles) > 0 {
		text += " (" + strings.Join(roles, ", ") + ")"
	}
	if l.Why != "" && l.Kind == rehearsal.Due {
		text += ": " + l.Why
	}
	return text
}

// A rehearsal shows the same each time, in order, and says of every message to
// whom it goes and how.
func TestWalkIsTheSame(t *testing.T) {
	p := shipped(t)["clovis"]
	a, b := walked(t, p, "par"), walked(t, p, "par")
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Error("two walks differ")
	}
	if !slices.IsSortedFunc(a.Lines, func(x, y rehearsal.Line) int { return int(x.Day - y.Day) }) {
		t.Error("the lines are not in order")
	}
	for _, l := range a.Lines {
		message := l.Kind == rehearsal.Notice || l.Kind == rehearsal.Reminder || l.Kind == rehearsal.Nudge || l.Kind == rehearsal.Invitation
		if message != (l.Channel != "") || message && (len(l.Roles) == 0 || l.At.IsZero()) || l.Text == "" {
			t.Errorf("%+v", l)
		}
	}
}

// What people do on the last day leaves nothing for others to hear of: a sample
// case that keeps to its dates escalates nothing.
func TestNothingIsLate(t *testing.T) {
	for key, p := range shipped(t) {
		for _, track := range p.Tracks {
			for _, l := range walked(t, p, track.Key).Lines {
				if l.Kind == rehearsal.Nudge && strings.Contains(l.Text, "open since") {
					t.Errorf("%s %s: %s %v %s", key, track.Key, l.Day, l.Roles, l.Text)
				}
			}
		}
	}
}

// Formal notices go by Slack and mail, invitations by mail, what is said in the
// morning in the digest, the rest at once (DESIGN §8).
func TestChannels(t *testing.T) {
	want := map[rehearsal.Kind][]string{
		rehearsal.Notice: {"Slack, mail"}, rehearsal.Invitation: {"mail"}, rehearsal.Reminder: {"digest", "Slack"}, rehearsal.Nudge: {"digest", "Slack"},
	}
	seen := map[string]bool{}
	for _, l := range walked(t, shipped(t)["clovis"], "par").Lines {
		if l.Channel == "" {
			continue
		}
		if !slices.Contains(want[l.Kind], l.Channel) || (l.Channel == "digest") != (l.At.Hour() == 8 && l.Kind != rehearsal.Notice && l.Kind != rehearsal.Invitation) {
			t.Errorf("%s at %s by %s", l.Kind, l.At, l.Channel)
		}
		seen[string(l.Kind)+" "+l.Channel] = true
	}
	if len(seen) < 5 {
		t.Errorf("only %v", seen)
	}
}

// The site administrator of Los Angeles hears nothing in a whole case (LAU-14).
func TestSchoolHearsNothing(t *testing.T) {
	for _, l := range walked(t, shipped(t)["lausd"], "mandated").Lines {
		if slices.Contains(l.Roles, program.Administrator) {
			t.Errorf("%s %s: %s", l.Day, l.Kind, l.Text)
		}
	}
}
