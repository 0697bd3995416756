package play

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"strings"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
)

// Mail is one message in one person's mailbox.
type Mail struct {
	At        time.Time // when it arrived, by the clock of the demo
	From, To  string    // of the envelope: bare addresses
	Subject   string
	MessageID string // without angle brackets
	Date      time.Time
	Text      string
	HTML      string
	Invite    *Invite // of a calendar part, if it can be read
	Raw       []byte
	Copies    int // how often it arrived; a mail program shows it once
}

// How far into a mail this mailbox looks. What lies deeper stays in Raw.
const (
	maxDepth  = 8
	maxParts  = 50
	maxPart   = 1 << 20 // bytes
	maxHeader = 64 << 10
)

// readMail takes a mail apart as far as it can be read; nothing makes it fail,
// and Raw keeps the whole.
func readMail(raw []byte) (m Mail) {
	m = Mail{Raw: raw, Copies: 1}
	defer func() { _ = recover() }() // a mail that breaks its reader is kept as far as it was read
	e, err := message.ReadWithOptions(bytes.NewReader(raw), &message.ReadOptions{MaxHeaderBytes: maxHeader})
	if e == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) {
		return m
	}
	h := mail.Header{Header: e.Header}
	m.Subject, _ = h.Subject() // what cannot be decoded comes as it is
	m.MessageID, _ = h.MessageID()
	m.Date, _ = h.Date() // zero when it is none
	parts := 0
	m.walk(e, 1, &parts)
	return m
}

// walk looks at a part and at those within it.
func (m *Mail) walk(e *message.Entity, depth int, parts *int) {
	if *parts++; *parts > maxParts || depth > maxDepth {
		return
	}
	within := e.MultipartReader()
	if within == nil {
		m.take(e)
		return
	}
	for {
		part, err := within.NextPart()
		if part == nil || err != nil && !message.IsUnknownCharset(err) && !message.IsUnknownEncoding(err) || *parts > maxParts {
			return
		}
		m.walk(part, depth+1, parts)
	}
}

// take keeps a part that holds words or an invitation; the first of a kind wins.
func (m *Mail) take(e *message.Entity) {
	kind, _, err := mime.ParseMediaType(e.Header.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	body, err := io.ReadAll(io.LimitReader(e.Body, maxPart))
	if err != nil && len(body) == 0 {
		return
	}
	disposition, _, _ := mime.ParseMediaType(e.Header.Get("Content-Disposition")) // none is fine
	words := strings.ReplaceAll(strings.ToValidUTF8(string(body), "\uFFFD"), "\r\n", "\n")
	switch {
	case (kind == "text/calendar" || kind == "application/ics") && m.Invite == nil:
		if in, err := readInvite(body); err == nil {
			m.Invite = &in
		}
	case disposition == "attachment":
	case kind == "text/plain" && m.Text == "":
		m.Text = words
	case kind == "text/html" && m.HTML == "":
		m.HTML = words
	}
}

// same reports whether two mails are one to a mail program.
func (m Mail) same(other Mail) bool {
	return m.MessageID != "" && m.MessageID == other.MessageID && m.To == other.To
}

// Words is the mail as a person reads it: subject, words, and the entry that
// comes with it.
func (m Mail) Words() string {
	text := m.Subject + "\n" + strings.TrimSpace(m.Text)
	if in := m.Invite; in != nil {
		text += fmt.Sprintf("\n[%s of %q, %s, SEQUENCE %d, at %s]", in.Method, in.Summary,
			moment(in.Start), in.Sequence, in.Place)
	}
	return text
}
