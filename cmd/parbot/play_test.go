package main

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"parbot/internal/golden"
	"parbot/internal/play"
	"parbot/internal/postgres/pgtest"
)

// open is a folder that the database's own user can get to.
func openFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "parbot-play-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// make run and its stories need nothing but the program: the private Postgres is
// made, the stories go as they should, and nothing is left running.
func TestStory(t *testing.T) {
	folder := openFolder(t)
	for range 2 { // the second time finds the cluster and begins anew all the same
		code, out, stderr := typed(t, "parbot play --story", "PARBOT_DATA="+folder)
		if code != done || !strings.Contains(out, "The stories went as they should.") {
			t.Fatalf("exit %d, stderr %q, stdout:\n%s", code, stderr, out)
		}
		for _, want := range []string{"Carl types     /par log", "Logged. Tuesday, October 7", "Sam presses    [Ask]", "Ada gets mail", "SEQUENCE 1"} {
			if !strings.Contains(out, want) {
				t.Errorf("missing %q in:\n%s", want, out)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(folder, "postgres", "data", "postmaster.pid")); err == nil {
		t.Error("the private Postgres still runs")
	}
}

// The playground keeps its hands off a district's database.
func TestPlayRefusesADistrict(t *testing.T) {
	d := newDistrict(t, "2025-08-27 09:00")
	folder := t.TempDir()
	write(t, filepath.Join(folder, "staff.csv"), "name,email,roles,school,zone,slack_id\nBo Lee,bo@district.example,teacher,,,\n")
	d.parbot("people import " + folder + "/staff.csv")
	code, _, stderr := typed(t, "parbot play --story", "DATABASE_URL="+d.database, "PARBOT_DATA="+folder)
	if code != refused || stderr != "DATABASE_URL names a district's database; the playground needs an empty one.\n" {
		t.Errorf("exit %d, %q", code, stderr)
	}
}

// tab is a real browser with the playground open.
type tab struct {
	*testing.T

	ctx context.Context
}

// openTab runs parbot play and opens its page.
func openTab(t *testing.T) tab {
	t.Helper()
	browser := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil && browser == "" {
			browser = path
		}
	}
	if browser == "" {
		t.Skip("chromium is not installed")
	}
	address := listen(t)
	at := address.Addr().String()
	address.Close()
	database, data := "DATABASE_URL="+pgtest.URL(t), "PARBOT_DATA="+t.TempDir()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context())) // the playground ends before its database does
	var playing sync.WaitGroup
	playing.Go(func() {
		code, _, stderr := typedIn(ctx, "parbot play --no-browser --listen "+at, database, data)
		if code != done {
			t.Errorf("parbot play: exit %d, %s", code, stderr)
		}
	})
	t.Cleanup(func() {
		stop()
		playing.Wait()
	})
	all, end := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.Flag("disable-dev-shm-usage", true))...)
	t.Cleanup(end)
	page, hangUp := chromedp.NewContext(all)
	t.Cleanup(hangUp)
	b := tab{t, page}
	b.do(chromedp.EmulateViewport(1280, 800))
	eventually(t, "the playground opens", func() bool { return chromedp.Do(page, chromedp.Navigate("http://"+at)) == nil })
	return b
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("%s: not within 20 seconds", what)
}

func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

