package message_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/golden"
	"parbot/internal/message"
	"parbot/internal/program"
)

// pushed is one notice of a golden, with the reason it stands there.
type pushed struct {
	why  string
	item message.Item
}

// Every topic in both channels, as VOICE §3 and §4 write them.
func TestPushes(t *testing.T) {
	var b strings.Builder
	for _, one := range everyTopic(t) {
		for _, ch := range []message.Channel{message.Slack, message.Mail} {
			m := message.Push(ch, []message.Item{one.item})
			b.WriteString("== " + m.Key + ": " + one.why + "\n" + shown(m) + "\n")
		}
	}
	golden.Check(t, "testdata/pushes.golden", b.String())
}

func everyTopic(t *testing.T) []pushed {
	t.Helper()
	var all []pushed
	for _, group := range [][]pushed{dated(t), rights(t), announced(t), shifted(t), appointments(t), requests(t)} {
		all = append(all, group...)
	}
	said := map[deadline.Topic]bool{}
	for _, one := range all {
		said[one.item.Notice.Topic] = true
	}
	for _, topic := range topics {
		if !said[topic] {
			t.Errorf("nothing is said of %q", topic)
		}
	}
	return all
}

var topics = []deadline.Topic{
	deadline.TopicDue, deadline.TopicOpen, deadline.TopicRight, deadline.TopicRightGiven, deadline.TopicLate, deadline.TopicSign,
	deadline.TopicServed, deadline.TopicAttached, deadline.TopicPaired, deadline.TopicMeeting, deadline.TopicInvited, deadline.TopicMoved,
	deadline.TopicCanceled, deadline.TopicCannot, deadline.TopicShifted, deadline.TopicClosed, deadline.TopicVisitAsked, deadline.TopicVisitAssigned, deadline.TopicVisitAnswered,
}

func dated(t *testing.T) []pushed {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	late := open(t, "2026-01-05 09:00")
	late.record("report", carl, "2025-11-17 15:00", "discussed")
	asked := open(t, "2025-10-08 09:00")
	m := asked.meeting("initial-triad", "2025-10-08 08:30", "2025-10-16 15:00", 45, maria, ada, carl)
	m.State, m.Steps[0].State = casefile.Asked, casefile.Asked
	return []pushed{
		{"a week, with a label", d.item(deadline.TopicDue, carl, "meet-weekly")},
		{"a week, without a label", d.item(deadline.TopicDue, maria, "meet-weekly")},
		{"a conference", d.item(deadline.TopicDue, carl, "confer")},
		{"a date to give", asked.item(deadline.TopicDue, ada, "give-date")},
		{"past its day", late.item(deadline.TopicOpen, carl, "confer")},
		{"to the office", late.item(deadline.TopicLate, dora, "confer")},
	}
}

func rights(t *testing.T) []pushed {
	t.Helper()
	signed := open(t, "2025-11-20 14:30")
	signed.sign("2025-11-20 14:10", false)
	declined := open(t, "2025-10-07 09:30")
	declined.sign("2025-10-07 09:00", true)
	return []pushed{
		{"N-04, before a break", signed.item(deadline.TopicRightGiven, maria, "")},
		{"N-04, after declining", declined.item(deadline.TopicRightGiven, maria, "")},
		{"", signed.item(deadline.TopicRight, maria, "")},
		{"N-07, a right of another kind", boston(t).item(deadline.TopicRightGiven, maria, "evidence-window")},
	}
}

// boston is a case in Boston whose rating has been recommended and served (BOS-30).
func boston(t *testing.T) *demo {
	t.Helper()
	d := open(t, "2026-05-15 16:00")
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	d.p = all["boston-par"]
	d.c.Program, d.c.Records, d.c.Meetings = d.p.Key, nil, nil
	agreement := d.record("agreement", maria, "2025-09-24 10:00", "filed")
	d.fields(agreement, "plan_end", "2026-06-12")
	d.record("recommendation", carl, "2026-05-15 15:30", "filed", "served")
	return d
}

