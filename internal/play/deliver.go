package play

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// sign is the v0 signature of a request body, sent at an instant in Unix seconds.
func sign(secret, timestamp string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	_, _ = io.WriteString(h, "v0:"+timestamp+":") // a hash never fails to write
	_, _ = h.Write(body)
	return "v0=" + hex.EncodeToString(h.Sum(nil))
}

// reply is what the app answered to a request in time.
type reply struct {
	status int
	kind   string // content type
	body   []byte
}

var errLate = errors.New("operation_timeout")

// send posts a signed form to the app. An app that does not answer in time is
// errLate; one that cannot be reached or answers too much is another error.
func (w *Workspace) send(ctx context.Context, path string, form url.Values) (reply, error) {
	body := []byte(form.Encode())
	w.mu.Lock()
	address := w.bot + path
	w.mu.Unlock()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(string(body)))
	if err != nil {
		return reply{}, fmt.Errorf("request to the app: %w", err)
	}
	timestamp := strconv.FormatInt(w.config.Real().Unix(), 10)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", timestamp)
	r.Header.Set("X-Slack-Signature", sign(w.config.Secret, timestamp, body))
	r.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	got, err := w.http.Do(r)
	if failed, ok := errors.AsType[*url.Error](err); ok && failed.Timeout() {
		return reply{}, errLate
	}
	if err != nil {
		return reply{}, fmt.Errorf("request to the app: %w", err)
	}
	defer func() { _ = got.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(got.Body, maxAnswer+1))
	if err != nil || len(answer) > maxAnswer {
		return reply{}, fmt.Errorf("answer of the app (%d bytes): %w", len(answer), errors.Join(err, io.ErrUnexpectedEOF))
	}
	return reply{got.StatusCode, got.Header.Get("Content-Type"), answer}, nil
}

// interact posts an interaction payload.
func (w *Workspace) interact(ctx context.Context, payload map[string]any) (reply, error) {
	text, err := json.Marshal(payload)
	if err != nil {
		return reply{}, fmt.Errorf("interaction payload: %w", err)
	}
	return w.send(ctx, "/slack/interactions", url.Values{"payload": {string(text)}})
}

// envelope is what all interaction payloads of a member share.
func (w *Workspace) envelope(kind string, m *member, t *turn) map[string]any {
	return map[string]any{
		"type": kind, "token": "deprecated", "api_app_id": appID, "trigger_id": t.trigger,
		"team":                  map[string]any{"id": teamID, "domain": "demo-unified"},
		"enterprise":            nil,
		"is_enterprise_install": false,
		"user": map[string]any{
			"id": m.Slack, "username": m.Handle(), "name": m.Handle(), "team_id": teamID,
		},
	}
}

// wireView is a view as an interaction payload carries it.
func wireView(v View, values map[string]map[string]any) map[string]any {
	return map[string]any{
		"id": v.ID, "team_id": teamID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.Meta,
		"callback_id": v.Callback, "external_id": v.External, "hash": v.Hash, "title": v.Title, "submit": v.Submit,
		"close": v.Close, "notify_on_close": v.NotifyOnClose, "clear_on_close": false, "root_view_id": v.ID,
		"previous_view_id": nil, "app_id": appID, "app_installed_team_id": teamID, "bot_id": botID,
		"state": map[string]any{"values": values},
	}
}