func (b tab) text(of string) string {
	b.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("`+of+`").innerText`))
	if err != nil {
		b.Fatal(err)
	}
	return text
}

// says waits until a part of the page says something.
func (b tab) says(part string, words ...string) {
	b.Helper()
	for _, w := range words {
		for deadline := time.Now().Add(10 * time.Second); !strings.Contains(b.text(part), w); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(deadline) {
				b.Fatalf("%s never says %q:\n%s", part, w, b.text("body"))
			}
		}
	}
}

// ready waits until a button can be pressed: until time has passed, none can.
func (b tab) ready(button string) {
	b.Helper()
	eventually(b.T, button+" can be pressed", func() bool {
		waits, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`document.querySelector("`+button+`").hasAttribute("aria-disabled")`))
		return err == nil && !waits
	})
}

// next presses the main button of the story's card.
func (b tab) next() {
	b.Helper()
	eventually(b.T, "the card offers to go on", func() bool {
		return chromedp.Do(b.ctx, chromedp.Focus(chromedp.CSS("#story-acts .main"))) == nil
	})
	b.do(chromedp.KeyEvent(kb.Enter))
}

// The three users' stories in a real browser, against the real program: a log
// with a slash command, a visit asked for in a form, an invitation answered, and
// the reminder that comes when time passes.
func TestPlaygroundInABrowser(t *testing.T) {
	b := openTab(t)
	b.says("#card", "Press Enter")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.says("#messages", "Logged. Tuesday, October 7 · 45 minutes · with Maria Ortiz", "Can read it: you, Maria Ortiz")
	b.shoot("playground")

	b.next()
	b.says("#slack-title", "Sam Ortiz")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.says("#modal", "Ask for a visit")
	b.do(chromedp.Focus(chromedp.ID("modal-submit")), chromedp.KeyEvent(kb.Enter))
	b.says("#modal", "Asked.")
	b.do(chromedp.KeyEvent(kb.Escape))

	b.next()
	b.says("#slack-title", "Carl Tran")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.says("#messages", "Planned: Initial Triad, Thursday, October 16")
	b.next()
	b.says("#slack-title", "Ada Park")
	b.says("#inbox", "Meeting: Thu, Oct 16, 3:00 p.m.")
	b.says("#messages", "You are invited: Meeting")
	b.do(chromedp.Click(chromedp.CSS("#messages .actions button")))
	b.says("#messages", "You said yes.")

	for range 12 { // to the day before, when Ada is reminded
		if strings.Contains(b.text("#now"), "October 15") {
			break
		}
		was := b.text("#now")
		b.ready("[data-by=next]")
		b.do(chromedp.Click(chromedp.CSS("[data-by=next]")))
		eventually(t, "time passes", func() bool { return b.text("#now") != was })
	}
	b.says("#now", "Wednesday, October 15, 2025, 8:00 a.m.")
	b.says("#sent", "Mail to Ada Park, Wed, Oct 15, 8:00 a.m.")
}

// shoot takes the picture of the README with -update, else only looks whether
// one can be taken.
func (b tab) shoot(name string) {
	b.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil || len(picture) == 0 {
		b.Fatal(err)
	}
	if golden.Update() {
		folder := filepath.Join(home, ".github")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			b.Fatal(err)
		}
		golden.Write(b, filepath.Join(folder, name+".png"), picture)
	}
}

// Start over leaves nothing of what was played: the same district, the same
// moment, the same dates, and it can be played again.
func TestStartOver(t *testing.T) {
	cfg, err := readConfig([]string{"DATABASE_URL=" + pgtest.URL(t), "PARBOT_DATA=" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	listener := listen(t)
	g, err := newPlayground(&app{ctx: t.Context(), config: cfg, err: io.Discard}, listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	g.serve(func() error { return serveOn(listener, g.handler()) }, listener.Close)
	t.Cleanup(func() {
		if err := g.close(); err != nil {
			t.Error(err)
		}
	})
	if err := g.begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	carl := demoPerson("Carl").Slack
	due := func() string {
		out, err := g.workspace.Type(t.Context(), carl, "/par due")
		if err != nil || out.Message == nil {
			t.Fatalf("%v %+v", err, out)
		}
		return out.Message.Words()
	}
	first := due()
	for range 2 {
		out, err := g.workspace.Type(t.Context(), carl, "/par log @Maria yesterday 45m co-planned unit 3, 2.6")
		if err != nil || !strings.HasPrefix(out.Message.Words(), "Logged. Tuesday, October 7") {
			t.Fatalf("%v %+v", err, out.Message)
		}
		if err := g.Move(t.Context(), g.Now().AddDate(0, 0, 9), nil); err != nil {
			t.Fatal(err)
		}
		if due() == first {
			t.Error("nothing changed in nine days")
		}
		g.workspace.Clear()
		if err := g.startOver(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := due(); got != first || g.Now().Sub(play.Start()) > time.Minute {
			t.Errorf("at %s:\n%s\nwant\n%s", g.Now(), got, first)
		}
	}
}
