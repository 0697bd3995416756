package play

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"
)

// WorkspaceConfig says which workspace this is.
type WorkspaceConfig struct {
	Token  string // of the bot; every call of the Web API must carry it
	Secret string // signs what is sent to the bot
	People []Person
	Now    func() time.Time // when messages say they were written; nil: Real
	Real   func() time.Time // of signatures, triggers and response addresses; nil: time.Now
	Log    *slog.Logger
}

// Workspace is a Slack workspace with one app in it. As an http.Handler it is
// Slack's side: the Web API below /api/ and response addresses below /response/.
// Its methods are what people do there. It is safe for concurrent use.
type Workspace struct {
	config WorkspaceConfig
	http   *http.Client
	routes *http.ServeMux
	news   news

	mu      sync.Mutex
	self    string // base address of this handler
	bot     string // base address of the app
	members []*member
	turns   []*turn
	trouble Trouble
	count   int // makes every id unique
}

// member is one person with what their Slack window shows.
type member struct {
	Person
	channel  string // of the direct message with the app
	messages []Message
	views    []View // open modals, the last on top
	last     *sent
}

// Kind is how a message came to stand in somebody's window.
type Kind string

// The kinds.
const (
	Typed  Kind = "typed"  // a command, as the person typed it
	Answer Kind = "answer" // ephemeral: only its reader sees it
	Direct Kind = "direct" // from the app, unasked
	Failed Kind = "failed" // Slack's own words: the app did not answer
)

// Message is one message in a person's window.
type Message struct {
	ID     string    `json:"id"` // Slack's ts
	Kind   Kind      `json:"kind"`
	At     time.Time `json:"at"` // by the clock of the demo
	Text   string    `json:"text"`
	Blocks []Block   `json:"blocks,omitempty"`
	Edited bool      `json:"edited,omitempty"`
}

// Words is the whole message as a person reads it, buttons in brackets.
func (m Message) Words() string {
	if len(m.Blocks) > 0 {
		return Words(m.Blocks)
	}
	return plainOf(m.Text)
}

// Button finds a button by its words.
func (m Message) Button(words string) (Element, bool) {
	for _, b := range m.Blocks {
		all := b.Elements
		if b.Accessory != nil {
			all = append(slices.Clip(all), *b.Accessory)
		}
		for _, e := range all {
			if e.Type == "button" && textOf(e.Text) == words {
				return e, true
			}
		}
	}
	return Element{}, false
}

// NewWorkspace returns a workspace whose members are the people of c. Nobody
// can act in it before [Workspace.Connect].
func NewWorkspace(c WorkspaceConfig) *Workspace {
	if c.Real == nil {
		c.Real = time.Now
	}
	if c.Now == nil {
		c.Now = c.Real
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	w := &Workspace{config: c, http: &http.Client{Timeout: patience}, routes: http.NewServeMux()}
	w.routes.HandleFunc("/api/{method}", w.api)
	w.routes.HandleFunc("POST /response/{token}", w.respond)
	for _, p := range c.People {
		w.members = append(w.members, &member{Person: p, channel: channelOf(p.Slack)})
	}
	return w
}

// Connect says where this handler is served and where the app is, both as
// "http://127.0.0.1:8080" with nothing behind the port.
func (w *Workspace) Connect(self, bot string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.self, w.bot = self, bot
}

// Messages returns what stands in a person's window, oldest first.
func (w *Workspace) Messages(slack string) []Message {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.member(slack); m != nil {
		return slices.Clone(m.messages)
	}
	return nil
}

// DMs returns what the app told a person unasked, oldest first.
func (w *Workspace) DMs(slack string) []Message {
	return slices.DeleteFunc(w.Messages(slack), func(m Message) bool { return m.Kind != Direct })
}

// View returns the modal that a person has on top, if any.
func (w *Workspace) View(slack string) (View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.member(slack); m != nil && len(m.views) > 0 {
		return m.views[len(m.views)-1], true
	}
	return View{}, false
}

// member returns a member by user id, or nil. It wants the lock.
func (w *Workspace) member(slack string) *member {
	for _, m := range w.members {
		if m.Slack == slack {
			return m
		}
	}
	return nil
}

// inChannel returns the member whose direct message with the app this is, by
// its id or by the user id, which Slack takes too. It wants the lock.
func (w *Workspace) inChannel(id string) *member {
	for _, m := range w.members {
		if m.channel == id || m.Slack == id {
			return m
		}
	}
	return nil
}

// channelOf is the id of the app's direct message with a user.
func channelOf(slack string) string { return "D" + slack[min(1, len(slack)):] }

// add puts a message into a window. It wants the lock.
func (w *Workspace) add(m *member, message Message) Message {
	message.ID, message.At = w.stamp(), w.config.Now()
	nameBlocks(message.Blocks)
	m.messages = append(m.messages, message)
	w.news.tell()
	return message
}

// find returns a message of a window by its id, or nil. It wants the lock.
func (m *member) find(id string) *Message {
	for i := range m.messages {
		if m.messages[i].ID == id {
			return &m.messages[i]
		}
	}
	return nil
}

// replace puts other words in the place of a message. It wants the lock.
func (w *Workspace) replace(m *Message, text string, blocks []Block) {
	nameBlocks(blocks)
	m.Text, m.Blocks, m.Edited = text, blocks, true
	w.news.tell()
}

// stamp is a new ts: seconds of the demo's clock, and a part that makes it
// unique. It wants the lock.
func (w *Workspace) stamp() string {
	w.count++
	return fmt.Sprintf("%d.%06d", w.config.Now().Unix(), w.count)
}

// nextID is a new id of Slack's kind: "V0000000012". It wants the lock.
func (w *Workspace) nextID(kind string) string {
	w.count++
	return fmt.Sprintf("%s%010d", kind, w.count)
}
