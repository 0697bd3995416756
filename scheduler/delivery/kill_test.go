package delivery

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
)

// doomed is the path to which the process posts that is killed.
const doomed = "/doomed"

// The environment by which a test runs itself as a process to be killed.
const (
	childDatabase = "DELIVERY_CHILD_DATABASE"
	childServer   = "DELIVERY_CHILD_SERVER"
)

// post is a Slack and a mail server in one: a process of the test's own.
type post struct{ url string }

func (p post) say(ctx context.Context, what string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, strings.NewReader(what))
	if err != nil {
		return "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", &SendError{Unknown: true, Reason: "no answer"}
	}
	return "1", answer.Body.Close()
}

type (
	postSlack struct{ post }
	postMail  struct{ post }
)

func (p postSlack) Send(ctx context.Context, user string, m message.Message) (string, error) {
	return p.say(ctx, "slack "+user+" "+m.Text())
}

func (p postMail) Send(ctx context.Context, parcel casework.Parcel, _ []byte) (string, error) {
	return p.say(ctx, "mail "+parcel.MessageID)
}

// TestChild is no test: it is the process that TestKill kills.
func TestChild(t *testing.T) {
	url := os.Getenv(childDatabase)
	if url == "" {
		return // run by TestKill alone
	}
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	d := openOn(t, store, "2025-10-08 09:00")
	q := d.posting(os.Getenv(childServer))
	if err := q.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {} // until it is killed
}

// posting is a queue that sends to a server.
func (d *district) posting(server string) *Queue {
	d.Helper()
	q, err := New(Config{
		Desk: d.desk, Slack: postSlack{post{server}}, Mail: postMail{post{server}}, Now: d.Now,
		Invite: func(casework.Invitation) ([]byte, error) { return nil, nil },
	})
	if err != nil {
		d.Fatal(err)
	}
	return q
}

// mailroom counts what arrives and, while it is held, answers nobody.
type mailroom struct {
	mu      sync.Mutex
	arrived map[string]int
	begun   int           // came from the process that is killed, whenever they are read
	held    chan struct{} // closed: everybody gets an answer
}

func (m *mailroom) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	what, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	m.mu.Lock()
	m.arrived[string(what)]++
	if r.URL.Path == doomed {
		m.begun++
	}
	m.mu.Unlock()
	select {
	case <-m.held:
	case <-r.Context().Done():
	}
}

func (m *mailroom) count() (messages, copies int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, n := range m.arrived {
		copies += n
	}
	return len(m.arrived), copies
}

// DESIGN §8: a process is killed (kill -9) between sending and recording. What
// it had in hand goes on in another one within seconds: nothing is lost, a mail
// keeps its Message-ID, and Slack gets at most one copy more.
func TestKill(t *testing.T) {
	url := pgtest.URL(t)
	store, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	d := openOn(t, store, "2025-10-08 09:00").enrol()
	d.crowd(6)
	room := &mailroom{arrived: map[string]int{}, held: make(chan struct{})}
	server := httptest.NewServer(room)
	t.Cleanup(server.Close)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$")
	child.Env = append(os.Environ(), childDatabase+"="+url, childServer+"="+server.URL+doomed)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	d.sweep()
	d.soon("both lanes of the process are busy", func() bool { _, copies := room.count(); return copies >= workers+1 })
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	close(room.held)

	killed := time.Now()
	q := d.posting(server.URL)
	d.run(q)
	d.soon("everything is settled", func() bool {
		return ask[int](d, `SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending', 'retry')`) == 0
	})
	if took := time.Since(killed); took > 20*time.Second {
		t.Errorf("went on after %v", took)
	}
	d.tally(room)
}

// tally compares what arrived with what was to be said.
func (d *district) tally(room *mailroom) {
	d.Helper()
	messages, copies := room.count()
	if deliveries := ask[int](d, `SELECT count(*) FROM deliveries`); messages != deliveries {
		d.Errorf("%d deliveries, %d messages:\n%s", deliveries, messages, d.table())
	}
	if copies > messages+room.begun || copies == messages {
		d.Errorf("%d copies of %d messages, though %d were in the hands of who was killed", copies, messages, room.begun)
	}
	for what, n := range room.arrived {
		if n > 2 {
			d.Errorf("%d copies of %s", n, what)
		}
	}
	if n := ask[int](d, `SELECT count(*) FROM notices WHERE state IN ('pending', 'handed', 'failed') AND at <= $1`, d.Now()); n != 0 {
		d.Errorf("%d notices are lost:\n%s", n, d.table())
	}
	if n := ask[int](d, `SELECT count(*) FROM deliveries WHERE state = 'sent' AND detail = '' AND attempts > 2`); n != 0 {
		d.Error(fmt.Sprint(n, " deliveries took more than two attempts"))
	}
}

// A process counts as dead when it has been missing for five seconds on end, so
// that a restart of the database kills nobody.
func TestDead(t *testing.T) {
	p := &presence{}
	now := at("2025-10-08 09:00")
	for _, tt := range []struct {
		after   time.Duration
		missing string
		dead    string
	}{
		{0, "a b", ""},
		{4 * time.Second, "a b", ""},
		{4500 * time.Millisecond, "b", ""}, // a is back
		{5 * time.Second, "a b", "b"},
		{9 * time.Second, "a", ""},
		{10 * time.Second, "a", "a"},
	} {
		dead := p.dead(strings.Fields(tt.missing), now.Add(tt.after))
		if got := strings.Join(dead, " "); got != tt.dead {
			t.Errorf("after %v with %q missing: dead %q, want %q", tt.after, tt.missing, got, tt.dead)
		}
	}
}

// A lost connection is made anew, and in the meantime nobody is taken for dead.
func TestPresenceComesBack(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	q := d.newQueue(false)
	d.run(q)
	held := `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`
	if ask[int](d, held, q.presence.id) != 1 {
		t.Fatal("a process that was started holds no lock")
	}
	d.exec(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)`, q.presence.id)
	d.soon("the lock is held again", func() bool { return ask[int](d, held, q.presence.id) == 1 })
}
