package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
)

// due lists what is due, of one person's case when one is named.
func (t *turn) due(ctx context.Context, o order) (Reply, error) {
	var only casefile.ID
	if len(o.line.words) > 0 || o.picked != "" {
		one, reply, err := t.theCase(ctx, o)
		if one == "" || err != nil {
			return reply, err
		}
		only = one
	}
	m, err := t.desk.Due(ctx, t.act, only)
	return Reply{Message: m}, err
}

// theCase is the case that a line names; when a name fits several, the question.
func (t *turn) theCase(ctx context.Context, o order) (casefile.ID, Reply, error) {
	cases, err := t.cases(ctx, anyCase)
	if err != nil {
		return "", Reply{}, err
	}
	who := person(o.line, namesOf(cases))
	if who.words == 0 {
		who = found{words: len(o.line.words), typed: clip(o.line.text, 60)}
	}
	which, err := choose(o, cases, who)
	switch {
	case err != nil:
		return "", Reply{}, err
	case which.one != nil:
		return which.one.Case, Reply{}, nil
	}
	question, ok := whichOne(o.typed, who, which.several)
	if !ok {
		question = say("ask.person", fmt.Sprintf("%q fits %d people. Type the e-mail address.", who.typed, len(which.several)))
	}
	return "", Reply{Message: question}, nil
}

// why explains a date: the next one, or the one whose title the words fit.
func (t *turn) why(ctx context.Context, o order) (Reply, error) {
	cases, err := t.cases(ctx, anyCase)
	if err != nil {
		return Reply{}, err
	}
	var in casefile.ID
	rest := o.line
	if who := person(o.line, namesOf(cases)); len(who.who) == 1 {
		in, rest = who.who[0].id, o.line.from(who.words)
	}
	which := strings.TrimFunc(rest.text, blank)
	m, err := t.desk.Why(ctx, t.act, in, which)
	if fault.KindOf(err) != fault.Absent {
		return Reply{Message: m}, err
	}
	if which == "" {
		m, err = t.desk.Due(ctx, t.act, in)
		return Reply{Message: m}, err
	}
	return Reply{}, fault.New(fault.Absent, "err.why", fmt.Sprintf("No open date of yours goes by %q. `/par due` lists them.", clip(which, 60)))
}

// showCase shows where a case stands; without a name, the only one or all.
func (t *turn) showCase(ctx context.Context, o order) (Reply, error) {
	cases, err := t.cases(ctx, anyCase)
	if err != nil {
		return Reply{}, err
	}
	if len(o.line.words) == 0 && o.picked == "" {
		if len(cases) != 1 {
			return t.caseload(ctx, o)
		}
		o.picked = cases[0].Case
	}
	one, reply, err := t.theCase(ctx, o)
	if one == "" || err != nil {
		return reply, err
	}
	m, err := t.desk.Case(ctx, t.act, one)
	return Reply{Message: m}, err
}

func (t *turn) caseload(ctx context.Context, _ order) (Reply, error) {
	m, err := t.desk.Caseload(ctx, t.act)
	return Reply{Message: m}, err
}

func (t *turn) undo(ctx context.Context, _ order) (Reply, error) {
	m, err := t.desk.Undo(ctx, t.act, "")
	return Reply{Message: m}, err
}

// whoami says who the person is here.
func (t *turn) whoami(ctx context.Context, _ order) (Reply, error) {
	cases, err := t.cases(ctx, anyCase)
	if err != nil {
		return Reply{}, err
	}
	who := t.act.Who
	var parts []string
	for _, r := range []program.Role{program.Teacher, program.Consultant, program.Administrator, program.Coordinator, program.Panel} {
		n, word := 0, t.called(r)
		for _, c := range cases {
			if slices.Contains(c.Roles, r) {
				n, word = n+1, c.Program.Called(r)
			}
		}
		switch {
		case n > 0 && r == program.Teacher:
			parts = append(parts, word)
		case n == 1:
			parts = append(parts, word+" for 1 case")
		case n > 1:
			parts = append(parts, fmt.Sprintf("%s for %d cases", word, n))
		case who.Holds(r) && r == program.Teacher:
			parts = append(parts, "teacher")
		case who.Holds(r):
			parts = append(parts, word)
		}
	}
	text := fmt.Sprintf("You are %s (%s)", who.Name, who.Email)
	if len(parts) > 0 {
		text += ", " + message.And(parts)
	}
	return Reply{Message: say("whoami", text+". Your time zone: "+message.ZoneName(t.desk.Zone(t.act).String())+".")}, nil
}

