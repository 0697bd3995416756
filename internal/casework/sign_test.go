package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
)

// discussed drafts a report and records the conference about it as held, now.
func (o *office) discussed(text string) casefile.ID {
	o.Helper()
	o.ok(o.desk.Report(o.Context(), o.as("Carl", ""), o.maria, text))
	held := casework.Meet{Case: o.maria, Kind: "report-conference", Do: "held", Day: on(o.now.In(zone).Format("2006-01-02"))}
	o.ok(o.desk.Meet(o.Context(), o.as("Carl", ""), held))
	return casefile.ID(o.rows(`SELECT id::text FROM records WHERE form = 'report' ORDER BY at DESC LIMIT 1`))
}

// reads says what each of the people sees of a record: its text, that it is
// there, or nothing.
func (o *office) reads(record casefile.ID, text string) string {
	o.Helper()
	var all []string
	for _, who := range []string{"Carl", "Maria", "Ada", "Dora", "Sam"} {
		shown, err := o.desk.Read(o.Context(), o.as(who, ""), record)
		how := "text"
		switch {
		case err != nil:
			how = o.refused(shown, err)
		case !strings.Contains(shown.Text(), text):
			how = "dates"
		}
		all = append(all, who+" "+how)
	}
	return strings.Join(all, ", ")
}

// steps are the states that records of a form entered, each with its day and person.
func (o *office) steps(form string) string {
	return o.rows(fmt.Sprintf(`SELECT concat_ws(' ', state, s.day, `+first("s.by")+`)
		FROM record_steps s JOIN records r ON r.id = s.record WHERE r.form = '%s' ORDER BY r.at, nth`, form))
}

