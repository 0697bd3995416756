package casework_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// Each person's list holds what they owe or may do, next first, with ISO dates,
// and nobody else's.
func TestDueByRole(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-09-02", "first meeting")))
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("evidence"), false))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "ask"}))
	o.visit("Sam", "group work")
	o.at("2025-10-08 10:00")
	for who, want := range map[string]string{
		"Carl": `
4 things
Open since Tuesday, September 23 (2025-09-23): date for the Initial Triad with Maria Ortiz. [Why this date?]
Open since Sunday, October 5 (2025-10-05): weekly log with Maria Ortiz, week of September 29. [Log it]
Sunday, October 12 (2025-10-12): weekly log with Maria Ortiz, week of October 6. [Log it]
Monday, November 17 (2025-11-17): report conference with Maria Ortiz. [Why this date?]`,
		"Maria": `
5 things
Open since Sunday, September 7 (2025-09-07): weekly log, week of September 1. [Log it]
Open since Sunday, October 5 (2025-10-05): weekly log, week of September 29. [Log it]
Sunday, October 12 (2025-10-12): weekly log, week of October 6. [Log it]
Until Thursday, October 16 (2025-10-16): you may attach a written response. Your choice. [Write]
No date yet: portfolio for the review. [Why this date?]`,
		"Ada": `
1 thing
Monday, October 13 (2025-10-13): date for the Initial Triad with Maria Ortiz. [Why this date?]`,
		"Dora": `
2 things
Monday, October 13 (2025-10-13): answer to a visit request V-1. [Why this date?]
Wednesday, May 13, 2026 (2026-05-13): yearly review with Maria Ortiz. [Why this date?]`,
		"Sam": "Nothing is due.",
		"Nia": "Nothing is due.",
	} {
		got := o.ok(o.desk.Due(t.Context(), o.as(who, ""), ""))
		wants(t, got, strings.Split(strings.TrimSpace(want), "\n")...)
		if a, b := strings.Count(got, " (20"), strings.Count(want, " (20"); a != b {
			t.Errorf("%s: %d dates, want %d:\n%s", who, a, b, got)
		}
	}
	wants(t, o.ok(o.desk.Due(t.Context(), o.as("Carl", ""), o.maria)), "4 things")
	same(t, "of no case", o.ok(o.desk.Due(t.Context(), o.as("Carl", ""), "00000000-0000-7000-8000-000000000000")), "Nothing is due.")
	same(t, "of a case of others", o.ok(o.desk.Due(t.Context(), o.as("Nia", ""), o.maria)), "Nothing is due.")
}

// A date is explained by its rule, its start, its counting and its source: to
// whoever owns it, found by words or by key (VOICE why.show).
func TestWhy(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-09-02", "first meeting")))
	tests := []struct {
		who, which string
		want       []string
	}{
		{"Carl", "", []string{"Tuesday, September 23 (2025-09-23)", "Rule: Date for the Initial Triad with Maria Ortiz."}},
		{"Carl", "conference", []string{
			"Wednesday, October 8 (2025-10-08)", "Counted: 42 days from Wednesday, August 27, 2025",
			"Source: Program Overview, communication and consultation.",
		}},
		{"Carl", "Report Conf", []string{"Rule: Report conference with Maria Ortiz."}},
		{"Carl", "confer/2025-08-27", []string{"Rule: Report conference with Maria Ortiz."}},
		{"Maria", "weekly", []string{"Rule: Weekly log, week of September 1.", "Snooze moves the reminder, never the date."}},
		{"Dora", "confer/2025-08-27", []string{"Rule: Report conference with Maria Ortiz."}},
	}
	for _, tt := range tests {
		t.Run(tt.who+" "+tt.which, func(t *testing.T) {
			wants(t, o.ok(o.desk.Why(t.Context(), o.as(tt.who, ""), "", tt.which)), tt.want...)
		})
	}
}

