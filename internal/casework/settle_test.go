package casework_test

import (
	"context"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
	"parbot/internal/postgres"
)

// invited hands over one formal message to Ada by both channels and returns the
// deliveries by channel.
func (o *office) invited() map[string]casefile.ID {
	o.Helper()
	o.ok(o.desk.Meet(o.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	by := map[string]casefile.ID{}
	for _, p := range o.prepareAll(o.handOver()) {
		if p.Person.FirstName() == "Ada" {
			by[p.Channel] = p.ID
		}
	}
	if len(by) != 2 {
		o.Fatalf("Ada's deliveries: %v", by)
	}
	return by
}

// ofAda are the states of Ada's newest notice and of its deliveries.
func (o *office) ofAda() string {
	o.Helper()
	return o.rows(`SELECT concat_ws(' ', 'notice', state) FROM notices WHERE topic = 'invited' AND `+first("person")+` = 'Ada'`) + "\n" +
		o.rows(`SELECT concat_ws(' ', channel, d.state, nullif(provider, ''), nullif(detail, '')) FROM deliveries d JOIN delivery_notices dn ON dn.delivery = d.id
			JOIN notices n ON n.id = dn.notice WHERE topic = 'invited' AND `+first("d.person")+` = 'Ada' ORDER BY channel`)
}

func (o *office) settle(delivery casefile.ID, state, detail string) {
	o.Helper()
	out := casework.Outcome{State: state, Detail: detail, At: o.now}
	if state == "sent" {
		out.Provider = "provider-id"
	}
	if err := o.desk.Settle(o.Context(), delivery, out); err != nil {
		o.Fatal(err)
	}
}

// A notice is sent when one of its deliveries was, and failed when all have; an
// unknown outcome counts as sent and is shown as unknown.
func TestSettle(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, mail, slack, want string }{
		{"both sent", "sent", "sent", "notice sent\nmail sent provider-id why\nslack sent provider-id why"},
		{"one failed", "failed", "sent", "notice sent\nmail failed why\nslack sent provider-id why"},
		{"the other failed", "sent", "failed", "notice sent\nmail sent provider-id why\nslack failed why"},
		{"both failed", "failed", "failed", "notice failed\nmail failed why\nslack failed why"},
		{"one failed, one under way", "failed", "retry", "notice handed\nmail failed why\nslack retry why"},
		{"nobody knows", "unknown", "failed", "notice sent\nmail unknown why\nslack failed why"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := quiet(t, "2025-10-08 10:00")
			by := o.invited()
			o.settle(by["mail"], tt.mail, "why")
			o.settle(by["slack"], tt.slack, "why")
			same(t, "rows", o.ofAda(), tt.want)
		})
	}
}

// A failed attempt is no news when another one succeeds later.
func TestSettleAfterRetry(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 10:00")
	by := o.invited()
	o.settle(by["slack"], "failed", "gone")
	o.settle(by["mail"], "retry", "busy")
	o.settle(by["mail"], "sent", "")
	same(t, "rows", o.ofAda(), "notice sent\nmail sent provider-id\nslack failed gone")
}

