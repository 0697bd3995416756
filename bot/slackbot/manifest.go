package slackbot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// Command is a line of the command table, as the manifest needs it.
type Command struct{ Name, Usage string }

// Manifest returns the app's manifest in JSON, ready to be pasted into Slack's
// "Create an app from a manifest": baseURL is where Slack reaches this program,
// by https. It asks for the five scopes that are used and no more, and spells
// out what is off, so that pasting it again switches it off again.
func Manifest(baseURL string, commands []Command) ([]byte, error) {
	u, err := url.Parse(baseURL)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		return nil, fmt.Errorf("%q is not an address Slack can reach: it begins with https:// and a host", baseURL)
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(manifestOf(strings.TrimSuffix(baseURL, "/"), commands))
	return out.Bytes(), err
}

// manifest is the part of Slack's schema (STANDARDS 1.8) that is used.
// slack-go's own type would drop every explicit false.
type manifest struct {
	Display struct {
		Name            string `json:"name"`
		Description     string `json:"description"`
		LongDescription string `json:"long_description"`
	} `json:"display_information"`
	Features struct {
		Home struct {
			Home     bool `json:"home_tab_enabled"`
			Messages bool `json:"messages_tab_enabled"`
			ReadOnly bool `json:"messages_tab_read_only_enabled"`
		} `json:"app_home"`
		Bot struct {
			Name   string `json:"display_name"`
			Online bool   `json:"always_online"`
		} `json:"bot_user"`
		Commands []slashCommand `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			URL string   `json:"request_url"`
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			On      bool   `json:"is_enabled"`
			URL     string `json:"request_url"`
			Options string `json:"message_menu_options_url"`
		} `json:"interactivity"`
		OrgDeploy     bool `json:"org_deploy_enabled"`
		SocketMode    bool `json:"socket_mode_enabled"`
		TokenRotation bool `json:"token_rotation_enabled"`
	} `json:"settings"`
}

type slashCommand struct {
	Command     string `json:"command"`
	URL         string `json:"url"`
	Description string `json:"description"`
	UsageHint   string `json:"usage_hint"`
	Escape      bool   `json:"should_escape"` // people arrive by id, not by a name that two may have
}

const (
	maxUsageHint    = 1000
	description     = "Keeps the dates of a Peer Assistance and Review program, and its confidences."
	longDescription = "parbot keeps the case file of a school district's Peer Assistance and Review program. " +
		"It works out from the district's own contract what is due when, sends the invitations and the reminders, " +
		"and tells nobody what they may not know. Type /par to begin."
)

func manifestOf(base string, commands []Command) manifest {
	var m manifest
	m.Display.Name = "parbot"
	m.Display.Description = description
	m.Display.LongDescription = longDescription
	m.Features.Home.Messages = true
	m.Features.Bot.Name = "parbot"
	m.Features.Bot.Online = true
	m.Features.Commands = []slashCommand{{
		Command:     "/par",
		URL:         base + "/slack/commands",
		Description: "Log a meeting, see what is due, ask for a visit",
		UsageHint:   usageHint(commands),
		Escape:      true,
	}}
	m.OAuth.Scopes.Bot = []string{"chat:write", "commands", "im:write", "users:read", "users:read.email"}
	m.Settings.Events.URL = base + "/slack/events"
	m.Settings.Events.Bot = []string{"app_home_opened", "app_uninstalled", "tokens_revoked"}
	m.Settings.Interactivity.On = true
	m.Settings.Interactivity.URL = base + "/slack/interactions"
	m.Settings.Interactivity.Options = base + "/slack/options"
	return m
}

// usageHint is what Slack shows while somebody types: the names of the commands.
func usageHint(commands []Command) string {
	var names []string
	for _, c := range commands {
		names = append(names, c.Name)
	}
	return cut(strings.Join(names, " | "), maxUsageHint)
}
