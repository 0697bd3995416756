package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parbot/internal/casefile"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// caseMaker draws case files, in the order in which the store gives them back.
type caseMaker struct {
	*rapid.T
	people []casefile.Person
	made   *int // ids so far
}

func (m caseMaker) id() casefile.ID {
	*m.made++
	return id(*m.made)
}

// text is any that Postgres can hold: it refuses NUL.
func (m caseMaker) text(label string) string {
	return strings.ReplaceAll(rapid.StringN(0, 30, -1).Draw(m.T, label), "\x00", "")
}

func (m caseMaker) moment(label string) time.Time {
	return time.UnixMicro(rapid.Int64Range(946_684_800_000_000, 4_102_444_800_000_000).Draw(m.T, label)).UTC()
}

func (m caseMaker) maybe(label string) bool { return rapid.Bool().Draw(m.T, label) }

func (m caseMaker) maybeMoment(label string) time.Time {
	if m.maybe(label + "?") {
		return m.moment(label)
	}
	return time.Time{}
}

func (m caseMaker) day(label string) schoolday.Day {
	return schoolday.Day(rapid.Int32Range(int32(schoolday.Date(1900, 1, 1)), int32(schoolday.Date(2200, 1, 1))).Draw(m.T, label))
}

// crowd is some of the people, each once.
func (m caseMaker) crowd(label string) []casefile.Person {
	return rapid.Permutation(m.people).Draw(m.T, label)[:rapid.IntRange(0, len(m.people)).Draw(m.T, label+" many")]
}

func (m caseMaker) someone(label string) casefile.ID {
	if m.maybe(label + "?") {
		return rapid.SampledFrom(m.people).Draw(m.T, label).ID
	}
	return ""
}

func (m caseMaker) many(label string, f func(i int)) {
	for i := range rapid.IntRange(0, 3).Draw(m.T, label) {
		f(i)
	}
}

func (m caseMaker) file() casefile.Case {
	c := casefile.Case{
		ID: m.id(), District: home, Program: m.text("program"), Version: m.text("version"), Track: m.text("track"), School: m.text("school"),
		Opened: m.day("opened"), OpenedAt: m.moment("opened at"),
	}
	if m.maybe("a visit") {
		c.Number = *m.made
	}
	if m.maybe("closed") {
		c.Closed, c.ClosedAt = m.day("closed"), m.moment("closed at")
	}
	for i, p := range m.crowd("parties") {
		role := rapid.SampledFrom([]program.Role{program.Administrator, program.Panel, "observer"}).Draw(m.T, "role")
		from := c.OpenedAt.Add(time.Duration(i) * time.Microsecond)
		party := casefile.Party{Person: p, Role: role, From: from, Label: m.text("label")}
		if m.maybe("left") {
			party.To = from.Add(time.Duration(rapid.Int64Range(0, 1e6).Draw(m.T, "for")) * time.Microsecond)
		}
		c.Parties = append(c.Parties, party)
	}
	m.many("records", func(i int) { c.Records = append(c.Records, m.record(c.OpenedAt.Add(time.Duration(i)*time.Second))) })
	m.many("meetings", func(int) { c.Meetings = append(c.Meetings, m.meeting()) })
	m.course(&c)
	return c
}

// course is what happened to the case as a whole.
func (m caseMaker) course(c *casefile.Case) {
	m.many("turns", func(int) {
		state := rapid.SampledFrom([]casefile.State{casefile.Paused, casefile.Resumed, casefile.Separated, casefile.Reopened}).Draw(m.T, "turn")
		c.Turns = append(c.Turns, casefile.Turn{State: state, Day: m.day("turned on"), At: m.moment("turned at"), By: m.someone("turned by")})
	})
	m.many("shifts", func(int) {
		why := rapid.SampledFrom([]string{"program", "calendar"}).Draw(m.T, "why")
		c.Shifts = append(c.Shifts, casefile.Shift{
			Deadline: m.text("shifted"), From: m.day("from"), To: m.day("to"), Why: why, Closed: m.text("closed day"), At: m.moment("shifted at"),
		})
	})
	for i, p := range m.crowd("waived") {
		c.Waived = append(c.Waived, casefile.Waiver{Deadline: m.text("right"), Person: p.ID, At: c.OpenedAt.Add(time.Duration(i) * time.Microsecond)})
	}
	for _, p := range m.crowd("granted") {
		grant := casefile.Grant{To: p.ID, At: m.moment("granted at")}
		if m.maybe("of one thing") {
			grant.Record = m.id()
		}
		if m.maybe("ended") {
			grant.Ended = grant.At.Add(time.Duration(rapid.Int64Range(0, 1e6).Draw(m.T, "open for")) * time.Microsecond)
		}
		c.Grants = append(c.Grants, grant)
	}
}

