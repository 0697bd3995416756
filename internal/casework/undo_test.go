package casework_test

import (
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// What Undo takes back stays in the table, no longer counts, and only its author
// reads it; putting it back makes it count again (VOICE undo.ok).
func TestUndoAndRedo(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	log := o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
	record := button(t, log, message.ActUndo)

	undone := o.done(o.desk.Undo(t.Context(), o.as("Carl", ""), record))
	wants(t, undone.Text(), "Undone: the log of Tuesday, October 7. It no longer counts, and only you can still read it.", "unit 3", "[Put it back]")
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'log' AND withdrawn_at IS NOT NULL`); n != 1 {
		t.Errorf("%d withdrawn logs", n)
	}
	same(t, "meeting", o.rows(meetings), "weekly-meeting cancelled 2025-10-07 12:00:00 seq 0")
	same(t, "duties", o.rows(`SELECT concat_ws(' ', rule, state) FROM deadlines WHERE state IN ('met', 'void') ORDER BY rule`),
		"pair-mentor met\nshare-portfolio met\nwrite-log void\nwrite-teacher-log void")
	for who, key := range map[string]string{"Carl": "", "Maria": "err.role", "Dora": "err.role", "Ada": "err.role"} {
		shown, err := o.desk.Read(t.Context(), o.as(who, ""), record)
		if key != "" {
			if got := o.refused(shown, err); got != key {
				t.Errorf("%s: refused with %q", who, got)
			}
			continue
		}
		wants(t, o.ok(shown, err), "unit 3")
	}
	o.unchanged()

	again := o.done(o.desk.Redo(t.Context(), o.as("Carl", ""), button(t, undone, message.ActRedo)))
	wants(t, again.Text(), "Put back: the log of Tuesday, October 7. It counts again.")
	same(t, "meeting", o.rows(meetings), "weekly-meeting held 2025-10-07 12:00:00 seq 0")
	same(t, "duties", o.rows(`SELECT concat_ws(' ', rule, state) FROM deadlines WHERE state IN ('met', 'void') ORDER BY rule`),
		"contact-teacher met\npair-mentor met\nshare-portfolio met\nwrite-log met")
	wants(t, o.ok(o.desk.Read(t.Context(), o.as("Maria", ""), record)), "unit 3")
	o.unchanged()
}

// Undo works for fifteen minutes, to the end of the last one.
func TestUndoInTime(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, tt := range []struct {
		after time.Duration
		key   string
	}{{0, ""}, {15 * time.Minute, ""}, {15*time.Minute + time.Second, "err.undo"}, {24 * time.Hour, "err.undo"}} {
		t.Run(tt.after.String(), func(t *testing.T) {
			o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
			o.now = o.now.Add(tt.after)
			before := o.dump()
			answer, err := o.desk.Undo(t.Context(), o.as("Carl", ""), "")
			if tt.key == "" {
				wants(t, o.ok(answer, err), "Undone")
				return
			}
			if key := o.refused(answer, err); key != tt.key {
				t.Errorf("refused with %q", key)
			}
			same(t, "the tables", o.dump(), before)
		})
	}
}

// Everybody undoes only what they did themselves, the newest first, until there
// is nothing left.
func TestUndoOnlyOnesOwn(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, who := range []string{"Carl", "Maria", "Ada", "Dora", "Sam"} {
		if key := o.refused(o.desk.Undo(t.Context(), o.as(who, ""), "")); key != "err.undo.none" {
			t.Errorf("%s, who did nothing: refused with %q", who, key)
		}
	}
	his := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-06", "first"))), message.ActUndo)
	o.now = o.now.Add(time.Minute)
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "second")))
	for _, who := range []string{"Maria", "Ada", "Dora", "Sam"} {
		if key := o.refused(o.desk.Undo(t.Context(), o.as(who, ""), his)); key != "err.undo.none" {
			t.Errorf("%s undoes Carl's log: refused with %q", who, key)
		}
		if key := o.refused(o.desk.Redo(t.Context(), o.as(who, ""), his)); key != "err.role" {
			t.Errorf("%s puts Carl's log back: refused with %q", who, key)
		}
	}
	for _, want := range []string{"Tuesday, October 7", "Monday, October 6"} {
		wants(t, o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), "")), "Undone: the log of "+want)
	}
	if key := o.refused(o.desk.Undo(t.Context(), o.as("Carl", ""), "")); key != "err.undo.none" {
		t.Errorf("a third time: refused with %q", key)
	}
	for _, which := range []casefile.ID{"no id", "00000000-0000-7000-8000-000000000000", o.maria} {
		if key := o.refused(o.desk.Undo(t.Context(), o.as("Carl", ""), which)); key != "err.undo.none" {
			t.Errorf("%q: refused with %q", which, key)
		}
	}
}

// One log of a meeting taken back leaves it held as long as the other stands;
// without both it is as if it had not been, whichever goes first.
func TestUndoReleasesTheMeeting(t *testing.T) {
	t.Parallel()
	for _, order := range [][]string{{"Carl", "Maria"}, {"Maria", "Carl"}} {
		t.Run(order[0]+" first", func(t *testing.T) {
			t.Parallel()
			o := open(t, "2025-10-06 10:00")
			o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on("2025-10-07"), Hour: 15}))
			o.at("2025-10-07 16:00")
			o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "his")))
			o.now = o.now.Add(time.Minute)
			o.ok(o.desk.Log(t.Context(), o.as("Maria", ""), o.log("2025-10-07", "hers")))

			o.ok(o.desk.Undo(t.Context(), o.as(order[0], ""), ""))
			same(t, "after one", o.rows(meetings), "weekly-meeting held 2025-10-07 15:00:00 seq 0")
			o.ok(o.desk.Undo(t.Context(), o.as(order[1], ""), ""))
			same(t, "after both", o.rows(meetings), "weekly-meeting planned 2025-10-07 15:00:00 seq 0")
			o.unchanged()
			for _, who := range order {
				if key := o.refused(o.desk.Undo(t.Context(), o.as(who, ""), "")); key != "err.undo.none" {
					t.Errorf("%s undoes the plan that came back: %q", who, key)
				}
			}
		})
	}
}

// A meeting that was recorded as held by hand stays held when a log of it goes.
func TestUndoKeepsWhatWasHeldByHand(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Do: "held", Day: on("2025-10-07")}))
	o.now = o.now.Add(time.Minute)
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
	o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), ""))
	same(t, "meeting", o.rows(meetings), "weekly-meeting held 2025-10-07 12:00:00 seq 0")
}

// Undoing a planned meeting cancels it; a moved one is moved by typing it again.
func TestUndoOfAMeeting(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	triad := casework.Meet{Case: o.maria, Kind: "initial-triad", Day: on("2025-10-15"), Hour: 15}
	for _, who := range []string{"Carl", "Dora"} { // the program office may plan, and so may undo
		planned := o.done(o.desk.Meet(t.Context(), o.as(who, ""), triad))
		o.now = o.now.Add(time.Minute)
		if key := o.refused(o.desk.Undo(t.Context(), o.as("Maria", ""), button(t, planned, message.ActUndo))); key != "err.undo.none" {
			t.Errorf("Maria undoes it: %q", key)
		}
		wants(t, o.ok(o.desk.Undo(t.Context(), o.as(who, ""), button(t, planned, message.ActUndo))), "Canceled: Initial Triad, Wednesday, October 15.")
	}
	same(t, "meetings", o.rows(meetings), `
initial-triad cancelled 2025-10-15 15:00:00 seq 1
initial-triad cancelled 2025-10-15 15:00:00 seq 1`)

	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), triad))
	triad.Hour = 16
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), triad))
	if key := o.refused(o.desk.Undo(t.Context(), o.as("Carl", ""), "")); key != "err.undo.none" {
		t.Errorf("a moved meeting: %q", key)
	}
	o.unchanged()
}

// A missed meeting taken back is planned again if it was, else it never was.
func TestUndoOfAMissedMeeting(t *testing.T) {
	t.Parallel()
	for name, planned := range map[string]bool{"planned": true, "cancelled": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := open(t, "2025-10-06 10:00")
			if planned {
				o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on("2025-10-07"), Hour: 12}))
			}
			o.at("2025-10-07 16:00")
			missed := o.done(o.desk.Log(t.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "missed", Day: on("2025-10-07")}))
			answer := o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), button(t, missed, message.ActUndo)))
			same(t, "answer", answer, "Undone: the missed meeting of Tuesday, October 7. It no longer counts.")
			same(t, "meeting", o.rows(meetings), "weekly-meeting "+name+" 2025-10-07 12:00:00 seq 0")
			if key := o.refused(o.desk.Undo(t.Context(), o.as("Carl", ""), "")); key != "err.undo.none" {
				t.Errorf("a second time: %q", key)
			}
			o.unchanged()
		})
	}
}

// What is filed to stand beside a signed report, and what is signed, cannot be
// taken back (VOICE §2.1).
func TestWhatCannotBeUndone(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	record := o.discussed("evidence")
	for _, step := range []struct {
		who string
		do  func()
	}{
		{"Carl", func() {}},
		{"Maria", func() { o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), record, false)) }},
		{"Maria", func() { o.ok(o.desk.Respond(t.Context(), o.as("Maria", ""), record, "I see it differently.")) }},
	} {
		step.do()
		if key := o.refused(o.desk.Undo(t.Context(), o.as(step.who, ""), "")); key != "err.undo.none" {
			t.Errorf("%s: refused with %q", step.who, key)
		}
	}
	if n := o.count(`SELECT count(*) FROM records WHERE withdrawn_at IS NOT NULL`); n != 0 {
		t.Errorf("%d records were taken back", n)
	}
}

// In a closed case nothing is taken back or put back.
func TestUndoInAClosedCase(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	first := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-06", "first"))), message.ActUndo)
	o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), first))
	second := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "second"))), message.ActUndo)
	o.exec(`UPDATE cases SET closed = '2025-10-08', closed_at = '2025-10-08T17:01:00Z'`)
	if key := o.refused(o.desk.Undo(t.Context(), o.as("Carl", ""), second)); key != "err.closed" {
		t.Errorf("undo: refused with %q", key)
	}
	if key := o.refused(o.desk.Redo(t.Context(), o.as("Carl", ""), first)); key != "err.closed" {
		t.Errorf("redo: refused with %q", key)
	}
}

// The same press twice undoes once, although there is an older act to undo.
func TestUndoPressedTwice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-06", "first")))
	o.now = o.now.Add(time.Second)
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "second")))
	press := o.as("Carl", "")
	one := o.ok(o.desk.Undo(t.Context(), press, ""))
	two := o.ok(o.desk.Undo(t.Context(), press, ""))
	same(t, "answer", two, one)
	same(t, "logs", o.rows(logs), "log Carl 2025-10-06 45 2.6 first")
}
