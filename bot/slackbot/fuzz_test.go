package slackbot

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"
)

// storable reports whether Postgres keeps s as it is.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

func FuzzCommand(f *testing.F) {
	for _, seed := range []string{
		"", "user_id=U1", "user_id=U1&text=log+%3C%40U2%7Cmaria%3E+45m&trigger_id=1.2&response_url=https%3A%2F%2Fhooks.slack.com%2F1",
		"user_id=U1&text=%00%ff", "user_id=%zz", "user_id=U1;text=due", "user_id=U1&text=%3Cmailto%3Aa%7Cb%3E%3C!%7C%3E%3C%23%3E",
		"user_id=U1&trigger_id=" + strings.Repeat("1", 300), strings.Repeat("a=b&", 2000),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		c, err := readCommand(body)
		if err != nil {
			return
		}
		again, err := readCommand(body)
		if err != nil || again != c {
			t.Errorf("read twice: %+v and %+v, %v", c, again, err)
		}
		if !storable(c.ID) || !storable(c.User) || !storable(c.Text) || len(c.ID) > maxID+len("cmd:") {
			t.Errorf("cannot be stored: %+v", c)
		}
		if !strings.HasPrefix(c.ID, "cmd:") || len(c.ID) == len("cmd:") {
			t.Errorf("no id: %q", c.ID)
		}
	})
}

func FuzzInteraction(f *testing.F) {
	for _, seed := range []string{
		"", "null", "{}", "[]", press("undo.0", "r1"), sent, `{"type":"view_submission","user":{"id":"U"},"view":null}`,
		`{"type":"block_actions","user":{"id":"U"},"actions":[{"value":null,"action_id":"."}]}`,
		`{"user":{"id":"U"},"view":{"state":{"values":{"a":null,"b":{"c":null},"d":{"e":{"selected_options":[null]}}}}}}`,
		`{"user":{"id":"U"},"view":{"id":"\u0000","state":{"values":{"\u0000":{"x":{"value":"\ud800"}}}}}}`,
		strings.Repeat("[", 20000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, payload string) {
		in, err := readInteraction([]byte(url.Values{"payload": {payload}}.Encode()))
		if err != nil {
			return
		}
		for key, values := range in.View.values() {
			for _, v := range values {
				if !storable(key) || !storable(v) || v == "" {
					t.Errorf("field %q holds %q", key, v)
				}
			}
		}
		in.View.inputs()
		if id := requestID("view", []byte(payload), clean(in.View.ID), clean(in.View.Hash)); !storable(id) || len(id) > maxID+len("view:") {
			t.Errorf("id %q", id)
		}
		for _, a := range in.Actions {
			if got := actionOf(a.ID); !strings.HasPrefix(a.ID, got) {
				t.Errorf("action %q of %q", got, a.ID)
			}
		}
	})
}
