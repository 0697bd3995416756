package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// ImportPeople stores a roster: people are known by their address, new ones are
// created, changed ones changed, and the rest left as they are. All or nothing.
// Where the program office changes, every open case is planned again at now.
func (d *Desk) ImportPeople(ctx context.Context, district string, people []casefile.Person, now time.Time) (created, changed int, err error) {
	err = d.Store.In(ctx, district, func(tx *postgres.Tx) error {
		w := &work{Desk: d, tx: tx, act: Act{District: district, Now: now}}
		before, err := w.roster(ctx)
		if err != nil {
			return err
		}
		if err := before.clash(people); err != nil {
			return err
		}
		if created, changed, err = tx.SavePeople(ctx, people, now); err != nil {
			return err
		}
		after, err := w.roster(ctx)
		if err != nil || slices.Equal(before.office, after.office) {
			return err
		}
		_, err = w.planAll(ctx)
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	return created, changed, nil
}

// rosterOf is what an import has to know of the people who are there: whose the
// Slack ids are, and who holds an office for every case.
type rosterOf struct {
	slack  map[string]string // address by Slack id
	office []string          // role and id
}

func (w *work) roster(ctx context.Context) (rosterOf, error) {
	people, err := w.tx.People(ctx, "")
	if err != nil {
		return rosterOf{}, fmt.Errorf("roster: %w", err)
	}
	r := rosterOf{slack: map[string]string{}}
	for _, p := range people {
		if p.Slack != "" {
			r.slack[p.Slack] = p.Email
		}
		for _, role := range program.Offices() {
			if p.Holds(role) {
				r.office = append(r.office, string(role)+" "+string(p.ID))
			}
		}
	}
	slices.Sort(r.office)
	return r, nil
}

// clash refuses a Slack id that is somebody else's on the roster.
func (r rosterOf) clash(people []casefile.Person) error {
	for _, p := range people {
		if of := r.slack[p.Slack]; p.Slack != "" && of != "" && !strings.EqualFold(of, p.Email) {
			return fault.New(fault.Conflict, "err.import", fmt.Sprintf(
				"slack_id: %q of %s is that of %s on the roster. Nothing was imported.", p.Slack, p.Email, of))
		}
	}
	return nil
}

// ImportCases opens cases that a district already runs: enrolled and paired on
// the day they opened. A case that is there with the same people and day is
// left alone, so the same list twice changes nothing. A row that cannot be
// taken is a [RowError], and then nothing of the list is stored.
func (d *Desk) ImportCases(ctx context.Context, district string, rows []CaseRow, now time.Time) (created int, err error) {
	err = d.Store.In(ctx, district, func(tx *postgres.Tx) error {
		for _, row := range rows {
			w := &work{Desk: d, tx: tx, act: Act{District: district, Now: now}}
			fresh, err := w.importCase(ctx, row)
			if err != nil {
				return err
			}
			if fresh {
				created++
			}
		}
		return nil
	})
	if err != nil {
		return 0, apart(err)
	}
	return created, nil
}

func (w *work) importCase(ctx context.Context, row CaseRow) (fresh bool, err error) {
	p, ok := w.Programs[row.Program]
	if !ok {
		return false, &RowError{row.Line, "program", fmt.Sprintf("there is no program %q; parbot program list shows them", row.Program)}
	}
	c, err := w.imported(ctx, p, row)
	if err != nil {
		return false, err
	}
	if same, err := w.known(ctx, c, row); same || err != nil {
		return false, err
	}
	if err := w.create(ctx, p, c); err != nil {
		return false, fmt.Errorf("open case: %w", err)
	}
	f, err := w.load(ctx, c.ID, true)
	if err != nil {
		return false, err
	}
	if err := w.takeOver(ctx, f); err != nil {
		return false, err
	}
	if _, err := w.plan(ctx, f); err != nil {
		return false, err
	}
	return true, w.label(ctx, c)
}

// takeOver files what the system would have made by now: a case that runs
// already has it behind it, on paper.
func (w *work) takeOver(ctx context.Context, f *file) error {
	for range mostTurns {
		made := w.make(f).Made
		for _, m := range made {
			r := w.taken(f.scope.Form(m.Form), m.Day, "")
			r.MadeFor = m.Key
			if err := w.add(ctx, f, r); err != nil {
				return err
			}
		}
		if len(made) == 0 {
			break
		}
	}
	return nil
}

// imported is the case that a row describes.
func (w *work) imported(ctx context.Context, p *program.Program, row CaseRow) (casefile.Case, error) {
	cal, err := w.calendar(ctx, p, "")
	if err != nil {
		return casefile.Case{}, err
	}
	if today := cal.Today(w.act.Now); row.Opened > today {
		return casefile.Case{}, &RowError{row.Line, "opened", fmt.Sprintf("%s is still to come", row.Opened)}
	}
	c := casefile.Case{
		ID: postgres.NewID(), District: w.act.District, Program: p.Key, Version: p.Version, Track: mainTrack(p),
		Opened: row.Opened, OpenedAt: w.act.Now,
	}
	from := row.Opened.At(0, 0, cal.Zone)
	for _, seat := range []struct {
		column, email string
		role          program.Role
	}{
		{"teacher", row.Teacher, program.Teacher},
		{"consultant", row.Consultant, program.Consultant},
		{"administrator", row.Administrator, program.Administrator},
	} {
		if seat.email == "" && seat.role != program.Teacher {
			continue
		}
		person, err := w.seated(ctx, row.Line, seat.column, seat.email)
		if err != nil {
			return casefile.Case{}, err
		}
		if seat.role == program.Teacher {
			c.School = person.School
		}
		c.Parties = append(c.Parties, casefile.Party{Person: person, Role: seat.role, From: from})
	}
	c.Records = w.entry(p.In(c.Track), c)
	return c, nil
}

// seated finds the person of a cell; they must hold the role on the roster.
func (w *work) seated(ctx context.Context, line int, column, email string) (casefile.Person, error) {
	person, err := w.tx.PersonByEmail(ctx, email)
	if fault.KindOf(err) == fault.Absent {
		return person, &RowError{line, column, fmt.Sprintf("nobody on the roster has the address %q", email)}
	}
	if err != nil {
		return person, fmt.Errorf("roster: %w", err)
	}
	if !person.Holds(program.Role(column)) {
		return person, &RowError{line, column, fmt.Sprintf("%q is not on the roster as %s", email, column)}
	}
	return person, nil
}

func mainTrack(p *program.Program) string {
	for _, t := range p.Tracks {
		if t.IsCase {
			return t.Key
		}
	}
	return ""
}

// entry are the records with which an imported case begins: what the program's
// clocks count from, and what the beginning of a case that runs already has
// behind it. Their author is nobody: the office brought them.
func (w *work) entry(s *program.Scope, c casefile.Case) []casefile.Record {
	paired := slices.ContainsFunc(c.Parties, func(p casefile.Party) bool { return p.Role == program.Consultant })
	var records []casefile.Record
	for _, form := range s.Forms {
		switch {
		case form.Key == "enrolment":
			records = append(records, w.taken(form, c.Opened, firstOutcome(form)))
		case form.Assigns == program.Consultant && paired:
			records = append(records, w.taken(form, c.Opened, ""))
		}
	}
	facts := casefile.Facts(&casefile.Case{Opened: c.Opened, OpenedAt: w.act.Now, Records: records}, schoolday.Calendar{}, w.act.Now)
	for _, form := range s.Forms {
		if behind(s, form, facts) {
			records = append(records, w.taken(form, c.Opened, ""))
		}
	}
	return records
}

func firstOutcome(form *program.Form) string {
	if len(form.Outcomes) == 0 {
		return ""
	}
	return form.Outcomes[0].Key
}

// taken is a paper that the office takes over, filed on a day.
func (w *work) taken(form *program.Form, on schoolday.Day, outcome string) casefile.Record {
	filed := casefile.Step{State: casefile.Filed, Day: on, At: w.act.Now}
	r := casefile.Record{ID: postgres.NewID(), Form: form.Key, Day: on, At: w.act.Now, Outcome: outcome, Steps: []casefile.Step{filed}}
	if outcome != "" {
		filed.State = casefile.State(outcome)
		r.Steps = append(r.Steps, filed)
	}
	return r
}

// behind reports whether a case that has begun with these facts has a paper
// behind it: a bare act that the beginning asks for and that has nothing to fill
// in. A case that is taken over in mid-year owes what is still ahead.
func behind(s *program.Scope, form *program.Form, facts []casefile.Fact) bool {
	begun := func(events []program.Event) bool {
		return slices.ContainsFunc(facts, func(f casefile.Fact) bool { return f.Record != "" && casefile.Match(events, f) })
	}
	filed := program.Event{Name: form.Key, State: string(casefile.Filed)}
	return len(form.Fields)+len(form.Outcomes)+len(form.Attaches) == 0 && form.Assigns == "" &&
		slices.ContainsFunc(s.Deadlines, func(d *program.Deadline) bool { return slices.Contains(d.MetBy, filed) && begun(d.Starts) })
}

// known reports whether the very same case is open already; another open case
// of the teacher in the program is a mistake in the list.
func (w *work) known(ctx context.Context, c casefile.Case, row CaseRow) (bool, error) {
	ids, err := w.tx.CasesOf(ctx, c.Parties[0].Person.ID)
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		old, err := w.tx.Case(ctx, id, false)
		if err != nil {
			return false, err
		}
		if old.Program != c.Program || old.Track != c.Track || old.Closed != schoolday.None || !teaches(old, c) {
			continue
		}
		if old.Opened == c.Opened && sameParties(old, c) {
			return true, nil
		}
		return false, &RowError{row.Line, "teacher", fmt.Sprintf("%q already has an open case with other people or another day", row.Teacher)}
	}
	return false, nil
}

func teaches(old, c casefile.Case) bool {
	for _, p := range old.Parties {
		if p.Role == program.Teacher {
			return p.Person.ID == c.Parties[0].Person.ID
		}
	}
	return false
}

func sameParties(old, c casefile.Case) bool {
	n := 0
	for _, p := range old.Parties {
		if p.Office || !p.To.IsZero() {
			continue
		}
		n++
		if !hasParty(c, p) {
			return false
		}
	}
	return n == len(c.Parties)
}

func hasParty(c casefile.Case, p casefile.Party) bool {
	for _, q := range c.Parties {
		if q.Role == p.Role && q.Person.ID == p.Person.ID {
			return true
		}
	}
	return false
}

// planAll plans every open case again and returns how many there are.
func (w *work) planAll(ctx context.Context) (int, error) {
	ids, err := w.tx.OpenCases(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		f, err := w.load(ctx, id, true)
		if err != nil {
			return 0, err
		}
		if _, err := w.plan(ctx, f); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}
