package slackbot

import (
	"encoding/json"
	"net/http"
)

// event answers Slack's question whether this address is ours, and
// acknowledges everything else: nothing is done for an event yet, so one that
// Slack repeats (X-Slack-Retry-Num) is harmless.
func (s *Slack) event(w http.ResponseWriter, _ *http.Request, body []byte) {
	var e struct {
		Type      string
		Challenge string
	}
	if err := json.Unmarshal(body, &e); err != nil {
		s.malformed(w, "event", errMalformed)
		return
	}
	s.config.OnRequest("event", string(prompt))
	if e.Type == "url_verification" {
		s.write(w, map[string]string{"challenge": e.Challenge})
	}
}

// options answers a menu that asks for its choices while somebody types: no
// form has one yet.
func (s *Slack) options(w http.ResponseWriter, _ *http.Request, _ []byte) {
	s.config.OnRequest("options", string(prompt))
	s.write(w, map[string][]string{"options": {}})
}
