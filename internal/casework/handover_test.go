package casework_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/postgres"
)

// handOver hands over what is due and returns the deliveries.
func (o *office) handOver() (ids []casefile.ID) {
	o.Helper()
	if _, err := o.desk.Replan(o.Context(), o.now); err != nil {
		o.Fatal(err)
	}
	_, err := o.desk.HandOver(o.Context(), o.now, func(_ context.Context, _ *postgres.Tx, deliveries []postgres.Delivery) error {
		for _, one := range deliveries {
			ids = append(ids, one.ID)
		}
		return nil
	})
	if err != nil {
		o.Fatal(err)
	}
	return ids
}

func (o *office) prepare(delivery casefile.ID) casework.Parcel {
	o.Helper()
	p, err := o.desk.Prepare(o.Context(), delivery, o.now)
	if err != nil {
		o.Fatal(err)
	}
	return p
}

// send lets everything that is due leave, in the order of hand-over, and returns
// what became of each delivery.
func (o *office) send() (parcels []casework.Parcel) {
	o.Helper()
	for _, id := range o.handOver() {
		p := o.prepare(id)
		out := casework.Outcome{State: "sent", Provider: "p-" + string(id), At: o.now}
		var err error
		switch {
		case p.Drop != "":
			out.State, out.Detail = "dropped", p.Drop
			err = o.desk.Settle(o.Context(), id, out)
		case !p.Wait.IsZero():
			err = o.desk.Return(o.Context(), id, p.Wait)
		default:
			err = o.desk.Settle(o.Context(), id, out)
		}
		if err != nil {
			o.Fatal(err)
		}
		parcels = append(parcels, p)
	}
	return parcels
}

func (o *office) sendAll() { o.Helper(); o.send() }

func (o *office) only(parcels []casework.Parcel) casework.Parcel {
	o.Helper()
	var left []casework.Parcel
	for _, p := range parcels {
		if p.Drop == "" && p.Wait.IsZero() {
			left = append(left, p)
		}
	}
	if len(left) != 1 {
		o.Fatalf("%d parcels, want one: %+v", len(left), left)
	}
	return left[0]
}

// deliveries are the stored deliveries, each as "person channel urgent: notices".
const deliveries = `SELECT concat_ws(' ', split_part(p.name, ' ', 1), channel, CASE WHEN urgent THEN 'urgent' ELSE 'bulk' END, d.state || ':',
		string_agg(n.topic || ' ' || n.step, ', ' ORDER BY n.at, n.topic, n.step))
	FROM deliveries d JOIN people p ON p.id = d.person JOIN delivery_notices dn ON dn.delivery = d.id JOIN notices n ON n.id = dn.notice
	GROUP BY p.name, channel, urgent, d.state, d.id ORDER BY p.name, channel, urgent, 1`

// What is formal or answers somebody's act leaves alone and at once, formal
// notices and invitations both ways; reminders of a person leave together, by
// Slack, and by mail to administrators and whoever has no Slack (DOMAIN 5.1).
func TestHandOver(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.sendAll() // what the import says
	o.exec(`DELETE FROM delivery_notices`, `DELETE FROM deliveries`)
	o.cases(row("sam.ortiz", "nia.cole", "ada.park", "2025-10-06"))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "progress-triad", Do: "ask"}))
	o.visit("Sam", "group work")
	o.handOver()
	same(t, "deliveries", o.rows(deliveries), `
Ada mail urgent waiting: invited seq-0
Ada mail urgent waiting: paired filed
Ada slack urgent waiting: invited seq-0
Ada slack urgent waiting: paired filed
Carl mail urgent waiting: invited seq-0
Carl slack urgent waiting: invited seq-0
Dora slack urgent waiting: visit-asked filed
Maria mail urgent waiting: invited seq-0
Maria slack urgent waiting: invited seq-0
Nia mail bulk waiting: due start
Nia mail urgent waiting: paired filed
Sam mail urgent waiting: paired filed
Sam slack urgent waiting: paired filed`)
	if n := o.count(`SELECT count(*) FROM notices WHERE state = 'pending' AND at <= '2025-10-08T17:00:00Z'`); n != 0 {
		t.Errorf("%d notices that are due were left", n)
	}
	if again := o.handOver(); len(again) != 0 {
		t.Errorf("handed over twice: %v", again)
	}
	o.unchanged()
}

// The morning's reminders are one message for each person, however many cases
// they are about.
func TestMorningDigest(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-09-02 10:00")
	o.cases(row("sam.ortiz", "carl.tran", "ada.park", "2025-08-27"))
	o.sendAll()
	o.exec(`DELETE FROM delivery_notices`, `DELETE FROM deliveries`)
	o.at("2025-09-03 08:00") // a week before both first contacts are due
	parcels := o.send()
	same(t, "deliveries", o.rows(deliveries), "Carl slack bulk sent: due -7, due -7")
	wants(t, parcels[0].Message.Text(), "Good morning, Carl.", "Due Wednesday, September 10: first contact (Maple).",
		"Due Wednesday, September 10: first contact (Cedar).")
}

