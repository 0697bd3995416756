package message

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"parbot/internal/deadline"
)

// maxRows is how many rows a digest shows before it says how many more there are.
const maxRows = 12

// digest writes several notices as one message: meetings first, then what is
// due, then what is open past its day, then the rest.
func digest(ch Channel, items []Item) Message {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b Item) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), moment(a).Compare(moment(b)))
	})
	v := items[0].View
	sums, subject := tally(items)
	m := Message{Key: "push.digest." + string(ch), Subject: Day(v.Today(), v.Today()) + ": " + subject}
	m.say(greeting(v.Now().In(ZoneOf(v.Me(), v.Program())).Hour(), v.Me().FirstName()) + " " + sums)
	for i, it := range items {
		if i == maxRows {
			m.hush("and " + count(len(items)-maxRows, "more thing") + " with /par due.")
			break
		}
		line := Line{Text: lockScreen(it)}
		if ch == Slack {
			line.Buttons = firstButton(it)
		}
		m.Lines = append(m.Lines, line)
	}
	if ch == Mail {
		m.say("All of it, with names: /par due in Slack.")
		m.say(onlyYou)
		return m
	}
	m.Buttons = []Button{{Text: "Show names", Action: ActDue, Main: true}}
	return m
}

// firstButton is the first button of a notice, for its row; a screen reader hears what
// it belongs to.
func firstButton(it Item) []Button {
	all := buttons(it)
	if len(all) == 0 {
		return nil
	}
	b := all[0]
	b.Main = false
	b.Label = cut(b.Text+": "+lockScreen(it), 75)
	return []Button{b}
}

func greeting(hour int, name string) string {
	if hour < 12 {
		return "Good morning, " + name + "."
	}
	return "Hello " + name + "."
}

// tally counts the rows, in words for the first line ("Today: 1 meeting. Due
// this week: 1.") and for the subject ("1 meeting, 1 due").
func tally(items []Item) (sums, subject string) {
	var today, ahead, week, later, rights, open, more int
	for _, it := range items {
		now := it.View.Today()
		switch rank(it) {
		case 0:
			if meetingDay(it) == Day(now, now) {
				today++
			} else {
				ahead++
			}
		case 1:
			if it.Deadline.Due <= now.Sunday() {
				week++
			} else {
				later++
			}
		case 2:
			rights++
		case 3, 4:
			open++
		default:
			more++
		}
	}
	var long, short []string
	add := func(n int, label, what string) {
		if n > 0 {
			long = append(long, label+": "+what+".")
		}
	}
	add(today, "Today", count(today, "meeting"))
	add(ahead, "Ahead", count(ahead, "meeting"))
	add(week, "Due this week", strconv.Itoa(week))
	add(later, "Due later", strconv.Itoa(later))
	add(rights, "Last days", strconv.Itoa(rights))
	add(open, "Open", strconv.Itoa(open))
	add(more, "Also", strconv.Itoa(more))
	for _, one := range []struct {
		n    int
		what string
	}{
		{today + ahead, count(today+ahead, "meeting")},
		{week + later, strconv.Itoa(week+later) + " due"},
		{rights, count(rights, "last day")},
		{open, strconv.Itoa(open) + " open"},
		{more, strconv.Itoa(more) + " more"},
	} {
		if one.n > 0 {
			short = append(short, one.what)
		}
	}
	return strings.Join(long, " "), strings.Join(short, ", ")
}

// moment is when what a row says is due or takes place; within its rank it
// stands by that.
func moment(it Item) time.Time {
	switch {
	case rank(it) == 0 && it.Meeting != nil:
		return it.Meeting.Start
	case it.Deadline != nil:
		return it.Deadline.Due.UTC()
	}
	return it.Notice.At
}

// rank is where a row stands in a digest.
func rank(it Item) int {
	switch it.Notice.Topic {
	case deadline.TopicMeeting:
		return 0
	case deadline.TopicDue:
		return 1
	case deadline.TopicRight:
		return 2
	case deadline.TopicOpen:
		return 3
	case deadline.TopicLate:
		return 4
	default:
		return 5
	}
}