// Whose date it is not, asks in vain, as for one that is not there; a key that
// can be guessed tells nothing of what is in the file.
func TestWhyIsForItsOwner(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	o.discussed("evidence")
	for _, tt := range []struct{ who, which string }{
		{"Maria", "conference"},
		{"Maria", "confer/2025-08-27"},
		{"Ada", "confer/2025-10-06"}, // would say that a report was discussed
		{"Ada", "weekly"},
		{"Ada", ""},
		{"Sam", "confer/2025-10-06"},
		{"Sam", ""},
		{"Nia", "meeting/" + string(o.meeting())},
		{"Ada", "meeting/" + string(o.meeting())}, // a conference of two
		{"Carl", "meeting/no-id"},
		{"Carl", "no such words"},
	} {
		t.Run(tt.who+" "+tt.which, func(t *testing.T) {
			if key := o.refused(o.desk.Why(t.Context(), o.as(tt.who, ""), o.maria, tt.which)); key != "err.role" {
				t.Errorf("refused with %q", key)
			}
		})
	}
}

// The date of a meeting is explained to those who come.
func TestWhyOfAMeeting(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	wants(t, o.ok(o.desk.Why(t.Context(), o.as("Ada", ""), "", "meeting/"+string(o.meeting()))),
		"Initial Triad, Wednesday, October 15, 3:00 to 3:45 p.m., Room 12.", "Planned on Wednesday, October 8 by Carl Tran.", "Maria Ortiz")
}

// A case is shown to its parties and the program office, each with their next
// date; to others there is none.
func TestCaseByRole(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on("2025-10-14"), Hour: 15}))
	tests := []struct {
		who  string
		want []string
		not  []string
	}{
		{"Carl", []string{
			"Maria Ortiz · since Wednesday, August 27 · PAR Mentor: Carl Tran", "Last log: Tuesday, October 7.",
			"Next meeting: Weekly meeting, Tuesday, October 14, 3:00 to 3:45 p.m.",
			"Next date: Wednesday, October 8 (2025-10-08), report conference with Maria Ortiz.", "[Log]",
		}, nil},
		{"Maria", []string{"Last log: Tuesday, October 7.", "Next date: Sunday, October 12 (2025-10-12), weekly log", "[Log]"}, []string{"report conference"}},
		{"Ada", []string{"Maria Ortiz · since", "Last log: Tuesday, October 7."}, []string{"[Log]", "unit 3", "Next date"}},
		{"Dora", []string{"Maria Ortiz · since"}, []string{"[Log]", "unit 3"}},
	}
	for _, tt := range tests {
		t.Run(tt.who, func(t *testing.T) {
			text := o.ok(o.desk.Case(t.Context(), o.as(tt.who, ""), o.maria))
			wants(t, text, tt.want...)
			for _, word := range tt.not {
				if strings.Contains(text, word) {
					t.Errorf("%q stands in:\n%s", word, text)
				}
			}
		})
	}
	for _, who := range []string{"Sam", "Nia"} {
		if key := o.refused(o.desk.Case(t.Context(), o.as(who, ""), o.maria)); key != "err.role" {
			t.Errorf("%s: %q", who, key)
		}
	}
}

// A caseload has a row for each case, visits left out.
func TestCaseload(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.cases(row("sam.ortiz", "carl.tran", "", "2025-09-15"))
	o.visit("Maria", "group work")
	o.ok(o.assign(1, "Carl", casework.Meet{}))
	text := o.ok(o.desk.Caseload(t.Context(), o.as("Carl", "")))
	wants(t, text, "2 cases. ", "Maria Ortiz (Maple), Lincoln Middle.", "Sam Ortiz (Cedar), Grant Elementary.",
		"Next: first contact with Sam Ortiz, Monday, September 29 (2025-09-29).")
	if strings.Contains(text, "V-1") || strings.Contains(text, "visit") {
		t.Errorf("a visit stands in:\n%s", text)
	}
	wants(t, o.ok(o.desk.Caseload(t.Context(), o.as("Dora", ""))), "2 cases. ")
	for _, who := range []string{"Nia"} {
		same(t, who, o.ok(o.desk.Caseload(t.Context(), o.as(who, ""))), "You have no cases.")
	}
}

// What the caseload counts as due this week ends on Sunday.
func TestCaseloadThisWeek(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-09-02 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "contact", Day: on("2025-09-02"), Text: "call"}))
	wants(t, o.ok(o.desk.Caseload(t.Context(), o.as("Carl", ""))), "1 case. 1 thing is due this week.") // the weekly meeting
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-09-02", "met")))
	wants(t, o.ok(o.desk.Caseload(t.Context(), o.as("Carl", ""))), "1 case. 0 things are due this week.")
}

