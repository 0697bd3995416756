package casework_test

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// told are the notices about meetings, each as "topic person sequence state".
const told = `SELECT concat_ws(' ', topic, split_part(p.name, ' ', 1), sequence, n.state)
	FROM notices n JOIN people p ON p.id = n.person WHERE topic IN ('invited', 'moved', 'canceled', 'cannot') ORDER BY sequence, topic, p.name, n.at`

func (o *office) triad(day string, hour int) casework.Meet {
	return casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "plan", Day: on(day), Hour: hour, Minutes: 45, Place: "Room 12"}
}

// The life of a meeting: planned, moved under the same UID with a higher
// SEQUENCE, canceled (issue point 8; RFC 5546 §2.1.4).
func TestMeetPlanMoveCancel(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	planned := o.done(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2027-03-04", 15)))
	wants(t, planned.Text(), "Planned: Initial Triad, Thursday, March 4, 2027, 3:00 to 3:45 p.m., Room 12.",
		`Invitations are on their way to Maria Ortiz, Ada Park and you. Calendars show only "Meeting".`, "[Undo]")
	same(t, "invited", o.rows(told), "invited Ada 0 pending\ninvited Carl 0 pending\ninvited Maria 0 pending")
	uid := o.rows(`SELECT uid FROM meetings`)
	same(t, "uid", uid, string(button(t, planned, message.ActUndo))+"@parbot.example")

	moved := o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), o.triad("2027-03-05", 15)))
	wants(t, moved, "Moved: Initial Triad. Was Thursday, March 4, 2027, 3:00 p.m.", "now Friday, March 5, 2027, 3:00 to 3:45 p.m., Room 12.")
	same(t, "told of the new time, not of the old", o.rows(told), `
invited Ada 0 withdrawn
invited Carl 0 withdrawn
invited Maria 0 withdrawn
moved Ada 1 pending
moved Carl 1 pending
moved Maria 1 pending`)

	gone := o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"}))
	wants(t, gone, "Canceled: Initial Triad, Friday, March 5, 2027. Everybody gets a cancellation.")
	same(t, "meetings", o.rows(meetings), "initial-triad cancelled 2027-03-05 15:00:00 Room 12 seq 2")
	same(t, "one UID for life", o.rows(`SELECT uid FROM meetings`), uid)
	same(t, "steps", o.rows(`SELECT concat_ws(' ', state, day, `+first("by")+`) FROM meeting_steps ORDER BY nth`),
		"planned 2025-10-08 Carl\nmoved 2025-10-08 Maria\ncancelled 2025-10-08 Ada")
	if key := o.refused(o.desk.Meet(t.Context(), o.as("Ada", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"})); key != "err.meeting" {
		t.Errorf("canceled twice: %q", key)
	}
	o.unchanged()
}

// Its date is the district's although UTC is a day further.
func TestCancelInTheEvening(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 19:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"}))
	same(t, "steps", o.rows(`SELECT concat_ws(' ', state, day) FROM meeting_steps ORDER BY nth`), "planned 2025-10-08\ncancelled 2025-10-08")
}

// The same time twice changes nothing and invites nobody twice; another length
// or place is a change.
func TestMeetTheSameTwice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	in := o.triad("2025-10-15", 15)
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), in))
	before := o.rows(told) + o.rows(meetings)
	wants(t, o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), in)), "Already planned: Initial Triad, Wednesday, October 15", "Nothing was changed.")
	same(t, "meetings and notices", o.rows(told)+o.rows(meetings), before)

	for seq, change := range []func(*casework.Meet){
		func(in *casework.Meet) { in.Minutes = 60 },
		func(in *casework.Meet) { in.Place = "Room 14" },
		func(in *casework.Meet) { in.Minute = 30 },
	} {
		change(&in)
		wants(t, o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), in)), "Moved: Initial Triad.")
		if n := o.count(`SELECT sequence FROM meetings`); n != seq+1 {
			t.Errorf("SEQUENCE is %d after %d changes", n, seq+1)
		}
	}
	if n := o.count(`SELECT moves FROM meetings`); n != 3 {
		t.Errorf("moved %d times", n)
	}
}