func (m caseMaker) record(at time.Time) casefile.Record {
	r := casefile.Record{
		ID: m.id(), Form: m.text("form"), Author: m.someone("author"), Day: m.day("day"), At: at,
		Fields: map[string]string{}, Outcome: m.text("outcome"), Withdrawn: m.maybeMoment("withdrawn"), Steps: m.steps(),
	}
	m.many("fields", func(int) { r.Fields[m.text("field")] = m.text("value") })
	m.many("shared", func(int) { r.Shared = append(r.Shared, program.Role(m.text("shared"))) })
	m.many("presented", func(int) { r.Presented = append(r.Presented, m.id()) })
	if m.maybe("made") {
		r.MadeFor = fmt.Sprintf("%d/%s", *m.made, m.text("made for"))
	}
	if m.maybe("attached") {
		r.On = m.id()
	}
	for i, p := range m.crowd("signed") {
		r.Signed = append(r.Signed, casefile.Signature{
			Person: p.ID, Meaning: m.text("meaning"), Declined: m.maybe("declined"), Day: m.day("signed on"),
			At: at.Add(time.Duration(i) * time.Microsecond), Hash: m.text("hash"),
		})
	}
	return r
}

func (m caseMaker) steps() (steps []casefile.Step) {
	m.many("steps", func(int) {
		steps = append(steps, casefile.Step{State: casefile.State(m.text("state")), Day: m.day("step on"), At: m.moment("step at"), By: m.someone("by")})
	})
	return steps
}

func (m caseMaker) meeting() casefile.Meeting {
	one := casefile.Meeting{
		ID: m.id(), Kind: m.text("kind"), UID: fmt.Sprintf("%d@%s", *m.made, m.text("uid")), Sequence: rapid.IntRange(0, 99).Draw(m.T, "sequence"),
		Moves: rapid.IntRange(0, 99).Draw(m.T, "moves"), State: casefile.Asked, Zone: m.text("zone"), Place: m.text("place"),
		Convener: m.someone("convener"), Steps: m.steps(),
	}
	if m.maybe("planned") {
		one.State = rapid.SampledFrom([]casefile.State{casefile.Planned, casefile.Held, casefile.Missed, casefile.Cancelled}).Draw(m.T, "state")
		one.Start = m.moment("start")
		one.End = one.Start.Add(time.Duration(rapid.IntRange(0, 600).Draw(m.T, "minutes")) * time.Minute)
	}
	for _, p := range m.crowd("attendees") {
		one.Attendees = append(one.Attendees, casefile.Attendee{
			Person: p, Role: program.Role(m.text("role")), Answer: rapid.SampledFrom([]string{"", "yes", "no", "other"}).Draw(m.T, "answer"),
			Answered: m.maybeMoment("answered"), Present: m.maybe("present"),
		})
	}
	return one
}

// stored writes the file down as people do: created, then closed and records
// taken back.
func stored(ctx context.Context, tx *postgres.Tx, c casefile.Case) error {
	if err := tx.CreateCase(ctx, c); err != nil {
		return err
	}
	if c.Closed != schoolday.None {
		if err := tx.CloseCase(ctx, c.ID, c.Closed, c.ClosedAt); err != nil {
			return err
		}
	}
	for _, r := range c.Records {
		if err := tx.SetWithdrawn(ctx, r.ID, r.Withdrawn); err != nil {
			return err
		}
	}
	return nil
}

// sameCase compares what went in with what came out; nothing is nothing,
// however it is written, and an instant is one in every zone.
func sameCase(want, got casefile.Case) string { return cmp.Diff(want, got, cmpopts.EquateEmpty()) }

// Whatever a file holds comes back as it was, to the microsecond.
func TestAnyFileComesBack(t *testing.T) {
	d := open(t)
	var people []casefile.Person
	for _, name := range []string{"Maria", "Carl", "Ada", "Dora", "Sam", "Nia"} {
		people = append(people, d.people[name])
	}
	made := 0
	rapid.Check(t, func(rt *rapid.T) {
		c := caseMaker{T: rt, people: people, made: &made}.file()
		var got casefile.Case
		err := d.try(func(ctx context.Context, tx *postgres.Tx) (err error) {
			if err = stored(ctx, tx, c); err != nil {
				return err
			}
			got, err = tx.Case(ctx, c.ID, rapid.Bool().Draw(rt, "lock"))
			return err
		})
		if err != nil {
			rt.Fatal(err)
		}
		// Dora holds her office in every case.
		want := c
		want.Parties = append(slices.Clone(c.Parties), casefile.Party{Person: d.people["Dora"], Role: program.Coordinator, Office: true})
		if diff := sameCase(want, got); diff != "" {
			rt.Fatalf("-in +out:\n%s", diff)
		}
	})
}
