package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longest is the most characters that a name, school or key may have.
const longest = 200

// text checks a cell of plain words.
func (t *table) text(r row, column int, required bool) {
	cell := r.cells[column]
	switch {
	case cell == "" && required:
		t.refuse(r.line, t.columns[column], "it is missing.")
	case utf8.RuneCountInString(cell) > longest:
		t.refuse(r.line, t.columns[column], "it is longer than %d characters.", longest)
	case strings.ContainsFunc(cell, unicode.IsControl):
		t.refuse(r.line, t.columns[column], "it holds a character that cannot be shown.")
	}
}

// address checks a cell that names a person by an e-mail address.
func (t *table) address(r row, column int, required bool) {
	cell := r.cells[column]
	switch {
	case cell == "" && required:
		t.refuse(r.line, t.columns[column], "an address is missing.")
	case cell != "" && !isAddress(cell):
		t.refuse(r.line, t.columns[column], "%q is not an e-mail address.", cell)
	}
}

// isAddress reports whether the word is a plain address that any mail server
// takes: ASCII, one @, a dot-separated domain, no quoting (RFC 5321 §4.1.2).
func isAddress(word string) bool {
	local, domain, found := strings.Cut(word, "@")
	if !found || len(word) > 254 || len(local) > 64 || !isDotted(local) || !isDotted(domain) {
		return false
	}
	for i := range len(word) {
		if c := word[i]; c <= ' ' || c > '~' || strings.IndexByte(`"(),:;<>[\]`, c) >= 0 {
			return false
		}
	}
	return !strings.Contains(domain, "@")
}

// isDotted reports whether no part between the dots is empty.
func isDotted(words string) bool {
	for part := range strings.SplitSeq(words, ".") {
		if part == "" {
			return false
		}
	}
	return true
}

// firsts remembers on which line a key was seen first.
type firsts map[string]int

// put remembers a key and returns the line that had it before, or 0.
func (f firsts) put(key string, line int) int {
	if before, ok := f[key]; ok {
		return before
	}
	f[key] = line
	return 0
}

// once refuses a cell whose value an earlier line has already.
func (t *table) once(r row, column int, seen firsts) {
	if r.cells[column] == "" {
		return
	}
	if line := seen.put(strings.ToLower(r.cells[column]), r.line); line > 0 {
		t.refuse(r.line, t.columns[column], "%s is on line %d already.", r.cells[column], line)
	}
}
