package play

import (
	"embed"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
)

//go:embed page
var page embed.FS

// playground is the page and what its script asks for.
type playground struct {
	c      Config
	clock  sync.Mutex  // held while time passes, or what waits leaves
	moving atomic.Bool // time passes because somebody asked for it
	passed news        // tells that time has passed
}

// New returns the page at "/" and what belongs to it below "/play/". It answers
// to this machine alone: whoever asks for another host, or writes from another
// page, is refused.
func New(c Config) http.Handler {
	if c.Commands == nil {
		c.Commands = Commands()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	p := &playground{c: c}
	mux := http.NewServeMux()
	for path, file := range map[string]string{
		"/{$}":           "page.html",
		"/play/page.css": "page.css",
		"/play/page.js":  "page.js",
		"/play/dom.js":   "dom.js",
		"/play/field.js": "field.js",
		"/play/month.js": "month.js",
		"/play/story.js": "story.js",
	} {
		mux.HandleFunc("GET "+path, func(rw http.ResponseWriter, r *http.Request) {
			rw.Header().Set("Cache-Control", "no-cache")
			http.ServeFileFS(rw, r, page, "page/"+file)
		})
	}
	mux.HandleFunc("GET /play/state", p.state)
	mux.HandleFunc("POST /play/type", p.act(p.typed))
	mux.HandleFunc("POST /play/press", p.act(p.pressed))
	mux.HandleFunc("POST /play/submit", p.act(p.submitted))
	mux.HandleFunc("POST /play/close", p.act(p.closed))
	mux.HandleFunc("POST /play/move", p.act(p.moved))
	mux.HandleFunc("POST /play/answer", p.act(p.answered))
	mux.HandleFunc("POST /play/again", p.act(p.again))
	mux.HandleFunc("POST /play/fail", p.act(p.fails))
	mux.HandleFunc("POST /play/reset", p.act(p.reset))
	mux.HandleFunc("GET /play/mail/{who}/{mail}", p.letter)
	return guard(mux)
}

// policy lets the page load its own files and nothing else, and run
// nothing that stands in its text.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
	"form-action 'none'; frame-ancestors 'none'; base-uri 'none'"

// guard refuses what does not come from this machine's own page: a name that
// was made to point here, and a form on somebody else's page.
func guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		switch {
		case !loopback(r.Host):
			http.Error(rw, "The playground answers on this machine only.", http.StatusForbidden)
		case r.Method == http.MethodPost && !fromPage(r):
			http.Error(rw, "The playground takes this from its own page only.", http.StatusForbidden)
		default:
			next.ServeHTTP(rw, r)
		}
	})
}

// loopback reports whether a host, with or without a port, is this machine by
// a name that nobody else can own.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	at, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && at.IsLoopback()
}

// fromPage reports whether a request was made by the script of this page: no
// other page can set the header without being asked for leave.
func fromPage(r *http.Request) bool {
	if r.Header.Get("X-Play") != "1" {
		return false
	}
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return false
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host
}
