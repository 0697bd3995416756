package bench

import (
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parbot/bot"
	"parbot/internal/casework"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
)

const (
	clients    = 8
	length     = 10 * time.Second
	requestKey = "recorded:" // and a number
)

// BenchmarkLog compares commands over signed HTTP with the same statements said
// by pgbench, from the same number of clients. Aim: at least 0.8 of them, 99 %
// within 100 ms, and at most 64 MiB resident while it lasts.
func BenchmarkLog(b *testing.B) {
	database := pgtest.URL(b)
	recorded := &recorder{}
	store, err := postgres.OpenTraced(b.Context(), database, recorded)
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	now := time.Now()
	desk := deskOver(b, store)
	fill(b, desk, now)
	scripts := recordLogs(b, bot.New(desk, time.Now, slog.New(slog.DiscardHandler), nil), recorded)
	base, pid := serve(b, database)
	load := slackLoad{base: base, clients: clients, next: logOf}
	load.run(b, 1_000_000, 2*time.Second) // warm
	analyze(b, store)
	for b.Loop() {
		ours := load.run(b, 2_000_000, length)
		memory := resident(b, pid)
		bare := pgbench(b, database, scripts, clients, length)
		b.ReportMetric(ours.rate, "commands/s")
		b.ReportMetric(bare, "pgbench/s")
		b.ReportMetric(ours.rate/bare, "ratio")
		b.ReportMetric(float64(ours.p99.Milliseconds()), "ms-p99")
		b.ReportMetric(memory, "MiB")
	}
}

// analyze does what autovacuum does where it is on: the planner knows the tables.
func analyze(b *testing.B, store *postgres.Store) {
	b.Helper()
	err := store.In(b.Context(), casework.HomeDistrict, func(tx *postgres.Tx) error {
		_, err := tx.Exec(b.Context(), `ANALYZE`)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
}

// recordLogs has a log of each case recorded.
func recordLogs(b *testing.B, conversation *bot.Bot, r *recorder) []string {
	b.Helper()
	var scripts []string
	for n := range int64(cases) {
		user, typed := logOf(n)
		since := time.Now()
		all := r.record(func() {
			reply := conversation.Handle(b.Context(), bot.Request{ID: fmt.Sprint(requestKey, n), Slack: user, Kind: bot.Typed, Text: typed})
			if !strings.Contains(reply.Message.Text(), "Logged") {
				b.Fatalf("%q was answered: %s", typed, reply.Message.Text())
			}
		})
		scripts = append(scripts, script(all, since))
	}
	return scripts
}

// resident is the memory of a process in MiB.
func resident(b *testing.B, pid int) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skip("no /proc on this system: resident memory is not measured")
	}
	for line := range strings.Lines(string(status)) {
		var kib float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kib); err == nil {
			return kib / 1024
		}
	}
	b.Fatal("no VmRSS")
	return 0
}

// tool runs one of Postgres's programs and returns what it says.
func tool(b *testing.B, name string, args ...string) string {
	b.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		found, globbed := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
		if globbed != nil || len(found) == 0 {
			b.Skipf("%s is not installed", name)
		}
		path = found[len(found)-1]
	}
	out, err := exec.CommandContext(b.Context(), path, args...).CombinedOutput()
	if err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}
