package slackbot

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func someCommands() []Command {
	return []Command{{Name: "log"}, {Name: "visit"}, {Name: "meet"}, {Name: "due"}, {Name: "help"}}
}

func TestManifest(t *testing.T) {
	raw, err := Manifest("https://parbot.demo.example/", someCommands())
	if err != nil {
		t.Fatal(err)
	}
	goldenJSON(t, "manifest", raw)
}

// The limits of Slack's schema (STANDARDS 1.8), however many commands there are.
func TestManifestKeepsTheLimits(t *testing.T) {
	many := someCommands()
	for i := range 400 {
		many = append(many, Command{Name: fmt.Sprint("command", i)})
	}
	raw, err := Manifest("https://parbot.demo.example", many)
	if err != nil {
		t.Fatal(err)
	}
	m := decoded(t, raw)
	command := at(m, "features", "slash_commands", 0)
	for _, c := range []struct {
		name        string
		value       any
		least, most int
	}{
		{"name", at(m, "display_information", "name"), 1, 35},
		{"description", at(m, "display_information", "description"), 1, 140},
		{"long_description", at(m, "display_information", "long_description"), 175, 4000},
		{"display_name", at(m, "features", "bot_user", "display_name"), 1, 80},
		{"command", at(command, "command"), 2, 32},
		{"command's description", at(command, "description"), 1, 2000},
		{"usage_hint", at(command, "usage_hint"), 1, 1000},
	} {
		s, _ := c.value.(string)
		if n := utf8.RuneCountInString(s); n < c.least || n > c.most {
			t.Errorf("%s: %d characters, want %d to %d", c.name, n, c.least, c.most)
		}
	}
	if s, _ := at(command, "command").(string); !regexp.MustCompile(`^/[a-z]+$`).MatchString(s) {
		t.Errorf("command %q", s)
	}
}

// slack-go's type drops every false; pasted again, such a manifest would leave
// Socket Mode on, and then nothing comes over HTTP.
func TestManifestSaysWhatIsOff(t *testing.T) {
	raw, err := Manifest("https://parbot.demo.example", someCommands())
	if err != nil {
		t.Fatal(err)
	}
	m := decoded(t, raw)
	for _, path := range [][]any{
		{"settings", "socket_mode_enabled"},
		{"settings", "token_rotation_enabled"},
		{"settings", "org_deploy_enabled"},
		{"features", "app_home", "messages_tab_read_only_enabled"},
	} {
		if got := at(m, path...); got != false {
			t.Errorf("%v: %v, want an explicit false", path, got)
		}
	}
}

// Every address the manifest names is served.
func TestManifestNamesOurRoutes(t *testing.T) {
	raw, err := Manifest("https://parbot.demo.example", someCommands())
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(t, nil)
	for _, found := range regexp.MustCompile(`"(https://[^"]*)"`).FindAllSubmatch(raw, -1) {
		u, err := url.Parse(string(found[1]))
		if err != nil {
			t.Fatal(err)
		}
		if _, pattern := a.routes.Handler(&http.Request{Method: http.MethodPost, URL: u}); pattern != u.Path {
			t.Errorf("%s is served by %q", u, pattern)
		}
	}
}

func TestManifestWantsAnAddressSlackReaches(t *testing.T) {
	for _, base := range []string{"", "parbot.demo.example", "http://parbot.demo.example", "https://", "https://a:b@parbot.demo.example", "https://x.example/?a=b", "::"} {
		raw, err := Manifest(base, someCommands())
		if err == nil || !strings.Contains(err.Error(), "https://") || len(raw) > 0 {
			t.Errorf("%q: %s, error %v", base, raw, err)
		}
	}
}

func TestManifestAsksForFewScopes(t *testing.T) {
	raw, err := Manifest("https://parbot.demo.example", someCommands())
	if err != nil {
		t.Fatal(err)
	}
	scopes, _ := json.Marshal(at(decoded(t, raw), "oauth_config", "scopes", "bot"))
	if want := `["chat:write","commands","im:write","users:read","users:read.email"]`; string(scopes) != want {
		t.Errorf("scopes %s, want %s and no more", scopes, want)
	}
}