func announced(t *testing.T) []pushed {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	signed := open(t, "2025-11-20 14:30")
	signed.sign("2025-11-20 14:10", false)
	signed.record("response", maria, "2025-11-20 14:20", "filed").On = "report-2025-10-06"
	return []pushed{
		{"N-03", d.item(deadline.TopicSign, maria, "")},
		{"N-05", signed.item(deadline.TopicServed, ada, "")},
		{"N-02, to the consultant", d.item(deadline.TopicPaired, carl, "")},
		{"N-02, to the teacher", d.item(deadline.TopicPaired, maria, "")},
		{"a response to a report", signed.item(deadline.TopicAttached, carl, "")},
	}
}

// shifted are dates that something moved, and the closing of the case.
func shifted(t *testing.T) []pushed {
	t.Helper()
	moved := func(rule, why, reason string) *demo {
		d := open(t, "2025-10-08 09:00")
		due := d.one(carl, rule).Deadline
		d.c.Shifts = []casefile.Shift{{Deadline: due.Key, From: due.Due - 1, To: due.Due, Why: why, Closed: reason, At: d.at("2025-10-08 07:30")}}
		return d
	}
	signed := open(t, "2025-11-20 14:30")
	signed.sign("2025-11-20 14:10", false)
	right := signed.one(maria, "respond").Deadline
	signed.c.Shifts = []casefile.Shift{{Deadline: right.Key, From: right.Due - 1, To: right.Due, Why: "calendar", Closed: "Snow day", At: signed.at("2025-11-20 14:20")}}
	closed := open(t, "2026-06-12 15:00")
	closed.c.Closed, closed.c.ClosedAt = day("2026-06-12"), closed.at("2026-06-12 14:00")
	return []pushed{
		{"by a new version of the program", moved("confer", "program", "").item(deadline.TopicShifted, carl, "confer")},
		{"by a new calendar", moved("confer", "calendar", "").item(deadline.TopicShifted, carl, "confer")},
		{"by a snow day, a right", signed.item(deadline.TopicShifted, maria, "respond")},
		{"to the teacher", closed.item(deadline.TopicClosed, maria, "")},
	}
}

func appointments(t *testing.T) []pushed {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	triad := d.meeting("initial-triad", "2025-10-08 08:30", "2027-03-04 15:00", 45, maria, ada, carl)
	invited := d.item(deadline.TopicInvited, ada, "")
	reminder := d.item(deadline.TopicMeeting, ada, "")
	far := d.c.Parties[2]
	far.Person.Zone = "America/New_York"
	d.c.Parties[2] = far
	away := d.item(deadline.TopicInvited, ada, "")
	triad.Attendees[0].Answer, triad.Attendees[0].Answered = "no", d.now
	cannot := d.item(deadline.TopicCannot, carl, "")
	d.c.Parties[2].Person.Zone = pacific

	moved := open(t, "2025-10-08 09:00")
	m := moved.meeting("initial-triad", "2025-10-08 08:30", "2027-03-05 15:00", 45, maria, ada, carl)
	m.Sequence, m.Place = 1, ""
	m.Steps = append(m.Steps, casefile.Step{State: casefile.Moved, Day: day("2025-10-08"), At: moved.now})
	off := open(t, "2025-10-08 09:00")
	m = off.meeting("initial-triad", "2025-10-08 08:30", "2027-03-05 15:00", 45, maria, ada, carl)
	m.State, m.Sequence = casefile.Cancelled, 2
	m.Steps = append(m.Steps, casefile.Step{State: casefile.Cancelled, Day: day("2025-10-08"), At: off.now})
	pair := open(t, "2025-10-08 09:00")
	pair.meeting("weekly-meeting", "2025-10-07 08:30", "2025-10-09 11:30", 45, maria, carl)
	return []pushed{
		{"three people", invited},
		{"in another zone", away},
		{"two people, with a label", pair.item(deadline.TopicInvited, carl, "")},
		{"", moved.item(deadline.TopicMoved, maria, "")},
		{"", off.item(deadline.TopicCanceled, ada, "")},
		{"to the convener", cannot},
		{"three people", reminder},
		{"two people, with a label", pair.item(deadline.TopicMeeting, carl, "")},
	}
}