// The draft is the consultant's alone: no record, no trace, no view of it
// (CLO-27; the Report form's "Nobody sees it before the conference").
func TestDraftIsItsAuthorsAlone(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	trail := o.rows(`SELECT count(*)::text FROM audit`)
	wants(t, o.ok(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, "planted-draft")),
		"Draft open. It is yours alone until the conference.", "[Edit the draft]")
	if text, err := o.desk.Draft(t.Context(), o.as("Carl", ""), o.maria); err != nil || text != "planted-draft" {
		t.Errorf("Carl's draft: %q, %v", text, err)
	}
	for _, who := range []string{"Maria", "Ada", "Dora", "Sam", "Nia"} {
		if text, err := o.desk.Draft(t.Context(), o.as(who, ""), o.maria); err == nil || text != "" {
			t.Errorf("%s reads the draft: %q, %v", who, text, err)
		}
		if key := o.refused(o.desk.Report(t.Context(), o.as(who, ""), o.maria, "mine")); key != "err.role" {
			t.Errorf("%s writes a report: %q", who, key)
		}
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'report'`); n != 0 {
		t.Errorf("%d reports before the conference", n)
	}
	same(t, "audit", o.rows(`SELECT count(*)::text FROM audit`), trail)
	for table := range strings.FieldsSeq(tables) {
		if rows := o.rows(`SELECT t::text FROM ` + table + ` t`); table != "drafts" && strings.Contains(rows, "planted-draft") {
			t.Errorf("the draft stands in %s", table)
		}
	}
}

// A draft is written over, asked for without changing it, and bounded.
func TestDraftIsWrittenOver(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, step := range []struct{ text, want string }{{"", ""}, {"one", "one"}, {"two", "two"}, {"", "two"}} {
		o.ok(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, step.text))
		if text, err := o.desk.Draft(t.Context(), o.as("Carl", ""), o.maria); err != nil || text != step.want {
			t.Errorf("after %q the draft is %q, %v", step.text, text, err)
		}
	}
	if key := o.refused(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, strings.Repeat("x", casework.MaxText+1))); key != "err.text" {
		t.Errorf("too long: %q", key)
	}
	o.exec(`UPDATE cases SET closed = '2025-10-07', closed_at = '2025-10-07T12:00:00Z'`)
	if key := o.refused(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, "three")); key != "err.closed" {
		t.Errorf("in a closed case: %q", key)
	}
}

// A conference talks about a report: without one nothing is recorded (CLO-36).
func TestConferenceWithoutDraft(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	held := casework.Meet{Case: o.maria, Kind: "report-conference", Do: "held", Day: on("2025-10-08")}
	before := o.dump()
	o.ok(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, "")) // only looked
	for _, who := range []string{"Carl", "Maria"} {
		if key := o.refused(o.desk.Meet(t.Context(), o.as(who, ""), held)); key != "err.draft" {
			t.Errorf("%s: %q", who, key)
		}
	}
	o.exec(`DELETE FROM requests`)
	same(t, "the tables", o.dump(), before)
}

// From the conference to the portfolio: discussed, signed, answered, filed; the
// administrator reads only once the teacher has signed (CLO-27, 28, 37).
func TestReportIsSigned(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-11-17 15:00")
	record := o.discussed("evidence of routines")
	same(t, "steps", o.steps("report"), "draft 2025-11-17 Carl\ndiscussed 2025-11-17 Carl")
	same(t, "who reads it", o.reads(record, "routines"), "Carl text, Maria text, Ada err.role, Dora dates, Sam err.role")
	same(t, "who is asked to sign", o.rows(`SELECT concat_ws(' ', topic, kind, `+first("person")+`) FROM notices WHERE record IS NOT NULL AND rule = 'report'`),
		"sign notice Maria")
	if n := o.count(`SELECT count(*) FROM drafts`); n != 0 {
		t.Errorf("%d drafts are left", n)
	}
	o.unchanged()

	o.at("2025-11-20 14:10")
	form, err := o.desk.Signing(t.Context(), o.as("Maria", ""), "")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, strings.Join(slices.Concat(form.Lead, form.Notes), "\n"), "evidence of routines",
		"It does not mean that you agree with it.", "written response within ten days", "representative")
	if form.Meta != string(record) {
		t.Errorf("the form signs %q", form.Meta)
	}
	signed := o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), record, false))
	wants(t, signed, "Signed on Thursday, November 20, 2025, 2:10 p.m.", "Last day: Monday, December 1, 2025 (2025-12-01).", "[Write a response]")
	same(t, "steps", o.steps("report"),
		"draft 2025-11-17 Carl\ndiscussed 2025-11-17 Carl\nsigned 2025-11-20 Maria\nanswered 2025-11-20 Maria\nfiled 2025-11-20 Maria")
	same(t, "signature", o.rows(`SELECT concat_ws(' ', `+first("person")+`, meaning, declined, day, length(hash)) FROM signatures`),
		"Maria receipt f 2025-11-20 64")
	same(t, "who reads it", o.reads(record, "routines"), "Carl text, Maria text, Ada text, Dora text, Sam err.role")
	same(t, "who is told", o.rows(`SELECT concat_ws(' ', topic, kind, `+first("person")+`, state) FROM notices
		WHERE record = '`+string(record)+`' AND at <= '2025-11-20T22:10:00Z' ORDER BY topic, at`), `
right-given notice Maria pending
served notice Ada pending
sign notice Maria withdrawn`)
	same(t, "the next conference", o.rows(`SELECT concat_ws(' ', state, starts, due, met) FROM deadlines WHERE rule = 'confer' ORDER BY starts`),
		"met 2025-08-27 2025-10-08 2025-11-17\nopen 2025-11-17 2025-12-29")
	o.unchanged()
}

// A signature is given once, by whoever is asked for it, to what was shown.
func TestSignOnceAndOnlyAskedFor(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	nothing := func(who string, which casefile.ID) {
		t.Helper()
		if key := o.refused(o.desk.Sign(t.Context(), o.as(who, ""), which, false)); key != "err.sign" {
			t.Errorf("%s signs: %q", who, key)
		}
		if _, err := o.desk.Signing(t.Context(), o.as(who, ""), which); err == nil {
			t.Errorf("%s gets a form to sign", who)
		}
	}
	nothing("Maria", "")
	record := o.discussed("evidence")
	for _, who := range []string{"Carl", "Ada", "Dora", "Sam"} {
		nothing(who, record)
	}
	nothing("Maria", o.maria) // which is no record
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), "", false))
	nothing("Maria", record)
	nothing("Maria", "")
	if n := o.count(`SELECT count(*) FROM signatures`); n != 1 {
		t.Errorf("%d signatures", n)
	}
}

// The hash of a signature is that of the text: the same for the same words only.
func TestSignatureOverTheText(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, text := range []string{"one", "one", "two"} {
		o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed(text), false))
		o.at(o.now.AddDate(0, 0, 1).Format("2006-01-02 15:04"))
	}
	same(t, "hashes", o.rows(`SELECT concat_ws(' ', fields->>'evidence', count(*), count(DISTINCT hash)) FROM signatures s
		JOIN records r ON r.id = s.record GROUP BY fields->>'evidence' ORDER BY fields->>'evidence'`), "one 2 1\ntwo 1 1")
	if n := o.count(`SELECT count(DISTINCT hash) FROM signatures`); n != 2 {
		t.Errorf("%d different hashes", n)
	}
}

// Declining is recorded as signing is, and gives the same right; what is not
// signed stays out of the file and with those who discussed it (CLO-27, X-10).
func TestDecliningToSign(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-11-20 14:10")
	record := o.discussed("evidence")
	wants(t, o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), record, true)),
		"Recorded: you declined to sign, Thursday, November 20, 2025.", "Last day: Monday, December 1, 2025 (2025-12-01).")
	same(t, "steps", o.steps("report"), "draft 2025-11-20 Carl\ndiscussed 2025-11-20 Carl\ndeclined 2025-11-20 Maria\nanswered 2025-11-20 Maria")
	same(t, "who reads it", o.reads(record, "evidence"), "Carl text, Maria text, Ada err.role, Dora dates, Sam err.role")
	if n := o.count(`SELECT count(*) FROM notices n JOIN records r ON r.id = n.record WHERE n.topic = 'served' AND r.form = 'report'`); n != 0 {
		t.Errorf("%d people are served what was not filed", n)
	}
	if key := o.refused(o.desk.Sign(t.Context(), o.as("Maria", ""), record, false)); key != "err.sign" {
		t.Errorf("a second choice: %q", key)
	}
	o.unchanged()
}

// The written response: a right of ten days from the signature, rolled forward
// to a school day; used late it is accepted and marked (CLO-31, AMB-14, DOMAIN R1-R3).
func TestWrittenResponse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ signed, last, filed, state string }{
		{"2025-10-06", "2025-10-16", "2025-10-16 23:59", "met 2025-10-16"},
		{"2025-11-20", "2025-12-01", "2025-12-01 08:00", "met 2025-12-01"},
		{"2025-12-12", "2026-01-05", "2026-01-05 20:00", "met 2026-01-05"},
		{"2025-10-06", "2025-10-16", "2025-10-17 08:00", "met 2025-10-17"}, // late
		{"2025-10-06", "2025-10-16", "2026-03-02 08:00", "met 2026-03-02"}, // very late
	} {
		t.Run(tt.signed+" answered "+tt.filed, func(t *testing.T) {
			t.Parallel()
			o := open(t, tt.signed+" 15:00")
			record := o.discussed("evidence")
			o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), record, false))
			same(t, "right", o.rows(`SELECT concat_ws(' ', is_right, state, due) FROM deadlines WHERE rule = 'respond'`), "t open "+tt.last)

			o.at(tt.filed)
			late := tt.filed[:10] > tt.last
			if _, _, err := o.desk.Audit(t.Context(), o.now); err != nil { // which plans what time has changed
				t.Fatal(err)
			}
			if got := o.rows(`SELECT state FROM deadlines WHERE rule = 'respond'`); (got == "over") != late {
				t.Errorf("before the response the right is %s", got)
			}
			answer := o.ok(o.desk.Respond(t.Context(), o.as("Maria", ""), "", "I see it differently."))
			wants(t, answer, "Filed: your written response", "It stands beside the report and cannot be changed.", "Can read it: you")
			same(t, "right", o.rows(`SELECT concat_ws(' ', state, met) FROM deadlines WHERE rule = 'respond'`), tt.state)
			if n := o.count(`SELECT count(*) FROM deadlines WHERE rule = 'respond' AND met > due`); (n == 1) != late {
				t.Errorf("%d responses are marked as late", n)
			}
			same(t, "attached", o.rows(`SELECT concat_ws(' ', form, fields->>'text', on_id = '`+string(record)+`') FROM records WHERE form = 'response'`),
				"response I see it differently. t")
			o.unchanged()
		})
	}
}

// Who reads the report reads the response; nobody else may write one, nor
// anybody to a report that the teacher has not answered yet.
func TestResponseReadersAndWriters(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	for _, who := range []string{"Maria", "Carl", "Sam"} {
		if key := o.refused(o.desk.Respond(t.Context(), o.as(who, ""), "", "no report yet")); key != "err.respond" {
			t.Errorf("%s: %q", who, key)
		}
	}
	record := o.discussed("evidence")
	if key := o.refused(o.desk.Respond(t.Context(), o.as("Maria", ""), record, "not signed yet")); key != "err.respond" {
		t.Errorf("before signing: %q", key)
	}
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), record, false))
	for _, who := range []string{"Carl", "Ada", "Dora", "Sam"} {
		if key := o.refused(o.desk.Respond(t.Context(), o.as(who, ""), record, "mine")); key != "err.respond" {
			t.Errorf("%s responds: %q", who, key)
		}
		if _, err := o.desk.Responding(t.Context(), o.as(who, ""), record, ""); err == nil {
			t.Errorf("%s gets the form", who)
		}
	}
	if key := o.refused(o.desk.Respond(t.Context(), o.as("Maria", ""), record, strings.Repeat("x", casework.MaxText+1))); key != "err.text" {
		t.Errorf("too long: %q", key)
	}
	form, err := o.desk.Responding(t.Context(), o.as("Maria", ""), "", "begun")
	if err != nil {
		t.Fatal(err)
	}
	wants(t, strings.Join(form.Notes, "\n"), "Last day: Thursday, October 16, 2025. It is your choice.")
	if form.Meta != string(record) || form.Fields[0].Value[0] != "begun" {
		t.Errorf("the form: %+v", form)
	}
	o.ok(o.desk.Respond(t.Context(), o.as("Maria", ""), record, "her-words"))
	response := casefile.ID(o.rows(`SELECT id::text FROM records WHERE form = 'response'`))
	same(t, "who reads it", o.reads(response, "her-words"), "Carl text, Maria text, Ada text, Dora text, Sam err.role")
}

// The right is given by a formal notice at the signature and reminded three days
// and one day before the end, never afterwards.
func TestRightIsSaid(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("evidence"), false))
	same(t, "notices", o.rows(`SELECT concat_ws(' ', topic, kind, step, `+first("person")+`, at AT TIME ZONE 'America/Los_Angeles')
		FROM notices WHERE rule = 'respond' ORDER BY at`), `
right-given notice start Maria 2025-10-06 15:00:00
right reminder -3 Maria 2025-10-13 08:00:00
right reminder -1 Maria 2025-10-15 08:00:00`)
	o.ok(o.desk.Respond(t.Context(), o.as("Maria", ""), "", "done"))
	if n := o.count(`SELECT count(*) FROM notices WHERE topic = 'right' AND state = 'pending'`); n != 0 {
		t.Errorf("%d reminders of a right that was used", n)
	}
}
