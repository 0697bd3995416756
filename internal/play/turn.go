package play

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

const (
	patience     = 3 * time.Second  // for an answer, and the life of a trigger
	responseLife = 30 * time.Minute // of a response address
	responseUses = 5
	maxTurns     = 200 // remembered; older response addresses are gone
	maxAnswer    = 1 << 20
)

// turn is one thing a person did, with what the app may still do about it: open
// a modal by its trigger, or say something through its response address.
type turn struct {
	who     string // user id
	trigger string
	token   string // of the response address
	pressed string // id of the message or the modal with the button, if one was pressed
	at      time.Time
	opened  bool // the trigger is used
	uses    int  // of the response address
	said    *Message
	view    *View
	heard   chan struct{} // gets something when the app has acted on it
}

// begin remembers a turn of a member. It wants the lock.
func (w *Workspace) begin(who, pressed string) *turn {
	t := &turn{
		who: who, pressed: pressed, at: w.config.Real(),
		trigger: w.nextID("T") + ".trigger", token: w.nextID("R"), heard: make(chan struct{}, 1),
	}
	w.turns = append(w.turns, t)
	if len(w.turns) > maxTurns {
		w.turns = w.turns[len(w.turns)-maxTurns:]
	}
	return t
}

// hear notes that the app acted on a turn. It wants the lock.
func (t *turn) hear() {
	select {
	case t.heard <- struct{}{}:
	default:
	}
}

// byTrigger finds the turn of a trigger and takes the trigger. It wants the lock.
func (w *Workspace) byTrigger(id string) (*turn, error) {
	for _, t := range w.turns {
		if t.trigger != id {
			continue
		}
		switch {
		case t.opened:
			return nil, refuse("exchanged_trigger_id")
		case w.config.Real().Sub(t.at) > patience:
			return nil, refuse("expired_trigger_id")
		}
		return t, nil
	}
	return nil, refuse("invalid_trigger_id")
}

// respond is a post to a response address.
func (w *Workspace) respond(rw http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxAnswer))
	if err != nil {
		http.Error(rw, "bad_request", http.StatusBadRequest)
		return
	}
	var in said
	if err := json.Unmarshal(body, &in); err != nil {
		http.Error(rw, "invalid_payload", http.StatusBadRequest)
		return
	}
	if err := in.check(); err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.byToken(r.PathValue("token"))
	switch {
	case t == nil || w.config.Real().Sub(t.at) > responseLife:
		http.Error(rw, "expired_url", http.StatusNotFound)
	case t.uses >= responseUses:
		http.Error(rw, "used_url", http.StatusNotFound)
	default:
		t.uses++
		w.hearSaid(t, in)
		_, _ = io.WriteString(rw, "ok") // who asked is gone
	}
}

// byToken finds a turn by its response address. It wants the lock.
func (w *Workspace) byToken(token string) *turn {
	for _, t := range w.turns {
		if t.token == token {
			return t
		}
	}
	return nil
}

// said is a message in the body of an answer or posted to a response address.
type said struct {
	Type    string  `json:"response_type"`
	Text    string  `json:"text"`
	Blocks  []Block `json:"blocks"`
	Replace bool    `json:"replace_original"`
	Delete  bool    `json:"delete_original"`
}

func (s said) check() error {
	if s.Delete {
		return nil
	}
	return checkMessage(s.Text, s.Blocks)
}

// hearSaid shows what the app said about a turn. It wants the lock.
func (w *Workspace) hearSaid(t *turn, in said) {
	m := w.member(t.who)
	old := m.find(t.pressed)
	switch {
	case in.Delete && old != nil:
		w.replace(old, "", nil)
	case in.Replace && old != nil:
		w.replace(old, in.Text, in.Blocks)
		t.said = new(*old)
	default:
		t.said = new(w.add(m, Message{Kind: Answer, Text: in.Text, Blocks: in.Blocks}))
	}
	t.hear()
}

// readSaid reads an answer in the body of a response: JSON, bare words, or nothing.
func readSaid(kind string, body []byte) (in said, empty bool, err error) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return said{}, true, nil
	}
	if strings.HasPrefix(kind, "application/json") {
		err = json.Unmarshal(body, &in)
	} else {
		in.Text = string(body)
	}
	if err != nil {
		return said{}, false, err
	}
	if in.Text == "" && len(in.Blocks) == 0 {
		return said{}, true, nil
	}
	return in, false, in.check()
}

// wait waits until the app has acted on a turn, as long as a person would
// believe that something is still to come.
func (t *turn) wait(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-t.heard:
	case <-ctx.Done():
	}
}