func requests(t *testing.T) []pushed {
	t.Helper()
	d := visit(t, "2025-10-08 09:30")
	asked := d.item(deadline.TopicVisitAsked, dora, "")
	d.assign()
	d.now = d.at("2025-10-08 11:00")
	return []pushed{
		{"to the office", asked},
		{"to the consultant", d.item(deadline.TopicVisitAssigned, nia, "")},
		{"to the requester", d.item(deadline.TopicVisitAnswered, sam, "")},
		{"a first time of a visit", d.item(deadline.TopicInvited, sam, "")},
	}
}

// Several notices leave as one digest: meetings first, then what is due, then
// what is open; at most twelve rows (VOICE §3, DIGEST).
func TestDigest(t *testing.T) {
	d := open(t, "2025-10-08 08:00")
	d.meeting("weekly-meeting", "2025-10-06 09:00", "2025-10-08 15:00", 45, maria, carl)
	d.meeting("report-conference", "2025-10-07 09:00", "2025-10-09 15:00", 45, maria, carl)
	week := open(t, "2025-10-08 08:00")
	late := open(t, "2026-01-05 08:00")
	late.record("report", carl, "2025-11-17 15:00", "discussed")
	late.now = d.now
	few := []message.Item{
		week.item(deadline.TopicDue, carl, "confer"),
		week.item(deadline.TopicDue, carl, "meet-weekly"),
		d.item(deadline.TopicMeeting, carl, "report-conference"),
		d.item(deadline.TopicMeeting, carl, "weekly-meeting"),
	}
	open := week.item(deadline.TopicDue, carl, "plan-initial")
	open.Notice.Topic = deadline.TopicOpen
	few = append(few, open)
	signed := rights(t)
	right := signed[2].item
	attached := announced(t)[4].item
	var many []message.Item
	for range 5 {
		many = append(many, few[:3]...)
	}
	office := everyOffice(t)
	var b strings.Builder
	for _, one := range []struct {
		why   string
		items []message.Item
	}{{"of a consultant", few}, {"of a teacher", []message.Item{right, right}}, {"what is new", []message.Item{attached, attached}}, {"more than twelve rows", many}, {"of the office", office}} {
		for _, ch := range []message.Channel{message.Slack, message.Mail} {
			m := message.Push(ch, one.items)
			b.WriteString("== " + m.Key + ": " + one.why + "\n" + shown(m) + "\n")
		}
	}
	golden.Check(t, "testdata/digests.golden", b.String())
}

func everyOffice(t *testing.T) []message.Item {
	t.Helper()
	late := dated(t)[5].item
	return []message.Item{late, late}
}

// The neutral title of calendars, with the reader's own label (VOICE §4).
func TestNeutral(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	d.meeting("initial-triad", "2025-10-08 08:30", "2027-03-04 15:00", 45, maria, ada, carl)
	d.meeting("weekly-meeting", "2025-10-08 08:30", "2025-10-09 11:30", 45, maria, carl)
	for _, tt := range []struct {
		who  casefile.Person
		kind string
		want string
	}{
		{carl, "initial-triad", "Meeting (Maple)"},
		{ada, "initial-triad", "Meeting"},
		{carl, "weekly-meeting", "Check-in (Maple)"},
		{maria, "weekly-meeting", "Check-in"},
	} {
		if got := message.NeutralFor(d.item(deadline.TopicInvited, tt.who, tt.kind)); got != tt.want {
			t.Errorf("%s, %s: %q", tt.who.Name, tt.kind, got)
		}
	}
	if got := message.Neutral(&program.Program{}, casefile.Meeting{}); got != "Meeting" {
		t.Errorf("a program without a word: %q", got)
	}
}
