package play

import (
	"strings"
	"time"
)

// Zone is the zone of the demo district.
const Zone = "America/Los_Angeles"

// Person is one of the people of the demo, as the roster and Slack know them.
type Person struct {
	Slack  string `json:"slack"` // user id
	Name   string `json:"name"`
	Email  string `json:"email"`
	Roles  string `json:"-"`    // as in a list of people: "teacher;consultant"
	Word   string `json:"word"` // one word for the page: "mentor"
	School string `json:"school"`
	Zone   string `json:"-"` // IANA name
}

// First is the first name.
func (p Person) First() string {
	first, _, _ := strings.Cut(p.Name, " ")
	return first
}

// Handle is the name Slack writes behind an id: "maria.ortiz".
func (p Person) Handle() string {
	handle, _, _ := strings.Cut(p.Email, "@")
	return handle
}

// People are the six people of the demo, in the order of the page.
func People() []Person {
	return []Person{
		{"U0CARL0001", "Carl Tran", "carl.tran@demo.example", "consultant", "mentor", "Lincoln Middle", Zone},
		{"U0MARIA002", "Maria Ortiz", "maria.ortiz@demo.example", "teacher", "teacher", "Lincoln Middle", Zone},
		{"U0SAM00003", "Sam Ortiz", "sam.ortiz@demo.example", "teacher", "teacher", "Grant Elementary", Zone},
		{"U0ADA00004", "Ada Park", "ada.park@demo.example", "administrator", "principal", "Lincoln Middle", Zone},
		{"U0DORA0005", "Dora Lee", "dora.lee@demo.example", "coordinator", "director", "", Zone},
		{"U0NIA00006", "Nia Cole", "nia.cole@demo.example", "consultant", "mentor", "Grant Elementary", Zone},
	}
}

// Case is the one case that is open when the demo begins. People are named by
// their addresses; Opened is a date, "2025-08-27".
type Case struct {
	Program, Teacher, Consultant, Administrator, Opened string
}

// DemoCase is Maria's case, with Carl as her mentor and Ada as her principal.
func DemoCase() Case {
	return Case{"clovis", "maria.ortiz@demo.example", "carl.tran@demo.example", "ada.park@demo.example", "2025-08-27"}
}

// Start is the present in which the demo begins: Wednesday, October 8, 2025,
// 9:00 a.m. Pacific, in the middle of the handbook's year.
func Start() time.Time {
	return time.Date(2025, time.October, 8, 9, 0, 0, 0, zoneOf(Zone))
}

// zoneOf returns a zone by its IANA name, UTC for one that is unknown.
func zoneOf(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil {
		return zone
	}
	return time.UTC
}

// moment writes a moment as the demo's people read it: "Wednesday, October 8,
// 2025, 9:00 a.m.".
func moment(at time.Time) string {
	at = at.In(zoneOf(Zone))
	half := " a.m."
	if at.Hour() >= 12 {
		half = " p.m."
	}
	return at.Format("Monday, January 2, 2006, 3:04") + half
}
