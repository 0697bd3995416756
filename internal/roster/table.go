package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// row is one line of a list, its cells in the order of the columns asked for.
type row struct {
	line  int
	cells []string
}

// table is a list while it is being read.
type table struct {
	columns  []string
	rows     []row
	problems []Problem
}

func (t *table) refuse(line int, column, format string, a ...any) {
	t.problems = append(t.problems, Problem{line, column, fmt.Sprintf(format, a...)})
}

// read splits a list into rows of exactly these columns.
func read(data []byte, columns ...string) *table {
	t := &table{columns: columns}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if refusal := unreadable(data); refusal != "" {
		t.refuse(1, "", "%s", refusal)
		return t
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	head, err := r.Read()
	if err != nil {
		t.broken(r, err)
		return t
	}
	if place := t.header(head); place != nil {
		t.body(r, place)
	}
	return t
}

// unreadable says what is wrong with the bytes of a file as a whole, or "".
func unreadable(data []byte) string {
	first, _, _ := bytes.Cut(data, []byte("\n"))
	switch {
	case len(data) > MaxBytes:
		return "The file is larger than 10 MiB. Split it."
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return `The file is not UTF-8 text. Save it as "CSV UTF-8".`
	case len(bytes.TrimSpace(data)) == 0:
		return "The file is empty."
	case bytes.IndexByte(first, ',') < 0 && bytes.ContainsAny(first, ";\t"):
		return "The cells are separated by semicolons or tabs. Save the file as CSV with commas."
	}
	return ""
}

// header returns where each column asked for stands in the file, or nil when
// the first line is not that of this kind of list.
func (t *table) header(head []string) []int {
	at := make(map[string]int, len(head))
	for i, cell := range head {
		at[strings.ToLower(strings.TrimSpace(cell))] = i
	}
	place := make([]int, len(t.columns))
	for i, column := range t.columns {
		found, ok := at[column]
		if !ok {
			t.refuse(1, "", "The column %q is missing. The first line is: %s", column, strings.Join(t.columns, ","))
			return nil
		}
		place[i] = found
	}
	if len(head) > len(t.columns) {
		t.refuse(1, "", "There are columns besides: %s", strings.Join(t.columns, ","))
		return nil
	}
	return place
}

func (t *table) body(r *csv.Reader, place []int) {
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			if !t.broken(r, err) {
				return
			}
			continue
		}
		line, _ := r.FieldPos(0)
		if line > MaxLines {
			t.refuse(line, "", "The file has more than 100,000 lines. Split it.")
			return
		}
		t.take(line, record, place)
	}
	if len(t.rows) == 0 && len(t.problems) == 0 {
		t.refuse(1, "", "The file has a first line and nothing below it.")
	}
}

// take keeps a record as a row, its columns in the order asked for.
func (t *table) take(line int, record []string, place []int) {
	cells := make([]string, len(place))
	blank := true
	for i, from := range place {
		cells[i] = strings.Join(strings.Fields(record[from]), " ")
		blank = blank && cells[i] == ""
	}
	if !blank {
		t.rows = append(t.rows, row{line, cells})
	}
}

// broken notes a line that is no CSV and reports whether reading can go on.
func (t *table) broken(r *csv.Reader, err error) bool {
	e, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case !ok: // unreachable unless encoding/csv finds another kind of error in memory
		t.refuse(1, "", "The file cannot be read as CSV.")
	case errors.Is(err, csv.ErrFieldCount):
		t.refuse(e.StartLine, "", "The line has not as many cells as the first line (%d).", r.FieldsPerRecord)
		return true
	case errors.Is(err, csv.ErrBareQuote):
		t.refuse(e.Line, "", `A quote stands inside a cell without quotes. Write it twice and put the cell in quotes: "Ann ""Bo"" Lee".`)
	default:
		t.refuse(e.StartLine, "", "A quote is opened here and not closed rightly.")
	}
	return false
}
