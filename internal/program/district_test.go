package program_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parbot/internal/program"
)

// withheld are the programs in which the consultant does not evaluate and the
// school learns little (LAU-13 14, ALB-07 09).
var withheld = []string{"albuquerque", "lausd"}

func district(t testing.TB, key string) *program.Program {
	t.Helper()
	all, err := program.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if all[key] == nil {
		t.Fatalf("%s does not ship", key)
	}
	return all[key]
}

// reading are the cells of a form, one line for each role that has any: the
// words of the file, as program access prints them.
func reading(p *program.Program) map[string]map[string]string {
	table := map[string]map[string]string{}
	for _, c := range p.Cells() {
		if slices.Contains([]string{"write", "help", "sign"}, c.Right) {
			continue
		}
		row := table[c.Form]
		if row == nil {
			row = map[string]string{}
			table[c.Form] = row
		}
		text := strings.TrimSpace(c.Right + " " + c.Condition)
		if row[c.Role] != "" {
			text = row[c.Role] + ", " + text
		}
		row[c.Role] = text
	}
	return table
}

// checkReaders compares all readers with a matrix of DOMAIN 3: for each form a
// cell for each of the first columns, "" for a dash. by says of the other forms by
// which they go: what they are attached to, or nobody.
func checkReaders(t *testing.T, p *program.Program, columns string, want map[string][]string, by map[string]string) {
	t.Helper()
	all := map[string]map[string]string{}
	for form, cells := range want {
		all[form] = map[string]string{}
		for i, role := range strings.Fields(columns) {
			if i < len(cells) && cells[i] != "" {
				all[form][role] = cells[i]
			}
		}
	}
	for form, other := range by {
		all[form] = map[string]string{"readers": "read as " + other}
		if other == "nobody" {
			all[form] = map[string]string{"nobody": "read but its author"}
		}
	}
	table := reading(p)
	delete(table, "visit")
	delete(table, "visit-answer")
	if diff := cmp.Diff(all, table); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// duty is one line of DOMAIN 5 as a program has it.
type duty struct {
	key, owners, starts, length, met, remind, late string
}

func checkDuties(t *testing.T, s *program.Scope, want []duty) {
	t.Helper()
	var got []duty
	for _, d := range s.Deadlines {
		got = append(got, duty{d.Key, words(slices.Concat(d.OwedBy, d.RightOf)), events(d.Starts), span(d), events(d.MetBy), steps(d.Remind), late(d.Late)})
		if len(d.Cite.Titles) == 0 || d.Plain == "" {
			t.Errorf("%s has no source, or no plain name", d.Key)
		}
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(duty{})); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// span is when a duty is due, in the words of the file.
func span(d *program.Deadline) string {
	switch {
	case len(d.Window) > 0:
		return "window " + d.Window[0].Stretch.Least.String() + " to " + d.Window[0].Stretch.Most.String()
	case d.Every != nil:
		return "every " + d.Every.String()
	case len(d.Due.By) > 0:
		return "by " + events(d.Due.By)
	case len(d.Due.Before) > 0:
		return d.Due.Span.String() + " before " + events(d.Due.Before)
	case len(d.Due.After) > 0:
		return d.Due.Span.String() + " after " + events(d.Due.After)
	}
	return d.Due.Span.String()
}

// scopes are all that a program declares: what each track lives by, and the office.
func scopes(p *program.Program) []*program.Scope {
	var all []*program.Scope
	for _, t := range p.Tracks {
		all = append(all, p.In(t.Key))
	}
	return append(all, &p.Office)
}

// LAU-13, ALB-09 14: nothing that a consultant writes has a rating, a score or an
// outcome of the teacher's work, and no word about the consultant says evaluate.
func TestConsultantGivesNoVerdict(t *testing.T) {
	for _, key := range withheld {
		p := district(t, key)
		for _, track := range p.Tracks {
			if track.Evaluator == program.Consultant {
				t.Errorf("%s %s: the consultant evaluates", key, track.Key)
			}
		}
		for _, s := range scopes(p) {
			for _, f := range s.Forms {
				if !slices.Contains(f.By, program.Consultant) || f.Kind == "survey" || strings.HasPrefix(f.Key, "visit") {
					continue
				}
				if f.Kind != "" || len(f.Outcomes) > 0 {
					t.Errorf("%s: what the consultant writes, %s, is a %q with %d outcomes", key, f.Key, f.Kind, len(f.Outcomes))
				}
				for _, field := range f.Fields {
					if slices.Contains([]string{"ratings", "agree", "number"}, field.Type) {
						t.Errorf("%s: the consultant rates in %s, %s", key, f.Key, field.Key)
					}
					noVerdict(t, key+" "+f.Key, field.Ask)
				}
				noVerdict(t, key+" "+f.Key, f.Title+" "+f.Plain+" "+f.Note)
			}
		}
	}
}

func noVerdict(t *testing.T, where, text string) {
	t.Helper()
	for _, word := range []string{"evaluat", " rate", "rating", "assess", "score"} { // VOICE, words
		if strings.Contains(strings.ToLower(text), word) {
			t.Errorf("%s says %q: %s", where, word, text)
		}
	}
}

// X-06, ALB-07, PUB-31: of a volunteer only the three know, and whom the teacher
// lets in; the papers are the teacher's in the end, and no sum has a name.
func TestVolunteersAreApart(t *testing.T) {
	for _, key := range withheld {
		track := district(t, key).Track("volunteer")
		if track == nil || !track.Apart || !track.IsCase {
			t.Fatalf("%s has no circle of volunteers", key)
		}
		for _, r := range roles("administrator panel hr superintendent") {
			if len(track.KnownTo[r]) > 0 {
				t.Errorf("%s: the %s may know of a volunteer", key, r)
			}
		}
		for _, g := range track.KnownTo[program.Representative] {
			if !g.Granted {
				t.Errorf("%s: a representative knows of a volunteer without the teacher's act", key)
			}
		}
		if track.Keep.BelongsTo != program.Teacher || track.Keep.For.String() != "1 year" || track.Keep.Then != "counts" {
			t.Errorf("%s keeps a volunteer's file so: %+v", key, track.Keep)
		}
		if leave := track.FromAny; len(leave) != 1 || events(leave[0].On) != "leaving.filed" || track.Stage(leave[0].To).Closes == "" {
			t.Errorf("%s: a volunteer leaves by %+v", key, leave)
		}
		if wait := track.Stage("waiting"); wait == nil || events(wait.Moves[0].On) != "volunteer-answer.accepted" {
			t.Errorf("%s: a volunteer on the waiting list waits for ever", key)
		}
		for _, f := range track.Forms {
			if f.Kind != "" || len(f.Signs) > 0 {
				t.Errorf("%s: a volunteer has a form to sign, vote or evaluate: %s", key, f.Key)
			}
		}
		for _, m := range track.Meetings {
			if words(m.Attendees) != "teacher consultant" || len(m.OpenTo)+len(m.SeenBy) > 0 || m.Packet.N > 0 {
				t.Errorf("%s: at the volunteer's %s are %v and %v", key, m.Key, m.Attendees, m.OpenTo)
			}
		}
	}
}

// no duty tells the school of what a teacher and a consultant do late, and
// nobody hears who may not know. A push has no word of what the matter is (VOICE).
func TestDistrictsTellNobodyElse(t *testing.T) {
	for _, key := range withheld {
		p := district(t, key)
		for _, track := range p.Tracks {
			s := p.In(track.Key)
			for _, d := range s.Deadlines {
				plainName(t, d.Key, d.Plain)
				soundTitle(t, d.Key, d.Title)
				for _, e := range d.Late {
					if e.To == program.Administrator || e.To == program.HR {
						t.Errorf("%s %s: the %s hears when it is late", key, d.Key, e.To)
					}
				}
			}
			for _, f := range s.Forms {
				plainName(t, f.Key, f.Plain)
				soundTitle(t, f.Key, f.Title)
			}
			for _, m := range s.Meetings {
				plainName(t, m.Key, m.Plain)
				soundTitle(t, m.Key, m.Title)
			}
		}
	}
}

func plainName(t *testing.T, key, name string) {
	t.Helper()
	for _, word := range []string{"report", "response", "evaluation", "improvement", "referral", "panel", "determination", "par"} {
		if slices.Contains(strings.Fields(strings.ToLower(name)), word) {
			t.Errorf("the plain name of %s is %q", key, name)
		}
	}
}
