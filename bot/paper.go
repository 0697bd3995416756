package bot

import (
	"context"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/program"
)

// aCase reads the person at the beginning of a line and returns the case with
// the words behind; without a case when a form has to ask for it.
func (t *turn) aCase(ctx context.Context, o order, fits func(casework.Mine) bool) (cases []casework.Mine, which choice, rest line, err error) {
	if cases, err = t.cases(ctx, fits); err != nil {
		return nil, choice{}, line{}, err
	}
	who := person(o.line, namesOf(cases))
	which, err = choose(o, cases, who)
	return cases, which, o.line.from(who.words), err
}

// note keeps a private note.
func (t *turn) note(ctx context.Context, o order) (Reply, error) {
	cases, which, rest, err := t.aCase(ctx, o, files("note"))
	if err != nil {
		return Reply{}, err
	}
	text := strings.TrimFunc(rest.text, blank)
	if len(which.several) > 0 {
		if question, ok := whichOne(o.typed, person(o.line, namesOf(cases)), which.several); ok && text != "" && !o.form {
			return Reply{Message: question}, nil
		}
	}
	if o.form || text == "" || which.one == nil {
		return t.noteForm(ctx, cases, which.one, text)
	}
	m, err := t.desk.Note(ctx, t.act, casework.Note{Case: which.one.Case, Text: sentence(text), Again: o.again})
	return Reply{Message: m}, err
}

// noteForm is the form of a private note, with the ones before it.
func (t *turn) noteForm(ctx context.Context, cases []casework.Mine, one *casework.Mine, text string) (Reply, error) {
	f := message.Form{Key: "note", Title: "Private note", Submit: "Save note", Close: "Close", Notes: []string{"Only you can read it. " + leaveOut}}
	if one == nil && len(cases) == 1 {
		one = &cases[0]
	}
	with(&f, cases, one)
	f.Fields = append(f.Fields, message.Field{Key: "text", Label: "Note", Kind: message.Long, Value: filled(text)})
	if one == nil {
		return show(f), nil
	}
	var err error
	_, f.Lead, err = t.desk.Notes(ctx, t.act, casework.Note{Case: one.Case})
	return show(f), err
}

// noteAbout is the form of a private note about a record.
func (t *turn) noteAbout(ctx context.Context, record casefile.ID) (Reply, error) {
	of, notes, err := t.desk.Notes(ctx, t.act, casework.Note{About: record})
	if err != nil {
		return Reply{}, err
	}
	f := message.Form{
		Key: "note", Title: "Private note", Submit: "Save note", Close: "Close", Notes: []string{"Only you can read it. " + leaveOut},
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
		w["with"] = "Choose a person."
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
	cases, which, rest, err := t.aCase(ctx, o, discusses)
	if err != nil {
		return Reply{}, err
	}
	text := strings.TrimFunc(rest.text, blank)
	if len(rest.words) == 1 && rest.is("show") {
		text = ""
	}
	return t.reportForm(ctx, cases, which.one, text)
}

func (t *turn) reportForm(ctx context.Context, cases []casework.Mine, one *casework.Mine, added string) (Reply, error) {
	f := message.Form{Key: "report", Title: "Written report", Submit: "Save the draft", Close: "Close"}
	if one == nil && len(cases) == 1 {
		one = &cases[0]
	}
	with(&f, cases, one)
	text := added
	f.Notes = []string{"It is yours alone until the conference. " + leaveOut}
	if one != nil {
		draft, err := t.desk.Draft(ctx, t.act, one.Case)
		if err != nil {
			return Reply{}, err
		}
		text = strings.TrimSpace(draft + "\n\n" + added)
		f.Notes = append(f.Notes, "Nobody sees it before the conference. After that "+one.Teacher.Name+" is asked to sign; the "+
			one.Program.Called(program.Administrator)+" reads it only once signed.")
	}
	f.Fields = append(f.Fields, message.Field{Key: "text", Label: "What you saw, the evidence, the next steps", Kind: message.Long, Value: filled(text)})
	return show(f), nil
}

func (t *turn) sentReport(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	text := w.needed(s, "text", "There is nothing to save yet.")
	c, ok, err := t.caseOf(ctx, s, discusses)
	if !ok || err != nil {
		w["with"] = "Choose a person."
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
