package play

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// teller plays a story and writes it down. It does what a person could do with
// Slack, a mail program and patience, and nothing else.
type teller struct {
	c    Config
	out  io.Writer
	step string // what is being tried, for an error
	now  string // as it was written last
	read map[string]int
	err  error // of out: the first stays
}

// person finds one of the people by their first name.
func (t *teller) person(first string) (Person, error) {
	i := slices.IndexFunc(t.c.People, func(p Person) bool { return p.First() == first })
	if i < 0 {
		return Person{}, fmt.Errorf("the demo has nobody called %s: %w", first, ErrNothing)
	}
	return t.c.People[i], nil
}

// begin names the step that follows.
func (t *teller) begin(step string) {
	t.step = step
	if now := moment(t.c.App.Now()); now != t.now {
		t.now = now
		t.write("\n%s\n", now)
	}
	t.write("\n%s\n", step)
}

func (t *teller) write(format string, args ...any) {
	if _, err := fmt.Fprintf(t.out, format, args...); t.err == nil {
		t.err = err
	}
}

// show writes what somebody sees, with its lines below one another.
func (t *teller) show(what, words string) {
	lines := strings.Split(strings.TrimSpace(words), "\n")
	for i, line := range lines {
		if i > 0 {
			what = ""
		}
		t.write("%s\n", strings.TrimRight(fmt.Sprintf("  %-14s %s", what, line), " "))
	}
}

// settle lets leave what waits now.
func (t *teller) settle(ctx context.Context) error {
	if err := t.c.App.Move(ctx, t.c.App.Now(), nil); err != nil {
		return fmt.Errorf("settle what waits: %w", err)
	}
	return nil
}

// want says which of some words are missing in what was seen.
func want(seen string, words ...string) error {
	for _, one := range words {
		if !strings.Contains(seen, one) {
			return fmt.Errorf("%q was expected, but this was seen:\n%s", one, seen)
		}
	}
	return nil
}

// refused says which of some words stand in what was seen, though they must not.
func refused(seen string, words ...string) error {
	for _, one := range words {
		if strings.Contains(strings.ToLower(seen), strings.ToLower(one)) {
			return fmt.Errorf("%q must not stand there, but this was seen:\n%s", one, seen)
		}
	}
	return nil
}

// types has somebody type a line and expects these words in the answer.
func (t *teller) types(ctx context.Context, p Person, line string, words ...string) (Message, error) {
	t.write("  %-14s %s\n", p.First()+" types", line)
	got, err := t.c.Workspace.Type(ctx, p.Slack, line)
	if err != nil {
		return Message{}, fmt.Errorf("type: %w", err)
	}
	return t.hears(ctx, p, got, words)
}

// presses has somebody press a button of a message and expects these words.
func (t *teller) presses(ctx context.Context, p Person, m Message, label string, words ...string) (Message, error) {
	e, ok := m.Button(label)
	if !ok {
		return Message{}, want(m.Words(), "["+label+"]")
	}
	t.write("  %-14s [%s]\n", p.First()+" presses", label)
	got, err := t.c.Workspace.Press(ctx, p.Slack, m.ID, e.ActionID)
	if err != nil {
		return Message{}, fmt.Errorf("press: %w", err)
	}
	return t.hears(ctx, p, got, words)
}

// hears takes an answer that must be a message, and settles.
func (t *teller) hears(ctx context.Context, p Person, got Outcome, words []string) (Message, error) {
	if got.Message == nil {
		return Message{}, want("(no answer)", words...)
	}
	seen := got.Message.Words()
	t.show(p.First()+" sees", seen)
	if got.Message.Kind == Failed {
		return Message{}, fmt.Errorf("the app did not answer: %s: %w", seen, ErrNothing)
	}
	if err := want(seen, words...); err != nil {
		return Message{}, err
	}
	return *got.Message, t.settle(ctx)
}

// opens has somebody type a line that opens a form.
func (t *teller) opens(ctx context.Context, p Person, line string) (View, error) {
	t.write("  %-14s %s\n", p.First()+" types", line)
	got, err := t.c.Workspace.Type(ctx, p.Slack, line)
	if err != nil {
		return View{}, fmt.Errorf("type: %w", err)
	}
	if got.View == nil {
		seen := "(nothing)"
		if got.Message != nil {
			seen = got.Message.Words()
		}
		return View{}, fmt.Errorf("a form was expected, but this was seen:\n%s: %w", seen, ErrNothing)
	}
	t.show("a form opens", textOf(got.View.Title)+"\n"+Words(got.View.Blocks))
	return *got.View, nil
}

