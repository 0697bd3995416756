package play

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reader asks the page's handler as a browser on this machine would.
type reader struct {
	t *testing.T
	h http.Handler
}

func (r reader) ask(method, path, text string, headers ...string) *httptest.ResponseRecorder {
	r.t.Helper()
	q := httptest.NewRequestWithContext(r.t.Context(), method, "http://127.0.0.1:8080"+path, strings.NewReader(text))
	if method == http.MethodPost {
		q.Header.Set("X-Play", "1")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
		switch {
		case headers[i] == "Host":
			q.Host = headers[i+1]
		case headers[i+1] == "":
			q.Header.Del(headers[i])
		}
	}
	rec := httptest.NewRecorder()
	r.h.ServeHTTP(rec, q)
	return rec
}

// does posts an act, which must be taken, and returns what the page is told.
func (r reader) does(what string, in act) effect {
	r.t.Helper()
	text, err := json.Marshal(in)
	if err != nil {
		r.t.Fatal(err)
	}
	rec := r.ask(http.MethodPost, "/play/"+what, string(text))
	var out effect
	if err := json.Unmarshal(rec.Body.Bytes(), &out); err != nil || rec.Code != http.StatusOK {
		r.t.Fatalf("%s: %d %s, %v", what, rec.Code, rec.Body, err)
	}
	return out
}

func (r reader) sees(first string) state {
	r.t.Helper()
	slack := ""
	for _, p := range People() {
		if p.First() == first {
			slack = p.Slack
		}
	}
	rec := r.ask(http.MethodGet, "/play/state?as="+slack, "")
	var s state
	if err := json.Unmarshal(rec.Body.Bytes(), &s); err != nil || rec.Code != http.StatusOK {
		r.t.Fatalf("state: %d, %v", rec.Code, err)
	}
	return s
}

func demo(t *testing.T) (*app, reader) {
	t.Helper()
	a := newApp(t)
	return a, reader{t, New(a.config())}
}

// Nobody else's page may read or press anything here.
func TestGuard(t *testing.T) {
	_, r := demo(t)
	const line = `{"as":"U0CARL0001","line":"/par due"}`
	tests := []struct {
		name, method, path string
		headers            []string
		want               int
	}{
		{"the page", "GET", "/", nil, 200},
		{"by its other name", "GET", "/", []string{"Host", "localhost:8080"}, 200},
		{"by its number of six", "GET", "/", []string{"Host", "[::1]:8080"}, 200},
		{"without a port", "GET", "/", []string{"Host", "127.0.0.1"}, 200},
		{"by a name that was pointed here", "GET", "/", []string{"Host", "evil.example:8080"}, 403},
		{"by a name that only begins alike", "GET", "/play/state", []string{"Host", "localhost.evil.example"}, 403},
		{"by the number of another machine", "GET", "/", []string{"Host", "192.168.1.4:8080"}, 403},
		{"without a host", "GET", "/", []string{"Host", ""}, 403},
		{"a press", "POST", "/play/type", nil, 200},
		{"a press of the page", "POST", "/play/type", []string{"Origin", "http://127.0.0.1:8080", "Sec-Fetch-Site", "same-origin"}, 200},
		{"without the header", "POST", "/play/type", []string{"X-Play", ""}, 403},
		{"with another header", "POST", "/play/type", []string{"X-Play", "2"}, 403},
		{"of another page", "POST", "/play/type", []string{"Origin", "http://evil.example"}, 403},
		{"of another port", "POST", "/play/type", []string{"Origin", "http://127.0.0.1:9090"}, 403},
		{"of no page", "POST", "/play/type", []string{"Origin", "null"}, 403},
		{"across sites", "POST", "/play/type", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a press by GET", "GET", "/play/type", nil, 405},
		{"what is not there", "GET", "/play/secret", nil, 404},
		{"no file beside the page's own", "GET", "/play/..%2fpages.go", nil, 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec := reader{t, r.h}.ask(tt.method, tt.path, line, tt.headers...)
			if rec.Code != tt.want {
				t.Errorf("status %d, want %d: %.80s", rec.Code, tt.want, rec.Body)
			}
			if rec.Header().Get("Content-Security-Policy") != policy || rec.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers %v", rec.Header())
			}
		})
	}
}

