package casework_test

import (
	"flag"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
)

// Whatever people do in whatever order over a school year, on one database:
// after each act planning every case again adds no deadline and no notice, no
// notice is there twice, none is left handed, meetings keep their UID and their
// SEQUENCE never falls, nobody of the administration learns of a visit, and what
// goes wrong is a plain refusal (DESIGN §1, invariants 1 and 4; X-12).
func TestRandomYear(t *testing.T) {
	t.Parallel()
	// The database goes on from try to try, so a file of draws would replay nothing.
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		t.Fatal(err)
	}
	o := open(t, "2025-09-02 10:00")
	o.cases(row("sam.ortiz", "nia.cole", "ada.park", "2025-09-01"))
	sequences := map[string]int{}
	rapid.Check(t, func(r *rapid.T) {
		for range rapid.IntRange(4, 12).Draw(r, "acts") {
			o.now = o.now.Add(time.Duration(rapid.IntRange(1, 60*60*8).Draw(r, "seconds apart")) * time.Second)
			who := rapid.SampledFrom([]string{"Carl", "Carl", "Maria", "Maria", "Sam", "Nia", "Ada", "Dora"}).Draw(r, "who")
			do := rapid.SampledFrom(deeds).Draw(r, "deed")
			if _, err := do.do(o, r, who); fault.KindOf(err) == fault.Internal {
				r.Fatalf("%s by %s: %v", do.name, who, err)
			}
			if rapid.Bool().Draw(r, "sweep") {
				o.sendAll()
			}
		}
		o.holds(r, sequences)
	})
	if n := o.count(`SELECT count(*) FROM records WHERE author IS NOT NULL`); n < 5 {
		t.Errorf("only %d records in a year of random acts", n)
	}
}

