package rehearsal

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func TestTry(t *testing.T) {
	file, track := os.Getenv("RH_FILE"), os.Getenv("RH_TRACK")
	data, _ := os.ReadFile(file)
	p, problems := program.Load(file, data)
	if p == nil {
		t.Fatal(problems)
	}
	all, _ := program.Embedded()
	cal := program.SampleCalendar(all["clovis"])
	cal = schoolday.New(p.Zone, cal.ClosedDays(), cal.Years...)
	from, _ := schoolday.Parse("2025-08-18")
	j := Walk(Script{Program: p, Track: track, Calendar: cal, From: from, Until: from + 430}, func(schoolday.Day) {})
	for _, l := range j.Lines {
		roles := []string{}
		for _, r := range l.Roles {
			roles = append(roles, string(r))
		}
		fmt.Printf("%s  %-28s %-8s %-60s %-12s %s\n", l.Day.UTC().Format("Mon 2006-01-02"), strings.Join(roles, ","), l.Kind, l.Text, l.Channel, l.Why)
	}
	fmt.Println(j.Dates, j.Messages, j.Invites, j.InBreaks, j.Closed, j.Stage)
}
