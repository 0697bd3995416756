package play

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// Story plays the stories of a consultant, a teacher and an administrator, from
// the first moment of the demo on, and writes to out what each person typed,
// saw and received. What is seen otherwise than it should be is an error that
// names the step.
func Story(ctx context.Context, c Config, out io.Writer) error {
	t := &teller{c: c, out: out, read: map[string]int{}}
	t.write("%s\n", disclaimer)
	if err := t.tell(ctx); err != nil {
		return fmt.Errorf("%s: %w", t.step, err)
	}
	t.write("\nThe stories went as they should.\n")
	if t.err != nil {
		return fmt.Errorf("write the story: %w", t.err)
	}
	return nil
}

const disclaimer = "Demo. None of these people exist."

// cast are the people of the story.
type cast struct{ carl, sam, ada, dora, nia Person }

func (t *teller) tell(ctx context.Context) error {
	var p cast
	t.step = "the people of the demo"
	for first, who := range map[string]*Person{"Carl": &p.carl, "Sam": &p.sam, "Ada": &p.ada, "Dora": &p.dora, "Nia": &p.nia} {
		var err error
		if *who, err = t.person(first); err != nil {
			return err
		}
	}
	if err := t.settle(ctx); err != nil {
		return err
	}
	for _, scene := range []func(context.Context, cast) error{t.logs, t.asks, t.assigns, t.begs, t.plans, t.moves, t.reminds} {
		if err := scene(ctx, p); err != nil {
			return err
		}
	}
	t.begin("Nothing arrived twice.")
	return t.once()
}

var isoDate = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// logs: the consultant logs a weekly session, once.
func (t *teller) logs(ctx context.Context, p cast) error {
	const line = "/par log @Maria yesterday 45m co-planned unit 3, 2.6"
	yesterday := t.c.App.Now().In(zoneOf(Zone)).AddDate(0, 0, -1).Format("Monday, January 2")
	t.begin("Carl logs yesterday's meeting with one line.")
	logged, err := t.types(ctx, p.carl, line, "Logged. "+yesterday, "45 minutes", "2.6", "Can read it: you")
	if err != nil {
		return err
	}
	t.begin("Carl takes it back, and thinks better of it.")
	undone, err := t.presses(ctx, p.carl, logged, "Undo", "Undone: the log of "+yesterday)
	if err != nil {
		return err
	}
	if _, err := t.presses(ctx, p.carl, undone, "Put it back", "Put back: the log of "+yesterday); err != nil {
		return err
	}
	t.begin("Carl sends the same line again by mistake.")
	question, err := t.types(ctx, p.carl, line, "You saved exactly this less than a minute ago.")
	if err != nil {
		return err
	}
	if _, err := t.presses(ctx, p.carl, question, "No, keep one", "Nothing was saved a second time."); err != nil {
		return err
	}
	t.begin("Carl asks what is due.")
	due, err := t.types(ctx, p.carl, "/par due", "Maria Ortiz")
	if err != nil {
		return err
	}
	if !isoDate.MatchString(due.Words()) {
		return want(due.Words(), "2025-")
	}
	return nil
}

// wish is what the teacher asks for, which only the program office may read.
var wish = map[string]string{"topic": "group work", "wish": "mornings, not Friday"}

var visitNumber = regexp.MustCompile(`\bV-\d+\b`)

// asks: a teacher without a case asks for a visit.
func (t *teller) asks(ctx context.Context, p cast) error {
	t.begin("Sam asks for a consultancy visit.")
	t.news(p.ada)
	t.news(p.sam)
	t.news(p.dora)
	form, err := t.opens(ctx, p.sam, "/par visit")
	if err != nil {
		return err
	}
	answers := map[string]string{"topic": wish["topic"], "wish": wish["wish"]}
	return t.fills(ctx, p.sam, form, answers, "Asked.", "Only the program office sees this")
}

// assigns: the coordinator hears of it and gives it to a consultant. The
// administrator never learns of it.
func (t *teller) assigns(ctx context.Context, p cast) error {
	t.begin("Dora hears that a request waits, and not what it says.")
	request, err := told(t.news(p.dora), "A visit request is waiting: V-")
	if err != nil {
		return err
	}
	if err := refused(request.Words(), wish["topic"], wish["wish"], p.sam.First(), "Ortiz"); err != nil {
		return err
	}
	t.begin("Dora gives it to Nia.")
	t.news(p.nia)
	number := visitNumber.FindString(request.Words())
	if _, err := t.types(ctx, p.dora, "/par assign "+number+" @Nia", p.nia.Name); err != nil {
		return err
	}
	for _, who := range []Person{p.sam, p.nia} {
		t.begin(who.First() + " is invited by mail.")
		if _, err := t.invited(who, 0); err != nil {
			return err
		}
	}
	t.begin("Ada has learned nothing of it.")
	if all := t.news(p.ada); len(all) > 0 {
		return refused(all[0].words, all[0].words)
	}
	t.show("Ada sees", "(nothing)")
	return nil
}

// invited expects an invitation in the mail of somebody, neutral outside, and
// returns it.
func (t *teller) invited(who Person, sequence int) (Mail, error) {
	m, err := mailed(t.news(who), "[REQUEST of ")
	if err != nil {
		return Mail{}, err
	}
	if err := want(m.Words(), fmt.Sprintf("SEQUENCE %d,", sequence)); err != nil {
		return Mail{}, err
	}
	return m, refused(m.Words(), "Maria", "Sam Ortiz", "triad", wish["topic"], "evaluation")
}

