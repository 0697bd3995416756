package delivery

import (
	"slices"
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
)

// DESIGN §8: an outage of three days loses nothing, and what is formal leaves
// each by itself.
func TestOutageOfThreeDays(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.answer(func() error { return away })
	d.sweep()
	mail, slack := d.one("mail"), d.one("slack")
	for now := at("2025-10-08 09:00"); now.Before(at("2025-10-11 09:00")); now = now.Add(3 * time.Hour) {
		d.set(now)
		for _, id := range []casefile.ID{mail, slack} {
			if snoozed(t, d.work(id)) == 0 {
				t.Fatalf("given up at %v: %s", now, d.state(id))
			}
		}
	}
	d.answer(func() error { return nil })
	for _, id := range []casefile.ID{mail, slack} {
		if snoozed(t, d.work(id)); d.state(id) != "sent" {
			t.Errorf("after the outage: %s", d.state(id))
		}
	}
	d.sameEnvelope()
	if n := ask[int](d, `SELECT count(*) FROM notices WHERE person = $1 AND state = 'sent'`, string(d.people["Maria"].ID)); n != 1 {
		t.Errorf("%d notices are sent, want 1", n)
	}
}

// Nothing is tried for ever. What may have arrived ends as unknown.
func TestGivenUpAfterAWeek(t *testing.T) {
	for answer, want := range map[*SendError]string{away: "failed: status 503", lost: "unknown: may have arrived: time-out"} {
		d := open(t, "2025-10-08 09:00").enrol()
		d.sweep()
		id := d.one("mail")
		d.answer(func() error { return answer })
		d.until("2025-10-15 08:59")
		if snoozed(t, d.work(id)) == 0 {
			t.Errorf("given up within a week: %s", d.state(id))
		}
		d.until("2025-10-15 09:01")
		if snoozed(t, d.work(id)) != 0 || d.state(id) != want {
			t.Errorf("after a week: %s, want %s", d.state(id), want)
		}
	}
}

// DESIGN §8: after an outage the reminders of all its days are one message, about
// what is still owed and nothing twice.
func TestOutageEndsInOneDigest(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.answer(func() error { return away })
	for _, day := range []string{"2025-10-08", "2025-10-09", "2025-10-10", "2025-10-13"} {
		d.until(day + " 09:00")
		d.sweep()
		for _, id := range d.reminders() {
			_ = snoozed(t, d.work(id))
		}
	}
	d.answer(func() error { return nil })
	before := d.slack.count()
	for _, id := range d.reminders() {
		_ = snoozed(t, d.work(id))
	}
	if sent := d.slack.count() - before; sent != 1 {
		t.Errorf("%d messages after the outage, want one:\n%s\n%s", sent, strings.Join(d.slack.said[before:], "\n--\n"), d.table())
	}
	if n := ask[int](d, `SELECT count(*) FROM notices WHERE person = $1 AND state = 'handed' AND kind = 'reminder'`, string(d.people["Carl"].ID)); n != 0 {
		t.Errorf("%d reminders are neither said nor dropped:\n%s", n, d.table())
	}
}

// reminders are the unsettled deliveries to Carl that are not urgent.
func (d *district) reminders() []casefile.ID {
	d.Helper()
	return slices.DeleteFunc(d.waiting("Carl", "slack"), func(id casefile.ID) bool {
		return ask[bool](d, `SELECT urgent FROM deliveries WHERE id = $1`, string(id))
	})
}

// What may have arrived is not joined to anything: its words must stay the same.
func TestDoubtIsNotJoined(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	first := d.reminders()[0]
	d.attempt(first, "lost")
	d.until("2025-10-09 09:00")
	d.sweep()
	second := d.reminders()[1]
	d.attempt(second, "away")
	d.attempt(second, "ok") // would join what waits
	if got := d.state(first); got != "retry: may have arrived: time-out" {
		t.Errorf("the one in doubt: %q", got)
	}
	d.attempt(first, "ok")
	if d.state(first) != "sent" || d.state(second) != "sent" || d.slack.count() != 4 {
		t.Errorf("states %q and %q, %d sends", d.state(first), d.state(second), d.slack.count())
	}
}

// Reminders are dropped when they have become pointless, with the reason.
func TestNoLongerOwed(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.reminders()[0]
	d.attempt(id, "away")
	d.exec(`UPDATE cases SET closed = '2025-10-08', closed_at = $1`, d.Now())
	if snoozed(t, d.work(id)) != 0 || d.state(id) != "dropped: no longer owed" || d.slack.count() != 1 {
		t.Errorf("state %q after %d sends", d.state(id), d.slack.count())
	}
	if n := d.counted("slack dropped"); n != 1 {
		t.Errorf("counted %d dropped", n)
	}
}

