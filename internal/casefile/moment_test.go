package casefile_test

import (
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// What comes with the calendar becomes a fact on the morning of its day, the
// last day of a month too, and not the evening before (LANGUAGE §2).
func TestCalendarComes(t *testing.T) {
	p, f := contract(t), newCourse(t)
	for _, tt := range []struct{ when, event string }{
		{"2025-08-18", "school-year.start"},
		{"2026-06-12", "school-year.end"},
		{"2026-08-17", "school-year.start"},
		{"2025-08-18", "semester.start"},
		{"2026-01-09", "semester.end"},
		{"2026-01-12", "semester.start"},
		{"2026-06-12", "semester.end"},
		{"2025-08-31", "month.end"},
		{"2025-09-30", "month.end"},
		{"2026-02-28", "month.end"},
		{"2026-05-01", "date.tenure"},
	} {
		morning := at(t, tt.when+" 00:00")
		count := func(facts []casefile.Fact) (n int) {
			for _, one := range facts {
				if one.Event.String() == tt.event && one.Day == day(t, tt.when) {
					n++
				}
			}
			return n
		}
		if n := count(casefile.Open(p, &f.c, f.cal, morning.Add(-1)).Follow(nil).Facts); n != 0 {
			t.Errorf("%s of %s is there the evening before", tt.event, tt.when)
		}
		if n := count(casefile.Open(p, &f.c, f.cal, morning).Follow(nil).Facts); n != 1 {
			t.Errorf("%s of %s is there %d times in the morning", tt.event, tt.when, n)
		}
	}
}

// Months and named days are those of the case, from its opening to its closing;
// of the calendar every year is there.
func TestDaysOfTheCase(t *testing.T) {
	p, f := contract(t), newCourse(t)
	f.c.Closed, f.c.ClosedAt = day(t, "2025-11-12"), at(t, "2025-11-12 16:00")
	course := f.follow(p, "2027-01-01 09:00")
	same(t, "days", []string{
		"2025-08-18 school-year.start 0", "2025-08-31 month.end 0", "2025-09-30 month.end 0", "2025-10-31 month.end 0",
		"2026-06-12 school-year.end 0", "2026-08-17 school-year.start 0",
	}, told(course.Facts, "month", "date", "school-year"))
	f.cal = schoolday.New(f.cal.Zone, nil)
	if course = f.follow(p, "2027-01-01 09:00"); len(told(course.Facts, "semester", "school-year")) != 0 {
		t.Error("a year is there that no calendar knows")
	}
}

// The next moment is the first at which time alone brings a fact: nobody needs
// to look at the case before.
func TestNext(t *testing.T) {
	p, f := contract(t), newCourse(t)
	next := func(now string) string { return f.follow(p, now).Next.In(f.cal.Zone).Format("2006-01-02 15:04") }
	if got := next("2025-09-01 09:00"); got != "2025-09-30 00:00" {
		t.Errorf("next is %s, want the end of the month", got)
	}
	f.meeting("m", "triad-meeting", casefile.Planned, "2025-09-10 15:00", "planned 2025-09-01 08:00")
	if got := next("2025-09-01 09:00"); got != "2025-09-10 15:45" {
		t.Errorf("next is %s, want the end of the meeting", got)
	}
	f.record("later", "report", "", "issued 2025-09-02 09:00")
	if got := next("2025-09-01 09:00"); got != "2025-09-10 15:45" {
		t.Errorf("next is %s; what people do is not brought by time", got)
	}
	if got := next("2025-09-10 15:45"); got != "2025-09-30 00:00" {
		t.Errorf("next is %s after the meeting", got)
	}
	f.c.Closed, f.c.ClosedAt, f.cal = day(t, "2025-09-12"), at(t, "2025-09-12 09:00"), schoolday.New(f.cal.Zone, nil)
	if got := f.follow(p, "2025-09-13 09:00").Next; !got.IsZero() {
		t.Errorf("a closed case without a calendar wakes at %s", got)
	}
}

// Turns of a case are facts, and looked for over the whole case.
func TestTurns(t *testing.T) {
	p, f := contract(t), secondYear(t)
	for i, state := range []casefile.State{casefile.Paused, casefile.Resumed, casefile.Transferred} {
		when := at(t, "2025-11-03 09:00").AddDate(0, 0, i)
		f.c.Turns = append(f.c.Turns, casefile.Turn{State: state, Day: schoolday.Of(when), At: when, By: "dora"})
	}
	course := f.follow(p, "2026-10-01 09:00")
	same(t, "turns", []string{
		"2025-08-27 case.opened 0", "2025-11-03 case.paused 1", "2025-11-04 case.resumed 1", "2025-11-05 case.transferred 1",
	}, told(course.Facts, "case"))
	if !course.Has(events(t, "case.paused"), 2) || course.Has(events(t, "case.closed"), 0) {
		t.Error("what is looked for over the case is not found, or what never was is")
	}
}

// Where an event is looked for (LANGUAGE §3): in the round or later, over the
// case for what is once for it.
func TestHas(t *testing.T) {
	p, f := contract(t), secondYear(t)
	course := f.follow(p, "2026-10-01 09:00")
	for _, tt := range []struct {
		events string
		round  int
		want   bool
	}{
		{"ilp.filed", 1, true},
		{"ilp.filed", 2, true},
		{"ilp.2.filed", 1, true},
		{"ilp.2.filed", 2, false}, // last year's
		{"ilp.2.filed, focus.filed", 2, true},
		{"determination.extend", 2, false},
		{"enrolment.enrolled", 2, true}, // once: case
		{"mou.filed", 2, true},          // once: holder
		{"mous.done", 2, true},
		{"renewed.done", 2, false},
		{"stage.active", 2, true},
		{"round.again", 1, true},
		{"forwarding.filed", 1, true},
		{"report.filed", 0, false},
	} {
		if got := course.Has(events(t, tt.events), tt.round); got != tt.want {
			t.Errorf("%s in round %d: %v, want %v", tt.events, tt.round, got, tt.want)
		}
	}
}

// What has a day beforehand can bound a date (LANGUAGE §2.5).
func TestAhead(t *testing.T) {
	p, f := contract(t), firstYear(t)
	f.meeting("m3", "triad-meeting", casefile.Planned, "2026-02-10 15:00", "planned 2025-11-03 09:00")
	f.meeting("m4", "triad-meeting", casefile.Planned, "2026-03-10 15:00", "planned 2025-11-03 09:00")
	f.meeting("m5", "triad-meeting", casefile.Cancelled, "2025-12-10 15:00", "planned 2025-11-03 09:00", "cancelled 2025-11-04 09:00")
	f.meeting("h1", "hearing", casefile.Planned, "2026-04-14 15:00", "planned 2025-11-03 09:00")
	course := f.follow(p, "2025-11-05 09:00")
	for _, tt := range []struct{ events, from, want string }{
		{"triad-meeting.held", "2025-09-10", "2025-09-10"},
		{"triad-meeting.held", "2025-09-11", "2026-02-10"},
		{"triad-meeting.3.held", "2025-09-11", "2026-03-10"},
		{"triad-meeting.planned", "2025-09-11", "2026-02-10"},
		{"hearing.held, triad-meeting.held", "2026-02-11", "2026-03-10"},
		{"hearing.packet", "2025-09-11", "2026-03-31"},
		{"round.end", "2025-09-11", "2026-06-12"},
		{"school-year.end", "2026-06-13", "2027-06-11"},
		{"semester.end", "2025-09-11", "2026-01-09"},
		{"month.end", "2025-09-11", "2025-09-30"},
		{"date.tenure", "2025-09-11", "2026-05-01"},
		{"date.tenure", "2026-05-02", "2027-05-01"},
		{"report.filed", "2025-09-11", ""},
		{"triad-meeting.held", "2026-03-11", ""},
	} {
		if got := course.Ahead(events(t, tt.events), day(t, tt.from)); got.String() != tt.want {
			t.Errorf("%s from %s is ahead on %q, want %q", tt.events, tt.from, got, tt.want)
		}
	}
}

// A packet that may not open before an event opens with it, if its day has come
// by then (Boston: seven days before, and not before the recommendation).
func TestPacketWaits(t *testing.T) {
	p := contract(t)
	open := func(f *file, now string) []string {
		return told(without(f.follow(p, now).Facts, "planned", "held", "ended"), "hearing")
	}
	f := newCourse(t)
	f.outcome("r1", "enrolment", "enrolled", "2025-08-27 10:00")
	f.meeting("h1", "hearing", casefile.Planned, "2026-04-14 15:00", "planned 2026-01-12 09:00")
	f.record("i1", "ilp", "", "filed 2026-02-02 09:00")
	same(t, "with one of two", nil, open(f, "2026-04-10 09:00"))
	if facts := casefile.Packets(&f.c, p.In("par"), f.cal, at(t, "2026-04-10 09:00")); len(facts) != 0 {
		t.Errorf("the packet is open: %v", written(facts))
	}
	f.record("i2", "ilp", "", "filed 2026-04-08 09:00")
	same(t, "before the second", nil, open(f, "2026-04-08 08:59"))
	want := []string{"2026-04-08 hearing.1.packet 1"}
	same(t, "with the second", want, open(f, "2026-04-08 09:00"))
	same(t, "asked of the hearings alone", []string{"2026-04-08 hearing.1.packet"},
		written(casefile.Packets(&f.c, p.In("par"), f.cal, at(t, "2026-04-08 09:00"))))
	f.c.Records[2].Steps[0] = f.step(casefile.Filed, "2026-03-02 09:00")
	same(t, "the evening before the day", nil, open(f, "2026-03-30 23:59"))
	same(t, "on the day", []string{"2026-03-31 hearing.1.packet 1"}, open(f, "2026-03-31 00:00"))
}

// Last year's papers open no packet of this year (LANGUAGE §3).
func TestPacketOfThisRound(t *testing.T) {
	p, f := contract(t), secondYear(t)
	f.meeting("h2", "hearing", casefile.Planned, "2027-04-13 15:00", "planned 2026-10-01 09:00")
	course := f.follow(p, "2027-04-12 09:00")
	same(t, "packets", []string{"2026-10-01 hearing.1.planned 2"}, told(course.Facts, "hearing"))
}

// An outcome comes with filed, whether or not it was stored as a step; what
// needs a second person comes when another of the right role confirmed.
func TestEffects(t *testing.T) {
	p := contract(t)
	for _, tt := range []struct {
		name, form, outcome string
		by                  casefile.ID
		steps               []string
		want                []string
	}{
		{
			"the outcome was no step", "willingness", "willing", "",
			[]string{"filed 2025-09-01 09:00"},
			[]string{"2025-09-01 willingness.1.filed 0", "2025-09-01 willingness.1.willing 0"},
		},
		{
			"it was one", "willingness", "willing", "",
			[]string{"filed 2025-09-01 09:00", "willing 2025-09-01 09:00"},
			[]string{"2025-09-01 willingness.1.filed 0", "2025-09-01 willingness.1.willing 0"},
		},
		{
			"a draft has none yet", "willingness", "willing", "",
			[]string{"draft 2025-09-01 09:00"},
			[]string{"2025-09-01 willingness.1.draft 0"},
		},
		{
			"nobody confirmed", "forwarding", "", "",
			[]string{"draft 2025-09-01 08:00", "filed 2025-09-01 09:00"},
			[]string{"2025-09-01 forwarding.1.draft 0"},
		},
		{
			"who filed it confirmed", "forwarding", "", "carl",
			[]string{"filed 2025-09-01 09:00", "confirmed 2025-09-03 09:00"},
			[]string{"2025-09-03 forwarding.1.confirmed 0"},
		},
		{
			"another role confirmed", "forwarding", "", "dora",
			[]string{"filed 2025-09-01 09:00", "confirmed 2025-09-03 09:00"},
			[]string{"2025-09-03 forwarding.1.confirmed 0"},
		},
		{
			"the right one confirmed", "forwarding", "", "hana",
			[]string{"filed 2025-09-01 09:00", "confirmed 2025-09-03 09:00", "served 2025-09-03 10:00"},
			[]string{"2025-09-01 forwarding.1.filed 0", "2025-09-03 forwarding.1.confirmed 0", "2025-09-03 forwarding.1.served 0"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newCourse(t)
			r := f.record("r", tt.form, "", tt.steps...)
			r.Outcome = tt.outcome
			for i := range r.Steps {
				if r.Steps[i].State == casefile.Confirmed {
					r.Steps[i].By = tt.by
				}
			}
			same(t, "facts", tt.want, told(f.follow(p, "2025-09-10 09:00").Facts, tt.form))
		})
	}
}

// A filed paper is a fact from its confirmation on, not from before.
func TestConfirmedLater(t *testing.T) {
	p, f := contract(t), newCourse(t)
	f.second(f.record("r", "forwarding", "", "filed 2025-09-01 09:00"), "hana", "2025-09-03 09:00")
	same(t, "before", nil, told(f.follow(p, "2025-09-03 08:59").Facts, "forwarding"))
	for _, one := range f.follow(p, "2025-09-03 09:00").Facts {
		if one.Event == (program.Event{Name: "forwarding", Nth: 1, State: "filed"}) && !one.At.Equal(at(t, "2025-09-03 09:00")) {
			t.Errorf("filed is known from %s", one.At)
		}
	}
}

// A date in a paper that needs a second person comes with the confirmation.
func TestDateConfirmed(t *testing.T) {
	p, f := contract(t), newCourse(t)
	form := p.In("par").Form("forwarding")
	form.Fields = []*program.Field{{Key: "by", Type: "date"}, {Key: "made", Type: "day"}}
	r := f.record("r", "forwarding", "", "filed 2025-09-01 09:00")
	r.Fields = map[string]string{"by": "2025-10-01"}
	ahead := func() string {
		course := f.follow(p, "2025-09-05 09:00")
		return course.Ahead(events(t, "forwarding.by"), day(t, "2025-09-01")).String()
	}
	if got := ahead(); got != "" {
		t.Errorf("unconfirmed, it is ahead on %s", got)
	}
	f.second(r, "hana", "2025-09-03 09:00")
	if got := ahead(); got != "2025-10-01" {
		t.Errorf("confirmed, it is ahead on %q", got)
	}
	// A day that was left out is that of the record, and known with it.
	same(t, "the dates", []string{
		"2025-09-01 forwarding.1.filed 0", "2025-09-01 forwarding.1.made 0", "2025-09-03 forwarding.1.confirmed 0", "2025-10-01 forwarding.1.by 0",
	}, told(f.follow(p, "2025-10-02 09:00").Facts, "forwarding"))
}

// What became of a deadline follows what people did at that moment.
func TestDeadlinesComeLast(t *testing.T) {
	p, f := contract(t), firstYear(t)
	f.record("y", "year-end", "", "issued 2026-05-05 09:00", "filed 2026-05-06 09:00")
	f.record("a", "response", "y", "filed 2026-05-08 09:00")
	met := casefile.Fact{Event: program.Event{Name: "respond", State: "met"}, Day: day(t, "2026-05-08"), At: at(t, "2026-05-08 09:00"), Record: "y", Meeting: "m1"}
	same(t, "the order", []string{"2026-05-08 response.1.filed 1", "2026-05-08 respond.met 1"},
		told(f.follow(p, "2026-05-09 09:00", met).Facts, "response", "respond"))
}
