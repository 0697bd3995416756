package slackbot

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"parbot/bot"
	"parbot/internal/message"
)

// press is the payload of a button in a message.
func press(action, value string) string {
	return fmt.Sprintf(`{"type":"block_actions","trigger_id":"5.6","response_url":"http://slack.test/respond",
		"user":{"id":"UCARL","team_id":"T1"},"team":{"id":"T1"},"container":{"type":"message"},"state":{"values":{}},
		"actions":[{"type":"button","action_id":%q,"block_id":"b1","value":%q,"action_ts":"1759939200.1"}]}`, action, value)
}

// logView is an open form as it comes back with its answers.
const logView = `"view":{"id":"V1","hash":"156.a","callback_id":"log","private_metadata":"c-1","title":{"type":"plain_text","text":"Log a meeting"},
	"blocks":[{"type":"section","block_id":"top"},{"type":"input","block_id":"date"},{"type":"input","block_id":"minutes"},
		{"type":"input","block_id":"text"},{"type":"input","block_id":"standards"},{"type":"input","block_id":"how"},
		{"type":"input","block_id":"note"},{"type":"context","block_id":"foot"}],
	"state":{"values":{
		"date":{"date":{"type":"datepicker","selected_date":"2025-10-07"}},
		"minutes":{"minutes":{"type":"number_input","value":"45"}},
		"text":{"text":{"type":"plain_text_input","value":"co-planned\u0000 unit 3"}},
		"standards":{"standards":{"type":"multi_static_select","selected_options":[{"value":"2.6"},{"value":"2.7"}]}},
		"how":{"how":{"type":"radio_buttons","selected_option":{"value":"slack"}}},
		"at":{"at":{"type":"timepicker","selected_time":"15:00"}},
		"note":{"note":{"type":"plain_text_input","value":null}}}}}`

const sent = `{"type":"view_submission","trigger_id":"7.8","user":{"id":"UCARL"},` + logView + `}`

func TestPressIsAcknowledgedThenAnswered(t *testing.T) {
	for _, settles := range []bool{false, true} {
		a := newApp(t, func(context.Context, bot.Request) bot.Reply {
			return bot.Reply{Message: words("Undone: the log of Tuesday, October 7."), Settles: settles}
		})
		w := a.interact(press("undo.3", "r-1"))
		if w.Code != 200 || w.Body.Len() > 0 {
			t.Errorf("acknowledged by %d %q, want an empty 200", w.Code, w.Body)
		}
		a.settle(t)
		want := bot.Request{District: "home", ID: "act:5.6:1759939200.1", Slack: "UCARL", Kind: bot.Pressed, Action: "undo", Value: "r-1"}
		if diff := cmp.Diff(want, a.talk.one(t)); diff != "" {
			t.Errorf("asked (-want +got):\n%s", diff)
		}
		said := a.slack.to("/respond")
		if len(said) != 1 || said[0].JSON["text"] != "Undone: the log of Tuesday, October 7." {
			t.Fatalf("said %v", said)
		}
		replaces, alone := said[0].JSON["replace_original"] == true, said[0].JSON["response_type"] == "ephemeral"
		if replaces != settles || alone == settles {
			t.Errorf("replaces the message: %v, for the reader alone: %v; want %v, %v", replaces, alone, settles, !settles)
		}
	}
}

// The acknowledgement does not wait for the answer.
func TestSlowPressIsAcknowledgedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
			pause(ctx, 15*time.Second)
			return bot.Reply{Message: words("Undone.")}
		})
		start := time.Now()
		a.interact(press("undo.0", "r1"))
		if took := time.Since(start); took != 0 {
			t.Errorf("acknowledged after %v", took)
		}
		a.settle(t)
		if n := len(a.slack.to("/respond")); n != 1 {
			t.Errorf("answered %d times", n)
		}
	})
}

