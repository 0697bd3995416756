// Package mailer sends mail by SMTP: one message to one person at a time, over
// connections that are kept, with an outcome for each that says what is known
// (STANDARDS §3). It is the one room that imports go-mail.
//
// A message that is sent again has the same Message-ID and Date, so mail
// programs show it once. Off this machine and private relays, nothing leaves
// without TLS.
package mailer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Mail is one message to one person.
type Mail struct {
	To         string // address
	Name       string // of the person, or ""
	Subject    string
	Paragraphs []string
	MessageID  string // without angle brackets
	Thread     string // message id of the thread's root, without angle brackets, or ""
	Date       time.Time
	Invite     []byte // a calendar object, or nil
	Method     string // of the calendar object: "REQUEST" or "CANCEL"
}

const (
	ioTime    = 20 * time.Second // for a connection to be made, and for a message to be taken
	idleTime  = 30 * time.Second // that an unused connection is kept
	mostConns = 8
)

// Mailer sends over one server. It is safe for concurrent use.
type Mailer struct {
	from   string
	name   string
	client *mail.Client
	room   chan struct{}

	mu   sync.Mutex
	idle []conn
}

// conn is a connection that is not in use.
type conn struct {
	client *smtp.Client
	since  time.Time
}

// New returns a mailer over the server of a URL, such as
// "smtp://user:pass@host:587", "smtps://host" or, for a relay on this machine or
// in a private network, "smtp://127.0.0.1:25?tls=off". From is the sender's
// address, "parbot@district.example" or "Name <…>". Nothing is connected yet.
func New(address, from string) (*Mailer, error) {
	server, err := readURL(address)
	if err != nil {
		return nil, err
	}
	name, sender, err := readSender(from)
	if err != nil {
		return nil, err
	}
	client, err := mail.NewClient(server.host, server.options()...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return &Mailer{from: sender, name: name, client: client, room: make(chan struct{}, mostConns)}, nil
}

// From returns the sender's address and name.
func (m *Mailer) From() (address, name string) { return m.from, m.name }

// Send sends a message, once. The provider's id is what the server said when it
// took it. Errors are [SendError] alone.
func (m *Mailer) Send(ctx context.Context, one Mail) (provider string, err error) {
	message, err := m.compose(one)
	if err != nil {
		return "", &SendError{Reason: "not a message that can be sent"}
	}
	select {
	case m.room <- struct{}{}:
		defer func() { <-m.room }()
	case <-ctx.Done():
		return "", &SendError{Temporary: true, Reason: "no time left"}
	}
	failed, stale := m.transmit(ctx, message, true)
	if stale {
		failed, _ = m.transmit(ctx, message, false)
	}
	if failed != nil {
		return "", failed
	}
	return cut(message.ServerResponse()), nil
}

// transmit hands a message to the server, over a kept connection if it may be
// one. Stale says that the kept connection had ended before anything was said.
func (m *Mailer) transmit(ctx context.Context, message *mail.Msg, kept bool) (failed *SendError, stale bool) {
	client, reused := m.take(kept)
	if !reused {
		var err error
		if client, err = m.client.DialToSMTPClientWithContext(ctx); err != nil {
			return dialError(err), false
		}
	}
	err := m.client.SendWithSMTPClient(client, message)
	switch {
	case message.IsDelivered(): // whatever was said afterwards (STANDARDS §0, trap 14)
		m.keep(client)
		return nil, false
	case err == nil:
		return &SendError{Unknown: true, Reason: "neither taken nor refused"}, false
	}
	_ = client.Close() // after an error nothing is known of its state
	failed = classify(err)
	return failed, reused && lostAtOnce(err)
}

// take returns a connection that is kept, if there is one and it is young enough.
func (m *Mailer) take(may bool) (*smtp.Client, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	for len(m.idle) > 0 {
		last := m.idle[len(m.idle)-1]
		m.idle = m.idle[:len(m.idle)-1]
		if may && now.Sub(last.since) < idleTime {
			return last.client, true
		}
		_ = last.client.Close() // it is not used any more
	}
	return nil, false
}

func (m *Mailer) keep(client *smtp.Client) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.idle = append(m.idle, conn{client, time.Now()})
}

// Close ends the connections that are kept, with a good-bye.
func (m *Mailer) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	var errs []error
	for _, c := range m.idle {
		if time.Since(c.since) < idleTime {
			errs = append(errs, m.client.CloseWithSMTPClient(c.client))
		}
	}
	m.idle = nil
	return errors.Join(errs...)
}
