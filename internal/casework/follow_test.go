package casework_test

import (
	"maps"
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/program"
)

// plain is what the small contracts have in common, up to the stages of a case.
const plain = `
key: walk
title: Walk
timezone: America/Los_Angeles
sources: {default: {ours: ours}}
roles: {teacher: T, consultant: C, administrator: {called: A, of: school}, coordinator: D, hr: H}
readers: {all: {teacher: read, consultant: read, administrator: read, coordinator: read, hr: read}}
tracks:
  par:
    known_to: all
    keep: {for: 1 year, cite: ours}
    round: {starts: enrolment.enrolled, ends: school-year.end, cite: ours}
`

// walk is a small contract in which the system has things to do by itself.
const walk = plain + `    stages: {active: {done: contact}, done: {closes: The work is done}}
forms:
  enrolment: {by: coordinator, opens: par, outcomes: {enrolled: Enrolled}, seen_by: all}
  pairing: {by: coordinator, assigns: consultant, fields: {mentor: person}, seen_by: all}
  log:
    by: consultant
    attaches_to: session
    seen_by: all
    fields:
      date: day
      minutes: {type: minutes, must: {max: 90}, should: {max: 60}, else: "A session is an hour, and 90 minutes at most."}
      worked_on: text
  contact: {by: consultant, fields: {how: text}, seen_by: all}
  report: {by: consultant, discussed_at: session, signed_by: {receipt: teacher}, fields: {evidence: text}, seen_by: all}
  response: {by: teacher, attaches_to: report}
  monthly: {by: consultant, made_on: month.end, seen_by: all, fields: {logs: {type: roll-up, of: log}}}
  memorandum: {made_on: log, once: round, signed_by: {agreement: teacher}, seen_by: all}
  list: {made_on: memorandum.issued, seen_by: all, fields: {what: {type: checklist, of: all}}}
  survey: {kind: survey, by: [teacher, consultant], made_on: case.closed, fields: {helped: agree}, seen_by: {coordinator: counts}}
meetings:
  session: {attendees: [teacher, consultant], series: weekly, seen_by: all}
deadlines:
  hand-in: {owed_by: consultant, starts: monthly.draft, due: 5 working days, met_by: filed, cite: ours}
  sign: {owed_by: signers, starts: memorandum.issued, due: 5 working days, met_by: answered, cite: ours}
  respond: {right_of: teacher, starts: report.answered, due: 10 days, met_by: response, cite: ours}
  meet: {owed_by: [consultant, teacher], starts: pairing, every: week, met_by: session, cite: ours}
checklists:
  all: [log, memorandum]
`

// contract adds a program to the desk.
func (o *office) contract(text string) *program.Program {
	o.Helper()
	p, problems := program.Load("contract.yaml", []byte(text))
	if p == nil {
		o.Fatal(problems)
	}
	o.desk.Programs = maps.Clone(o.desk.Programs)
	o.desk.Programs[p.Key] = p
	return p
}

// walking opens Sam's case, which Nia consults, by a contract.
func walking(t *testing.T, text string) (o *office, sam casefile.ID) {
	t.Helper()
	o = open(t, "2025-10-08 10:00")
	p := o.contract(text)
	taken := row("sam.ortiz", "nia.cole", "", "2025-10-01")
	taken.Program = p.Key
	o.cases(taken)
	return o, casefile.ID(o.rows(`SELECT id::text FROM cases WHERE program = '` + p.Key + `'`))
}

const madeRows = `SELECT concat_ws(' ', r.form, r.day, (SELECT string_agg(s.state, ',' ORDER BY s.nth) FROM record_steps s WHERE s.record = r.id), r.author)
	FROM records r JOIN cases c ON c.id = r.case_id WHERE made_for <> '' AND c.program <> 'clovis' ORDER BY r.day, r.at, r.form`

