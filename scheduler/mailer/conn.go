package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// conn is a connection on which the server expects a message.
type conn struct {
	*smtp.Client

	bare  net.Conn // below TLS
	timer *time.Timer
}

// dial makes a connection, with TLS and signed in as the settings say. go-mail
// leaves one open on which it failed, and lets a context end only its first step.
func (s server) dial(ctx context.Context) (*conn, *SendError) {
	ctx, cancel := context.WithTimeout(ctx, ioTime)
	defer cancel()
	var bare net.Conn
	stop := func() bool { return true }
	client, err := mail.NewClient(s.host, append(s.options(), mail.WithDialContextFunc(
		func(_ context.Context, network, address string) (_ net.Conn, err error) { // its own context ends with the dialing
			if bare, err = (&net.Dialer{}).DialContext(ctx, network, address); err != nil {
				return nil, err
			}
			stop = context.AfterFunc(ctx, func() { _ = bare.Close() })
			if !s.implicit {
				return bare, nil
			}
			secure := tls.Client(bare, s.trust())
			return secure, secure.HandshakeContext(ctx)
		}))...)
	if err != nil {
		return nil, &SendError{Reason: "settings"} // unreachable: New has read them
	}
	made, err := client.DialToSMTPClientWithContext(ctx)
	if stopped := stop(); err == nil && stopped {
		return &conn{Client: made, bare: bare}, nil
	}
	if bare != nil {
		_ = bare.Close()
	}
	return nil, dialError(err)
}

// errNoWriter is that of a go-mail which is not the one this was written for.
var errNoWriter = errors.New("no writer for the content")

// send hands a message over, within ctx and ioTime, and returns what the server
// said when it took it. It is written against SMTP itself: go-mail's own send
// does not tell whether the end of the content was written, asks for RSET and
// NOOP, and hears no context (STANDARDS §0, traps 14 and 15).
func (c *conn) send(ctx context.Context, from, to string, text []byte) (string, *SendError) {
	ctx, cancel := context.WithTimeout(ctx, ioTime)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = c.bare.Close() })
	defer stop()
	if err := c.UpdateDeadline(2 * ioTime); err != nil { // of go-mail's, behind that of ctx
		return "", failure(stepMail, err, false)
	}
	if err := c.Mail("<" + from + ">"); err != nil {
		return "", failure(stepMail, err, false)
	}
	if err := c.Rcpt("<" + to + ">"); err != nil {
		return "", failure(stepRcpt, err, false)
	}
	writer, err := c.Data()
	if err != nil {
		return "", failure(stepData, err, false)
	}
	content, ok := writer.(*smtp.DataCloser)
	if !ok {
		return "", failure(stepContent, errNoWriter, false)
	}
	if _, err := content.WriteCloser.Write(text); err != nil {
		return "", failure(stepContent, err, false)
	}
	if err := content.WriteCloser.Close(); err != nil { // the final dot was not written
		return "", failure(stepContent, err, false)
	}
	_, said, err := c.Text.ReadResponse(250)
	if err != nil {
		return "", failure(stepEnd, err, true)
	}
	return said, nil
}

// bye ends a connection with a good-bye.
func (c *conn) bye() {
	if c.UpdateDeadline(byeTime) == nil {
		_ = c.Quit() // whatever is said to it
	}
	c.drop()
}

// drop ends a connection without a word.
func (c *conn) drop() { _ = c.bare.Close() }