// The page loads its own files and nothing from elsewhere, and
// runs nothing that stands in its text, so that its policy holds.
func TestPageFiles(t *testing.T) {
	_, r := demo(t)
	for path, kind := range map[string]string{
		"/":              "text/html",
		"/play/page.css": "text/css",
		"/play/page.js":  "text/javascript",
		"/play/dom.js":   "text/javascript",
		"/play/field.js": "text/javascript",
		"/play/month.js": "text/javascript",
		"/play/story.js": "text/javascript",
	} {
		rec := r.ask(http.MethodGet, path, "")
		if rec.Code != http.StatusOK || !strings.HasPrefix(rec.Header().Get("Content-Type"), kind) || rec.Body.Len() == 0 {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Header().Get("Content-Type"))
		}
	}
	html := r.ask(http.MethodGet, "/", "").Body.String()
	if strings.Count(html, disclaimer) != 2 { // on the page, and in every form above it
		t.Errorf("the page says %d times that nobody exists, want twice", strings.Count(html, disclaimer))
	}
	for _, wrong := range []string{`style="`, ` on\w+="`, `<style`, `<script>`} {
		if found := regexp.MustCompile(wrong).FindString(html); found != "" {
			t.Errorf("the page holds %q, which its policy forbids", found)
		}
	}
	all, err := fs.Glob(page, "page/*")
	if err != nil || len(all) != 7 {
		t.Errorf("the page is made of %v, %v", all, err)
	}
	for _, name := range all {
		text, err := fs.ReadFile(page, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"https://", "innerHTML", "insertAdjacentHTML", "document.write", "eval(", "\t"} {
			if strings.Contains(string(text), wrong) {
				t.Errorf("%s holds %q", name, wrong)
			}
		}
		if name != "page/page.html" && strings.Contains(string(text), "http://") {
			t.Errorf("%s names another address", name)
		}
	}
}

// One act after another through the page's own addresses.
func TestPageAPI(t *testing.T) {
	_, r := demo(t)
	carl, sam := r.sees("Carl"), r.sees("Sam")
	if carl.Me.Name != "Carl Tran" || carl.Now != "Wednesday, October 8, 2025, 9:00 a.m." || carl.Today != "2025-10-08" || len(carl.People) != 6 || len(carl.Commands) == 0 {
		t.Errorf("at the start Carl sees %+v", carl)
	}

	out := r.does("type", act{As: carl.Me.Slack, Line: "/par log @Maria yesterday 45m co-planned unit 3, 2.6"})
	carl = r.sees("Carl")
	last := carl.Messages[len(carl.Messages)-1]
	if out.Message == "" || out.Message != last.ID || last.Kind != Answer || !strings.Contains(last.Words, "Logged.") || last.When != "Wed, Oct 8, 9:00 a.m." {
		t.Errorf("after the line: %+v and %+v", out, last)
	}
	r.does("press", act{As: carl.Me.Slack, Surface: last.ID, Action: "undo.0"})
	if last = r.sees("Carl").Messages[1]; last.Words != "Undone: the log of Tuesday, October 7.\n[Put it back]" || !last.Edited {
		t.Errorf("after the press: %+v", last)
	}

	r.does("type", act{As: sam.Me.Slack, Line: "/par visit"})
	if sam = r.sees("Sam"); sam.View == nil || textOf(sam.View.Title) != "Ask for a visit" {
		t.Fatalf("after the command Sam sees the view %+v", sam.View)
	}
	if out := r.does("submit", act{As: sam.Me.Slack, Values: map[string][]string{"wish": {"mornings"}}}); out.Errors["topic"] != "Say what about." {
		t.Errorf("an incomplete form: %+v", out)
	}
	r.does("submit", act{As: sam.Me.Slack, Values: map[string][]string{"topic": {"group work"}}})
	if sam = r.sees("Sam"); !strings.Contains(Words(sam.View.Blocks), "Asked. Topic: group work.") {
		t.Errorf("after the form Sam sees %+v", sam.View)
	}
	r.does("close", act{As: sam.Me.Slack})
	if sam = r.sees("Sam"); sam.View != nil {
		t.Errorf("after closing Sam sees %+v", sam.View)
	}
	// What waited has left already, with no move of the clock.
	dora := r.sees("Dora")
	if len(dora.Messages) != 1 || len(dora.Sent) != 1 || dora.Sent[0].To != "Dora Lee" || dora.Sent[0].How != "Slack" {
		t.Errorf("Dora sees %+v and %+v", dora.Messages, dora.Sent)
	}
}

