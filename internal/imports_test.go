// Package internal holds the rooms, and in this test the table of who may
// import whom. The standard library is open to all but the pure rooms.
package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport says for each package, by its folder, which others it may import:
// rooms by their folder, outside modules by their path.
var mayImport = map[string][]string{
	"internal/fault":     {},
	"internal/schoolday": {},
	"internal/program":   {"internal/schoolday", "github.com/goccy/go-yaml"},
	"internal/casefile":  {"internal/program", "internal/schoolday"},
	"internal/access":    {"internal/casefile", "internal/deadline", "internal/program", "internal/schoolday"},
	"internal/deadline":  {"internal/casefile", "internal/program", "internal/schoolday"},
	"internal/message": {
		"internal/access", "internal/casefile", "internal/deadline", "internal/fault", "internal/program", "internal/schoolday",
	},
	"internal/rehearsal": {"internal/casefile", "internal/deadline", "internal/message", "internal/program", "internal/schoolday"},
	"internal/roster":    {"internal/casefile", "internal/program", "internal/schoolday"},

	"internal/golden":           {"github.com/google/go-cmp"},
	"migrations":                {},
	"internal/postgres/local":   {},
	"internal/postgres/migrate": {"migrations", "github.com/jackc/pgx/v5", "github.com/pressly/goose/v3", "github.com/riverqueue/river"},
	"internal/postgres/pgtest": {
		"internal/postgres", "internal/postgres/local", "internal/postgres/migrate", "migrations", "github.com/jackc/pgx/v5",
	},
	"internal/postgres": {
		"internal/casefile", "internal/deadline", "internal/fault", "internal/program", "internal/schoolday",
		"internal/postgres/migrate", "github.com/google/uuid", "github.com/jackc/pgx/v5",
	},
	"internal/casework": {
		"internal/access", "internal/casefile", "internal/deadline", "internal/fault", "internal/message",
		"internal/postgres", "internal/program", "internal/schoolday",
	},
	"internal/casework/demo": {
		"internal/casefile", "internal/casework", "internal/postgres", "internal/program", "internal/schoolday",
	},

	"bot": {
		"internal/casefile", "internal/casework", "internal/fault", "internal/message", "internal/program", "internal/schoolday",
		"golang.org/x/text",
	},
	"bot/slackbot": {"bot", "internal/fault", "internal/message", "github.com/slack-go/slack"},

	"scheduler": {"internal/casefile", "internal/casework", "internal/postgres", "github.com/go-co-op/gocron/v2"},
	"scheduler/delivery": {
		"internal/casefile", "internal/casework", "internal/message", "internal/postgres",
		"github.com/jackc/pgx/v5", "github.com/riverqueue/river", "github.com/riverqueue/river/riverdriver/riverpgxv5",
	},
	"scheduler/invite": {"internal/casework", "internal/schoolday", "github.com/emersion/go-ical"},
	"scheduler/mailer": {"github.com/wneessen/go-mail"},

	"internal/web": {"github.com/prometheus/client_golang"},
	"internal/play": {
		"github.com/emersion/go-message", "github.com/emersion/go-smtp",
	},
	"cmd/parbot": {"..."},
}

// pure are the rooms of rules, which take values and return values.
var pure = []string{
	"internal/fault", "internal/schoolday", "internal/program", "internal/casefile",
	"internal/access", "internal/deadline", "internal/message", "internal/rehearsal", "internal/roster",
}

// impure are the parts of the standard library that reach outside the process,
// with what is below them.
var impure = []string{"context", "database/sql", "log", "net", "os", "os/exec", "path/filepath", "plugin", "syscall"}

func TestImports(t *testing.T) {
	found := make(map[string]bool)
	for _, file := range goFiles(t) {
		if file.test {
			continue
		}
		found[file.room] = true
		allowed, ok := mayImport[file.room]
		if !ok {
			t.Errorf("%s: the package has no row in mayImport", file.path)
			continue
		}
		for _, spec := range file.tree.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatalf("%s: %v", file.path, err)
			}
			if why := refuse(file.room, allowed, path); why != "" {
				t.Errorf("%s: %s %s", file.path, path, why)
			}
		}
	}
	for room := range mayImport {
		if !found[room] {
			t.Errorf("mayImport has a row for %s, which is no package", room)
		}
	}
}

// refuse says why a room may not import a path, or "".
func refuse(room string, allowed []string, path string) string {
	inner, ours := strings.CutPrefix(path, "parbot/")
	first, _, _ := strings.Cut(path, "/")
	switch {
	case !ours && !strings.Contains(first, "."): // the standard library
		if slices.Contains(pure, room) && slices.ContainsFunc(impure, func(one string) bool { return within(path, one) }) {
			return "does I/O, and this room is pure"
		}
		return ""
	case slices.Contains(allowed, "..."), ours && slices.Contains(allowed, inner):
		return ""
	case !ours && slices.ContainsFunc(allowed, func(module string) bool { return within(path, module) }):
		return ""
	}
	return "is not in this room's row of mayImport"
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// The judge of the table is tried on what must and what must not pass.
func TestRefuse(t *testing.T) {
	tests := []struct {
		room, path string
		want       bool
	}{
		{"internal/fault", "errors", true},
		{"internal/fault", "os", false},
		{"internal/message", "net/http", false},
		{"internal/message", "net/mail", false},
		{"internal/message", "log/slog", false},
		{"internal/message", "time", true},
		{"internal/message", "parbot/internal/access", true},
		{"internal/message", "parbot/internal/postgres", false},
		{"internal/casework", "os", true},
		{"internal/casework", "parbot/internal/postgres/pgtest", false},
		{"internal/casework", "github.com/jackc/pgx/v5", false},
		{"internal/postgres", "github.com/jackc/pgx/v5/pgxpool", true},
		{"internal/postgres", "github.com/jackc/pgx/v51", false},
		{"bot/slackbot", "parbot/scheduler", false},
		{"scheduler", "parbot/bot", false},
		{"cmd/parbot", "github.com/alecthomas/kong", true},
	}
	for _, tt := range tests {
		if why := refuse(tt.room, mayImport[tt.room], tt.path); (why == "") != tt.want {
			t.Errorf("%s importing %s: %q, want allowed = %v", tt.room, tt.path, why, tt.want)
		}
	}
}

// source is one Go file of the module.
type source struct {
	path  string // from the module's root, with slashes
	room  string
	test  bool
	lines int
	set   *token.FileSet
	tree  *ast.File
}

// goFiles reads every Go file of the module. It opens them itself, so that
// Go's test cache sees a change.
func goFiles(t *testing.T) []source {
	t.Helper()
	var files []source
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path != ".." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata") {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		inner := filepath.ToSlash(strings.TrimPrefix(path, ".."+string(filepath.Separator)))
		room, _, _ := cutLast(inner, "/")
		files = append(files, source{
			path: inner, room: room, test: strings.HasSuffix(name, "_test.go"),
			lines: set.File(tree.FileStart).LineCount() - 1, set: set, tree: tree,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}
