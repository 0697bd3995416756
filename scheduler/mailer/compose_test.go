package mailer

import (
	"bytes"
	"io"
	"mime"
	"net/mail"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	"github.com/google/go-cmp/cmp"

	"parbot/internal/golden"
)

const object = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"

// invitation is Ada's invitation; the calendar object is another room's affair.
func invitation() Mail {
	return Mail{
		To: "ada.park@demo.example", Name: "Ada Park", Subject: "Meeting: Thu, Mar 4, 2027, 3:00 p.m.",
		Paragraphs: []string{"Hello Ada,", "You are invited: Meeting", "Thursday, March 4, 2027, 3:00 to 3:45 p.m. Pacific time", "Room 12"},
		MessageID:  "019a0000-0000-7000-8000-000000000003@demo.example", Thread: "019a0000-0000-7000-8000-000000000001@demo.example",
		Date: time.Date(2025, 10, 8, 16, 0, 0, 0, time.UTC), Invite: []byte(object), Method: "REQUEST",
	}
}

func raw(t *testing.T, one Mail) []byte {
	t.Helper()
	m, err := New("smtp://127.0.0.1?tls=off", "parbot@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	text, err := m.compose(one)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestGoldens(t *testing.T) {
	canceled := invitation()
	canceled.Subject, canceled.Method, canceled.Invite = "Canceled: Meeting, Thu, Mar 4, 2027, 3:00 p.m.", "CANCEL", []byte(strings.ReplaceAll(object, "REQUEST", "CANCEL"))
	for name, one := range map[string]Mail{"reminder": reminder(), "invitation": invitation(), "canceled": canceled} {
		t.Run(name, func(t *testing.T) {
			got := strings.ReplaceAll(string(raw(t, one)), "\r\n", "\n")
			path := filepath.Join("testdata", name+".eml")
			golden.Check(t, path, got)
		})
	}
}

// part is one leaf of a message.
type part struct{ Kind, Method, File, Body string }

// leaves reads a message with another library than the one that wrote it.
func leaves(t *testing.T, text []byte) (head mail.Header, parts []part) {
	t.Helper()
	e, err := message.Read(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	err = e.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, params, err := e.Header.ContentType()
		if err != nil || strings.HasPrefix(kind, "multipart/") {
			return err
		}
		body, err := io.ReadAll(e.Body)
		_, disposition, _ := e.Header.ContentDisposition()
		parts = append(parts, part{kind, params["method"], disposition["filename"], string(body)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Header, parts
}

// RFC 6047 as calendars read it (STANDARDS 2.3): the object is the last
// alternative, its method in the type, and the same bytes are attached.
func TestInvitation(t *testing.T) {
	head, parts := leaves(t, raw(t, invitation()))
	if kind, _, err := mime.ParseMediaType(head.Get("Content-Type")); err != nil || kind != "multipart/mixed" {
		t.Errorf("type %s, %v", kind, err)
	}
	var kinds []string
	for _, p := range parts {
		kinds = append(kinds, p.Kind)
	}
	if diff := cmp.Diff([]string{"text/plain", "text/html", "text/calendar", "application/ics"}, kinds); diff != "" {
		t.Fatal(diff)
	}
	if parts[2].Method != "REQUEST" || parts[2].Body != object || parts[3].Body != object || parts[3].File != "invite.ics" {
		t.Errorf("calendar %+v, attachment %+v", parts[2], parts[3])
	}
	if !strings.Contains(parts[0].Body, "3:00 to 3:45 p.m.") || !strings.Contains(parts[1].Body, "<h1>You are invited: Meeting</h1>") {
		t.Errorf("words:\n%s\n%s", parts[0].Body, parts[1].Body)
	}
}

// The headers that mail programs and other robots go by.
func TestHeaders(t *testing.T) {
	head, parts := leaves(t, raw(t, reminder()))
	for name, want := range map[string]string{
		"From": `"parbot" <parbot@demo.example>`, "To": `"Carl Tran" <carl.tran@demo.example>`, "Subject": "Due Sunday, October 12",
		"Message-Id":  "<019a0000-0000-7000-8000-000000000002@demo.example>",
		"References":  "<019a0000-0000-7000-8000-000000000001@demo.example>",
		"In-Reply-To": "<019a0000-0000-7000-8000-000000000001@demo.example>",
		"Date":        "Thu, 09 Oct 2025 15:00:00 +0000", "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All",
	} {
		if got := head[name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, name := range []string{"Cc", "Bcc", "Reply-To", "User-Agent", "X-Mailer", "Precedence", "List-Unsubscribe"} {
		if got := head[name]; got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
	if len(parts) != 2 || parts[0].Kind != "text/plain" || parts[1].Kind != "text/html" {
		t.Errorf("parts %+v", parts)
	}
}

// No subject, name or address begins a header of its own, whatever is in it.
func TestHostileHeaders(t *testing.T) {
	for _, hostile := range []string{"x\r\nBcc: eve@demo.example", "x\nBcc: eve@demo.example", `"><script>`, "ünï\x00code", strings.Repeat("long ", 300), "\x1b[31m"} {
		one := reminder()
		one.Subject, one.Name, one.Thread = hostile, hostile, hostile
		one.Paragraphs = []string{"Hello Carl,", hostile, hostile}
		head, parts := leaves(t, raw(t, one))
		if head.Get("Bcc") != "" || len(head["To"]) != 1 || strings.Contains(parts[1].Body, "<script>") {
			t.Errorf("%q: %v\n%s", hostile, head, parts[1].Body)
		}
	}
	one := reminder()
	one.To = "carl@demo.example\r\nRCPT TO:<eve@demo.example>"
	m, err := New("smtp://127.0.0.1?tls=off", "parbot@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.compose(one); err == nil {
		t.Error("an address of two lines is taken")
	}
}

// A message that is made again is the same message.
func TestSameAgain(t *testing.T) {
	if first, again := string(raw(t, invitation())), string(raw(t, invitation())); first != again {
		t.Errorf("two makings differ:\n%s", cmp.Diff(first, again))
	}
}

// The page loads nothing, says its language, and fits the light and the dark.
func TestPage(t *testing.T) {
	got := page("Due", []string{"Hello Carl,", "One thing is due.", "Second\nline.", "Who gets this: only you."})
	for _, want := range []string{
		`<html lang="en-US">`, `content="light dark"`, "<p>Hello Carl,</p>\n<h1>One thing is due.</h1>", "Second<br>\nline.",
		`<p class="quiet">Who gets this: only you.</p>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("missing %q in\n%s", want, got)
		}
	}
	for _, no := range []string{"<img", "http:", "https:", "url(", "<script"} {
		if strings.Contains(got, no) {
			t.Errorf("%q is in the page", no)
		}
	}
	if long := page("Notice", []string{"Hello Maria,", strings.Repeat("long ", 40)}); strings.Contains(long, "<h1>") {
		t.Error("a whole paragraph is a heading")
	}
}
