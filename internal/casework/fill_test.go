package casework_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
)

// filling is a form of a case with bare words.
func filling(of casefile.ID, form, text string) casework.Fill {
	return casework.Fill{Case: of, Form: form, Text: text}
}

// fillable are the forms that a person may fill in, by key; those that wait for
// the person have a star.
func (o *office) fillable(who string, only casefile.ID) string {
	o.Helper()
	all, err := o.desk.Fillable(o.Context(), o.as(who, ""), only)
	if err != nil {
		o.Fatal(err)
	}
	var keys []string
	for _, one := range all {
		key := one.Form.Key
		if one.Waits {
			key += "*"
		}
		keys = append(keys, key)
	}
	return strings.Join(keys, " ")
}

// rolledUp brings Maria's case to the end of a month of which there is a log.
func rolledUp(o *office) {
	o.Helper()
	logged(o)
	o.at("2025-10-31 09:00")
	if _, err := o.desk.Replan(o.Context(), o.now); err != nil {
		o.Fatal(err)
	}
}

const rollUp = `SELECT concat_ws(' ', state, due, met) FROM deadlines WHERE rule = 'roll-up'`

// The monthly log is a draft that the system made: the consultant files it, and
// with it the duty is met and its reminders are withdrawn (OBL-09, CLO-139).
func TestFillMonthlyLog(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	if all := o.fillable("Carl", ""); strings.Contains(all, "monthly-log") {
		t.Errorf("before the end of the month: %s", all)
	}
	rolledUp(o)
	same(t, "owed", o.rows(rollUp), "open 2025-11-05")
	if all := o.fillable("Carl", o.maria); !strings.Contains(all, "monthly-log*") {
		t.Errorf("Carl may fill in %s", all)
	}
	for _, who := range []string{"Maria", "Ada", "Dora", "Sam", "Nia"} {
		if key := o.refused(o.desk.Fill(t.Context(), o.as(who, ""), casework.Fill{Case: o.maria, Form: "monthly-log"})); key != "err.role" {
			t.Errorf("%s files it: %q", who, key)
		}
		if all := o.fillable(who, ""); strings.Contains(all, "monthly-log") {
			t.Errorf("%s may fill in %s", who, all)
		}
	}
	wants(t, o.ok(o.desk.Fill(t.Context(), o.as("Carl", ""), casework.Fill{Case: o.maria, Form: "monthly-log"})),
		"Monthly electronic log saved.", "Can read it: you")
	same(t, "steps", o.steps("monthly-log"), "draft 2025-10-31\nfiled 2025-10-31 Carl")
	same(t, "owed", o.rows(rollUp), "met 2025-11-05 2025-10-31")
	same(t, "reminders", o.rows(`SELECT DISTINCT n.state FROM notices n JOIN deadlines d ON d.key = n.deadline AND d.case_id = n.case_id WHERE d.rule = 'roll-up'`), "withdrawn")
	o.unchanged()
	if key := o.refused(o.desk.Fill(t.Context(), o.as("Carl", ""), casework.Fill{Case: o.maria, Form: "monthly-log"})); key != "err.role" {
		t.Errorf("filed again: %q", key)
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'monthly-log'`); n != 1 {
		t.Errorf("%d monthly logs", n)
	}
}

// The survey of a closed case is answered by each role for itself: the record is
// the person's, the draft in whose place it comes is taken back and not made
// again, and nobody is told who answered what (OBL-45, LANGUAGE §1, kind).
func TestFillSurvey(t *testing.T) {
	t.Parallel()
	contract := strings.Replace(walk, "\nchecklists:", "\n  answer: {owed_by: {each: [teacher, consultant]}, starts: case.closed, due: 14 days, met_by: survey, cite: ours}\nchecklists:", 1)
	o, sam := walking(t, contract)
	o.ok(o.desk.Log(t.Context(), o.as("Nia", ""), casework.Log{Case: sam, Kind: "contact", Day: on("2025-10-08"), Text: "all is done"}))
	owed := `SELECT concat_ws(' ', split_part(key, '/', 3), state) FROM deadlines WHERE rule = 'answer' ORDER BY 1`
	same(t, "owed", o.rows(owed), "consultant open\nteacher open")
	for _, step := range []struct{ who, waits, owed string }{
		{"Sam", "survey*", "consultant open\nteacher met"}, {"Nia", "survey*", "consultant met\nteacher met"},
	} {
		same(t, "what waits for "+step.who, o.fillable(step.who, sam), step.waits)
		if key := o.refused(o.desk.Fill(t.Context(), o.as(step.who, ""), casework.Fill{Case: sam, Form: "survey"})); key != "err.must" {
			t.Errorf("%s answers nothing: %q", step.who, key)
		}
		answer := o.ok(o.desk.Fill(t.Context(), o.as(step.who, ""), casework.Fill{Case: sam, Form: "survey", Answers: map[string]string{"helped": "agree"}}))
		wants(t, answer, "Survey saved. Nobody is told who answered what.")
		same(t, "owed", o.rows(owed), step.owed)
		same(t, "what waits", o.fillable(step.who, sam), "")
		o.unchanged()
	}
	same(t, "answers", o.rows(`SELECT concat_ws(' ', `+first("author")+`, fields->>'helped') FROM records WHERE form = 'survey' AND withdrawn_at IS NULL ORDER BY 1`),
		"Nia agree\nSam agree")
	answer := casefile.ID(o.rows(`SELECT id::text FROM records WHERE form = 'survey' AND author = '` + string(o.people["Sam"].ID) + `'`))
	for _, who := range []string{"Nia", "Dora", "Carl"} {
		shown, err := o.desk.Read(t.Context(), o.as(who, ""), answer)
		if err == nil && (strings.Contains(shown.Text(), "agree") || strings.Contains(shown.Text(), "Sam")) {
			t.Errorf("%s reads the teacher's survey: %s", who, shown.Text())
		}
	}
	if key := o.refused(o.desk.Fill(t.Context(), o.as("Nia", ""), casework.Fill{Case: sam, Form: "survey", Text: "agree"})); key != "err.closed" {
		t.Errorf("once more: %q", key)
	}
}

// papers is a small contract of forms that a line can file, or cannot.
const papers = plain + `    stages: {active: {done: ending}, done: {closes: The work is done}}
forms:
  enrolment: {by: coordinator, opens: par, outcomes: {enrolled: Enrolled}, seen_by: all}
  pairing: {by: coordinator, assigns: consultant, fields: {mentor: person}, seen_by: all}
  ending: {by: coordinator, seen_by: all}
  shared: {title: Portfolio shared, by: consultant, once: case, seen_by: all}
  concern: {title: Concern, by: administrator, seen_by: all}
  goals:
    title: Goals
    by: [teacher, consultant]
    seen_by: all
    signed_by: {agreement: teacher}
    fields:
      date: day
      hours: {type: number, must: {max: 9}, else: "Nine hours at most."}
      aim: text
  plan: {title: Plan, by: teacher, seen_by: all, outcomes: {alone: On my own, together: Together}, fields: {why: {type: text, only_if: alone}}}
  answer: {title: Answer, by: coordinator, attaches_to: concern, seen_by: all}
  recap: {title: Recap, by: consultant, attaches_to: session, once: round, seen_by: all, fields: {said: text}}
  essay: {title: Essay, by: consultant, discussed_at: session, seen_by: all, fields: {words: text}}
  paper: {title: Paper, by: teacher, seen_by: all, fields: {document: file}}
  seconded: {title: Seconded, by: coordinator, second: hr, seen_by: all}
  appraisal: {title: Appraisal, by: administrator, kind: evaluation, seen_by: all}
meetings:
  session: {attendees: [teacher, consultant], seen_by: all}
deadlines:
  share: {owed_by: consultant, starts: pairing, due: 5 working days, met_by: shared, cite: ours}
`

// What a person may fill in: the forms of their roles that a typed line can
// file, in the order of the file, and what is attached only once there is
// something to attach it to (LANGUAGE §1, forms).
func TestFillable(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, papers)
	lists := func(when, sams, nias, doras string) {
		t.Helper()
		for who, want := range map[string]string{"Sam": sams, "Nia": nias, "Dora": doras} {
			same(t, when+", "+who, o.fillable(who, sam), want)
		}
	}
	lists("at first", "goals plan", "goals", "ending")
	o.ok(o.desk.Meet(t.Context(), o.as("Nia", ""), casework.Meet{Case: sam, Kind: "session", Do: "held", Day: on("2025-10-07")}))
	lists("after a meeting", "goals plan", "goals recap", "ending")
	o.ok(o.desk.Fill(t.Context(), o.as("Nia", ""), filling(sam, "recap", "We met.")))
	lists("after its recap", "goals plan", "goals", "ending")
	same(t, "attached", o.rows(`SELECT m.kind FROM records r JOIN meetings m ON m.id = r.on_id WHERE r.form = 'recap'`), "session")
	o.ok(o.desk.Fill(t.Context(), o.as("Dora", ""), filling(sam, "ending", "")))
	lists("after the end", "", "", "")
	o.unchanged()
}

// A form that cannot be filed so, with the reason: what must hold, what is
// missing, a form of another role, one that is discussed first.
func TestFillRefuses(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, papers)
	before := o.dump()
	for _, refused := range []struct{ who, form, answers, outcome, key, text string }{
		{"Nia", "goals", "hours=12;aim=unit 3", "", "err.must", "Nine hours at most. Nothing was saved."},
		{"Nia", "goals", "hours=3", "", "err.must", "Aim is missing; fill it in. Nothing was saved."},
		{"Nia", "goals", "hours=3;aim=x;date=2025-10-09", "", "err.must", "Thursday, October 9 is still to come. Nothing was saved."},
		{"Nia", "goals", "hours=3;aim=x;size=9", "", "err.must", "This form does not ask for size. Nothing was saved."},
		{"Sam", "goals", "hours=3;aim=" + strings.Repeat("x", casework.MaxText+1), "", "err.text", ""},
		{"Sam", "plan", "", "", "err.must", "Choose an outcome: On my own or Together. Nothing was saved."},
		{"Sam", "plan", "", "alone", "err.must", "Why is missing; fill it in. Nothing was saved."},
		{"Nia", "essay", "words=x", "", "err.discussed", "Essay is discussed first, and filed after that. Nothing was saved. To write a report, use `/par report`."},
		{"Dora", "answer", "", "", "err.attach", "There is nothing yet that this belongs to: answer. Nothing was saved."},
		{"Sam", "concern", "", "", "err.role", ""},
		{"Sam", "paper", "", "", "err.role", ""},
		{"Dora", "pairing", "", "", "err.role", ""},
		{"Dora", "seconded", "", "", "err.role", ""},
		{"Dora", "enrolment", "", "enrolled", "err.role", ""},
		{"Nia", "nonsense", "", "", "err.role", ""},
		{"Carl", "shared", "", "", "err.role", ""},
	} {
		in := casework.Fill{Case: sam, Form: refused.form, Outcome: refused.outcome, Answers: map[string]string{}}
		for pair := range strings.SplitSeq(refused.answers, ";") {
			if key, value, ok := strings.Cut(pair, "="); ok {
				in.Answers[key] = value
			}
		}
		_, err := o.desk.Fill(t.Context(), o.as(refused.who, ""), in)
		if fault.KeyOf(err) != refused.key || refused.text != "" && fault.TextOf(err) != refused.text {
			t.Errorf("%s of %s: %q, %q", refused.form, refused.who, fault.KeyOf(err), fault.TextOf(err))
		}
	}
	same(t, "the tables", o.dump(), before)
}

// A form's life follows from its keys: what is signed is issued and its signers
// are asked, all else is filed with its outcome (LANGUAGE §1, the table of states).
func TestFillLife(t *testing.T) {
	t.Parallel()
	o, sam := walking(t, papers)
	goals := casework.Fill{Case: sam, Form: "goals", Answers: map[string]string{"date": "2025-10-06", "hours": "3"}, Text: "Unit 3."}
	wants(t, o.ok(o.desk.Fill(t.Context(), o.as("Nia", ""), goals)), "Goals of Monday, October 6 saved. Next, it is signed by: Sam Ortiz.")
	same(t, "steps", o.steps("goals"), "issued 2025-10-06 Nia")
	same(t, "goals", o.rows(`SELECT concat_ws(' ', day, fields->>'hours', fields->>'aim', fields->>'date') FROM records WHERE form = 'goals'`), "2025-10-06 3 Unit 3.")
	same(t, "asked to sign", o.rows(`SELECT concat_ws(' ', topic, `+first("person")+`) FROM notices WHERE rule = 'goals'`), "sign Sam")
	o.ok(o.desk.Sign(t.Context(), o.as("Sam", ""), "", false))
	same(t, "steps", o.steps("goals"), "issued 2025-10-06 Nia\nsigned 2025-10-08 Sam\nanswered 2025-10-08 Sam\nfiled 2025-10-08 Sam")

	wants(t, o.ok(o.desk.Fill(t.Context(), o.as("Sam", ""), casework.Fill{Case: sam, Form: "plan", Outcome: "together"})), "Plan saved.", "[Undo]")
	same(t, "outcome", o.rows(`SELECT outcome FROM records WHERE form = 'plan'`), "together")
	o.unchanged()
	o.ok(o.desk.Undo(t.Context(), o.as("Sam", ""), ""))
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'plan' AND withdrawn_at IS NULL`); n != 0 {
		t.Errorf("%d plans after undo", n)
	}
	o.unchanged()
}