// at night reminders wait for the morning, and formal notices do not; also
// in the nights in which the clocks change.
func TestQuietHours(t *testing.T) {
	tests := []struct{ night, morning, utc string }{
		{"2025-10-08 18:00", "2025-10-09 08:00", "2025-10-09T15:00:00Z"},
		{"2025-10-09 06:59", "2025-10-09 08:00", "2025-10-09T15:00:00Z"},
		{"2025-11-01 20:00", "2025-11-02 08:00", "2025-11-02T16:00:00Z"}, // 25 hours long
		{"2025-11-02 01:30", "2025-11-02 08:00", "2025-11-02T16:00:00Z"},
		{"2026-03-07 22:00", "2026-03-08 08:00", "2026-03-08T15:00:00Z"}, // 23 hours long
		{"2026-03-08 03:30", "2026-03-08 08:00", "2026-03-08T15:00:00Z"},
	}
	for _, tt := range tests {
		t.Run(tt.night, func(t *testing.T) {
			d := open(t, tt.night).enrol()
			d.sweep()
			formal, reminder := d.one("slack"), d.reminders()[0]
			_, _ = snoozed(t, d.work(formal)), snoozed(t, d.work(reminder))
			if d.state(formal) != "sent" || d.state(reminder) != "returned" || d.slack.count() != 1 {
				t.Fatalf("formal %q, reminder %q", d.state(formal), d.state(reminder))
			}
			back := ask[time.Time](d, `SELECT max(at) FROM notices WHERE state = 'pending' AND id IN (SELECT notice FROM delivery_notices WHERE delivery = $1)`, string(reminder))
			if got := back.UTC().Format(time.RFC3339); got != tt.utc {
				t.Errorf("waits until %s, want %s", got, tt.utc)
			}
			d.until(tt.morning)
			d.sweep()
			if _ = snoozed(t, d.work(d.reminders()[0])); d.slack.count() != 2 {
				t.Errorf("%d messages in the morning:\n%s", d.slack.count(), d.table())
			}
		})
	}
}

// In doubt a message waits for the morning as it is, not as a new one.
func TestQuietHoursInDoubt(t *testing.T) {
	d := open(t, "2025-10-08 17:59").enrol()
	d.sweep()
	id := d.reminders()[0]
	d.attempt(id, "lost")
	d.until("2025-10-08 18:01")
	if again := snoozed(t, d.work(id)); again != longestPause || d.state(id) != "retry: may have arrived: quiet hours" {
		t.Errorf("again after %v, state %q", again, d.state(id))
	}
	d.until("2025-10-09 08:00")
	d.answer(func() error { return nil })
	if snoozed(t, d.work(id)) != 0 || d.state(id) != "sent" || d.slack.count() != 2 {
		t.Errorf("in the morning: %q after %d sends", d.state(id), d.slack.count())
	}
}

// When the one channel fails for good and the reader has the other, the other
// takes over, once.
func TestTheOtherChannelTakesOver(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	slack := d.reminders()[0]
	d.attempt(slack, "refused")
	if got := d.state(slack); got != "failed: account_inactive" {
		t.Fatalf("state %q", got)
	}
	mails := d.waiting("Carl", "mail") // the formal notice and what took over
	if len(mails) != 2 {
		t.Fatalf("%d mails, want 2:\n%s", len(mails), d.table())
	}
	taken := mails[slices.IndexFunc(mails, func(id casefile.ID) bool {
		return !ask[bool](d, `SELECT urgent FROM deliveries WHERE id = $1`, string(id))
	})]
	if n := ask[int](d, `SELECT count(*) FROM river_job WHERE args->>'delivery' = $1 AND queue = 'bulk'`, string(taken)); n != 1 {
		t.Errorf("%d jobs for the mail that takes over", n)
	}
	d.attempt(taken, "refused")
	if n := len(d.waiting("Carl", "slack")); n != 1 {
		t.Errorf("back and forth:\n%s", d.table())
	}
	if n := ask[int](d, `SELECT count(*) FROM notices n JOIN delivery_notices dn ON dn.notice = n.id WHERE dn.delivery = $1 AND n.state = 'failed'`, string(taken)); n == 0 {
		t.Errorf("no notice has failed by both channels:\n%s", d.table())
	}
	if !strings.Contains(d.logged(), "delivery failed") {
		t.Error("a failure is not in the log")
	}
}

// Formal notices take both channels at once, so neither takes over.
func TestFormalNoticesNeedNoTakeOver(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	d.attempt(d.one("mail"), "refused")
	d.attempt(d.one("slack"), "ok")
	if n := ask[int](d, `SELECT count(*) FROM deliveries WHERE person = $1`, string(d.people["Maria"].ID)); n != 2 {
		t.Errorf("%d deliveries, want 2:\n%s", n, d.table())
	}
}
