package slackbot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// errMalformed is the error of a signed body that is not what Slack documents.
var errMalformed = errors.New("body is not what Slack documents")

// command is a typed slash command.
type command struct {
	ID       string // of the request: the same for every delivery of it
	User     string
	Text     string // as typed, without "/par"; mentions as "<@U123|name>"
	Trigger  string // opens one modal within three seconds; may be empty
	Response string // where a later answer goes; may be empty
}

// readCommand reads a form-encoded command from the signed body, never from
// the address, which nobody signed.
func readCommand(body []byte) (command, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("user_id") == "" {
		return command{}, errMalformed
	}
	trigger := clean(form.Get("trigger_id"))
	return command{
		ID:       requestID("cmd", body, trigger),
		User:     clean(form.Get("user_id")),
		Text:     asTyped(clean(form.Get("text"))),
		Trigger:  trigger,
		Response: form.Get("response_url"),
	}, nil
}

// interaction is a press, or a form that was sent or closed. Only what is used
// is read: what Slack adds to a payload cannot break it.
type interaction struct {
	Type     string
	Trigger  string `json:"trigger_id"`
	Response string `json:"response_url"`
	User     struct{ ID string }
	Actions  []action
	View     view
}

type action struct {
	ID    string `json:"action_id"`
	Time  string `json:"action_ts"`
	Value string
}

type view struct {
	ID     string
	Hash   string
	Form   string `json:"callback_id"`
	Meta   string `json:"private_metadata"`
	Title  struct{ Text string }
	Blocks []struct {
		Type string
		ID   string `json:"block_id"`
	}
	State struct {
		Values map[string]map[string]answer
	}
}

// answer is what one element of a form holds.
type answer struct {
	Value   string
	Date    string   `json:"selected_date"`
	Time    string   `json:"selected_time"`
	User    string   `json:"selected_user"`
	Choice  choice   `json:"selected_option"`
	Choices []choice `json:"selected_options"`
}

type choice struct{ Value string }

// readInteraction reads the payload from the signed body, never from the
// address, which nobody signed.
func readInteraction(body []byte) (interaction, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return interaction{}, errMalformed
	}
	var in interaction
	if err := json.Unmarshal([]byte(form.Get("payload")), &in); err != nil || in.User.ID == "" {
		return interaction{}, errMalformed
	}
	return in, nil
}

// values returns what the form holds by the key of its field. A field left
// empty is not in it.
func (v view) values() map[string][]string {
	all := map[string][]string{}
	for block, elements := range v.State.Values {
		for _, a := range elements {
			if got := a.values(); len(got) > 0 {
				all[clean(block)] = got
			}
		}
	}
	return all
}

func (a answer) values() []string {
	given := []string{a.Value, a.Date, a.Time, a.User, a.Choice.Value}
	for _, c := range a.Choices {
		given = append(given, c.Value)
	}
	var all []string
	for _, text := range given {
		if text = clean(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}

// inputs returns the block ids that an error may stand at, from top to bottom,
// or in the order of their names when the payload has no blocks. Slack refuses
// an error at any other block.
func (v view) inputs() []string {
	if len(v.Blocks) == 0 {
		return slices.Sorted(maps.Keys(v.State.Values))
	}
	var all []string
	for _, b := range v.Blocks {
		if b.Type == "input" && b.ID != "" {
			all = append(all, b.ID)
		}
	}
	return all
}

// requestID names a request by what is the same in every delivery of it. When
// Slack gives no such part, the body itself is it.
func requestID(kind string, body []byte, parts ...string) string {
	id := strings.Join(parts, ":")
	if strings.Trim(id, ":") == "" || len(id) > maxID {
		sum := sha256.Sum256(append([]byte(id), body...))
		id = hex.EncodeToString(sum[:16])
	}
	return kind + ":" + id
}

const maxID = 200

// clean drops what Postgres cannot keep: broken UTF-8 and NUL.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// link matches what Slack makes of an address, a web page or a channel that
// somebody typed; a person ("<@U123|name>") stays as it is.
var link = regexp.MustCompile(`<(mailto:|https?://|#|!)([^<>|]*)(?:\|([^<>|]*))?>`)

// unescape undoes the three replacements Slack makes in what people type.
var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// asTyped gives a command's text back the look it had in the message box.
func asTyped(text string) string {
	return unescape.Replace(link.ReplaceAllStringFunc(text, func(found string) string {
		part := link.FindStringSubmatch(found)
		sigil, target, label := part[1], part[2], part[3]
		switch sigil {
		case "#":
			return "#" + strings.TrimPrefix(orElse(label, target), "#")
		case "!":
			return "@" + strings.TrimPrefix(orElse(label, target), "@")
		case "mailto:":
			return orElse(label, target)
		}
		return orElse(label, sigil+target)
	}))
}

// orElse returns s, or other when s has nothing to read.
func orElse(s, other string) string {
	if blank(s) {
		return other
	}
	return s
}

var mention = regexp.MustCompile(`<@([^<>|]*)(?:\|([^<>|]*))?>`)

// asRead writes mentions the way people read them, "@maria".
func asRead(text string) string {
	return mention.ReplaceAllStringFunc(text, func(found string) string {
		part := mention.FindStringSubmatch(found)
		return "@" + orElse(part[2], part[1])
	})
}
