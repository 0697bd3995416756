package invite

import (
	"strings"
	"unicode"
)

// Taken is what an event of a school calendar was taken for, in words.
type Taken string

// What an event can mean.
const (
	NoSchool       Taken = "no school"
	FirstDay       Taken = "first day of the school year"
	LastDay        Taken = "last day of the school year"
	SecondSemester Taken = "first day of the second semester"
	SchoolDay      Taken = "a school day"
	PassedOver     Taken = "passed over"
)

// Words of titles, in small letters, without apostrophes, hyphens being blanks.
var (
	inSession = []string{
		"minimum day", "minimum days", "min day", "early release", "early dismissal", "early out", "late start", "delayed start", "half day",
		"shortened day", "modified day", "school in session", "no school uniform", "no school uniforms",
	}
	resumes  = []string{"students return", "school resumes", "classes resume", "back to school"}
	noSchool = []string{
		"no school", "no classes", "no class", "no students", "no student", "non student", "nonstudent", "student free", "pupil free",
		"student holiday", "students off", "school closed", "schools closed", "school is closed", "schools are closed", "not in session",
		"no instruction", "non instructional", "noninstructional", "non school day",
	}
	firstDay = []string{
		"first day of school", "first day of classes", "first day of class", "first day of instruction", "first day of the school year",
		"first day for students", "first student day", "school begins", "school starts", "classes begin", "classes start", "school year begins",
	}
	lastDay = []string{
		"last day of school", "last day of classes", "last day of class", "last day of instruction", "last day of the school year",
		"last day for students", "last student day", "school ends", "classes end", "school year ends",
	}
	secondSemester = []string{"second semester", "2nd semester", "semester 2", "semester two", "semester ii", "spring semester"}
	begins         = []string{"begins", "begin", "starts", "start", "start of", "beginning", "first day", "1st day"}
	ends           = []string{"ends", "end", "end of", "last day"}
	// turns make of a break the day on which it begins or ends, and of a first
	// or last day of school one of something else.
	turns  = []string{"begin", "begins", "start", "starts", "end", "ends", "before", "after", "prior", "until", "first day", "last day", "eve"}
	partly = []string{"before", "after", "prior", "semester", "quarter", "trimester", "term", "summer", "preschool", "teachers", "staff"}
	// off are what closes school as a rule: federal holidays, breaks, and days on
	// which only the staff works.
	off = []string{
		"holiday", "holidays", "break", "recess", "closed", "vacation", "intersession", "day off", "furlough day", "professional development",
		"staff development", "teacher work day", "teacher workday", "teachers work day", "teachers workday", "teacher work days", "teacher workdays",
		"staff work day", "staff workday", "in service", "inservice", "institute day",
		"labor day", "veterans day", "thanksgiving", "martin luther king", "mlk", "presidents day", "washingtons birthday", "lincolns birthday",
		"memorial day", "juneteenth", "independence day", "fourth of july", "columbus day", "indigenous peoples day", "christmas", "new years",
		"new year", "cesar chavez day",
	}
	// occasions carry the name of a holiday and take place at school, or concern
	// others than its students, or are not certain.
	occasions = []string{
		"assembly", "concert", "program", "fair", "feast", "parade", "party", "sale", "camp", "meeting", "practice", "lunch", "luncheon", "dance",
		"performance", "show", "game", "tournament", "dinner", "festival", "celebration", "breakfast", "registration", "deadline", "due", "board",
		"office", "offices", "make up", "makeup", "if needed", "tentative", "possible", "pictures", "spirit", "bazaar", "craft",
	}
)

// taken says what a title means, and of what it passes over, why. What says in
// so many words that there is school, or none, comes before the names of
// holidays; what says both is nobody's to guess.
func taken(title string, several bool) (Taken, string) {
	says := words(title)
	open, closed, away := says.any(inSession), says.any(noSchool), says.any(off)
	switch {
	case says.any(secondSemester) && says.any(begins) && !says.any(ends) && !closed:
		return SecondSemester, ""
	case (says.any(firstDay) || says.any(lastDay)) && !closed:
		return turn(says, away)
	case open && closed, several && open && away:
		return PassedOver, "it speaks of school and of days without it"
	case open, says.any(resumes) && !several:
		return SchoolDay, ""
	case closed:
		return NoSchool, ""
	case !away:
		return PassedOver, "its title does not say whether there is school"
	case says.any(occasions):
		return PassedOver, "it may be an occasion at school, or for others, or not certain"
	case says.any(turns) && !several:
		return PassedOver, "it says when days off begin or end, not which they are"
	}
	return NoSchool, ""
}

// turn says whether a first or last day of school is that of a school year.
func turn(says saying, away bool) (Taken, string) {
	switch first := says.any(firstDay); {
	case first == says.any(lastDay), away, says.any(partly):
		return PassedOver, "it is not clear of what it is the first or last day"
	case first:
		return FirstDay, ""
	}
	return LastDay, ""
}

// saying is a title as single words with a blank around each.
type saying string

func words(title string) saying {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r == '\'' || r == '’' || r == '‘' || r == '.':
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, title)
	return saying(" " + strings.Join(strings.Fields(plain), " ") + " ")
}

func (s saying) any(phrases []string) bool {
	for _, p := range phrases {
		if strings.Contains(string(s), " "+p+" ") {
			return true
		}
	}
	return false
}
