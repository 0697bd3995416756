// Package mailer sends mail by SMTP: one message to one person at a time, over
// connections that are kept, with an outcome for each that says what is known
// (STANDARDS §3). It is the one room that imports go-mail.
//
// A message that is sent again is the same to the last byte, so mail programs
// show it once. Off this machine and private relays, nothing leaves without TLS.
package mailer

import (
	"context"
	"slices"
	"sync"
	"time"
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
	byeTime   = 2 * time.Second  // for a good-bye
	mostConns = 8
)

// Mailer sends over one server. It is safe for concurrent use.
type Mailer struct {
	from, name string
	server     server
	idleTime   time.Duration
	room       chan struct{}

	mu     sync.Mutex
	idle   []*conn
	closed bool
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
	server.hello = domain(sender)
	return &Mailer{from: sender, name: name, server: server, idleTime: idleTime, room: make(chan struct{}, mostConns)}, nil
}

// From returns the sender's address and name.
func (m *Mailer) From() (address, name string) { return m.from, m.name }

// Send sends a message, once, for as long as ctx lasts. The provider's id is what
// the server said when it took it. Errors are [SendError] alone.
func (m *Mailer) Send(ctx context.Context, one Mail) (provider string, err error) {
	text, err := m.compose(one)
	if err != nil {
		return "", &SendError{Reason: "not a message that can be sent"}
	}
	select {
	case m.room <- struct{}{}:
		defer func() { <-m.room }()
	case <-ctx.Done():
		return "", &SendError{Temporary: true, Reason: "no time left"}
	}
	if c := m.take(); c != nil {
		said, failed := m.transmit(ctx, c, one.To, text)
		if failed == nil {
			return said, nil
		}
		if !failed.ended() { // it had ended before this message began: then over a new one
			return "", failed
		}
	}
	c, failed := m.server.dial(ctx)
	if failed != nil {
		return "", failed
	}
	said, failed := m.transmit(ctx, c, one.To, text)
	if failed != nil {
		return "", failed
	}
	return said, nil
}

// transmit hands a message to the server, and keeps the connection if all went well.
func (m *Mailer) transmit(ctx context.Context, c *conn, to string, text []byte) (string, *SendError) {
	said, failed := c.send(ctx, m.from, to, text)
	if failed != nil {
		c.drop() // after an error nothing is known of its state
		return "", failed
	}
	m.keep(c)
	return cut(said), nil
}

// take returns a connection that is kept, or nil.
func (m *Mailer) take() *conn {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.idle) == 0 {
		return nil
	}
	c := m.idle[len(m.idle)-1]
	m.idle = m.idle[:len(m.idle)-1]
	c.timer.Stop()
	return c
}

// keep keeps a connection until it has been idle for too long.
func (m *Mailer) keep(c *conn) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		c.drop()
		return
	}
	c.timer = time.AfterFunc(m.idleTime, func() { m.expire(c) })
	m.idle = append(m.idle, c)
}

func (m *Mailer) expire(c *conn) {
	m.mu.Lock()
	i := slices.Index(m.idle, c)
	if i >= 0 {
		m.idle = slices.Delete(m.idle, i, i+1)
	}
	m.mu.Unlock()
	if i >= 0 { // else it was taken meanwhile
		c.bye()
	}
}

// Close ends the connections that are kept, with a good-bye. What is being sent
// is sent to its end.
func (m *Mailer) Close() error {
	m.mu.Lock()
	idle := m.idle
	m.idle, m.closed = nil, true
	m.mu.Unlock()
	for _, c := range idle {
		c.timer.Stop()
		c.bye()
	}
	return nil
}