// By which ways each can be reached: with both channels, with one, with none.
func TestChannels(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name        string
		slack, mail bool
		want        string
	}{
		{"both", true, true, "Carl mail urgent paired, Carl slack bulk open, Carl slack urgent paired, Nia mail bulk due, Nia mail urgent paired"},
		{"Slack alone", true, false, "Carl slack bulk open, Carl slack urgent paired, Nia mail bulk due, Nia mail urgent paired"},
		{"mail alone", false, true, "Carl mail bulk open, Carl mail urgent paired, Nia mail bulk due, Nia mail urgent paired"},
		{"neither", false, false, "Carl mail bulk open, Carl mail urgent paired, Nia mail bulk due, Nia mail urgent paired"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := open(t, "2025-10-08 10:00")
			o.desk.Slack, o.desk.Mail = tt.slack, tt.mail
			o.cases(row("sam.ortiz", "nia.cole", "", "2025-10-06"))
			o.handOver()
			got := o.rows(`SELECT string_agg(line, ', ' ORDER BY line) FROM (
				SELECT concat_ws(' ', ` + first("d.person") + `, channel, CASE WHEN urgent THEN 'urgent' ELSE 'bulk' END, string_agg(n.topic, ' ')) AS line
				FROM deliveries d JOIN delivery_notices dn ON dn.delivery = d.id JOIN notices n ON n.id = dn.notice GROUP BY d.id, d.person, channel, urgent
				) AS x WHERE line LIKE 'Carl%' OR line LIKE 'Nia%'`)
			same(t, "deliveries", got, tt.want)
		})
	}
}

// Hand-over and the queue's jobs are one transaction: when the queue fails
// nothing was handed over.
func TestHandOverWithItsJobs(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	before := o.dump()
	broken := errors.New("the queue is full")
	n, err := o.desk.HandOver(t.Context(), o.now, func(context.Context, *postgres.Tx, []postgres.Delivery) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("%d, %v", n, err)
	}
	same(t, "the tables", o.dump(), before)
	if ids := o.handOver(); len(ids) == 0 {
		t.Error("nothing was left to hand over")
	}
}

// Replicas that sweep at once take different notices, and all are taken once.
func TestHandOverByReplicas(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	due := o.count(`SELECT count(*) FROM notices WHERE state = 'pending' AND at <= '2025-10-08T17:00:00Z'`)
	handed := make([]int, 4)
	var wg sync.WaitGroup
	for i := range handed {
		wg.Go(func() {
			n, err := o.desk.HandOver(t.Context(), o.now, func(context.Context, *postgres.Tx, []postgres.Delivery) error { return nil })
			if err != nil {
				t.Error(err)
			}
			handed[i] = n
		})
	}
	wg.Wait()
	if sum := handed[0] + handed[1] + handed[2] + handed[3]; sum != due || due == 0 {
		t.Errorf("handed over %v of %d", handed, due)
	}
	if n := o.count(`SELECT count(*) FROM (SELECT notice FROM delivery_notices dn JOIN deliveries d ON d.id = dn.delivery GROUP BY notice, channel HAVING count(*) > 1) x`); n != 0 {
		t.Errorf("%d notices leave twice by one channel", n)
	}
}

// A sweep plans again the cases in which time alone has changed something, and
// only those.
func TestReplan(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-06 15:00")
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("evidence"), false))
	o.cases(row("sam.ortiz", "nia.cole", "", "2025-10-06"))
	for _, tt := range []struct {
		at    string
		cases int
		state string
	}{
		{"2025-10-06 15:01", 0, "open"},
		{"2025-10-16 23:59", 0, "open"},
		{"2025-10-17 00:00", 1, "over"}, // the right's last day has passed
		{"2025-10-17 00:01", 0, "over"},
	} {
		o.at(tt.at)
		n, err := o.desk.Replan(t.Context(), o.now)
		if err != nil || n != tt.cases {
			t.Errorf("%s: %d cases planned again, %v; want %d", tt.at, n, err, tt.cases)
		}
		same(t, tt.at, o.rows(`SELECT state FROM deadlines WHERE rule = 'respond'`), tt.state)
	}
}

// After an outage what was not said is said, of several steps about one date the
// newest (DESIGN §8).
func TestAfterAnOutage(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-08-27 10:00")
	o.at("2025-09-07 09:00") // nothing has swept since the import
	o.sendAll()
	same(t, "said", o.rows(`SELECT concat_ws(' ', topic, step, `+first("person")+`, state) FROM notices
		WHERE at <= '2025-09-07T16:00:00Z' AND person IN (SELECT id FROM people WHERE name = 'Carl Tran') ORDER BY topic, at`), `
due start Carl dropped
due -7 Carl dropped
due -3 Carl sent
paired filed Carl sent`)
}

// What came and went while nothing swept is kept as past and never said.
func TestOldNewsIsNotSaid(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-09-02 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "contact", Day: on("2025-09-02"), Text: "call"}))
	o.sendAll()
	o.at("2025-09-19 13:00")
	o.sendAll()
	same(t, "weekly meetings", o.rows(`SELECT concat_ws(' ', deadline, step, state) FROM notices
		WHERE rule = 'meet-weekly' AND topic IN ('due', 'open') AND `+first("person")+` = 'Carl' ORDER BY at`), `
meet-weekly/2025-W36 Thu withdrawn
meet-weekly/2025-W36 Fri 12:00 withdrawn
meet-weekly/2025-W37 Thu past
meet-weekly/2025-W37 Fri 12:00 past
meet-weekly/2025-W38 Thu dropped
meet-weekly/2025-W38 Fri 12:00 sent`)
}
