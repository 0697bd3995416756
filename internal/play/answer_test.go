package play

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// invited is a demo in which Ada has an invitation, by mail and in Slack.
func invited(t *testing.T) (*app, reader) {
	t.Helper()
	a, r := demo(t)
	r.does("type", act{As: carl, Line: "/par meet @Maria initial-triad 2025-10-16 15:00 45m Room 12"})
	return a, r
}

// letterTo is the newest mail that somebody sees on the page.
func letterTo(t *testing.T, r reader, first string) letterOf {
	t.Helper()
	mails := r.sees(first).Mails
	if len(mails) == 0 {
		t.Fatalf("%s has no mail", first)
	}
	return mails[0]
}

// An invitation is answered from the mail by the buttons in Slack, and says how
// it was answered.
func TestAnswerFromTheMail(t *testing.T) {
	a, r := invited(t)
	ada := a.person("Ada").Slack
	one := letterTo(t, r, "Ada")
	if diff := cmp.Diff([]string{"Yes", "No", "Other time"}, one.Offers); diff != "" || one.Said != "" {
		t.Fatalf("the mail offers (-want +got):\n%s and says %q", diff, one.Said)
	}
	if out := r.does("answer", act{As: ada, Surface: one.ID, Action: "Yes"}); out.Message == "" {
		t.Errorf("the answer: %+v", out)
	}
	if got := a.slack.DMs(ada); len(got) != 1 || !strings.HasPrefix(got[0].Words(), "You said yes.") {
		t.Errorf("in Slack stands %+v", got)
	}
	one = letterTo(t, r, "Ada")
	if diff := cmp.Diff([]string{"Change to no"}, one.Offers); diff != "" || one.Said != "You said yes." {
		t.Errorf("the mail offers (-want +got):\n%s and says %q", diff, one.Said)
	}
	r.does("answer", act{As: ada, Surface: one.ID, Action: "Change to no"})
	if one = letterTo(t, r, "Ada"); one.Said != "You said no." {
		t.Errorf("the mail says %q", one.Said)
	}
}

// An invitation that a newer one has taken the place of is not answered any more.
func TestAnswerOfTheNewest(t *testing.T) {
	a, r := invited(t)
	r.does("type", act{As: carl, Line: "/par meet @Maria initial-triad 2025-10-16 16:00 45m Room 12"})
	mails := r.sees("Ada").Mails
	if len(mails) != 2 || len(mails[0].Offers) != 3 || len(mails[1].Offers) != 0 {
		t.Fatalf("Ada's mails are %+v", mails)
	}
	r.does("answer", act{As: a.person("Ada").Slack, Surface: mails[0].ID, Action: "Yes"})
	direct := a.slack.DMs(a.person("Ada").Slack)
	if words := direct[len(direct)-1].Words(); !strings.HasPrefix(words, "You said yes.") {
		t.Errorf("the newest message says %q", words)
	}
	if words := direct[0].Words(); !strings.HasPrefix(words, "You are invited") {
		t.Errorf("the older message was pressed: %q", words)
	}
}

func TestAnswerNothing(t *testing.T) {
	a, r := invited(t)
	ada := a.person("Ada").Slack
	before := len(a.slack.Messages(ada))
	for name, in := range map[string]act{
		"another button":    {As: ada, Surface: "mail0", Action: "Who comes?"},
		"no such button":    {As: ada, Surface: "mail0", Action: "Change to no"},
		"no such mail":      {As: ada, Surface: "mail7", Action: "Yes"},
		"no number":         {As: ada, Surface: "0", Action: "Yes"},
		"a negative number": {As: ada, Surface: "mail-1", Action: "Yes"},
		"somebody else":     {As: carl, Surface: "mail0", Action: "Yes"},
		"a stranger":        {As: "U0NOBODY", Surface: "mail0", Action: "Yes"},
	} {
		if rec := r.ask(http.MethodPost, "/play/answer", asText(t, in)); rec.Code != http.StatusConflict {
			t.Errorf("%s: %d %s, want 409", name, rec.Code, rec.Body)
		}
	}
	if got := len(a.slack.Messages(ada)); got != before {
		t.Errorf("Ada sees %d messages, want %d", got, before)
	}
}

