package mailer

import (
	"errors"
	"fmt"
	"net/textproto"

	"github.com/wneessen/go-mail"
)

// SendError says what is known about a message that was not accepted. At most
// one of Temporary and Unknown is set; neither means: do not send this again.
type SendError struct {
	Temporary bool   // it was not sent; later it may be
	Unknown   bool   // it may have been sent: the answer was lost
	Reason    string // a step and a code; holds no address and no content
}

// Error returns the reason, for logs.
func (e *SendError) Error() string { return "mail: " + e.Reason }

// steps are the steps at which a message can fail, in words for the log.
var steps = map[mail.SendErrReason]string{
	mail.ErrGetSender: "sender", mail.ErrGetRcpts: "recipient", mail.ErrSMTPMailFrom: "MAIL", mail.ErrSMTPRcptTo: "RCPT",
	mail.ErrSMTPData: "DATA", mail.ErrWriteContent: "content", mail.ErrSMTPDataClose: "end of DATA", mail.ErrConnCheck: "connection",
	mail.ErrNoUnencoded: "encoding",
}

// classify makes a SendError of what go-mail returned. Its own IsTemp knows only
// texts that begin with a 4; a lost connection has no code at all, and before
// the end of DATA that is no word about the message (STANDARDS §0, trap 15).
func classify(err error) *SendError {
	failed, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		return &SendError{Temporary: true, Reason: "not sent"}
	}
	step := steps[failed.Reason]
	if step == "" {
		step = "unknown step"
	}
	switch code := failed.ErrorCode(); {
	case code >= 400 && code < 500:
		return &SendError{Temporary: true, Reason: fmt.Sprintf("%s %d", step, code)}
	case code >= 500:
		return &SendError{Reason: fmt.Sprintf("%s %d", step, code)}
	case failed.Reason == mail.ErrSMTPDataClose:
		return &SendError{Unknown: true, Reason: step + ": answer lost"}
	case failed.Reason == mail.ErrGetSender, failed.Reason == mail.ErrGetRcpts:
		return &SendError{Reason: step}
	}
	return &SendError{Temporary: true, Reason: step + ": connection lost"}
}

// lostAtOnce reports whether a connection had ended before the message began.
func lostAtOnce(err error) bool {
	failed, ok := errors.AsType[*mail.SendError](err)
	return ok && failed.ErrorCode() == 0 && (failed.Reason == mail.ErrSMTPMailFrom || failed.Reason == mail.ErrConnCheck)
}

// dialError is the error of a connection that was not made. A wrong password or
// a server without TLS is put right sooner than a message is given up.
func dialError(err error) *SendError {
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return &SendError{Temporary: true, Reason: fmt.Sprintf("connect %d", said.Code)}
	}
	return &SendError{Temporary: true, Reason: "no connection"}
}

// cut keeps what a server said when it took a message short.
func cut(text string) string {
	runes := []rune(oneLine(text))
	return string(runes[:min(len(runes), longestAnswer)])
}

const longestAnswer = 200