func TestPressThatOpensAForm(t *testing.T) {
	form := visitForm()
	reply := func(context.Context, bot.Request) bot.Reply { return bot.Reply{Form: &form} }
	a := newApp(t, reply)
	a.interact(press("visit.0", ""))
	a.settle(t)
	if got := a.slack.to("views.open"); len(got) != 1 || got[0].JSON["trigger_id"] != "5.6" {
		t.Errorf("views.open %v", got)
	}
	if got := a.slack.to("/respond"); len(got) != 0 {
		t.Errorf("said %v besides the form", got)
	}

	a = newApp(t, reply)
	a.slack.answer = func(w http.ResponseWriter, r *http.Request, c call) {
		if c.Path == "views.open" {
			saying(200, `{"ok":false,"error":"expired_trigger_id"}`)(w, r, c)
		}
	}
	a.interact(press("visit.0", ""))
	a.settle(t)
	if got := a.slack.to("/respond"); len(got) != 1 || got[0].JSON["text"] != `The form "Ask for a visit" did not open. Nothing was saved. Try it again.` {
		t.Errorf("said %v", got)
	}
}

// The view a form ends on has buttons too; they have no response_url.
func TestPressInsideAForm(t *testing.T) {
	inside := `{"type":"block_actions","trigger_id":"5.6","user":{"id":"UCARL"},"view":{"id":"V1","title":{"text":"Log a meeting"}},
		"actions":[{"action_id":"undo.0","value":"r1","action_ts":"1"}]}`
	a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{Message: words("Undone.")} })
	a.interact(inside)
	a.settle(t)
	got := a.slack.to("views.update")
	if len(got) != 1 || got[0].JSON["view_id"] != "V1" || at(got[0].JSON, "view", "blocks", 0, "text", "text") != "Undone." ||
		at(got[0].JSON, "view", "title", "text") != "Log a meeting" {
		t.Errorf("views.update %v", got)
	}

	form := visitForm()
	a = newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{Form: &form} })
	a.interact(inside)
	a.settle(t)
	if got := a.slack.to("views.push"); len(got) != 1 || got[0].JSON["trigger_id"] != "5.6" {
		t.Errorf("views.push %v", got)
	}
}

// STANDARDS 1.1: an answer goes to Slack, whatever address the request names.
func TestAnswersGoToSlackAlone(t *testing.T) {
	a := newApp(t, nil)
	a.config.ResponseHosts = []string{"stand-in.test", "127.0.0.1:9000"}
	for address, may := range map[string]bool{
		"https://hooks.slack.com/actions/T1/2/3":       true,
		"https://hooks.slack-gov.com/actions/T1/2/3":   true,
		"https://stand-in.test/respond":                true,
		"http://stand-in.test:8000/respond":            true,
		"http://127.0.0.1:9000/respond":                true,
		"http://127.0.0.1:9001/respond":                false,
		"http://hooks.slack.com/actions/T1/2/3":        false,
		"https://hooks.slack.com:8443/actions":         false,
		"https://hooks.slack.com.evil.example/actions": false,
		"https://evil.example/hooks.slack.com":         false,
		"https://hooks.slack.com@evil.example/":        false,
		"https://u:p@hooks.slack.com/":                 false,
		"https://169.254.169.254/latest/meta-data":     false,
		"file:///etc/passwd":                           false,
		"//hooks.slack.com/actions":                    false,
		"http:///respond":                              false,
		"":                                             false,
		"https://hooks.slack.com/\x7f":                 false,
	} {
		if got := a.mayRespond(address); got != may {
			t.Errorf("%q: %v, want %v", address, got, may)
		}
	}
	a.interact(strings.Replace(press("undo.0", "r1"), "http://slack.test/respond", "https://evil.example/respond", 1))
	a.settle(t)
	if got := a.slack.to("/respond"); len(got) != 0 {
		t.Errorf("said at another place: %v", got)
	}
}

// A redirect would carry the answer to a host nobody looked at.
func TestRedirectsAreNotFollowed(t *testing.T) {
	a := newApp(t, nil)
	a.slack.answer = func(w http.ResponseWriter, _ *http.Request, _ call) {
		w.Header().Set("Location", "https://slack.test/elsewhere")
		w.WriteHeader(http.StatusTemporaryRedirect)
	}
	a.interact(press("due.0", ""))
	a.settle(t)
	if _, err := a.Send(t.Context(), "UMARIA", words("Hello")); err == nil {
		t.Error("a redirected message counts as sent")
	}
	if got := a.slack.to("/elsewhere"); len(got) != 0 {
		t.Errorf("followed to %v", got)
	}
}