// Without a length a meeting takes what the program says.
func TestMeetUsualLength(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	in := o.triad("2025-10-15", 15)
	in.Minutes = 0
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), in))
	same(t, "length", o.rows(`SELECT (ends - starts)::text FROM meetings`), "00:45:00")
}

// Wall time and zone are kept over the nights on which the clocks change.
func TestMeetOverTheClockChange(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, tt := range []struct{ day, utc string }{
		{"2025-10-31", "22:00"}, {"2025-11-03", "23:00"}, {"2026-03-06", "23:00"}, {"2026-03-09", "22:00"},
	} {
		in := casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on(tt.day), Hour: 15}
		o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), in))
		got := o.rows(`SELECT to_char(starts AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM meetings ORDER BY starts DESC LIMIT 1`)
		same(t, "start", got, tt.day+" "+tt.utc)
	}
}

// A day without school is asked about, and nothing is stored until the person
// says so; a moment that is past is refused.
func TestMeetClosedDayAndPast(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	before := o.dump()
	for day, words := range map[string]string{
		"2025-10-11": "Saturday, October 11 is not a school day.",
		"2025-11-11": "Tuesday, November 11 is not a school day.",
	} {
		answer := o.done(o.desk.Meet(t.Context(), o.as("Carl", "meet"), o.triad(day, 15)))
		wants(t, answer.Text(), words, "[Choose another day]", "[Plan it anyway]")
	}
	for _, tt := range []casework.Meet{o.triad("2025-10-07", 15), o.triad("2025-10-08", 9), o.triad("2025-10-08", 10), o.triad("2025-10-05", 9)} {
		if key := o.refused(o.desk.Meet(t.Context(), o.as("Carl", ""), tt)); key != "err.past" {
			t.Errorf("%s %d:00 refused with %q", tt.Day, tt.Hour, key)
		}
	}
	same(t, "the tables", o.dump(), before)

	anyway := o.triad("2025-10-11", 15)
	anyway.Anyway = true
	wants(t, o.ok(o.desk.Meet(t.Context(), o.as("Carl", "meet"), anyway)), "Planned: Initial Triad, Saturday, October 11")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-08", 11))) // later today
}

// Who may convene: who attends, whoever gives its dates, and the program office;
// for all others, and for a meeting that the program does not have, there is none.
func TestMeetWhoMay(t *testing.T) {
	t.Parallel()
	tests := []struct {
		kind string
		may  map[string]bool
	}{
		{"initial-triad", map[string]bool{"Maria": true, "Carl": true, "Ada": true, "Dora": true, "Sam": false, "Nia": false}},
		{"weekly-meeting", map[string]bool{"Maria": true, "Carl": true, "Ada": false, "Dora": true, "Sam": false, "Nia": false}},
		{"report-conference", map[string]bool{"Maria": true, "Carl": true, "Ada": false, "Dora": true}},
		{"parley", map[string]bool{"Maria": false, "Carl": false, "Ada": false, "Dora": false}},
		{"visit-meeting", map[string]bool{"Maria": false, "Carl": false}}, // of another track
		{"", map[string]bool{"Carl": false}},
	}
	o := open(t, "2025-10-08 10:00")
	for _, tt := range tests {
		for who, may := range tt.may {
			for _, do := range []string{"plan", "ask", "cancel", "held", "missed"} {
				in := casework.Meet{Case: o.maria, Kind: tt.kind, Do: do, Day: on("2025-10-15"), Hour: 15}
				_, err := o.desk.Meet(t.Context(), o.as(who, ""), in)
				key := ""
				if err != nil {
					key = o.refused(message.Message{}, err)
				}
				if absent := key == "err.role"; absent == may {
					t.Errorf("%s, %s of %q: %q", who, do, tt.kind, key)
				}
			}
		}
	}
}

