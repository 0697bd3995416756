package casework

import (
	"context"
	"strings"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/fault"
	"parbot/internal/message"
	"parbot/internal/postgres"
)

// inDoubt begins the detail of a delivery of which an attempt may have arrived.
const inDoubt = "may have arrived"

// Attempt is how a delivery stands when an attempt to send it begins.
type Attempt struct {
	Nth     int // counted from 1
	Channel string
	Urgent  bool
	Created time.Time
	Over    bool // it is settled or gone: there is nothing to do
	Busy    bool // somebody else's attempt still runs
	Doubt   bool // an earlier attempt may have arrived
	Spent   bool // more than one may have: it was sent again already
}

// Begin marks that an attempt to send a delivery begins, before anything is
// sent. An earlier one that nobody settled within its lease has broken off, and
// what it sent may have arrived. now is the real time, by which leases run. A
// reminder that waited for another attempt takes with it what waits for the
// same reader by now, so that an outage ends in one message and not in a storm
// (DESIGN §8).
func (d *Desk) Begin(ctx context.Context, delivery casefile.ID, now time.Time, lease time.Duration) (a Attempt, err error) {
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		nth, interrupted, ok, err := tx.StartDelivery(ctx, delivery, now, lease)
		if err != nil {
			return err
		}
		row, _, err := tx.Delivery(ctx, delivery, false)
		if fault.KindOf(err) == fault.Absent {
			a.Over = true
			return nil
		}
		if err != nil {
			return err
		}
		doubted := strings.HasPrefix(row.Detail, inDoubt)
		a = Attempt{
			Nth: nth, Channel: row.Channel, Urgent: row.Urgent, Created: row.Created,
			Busy: !ok && row.State == "sending", Over: !ok && row.State != "sending",
			Doubt: doubted || interrupted, Spent: doubted && interrupted,
		}
		return a.prepare(ctx, tx, delivery, ok, now)
	})
	return a, err
}

// prepare keeps the doubt, or joins what can be joined.
func (a Attempt) prepare(ctx context.Context, tx *postgres.Tx, delivery casefile.ID, began bool, now time.Time) error {
	switch {
	case !began:
		return nil
	case a.Doubt:
		return tx.NoteDelivery(ctx, delivery, inDoubt)
	case a.Nth > 1 && !a.Urgent:
		return tx.JoinDeliveries(ctx, delivery, inDoubt, now)
	}
	return nil
}

// Detail is what the log says of the attempt that is to be made again: why, and
// whether this one or an earlier one may have arrived.
func (a Attempt) Detail(why string, unknown bool) string {
	if a.Doubt || unknown {
		return inDoubt + ": " + why
	}
	return why
}

// Return gives the notices of a delivery back to wait until a moment; they are
// handed over again then.
func (d *Desk) Return(ctx context.Context, delivery casefile.ID, until time.Time) error {
	return d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		return tx.ReturnDelivery(ctx, delivery, until)
	})
}

// GiveUp records that a delivery has failed for good. When its reader can be
// reached by the other channel and was not tried there, that one takes over, in
// the same transaction; other says so by its name, else it is "".
func (d *Desk) GiveUp(ctx context.Context, delivery casefile.ID, o Outcome,
	enqueue func(ctx context.Context, tx *postgres.Tx, deliveries []postgres.Delivery) error,
) (other string, err error) {
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		next, err := d.takeOver(ctx, tx, delivery, o.At)
		if err != nil {
			return err
		}
		if other = next.Channel; other != "" {
			if err := enqueue(ctx, tx, []postgres.Delivery{next}); err != nil {
				return err
			}
		}
		return tx.SettleDelivery(ctx, delivery, postgres.Outcome{State: "failed", Detail: o.Detail, At: o.At})
	})
	return other, err
}

// takeOver makes the delivery by the other channel; it is empty when there is
// no other, or nothing left to say there.
func (d *Desk) takeOver(ctx context.Context, tx *postgres.Tx, delivery casefile.ID, now time.Time) (none postgres.Delivery, err error) {
	row, _, err := tx.Delivery(ctx, delivery, true)
	if err != nil {
		return none, err
	}
	person, err := tx.Person(ctx, row.Person)
	if err != nil {
		return none, err
	}
	channel := d.otherWay(row.Channel, person)
	if channel == "" {
		return none, nil
	}
	notices, err := tx.Untried(ctx, delivery, channel)
	if err != nil || len(notices) == 0 {
		return none, err
	}
	next := postgres.Delivery{ID: postgres.NewID(), Person: row.Person, Channel: channel, Urgent: row.Urgent, Created: now}
	return next, tx.AddDelivery(ctx, next, notices)
}

// otherWay is the channel besides the one, if the person can be reached there, or "".
func (d *Desk) otherWay(channel string, p casefile.Person) string {
	switch {
	case channel == string(message.Slack) && d.Mail && p.Email != "":
		return string(message.Mail)
	case channel == string(message.Mail) && d.Slack && p.Slack != "":
		return string(message.Slack)
	}
	return ""
}
