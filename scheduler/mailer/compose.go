package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"regexp"
	"strings"
	"unicode"

	"github.com/wneessen/go-mail"
)

// compose writes the MIME message, the same bytes each time.
func (m *Mailer) compose(one Mail) ([]byte, error) {
	message, err := m.build(one)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if _, err := message.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("message: %w", err)
	}
	return settled(out.Bytes(), one.MessageID), nil
}

// boundary is where a part of several says what separates them. Words cannot
// look like it: as a header they are in their line, in a body "=" is encoded.
var boundary = regexp.MustCompile("\r\nContent-Type: multipart/(?:mixed|alternative);\r\n boundary=([0-9a-f]{60})\r\n")

// settled puts boundaries that follow from the Message-ID in the place of
// go-mail's, which are random. It can be told one, but not two.
func settled(text []byte, id string) []byte {
	for i, found := range boundary.FindAllSubmatch(text, -1) {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", id, i))
		text = bytes.ReplaceAll(text, bytes.Clone(found[1]), []byte(hex.EncodeToString(sum[:30])))
	}
	return text
}

// build makes the MIME message: words as text and HTML and, of an invitation,
// the calendar object as the last alternative and once more, the same bytes, as
// an attachment, for calendars look at one or the other (STANDARDS 2.3).
func (m *Mailer) build(one Mail) (*mail.Msg, error) {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithEncoding(mail.EncodingQP))
	if err := message.FromFormat(m.name, m.from); err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	if err := m.address(message, one); err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	message.Subject(short(one.Subject))
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
	if one.Method != "REQUEST" && one.Method != "CANCEL" {
		return nil, errMethod
	}
	kind := mail.ContentType("text/calendar; method=" + one.Method)
	message.AddAlternativeString(kind, string(one.Invite), mail.WithPartEncoding(mail.EncodingB64))
	if err := message.AttachReader("invite.ics", bytes.NewReader(one.Invite), mail.WithFileContentType("application/ics")); err != nil {
		return nil, fmt.Errorf("attachment: %w", err)
	}
	return message, nil
}

var (
	errMethod    = errors.New("no method of an invitation")
	errRecipient = errors.New("not one address")
)

// address names the one recipient, by name where the name can be written.
func (m *Mailer) address(message *mail.Msg, one Mail) error {
	if plain, err := netmail.ParseAddress(one.To); err != nil || plain.Address != one.To || !ascii(one.To) {
		return errRecipient
	}
	if name := short(one.Name); name != "" {
		if err := message.AddToFormat(name, one.To); err == nil {
			return nil
		}
	}
	return message.To(one.To)
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

// longestHeader is how long a subject or a name may be; a line of a header ends
// at 998 octets (RFC 5322 §2.1.1).
const longestHeader = 200

func short(text string) string {
	runes := []rune(oneLine(text))
	return string(runes[:min(len(runes), longestHeader)])
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
