package access_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

// matrix is DOMAIN §3 for one program and track, as a file of testdata holds it.
type matrix struct {
	program, track string
	roles          []casefile.ID
	adds           map[string][]string // situation → what has happened besides
	order          []string            // of those situations
	cells          map[[2]string]row   // form, situation
}

// row is one line of a matrix: a cell for each role.
type row struct {
	cells []string
	rules string
}

var levels = map[string]program.Level{"r": program.Read, "m": program.Dates, "c": program.Counts, "-": program.Nothing, "!": program.Nothing}

func matrices(t testing.TB) []*matrix {
	t.Helper()
	files, err := filepath.Glob("testdata/*.matrix")
	if err != nil || len(files) == 0 {
		t.Fatal("no matrices: ", err)
	}
	var all []*matrix
	for _, file := range files {
		all = append(all, readMatrix(t, file))
	}
	return all
}

func readMatrix(t testing.TB, file string) *matrix {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name, track, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".matrix"), ".")
	m := &matrix{program: name, track: track, adds: map[string][]string{}, cells: map[[2]string]row{}}
	for line := range strings.Lines(string(data)) {
		text, rules, _ := strings.Cut(line, "#")
		switch words := strings.Fields(text); {
		case len(words) == 0:
		case words[0] == "roles":
			for _, w := range words[1:] {
				m.roles = append(m.roles, casefile.ID(w))
			}
		case words[0] == "=":
			m.order = append(m.order, words[1])
			m.adds[words[1]] = words[2:]
		default:
			m.line(t, words, strings.TrimSpace(rules))
		}
	}
	return m
}

func (m *matrix) line(t testing.TB, words []string, rules string) {
	t.Helper()
	if len(words) != 2+len(m.roles) {
		t.Fatalf("%s: %q has %d cells, want %d", m.program, words, len(words)-2, len(m.roles))
	}
	for _, cell := range words[2:] {
		if !strings.Contains("rmc-!.", cell) || len(cell) != 1 {
			t.Fatalf("%s: %q has the cell %q", m.program, words, cell)
		}
	}
	for form := range strings.SplitSeq(words[0], ",") {
		key := [2]string{form, words[1]}
		if _, twice := m.cells[key]; twice {
			t.Fatalf("%s: %v is written twice", m.program, key)
		}
		m.cells[key] = row{words[2:], rules}
	}
}

// want is the cell of a form, situation and role: that of the situation's own
// line, else what the situation is like.
func (m *matrix) want(f *program.Form, situation string, role casefile.ID) (cell, rules string) {
	nth := slices.Index(m.roles, role)
	if r, ok := m.cells[[2]string{f.Key, situation}]; ok && r.cells[nth] != "." {
		return r.cells[nth], r.rules
	}
	switch situation {
	case "draft":
		if author(f) == role {
			return "r", "its author's alone"
		}
		return "-", "a draft"
	case "withdrawn":
		if author(f) == role {
			return "r", "taken back"
		}
		return "-", "taken back"
	case "declined":
		return m.want(f, "locked", role)
	case "granted-one":
		return m.want(f, "granted", role)
	case "opened-draft": // as far and as early as the teacher reads, if it can be opened at all
		given, _ := m.want(f, "granted", role)
		if filed, _ := m.want(f, "filed", role); role == "representative" && given != filed {
			return m.want(f, "draft", "teacher")
		}
		return m.want(f, "draft", role)
	case "filed", "locked":
		return "?", ""
	}
	return m.want(f, "filed", role)
}

// author is the first role that writes a form; nobody of one that the system makes.
func author(f *program.Form) casefile.ID {
	if len(f.By) == 0 {
		return ""
	}
	return casefile.ID(f.By[0])
}

