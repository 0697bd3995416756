package bot

import (
	"context"
	"fmt"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// readVisit parts "group work, mornings" into the topic and when it suits: what
// stands behind a comma and begins with a time.
func readVisit(text string) (topic, wish string) {
	text = strings.Join(strings.FieldsFunc(text, blank), " ")
	for i, r := range text {
		if r != ',' && r != ';' {
			continue
		}
		if rest := strings.TrimSpace(text[i+1:]); suits(split(rest)) {
			return strings.TrimSpace(text[:i]), rest
		}
	}
	return text, ""
}

// suits reports whether a line begins with when something suits.
func suits(l line) bool {
	if l.is("not", "any", "only", "best", "before", "after", "in", "on", "the", "this", "next", "every") {
		l = l.from(1)
	}
	if l.is("early", "late", "the", "week", "weeks", "day", "days", "time", "school", "lunch", "period", "class") {
		return true
	}
	word := l.wordAt(0)
	_, day, _ := date(l, 1, coming)
	_, at, _ := timeOfDay(l)
	single := strings.TrimSuffix(word, "s")
	_, weekday := weekdays[single]
	return day > 0 || at > 0 || weekday || single == "morning" || single == "afternoon" || single == "noon" || single == "lunchtime"
}

// visit asks for a consultancy visit, or takes the request back.
func (t *turn) visit(ctx context.Context, o order) (Reply, error) {
	if o.line.is("withdraw") && len(o.line.words) <= 2 {
		number := visitNumber(o.line.from(1))
		m, err := t.desk.WithdrawVisit(ctx, t.act, number)
		if number == 0 && fault.KindOf(err) == fault.Absent {
			err = fault.New(fault.Absent, "err.visit", "You have no open visit request. Nothing was changed.")
		}
		return Reply{Message: m}, err
	}
	topic, wish := readVisit(o.line.text)
	if o.form || topic == "" {
		return t.visitForm(topic, wish), nil
	}
	m, err := t.desk.Visit(ctx, t.act, casework.Visit{Topic: topic, Wish: wish, Again: o.again})
	return Reply{Message: m}, err
}

// visitForm is the form VISIT. The school is that of the roster.
func (t *turn) visitForm(topic, wish string) Reply {
	f := message.Form{
		Key: "visit", Title: "Ask for a visit", Submit: "Ask", Close: "Close",
		Fields: []message.Field{
			{Key: "topic", Label: "What about", Kind: message.Short, Optional: true, Value: filled(topic), Hint: leaveOut},
			{Key: "wish", Label: "When suits you", Kind: message.Short, Optional: true, Value: filled(wish)},
			{Key: "reach", Label: "How to reach you", Kind: message.Radio, Optional: true, Options: []message.Option{
				{Value: "Slack", Text: "Slack"}, {Value: "E-mail", Text: "E-mail"},
			}},
		},
		Notes: []string{
			"Only the program office and the " + t.called(program.Consultant) + " who visits see this.",
			"It is not part of an evaluation; no administrator learns of it.",
		},
	}
	if t.act.Who.School != "" {
		f.Lead = []string{"School: " + t.act.Who.School}
	}
	return show(f)
}

// sentVisit takes the form VISIT.
func (t *turn) sentVisit(ctx context.Context, s sheet) (Reply, error) {
	in := casework.Visit{Topic: s.text("topic"), Wish: s.text("wish"), Reach: s.text("reach")}
	parts := []string{in.Topic, in.Wish, in.Reach}
	t.act.Text = strings.TrimRight("visit "+strings.Join(parts, ", "), ", ")
	m, err := t.desk.Visit(ctx, t.act, in)
	return Reply{Message: m}, err
}

// assignLine is what a line after "assign" says, as far as it was understood.
type assignLine struct {
	visit int
	who   found
	when
}

// readAssign reads "VISIT PERSON [DATE TIME]".
func readAssign(l line, colleagues []casefile.Person, today schoolday.Day) (in assignLine, err error) {
	if in.visit = visitNumber(l); in.visit > 0 {
		l = l.from(1)
	}
	if in.who = person(l, onRoster(colleagues)); in.who.words == 0 && len(l.words) > 0 && !begins(l, today) {
		in.who = unnamed(l, func(l line) bool { return begins(l, today) })
		if in.who.words == 0 {
			in.who = found{words: len(l.words), typed: l.text}
		}
	}
	in.when, err = readWhen(l.from(in.who.words), today)
	return in, err
}

func onRoster(people []casefile.Person) []named {
	all := make([]named, len(people))
	for i, p := range people {
		all[i] = named{id: p.ID, people: []casefile.Person{p}}
	}
	return all
}

// assign gives a visit to a consultant.
func (t *turn) assign(ctx context.Context, o order) (Reply, error) {
	colleagues, err := t.desk.Colleagues(ctx, t.act, program.Consultant)
	if err != nil {
		return Reply{}, err
	}
	in, mistake := readAssign(o.line, colleagues, t.today())
	if mistake == nil {
		mistake = in.check()
	}
	half := in.timed != (in.day != schoolday.None)
	switch {
	case o.form:
		return t.assignForm(ctx, in)
	case mistake != nil:
		return Reply{}, mistake
	case in.who.words > 0 && len(in.who.who) == 0:
		return Reply{}, message.NobodyOnRoster(clip(in.who.typed, 60))
	case in.visit == 0 || len(in.who.who) != 1 || half:
		return t.assignForm(ctx, in)
	}
	m, err := t.desk.Assign(ctx, t.act, in.visit, in.who.who[0].id, in.as(true))
	return Reply{Message: m}, err
}

// assignForm is the form ASSIGN, with the request to be read first.
func (t *turn) assignForm(ctx context.Context, in assignLine) (Reply, error) {
	f := message.Form{Key: "assign", Title: "Assign a visit", Submit: "Assign", Close: "Close"}
	colleagues, err := t.desk.Colleagues(ctx, t.act, program.Consultant)
	if err != nil {
		return Reply{}, err
	}
	if in.visit > 0 {
		request, to, err := t.desk.ShowVisit(ctx, t.act, in.visit)
		if err != nil {
			return Reply{}, err
		}
		f.Meta, f.Title, colleagues = fmt.Sprintf("visit=%d", in.visit), fmt.Sprintf("Assign visit V-%d", in.visit), to
		for _, l := range request.Lines {
			f.Lead = append(f.Lead, l.Text)
		}
	} else {
		f.Fields = append(f.Fields, message.Field{Key: "visit", Label: "Number of the request", Kind: message.Short, Hint: "V-12"})
	}
	who := message.Field{Key: "who", Label: t.called(program.Consultant), Kind: message.Choice}
	for _, p := range colleagues {
		who.Options = append(who.Options, message.Option{Value: string(p.ID), Text: clip(p.Name, 75)})
	}
	if len(in.who.who) == 1 {
		who.Value = []string{string(in.who.who[0].id)}
	}
	f.Fields = append(f.Fields, who)
	for _, field := range whenFields(in.when) {
		field.Optional = true
		if field.Key != "minutes" {
			f.Fields = append(f.Fields, field)
		}
	}
	f.Notes = []string{"Without a date and a time, a first time is proposed. Both can move it."}
	return show(f), nil
}

// sentAssign takes the form ASSIGN.
func (t *turn) sentAssign(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	visit := number(s.meta.Get("visit"))
	if visit == 0 {
		if visit = visitNumber(split(s.text("visit"))); visit == 0 {
			w["visit"] = "The number of a request: V-12."
		}
	}
	who := w.needed(s, "who", "Choose who visits.")
	m := casework.Meet{Place: s.text("place"), Anyway: true}
	switch hasDay, hasTime := s.text("date") != "", s.text("time") != ""; {
	case hasDay && hasTime:
		m = w.when(s).as(true)
	case hasDay:
		w["time"] = "Choose a time, or no date."
	case hasTime:
		w["date"] = "Choose a date, or no time."
	}
	if len(w) > 0 {
		return Reply{Errors: w}, nil
	}
	answer, err := t.desk.Assign(ctx, t.act, visit, casefile.ID(who), m)
	return Reply{Message: answer}, err
}
