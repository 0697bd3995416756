package program

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Problem is one thing that is wrong with a file, at its place, in a sentence
// for whoever writes the file.
type Problem struct {
	File         string
	Line, Column int
	Text         string
	Note         bool // something to think about, with which the file still loads
}

// String returns the problem as "file:line:column: sentence", and a note as
// "file:line:column: note: sentence".
func (p Problem) String() string {
	text := p.Text
	if p.Note {
		text = "note: " + text
	}
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, text)
}

// What a file may hold at most.
const (
	maxFile  = 128 << 10 // bytes; the reader of YAML slows with the square of some of them
	maxDepth = 32
)

// reader collects the problems of one file while it is read.
type reader struct {
	file     string
	problems []Problem
}

func (r *reader) problem(at node, format string, args ...any) {
	r.problems = append(r.problems, r.sentence(at, fmt.Sprintf(format, args...)))
}

// sentence places a sentence: in the file of the node, which is another one for
// what comes from the shelf.
func (r *reader) sentence(at node, text string) Problem {
	file := at.file
	if file == "" {
		file = r.file
	}
	return Problem{File: file, Line: at.line, Column: at.column, Text: text}
}

// node is a value of the file with its place.
type node struct {
	file         string // "": the one being read
	line, column int
	scalar       string
	quoted       bool
	empty        bool // no value at all
	pairs        []pair
	items        []node
	kind         kind
	brace        int // of a mapping in braces: the column of the first one, else 0
}

type kind int

const (
	scalar kind = iota
	mapping
	list
)

// pair is one line of a mapping.
type pair struct {
	key   string
	at    node // place of the key
	value node
}

// parse reads the file into nodes; nothing else of the package knows YAML.
func (r *reader) parse(data []byte) (root node) {
	start := node{line: 1, column: 1}
	if len(data) > maxFile {
		r.problem(start, "the file is larger than %d KiB", maxFile>>10)
		return start
	}
	defer func() {
		// The library panics on some malformed input; that is one more way in
		// which a file can be no YAML.
		if recover() != nil {
			r.problem(start, "this is not a YAML file that can be read")
		}
	}()
	if deep(data) {
		r.problem(start, "the file nests deeper than %d levels", maxDepth)
		return start
	}
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return start
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.problem(start, "a program file holds one YAML document")
		return start
	}
	return r.read(file.Docs[0].Body, 0)
}

// deep reports whether brackets or indentation nest beyond the cap, before the
// parser, which recurses, sees them.
func deep(data []byte) bool {
	depth := 0
	for _, b := range data {
		switch b {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			depth = max(depth, 0)
		}
		if depth > maxDepth {
			return true
		}
	}
	for line := range strings.Lines(string(data)) {
		if indent := len(line) - len(strings.TrimLeft(line, " -")); indent > 4*maxDepth {
			return true
		}
	}
	return false
}

func (r *reader) syntax(err error) {
	text := err.Error()
	line, column := 1, 1
	if _, scanned := fmt.Sscanf(text, "[%d:%d]", &line, &column); scanned == nil {
		_, text, _ = strings.Cut(text, "] ")
	}
	text, _, _ = strings.Cut(text, "\n")
	r.problem(node{line: line, column: column}, "this is not YAML: %s", text)
}

func (r *reader) read(n ast.Node, depth int) node {
	out := r.place(n)
	if depth > maxDepth {
		r.problem(out, "the file nests deeper than %d levels", maxDepth)
		return out
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		out.kind = mapping
		seen := make(map[string]bool, len(n.Values))
		for _, v := range n.Values {
			if p := r.pair(v, depth); !seen[p.key] {
				seen[p.key] = true
				out.pairs = append(out.pairs, p)
			} else {
				r.problem(p.at, "%q is written twice", p.key)
			}
		}
		if len(n.Values) > 0 {
			at := r.place(n.Values[0].Key)
			if n.IsFlowStyle && at.line == out.line {
				out.brace = out.column
			}
			out.line, out.column = at.line, at.column
		}
	case *ast.MappingValueNode:
		out = r.place(n.Key)
		out.kind = mapping
		out.pairs = []pair{r.pair(n, depth)}
	case *ast.SequenceNode:
		out.kind = list
		for _, v := range n.Values {
			out.items = append(out.items, r.read(v, depth+1).rejoined())
		}
	case *ast.NullNode:
		out.empty = true
	case *ast.StringNode:
		out.scalar, out.quoted = n.Value, n.GetToken().Type != token.StringType
	case *ast.LiteralNode:
		out.scalar, out.quoted = n.Value.Value, true
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		r.problem(out, "anchors, aliases and tags are not used in program files")
	default:
		out.scalar = n.GetToken().Value
	}
	return out
}

