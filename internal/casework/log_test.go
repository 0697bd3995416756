package casework_test

import (
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// logs are the stored logs, each as "form author day minutes standards text".
const logs = `SELECT concat_ws(' ', form, split_part(p.name, ' ', 1), day, fields->>'minutes', fields->>'focus', fields->>'worked_on')
	FROM records r JOIN people p ON p.id = r.author WHERE withdrawn_at IS NULL ORDER BY r.at, r.id`

// meetings are the stored meetings, each as "kind state day place, sequence".
const meetings = `SELECT concat_ws(' ', kind, state, (starts AT TIME ZONE 'America/Los_Angeles')::timestamp(0), nullif(place, ''), 'seq', sequence)
	FROM meetings ORDER BY starts, id`

// A weekly meeting is logged by its consultant: the meeting is made, the log is
// filed, what follows from both is planned (CLO-99, OBL-07).
func TestLogOfTheConsultant(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	answer := o.done(o.desk.Log(t.Context(), o.as("Carl", "log"), o.log("2025-10-07", "Co-planned unit 3")))

	wants(t, answer.Text(), "Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz", "Co-planned unit 3 · standard 2.6",
		"Can read it: you, Maria Ortiz, Director of Induction.", "Site Administrator: sees that you met", "[Undo]")
	same(t, "logs", o.rows(logs), "log Carl 2025-10-07 45 2.6 Co-planned unit 3")
	same(t, "meetings", o.rows(meetings), "weekly-meeting held 2025-10-07 12:00:00 seq 0")
	same(t, "present", o.rows(`SELECT concat_ws(' ', `+first("person")+`, role, present) FROM attendees ORDER BY nth`),
		"Maria teacher t\nCarl consultant t")
	same(t, "what is met", o.rows(`SELECT concat_ws(' ', rule, state, met) FROM deadlines WHERE state = 'met' ORDER BY rule`),
		"contact-teacher met 2025-10-07\npair-mentor met 2025-08-27\nshare-portfolio met 2025-08-27\nwrite-log met 2025-10-07")
	same(t, "what the teacher owes now", o.rows(`SELECT concat_ws(' ', rule, state, due) FROM deadlines WHERE rule = 'write-teacher-log'`),
		"write-teacher-log open 2025-10-12")
	o.unchanged()
}

// Both sides' logs of a day meet in one meeting (LANGUAGE §1, attaches_to; CLO-64).
func TestBothLogsMeet(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "his words")))
	o.ok(o.desk.Log(t.Context(), o.as("Maria", ""), o.log("2025-10-07", "her words")))
	same(t, "logs", o.rows(logs), "log Carl 2025-10-07 45 2.6 his words\nteacher-log Maria 2025-10-07 45 2.6 her words")
	same(t, "meetings", o.rows(meetings), "weekly-meeting held 2025-10-07 12:00:00 seq 0")
	if n := o.count(`SELECT count(DISTINCT on_id) FROM records WHERE form LIKE '%log'`); n != 1 {
		t.Errorf("the logs are on %d meetings", n)
	}
	if n := o.count(`SELECT count(*) FROM deadlines WHERE rule LIKE 'write%log' AND state <> 'met'`); n != 0 {
		t.Errorf("%d logs are still owed", n)
	}
	// A second meeting on the same day is one of its own.
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "again in the afternoon")))
	if n := o.count(`SELECT count(*) FROM meetings`); n != 2 {
		t.Errorf("%d meetings after a second log of his", n)
	}
	o.unchanged()
}

// A log of a day on which the meeting was planned settles that meeting.
func TestLogOfAPlannedMeeting(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 10:00")
	weekly := casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on("2025-10-07"), Hour: 15, Place: "Room 12"}
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), weekly))

	o.at("2025-10-07 14:00") // it has not begun: the log is of another meeting
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "over lunch")))
	same(t, "meetings", o.rows(meetings), `
weekly-meeting held 2025-10-07 12:00:00 seq 0
weekly-meeting planned 2025-10-07 15:00:00 Room 12 seq 0`)

	o.at("2025-10-07 16:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "as planned")))
	same(t, "meetings", o.rows(meetings), `
weekly-meeting held 2025-10-07 12:00:00 seq 0
weekly-meeting held 2025-10-07 15:00:00 Room 12 seq 0`)
	o.unchanged()
}

