package program_test

import (
	"os"
	"strings"
	"testing"

	"parbot/internal/program"
)

// The cells of the shipped program, as DOMAIN 3.3 has them: what each role may
// read of each form, in the words of the file. What the words come to in a case
// is tried in package access.
func TestClovisReaders(t *testing.T) {
	const (
		packet  = "read from hearing.packet"
		forward = "read from forwarding"
	)
	// teacher, consultant, administrator, coordinator, panel, hr, representative
	file := []string{"read", "read", "read", "read", packet, forward, "granted"}
	mentor := []string{"read", "read", "dates, presented", "read", packet, forward, "granted"}
	tests := map[string][]string{
		"referral": file, "enrolment": file, "pairing": file, "teacher-log": file, "forwarding": file, // AMB-08: the teacher's own disclosure
		"contact": mentor, "log": mentor, // CLO-23
		"note":     {"", "", "", "", "", "", ""}, // AMB-21
		"response": {"", "", "", "", "", "", ""}, // with its report, CLO-31
		"report":   {"read from discussed", "read", "read", "dates from draft, read", packet, forward, "granted"},
	}
	forms := clovis(t).In("par").Forms
	if len(forms) != len(tests) {
		t.Errorf("the program has %d forms, this table %d", len(forms), len(tests))
	}
	for _, f := range forms {
		for i, role := range roles("teacher consultant administrator coordinator panel hr representative") {
			if got, want := cell(f.SeenBy[role]), tests[f.Key][i]; got != want {
				t.Errorf("%s, %s: %q, want %q", f.Key, role, got, want)
			}
		}
		if len(f.SeenBy[program.Superintendent]) > 0 { // *8: only in a matter of the board
			t.Errorf("%s is open to the superintendent", f.Key)
		}
	}
	for _, f := range clovis(t).In("visit").Forms {
		for _, role := range roles("administrator panel hr representative superintendent") {
			if len(f.SeenBy[role]) > 0 {
				t.Errorf("%s is open to the %s (BOS-42)", f.Key, role)
			}
		}
	}
}

// cell writes grants as a file does.
func cell(grants []program.Grant) string {
	var all []string
	for _, g := range grants {
		var text []string
		for _, w := range []struct {
			is   bool
			word string
		}{
			{g.Level == program.Never, "never"}, {g.Level == program.Counts, "counts"}, {g.Level == program.Dates, "dates"},
			{g.Shared, "shared"}, {g.Presented, "presented"}, {g.Granted, "granted"},
		} {
			if w.is {
				text = append(text, w.word)
			}
		}
		if len(text) == 0 {
			text = []string{"read"}
		}
		if g.From != (program.Event{}) {
			text = append(text, "from "+strings.TrimSuffix(g.From.String(), ".filed"))
		}
		if g.Own || g.Until != (program.Event{}) {
			text = append(text, "and more")
		}
		all = append(all, strings.Join(text, " "))
	}
	return strings.Join(all, ", ")
}

// Nothing of the shipped files is shouted, abbreviated or left open: what people
// read is in whole words.
func TestShippedWords(t *testing.T) {
	for _, file := range []string{
		"districts/clovis.yaml", "districts/visit.yaml", "districts/clovis-calendar.yaml", "districts/standards/cstp-clovis.yaml",
		"districts/boston-par.yaml", "districts/boston-pa.yaml",
	} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"TODO", "FIXME", "…", "\t", "lorem"} {
			if strings.Contains(string(data), word) {
				t.Errorf("%s has a %q", file, word)
			}
		}
	}
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		soundTitles(t, p)
	}
}

func soundTitles(t *testing.T, p *program.Program) {
	t.Helper()
	for _, track := range p.Tracks {
		s := p.In(track.Key)
		for _, f := range s.Forms {
			soundTitle(t, f.Key, f.Title)
			for _, o := range f.Outcomes {
				soundTitle(t, f.Key+" "+o.Key, o.Title)
			}
		}
		for _, m := range s.Meetings {
			soundTitle(t, m.Key, m.Title)
		}
		for _, d := range s.Deadlines {
			soundTitle(t, d.Key, d.Title)
		}
	}
}

func soundTitle(t *testing.T, key, title string) {
	t.Helper()
	if title == "" || len(title) > 45 || strings.ToUpper(title[:1]) != title[:1] || strings.HasSuffix(title, ".") {
		t.Errorf("the title of %s is %q", key, title)
	}
}

// Whoever owes something, hears of it or attends it may know of the track; and
// every duty has somebody who hears when it is late, the right nobody.
func TestWhoIsLate(t *testing.T) {
	p := clovis(t)
	for _, track := range p.Tracks {
		for _, d := range p.In(track.Key).Deadlines {
			if d.IsRight() != (len(d.Late) == 0) {
				t.Errorf("%s is a right: %v, and %d hear when it is late", d.Key, d.IsRight(), len(d.Late))
			}
			for _, e := range d.Late {
				if e.To == program.Administrator { // X-06, OBL-06: never the administrator
					t.Errorf("%s: the administrator hears when it is late", d.Key)
				}
				if len(track.KnownTo[e.To]) == 0 {
					t.Errorf("%s: the %s hears of a track that they may not know", d.Key, e.To)
				}
			}
		}
	}
}
