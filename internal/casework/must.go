package casework

import (
	"slices"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/program"
)

// holds refuses a record that is to leave draft when what the file asks of its
// answers does not hold, with the file's own sentence; what should hold is said
// with the answer (LANGUAGE §3). A question that the act did not ask is not held
// against its author.
func (w *work) holds(f *file, r casefile.Record) error {
	form := f.scope.Form(r.Form)
	if form == nil {
		return nil
	}
	course := deadline.Course(f.p, &f.c, f.cal, w.act.Now)
	unmet := slices.DeleteFunc(course.Unmet(form, &r), func(u casefile.Unmet) bool { return !asks(form, r, u.Field) })
	return w.judge(unmet)
}

// judge refuses what must hold and does not, and keeps what should hold to say
// it with the answer.
func (w *work) judge(unmet []casefile.Unmet) error {
	var refused []string
	for _, u := range unmet {
		if u.Warn {
			w.warned = append(w.warned, u.Sentence)
		} else {
			refused = append(refused, u.Sentence)
		}
	}
	if len(refused) > 0 {
		return message.Unmet(refused)
	}
	return nil
}

// asks reports whether a record was asked for the answer to a field: it is among
// its answers, or the record rests on another paper, or it is the outcome. How
// one was in touch is typed in words of one's own, where no rule rests on it.
func asks(form *program.Form, r casefile.Record, key string) bool {
	field := form.Field(key)
	switch {
	case field == nil, field.Type == "record":
		return true
	case field.Type == "choice" && len(field.Must)+len(field.Should) == 0:
		return false
	}
	_, asked := r.Fields[key]
	return asked
}
