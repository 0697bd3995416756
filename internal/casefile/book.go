package casefile

import (
	"cmp"
	"slices"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Book is what the file and the calendar of a case say at a moment, listed once
// in the order in which it was recorded. Its course can be followed more than
// once, with what became of deadlines besides.
type Book struct {
	c     *Case
	p     *program.Program
	cal   schoolday.Calendar
	now   time.Time
	track *program.Track
	scope *program.Scope
	index index
	order func(x, y *Fact) int // in turn

	known  []Fact // calendar days, packets and dates, those to come too
	fields []Fact // dates in records, At when the record left draft
	listed []Fact // all of it, that to come too
}

// far is later than any now.
const far = 200 // years

// Open lists what the file and the calendar of a case say by now.
func Open(p *program.Program, c *Case, cal schoolday.Calendar, now time.Time) *Book {
	track := p.Track(c.Track)
	if track == nil {
		track = &program.Track{}
	}
	scope := p.In(c.Track)
	b := &Book{c: c, p: p, cal: cal, now: now, track: track, scope: scope, index: indexed(scope), order: inTurn(scope)}
	b.list()
	return b
}

func (b *Book) list() {
	until := b.cal.Today(b.now).AddMonths(ahead)
	days := builder{c: b.c, cal: b.cal, now: b.now.AddDate(far, 0, 0), scope: b.scope}
	days.year()
	days.semesters()
	days.months(until)
	days.dates(b.p.Dates, until)
	days.packets()
	b.known = days.facts
	b.fields = days.dateFields(b.index.date, b.order)

	file := builder{
		c: b.c, cal: b.cal, now: days.now, scope: b.scope, number: meetingNumbers(b.c),
		facts: make([]Fact, 0, len(days.facts)+4*len(b.c.Records)+4*len(b.c.Meetings)+16),
	}
	file.facts = append(file.facts, days.facts...)
	file.file()
	file.turns()
	file.arrivals(b.fields)
	b.listed = sorted(file.facts, recorded, b.order)
}

// Facts returns what the book says has happened by now, by day; they must not be
// changed. Rounds, stages and lists, which follow from it, are not in it.
func (b *Book) Facts() []Fact {
	for i := range b.listed {
		if b.listed[i].At.After(b.now) {
			return byDay(slices.Clip(b.listed[:i]))
		}
	}
	return byDay(slices.Clip(b.listed))
}

// merged returns what the book lists with other facts in their turn.
func (b *Book) merged(besides []Fact) []Fact {
	if len(besides) == 0 {
		return b.listed
	}
	more := sorted(besides, recorded, b.order)
	all := make([]Fact, 0, len(b.listed)+len(more))
	for i := range b.listed {
		for len(more) > 0 && b.order(&more[0], &b.listed[i]) < 0 {
			all, more = append(all, more[0]), more[1:]
		}
		all = append(all, b.listed[i])
	}
	return append(all, more...)
}

// recorded is the second in which a fact was recorded, to sort by.
func recorded(f *Fact) int64 { return f.At.Unix() }

// byDay orders facts by their day and then by when they were recorded. It may
// return the facts themselves.
func byDay(facts []Fact) []Fact {
	return sorted(facts, func(f *Fact) int64 { return int64(f.Day) }, func(x, y *Fact) int { return x.At.Compare(y.At) })
}

// sorted returns the facts in the order of a key and, where that is the same, of
// a comparison; equal ones keep theirs. Facts that are in order already are
// returned themselves; else places are moved instead of facts, which are large.
func sorted(facts []Fact, key func(*Fact) int64, compare func(x, y *Fact) int) []Fact {
	type place struct {
		key int64
		at  int
	}
	places := make([]place, len(facts))
	ordered := true
	for i := range facts {
		places[i] = place{key(&facts[i]), i}
		ordered = ordered && (i == 0 || places[i-1].key < places[i].key ||
			places[i-1].key == places[i].key && compare(&facts[i-1], &facts[i]) <= 0)
	}
	if ordered {
		return facts
	}
	slices.SortFunc(places, func(x, y place) int {
		if x.key != y.key {
			return cmp.Compare(x.key, y.key)
		}
		return cmp.Or(compare(&facts[x.at], &facts[y.at]), cmp.Compare(x.at, y.at))
	})
	in := make([]Fact, len(facts))
	for i, p := range places {
		in[i] = facts[p.at]
	}
	return in
}
