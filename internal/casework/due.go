package casework

import (
	"context"
	"slices"
	"strings"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// owed returns what the person who acts owes and may do in a file.
func (w *work) owed(f *file) []message.Owed {
	v := w.view(f)
	var open []message.Owed
	for _, d := range w.make(f).Deadlines {
		if d.State == deadline.Open && slices.Contains(d.Owners, w.act.Who.ID) {
			open = append(open, message.Owed{View: v, Case: f.c.ID, Deadline: d})
		}
	}
	return open
}

// files opens the cases that the person may know of, visits among them.
func (w *work) files(ctx context.Context) ([]*file, error) {
	ids, err := w.tx.CasesOf(ctx, w.act.Who.ID)
	if err != nil {
		return nil, err
	}
	if w.act.Who.Holds(program.Coordinator) {
		if ids, err = w.tx.OpenCases(ctx); err != nil {
			return nil, err
		}
	}
	return w.openAll(ctx, ids)
}

// openAll opens those of some cases that the person may know of.
func (w *work) openAll(ctx context.Context, ids []casefile.ID) ([]*file, error) {
	var files []*file
	for _, id := range ids {
		f, err := w.open(ctx, id, false)
		if fault.KindOf(err) == fault.Absent {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// Due lists what the person owes and may do, next first; of one case when given.
func (d *Desk) Due(ctx context.Context, a Act, only casefile.ID) (out message.Message, err error) {
	err = d.read(ctx, a, func(w *work) error {
		files, err := w.files(ctx)
		if err != nil {
			return err
		}
		var open []message.Owed
		for _, f := range files {
			if only == "" || f.c.ID == only {
				open = append(open, w.owed(f)...)
			}
		}
		byDate(open)
		out = message.Due(open, nil)
		return nil
	})
	return out, err
}

// byDate sorts by the last day, those without a date at the end.
func byDate(open []message.Owed) {
	slices.SortStableFunc(open, func(a, b message.Owed) int {
		return int(orLast(a.Deadline.Due)) - int(orLast(b.Deadline.Due))
	})
}

func orLast(d schoolday.Day) schoolday.Day {
	if d == schoolday.None {
		return 1 << 30
	}
	return d
}

// Why explains one date: of a deadline by its key, of a meeting by
// "meeting/<id>", or of the next deadline whose title or rule begins with the
// words given, the very next one when there are none.
func (d *Desk) Why(ctx context.Context, a Act, in casefile.ID, which string) (out message.Message, err error) {
	err = d.read(ctx, a, func(w *work) error {
		if id, ok := strings.CutPrefix(which, "meeting/"); ok {
			out, err = w.whyMeeting(ctx, casefile.ID(id))
			return err
		}
		files, err := w.files(ctx)
		if err != nil {
			return err
		}
		var open []message.Owed
		for _, f := range files {
			if in == "" || f.c.ID == in {
				open = append(open, w.explicable(f, which)...)
			}
		}
		byDate(open)
		if len(open) == 0 {
			return message.Gone()
		}
		out = message.Why(open[0])
		return nil
	})
	return out, err
}

// explicable are the deadlines of a file that the words fit: open ones of the
// person's own, by their full key settled ones too. Others' dates tell what is
// in a file, so only the program office, which hears of late ones, may ask.
func (w *work) explicable(f *file, which string) []message.Owed {
	var fit []message.Owed
	v := w.view(f)
	for _, d := range w.make(f).Deadlines {
		mine := slices.Contains(d.Owners, w.act.Who.ID)
		if d.Key == which && (mine || v.Holds(program.Coordinator)) || mine && d.State == deadline.Open && begins(f, d, which) {
			fit = append(fit, message.Owed{View: v, Case: f.c.ID, Deadline: d})
		}
	}
	return fit
}

func begins(f *file, d deadline.Deadline, words string) bool {
	words = strings.ToLower(strings.TrimSpace(words))
	rule := f.scope.Deadline(d.Rule)
	return words == "" || strings.HasPrefix(d.Rule, words) || rule != nil && strings.Contains(strings.ToLower(rule.Title), words)
}

func (w *work) whyMeeting(ctx context.Context, id casefile.ID) (message.Message, error) {
	f, m, err := w.meetingOf(ctx, id)
	if err != nil {
		return message.Message{}, err
	}
	v := w.view(f)
	if v.Meeting(id) == nil {
		return message.Message{}, message.Gone()
	}
	return message.WhyMeeting(v, *m), nil
}

// Case shows a case to one who may know of it.
func (d *Desk) Case(ctx context.Context, a Act, id casefile.ID) (out message.Message, err error) {
	err = d.read(ctx, a, func(w *work) error {
		f, err := w.open(ctx, id, false)
		if err != nil {
			return err
		}
		if err := w.audit(ctx, f, "", "looked at the case"); err != nil {
			return err
		}
		out = message.Case(w.view(f), id, w.next(f))
		return nil
	})
	return out, err
}

// next is the person's next dated duty or right in a file, or nil.
func (w *work) next(f *file) *message.Owed {
	open := w.owed(f)
	byDate(open)
	if len(open) == 0 {
		return nil
	}
	return &open[0]
}

// Caseload lists the person's cases, a row each; visits are left out.
func (d *Desk) Caseload(ctx context.Context, a Act) (out message.Message, err error) {
	err = d.read(ctx, a, func(w *work) error {
		files, err := w.files(ctx)
		if err != nil {
			return err
		}
		var rows []message.Row
		for _, f := range files {
			if f.c.Number > 0 {
				continue
			}
			row := message.Row{View: w.view(f), Case: f.c.ID, Next: w.next(f)}
			for _, o := range w.owed(f) {
				if due := o.Deadline.Due; due != schoolday.None && due <= w.today(f).Sunday() {
					row.Week++
				}
			}
			rows = append(rows, row)
		}
		out = message.Caseload(rows)
		return nil
	})
	return out, err
}

// Read shows what the person may read of a record, and leaves the trace of it.
func (d *Desk) Read(ctx context.Context, a Act, record casefile.ID) (out message.Message, err error) {
	err = d.read(ctx, a, func(w *work) error {
		of, err := w.tx.CaseOfRecord(ctx, record)
		if err != nil {
			return absent(err)
		}
		f, err := w.open(ctx, of, false)
		if err != nil {
			return err
		}
		r := f.c.Record(record)
		if r == nil || w.gate(f).Decide(a.Who.ID, r).Level < program.Dates {
			return message.Gone()
		}
		if err := w.audit(ctx, f, record, "read "+r.Form); err != nil {
			return err
		}
		out = message.Read(w.view(f), record)
		return nil
	})
	return out, err
}
