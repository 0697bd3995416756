package play

import (
	"net/http"

	"github.com/emersion/go-smtp"
)

// Trouble is how a stand-in fails, so that it can be seen what becomes of
// messages meanwhile.
type Trouble string

// The troubles.
const (
	Fine    Trouble = ""
	Down    Trouble = "down"    // it takes nothing
	Limited Trouble = "limited" // it asks to come back in a second
	Deaf    Trouble = "deaf"    // it takes everything, and its answer is lost
)

// Fail has Slack fail for the app from now on, or no longer. People go on
// typing and pressing.
func (w *Workspace) Fail(how Trouble) {
	w.mu.Lock()
	w.trouble = how
	w.mu.Unlock()
	w.news.tell()
}

// Failing is how Slack fails.
func (w *Workspace) Failing() Trouble {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.trouble
}

// ServeHTTP is Slack's side of the protocol.
func (w *Workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	switch w.Failing() {
	case Down:
		http.Error(rw, "service_unavailable", http.StatusServiceUnavailable)
	case Limited:
		rw.Header().Set("Retry-After", "1")
		http.Error(rw, "ratelimited", http.StatusTooManyRequests)
	case Deaf:
		w.routes.ServeHTTP(nowhere{}, r)
		panic(http.ErrAbortHandler) // hangs up
	default:
		w.routes.ServeHTTP(rw, r)
	}
}

// nowhere is an answer that nobody gets.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) WriteHeader(int)             {}

// Fail has the mail server fail from now on, or no longer.
func (b *Mailbox) Fail(how Trouble) {
	b.mu.Lock()
	b.trouble = how
	b.mu.Unlock()
	b.news.tell()
}

// Failing is how the mail server fails.
func (b *Mailbox) Failing() Trouble {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.trouble
}

// The mail server's words about its troubles (RFC 5321 §4.2.3, RFC 3463).
var (
	errMailDown = &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Service not available"}
	errMailSlow = &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Come back later"}
)
