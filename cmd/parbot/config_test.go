package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parbot/internal/fault"
)

func TestConfigDefaults(t *testing.T) {
	cfg, err := readConfig([]string{"HOME=/home/dora", "PARBOT_LISTEN=127.0.0.1:9", "SMTP_URL="})
	if err != nil {
		t.Fatal(err)
	}
	folder, err := filepath.Abs(".parbot")
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		Data: folder, Listen: "127.0.0.1:9", URL: "http://127.0.0.1:9",
		SlackURL: "https://slack.com/api/", Tick: time.Second,
	}
	if cfg != want {
		t.Errorf("config %+v\nwant   %+v", cfg, want)
	}
}

func TestConfigAll(t *testing.T) {
	folder := t.TempDir()
	clock := filepath.Join(folder, "clock")
	write(t, clock, "2025-10-08T09:00:00-07:00\n")
	cfg, err := readConfig([]string{
		"DATABASE_URL=postgres://db/parbot?a=b=c", "PARBOT_DATA=" + folder, "PARBOT_LISTEN=:80", "PARBOT_URL=https://parbot.example/",
		"SLACK_BOT_TOKEN=xoxb-1", "SLACK_SIGNING_SECRET=s3", "SLACK_API_URL=http://127.0.0.1:7/api/",
		"SMTP_URL=smtp://127.0.0.1:25?tls=off", "MAIL_FROM=parbot@demo.example", "PARBOT_PROGRAMS=" + folder,
		"PARBOT_PG_BIN=/pg/bin", "PARBOT_TICK=50ms", "PARBOT_CLOCK_FILE=" + clock,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := config{
		DatabaseURL: "postgres://db/parbot?a=b=c", Data: folder, Listen: ":80", URL: "https://parbot.example",
		SlackToken: "xoxb-1", SlackSecret: "s3", SlackURL: "http://127.0.0.1:7/api/", SMTP: "smtp://127.0.0.1:25?tls=off",
		MailFrom: "parbot@demo.example", Programs: folder, PostgresFiles: "/pg/bin", Tick: 50 * time.Millisecond, ClockFile: clock,
	}
	if cfg != want {
		t.Errorf("config %#v\nwant   %#v", cfg, want)
	}
}

// A bad setting is named in one sentence that never repeats its value.
func TestBadSettings(t *testing.T) {
	tests := []struct {
		set  []string
		want string
	}{
		{[]string{"PARBOT_TICK=soon"}, "PARBOT_TICK cannot be read; an example: 1s."},
		{[]string{"PARBOT_TICK=1ms"}, "PARBOT_TICK is not between 10ms and 1h."},
		{[]string{"PARBOT_TICK=2h"}, "PARBOT_TICK is not between 10ms and 1h."},
		{[]string{"PARBOT_URL=parbot.example"}, "PARBOT_URL is no address such as https://parbot.district.example."},
		{[]string{"SLACK_API_URL=https://slack.example/api"}, "SLACK_API_URL is no address that ends in /."},
		{[]string{"SLACK_API_URL=ftp://slack.example/"}, "SLACK_API_URL is no address that ends in /."},
		{[]string{"SLACK_BOT_TOKEN=xoxb-1"}, "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET belong together; one of them is not set."},
		{[]string{"SLACK_SIGNING_SECRET=s3cret"}, "SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET belong together; one of them is not set."},
		{[]string{"SMTP_URL=smtp://u:s3cret@h"}, "SMTP_URL and MAIL_FROM belong together; one of them is not set."},
		{[]string{"PARBOT_PROGRAMS=/no/such/folder"}, "PARBOT_PROGRAMS names no folder."},
		{
			[]string{"PARBOT_CLOCK_FILE=/no/such/file"},
			"PARBOT_CLOCK_FILE names no file that holds an instant such as 2025-10-08T09:00:00-07:00.",
		},
	}
	for _, tt := range tests {
		_, err := readConfig(tt.set)
		if got := fault.TextOf(err); got != tt.want {
			t.Errorf("%v: %q (%v)\nwant %q", tt.set, got, err, tt.want)
		}
	}
}

func TestSecretsStayPrivate(t *testing.T) {
	cfg, err := readConfig([]string{"SLACK_BOT_TOKEN=s3cret", "SLACK_SIGNING_SECRET=s3cret", "SMTP_URL=smtp://u:s3cret@h", "MAIL_FROM=a@b"})
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "token", cfg.SlackToken)
	for _, text := range []string{fmt.Sprintf("%v %+v", cfg, cfg), fmt.Sprintf("%#v", cfg), log.String()} {
		if strings.Contains(text, "s3cret") || !strings.Contains(text, "[private]") {
			t.Errorf("a secret shows: %s", text)
		}
	}
}

// Every setting has words of help, and says what holds when it is not set.
func TestSettingsAreExplained(t *testing.T) {
	rows := settings()
	if len(rows) != 14 {
		t.Errorf("%d settings, want 14", len(rows))
	}
	for _, s := range rows {
		if s.name == "" || s.help == "" || s.preset == "" || s.preset == "not set: " {
			t.Errorf("a setting is not explained: %+v", s)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
