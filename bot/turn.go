package bot

import (
	"context"
	"fmt"
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// turn is one request being answered: who asks, when, and their open cases once
// they were asked for.
type turn struct {
	*Bot

	r      Request
	act    casework.Act
	mine   []casework.Mine
	loaded bool
}

// identify finds out who asks: by the roster, else by the confirmed address that
// Slack has of them, which is remembered.
func (t *turn) identify(ctx context.Context) error {
	who, err := t.desk.Who(ctx, t.r.District, t.r.Slack, t.r.Email)
	if fault.KindOf(err) == fault.Absent && t.r.Slack != "" && t.lookup != nil {
		who, err = t.introduce(ctx)
	}
	if kind := fault.KindOf(err); kind == fault.Absent || kind == fault.Conflict {
		return t.stranger()
	}
	t.act.Who = who
	return err
}

// introduce links a Slack id to the person of its confirmed address. Whoever has
// another id already stays a stranger: the roster decides.
func (t *turn) introduce(ctx context.Context) (casefile.Person, error) {
	email, confirmed, err := t.lookup(ctx, t.r.Slack)
	if err != nil {
		return casefile.Person{}, fmt.Errorf("identify: %w", err)
	}
	if !confirmed || email == "" {
		return casefile.Person{}, t.stranger()
	}
	who, err := t.desk.Who(ctx, t.r.District, "", email)
	if err != nil {
		return casefile.Person{}, err
	}
	return who, t.desk.Link(ctx, t.r.District, who.ID, t.r.Slack, t.act.Now)
}

// stranger is err.slack: a guest, somebody unknown, and no match are one answer.
func (t *turn) stranger() error {
	return fault.New(fault.Absent, "err.slack",
		"This works for people on the district's roster. If you are on it under another address, ask "+t.contact()+".")
}

// contact is who answers questions, in words.
func (t *turn) contact() string {
	p := t.program()
	if p == nil || p.Contact == "" {
		return "the program office"
	}
	return p.Contact
}

// called is the word for a role in the person's program.
func (t *turn) called(r program.Role) string {
	if p := t.program(); p != nil {
		return p.Called(r)
	}
	return string(r)
}

// program is that of the person's first case, else the district's own.
func (t *turn) program() *program.Program {
	if len(t.mine) > 0 {
		return t.mine[0].Program
	}
	return t.desk.HomeProgram()
}

// today is the date in the zone in which the person's dates are read.
func (t *turn) today() schoolday.Day { return schoolday.Of(t.act.Now.In(t.desk.Zone(t.act))) }

// cases are the person's open cases of which fits says yes.
func (t *turn) cases(ctx context.Context, fits func(casework.Mine) bool) ([]casework.Mine, error) {
	if !t.loaded {
		mine, err := t.desk.Mine(ctx, t.act)
		if err != nil {
			return nil, err
		}
		t.mine, t.loaded = mine, true
	}
	var fit []casework.Mine
	for _, m := range t.mine {
		if fits(m) {
			fit = append(fit, m)
		}
	}
	return fit, nil
}

// held are the commands that are listed for the person.
func (t *turn) held(ctx context.Context) ([]Command, error) {
	cases, err := t.cases(ctx, anyCase)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(Commands(), func(c Command) bool { return !c.listed(t.act.Who, cases) }), nil
}

// find is the command of a name, if it exists for the person. Their cases are
// looked at only when their roles on the roster do not settle it.
func (t *turn) find(ctx context.Context, name string) (Command, bool, error) {
	c, ok := commandOf(Commands(), name)
	if !ok || c.heldBy(t.act.Who, nil) {
		return c, ok, nil
	}
	cases, err := t.cases(ctx, anyCase)
	return c, c.heldBy(t.act.Who, cases), err
}

// namesOf are the names by which a person may call their cases: the teacher, the
// label, and, for the teacher, the consultant.
func namesOf(cases []casework.Mine) []named {
	all := make([]named, len(cases))
	for i, m := range cases {
		all[i] = named{id: m.Case, people: []casefile.Person{m.Teacher}, label: m.Label}
		if slices.Contains(m.Roles, program.Teacher) {
			all[i].people = append(all[i].people, m.With...)
		}
	}
	return all
}

// choice is which of the person's cases a line means.
type choice struct {
	one     *casework.Mine
	several []casework.Mine // when the name fits more than one
}

// choose is the case that is picked or named; the only one when the person was
// left out. In a form, where it can be chosen, an unknown name is no mistake.
func choose(o order, cases []casework.Mine, f found) (choice, error) {
	var fit []casework.Mine
	for _, m := range cases {
		named := slices.ContainsFunc(f.who, func(n named) bool { return n.id == m.Case })
		if m.Case == o.picked || o.picked == "" && (named || f.words == 0) {
			fit = append(fit, m)
		}
	}
	switch {
	case len(fit) == 1:
		return choice{one: &fit[0]}, nil
	case o.picked != "", f.words > 0 && len(fit) == 0:
		if o.form {
			return choice{}, nil
		}
		return choice{}, message.NoSuchCase(f.typed)
	case f.words > 0:
		return choice{several: fit}, nil
	}
	return choice{}, nil
}

// unnamed reads the words in front of what a command goes on with as a name
// that names nobody: "Jon Bell" in "log Jon Bell 45m …". When it goes on at once,
// or nothing it goes on with follows, the person was left out.
func unnamed(l line, goesOn func(line) bool) found {
	if goesOn(l) {
		return found{}
	}
	for i := 1; i < min(len(l.words), maxName+1); i++ {
		if goesOn(l.from(i)) {
			return found{words: i, typed: l.before(i)}
		}
	}
	return found{}
}
