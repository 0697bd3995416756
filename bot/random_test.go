package bot

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Anybody says anything: there is always an answer, a mistake stores nothing and
// gives back what was typed, and no answer says that something broke.
func TestAnythingIsAnswered(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.open("sam.ortiz", "carl.tran", "", "2025-09-15")
	o.says("Sam", "visit pacing")
	const rows = `SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM meetings) + (SELECT count(*) FROM record_steps) + (SELECT count(*) FROM drafts)`
	var commands []string
	for _, c := range Commands() {
		commands = append(commands, c.names()...)
	}
	piece := rapid.SampledFrom([]string{
		"@Maria", "@Sam", "Ortiz", "Maple", "Jon", "Bell", "V-1", "V-9", "yesterday", "tomorrow", "last", "Tue", "10/7", "2/30", "2025-10-20", "45m", "9h", "3m",
		"2.6", "2.9", "co-planned", "unit", "note:", "contact", "missed", "held", "cancel", "ask", "withdraw", "initial-triad", "weekly", "progress", "2", "15:00",
		"25:00", "or", "Room", "12", "show", "—", "“so”", "<@U9|jon>", "<@", "*bold*", "<!channel>", strings.Repeat("long ", 700),
	})
	rapid.Check(t, func(rt *rapid.T) {
		who := rapid.SampledFrom([]string{"Maria", "Carl", "Ada", "Dora", "Sam", "Nia"}).Draw(rt, "who")
		first := rapid.SampledFrom(append(commands, "", "lgo", "@Maria")).Draw(rt, "command")
		typed := strings.TrimSpace(first + " " + strings.Join(rapid.SliceOfN(piece, 0, 7).Draw(rt, "words"), " "))
		before := o.count(rows)
		r := o.says(who, typed)
		if r.Form == nil && r.Message.Text() == "" || len(r.Errors) > 0 {
			rt.Fatalf("%s types %q: %+v", who, typed, r)
		}
		asks := strings.HasPrefix(r.Message.Key, "ask.") || r.Form != nil
		mistake := strings.HasPrefix(r.Message.Key, "err.")
		if (asks || mistake) && o.count(rows) != before {
			rt.Fatalf("%s types %q: stored with %s %+v", who, typed, r.Message.Text(), r.Form)
		}
		if r.Message.Key == "err.store" {
			rt.Fatalf("%s types %q: %s\n%s", who, typed, r.Message.Text(), o.logs)
		}
		given := "Your text: /par " + asRead(strings.TrimFunc(mentions.Replace(typed), blank))
		if mistake && len(strings.Fields(typed)) > 1 && !strings.Contains(r.Message.Text(), given) {
			rt.Fatalf("%s types %q: lost in %s", who, typed, r.Message.Text())
		}
		o.now = o.now.Add(2 * time.Second)
	})
	if o.logs.Len() > 0 {
		t.Errorf("log: %s", o.logs)
	}
}

// Whatever stands in a form that is sent, there is an answer, and mistakes stand
// at a field that the form has.
func TestAnyFormIsAnswered(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Sam", "visit pacing")
	openers := map[string][]string{
		"Carl": {"log", "log contact", "log @Jon 45m", "note", "report", "meet", "meet @Maria weekly"}, "Maria": {"log", "meet", "visit"},
		"Dora": {"assign", "assign V-1", "meet"}, "Sam": {"visit", "meet V-1"}, "Ada": {"meet"},
	}
	value := rapid.SampledFrom([]string{"", "x", "45", "-1", "999999999999", "2025-10-07", "2025-10-20", "2025-02-30", "15:00", "25:00", "2.6", "9.9", "weekly-meeting", "V-1", strings.Repeat("y", 3100), "\u00a0"})
	rapid.Check(t, func(rt *rapid.T) {
		who := rapid.SampledFrom([]string{"Carl", "Maria", "Dora", "Sam", "Ada"}).Draw(rt, "who")
		f := o.says(who, rapid.SampledFrom(openers[who]).Draw(rt, "form")).Form
		if f == nil {
			return // "log @Jon 45m" is a mistake
		}
		fields := map[string][]string{}
		known := map[string]bool{}
		for _, field := range f.Fields {
			known[field.Key] = true
			got := rapid.OneOf(rapid.Just(field.Value), rapid.Map(value, func(v string) []string { return []string{v} })).Draw(rt, field.Key)
			if len(got) > 0 {
				fields[field.Key] = got
			}
		}
		meta := rapid.SampledFrom([]string{f.Meta, "", "case=x&visit=9&nth=-1&about=y"}).Draw(rt, "meta")
		r := o.ask(who, Request{Kind: Sent, Form: f.Key, Meta: meta, Fields: fields})
		if r.Form == nil && r.Message.Text() == "" && len(r.Errors) == 0 {
			rt.Fatalf("%s sends %s %v: no answer", who, f.Key, fields)
		}
		for key, text := range r.Errors {
			if text == "" || strings.Contains(text, "cannot save") || meta == f.Meta && !known[key] {
				rt.Fatalf("%s sends %s %v: at %s: %s\n%s", who, f.Key, fields, key, text, o.logs)
			}
		}
		if r.Message.Key == "ask.closedday" || r.Message.Key == "ask.again" {
			for _, b := range r.Message.Buttons {
				if again := o.ask(who, Request{Kind: Pressed, Action: b.Action, Value: b.Value}); again.Message.Key == "err.command" || again.Message.Key == "err.person" {
					rt.Fatalf("%s presses %s with %q: %s", who, b.Text, b.Value, again.Message.Text())
				}
			}
		}
		o.now = o.now.Add(2 * time.Second)
	})
	if o.logs.Len() > 0 {
		t.Errorf("log: %s", o.logs)
	}
}
