package casework_test

import (
	"strings"
	"testing"
	"time"

	"parbot/internal/casework"
	"parbot/internal/message"
)

// trail is the audit log, each line as "person what of form|case".
const trail = `SELECT concat_ws(' ', split_part(p.name, ' ', 1), what, CASE WHEN record IS NULL THEN 'case' ELSE 'record' END)
	FROM audit a LEFT JOIN people p ON p.id = a.person ORDER BY a.id`

// Whoever writes, signs, plans or looks leaves a line, with the time and by ids
// only; asking for one's own dates is no look at a record.
func TestTrail(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	log := o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "planted-log")))
	record := button(t, log, message.ActUndo)
	o.ok(o.desk.Read(t.Context(), o.as("Maria", ""), record))
	o.ok(o.desk.Read(t.Context(), o.as("Ada", ""), record))
	o.ok(o.desk.Case(t.Context(), o.as("Dora", ""), o.maria))
	o.ok(o.desk.Due(t.Context(), o.as("Carl", ""), ""))
	o.ok(o.desk.Caseload(t.Context(), o.as("Carl", "")))
	o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), record))
	o.ok(o.desk.Redo(t.Context(), o.as("Carl", ""), record))
	o.now = o.now.Add(time.Minute)
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "missed", Day: on("2025-10-06")}))
	o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), ""))
	o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "ask"}))
	o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), o.triad("2025-10-15", 15)))
	o.ok(o.desk.AnswerInvite(t.Context(), o.as("Maria", ""), o.firstOf("initial-triad"), "no"))
	o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), o.triad("2025-10-16", 15)))
	o.ok(o.desk.Meet(t.Context(), o.as("Ada", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"}))
	report := o.discussed("planted-report")
	if _, err := o.desk.Signing(t.Context(), o.as("Maria", ""), report); err != nil {
		t.Fatal(err)
	}
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), report, true))
	o.ok(o.desk.Respond(t.Context(), o.as("Maria", ""), report, "planted-response"))
	same(t, "audit", o.rows(trail), `
Carl wrote log record
Maria read log record
Ada read log record
Dora looked at the case case
Carl undid log record
Carl put back log record
Carl missed weekly-meeting case
Carl undid weekly-meeting case
Ada asked for initial-triad case
Ada planned initial-triad case
Maria answered initial-triad case
Ada moved initial-triad case
Ada canceled initial-triad case
Carl held report-conference case
Maria read to sign record
Maria declined to sign report record
Maria wrote response record`)
	if text := o.rows(`SELECT a::text FROM audit a`); strings.Contains(text, "planted") || strings.Contains(text, "Ortiz") {
		t.Errorf("names or content in the audit log:\n%s", text)
	}
	if n := o.count(`SELECT count(*) FROM audit WHERE case_id <> '` + string(o.maria) + `' OR case_id IS NULL OR person IS NULL`); n != 0 {
		t.Errorf("%d lines without a case or a person", n)
	}
	if n := o.count(`SELECT count(*) FROM audit WHERE at NOT BETWEEN '2025-10-08T17:00:00Z' AND '2025-10-08T17:01:00Z'`); n != 0 {
		t.Errorf("%d lines of another time", n)
	}
}

// A visit leaves its trace in its own file alone.
func TestTrailOfAVisit(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.visit("Sam", "group work")
	if _, _, err := o.desk.ShowVisit(t.Context(), o.as("Dora", ""), 1); err != nil {
		t.Fatal(err)
	}
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	o.ok(o.desk.WithdrawVisit(t.Context(), o.as("Sam", ""), 1))
	same(t, "audit", o.rows(trail), `
Sam wrote visit record
Dora looked at the visit case
Dora wrote visit-answer record
Dora planned visit-meeting case
Sam withdrew visit record`)
}

// Who may not look leaves no line of having seen anything, and who is refused
// changes nothing.
func TestNoTrailOfWhatWasNotSeen(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	record := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3"))), message.ActUndo)
	before := o.rows(trail)
	o.refused(o.desk.Read(t.Context(), o.as("Sam", ""), record))
	o.refused(o.desk.Case(t.Context(), o.as("Sam", ""), o.maria))
	o.refused(o.desk.Undo(t.Context(), o.as("Maria", ""), record))
	same(t, "audit", o.rows(trail), before)
}
