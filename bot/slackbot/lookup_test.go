package slackbot

import (
	"net/http"
	"testing"
)

// STANDARDS 1.7: outside this workspace anybody may give themselves any address.
func TestLookup(t *testing.T) {
	const maria = "maria.ortiz@demo.example"
	person := func(rest string) string {
		return `{"ok":true,"user":{"id":"UMARIA","is_email_confirmed":true,"profile":{"email":"` + maria + `"},` + rest + `}}`
	}
	for _, c := range []struct {
		name, user, team string
		email            string
		confirmed        bool
	}{
		{"a member", person(`"team_id":"T1"`), "", maria, true},
		{"of another workspace", person(`"team_id":"T2"`), "", maria, false},
		{"of no workspace", person(`"team_id":""`), "", maria, false},
		{"of another organization", person(`"team_id":"T2","enterprise_user":{"enterprise_id":"E2"}`), `"enterprise_id":"E1",`, maria, false},
		{"of our organization", person(`"team_id":"T2","enterprise_user":{"enterprise_id":"E1"}`), `"enterprise_id":"E1",`, maria, true},
		{"a stranger", person(`"team_id":"T1","is_stranger":true`), "", maria, false},
		{"a guest", person(`"team_id":"T1","is_restricted":true`), "", maria, false},
		{"a guest of one channel", person(`"team_id":"T1","is_ultra_restricted":true`), "", maria, false},
		{"a bot", person(`"team_id":"T1","is_bot":true`), "", maria, false},
		{"who left", person(`"team_id":"T1","deleted":true`), "", maria, false},
		{"not confirmed", `{"ok":true,"user":{"id":"UMARIA","team_id":"T1","profile":{"email":"` + maria + `"}}}`, "", maria, false},
		{"without an address", `{"ok":true,"user":{"id":"UMARIA","team_id":"T1","is_email_confirmed":true,"profile":{}}}`, "", "", false},
		{"unknown", `{"ok":false,"error":"user_not_found"}`, "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := newApp(t, nil)
			a.slack.answer = func(w http.ResponseWriter, r *http.Request, got call) {
				if got.Path == "auth.test" {
					saying(200, `{"ok":true,`+c.team+`"team_id":"T1"}`)(w, r, got)
					return
				}
				saying(200, c.user)(w, r, got)
			}
			for range 2 {
				email, confirmed, err := a.Lookup(t.Context(), "UMARIA")
				if err != nil || email != c.email || confirmed != c.confirmed {
					t.Errorf("%q, %v, %v; want %q, %v", email, confirmed, err, c.email, c.confirmed)
				}
			}
			if n := len(a.slack.to("auth.test")); n > 1 {
				t.Errorf("asked %d times whose token this is", n)
			}
		})
	}
}

func TestLookupFails(t *testing.T) {
	for _, broken := range []string{"users.info", "auth.test"} {
		a := newApp(t, nil)
		a.slack.answer = func(w http.ResponseWriter, r *http.Request, got call) {
			if got.Path == broken {
				saying(503, "")(w, r, got)
				return
			}
			saying(200, `{"ok":true,"user":{"id":"U","team_id":"T1","is_email_confirmed":true,"profile":{"email":"a@b.example"}}}`)(w, r, got)
		}
		if _, confirmed, err := a.Lookup(t.Context(), "UMARIA"); err == nil || confirmed {
			t.Errorf("%s down: confirmed %v, error %v", broken, confirmed, err)
		}
	}
}
