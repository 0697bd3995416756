package access_test

import (
	"fmt"
	"slices"
	"testing"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
)

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
						one := cell{form: form, situation: situation, role: role}
						one.want, one.rules = m.want(form, situation, role)
						f.check(t, one)
						if (one.want == "-" || one.want == "!") && told[role] != "" {
							t.Errorf("%s: is told of it (%s)", one, told[role])
						}
						cells++
					}
					f.check(t, cell{form, situation, "other", "-", "no role"})
				}
			}
		})
	}
	if cells < 10000 {
		t.Errorf("only %d cells were tried", cells)
	}
}

// cell is one cell of a matrix in one situation.
type cell struct {
	form        *program.Form
	situation   string
	role        casefile.ID
	want, rules string
}

func (c cell) String() string {
	return fmt.Sprintf("%s, %s, %s: %q by %s", c.form.Key, c.situation, c.role, c.want, c.rules)
}

// check checks a cell at the gate and in the view.
func (f *file) check(t *testing.T, c cell) {
	t.Helper()
	level, known := levels[c.want]
	if !known {
		t.Errorf("%s: the matrix has no line", c)
		return
	}
	if v := f.decide(c.role, "r"); v.Level != level {
		t.Errorf("%s: level %d by %q", c, v.Level, v.Rule)
		return
	}
	seen := f.gate().View(c.role).Records()
	at := slices.IndexFunc(seen, func(r casefile.Record) bool { return r.ID == "r" })
	switch {
	case level < program.Dates && at >= 0, level >= program.Dates && at < 0:
		t.Errorf("%s: in the view: %v", c, at >= 0)
	case at < 0:
	case level < program.Read && (len(seen[at].Fields) > 0 || seen[at].Outcome != ""):
		t.Errorf("%s: the view says %+v", c, seen[at])
	case level == program.Read && c.role != author(c.form):
		for _, field := range c.form.Fields {
			if field.Private && seen[at].Fields[field.Key] != "" {
				t.Errorf("%s: reads the private %s of the author", c, field.Key)
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