// holds checks what is true at any moment.
func (o *office) holds(r *rapid.T, sequences map[string]int) {
	cases, different, err := o.desk.Audit(o.Context(), o.now)
	if err != nil || different != 0 {
		r.Fatalf("%d of %d cases would be planned differently: %v", different, cases, err)
	}
	for what, query := range map[string]string{
		"notices there twice":    `SELECT count(*) FROM (SELECT FROM notices GROUP BY case_id, key HAVING count(*) > 1) x`,
		"deliveries doubled":     `SELECT count(*) FROM (SELECT FROM delivery_notices dn JOIN deliveries d ON d.id = dn.delivery WHERE d.state = 'sent' GROUP BY notice, channel HAVING count(*) > 1) x`,
		"notices left handed":    `SELECT count(*) FROM notices WHERE state = 'handed'`,
		"unsettled notices":      `SELECT count(*) FROM notices WHERE state IN ('sent', 'failed', 'dropped', 'withdrawn') AND settled_at IS NULL`,
		"owed in closed cases":   `SELECT count(*) FROM deadlines d JOIN cases c ON c.id = d.case_id WHERE c.closed IS NOT NULL AND d.state = 'open'`,
		"visits that Ada knows":  `SELECT count(*) FROM notices n JOIN visits v ON v.case_id = n.case_id WHERE n.role = 'administrator'`,
		"records half withdrawn": `SELECT count(*) FROM meetings m WHERE state = 'held' AND NOT EXISTS (SELECT FROM meeting_steps s WHERE s.meeting = m.id AND s.state = 'held')`,
	} {
		if n := o.count(query); n != 0 {
			r.Fatalf("%s: %d", what, n)
		}
	}
	for _, line := range splitLines(o.rows(`SELECT id || ' ' || sequence FROM meetings`)) {
		id, digits, _ := strings.Cut(line, " ")
		seq, err := strconv.Atoi(digits)
		if err != nil || seq < sequences[id] {
			r.Fatalf("SEQUENCE of a meeting went from %d to %q", sequences[id], digits)
		}
		sequences[id] = seq
	}
	if n := o.count(`SELECT count(*) FROM meetings WHERE uid <> id || '@parbot.example'`); n != 0 {
		r.Fatalf("%d meetings have lost their UID", n)
	}
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

type deed struct {
	name string
	do   func(o *office, r *rapid.T, who string) (message.Message, error)
}

// day is a day near the office's today, before it, after it, closed or not.
func (o *office) day(r *rapid.T, from, to int) string {
	return o.now.In(zone).AddDate(0, 0, rapid.IntRange(from, to).Draw(r, "days")).Format("2006-01-02")
}

func some(o *office, r *rapid.T, query string) casefile.ID {
	ids := append([]string{"00000000-0000-7000-8000-000000000000"}, splitLines(o.rows(query))...)
	return casefile.ID(rapid.SampledFrom(ids).Draw(r, "id"))
}

// deeds are what people try, whether or not they may.
var deeds = []deed{
	{"log", func(o *office, r *rapid.T, who string) (message.Message, error) {
		in := o.log(o.day(r, -10, 1), "unit 3")
		in.Case = some(o, r, `SELECT id::text FROM cases ORDER BY id`)
		in.Kind = rapid.SampledFrom([]string{"", "", "", "contact", "missed"}).Draw(r, "kind")
		return o.desk.Log(o.Context(), o.as(who, ""), in)
	}},
	{"undo", func(o *office, _ *rapid.T, who string) (message.Message, error) {
		return o.desk.Undo(o.Context(), o.as(who, ""), "")
	}},
	{"redo", func(o *office, r *rapid.T, who string) (message.Message, error) {
		return o.desk.Redo(o.Context(), o.as(who, ""), some(o, r, `SELECT id::text FROM records WHERE withdrawn_at IS NOT NULL ORDER BY id`))
	}},
	{"meet", func(o *office, r *rapid.T, who string) (message.Message, error) {
		return o.desk.Meet(o.Context(), o.as(who, ""), casework.Meet{
			Case: some(o, r, `SELECT id::text FROM cases ORDER BY id`), Day: on(o.day(r, -3, 20)), Hour: rapid.IntRange(7, 18).Draw(r, "hour"),
			Kind: rapid.SampledFrom([]string{"weekly-meeting", "initial-triad", "progress-triad", "final-triad", "extra-triad"}).Draw(r, "kind"),
			Do:   rapid.SampledFrom([]string{"plan", "plan", "plan", "ask", "cancel", "held", "missed"}).Draw(r, "do"),
			Nth:  rapid.IntRange(0, 2).Draw(r, "nth"), Anyway: rapid.Bool().Draw(r, "anyway"),
		})
	}},
	{"answer", func(o *office, r *rapid.T, who string) (message.Message, error) {
		answer := rapid.SampledFrom([]string{"yes", "no", "other"}).Draw(r, "answer")
		return o.desk.AnswerInvite(o.Context(), o.as(who, ""), some(o, r, `SELECT id::text FROM meetings ORDER BY id`), answer)
	}},
	{"report", func(o *office, r *rapid.T, who string) (message.Message, error) {
		return o.desk.Report(o.Context(), o.as(who, ""), some(o, r, `SELECT id::text FROM cases ORDER BY id`), "evidence")
	}},
	{"conference", func(o *office, r *rapid.T, who string) (message.Message, error) {
		in := casework.Meet{Case: some(o, r, `SELECT id::text FROM cases ORDER BY id`), Kind: "report-conference", Do: "held", Day: on(o.day(r, -5, 0))}
		return o.desk.Meet(o.Context(), o.as(who, ""), in)
	}},
	{"sign", func(o *office, r *rapid.T, who string) (message.Message, error) {
		return o.desk.Sign(o.Context(), o.as(who, ""), "", rapid.Bool().Draw(r, "decline"))
	}},
	{"respond", func(o *office, _ *rapid.T, who string) (message.Message, error) {
		return o.desk.Respond(o.Context(), o.as(who, ""), "", "I see it differently.")
	}},
	{"visit", func(o *office, _ *rapid.T, who string) (message.Message, error) {
		return o.desk.Visit(o.Context(), o.as(who, ""), casework.Visit{Topic: "group work"})
	}},
	{"assign", func(o *office, r *rapid.T, _ string) (message.Message, error) {
		to := rapid.SampledFrom([]string{"Carl", "Nia"}).Draw(r, "to")
		return o.assign(rapid.IntRange(1, 5).Draw(r, "number"), to, casework.Meet{})
	}},
	{"move a visit", func(o *office, r *rapid.T, who string) (message.Message, error) {
		in := casework.Meet{Day: on(o.day(r, 0, 10)), Hour: 9, Do: rapid.SampledFrom([]string{"plan", "cancel", "held"}).Draw(r, "do")}
		return o.desk.MeetVisit(o.Context(), o.as(who, ""), rapid.IntRange(1, 5).Draw(r, "number"), in)
	}},
	{"withdraw", func(o *office, r *rapid.T, who string) (message.Message, error) {
		return o.desk.WithdrawVisit(o.Context(), o.as(who, ""), rapid.IntRange(0, 5).Draw(r, "number"))
	}},
	{"snooze", func(o *office, r *rapid.T, who string) (message.Message, error) {
		keys := splitLines(o.rows(`SELECT key FROM deadlines WHERE state = 'open' ORDER BY key`))
		key := rapid.SampledFrom(append(keys, "none")).Draw(r, "key")
		return o.desk.Snooze(o.Context(), o.as(who, ""), some(o, r, `SELECT id::text FROM cases ORDER BY id`), key)
	}},
}
