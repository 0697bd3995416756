package casework

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/deadline"
	"parbot/internal/fault"
	"parbot/internal/postgres"
	"parbot/internal/program"
)

// How much one transaction of a sweep takes on.
const (
	casesAtOnce   = 50
	noticesAtOnce = 500
)

// putOff is when a case is looked at again whose program is not there.
const putOff = time.Hour

// Replan plans again the cases in which time alone has changed something, in
// transactions of a few cases each, and returns how many. Replicas that sweep
// at once take different cases. A case whose program is not there, or that would
// put its teacher into two programs at once, is put off and keeps no other back;
// the error names it.
func (d *Desk) Replan(ctx context.Context, now time.Time) (cases int, err error) {
	var missing []error
	for {
		n, without, err := d.replanSome(ctx, now)
		cases += n
		missing = append(missing, without...)
		if err != nil || n < casesAtOnce {
			return cases, errors.Join(append(missing, err)...)
		}
	}
}

func (d *Desk) replanSome(ctx context.Context, now time.Time) (n int, missing []error, err error) {
	var ids []casefile.ID
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		missing = nil
		var err error
		if ids, err = tx.CasesToPlan(ctx, now, casesAtOnce); err != nil {
			return fmt.Errorf("cases to plan: %w", err)
		}
		w := &work{Desk: d, tx: tx, act: Act{District: HomeDistrict, Now: now}}
		for _, id := range ids {
			f, err := w.load(ctx, id, true)
			if errors.Is(err, errNoProgram) {
				missing, err = append(missing, err), tx.PlanAgain(ctx, id, now.Add(putOff))
			} else if err == nil {
				_, err = w.plan(ctx, f)
			}
			if err != nil {
				return err
			}
		}
		n = len(ids)
		return nil
	})
	if fault.KindOf(err) == fault.Conflict { // which is found only when all of them are stored
		return d.replanApart(ctx, ids, now)
	}
	return n, missing, err
}

// replanApart plans some cases each in a transaction of its own, and puts off
// those that conflict with what is stored.
func (d *Desk) replanApart(ctx context.Context, ids []casefile.ID, now time.Time) (n int, missing []error, err error) {
	for _, id := range ids {
		err := d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
			w := &work{Desk: d, tx: tx, act: Act{District: HomeDistrict, Now: now}}
			f, err := w.load(ctx, id, true)
			if err == nil {
				_, err = w.plan(ctx, f)
			}
			return err
		})
		if fault.KindOf(err) == fault.Conflict || errors.Is(err, errNoProgram) {
			missing = append(missing, fmt.Errorf("case %s: %w", id, err))
			err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error { return tx.PlanAgain(ctx, id, now.Add(putOff)) })
		}
		if err != nil {
			return n, missing, err
		}
		n++
	}
	return n, missing, nil
}

// HandOver takes the notices that are due, bundles them per person and channel,
// and gives each bundle to enqueue in the same transaction that marks them
// handed over: either both are done or neither. It returns how many notices it
// handed over; replicas that sweep at once take different ones.
func (d *Desk) HandOver(ctx context.Context, now time.Time,
	enqueue func(ctx context.Context, tx *postgres.Tx, deliveries []postgres.Delivery) error,
) (handed int, err error) {
	err = d.Store.In(ctx, HomeDistrict, func(tx *postgres.Tx) error {
		due, err := tx.DueNotices(ctx, now, noticesAtOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		handed = len(due)
		var all []postgres.Delivery
		var notices [][]casefile.ID
		for _, b := range d.bundles(due) {
			all = append(all, postgres.Delivery{ID: postgres.NewID(), Person: b.person, Channel: b.channel, Urgent: b.urgent, Created: now})
			notices = append(notices, b.notices)
		}
		if err := tx.AddDeliveries(ctx, all, notices); err != nil {
			return fmt.Errorf("hand over: %w", err)
		}
		return enqueue(ctx, tx, all)
	})
	return handed, err
}

// bundle is what leaves as one message.
type bundle struct {
	person  casefile.ID
	channel string
	urgent  bool
	notices []casefile.ID
}

// bundles groups due notices: what is formal or answers an act leaves alone, at
// once; reminders and nudges of a person leave together, and of several about
// the same thing only the newest, so that a long stop ends in one digest and
// not in a storm (DESIGN §8).
func (d *Desk) bundles(due []postgres.Waiting) []bundle {
	var all []bundle
	together := map[string]int{}
	for i, n := range due {
		for _, channel := range d.channels(n) {
			if alone(n.Notice) {
				all = append(all, bundle{person: n.To, channel: channel, urgent: true, notices: []casefile.ID{n.ID}})
				continue
			}
			key := string(n.To) + channel
			at, ok := together[key]
			if !ok {
				at = len(all)
				together[key] = at
				all = append(all, bundle{person: n.To, channel: channel})
			}
			// What a newer step says again is handed over with it and dropped
			// when it is prepared; its row keeps the trace.
			all[at].notices = append(all[at].notices, due[i].ID)
		}
	}
	return all
}

// alone reports whether a notice is a message of its own: formal ones, and those
// that tell of an act of somebody else.
func alone(n deadline.Notice) bool {
	switch n.Topic {
	case deadline.TopicInvited, deadline.TopicMoved, deadline.TopicCanceled, deadline.TopicCannot,
		deadline.TopicVisitAsked, deadline.TopicVisitAssigned, deadline.TopicVisitAnswered:
		return true
	default:
		return n.Kind == deadline.Formal
	}
}

// channels are the ways a notice takes: formal ones and invitations by mail and
// Slack; reminders by Slack, and by mail to administrators and to whoever has
// no Slack (DOMAIN 5.1.4).
func (d *Desk) channels(n postgres.Waiting) []string {
	slack := d.Slack && n.Slack != ""
	mail := d.Mail && n.Email != ""
	both := n.Kind == deadline.Formal || carriesInvite(n.Topic)
	switch {
	case both && slack && mail:
		return []string{"mail", "slack"}
	case mail && (!slack || both || n.Role == program.Administrator):
		return []string{"mail"}
	case slack:
		return []string{"slack"}
	}
	// Nobody to reach: one delivery that fails with a trace, never silence.
	return []string{"mail"}
}

func carriesInvite(t deadline.Topic) bool {
	return slices.Contains([]deadline.Topic{deadline.TopicInvited, deadline.TopicMoved, deadline.TopicCanceled}, t)
}
