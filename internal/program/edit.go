package program

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Edit is one change to a program file: the value at a place becomes another,
// or, with Drop, the name goes away with all that is under it.
type Edit struct {
	Path  []string // names from the top: "deadlines", "confer", "every"; of a list the place, from "0"
	Value string   // as the file writes it: "42 days", "[a, b]", `"Yes"`
	Drop  bool
}

// Apply makes changes to a program file and leaves the rest of it as it is
// written, with its comments and layout. Edits name places in the file as it
// was, and no edit may lie within what another drops. A place that is not there
// is a problem, and so is a value that is not written in one line, and a name to
// drop that does not begin its line.
func Apply(f File, edits []Edit) ([]byte, []Problem) {
	r := reader{file: f.Name}
	root := r.parse(f.Data)
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	lines := strings.SplitAfter(string(f.Data), "\n")
	var cuts []cut
	for _, e := range edits {
		switch at, ok := root.pair(e.Path); {
		case !ok:
			r.problem(root, "there is no %q", strings.Join(e.Path, " "))
		case e.Drop:
			cuts = append(cuts, r.drop(at, lines)...)
		default:
			cuts = append(cuts, r.put(at, lines, e.Value)...)
		}
	}
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	slices.SortFunc(cuts, func(a, b cut) int { // from the end, so that places stay
		return cmp.Or(b.line-a.line, b.from-a.from)
	})
	for _, c := range cuts {
		lines[c.line] = lines[c.line][:c.from] + c.text + lines[c.line][c.to:]
	}
	return []byte(strings.Join(lines, "")), nil
}

// cut is a part of a line, from byte to byte, with what comes in its place.
type cut struct {
	line, from, to int
	text           string
}

// drop cuts out all lines of a pair.
func (r *reader) drop(at pair, lines []string) []cut {
	line, indent := at.at.line-1, at.at.column-1
	if strings.TrimSpace(lines[line][:indent]) != "" {
		r.problem(at.at, "%q does not begin its line", at.key)
		return nil
	}
	var cuts []cut
	for n := range block(lines[line:], indent) {
		cuts = append(cuts, cut{line: line + n, to: len(lines[line+n])})
	}
	return cuts
}

// put cuts out the value of a pair and has another in its place.
func (r *reader) put(at pair, lines []string, value string) []cut {
	line := at.value.line - 1
	at.value.column = cmp.Or(at.value.brace, at.value.column)
	from := column(lines[line], at.value.column)
	length, whole := written(lines[line][from:], at.value)
	if !whole {
		r.problem(at.value, "%q is not written in one line", at.key)
		return nil
	}
	return []cut{{line, from, from + length, value}}
}

// pair returns the pair at a path.
func (n node) pair(path []string) (at pair, ok bool) {
	for _, key := range path {
		if i, err := strconv.Atoi(key); err == nil && n.kind == list && i >= 0 && i < len(n.items) {
			n = n.items[i]
			continue
		}
		i := slices.IndexFunc(n.pairs, func(p pair) bool { return p.key == key })
		if i < 0 {
			return pair{}, false
		}
		at = n.pairs[i]
		n = at.value
	}
	return at, len(path) > 0
}

// block counts the lines of a pair that begins the first of them at an indent:
// up to the next that is indented no deeper, or the last.
func block(lines []string, indent int) int {
	n := 1
	for i, line := range lines[1:] {
		text := strings.TrimLeft(line, " ")
		if strings.TrimSpace(text) == "" {
			continue
		}
		if len(line)-len(text) <= indent {
			break
		}
		n = i + 2
	}
	return n
}

// column returns the byte at which a column of a line, counted in letters from
// 1, begins.
func column(line string, n int) int {
	for at := range line {
		if n--; n == 0 {
			return at
		}
	}
	return len(line)
}

// written is how many bytes of a line a value takes, and whether all of it is
// written there.
func written(line string, n node) (length int, whole bool) {
	switch {
	case n.kind == mapping && n.brace == 0 || n.empty:
		return 0, false
	case n.kind == scalar && !n.quoted:
		return len(n.scalar), strings.HasPrefix(line, n.scalar)
	}
	depth, quote := 0, byte(0)
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote && (quote == '\'' || line[i-1] != '\\') {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		}
		if depth == 0 && quote == 0 {
			return i + 1, true
		}
	}
	return 0, false
}
