package play

import (
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// What the mail server takes, and how much it keeps.
const (
	maxMail       = 4 << 20 // bytes
	maxRecipients = 50
	maxMails      = 5000
	mailTime      = 30 * time.Second // for a command or its answer
)

// Mailbox is the mail server of the demo and everybody's mailbox. It takes mail
// for any address over SMTP and sends none on. It is safe for concurrent use.
type Mailbox struct {
	now    func() time.Time
	server *smtp.Server
	news   news

	mu      sync.Mutex
	mails   []Mail // oldest first
	trouble Trouble
}

// NewMailbox returns an empty mailbox; now says when mail arrives.
func NewMailbox(now func() time.Time) *Mailbox {
	b := &Mailbox{now: now}
	b.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &delivery{box: b, conn: c}, nil }))
	b.server.Domain = "demo.example"
	b.server.MaxMessageBytes = maxMail
	b.server.MaxRecipients = maxRecipients
	b.server.MaxLineLength = 2000
	b.server.ReadTimeout, b.server.WriteTimeout = mailTime, mailTime
	b.server.EnableSMTPUTF8 = true
	b.server.ErrorLog = log.New(io.Discard, "", 0) // of clients that hang up
	return b
}

// Serve takes mail from l until Close.
func (b *Mailbox) Serve(l net.Listener) error {
	if err := b.server.Serve(l); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("serve mail: %w", err)
	}
	return nil
}

// Close stops Serve and hangs up. What arrived stays.
func (b *Mailbox) Close() error {
	if err := b.server.Close(); err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("close the mail server: %w", err)
	}
	return nil
}

// Mails returns the mail of one address, oldest first.
func (b *Mailbox) Mails(address string) []Mail {
	return slices.DeleteFunc(b.All(), func(m Mail) bool { return !strings.EqualFold(m.To, address) })
}

// All returns everybody's mail, oldest first.
func (b *Mailbox) All() []Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.mails)
}

// Calendar returns what stands in the calendar of an address because of the
// invitations it got, in the order of time.
func (b *Mailbox) Calendar(address string) []Invite {
	var invites []Invite
	for _, m := range b.Mails(address) {
		if m.Invite != nil {
			invites = append(invites, *m.Invite)
		}
	}
	return entries(invites)
}

// Clear empties every mailbox, as on the first day.
func (b *Mailbox) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.mails, b.trouble = nil, Fine
	b.news.tell()
}

// keep puts a mail into the mailbox of each recipient.
func (b *Mailbox) keep(m Mail, to []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	m.At = b.now()
	for _, m.To = range to {
		i := slices.IndexFunc(b.mails, m.same)
		if i >= 0 {
			b.mails[i].Copies++
			continue
		}
		b.mails = append(b.mails, m)
	}
	if over := len(b.mails) - maxMails; over > 0 {
		b.mails = slices.Delete(b.mails, 0, over)
	}
	b.news.tell()
}

// delivery is one connection to the mail server.
type delivery struct {
	box  *Mailbox
	conn *smtp.Conn
	from string
	to   []string
}

// Mail begins a message.
func (v *delivery) Mail(from string, _ *smtp.MailOptions) error {
	if v.box.Failing() == Down {
		return errMailDown
	}
	v.from = from
	return nil
}

// Rcpt adds a recipient.
func (v *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if v.box.Failing() == Limited {
		return errMailSlow
	}
	if to = strings.ToLower(to); !slices.Contains(v.to, to) {
		v.to = append(v.to, to)
	}
	return nil
}

// Data takes the message. Its acknowledgment means that it is kept.
func (v *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	m := readMail(raw)
	m.From = v.from
	v.box.keep(m, v.to)
	if v.box.Failing() == Deaf {
		return v.conn.Conn().Close()
	}
	return nil
}

// Reset forgets a message that was begun.
func (v *delivery) Reset() { v.from, v.to = "", nil }

// Logout ends the connection.
func (v *delivery) Logout() error { return nil }
