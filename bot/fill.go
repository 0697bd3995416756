package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
)

// fill lists the forms that the person may fill in, shows what one asks, or
// files it with the answers that were typed (VOICE §2.2, form).
func (t *turn) fill(ctx context.Context, o order) (Reply, error) {
	all, err := t.desk.Fillable(ctx, t.act, o.picked)
	if err != nil {
		return Reply{}, err
	}
	if len(o.line.words) == 0 {
		return Reply{Message: fillList(all)}, nil
	}
	of, words := formNamed(o.line, all)
	if words == 0 {
		return Reply{}, t.noForm(ctx, o.line, all)
	}
	rest := o.line.from(words)
	cases := make([]casework.Mine, len(of))
	for i := range of {
		cases[i] = of[i].Mine
	}
	who := person(rest, namesOf(cases))
	which, err := choose(o, cases, who)
	if err != nil {
		return Reply{}, err
	}
	if which.one == nil && o.form {
		return Reply{Message: fillList(all)}, nil
	}
	if which.one == nil {
		return Reply{Message: whose(o.typed, of[0].Form.Title, who, cases)}, nil
	}
	one := of[slices.IndexFunc(of, func(f casework.Fillable) bool { return f.Case == which.one.Case })]
	text := strings.TrimFunc(rest.from(who.words).text, blank)
	if o.form || text == "" && !o.anyway && !bare(one.Form) {
		return Reply{Message: fillCard(one)}, nil
	}
	m, err := t.desk.Fill(ctx, t.act, t.answersIn(one, text))
	return Reply{Message: m}, err
}

// bare reports whether a form asks nothing of whoever files it.
func bare(form *program.Form) bool {
	return len(form.Fields) > 0 && len(form.Outcomes) == 0 && !slices.ContainsFunc(form.Fields, casework.Asked)
}

// whose asks which case a form is about.
func whose(typed, title string, who found, cases []casework.Mine) message.Message {
	if who.words == 0 {
		who.typed = title
	}
	if question, ok := whichOne(typed, who, cases); ok {
		return question
	}
	return say("ask.person", fmt.Sprintf("%q fits %d people. Type the e-mail address behind the form's name.", who.typed, len(cases)))
}

// fillList are the forms that can be filled in, each with what to type; those
// that wait for the person say so.
func fillList(all []casework.Fillable) message.Message {
	if len(all) == 0 {
		return say("form.none", "There is no form for you to fill in now. `/par due` lists what is due.")
	}
	m := message.Message{Key: "form.list"}
	var seen []string
	for _, one := range all {
		line := one.Form.Title + " · /par form " + one.Form.Key
		if one.Waits {
			line += " · waits for you"
		}
		if !slices.Contains(seen, line) {
			seen = append(seen, line)
			m.Lines = append(m.Lines, message.Line{Text: line})
		}
	}
	m.Lines = append(m.Lines, message.Line{Text: "Type one to see what it asks. Name the person when you have several cases.", Quiet: true})
	return m
}

// formNamed reads a form from the beginning of a line: its key, its title or a
// unique beginning. It returns the form in each case where it can be filled in,
// and how many words name it, none when none does.
func formNamed(l line, all []casework.Fillable) (of []casework.Fillable, words int) {
	for n := min(len(l.words), maxTitle); n > 0; n-- {
		name := fold(l.before(n))
		for _, fits := range []func(called string) bool{
			func(called string) bool { return fold(called) == name },
			func(called string) bool { return len(name) >= minBeginning && strings.HasPrefix(fold(called), name) },
		} {
			var keys []string
			of = nil
			for _, one := range all {
				if fits(one.Form.Key) || fits(one.Form.Title) {
					keys, of = append(keys, one.Form.Key), append(of, one)
				}
			}
			if len(slices.Compact(slices.Sorted(slices.Values(keys)))) == 1 {
				return of, n
			}
		}
	}
	return nil, 0
}