func asText(t *testing.T, in act) string {
	t.Helper()
	return `{"as":"` + in.As + `","surface":"` + in.Surface + `","action":"` + in.Action + `"}`
}

// A mail without its message in Slack offers nothing, and neither does one whose
// UID no button names.
func TestAnswerWithoutSlack(t *testing.T) {
	a, r := demo(t)
	a.invite("Ada", "Meeting", "m9@demo.example", 0, pacific("2025-10-16 15:00"))
	if one := letterTo(t, r, "Ada"); one.Offers != nil || one.Entry == nil {
		t.Errorf("the mail offers %v", one.Offers)
	}
	a.tell("Ada", "You are invited.", buttons("Yes=yes:m8", "Yes=yes:"))
	if one := letterTo(t, r, "Ada"); one.Offers != nil {
		t.Errorf("a message about another meeting is offered: %v", one.Offers)
	}
	a.tell("Ada", "You are invited.", buttons("Yes=yes:m9"))
	if one := letterTo(t, r, "Ada"); len(one.Offers) != 1 {
		t.Errorf("the message about this meeting is not offered: %v", one.Offers)
	}
}

// A mail is shown on a page of its own, which does nothing and loads nothing.
func TestLetters(t *testing.T) {
	a, r := invited(t)
	at := "/play/mail/" + a.person("Ada").Slack + "/mail0"
	designed := r.ask(http.MethodGet, at+".html", "")
	if designed.Code != http.StatusOK || designed.Body.String() != "<p>Hello Ada,</p>" || designed.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("as it was designed: %d %s %q", designed.Code, designed.Header().Get("Content-Type"), designed.Body)
	}
	sent := r.ask(http.MethodGet, at+".txt", "")
	if sent.Code != http.StatusOK || !strings.Contains(sent.Body.String(), "Message-ID: <") || sent.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("as it was sent: %d %s %q", sent.Code, sent.Header().Get("Content-Type"), sent.Body)
	}
	for _, rec := range []http.Header{designed.Header(), sent.Header()} {
		policy := rec.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "sandbox", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("the policy of a mail lacks %s: %s", part, policy)
			}
		}
		if strings.Contains(policy, "script-src") || rec.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("a mail's page may run something: %v", rec)
		}
	}
	for _, path := range []string{at, at + ".exe", "/play/mail/U0NOBODY/mail0.txt", "/play/mail/" + carl + "/mail0.txt", "/play/mail/" + a.person("Ada").Slack + "/mail1.html"} {
		if rec := r.ask(http.MethodGet, path, ""); rec.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, rec.Code)
		}
	}
	if rec := r.ask(http.MethodGet, at+".txt", "", "Host", "demo.example"); rec.Code != http.StatusForbidden {
		t.Errorf("from another host: %d, want 403", rec.Code)
	}
	plain := "Subject: plain\r\n\r\nwords\r\n"
	deliver(t, a.server, plain, a.person("Ada").Email)
	if rec := r.ask(http.MethodGet, strings.Replace(at, "mail0", "mail1", 1)+".html", ""); rec.Code != http.StatusNotFound {
		t.Errorf("a design of a mail without one: %d, want 404", rec.Code)
	}
	if one := letterTo(t, r, "Ada"); one.HTML {
		t.Error("a mail without a design is said to have one")
	}
}

