package play

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net"
	"net/smtp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// mailServer starts a mailbox on loopback and returns where it listens.
func mailServer(t *testing.T) (*Mailbox, string) {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := NewMailbox(Start)
	var serving sync.WaitGroup
	serving.Go(func() {
		if err := b.Serve(l); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		serving.Wait()
	})
	return b, l.Addr().String()
}

func deliver(t *testing.T, server, raw string, to ...string) {
	t.Helper()
	if err := smtp.SendMail(server, nil, "parbot@demo.example", to, []byte(raw)); err != nil {
		t.Fatal(err)
	}
}

// letter is an invitation as parbot's own mailer composes one.
func letter(id, subject, calendar string) string {
	encoded := base64.StdEncoding.EncodeToString([]byte(calendar))
	return strings.ReplaceAll(`From: "Demo" <parbot@demo.example>
To: "Ada Park" <ada.park@demo.example>
Subject: `+subject+`
Message-ID: <`+id+`>
Date: Wed, 08 Oct 2025 09:00:00 -0700
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=m

--m
Content-Type: multipart/alternative; boundary=a

--a
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: quoted-printable

Hello Ada,

You are invited: Meeting =E2=80=93 Room 12=
.
--a
Content-Type: text/html; charset=UTF-8

<p>Hello Ada,</p>
--a
Content-Type: text/calendar; method=REQUEST
Content-Transfer-Encoding: base64

`+encoded+`
--a--
--m
Content-Type: application/ics
Content-Disposition: attachment; filename=invite.ics
Content-Transfer-Encoding: base64

`+encoded+`
--m--
`, "\n", "\r\n")
}

func TestMailboxTakesAnInvitation(t *testing.T) {
	b, server := mailServer(t)
	calendar := object("REQUEST", "UID:m1", "SEQUENCE:0", "DTSTART:20251016T220000Z", "DTEND:20251016T224500Z", "SUMMARY:Meeting", "LOCATION:Room 12")
	deliver(t, server, letter("1@demo", "=?utf-8?q?Meeting:_Thu,_Oct_16,_3:00_p.m.?=", calendar), "Ada.Park@demo.example")

	got := b.Mails("ada.park@DEMO.example")
	if len(got) != 1 {
		t.Fatalf("%d mails, want 1", len(got))
	}
	m := got[0]
	if !bytes.Contains(m.Raw, []byte("--m--")) {
		t.Errorf("Raw is not the whole mail: %q", m.Raw)
	}
	m.Raw = nil
	want := Mail{
		At: Start(), From: "parbot@demo.example", To: "ada.park@demo.example",
		Subject: "Meeting: Thu, Oct 16, 3:00 p.m.", MessageID: "1@demo", Date: Start(),
		Text: "Hello Ada,\n\nYou are invited: Meeting \u2013 Room 12.", HTML: "<p>Hello Ada,</p>", Copies: 1,
		Invite: &Invite{Method: "REQUEST", UID: "m1", Start: pacific("2025-10-16 15:00"), End: pacific("2025-10-16 15:45"), Summary: "Meeting", Place: "Room 12"},
	}
	if diff := cmp.Diff(want, m, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("the mail (-want +got):\n%s", diff)
	}
	words := m.Words()
	for _, part := range []string{"You are invited", "Thursday, October 16, 2025, 3:00 p.m.", "SEQUENCE 0", "Room 12"} {
		if !strings.Contains(words, part) {
			t.Errorf("Words lacks %q:\n%s", part, words)
		}
	}
}

// A mail program shows one mail for one Message-ID; this one counts besides.
func TestMailboxCountsCopies(t *testing.T) {
	b, server := mailServer(t)
	one := letter("1@demo", "Meeting", "")
	deliver(t, server, one, "ada.park@demo.example")
	deliver(t, server, one, "ada.park@demo.example")
	deliver(t, server, one, "carl.tran@demo.example")
	deliver(t, server, letter("2@demo", "Meeting", ""), "ada.park@demo.example")
	anonymous := "Subject: no id\r\n\r\nwords\r\n"
	deliver(t, server, anonymous, "ada.park@demo.example")
	deliver(t, server, anonymous, "ada.park@demo.example")

	var got []string
	for _, m := range b.All() {
		got = append(got, fmt.Sprintf("%s %s %d", m.To, m.MessageID, m.Copies))
	}
	want := []string{
		"ada.park@demo.example 1@demo 2", "carl.tran@demo.example 1@demo 1", "ada.park@demo.example 2@demo 1",
		"ada.park@demo.example  1", "ada.park@demo.example  1",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the mailboxes (-want +got):\n%s", diff)
	}
}

