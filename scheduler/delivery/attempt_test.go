package delivery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// snoozed returns after how long a job is to run again, or 0 when it has ended.
func snoozed(t *testing.T, err error) time.Duration {
	t.Helper()
	if snooze, ok := errors.AsType[*river.JobSnoozeError](err); ok {
		return snooze.Duration
	}
	if err != nil {
		t.Fatalf("the job failed: %v", err)
	}
	return 0
}

// A message is sent once, with the provider's id and a count kept, and its
// notices are said.
func TestSent(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.reminders()[0]
	if err := d.work(id); err != nil || d.state(id) != "sent" {
		t.Fatalf("%v, state %q", err, d.state(id))
	}
	if said := d.slack.said; len(said) != 1 || !strings.HasPrefix(said[0], "U2 ") {
		t.Errorf("said %q", said)
	}
	if provider := ask[string](d, `SELECT provider FROM deliveries WHERE id = $1`, string(id)); provider != "1759939200.000100" {
		t.Errorf("provider's id %q", provider)
	}
	if n := ask[int](d, `SELECT count(*) FROM notices n JOIN delivery_notices dn ON dn.notice = n.id WHERE dn.delivery = $1 AND n.state = 'handed'`, string(id)); n != 0 {
		t.Errorf("%d notices are still on their way", n)
	}
	if d.counted("slack sent") != 1 {
		t.Errorf("counted %v", d.counts)
	}
}

// answers are what a provider says to one attempt after the other.
var (
	lost    = &SendError{Unknown: true, Reason: "time-out"}
	away    = &SendError{Temporary: true, Reason: "status 503"}
	refused = &SendError{Reason: "account_inactive"}
)

// DESIGN §8, STANDARDS 4.3: what may have arrived is sent again at most once by
// Slack, and under the same Message-ID and Date by mail. "crash" is a process
// that died after it began; what it had sent, nobody knows.
func TestDoubt(t *testing.T) {
	tests := []struct {
		channel string
		answers string // one attempt after the other
		sends   int
		state   string
	}{
		{"slack", "ok", 1, "sent"},
		{"slack", "away away away ok", 4, "sent"},
		{"slack", "lost ok", 2, "sent"},
		{"slack", "lost lost", 2, "unknown: may have arrived: time-out"},
		{"slack", "lost away away ok", 4, "sent"},
		{"slack", "lost away lost", 3, "unknown: may have arrived: time-out"},
		{"slack", "crash ok", 1, "sent"},
		{"slack", "crash lost", 1, "unknown: may have arrived: time-out"},
		{"slack", "crash crash -", 0, "unknown: may have arrived: sent twice"},
		{"slack", "lost crash -", 1, "unknown: may have arrived: sent twice"},
		{"slack", "crash away crash -", 1, "unknown: may have arrived: sent twice"},
		{"slack", "panic ok", 2, "sent"},
		{"slack", "panic panic", 2, "unknown: may have arrived: panic"},
		{"slack", "bare ok", 2, "sent"},
		{"slack", "bare bare", 2, "unknown: may have arrived: error without a class"},
		{"slack", "refused", 1, "failed: account_inactive"},
		{"slack", "lost refused", 2, "failed: may have arrived: account_inactive"},
		{"mail", "ok", 1, "sent"},
		{"mail", "away away ok", 3, "sent"},
		{"mail", "lost lost lost lost ok", 5, "sent"},
		{"mail", "crash crash lost crash ok", 2, "sent"},
		{"mail", "panic bare ok", 3, "sent"},
		{"mail", "refused", 1, "failed: account_inactive"},
	}
	d := open(t, "2025-10-08 09:00").enrol()
	d.crowd(len(tests)) // a teacher for each row, who gets the formal notice of the pairing
	d.sweep()
	for i, tt := range tests {
		t.Run(tt.channel+" "+tt.answers, func(t *testing.T) {
			d.T, d.slack.said, d.mail.parcels = t, nil, nil
			id := casefile.ID(ask[string](d, `SELECT d.id::text FROM deliveries d JOIN people p ON p.id = d.person WHERE p.slack = $1 AND d.channel = $2`,
				"US"+strings.Repeat("x", i+1), tt.channel))
			for answer := range strings.FieldsSeq(tt.answers) {
				d.attempt(id, answer)
			}
			if got := d.state(id); got != tt.state {
				t.Errorf("state %q, want %q", got, tt.state)
			}
			if sends := d.slack.count() + d.mail.count(); sends != tt.sends {
				t.Errorf("sent %d times, want %d", sends, tt.sends)
			}
			d.sameEnvelope()
			if again := snoozed(t, d.work(id)); again != 0 || d.slack.count()+d.mail.count() != tt.sends {
				t.Error("a settled delivery was sent again")
			}
		})
	}
}