// The other kinds of a log: the first contact meets the duty of fourteen days
// (CLO-91), a meeting that did not take place is no log.
func TestContactAndMissed(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-09-02 10:00")
	contact := casework.Log{Case: o.maria, Kind: "contact", Day: on("2025-09-02"), Text: "by phone"}
	answer := o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), contact))
	wants(t, answer, "First contact recorded: Tuesday, September 2.", "[Undo]")
	same(t, "contact", o.rows(`SELECT concat_ws(' ', form, day, fields->>'how') FROM records WHERE form = 'contact'`), "contact 2025-09-02 by phone")
	same(t, "duty", o.rows(`SELECT concat_ws(' ', state, due, met) FROM deadlines WHERE rule = 'contact-teacher'`), "met 2025-09-10 2025-09-02")

	o.at("2025-09-10 10:00")
	missed := casework.Log{Case: o.maria, Kind: "missed", Day: on("2025-09-09")}
	wants(t, o.ok(o.desk.Log(t.Context(), o.as("Maria", ""), missed)), "Recorded: no meeting on Tuesday, September 9.", "[Undo]")
	same(t, "meetings", o.rows(meetings), "weekly-meeting missed 2025-09-09 12:00:00 seq 0")
	same(t, "weeks", o.rows(`SELECT concat_ws(' ', key, state) FROM deadlines WHERE rule = 'meet-weekly' ORDER BY key`),
		"meet-weekly/2025-W36 open\nmeet-weekly/2025-W37 open")
	if n := o.count(`SELECT count(*) FROM records WHERE form LIKE '%log'`); n != 0 {
		t.Errorf("%d logs of a meeting that did not take place", n)
	}
	o.unchanged()
}

// A planned meeting that did not take place is missed itself; no second one is made.
func TestMissedWasPlanned(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 10:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on("2025-10-07"), Hour: 15}))
	o.at("2025-10-07 16:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "missed", Day: on("2025-10-07")}))
	same(t, "meetings", o.rows(meetings), "weekly-meeting missed 2025-10-07 15:00:00 seq 0")
	if n := o.count(`SELECT count(*) FROM deadlines WHERE rule LIKE 'write%log' AND state = 'open'`); n != 0 {
		t.Errorf("%d logs are owed of a meeting that did not take place", n)
	}
	o.unchanged()
}

// What is refused stores nothing, and says why by its key (VOICE §2.4).
func TestLogRefused(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-06", "the one that is there")))
	ok := o.log("2025-10-07", "text")
	with := func(change func(*casework.Log)) casework.Log {
		in := ok
		change(&in)
		return in
	}
	tests := []struct {
		name, who string
		in        casework.Log
		key       string
	}{
		{"a day to come", "Carl", with(func(l *casework.Log) { l.Day = on("2025-10-09") }), "err.future"},
		{"text too long", "Carl", with(func(l *casework.Log) { l.Text = strings.Repeat("ü", casework.MaxText+1) }), "err.text"},
		{"four minutes", "Carl", with(func(l *casework.Log) { l.Minutes = casework.MinMinutes - 1 }), "err.long"},
		{"over eight hours", "Carl", with(func(l *casework.Log) { l.Minutes = casework.MaxMinutes + 1 }), "err.long"},
		{"an administrator has no log", "Ada", ok, "err.role"},
		{"an administrator records no contact", "Ada", with(func(l *casework.Log) { l.Kind = "contact" }), "err.role"},
		{"an administrator records nothing missed", "Ada", with(func(l *casework.Log) { l.Kind = "missed" }), "err.role"},
		{"the coordinator has no log", "Dora", ok, "err.role"},
		{"a stranger does not learn that there is a case", "Sam", ok, "err.role"},
		{"another consultant neither", "Nia", ok, "err.role"},
		{"a teacher records no contact", "Maria", with(func(l *casework.Log) { l.Kind = "contact" }), "err.role"},
		{"there is no such case", "Carl", with(func(l *casework.Log) { l.Case = "00000000-0000-7000-8000-000000000000" }), "err.role"},
		{"that is no id", "Carl", with(func(l *casework.Log) { l.Case = "'; DROP TABLE cases" }), "err.role"},
	}
	before := o.dump()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if key := o.refused(o.desk.Log(t.Context(), o.as(tt.who, "text of "+tt.name), tt.in)); key != tt.key {
				t.Errorf("refused with %q, want %q", key, tt.key)
			}
		})
	}
	same(t, "the tables", o.dump(), before)
}