func TestMailboxGivesEachRecipientTheirOwn(t *testing.T) {
	b, server := mailServer(t)
	deliver(t, server, letter("1@demo", "Meeting", ""), "ada.park@demo.example", "carl.tran@demo.example", "ADA.park@demo.example")
	for _, who := range []string{"ada.park@demo.example", "carl.tran@demo.example"} {
		if got := b.Mails(who); len(got) != 1 || got[0].To != who || got[0].Copies != 1 {
			t.Errorf("%s has %+v, want one mail of their own", who, got)
		}
	}
}

func TestMailboxCalendar(t *testing.T) {
	b, server := mailServer(t)
	at := func(method string, sequence int, start string) string {
		return object(method, "UID:m1", fmt.Sprintf("SEQUENCE:%d", sequence), "DTSTART:"+start, "SUMMARY:Meeting")
	}
	steps := []struct{ id, calendar, want string }{
		{"1@demo", at("REQUEST", 0, "20251016T220000Z"), "Thursday, October 16, 2025, 3:00 p.m."},
		{"2@demo", at("REQUEST", 1, "20251016T230000Z"), "Thursday, October 16, 2025, 4:00 p.m."},
		{"3@demo", "no calendar at all", "Thursday, October 16, 2025, 4:00 p.m."},
		{"4@demo", at("CANCEL", 2, "20251016T230000Z"), ""},
	}
	for _, step := range steps {
		deliver(t, server, letter(step.id, "Meeting", step.calendar), "ada.park@demo.example")
		var got strings.Builder
		for _, in := range b.Calendar("ada.park@demo.example") {
			got.WriteString(moment(in.Start))
		}
		if got.String() != step.want {
			t.Errorf("after %s the calendar holds %q, want %q", step.id, got.String(), step.want)
		}
	}
	if got := b.Calendar("sam.ortiz@demo.example"); len(got) != 0 {
		t.Errorf("Sam's calendar holds %+v", got)
	}
}

func TestMailboxRefusesTooMuch(t *testing.T) {
	b, server := mailServer(t)
	big := "Subject: big\r\n\r\n" + strings.Repeat(strings.Repeat("a", 70)+"\r\n", maxMail/72+1)
	if err := smtp.SendMail(server, nil, "parbot@demo.example", []string{"ada.park@demo.example"}, []byte(big)); err == nil {
		t.Error("a mail of more than 4 MiB was taken")
	}
	if got := b.All(); len(got) != 0 {
		t.Errorf("%d mails were kept", len(got))
	}
	many := make([]string, maxRecipients+1)
	for i := range many {
		many[i] = fmt.Sprintf("p%d@demo.example", i)
	}
	if err := smtp.SendMail(server, nil, "parbot@demo.example", many, []byte("Subject: many\r\n\r\n")); err == nil {
		t.Error("a mail to 51 people was taken")
	}
}

func TestMailboxForgetsTheOldest(t *testing.T) {
	b := NewMailbox(Start)
	for i := range maxMails + 2 {
		b.keep(Mail{Subject: fmt.Sprint(i), Copies: 1}, []string{"ada.park@demo.example"})
	}
	if all := b.All(); len(all) != maxMails || all[0].Subject != "2" {
		t.Errorf("%d mails from %q on, want %d from 2 on", len(all), all[0].Subject, maxMails)
	}
}

// Hostile mail is kept as it came.
func TestReadMailHostile(t *testing.T) {
	deep := strings.Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n", 100) + "\r\nwords"
	tests := []struct{ name, raw string }{
		{"nothing", ""},
		{"no header", "\r\n\r\n"},
		{"binary", "\x00\xff\xfe\r\n:\r\n\r\n"},
		{"a header without end", "Subject: " + strings.Repeat("a", maxHeader+10)},
		{"an unknown encoding", "Content-Transfer-Encoding: rot13\r\n\r\nnyy jryy"},
		{"an unknown charset", "Content-Type: text/plain; charset=klingon\r\n\r\nnuqneH"},
		{"a broken base64", "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!"},
		{"a boundary that never comes", "Content-Type: multipart/mixed; boundary=b\r\n\r\nwords"},
		{"a multipart without a boundary", "Content-Type: multipart/mixed\r\n\r\nwords"},
		{"a matryoshka", deep},
		{"a crowd", "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 1000) + "--b--"},
		{"a date that is none", "Date: yesterday\r\nMessage-ID: none\r\n\r\nx"},
		{"a subject in no charset", "Subject: =?klingon?q?=FF?=\r\n\r\nx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := readMail([]byte(tt.raw)); string(got.Raw) != tt.raw || got.Copies != 1 {
				t.Errorf("Raw = %.60q, Copies = %d", got.Raw, got.Copies)
			}
		})
	}
}

func FuzzReadMail(f *testing.F) {
	f.Add([]byte(letter("1@demo", "Meeting", object("REQUEST", "UID:m1", "DTSTART:20251016T220000Z"))))
	f.Add([]byte("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m := readMail(raw)
		if !bytes.Equal(m.Raw, raw) {
			t.Error("Raw is not what came")
		}
		_ = m.Words()
	})
}
