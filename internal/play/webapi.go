package play

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// refusal is an error of the Web API.
type refusal struct {
	code     string
	messages []string
}

func (r *refusal) Error() string { return r.code }

func refuse(code string, messages ...string) error { return &refusal{code, messages} }

// api answers one call. Slack says no with status 200.
func (w *Workspace) api(rw http.ResponseWriter, r *http.Request) {
	out, err := w.call(rw, r)
	if err != nil {
		failed, ok := errors.AsType[*refusal](err)
		if !ok {
			failed = &refusal{code: "internal_error"}
		}
		w.config.Log.Debug("the stand-in Slack refused a call", "method", r.PathValue("method"), "code", failed.code)
		out = map[string]any{"error": failed.code}
		if len(failed.messages) > 0 {
			out["response_metadata"] = map[string]any{"messages": failed.messages}
		}
	}
	out["ok"] = err == nil
	writeJSON(rw, http.StatusOK, out)
}

func (w *Workspace) call(rw http.ResponseWriter, r *http.Request) (map[string]any, error) {
	method, known := map[string]func(arguments) (map[string]any, error){
		"auth.test":          w.authTest,
		"conversations.open": w.openConversation,
		"chat.postMessage":   w.postMessage,
		"chat.update":        w.updateMessage,
		"users.info":         w.userInfo,
		"views.open":         w.openView,
		"views.push":         w.pushView,
		"views.update":       w.updateView,
	}[r.PathValue("method")]
	if !known {
		return nil, refuse("unknown_method")
	}
	args, err := readArguments(rw, r)
	if err != nil {
		return nil, err
	}
	if err := w.checkToken(r, args); err != nil {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return method(args)
}

func (w *Workspace) checkToken(r *http.Request, args arguments) error {
	token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer {
		token = args["token"]
	}
	if token == "" {
		return refuse("not_authed")
	}
	if subtle.ConstantTimeCompare([]byte(token), []byte(w.config.Token)) != 1 {
		return refuse("invalid_auth")
	}
	return nil
}

// arguments are those of a call. What is not a string in a JSON body stands
// here as JSON, as Slack takes it in a form.
type arguments map[string]string

const maxCall = 1 << 20 // bytes of a call

func readArguments(rw http.ResponseWriter, r *http.Request) (arguments, error) {
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, maxCall))
	if err != nil {
		return nil, refuse("request_too_large")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if len(body) > 0 && err != nil {
		return nil, refuse("missing_post_type")
	}
	if kind == "application/json" {
		return readJSONArguments(body)
	}
	return readFormArguments(body)
}

func readJSONArguments(body []byte) (arguments, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, refuse("invalid_json")
	}
	args := arguments{}
	for name, value := range all {
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		args[name] = text
	}
	return args, nil
}

func readFormArguments(body []byte) (arguments, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, refuse("invalid_form_data")
	}
	args := arguments{}
	for name := range form {
		args[name] = form.Get(name)
	}
	return args, nil
}

func writeJSON(rw http.ResponseWriter, status int, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	rw.WriteHeader(status)
	_ = json.NewEncoder(rw).Encode(v) // who asked is gone
}
