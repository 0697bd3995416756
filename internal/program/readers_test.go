package program_test

import (
	"os"
	"path/filepath"
	"slices"
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
	with := func(set []string, column int, cell string) []string {
		set = slices.Clone(set)
		set[column] = cell
		return set
	}
	mentor := with(file, 2, "dates, presented")                   // CLO-23
	work := with(file, 3, "dates from draft, read")               // a draft is listed, not read
	board := append(slices.Clone(file), "read from board-matter") // *8: only in a matter of the board
	decided := with(board, 4, "read")
	none := []string{"", "", "", "", "", "", ""}
	tests := map[string][]string{
		"enrolment": file, "pairing": file, "portfolio-shared": file, "mou-teacher": file, "mou-administrator": file, "mou-mentor": file,
		"focus": file, "teacher-log": file, "initial-summary": file, "progress-summary": file, "final-summary": file, "extra-summary": file, // AMB-08: the teacher's own disclosure
		"willingness": file, "next-focus": file, "director-decision": file, "guide": file, "confirmation": file, "closing-list": file,
		"contact": mentor, "log": mentor, "monthly-log": mentor,
		"self-assessment": work, "ilp": work, "data-analysis": work, "informal-observation": work, "formal-observation": work,
		"appraisal": board, "referral": board, "forwarding": board,
		"finding": decided, "determination": decided, "year-end": decided,
		"improvement-plan": with(board, 5, "read"), // CLO-09
		"report":           with(with(with(board, 0, "read from discussed"), 2, "read from filed"), 3, "dates from draft, read from filed"),
		"note":             none, // AMB-21
		// with what they are attached to, CLO-31
		"response": none, "additional-evidence": none, "plan-copy": none, "support": none, "support-done": none, "dispute-opened": none,
		"year-end-response": none, "dismissal": none,
		"site-input":            {"", "read", "", "", "", "", ""}, // CLO-15
		"teacher-input":         {"", "read", "never", "", "", "", "granted"},
		"observation":           {"read from discussed", "read", "presented", "dates", packet, forward, "granted"},
		"site-observation":      {"read", "shared", "", "", "", "read", "granted"},
		"concern":               with(file, 4, "never"),
		"director":              {"", "never", "never", "read", "", "", "granted"}, // CLO-32
		"reassign":              {"dates from reassign-answer", "dates from reassign-answer", "dates from reassign-answer", "read", "", "", "granted"},
		"reassign-answer":       {"read", "dates", "dates", "", "", "", ""},
		"dispute":               {"read from dispute-opened", "read from dispute-opened", "read from dispute-opened", "read", "", "", "granted"},
		"dispute-answer":        {"read", "read", "read", "", "", "", "granted"},
		"survey":                {"", "counts", "counts", "counts", "counts", "", ""},
		"minutes":               {"", "", "", "read", "read", "", ""},
		"notice-recommendation": {"read from served", "", "dates", "", "", "read", "", "read"},
		"board-matter":          {"", "", "", "", "", "read", "", "read"},
	}
	forms := clovis(t).In("par").Forms
	if len(forms) != len(tests) {
		t.Errorf("the program has %d forms, this table %d", len(forms), len(tests))
	}
	for _, f := range forms {
		want, ok := tests[f.Key]
		if !ok {
			t.Errorf("%s is not in this table", f.Key)
			continue
		}
		for i, role := range roles("teacher consultant administrator coordinator panel hr representative superintendent") {
			one := ""
			if i < len(want) {
				one = want[i]
			}
			if got := cell(f.SeenBy[role]); got != one {
				t.Errorf("%s, %s: %q, want %q", f.Key, role, got, one)
			}
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
			{g.Level == program.Never, "never"},
			{g.Level == program.Counts, "counts"},
			{g.Level == program.Dates, "dates"},
			{g.Shared, "shared"},
			{g.Presented, "presented"},
			{g.Granted, "granted"},
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
	files, err := filepath.Glob("districts/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "districts/standards/cstp-clovis.yaml") {
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
// every duty has somebody who hears when it is late, the right nobody, nor what
// is shown at the next triad (OBL-42) or asked as a favor (OBL-45).
func TestWhoIsLate(t *testing.T) {
	p := clovis(t)
	nobody := []string{"arrange-support", "answer-survey"}
	for _, track := range p.Tracks {
		for _, d := range p.In(track.Key).Deadlines {
			if (d.IsRight() || slices.Contains(nobody, d.Key)) != (len(d.Late) == 0) {
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
