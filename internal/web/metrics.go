package web

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Metrics counts what is worth watching. It is passed by value, and its
// functions one by one, to rooms that know nothing of where the counts go; all
// are safe for concurrent use. Their words are fixed ones of the program
// ("command", "late"), never anything a person gave.
type Metrics struct {
	Request  func(kind, outcome string)    // one request from Slack
	Delivery func(channel, outcome string) // one message that left, or did not

	// Sweep is one look for what is due: how long it took and when it ended.
	// A failed one leaves the time of the last success as it is.
	Sweep func(took time.Duration, ended time.Time, err error)
}

func newMetrics() (Metrics, *prometheus.Registry) {
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "parbot_requests_total", Help: "Requests from Slack.",
	}, []string{"kind", "outcome"})
	deliveries := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "parbot_deliveries_total", Help: "Messages to people, by what became of them.",
	}, []string{"channel", "outcome"})
	sweeps := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "parbot_sweep_seconds", Help: "How long a look for what is due took.",
		Buckets: []float64{.001, .005, .025, .1, .5, 1, 5, 30},
	}, []string{"outcome"})
	last := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "parbot_sweep_last_success_timestamp_seconds", Help: "When the last look for what is due succeeded; 0: not yet.",
	})
	registry := prometheus.NewRegistry()
	registry.MustRegister(requests, deliveries, sweeps, last,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return Metrics{
		Request:  func(kind, outcome string) { requests.WithLabelValues(kind, outcome).Inc() },
		Delivery: func(channel, outcome string) { deliveries.WithLabelValues(channel, outcome).Inc() },
		Sweep: func(took time.Duration, ended time.Time, err error) {
			if err != nil {
				sweeps.WithLabelValues("failed").Observe(took.Seconds())
				return
			}
			sweeps.WithLabelValues("done").Observe(took.Seconds())
			last.Set(float64(ended.UnixMilli()) / 1000)
		},
	}, registry
}