// The longest text and the shortest and longest meetings are held.
func TestLogAtItsBounds(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, minutes := range []int{casework.MinMinutes, casework.MaxMinutes} {
		in := o.log("2025-10-08", strings.Repeat("ü", casework.MaxText)) // today, characters and not bytes
		in.Minutes = minutes
		o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), in))
	}
	if n := o.count(`SELECT count(*) FROM records WHERE char_length(fields->>'worked_on') = 3000`); n != 2 {
		t.Errorf("%d whole texts are stored", n)
	}
}

// The last minute of a day in the district is that day, whatever UTC says.
func TestLogToday(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 23:59")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-08", "late")))
	if key := o.refused(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-09", "later"))); key != "err.future" {
		t.Errorf("the day after is refused with %q", key)
	}
}

// A closed case takes nothing more, and those who may know of it are told so.
func TestLogInAClosedCase(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.exec(`UPDATE cases SET closed = '2025-10-07', closed_at = '2025-10-07T12:00:00Z'`)
	before := o.dump()
	for who, key := range map[string]string{"Carl": "err.closed", "Maria": "err.closed", "Sam": "err.role"} {
		for _, kind := range []string{"", "contact", "missed"} {
			in := o.log("2025-10-07", "text")
			in.Kind = kind
			if got := o.refused(o.desk.Log(t.Context(), o.as(who, ""), in)); got != key {
				t.Errorf("%s, %q: refused with %q, want %q", who, kind, got, key)
			}
		}
	}
	same(t, "the tables", o.dump(), before)
}

// The private part is its author's alone, also in the table of those who read the log (CLO-99).
func TestPrivateNote(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	in := o.log("2025-10-07", "what all may read")
	in.Private = "planted-secret"
	answer := o.done(o.desk.Log(t.Context(), o.as("Carl", ""), in))
	if strings.Contains(answer.Text(), "planted-secret") {
		t.Errorf("the answer repeats it: %s", answer.Text())
	}
	record := button(t, answer, message.ActUndo)
	for who, reads := range map[string]bool{"Carl": true, "Maria": false, "Dora": false, "Ada": false} {
		shown, err := o.desk.Read(t.Context(), o.as(who, ""), record)
		if err != nil {
			t.Fatalf("%s: %v", who, err)
		}
		if got := strings.Contains(shown.Text(), "planted-secret"); got != reads {
			t.Errorf("%s reads the private part: %t", who, got)
		}
	}
}

// The same request stores once and is answered alike, whatever it says the
// second time (DESIGN §7).
func TestSameRequestTwice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	act := o.as("Carl", "log once")
	first := o.done(o.desk.Log(t.Context(), act, o.log("2025-10-07", "once")))
	before := o.dump()
	act.Now = act.Now.Add(time.Hour)
	second := o.done(o.desk.Log(t.Context(), act, o.log("2025-10-06", "something else")))
	same(t, "answer", second.Text(), first.Text())
	if a, b := button(t, first, message.ActUndo), button(t, second, message.ActUndo); a != b {
		t.Errorf("the answers undo %s and %s", a, b)
	}
	same(t, "the tables", o.dump(), before)
}

