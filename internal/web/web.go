// Package web holds the pages that machines read: whether the program lives
// (/healthz), whether it can serve (/readyz) and how it fares (/metrics). They
// show counts and one plain word, never a name, a case or the inside of an
// error, and they need no sign-in. It is the one room that imports Prometheus;
// who counts is handed the plain functions of [Metrics].
package web

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// readyTime bounds the question whether the program can serve.
const readyTime = 2 * time.Second

// Routes adds the three pages to mux and returns what counts into /metrics. The
// program can serve when ready returns nil; ready is asked anew each time and
// may be given up on after two seconds.
func Routes(mux *http.ServeMux, ready func(context.Context) error) Metrics {
	m, registry := newMetrics()
	mux.Handle("/healthz", page(func(w http.ResponseWriter, _ *http.Request) { word(w, http.StatusOK, "ok") }))
	mux.Handle("/readyz", page(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), readyTime)
		defer cancel()
		if ready(ctx) != nil {
			word(w, http.StatusServiceUnavailable, "waiting")
			return
		}
		word(w, http.StatusOK, "ready")
	}))
	mux.Handle("/metrics", page(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP))
	return m
}

// page lets GET and HEAD through, under headers that keep the answer out of
// caches, frames and guesses about its type.
func page(show http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Cache-Control", "no-store")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Content-Type-Options", "nosniff")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			h.Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		show(w, r)
	})
}

func word(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text+"\n") // who asked is gone
}
