package casefile

import (
	"slices"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Done is the state of a checklist whose last item has come in.
const Done State = "done"

// ticked is a checklist that was done in a round; in round 0 for the case.
type ticked struct {
	list  string
	round int
}

// deepest bounds lists within lists.
const deepest = 16

// tick looks whether a fact was the last item of a checklist. When a round
// begins, a list of which every item is in already is done anew.
func (h *history) tick(f Fact) {
	lists := h.index.lists[f.Event.Name]
	if f.Event.Name == "round" && f.Event.State == "start" {
		lists = h.scope.Checklists
	}
	for _, l := range lists {
		key := ticked{list: l.Key, round: len(h.rounds)}
		if l.OverCase {
			key.round = 0
		}
		if h.ticked[key] {
			continue
		}
		if day := h.complete(l, 0); day != schoolday.None {
			h.ticked[key] = true
			if f.Event.Name == "round" {
				day = max(day, f.Day)
			}
			h.queue = append(h.queue, h.follows(l.Key, string(Done), day))
		}
	}
}

// complete returns the day on which every item of a list was in, or None. It is
// the latest day of the items: one that was entered late bears its own day.
func (h *history) complete(l *program.Checklist, depth int) schoolday.Day {
	if depth > deepest || len(l.Items) == 0 {
		return schoolday.None
	}
	round := len(h.rounds)
	if l.OverCase {
		round = 0
	}
	latest := schoolday.None
	for _, anyOf := range l.Items {
		first := schoolday.None
		for _, e := range anyOf {
			if day := h.item(e, round, depth); day != schoolday.None && (first == schoolday.None || day < first) {
				first = day
			}
		}
		if first == schoolday.None {
			return schoolday.None
		}
		latest = max(latest, first)
	}
	return latest
}

// item returns the day on which an item of a checklist came in, or None.
func (h *history) item(e program.Event, round, depth int) schoolday.Day {
	if inner := h.scope.Checklist(e.Name); inner != nil {
		return h.complete(inner, depth+1)
	}
	form := h.scope.Form(e.Name)
	if form != nil && len(form.MadeOn) > 0 && e.Nth == 0 && e.State == string(Filed) {
		return h.allFiled(form, round)
	}
	if day := h.happened([]program.Event{e}, round); day != schoolday.None || form == nil {
		return day
	}
	return h.exercised(form, round)
}

// allFiled returns the day on which the last was filed of all records of a form
// that the system has made so far; None while one is not, or there is none.
func (h *history) allFiled(form *program.Form, round int) schoolday.Day {
	last, open := schoolday.None, map[ID]bool{}
	for _, at := range h.byName[form.Key] {
		f := &h.facts[at]
		if !h.within(f, round) {
			continue
		}
		if f.Event.State == string(Filed) {
			open[f.Record] = false
			last = max(last, f.Day)
		} else if _, known := open[f.Record]; !known {
			open[f.Record] = true
		}
	}
	for _, still := range open {
		if still {
			return schoolday.None
		}
	}
	return last
}

// exercised returns the day on which a right that brings the form was used,
// waived or over; a right about a paper of another kind does not count.
func (h *history) exercised(form *program.Form, round int) schoolday.Day {
	for _, d := range h.index.rights[form.Key] {
		for _, at := range h.byName[d.Key] {
			f := &h.facts[at]
			about := h.c.Record(f.Record)
			other := about != nil && len(form.Attaches) > 0 && about.Form != form.Key && !slices.Contains(form.Attaches, about.Form)
			if h.within(f, round) && !other && (f.Event.State == "over" || f.Event.State == "met") {
				return f.Day
			}
		}
	}
	return schoolday.None
}
