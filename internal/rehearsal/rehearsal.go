// Package rehearsal walks a sample case of a program through its days, purely,
// before anybody is told anything: what falls due when, which meetings there
// are, and who would be told what, on which day, by which channel and why. The
// people in it do each thing on the day it is planned for or, at the latest, due,
// and take the first way that the file names. So a coordinator sees a year of
// the contract in a moment, and a mistake in it before a case does.
package rehearsal

import (
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Script says what is rehearsed.
type Script struct {
	Program  *program.Program
	Track    string
	Calendar schoolday.Calendar
	From     schoolday.Day // the case begins then
	Until    schoolday.Day // the last day of the walk
}

// Kind is what a line of the journal shows.
type Kind string

// The kinds. The last four are messages, in the words of [deadline.Kind].
const (
	Stage      Kind = "stage"
	Paper      Kind = "paper"
	Meeting    Kind = "meeting"
	Due        Kind = "due"
	Right      Kind = "right"
	Notice     Kind = "notice"
	Reminder   Kind = "reminder"
	Nudge      Kind = "nudge"
	Invitation Kind = "invite"
)

// Line is one thing that happens, falls due or is said in a rehearsal.
type Line struct {
	Day     schoolday.Day
	At      time.Time      // of a message or a meeting; zero for a day
	Until   time.Time      // of a meeting: its end
	Roles   []program.Role // whom it concerns, or who is told
	Kind    Kind
	Text    string
	Channel string // of a message: "Slack, mail", "mail", "digest" or "Slack"
	Why     string // where the rule comes from, or how the date was counted
}

// Journal is all that a rehearsal showed, in order.
type Journal struct {
	Lines    []Line
	Dates    int // deadlines and rights
	Messages int // without invitations
	Invites  int
	InBreaks int    // dates on a day without school, which are announced before
	Closed   string // why the case closed, in the file's words; "" while it is open
	Stage    string // where it stood in the end
}

// Walk rehearses a script until some weeks after the case has closed, or its last
// day. It calls tick once a day, and stops when that says no.
func Walk(s Script, tick func(schoolday.Day) bool) Journal {
	pl := newPlayer(s)
	for pl.today = s.From; pl.today <= s.Until && !pl.past() && tick(pl.today); pl.today++ {
		pl.day()
	}
	return pl.journal()
}

// after is for how many days a closed case is watched: surveys are asked then.
const after = 30

func (pl *player) past() bool {
	return pl.c.Closed != schoolday.None && pl.today > pl.c.Closed+after
}

// player is one rehearsal under way.
type player struct {
	Script
	scope   *program.Scope
	track   *program.Track
	cast    map[program.Role][]casefile.Person
	c       casefile.Case
	now     time.Time
	today   schoolday.Day
	plan    deadline.Plan
	ids     int
	acted   schoolday.Day // when somebody last did something of their own accord
	stage   string
	said    map[string]bool              // notices, by key
	dates   map[string]deadline.Deadline // by key, as they stood last
	tries   map[string]int               // acts for a duty, by key
	planned int                          // how much was written when the plan was made
	lines   []Line
}

// hours of a day in a rehearsal: what is due is said in the morning, people act
// in the afternoon.
const (
	morning   = 8
	afternoon = 15
	night     = 23
)

// mostActs bounds what happens on one day.
const mostActs = 60

func (pl *player) day() {
	pl.look(morning)
	if pl.c.ID == "" && pl.Calendar.IsSchoolDay(pl.today) {
		pl.look(morning + 1)
		pl.open()
	}
	if pl.c.ID != "" && pl.Calendar.IsSchoolDay(pl.today) {
		pl.look(afternoon)
		pl.arrange()
		pl.settle()
		for i := 0; i < mostActs && pl.act(); i++ {
			pl.now = pl.now.Add(time.Minute)
			pl.replan()
		}
	}
	pl.look(night)
}

// look plans the case at an hour of the day and notes what is said by then.
func (pl *player) look(hour int) {
	pl.now = pl.today.At(hour, 0, pl.Calendar.Zone)
	pl.replan()
}

// replan plans the case as it stands. While the file is the same and time alone
// brings nothing, the plan is the same.
func (pl *player) replan() {
	if pl.c.ID == "" {
		return
	}
	if n := pl.written(); n == pl.planned && (pl.plan.Again.IsZero() || pl.now.Before(pl.plan.Again)) {
		pl.note()
		return
	}
	for range mostActs {
		pl.plan = deadline.Make(pl.Program, &pl.c, pl.Calendar, pl.now)
		if len(pl.plan.Made) == 0 {
			break
		}
		for _, made := range pl.plan.Made {
			pl.make(made)
		}
	}
	pl.planned = pl.written()
	pl.note()
	if pl.plan.Course.Closes != "" && pl.c.Closed == schoolday.None {
		pl.c.Closed, pl.c.ClosedAt = pl.today, pl.now
		pl.replan()
	}
}

// written counts what the file holds: it only ever grows.
func (pl *player) written() int {
	n := len(pl.c.Parties) + len(pl.c.Records) + len(pl.c.Meetings)
	for i := range pl.c.Records {
		n += len(pl.c.Records[i].Steps) + len(pl.c.Records[i].Signed)
	}
	for i := range pl.c.Meetings {
		n += len(pl.c.Meetings[i].Steps)
	}
	if pl.c.Closed != schoolday.None {
		n++
	}
	return n
}
