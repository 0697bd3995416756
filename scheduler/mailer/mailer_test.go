package mailer

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"
)

// reminder is Carl's reminder of a date.
func reminder() Mail {
	return Mail{
		To: "carl.tran@demo.example", Name: "Carl Tran", Subject: "Due Sunday, October 12",
		Paragraphs: []string{"Hello Carl,", "One thing is due on Sunday, October 12: weekly log.", "See it with /par due in Slack.", "Who gets this: only you."},
		MessageID:  "019a0000-0000-7000-8000-000000000002@demo.example", Thread: "019a0000-0000-7000-8000-000000000001@demo.example",
		Date: time.Date(2025, 10, 9, 15, 0, 0, 0, time.UTC),
	}
}

func open(t *testing.T, r *relay) *Mailer {
	t.Helper()
	m, err := New(r.url("?tls=off"), "parbot@demo.example")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil && r.plan == nil {
			t.Error(err)
		}
	})
	return m
}

// STANDARDS §0, traps 14 to 16: what is known of a message when its server fails
// at each step, and whether it has arrived.
func TestOutcomes(t *testing.T) {
	const (
		temporary = "temporary"
		refused   = "refused"
		unknown   = "unknown"
	)
	for _, tt := range []struct {
		step, how, want string
		arrived         bool
	}{
		{greet, "421 busy", temporary, false},
		{greet, "554 no", temporary, false}, // a door that is shut is no word about the message
		{greet, "hang up", temporary, false},
		{ehlo, "hang up", temporary, false},
		{mailS, "451 later", temporary, false},
		{mailS, "550 no", refused, false},
		{mailS, "hang up", temporary, false},
		{rcpt, "450 4.2.1 full", temporary, false},
		{rcpt, "550 5.1.1 nobody", refused, false},
		{rcpt, "hang up", temporary, false},
		{data, "451 later", temporary, false},
		{data, "554 no", refused, false},
		{data, "hang up", temporary, false},
		{dot, "451 4.3.0 later", temporary, false},
		{dot, "552 5.3.4 too big", refused, false},
		{dot, "hang up", unknown, true},
	} {
		t.Run(tt.step+" "+tt.how, func(t *testing.T) {
			t.Parallel()
			r := newRelay(t, map[string]string{tt.step: tt.how})
			_, err := open(t, r).Send(t.Context(), reminder())
			failed, ok := errors.AsType[*SendError](err)
			if !ok {
				t.Fatalf("error %v, want a SendError", err)
			}
			got := refused
			switch {
			case failed.Temporary:
				got = temporary
			case failed.Unknown:
				got = unknown
			}
			if got != tt.want {
				t.Errorf("%s (%v), want %s", got, err, tt.want)
			}
			if strings.Contains(err.Error(), "demo.example") || strings.Contains(err.Error(), "nobody") {
				t.Errorf("the error names somebody or quotes: %v", err)
			}
			if arrived := len(r.taken()) > 0; arrived != tt.arrived {
				t.Errorf("arrived: %v", arrived)
			}
		})
	}
}

// A server that says nothing is given up on in time, and after the end of DATA
// nobody knows.
func TestSilence(t *testing.T) {
	for step, unknown := range map[string]bool{greet: false, mailS: false, dot: true} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			r := newRelay(t, map[string]string{step: "silence"})
			m := open(t, r)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			_, err := m.Send(ctx, reminder())
			if failed, ok := errors.AsType[*SendError](err); !ok || failed.Unknown != unknown || failed.Temporary == unknown {
				t.Errorf("error %#v", err)
			}
		})
	}
}

// A connection is kept, and a new one made when the kept one has ended.
func TestConnectionsAreKept(t *testing.T) {
	r := newRelay(t, nil)
	m := open(t, r)
	for range 3 {
		provider, err := m.Send(t.Context(), reminder())
		if err != nil || !strings.Contains(provider, "queued as 4711") {
			t.Fatalf("%q, %v", provider, err)
		}
	}
	if r.conns != 1 || len(r.taken()) != 3 {
		t.Errorf("%d connections for %d messages", r.conns, len(r.taken()))
	}
	if err := m.idle[0].bare.Close(); err != nil { // as a server does that has waited long enough
		t.Fatal(err)
	}
	if _, err := m.Send(t.Context(), reminder()); err != nil {
		t.Errorf("after the server hung up: %v", err)
	}
	if r.conns != 2 || len(r.taken()) != 4 {
		t.Errorf("%d connections for %d messages, want 2 for 4", r.conns, len(r.taken()))
	}
}

