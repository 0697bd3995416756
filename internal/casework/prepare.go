package casework

import (
	"context"
	"fmt"
	"time"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/message"
	"parbot/internal/postgres"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// Quiet hours, in the reader's zone: reminders wait for the morning.
const (
	quietFrom  = 18
	quietUntil = 7
	morning    = 8
)

// Prepare asks again, just before a delivery leaves: is it still owed, may this
// person still be told, is the hour right? What is no longer owed is dropped
// from the message, with a trace; when nothing is left the parcel says why.
func (d *Desk) Prepare(ctx context.Context, delivery casefile.ID, now time.Time) (parcel Parcel, err error) {
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		row, notices, err := tx.Delivery(ctx, delivery, true)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", delivery, err)
		}
		person, err := tx.Person(ctx, row.Person)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", delivery, err)
		}
		w := &work{Desk: d, tx: tx, act: Act{District: HomeDistrict, Who: person, Now: now}}
		parcel, err = w.prepare(ctx, row, notices)
		return err
	})
	return parcel, err
}

func (w *work) prepare(ctx context.Context, row postgres.Delivery, notices []postgres.Waiting) (Parcel, error) {
	p := Parcel{ID: row.ID, Person: w.act.Who, Channel: row.Channel, Date: row.Created, MessageID: string(row.ID) + "@" + w.Domain}
	items, why, err := w.stillOwed(ctx, notices)
	if err != nil {
		return p, err
	}
	if len(items) == 0 {
		p.Drop = why
		return p, nil
	}
	if !alone(items[0].Notice) {
		if p.Wait = w.wait(items); !p.Wait.IsZero() {
			return p, nil
		}
	}
	p.Message = message.Push(message.Channel(row.Channel), items)
	p.Thread = string(items[0].Case) + "@" + w.Domain
	if carriesInvite(items[0].Notice.Topic) && row.Channel == string(message.Mail) {
		p.Invite = w.invitation(items[0], row.Created)
	}
	return p, nil
}

// opened is a case as it stands now, with its plan.
type opened struct {
	*file
	plan deadline.Plan
	view access.View
}

// Why a notice is not said; words for the log of deliveries.
const (
	notOwed    = "no longer owed"
	notAllowed = "no longer allowed"
	saidNewer  = "a newer step says it"
)

// stillOwed keeps the notices that the plan of this moment still holds and whose
// reader may still know; of several about one deadline, the newest step alone.
// The rest is dropped, each with its reason.
func (w *work) stillOwed(ctx context.Context, notices []postgres.Waiting) (items []message.Item, why string, err error) {
	cases := map[casefile.ID]*opened{}
	var ids []casefile.ID // of the items
	why = notOwed
	for _, n := range notices {
		o, err := w.reopen(ctx, cases, n.Case)
		if err != nil {
			return nil, "", err
		}
		item, reason := w.check(o, n)
		gone := n.ID
		if reason == "" {
			if items, ids, gone = supersede(items, ids, item, n.ID); gone == "" {
				continue
			}
			reason = saidNewer
		}
		why = reason
		if err := w.tx.DropNotice(ctx, gone, reason, w.act.Now); err != nil {
			return nil, "", err
		}
	}
	return items, why, nil
}

func (w *work) reopen(ctx context.Context, cases map[casefile.ID]*opened, id casefile.ID) (*opened, error) {
	if o, ok := cases[id]; ok {
		return o, nil
	}
	f, err := w.load(ctx, id, false)
	if err != nil {
		return nil, err
	}
	o := &opened{file: f, plan: w.make(f), view: w.view(f)}
	cases[id] = o
	return o, nil
}

// check asks whether a notice is still owed and allowed, and says why it is not.
// Of a closed case only what is formal and what calls a date off is said.
func (w *work) check(o *opened, n postgres.Waiting) (message.Item, string) {
	over := o.c.Closed != schoolday.None && n.Kind != deadline.Formal && n.Topic != deadline.TopicCanceled
	if over || !w.planned(o, n) {
		return message.Item{}, notOwed
	}
	if w.gate(o.file).Knows(w.act.Who.ID).Level < program.Dates && !invitee(o, n, w.act.Who.ID) {
		return message.Item{}, notAllowed
	}
	item := message.Item{View: o.view, Case: o.c.ID, Notice: n.Notice}
	for i := range o.plan.Deadlines {
		if o.plan.Deadlines[i].Key == n.Deadline {
			item.Deadline = &o.plan.Deadlines[i]
		}
	}
	if n.Meeting != "" {
		item.Meeting = o.c.Meeting(n.Meeting)
	}
	if n.Deadline != "" && item.Deadline == nil {
		return message.Item{}, notOwed
	}
	return item, ""
}

func (w *work) planned(o *opened, n postgres.Waiting) bool {
	for _, p := range o.plan.Notices {
		if p.Key == n.Key {
			return true
		}
	}
	return false
}

// invitee reports whether the notice takes an invitation back from somebody who
// was invited: that one hears of it also after leaving the case.
func invitee(o *opened, n postgres.Waiting, id casefile.ID) bool {
	m := o.c.Meeting(n.Meeting)
	if m == nil || n.Topic != deadline.TopicCanceled {
		return false
	}
	for _, a := range m.Attendees {
		if a.Person.ID == id {
			return true
		}
	}
	return false
}

// supersede adds an item, or puts it in the place of an older step about the
// same deadline, and returns the notice that is not said then, if one is not.
func supersede(items []message.Item, ids []casefile.ID, item message.Item, id casefile.ID) ([]message.Item, []casefile.ID, casefile.ID) {
	for i, old := range items {
		if item.Notice.Deadline == "" || old.Case != item.Case || old.Notice.Deadline != item.Notice.Deadline {
			continue
		}
		if !item.Notice.At.After(old.Notice.At) {
			return items, ids, id
		}
		gone := ids[i]
		items[i], ids[i] = item, id
		return items, ids, gone
	}
	return append(items, item), append(ids, id), ""
}

// wait returns the moment before which reminders must not leave, or zero: the
// morning after quiet hours.
func (w *work) wait(items []message.Item) time.Time {
	local := w.act.Now.In(message.ZoneOf(w.act.Who, items[0].View.Program()))
	day := schoolday.Of(local)
	switch {
	case local.Hour() >= quietFrom:
		return day.Add(1).At(morning, 0, local.Location())
	case local.Hour() < quietUntil:
		return day.At(morning, 0, local.Location())
	}
	return time.Time{}
}

// invitation is the calendar object of one attendee: neutral, with nobody else
// in it.
func (w *work) invitation(it message.Item, stamp time.Time) *Invitation {
	m := it.Meeting
	return &Invitation{
		UID: m.UID, Sequence: it.Notice.Sequence, Cancel: it.Notice.Topic == deadline.TopicCanceled,
		Start: m.Start, End: m.End, Stamp: stamp, Title: message.NeutralFor(it), Place: m.Place, Attendee: w.act.Who,
	}
}

// Settle records what became of a delivery.
func (d *Desk) Settle(ctx context.Context, delivery casefile.ID, o Outcome) error {
	return d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		return tx.SettleDelivery(ctx, delivery, postgres.Outcome(o))
	})
}
