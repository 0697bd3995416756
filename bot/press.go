package bot

import (
	"context"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// pressed answers a press. A button's value is untrusted: whatever it names is
// asked about again, and nobody gets by a press what they could not type.
func (t *turn) pressed(ctx context.Context) Reply {
	value := t.r.Value
	switch t.r.Action {
	case message.ActBoth:
		return settled(t.obey(ctx, order{typed: value, again: true}))
	case message.ActAnyway:
		return settled(t.obey(ctx, order{typed: value, anyway: true}))
	case message.ActRetry:
		return settled(t.obey(ctx, order{typed: value}))
	case message.ActFix:
		return t.obey(ctx, order{typed: value, form: true})
	case message.ActPick:
		id, typed, _ := strings.Cut(value, " ")
		return settled(t.obey(ctx, order{typed: typed, picked: casefile.ID(id)}))
	case message.ActKeep:
		return Reply{Message: say("keep.ok", "One is kept. Nothing was saved a second time."), Settles: true}
	}
	reply, err := t.press(ctx, value)
	if err != nil {
		return t.mistake(ctx, err, Command{}, "")
	}
	return reply
}

// settled lets an answer take the place of the question that was pressed, when
// it settles it: a mistake or another question stands below.
func settled(r Reply) Reply {
	r.Settles = r.Form == nil && !strings.HasPrefix(r.Message.Key, "err.") && !strings.HasPrefix(r.Message.Key, "ask.")
	return r
}

// press does what a button says that carries no typed line.
func (t *turn) press(ctx context.Context, value string) (Reply, error) {
	if f, ok := acting[t.r.Action]; ok {
		m, err := f(t, ctx, value)
		return Reply{Message: m, Settles: err == nil}, err
	}
	if f, ok := opening[t.r.Action]; ok {
		return f(t, ctx, value)
	}
	return Reply{Message: message.Stale()}, nil
}

// acting are the buttons that do something; the answer takes the place of the
// message they stood in.
var acting = map[string]func(*turn, context.Context, string) (message.Message, error){
	message.ActUndo: func(t *turn, ctx context.Context, v string) (message.Message, error) {
		return t.desk.Undo(ctx, t.act, casefile.ID(v))
	},
	message.ActRedo: func(t *turn, ctx context.Context, v string) (message.Message, error) {
		return t.desk.Redo(ctx, t.act, casefile.ID(v))
	},
	message.ActYes:   answering("yes"),
	message.ActNo:    answering("no"),
	message.ActOther: answering("other"),
	message.ActSnooze: func(t *turn, ctx context.Context, v string) (message.Message, error) {
		of, key, _ := strings.Cut(v, " ")
		return t.desk.Snooze(ctx, t.act, casefile.ID(of), key)
	},
	message.ActWithdraw: func(t *turn, ctx context.Context, v string) (message.Message, error) {
		return t.desk.WithdrawVisit(ctx, t.act, visitOf(v))
	},
}

func answering(answer string) func(*turn, context.Context, string) (message.Message, error) {
	return func(t *turn, ctx context.Context, v string) (message.Message, error) {
		return t.desk.AnswerInvite(ctx, t.act, casefile.ID(v), answer)
	}
}

// visitOf reads the number of a visit that a button carries: "12".
func visitOf(value string) int { return visitNumber(split("V-" + value)) }

// opening are the buttons that show something or open a form; what they stood
// in stays.
var opening = map[string]func(*turn, context.Context, string) (Reply, error){
	message.ActWhy: func(t *turn, ctx context.Context, v string) (Reply, error) {
		of, key, _ := strings.Cut(v, " ")
		return shown(t.desk.Why(ctx, t.act, casefile.ID(of), key))
	},
	message.ActDue: func(t *turn, ctx context.Context, _ string) (Reply, error) { return shown(t.desk.Due(ctx, t.act, "")) },
	message.ActCase: func(t *turn, ctx context.Context, v string) (Reply, error) {
		return shown(t.desk.Case(ctx, t.act, casefile.ID(v)))
	},
	message.ActRead: func(t *turn, ctx context.Context, v string) (Reply, error) {
		return shown(t.desk.Read(ctx, t.act, casefile.ID(v)))
	},
	message.ActShow: func(t *turn, ctx context.Context, v string) (Reply, error) {
		m, _, err := t.desk.ShowVisit(ctx, t.act, visitOf(v))
		return shown(m, err)
	},
	message.ActHelp: func(t *turn, ctx context.Context, v string) (Reply, error) { return t.help(ctx, order{line: split(v)}) },
	message.ActLog: func(t *turn, ctx context.Context, v string) (Reply, error) {
		return t.openIn(ctx, "log", casefile.ID(v))
	},
	message.ActMeet: func(t *turn, ctx context.Context, v string) (Reply, error) {
		return t.openIn(ctx, "meet", casefile.ID(v))
	},
	message.ActReport: func(t *turn, ctx context.Context, v string) (Reply, error) {
		return t.openIn(ctx, "report", casefile.ID(v))
	},
	message.ActVisit:  func(t *turn, ctx context.Context, v string) (Reply, error) { return t.open(ctx, "visit", v) },
	message.ActAssign: func(t *turn, ctx context.Context, v string) (Reply, error) { return t.open(ctx, "assign", "V-"+v) },
	message.ActSign:   func(t *turn, ctx context.Context, v string) (Reply, error) { return t.signForm(ctx, casefile.ID(v)) },
	message.ActRespond: func(t *turn, ctx context.Context, v string) (Reply, error) {
		return t.respondForm(ctx, casefile.ID(v), "")
	},
	message.ActNote: func(t *turn, ctx context.Context, v string) (Reply, error) { return t.noteAbout(ctx, casefile.ID(v)) },
	message.ActDone: func(t *turn, ctx context.Context, v string) (Reply, error) {
		of, key, _ := strings.Cut(v, " ")
		return t.done(ctx, casefile.ID(of), key)
	},
}

func shown(m message.Message, err error) (Reply, error) { return Reply{Message: m}, err }

// open opens the form of a command, if the person has the command.
func (t *turn) open(ctx context.Context, name, text string) (Reply, error) {
	c, ok, err := t.find(ctx, name)
	if err != nil {
		return Reply{}, err
	}
	if !ok {
		return Reply{}, message.Gone()
	}
	return c.run(t, ctx, order{line: split(text), typed: name + " " + text, form: true})
}

// openIn opens the form of a command for one case; without one, for all.
func (t *turn) openIn(ctx context.Context, name string, in casefile.ID) (Reply, error) {
	c, ok, err := t.find(ctx, name)
	if err != nil {
		return Reply{}, err
	}
	cases, err := t.cases(ctx, func(m casework.Mine) bool { return in == "" || m.Case == in && c.concerns(m) })
	if err != nil {
		return Reply{}, err
	}
	if !ok || len(cases) == 0 {
		return Reply{}, message.Gone()
	}
	return c.run(t, ctx, order{typed: name, picked: in, form: true})
}

// concerns reports whether the command can be used in a case.
func (c Command) concerns(m casework.Mine) bool { return c.in == nil || c.in(m) }

// done opens the form that meets a deadline: a press alone meets nothing.
func (t *turn) done(ctx context.Context, in casefile.ID, key string) (Reply, error) {
	rule, _, _ := strings.Cut(key, "/")
	cases, err := t.cases(ctx, func(m casework.Mine) bool { return m.Case == in })
	if err != nil {
		return Reply{}, err
	}
	for _, c := range cases {
		d := scopeOf(c).Deadline(rule)
		if d == nil {
			continue
		}
		for _, e := range d.MetBy {
			if reply, ok, err := t.meeting(ctx, c, e.Name); ok || err != nil {
				return reply, err
			}
		}
	}
	if reply, ok, err := t.fillFor(ctx, in, rule); ok || err != nil {
		return reply, err
	}
	return shown(t.desk.Why(ctx, t.act, in, key))
}

// meeting opens the form by which the person brings about what is named: a form of
// theirs, or a meeting.
func (t *turn) meeting(ctx context.Context, c casework.Mine, name string) (reply Reply, ok bool, err error) {
	cases := []casework.Mine{c}
	if f := scopeOf(c).Form(name); f != nil && sharing(c.Roles, f.By) {
		switch {
		case f.Command == "log":
			reply, err = t.logForm(ctx, cases, &cases[0], logLine{day: t.today()})
		case f.Command == "contact":
			reply, err = t.logForm(ctx, cases, &cases[0], logLine{day: t.today(), kind: "contact"})
		case scopeOf(c).Reports(f):
			reply, err = t.reportForm(ctx, about{cases: cases})
		case scopeOf(c).Responds(f):
			reply, err = t.respondForm(ctx, "", "")
		default:
			return Reply{}, false, nil
		}
		return reply, true, err
	}
	kind := scopeOf(c).Meeting(name)
	switch {
	case kind == nil:
		return Reply{}, false, nil
	case kind.Weekly && files("log")(c):
		reply, err = t.logForm(ctx, cases, &cases[0], logLine{day: t.today()})
		return reply, true, err
	}
	return t.meetForm(cases, &cases[0], meetLine{kind: kind}), true, nil
}