// A log is read in full by its parties and the program office; the
// administrator sees that it exists (CLO-23, CLO-99).
func TestReadByRole(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	his := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "his-words"))), message.ActUndo)
	hers := button(t, o.done(o.desk.Log(t.Context(), o.as("Maria", ""), o.log("2025-10-07", "her-words"))), message.ActUndo)
	same(t, "his log", o.reads(his, "his-words"), "Carl text, Maria text, Ada dates, Dora text, Sam err.role")
	same(t, "her log", o.reads(hers, "her-words"), "Carl text, Maria text, Ada text, Dora text, Sam err.role")
	shown := o.ok(o.desk.Read(t.Context(), o.as("Ada", ""), his))
	wants(t, shown, "You see that it exists, not what it says.")
	for _, id := range []casefile.ID{"no id", o.maria, "00000000-0000-7000-8000-000000000000"} {
		if key := o.refused(o.desk.Read(t.Context(), o.as("Carl", ""), id)); key != "err.role" {
			t.Errorf("%s: %q", id, key)
		}
	}
}

// A role that has ended reads nothing any more.
func TestFormerPartyLearnsNothing(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	record := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3"))), message.ActUndo)
	o.exec(`UPDATE parties SET to_at = '2025-10-08T17:00:00Z' WHERE role = 'consultant'`)
	o.at("2025-10-08 10:01")
	for what, ask := range map[string]func() (message.Message, error){
		"read": func() (message.Message, error) { return o.desk.Read(t.Context(), o.as("Carl", ""), record) },
		"case": func() (message.Message, error) { return o.desk.Case(t.Context(), o.as("Carl", ""), o.maria) },
		"log": func() (message.Message, error) {
			return o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-08", "more"))
		},
		"undo": func() (message.Message, error) { return o.desk.Undo(t.Context(), o.as("Carl", ""), record) },
	} {
		if key := o.refused(ask()); key != "err.role" && key != "err.undo.none" {
			t.Errorf("%s: %q", what, key)
		}
	}
	same(t, "due", o.ok(o.desk.Due(t.Context(), o.as("Carl", ""), "")), "Nothing is due.")
	same(t, "cases", o.ok(o.desk.Caseload(t.Context(), o.as("Carl", ""))), "You have no cases.")
}

// Snooze moves one person's reminders to the next school day at eight, never the
// date, and only of what they owe.
func TestSnooze(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 07:00")
	reminders := func() string {
		return o.rows(`SELECT concat_ws(' ', step, at AT TIME ZONE 'America/Los_Angeles') FROM notices
			WHERE rule = 'confer' AND topic = 'due' AND state = 'pending' AND at >= '2025-10-06T07:00:00Z' ORDER BY at, step`)
	}
	same(t, "before", reminders(), "-2 2025-10-06 08:00:00\n0 2025-10-08 08:00:00")
	wants(t, o.ok(o.desk.Snooze(t.Context(), o.as("Carl", ""), o.maria, "confer/2025-08-27")),
		"You will hear again on Tuesday, October 7, 8:00 a.m. The date stays Wednesday, October 8.")
	same(t, "after", reminders(), "-2 2025-10-07 08:00:00\n0 2025-10-08 08:00:00")
	same(t, "the date", o.rows(`SELECT concat_ws(' ', state, due) FROM deadlines WHERE rule = 'confer'`), "open 2025-10-08")
	o.unchanged()
	for _, who := range []string{"Maria", "Ada", "Dora", "Sam"} {
		if key := o.refused(o.desk.Snooze(t.Context(), o.as(who, ""), o.maria, "confer/2025-08-27")); key != "err.role" {
			t.Errorf("%s: %q", who, key)
		}
	}
	if key := o.refused(o.desk.Snooze(t.Context(), o.as("Carl", ""), o.maria, "confer/2025-01-01")); key != "err.role" {
		t.Errorf("no such deadline: %q", key)
	}
	// On a Friday before a week off, the next school day is after it.
	o.at("2025-11-21 09:00")
	wants(t, o.ok(o.desk.Snooze(t.Context(), o.as("Carl", ""), o.maria, "confer/2025-08-27")), "You will hear again on Monday, December 1, 8:00 a.m.")
}
