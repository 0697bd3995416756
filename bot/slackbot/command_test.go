package slackbot

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parbot/bot"
	"parbot/internal/message"
)

func TestCommandIsAnsweredInTheBody(t *testing.T) {
	a := newApp(t, func(context.Context, bot.Request) bot.Reply {
		m := words("Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz", "Co-planned <unit 3> & more")
		m.Buttons = []message.Button{{Text: "Undo", Action: message.ActUndo, Value: "r1"}}
		return bot.Reply{Message: m}
	})
	w := a.typed("log &lt;@UX&gt; <@UMARIA|maria> 45m co-planned", "13345224609.738474920.8088930838d88f008e0")
	if got, want := a.talk.one(t), (bot.Request{
		District: "home", ID: "cmd:13345224609.738474920.8088930838d88f008e0", Slack: "UCARL", Kind: bot.Typed,
		Text: "log <@UX> <@UMARIA|maria> 45m co-planned",
	}); got.Text != want.Text || got.ID != want.ID || got.Slack != want.Slack || got.Kind != want.Kind || got.District != want.District {
		t.Errorf("asked %+v, want %+v", got, want)
	}
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/json; charset=utf-8" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("status %d, headers %v", w.Code, w.Header())
	}
	body := decoded(t, w.Body.Bytes())
	if body["response_type"] != "ephemeral" {
		t.Errorf("response_type %v: an answer is for its reader alone", body["response_type"])
	}
	if want := "Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz\nCo-planned &lt;unit 3&gt; &amp; more\n [Undo]"; body["text"] != want {
		t.Errorf("text %q, want the whole message in words, escaped: %q", body["text"], want)
	}
	if got := at(body["blocks"], 1, "text", "text"); got != "Co-planned <unit 3> & more" {
		t.Errorf("second section %q; plain_text is not escaped", got)
	}
	if !slices.Equal(a.counts.all, []string{"command answered"}) {
		t.Errorf("counted %v", a.counts.all)
	}
}

// X: Slack may deliver a command twice, and somebody may replay one: byte for
// byte or signed anew, it is the same request to the conversation (trap 23).
func TestDuplicateIsTheSameRequest(t *testing.T) {
	a := newApp(t, nil)
	first := a.typed("due", "1.2.3")
	again := a.typed("due", "1.2.3")
	a.typed("due", "1.2.4")
	var ids []string
	for _, r := range a.talk.requests() {
		ids = append(ids, r.ID)
	}
	if want := []string{"cmd:1.2.3", "cmd:1.2.3", "cmd:1.2.4"}; !slices.Equal(ids, want) {
		t.Errorf("ids %v, want %v", ids, want)
	}
	if first.Code != 200 || first.Body.String() != again.Body.String() {
		t.Errorf("answers differ: %q and %q", first.Body, again.Body)
	}
}

func TestWithoutTriggerTheBodyIsTheID(t *testing.T) {
	a := newApp(t, nil)
	a.typed("due", "")
	a.typed("due", "")
	a.typed("case", "")
	r := a.talk.requests()
	if len(r) != 3 || r[0].ID != r[1].ID || r[0].ID == r[2].ID || len(r[0].ID) != len("cmd:")+32 {
		t.Errorf("ids %q, %q, %q", r[0].ID, r[1].ID, r[2].ID)
	}
}

func TestSilentAnswerHasNoBody(t *testing.T) {
	a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{} })
	if w := a.typed("due", "1"); w.Code != 200 || w.Body.Len() > 0 {
		t.Errorf("%d %q, want an empty 200", w.Code, w.Body)
	}
}

func TestBareCommandOpensItsForm(t *testing.T) {
	form := visitForm()
	a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{Form: &form} })
	w := a.typed("visit", "77.8")
	if w.Code != 200 || w.Body.Len() > 0 {
		t.Errorf("%d %q, want an empty 200: the form says it all", w.Code, w.Body)
	}
	opened := a.slack.to("views.open")
	if len(opened) != 1 || opened[0].JSON["trigger_id"] != "77.8" || at(opened[0].JSON, "view", "callback_id") != "visit" {
		t.Fatalf("views.open: %v", opened)
	}
	if got := opened[0].Header.Get("Authorization"); got != "Bearer xoxb-test" {
		t.Errorf("Authorization %q", got)
	}
}

// A form that will not open loses nothing: the words and the typed text come back.
func TestFormThatDoesNotOpen(t *testing.T) {
	for _, c := range []struct {
		name, trigger string
		answer        func(http.ResponseWriter, *http.Request, call)
	}{
		{"trigger expired", "77.8", saying(200, `{"ok":false,"error":"expired_trigger_id"}`)},
		{"Slack down", "77.8", saying(503, "<html>")},
		{"no trigger", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			form := visitForm()
			a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{Form: &form} })
			a.slack.answer = c.answer
			body := decoded(t, a.typed("visit group work, with <@UMARIA|maria>", c.trigger).Body.Bytes())
			want := `The form "Ask for a visit" did not open. Nothing was saved. Try it again.` +
				"\nYour text: /par visit group work, with @maria"
			if body["text"] != want || body["response_type"] != "ephemeral" {
				t.Errorf("said %q, want %q", body["text"], want)
			}
		})
	}
}

