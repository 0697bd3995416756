package play

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
)

// post sends a message to Carl over a real connection, and returns the status,
// or the error of a connection that was cut.
func post(t *testing.T, base string) (status int, retry string, err error) {
	t.Helper()
	body := `{"channel":"` + carl + `","text":"You are invited."}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/api/chat.postMessage", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+botToken)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = got.Body.Close() }()
	_, err = io.Copy(io.Discard, got.Body)
	return got.StatusCode, got.Header.Get("Retry-After"), err
}

// How Slack fails, and what of it a person sees.
func TestSlackFails(t *testing.T) {
	tests := []struct {
		how    Trouble
		status int
		retry  string
		cut    bool
		seen   int
	}{
		{Fine, 200, "", false, 1},
		{Down, 503, "", false, 0},
		{Limited, 429, "1", false, 0},
		{Deaf, 0, "", true, 1},
	}
	for _, tt := range tests {
		t.Run("how="+string(tt.how), func(t *testing.T) {
			s := newStand(t, silent)
			server := httptest.NewServer(s.Workspace)
			t.Cleanup(server.Close)
			s.Fail(tt.how)
			status, retry, err := post(t, server.URL)
			if status != tt.status || retry != tt.retry || (err != nil) != tt.cut {
				t.Errorf("the app gets %d %q %v, want %d %q", status, retry, err, tt.status, tt.retry)
			}
			if n := len(s.DMs(carl)); n != tt.seen {
				t.Errorf("Carl sees %d messages, want %d", n, tt.seen)
			}
			s.Fail(Fine)
			if status, _, err := post(t, server.URL); status != http.StatusOK || err != nil {
				t.Errorf("afterwards the app gets %d %v", status, err)
			}
		})
	}
}

// How the mail server fails: the code that the sender gets, or a connection
// that ends without one, and what of it arrives.
func TestMailFails(t *testing.T) {
	tests := []struct {
		how  Trouble
		code int
		seen int
	}{{Fine, 0, 1}, {Down, 421, 0}, {Limited, 450, 0}, {Deaf, -1, 1}}
	for _, tt := range tests {
		t.Run("how="+string(tt.how), func(t *testing.T) {
			b, server := mailServer(t)
			b.Fail(tt.how)
			send := func() error {
				return smtp.SendMail(server, nil, "parbot@demo.example", []string{"ada.park@demo.example"}, []byte(letter("1@demo", "Meeting", "")))
			}
			err := send()
			code := 0
			if refused, ok := errors.AsType[*textproto.Error](err); ok {
				code = refused.Code
			} else if err != nil {
				code = -1
			}
			if code != tt.code {
				t.Errorf("the sender gets %v, want code %d", err, tt.code)
			}
			if n := len(b.All()); n != tt.seen {
				t.Errorf("%d mails arrived, want %d", n, tt.seen)
			}
			b.Fail(Fine)
			if err := send(); err != nil {
				t.Errorf("afterwards: %v", err)
			}
			if all := b.All(); len(all) != 1 || all[0].Copies != 1+tt.seen {
				t.Errorf("sent again, the mailbox holds %d mails", len(all))
			}
		})
	}
}

// What comes a second time is the same to the byte, but for its signature.
func TestAgain(t *testing.T) {
	s := newStand(t, func(_ *stand, rw http.ResponseWriter, form url.Values) {
		if form.Get("command") != "" {
			writeJSON(rw, http.StatusOK, body("Logged.", buttons("Undo=undo")))
		}
	})
	if _, err := s.Again(t.Context(), carl); !errors.Is(err, ErrNothing) {
		t.Errorf("before anything was done: %v, want ErrNothing", err)
	}
	if _, err := s.Again(t.Context(), "U0NOBODY"); !errors.Is(err, ErrNothing) {
		t.Errorf("a stranger: %v, want ErrNothing", err)
	}
	s.typed("/par log @Maria 45m")
	out, err := s.Again(t.Context(), carl)
	if err != nil || out.Message == nil || out.Message.Words() != "Logged.\n[Undo]" {
		t.Fatalf("the line again: %+v, %v", out, err)
	}
	if n := len(s.Messages(carl)); n != 3 {
		t.Errorf("Carl sees %d messages, want the line and two answers", n)
	}
	if first, second := s.got[0].Encode(), s.got[1].Encode(); first != second {
		t.Errorf("the app heard\n%s\nand then\n%s", first, second)
	}
}

func TestPressAgain(t *testing.T) {
	s := newStand(t, func(s *stand, rw http.ResponseWriter, form url.Values) {
		if form.Get("command") != "" {
			writeJSON(rw, http.StatusOK, body("Logged.", buttons("Undo=undo")))
			return
		}
		_, rest, _ := strings.Cut(form.Get("payload"), `"response_url":"`)
		address, _, _ := strings.Cut(rest, `"`)
		s.post(address, body("Undone."))
	})
	m := s.typed("/par log").Message
	if _, err := s.Press(t.Context(), carl, m.ID, "undo.0"); err != nil {
		t.Fatal(err)
	}
	out, err := s.Again(t.Context(), carl)
	if err != nil || out.Message == nil || out.Message.Words() != "Undone." {
		t.Fatalf("the press again: %+v, %v", out, err)
	}
	if first, second := s.got[1].Encode(), s.got[2].Encode(); first != second {
		t.Errorf("the app heard\n%s\nand then\n%s", first, second)
	}
}

// A demo that begins anew has empty windows, and nothing fails.
func TestClear(t *testing.T) {
	s := newStand(t, func(_ *stand, rw http.ResponseWriter, _ url.Values) { writeJSON(rw, http.StatusOK, body("Logged.")) })
	s.typed("/par log")
	s.Fail(Down)
	s.Clear()
	if n := len(s.Messages(carl)); n != 0 || s.Failing() != Fine {
		t.Errorf("Carl sees %d messages, and Slack is %q", n, s.Failing())
	}
	if _, err := s.Again(t.Context(), carl); !errors.Is(err, ErrNothing) {
		t.Errorf("what was done before can be done again: %v", err)
	}
	b, server := mailServer(t)
	deliver(t, server, letter("1@demo", "Meeting", ""), "ada.park@demo.example")
	b.Fail(Deaf)
	b.Clear()
	if n := len(b.All()); n != 0 || b.Failing() != Fine {
		t.Errorf("%d mails are left, and mail is %q", n, b.Failing())
	}
}