func TestSentForm(t *testing.T) {
	a := newApp(t, func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Message: words("Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz")}
	})
	w := a.interact(sent)
	want := bot.Request{
		District: "home", ID: "view:V1:156.a", Slack: "UCARL", Kind: bot.Sent, Form: "log", Meta: "c-1",
		Fields: map[string][]string{
			"date": {"2025-10-07"}, "minutes": {"45"}, "text": {"co-planned unit 3"},
			"standards": {"2.6", "2.7"}, "how": {"slack"}, "at": {"15:00"},
		},
	}
	if diff := cmp.Diff(want, a.talk.one(t)); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	body := decoded(t, w.Body.Bytes())
	if body["response_action"] != "update" || at(body, "view", "title", "text") != "Log a meeting" ||
		at(body, "view", "close", "text") != "Done" || at(body, "view", "submit") != nil ||
		at(body, "view", "blocks", 0, "text", "text") != "Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz" {
		t.Errorf("answered %s", w.Body)
	}
	a.interact(sent)
	if all := a.talk.requests(); all[0].ID != all[1].ID {
		t.Errorf("the same form sent twice: %q and %q", all[0].ID, all[1].ID)
	}
}

// Errors may stand at inputs of the form only (views.go of slack-go; STANDARDS 1.5).
func TestMistakesStandAtTheirField(t *testing.T) {
	for _, c := range []struct {
		name   string
		wrong  map[string]string
		expect map[string]any
	}{
		{"at a field", map[string]string{"minutes": "Minutes: 5 to 480."}, map[string]any{"minutes": "Minutes: 5 to 480."}},
		{"at no field of the form", map[string]string{"person": "Who?", "top": "What?"}, map[string]any{"date": "Who? What?"}},
		{"at both", map[string]string{"date": "When?", "person": "Who?"}, map[string]any{"date": "When? Who?"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{Errors: c.wrong} })
			body := decoded(t, a.interact(sent).Body.Bytes())
			if diff := cmp.Diff(map[string]any{"response_action": "errors", "errors": c.expect}, body); diff != "" {
				t.Errorf("answered (-want +got):\n%s", diff)
			}
		})
	}
	a := newApp(t, func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Errors: map[string]string{"x": "Nothing was saved."}}
	})
	body := decoded(t, a.interact(`{"type":"view_submission","user":{"id":"U"},"view":{"id":"V","blocks":[{"type":"section"}]}}`).Body.Bytes())
	if body["response_action"] != "update" || at(body, "view", "blocks", 0, "text", "text") != "Nothing was saved." {
		t.Errorf("a form without questions: %v", body)
	}
}

func TestSentFormMayLeadToAnother(t *testing.T) {
	form := visitForm()
	a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{Form: &form} })
	body := decoded(t, a.interact(sent).Body.Bytes())
	if body["response_action"] != "update" || at(body, "view", "callback_id") != "visit" {
		t.Errorf("answered %v", body)
	}
	form.Meta = strings.Repeat("x", maxMeta+1)
	body = decoded(t, a.interact(sent).Body.Bytes())
	if got := at(body, "view", "blocks", 0, "text", "text"); got != `The form "Ask for a visit" did not open. Nothing was saved. Try it again.` {
		t.Errorf("a form that Slack would refuse: %v", got)
	}
}

func TestSilentAnswerClosesTheForm(t *testing.T) {
	a := newApp(t, func(context.Context, bot.Request) bot.Reply { return bot.Reply{} })
	if w := a.interact(sent); w.Code != 200 || w.Body.Len() > 0 {
		t.Errorf("%d %q, want an empty 200", w.Code, w.Body)
	}
}

// A slow save keeps the form, and what was typed into it, until it is known.
func TestSlowFormStaysOpenUntilItIsAnswered(t *testing.T) {
	for _, c := range []struct {
		name    string
		reply   bot.Reply
		updates int
	}{
		{"saved", bot.Reply{Message: words("Logged.")}, 1},
		{"mistaken", bot.Reply{Errors: map[string]string{"minutes": "Minutes: 5 to 480."}}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
					pause(ctx, 5*time.Second)
					return c.reply
				})
				start := time.Now()
				body := decoded(t, a.interact(sent).Body.Bytes())
				if took := time.Since(start); took != patience {
					t.Errorf("answered after %v", took)
				}
				if at(body, "errors", "date") != laterForm {
					t.Errorf("said %v", body)
				}
				a.settle(t)
				got := a.slack.to("views.update")
				if len(got) != c.updates {
					t.Fatalf("%d updates, want %d", len(got), c.updates)
				}
				if c.updates > 0 && (got[0].JSON["view_id"] != "V1" || at(got[0].JSON, "view", "blocks", 0, "text", "text") != "Logged.") {
					t.Errorf("views.update %v", got)
				}
			})
		})
	}
}