// Slack waits three seconds; the answer to what takes longer is said later.
func TestSlowCommandIsAnsweredTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
			if !pause(ctx, 10*time.Second) {
				t.Error("the work ended with the request")
			}
			return bot.Reply{Message: words("Nothing is due.")}
		})
		start := time.Now()
		w := a.typed("due", "1.2")
		if took := time.Since(start); took != patience || took > 3*time.Second {
			t.Errorf("answered after %v, want %v", took, patience)
		}
		if got, want := decoded(t, w.Body.Bytes())["text"], "That takes longer than usual. The answer comes here as soon as it is ready."; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
		a.settle(t)
		late := a.slack.to("/respond")
		if len(late) != 1 || late[0].JSON["text"] != "Nothing is due." || late[0].JSON["response_type"] != "ephemeral" {
			t.Errorf("said later: %v", late)
		}
		if !slices.Equal(a.counts.all, []string{"command late"}) {
			t.Errorf("counted %v", a.counts.all)
		}
	})
}

// Without an address for the answer, none is promised.
func TestSlowCommandWithoutAnAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
			pause(ctx, 4*time.Second)
			return bot.Reply{Message: words("Logged.")}
		})
		w := a.post("/slack/commands", "user_id=UCARL&text=log+45m&trigger_id=1&response_url=https%3A%2F%2Fevil.example%2F")
		want := "That takes longer than usual, and it may not have been saved. Send it again in a few minutes.\nYour text: /par log 45m"
		if got := decoded(t, w.Body.Bytes())["text"]; got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	})
}

// What never ends is ended.
func TestWorkIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
			<-ctx.Done()
			return bot.Reply{}
		})
		start := time.Now()
		a.typed("due", "1.2")
		a.settle(t)
		if took := time.Since(start); took != workTime {
			t.Errorf("worked for %v, want %v", took, workTime)
		}
	})
}

func TestCrowdIsAskedToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
			<-ctx.Done()
			return bot.Reply{}
		})
		for range maxWork {
			go a.typed("due", "")
		}
		synctest.Wait()
		w := a.typed("log <@UMARIA|maria> 45m", "1.2")
		want := "That was a lot at once. Wait a minute, then send it again.\nYour text: /par log @maria 45m"
		if got := decoded(t, w.Body.Bytes())["text"]; w.Code != 200 || got != want {
			t.Errorf("%d %q, want %q", w.Code, got, want)
		}
		if w := a.interact(press("undo.0", "r1")); w.Code != http.StatusServiceUnavailable {
			t.Errorf("a press is acknowledged by %d though nobody will work on it", w.Code)
		}
		if n := len(a.talk.requests()); n != maxWork {
			t.Errorf("%d requests at once, want %d", n, maxWork)
		}
		a.settle(t)
	})
}

// A bug answers calmly, loses no text and leaves the rest running.
func TestPanicIsAnswered(t *testing.T) {
	a := newApp(t, func(_ context.Context, r bot.Request) bot.Reply {
		if strings.HasPrefix(r.Text, "log") {
			panic("Maria Ortiz")
		}
		return bot.Reply{Message: words("Nothing is due.")}
	})
	body := decoded(t, a.typed("log <@UMARIA|maria> 45m co-planned", "1").Body.Bytes())
	want := "That did not work, and it may not have been saved. Send it again in a few minutes." +
		"\nYour text: /par log @maria 45m co-planned"
	if body["text"] != want {
		t.Errorf("said %q, want %q", body["text"], want)
	}
	if got := decoded(t, a.typed("due", "2").Body.Bytes())["text"]; got != "Nothing is due." {
		t.Errorf("after the bug: %q", got)
	}
}

func TestTextAsTyped(t *testing.T) {
	for _, c := range []struct{ sent, typed string }{
		{"log <@U123|maria> 45m co-planned unit 3, 2.6", "log <@U123|maria> 45m co-planned unit 3, 2.6"},
		{"log <@U123> 45m", "log <@U123> 45m"},
		{"log <mailto:maria.ortiz@demo.example|maria.ortiz@demo.example> 1h", "log maria.ortiz@demo.example 1h"},
		{"log <mailto:maria.ortiz@demo.example> 1h", "log maria.ortiz@demo.example 1h"},
		{"see <https://demo.example/a?b=1&amp;c=2>", "see https://demo.example/a?b=1&c=2"},
		{"see <http://demo.example|demo.example>", "see demo.example"},
		{"in <#C1|grade-7> and <#C2>", "in #grade-7 and #C2"},
		{"asked <!channel>, <!here|here>, <!subteam^S1|@mentors>", "asked @channel, @here, @mentors"},
		{"reading &amp; writing, 3 &lt; 4 &gt; 2", "reading & writing, 3 < 4 > 2"},
		{"typed &amp;lt; in full", "typed &lt; in full"},
		{"a < b and c > d", "a < b and c > d"},
	} {
		if got := asTyped(c.sent); got != c.typed {
			t.Errorf("%q: %q, want %q", c.sent, got, c.typed)
		}
	}
}

func TestSignedNonsenseIsMalformed(t *testing.T) {
	for _, c := range []struct{ path, body string }{
		{"/slack/commands", ""},
		{"/slack/commands", "text=due&trigger_id=1"},
		{"/slack/commands", "user_id=%zz"},
		{"/slack/interactions", "payload=%zz"},
		{"/slack/interactions", "payload=%7B"},
		{"/slack/interactions", "payload=%7B%7D"},
		{"/slack/interactions", "payload=null"},
		{"/slack/events", "hello"},
	} {
		a := newApp(t, nil)
		w := a.post(c.path, c.body)
		if w.Code != 400 || w.Body.Len() > 0 || len(a.talk.requests()) > 0 {
			t.Errorf("%s %q: %d %q, want an empty 400", c.path, c.body, w.Code, w.Body)
		}
	}
}
