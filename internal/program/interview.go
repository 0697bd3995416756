package program

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Question is one choice of those that a district makes when it designs its
// program, in the order of the User's Guide: who is helped, who governs, who
// helps, how it is reviewed, what is kept.
type Question struct {
	Key    string
	Part   string // the heading above it, or "" for the part of the one before
	Ask    string
	Preset string // what an empty answer means; "" : an answer is needed

	check func(answer string) (string, error)
}

// Take returns an answer as it counts, an empty one as the preset; an error says
// in a sentence what can be answered instead.
func (q *Question) Take(answer string) (string, error) {
	answer = strings.Join(strings.Fields(answer), " ")
	if answer == "" {
		answer = q.Preset
	}
	return q.check(answer)
}

// Interview returns the questions from which [Compose] makes a program file. What
// they preset is what the generic program says.
func Interview() []Question {
	return []Question{
		{Key: "district", Part: "The district", Ask: "Name of the district", check: inWords("Write the district's name, such as Toledo Public Schools")},
		{Key: "key", Ask: "A short name for commands", Preset: "own", check: pattern(`^[a-z][a-z0-9-]{1,30}$`, "Small letters, digits and hyphens, such as toledo")},
		{Key: "zone", Ask: "Time zone", Preset: "America/New_York", check: zoneName},
		{Key: "novice", Part: "Who is helped", Ask: "Does PAR help teachers new to the profession?", Preset: "yes", check: yesNo},
		{Key: "intervention", Ask: "Does it help teachers whose evaluation is unsatisfactory (Intervention)?", Preset: "yes", check: yesNo},
		{Key: "volunteer", Ask: "May experienced teachers volunteer, known only to their consultant and the office?", Preset: "yes", check: yesNo},
		{Key: "visit", Ask: "May any teacher ask for a single visit?", Preset: "yes", check: yesNo},
		{Key: "consultant", Part: "Who helps", Ask: "What are the expert teachers called?", Preset: "Consulting Teacher", check: inWords("Write a title, such as Consulting Teacher")},
		{Key: "caseload", Ask: "How many teachers does one of them help at a time?", Preset: "12", check: whole(1, 40)},
		{Key: "weight", Ask: "How many novices does one teacher on Intervention count for?", Preset: "2", check: whole(1, 10)},
		{Key: "term", Ask: "After how many years do they return to the classroom?", Preset: "5", check: whole(1, 10)},
		{Key: "administrator", Part: "Who governs", Ask: "What is the head of a school called?", Preset: "Principal", check: inWords("Write a title, such as Principal")},
		{Key: "coordinator", Ask: "Who runs the program day by day?", Preset: "Program Coordinator", check: inWords("Write a title, such as Program Coordinator")},
		{Key: "panel", Ask: "What is the joint panel called?", Preset: "PAR Panel", check: inWords("Write a name, such as PAR Panel")},
		{Key: "association", Ask: "Who appoints the teachers on it?", Preset: "Teachers' Association", check: inWords("Write who appoints them, such as Toledo Federation of Teachers")},
		{Key: "teachers", Ask: "How many teachers sit on it?", Preset: "5", check: whole(1, 20)},
		{Key: "administrators", Ask: "How many administrators?", Preset: "4", check: whole(1, 20)},
		{Key: "pass", Ask: "How does it decide: majority or consensus?", Preset: "majority", check: oneOf("majority", "consensus")},
		{Key: "evaluator", Part: "How it is reviewed", Ask: "Who writes the evaluation meanwhile: consultant or administrator?", Preset: "consultant", check: oneOf("consultant", "administrator")},
		{Key: "reads", Ask: "May the head of the school read the written reports?", Preset: "no", check: yesNo},
		{Key: "meet", Ask: "Every how many weeks do they meet at least?", Preset: "1", check: whole(1, 8)},
		{Key: "report", Ask: "Every how many weeks is there a report on Intervention?", Preset: "6", check: whole(3, 26)},
		{Key: "respond", Ask: "How many days has a teacher to answer a report in writing?", Preset: "10", check: whole(1, 60)},
		{Key: "tenure", Ask: "By which day is it decided whose contract is renewed (MM-DD)?", Preset: "05-01", check: yearly},
		{Key: "keep", Part: "What is kept", Ask: "For how many years is a closed case kept?", Preset: "7", check: whole(1, 30)},
	}
}

// inWords wants some text that fits in a line.
func inWords(hint string) func(string) (string, error) {
	return func(answer string) (string, error) {
		if n := len([]rune(answer)); n < 2 || n > 80 || strings.ContainsFunc(answer, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return "", fmt.Errorf("%s, at most 80 letters", hint)
		}
		return answer, nil
	}
}

func pattern(expression, hint string) func(string) (string, error) {
	matches := regexp.MustCompile(expression)
	return func(answer string) (string, error) {
		if !matches.MatchString(answer) {
			return "", fmt.Errorf("%s", hint)
		}
		return answer, nil
	}
}

func zoneName(answer string) (string, error) {
	if _, err := time.LoadLocation(answer); err != nil || answer == "" || answer == "Local" {
		return "", fmt.Errorf("%q is not a time zone such as America/Chicago", answer)
	}
	return answer, nil
}

func yesNo(answer string) (string, error) {
	switch strings.ToLower(answer) {
	case "y", "yes":
		return "yes", nil
	case "n", "no":
		return "no", nil
	}
	return "", fmt.Errorf("answer yes or no")
}

func oneOf(choices ...string) func(string) (string, error) {
	return func(answer string) (string, error) {
		for _, c := range choices {
			if answer != "" && strings.HasPrefix(c, strings.ToLower(answer)) {
				return c, nil
			}
		}
		return "", fmt.Errorf("answer %s", strings.Join(choices, " or "))
	}
}

func whole(least, most int) func(string) (string, error) {
	return func(answer string) (string, error) {
		n, err := strconv.Atoi(answer)
		if err != nil || n < least || n > most {
			return "", fmt.Errorf("a whole number from %d to %d", least, most)
		}
		return strconv.Itoa(n), nil
	}
}

func yearly(answer string) (string, error) {
	if _, err := time.Parse("2006-01-02", "2024-"+answer); err != nil {
		return "", fmt.Errorf("%q is not a day such as 05-01", answer)
	}
	return answer, nil
}
