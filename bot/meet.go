package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// What a meeting holds (VOICE §2.1).
const (
	minMeeting = 10
	maxMeeting = 8 * 60
	maxPlace   = 200 // characters
)

// meetLine is what a line after "meet" says, as far as it was understood.
type meetLine struct {
	visit int // number, or 0
	who   found
	kind  *program.Meeting
	nth   int
	when
}

// when is the part of a line that both meetings and visits have.
type when struct {
	do      string // "plan", "ask", "cancel", "held" or "missed"
	day     schoolday.Day
	time    clock
	timed   bool
	minutes int // 0: not said
	place   string
}

// readMeet reads "PERSON MEETING DATE TIME [LENGTH] [place]", or "V-12 DATE TIME
// …". With a mistake comes what was understood besides it.
func readMeet(l line, cases []casework.Mine, today schoolday.Day) (in meetLine, err error) {
	if in.visit = visitNumber(l); in.visit > 0 {
		in.when, err = readWhen(l.from(1), today)
		return in, err
	}
	if in.who = person(l, namesOf(cases)); in.who.words == 0 {
		if kind, _, _ := meeting(l, kindsOf(cases, in.who)); kind == nil {
			in.who = strange(l, cases, today)
		}
	}
	l = l.from(in.who.words)
	var n int
	in.kind, in.nth, n = meeting(l, kindsOf(cases, in.who))
	l = l.from(n)
	if in.kind == nil && len(l.words) > 0 && !begins(l, today) {
		l, err = notAKind(l, today)
	}
	if in.kind != nil && in.kind.Times > 0 && in.nth > in.kind.Times {
		err = noNth(in.kind, in.nth)
	}
	var mistake error
	if in.when, mistake = readWhen(l, today); err == nil {
		err = mistake
	}
	return in, err
}

// strange are the words before a meeting, a date or a time that name nobody;
// all of them, when nothing of that follows.
func strange(l line, cases []casework.Mine, today schoolday.Day) found {
	if len(l.words) == 0 || begins(l, today) {
		return found{}
	}
	f := unnamed(l, func(l line) bool {
		kind, _, _ := meeting(l, kindsOf(cases, found{}))
		return kind != nil || begins(l, today)
	})
	if f.words == 0 {
		n := min(len(l.words), maxName)
		return found{words: n, typed: l.before(n)}
	}
	return f
}

// notAKind skips the words that stand where the meeting should.
func notAKind(l line, today schoolday.Day) (line, error) {
	n := 1
	for n < len(l.words) && !begins(l.from(n), today) {
		n++
	}
	return l.from(n), noKind(l.before(n))
}

// begins reports whether a line goes on with a date, a time or what to do.
func begins(l line, today schoolday.Day) bool {
	_, day, _ := date(l, today, coming)
	_, at, _ := timeOfDay(l)
	return day > 0 || at > 0 || doing[l.wordAt(0)] != ""
}

// doing are the words that settle a meeting.
var doing = map[string]string{
	"cancel": "cancel", "canceled": "cancel", "cancelled": "cancel", "held": "held", "missed": "missed", "ask": "ask",
}

// readWhen reads date, time, length and what to do, in any order, and then the
// place. A length after "held" is no mistake: nothing is planned by it.
func readWhen(l line, today schoolday.Day) (in when, err error) {
	in.do = "plan"
	for len(l.words) > 0 {
		n, mistake := in.take(l, today)
		if err == nil {
			err = mistake
		}
		if n == 0 {
			break
		}
		l = l.from(n)
	}
	if l.is("or") && begins(l.from(1), today) && err == nil {
		err = fault.New(fault.Invalid, "err.time", "Several times at once cannot be offered. Nothing was planned. Type the one you want.")
	}
	in.place = strings.Join(strings.FieldsFunc(strings.TrimLeft(l.text, " ,;"), blank), " ")
	return in, err
}

// take reads the next part of a line that is still missing.
func (in *when) take(l line, today schoolday.Day) (words int, err error) {
	if do := doing[l.wordAt(0)]; do != "" && in.do == "plan" {
		in.do = do
		return 1, nil
	}
	if in.day == schoolday.None {
		to := coming
		if in.do == "held" || in.do == "missed" || settlesLater(l) {
			to = past
		}
		if day, n, err := date(l, today, to); n > 0 {
			in.day = day
			return n, err
		}
	}
	if !in.timed {
		if at, n, err := timeOfDay(l); n > 0 {
			in.time, in.timed = at, err == nil
			if in.minutes == 0 {
				in.minutes = at.minutes
			}
			return n, err
		}
	}
	if in.minutes == 0 {
		if minutes, n := length(l); n > 0 {
			in.minutes = minutes
			return n, nil
		}
	}
	return 0, nil
}

