package mailer

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"
)

// compose makes the MIME message: words as text and HTML and, of an invitation,
// the calendar object as the last alternative and once more, the same bytes, as
// an attachment, for calendars look at one or the other (STANDARDS 2.3).
func (m *Mailer) compose(one Mail) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	if err := message.FromFormat(m.name, m.from); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := m.address(message, one); err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	message.Subject(oneLine(one.Subject))
	message.SetMessageIDWithValue(oneLine(one.MessageID))
	message.SetDateWithValue(one.Date)
	if one.Thread != "" {
		root := "<" + oneLine(one.Thread) + ">"
		message.SetGenHeader(mail.HeaderInReplyTo, root)
		message.SetGenHeader(mail.HeaderReferences, root)
	}
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834
	message.SetGenHeader(mail.HeaderXAutoResponseSuppress, "All")
	message.SetBodyString(mail.TypeTextPlain, strings.Join(one.Paragraphs, "\n\n")+"\n")
	message.AddAlternativeString(mail.TypeTextHTML, page(one.Subject, one.Paragraphs))
	if one.Invite == nil {
		return message, nil
	}
	kind := mail.ContentType("text/calendar; method=" + one.Method)
	message.AddAlternativeString(kind, string(one.Invite), mail.WithPartEncoding(mail.EncodingB64))
	if err := message.AttachReader("invite.ics", bytes.NewReader(one.Invite), mail.WithFileContentType("application/ics")); err != nil {
		return nil, fmt.Errorf("attachment: %w", err)
	}
	return message, nil
}

// address names the one recipient, by name where the name can be written.
func (m *Mailer) address(message *mail.Msg, one Mail) error {
	if name := oneLine(one.Name); name != "" {
		if err := message.AddToFormat(name, one.To); err == nil {
			return nil
		}
	}
	return message.To(one.To)
}

// oneLine keeps a header in its line.
func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, text))
}