// A bug keeps the form open, with all that was typed into it.
func TestPanicKeepsTheForm(t *testing.T) {
	a := newApp(t, func(context.Context, bot.Request) bot.Reply { panic("Maria Ortiz") })
	const want = "That did not work, and it may not have been saved. Send it again in a few minutes."
	if body := decoded(t, a.interact(sent).Body.Bytes()); at(body, "errors", "date") != want {
		t.Errorf("answered %v", body)
	}
	a.interact(press("undo.0", "r1"))
	a.settle(t)
	if got := a.slack.to("/respond"); len(got) != 1 || got[0].JSON["text"] != want {
		t.Errorf("said %v", got)
	}
}

// A payload without its blocks still has its questions.
func TestQuestionsOfABarePayload(t *testing.T) {
	a := newApp(t, func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Errors: map[string]string{"minutes": "Minutes: 5 to 480."}}
	})
	body := decoded(t, a.interact(`{"type":"view_submission","user":{"id":"U"},"view":{"id":"V","state":{"values":
		{"text":{"text":{"value":"x"}},"minutes":{"minutes":{"value":"1"}}}}}}`).Body.Bytes())
	if at(body, "errors", "minutes") != "Minutes: 5 to 480." {
		t.Errorf("answered %v", body)
	}
}

func TestOtherInteractionsAreWell(t *testing.T) {
	a := newApp(t, nil)
	for _, kind := range []string{"view_closed", "shortcut", "message_action", "block_actions", "something_new"} {
		w := a.interact(`{"type":"` + kind + `","user":{"id":"UCARL"},"view":{"id":"V1"}}`)
		if w.Code != 200 || w.Body.Len() > 0 {
			t.Errorf("%s: %d %q, want an empty 200", kind, w.Code, w.Body)
		}
	}
	if n := len(a.talk.requests()); n > 0 {
		t.Errorf("the conversation was asked %d times", n)
	}
}

func TestEventsAndOptions(t *testing.T) {
	a := newApp(t, nil)
	for _, c := range []struct{ path, body, want string }{
		{"/slack/events", `{"type":"url_verification","challenge":"3eZbrw1a"}`, `{"challenge":"3eZbrw1a"}`},
		{"/slack/events", `{"type":"event_callback","event_id":"Ev1","event":{"type":"app_home_opened"}}`, ""},
		{"/slack/events", `{"type":"something_new"}`, ""},
		{"/slack/options", "payload=%7B%7D", `{"options":[]}`},
	} {
		r := signedRequest(c.path, c.body)
		r.Header.Set("X-Slack-Retry-Num", "2")
		w := a.post(c.path, c.body)
		if w.Code != 200 || w.Body.String() != c.want {
			t.Errorf("%s %s: %d %q, want %q", c.path, c.body, w.Code, w.Body, c.want)
		}
	}
	if want := []string{"event answered", "event answered", "event answered", "options answered"}; !slices.Equal(a.counts.all, want) {
		t.Errorf("counted %v, want %v", a.counts.all, want)
	}
}

// A stop waits for the answers that were promised, but not for ever.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newApp(t, func(ctx context.Context, _ bot.Request) bot.Reply {
			pause(ctx, 10*time.Second)
			return bot.Reply{Message: words("Undone.")}
		})
		a.interact(press(message.ActUndo+".0", "r1"))
		hurry, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := a.Close(hurry); err == nil {
			t.Error("Close gave no error though an answer is missing")
		}
		if err := a.Close(t.Context()); err != nil {
			t.Error(err)
		}
		if n := len(a.slack.to("/respond")); n != 1 {
			t.Errorf("%d answers after Close, want 1", n)
		}
	})
}
