package mailer

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// relay is a mail server that does what a script says at each step: it answers
// with a line, is silent, or hangs up.
type relay struct {
	*testing.T

	listener net.Listener
	door     *counted
	once     map[string]string // as plan, for the next time alone
	plan     map[string]string // step -> "451 …", "silence" or "hang up"
	secure   *tls.Config       // offers STARTTLS
	auth     bool

	mu    sync.Mutex
	conns int
	open  []net.Conn
	got   []string // messages taken, as they came
	froms []string
	rcpts []string
	user  string
}

// The steps at which a plan may interfere.
const (
	greet = "connect"
	ehlo  = "EHLO"
	mailS = "MAIL"
	rcpt  = "RCPT"
	data  = "DATA"
	dot   = "end of DATA"
)

func newRelay(t *testing.T, plan map[string]string) *relay {
	t.Helper()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener := &counted{Listener: inner}
	r := &relay{T: t, listener: listener, door: listener, plan: plan}
	var all sync.WaitGroup
	t.Cleanup(func() {
		listener.Close()
		r.mu.Lock()
		for _, conn := range r.open {
			conn.Close()
		}
		r.mu.Unlock()
		all.Wait()
	})
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.conns++
			r.open = append(r.open, conn)
			r.mu.Unlock()
			all.Go(func() { r.talk(conn) })
		}
	})
	return r
}

func (r *relay) url(query string) string { return "smtp://" + r.listener.Addr().String() + query }

// talk is one connection. It ends when the client does, or the plan says so.
func (r *relay) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	in := bufio.NewReader(conn)
	if !r.say(conn, greet, "220 relay") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		going := true
		switch strings.ToUpper(verb) {
		case "EHLO", "HELO":
			going = r.say(conn, ehlo, r.extensions(conn))
		case "STARTTLS":
			fmt.Fprintf(conn, "220 go\r\n")
			conn = tls.Server(conn, r.secure)
			in = bufio.NewReader(conn)
		case "AUTH":
			r.mu.Lock()
			r.user = rest
			r.mu.Unlock()
			going = r.say(conn, "AUTH", "235 ok")
		case "MAIL":
			r.note(&r.froms, rest)
			going = r.say(conn, mailS, "250 ok")
		case "RCPT":
			r.note(&r.rcpts, rest)
			going = r.say(conn, rcpt, "250 ok")
		case "DATA":
			if going = r.say(conn, data, "354 go"); going && r.plan[data] == "" {
				going = r.take(conn, in)
			}
		case "QUIT":
			fmt.Fprintf(conn, "221 bye\r\n")
			return
		default:
			fmt.Fprintf(conn, "250 ok\r\n")
		}
		if !going {
			return
		}
	}
}

func (r *relay) extensions(conn net.Conn) string {
	_, secured := conn.(*tls.Conn)
	text := "250-relay\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
	if r.secure != nil && !secured {
		text += "250-STARTTLS\r\n"
	}
	if r.auth {
		text += "250-AUTH PLAIN\r\n"
	}
	return text + "250 ENHANCEDSTATUSCODES"
}

// say answers a step as planned, else with the usual words.
func (r *relay) say(conn net.Conn, step, usual string) bool {
	r.mu.Lock()
	planned := r.plan[step]
	if once, ok := r.once[step]; ok {
		planned = once
		delete(r.once, step)
	}
	r.mu.Unlock()
	switch planned {
	case "":
		fmt.Fprintf(conn, "%s\r\n", usual)
	case "hang up":
		return false
	case "silence":
		_, _ = io.Copy(io.Discard, conn) // until the client gives up
		return false
	default:
		fmt.Fprintf(conn, "%s\r\n", planned)
	}
	return true
}

func (r *relay) take(conn net.Conn, in *bufio.Reader) bool {
	var text strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		text.WriteString(strings.TrimPrefix(line, "."))
	}
	if refusal := r.plan[dot]; refusal == "" || refusal == "hang up" || refusal == "silence" {
		r.note(&r.got, text.String()) // taken, though the answer may be lost
	}
	return r.say(conn, dot, "250 2.0.0 queued as 4711")
}

func (r *relay) note(list *[]string, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*list = append(*list, text)
}

func (r *relay) taken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.got...)
}

// certificate makes a certificate of this machine's own, and who trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: trusted, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}