func TestPageShowsMailAndCalendar(t *testing.T) {
	a, r := demo(t)
	a.invite("Ada", "Meeting: Thu, Oct 16, 3:00 p.m.", "m1", 0, pacific("2025-10-16 15:00"))
	a.invite("Ada", "Moved: Meeting, now Thu, Oct 16, 4:00 p.m.", "m1", 1, pacific("2025-10-16 16:00"))
	ada := r.sees("Ada")
	if len(ada.Mails) != 2 || !strings.HasPrefix(ada.Mails[0].Subject, "Moved:") || ada.Mails[0].ID == ada.Mails[1].ID {
		t.Fatalf("the inbox is %+v, want the newest first", ada.Mails)
	}
	entry := ada.Mails[0].Entry
	if entry == nil || entry.When != "Thursday, October 16, 2025, 4:00 to 4:45 p.m." || entry.Day != "2025-10-16" || entry.Place != "Room 12" || entry.Sequence != 1 {
		t.Errorf("the invitation shows %+v", entry)
	}
	if len(ada.Calendar) != 1 || ada.Calendar[0].When != entry.When {
		t.Errorf("the calendar is %+v", ada.Calendar)
	}
	var news []int
	for _, p := range r.sees("Carl").People {
		news = append(news, p.Got, p.Entries)
	}
	if diff := cmp.Diff([]int{0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0, 0}, news); diff != "" {
		t.Errorf("what reached everybody (-want +got):\n%s", diff)
	}
	if carl := r.sees("Carl"); len(carl.Mails) != 0 || len(carl.Sent) != 2 || carl.Sent[0].Says != "Moved: Meeting, now Thu, Oct 16, 4:00 p.m." {
		t.Errorf("Carl sees %+v and %+v", carl.Mails, carl.Sent)
	}
}

func TestPageMovesTheClock(t *testing.T) {
	a, r := demo(t)
	a.later(pacific("2025-11-17 08:00"), func() { a.tell("Carl", "Due Monday, November 17: six-week conference.") })
	steps := []struct{ by, now, problem string }{
		{"day", "Thursday, October 9, 2025, 9:00 a.m.", ""},
		{"week", "Thursday, October 16, 2025, 9:00 a.m.", ""},
		{"week", "Thursday, October 23, 2025, 9:00 a.m.", ""},
		{"week", "Thursday, October 30, 2025, 9:00 a.m.", ""},
		{"week", "Thursday, November 6, 2025, 9:00 a.m.", ""}, // the same hour after the clocks changed
		{"next", "Monday, November 17, 2025, 8:00 a.m.", ""},
		{"next", "Monday, November 17, 2025, 8:00 a.m.", "No notice is planned."},
		{"year", "Monday, November 17, 2025, 8:00 a.m.", "Time passes by a day, by a week or to the next notice."},
	}
	for _, step := range steps {
		out := r.does("move", act{By: step.by})
		if got := r.sees("Carl"); got.Now != step.now || out.Problem != step.problem {
			t.Errorf("by %s it is %s (%q), want %s (%q)", step.by, got.Now, out.Problem, step.now, step.problem)
		}
	}
	if got := r.sees("Carl"); len(got.Messages) != 1 {
		t.Errorf("Carl got %+v", got.Messages)
	}
}