// noForm is err.form, with the command that files it, or the nearest of those
// the person may fill in.
func (t *turn) noForm(ctx context.Context, l line, all []casework.Fillable) error {
	if c, ok, err := t.find(ctx, l.words[0].plain); err == nil && ok && c.Form {
		return fault.New(fault.Absent, "err.form", fmt.Sprintf(
			"%q has a command of its own, for example `/par %s`. Nothing was saved.", c.Name, c.Example))
	}
	text := fmt.Sprintf("There is no form %q for you to fill in now. Nothing was saved.", clip(asRead(l.words[0].raw), 40))
	best, near := tooFar, ""
	for _, one := range all {
		if d := slips(l.words[0].plain, one.Form.Key); d < best {
			best, near = d, one.Form.Key
		}
	}
	if near != "" {
		text += fmt.Sprintf(" Nearest: `/par form %s`.", near)
	}
	return fault.New(fault.Absent, "err.form", text+" `/par form` lists them.")
}

// fillCard shows what a form asks, what to type, and saves it as it is when
// nothing has to be answered.
func fillCard(one casework.Fillable) message.Message {
	form := one.Form
	m := say("form.card", form.Title+", with "+calledIn(one.Mine)+".")
	var typed []string
	needed := len(form.Outcomes) > 0
	if needed {
		typed = append(typed, "outcome: …")
		m.Lines = append(m.Lines, message.Line{Text: "outcome · " + outcomes(form)})
	}
	for _, f := range form.Fields {
		if !casework.Asked(f) {
			continue
		}
		typed = append(typed, f.Key+": …")
		m.Lines = append(m.Lines, message.Line{Text: asksFor(f)})
		needed = needed || !f.Optional && f.Type != "day" && f.OnlyIf == ""
	}
	if len(typed) < 2 && len(form.Outcomes) == 0 {
		typed = []string{"…"}
	}
	m.Lines = append(m.Lines, message.Line{Text: "Type: `/par form " + form.Key + " " + strings.Join(typed, "; ") + "`"})
	if !needed {
		m.Buttons = []message.Button{{
			Text: "Save it as it is", Action: message.ActAnyway, Value: "form " + form.Key + " " + one.Teacher.Email, Main: true,
		}}
	}
	return m
}

func outcomes(form *program.Form) string {
	titles := make([]string, len(form.Outcomes))
	for i, o := range form.Outcomes {
		titles[i] = o.Title
	}
	return strings.Join(titles, " or ")
}

// asksFor is one question of a form in a line: its key, the question, what can
// be answered.
func asksFor(f *program.Field) string {
	parts := []string{f.Key}
	if f.Ask != "" {
		parts = append(parts, f.Ask)
	}
	switch f.Type {
	case "day", "date":
		parts = append(parts, "a date")
	case "minutes":
		parts = append(parts, "a length, such as 45m")
	case "number":
		parts = append(parts, "a number")
	case "yes-no":
		parts = append(parts, "yes or no")
	case "agree":
		parts = append(parts, strings.Join(agreeing[:], ", "))
	case "choice":
		parts = append(parts, strings.Join(f.Options, " or "))
	case "any":
		parts = append(parts, "any of "+strings.Join(f.Options, ", "))
	case "standards":
		parts = append(parts, "standards, such as 2.6, 3.1")
	case "ratings":
		parts = append(parts, "ratings, such as 1.1: "+strings.Join(f.Options, ", 1.2: "))
	}
	if f.Optional {
		parts = append(parts, "may be left out")
	}
	return strings.Join(parts, " · ")
}

// fillFor shows the form that meets a deadline of a case, when it is one that
// the person fills in.
func (t *turn) fillFor(ctx context.Context, in casefile.ID, rule string) (reply Reply, ok bool, err error) {
	all, err := t.desk.Fillable(ctx, t.act, in)
	if err != nil {
		return Reply{}, false, err
	}
	for _, one := range all {
		d := scopeOf(one.Mine).Deadline(rule)
		if d != nil && slices.ContainsFunc(d.MetBy, func(e program.Event) bool { return comesOf(d, e, one.Form.Key) }) {
			return Reply{Message: fillCard(one)}, true, nil
		}
	}
	return Reply{}, false, nil
}

// comesOf reports whether an event is one of a form; a bare state is that of the
// form that started the deadline.
func comesOf(d *program.Deadline, e program.Event, form string) bool {
	return e.Name == form || e.Name == "" && slices.ContainsFunc(d.Starts, func(s program.Event) bool { return s.Name == form })
}
