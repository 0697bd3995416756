package message

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Owed is a deadline with the reader's view of the case it stands in.
type Owed struct {
	View     access.View
	Case     casefile.ID
	Deadline deadline.Deadline
}

// Due is due.list: what the reader owes and may do, next first, each with its
// ISO date; or due.none, with the next date when there is one.
func Due(open []Owed, next *Owed) Message {
	if len(open) == 0 {
		return dueNone(next)
	}
	m := Message{Key: "due.list"}
	if len(open) == 1 {
		m.say("1 thing.")
	} else {
		m.say(count(len(open), "thing") + ", next first.")
	}
	for _, o := range open {
		m.Lines = append(m.Lines, Line{Text: dueRow(o), Buttons: []Button{dueButton(o)}})
	}
	return m
}

func dueNone(next *Owed) Message {
	m := Message{Key: "due.none"}
	text := "Nothing is due."
	if next != nil {
		text += " Next date: " + ISODay(next.Deadline.Due, next.View.Today()) + ", " + about(*next) + "."
	}
	m.say(text)
	return m
}

func dueRow(o Owed) string {
	d, today := o.Deadline, o.View.Today()
	switch {
	case d.Due == schoolday.None:
		return "No date yet: " + about(o) + "."
	case d.Right && responds(o):
		return "Until " + ISODay(d.Due, today) + ": you may attach " + article(about(o)) + ". Your choice."
	case d.Right && usable(o):
		return "Until " + ISODay(d.Due, today) + ": " + about(o) + ". Your choice."
	case d.Right:
		return "Until " + ISODay(d.Due, today) + ": " + about(o) + "."
	case d.Late(today):
		return "Open since " + ISODay(d.Due, today) + ": " + about(o) + "."
	}
	return ISODay(d.Due, today) + ": " + about(o) + "."
}

func dueButton(o Owed) Button {
	value := string(o.Case) + " " + o.Deadline.Key
	switch {
	case responds(o):
		return Button{Text: "Write", Action: ActRespond, Value: string(o.Deadline.Record), Label: cut("Write: "+about(o), 75)}
	case logs(o):
		return Button{Text: "Log it", Action: ActLog, Value: string(o.Case), Label: cut("Log it: "+about(o), 75)}
	}
	return Button{Text: "Why this date?", Action: ActWhy, Value: value, Label: cut("Why this date: "+about(o), 75)}
}

// responds reports whether the right is used by a written response.
func responds(o Owed) bool {
	rule := o.View.Scope().Deadline(o.Deadline.Rule)
	return rule != nil && o.Deadline.Right && slices.ContainsFunc(rule.MetBy, func(e program.Event) bool {
		f := o.View.Scope().Form(e.Name)
		return f != nil && o.View.Scope().Responds(f)
	})
}

// usable reports whether there is something with which the right is used; one
// that a statute gives only runs out.
func usable(o Owed) bool {
	rule := o.View.Scope().Deadline(o.Deadline.Rule)
	return rule != nil && len(rule.MetBy) > 0
}

// logs reports whether a typed log meets the deadline.
func logs(o Owed) bool {
	rule := o.View.Scope().Deadline(o.Deadline.Rule)
	if rule == nil {
		return false
	}
	for _, e := range rule.MetBy {
		if f := o.View.Scope().Form(e.Name); f != nil && f.Command == "log" {
			return true
		}
		if w := o.View.Scope().Meeting(e.Name); w != nil && w.Weekly {
			return true
		}
	}
	return false
}

// about names a deadline where it was asked for: "weekly log with Maria Ortiz,
// week of October 6".
func about(o Owed) string {
	rule := o.View.Scope().Deadline(o.Deadline.Rule)
	if rule == nil {
		return "a task"
	}
	text := Lower(rule.Title)
	if n := o.View.Number(); n > 0 {
		return fmt.Sprintf("%s V-%d", text, n)
	}
	if !o.View.Holds(program.Teacher) {
		for _, p := range o.View.Holders(program.Teacher) {
			text += " with " + p.Name
		}
	}
	if rule.Due != nil && rule.Due.EndOfWeek || rule.Every != nil && rule.Every.Unit == schoolday.Weeks {
		text += ", week of " + o.Deadline.Due.Monday().UTC().Format("January 2")
	}
	return text
}