// A page that knows everything waits until there is something else.
func TestPageWaitsForNews(t *testing.T) {
	a, r := demo(t)
	changes := map[string]func(){
		"a message": func() { a.tell("Carl", "Due Sunday, October 12: weekly log.") },
		"a mail":    func() { a.invite("Ada", "Meeting", "m1", 0, pacific("2025-10-16 15:00")) },
		"the clock": func() { r.does("move", act{By: "day"}) },
	}
	for name, change := range changes {
		known := r.sees("Carl").Version
		var waiting sync.WaitGroup
		done := make(chan int, 1)
		waiting.Go(func() {
			rec := r.ask(http.MethodGet, "/play/state?as="+a.person("Carl").Slack+"&since="+jsonOf(known), "")
			var s state
			if err := json.Unmarshal(rec.Body.Bytes(), &s); err != nil {
				t.Error(err)
			}
			done <- s.Version
		})
		select {
		case <-done:
			t.Errorf("%s: the answer came before the news", name)
		case <-time.After(30 * time.Millisecond):
		}
		change()
		waiting.Wait()
		if got := <-done; got <= known {
			t.Errorf("%s: version %d after %d", name, got, known)
		}
	}
}

func jsonOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestPageSaysWhatFails(t *testing.T) {
	a, r := demo(t)
	tests := []struct {
		name, path, text string
		status           int
		want             string
	}{
		{"no JSON", "/play/type", "{", 400, "That could not be read."},
		{"too much", "/play/type", `{"line":"` + strings.Repeat("a", maxAct) + `"}`, 400, "That could not be read."},
		{"nobody", "/play/type", `{"as":"U0NOBODY","line":"/par due"}`, 409, "That is no longer there."},
		{"a button that has gone", "/play/press", `{"as":"U0CARL0001","surface":"1","action":"x"}`, 409, "That is no longer there."},
		{"a form that has gone", "/play/submit", `{"as":"U0CARL0001"}`, 409, "That is no longer there."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec := reader{t, r.h}.ask(http.MethodPost, tt.path, tt.text)
			if rec.Code != tt.status || !strings.Contains(rec.Body.String(), tt.want) {
				t.Errorf("%d %s, want %d %q", rec.Code, rec.Body, tt.status, tt.want)
			}
		})
	}
	c := a.config()
	c.App = stuck{a}
	rec := reader{t, New(c)}.ask(http.MethodPost, "/play/move", `{"by":"day"}`)
	if rec.Code != http.StatusInternalServerError || strings.Contains(rec.Body.String(), "database") {
		t.Errorf("a clock that does not move: %d %s", rec.Code, rec.Body)
	}
	c.People = nil
	if rec := (reader{t, New(c)}).ask(http.MethodGet, "/play/state", ""); rec.Code != http.StatusInternalServerError {
		t.Errorf("a demo without people: %d", rec.Code)
	}
}

// stuck is an app whose clock does not move.
type stuck struct{ *app }

func (stuck) Move(context.Context, time.Time, func(time.Time)) error {
	return errors.New("the database is gone")
}

// While time passes nobody else can make it pass, and commands still work.
func TestPageWhileTimePasses(t *testing.T) {
	a, r := demo(t)
	begun, proceed := make(chan struct{}), make(chan struct{})
	a.later(pacific("2025-10-08 12:00"), func() { close(begun); <-proceed })
	var moving sync.WaitGroup
	moving.Go(func() { r.does("move", act{By: "day"}) })
	<-begun
	if out := r.does("move", act{By: "week"}); out.Problem != "Time is passing already." {
		t.Errorf("a second move: %+v", out)
	}
	if out := r.does("type", act{As: a.person("Carl").Slack, Line: "/par due"}); out.Message == "" {
		t.Errorf("a command meanwhile: %+v", out)
	}
	close(proceed)
	moving.Wait()
	if got := r.sees("Carl").Now; got != "Thursday, October 9, 2025, 9:00 a.m." {
		t.Errorf("afterwards it is %s", got)
	}
}