// rejoined is a value of a list with a time of day in it whole again: the library
// takes "Fri 12:00" in brackets for a map of Fri 12 to 00 (YAML 1.2 §7.3.3: a
// colon ends a key only before a blank).
func (n node) rejoined() node {
	if n.kind != mapping || len(n.pairs) != 1 || n.brace > 0 {
		return n
	}
	p := n.pairs[0]
	if p.value.kind != scalar || p.value.line != p.at.line || p.value.column != p.at.column+utf8.RuneCountInString(p.key)+1 {
		return n
	}
	return node{file: p.at.file, line: p.at.line, column: p.at.column, scalar: p.key + ":" + p.value.scalar}
}

func (r *reader) pair(v *ast.MappingValueNode, depth int) pair {
	key := r.read(v.Key, depth+1)
	return pair{key: key.scalar, at: key, value: r.read(v.Value, depth+1)}
}

func (r *reader) place(n ast.Node) node {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return node{file: r.file, line: 1, column: 1}
	}
	at := n.GetToken().Position
	return node{file: r.file, line: at.Line, column: at.Column}
}

// as is another word at the same place.
func (n node) as(word string) node {
	return node{file: n.file, line: n.line, column: n.column, scalar: word}
}

// get returns the value of a key and whether it is there.
func (n node) get(key string) (node, bool) {
	for _, p := range n.pairs {
		if p.key == key {
			return p.value, true
		}
	}
	return node{}, false
}

// words returns a scalar, or a list of scalars, as a list.
func (r *reader) words(n node) []node {
	switch {
	case n.kind == list:
		for _, item := range n.items {
			if item.kind != scalar {
				r.problem(item, "a word is expected here")
			}
		}
		return n.items
	case n.kind == scalar && !n.empty:
		return []node{n}
	}
	r.problem(n, "a word or a list of words is expected here")
	return nil
}

func (r *reader) text(n node) string {
	switch {
	case n.kind != scalar || n.empty:
		r.problem(n, "a sentence is expected here")
	case !n.quoted && misread(n.scalar):
		r.problem(n, "put %s in quotes", n.scalar)
	}
	return n.scalar
}

// misread reports whether some reader of YAML makes another thing of a word: a
// truth of Yes, the number 2.1 of 2.10.
func misread(word string) bool {
	if slices.Contains([]string{"Yes", "No", "On", "Off"}, word) {
		return true
	}
	_, err := strconv.ParseFloat(word, 64)
	return err == nil && strings.Contains(word, ".")
}

// named reports names that have no value: what follows an unquoted comma in a
// sentence.
func (r *reader) named(p pair) bool {
	if p.value.empty {
		r.problem(p.at, "%q has no value; put the sentence in quotes", p.key)
	}
	return !p.value.empty
}

func (r *reader) number(n node) int {
	v, err := strconv.Atoi(n.scalar)
	if n.kind != scalar || err != nil || v < 0 {
		r.problem(n, "%q is not a whole number", n.scalar)
		return 0
	}
	return v
}

func (r *reader) yes(n node) bool {
	if n.scalar != "true" && n.scalar != "false" {
		r.problem(n, "write true or false")
	}
	return n.scalar == "true"
}

// each calls f for the pairs of a mapping.
func (r *reader) each(n node, f func(pair)) {
	if n.kind != mapping {
		if !n.empty {
			r.problem(n, "names with values are expected here")
		}
		return
	}
	for _, p := range n.pairs {
		f(p)
	}
}

// keys reports keys that what does not have, with the nearest it has.
func (r *reader) keys(what string, n node, known ...string) {
	r.each(n, func(p pair) {
		if slices.Contains(known, p.key) {
			return
		}
		if !r.named(p) {
			return
		}
		r.problem(p.at, "%s has no key %q%s", what, p.key, didYouMean(p.key, known))
	})
}

// didYouMean is the hint that names the nearest of some words, or "".
func didYouMean(word string, known []string) string {
	best, at := "", (len(word)+2)/3+1 // a third of the letters may be wrong
	for _, k := range known {
		if d := distance(word, k); d < at {
			best, at = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// distance is how many letters have to change to turn a into b (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
