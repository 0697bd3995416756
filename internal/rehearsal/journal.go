package rehearsal

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// note writes down what the plan says by now: dates as they stand, notices that
// have left, a stage that was entered.
func (pl *player) note() {
	for _, d := range pl.plan.Deadlines {
		if _, known := pl.dates[d.Key]; !known || d.State == deadline.Open {
			pl.dates[d.Key] = d
		}
	}
	for _, n := range pl.plan.Notices {
		if n.At.After(pl.now) || pl.said[n.Key] {
			continue
		}
		pl.said[n.Key] = true
		pl.lines = append(pl.lines, pl.message(n))
	}
	if stage := pl.plan.Course.Stage; stage != pl.stage {
		pl.stage, pl.acted = stage, pl.today
		pl.lines = append(pl.lines, Line{Day: pl.today, Kind: Stage, Text: strings.ReplaceAll(stage, "-", " ")})
	}
}

// journal puts everything in order.
func (pl *player) journal() Journal {
	j := Journal{Lines: pl.lines, Closed: pl.plan.Course.Closes, Stage: pl.plan.Course.Stage}
	for _, key := range slices.Sorted(maps.Keys(pl.dates)) {
		d := pl.dates[key]
		if d.Due == schoolday.None || d.Due > pl.Until || pl.c.Closed != schoolday.None && d.Due > pl.c.Closed && pl.voided(key) {
			continue
		}
		j.Dates++
		if weekday := d.Due.Sunday() - d.Due; weekday > 1 && !pl.Calendar.IsSchoolDay(d.Due) {
			j.InBreaks++
		}
		j.Lines = append(j.Lines, pl.dated(d))
	}
	for _, line := range j.Lines {
		switch line.Kind {
		case Invitation:
			j.Invites++
		case Notice, Reminder, Nudge:
			j.Messages++
		case Stage, Paper, Meeting, Due, Right:
		}
	}
	slices.SortStableFunc(j.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.hour(), b.hour()))
	})
	j.Lines = together(j.Lines)
	return j
}

// voided reports whether a date ended without being met.
func (pl *player) voided(key string) bool {
	return slices.ContainsFunc(pl.plan.Deadlines, func(d deadline.Deadline) bool { return d.Key == key && d.State == deadline.Void })
}

// together makes one line of those that say the same at the same time to
// several people.
func together(lines []Line) []Line {
	var all []Line
	for _, line := range lines {
		i := slices.IndexFunc(all, func(l Line) bool {
			return l.Day == line.Day && l.At.Equal(line.At) && l.Kind == line.Kind && l.Text == line.Text && l.Channel == line.Channel
		})
		if i < 0 || line.Channel == "" {
			all = append(all, line)
			continue
		}
		for _, role := range line.Roles {
			if !slices.Contains(all[i].Roles, role) {
				all[i].Roles = append(all[i].Roles, role)
			}
		}
	}
	return all
}

// hour is when on its day a line comes: what has no hour comes first.
func (l Line) hour() int {
	if l.At.IsZero() {
		return 0
	}
	return l.At.Hour()*60 + l.At.Minute()
}

func (pl *player) dated(d deadline.Deadline) Line {
	rule := pl.scope.Deadline(d.Rule)
	line := Line{Day: d.Due, Roles: d.Roles, Kind: Due, Text: rule.Title, Why: message.Worked(d, rule.Cite, pl.From)}
	if d.Right {
		line.Kind = Right
	}
	if r := pl.c.Record(d.Record); rule.Signers && r != nil {
		for _, s := range pl.scope.Form(r.Form).Signs {
			line.Roles = append(line.Roles, s.Roles...)
		}
	}
	return line
}

func cite(c program.Cite) string { return strings.Join(c.Titles, "; ") }

// message is the line of a notice: what it is about, and how it goes out.
func (pl *player) message(n deadline.Notice) Line {
	at := n.At.In(pl.Calendar.Zone)
	line := Line{Day: schoolday.Of(at), At: at, Roles: []program.Role{n.Role}, Kind: Kind(n.Kind), Channel: channel(n, at.Hour()), Text: pl.says(n)}
	switch n.Topic {
	case deadline.TopicInvited, deadline.TopicMoved, deadline.TopicCanceled:
		line.Kind = Invitation
	default:
	}
	if rule := pl.scope.Deadline(n.Rule); rule != nil {
		line.Why = cite(rule.Cite)
	} else if f := pl.scope.Form(n.Rule); f != nil {
		line.Why = cite(f.Cite)
	} else if m := pl.scope.Meeting(n.Rule); m != nil {
		line.Why = cite(m.Cite)
	}
	return line
}

// channel is how a notice reaches somebody who has both: formal ones by Slack
// and mail, invitations as mail, the rest in the morning's digest or at once.
func channel(n deadline.Notice, hour int) string {
	switch {
	case n.Kind == deadline.Formal:
		return "Slack, mail"
	case n.Topic == deadline.TopicInvited, n.Topic == deadline.TopicMoved, n.Topic == deadline.TopicCanceled:
		return "mail"
	case hour == morning:
		return "digest"
	}
	return "Slack"
}

// says is what a notice is about, in the titles of the file.
func (pl *player) says(n deadline.Notice) string {
	var title string
	due := schoolday.None
	if rule := pl.scope.Deadline(n.Rule); rule != nil {
		title, due = rule.Title, pl.dates[n.Deadline].Due
	} else if f := pl.scope.Form(n.Rule); f != nil {
		title = f.Title
	} else if m := pl.scope.Meeting(n.Rule); m != nil {
		title = m.Title
	}
	on := ""
	if due != schoolday.None {
		on = " " + due.UTC().Format("Mon 2006-01-02")
	}
	switch n.Topic {
	case deadline.TopicDue:
		return title + ", due" + on
	case deadline.TopicOpen, deadline.TopicLate:
		return title + ", open since" + on
	case deadline.TopicRight, deadline.TopicRightGiven:
		return title + ", a right; last day" + on
	case deadline.TopicSign:
		return title + " waits for a signature"
	case deadline.TopicServed, deadline.TopicAttached:
		return title + " is there to read"
	case deadline.TopicClosed:
		return "The case is closed"
	case deadline.TopicPaired:
		return title
	case deadline.TopicMeeting, deadline.TopicInvited, deadline.TopicMoved, deadline.TopicCanceled:
		return title + pl.when(n.Meeting)
	default:
		return title
	}
}

func (pl *player) when(id casefile.ID) string {
	if m := pl.c.Meeting(id); m != nil {
		return ", " + m.Start.In(pl.Calendar.Zone).Format("Mon 2006-01-02 15:04")
	}
	return ""
}
