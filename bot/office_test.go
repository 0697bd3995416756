package bot

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/casework/demo"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// office is the demo district, talked to at a moment that can be moved.
type office struct {
	testing.TB

	bot   *Bot
	desk  *casework.Desk
	logs  *bytes.Buffer
	now   time.Time
	asked int
	last  map[string]Request         // by person: what they said last
	told  map[string]message.Message // by person: the last message with buttons
	form  map[string]message.Form    // by person: the last form
}

// open opens the demo district: six people, and Maria's case since 2025-08-27.
func open(tb testing.TB, now string) *office {
	tb.Helper()
	o := &office{TB: tb, logs: &bytes.Buffer{}, last: map[string]Request{}, told: map[string]message.Message{}, form: map[string]message.Form{}}
	o.desk = demo.Desk(tb, pgtest.Open(tb))
	o.clock(now)
	o.bot = New(o.desk, func() time.Time { return o.now }, slog.New(slog.NewTextHandler(o.logs, nil)), nil)
	if _, _, err := o.desk.ImportPeople(tb.Context(), casework.HomeDistrict, roster(), o.now); err != nil {
		tb.Fatal(err)
	}
	o.open("maria.ortiz", "carl.tran", "ada.park", demo.Opened)
	return o
}

// roster is the six people, all of them in Slack.
func roster() []casefile.Person {
	people := demo.Roster()
	people[5].Slack = "U6" // Nia
	return people
}

// open opens one more case.
func (o *office) open(teacher, consultant, administrator, day string) {
	o.Helper()
	row := casework.CaseRow{Line: 2, Program: "clovis", Teacher: teacher + "@demo.example", Consultant: consultant + "@demo.example", Opened: on(o, day)}
	if administrator != "" {
		row.Administrator = administrator + "@demo.example"
	}
	if _, err := o.desk.ImportCases(o.Context(), casework.HomeDistrict, []casework.CaseRow{row}, o.now); err != nil {
		o.Fatal(err)
	}
}

func (o *office) clock(text string) {
	o.Helper()
	o.now = demo.At(text)
}

// slackOf is the Slack id of a person by first name; nobody else has one.
func slackOf(name string) string {
	for _, p := range roster() {
		if p.FirstName() == name {
			return p.Slack
		}
	}
	return "U99"
}

// mentions writes "@Maria" as Slack does.
var mentions = func() *strings.Replacer {
	var pairs []string
	for _, p := range roster() {
		local, _, _ := strings.Cut(p.Email, "@")
		pairs = append(pairs, "@"+p.FirstName(), "<@"+p.Slack+"|"+local+">")
	}
	return strings.NewReplacer(pairs...)
}()

func (o *office) ask(name string, r Request) Reply {
	o.Helper()
	if r.ID == "" {
		o.asked++
		r.ID = fmt.Sprintf("r%d", o.asked)
	}
	if r.Slack == "" {
		r.Slack = slackOf(name)
	}
	reply := o.bot.Handle(o.Context(), r)
	o.last[name] = r
	if reply.Form != nil {
		o.form[name] = *reply.Form
	}
	if len(buttonsOf(reply.Message)) > 0 {
		o.told[name] = reply.Message
	}
	o.fits(reply)
	return reply
}

// says types a line after "/par", with mentions as Slack writes them.
func (o *office) says(name, typed string) Reply {
	o.Helper()
	return o.ask(name, Request{Kind: Typed, Text: mentions.Replace(typed)})
}

// presses presses a button of the last message that had any.
func (o *office) presses(name, button string) Reply {
	o.Helper()
	for _, b := range buttonsOf(o.told[name]) {
		if b.Text == button {
			return o.ask(name, Request{Kind: Pressed, Action: b.Action, Value: b.Value})
		}
	}
	o.Fatalf("%s has no button %q in: %s", name, button, o.told[name].Text())
	return Reply{}
}

func buttonsOf(m message.Message) []message.Button {
	all := slices.Clone(m.Buttons)
	for _, l := range m.Lines {
		all = append(all, l.Buttons...)
	}
	return all
}

// sends submits the last form as it is filled in, with some answers changed.
func (o *office) sends(name string, answers map[string]string) Reply {
	o.Helper()
	f := o.form[name]
	fields := map[string][]string{}
	for _, field := range f.Fields {
		if len(field.Value) > 0 && field.Value[0] != "" {
			fields[field.Key] = field.Value
		}
		answer, changed := answers[field.Key]
		delete(answers, field.Key)
		if !changed {
			continue
		}
		fields[field.Key] = []string{answer}
		if field.Kind == message.Several {
			fields[field.Key] = strings.Fields(answer)
		}
		for _, option := range field.Options {
			if option.Text == answer {
				fields[field.Key] = []string{option.Value}
			}
		}
		if answer == "" {
			delete(fields, field.Key)
		}
	}
	if len(answers) > 0 {
		o.Fatalf("the form %s does not ask %v", f.Key, answers)
	}
	return o.ask(name, Request{Kind: Sent, Form: f.Key, Meta: f.Meta, Fields: fields})
}

// fits checks every answer against what Slack takes (STANDARDS 1.4).
func (o *office) fits(r Reply) {
	o.Helper()
	most := func(what, text string, n int) {
		if utf8.RuneCountInString(text) > n {
			o.Errorf("%s has more than %d characters: %q", what, n, text)
		}
	}
	mains := 0
	for _, b := range buttonsOf(r.Message) {
		most("button", b.Text, 75)
		most("label", b.Label, 75)
		most("value", b.Value, 2000)
		if b.Main {
			mains++
		}
	}
	if mains > 1 {
		o.Errorf("%d main buttons: %s", mains, r.Message.Text())
	}
	if r.Form == nil {
		return
	}
	f := *r.Form
	most("title", f.Title, 24)
	most("submit", f.Submit, 24)
	most("close", f.Close, 24)
	most("meta", f.Meta, 3000)
	if len(f.Fields) > 6 || len(f.Fields) == 0 {
		o.Errorf("form %s asks %d questions", f.Key, len(f.Fields))
	}
	for _, field := range f.Fields {
		if field.Key == "" || field.Label == "" || field.Kind == "" || len(field.Options) > 100 || field.Kind == message.Radio && len(field.Options) > 10 {
			o.Errorf("form %s: field %+v", f.Key, field)
		}
		for _, option := range field.Options {
			most("option", option.Text, 75)
			most("option's value", option.Value, 150)
		}
	}
}

// count counts rows.
func (o *office) count(query string) (n int) {
	o.Helper()
	err := o.desk.Store.In(context.WithoutCancel(o.Context()), casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(o.Context(), query).Scan(&n)
	})
	if err != nil {
		o.Fatal(err)
	}
	return n
}

// text reads one text.
func (o *office) text(query string) (text string) {
	o.Helper()
	err := o.desk.Store.In(context.WithoutCancel(o.Context()), casework.HomeDistrict, func(tx *postgres.Tx) error {
		return tx.QueryRow(o.Context(), query).Scan(&text)
	})
	if err != nil {
		o.Fatal(err)
	}
	return text
}