// help lists the person's commands with an example each, or shows one.
func (t *turn) help(ctx context.Context, o order) (Reply, error) {
	held, err := t.held(ctx)
	if err != nil {
		return Reply{}, err
	}
	if len(o.line.words) > 0 {
		if c, ok := commandOf(held, o.line.wordAt(0)); ok {
			return Reply{Message: helpOn(c)}, nil
		}
		return Reply{Message: noCommand(held, o.line, o.typed)}, nil
	}
	m := message.Message{Key: "help"}
	for _, c := range held {
		m.Lines = append(m.Lines, message.Line{Text: "/par " + c.Example + " · " + c.What})
	}
	m.Lines = append(m.Lines,
		message.Line{Text: "More on one: /par help due. Typed short, a command opens a form.", Quiet: true},
		message.Line{Text: "Not listed? Ask " + t.contact() + "."})
	return Reply{Message: m}, nil
}

func helpOn(c Command) message.Message {
	m := say("help.one", "/par "+c.Usage, c.What, "For example: /par "+c.Example)
	if len(c.Aliases) > 0 {
		m.Lines = append(m.Lines, message.Line{Text: "Also: " + strings.Join(c.Aliases, ", ") + ".", Quiet: true})
	}
	if c.Form {
		m.Lines = append(m.Lines, message.Line{Text: "What is left out is asked for in a form.", Quiet: true})
		m.Buttons = []message.Button{{Text: "Open the " + c.Name + " form", Action: message.ActFix, Value: c.Name, Main: true}}
	}
	m.Buttons = append(m.Buttons, message.Button{Text: "All commands", Action: message.ActHelp})
	return m
}

// frontLines is how much of what is due a bare "/par" shows.
const frontLines = 3

// front is the answer to a bare "/par": the first lines of what is due, and
// three buttons of the person's role.
func (t *turn) front(ctx context.Context) (Reply, error) {
	m, err := t.desk.Due(ctx, t.act, "")
	if err != nil {
		return Reply{}, err
	}
	held, err := t.held(ctx)
	if err != nil {
		return Reply{}, err
	}
	m.Key = "front"
	more := len(m.Lines) > frontLines
	m.Lines = m.Lines[:min(len(m.Lines), frontLines)]
	m.Buttons = frontButtons(held, more)
	return Reply{Message: m}, nil
}

// frontButtons are the first three that the person can use.
func frontButtons(held []Command, more bool) []message.Button {
	all := []message.Button{
		{Text: "Log a meeting", Action: message.ActFix, Value: "log"},
		{Text: "All that is due", Action: message.ActDue},
		{Text: "Assign a visit", Action: message.ActFix, Value: "assign"},
		{Text: "Ask for a visit", Action: message.ActVisit},
		{Text: "Plan a meeting", Action: message.ActFix, Value: "meet"},
		{Text: "Your cases", Action: message.ActRetry, Value: "caseload"},
	}
	all = slices.DeleteFunc(all, func(b message.Button) bool {
		name := b.Value
		switch b.Action {
		case message.ActDue:
			return !more
		case message.ActVisit:
			name = "visit"
		}
		_, ok := commandOf(held, name)
		return !ok
	})
	all = append(all[:min(len(all), 2)], message.Button{Text: "All commands", Action: message.ActHelp})
	all[0].Main = len(all) > 1
	return all
}