func TestFailsFromThePage(t *testing.T) {
	a, r := demo(t)
	r.does("fail", act{By: "slack", On: true})
	r.does("fail", act{By: "mail", On: true})
	if diff := cmp.Diff([]string{"slack", "mail"}, r.sees("Carl").Down); diff != "" || a.slack.Failing() != Down || a.mailbox.Failing() != Down {
		t.Errorf("what is down (-want +got):\n%s", diff)
	}
	r.does("fail", act{By: "slack"})
	if diff := cmp.Diff([]string{"mail"}, r.sees("Carl").Down); diff != "" {
		t.Errorf("what is down (-want +got):\n%s", diff)
	}
	if out := r.does("fail", act{By: "the roof", On: true}); out.Problem == "" {
		t.Error("the roof can be down")
	}
}

func TestAgainFromThePage(t *testing.T) {
	_, r := demo(t)
	r.does("type", act{As: carl, Line: "/par log @Maria yesterday 45m co-planned unit 3, 2.6"})
	r.does("again", act{As: carl})
	all := r.sees("Carl").Messages
	if words := all[len(all)-1].Words; !strings.HasPrefix(words, "You saved exactly this") {
		t.Errorf("the same line again was answered %q", words)
	}
}

func TestReset(t *testing.T) {
	a := newApp(t)
	c := a.config()
	if r := (reader{t, New(c)}); r.sees("Carl").Resets || r.does("reset", act{}).Problem == "" {
		t.Error("a demo that cannot begin anew offers it")
	}
	var empty bool
	c.Reset = func(context.Context) error {
		empty = len(a.slack.Messages(carl)) == 0 && len(a.mailbox.All()) == 0
		return nil
	}
	r := reader{t, New(c)}
	r.does("type", act{As: carl, Line: "/par meet @Maria initial-triad 2025-10-16 15:00 45m Room 12"})
	if out := r.does("reset", act{}); out.Problem != "" || !empty {
		t.Errorf("the reset: %+v, windows empty: %v", out, empty)
	}
	if s := r.sees("Ada"); !s.Resets || len(s.Mails) != 0 || len(s.Messages) != 0 || len(s.Calendar) != 0 {
		t.Errorf("Ada sees %+v", s)
	}
	c.Reset = func(context.Context) error { return errors.New("the database is gone") }
	if rec := (reader{t, New(c)}).ask(http.MethodPost, "/play/reset", "{}"); rec.Code != http.StatusInternalServerError {
		t.Errorf("a reset that fails: %d, want 500", rec.Code)
	}
}

// A command that a person's roles do not hold does not exist for that person
// (VOICE §2.2).
func TestCommandsByRole(t *testing.T) {
	_, r := demo(t)
	tests := []struct{ first, has, lacks string }{
		{"Carl", "caseload", "visit"},
		{"Sam", "visit", "caseload"},
		{"Ada", "due", "log"},
		{"Dora", "assign", "visit"},
	}
	for _, tt := range tests {
		names := map[string]bool{}
		for _, c := range r.sees(tt.first).Commands {
			name, _, _ := strings.Cut(c.Text, " ")
			names[name] = true
		}
		if !names[tt.has] || names[tt.lacks] || !names["help"] {
			t.Errorf("%s is offered %v, want %s and not %s", tt.first, names, tt.has, tt.lacks)
		}
	}
}

// Times are written as VOICE has them: the half of the day once where it is one.
func TestEntryWhen(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"2025-10-16 15:00", "2025-10-16 15:45", "Thursday, October 16, 2025, 3:00 to 3:45 p.m."},
		{"2025-10-16 11:30", "2025-10-16 12:15", "Thursday, October 16, 2025, 11:30 a.m. to 12:15 p.m."},
		{"2025-10-16 08:00", "2025-10-16 08:30", "Thursday, October 16, 2025, 8:00 to 8:30 a.m."},
		{"2025-10-16 15:00", "2025-10-16 15:00", "Thursday, October 16, 2025, 3:00 p.m."},
	}
	for _, tt := range tests {
		if got := entryFor(Invite{Start: pacific(tt.from), End: pacific(tt.to)}).When; got != tt.want {
			t.Errorf("%s to %s is %q, want %q", tt.from, tt.to, got, tt.want)
		}
	}
}