// A refused request is not answered for good: sent again, it is looked at again.
func TestRefusedRequestAgain(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	act := o.as("Carl", "log")
	o.refused(o.desk.Log(t.Context(), act, o.log("2025-10-09", "too early")))
	o.ok(o.desk.Log(t.Context(), act, o.log("2025-10-07", "in time")))
}

// The same text by the same person within a minute asks, and stores nothing
// until the person says that it is a second meeting (ask.again).
func TestSameTextWithinAMinute(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		who   string
		text  string
		after time.Duration
		again bool
		asks  bool
	}{
		{"at once", "Carl", "log @Maria 45m unit 3", 0, false, true},
		{"59 seconds later", "Carl", "log @Maria 45m unit 3", 59 * time.Second, false, true},
		{"a minute later", "Carl", "log @Maria 45m unit 3", time.Minute, false, false},
		{"the person said that it is a second one", "Carl", "log @Maria 45m unit 3", time.Second, true, false},
		{"other words", "Carl", "log @Maria 45m unit 4", time.Second, false, false},
		{"another person", "Maria", "log @Maria 45m unit 3", time.Second, false, false},
		{"a form has no typed text", "Carl", "", time.Second, false, false},
	}
	o := open(t, "2025-10-08 10:00")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o.now = o.now.Add(time.Hour)
			typed := "log @Maria 45m unit 3"
			if tt.text == "" {
				typed = ""
			}
			o.ok(o.desk.Log(t.Context(), o.as("Carl", typed), o.log("2025-10-07", "unit 3")))
			before := o.dump()
			o.now = o.now.Add(tt.after)
			second := o.log("2025-10-07", "unit 3")
			second.Again = tt.again
			answer := o.done(o.desk.Log(t.Context(), o.as(tt.who, tt.text), second))
			if asks := answer.Key == "ask.again"; asks != tt.asks {
				t.Errorf("answered with %q", answer.Key)
			}
			if stored := o.dump() != before; stored == tt.asks {
				t.Errorf("stored: %t", stored)
			}
		})
	}
}

// Whether a day has come is asked in the zone of the district, whoever writes;
// dates are read in the writer's own.
func TestLogOfAnotherZone(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 22:30") // already the 9th in New York
	o.exec(`UPDATE people SET zone = 'America/New_York' WHERE name = 'Carl Tran'`)
	o.people["Carl"] = o.who("carl.tran@demo.example")
	if key := o.refused(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-09", "tomorrow"))); key != "err.future" {
		t.Errorf("refused with %q", key)
	}
	if zone := o.desk.Zone(o.as("Carl", "")).String(); zone != "America/New_York" {
		t.Errorf("Carl reads dates in %s", zone)
	}
	nobody := casework.Act{Who: casefile.Person{Roles: []program.Role{program.Teacher}}}
	if zone := o.desk.Zone(nobody).String(); zone != "America/Los_Angeles" {
		t.Errorf("without a zone of their own people read dates in %s", zone)
	}
}

// A private part is never stored where others would read it: the teacher's log
// is shared as a whole (AMB-08, AMB-21).
func TestNoPrivatePartInASharedLog(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	in := o.log("2025-10-07", "co-planned unit 3")
	in.Private = "ask about the seating plan"
	if key := o.refused(o.desk.Log(t.Context(), o.as("Maria", ""), in)); key != "err.private" {
		t.Errorf("refused with %s", key)
	}
	in.Private = strings.Repeat("x", casework.MaxText+1)
	if key := o.refused(o.desk.Log(t.Context(), o.as("Carl", ""), in)); key != "err.text" {
		t.Errorf("refused with %s", key)
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form LIKE '%log'`); n != 0 {
		t.Errorf("%d logs are stored", n)
	}
}