// fills has somebody fill in a form, by block id, and send it; what the form
// itself filled in stays. Afterwards nothing is open any more.
func (t *teller) fills(ctx context.Context, p Person, v View, answers map[string]string, words ...string) error {
	values := filledIn(v)
	for _, b := range v.Blocks {
		if answer, ok := answers[b.ID]; ok {
			t.write("  %-14s %s: %s\n", p.First()+" fills in", textOf(b.Label), answer)
			values[b.ID] = []string{answer}
			delete(answers, b.ID)
		}
	}
	if len(answers) > 0 {
		return fmt.Errorf("the form has no field %v: %w", answers, ErrNothing)
	}
	t.write("  %-14s [%s]\n", p.First()+" presses", textOf(v.Submit))
	got, err := t.c.Workspace.Submit(ctx, p.Slack, values)
	switch {
	case err != nil:
		return fmt.Errorf("send the form: %w", err)
	case len(got.Errors) > 0:
		return fmt.Errorf("the form was refused: %v: %w", got.Errors, ErrNothing)
	}
	seen := ""
	if got.Message != nil {
		seen = got.Message.Words()
	}
	if got.View != nil {
		seen += Words(got.View.Blocks)
	}
	t.show(p.First()+" sees", seen)
	if err := want(seen, words...); err != nil {
		return err
	}
	if err := t.c.Workspace.Close(ctx, p.Slack); err != nil {
		return fmt.Errorf("close the form: %w", err)
	}
	return t.settle(ctx)
}

// filledIn are the values that a form has before anybody touches it.
func filledIn(v View) map[string][]string {
	values := map[string][]string{}
	for _, b := range v.Blocks {
		if b.Type != "input" || b.Element == nil {
			continue
		}
		for _, text := range []string{b.Element.InitialValue, b.Element.InitialDate, b.Element.InitialTime} {
			if text != "" {
				values[b.ID] = append(values[b.ID], text)
			}
		}
		chosen := b.Element.InitialOptions
		if b.Element.InitialOption != nil {
			chosen = append(slices.Clip(chosen), *b.Element.InitialOption)
		}
		for _, o := range chosen {
			values[b.ID] = append(values[b.ID], o.Value)
		}
	}
	return values
}

// received is one thing that reached somebody unasked.
type received struct {
	words   string
	message *Message
	mail    *Mail
}

// news returns what reached somebody unasked since this was asked last.
func (t *teller) news(p Person) []received {
	var all []received
	direct, mails := t.c.Workspace.DMs(p.Slack), t.c.Mailbox.Mails(p.Email)
	for _, m := range direct[min(t.read["slack "+p.Slack], len(direct)):] {
		all = append(all, received{words: m.Words(), message: &m})
	}
	for _, m := range mails[min(t.read["mail "+p.Slack], len(mails)):] {
		all = append(all, received{words: m.Words(), mail: &m})
	}
	t.read["slack "+p.Slack], t.read["mail "+p.Slack] = len(direct), len(mails)
	for _, one := range all {
		what := p.First() + " is told"
		if one.mail != nil {
			what = p.First() + " gets mail"
		}
		t.show(what, one.words)
	}
	return all
}

// told expects a direct message among what reached somebody.
func told(all []received, words ...string) (Message, error) {
	return pick(all, "direct message", words, func(r received) *Message { return r.message })
}

// mailed expects a mail among what reached somebody.
func mailed(all []received, words ...string) (Mail, error) {
	return pick(all, "mail", words, func(r received) *Mail { return r.mail })
}

func pick[T any](all []received, what string, words []string, of func(received) *T) (found T, err error) {
	seen := []string{"(nothing)"}
	for _, r := range all {
		if one := of(r); one != nil && want(r.words, words...) == nil {
			return *one, nil
		}
		seen = append(seen, r.words)
	}
	return found, fmt.Errorf("a %s with %q was expected, but this arrived:\n%s: %w", what, words, strings.Join(seen[min(1, len(seen)-1):], "\n"), ErrNothing)
}

// once expects that no mail arrived twice and no calendar entry stands twice.
func (t *teller) once() error {
	for _, m := range t.c.Mailbox.All() {
		if m.Copies != 1 {
			return fmt.Errorf("%d copies of the mail %q reached %s: %w", m.Copies, m.Subject, m.To, ErrNothing)
		}
	}
	for _, p := range t.c.People {
		seen := map[string]time.Time{}
		for _, m := range t.c.Workspace.DMs(p.Slack) {
			if at, ok := seen[m.Words()]; ok && at.Equal(m.At) {
				return fmt.Errorf("%s was told twice at %s:\n%s: %w", p.First(), moment(at), m.Words(), ErrNothing)
			}
			seen[m.Words()] = m.At
		}
	}
	return nil
}
