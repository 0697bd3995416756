package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"parbot/internal/play"
	"parbot/internal/postgres/pgtest"
)

// asProgram makes the test binary be parbot itself, for tests that need it as a
// process of its own.
const asProgram = "PARBOT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(pgtest.Main(m))
}

// district is parbot serve as a process, between a stand-in Slack and a mailbox
// over their real protocols, with a database and a clock of its own.
type district struct {
	*testing.T

	database  string
	env       []string
	base      string // address of parbot
	clockFile string
	workspace *play.Workspace
	mailbox   *play.Mailbox
	server    *exec.Cmd
	log       *os.File

	mu  sync.Mutex
	now time.Time
}

func newDistrict(t *testing.T, now string) *district {
	t.Helper()
	d := &district{T: t, database: pgtest.URL(t), clockFile: filepath.Join(t.TempDir(), "clock")}
	d.set(now)
	d.workspace = play.NewWorkspace(play.WorkspaceConfig{Token: "xoxb-test", Secret: "shhh", People: play.People(), Now: d.present})
	d.mailbox = play.NewMailbox(d.present)
	slack, mail := listen(t), listen(t)
	stand := &http.Server{Handler: d.workspace, ReadHeaderTimeout: time.Second}
	var all sync.WaitGroup
	all.Go(func() { _ = stand.Serve(slack) }) // until it is closed below
	all.Go(func() {
		if err := d.mailbox.Serve(mail); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		_ = stand.Close()
		_ = d.mailbox.Close()
		all.Wait()
	})
	self := "http://" + slack.Addr().String()
	own := listen(t)
	d.base = "http://" + own.Addr().String()
	own.Close()
	d.workspace.Connect(self, d.base)
	d.env = []string{
		"DATABASE_URL=" + d.database, "PARBOT_DATA=" + t.TempDir(), "PARBOT_LISTEN=" + strings.TrimPrefix(d.base, "http://"),
		"SLACK_BOT_TOKEN=xoxb-test", "SLACK_SIGNING_SECRET=shhh", "SLACK_API_URL=" + self + "/api/",
		"SMTP_URL=smtp://" + mail.Addr().String() + "?tls=off", "MAIL_FROM=parbot@demo.example",
		"PARBOT_TICK=50ms", "PARBOT_CLOCK_FILE=" + d.clockFile,
	}
	return d
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func pacific(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation(play.Zone)
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (d *district) present() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

// set moves the clock of everybody.
func (d *district) set(now string) { d.setTo(pacific(d.T, now)) }

func (d *district) setTo(now time.Time) {
	d.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	write(d.T, d.clockFile+".new", now.Format(time.RFC3339Nano))
	if err := os.Rename(d.clockFile+".new", d.clockFile); err != nil {
		d.Fatal(err)
	}
	d.now = now
}

// parbot runs a command of parbot's in this process and returns what it says.
func (d *district) parbot(line string) string {
	d.Helper()
	code, out, stderr := typed(d.T, "parbot "+line, d.env...)
	if code != done {
		d.Fatalf("parbot %s: exit %d: %s%s", line, code, out, stderr)
	}
	return out
}

// start starts parbot serve and waits until it can serve.
func (d *district) start() {
	d.Helper()
	var err error
	if d.log, err = os.OpenFile(filepath.Join(filepath.Dir(d.clockFile), "serve.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		d.Fatal(err)
	}
	d.server = exec.Command(os.Args[0], "serve")
	d.server.Env = append(slices.Clone(d.env), asProgram+"=1", "PATH="+os.Getenv("PATH"))
	d.server.Stdout, d.server.Stderr = d.log, d.log
	if err := d.server.Start(); err != nil {
		d.Fatal(err)
	}
	d.Cleanup(d.kill)
	d.eventually("parbot gets ready", func() bool {
		answer, err := http.Get(d.base + "/readyz")
		if err != nil {
			return false
		}
		defer answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
}

// kill ends parbot in the middle of whatever it does.
func (d *district) kill() {
	if d.server != nil {
		_ = d.server.Process.Kill() // it may have ended
		_ = d.server.Wait()
		d.server = nil
		d.log.Close()
	}
}

// eventually waits for something, at most half a minute.
func (d *district) eventually(what string, is func() bool) {
	d.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if is() {
			return
		}
	}
	log, _ := os.ReadFile(filepath.Join(filepath.Dir(d.clockFile), "serve.log"))
	d.Fatalf("%s: not within half a minute; the log says:\n%s", what, log[max(0, len(log)-4000):])
}

// ask reads one value from the database.
func ask[T any](d *district, query string, args ...any) (value T) {
	d.Helper()
	ctx := context.WithoutCancel(d.Context())
	conn, err := pgx.Connect(ctx, d.database)
	if err != nil {
		d.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	if err := conn.QueryRow(ctx, query, args...).Scan(&value); err != nil {
		d.Fatal(err)
	}
	return value
}

// settle waits until everything that is due by now has left.
func (d *district) settle() {
	d.Helper()
	d.eventually("what is due has left", func() bool {
		return ask[bool](d, `SELECT NOT EXISTS (SELECT FROM notices WHERE state = 'pending' AND at <= $1)
			AND NOT EXISTS (SELECT FROM cases WHERE plan_again <= $1)
			AND NOT EXISTS (SELECT FROM deliveries WHERE state IN ('waiting', 'sending', 'retry'))`, d.present())
	})
}

// until lets time pass from one moment at which something may have to be said to
// the next.
func (d *district) until(end string) {
	d.Helper()
	to := pacific(d.T, end)
	for d.settle(); ; {
		next := ask[*time.Time](d, `SELECT min(at) FROM (SELECT min(at) AS at FROM notices WHERE state = 'pending'
			UNION SELECT min(plan_again) FROM cases) moments WHERE at > $1`, d.present())
		if next == nil || next.After(to) {
			break
		}
		d.setTo(*next)
		d.settle()
	}
	d.setTo(to)
	d.settle()
}

// says types a line as somebody and expects words in the answer.
func (d *district) says(first, line string, want ...string) play.Outcome {
	d.Helper()
	out, err := d.workspace.Type(d.Context(), demoPerson(first).Slack, "/par "+line)
	if err != nil {
		d.Fatal(err)
	}
	d.saw(first+" typed "+line, out, want...)
	return out
}

// submits fills in the form that a line opened.
func (d *district) submits(first, line string, values map[string][]string, want ...string) {
	d.Helper()
	person := demoPerson(first).Slack
	if out, err := d.workspace.Type(d.Context(), person, "/par "+line); err != nil || out.View == nil {
		d.Fatalf("%s typed %s: no form opened (%v): %+v", first, line, err, out.Message)
	}
	out, err := d.workspace.Submit(d.Context(), person, values)
	if err != nil || len(out.Errors) > 0 {
		d.Fatalf("%s sent the form of %s: %v %v", first, line, err, out.Errors)
	}
	d.saw(first+" sent the form of "+line, out, want...)
}

func (d *district) saw(what string, out play.Outcome, want ...string) {
	d.Helper()
	words := ""
	if out.Message != nil {
		words = out.Message.Words()
	}
	if out.View != nil {
		words += "\n" + play.Words(out.View.Blocks)
	}
	for _, w := range want {
		if !strings.Contains(words, w) {
			d.Errorf("%s at %s: missing %q in:\n%s", what, d.present().Format("2006-01-02 15:04"), w, words)
		}
	}
}

// sent is a line for each message that reached somebody, in the order of time.
func (d *district) sent() string {
	var lines []string
	line := func(at time.Time, who, channel, words string) {
		lines = append(lines, fmt.Sprintf("%s  %-5s  %-5s  %s", at.In(d.now.Location()).Format("Mon 2006-01-02 15:04"), who, channel, words))
	}
	for _, p := range play.People() {
		for _, m := range d.workspace.DMs(p.Slack) {
			line(m.At, p.First(), "slack", strings.ReplaceAll(m.Words(), "\n", " | "))
		}
		for _, m := range d.mailbox.Mails(p.Email) {
			words := m.Subject
			if m.Invite != nil {
				words += fmt.Sprintf(" | %s, SEQUENCE %d, %s", m.Invite.Method, m.Invite.Sequence, m.Invite.Start.UTC().Format(time.RFC3339))
			}
			line(m.At, p.First(), "mail", words)
		}
	}
	slices.Sort(lines)
	sorted := slices.SortedStableFunc(slices.Values(lines), func(a, b string) int { return strings.Compare(a[4:20], b[4:20]) })
	return strings.Join(sorted, "\n") + "\n"
}