// attempt makes one attempt, to which the provider answers in a word.
func (d *district) attempt(id casefile.ID, answer string) {
	d.Helper()
	if answer == "crash" {
		if _, err := d.desk.Begin(d.Context(), id, time.Now(), leaseTime); err != nil {
			d.Fatal(err)
		}
		d.exec(`UPDATE deliveries SET leased_until = $2 WHERE id = $1`, string(id), time.Now()) // it has run out
		return
	}
	d.answer(func() error {
		switch answer {
		case "lost":
			return lost
		case "away":
			return away
		case "refused":
			return refused
		case "bare":
			return errors.New("dial tcp: maria.ortiz@demo.example")
		case "panic":
			panic("about Maria Ortiz")
		}
		return nil
	})
	_ = snoozed(d.T, d.work(id))
}

// answer makes both providers answer alike.
func (d *district) answer(f func() error) {
	d.slack.mu.Lock()
	defer d.slack.mu.Unlock()
	d.mail.mu.Lock()
	defer d.mail.mu.Unlock()
	d.slack.answer = func(string, message.Message) error { return f() }
	d.mail.answer = func(casework.Parcel) error { return f() }
}

// sameEnvelope checks that a mail was the same at every attempt.
func (d *district) sameEnvelope() {
	d.Helper()
	for _, p := range d.mail.parcels {
		first := d.mail.parcels[0]
		if p.MessageID != first.MessageID || !p.Date.Equal(first.Date) || p.Message.Subject != first.Message.Subject {
			d.Errorf("an attempt differs: %s %v, first %s %v", p.MessageID, p.Date, first.MessageID, first.Date)
		}
	}
}

// A delivery that somebody is sending is left to them until their lease ends.
func TestLease(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.one("slack")
	if _, err := d.desk.Begin(t.Context(), id, time.Now(), leaseTime); err != nil {
		t.Fatal(err)
	}
	d.until("2026-06-01 09:00") // leases run in real time
	if again := snoozed(t, d.work(id)); again != jobTime/4 {
		t.Errorf("looks again after %v", again)
	}
	if d.slack.count() != 0 {
		t.Error("sent while somebody else's attempt ran")
	}
}

// A 429 is waited out as long as Slack says; else pauses grow to five minutes.
func TestRetryAfter(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.one("slack")
	d.answer(func() error { return &SendError{Temporary: true, RetryAfter: 47 * time.Second, Reason: "status 429"} })
	if again := snoozed(t, d.work(id)); again != 47*time.Second {
		t.Errorf("tried again after %v, want 47s", again)
	}
	if got := d.state(id); got != "retry: status 429" {
		t.Errorf("state %q", got)
	}
	d.answer(func() error { return away })
	var pauses []string
	for range 8 {
		pauses = append(pauses, snoozed(t, d.work(id)).String())
	}
	if want := "4s 8s 16s 32s 1m4s 2m8s 4m16s 5m0s"; strings.Join(pauses, " ") != want {
		t.Errorf("pauses %v, want %s", pauses, want)
	}
}

// A channel that is off and a person without an address end with a trace.
func TestNobodyToReach(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.one("mail")
	d.worker.Mail = nil
	if snoozed(t, d.work(id)); d.state(id) != "failed: mail is off" {
		t.Errorf("state %q", d.state(id))
	}
	d.exec(`UPDATE people SET slack = '' WHERE id = $1`, string(d.people["Maria"].ID))
	slack := d.one("slack")
	if snoozed(t, d.work(slack)); d.state(slack) != "failed: no address" {
		t.Errorf("state %q", d.state(slack))
	}
}

