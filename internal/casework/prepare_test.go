package casework_test

import (
	"strings"
	"testing"
	"time"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/fault"
	"parbot/internal/program"
)

// quiet opens the office and lets everything leave that the import says.
func quiet(t *testing.T, now string) *office {
	t.Helper()
	o := open(t, now)
	o.sendAll()
	return o
}

// to are the parcels of one person, as "channel key" or why nothing leaves.
func to(name string, parcels []casework.Parcel) string {
	var all []string
	for _, p := range parcels {
		if p.Person.FirstName() != name {
			continue
		}
		switch {
		case p.Drop != "":
			all = append(all, p.Channel+" dropped: "+p.Drop)
		case !p.Wait.IsZero():
			all = append(all, p.Channel+" waits until "+p.Wait.Format("2006-01-02 15:04 MST"))
		default:
			all = append(all, p.Channel+" "+p.Message.Key)
		}
	}
	return strings.Join(all, "\n")
}

func (o *office) prepareAll(ids []casefile.ID) (parcels []casework.Parcel) {
	o.Helper()
	for _, id := range ids {
		parcels = append(parcels, o.prepare(id))
	}
	return parcels
}

// Between hand-over and sending the file may change: what is no longer owed or
// allowed is not said, and the row says why (DESIGN §1, invariant 5; X-13).
func TestAskedAgainBeforeItLeaves(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		meet   string // a kind to plan before the hand-over, else a log is owed
		change func(*office)
		who    string
		want   string
		why    string
	}{
		{"nothing happened", "", func(*office) {}, "Carl", "slack push.due.slack", ""},
		{"the duty was met", "", func(o *office) {
			o.ok(o.desk.Log(o.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "contact", Day: on("2025-09-03"), Text: "call"}))
		}, "Carl", "slack dropped: no longer owed", "no longer owed"},
		{"the case closed", "", func(o *office) {
			o.exec(`UPDATE cases SET closed = '2025-09-03', closed_at = '2025-09-03T15:00:00Z'`)
		}, "Carl", "slack dropped: no longer owed", "no longer owed"},
		{"the role ended", "", func(o *office) {
			o.exec(`UPDATE parties SET to_at = '2025-09-03T15:00:00Z' WHERE role = 'consultant'`)
		}, "Carl", "slack dropped: no longer owed", "no longer owed"},
		{"an invitation", "initial-triad", func(*office) {}, "Ada", "mail push.invited.mail\nslack push.invited.slack", ""},
		{"the meeting moved", "initial-triad", func(o *office) {
			o.ok(o.desk.Meet(o.Context(), o.as("Carl", ""), o.triad("2025-09-16", 15)))
		}, "Ada", "mail dropped: no longer owed\nslack dropped: no longer owed", "no longer owed"},
		{"the meeting was canceled", "initial-triad", func(o *office) {
			o.ok(o.desk.Meet(o.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"}))
		}, "Ada", "mail dropped: no longer owed\nslack dropped: no longer owed", "no longer owed"},
		{"the invited left the case", "initial-triad", func(o *office) {
			o.exec(`UPDATE parties SET to_at = '2025-09-03T15:00:00Z' WHERE role = 'administrator'`)
		}, "Ada", "mail dropped: no longer owed\nslack dropped: no longer owed", "no longer owed"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := quiet(t, "2025-09-02 10:00")
			o.at("2025-09-03 08:00") // the first contact is due in a week
			if tt.meet != "" {
				o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-09-15", 15)))
			}
			ids := o.handOver()
			o.now = o.now.Add(time.Minute)
			tt.change(o)
			same(t, "what leaves", to(tt.who, o.prepareAll(ids)), tt.want)
			why := o.rows(`SELECT DISTINCT why FROM notices WHERE state = 'dropped' AND ` + first("person") + ` = '` + tt.who + `'
				AND settled_at >= '2025-09-03T15:00:00Z'`)
			same(t, "why", why, tt.why)
		})
	}
}

// A delivery that was prepared and found empty is found empty again, with a
// reason: nothing blank ever leaves.
func TestPreparedAgain(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	o.at("2025-09-03 08:00")
	ids := o.handOver()
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), casework.Log{Case: o.maria, Kind: "contact", Day: on("2025-09-03"), Text: "call"}))
	for range 3 {
		same(t, "what leaves", to("Carl", o.prepareAll(ids)), "slack dropped: no longer owed")
	}
	if _, err := o.desk.Prepare(t.Context(), "00000000-0000-7000-8000-000000000000", o.now); fault.KindOf(err) != fault.Absent {
		t.Errorf("no such delivery: %v", err)
	}
}

