package program

import (
	"slices"
	"strings"
)

// File is a file as it was read.
type File struct {
	Name string
	Data []byte
}

// Change is one thing that two program files say differently.
type Change struct {
	Path     string // where: "deadlines respond due"
	Old, New string // as a file would write it in one line; "" where it does not say it
	Line     int    // in the new file, or in the old one for what is gone
}

// Diff returns what the newer program file says differently from the older one,
// in the order of the newer, and under each name what is gone from there last.
// Comments, order and layout do not count. A file that is no YAML is a problem;
// whether a file makes a program is for [Load] to say.
func Diff(older, newer File) ([]Change, []Problem) {
	a, b := reader{file: older.Name}, reader{file: newer.Name}
	from, to := a.parse(older.Data), b.parse(newer.Data)
	if problems := slices.Concat(a.problems, b.problems); len(problems) > 0 {
		return nil, problems
	}
	return changes("", from, to), nil
}

func changes(path string, from, to node) []Change {
	if from.kind != mapping || to.kind != mapping {
		if from.same(to) {
			return nil
		}
		return []Change{{path, from.flow(), to.flow(), to.line}}
	}
	var all []Change
	for _, p := range to.pairs {
		at := strings.TrimPrefix(path+" "+p.key, " ")
		if was, ok := from.get(p.key); ok {
			all = append(all, changes(at, was, p.value)...)
			continue
		}
		all = append(all, Change{Path: at, New: p.value.flow(), Line: p.at.line})
	}
	for _, p := range from.pairs {
		if _, stays := to.get(p.key); !stays {
			all = append(all, Change{Path: strings.TrimPrefix(path+" "+p.key, " "), Old: p.value.flow(), Line: p.at.line})
		}
	}
	return all
}

// same reports whether two values say the same, however they are written.
func (n node) same(o node) bool {
	return n.kind == o.kind && n.scalar == o.scalar && n.empty == o.empty && slices.EqualFunc(n.items, o.items, node.same) &&
		slices.EqualFunc(n.pairs, o.pairs, func(a, b pair) bool { return a.key == b.key && a.value.same(b.value) })
}

// flow writes a value in one line.
func (n node) flow() string {
	switch n.kind {
	case list:
		items := make([]string, len(n.items))
		for i, item := range n.items {
			items[i] = item.flow()
		}
		return "[" + strings.Join(items, ", ") + "]"
	case mapping:
		pairs := make([]string, len(n.pairs))
		for i, p := range n.pairs {
			pairs[i] = p.key + ": " + p.value.flow()
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	case scalar:
	}
	if n.quoted {
		return `"` + strings.ReplaceAll(n.scalar, `"`, `\"`) + `"`
	}
	return n.scalar
}
