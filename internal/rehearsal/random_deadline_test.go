package rehearsal_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// deadline writes a duty or a right of any kind.
func (s *sketch) deadline(key string) {
	parts := []string{"cite: ours"}
	right := s.chance("right", 5)
	signs := slices.IndexFunc(s.forms, func(f sketched) bool { return f.signed })
	met := s.metBy()
	starts := s.some("starts", slices.Concat(s.acts, s.alone))
	switch {
	case signs >= 0 && s.chance("signers", 4):
		f := s.forms[signs]
		right, met = false, sketched{times: 1}
		starts = []string{f.key + "." + s.pick("signed from", slices.DeleteFunc(slices.Clone(f.states), func(state string) bool {
			return state != "issued" && state != "discussed"
		})...)}
		parts = append(parts, "owed_by: signers", "met_by: answered")
	case right:
		parts = append(parts, "right_of: "+met.who[0])
		if s.chance("used", 2) {
			parts = append(parts, "met_by: "+met.key)
		}
	default:
		parts = append(parts, "owed_by: "+s.owners(met.who), "met_by: "+met.key)
	}
	name, _, _ := strings.Cut(met.key, ".")
	starts = slices.DeleteFunc(starts, func(e string) bool {
		return e == name || strings.HasPrefix(e, name+".") && e != name+".planned" && e != name+".draft"
	})
	if len(starts) == 0 {
		starts = []string{"case.opened"}
	}
	parts = append(parts, "starts: "+list(starts))
	parts = append(parts, s.dates(met, right)...)
	s.entry(key, append(parts,
		s.maybe(2, "roll", func() string { return s.pick("roll", "forward", "back") }),
		s.maybe(3, "stops", func() string { return s.pick("stops", "leave", "breaks", "none") }),
		s.maybe(5, "until", func() string { return s.event("until") }),
		s.maybe(5, "kind", func() string { return s.pick("kind", "notice", "nudge") }))...)
	if !right {
		s.alone = append(s.alone, key+".over")
		if met.key != "" {
			s.acts = append(s.acts, key+".met")
		}
	}
}

// metBy is what a deadline is met by: a form, a meeting or the planning of one.
func (s *sketch) metBy() sketched {
	var can []sketched
	for _, f := range s.forms {
		if len(f.who) > 0 {
			can = append(can, f)
		}
	}
	met := rapid.SampledFrom(append(can, s.meetings...)).Draw(s.t, "met by")
	if slices.Contains(met.states, "planned") && met.times == 1 && s.chance("planned", 3) {
		met.key += ".planned"
	}
	return met
}

func (s *sketch) owners(who []string) string {
	owners := list(s.some("owner", who))
	if s.chance("each", 4) {
		return "{each: " + owners + "}"
	}
	return owners
}

// dates writes the last day of a deadline, with the reminders and escalations
// that fit it.
func (s *sketch) dates(met sketched, right bool) []string {
	kinds := []string{"count", "count", "count", "bound", "week", "every week", "every", "window"}
	var parts, remind []string
	switch s.pick("kind of date", kinds...) {
	case "count":
		n, unit := rapid.IntRange(1, 40).Draw(s.t, "n"), s.pick("unit", "days", "working days", "months", "weeks")
		if unit == "months" {
			n = 1 + n/10
		}
		parts = append(parts, fmt.Sprintf("due: %d %s", n, unit))
		remind = []string{"start", "0", fmt.Sprintf("-%d", min(n, 3)), "monthly", "weekly", fmt.Sprintf("start+%d", min(n, 2)), "start+15min", "Fri"}
	case "bound":
		on := strings.Join(s.some("bound", s.dated), " or ")
		after := strings.Join(s.some("after", s.acts), " or ")
		parts = append(parts, "due: "+s.pick("bound", "by "+on, "7 days before "+on, "5 working days before "+on, "1 month before "+on,
			"20 working days after "+after, "20 days after "+after, "20 days after school-year.start"))
		remind = []string{"start", "0", "-3", "-14", "monthly", "-1 month", "-2 weeks"}
	case "week":
		parts, remind = append(parts, "due: end of week"), []string{"start", "start+15min", "Fri", "\"Thu 12:00\""}
	case "every week":
		parts, remind = append(parts, "every: week"), []string{"Thu", "\"Fri 12:00\"", "Mon"}
	case "every":
		parts, remind = append(parts, "every: "+s.pick("every", "42 days", "month", "10 working days", "2 weeks", "year")), []string{"-3", "0", "start"}
	case "window":
		windows := s.pick("windows", "[25-40 %, 40-75 %, 75-100 %]", "[first 30 days, 40-60 %, last 30 days]", "[5-20 working days, 25-30 working days, 40-60 working days]")
		words := strings.Split(strings.Trim(windows, "[]"), ", ")
		parts, remind = append(parts, "window: "+list(words[:met.times])), []string{"-7", "-1", "0"}
	}
	if !right {
		remind = append(remind, "1", "then 2")
		parts = append(parts, s.maybe(2, "late", func() string {
			return "{coordinator: " + s.pick("late", "1", "3", "weekly", "2 in a row") + "}"
		}))
	}
	steps := []string{s.pick("step", remind...)}
	for range rapid.IntRange(0, 3).Draw(s.t, "steps") {
		if step := s.pick("step", remind...); !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	return append(parts, s.maybe(2, "remind", func() string { return list(steps) }))
}
