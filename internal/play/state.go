package play

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	pollTime = 25 * time.Second // a page that knows everything waits that long
	maxSent  = 60
)

// state is everything the page shows to somebody.
type state struct {
	Version  int         `json:"version"`
	Now      string      `json:"now"`   // "Wednesday, October 8, 2025, 9:00 a.m."
	Today    string      `json:"today"` // "2025-10-08"
	Me       Person      `json:"me"`
	People   []neighbor  `json:"people"`
	Messages []shown     `json:"messages"`
	View     *View       `json:"view"`
	Mails    []letterOf  `json:"mails"` // newest first
	Calendar []entryOf   `json:"calendar"`
	Sent     []sentThing `json:"sent"` // newest first
	Commands []Command   `json:"commands"`
	Down     []string    `json:"down"`   // what fails: "slack", "mail"
	Resets   bool        `json:"resets"` // the demo can begin anew
}

// neighbor is one of the people with how much has reached them.
type neighbor struct {
	Person
	Got     int `json:"got"`     // messages unasked and mails
	Entries int `json:"entries"` // in their calendar
}

// shown is a message as the page shows it.
type shown struct {
	Message
	When  string `json:"when"`
	Words string `json:"words"`
	Plain string `json:"plain"` // the text without Slack's escapes
}

// letterOf is a mail as the page shows it: its words, never its HTML.
type letterOf struct {
	ID      string   `json:"id"`
	When    string   `json:"when"`
	From    string   `json:"from"`
	Subject string   `json:"subject"`
	Text    string   `json:"text"`
	HTML    bool     `json:"html"` // it can be seen as it was designed
	Copies  int      `json:"copies"`
	Entry   *entryOf `json:"entry,omitempty"`
	Offers  []string `json:"offers,omitempty"` // how it can be answered
	Said    string   `json:"said,omitempty"`   // how it was answered
}

// entryOf is a calendar entry as the page shows it.
type entryOf struct {
	Invite
	Day  string `json:"day"`
	When string `json:"when"`
}

// sentThing is one thing that reached anybody unasked.
type sentThing struct {
	at   time.Time
	When string `json:"when"`
	How  string `json:"how"`
	To   string `json:"to"`
	Says string `json:"says"`
}

// state answers what one person sees. With since, the version that the page
// knows, it waits until there is something else.
func (p *playground) state(rw http.ResponseWriter, r *http.Request) {
	i := max(0, slices.IndexFunc(p.c.People, func(one Person) bool { return one.Slack == r.FormValue("as") }))
	if len(p.c.People) == 0 {
		http.Error(rw, "The demo has no people.", http.StatusInternalServerError)
		return
	}
	known, err := strconv.Atoi(r.FormValue("since"))
	if err != nil {
		known = -1
	}
	version := p.wait(r, known)
	writeJSON(rw, http.StatusOK, p.look(p.c.People[i], version))
}

// wait returns the version of now, once it is another than the known one.
func (p *playground) wait(r *http.Request, known int) (version int) {
	late := time.After(pollTime)
	for {
		slack, said := p.c.Workspace.news.since()
		mail, arrived := p.c.Mailbox.news.since()
		clock, passed := p.passed.since()
		if version = slack + mail + clock; version != known {
			return version
		}
		select {
		case <-said:
		case <-arrived:
		case <-passed:
		case <-late:
			return version
		case <-r.Context().Done():
			return version
		}
	}
}

// look collects what one person sees.
func (p *playground) look(me Person, version int) state {
	now := p.c.App.Now()
	s := state{
		Version: version, Now: moment(now), Today: dayOf(now), Me: me, Commands: commandsOf(p.c.Commands, me), Down: p.down(), Resets: p.c.Reset != nil,
		People: []neighbor{}, Messages: []shown{}, Mails: []letterOf{}, Calendar: []entryOf{}, Sent: []sentThing{},
	}
	for _, one := range p.c.People {
		mails, direct := p.c.Mailbox.Mails(one.Email), p.c.Workspace.DMs(one.Slack)
		s.People = append(s.People, neighbor{one, len(mails) + len(direct), len(p.c.Mailbox.Calendar(one.Email))})
		s.Sent = append(s.Sent, sentTo(one, direct, mails)...)
	}
	for _, m := range p.c.Workspace.Messages(me.Slack) {
		s.Messages = append(s.Messages, shown{m, short(m.At), m.Words(), plainOf(m.Text)})
	}
	if v, ok := p.c.Workspace.View(me.Slack); ok {
		s.View = &v
	}
	for i, m := range p.c.Mailbox.Mails(me.Email) {
		one := letterOf{ID: "mail" + strconv.Itoa(i), When: short(m.At), From: m.From, Subject: m.Subject, Text: m.Text, HTML: m.HTML != "", Copies: m.Copies}
		if m.Invite != nil {
			one.Entry = new(entryFor(*m.Invite))
			one.Offers, one.Said = p.reply(me, *m.Invite)
		}
		s.Mails = append(s.Mails, one)
	}
	slices.Reverse(s.Mails)
	for _, in := range p.c.Mailbox.Calendar(me.Email) {
		s.Calendar = append(s.Calendar, entryFor(in))
	}
	slices.SortStableFunc(s.Sent, func(a, b sentThing) int { return b.at.Compare(a.at) })
	s.Sent = s.Sent[:min(len(s.Sent), maxSent)]
	return s
}

// commandsOf are the commands that somebody's roles hold; for others they do
// not exist.
func commandsOf(all []Command, who Person) []Command {
	mine := []Command{}
	for _, c := range all {
		if c.Roles == "" || slices.ContainsFunc(strings.Split(c.Roles, ";"), func(role string) bool { return slices.Contains(strings.Split(who.Roles, ";"), role) }) {
			mine = append(mine, c)
		}
	}
	return mine
}

// down names what fails.
func (p *playground) down() []string {
	all := []string{}
	if p.c.Workspace.Failing() != Fine {
		all = append(all, "slack")
	}
	if p.c.Mailbox.Failing() != Fine {
		all = append(all, "mail")
	}
	return all
}

// sentTo is what reached one person unasked, newest first.
func sentTo(to Person, direct []Message, mails []Mail) []sentThing {
	var all []sentThing
	for _, m := range slices.Backward(direct) {
		first, _, _ := strings.Cut(m.Words(), "\n")
		all = append(all, sentThing{m.At, short(m.At), "Slack", to.Name, first})
	}
	for _, m := range slices.Backward(mails) {
		all = append(all, sentThing{m.At, short(m.At), "Mail", to.Name, m.Subject})
	}
	return all
}

func entryFor(in Invite) entryOf {
	when := moment(in.Start)
	if in.End.After(in.Start) {
		_, end, _ := strings.Cut(moment(in.End), in.End.In(zoneOf(Zone)).Format("2006, "))
		half := end[len(end)-len(" p.m."):]
		when = strings.TrimSuffix(when, half) + " to " + end // "3:00 to 3:45 p.m."
	}
	return entryOf{in, dayOf(in.Start), when}
}

func dayOf(at time.Time) string { return at.In(zoneOf(Zone)).Format(time.DateOnly) }

// short is a moment in a tight row: "Wed, Oct 8, 9:00 a.m.".
func short(at time.Time) string {
	_, hour, _ := strings.Cut(moment(at), at.In(zoneOf(Zone)).Format("2006, "))
	return at.In(zoneOf(Zone)).Format("Mon, Jan 2, ") + hour
}