// An attempt is marked before anything is sent: another one waits for its lease,
// and a broken one leaves a doubt (DESIGN §8).
func TestBegin(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 10:00")
	id := o.invited()["slack"]
	begin := func(delivery casefile.ID) casework.Attempt {
		t.Helper()
		a, err := o.desk.Begin(t.Context(), delivery, o.now, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a := begin(id); a.Nth != 1 || a.Channel != "slack" || !a.Urgent || a.Busy || a.Over || a.Doubt {
		t.Errorf("the first: %+v", a)
	}
	if a := begin(id); !a.Busy || a.Over {
		t.Errorf("while it runs: %+v", a)
	}
	o.now = o.now.Add(time.Minute)
	if a := begin(id); a.Nth != 2 || !a.Doubt || a.Spent || a.Busy {
		t.Errorf("after it broke off: %+v", a)
	}
	o.now = o.now.Add(time.Minute)
	if a := begin(id); a.Nth != 3 || !a.Spent {
		t.Errorf("after it broke off again: %+v", a)
	}
	o.settle(id, "sent", "")
	if a := begin(id); !a.Over || a.Busy {
		t.Errorf("after it was sent: %+v", a)
	}
	if a := begin("00000000-0000-7000-8000-000000000000"); !a.Over {
		t.Errorf("no such delivery: %+v", a)
	}
	for _, tt := range []struct {
		a       casework.Attempt
		unknown bool
		want    string
	}{
		{casework.Attempt{}, false, "refused"},
		{casework.Attempt{}, true, "may have arrived: refused"},
		{casework.Attempt{Doubt: true}, false, "may have arrived: refused"},
	} {
		if got := tt.a.Detail("refused", tt.unknown); got != tt.want {
			t.Errorf("%+v: %q", tt.a, got)
		}
	}
}

func (o *office) giveUp(delivery casefile.ID) (other string, next casefile.ID) {
	o.Helper()
	other, err := o.desk.GiveUp(o.Context(), delivery, casework.Outcome{Detail: "no such channel", At: o.now},
		func(_ context.Context, _ *postgres.Tx, deliveries []postgres.Delivery) error {
			next = deliveries[0].ID
			return nil
		})
	if err != nil {
		o.Fatal(err)
	}
	return other, next
}

// When one channel fails for good the other takes over, once; when that fails
// too the notice has failed (DOMAIN 5.1.5).
func TestOtherChannelTakesOver(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	o.at("2025-09-03 08:00")
	reminder := `SELECT state FROM notices WHERE rule = 'contact-teacher' AND step = '-7'`
	var id casefile.ID
	for _, p := range o.prepareAll(o.handOver()) {
		if p.Message.Key == "push.due.slack" {
			id = p.ID
		}
	}
	other, next := o.giveUp(id)
	if other != "mail" {
		t.Fatalf("taken over by %q", other)
	}
	same(t, "it is not lost yet", o.rows(reminder), "handed")
	p := o.prepare(next)
	if p.Channel != string(message.Mail) || p.Message.Key != "push.due.mail" || p.Person.FirstName() != "Carl" {
		t.Errorf("by mail: %+v", p)
	}
	if other, _ := o.giveUp(next); other != "" {
		t.Errorf("then by %q", other)
	}
	same(t, "both have failed", o.rows(reminder), "failed")
	o.unchanged()
}

// What goes both ways anyway is not sent a second time by the way that is left.
func TestNoTakeOverOfWhatGoesBothWays(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 10:00")
	by := o.invited()
	if other, _ := o.giveUp(by["slack"]); other != "" {
		t.Errorf("taken over by %q", other)
	}
	same(t, "rows", o.ofAda(), "notice handed\nmail waiting\nslack failed no such channel")
	if other, _ := o.giveUp(by["mail"]); other != "" {
		t.Errorf("taken over by %q", other)
	}
	same(t, "rows", o.ofAda(), "notice failed\nmail failed no such channel\nslack failed no such channel")
}

// A reminder that was put off for the night and fails in the morning has failed,
// although an earlier delivery of it was only returned.
func TestFailedAfterTheNight(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	o.desk.Mail = false
	o.at("2025-09-03 20:00")
	o.sendAll() // returned
	o.at("2025-09-04 08:00")
	for _, p := range o.prepareAll(o.handOver()) {
		if p.Message.Key == "push.due.slack" {
			o.settle(p.ID, "failed", "gone")
		}
	}
	same(t, "reminder", o.rows(`SELECT state FROM notices WHERE rule = 'contact-teacher' AND step = '-7'`), "failed")
}

// After an outage what waited for a person joins the first message that leaves.
func TestOutageEndsInOneMessage(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	var ids []casefile.ID
	for _, day := range []string{"2025-09-03", "2025-09-05", "2025-09-09"} { // -7, -3 and -1
		o.at(day + " 09:00")
		for _, p := range o.prepareAll(o.handOver()) {
			if p.Person.FirstName() == "Carl" && p.Channel == "slack" {
				if _, err := o.desk.Begin(t.Context(), p.ID, o.now, time.Minute); err != nil {
					t.Fatal(err)
				}
				o.settle(p.ID, "retry", "503")
				ids = append(ids, p.ID)
			}
		}
	}
	if len(ids) < 3 {
		t.Fatalf("%d deliveries wait", len(ids))
	}
	o.now = o.now.Add(time.Hour)
	if _, err := o.desk.Begin(t.Context(), ids[0], o.now, time.Minute); err != nil {
		t.Fatal(err)
	}
	text := o.prepare(ids[0]).Message.Text()
	wants(t, text, "first contact")
	o.settle(ids[0], "sent", "")
	for _, id := range ids[1:] {
		if a, err := o.desk.Begin(t.Context(), id, o.now, time.Minute); err != nil || !a.Over {
			t.Errorf("another one leaves: %+v, %v", a, err)
		}
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE state = 'handed' AND ` + first("person") + ` = 'Carl'`); n != 0 {
		t.Errorf("%d notices are handed for ever", n)
	}
}

// Old requests and drafts that nobody touched are forgotten, the file is not.
func TestPurge(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3")))
	o.ok(o.desk.Report(t.Context(), o.as("Carl", ""), o.maria, "draft"))
	for _, tt := range []struct {
		at               string
		requests, drafts int
	}{{"2025-10-15 10:00", 0, 0}, {"2025-10-15 10:01", 2, 0}, {"2025-12-07 08:59", 0, 0}, {"2025-12-07 10:01", 0, 1}} {
		requests, drafts, err := o.desk.Purge(t.Context(), at(tt.at))
		if err != nil || requests != tt.requests || drafts != tt.drafts {
			t.Errorf("%s: %d requests, %d drafts, %v; want %d, %d", tt.at, requests, drafts, err, tt.requests, tt.drafts)
		}
	}
	same(t, "logs", o.rows(logs), "log Carl 2025-10-07 45 2.6 unit 3")
}
