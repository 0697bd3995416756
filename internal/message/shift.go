package message

import (
	"parbot/internal/deadline"
)

const shiftedOpening = "There is a notice for you: a date of yours has moved, and this mail says from which day to which, and why. Nobody asked " +
	"you for anything new, and what is owed is what it was."

// shiftedLetter says that another contract or another calendar moved a date.
func shiftedLetter(it Item) []string {
	lines := []string{shiftedOpening}
	if s := deadline.Shifted(it.View.Shifts(), it.Deadline); s != nil {
		why := "the district has a new version of the program's rules."
		if s.Why == "calendar" {
			why = "the school calendar has changed."
			if s.Closed != "" {
				why = stop("the school calendar has a new day without school: " + s.Closed)
			}
		}
		lines = append(lines, "What happened: "+plain(it)+". It was "+FullDay(s.From)+"; it is "+FullDay(s.To)+" now.", "Why it moved: "+why)
	}
	return append(lines, whyLine(it), "It is recorded that this notice was sent to you on "+FullDay(it.View.Today())+". Questions: "+
		contact(it.View.Program())+".", onlyYou)
}