// Every attempt says the same under the same Message-ID, date and thread, so
// that a duplicate collapses (DESIGN §8).
func TestAttemptsAreAlike(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 10:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	ids := o.handOver()
	for _, id := range ids {
		one := o.prepare(id)
		o.now = o.now.Add(time.Hour)
		two := o.prepare(id)
		if one.MessageID != string(id)+"@parbot.example" || one.Thread != string(o.maria)+"@parbot.example" {
			t.Errorf("message %q in thread %q", one.MessageID, one.Thread)
		}
		if one.MessageID != two.MessageID || !one.Date.Equal(two.Date) || one.Thread != two.Thread {
			t.Errorf("%+v\nis not\n%+v", one, two)
		}
		same(t, "words", two.Message.Text(), one.Message.Text())
	}
}

// Of several steps about one date the newest is said; the others are settled,
// each with its reason, and none waits for ever.
func TestSupersededStepsAreSettled(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-09-02 10:00")
	o.at("2025-09-09 09:00") // -7, -3 and -1 have come, and nothing has swept
	var said []string
	for _, p := range o.send() {
		if p.Person.FirstName() == "Carl" && p.Channel == "slack" && p.Drop == "" {
			said = append(said, p.Message.Text())
		}
	}
	if n := strings.Count(strings.Join(said, "\n"), "first contact"); n != 1 {
		t.Errorf("the first contact is said %d times:\n%s", n, strings.Join(said, "\n"))
	}
	same(t, "steps", o.rows(`SELECT concat_ws(' ', step, state, why) FROM notices WHERE rule = 'contact-teacher' AND at <= '2025-09-09T16:00:00Z' ORDER BY at`), `
start dropped a newer step says it
-7 dropped a newer step says it
-3 dropped a newer step says it
-1 sent`)
	if n := o.count(`SELECT count(*) FROM notices WHERE state = 'handed'`); n != 0 {
		t.Errorf("%d notices are handed for ever", n)
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE state IN ('sent', 'dropped') AND settled_at IS NULL`); n != 0 {
		t.Errorf("%d notices are settled at no time", n)
	}
}

// Reminders wait for the morning after quiet hours, in the zone of whoever reads
// them, on both nights on which the clocks change too.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	o.at("2025-09-03 08:00")
	var digest casefile.ID
	for _, p := range o.prepareAll(o.handOver()) {
		if p.Person.FirstName() == "Carl" && p.Message.Key == "push.due.slack" {
			digest = p.ID
		}
	}
	// The duty stays open, so the same reminder is asked about at any time.
	for _, tt := range []struct{ zone, now, until string }{
		{"America/Los_Angeles", "2025-09-03 07:00", ""},
		{"America/Los_Angeles", "2025-09-03 17:59", ""},
		{"America/Los_Angeles", "2025-09-03 18:00", "2025-09-04 08:00 PDT"},
		{"America/Los_Angeles", "2025-09-04 00:00", "2025-09-04 08:00 PDT"},
		{"America/Los_Angeles", "2025-09-04 06:59", "2025-09-04 08:00 PDT"},
		{"America/New_York", "2025-09-03 14:59", ""},
		{"America/New_York", "2025-09-03 15:00", "2025-09-04 08:00 EDT"}, // 6:00 p.m. there
		{"America/New_York", "2025-09-04 04:00", ""},                     // 7:00 a.m. there
		{"Pacific/Honolulu", "2025-09-03 20:00", ""},                     // 5:00 p.m. there
		{"Pacific/Honolulu", "2025-09-04 09:00", "2025-09-04 08:00 HST"}, // 6:00 a.m. there
		{"", "2025-09-03 18:00", "2025-09-04 08:00 PDT"},                 // the district's
		{"America/Los_Angeles", "2025-11-01 18:00", "2025-11-02 08:00 PST"},
		{"America/Los_Angeles", "2025-11-02 01:30", "2025-11-02 08:00 PST"},
		{"America/Los_Angeles", "2026-03-07 18:00", "2026-03-08 08:00 PDT"},
		{"America/Los_Angeles", "2026-03-08 03:30", "2026-03-08 08:00 PDT"},
		{"America/New_York", "2026-03-07 22:30", "2026-03-08 08:00 EDT"},
	} {
		t.Run(tt.zone+" "+tt.now, func(t *testing.T) {
			o.exec(`UPDATE people SET zone = '` + tt.zone + `' WHERE name = 'Carl Tran'`)
			o.at(tt.now)
			p := o.prepare(digest)
			if p.Drop != "" {
				t.Fatalf("dropped: %s", p.Drop)
			}
			until := ""
			if !p.Wait.IsZero() {
				until = p.Wait.Format("2006-01-02 15:04 MST")
				if len(p.Message.Lines) != 0 {
					t.Error("what waits is written already")
				}
			}
			if until != tt.until {
				t.Errorf("waits until %q, want %q", until, tt.until)
			}
		})
	}
}

// Formal notices, invitations and what answers an act come at any hour.
func TestNoQuietHoursForWhatIsFormal(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 22:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("evidence"), false))
	parcels := o.send()
	same(t, "Maria", to("Maria", parcels), "mail push.invited.mail\nslack push.invited.slack\nmail push.right-given.mail\nslack push.right-given.slack")
	same(t, "Ada", to("Ada", parcels), "mail push.invited.mail\nslack push.invited.slack\nmail push.served.mail\nslack push.served.slack")
}

// What waits for the morning comes back then, and planning in the night leaves
// it where it is.
func TestNightIsSleptThrough(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	o.at("2025-09-03 20:00") // the morning's reminder, delayed into the evening
	same(t, "in the evening", to("Carl", o.send()), "slack waits until 2025-09-04 08:00 PDT")
	waiting := `SELECT concat_ws(' ', state, at AT TIME ZONE 'America/Los_Angeles') FROM notices WHERE rule = 'contact-teacher' AND step = '-7'`
	same(t, "it waits", o.rows(waiting), "pending 2025-09-04 08:00:00")
	o.at("2025-09-03 23:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-09-15", 15))) // which plans the case again
	same(t, "it still waits", o.rows(waiting), "pending 2025-09-04 08:00:00")
	o.unchanged()
	o.at("2025-09-04 08:00")
	wants(t, to("Carl", o.send()), "slack push.due.slack")
	same(t, "it was said", o.rows(waiting), "sent 2025-09-04 08:00:00")
}

// Everybody invited gets a copy of their own: the same appointment, neutral, with
// nobody else in it, by mail alone (X-04, issue point 8).
func TestInvitationForEachAttendee(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 10:00")
	o.cases(row("sam.ortiz", "carl.tran", "", "2025-10-01")) // Carl has two cases, so he has labels
	o.sendAll()
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	parcels := o.send()
	titles := map[string]string{}
	for _, p := range parcels {
		if p.Channel == "slack" {
			if p.Invite != nil {
				t.Errorf("an invitation by Slack for %s", p.Person.Name)
			}
			continue
		}
		in := p.Invite
		if in == nil || in.Attendee.Email != p.Person.Email || in.Cancel || in.Sequence != 0 || in.Place != "Room 12" ||
			!in.Start.Equal(at("2025-10-15 15:00")) || !in.End.Equal(at("2025-10-15 15:45")) || in.UID != string(o.meeting())+"@parbot.example" {
			t.Fatalf("%s: %+v", p.Person.Name, in)
		}
		titles[p.Person.FirstName()] = in.Title
		for _, other := range o.people {
			text := p.Message.Subject + p.Message.Text() + in.Title
			if other.ID != p.Person.ID && (strings.Contains(text, other.Name) || strings.Contains(text, other.Email) || strings.Contains(text, other.FirstName())) {
				t.Errorf("%s's invitation names %s:\n%s", p.Person.Name, other.Name, text)
			}
		}
	}
	if titles["Maria"] != "Meeting" || titles["Ada"] != "Meeting" || titles["Carl"] != "Meeting (Maple)" || len(titles) != 3 {
		t.Errorf("titles: %v", titles)
	}

	// Moving and canceling: the same UID, a higher SEQUENCE, and who has left the
	// case in between still hears that nothing will come of it.
	o.now = o.now.Add(time.Hour)
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-16", 15)))
	for _, p := range o.send() {
		if p.Invite != nil && (p.Invite.Sequence != 1 || p.Invite.Cancel || p.Invite.UID != string(o.meeting())+"@parbot.example") {
			t.Errorf("moved: %+v", p.Invite)
		}
	}
	o.now = o.now.Add(time.Hour)
	o.exec(`UPDATE parties SET to_at = '2025-10-08T19:00:00Z' WHERE role = 'administrator'`)
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), casework.Meet{Case: o.maria, Kind: "initial-triad", Do: "cancel"}))
	canceled := map[string]bool{}
	for _, p := range o.send() {
		if p.Invite != nil && p.Invite.Cancel && p.Invite.Sequence == 2 && p.Invite.UID == string(o.meeting())+"@parbot.example" {
			canceled[p.Person.FirstName()] = true
		}
	}
	if !canceled["Maria"] || !canceled["Carl"] || !canceled["Ada"] {
		t.Errorf("canceled for %v", canceled)
	}
}

// A check-in of two is called so in both calendars.
func TestInvitationOfTwo(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-10-08 10:00")
	o.ok(o.desk.Meet(t.Context(), o.as("Maria", ""), casework.Meet{Case: o.maria, Kind: "weekly-meeting", Day: on("2025-10-14"), Hour: 15}))
	for _, p := range o.send() {
		if p.Invite != nil && p.Invite.Title != "Check-in" {
			t.Errorf("%s: %q", p.Person.Name, p.Invite.Title)
		}
	}
}

// Nothing that is pushed in a whole story names anybody but its reader or says
// what was written.
func TestPushesHoldNoContent(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	var parcels []casework.Parcel
	send := func() {
		o.now = o.now.Add(time.Minute)
		parcels = append(parcels, o.send()...)
	}
	send()
	in := o.log("2025-10-07", "planted-log")
	in.Private = "planted-private"
	o.ok(o.desk.Log(t.Context(), o.as("Carl", ""), in))
	o.ok(o.desk.Meet(t.Context(), o.as("Carl", ""), o.triad("2025-10-15", 15)))
	o.ok(o.desk.AnswerInvite(t.Context(), o.as("Ada", ""), o.firstOf("initial-triad"), "no"))
	send()
	o.ok(o.desk.Sign(t.Context(), o.as("Maria", ""), o.discussed("planted-report"), false))
	send()
	o.ok(o.desk.Respond(t.Context(), o.as("Maria", ""), "", "planted-response"))
	o.ok(o.desk.Visit(t.Context(), o.as("Sam", ""), casework.Visit{Topic: "planted-topic", Wish: "planted-wish", Reach: "planted-reach"}))
	send()
	o.ok(o.assign(1, "Nia", casework.Meet{}))
	send()
	for range 30 {
		o.now = o.now.Add(24 * time.Hour)
		parcels = append(parcels, o.send()...)
	}
	said := 0
	for _, p := range parcels {
		text := p.Message.Subject + "\n" + p.Message.Text()
		if p.Invite != nil {
			text += "\n" + p.Invite.Title
		}
		if len(p.Message.Lines) > 0 {
			said++
		}
		if strings.Contains(text, "planted") {
			t.Errorf("to %s by %s:\n%s", p.Person.Name, p.Channel, text)
		}
		for _, other := range o.people {
			if other.ID != p.Person.ID && strings.Contains(text, other.FirstName()) {
				t.Errorf("to %s, naming %s:\n%s", p.Person.Name, other.Name, text)
			}
		}
	}
	if said < 30 {
		t.Errorf("only %d messages left", said)
	}
}

// Weeks of missed meetings are told to the program office and never to the
// administrator (OBL-06, X-06).
func TestEscalationNeverReachesTheAdministrator(t *testing.T) {
	t.Parallel()
	o := quiet(t, "2025-09-02 10:00")
	for o.now.Before(at("2025-10-31 09:00")) {
		o.now = o.now.Add(24 * time.Hour)
		o.sendAll()
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE topic = 'late' AND role = '` + string(program.Administrator) + `'`); n != 0 {
		t.Errorf("%d escalations to the administrator", n)
	}
	if n := o.count(`SELECT count(*) FROM notices WHERE topic = 'late' AND state = 'sent'`); n == 0 {
		t.Error("nothing was escalated at all")
	}
}
