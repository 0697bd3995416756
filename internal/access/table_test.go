package access_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// matrix is DOMAIN §3 for one program and track, as a file of testdata holds it.
type matrix struct {
	program, track string
	roles          []casefile.ID
	adds           map[string][]string // situation → what has happened besides
	order          []string            // of those situations
	cells          map[[2]string]row   // form, situation
}

// row is one line of a matrix: a cell for each role.
type row struct {
	cells []string
	rules string
}

var levels = map[string]program.Level{"r": program.Read, "m": program.Dates, "c": program.Counts, "-": program.Nothing, "!": program.Nothing}

func matrices(t testing.TB) []*matrix {
	t.Helper()
	files, err := filepath.Glob("testdata/*.matrix")
	if err != nil || len(files) == 0 {
		t.Fatal("no matrices: ", err)
	}
	var all []*matrix
	for _, file := range files {
		all = append(all, readMatrix(t, file))
	}
	return all
}

func readMatrix(t testing.TB, file string) *matrix {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name, track, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".matrix"), ".")
	m := &matrix{program: name, track: track, adds: map[string][]string{}, cells: map[[2]string]row{}}
	for line := range strings.Lines(string(data)) {
		text, rules, _ := strings.Cut(line, "#")
		switch words := strings.Fields(text); {
		case len(words) == 0:
		case words[0] == "roles":
			for _, w := range words[1:] {
				m.roles = append(m.roles, casefile.ID(w))
			}
		case words[0] == "=":
			m.order = append(m.order, words[1])
			m.adds[words[1]] = words[2:]
		default:
			m.line(t, words, strings.TrimSpace(rules))
		}
	}
	return m
}

func (m *matrix) line(t testing.TB, words []string, rules string) {
	t.Helper()
	if len(words) != 2+len(m.roles) {
		t.Fatalf("%s: %q has %d cells, want %d", m.program, words, len(words)-2, len(m.roles))
	}
	for _, cell := range words[2:] {
		if !strings.Contains("rmc-!.", cell) || len(cell) != 1 {
			t.Fatalf("%s: %q has the cell %q", m.program, words, cell)
		}
	}
	for form := range strings.SplitSeq(words[0], ",") {
		key := [2]string{form, words[1]}
		if _, twice := m.cells[key]; twice {
			t.Fatalf("%s: %v is written twice", m.program, key)
		}
		m.cells[key] = row{words[2:], rules}
	}
}

// want is the cell of a form, situation and role: that of the situation's own
// line, else what the situation is like.
func (m *matrix) want(f *program.Form, situation string, role casefile.ID) (cell, rules string) {
	nth := slices.Index(m.roles, role)
	if r, ok := m.cells[[2]string{f.Key, situation}]; ok && r.cells[nth] != "." {
		return r.cells[nth], r.rules
	}
	switch situation {
	case "draft":
		if author(f) == role {
			return "r", "its author's alone"
		}
		return "-", "a draft"
	case "withdrawn":
		if author(f) == role {
			return "r", "taken back"
		}
		return "-", "taken back"
	case "declined":
		return m.want(f, "locked", role)
	case "granted-one":
		return m.want(f, "granted", role)
	case "opened-draft": // as far and as early as the teacher reads, if it can be opened at all
		given, _ := m.want(f, "granted", role)
		if filed, _ := m.want(f, "filed", role); role == "representative" && given != filed {
			return m.want(f, "draft", "teacher")
		}
		return m.want(f, "draft", role)
	case "filed", "locked":
		return "?", ""
	}
	return m.want(f, "filed", role)
}

// author is the first role that writes a form; nobody of one that the system makes.
func author(f *program.Form) casefile.ID {
	if len(f.By) == 0 {
		return ""
	}
	return casefile.ID(f.By[0])
}