// Of several of a kind, the line means the one numbered; without a number a new
// one until all are planned, then the nearest (CLO-60).
func TestMeetTheNth(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	progress := func(day string, nth int) casework.Meet {
		return casework.Meet{Case: o.maria, Kind: "progress-triad", Day: on(day), Hour: 15, Nth: nth}
	}
	for _, step := range []struct {
		in   casework.Meet
		want string
	}{
		{progress("2025-12-03", 0), "2025-12-03"},
		{progress("2026-02-04", 0), "2025-12-03 2026-02-04"}, // the second of two
		{progress("2026-02-05", 0), "2025-12-03 2026-02-05"}, // the nearest moves
		{progress("2025-12-10", 1), "2025-12-10 2026-02-05"},
		{progress("2026-03-04", 2), "2025-12-10 2026-03-04"},
		{progress("2026-04-08", 3), "2025-12-10 2026-03-04 2026-04-08"}, // more may follow
	} {
		o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), step.in))
		got := o.rows(`SELECT string_agg((starts AT TIME ZONE 'America/Los_Angeles')::date::text, ' ' ORDER BY starts) FROM meetings`)
		same(t, "days", got, step.want)
	}

	o.at("2025-12-11 10:00") // the first is held; its number is taken
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "progress-triad", Do: "held"}))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), progress("2026-05-06", 1)))
	same(t, "held stays", o.rows(`SELECT (starts AT TIME ZONE 'America/Los_Angeles')::date::text FROM meetings WHERE state = 'held'`), "2025-12-10")
	o.unchanged()
}

// A weekly meeting is one a week: another time in the week moves it, another
// week has its own (CLO-58).
func TestMeetWeekly(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, day := range []string{"2025-10-14", "2025-10-21", "2025-10-16"} {
		o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on(day), Hour: 15}))
	}
	same(t, "meetings", o.rows(meetings), `
weekly-meeting planned 2025-10-16 15:00:00 seq 1
weekly-meeting planned 2025-10-21 15:00:00 seq 0`)
}

// A planned meeting that has begun is recorded as held or as missed by whoever
// takes part; one still to come is not held yet.
func TestMeetHeldAndMissed(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	held := casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "held"}
	missed := casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "missed"}
	for _, in := range []casework.Meet{held, missed} {
		if key := o.refused(o.desk.Meet(t.Context(), o.as("Carl", ""), in)); key != "err.meeting" {
			t.Errorf("%s of nothing: %q", in.Do, key)
		}
	}
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	if key := o.refused(o.desk.Meet(t.Context(), o.as("Carl", ""), held)); key != "err.future" {
		t.Errorf("held before its time: %q", key)
	}
	if key := o.refused(o.desk.Meet(t.Context(), o.as("Carl", ""), missed)); key != "err.meeting" {
		t.Errorf("missed before its time: %q", key)
	}
	o.ok(o.desk.AnswerInvite(t.Context(), o.as("Ada", ""), o.meeting(), "no"))

	o.at("2025-10-15 16:00")
	wants(t, o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), missed)), "Recorded as missed: Initial Triad, Wednesday, October 15.")
	o.ok(o.desk.Undo(t.Context(), o.as("Maria", ""), ""))
	wants(t, o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), held)), "Recorded as held: Initial Triad, Wednesday, October 15.")
	same(t, "meetings", o.rows(meetings), "initial-triad held 2025-10-15 15:00:00 Room 12 seq 0")
	same(t, "present is who did not say no", o.rows(`SELECT concat_ws(' ', `+first("person")+`, present) FROM attendees ORDER BY nth`),
		"Maria t\nCarl t\nAda f")
	o.unchanged()

	// One that nobody planned is recorded with its day, not with one to come.
	extra := casework.Meet{Case: o.maria, Kind: "extra-triad", Do: "held", Day: on("2025-10-14"), Place: "Library"}
	o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), extra))
	extra.Day = on("2025-10-16")
	if key := o.refused(o.desk.Meet(t.Context(), o.as("Ada", ""), extra)); key != "err.future" {
		t.Errorf("held on a day to come: %q", key)
	}
	same(t, "meetings", o.rows(meetings), `
extra-triad held 2025-10-14 12:00:00 Library seq 0
initial-triad held 2025-10-15 15:00:00 Room 12 seq 0`)
}

