package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// logLine is what a line after "log" says, as far as it was understood.
type logLine struct {
	who       found
	kind      string // "", "contact" or "missed"
	day       schoolday.Day
	minutes   int // 0: not said
	text      string
	standards []string
	private   string
}

// readLog reads "PERSON [DATE] LENGTH text [standards] [note: …]". With a
// mistake comes what was understood besides it.
func readLog(l line, cases []casework.Mine, today schoolday.Day) (logLine, error) {
	in := logLine{day: today}
	open, private := cutPrivate(l)
	in.private, l = private, open
	if in.who = person(l, namesOf(cases)); in.who.words == 0 {
		in.who = unnamed(l, func(l line) bool { return logs(l, today) })
	}
	l = l.from(in.who.words)
	if l.is("contact", "missed") {
		in.kind, l = l.wordAt(0), l.from(1)
	}
	day, n, err := date(l, today, past)
	if l = l.from(n); n > 0 && err == nil {
		in.day = day
	}
	if in.kind == "" {
		in.minutes, n = length(l)
		l = l.from(n)
	}
	in.text = strings.TrimLeftFunc(strings.TrimFunc(l.text, blank), func(r rune) bool { return blank(r) || strings.ContainsRune(",;:-–—", r) })
	if in.kind != "" {
		return in, err
	}
	numbers, text, mistake := standards(in.text, standardsOf(cases, in.who))
	in.standards, in.text = numbers, sentence(text)
	if err == nil {
		err = mistake
	}
	return in, err
}

// logs reports whether a line goes on as a log does after the person.
func logs(l line, today schoolday.Day) bool {
	_, day, _ := date(l, today, past)
	_, long := length(l)
	return day > 0 || long > 0 || l.is("contact", "missed")
}

// standardsOf are the standards of the program that a line is about.
func standardsOf(cases []casework.Mine, f found) *program.Standards {
	for _, c := range cases {
		if len(f.who) == 0 || f.who[0].id == c.Case {
			return c.Program.Standards
		}
	}
	return nil
}

// log records a meeting, a first contact, or a meeting that did not take place.
func (t *turn) log(ctx context.Context, o order) (Reply, error) {
	cases, err := t.cases(ctx, files("log"))
	if err != nil {
		return Reply{}, err
	}
	in, mistake := readLog(o.line, cases, t.today())
	which, err := choose(o, cases, in.who)
	switch {
	case o.form:
		return t.logForm(ctx, cases, which.one, in)
	case err != nil:
		return Reply{}, err
	case mistake != nil:
		return Reply{}, mistake
	case in.kind == "missed" && in.text != "":
		return Reply{}, fault.New(fault.Invalid, "err.missed", "What is recorded of a missed meeting is its date alone. Nothing was saved. "+
			"Leave the text out, or keep it with `/par note`.")
	case in.incomplete():
		return t.logForm(ctx, cases, which.one, in)
	case which.one != nil:
		return t.record(ctx, in.as(*which.one, o.again))
	}
	if question, ok := whichOne(o.typed, in.who, which.several); ok && len(which.several) > 0 {
		return Reply{Message: question}, nil
	}
	return t.logForm(ctx, cases, nil, in)
}

func (in logLine) incomplete() bool {
	switch in.kind {
	case "missed":
		return false
	case "contact":
		return in.text == ""
	}
	return in.minutes == 0 || in.text == ""
}

func (in logLine) as(c casework.Mine, again bool) casework.Log {
	return casework.Log{
		Case: c.Case, Kind: in.kind, Day: in.day, Minutes: in.minutes, Text: in.text, Standards: in.standards, Private: in.private, Again: again,
	}
}

// record stores a log.
func (t *turn) record(ctx context.Context, in casework.Log) (Reply, error) {
	m, err := t.desk.Log(ctx, t.act, in)
	return Reply{Message: m}, err
}

// logForm is the form LOG, or that of a first contact (VOICE §3).
func (t *turn) logForm(ctx context.Context, cases []casework.Mine, one *casework.Mine, in logLine) (Reply, error) {
	one = meant(cases, one, in.who)
	if in.kind != "" {
		return show(shortForm(cases, one, in)), nil
	}
	f := message.Form{Key: "log", Title: "Log a meeting", Submit: "Save log", Close: "Close"}
	with(&f, cases, one)
	f.Fields = append(f.Fields, dayField(in.day),
		message.Field{Key: "minutes", Label: "Minutes", Kind: message.Number, Value: digits(in.minutes)},
		message.Field{Key: "text", Label: "What you worked on", Kind: message.Long, Value: filled(in.text), Hint: leaveOut})
	about := cases[0]
	if one != nil {
		about = *one
	}
	if about.Program.Standards != nil {
		f.Fields = append(f.Fields, standardsField(about.Program, in.standards))
	}
	if keepsPrivate(about) {
		f.Fields = append(f.Fields, message.Field{Key: "private", Label: "Private note", Kind: message.Long, Optional: true, Value: filled(in.private), Hint: "Only you can read it."})
	}
	if one == nil {
		return show(f), nil
	}
	var err error
	f.Notes, err = t.desk.Readers(ctx, t.act, one.Case, "log")
	return show(f), err
}

