package bot

import (
	"strings"
	"sync"
	"testing"

	"parbot/internal/casework"
	"parbot/internal/message"
)

// act is an act of a person, for asking the desk itself.
func (o *office) act(name string) casework.Act {
	o.Helper()
	who, err := o.desk.Who(o.Context(), casework.HomeDistrict, slackOf(name), "")
	if err != nil {
		o.Fatal(err)
	}
	return casework.Act{District: casework.HomeDistrict, Who: who, Now: o.now}
}

// The same request delivered twenty times at once is stored once, and answered
// alike.
func TestSameRequestAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	for kind, r := range map[string]Request{
		"log":  {ID: "cmd:1", Kind: Typed, Text: "log <@U1|maria.ortiz> 45m co-planned unit 3, 2.6", Slack: "U2"},
		"meet": {ID: "cmd:2", Kind: Typed, Text: "meet <@U1|maria.ortiz> initial-triad 2027-03-04 15:00 45m Room 12", Slack: "U2"},
		"ask":  {ID: "cmd:3", Kind: Typed, Text: "visit group work, mornings", Slack: "U5"},
	} {
		answers := make([]string, 20)
		var group sync.WaitGroup
		for i := range answers {
			group.Go(func() { answers[i] = o.bot.Handle(t.Context(), r).Message.Text() })
		}
		group.Wait()
		for _, a := range answers[1:] {
			if a != answers[0] || a == "" {
				t.Fatalf("%s: %s\nand %s", kind, answers[0], a)
			}
		}
	}
	for what, query := range map[string]string{
		"logs": `SELECT count(*) FROM records WHERE form = 'log'`, "triads": `SELECT count(*) FROM meetings WHERE kind = 'initial-triad'`,
		"visits": `SELECT count(*) FROM records WHERE form = 'visit'`,
	} {
		if n := o.count(query); n != 1 {
			t.Errorf("%d %s, want 1", n, what)
		}
	}
}

