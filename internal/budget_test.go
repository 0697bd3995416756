package internal

import (
	"go/ast"
	"strings"
	"testing"
)

// The most lines that a file and a function may have (STYLE §2).
const (
	fileBudget     = 500
	functionBudget = 60
)

func TestBudgets(t *testing.T) {
	code, tests := 0, 0
	for _, file := range goFiles(t) {
		if file.lines > fileBudget {
			t.Errorf("%s has %d lines; the budget is %d", file.path, file.lines, fileBudget)
		}
		if file.test {
			tests += file.lines
			continue
		}
		code += file.lines
		checkFunctions(t, file)
	}
	if tests < code {
		t.Errorf("%d lines of tests for %d lines of code; the budget is at least as many", tests, code)
	}
}

func checkFunctions(t *testing.T, file source) {
	t.Helper()
	for _, decl := range file.tree.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		first, last := file.set.Position(f.Pos()).Line, file.set.Position(f.End()).Line
		if lines := last - first + 1; lines > functionBudget {
			t.Errorf("%s:%d: %s has %d lines; the budget is %d", file.path, first, f.Name.Name, lines, functionBudget)
		}
	}
}

// Every package says why it exists, once.
func TestPackageComments(t *testing.T) {
	comments := make(map[string]int)
	for _, file := range goFiles(t) {
		if file.test {
			continue
		}
		if file.tree.Doc != nil && strings.TrimSpace(file.tree.Doc.Text()) != "" {
			comments[file.room]++
		} else {
			comments[file.room] += 0
		}
	}
	for room, n := range comments {
		if n != 1 {
			t.Errorf("%s has %d package comments, want 1", room, n)
		}
	}
}
