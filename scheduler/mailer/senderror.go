package mailer

import (
	"errors"
	"net/textproto"
	"strconv"
)

// SendError says what is known about a message that was not accepted. At most
// one of Temporary and Unknown is set; neither means: do not send this again.
type SendError struct {
	Temporary bool   // it was not sent; later it may be
	Unknown   bool   // it may have been sent: the answer was lost
	Reason    string // a step and a code; holds no address and no content

	step string
	code int
}

// Error returns the reason, for logs.
func (e *SendError) Error() string { return "mail: " + e.Reason }

// ended reports whether a connection had ended before the message began.
func (e *SendError) ended() bool { return e.step == stepMail && (e.code == 0 || e.code == 421) }

// The steps at which a message can fail, in words for the log.
const (
	stepConnect = "connect"
	stepMail    = "MAIL"
	stepRcpt    = "RCPT"
	stepData    = "DATA"
	stepContent = "content"
	stepEnd     = "end of DATA"
)

// failure makes a SendError of what happened at a step. Complete says that all
// of the message was written: when the answer is lost then, nobody knows whether
// it was taken. Before, a lost connection is no word about the message
// (STANDARDS §0, trap 15).
func failure(step string, err error, complete bool) *SendError {
	e := &SendError{step: step}
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		e.code = said.Code
	}
	switch {
	case e.code >= 400 && e.code < 600:
		e.Temporary, e.Reason = e.code < 500, step+" "+strconv.Itoa(e.code)
	case complete:
		e.Unknown, e.Reason = true, step+": answer lost"
	default:
		e.Temporary, e.Reason = true, step+": connection lost"
	}
	return e
}

// dialError is the error of a connection that was not made. A wrong password or
// a server without TLS is put right sooner than a message is given up: an outage
// of days loses nothing (DESIGN §8).
func dialError(err error) *SendError {
	e := failure(stepConnect, err, false)
	e.Temporary = true
	return e
}

// cut keeps what a server said when it took a message short.
func cut(text string) string {
	runes := []rune(oneLine(text))
	return string(runes[:min(len(runes), longestAnswer)])
}

const longestAnswer = 200
