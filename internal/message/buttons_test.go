package message_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
)

// pressed is a button as an edge passes it back.
func pressed(b message.Button) string { return b.Text + ": " + b.Action + " " + b.Value }

// What each button of a push does, and to what: the value names a case and a
// deadline, a record, a meeting or a visit, never what is in it.
func TestButtonsOfPushes(t *testing.T) {
	want := map[deadline.Topic][]string{
		deadline.TopicDue: {
			"Done: done c1 meet-weekly/2025-W41", "Snooze: snooze c1 meet-weekly/2025-W41", "Why this date?: why c1 meet-weekly/2025-W41",
		},
		deadline.TopicOpen: {
			"Done: done c1 confer/2025-11-17", "Snooze: snooze c1 confer/2025-11-17", "Why this date?: why c1 confer/2025-11-17",
		},
		deadline.TopicRight: {
			"Open: respond report-2025-10-06", "Snooze: snooze c1 respond/report-2025-10-06", "Why this date?: why c1 respond/report-2025-10-06",
		},
		deadline.TopicRightGiven: {"Read it: why c1 respond/report-2025-10-06"},
		deadline.TopicLate:       {"Show: case c1"},
		deadline.TopicSign:       {"Open: sign report-2025-10-06"},
		deadline.TopicServed:     {"Read it: read report-2025-10-06"},
		deadline.TopicAttached:   {"Open: read response-2025-11-20"},
		deadline.TopicPaired:     {"Read it: case c1"},
		deadline.TopicMeeting:    {"Why this date?: why c1 meeting/initial-triad-2027-03-04"},
		deadline.TopicCannot:     {"Why this date?: why c1 meeting/initial-triad-2027-03-04"},
		deadline.TopicInvited: {
			"Yes: yes initial-triad-2027-03-04", "No: no initial-triad-2027-03-04", "Other time: other initial-triad-2027-03-04",
			"Who comes?: why c1 meeting/initial-triad-2027-03-04",
		},
		deadline.TopicMoved: {
			"Yes: yes initial-triad-2027-03-05", "No: no initial-triad-2027-03-05", "Other time: other initial-triad-2027-03-05",
			"Who comes?: why c1 meeting/initial-triad-2027-03-05",
		},
		deadline.TopicCanceled:      nil,
		deadline.TopicShifted:       {"Read it: why c1 confer/2025-10-06"},
		deadline.TopicClosed:        {"Read it: case c1"},
		deadline.TopicVisitAsked:    {"Assign: assign 12", "Open: show 12"},
		deadline.TopicVisitAssigned: {"Open: show 12"},
		deadline.TopicVisitAnswered: {"Open: show 12"},
	}
	seen := map[deadline.Topic]bool{}
	for _, one := range everyTopic(t) {
		topic := one.item.Notice.Topic
		if seen[topic] {
			continue // the first of each topic stands for it
		}
		seen[topic] = true
		var got []string
		for _, b := range message.Push(message.Slack, []message.Item{one.item}).Buttons {
			got = append(got, pressed(b))
		}
		if len(got) != len(want[topic]) {
			t.Errorf("%s: %q", topic, got)
			continue
		}
		for i := range got {
			if got[i] != want[topic][i] {
				t.Errorf("%s: %q, want %q", topic, got[i], want[topic][i])
			}
		}
		if mail := message.Push(message.Mail, []message.Item{one.item}); len(mail.Buttons) > 0 {
			t.Errorf("%s: a mail has buttons", topic)
		}
	}
}