// settlesLater reports whether the line says further on that a meeting was held
// or missed: "10/6 held" is about the past.
func settlesLater(l line) bool {
	for i := range min(len(l.words), maxTitle) {
		if do := doing[l.wordAt(i)]; do == "held" || do == "missed" {
			return true
		}
	}
	return false
}

// kindsOf are the kinds of meeting that the person may plan in the case that a
// line is about.
func kindsOf(cases []casework.Mine, f found) []typeable {
	var kinds []typeable
	for _, c := range cases {
		if len(f.who) > 0 && !slices.ContainsFunc(f.who, func(n named) bool { return n.id == c.Case }) {
			continue
		}
		for _, k := range typeables(c) {
			if !slices.ContainsFunc(kinds, func(one typeable) bool { return one.Key == k.Key }) {
				kinds = append(kinds, k)
			}
		}
	}
	return kinds
}

// check refuses a length or a place that no meeting has.
func (in when) check() error {
	if in.minutes != 0 && (in.minutes < minMeeting || in.minutes > maxMeeting) {
		return fault.New(fault.Invalid, "err.long", fmt.Sprintf(
			"A meeting holds 10 minutes to 8 hours; this one says %s. Nothing was planned.", message.Length(in.minutes)))
	}
	if n := utf8.RuneCountInString(in.place); n > maxPlace {
		return message.TooLong("place", n, maxPlace)
	}
	return nil
}

// complete reports whether nothing is missing that has to be said.
func (in when) complete() bool { return in.do != "plan" || in.day != schoolday.None && in.timed }

func (in when) as(anyway bool) casework.Meet {
	return casework.Meet{
		Do: in.do, Day: in.day, Hour: in.time.hour, Minute: in.time.minute, Minutes: in.minutes, Place: in.place, Anyway: anyway,
	}
}

// meet plans, moves or settles a meeting of a case, or of a visit.
func (t *turn) meet(ctx context.Context, o order) (Reply, error) {
	cases, err := t.cases(ctx, meets)
	if err != nil {
		return Reply{}, err
	}
	in, mistake := readMeet(o.line, cases, t.today())
	if mistake == nil {
		mistake = in.check()
	}
	if in.visit > 0 {
		return t.meetVisit(ctx, o, in, mistake)
	}
	which, err := choose(o, cases, in.who)
	switch {
	case len(cases) == 0:
		return Reply{}, noCase()
	case err != nil:
		return Reply{}, err
	case o.form:
		return t.meetForm(cases, which.one, in), nil
	case mistake != nil:
		return Reply{}, mistake
	case in.kind == nil || !in.complete() || which.one == nil && len(which.several) == 0:
		return t.meetForm(cases, which.one, in), nil
	case which.one != nil:
		m := in.as(o.anyway)
		m.Case, m.Kind, m.Nth = which.one.Case, in.kind.Key, in.nth
		answer, err := t.desk.Meet(ctx, t.act, m)
		return Reply{Message: answer}, err
	}
	if question, ok := whichOne(o.typed, in.who, which.several); ok {
		return Reply{Message: question}, nil
	}
	return t.meetForm(cases, nil, in), nil
}

func noCase() error {
	return fault.New(fault.Absent, "err.nocase", "You have no open case. Nothing was planned. For a visit, type its number: `/par meet V-12 DATE TIME`.")
}

func (t *turn) meetVisit(ctx context.Context, o order, in meetLine, mistake error) (Reply, error) {
	switch {
	case o.form || mistake == nil && !in.complete():
		f := message.Form{Key: "meet", Title: fmt.Sprintf("Time for visit V-%d", in.visit), Submit: "Plan it", Close: "Close", Meta: fmt.Sprintf("visit=%d", in.visit)}
		f.Fields = whenFields(in.when)
		return show(f), nil
	case mistake != nil:
		return Reply{}, mistake
	}
	m, err := t.desk.MeetVisit(ctx, t.act, in.visit, in.as(o.anyway))
	return Reply{Message: m}, err
}

