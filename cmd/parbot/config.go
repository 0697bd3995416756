package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"text/tabwriter"
	"time"

	"parbot/internal/fault"

	"github.com/caarlos0/env/v11"
)

// config is everything that can be set from outside, read once. An empty
// setting is one that was not set.
type config struct {
	DatabaseURL   string        `env:"DATABASE_URL" help:"Postgres 15 or newer" none:"a private cluster under PARBOT_DATA"`
	Data          string        `env:"PARBOT_DATA" envDefault:".parbot" help:"folder of the playground and the private cluster"`
	Listen        string        `env:"PARBOT_LISTEN" envDefault:"127.0.0.1:8080" help:"address to listen on"`
	URL           string        `env:"PARBOT_URL" help:"public base of links, as https://parbot.district.example" none:"the address listened on"`
	SlackToken    secret        `env:"SLACK_BOT_TOKEN" help:"bot token of the Slack app" none:"Slack is off"`
	SlackSecret   secret        `env:"SLACK_SIGNING_SECRET" help:"signing secret of the Slack app" none:"Slack is off"`
	SlackURL      string        `env:"SLACK_API_URL" envDefault:"https://slack.com/api/" help:"base of Slack's Web API, ends in /"`
	SMTP          secret        `env:"SMTP_URL" help:"smtp://user:pass@host:587 or smtps://…; ?tls=off for a relay on this machine" none:"mail is off"`
	MailFrom      string        `env:"MAIL_FROM" help:"sender of all mail" none:"mail is off"`
	Programs      string        `env:"PARBOT_PROGRAMS" help:"folder of the district's own program files" none:"the built-in programs"`
	Program       string        `env:"PARBOT_PROGRAM" help:"key of the program whose words, zone and visits are those of people without a case" none:"the only one in PARBOT_PROGRAMS, else clovis"`
	PostgresFiles string        `env:"PARBOT_PG_BIN" help:"folder of Postgres's server programs" none:"looked for"`
	Tick          time.Duration `env:"PARBOT_TICK" envDefault:"1s" help:"how often to look for what is due"`
	ClockFile     string        `env:"PARBOT_CLOCK_FILE" help:"rehearsal: the present is read from this file (RFC 3339)" none:"the real time"`
}

// secret is a setting that no log may show.
type secret string

func (secret) String() string       { return "[private]" }
func (secret) GoString() string     { return "[private]" }
func (secret) LogValue() slog.Value { return slog.StringValue("[private]") }

// readConfig reads the settings from an environment of NAME=value lines.
func readConfig(environ []string) (config, error) {
	set := make(map[string]string)
	for _, line := range environ {
		if name, value, _ := strings.Cut(line, "="); value != "" {
			set[name] = value
		}
	}
	var cfg config
	if err := env.ParseWithOptions(&cfg, env.Options{Environment: set}); err != nil {
		return cfg, badSetting(err)
	}
	if cfg.URL == "" {
		cfg.URL = "http://" + cfg.Listen
	}
	cfg.URL = strings.TrimSuffix(cfg.URL, "/")
	return cfg, cfg.check()
}

// badSetting names the setting that could not be read. Its value stays out of
// sight, for it may be a secret in the wrong place.
func badSetting(err error) error {
	if e, ok := errors.AsType[env.ParseError](err); ok {
		if field, found := reflect.TypeFor[config]().FieldByName(e.Name); found {
			return settingError(field.Tag.Get("env"), "cannot be read; an example: 1s")
		}
	}
	return fmt.Errorf("settings: %w", err)
}

func settingError(name, what string) error {
	return fault.New(fault.Invalid, "err.setting", name+" "+what+".")
}

// check refuses settings that can only be a mistake.
func (c *config) check() error {
	if !isWeb(c.URL) {
		return settingError("PARBOT_URL", "is no address such as https://parbot.district.example")
	}
	if !isWeb(c.SlackURL) || !strings.HasSuffix(c.SlackURL, "/") {
		return settingError("SLACK_API_URL", "is no address that ends in /")
	}
	if c.Tick < 10*time.Millisecond || c.Tick > time.Hour {
		return settingError("PARBOT_TICK", "is not between 10ms and 1h")
	}
	for _, pair := range []struct{ one, other, has, lacks string }{
		{string(c.SlackToken), string(c.SlackSecret), "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"},
		{string(c.SMTP), c.MailFrom, "SMTP_URL", "MAIL_FROM"},
	} {
		if (pair.one == "") != (pair.other == "") {
			return settingError(pair.has, "and "+pair.lacks+" belong together; one of them is not set")
		}
	}
	return c.checkFiles()
}

// checkFiles refuses files and folders that are not there.
func (c *config) checkFiles() error {
	if c.ClockFile != "" {
		if _, err := readClock(c.ClockFile); err != nil {
			return settingError("PARBOT_CLOCK_FILE", "names no file that holds an instant such as 2025-10-08T09:00:00-07:00")
		}
	}
	if c.Programs != "" {
		if info, err := os.Stat(c.Programs); err != nil || !info.IsDir() {
			return settingError("PARBOT_PROGRAMS", "names no folder")
		}
	}
	var err error
	if c.Data, err = filepath.Abs(c.Data); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	return nil
}

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// setting is one row of the table of settings.
type setting struct{ name, help, preset string }

func settings() []setting {
	var rows []setting
	for field := range reflect.TypeFor[config]().Fields() {
		preset := field.Tag.Get("envDefault")
		if preset == "" {
			preset = "not set: " + field.Tag.Get("none")
		}
		rows = append(rows, setting{field.Tag.Get("env"), field.Tag.Get("help"), preset})
	}
	return rows
}

// settingsHelp returns the settings for --help, a line each.
func settingsHelp() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range settings() {
		fmt.Fprintf(w, "  %s\t%s (%s)\n", s.name, s.help, s.preset)
	}
	if err := w.Flush(); err != nil {
		return "" // unreachable: a strings.Builder takes everything
	}
	return b.String()
}