// situations are those that every matrix has, with what they do to the record "r".
var situations = []struct {
	name string
	put  func(*file, *program.Form)
}{
	{"draft", func(f *file, form *program.Form) { f.put(form, casefile.Draft) }},
	{"opened-draft", func(f *file, form *program.Form) {
		f.put(form, casefile.Draft)
		f.grant("representative", "")
	}},
	{"locked", func(f *file, form *program.Form) { f.put(form, casefile.Draft, casefile.Issued, casefile.Discussed) }},
	{"declined", func(f *file, form *program.Form) {
		f.put(form, casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Declined, casefile.Answered)
	}},
	{"released", func(f *file, form *program.Form) {
		f.put(form, casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Declined, casefile.Answered, casefile.Filed)
	}},
	{"filed", func(f *file, form *program.Form) { f.filed(form) }},
	{"shown", func(f *file, form *program.Form) {
		f.filed(form)
		f.show()
	}},
	{"absent", func(f *file, form *program.Form) {
		f.filed(form)
		f.show("teacher")
	}},
	{"shared", func(f *file, form *program.Form) {
		f.filed(form).Shared = []program.Role{program.Consultant, program.Administrator, program.Panel, program.Coordinator}
	}},
	{"granted", func(f *file, form *program.Form) {
		f.filed(form)
		f.grant("representative", "")
	}},
	{"granted-one", func(f *file, form *program.Form) {
		f.filed(form)
		f.grant("representative", "r")
	}},
	{"revoked", func(f *file, form *program.Form) {
		f.filed(form)
		f.grant("representative", "")
		f.c.Grants[0].Ended = f.now
	}},
	{"withdrawn", func(f *file, form *program.Form) { f.filed(form).Withdrawn = f.at("2025-10-07 17:00") }},
	{"closed", func(f *file, form *program.Form) {
		f.filed(form)
		f.c.Closed, f.c.ClosedAt = f.cal.Today(f.now), f.now
	}},
}

// in returns the case of a matrix in a situation, with one record "r" of a form;
// false when a form never is in that situation.
func (m *matrix) in(t testing.TB, p *program.Program, form *program.Form, situation string) (*file, bool) {
	t.Helper()
	f := newFile(t, p, program.SampleCalendar(p), m.track)
	_, line := m.cells[[2]string{form.Key, situation}]
	bare := situation == "before" || situation == "early"
	if bare && !line {
		return nil, false
	}
	if situation != "before" {
		f.happens(m.adds["base"])
		f.earlier()
	}
	signs := len(form.Signs) > 0
	switch {
	case situation == "draft" || situation == "opened-draft":
		if form.Kind == "vote" {
			return nil, false
		}
	case situation == "locked" && !signs && len(form.DiscussedAt) == 0, (situation == "declined" || situation == "released") && !signs:
		return nil, false
	}
	for _, s := range situations {
		if s.name == situation {
			s.put(f, form)
			return f, true
		}
	}
	f.filed(form)
	f.happens(m.adds[situation])
	return f, true
}

// all are the situations of a matrix.
func (m *matrix) all() []string {
	var names []string
	for _, s := range situations {
		names = append(names, s.name)
	}
	return append(names, slices.DeleteFunc(slices.Clone(m.order), func(s string) bool { return s == "base" })...)
}

// late are the situations of a matrix's own, and that a record is filed.
func (m *matrix) late() []string { return append(slices.Clone(m.order), "filed") }

// put adds the record "r" of a form with a secret in each field, on what it
// attaches to.
func (f *file) put(form *program.Form, states ...casefile.State) *casefile.Record {
	f.Helper()
	return f.of("r", form, states...)
}

func (f *file) of(id casefile.ID, form *program.Form, states ...casefile.State) *casefile.Record {
	f.Helper()
	on := f.parent(id+"-on", form)
	r := f.record(id, form.Key, author(form), states...)
	r.On, r.Fields = on, map[string]string{"free": "secret"}
	for _, field := range form.Fields {
		r.Fields[field.Key] = "secret"
	}
	return r
}

func (f *file) parent(id casefile.ID, form *program.Form) casefile.ID {
	scope := f.p.In(f.c.Track)
	for _, name := range form.Attaches {
		if on := scope.Form(name); on != nil {
			return f.complete(id, on).ID
		}
		if on := scope.Meeting(name); on != nil {
			return f.meeting(id, name, "2025-10-06 15:00").ID
		}
	}
	return ""
}

func (f *file) filed(form *program.Form) *casefile.Record { return f.complete("r", form) }

// complete adds a record that went all its way, with the first of its outcomes.
func (f *file) complete(id casefile.ID, form *program.Form) *casefile.Record {
	states := []casefile.State{casefile.Filed}
	if len(form.Signs)+len(form.DiscussedAt) > 0 {
		states = []casefile.State{casefile.Draft, casefile.Issued, casefile.Discussed, casefile.Signed, casefile.Answered, casefile.Filed}
	}
	r := f.of(id, form, states...)
	if len(form.Outcomes) > 0 {
		r.Outcome = form.Outcomes[0].Key
	}
	if len(form.Serve) > 0 && !form.ByHand {
		r.Steps = append(r.Steps, casefile.Step{State: casefile.Served, Day: r.Day, At: f.at("2025-10-06 16:30")})
	}
	if len(form.Second) > 0 {
		r.Steps = append(r.Steps, casefile.Step{State: casefile.Confirmed, Day: r.Day, At: f.at("2025-10-06 17:00"), By: casefile.ID(form.Second[0])})
	}
	return r
}