// Why is why.show: the date, the rule, where it starts, how it was counted, its
// source, and what meets it.
func Why(o Owed) Message {
	d, rule, today := o.Deadline, o.View.Scope().Deadline(o.Deadline.Rule), o.View.Today()
	m := Message{Key: "why.show"}
	if rule == nil {
		return Stale()
	}
	if d.Due == schoolday.None {
		m.say("No date yet: " + about(o) + ".")
	} else {
		m.say(ISODay(d.Due, today))
	}
	m.say("Rule: " + Upper(about(o)) + ".")
	if d.Start != schoolday.None {
		m.say("Starts: " + Day(d.Start, today) + ": " + started(o) + ".")
	}
	if text := Counted(o.View, rule, d); text != "" {
		m.say("Counted: " + text)
	}
	m.say("Source: " + source(rule.Cite))
	switch {
	case !usable(o):
	case d.Right:
		m.say("Used when: " + metWhen(o) + ".")
	default:
		m.say("Met when: " + metWhen(o) + ".")
	}
	if rule.Note != "" {
		m.hush(rule.Note)
	}
	if !d.Right {
		m.hush("Snooze moves the reminder, never the date. Looks wrong? Tell the " + o.View.Program().Called(program.Coordinator) + ".")
	}
	return m
}

// Upper begins a sentence.
func Upper(text string) string {
	return first(text, unicode.ToUpper)
}

// article puts "a" or "an" before a thing.
func article(thing string) string {
	if thing != "" && strings.ContainsRune("aeiou", rune(thing[0])) {
		return "an " + thing
	}
	return "a " + thing
}

// named is the thing of an event by its title inside a sentence.
func named(v access.View, name string) string {
	if f := v.Scope().Form(name); f != nil {
		return Lower(f.Title)
	}
	if m := v.Scope().Meeting(name); m != nil {
		return Lower(m.Title)
	}
	return name
}

// started names what a deadline counts from.
func started(o Owed) string {
	e := o.Deadline.Started
	name := named(o.View, e.Name)
	if e.Name == "round" {
		name = cmp.Or(o.View.Program().Words.Round, e.Name)
	}
	if f := o.View.Scope().Form(e.Name); f != nil {
		for _, out := range f.Outcomes {
			if out.Key == e.State {
				return Lower(out.Title)
			}
		}
	}
	switch e.State {
	case "", "filed", "held":
		return name
	case "ended":
		return name + " over"
	case "asked":
		return name + ", a date wanted"
	case "answered":
		return name + " signed or declined"
	case "start", "again":
		return "the " + name + " begins"
	}
	return name + " " + e.State
}

// metWhen says what meets a duty or uses a right: "the weekly meeting is held".
func metWhen(o Owed) string {
	rule := o.View.Scope().Deadline(o.Deadline.Rule)
	var ways []string
	for _, e := range rule.MetBy {
		if e.Name == "" {
			e.Name = o.Deadline.Started.Name
		}
		verb := e.State
		switch {
		case verb == "filed" && !o.Deadline.Right:
			verb = "recorded"
		case verb == "answered":
			verb = "signed or declined"
		}
		ways = append(ways, "the "+named(o.View, e.Name)+" is "+verb)
	}
	return strings.Join(ways, ", or ")
}

// Counted says how a date was reached: "10 days from Thursday, November 20,
// 2025 is Sunday, November 30, 2025. That is not a school day, so the last day
// is Monday, December 1, 2025." (VOICE §4)
func Counted(v access.View, rule *program.Deadline, d deadline.Deadline) string {
	w := d.Working
	switch {
	case d.Due == schoolday.None:
		return unplanned(v, rule)
	case w.From == schoolday.None || w.Span.N == 0:
		return weekly(rule, d)
	}
	text := fmt.Sprintf("%s from %s is %s.", w.Span, FullDay(w.From), FullDay(w.Raw))
	if w.Span.N < 0 {
		back := schoolday.Span{N: -w.Span.N, Unit: w.Span.Unit}
		text = fmt.Sprintf("%s before %s is %s.", back, FullDay(w.From), FullDay(w.Raw))
	}
	for _, s := range w.Skipped {
		text += " " + passed(s) + " did not count."
	}
	switch {
	case w.Due != w.Raw:
		text += " That is not a school day, so the last day is " + FullDay(w.Due) + "."
	case v.SchoolDay(w.Due):
		text += " A school day, so it stays."
	case len(w.Skipped) > 0:
		text += " The last day stays where it falls."
	default:
		text += " Every day counts, so it stays."
	}
	return text
}

