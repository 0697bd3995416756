package mailer

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// counted are the connections of a listener that are still open.
type counted struct {
	net.Listener
	open atomic.Int32
}

type countedConn struct {
	net.Conn
	once sync.Once
	open *atomic.Int32
}

func (l *counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.open.Add(1)
	return &countedConn{Conn: c, open: &l.open}, nil
}

func (c *countedConn) Close() error {
	c.once.Do(func() { c.open.Add(-1) })
	return c.Conn.Close()
}

// none waits until no connection is open.
func (l *counted) none(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(2 * time.Second); l.open.Load() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d connections are still open", l.open.Load())
		}
	}
}

// postbox is a real server; what it is sent it keeps.
type postbox struct {
	mu   sync.Mutex
	from string
	to   []string
	got  []string
}

func (p *postbox) NewSession(*smtp.Conn) (smtp.Session, error) { return p, nil }
func (p *postbox) Reset()                                      {}
func (p *postbox) Logout() error                               { return nil }

func (p *postbox) Mail(from string, _ *smtp.MailOptions) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.from = from
	return nil
}

func (p *postbox) Rcpt(to string, _ *smtp.RcptOptions) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.to = append(p.to, to)
	return nil
}

func (p *postbox) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.got = append(p.got, string(text))
	return err
}

func (p *postbox) listen(t *testing.T, implicit, starttls *tls.Config) *counted {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &counted{Listener: inner}
	server := smtp.NewServer(p)
	server.TLSConfig, server.Domain = starttls, "relay"
	var outer net.Listener = l
	if implicit != nil {
		outer = tls.NewListener(l, implicit)
	}
	done := make(chan struct{})
	go func() { _ = server.Serve(outer); close(done) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return l
}

// A real server takes it with TLS from the first byte, with STARTTLS, and bare:
// to the byte what was composed, twice the same.
func TestRealServer(t *testing.T) {
	secure, trusting := certificate(t)
	for _, tt := range []struct {
		name, scheme, query string
		implicit, starttls  *tls.Config
	}{
		{"smtps", "smtps://", "", secure, nil},
		{"STARTTLS", "smtp://", "", nil, secure},
		{"bare", "smtp://", "?tls=off", nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			box := &postbox{}
			l := box.listen(t, tt.implicit, tt.starttls)
			m, err := New(tt.scheme+l.Addr().String()+tt.query, "parbot@demo.example")
			if err != nil {
				t.Fatal(err)
			}
			m.server.roots = trusting
			for range 2 {
				if _, err := m.Send(t.Context(), invitation()); err != nil {
					t.Fatal(err)
				}
			}
			want := string(raw(t, invitation()))
			if len(box.got) != 2 || box.got[0] != want || box.got[1] != want {
				t.Errorf("%d arrived; same bytes: %v", len(box.got), len(box.got) == 2 && box.got[0] == box.got[1])
			}
			if box.from != "parbot@demo.example" || len(box.to) != 2 || box.to[0] != "ada.park@demo.example" {
				t.Errorf("from %q to %q", box.from, box.to)
			}
			if err := m.Close(); err != nil {
				t.Error(err)
			}
			l.none(t)
		})
	}
}

// What ends before the message has begun is no word about it, and a connection
// that was not made is not left open.
func TestRefusedAtTheDoor(t *testing.T) {
	for _, plan := range []map[string]string{{greet: "554 no"}, {ehlo: "421 no"}, {"AUTH": "535 5.7.8 no"}, {"AUTH": "454 later"}, {"AUTH": "hang up"}} {
		r := newRelay(t, plan)
		r.auth = true
		m, err := New(strings.Replace(r.url("?tls=off"), "smtp://", "smtp://user:pass@", 1), "parbot@demo.example")
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Send(t.Context(), reminder())
		if failed, ok := errors.AsType[*SendError](err); !ok || !failed.Temporary || failed.Unknown {
			t.Errorf("%v: %v", plan, err)
		}
		r.door.none(t)
	}
	r := newRelay(t, nil) // offers no STARTTLS
	m, err := New(r.url(""), "parbot@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Send(t.Context(), reminder()); err == nil || len(r.taken()) > 0 {
		t.Error("sent without TLS")
	}
	r.door.none(t)
}