// Many at once use few connections, and each message arrives once.
func TestManyAtOnce(t *testing.T) {
	r := newRelay(t, nil)
	m := open(t, r)
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if _, err := m.Send(t.Context(), reminder()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(r.taken()) != 40 || r.conns > mostConns {
		t.Errorf("%d messages over %d connections", len(r.taken()), r.conns)
	}
}

func TestNoTimeLeft(t *testing.T) {
	m := open(t, newRelay(t, nil))
	for range mostConns {
		m.room <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := m.Send(ctx, reminder())
	if failed, ok := errors.AsType[*SendError](err); !ok || !failed.Temporary {
		t.Errorf("error %v", err)
	}
}

// Off this machine nothing is said without TLS, and a password never.
func TestTLS(t *testing.T) {
	secure, trusting := certificate(t)
	for _, tt := range []struct {
		name   string
		secure bool
		works  bool
	}{{"offered", true, true}, {"not offered", false, false}} {
		t.Run(tt.name, func(t *testing.T) {
			r := newRelay(t, nil)
			r.auth = true
			if tt.secure {
				r.secure = secure
			}
			m, err := New(strings.Replace(r.url(""), "smtp://", "smtp://user:pass@", 1), "parbot@demo.example")
			if err != nil {
				t.Fatal(err)
			}
			m.server.roots = trusting
			_, err = m.Send(t.Context(), reminder())
			if (err == nil) != tt.works || (len(r.taken()) == 1) != tt.works || (r.user != "") != tt.works {
				t.Errorf("error %v, %d messages, user %q", err, len(r.taken()), r.user)
			}
		})
	}
	t.Run("not trusted", func(t *testing.T) {
		r := newRelay(t, nil)
		r.secure = secure
		m, err := New(r.url(""), "parbot@demo.example")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := m.Send(t.Context(), reminder()); err == nil || len(r.taken()) > 0 {
			t.Errorf("sent to a server that could be anybody: %v", err)
		}
	})
}

// The envelope names the sender and one recipient (STANDARDS §0, trap 16).
func TestEnvelope(t *testing.T) {
	r := newRelay(t, nil)
	if _, err := open(t, r).Send(t.Context(), reminder()); err != nil {
		t.Fatal(err)
	}
	if len(r.froms) != 1 || !strings.HasPrefix(r.froms[0], "FROM:<parbot@demo.example>") {
		t.Errorf("from %q", r.froms)
	}
	if len(r.rcpts) != 1 || !strings.HasPrefix(r.rcpts[0], "TO:<carl.tran@demo.example>") {
		t.Errorf("to %q", r.rcpts)
	}
}

func TestSettings(t *testing.T) {
	for _, tt := range []struct {
		url, from string
		want      error
	}{
		{"smtp://mail.demo.example", "parbot@demo.example", nil},
		{"smtp://user:p%40ss@mail.demo.example:25", "parbot@demo.example", nil},
		{"smtps://mail.demo.example", "Demo Unified <parbot@demo.example>", nil},
		{"smtp://127.0.0.1:1025?tls=off", "parbot@demo.example", nil},
		{"smtp://[::1]:1025?tls=off", "parbot@demo.example", nil},
		{"smtp://10.1.2.3?tls=off", "parbot@demo.example", nil},
		{"smtp://localhost:25?tls=off", "parbot@demo.example", nil},
		{"smtp://relay:25?tls=off", "parbot@demo.example", nil},
		{"smtp://relay.cluster.internal?tls=off", "parbot@demo.example", nil},
		{"smtp://8.8.8.8?tls=off", "parbot@demo.example", errBare},
		{"smtp://mail.demo.example?tls=off", "parbot@demo.example", errBare},
		{"smtps://127.0.0.1?tls=off", "parbot@demo.example", errURL},
		{"smtp://127.0.0.1?tls=no", "parbot@demo.example", errURL},
		{"smtp://", "parbot@demo.example", errURL},
		{"smtp://h:0", "parbot@demo.example", errURL},
		{"smtp://h:99999", "parbot@demo.example", errURL},
		{"http://mail.demo.example", "parbot@demo.example", errURL},
		{"mail.demo.example:25", "parbot@demo.example", errURL},
		{"smtp://h/path", "parbot@demo.example", errURL},
		{"smtp://\x00", "parbot@demo.example", errURL},
		{"smtp://127.0.0.1?tls=off", "parbot", errFrom},
		{"smtp://127.0.0.1?tls=off", "a@demo.example, b@demo.example", errFrom},
		{"smtp://127.0.0.1?tls=off", "", errFrom},
	} {
		if _, err := New(tt.url, tt.from); !errors.Is(err, tt.want) {
			t.Errorf("%q from %q: %v, want %v", tt.url, tt.from, err, tt.want)
		}
	}
	m, err := New("smtps://mail.demo.example", "Demo Unified <parbot@demo.example>")
	if err != nil {
		t.Fatal(err)
	}
	if address, name := m.From(); address != "parbot@demo.example" || name != "Demo Unified" {
		t.Errorf("from %q, %q", name, address)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add("smtp://user:pass@127.0.0.1:25?tls=off", "parbot@demo.example")
	f.Add("smtps://[::1]", "x <y@z>")
	f.Fuzz(func(t *testing.T, url, from string) {
		m, err := New(url, from)
		if err == nil && m == nil {
			t.Error("neither a mailer nor an error")
		}
	})
}