func (o *office) meeting() casefile.ID {
	o.Helper()
	return casefile.ID(o.rows(`SELECT id::text FROM meetings ORDER BY id LIMIT 1`))
}

func (o *office) firstOf(kind string) casefile.ID {
	o.Helper()
	return casefile.ID(o.rows(`SELECT id::text FROM meetings WHERE kind = '` + kind + `' ORDER BY id LIMIT 1`))
}

// A date is asked for where another gives it; planning answers the question
// under the same UID without a move (CLO-76, OBL-05).
func TestMeetAskForADate(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	ask := casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "ask"}
	same(t, "answer", o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), ask)),
		"Asked. Initial Triad: a date is wanted from the Site Administrator by Wednesday, October 15. Either of you may plan it.")
	same(t, "who owes it", o.rows(`SELECT concat_ws(' ', state, due, `+first("owners[1]")+`) FROM deadlines WHERE rule = 'give-date'`), "open 2025-10-15 Ada")
	o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), ask)) // asked already
	if n := o.count(`SELECT count(*) FROM meetings`); n != 1 {
		t.Errorf("%d meetings are asked for", n)
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE topic = 'invited'`); n != 0 {
		t.Errorf("%d invitations without a date", n)
	}

	wants(t, o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), o.triad("2025-10-20", 15))), "Planned: Initial Triad, Monday, October 20")
	same(t, "meetings", o.rows(meetings), "initial-triad planned 2025-10-20 15:00:00 Room 12 seq 0")
	same(t, "given", o.rows(`SELECT concat_ws(' ', state, met) FROM deadlines WHERE rule = 'give-date'`), "met 2025-10-08")
	o.unchanged()

	weekly := casework.Meet{Case: o.maria, Kind: "weekly-meeting", Do: "ask"}
	if key := o.refused(o.desk.Meet(t.Context(), o.as("Carl", ""), weekly)); key != "err.program" {
		t.Errorf("nobody gives the dates of a weekly meeting: %q", key)
	}
}

// An answer to an invitation is stored for its attendee; whoever called the
// meeting hears of a no, and everybody is asked anew when it moves.
func TestAnswerInvite(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	id := o.meeting()
	for who, answer := range map[string]string{"Maria": "yes", "Ada": "no", "Carl": "yes"} {
		o.ok(o.desk.AnswerInvite(t.Context(), o.as(who, ""), id, answer))
	}
	same(t, "answers", o.rows(`SELECT concat_ws(' ', `+first("person")+`, answer) FROM attendees ORDER BY nth`), "Maria yes\nCarl yes\nAda no")
	same(t, "Carl hears of it", o.rows(`SELECT concat_ws(' ', topic, `+first("person")+`) FROM notices WHERE topic = 'cannot'`), "cannot Carl")
	for _, who := range []string{"Dora", "Sam"} { // who is not invited
		if key := o.refused(o.desk.AnswerInvite(t.Context(), o.as(who, ""), id, "yes")); key != "err.role" {
			t.Errorf("%s answers: %q", who, key)
		}
	}
	o.unchanged()

	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-16", 15)))
	if n := o.count(`SELECT count(*) FROM attendees WHERE answer <> ''`); n != 0 {
		t.Errorf("%d answers hold for the new time", n)
	}
	o.now = o.now.Add(9 * 24 * time.Hour) // it has begun: too late to answer
	if key := o.refused(o.desk.AnswerInvite(t.Context(), o.as("Ada", ""), id, "yes")); key != "err.role" {
		t.Errorf("an answer afterwards: %q", key)
	}
	if key := o.refused(o.desk.AnswerInvite(t.Context(), o.as("Ada", ""), "no id", "yes")); key != "err.role" {
		t.Errorf("no such meeting: %q", key)
	}
}

// A closed case plans nothing more.
func TestMeetInAClosedCase(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.exec(`UPDATE cases SET closed = '2025-10-07', closed_at = '2025-10-07T12:00:00Z'`)
	if key := o.refused(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15))); key != "err.closed" {
		t.Errorf("refused with %q", key)
	}
}