// Whoever sends is not held longer than the context, whatever the step.
func TestContextEnds(t *testing.T) {
	for _, step := range []string{greet, ehlo, mailS, rcpt, data, dot} {
		t.Run(step, func(t *testing.T) {
			r := newRelay(t, map[string]string{step: "silence"})
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start := time.Now()
			_, err := open(t, r).Send(ctx, reminder())
			failed, ok := errors.AsType[*SendError](err)
			if !ok || failed.Unknown != (step == dot) || failed.Temporary == failed.Unknown {
				t.Errorf("error %#v", err)
			}
			if took := time.Since(start); took > 3*time.Second {
				t.Errorf("held for %v", took)
			}
			r.door.none(t)
		})
	}
}

// A connection that is not used is closed without waiting for the next message,
// and one that comes free after Close is not kept.
func TestIdle(t *testing.T) {
	r := newRelay(t, nil)
	m := open(t, r)
	m.idleTime = 50 * time.Millisecond
	if _, err := m.Send(t.Context(), reminder()); err != nil {
		t.Fatal(err)
	}
	r.door.none(t)
	m.idleTime = time.Hour
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Send(t.Context(), reminder()); err != nil {
		t.Fatal(err)
	}
	r.door.none(t)
}

// A server that has waited long enough says 421 to the next message: it goes over
// a new connection, once.
func TestKeptConnectionHasEnded(t *testing.T) {
	r := newRelay(t, nil)
	m := open(t, r)
	if _, err := m.Send(t.Context(), reminder()); err != nil {
		t.Fatal(err)
	}
	r.mu.Lock()
	r.once = map[string]string{mailS: "421 4.4.2 idle too long"}
	r.mu.Unlock()
	if _, err := m.Send(t.Context(), reminder()); err != nil {
		t.Fatal(err)
	}
	if r.conns != 2 || len(r.taken()) != 2 {
		t.Errorf("%d messages over %d connections, want 2 over 2", len(r.taken()), r.conns)
	}
}

// What is said of a message is not said when it may only be written in part.
func TestLongHeaders(t *testing.T) {
	one := reminder()
	one.Subject, one.Name = strings.Repeat("x", 5000), strings.Repeat("ü", 5000)
	for line := range bytes.SplitSeq(raw(t, one), []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("a line of %d octets", len(line))
		}
	}
}

// A year's end keeps its date; a recipient is one plain address or none.
func TestEdges(t *testing.T) {
	one := reminder()
	one.Date = time.Date(2025, 12, 31, 23, 59, 59, 0, time.FixedZone("", -8*3600))
	one.Subject, one.Name = "Für José: 15.–16. Januar", "María José Ñúñez"
	head, _ := leaves(t, raw(t, one))
	if date, err := head.Date(); err != nil || !date.Equal(one.Date) {
		t.Errorf("date %v, %v", date, err)
	}
	to, err := head.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != one.Name {
		t.Errorf("to %v, %v", to, err)
	}
	m := open(t, newRelay(t, nil))
	for _, bad := range []string{"", "carl", "a@demo.example, b@demo.example", "Carl <carl@demo.example>", "carl@dëmo.example", "a@b\r\nDATA"} {
		one.To = bad
		_, err := m.Send(t.Context(), one)
		if failed, ok := errors.AsType[*SendError](err); !ok || failed.Temporary || failed.Unknown {
			t.Errorf("%q: %v", bad, err)
		}
	}
	one = invitation()
	one.Method = "REQUEST; x=y"
	if _, err := m.compose(one); err == nil {
		t.Error("a method that is none is taken")
	}
}
