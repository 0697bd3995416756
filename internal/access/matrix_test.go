package access_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
)

// states are the columns of the matrix, each with how a record gets there.
var states = []struct {
	name string
	put  func(f *file, form string, author, viewer casefile.ID)
}{
	{"draft", func(f *file, form string, author, _ casefile.ID) { f.put(form, author, casefile.Draft) }},
	{"discussed", func(f *file, form string, author, _ casefile.ID) {
		f.put(form, author, casefile.Draft, casefile.Discussed)
	}},
	{"declined", func(f *file, form string, author, _ casefile.ID) {
		if form == "response" { // filed at once; its report waits for release
			f.record("on", "report", "consultant", casefile.Draft, casefile.Discussed, casefile.Declined, casefile.Answered)
			f.record("r", form, author, casefile.Filed).On = "on"
			return
		}
		f.put(form, author, casefile.Draft, casefile.Discussed, casefile.Declined, casefile.Answered)
	}},
	{"filed", filed},
	{"shown", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.show("2025-10-07 15:00")
	}},
	{"absent", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.show("2025-10-07 15:00", "teacher")
	}},
	{"unseen", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.show("2025-10-07 15:00", viewer)
	}},
	{"unheld", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.show("2025-10-09 15:00")
	}},
	{"packet", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.meeting("hearing", "hearing", "2025-10-21 15:00")
	}},
	{"forwarded", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.record("closing-list", "closing-list", "coordinator", casefile.Filed)
		f.record("forwarding", "forwarding", "coordinator", casefile.Filed)
		r := f.c.Record("forwarding") // and Human Resources confirmed that it came
		r.Steps = append(r.Steps, casefile.Step{State: casefile.Confirmed, Day: r.Day, At: r.At, By: "hr"})
	}},
	{"withdrawn", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.c.Record("r").Withdrawn = f.at("2025-10-06 17:00")
	}},
	{"closed", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.c.Closed, f.c.ClosedAt = f.cal.Today(f.now), f.now
	}},
	{"ended", func(f *file, form string, author, viewer casefile.ID) {
		filed(f, form, author, viewer)
		f.end(viewer)
	}},
}

// put adds the record "r" of a form, on a filed report if it is a response, and on
// whatever else it is read with.
func (f *file) put(form string, author casefile.ID, states ...casefile.State) {
	on := f.under(form, "on")
	f.record("r", form, author, states...).On = on
}

// under files what a form is read with, and what that is read with in turn.
func (f *file) under(form string, id casefile.ID) casefile.ID {
	one := f.p.In("par").Form(form)
	if one == nil || one.SeenBy != nil || one.Nobody || len(one.Attaches) == 0 {
		return ""
	}
	other := f.p.In("par").Form(one.Attaches[0])
	on := f.under(other.Key, id+"-on")
	if other.Key == "report" {
		f.record(id, other.Key, "consultant", casefile.Discussed, casefile.Signed, casefile.Answered, casefile.Filed)
		return id
	}
	f.record(id, other.Key, casefile.ID(other.By[0]), casefile.Filed).On = on
	return id
}

func filed(f *file, form string, author, _ casefile.ID) {
	if form == "report" {
		f.put(form, author, casefile.Draft, casefile.Discussed, casefile.Signed, casefile.Answered, casefile.Filed)
		return
	}
	f.put(form, author, casefile.Filed)
}

// show puts the record on the table of a triad, from which some are absent.
func (f *file) show(when string, absent ...casefile.ID) {
	f.meeting("triad", "initial-triad", when, absent...)
	f.c.Record("r").Presented = []casefile.ID{"triad"}
}

// row is one line of the matrix.
type row struct {
	form, role string
	cells      []string
	rules      string
}

func readMatrix(t *testing.T, path string) []row {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		if len(words) < 2+len(states) {
			t.Fatalf("%q has %d cells, want %d", line, len(words)-2, len(states))
		}
		cells := words[2 : 2+len(states)]
		for _, cell := range cells {
			if !strings.Contains("rmc-!.", cell) || len(cell) != 1 {
				t.Fatalf("%q has the cell %q", line, cell)
			}
		}
		rows = append(rows, row{words[0], words[1], cells, strings.Join(words[2+len(states):], " ")})
	}
	return rows
}

var levels = map[string]program.Level{"r": program.Read, "m": program.Dates, "c": program.Counts, "-": program.Nothing, "!": program.Nothing}

// Every cell of DOMAIN 3.3, in every state of the record. A cell that a seed
// forbids is a test of its own, named after its rules.
func TestMatrix(t *testing.T) {
	author := map[string]casefile.ID{}
	for _, row := range readMatrix(t, "testdata/clovis.matrix") {
		if author[row.form] == "" {
			author[row.form] = casefile.ID(row.role)
		}
		for i, state := range states {
			if row.cells[i] == "." {
				continue
			}
			check := func(t *testing.T) {
				t.Helper()
				f := par(t)
				state.put(f, row.form, author[row.form], casefile.ID(row.role))
				if v := f.decide(casefile.ID(row.role), "r"); v.Level != levels[row.cells[i]] {
					t.Errorf("%s, %s, %s: level %d by %q, want %q (%s)", row.form, state.name, row.role, v.Level, v.Rule, row.cells[i], row.rules)
				}
			}
			if row.cells[i] != "!" {
				check(t)
				continue
			}
			if row.rules == "" {
				t.Errorf("%s, %s: forbidden by no rule", row.form, row.role)
			}
			t.Run(row.rules+": "+row.form+" "+state.name+" for the "+row.role, check)
		}
	}
}

// The matrix speaks of every form that the program has, and of who matters.
func TestMatrixIsWhole(t *testing.T) {
	p, _ := clovis(t)
	rows := readMatrix(t, "testdata/clovis.matrix")
	for _, form := range p.In("par").Forms {
		for _, role := range []string{"teacher", "administrator", "other"} {
			if !slices.ContainsFunc(rows, func(r row) bool { return r.form == form.Key && r.role == role }) {
				t.Errorf("the matrix has no line for %s and %s", form.Key, role)
			}
		}
	}
}

// The panel reads from the packet on and not a moment sooner (*7); the case
// itself is unknown to it until then.
func TestPanelWaitsForThePacket(t *testing.T) {
	f := par(t)
	f.record("r", "teacher-log", "teacher", casefile.Filed)
	f.meeting("hearing", "hearing", "2025-10-22 15:00") // 14 days before is October 8
	for _, tt := range []struct {
		now  string
		want program.Level
	}{
		{"2025-10-07 23:59", program.Nothing},
		{"2025-10-08 00:00", program.Read},
		{"2025-10-23 09:00", program.Read},
	} {
		f.now = f.at(tt.now)
		if v := f.decide("panel", "r"); v.Level != tt.want {
			t.Errorf("%s: level %d by %q, want %d", tt.now, v.Level, v.Rule, tt.want)
		}
		if v := f.gate().Knows("panel"); v.Level != tt.want {
			t.Errorf("%s: the panel knows of the case at level %d, want %d", tt.now, v.Level, tt.want)
		}
	}
}
