package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	botToken = "xoxb-demo"
	secret   = "demo-secret"
)

// app is a small program that speaks the protocols as parbot does: slash
// commands and interactions in, Web API and SMTP out, and a clock that can be
// moved. It knows just enough words for the stories; faults makes it err.
type app struct {
	t       *testing.T
	slack   *Workspace
	mailbox *Mailbox
	server  string // of mail
	self    string // where the stand-in Slack is
	faults  map[string]bool

	mu       sync.Mutex
	now      time.Time
	waiting  []notice
	lines    []string // typed so far, by whom
	sequence int
}

// notice is something that leaves at its moment.
type notice struct {
	at   time.Time
	send func()
}

// newApp starts the app, a workspace and a mailbox, each on its own address.
func newApp(t *testing.T) *app {
	t.Helper()
	a := &app{t: t, now: Start(), sequence: -1, faults: map[string]bool{}}
	a.slack = NewWorkspace(WorkspaceConfig{Token: botToken, Secret: secret, People: People(), Now: a.Now})
	a.mailbox, a.server = mailServer(t)
	a.mailbox.now = a.Now
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", a.command)
	mux.HandleFunc("POST /slack/interactions", a.interaction)
	bot, slack := httptest.NewServer(mux), httptest.NewServer(a.slack)
	t.Cleanup(bot.Close)
	t.Cleanup(slack.Close)
	a.self = slack.URL
	a.slack.Connect(slack.URL, bot.URL)
	return a
}

func (a *app) config() Config {
	return Config{App: a, Workspace: a.slack, Mailbox: a.mailbox, People: People()}
}

func (a *app) Now() time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

func (a *app) Next(context.Context) (at time.Time, ok bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, n := range a.waiting {
		if !ok || n.at.Before(at) {
			at, ok = n.at, true
		}
	}
	return at, ok, nil
}

