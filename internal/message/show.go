package message

import (
	"fmt"
	"slices"
	"strings"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Case is case.show: where a case stands, for one who may know of it.
func Case(v access.View, id casefile.ID, next *Owed) Message {
	m := Message{Key: "case.show"}
	m.say(strings.Join(headline(v), " · "))
	if line := met(v); line != "" {
		m.say(line)
	}
	if next != nil && next.Deadline.Due != schoolday.None {
		m.say("Next date: " + ISODay(next.Deadline.Due, v.Today()) + ", " + about(*next) + ".")
	}
	if v.Holds(program.Consultant) || v.Holds(program.Teacher) {
		m.Buttons = []Button{{Text: "Log", Action: ActLog, Value: string(id), Main: true}, {Text: "What is due", Action: ActDue}}
	}
	return m
}

func headline(v access.View) []string {
	var parts []string
	for _, p := range v.Holders(program.Teacher) {
		parts = append(parts, p.Name)
	}
	parts = append(parts, "since "+Day(v.Opened(), v.Today()))
	for _, p := range v.Holders(program.Consultant) {
		parts = append(parts, v.Program().Called(program.Consultant)+": "+p.Name)
	}
	return parts
}

func met(v access.View) string {
	var parts []string
	if line := weeksMet(v); line != "" {
		parts = append(parts, line)
	}
	if last := lastLog(v); last != schoolday.None {
		parts = append(parts, "Last log: "+Day(last, v.Today())+".")
	}
	for _, m := range v.Meetings() {
		if m.State == casefile.Planned && m.Start.After(v.Now()) {
			parts = append(parts, stop("Next meeting: "+title(v, m.Kind)+", "+When(v, m)))
			break
		}
	}
	return strings.Join(parts, " ")
}

// weeksMet counts the school weeks with a weekly meeting, since what starts the
// weekly duty: "Met in 5 of 6 school weeks."
func weeksMet(v access.View) string {
	rule := weeklyRule(v)
	if rule == nil {
		return ""
	}
	begun := schoolday.None
	for _, r := range v.Records() {
		starts := slices.ContainsFunc(rule.Starts, func(e program.Event) bool { return e.Name == r.Form && r.Entered(casefile.State(e.State)) })
		if r.Live() && starts && (begun == schoolday.None || r.Day < begun) {
			begun = r.Day
		}
	}
	if begun == schoolday.None {
		return ""
	}
	held := map[schoolday.Day]bool{}
	for _, m := range v.Meetings() {
		if m.State == casefile.Held && slices.ContainsFunc(rule.MetBy, func(e program.Event) bool { return e.Name == m.Kind }) {
			held[heldOn(v, m).Monday()] = true
		}
	}
	weeks, met := 0, 0
	for week := begun.Monday(); week <= v.Today(); week = week.Add(7) {
		first := firstSchoolDay(v, week)
		if first == schoolday.None || begun > first && !held[week] {
			continue
		}
		weeks++
		if held[week] {
			met++
		}
	}
	if weeks == 0 {
		return ""
	}
	return fmt.Sprintf("Met in %d of %s.", met, count(weeks, "school week"))
}

func weeklyRule(v access.View) *program.Deadline {
	for _, d := range v.Scope().Deadlines {
		if d.Every != nil && *d.Every == (schoolday.Span{N: 1, Unit: schoolday.Weeks}) {
			return d
		}
	}
	return nil
}

// heldOn is the day of a meeting that was held, as it was recorded.
func heldOn(v access.View, m casefile.Meeting) schoolday.Day {
	for _, s := range slices.Backward(m.Steps) {
		if s.State == casefile.Held {
			return s.Day
		}
	}
	return schoolday.Of(m.Start.In(v.Program().Zone))
}

func firstSchoolDay(v access.View, week schoolday.Day) schoolday.Day {
	for i := range 5 {
		if v.SchoolDay(week.Add(i)) {
			return week.Add(i)
		}
	}
	return schoolday.None
}

func lastLog(v access.View) schoolday.Day {
	last := schoolday.None
	for _, r := range v.Records() {
		if f := v.Scope().Form(r.Form); f != nil && f.Command == "log" && r.Live() {
			last = max(last, r.Day)
		}
	}
	return last
}

// Row is one case in a caseload.
type Row struct {
	View access.View
	Case casefile.ID
	Next *Owed
	Week int // things due this week
}

// Caseload lists cases, a row each.
func Caseload(rows []Row) Message {
	m := Message{Key: "caseload"}
	if len(rows) == 0 {
		m.say("You have no cases.")
		return m
	}
	week := 0
	for _, r := range rows {
		week += r.Week
	}
	is := " are"
	if week == 1 {
		is = " is"
	}
	m.say(count(len(rows), "case") + ". " + count(week, "thing") + is + " due this week.")
	for _, r := range rows {
		m.Lines = append(m.Lines, Line{Text: caseRow(r), Buttons: []Button{
			{Text: "Log", Action: ActLog, Value: string(r.Case), Label: "Log a meeting"},
		}})
	}
	return m
}

func caseRow(r Row) string {
	var names []string
	for _, p := range r.View.Holders(program.Teacher) {
		names = append(names, p.Name)
	}
	text := strings.Join(names, ", ")
	if label := r.View.Label(); label != "" {
		text += " (" + label + ")"
	}
	if school := r.View.School(); school != "" {
		text += ", " + school
	}
	text += "."
	if last := lastLog(r.View); last != schoolday.None {
		text += " Last log " + Day(last, r.View.Today()) + "."
	}
	if r.Next != nil && r.Next.Deadline.Due != schoolday.None {
		text += " Next: " + about(*r.Next) + ", " + ISODay(r.Next.Deadline.Due, r.View.Today()) + "."
	}
	return text
}

// Draft is the answer to text kept for a report.
func Draft(id casefile.ID, conference string) Message {
	m := Message{Key: "report.draft"}
	m.say("Draft open. It is yours alone until the conference.")
	m.hush("After the conference: /par meet PERSON " + conference + " held. Then it goes to be signed.")
	m.Buttons = []Button{{Text: "Edit the draft", Action: ActReport, Value: string(id)}}
	return m
}

// VisitAsked is visit.ok; by is the day the office aims to answer.
func VisitAsked(v access.View, number int, topic string, by schoolday.Day) Message {
	m := Message{Key: "visit.ok"}
	first := "Asked."
	if topic != "" {
		first += " Topic: " + strings.TrimSuffix(topic, ".") + "."
	}
	m.say(first + " Only the program office sees this; no " + v.Program().Called(program.Administrator) + " and no panel member does.")
	m.say("The office aims to answer by " + Day(by, v.Today()) + ". Visits depend on free time and are not part of an evaluation.")
	m.Buttons = []Button{{Text: "Withdraw", Action: ActWithdraw, Value: fmt.Sprint(number)}}
	return m
}

// VisitWithdrawn is the answer to taking a request back.
func VisitWithdrawn() Message {
	m := Message{Key: "visit.withdrawn"}
	m.say("Withdrawn. The program office sees that you no longer ask; nobody else learns of it.")
	return m
}

// VisitAssigned is the coordinator's answer.
func VisitAssigned(v access.View, number int, to casefile.Person, first casefile.Meeting) Message {
	m := Message{Key: "assign.ok"}
	m.say(fmt.Sprintf("Assigned: V-%d to %s. Both get a message and an invitation for a first time, %s, and can agree on another.",
		number, to.Name, When(v, first)))
	m.hush(fmt.Sprintf("To move it: /par meet V-%d DATE TIME.", number))
	return m
}

// VisitShown shows a request to those who know of it.
func VisitShown(v access.View, number int) Message {
	m := Message{Key: "visit.show"}
	m.say(fmt.Sprintf("Visit V-%d, asked on %s.", number, Day(v.Opened(), v.Today())))
	for _, p := range v.Holders(program.Teacher) {
		from := "From: " + p.Name
		if p.School != "" {
			from += ", " + p.School
		}
		m.say(stop(from))
	}
	for _, r := range v.Records() {
		if r.Form != "visit" {
			continue
		}
		for _, line := range [][2]string{{"About", r.Fields["topic"]}, {"When it suits", r.Fields["wish"]}, {"How to reach", r.Fields["reach"]}} {
			if line[1] != "" {
				m.say(line[0] + ": " + line[1])
			}
		}
	}
	for _, p := range v.Holders(program.Consultant) {
		to := p.Name
		if p.ID == v.Me().ID {
			to = "you"
		}
		m.say("Assigned to " + to + ".")
	}
	if v.Holds(program.Coordinator) {
		m.Buttons = []Button{{Text: "Assign", Action: ActAssign, Value: fmt.Sprint(number), Main: true}}
	}
	return m
}

// Read shows a record to one who may read it: its text, or, for one who may
// only know of it, that it exists.
func Read(v access.View, id casefile.ID) Message {
	for _, r := range v.Records() {
		if r.ID != id {
			continue
		}
		m := Message{Key: "record.show"}
		lines := readable(v, r)
		for _, line := range lines {
			m.say(line)
		}
		if len(lines) == 1 {
			m.hush("You see that it exists, not what it says.")
		}
		return m
	}
	return Stale()
}

// WhyMeeting explains the date of a meeting to one of its attendees.
func WhyMeeting(v access.View, mt casefile.Meeting) Message {
	m := Message{Key: "why.meeting"}
	m.say(stop(title(v, mt.Kind) + ", " + When(v, mt)))
	planned := mt.Steps[len(mt.Steps)-1]
	m.say("Planned on " + Day(planned.Day, v.Today()) + " by " + name(v, mt, planned.By) + ".")
	var who []string
	for _, a := range mt.Attendees {
		if a.Person.ID != v.Me().ID {
			who = append(who, a.Person.Name)
		}
	}
	if len(who) > 0 {
		m.say(stop("Who comes: " + And(append(who, "you"))))
	}
	if kind := v.Scope().Meeting(mt.Kind); kind != nil && len(kind.Cite.Titles) > 0 {
		m.say("Source: " + source(kind.Cite))
	}
	return m
}

func name(v access.View, m casefile.Meeting, id casefile.ID) string {
	if id == v.Me().ID {
		return "you"
	}
	for _, a := range m.Attendees {
		if a.Person.ID == id {
			return a.Person.Name
		}
	}
	return "the program office"
}

// Snoozed is the answer to Snooze: the reminder moves, the date stays.
func Snoozed(o Owed, until schoolday.Day) Message {
	m := Message{Key: "snooze.ok"}
	today := o.View.Today()
	text := "You will hear again on " + Day(until, today) + ", 8:00 a.m."
	if due := o.Deadline.Due; due != schoolday.None {
		text += " The date stays " + Day(due, today) + "."
		if until > due {
			text += " That is after the date."
		}
	}
	m.say(text)
	return m
}
