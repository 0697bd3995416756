package casefile

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Whatever a calendar day brings becomes a fact on the morning on which that
// day begins, month.end and school-year.end too: what is due by then can still
// be done on it, and what is made then is made before the day is over.

// ahead is how far calendar days without a year of the school calendar are
// looked up beyond now.
const ahead = 24 // months

// day adds a day of the calendar.
func (b *builder) day(name, state string, d schoolday.Day) {
	b.add(Fact{Event: program.Event{Name: name, State: state}, Day: d, At: d.At(0, 0, b.cal.Zone)})
}

// semesters adds the first and last days of semesters. Of a year whose second
// semester is not known, the first day and the last are.
func (b *builder) semesters() {
	for _, y := range b.cal.Years {
		b.day("semester", "start", y.Start)
		if y.Second != schoolday.None {
			b.day("semester", "end", b.cal.Last(y.Second-1))
			b.day("semester", "start", y.Second)
		}
		b.day("semester", "end", y.End)
	}
}

// months adds the last days of the months from the opening of the case until
// its closing, and else until a day.
func (b *builder) months(until schoolday.Day) {
	y, m, _ := b.c.Opened.UTC().Date()
	for n := time.Month(1); ; n++ {
		last := schoolday.Date(y, m+n, 1) - 1
		if last > until || b.past(last) {
			return
		}
		b.day("month", "end", last)
	}
}

// dates adds the days that a program has named, of every year of the case.
func (b *builder) dates(named map[string]program.Yearly, until schoolday.Day) {
	for _, name := range slices.Sorted(maps.Keys(named)) {
		for year := b.c.Opened.Year(); year <= until.Year(); year++ {
			if d := named[name].On(year); d >= b.c.Opened && d <= until && !b.past(d) {
				b.day("date", name, d)
			}
		}
	}
}

// past reports whether the case was closed before a day.
func (b *builder) past(d schoolday.Day) bool { return b.c.Closed != schoolday.None && d > b.c.Closed }

// dateFields returns the dates that records hold, with At the moment the record
// left draft, in the order in which they did; of says which fields of which
// forms are dates.
func (b *builder) dateFields(of map[string]map[string]bool, order func(x, y *Fact) int) []Fact {
	var all []Fact
	for i := range b.c.Records {
		r := &b.c.Records[i]
		if len(of[r.Form]) == 0 {
			continue
		}
		form := b.scope.Form(r.Form)
		left, ok := b.left(r)
		if form == nil || !ok || !r.Live() || !b.standing(r.On) {
			continue
		}
		for _, f := range form.Fields {
			if d := r.date(f); d != schoolday.None {
				all = append(all, Fact{Event: program.Event{Name: r.Form, State: f.Key}, Day: d, At: left.At, Record: r.ID, On: r.On, By: left.By})
			}
		}
	}
	return sorted(all, recorded, order)
}

// date is the day that a field of the record holds, or None. A field of type
// day that was left out is the day of the record.
func (r *Record) date(f *program.Field) schoolday.Day {
	text := r.Fields[f.Key]
	switch {
	case f.Type == "day" && text == "":
		return r.Day
	case !dated(f) || text == "":
		return schoolday.None
	}
	d, err := schoolday.Parse(text)
	if err != nil {
		return schoolday.None
	}
	return d
}

func dated(f *program.Field) bool { return f.Type == "date" || f.Type == "day" }

// left is the step with which the record left draft, once it took effect.
func (b *builder) left(r *Record) (Step, bool) {
	for _, s := range b.effects(r) {
		if s.State != Draft && s.State != Confirmed {
			return s, true
		}
	}
	return Step{}, false
}

// arrivals are the days of date fields as facts: of several records the newest
// counts, and a day that came while it did stays a fact.
func (b *builder) arrivals(fields []Fact) {
	for i, f := range fields {
		if at := f.Day.At(0, 0, b.cal.Zone); at.After(f.At) {
			f.At = at
		}
		if !slices.ContainsFunc(fields[i+1:], func(later Fact) bool { return later.Event == f.Event && !later.At.After(f.At) }) {
			b.add(f)
		}
	}
}

// newest leaves of the dates of each field the one recorded last.
func newest(fields []Fact) []Fact {
	var left []Fact
	for i, f := range fields {
		if !slices.ContainsFunc(fields[i+1:], func(later Fact) bool { return later.Event == f.Event }) {
			left = append(left, f)
		}
	}
	return left
}

// turns adds what was done to the case as a whole.
func (b *builder) turns() {
	for _, t := range b.c.Turns {
		b.add(Fact{Event: program.Event{Name: "case", State: string(t.State)}, Day: t.Day, At: t.At, By: t.By})
	}
}

// inTurn compares facts by when they were recorded. What was recorded at one
// moment stands in the order of the program file, so that the order in which a
// store returns it does not matter; steps of one record keep theirs.
func inTurn(s *program.Scope) func(x, y *Fact) int {
	order, late := make(map[string]int, len(s.Forms)), make(map[string]bool, len(s.Deadlines))
	for i, f := range s.Forms {
		order[f.Key] = i + 1
	}
	for _, d := range s.Deadlines {
		late[d.Key] = true
	}
	rank := func(f *Fact) int {
		if late[f.Event.Name] {
			return 5
		}
		return rank(f)
	}
	return func(x, y *Fact) int {
		if !x.At.Equal(y.At) {
			return x.At.Compare(y.At)
		}
		if x.Record != "" && x.Record == y.Record && x.Event.Name == y.Event.Name {
			return 0
		}
		if kind := rank(x) - rank(y); kind != 0 {
			return kind
		}
		return cmp.Or(cmp.Compare(order[x.Event.Name], order[y.Event.Name]), cmp.Compare(x.Record, y.Record), cmp.Compare(x.Meeting, y.Meeting))
	}
}

// rank orders the kinds of facts of one moment: the opening, the calendar, what
// people did, the turns and the closing of the case. What became of deadlines
// follows from all of that.
func rank(f *Fact) int {
	switch {
	case f.Event.Name == "case" && f.Event.State == "opened":
		return 0
	case calendar[f.Event.Name]:
		return 1
	case f.Event.Name == "case":
		return 4
	case f.Meeting != "":
		return 2
	}
	return 3
}

// calendar are the names of what comes with the days of a calendar.
var calendar = map[string]bool{"month": true, "semester": true, "school-year": true, "date": true}