func (a *app) Move(ctx context.Context, to time.Time, passing func(time.Time)) error {
	if to.Before(a.Now()) {
		return errors.New("the clock cannot go back")
	}
	for {
		at, ok, err := a.Next(ctx)
		if err != nil || !ok || at.After(to) {
			break
		}
		a.mu.Lock()
		i := slices.IndexFunc(a.waiting, func(n notice) bool { return n.at.Equal(at) })
		send := a.waiting[i].send
		a.waiting = slices.Delete(a.waiting, i, i+1)
		if at.After(a.now) {
			a.now = at
		}
		a.mu.Unlock()
		send()
		if passing != nil {
			passing(at)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.now = to
	return nil
}

// later has something leave at a moment.
func (a *app) later(at time.Time, send func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.waiting = append(a.waiting, notice{at, send})
}

// call calls the Web API and returns its answer.
func (a *app) call(method string, args map[string]any) map[string]any {
	out, err := callAPI(a.self, method, botToken, args)
	if err != nil || out["ok"] != true {
		a.t.Errorf("%s: %v %v", method, out, err)
	}
	return out
}

// callAPI is one call of the Web API with a JSON body.
func callAPI(base, method, token string, args map[string]any) (map[string]any, error) {
	body, err := json.Marshal(args)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, base+"/api/"+method, strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Authorization", "Bearer "+token)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = got.Body.Close() }()
	out := map[string]any{}
	return out, json.NewDecoder(got.Body).Decode(&out)
}

// say posts to a response address and returns the status.
func say(t *testing.T, address string, body map[string]any) int {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, address, strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = got.Body.Close() }()
	return got.StatusCode
}

// section and buttons are blocks as parbot's edge writes them: plain text.
func section(text string) map[string]any {
	return map[string]any{"type": "section", "text": map[string]any{"type": plainText, "text": text}}
}

// buttons are a row of "words=action" or "words=action:value".
func buttons(all ...string) map[string]any {
	var row []any
	for i, one := range all {
		words, action, _ := strings.Cut(one, "=")
		action, value, _ := strings.Cut(action, ":")
		row = append(row, map[string]any{
			"type": "button", "action_id": fmt.Sprintf("%s.%d", action, i), "value": value, "text": map[string]any{"type": plainText, "text": words},
		})
	}
	return map[string]any{"type": "actions", "elements": row}
}

// body is a message of lines, then blocks.
func body(text string, more ...map[string]any) map[string]any {
	var blocks []any
	for line := range strings.SplitSeq(text, "\n") {
		blocks = append(blocks, section(line))
	}
	for _, b := range more {
		blocks = append(blocks, b)
	}
	return map[string]any{"response_type": "ephemeral", "text": text, "blocks": blocks}
}

func (a *app) tell(first, text string, more ...map[string]any) {
	message := body(text, more...)
	message["channel"] = a.person(first).Slack
	a.call("chat.postMessage", message)
}

func (a *app) person(first string) Person {
	i := slices.IndexFunc(People(), func(p Person) bool { return p.First() == first })
	return People()[i]
}

// invite mails a calendar entry.
func (a *app) invite(first, subject, uid string, sequence int, start time.Time) {
	calendar := object("REQUEST", "UID:"+uid, fmt.Sprintf("SEQUENCE:%d", sequence), "DTSTART:"+start.UTC().Format("20060102T150405Z"),
		"DTEND:"+start.UTC().Add(45*time.Minute).Format("20060102T150405Z"), "SUMMARY:Meeting", "LOCATION:Room 12")
	id := fmt.Sprintf("%s.%d.%s@demo.example", uid, sequence, first)
	for range 1 + len(slices.DeleteFunc([]string{"twice"}, func(f string) bool { return !a.faults[f] })) {
		if err := smtp.SendMail(a.server, nil, "parbot@demo.example", []string{a.person(first).Email}, []byte(letter(id, subject, calendar))); err != nil {
			a.t.Errorf("mail to %s: %v", first, err)
		}
	}
}

// genuine checks the signature of a request and returns its form.
func (a *app) genuine(rw http.ResponseWriter, r *http.Request) url.Values {
	raw, err := io.ReadAll(r.Body)
	form, wrong := url.ParseQuery(string(raw))
	if err != nil || wrong != nil || r.Header.Get("X-Slack-Signature") != sign(secret, r.Header.Get("X-Slack-Request-Timestamp"), raw) {
		a.t.Error("a request is not signed")
		rw.WriteHeader(http.StatusUnauthorized)
	}
	return form
}

func (a *app) command(rw http.ResponseWriter, r *http.Request) {
	form := a.genuine(rw, r)
	name, rest, _ := strings.Cut(form.Get("text"), " ")
	a.mu.Lock()
	again := slices.Contains(a.lines, form.Get("text"))
	a.lines = append(a.lines, form.Get("text"))
	a.mu.Unlock()
	var answer map[string]any
	switch name {
	case "log":
		answer = body("Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz\nCo-planned unit 3 · standard 2.6\nCan read it: you, Maria Ortiz.", buttons("Undo=undo"))
		if again && !a.faults["forgets"] {
			answer = body("You saved exactly this less than a minute ago. Is it a second meeting?", buttons("No, keep one=keep", "Yes, save both=both"))
		}
	case "due":
		answer = body("Sunday, October 12 (2025-10-12): weekly log with Maria Ortiz.")
	case "visit":
		a.call("views.open", map[string]any{"trigger_id": form.Get("trigger_id"), "view": visitForm()})
		return
	case "assign":
		answer = a.assigned()
	case "meet":
		answer = a.met(rest)
	default:
		answer = body("There is no command \"" + name + "\".")
	}
	writeJSON(rw, http.StatusOK, answer)
}

func visitForm() map[string]any {
	input := func(id, label string) map[string]any {
		return map[string]any{
			"type": "input", "block_id": id, "optional": true, "label": map[string]any{"type": plainText, "text": label},
			"element": map[string]any{"type": "plain_text_input", "action_id": id},
		}
	}
	plain := func(text string) map[string]any { return map[string]any{"type": plainText, "text": text} }
	return map[string]any{
		"type": "modal", "callback_id": "visit", "title": plain("Ask for a visit"), "submit": plain("Ask"), "close": plain("Close"),
		"blocks": []any{section("School: Grant Elementary"), input("topic", "What about"), input("wish", "When suits you")},
	}
}

func (a *app) assigned() map[string]any {
	first := pacific("2025-10-13 15:00")
	a.later(a.Now(), func() {
		a.invite("Sam", "Check-in: Mon, Oct 13, 3:00 p.m.", "v1", 0, first)
		a.invite("Nia", "Check-in: Mon, Oct 13, 3:00 p.m.", "v1", 0, first)
		if a.faults["leaks"] {
			a.tell("Ada", "Sam Ortiz gets a visit.")
		}
	})
	return body("Assigned: V-1 to Nia Cole. Both get a message and an invitation.")
}

// met plans the meeting or moves it.
func (a *app) met(rest string) map[string]any {
	words := strings.Fields(rest)
	if words[2] == "ask" {
		if !a.faults["no reminder of a date"] {
			a.later(pacific("2025-10-09 08:00"), func() {
				a.tell("Ada", "Due Wednesday, October 15: a date to give.", buttons("Done=done", "Why this date?=why"))
			})
		}
		return body("Asked. Initial Triad: a date is wanted from the Site Administrator by Wednesday, October 15.")
	}
	start := pacific(words[2] + " " + words[3])
	a.mu.Lock()
	a.sequence++
	sequence, now := a.sequence, a.now
	a.mu.Unlock()
	hour := strings.TrimSuffix(start.Format("3:04"), "")
	uid := "m1"
	if a.faults["new uid"] {
		uid += words[3]
	}
	title := "Meeting"
	if a.faults["names"] {
		title = "Initial Triad with Maria Ortiz"
	}
	a.later(now, func() {
		a.invite("Ada", title+": Thu, Oct 16, "+hour+" p.m.", uid, sequence, start)
		a.tell("Ada", "You are invited: Meeting, Thursday, October 16, "+hour+" p.m., Room 12.", buttons("Yes=yes:"+uid, "No=no:"+uid, "Other time=other:"+uid))
	})
	when := fmt.Sprintf("Thursday, October 16, %s to %s p.m., Room 12", hour, start.Add(45*time.Minute).Format("3:04"))
	if sequence == 0 {
		return body("Planned: Initial Triad, " + when + ".\nInvitations are on their way to Maria Ortiz, Ada Park and you.")
	}
	if !a.faults["no reminder"] {
		a.later(pacific("2025-10-12 08:00"), func() { a.tell("Carl", "Due Sunday, October 12: weekly log.") })
		a.later(pacific("2025-10-16 08:00"), func() { a.tell("Ada", when+": meeting.") })
	}
	return body("Moved: Initial Triad. Now " + when + ". Everybody is asked again.")
}

func (a *app) interaction(rw http.ResponseWriter, r *http.Request) {
	var in struct {
		Type     string `json:"type"`
		Response string `json:"response_url"`
		Actions  []struct {
			ID    string `json:"action_id"`
			Value string `json:"value"`
		} `json:"actions"`
		View struct {
			State struct {
				Values map[string]map[string]struct {
					Value string `json:"value"`
				} `json:"values"`
			} `json:"state"`
		} `json:"view"`
	}
	if err := json.Unmarshal([]byte(a.genuine(rw, r).Get("payload")), &in); err != nil {
		a.t.Errorf("payload: %v", err)
	}
	switch in.Type {
	case "view_submission":
		topic := in.View.State.Values["topic"]["topic"].Value
		if topic == "" {
			writeJSON(rw, http.StatusOK, map[string]any{"response_action": "errors", "errors": map[string]string{"topic": "Say what about."}})
			return
		}
		a.later(a.Now(), func() { a.tell("Dora", "A visit request is waiting: V-1.", buttons("Assign=assign", "Open=show")) })
		next := map[string]any{
			"type": "modal", "title": map[string]any{"type": plainText, "text": "Ask for a visit"},
			"blocks": []any{section("Asked. Topic: " + topic + ". Only the program office sees this.")},
		}
		writeJSON(rw, http.StatusOK, map[string]any{"response_action": "update", "view": next})
	case "block_actions":
		action, _, _ := strings.Cut(in.Actions[0].ID, ".")
		words := map[string]string{
			"keep": "One is kept. Nothing was saved a second time.", "yes": "You said yes.", "no": "You said no.",
			"undo": "Undone: the log of Tuesday, October 7.", "redo": "Put back: the log of Tuesday, October 7. It counts again.",
			"why": "Wednesday, October 15 (2025-10-15): 5 working days.",
		}[action]
		answer := body(words)
		switch action {
		case "undo":
			answer = body(words, buttons("Put it back=redo"))
		case "yes":
			answer = body(words, buttons("Change to no=no:"+in.Actions[0].Value))
		case "no":
			answer = body(words, buttons("Change to yes=yes:"+in.Actions[0].Value))
		}
		answer["replace_original"] = true
		say(a.t, in.Response, answer)
	}
}
