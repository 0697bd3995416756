// Package bench measures parbot against bare Postgres, in ratios of one run:
// machines are noisy, and a time alone says nothing. It holds benchmarks alone;
// make bench runs them.
package bench

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/postgres"
	"parbot/internal/postgres/pgtest"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// cases is how many consultants there are, each with one case.
const cases = 50

// fill imports a roster and the cases, opened a month ago.
func fill(b *testing.B, desk *casework.Desk, now time.Time) {
	b.Helper()
	var people []casefile.Person
	var rows []casework.CaseRow
	add := func(role program.Role, i int) string {
		email := fmt.Sprintf("%s.%d@demo.example", role, i)
		people = append(people, casefile.Person{
			Name: fmt.Sprintf("%s Number%d", role, i), Email: email, Roles: []program.Role{role}, Slack: fmt.Sprintf("U%s%d", role, i),
		})
		return email
	}
	opened := schoolday.Of(now.AddDate(0, -1, 0))
	for i := range cases {
		rows = append(rows, casework.CaseRow{
			Line: i + 2, Program: "clovis", Teacher: add(program.Teacher, i), Consultant: add(program.Consultant, i),
			Administrator: add(program.Administrator, i), Opened: opened,
		})
	}
	if _, _, err := desk.ImportPeople(b.Context(), casework.HomeDistrict, people, now); err != nil {
		b.Fatal(err)
	}
	if _, err := desk.ImportCases(b.Context(), casework.HomeDistrict, rows, now); err != nil {
		b.Fatal(err)
	}
}

// desk opens a desk over a database.
func deskOver(b *testing.B, store *postgres.Store) *casework.Desk {
	b.Helper()
	programs, err := program.Embedded()
	if err != nil {
		b.Fatal(err)
	}
	return &casework.Desk{Store: store, Programs: programs, Home: "clovis", Domain: "demo.example", Slack: true, Mail: true}
}

// logOf is the nth log: by the consultants in turn, each text a new one.
func logOf(n int64) (slackUser, text string) {
	i := n % cases
	return fmt.Sprintf("Uconsultant%d", i), fmt.Sprintf("log 45m co-planned unit %d, 2.6", n)
}

// serve builds parbot and runs it over a database until the benchmark ends. It
// returns its address and the pid.
func serve(b *testing.B, database string) (base string, pid int) {
	b.Helper()
	binary := filepath.Join(b.TempDir(), "parbot")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", binary, "../../cmd/parbot").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	address := freeAddress(b)
	ctx, cancel := context.WithCancel(context.Background())
	server := exec.CommandContext(ctx, binary, "serve")
	server.Env = append(os.Environ(), "DATABASE_URL="+database, "PARBOT_LISTEN="+address, "SLACK_BOT_TOKEN=xoxb-bench",
		"SLACK_SIGNING_SECRET="+signingSecret, "SLACK_API_URL=http://127.0.0.1:9/api/")
	if err := server.Start(); err != nil {
		cancel()
		b.Fatal(err)
	}
	b.Cleanup(func() {
		cancel()
		_ = server.Wait() // it was killed
	})
	base = "http://" + address
	for range 200 {
		if answer, err := http.Get(base + "/readyz"); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return base, server.Process.Pid
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.Fatal("parbot does not get ready")
	return "", 0
}

func freeAddress(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