// earlier puts what has happened so far a month back.
func (f *file) earlier() {
	for i := range f.c.Records {
		r := &f.c.Records[i]
		r.At, r.Day = r.At.AddDate(0, 0, -34), r.Day.Add(-34)
		for j := range r.Steps {
			r.Steps[j].At, r.Steps[j].Day = r.Steps[j].At.AddDate(0, 0, -34), r.Steps[j].Day.Add(-34)
		}
	}
}

func (f *file) happens(items []string) {
	f.Helper()
	for _, item := range items {
		f.happen(item)
	}
}

// happen adds what a matrix writes behind a situation: a form that is filed, a
// meeting on a day ("hearing@2025-10-14"), a form on the record "r" (">answer"),
// a state that "r" enters (".served"), everything opened to a role
// ("+administrator"), or that the meeting of "r" is on another day ("~2025-11-20").
func (f *file) happen(item string) {
	f.Helper()
	scope := f.p.In(f.c.Track)
	kind, day, isMeeting := strings.Cut(item, "@")
	switch state, isState := strings.CutPrefix(item, "."); {
	case item[0] == '+':
		f.grant(casefile.ID(item[1:]), "")
	case item[0] == '~':
		f.c.Meetings = slices.DeleteFunc(f.c.Meetings, func(m casefile.Meeting) bool { return m.ID == "r-on" })
		f.meeting("r-on", f.p.In(f.c.Track).Form(f.c.Record("r").Form).Attaches[0], item[1:]+" 15:00")
	case isMeeting:
		f.meeting(casefile.ID(kind), kind, day+" 15:00")
	case isState:
		r := f.c.Record("r")
		r.Steps = append(r.Steps, casefile.Step{State: casefile.State(state), Day: r.Day, At: f.at("2025-10-07 09:00")})
	default:
		name, on := strings.CutPrefix(item, ">")
		form := scope.Form(name)
		if form == nil {
			f.Fatalf("%s has no form %q", f.p.Key, item)
		}
		id := casefile.ID("add-" + name)
		f.complete(id, form)
		if on {
			f.c.Record(id).On = "r"
		}
	}
}

// show puts the record on the table of a held meeting of teacher and consultant,
// at which everybody was but the absent.
func (f *file) show(absent ...casefile.ID) {
	for _, kind := range f.p.In(f.c.Track).Meetings {
		if slices.Contains(kind.Attendees, program.Teacher) {
			f.meeting("table", kind.Key, "2025-10-07 15:00", absent...)
			f.c.Record("r").Presented = []casefile.ID{"table"}
			return
		}
	}
}

func (f *file) grant(to, record casefile.ID) {
	f.c.Grants = append(f.c.Grants, casefile.Grant{Record: record, To: to, At: f.at("2025-10-06 18:00")})
}

// Every cell of DOMAIN §3, in every situation, at every exit of this room: what
// the gate decides, what a view holds, and to whom the plan has something to say
// of the record.
func TestMatrix(t *testing.T) {
	cells := 0
	for _, m := range matrices(t) {
		t.Run(m.program+" "+m.track, func(t *testing.T) {
			p := named(t, m.program)
			for _, form := range p.In(m.track).Forms {
				for _, situation := range m.all() {
					f, ok := m.in(t, p, form, situation)
					if !ok {
						continue
					}
					told := f.told()
					for _, role := range m.roles {
						want, rules := m.want(form, situation, role)
						f.cell(t, form, situation, role, want, rules)
						if (want == "-" || want == "!") && told[role] != "" {
							t.Errorf("%s, %s: the %s is told of it (%s), but knows nothing of it (%s)", form.Key, situation, role, told[role], rules)
						}
						cells++
					}
					f.cell(t, form, situation, "other", "-", "no role")
				}
			}
		})
	}
	if cells < 10000 {
		t.Errorf("only %d cells were tried", cells)
	}
}