// passed names days on end that a count passed over: a leave, a school break.
func passed(s schoolday.Stretch) string {
	if s.First == s.Last {
		return FullDay(s.First)
	}
	return "The days from " + s.First.UTC().Format("January 2") + " to " + s.Last.UTC().Format("January 2, 2006")
}

// Worked says in one line how a date was reached: "10 days from Thu, Nov 20;
// Sun, Nov 30 is not a school day; due Mon, Dec 1; Handbook overview". What was
// not counted has its day alone.
func Worked(d deadline.Deadline, cite program.Cite, today schoolday.Day) string {
	var parts []string
	if w := d.Working; w.Span.N != 0 {
		span, word := w.Span, "from"
		if span.N < 0 {
			span.N, word = -span.N, "before"
		}
		parts = append(parts, fmt.Sprintf("%s %s %s", span, word, ShortDay(w.From, today)))
		for _, s := range w.Skipped {
			parts = append(parts, "without "+skipped(s, today))
		}
		if w.Raw != w.Due {
			parts = append(parts, ShortDay(w.Raw, today)+" is not a school day")
		}
	}
	if d.Due == schoolday.None {
		parts = append(parts, "no date yet")
	} else {
		parts = append(parts, "due "+ShortDay(d.Due, today))
	}
	return strings.Join(append(parts, cite.Titles...), "; ")
}

func skipped(s schoolday.Stretch, today schoolday.Day) string {
	if s.First == s.Last {
		return ShortDay(s.First, today)
	}
	return ShortDay(s.First, today) + " to " + ShortDay(s.Last, today)
}

// unplanned says what a deadline without a date waits for: "10 days before the
// yearly review, which has no date yet." (LANGUAGE §2.5)
func unplanned(v access.View, rule *program.Deadline) string {
	due := rule.Due
	switch {
	case due == nil:
		return ""
	case len(due.Before) > 0:
		return due.Span.String() + " before " + anyOf(v, due.Before) + ", which has no date yet."
	case len(due.After) > 0:
		return due.Span.String() + " after " + anyOf(v, due.After) + ", which is still to come."
	case len(due.By) > 0:
		return "by " + anyOf(v, due.By) + ", which has no date yet."
	}
	return ""
}

// anyOf names what events are about: "the progress triad or the final triad".
func anyOf(v access.View, events []program.Event) string {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = "the " + named(v, e.Name)
	}
	return strings.Join(names, " or ")
}

func weekly(rule *program.Deadline, d deadline.Deadline) string {
	if rule.Every != nil || rule.Due != nil && rule.Due.EndOfWeek {
		return "the week ends on Sunday, " + d.Due.UTC().Format("January 2") + "."
	}
	return ""
}

func source(c program.Cite) string {
	if c.Origin == "default" || len(c.Titles) == 0 {
		text := "Usual practice; your contract gives no number."
		if len(c.Titles) > 1 {
			return strings.Join(c.Titles[:len(c.Titles)-1], "; ") + ". The number: usual practice; your contract gives none."
		}
		return text
	}
	return strings.Join(c.Titles, "; ") + "."
}

// cut shortens text to at most n runes, with an ellipsis where something is missing.
func cut(text string, n int) string {
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	return string(runes[:n-1]) + "…"
}

// ZoneOf returns the location of a person's zone, or the program's.
func ZoneOf(p casefile.Person, of *program.Program) *time.Location {
	if p.Zone != "" {
		if zone, err := time.LoadLocation(p.Zone); err == nil {
			return zone
		}
	}
	return of.Zone
}
