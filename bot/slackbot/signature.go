package slackbot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	maxBody = 1 << 20         // bytes of a request
	window  = 5 * time.Minute // age of a signature, either way
)

var (
	errNoSignature  = errors.New("no signature of version 0")
	errNotNow       = errors.New("signed at another time")
	errNotBySlack   = errors.New("signature does not match")
	errNotSetUp     = errors.New("no signing secret")
	errNotTimestamp = errors.New("timestamp is not a number")
)

// proof is what a request's headers claim: who signed, and when.
type proof struct {
	mac       []byte
	timestamp string
}

// readProof reads the two headers and checks the time of signing against now.
func readProof(h http.Header, now time.Time) (proof, error) {
	text, ok := strings.CutPrefix(h.Get("X-Slack-Signature"), "v0=")
	mac, err := hex.DecodeString(text)
	if !ok || err != nil || len(mac) != sha256.Size {
		return proof{}, errNoSignature
	}
	p := proof{mac: mac, timestamp: h.Get("X-Slack-Request-Timestamp")}
	seconds, err := strconv.ParseInt(p.timestamp, 10, 64)
	if err != nil {
		return proof{}, errNotTimestamp
	}
	if now.Sub(time.Unix(seconds, 0)).Abs() > window {
		return proof{}, errNotNow
	}
	return p, nil
}

// check reports, in constant time, whether secret signed the raw body.
func (p proof) check(secret string, body []byte) error {
	if secret == "" {
		return errNotSetUp
	}
	h := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(h, "v0:"+p.timestamp+":") // a hash never fails to write
	_, _ = h.Write(body)
	if !hmac.Equal(h.Sum(nil), p.mac) {
		return errNotBySlack
	}
	return nil
}

// believed is a handler of a body that Slack signed.
type believed func(w http.ResponseWriter, r *http.Request, body []byte)

// signed lets through what Slack signed. Everything else is answered by 401
// and nothing else, whatever was wrong with it.
func (s *Slack) signed(kind string, next believed) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		body, err := s.readSigned(w, r)
		if tooBig := (*http.MaxBytesError)(nil); errors.As(err, &tooBig) {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		if err != nil {
			s.config.OnRequest(kind, "refused")
			s.log.Info("refused a request that Slack did not sign", "kind", kind, "cause", err)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		next(w, r, body)
	}
}

func (s *Slack) readSigned(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	p, err := readProof(r.Header, s.config.RealTime())
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, err
	}
	return body, p.check(s.config.SigningSecret, body)
}