// An invitation goes with the mail about a meeting; one that cannot be made
// keeps the mail back and does not lose it.
func TestInvitation(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	act := casework.Act{District: casework.HomeDistrict, Who: d.people["Carl"], Request: "r1", Now: d.Now()}
	meet := casework.Meet{Case: d.maria, Kind: "initial-triad", Do: "plan", Day: on("2025-10-16"), Hour: 15, Minutes: 45, Place: "Room 12"}
	if _, err := d.desk.Meet(t.Context(), act, meet); err != nil {
		t.Fatal(err)
	}
	d.sweep()
	id := casefile.ID(ask[string](d, `SELECT d.id::text FROM deliveries d JOIN delivery_notices dn ON dn.delivery = d.id JOIN notices n ON n.id = dn.notice
		WHERE n.topic = 'invited' AND d.channel = 'mail' AND d.person = $1`, string(d.people["Ada"].ID)))
	made := d.worker.Invite
	d.worker.Invite = func(casework.Invitation) ([]byte, error) { return nil, errors.New("no zone") }
	if snoozed(t, d.work(id)) == 0 || d.state(id) != "retry: invitation not made" {
		t.Errorf("state %q", d.state(id))
	}
	d.worker.Invite = made
	if snoozed(t, d.work(id)); d.state(id) != "sent" {
		t.Fatalf("state %q", d.state(id))
	}
	uid := ask[string](d, `SELECT uid FROM meetings`)
	if got := d.mail.invites; !slices.Equal(got, []string{"invitation " + uid}) {
		t.Errorf("invitations %q, want one of %s", got, uid)
	}
}

// A database that is away just when an outcome is known does not make the
// message come twice.
func TestOutcomeIsRecordedLater(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.one("slack")
	d.answer(func() error {
		d.exec(`ALTER TABLE deliveries RENAME TO elsewhere`)
		go func() {
			time.Sleep(300 * time.Millisecond)
			d.exec(`ALTER TABLE elsewhere RENAME TO deliveries`)
		}()
		return nil
	})
	if err := d.work(id); err != nil || d.state(id) != "sent" || d.slack.count() != 1 {
		t.Errorf("%v, state %q after %d sends", err, d.state(id), d.slack.count())
	}
}

// A job that is told to stop while it sends still records what came of it.
func TestOutcomeOfAStoppedJob(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	id := d.one("slack")
	ctx, cancel := context.WithCancel(t.Context())
	d.answer(func() error { cancel(); return nil })
	job := &river.Job[Args]{JobRow: &rivertype.JobRow{Attempt: 1}, Args: Args{District: casework.HomeDistrict, Delivery: id}}
	if err := d.worker.Work(ctx, job); err != nil || d.state(id) != "sent" {
		t.Errorf("%v, state %q", err, d.state(id))
	}
}

// A panic outside of sending ends here too, and what it said is not passed on.
func TestPanicOutsideOfSending(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	d.sweep()
	d.worker.Count = func(string, string) { panic("about Maria Ortiz") }
	if err := d.work(d.one("slack")); !errors.Is(err, errPanic) {
		t.Errorf("the queue is told %v", err)
	}
	if strings.Contains(d.logged(), "Ortiz") {
		t.Errorf("the log says what the panic said:\n%s", d.logged())
	}
}

// A delivery that is gone, or whose every notice was said elsewhere, is no error
// and no message.
func TestNothingToSend(t *testing.T) {
	d := open(t, "2025-10-08 09:00").enrol()
	if err := d.work(casefile.ID("0199c000-0000-7000-8000-000000000000")); err != nil {
		t.Error(err)
	}
	d.sweep()
	id := d.one("mail")
	d.exec(`UPDATE notices SET state = 'dropped' WHERE person = $1`, string(d.people["Maria"].ID))
	if err := d.work(id); err != nil || d.mail.count() != 0 || !strings.HasPrefix(d.state(id), "dropped: ") {
		t.Errorf("%v, state %q, %d mails", err, d.state(id), d.mail.count())
	}
}

// Pauses never shrink and never overflow.
func TestPause(t *testing.T) {
	last := time.Duration(0)
	for n := -1; n < 5000; n++ {
		if p := pause(n); p < last || p <= 0 || p > longestPause {
			t.Fatal(fmt.Sprint(n, p, last))
		} else {
			last = p
		}
	}
}