// shortForm is the form of a first contact, or of a meeting that was missed.
func shortForm(cases []casework.Mine, one *casework.Mine, in logLine) message.Form {
	f := message.Form{Key: in.kind, Title: "First contact", Submit: "Save", Close: "Close"}
	if in.kind == "missed" {
		f.Title = "No meeting"
	}
	with(&f, cases, one)
	f.Fields = append(f.Fields, dayField(in.day))
	if in.kind == "contact" {
		f.Fields = append(f.Fields, message.Field{Key: "text", Label: "How you were in touch", Kind: message.Short, Value: filled(in.text)})
	}
	return f
}

// keepsPrivate reports whether the log of a case has a part for its author alone.
func keepsPrivate(m casework.Mine) bool {
	form := formOf(m, "log")
	return form != nil && slices.ContainsFunc(form.Fields, func(f *program.Field) bool { return f.Private })
}

// sentLog takes the form LOG.
func (t *turn) sentLog(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	in := casework.Log{
		Case: s.of(), Day: w.day(s, "date"), Minutes: w.minutes(s, casework.MinMinutes, casework.MaxMinutes),
		Text: sentence(w.needed(s, "text", "Say in a few words what you worked on.")), Standards: s.fields["standards"], Private: s.text("private"),
	}
	c, ok, err := t.caseOf(ctx, s, files("log"))
	if !ok || err != nil {
		w["with"] = choosePerson
	}
	if len(w) > 0 || err != nil {
		return Reply{Errors: w}, err
	}
	for _, number := range in.Standards {
		if !knows(c.Program.Standards, number) {
			return Reply{}, message.NoSuchStandard(clip(number, 20), "")
		}
	}
	t.act.Text = composeLog(c, in)
	return t.record(ctx, in)
}

func knows(s *program.Standards, number string) bool {
	if s == nil {
		return false
	}
	_, ok := s.Element(number)
	return ok
}

// composeLog is the line that says what a form said: it stands for it when the
// same is saved twice.
func composeLog(c casework.Mine, in casework.Log) string {
	text := strings.Join(append([]string{in.Text}, in.Standards...), ", ")
	line := fmt.Sprintf("log %s %s %dm %s", c.Teacher.Email, in.Day, in.Minutes, text)
	if in.Private != "" {
		line += " note: " + in.Private
	}
	return line
}

// sentContact takes the form of a first contact.
func (t *turn) sentContact(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	text := w.needed(s, "text", "A word is enough: visit, call, e-mail.")
	return t.sentShort(ctx, s, w, casework.Log{Kind: "contact", Text: text})
}

// sentMissed takes the form of a meeting that was missed.
func (t *turn) sentMissed(ctx context.Context, s sheet) (Reply, error) {
	return t.sentShort(ctx, s, wrong{}, casework.Log{Kind: "missed"})
}

func (t *turn) sentShort(ctx context.Context, s sheet, w wrong, in casework.Log) (Reply, error) {
	in.Day = w.day(s, "date")
	c, ok, err := t.caseOf(ctx, s, files("log"))
	if !ok || err != nil {
		w["with"] = choosePerson
	}
	if len(w) > 0 || err != nil {
		return Reply{Errors: w}, err
	}
	in.Case = c.Case
	t.act.Text = strings.TrimSpace(fmt.Sprintf("log %s %s %s %s", c.Teacher.Email, in.Kind, in.Day, in.Text))
	return t.record(ctx, in)
}

// choosePerson is said at a form that is about nobody yet.
const choosePerson = "Choose a person."

// caseOf is the case that a form is about, of those in which the person may file it.
func (t *turn) caseOf(ctx context.Context, s sheet, fits func(casework.Mine) bool) (casework.Mine, bool, error) {
	cases, err := t.cases(ctx, fits)
	if err != nil {
		return casework.Mine{}, false, err
	}
	i := slices.IndexFunc(cases, func(m casework.Mine) bool { return m.Case == s.of() })
	if i < 0 {
		return casework.Mine{}, false, nil
	}
	return cases[i], true, nil
}