// begs: the consultant asks the administrator for a date, who is reminded of it
// and may ask why.
func (t *teller) begs(ctx context.Context, p cast) error {
	t.begin("Carl asks Ada for a date.")
	if _, err := t.types(ctx, p.carl, "/par meet @Maria initial-triad ask", "Asked. Initial Triad: a date is wanted", "October 15"); err != nil {
		return err
	}
	t.begin("Ada is reminded that a date is due, and not of whom.")
	reminder, err := t.until(ctx, p.ada, time.Date(2025, time.October, 15, 17, 0, 0, 0, zoneOf(Zone)), "Due Wednesday, October 15")
	if err != nil {
		return err
	}
	if err := refused(reminder.words, "Maria", "Carl", "triad"); err != nil {
		return err
	}
	if reminder.message == nil {
		return nil
	}
	_, err = t.presses(ctx, p.ada, *reminder.message, "Why this date?", "Wednesday, October 15")
	return err
}

// until lets time pass from notice to notice, at most to end, until somebody
// gets something with these words.
func (t *teller) until(ctx context.Context, who Person, end time.Time, words ...string) (received, error) {
	for range maxNotices {
		for _, r := range t.news(who) {
			if want(r.words, words...) == nil {
				return r, nil
			}
		}
		next, ok, err := t.c.App.Next(ctx)
		switch {
		case err != nil:
			return received{}, fmt.Errorf("the next notice: %w", err)
		case !ok || next.After(end):
			return received{}, fmt.Errorf("nothing with %q reached %s by %s: %w", words, who.First(), moment(end), ErrNothing)
		}
		if err := t.c.App.Move(ctx, next, nil); err != nil {
			return received{}, fmt.Errorf("move the clock to %s: %w", moment(next), err)
		}
		t.write("  %-14s %s\n", "the clock goes to", moment(next))
	}
	return received{}, fmt.Errorf("nothing with %q reached %s within %d notices: %w", words, who.First(), maxNotices, ErrNothing)
}

const meeting = "/par meet @Maria initial-triad 2025-10-16 %s 45m Room 12"

// plans: the consultant plans a meeting, and the administrator answers.
func (t *teller) plans(ctx context.Context, p cast) error {
	t.begin("Carl plans the Initial Triad.")
	t.news(p.carl)
	if _, err := t.types(ctx, p.carl, fmt.Sprintf(meeting, "15:00"), "Planned: Initial Triad", "3:00 to 3:45 p.m.", "Room 12", p.ada.Name); err != nil {
		return err
	}
	t.begin("Ada is invited, by mail and in Slack.")
	all := t.news(p.ada)
	invitation, err := mailed(all, "[REQUEST of ", "SEQUENCE 0,", "3:00 p.m.")
	if err != nil {
		return err
	}
	if err := refused(invitation.Words(), "Maria", "triad"); err != nil {
		return err
	}
	if err := t.stands(p.ada, invitation.Invite.UID, 0, "3:00 p.m."); err != nil {
		return err
	}
	direct, err := told(all, "You are invited", "October 16")
	if err != nil {
		return err
	}
	_, err = t.presses(ctx, p.ada, direct, "Yes", "You said yes.")
	return err
}

// stands expects that an entry stands once in somebody's calendar, at this hour.
func (t *teller) stands(who Person, uid string, sequence int, hour string) error {
	var found []string
	for _, in := range t.c.Mailbox.Calendar(who.Email) {
		if in.UID == uid {
			found = append(found, fmt.Sprintf("%s (SEQUENCE %d)", moment(in.Start), in.Sequence))
		}
	}
	seen := strings.Join(found, "\n")
	t.show("her calendar", seen)
	if len(found) != 1 {
		return fmt.Errorf("one entry was expected, but the calendar holds %d: %q: %w", len(found), seen, ErrNothing)
	}
	return want(seen, hour, fmt.Sprintf("SEQUENCE %d", sequence))
}

// moves: the same line with another time moves the meeting under its UID.
func (t *teller) moves(ctx context.Context, p cast) error {
	t.begin("Carl moves it by an hour.")
	before := t.c.Mailbox.Calendar(p.ada.Email)
	if _, err := t.types(ctx, p.carl, fmt.Sprintf(meeting, "16:00"), "Moved: Initial Triad", "4:00 to 4:45 p.m."); err != nil {
		return err
	}
	t.begin("Ada's calendar follows.")
	update, err := mailed(t.news(p.ada), "[REQUEST of ", "SEQUENCE 1,", "4:00 p.m.")
	if err != nil {
		return err
	}
	if len(before) != 1 || before[0].UID != update.Invite.UID {
		return fmt.Errorf("the UID %s is not that of %+v: %w", update.Invite.UID, before, ErrNothing)
	}
	return t.stands(p.ada, update.Invite.UID, 1, "4:00 p.m.")
}

// maxNotices bounds how often the clock goes on before a reminder must be there.
const maxNotices = 80

// reminds: the clock goes from notice to notice until the administrator is
// reminded of the meeting.
func (t *teller) reminds(ctx context.Context, p cast) error {
	t.begin("Time passes, from notice to notice.")
	reminder, err := t.until(ctx, p.ada, time.Date(2025, time.October, 16, 16, 45, 0, 0, zoneOf(Zone)), "October 16", "4:00", "eeting")
	if err != nil {
		return err
	}
	return refused(reminder.words, "Maria", "triad")
}