// What each button of an answer does.
func TestButtonsOfAnswers(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	log := *d.met("2025-10-07")
	signed := open(t, "2025-11-20 14:30")
	r, s := signed.sign("2025-11-20 14:10", false)
	m := *d.meeting("initial-triad", "2025-10-08 09:00", "2025-10-16 15:00", 45, maria, ada, carl)
	v := visit(t, "2025-10-08 09:30")
	for _, tt := range []struct {
		m    message.Message
		want []string
	}{
		{message.Logged(d.view(carl), log), []string{"Undo: undo log-2025-10-07", "Add a private note: note log-2025-10-07"}},
		{message.Logged(d.view(maria), log), []string{"Undo: undo log-2025-10-07"}},
		{message.Undone(d.view(carl), log), []string{
			`Change and save: fix log "Maria Ortiz" 2025-10-07 45m Co-planned unit 3, 2.6`, "Put it back: redo log-2025-10-07",
		}},
		{message.Undone(d.view(maria), log), []string{"Change and save: fix log 2025-10-07 45m Co-planned unit 3, 2.6", "Put it back: redo log-2025-10-07"}},
		{message.Redone(d.view(carl), log), []string{"Undo: undo log-2025-10-07"}},
		{message.Again("log @Maria 45m x"), []string{"No, keep one: keep ", "Yes, save both: both log @Maria 45m x"}},
		{message.ClosedDay(day("2025-10-11"), day("2025-10-08"), "meet x"), []string{"Choose another day: fix meet x", "Plan it anyway: anyway meet x"}},
		{message.Planned(d.view(carl), m), []string{"Undo: undo initial-triad-2025-10-16"}},
		{message.Answered(d.view(ada), m, "yes"), []string{"Change to no: no initial-triad-2025-10-16"}},
		{message.Answered(d.view(ada), m, "other"), []string{"Change to yes: yes initial-triad-2025-10-16"}},
		{message.Case(d.view(carl), "c1", nil), []string{"Log: log c1", "What is due: due "}},
		{message.Case(d.view(ada), "c1", nil), nil},
		{message.Draft("c1", "report-conference"), []string{"Edit the draft: report c1"}},
		{message.Signed(signed.view(maria), r, s, day("2025-12-01")), []string{"Write a response: respond report-2025-10-06"}},
		{message.VisitAsked(v.view(sam), 12, "", day("2025-10-15")), []string{"Withdraw: withdraw 12"}},
		{message.VisitShown(v.view(dora), 12), []string{"Assign: assign 12"}},
		{message.VisitShown(v.view(sam), 12), nil},
		{message.Due([]message.Owed{signed.one(maria, "respond")}, nil), []string{"Write: respond report-2025-10-06"}},
		{message.Due([]message.Owed{noticed(t)}, nil), []string{"Why this date?: why c1 notice-period/notice-recommendation-2025-11-03"}},
		{message.Due([]message.Owed{d.one(carl, "confer")}, nil), []string{"Why this date?: why c1 confer/2025-10-06"}},
		{message.Due([]message.Owed{d.one(maria, "meet-weekly")}, nil), []string{"Log it: log c1"}},
	} {
		var got []string
		for _, b := range everyButton(tt.m) {
			got = append(got, pressed(b))
		}
		if len(got) != len(tt.want) {
			t.Errorf("%s: %q, want %q", tt.m.Key, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%s: %q, want %q", tt.m.Key, got[i], tt.want[i])
			}
		}
	}
}

// A log that a button cannot carry, or would not carry whole, is only put back.
func TestChangeAndSaveKeepsAll(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	long := *d.met("2025-10-07")
	text := make([]byte, 2000)
	for i := range text {
		text[i] = 'x'
	}
	long.Fields = map[string]string{"minutes": "45", "worked_on": string(text)}
	private := long
	private.Fields = map[string]string{"minutes": "45", "worked_on": "x", "private": "y"}
	report := *d.c.Record("report-2025-10-06")
	for _, r := range []casefile.Record{long, private, report} {
		for _, b := range message.Undone(d.view(carl), r).Buttons {
			if b.Action == message.ActFix {
				t.Errorf("%s: %.60s", r.Form, b.Value)
			}
		}
	}
}

// A terse button in a row says to a screen reader what it belongs to (VOICE §3).
func TestLabels(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	due, week := d.item(deadline.TopicDue, carl, "confer"), d.item(deadline.TopicDue, carl, "meet-weekly")
	for _, l := range message.Push(message.Slack, []message.Item{due, week}).Lines[1:] {
		if len(l.Buttons) != 1 || l.Buttons[0].Label != "Done: "+l.Text {
			t.Errorf("%q is labeled %+v", l.Text, l.Buttons)
		}
	}
	for _, b := range message.Push(message.Slack, []message.Item{week}).Buttons[:2] {
		if b.Label != b.Text+": Due Sunday, October 12: weekly log (Maple)." {
			t.Errorf("%s: %q", b.Text, b.Label)
		}
	}
	for _, l := range message.Due(d.owed(carl), nil).Lines[1:] {
		if len(l.Buttons) != 1 || l.Buttons[0].Label == "" {
			t.Errorf("%q: %+v", l.Text, l.Buttons)
		}
	}
}
