package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// recorder keeps the statements of one command, with their values, so that
// pgbench can say the same to the database.
type recorder struct {
	mu         sync.Mutex
	on         bool
	statements []statement
}

type statement struct {
	sql  string
	args []any
}

func (r *recorder) add(sql string, args []any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.on {
		r.statements = append(r.statements, statement{sql, args})
	}
}

// TraceQueryStart keeps a statement sent alone.
func (r *recorder) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	r.add(data.SQL, data.Args)
	return ctx
}

// TraceQueryEnd does nothing.
func (r *recorder) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart does nothing.
func (r *recorder) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery keeps a statement of a batch.
func (r *recorder) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	r.add(data.SQL, data.Args)
}

// TraceBatchEnd does nothing.
func (r *recorder) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// record returns what f says to the database.
func (r *recorder) record(f func()) []statement {
	r.mu.Lock()
	r.on, r.statements = true, nil
	r.mu.Unlock()
	f()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.on = false
	return r.statements
}

// script writes statements as a pgbench script. Ids that were made since a
// moment, and the key of the request, get new values each time it is run.
func script(all []statement, since time.Time) string {
	var b strings.Builder
	b.WriteString("\\set r random(1, 9000000000000000)\n")
	for _, s := range all {
		sql := regexp.MustCompile(`\$\d+`).ReplaceAllStringFunc(s.sql, func(place string) string {
			i, err := strconv.Atoi(place[1:])
			if err != nil || i > len(s.args) {
				return place
			}
			return literal(s.args[i-1], since)
		})
		b.WriteString(strings.Join(strings.Fields(sql), " ") + ";\n")
	}
	return b.String()
}

var uuids = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`)

// literal writes a value as SQL.
func literal(v any, since time.Time) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case string:
		return text(v, since)
	case *string:
		if v == nil {
			return "NULL"
		}
		return text(*v, since)
	case time.Time:
		return quote(v.Format(time.RFC3339Nano))
	case *time.Time:
		if v == nil {
			return "NULL"
		}
		return quote(v.Format(time.RFC3339Nano))
	case []string:
		return renewed("{"+strings.Join(v, ",")+"}", since, "uuid[]")
	case []byte:
		return renewed(string(v), since, "jsonb")
	case map[string]string:
		data, err := json.Marshal(v)
		if err != nil {
			return "NULL" // unreachable: strings have JSON
		}
		return renewed(string(data), since, "jsonb")
	}
	return fmt.Sprint(v)
}

func text(s string, since time.Time) string {
	switch {
	case strings.HasPrefix(s, requestKey):
		return "concat('bench', :r::bigint)"
	case uuids.FindString(s) == s && s != "":
		return renewed(s, since, "uuid")
	}
	return renewed(s, since, "text")
}

// renewed writes a text whose new ids are made of the script's random number.
func renewed(s string, since time.Time, as string) string {
	var parts []string
	rest := s
	fresh := false
	for _, id := range uuids.FindAllString(s, -1) {
		before, after, _ := strings.Cut(rest, id)
		if !madeSince(id, since) {
			parts, rest = append(parts, quote(before+id)), after
			continue
		}
		fresh = true
		parts, rest = append(parts, quote(before), "md5(:r::bigint || "+quote(id)+")::uuid"), after
	}
	if !fresh {
		return quote(s)
	}
	return "concat(" + strings.Join(append(parts, quote(rest)), ", ") + ")::" + as
}

// madeSince reads the time of a version 7 id (RFC 9562 §5.7).
func madeSince(id string, since time.Time) bool {
	ms, err := strconv.ParseInt(strings.ReplaceAll(id[:13], "-", ""), 16, 64)
	return err == nil && ms >= since.UnixMilli()
}

// quote writes a text as SQL in which pgbench finds no variable of its own: it
// looks for colons in texts too.
func quote(s string) string {
	return "E'" + strings.NewReplacer("'", "''", `\`, `\\`, ":", `\x3a`, "\n", `\n`).Replace(s) + "'"
}

// pgbench runs scripts from a number of clients for a while and returns how
// many it ran in a second.
func pgbench(b *testing.B, database string, scripts []string, clients int, length time.Duration) float64 {
	b.Helper()
	folder := b.TempDir()
	args := []string{"-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2", "-T", strconv.Itoa(int(length.Seconds()))}
	for i, one := range scripts {
		path := filepath.Join(folder, fmt.Sprintf("%d.sql", i))
		if err := os.WriteFile(path, []byte(one), 0o600); err != nil {
			b.Fatal(err)
		}
		args = append(args, "-f", path)
	}
	out := tool(b, "pgbench", append(args, database)...)
	found := regexp.MustCompile(`tps = ([\d.]+)`).FindStringSubmatch(out)
	if found == nil {
		b.Fatalf("pgbench says no tps:\n%s", out)
	}
	rate, err := strconv.ParseFloat(found[1], 64)
	if err != nil {
		b.Fatal(err)
	}
	return rate
}
