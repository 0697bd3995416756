package program

import "parbot/internal/schoolday"

// Meeting is a kind of appointment. One with a packet is a hearing.
type Meeting struct {
	Key, Title string
	Plain      string // the name in pushes; default "a meeting"
	Attendees  []Role
	Least      map[Role]int // how many of a role make it held; else one of each
	OpenTo     []Role
	ConvenedBy []Role // default consultant
	DatesBy    []Role
	ChairedBy  []Role
	Needs      []Event
	Once       string
	Times      int            // owed per round
	Weekly     bool           // series: weekly
	Minutes    int            // default 45
	AllDay     bool           // it takes the day, not an hour
	SignUp     []string       // groups of staff who may join by themselves
	Packet     schoolday.Span // of a hearing: how long before it the file is open to it; zero: it is none
	NotBefore  []Event        // the packet does not open before
	SeenBy     Cells
	Tell       map[string][]Role
	Remind     []Step // default one school day before
	Cite       Cite
	Note       string
}