// meetForm is the form MEET.
func (t *turn) meetForm(cases []casework.Mine, one *casework.Mine, in meetLine) Reply {
	one = meant(cases, one, in.who)
	f := message.Form{Key: "meet", Title: "Plan a meeting", Submit: "Plan it", Close: "Close"}
	if in.nth > 0 {
		f.Meta = fmt.Sprintf("nth=%d", in.nth)
	}
	with(&f, cases, one)
	among := cases
	if one != nil {
		among = []casework.Mine{*one}
	}
	kind := message.Field{Key: "kind", Label: "Meeting", Kind: message.Choice}
	kinds := kindsOf(among, found{})
	slices.SortStableFunc(kinds, awaitedFirst)
	for _, k := range kinds {
		kind.Options = append(kind.Options, message.Option{Value: k.Key, Text: clip(k.called, 75)})
	}
	if in.kind != nil {
		kind.Value = []string{in.kind.Key}
		if in.minutes == 0 {
			in.minutes = in.kind.Minutes
		}
	}
	f.Fields = append(f.Fields, kind)
	f.Fields = append(f.Fields, whenFields(in.when)...)
	f.Notes = []string{"Everybody who attends gets an invitation. Planning it again with another time moves it."}
	return show(f)
}

// awaitedFirst puts what a date waits for at the head of a list.
func awaitedFirst(a, b typeable) int {
	switch {
	case a.awaited == b.awaited:
		return 0
	case a.awaited:
		return -1
	}
	return 1
}

func whenFields(in when) []message.Field {
	at := ""
	if in.timed {
		at = fmt.Sprintf("%02d:%02d", in.time.hour, in.time.minute)
	}
	return []message.Field{
		dayField(in.day),
		{Key: "time", Label: "Time", Kind: message.Clock, Value: filled(at)},
		{Key: "minutes", Label: "Minutes", Kind: message.Number, Value: digits(in.minutes), Optional: true},
		{Key: "place", Label: "Place", Kind: message.Short, Value: filled(in.place), Optional: true},
	}
}

// sentMeet takes the form MEET. Its line stands for it in what is asked next.
func (t *turn) sentMeet(ctx context.Context, s sheet) (Reply, error) {
	w := wrong{}
	in := w.when(s)
	if visit := number(s.meta.Get("visit")); visit > 0 {
		if len(w) > 0 {
			return Reply{Errors: w}, nil
		}
		t.act.Text = fmt.Sprintf("meet V-%d %s", visit, in)
		m, err := t.desk.MeetVisit(ctx, t.act, visit, in.as(false))
		return Reply{Message: m}, err
	}
	c, ok, err := t.caseOf(ctx, s, meets)
	if !ok || err != nil {
		w["with"] = choosePerson
	}
	kind := s.text("kind")
	if ok && !slices.ContainsFunc(meetings(c), func(k *program.Meeting) bool { return k.Key == kind }) {
		w["kind"] = "Choose a meeting of this case."
	}
	if len(w) > 0 || err != nil {
		return Reply{Errors: w}, err
	}
	m := in.as(false)
	m.Case, m.Kind, m.Nth = c.Case, kind, number(s.meta.Get("nth"))
	nth := ""
	if m.Nth > 0 {
		nth = fmt.Sprintf("%d ", m.Nth)
	}
	t.act.Text = fmt.Sprintf("meet %s %s %s%s", c.Teacher.Email, kind, nth, in)
	answer, err := t.desk.Meet(ctx, t.act, m)
	return Reply{Message: answer}, err
}

// when reads the fields of whenFields.
func (w wrong) when(s sheet) when {
	in := when{do: "plan", day: w.day(s, "date"), timed: true, place: strings.Join(strings.FieldsFunc(s.text("place"), blank), " ")}
	at, n, err := timeOfDay(split(s.text("time")))
	if in.time = at; n == 0 || err != nil {
		w["time"] = "Choose a time."
	}
	if s.text("minutes") != "" {
		in.minutes = w.minutes(s, minMeeting, maxMeeting)
	}
	if utf8.RuneCountInString(in.place) > maxPlace {
		w["place"] = fmt.Sprintf("Place: up to %d characters.", maxPlace)
	}
	return in
}

// String is the part of a typed line that says the same.
func (in when) String() string {
	text := fmt.Sprintf("%s %02d:%02d", in.day, in.time.hour, in.time.minute)
	if in.minutes > 0 {
		text += fmt.Sprintf(" %dm", in.minutes)
	}
	return strings.TrimSpace(text + " " + in.place)
}
