package message

import (
	"slices"

	"parbot/internal/access"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// letter is the body of a mail below the greeting, a paragraph each. Its first
// paragraph is all that a locked phone shows; in formal notices and rights it
// is long enough that nothing else gets there (VOICE §4).
func letter(it Item) []string {
	switch it.Notice.Topic {
	case deadline.TopicDue, deadline.TopicOpen:
		return reminderLetter(it)
	case deadline.TopicRight:
		return rightLetter(it)
	case deadline.TopicRightGiven:
		return rightGiven(it)
	case deadline.TopicServed, deadline.TopicPaired, deadline.TopicClosed:
		return servedLetter(it)
	case deadline.TopicShifted:
		return shiftedLetter(it)
	case deadline.TopicSign:
		return signLetter(it)
	case deadline.TopicInvited, deadline.TopicMoved, deadline.TopicCanceled:
		return inviteLetter(it)
	case deadline.TopicMeeting:
		return meetingLetter(it)
	default:
		return []string{lockScreen(it), "Open it in Slack with /par, after the permission is checked again.", onlyYou}
	}
}

const onlyYou = "Who gets this: only you."

func reminderLetter(it Item) []string {
	day := Day(it.Deadline.Due, it.View.Today())
	first := "One thing is due on " + day + ": " + plain(it) + "."
	if it.Notice.Topic == deadline.TopicOpen {
		first = "One thing is open since " + day + ": " + plain(it) + "."
	}
	return []string{first, "See it with /par due in Slack.", whyLine(it), onlyYou}
}

// whyLine gives the working and the source of a date, which hold no content.
func whyLine(it Item) string {
	rule := it.View.Scope().Deadline(it.Notice.Rule)
	if rule == nil || it.Deadline == nil {
		return "Why this date: ask the program office."
	}
	text := Counted(it.View, rule, *it.Deadline)
	if text == "" {
		text = "the date follows a meeting of yours."
	}
	return "Why this date: " + text + " Source: " + source(rule.Cite)
}

func rightLetter(it Item) []string {
	return []string{
		"A right of yours has a last day, " + Day(it.Deadline.Due, it.View.Today()) + ". It is your choice whether you use it, and nothing " +
			"here asks you to. Slack shows which right it is, with /par due, after the permission is checked again.",
		whyLine(it), onlyYou,
	}
}

func rightGiven(it Item) []string {
	d := it.Deadline
	if rule := it.View.Scope().Deadline(it.Notice.Rule); rule != nil && !response(it.View.Scope(), rule) {
		return otherRight(it, rule)
	}
	return []string{
		formalOpening,
		"What happened: a written report was given to you on " + FullDay(d.Start) + ". " + received(it),
		"Your right: you may attach a written response. Last day: " + FullDay(d.Due) + ". It is your choice. You may have a " +
			"representative of your choice with you throughout. To write one: /par respond in Slack.",
		whyLine(it),
		"What is next: " + reminders(it) + "If you write nothing, the report stays as it is.",
		"Who gets this: only you. A response goes to the people who may read the report.",
		"It is recorded that this notice was sent to you on " + FullDay(it.View.Today()) + ". Questions: " + contact(it.View.Program()) + ".",
	}
}

// response reports whether a right is the teacher's, to answer a paper in writing.
func response(s *program.Scope, rule *program.Deadline) bool {
	return slices.ContainsFunc(rule.MetBy, func(e program.Event) bool {
		f := s.Form(e.Name)
		return f != nil && s.Responds(f) && slices.Equal(f.By, []program.Role{program.Teacher})
	})
}

// otherRight is the notice of any other right: what it is called, and until when.
func otherRight(it Item, rule *program.Deadline) []string {
	helped := ""
	if it.Notice.Role == program.Teacher {
		helped = " You may have a representative of your choice with you throughout."
	}
	return []string{
		formalOpening,
		"What happened: something in a case that you take part in gives you a right from " + FullDay(it.Deadline.Start) + " on.",
		"Your right: " + Lower(rule.Title) + ". Last day: " + FullDay(it.Deadline.Due) + ". It is your choice." + helped + " To see it: " +
			"/par due in Slack.",
		whyLine(it),
		"What is next: " + reminders(it) + "If you do not use it, the case goes on without it.",
		onlyYou,
		"It is recorded that this notice was sent to you on " + FullDay(it.View.Today()) + ". Questions: " + contact(it.View.Program()) + ".",
	}
}

// received says what the reader's signature means, that it was declined, or that
// none was asked for.
func received(it Item) string {
	for _, r := range it.View.Records() {
		for _, s := range r.Signed {
			switch mine := r.ID == it.Deadline.Record && s.Person == it.View.Me().ID; {
			case mine && s.Declined:
				return "It is recorded that you declined to sign it. Your right is the same either way."
			case mine:
				return "Your signature shows that you received it. It does not mean that you agree with it."
			}
		}
	}
	return "You did not have to sign it."
}

// reminders says when the reader hears of the last day again.
func reminders(it Item) string {
	rule := it.View.Scope().Deadline(it.Notice.Rule)
	if rule == nil {
		return ""
	}
	var days []schoolday.Day
	for _, s := range rule.Remind {
		if s.From != "due" || s.Days >= 0 {
			continue
		}
		if day := lastSchoolDay(it.View, it.Deadline.Due.Add(s.Days)); day > it.Deadline.Start && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	named := make([]string, len(days))
	for i, day := range days {
		named[i] = FullDay(day)
	}
	switch len(days) {
	case 0:
		return ""
	case 1:
		if next := days[0].Add(1); it.Deadline.Due-next > 2 && !it.View.SchoolDay(next) {
			named[0] += ", before the break"
		}
		return "a reminder comes on " + named[0] + ". "
	}
	return "reminders come on " + named[0] + " and on " + named[len(named)-1] + ". "
}

func lastSchoolDay(v access.View, d schoolday.Day) schoolday.Day {
	for i := range 100 {
		if v.SchoolDay(d.Add(-i)) {
			return d.Add(-i)
		}
	}
	return d
}

const formalOpening = "There is a notice for you. It names a date, so take a quiet minute for it today. You can read all of it here, " +
	"further down, or in Slack, after the permission is checked again."

const servedOpening = "There is a notice for you about a case that you take part in. You can read what it is about in Slack, with /par, " +
	"after the permission is checked again. Nothing of it stands in this mail."

func servedLetter(it Item) []string {
	lines := []string{servedOpening}
	if it.Notice.Topic == deadline.TopicPaired && it.Notice.Role == program.Consultant {
		lines = append(lines, "What happened: you were paired with a colleague. See the case with /par caseload, and the next date with /par due.")
	}
	if it.Notice.Topic == deadline.TopicClosed {
		lines = append(lines, "What happened: the case has closed. If something is still asked of you, it comes in a message of its own.")
	}
	return append(lines, "It is recorded that this notice was sent to you on "+FullDay(it.View.Today())+". Questions: "+
		contact(it.View.Program())+".", onlyYou)
}

const signOpening = "There is a notice for you: a form waits for your signature. What a signature means, and that you may decline to give it, " +
	"stands beside the form before you choose."

func signLetter(it Item) []string {
	return []string{
		signOpening, "Read it and choose in Slack, with /par sign, after the permission is checked again.",
		"It is recorded that this notice was sent to you on " + FullDay(it.View.Today()) + ". Questions: " + contact(it.View.Program()) + ".", onlyYou,
	}
}

func contact(p *program.Program) string {
	if p.Contact == "" {
		return "the program office"
	}
	return p.Contact
}

func inviteLetter(it Item) []string {
	m := it.Meeting
	zone := place(m.Zone)
	day, from := Day(schoolday.Of(m.Start.In(zone)), it.View.Today()), m.Start.In(zone)
	when := day + ", " + Hours(from, m.End.In(zone)) + elsewhere(it.View, *m)
	name := Neutral(it.View.Program(), *m) + labelled(it)
	if it.Notice.Topic == deadline.TopicCanceled {
		off := stop("Canceled: " + name + ", " + day + ", " + Hour(from) + elsewhere(it.View, *m))
		return []string{off + " There is nothing to do; it leaves your calendar.", onlyYou}
	}
	lines := []string{"You are invited: " + name, when}
	if it.Notice.Topic == deadline.TopicMoved {
		lines = []string{"Moved: " + name + ". The new time:", when, "Your earlier answer no longer counts. Does the new time suit you?"}
	}
	if m.Place != "" {
		lines = append(lines, m.Place)
	}
	return append(lines, "The buttons of your calendar put it there; to say yes or no, answer in Slack.",
		"Who gets this: everybody invited, each their own copy.")
}

func meetingLetter(it Item) []string {
	return []string{
		stop("Coming up: " + Neutral(it.View.Program(), *it.Meeting) + labelled(it) + ", " + When(it.View, *it.Meeting)),
		"It is in your calendar. Who comes and what it is for: /par in Slack.",
		"Why this date: it was planned with you; a reminder comes before each such meeting.", onlyYou,
	}
}
