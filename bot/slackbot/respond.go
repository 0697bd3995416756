package slackbot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/slack-go/slack"

	"parbot/internal/message"
)

// said is a message in the body of a response, or posted to a response_url. It
// is ephemeral, or takes the place of a message that its reader has already;
// never in_channel, where everybody would read it.
type said struct {
	Type    string        `json:"response_type,omitempty"`
	Replace bool          `json:"replace_original,omitempty"`
	Text    string        `json:"text"`
	Blocks  []slack.Block `json:"blocks,omitempty"`
}

func ephemeral(m message.Message) said {
	return said{Type: slack.ResponseTypeEphemeral, Text: fallback(m), Blocks: blocks(m, maxBlocks)}
}

func replacement(m message.Message) said {
	return said{Replace: true, Text: fallback(m), Blocks: blocks(m, maxBlocks)}
}

// silent reports whether there is nothing to say.
func silent(m message.Message) bool { return blank(m.Text()) }

// sayNow answers with m, or with nothing when m is silent.
func (s *Slack) sayNow(w http.ResponseWriter, m message.Message) {
	if !silent(m) {
		s.write(w, ephemeral(m))
	}
}

// write answers 200 with v as JSON. Nothing of it may be kept on the way.
func (s *Slack) write(w http.ResponseWriter, v any) {
	body, err := json.Marshal(v)
	if err != nil { // unreachable unless a block has no JSON
		s.log.Error("an answer could not be written", "cause", err)
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // who asked is gone
}

// respond says m through a response_url, for its reader alone; replace puts it
// in the place of the message that was pressed. A failure is logged: there is
// nobody left to tell.
func (s *Slack) respond(ctx context.Context, address string, m message.Message, replace bool) {
	if silent(m) {
		return
	}
	answer := ephemeral(m)
	if replace {
		answer = replacement(m)
	}
	if err := s.post(ctx, address, answer); err != nil {
		s.log.Warn("a late answer could not be said", "message", m.Key, "cause", err)
	}
}

// slackHosts are where Slack takes late answers.
var slackHosts = []string{"hooks.slack.com", "hooks.slack-gov.com"}

var errElsewhere = errors.New("response_url is not at Slack")

// mayRespond reports whether what a person may read may go to address: to
// Slack by https, or to a host of ResponseHosts.
func (s *Slack) mayRespond(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == "https" && slices.Contains(slackHosts, u.Host) {
		return true
	}
	known := slices.Contains(s.config.ResponseHosts, u.Host) || slices.Contains(s.config.ResponseHosts, u.Hostname())
	return known && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// post sends v to a response_url. Its errors never hold the address, which
// whoever knows it may write to.
func (s *Slack) post(ctx context.Context, address string, v any) error {
	if !s.mayRespond(address) {
		return errElsewhere
	}
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errElsewhere
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	got, err := s.http.Do(r)
	if err != nil {
		return errors.New(lost(err))
	}
	defer func() { _ = got.Body.Close() }()
	_, _ = io.CopyN(io.Discard, got.Body, 4096) // so that the connection can be used again
	if got.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", got.StatusCode)
	}
	return nil
}
