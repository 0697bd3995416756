package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// strange makes somebody on the roster whose Slack id is not known yet.
func (o *office) strange(lookup Lookup) {
	o.Helper()
	pat := casefile.Person{Name: "Pat Bell", Email: "pat.bell@demo.example", Roles: []program.Role{program.Teacher}}
	if _, _, err := o.desk.ImportPeople(o.Context(), casework.HomeDistrict, []casefile.Person{pat}, o.now); err != nil {
		o.Fatal(err)
	}
	o.bot = New(o.desk, func() time.Time { return o.now }, slog.New(slog.NewTextHandler(o.logs, nil)), lookup)
}

// A Slack id that the roster does not know is asked about once: only a confirmed
// address of somebody on the roster links it, and the next request asks nobody.
func TestLinking(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	asked := 0
	o.strange(func(_ context.Context, user string) (string, bool, error) {
		asked++
		return map[string]string{"U70": "pat.bell@demo.example", "U71": "pat.bell@demo.example", "U72": "jon@demo.example", "U73": "carl.tran@demo.example"}[user], user != "U71", nil
	})
	who := func(slack string) string {
		return o.ask("x", Request{Kind: Typed, Text: "whoami", Slack: slack}).Message.Text()
	}
	const refused = "This works for people on the district's roster. If you are on it under another address, ask the program office."
	if got := who("U71"); got != refused {
		t.Errorf("an unconfirmed address: %s", got)
	}
	for range 2 {
		if got := who("U70"); !strings.HasPrefix(got, "You are Pat Bell (pat.bell@demo.example), teacher.") {
			t.Errorf("a confirmed address: %s", got)
		}
	}
	if asked != 2 {
		t.Errorf("Slack was asked %d times, want once for each id", asked)
	}
	if got := who("U72"); got != refused {
		t.Errorf("nobody on the roster: %s", got)
	}
	if got := who("U73"); got != refused {
		t.Errorf("a second id for somebody who has one: %s", got)
	}
	if got := who("U2"); !strings.HasPrefix(got, "You are Carl Tran") {
		t.Errorf("the roster's id of that person: %s", got)
	}
	if n := o.count(`SELECT count(*) FROM people WHERE slack = 'U70' AND email = 'pat.bell@demo.example'`); n != 1 {
		t.Errorf("%d people linked", n)
	}
	if o.logs.Len() > 0 {
		t.Errorf("log: %s", o.logs)
	}
}

// When Slack cannot be asked, nothing is decided about who it is, and nothing of
// what was typed is lost.
func TestLookupFails(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.strange(func(context.Context, string) (string, bool, error) { return "", false, errors.New("slack is down") })
	got := o.ask("x", Request{Kind: Typed, Text: "visit group work", Slack: "U70"}).Message
	if got.Key != "err.store" || !strings.Contains(got.Text(), "Your text: /par visit group work") {
		t.Errorf("%s: %s", got.Key, got.Text())
	}
	if n := strings.Count(o.logs.String(), "\n"); n != 1 || !strings.Contains(o.logs.String(), "slack is down") || strings.Contains(o.logs.String(), "group work") {
		t.Errorf("log: %s", o.logs)
	}
}

// By a proven address a person is known without Slack.
func TestByEmail(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	got := o.bot.Handle(t.Context(), Request{ID: "m1", Email: "Carl.Tran@demo.example", Kind: Typed, Text: "whoami"}).Message.Text()
	if !strings.HasPrefix(got, "You are Carl Tran") {
		t.Error(got)
	}
	if got := o.bot.Handle(t.Context(), Request{ID: "m2", Kind: Typed, Text: "due"}).Message.Key; got != "err.slack" {
		t.Error(got)
	}
	if got := o.bot.Handle(t.Context(), Request{District: "elsewhere", ID: "m3", Slack: "U2", Kind: Typed, Text: "due"}).Message.Key; got != "err.slack" {
		t.Errorf("another district: %s", got)
	}
}

// Where people outside the district may read, nothing is saved or shown; the
// button opens what was typed for its author alone (err.shared).
func TestOutside(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	reply := o.ask("Carl", Request{Kind: Typed, Text: "log <@U1|maria.ortiz> 45m co-planned unit 3", Outside: true})
	const want = "This channel is open to people outside the district, so nothing was saved or shown. Nobody saw what you typed; it is kept as your draft.\n [Open the draft]"
	if got := reply.Message.Text(); got != want {
		t.Errorf("%q", got)
	}
	if f := o.presses("Carl", "Open the draft").Form; f == nil || f.Key != "log" || f.Fields[2].Value[0] != "Co-planned unit 3" {
		t.Errorf("the draft: %+v", f)
	}
	for _, typed := range []string{"due", "case @Maria", "whoami", "undo"} {
		if got := o.ask("Carl", Request{Kind: Typed, Text: typed, Outside: true}).Message; got.Key != "err.shared" || strings.Contains(got.Text(), "Maria") {
			t.Errorf("%s: %s", typed, got.Text())
		}
	}
	if got := o.ask("Carl", Request{Kind: Typed, Text: "help", Outside: true}).Message; got.Key != "help" {
		t.Errorf("help: %s", got.Text())
	}
	long := "log <@U1|maria.ortiz> 45m " + strings.Repeat("words ", 400)
	if got := o.ask("Carl", Request{Kind: Typed, Text: long, Outside: true}).Message; len(got.Buttons) != 0 || !strings.Contains(got.Text(), "words words") {
		t.Errorf("what no button can carry is lost: %.200s", got.Text())
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form = 'log'`); n != 0 {
		t.Errorf("%d logs", n)
	}
	if got := o.ask("Carl", Request{Kind: Pressed, Action: message.ActDue, Outside: true}).Message; got.Key != "err.shared" {
		t.Errorf("a press in the open: %s", got.Text())
	}
}