// cell checks one cell of a matrix at the gate and in the view.
func (f *file) cell(t *testing.T, form *program.Form, situation string, role casefile.ID, want, rules string) {
	t.Helper()
	level, known := levels[want]
	if !known {
		t.Errorf("%s, %s: no line for the %s", form.Key, situation, role)
		return
	}
	if v := f.decide(role, "r"); v.Level != level {
		t.Errorf("%s, %s, %s: level %d by %q, want %q (%s)", form.Key, situation, role, v.Level, v.Rule, want, rules)
		return
	}
	seen := f.gate().View(role).Records()
	at := slices.IndexFunc(seen, func(r casefile.Record) bool { return r.ID == "r" })
	switch {
	case level < program.Dates && at >= 0, level >= program.Dates && at < 0:
		t.Errorf("%s, %s, %s: in the view: %v, want %q", form.Key, situation, role, at >= 0, want)
	case at < 0:
	case level < program.Read && (len(seen[at].Fields) > 0 || seen[at].Outcome != ""):
		t.Errorf("%s, %s, %s: of %q the view says %+v", form.Key, situation, role, want, seen[at])
	case level == program.Read && role != author(form):
		for _, field := range form.Fields {
			if field.Private && seen[at].Fields[field.Key] != "" {
				t.Errorf("%s, %s, %s: reads the private %s of the author", form.Key, situation, role, field.Key)
			}
		}
	}
}

// told are the people to whom the plan has by now said something of the record.
func (f *file) told() map[casefile.ID]string {
	all := map[casefile.ID]string{}
	for _, n := range deadline.Make(f.p, &f.c, f.cal, f.now).Notices {
		if n.Record == "r" && !n.At.After(f.now) {
			all[n.To] = string(n.Topic) + " of " + n.Rule
		}
	}
	return all
}

// A role that has ended reads nothing, whatever the situation.
func TestMatrixEndsWithTheRole(t *testing.T) {
	for _, m := range matrices(t) {
		p := named(t, m.program)
		for _, form := range p.In(m.track).Forms {
			for _, situation := range m.late() {
				f, ok := m.in(t, p, form, situation)
				if !ok {
					continue
				}
				for _, role := range m.roles {
					f.end(role)
					if v := f.decide(role, "r"); v.Level != program.Nothing {
						t.Errorf("X-08: %s %s, %s: the former %s sees level %d by %q", m.program, form.Key, situation, role, v.Level, v.Rule)
					}
				}
			}
		}
	}
}

// A member of the panel who is or was the teacher's consultant or administrator
// reads nothing as a member (X-08 LAU-29 CLO-66): only as that other role.
func TestMatrixRecused(t *testing.T) {
	for _, m := range matrices(t) {
		p := named(t, m.program)
		for _, form := range p.In(m.track).Forms {
			for _, situation := range m.late() {
				for _, part := range recused(p) {
					f, ok := m.in(t, p, form, situation)
					if !ok {
						continue
					}
					f.c.Parties = append(f.c.Parties, casefile.Party{Person: casefile.Person{ID: "panel"}, Role: part, From: f.c.OpenedAt, To: f.at("2025-09-30 09:00")})
					if v := f.decide("panel", "r"); v.Level != program.Nothing {
						t.Errorf("X-08: %s %s, %s: who was the %s sees level %d by %q on the panel", m.program, form.Key, situation, part, v.Level, v.Rule)
					}
				}
			}
		}
	}
}

// What an author is told of who can read agrees with the matrix: no role that
// reads nothing when a record is filed is named as reading now.
func TestMatrixReaders(t *testing.T) {
	for _, m := range matrices(t) {
		p := named(t, m.program)
		for _, form := range p.In(m.track).Forms {
			for _, r := range access.Readers(p, p.In(m.track), form.Key, program.Role(author(form))) {
				if !slices.Contains(m.roles, casefile.ID(r.Role)) {
					continue
				}
				filed, rules := m.want(form, "filed", casefile.ID(r.Role))
				if filed == "!" && (r.Now || r.DatesOnly) || r.Now && filed != "r" && !m.ever(form, casefile.ID(r.Role)) {
					t.Errorf("%s %s: the author is told that the %s reads (%+v), the matrix has %q (%s)", m.program, form.Key, r.Role, r, filed, rules)
				}
			}
		}
	}
}

// ever reports whether a role reads a form in some situation.
func (m *matrix) ever(form *program.Form, role casefile.ID) bool {
	return slices.ContainsFunc(m.all(), func(s string) bool {
		cell, _ := m.want(form, s, role)
		return cell == "r"
	})
}

func recused(p *program.Program) []program.Role {
	if rules := p.Roles[program.Panel].Panel; rules != nil {
		return rules.Recused
	}
	return nil
}

func named(t testing.TB, key string) *program.Program {
	t.Helper()
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	if all[key] == nil {
		t.Fatalf("no program %q is shipped", key)
	}
	return all[key]
}
