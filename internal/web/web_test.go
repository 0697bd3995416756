package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func ask(mux *http.ServeMux, method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestPages(t *testing.T) {
	broken := errors.New("dial tcp 10.0.0.7:5432: password of parbot refused")
	for _, c := range []struct {
		name, method, path string
		ready              error
		status             int
		body               string
	}{
		{"alive", "GET", "/healthz", nil, 200, "ok\n"},
		{"alive though not ready", "GET", "/healthz", broken, 200, "ok\n"},
		{"ready", "GET", "/readyz", nil, 200, "ready\n"},
		{"not ready, and nothing of why", "GET", "/readyz", broken, 503, "waiting\n"},
		{"asked for its head", "HEAD", "/healthz", nil, 200, "ok\n"},
		{"only looked at", "POST", "/readyz", nil, 405, ""},
		{"nothing is counted by a POST", "POST", "/metrics", nil, 405, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			mux := http.NewServeMux()
			Routes(mux, func(context.Context) error { return c.ready })
			w := ask(mux, c.method, c.path)
			if w.Code != c.status || w.Body.String() != c.body {
				t.Errorf("%s %s: %d %q, want %d %q", c.method, c.path, w.Code, w.Body, c.status, c.body)
			}
			for name, want := range map[string]string{
				"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
				"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
		})
	}
}

// A database that does not answer must not make the one who asks wait.
func TestReadinessIsGivenUpOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mux := http.NewServeMux()
		Routes(mux, func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		start := time.Now()
		w := ask(mux, "GET", "/readyz")
		if took := time.Since(start); w.Code != 503 || took != readyTime {
			t.Errorf("status %d after %v, want 503 after %v", w.Code, took, readyTime)
		}
	})
}

func TestMetrics(t *testing.T) {
	mux := http.NewServeMux()
	m := Routes(mux, func(context.Context) error { return nil })
	if got := ask(mux, "GET", "/metrics").Body.String(); !strings.Contains(got, "parbot_sweep_last_success_timestamp_seconds 0\n") {
		t.Error("before the first sweep the time of the last success is not 0")
	}
	at := time.Date(2025, 10, 8, 16, 0, 0, 500e6, time.UTC)
	m.Request("command", "answered")
	m.Request("command", "answered")
	m.Request("press", "late")
	m.Delivery("mail", "sent")
	m.Sweep(30*time.Millisecond, at, nil)
	m.Sweep(2*time.Second, at.Add(time.Minute), errors.New("no database"))

	w := ask(mux, "GET", "/metrics")
	if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Fatalf("status %d, type %q", w.Code, w.Header().Get("Content-Type"))
	}
	for _, line := range []string{
		`parbot_requests_total{kind="command",outcome="answered"} 2`,
		`parbot_requests_total{kind="press",outcome="late"} 1`,
		`parbot_deliveries_total{channel="mail",outcome="sent"} 1`,
		`parbot_sweep_seconds_bucket{outcome="done",le="0.025"} 0`,
		`parbot_sweep_seconds_bucket{outcome="done",le="0.1"} 1`,
		`parbot_sweep_seconds_count{outcome="failed"} 1`,
		`parbot_sweep_last_success_timestamp_seconds 1.7599392005e+09`,
	} {
		if !strings.Contains(w.Body.String(), line+"\n") {
			t.Errorf("/metrics has no line %s", line)
		}
	}
}

// Two programs in one process, as in the tests of cmd, must not share counts.
func TestMetricsAreNotGlobal(t *testing.T) {
	one, two := http.NewServeMux(), http.NewServeMux()
	counting := Routes(one, func(context.Context) error { return nil })
	Routes(two, func(context.Context) error { return nil })
	counting.Delivery("slack", "sent")
	if got := ask(two, "GET", "/metrics").Body.String(); strings.Contains(got, "parbot_deliveries_total{") {
		t.Error("a delivery of one program is counted in another")
	}
}
