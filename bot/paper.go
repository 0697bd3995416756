package bot

import (
	"context"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// about is what a line that begins with a person is about.
type about struct {
	choice

	cases []casework.Mine // that could be meant
	who   found
	text  string // behind the person
}

// about reads "PERSON text".
func (t *turn) about(ctx context.Context, o order, fits func(casework.Mine) bool) (in about, err error) {
	if in.cases, err = t.cases(ctx, fits); err != nil {
		return about{}, err
	}
	in.who = person(o.line, namesOf(in.cases))
	in.text = strings.TrimFunc(o.line.from(in.who.words).text, blank)
	in.choice, err = choose(o, in.cases, in.who)
	return in, err
}

// note keeps a private note.
func (t *turn) note(ctx context.Context, o order) (Reply, error) {
	in, err := t.about(ctx, o, files("note"))
	switch {
	case err != nil:
		return Reply{}, err
	case o.form || in.text == "":
		return t.noteForm(ctx, in)
	case in.one != nil:
		m, err := t.desk.Note(ctx, t.act, casework.Note{Case: in.one.Case, Text: sentence(in.text), Again: o.again})
		return Reply{Message: m}, err
	}
	if question, ok := whichOne(o.typed, in.who, in.several); ok && len(in.several) > 0 {
		return Reply{Message: question}, nil
	}
	return t.noteForm(ctx, in)
}

// noteForm is the form of a private note, with the ones before it.
func (t *turn) noteForm(ctx context.Context, in about) (Reply, error) {
	f := message.Form{Key: "note", Title: "Private note", Submit: "Save note", Close: "Close", Notes: []string{onlyYours}}
	one := meant(in.cases, in.one, in.who)
	with(&f, in.cases, one)
	f.Fields = append(f.Fields, message.Field{Key: "text", Label: "Note", Kind: message.Long, Value: filled(in.text)})
	if one == nil {
		return show(f), nil
	}
	var err error
	_, f.Lead, err = t.desk.Notes(ctx, t.act, casework.Note{Case: one.Case})
	return show(f), err
}

const onlyYours = "Only you can read it. " + leaveOut

// noteAbout is the form of a private note about a record.
func (t *turn) noteAbout(ctx context.Context, record casefile.ID) (Reply, error) {
	of, notes, err := t.desk.Notes(ctx, t.act, casework.Note{About: record})
	if err != nil {
		return Reply{}, err
	}
	f := message.Form{
		Key: "note", Title: "Private note", Submit: "Save note", Close: "Close", Notes: []string{onlyYours},
		Lead: notes, Fields: []message.Field{{Key: "text", Label: "Note", Kind: message.Long}},
	}
	meta := metaOf("")
	meta.Set("case", string(of))
	meta.Set("about", string(record))
	f.Meta = meta.Encode()
	return show(f), nil
}

func (t *turn) sentNote(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	in := casework.Note{Case: s.of(), About: casefile.ID(s.meta.Get("about")), Text: sentence(w.needed(s, "text", "There is nothing to save yet."))}
	c, ok, err := t.caseOf(ctx, s, files("note"))
	if !ok || err != nil {
		w["with"] = choosePerson
	}
	if len(w) > 0 || err != nil {
		return Reply{Errors: w}, err
	}
	t.act.Text = "note " + c.Teacher.Email + " " + in.Text
	m, err := t.desk.Note(ctx, t.act, in)
	return Reply{Message: m}, err
}

// report opens the draft of the written report. What is typed behind the person
// is added to the form; nothing is saved by the line alone.
func (t *turn) report(ctx context.Context, o order) (Reply, error) {
	in, err := t.about(ctx, o, discusses)
	if err != nil {
		return Reply{}, err
	}
	if strings.EqualFold(in.text, "show") {
		in.text = ""
	}
	return t.reportForm(ctx, in)
}

func (t *turn) reportForm(ctx context.Context, in about) (Reply, error) {
	f := message.Form{Key: "report", Title: "Written report", Submit: "Save the draft", Close: "Close"}
	one := meant(in.cases, in.one, in.who)
	with(&f, in.cases, one)
	f.Notes = []string{"It is yours alone until the conference. " + leaveOut}
	if one != nil {
		draft, err := t.desk.Draft(ctx, t.act, one.Case)
		if err != nil {
			return Reply{}, err
		}
		in.text = strings.TrimSpace(draft + "\n\n" + in.text)
		f.Notes = append(f.Notes, "Nobody sees it before the conference. After that "+one.Teacher.Name+" is asked to sign; the "+
			one.Program.Called(program.Administrator)+" reads it only once signed.")
	}
	f.Fields = append(f.Fields, message.Field{Key: "text", Label: "What you saw, the evidence, the next steps", Kind: message.Long, Value: filled(in.text)})
	return show(f), nil
}

func (t *turn) sentReport(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	text := w.needed(s, "text", "There is nothing to save yet.")
	c, ok, err := t.caseOf(ctx, s, discusses)
	if !ok || err != nil {
		w["with"] = choosePerson
	}
	if len(w) > 0 || err != nil {
		return Reply{Errors: w}, err
	}
	m, err := t.desk.Report(ctx, t.act, c.Case, text)
	return Reply{Message: m}, err
}

// sign opens the form that waits for a signature: signing is never done by a
// typed line alone (VOICE §2.1).
func (t *turn) sign(ctx context.Context, _ order) (Reply, error) { return t.signForm(ctx, "") }

func (t *turn) signForm(ctx context.Context, record casefile.ID) (Reply, error) {
	f, err := t.desk.Signing(ctx, t.act, record)
	return Reply{Form: f}, err
}

func (t *turn) sentSign(ctx context.Context, s sheet) (Reply, error) {
	choice := s.text("choice")
	if choice != "sign" && choice != "decline" {
		return Reply{Errors: wrong{"choice": "Choose one of the two."}}, nil
	}
	m, err := t.desk.Sign(ctx, t.act, casefile.ID(t.r.Meta), choice == "decline")
	return Reply{Message: m}, err
}

// respond opens the written response, with what was typed filled in.
func (t *turn) respond(ctx context.Context, o order) (Reply, error) {
	return t.respondForm(ctx, "", strings.TrimFunc(o.line.text, blank))
}

func (t *turn) respondForm(ctx context.Context, record casefile.ID, text string) (Reply, error) {
	f, err := t.desk.Responding(ctx, t.act, record, text)
	return Reply{Form: f}, err
}

func (t *turn) sentRespond(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	text := w.needed(s, "text", "There is nothing to file yet. It is your choice.")
	if len(w) > 0 {
		return Reply{Errors: w}, nil
	}
	m, err := t.desk.Respond(ctx, t.act, casefile.ID(t.r.Meta), text)
	return Reply{Message: m}, err
}