// A form that was refused keeps its request: sent again with its mistakes mended
// it is stored, and once more it is not.
func TestMendedForm(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Carl", "log @Maria")
	f := o.form["Carl"]
	send := func(minutes string) Reply {
		return o.ask("Carl", Request{ID: "view:1", Kind: Sent, Form: f.Key, Meta: f.Meta, Fields: map[string][]string{
			"date": {"2025-10-07"}, "minutes": {minutes}, "text": {"co-planned unit 3"},
		}})
	}
	if r := send("900"); r.Errors["minutes"] != "Minutes: 5 to 480." {
		t.Errorf("%+v", r)
	}
	first, second := send("45"), send("45")
	if first.Message.Text() != second.Message.Text() || !strings.HasPrefix(first.Message.Text(), "Logged. Tuesday, October 7 · 45 minutes") {
		t.Errorf("%s\nand %s", first.Message.Text(), second.Message.Text())
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'log'`); n != 1 {
		t.Errorf("%d logs, want 1", n)
	}
}

// The same words sent by two forms are asked about; the answer saves both.
func TestFormTwice(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	for range 2 {
		o.says("Carl", "log @Maria 45m")
		o.sends("Carl", map[string]string{"text": "pacing; for 2.6 and more", "standards": "2.6 2.7"})
	}
	if o.told["Carl"].Key != "ask.again" {
		t.Fatalf("%s", o.told["Carl"].Text())
	}
	if r := o.presses("Carl", "Yes, save both"); r.Message.Key != "log.ok" {
		t.Errorf("%s", r.Message.Text())
	}
	if n := o.count(`SELECT count(DISTINCT fields) FROM records WHERE form = 'log'`); n != 1 {
		t.Errorf("the two logs differ in %d ways", n)
	}
}

// A form is untrusted: a case that is not the person's, a date that is none, a
// choice that was not offered change nothing.
func TestForgedForms(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	mine, err := o.desk.Mine(t.Context(), o.act("Carl"))
	if err != nil {
		t.Fatal(err)
	}
	meta := "case=" + string(mine[0].Case)
	log := map[string][]string{"date": {"2025-10-07"}, "minutes": {"45"}, "text": {"x"}}
	before := o.count(`SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM meetings) + (SELECT count(*) FROM drafts)`)
	for _, tt := range []struct {
		who, form, meta string
		fields          map[string][]string
	}{
		{"Nia", "log", meta, log},
		{"Ada", "log", meta, log},
		{"Sam", "log", meta, log},
		{"Carl", "log", "case=x", log},
		{"Carl", "log", "%zz", log},
		{"Carl", "log", meta, map[string][]string{"date": {"2025-02-30"}, "minutes": {"45"}, "text": {"x"}}},
		{"Carl", "log", meta, map[string][]string{"date": {"2025-10-09"}, "minutes": {"45"}, "text": {"x"}}},
		{"Carl", "log", meta, map[string][]string{"date": {"2025-10-07"}, "minutes": {"4.5"}, "text": {"x"}}},
		{"Carl", "log", meta, map[string][]string{"date": {"2025-10-07"}, "minutes": {"45"}, "text": {strings.Repeat("x", 3001)}}},
		{"Carl", "log", meta, map[string][]string{"date": {"2025-10-07"}, "minutes": {"45"}, "text": {"x"}, "standards": {"2.6", "9.9"}}},
		{"Carl", "log", meta, map[string][]string{"date": {"2025-10-07"}, "minutes": {"45"}, "text": {"x"}, "private": {strings.Repeat("x", 3001)}}},
		{"Maria", "log", meta, map[string][]string{"date": {"2025-10-07"}, "minutes": {"45"}, "text": {"x"}, "private": {"x"}}},
		{"Carl", "log", meta, nil},
		{"Ada", "contact", meta, map[string][]string{"date": {"2025-10-07"}, "text": {"x"}}},
		{"Carl", "contact", meta, nil},
		{"Nia", "missed", meta, log},
		{"Ada", "meet", meta, map[string][]string{"kind": {"weekly-meeting"}, "date": {"2025-10-09"}, "time": {"15:00"}}},
		{"Carl", "meet", meta, map[string][]string{"kind": {"x"}, "date": {"2025-10-09"}, "time": {"15:00"}}},
		{"Carl", "meet", meta, map[string][]string{"kind": {"weekly-meeting"}, "date": {"2025-10-07"}, "time": {"15:00"}}},
		{"Carl", "meet", meta, map[string][]string{"kind": {"weekly-meeting"}, "date": {"2025-10-09"}, "time": {"25:00"}}},
		{"Carl", "meet", meta, map[string][]string{"kind": {"weekly-meeting"}, "date": {"2025-10-09"}, "time": {"15:00"}, "place": {strings.Repeat("x", 201)}}},
		{"Carl", "meet", "visit=1", map[string][]string{"date": {"2025-10-09"}, "time": {"15:00"}}},
		{"Carl", "assign", "visit=1", map[string][]string{"who": {"x"}}},
		{"Dora", "assign", "visit=1", map[string][]string{"who": {"x"}}},
		{"Dora", "assign", "", map[string][]string{"who": {"x"}, "visit": {"x"}}},
		{"Maria", "note", meta, map[string][]string{"text": {"x"}}},
		{"Carl", "note", meta, nil},
		{"Carl", "note", meta + "&about=x", map[string][]string{"text": {"x"}}},
		{"Maria", "report", meta, map[string][]string{"text": {"x"}}},
		{"Carl", "report", meta, nil},
		{"Ada", "report", meta, map[string][]string{"text": {"x"}}},
		{"Carl", "sign", "x", map[string][]string{"choice": {"sign"}}},
		{"Maria", "sign", "", map[string][]string{"choice": {"yes"}}},
		{"Maria", "respond", "x", map[string][]string{"text": {"x"}}},
		{"Maria", "respond", "", nil},
		{"Carl", "visit", "", map[string][]string{"topic": {"x"}}},
	} {
		r := o.ask(tt.who, Request{Kind: Sent, Form: tt.form, Meta: tt.meta, Fields: tt.fields})
		if len(r.Errors) == 0 {
			t.Errorf("%s sends %s %s %.60v: %s", tt.who, tt.form, tt.meta, tt.fields, r.Message.Text())
		}
		for field, text := range r.Errors {
			if field == "" || text == "" || strings.Contains(text, "cannot save") {
				t.Errorf("%s sends %s %s: at %q: %q", tt.who, tt.form, tt.meta, field, text)
			}
		}
	}
	if after := o.count(`SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM meetings) + (SELECT count(*) FROM drafts)`); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
	if got := o.ask("Carl", Request{Kind: Sent, Form: "made up"}).Message.Text(); got != "This can no longer be found." {
		t.Errorf("an unknown form: %s", got)
	}
	if o.logs.Len() > 0 {
		t.Errorf("log: %s", o.logs)
	}
}

// Without a database nothing is stored and nothing is lost: the whole text is in
// the answer, a form stays open, and the log holds no word of it (err.store).
func TestNoDatabase(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Carl", "log @Maria")
	f := o.form["Carl"]
	o.desk.Store.Close()
	r := o.says("Carl", "log @Maria 45m co-planned unit 3, 2.6")
	const want = "parbot cannot save right now. Nothing was stored. Your text is below; send it again in a few minutes.\n\n" +
		"Your text: /par log @maria.ortiz 45m co-planned unit 3, 2.6\n [Try again]"
	if got := r.Message.Text(); got != want || r.Message.Key != "err.store" {
		t.Errorf("typed: %q", got)
	}
	if b := r.Message.Buttons[0]; b.Action != message.ActRetry || b.Value != o.last["Carl"].Text {
		t.Errorf("the button carries %+v", b)
	}
	long := strings.Repeat("words ", 500)
	if got := o.says("Carl", "log @Maria 45m "+long); len(got.Message.Buttons) != 0 || !strings.Contains(got.Message.Text(), strings.TrimSpace(long)) {
		t.Errorf("a long text: %.200s", got.Message.Text())
	}
	r = o.ask("Carl", Request{Kind: Sent, Form: f.Key, Meta: f.Meta, Fields: map[string][]string{"text": {"secret words"}}})
	if got := r.Errors["text"]; got != "parbot cannot save right now. Nothing was stored. Your text is safe here; press the button again in a few minutes." {
		t.Errorf("sent: %q", got)
	}
	r = o.ask("Carl", Request{Kind: Pressed, Action: message.ActDue})
	if got := r.Message.Text(); got != "parbot cannot save right now. Nothing was stored. Try it again in a few minutes." || r.Settles {
		t.Errorf("pressed: %q", got)
	}
	if n := strings.Count(o.logs.String(), "\n"); n != 4 {
		t.Errorf("%d lines for 4 failures: %s", n, o.logs)
	}
	for _, word := range []string{"co-planned", "words", "Maria", "maria"} {
		if strings.Contains(o.logs.String(), word) {
			t.Errorf("the log holds %q: %s", word, o.logs)
		}
	}
}

// Too long a text is refused whole and given back whole (err.text).
func TestTooLong(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	text := strings.Repeat("a", 3412)
	r := o.says("Carl", "log @Maria 45m "+text)
	if got := r.Message.Text(); !strings.HasPrefix(got, "The text has 3,412 characters; a log holds 3,000. Nothing was saved.") || !strings.Contains(got, text) {
		t.Errorf("%.200s", got)
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'log'`); n != 0 {
		t.Errorf("%d logs", n)
	}
}

// Each deadline of "/par due" has its ISO date in the text.
func TestDueHasISODates(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Carl", "log @Maria contact 9/2 by phone")
	text := o.says("Carl", "due").Message.Text()
	for _, want := range []string{"(2025-10-08): report conference with Maria Ortiz.", "(2025-10-12): weekly log with Maria Ortiz, week of October 6."} {
		if !strings.Contains(text, want) {
			t.Errorf("missing %q in:\n%s", want, text)
		}
	}
}