// What the system makes comes with the act that it follows from, in its order,
// and once; what comes with time comes with the sweep (LANGUAGE §1, made_on).
func TestSystemMakes(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, walk)
	same(t, "at first", o.rows(madeRows), "")
	log := casework.Log{Case: sam, Day: on("2025-10-07"), Minutes: 45, Text: "unit 3"}
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), log))
	same(t, "with a log", o.rows(madeRows), "memorandum 2025-10-07 issued\nlist 2025-10-08 filed")
	o.unchanged()
	log.Day = on("2025-10-08")
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), log))
	same(t, "with another in the round", o.rows(madeRows), "memorandum 2025-10-07 issued\nlist 2025-10-08 filed")

	o.at("2025-10-31 09:00")
	for range 2 {
		if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
			t.Fatal(err)
		}
	}
	same(t, "at the end of the month", o.rows(madeRows), "memorandum 2025-10-07 issued\nlist 2025-10-08 filed\nmonthly 2025-10-31 draft")
	same(t, "what it is owed by", o.rows(`SELECT concat_ws(' ', rule, state, due) FROM deadlines WHERE rule IN ('hand-in', 'sign') ORDER BY rule`),
		"hand-in open 2025-11-07\nsign open 2025-10-15")
	o.unchanged()
	o.at("2025-11-30 09:00") // nothing new to roll up
	if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
		t.Fatal(err)
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'monthly'`); n != 1 {
		t.Errorf("%d monthly logs", n)
	}
	same(t, "nobody wrote it", o.rows(`SELECT DISTINCT what FROM audit WHERE person IS NULL AND what LIKE 'made%' ORDER BY what`),
		"made list\nmade memorandum\nmade monthly")
}

// A case closes with the act that brings it to a stage that closes: what was
// still to come is called off, the parties get a notice, and what closing asks
// for begins (LANGUAGE §1, stages).
func TestCaseCloses(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, walk)
	o.ok(o.desk.Meet(t.Context(), o.as("Nia", ""), casework.Meet{Case: sam, Kind: "session", Day: on("2025-10-15"), Hour: 15}))
	o.sendAll()
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Kind: "contact", Day: on("2025-10-08"), Text: "all is done"}))
	of := func(query string) string { return o.rows(strings.ReplaceAll(query, "$1", "'"+string(sam)+"'")) }
	same(t, "the case", of(`SELECT concat_ws(' ', closed, closed_at AT TIME ZONE 'America/Los_Angeles') FROM cases WHERE id = $1`), "2025-10-08 2025-10-08 10:00:00")
	same(t, "meetings", of(`SELECT state FROM meetings WHERE case_id = $1`), "cancelled")
	same(t, "made", of(`SELECT made_for FROM records WHERE case_id = $1 AND made_for <> '' ORDER BY 1`), "survey/2025-10-08/consultant\nsurvey/2025-10-08/teacher")
	same(t, "told", of(`SELECT concat_ws(' ', `+first("person")+`, topic, kind, state) FROM notices WHERE case_id = $1 AND topic IN ('closed', 'canceled') ORDER BY 1`),
		"Nia canceled reminder pending\nNia closed notice pending\nSam canceled reminder pending\nSam closed notice pending")
	same(t, "owed", of(`SELECT DISTINCT state FROM deadlines WHERE case_id = $1 AND state = 'open'`), "")
	if key := o.refused(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Day: on("2025-10-08"), Minutes: 45})); key != "err.closed" {
		t.Errorf("a log in a closed case: %q", key)
	}
	before := o.dump()
	o.exec(`UPDATE cases SET plan_again = '2025-01-01T00:00:00Z'`)
	if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
		t.Fatal(err)
	}
	same(t, "the tables after planning again", o.dump(), before)
}

// What must hold of an answer refuses with the file's own sentence and stores
// nothing; what should hold is said, and the paper is stored (LANGUAGE §3).
func TestMust(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, walk)
	log := func(minutes int) casework.Log {
		return casework.Log{Case: sam, Day: on("2025-10-07"), Minutes: minutes, Text: "unit 3"}
	}
	before := o.dump()
	_, err := o.desk.Log(t.Context(), o.as("Nia", ""), log(95))
	if fault.KindOf(err) != fault.Invalid || fault.KeyOf(err) != "err.must" ||
		fault.TextOf(err) != "A session is an hour, and 90 minutes at most. Nothing was saved." {
		t.Errorf("refused with %v: %q", err, fault.TextOf(err))
	}
	same(t, "the tables", o.dump(), before)
	answer := o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), log(75)))
	wants(t, answer, "Logged.", "Saved all the same: A session is an hour, and 90 minutes at most.")
	if answer = o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), log(60))); strings.Contains(answer, "all the same") {
		t.Errorf("an hour is warned of: %s", answer)
	}
}

// A log of Clovis names standards among those of this year's focus, once they
// are agreed (CLO-99 105); the draft of a report stays when it is refused.
func TestMustOfClovis(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	in := o.log("2025-10-07", "unit 3")
	in.Standards = []string{"9.9"}
	_, err := o.desk.Log(t.Context(), o.as("Carl", ""), in)
	if text := fault.TextOf(err); text != "Focus: there is no standard 9.9; choose another. Nothing was saved." {
		t.Errorf("refused with %q", text)
	}
	if n := o.count(`SELECT count(*) FROM meetings`); n != 0 {
		t.Errorf("%d meetings of a log that was refused", n)
	}
}

// circle are two programs of which nobody is in both at once.
func circle(key, other string) string {
	return strings.NewReplacer("key: walk", "key: "+key, "    known_to: all", "    known_to: all\n    excludes: "+other).Replace(walk)
}

// A teacher in one program of a circle comes into the other when the first case
// is closed, on that very day, and not before (BOS-51).
func TestExclude(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, circle("one", "two"))
	o.contract(circle("two", "one"))
	same(t, "the stretch", o.rows(`SELECT concat_ws(' ', circle, during) FROM exclusive`), "one two [2025-10-01,)")
	taken := row("sam.ortiz", "carl.tran", "", "2025-10-08")
	taken.Program = "two"
	before := o.dump()
	_, err := o.desk.ImportCases(t.Context(), casework.HomeDistrict, []casework.CaseRow{taken}, o.now)
	if fault.KindOf(err) != fault.Conflict || fault.KeyOf(err) != "err.exclusive" || fault.TextOf(err) == "" {
		t.Errorf("in both: %v", err)
	}
	same(t, "the tables", o.dump(), before)
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Kind: "contact", Day: on("2025-10-08"), Text: "done"}))
	o.cases(taken)
	same(t, "the stretches", o.rows(`SELECT during::text FROM exclusive ORDER BY 1`), "[2025-10-01,2025-10-08)\n[2025-10-08,)")
	o.unchanged()
}

// A round that time begins may put a teacher into two programs of a circle. That
// case is put off and named, and keeps no other of its sweep back.
func TestExcludeInASweep(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, circle("one", "two"))
	o.contract(strings.Replace(circle("two", "one"), "starts: enrolment.enrolled", "starts: month.end", 1))
	second := row("sam.ortiz", "carl.tran", "", "2025-10-08")
	second.Program = "two"
	o.cases(second) // whose first round is still to begin
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Day: on("2025-10-07"), Minutes: 45, Text: "unit 3"}))
	o.at("2025-10-31 09:00")
	_, err := o.desk.Replan(t.Context(), o.now)
	if other := o.rows(`SELECT id::text FROM cases WHERE program = 'two'`); fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), other) || strings.Contains(err.Error(), string(sam)) {
		t.Errorf("the sweep says %v", err)
	}
	if made := o.rows(madeRows); !strings.Contains(made, "monthly 2025-10-31 draft") {
		t.Errorf("the other case was kept back: %s", made)
	}
	if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
		t.Errorf("what was put off is tried again at once: %v", err)
	}
	same(t, "the stretches", o.rows(`SELECT during::text FROM exclusive`), "[2025-10-01,)")
}

// A case that is taken over in mid-year has behind it what the system would have
// made by then; it is not made again.
func TestTakenOverIsNotMadeAgain(t *testing.T) {
	t.Parallel()
	o, _ := walking(t, strings.Replace(walk, "made_on: log, once: round", "made_on: [pairing, month.end]", 1))
	same(t, "made", o.rows(madeRows), "memorandum 2025-10-01 filed")
	o.unchanged()
	o.now = o.now.Add(24 * time.Hour)
	o.unchanged()
}

// What the system issued is signed like any paper; a draft that it made is not
// there to be signed.
func TestSignWhatTheSystemMade(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, strings.Replace(walk, "monthly: {by: consultant,", "monthly: {by: consultant, signed_by: {receipt: teacher},", 1))
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Day: on("2025-10-07"), Minutes: 45, Text: "unit 3"}))
	o.at("2025-10-31 09:00")
	if _, err := o.desk.Replan(t.Context(), o.now); err != nil {
		t.Fatal(err)
	}
	o.ok(o.desk.Sign(t.Context(), o.as("Sam", ""), "", false))
	same(t, "made", o.rows(madeRows), "memorandum 2025-10-07 issued,signed,answered,filed\nlist 2025-10-08 filed\nmonthly 2025-10-31 draft")
	if key := o.refused(o.desk.Sign(t.Context(), o.as("Sam", ""), "", false)); key != "err.sign" {
		t.Errorf("a draft is signed: %q", key)
	}
	o.unchanged()
}
