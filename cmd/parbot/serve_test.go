package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"parbot/internal/postgres/migrate"
	"parbot/internal/postgres/pgtest"
)

// serve refuses a schema that is not its own, and migrate mends it.
func TestServeWantsTheNewestSchema(t *testing.T) {
	env := []string{"DATABASE_URL=" + pgtest.Empty(t), "PARBOT_DATA=" + t.TempDir(), "PARBOT_LISTEN=127.0.0.1:0"}
	code, _, stderr := typed(t, "parbot serve", env...)
	if code != refused || !strings.HasPrefix(stderr, "The database is older than this program by ") || !strings.HasSuffix(stderr, "Run: parbot migrate\n") {
		t.Errorf("serve: exit %d, %q", code, stderr)
	}
	for _, want := range []string{"The database is at the newest schema: ", "The database is at the newest schema already.\n"} {
		if code, out, stderr := typed(t, "parbot migrate", env...); code != done || !strings.HasPrefix(out, want) {
			t.Errorf("migrate: exit %d, %q, %q", code, out, stderr)
		}
	}
	if n, err := migrate.Behind(t.Context(), strings.TrimPrefix(env[0], "DATABASE_URL=")); n != 0 || err != nil {
		t.Errorf("behind by %d, %v", n, err)
	}
}

// Settings that cannot work are one sentence, without their value.
func TestServeRefusesSettings(t *testing.T) {
	database := "DATABASE_URL=" + pgtest.URL(t)
	busy := listen(t)
	defer busy.Close()
	for _, tt := range []struct{ set, want string }{
		{"SMTP_URL=smtp://u:s3cret@mail.demo.example?tls=off", "SMTP_URL: tls=off is for a relay on this machine or in a private network only.\n"},
		{"PARBOT_LISTEN=" + busy.Addr().String(), "PARBOT_LISTEN cannot be listened on; is parbot running already?\n"},
		{"DATABASE_URL=postgres://parbot@127.0.0.1:1/parbot", "database: "},
	} {
		code, out, stderr := typed(t, "parbot serve", database, "MAIL_FROM="+mailFrom(tt.set), "PARBOT_DATA="+t.TempDir(), "PARBOT_LISTEN=127.0.0.1:0", tt.set)
		if code != refused || out != "" || !strings.HasPrefix(stderr, tt.want) || strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "s3cret") {
			t.Errorf("%s: exit %d, %q, %q", tt.set, code, out, stderr)
		}
	}
}

func mailFrom(set string) string {
	if strings.HasPrefix(set, "SMTP_URL") {
		return "parbot@demo.example"
	}
	return ""
}

// slash posts a command as Slack does, signed with a secret at a time.
func (d *district) slash(secret string, at time.Time, form url.Values) (status int, body string) {
	d.Helper()
	text := form.Encode()
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+text) // a hash never fails to write
	request, err := http.NewRequest(http.MethodPost, d.base+"/slack/commands", strings.NewReader(text))
	if err != nil {
		d.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("X-Slack-Request-Timestamp", stamp)
	request.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		d.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		d.Fatal(err)
	}
	return answer.StatusCode, string(all)
}

// The contract that others script against: a signed command is answered in the
// body, everything else by 401 and nothing, and the same request stores once.
func TestServeContract(t *testing.T) {
	d := newDistrict(t, "2025-10-08 09:00")
	folder := t.TempDir()
	write(t, folder+"/staff.csv", staff)
	write(t, folder+"/cases.csv", "program,teacher,consultant,administrator,opened\n"+
		"clovis,maria.ortiz@demo.example,carl.tran@demo.example,ada.park@demo.example,2025-08-27\n")
	d.parbot("people import " + folder + "/staff.csv")
	d.parbot("case import " + folder + "/cases.csv")
	d.start()
	command := func(text, trigger string) url.Values {
		return url.Values{
			"command": {"/par"}, "text": {text}, "user_id": {"U0CARL0001"}, "team_id": {"T1"}, "channel_id": {"D1"}, "trigger_id": {trigger},
			"response_url": {"http://127.0.0.1:9/never"},
		}
	}
	const log = "log <@U0MARIA002|maria> 45m co-planned unit 3, 2.6"
	for range 2 {
		status, body := d.slash("shhh", time.Now(), command(log, "1.1"))
		var said struct {
			Type   string `json:"response_type"`
			Text   string `json:"text"`
			Blocks []any  `json:"blocks"`
		}
		if err := json.Unmarshal([]byte(body), &said); err != nil || status != http.StatusOK {
			t.Fatalf("status %d, %v: %s", status, err, body)
		}
		if said.Type != "ephemeral" || len(said.Blocks) == 0 || !strings.Contains(said.Text, "Logged. Wednesday, October 8 · 45 minutes") {
			t.Errorf("answered %s", body)
		}
	}
	if n := ask[int](d, `SELECT count(*) FROM records WHERE form = 'log'`); n != 1 {
		t.Errorf("the same trigger twice stored %d logs", n)
	}
	if _, body := d.slash("shhh", time.Now(), command("due", "1.2")); !strings.Contains(body, "2025-11-") && !strings.Contains(body, "2025-10-") {
		t.Errorf("due lists no ISO date: %s", body)
	}
	for name, tt := range map[string]struct {
		secret string
		at     time.Time
	}{"wrong secret": {"other", time.Now()}, "six minutes old": {"shhh", time.Now().Add(-6 * time.Minute)}} {
		if status, body := d.slash(tt.secret, tt.at, command(log, "1.3")); status != http.StatusUnauthorized || body != "" {
			t.Errorf("%s: %d %q", name, status, body)
		}
	}
	d.meets(command)
}

// meets plans a meeting and moves it by naming it again.
func (d *district) meets(command func(text, trigger string) url.Values) {
	d.Helper()
	for i, line := range []string{"meet @Maria initial-triad 2027-03-04 15:00 45m Room 12", "meet <@U0MARIA002> initial-triad 2027-03-05 15:00 45m Room 12"} {
		if _, body := d.slash("shhh", time.Now(), command(line, "2."+strconv.Itoa(i))); !strings.Contains(body, "Room 12") {
			d.Errorf("%s: %s", line, body)
		}
		d.settle()
	}
	if got := ask[string](d, `SELECT string_agg(sequence || ' ' || state, ', ') FROM meetings WHERE kind = 'initial-triad'`); got != "1 planned" {
		d.Errorf("meetings: %s", got)
	}
	entries := d.mailbox.Calendar("ada.park@demo.example")
	if len(entries) != 1 || entries[0].Sequence != 1 || entries[0].Start.UTC().Format("2006-01-02 15:04") != "2027-03-05 23:00" {
		d.Errorf("Ada's calendar: %+v", entries)
	}
	for _, m := range d.mailbox.All() {
		if head, _, _ := strings.Cut(string(m.Raw), "\r\n\r\n"); strings.Count(head, "\r\nTo: ")+strings.Count(head, "\nCc: ") != 1 {
			d.Errorf("a mail has not exactly one To:\n%s", head)
		}
	}
}

// Garbage may grow while parbot serves, unless whoever runs it has said how much.
func TestSpareCollector(t *testing.T) {
	was := debug.SetGCPercent(100)
	defer debug.SetGCPercent(was)
	for set, want := range map[int]int{100: garbage, 50: 50, 1000: 1000, -1: -1} {
		debug.SetGCPercent(set)
		spareCollector()
		if got := debug.SetGCPercent(100); got != want {
			t.Errorf("GOGC=%d: %d, want %d", set, got, want)
		}
	}
}
