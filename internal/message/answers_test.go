package message_test

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/golden"
	"parbot/internal/message"
	"parbot/internal/program"
	"parbot/internal/schoolday"
)

// said is one message of a golden, with the reason it stands there.
type said struct {
	why string
	m   message.Message
}

func write(b *strings.Builder, all []said) {
	for _, one := range all {
		b.WriteString("== " + one.m.Key + ": " + one.why + "\n" + shown(one.m) + "\n")
	}
}

// Every answer to a success, as VOICE §2.3 and §3 write it.
func TestAnswers(t *testing.T) {
	var b strings.Builder
	for _, group := range [][]said{logs(t), undos(t), meets(t), dues(t), whys(t), cases(t), visits(t), papers(t), filledIn(t), turns()} {
		write(&b, group)
	}
	golden.Check(t, "testdata/answers.golden", b.String())
}

// filledIn are the answers to forms of the program that somebody filled in.
func filledIn(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	var all []said
	for _, one := range []struct {
		why, form, at string
		by            casefile.Person
	}{
		{"an act of today", "portfolio-shared", "2025-10-08 09:00", carl},
		{"of another day, that is signed", "initial-summary", "2025-10-06 09:00", carl},
		{"of which some see that it is there", "monthly-log", "2025-10-08 09:00", carl},
		{"that is anonymous", "survey", "2025-10-08 09:00", maria},
	} {
		all = append(all, sayFilled(d, one.why, one.form, one.at, one.by))
	}
	return all
}

func sayFilled(d *demo, why, form, at string, by casefile.Person) said {
	r := *d.record(form, by, at, "filed")
	return said{why, message.Filled(d.view(by), r, form == "portfolio-shared")}
}

// turns are the answers to what the program office does to a case as a whole.
func turns() []said {
	on, today := day("2025-10-06"), day("2025-10-08")
	return []said{
		{"a leave", message.PausedCase(on, today)},
		{"", message.ResumedCase(on, today)},
		{"", message.TransferredCase("Grant Elementary", on, today)},
		{"", message.SeparatedCase(on, today)},
		{"", message.WaivedRight()},
		{"with what should hold", message.Warned(message.PausedCase(on, today), []string{"A session is an hour."})},
	}
}

func logs(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	full := *d.met("2025-10-07")
	bare := full
	bare.Fields = map[string]string{"minutes": "90", "focus": "2.6, S3"}
	theirs := full
	theirs.Form, theirs.Author = "teacher-log", maria.ID
	theirs.Fields = map[string]string{"minutes": "60", "worked_on": "Reading groups"}
	contact := *d.record("contact", carl, "2025-09-02 10:00", "filed")
	note := *d.record("note", carl, "2025-10-08 09:00", "filed")
	return []said{
		{"by the consultant", message.Logged(d.view(carl), full)},
		{"without a text", message.Logged(d.view(carl), bare)},
		{"by the teacher", message.Logged(d.view(maria), theirs)},
		{"", message.Contacted(d.view(carl), contact)},
		{"", message.NotMet(d.view(carl), day("2025-10-07"), "m1")},
		{"", message.Noted(note)},
		{"the same text within a minute", message.Again("log @Maria 45m x")},
		{"a Saturday", message.ClosedDay(day("2027-03-06"), day("2025-10-08"), "meet …")},
	}
}

func undos(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	full := *d.met("2025-10-07")
	private := full
	private.Fields = map[string]string{"minutes": "45", "worked_on": "Co-planned unit 3", "private": "seemed tired"}
	theirs := full
	theirs.Form = "teacher-log"
	contact := *d.record("contact", carl, "2025-09-02 10:00", "filed")
	return []said{
		{"a log", message.Undone(d.view(carl), full)},
		{"a log with a private part, which is not repeated", message.Undone(d.view(carl), private)},
		{"the teacher's", message.Undone(d.view(maria), theirs)},
		{"a first contact", message.Undone(d.view(carl), contact)},
		{"a missed meeting", message.UndoneMissed(day("2025-10-07"), day("2025-10-08"))},
		{"", message.Redone(d.view(carl), full)},
	}
}

func meets(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	m := *d.meeting("initial-triad", "2025-10-08 09:00", "2027-03-04 15:00", 45, maria, ada, carl)
	later := m
	later.Start, later.End = d.at("2027-03-05 15:00"), d.at("2027-03-05 15:45")
	nowhere := m
	nowhere.Place = ""
	noon := later
	noon.Start, noon.End, noon.Place = d.at("2025-10-16 12:00"), d.at("2025-10-16 12:45"), ""
	pair := *d.meeting("weekly-meeting", "2025-10-08 09:00", "2025-10-14 15:00", 45, maria, carl)
	conference := *d.meeting("report-conference", "2025-10-08 09:00", "2025-11-17 15:00", 45, maria, carl)
	away := carl
	away.Zone = "America/New_York"
	east := open(t, "2025-10-08 09:00")
	east.c.Parties[1].Person = away
	return []said{
		{"three people", message.Planned(d.view(carl), m)},
		{"two people", message.Planned(d.view(maria), pair)},
		{"without a place", message.Planned(d.view(ada), nowhere)},
		{"by one who does not attend", message.Planned(d.view(dora), m)},
		{"a reader in another zone", message.Planned(east.view(away), m)},
		{"", message.Moved(d.view(carl), m, later)},
		{"to noon, without a place", message.Moved(d.view(carl), m, noon)},
		{"", message.Unchanged(d.view(carl), m)},
		{"without a place", message.Unchanged(d.view(carl), nowhere)},
		{"a new date is owed", message.Canceled(d.view(carl), later, day("2027-03-19"))},
		{"owed since before today", message.Canceled(d.view(carl), later, day("2025-09-23"))},
		{"nothing is owed", message.Canceled(d.view(carl), later, schoolday.None)},
		{"", message.Held(d.view(carl), pair, nil)},
		{"a report was discussed", message.Held(d.view(carl), conference, []string{"Written report"})},
		{"", message.Missed(d.view(carl), pair)},
		{"", message.AskedDate(d.view(carl), "initial-triad", "Site Administrator", day("2025-10-15"))},
		{"without a date", message.AskedDate(d.view(carl), "initial-triad", "Site Administrator", schoolday.None)},
		{"", message.Answered(d.view(ada), m, "yes")},
		{"", message.Answered(d.view(ada), m, "no")},
		{"", message.Answered(d.view(ada), m, "other")},
		{"without a place", message.Answered(d.view(ada), nowhere, "yes")},
	}
}

func dues(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	signed := open(t, "2025-11-20 14:30")
	signed.sign("2025-11-20 14:10", false)
	v := visit(t, "2025-10-08 09:30")
	conference := d.one(carl, "confer")
	return []said{
		{"of the consultant", message.Due(d.owed(carl), nil)},
		{"of the teacher, with a right", message.Due(signed.owed(maria), nil)},
		{"of the office: a visit", message.Due(v.owed(dora), nil)},
		{"a right that only runs out", message.Due([]message.Owed{noticed(t)}, nil)},
		{"one thing alone", message.Due([]message.Owed{conference}, nil)},
		{"", message.Due(nil, nil)},
		{"with a next date", message.Due(nil, &conference)},
		{"", message.Snoozed(conference, day("2025-10-09"))},
		{"past the date", message.Snoozed(conference, day("2025-12-01"))},
	}
}

func whys(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	d.met("2025-10-07").Form = "other" // Carl has not logged it
	signed := open(t, "2025-11-20 14:30")
	signed.sign("2025-11-20 14:10", false)
	pausing := open(t, "2025-11-18 09:00")
	pausing.record("report", carl, "2025-11-17 15:00", "discussed")
	m := d.meeting("initial-triad", "2025-10-08 09:00", "2025-10-16 15:00", 45, maria, ada, carl)
	gone := message.Owed{View: d.view(carl), Case: d.c.ID}
	v := visit(t, "2025-10-08 09:30")
	return []said{
		{"the conference", message.Why(d.one(carl, "confer"))},
		{"the conference, in a break", message.Why(pausing.one(carl, "confer"))},
		{"a week", message.Why(d.one(maria, "meet-weekly"))},
		{"a log", message.Why(d.one(carl, "write-log"))},
		{"working days from another event", message.Why(open(t, "2025-09-10 09:00").one(carl, "plan-initial"))},
		{"no date yet", message.Why(undated(t))},
		{"before a meeting that nobody planned", message.Why(d.one(maria, "complete-portfolio"))},
		{"a right that only runs out", message.Why(noticed(t))},
		{"a right", message.Why(signed.one(maria, "respond"))},
		{"of the office", message.Why(v.one(dora, "answer-visit"))},
		{"a rule that is gone", message.Why(gone)},
		{"a meeting", message.WhyMeeting(d.view(ada), *m)},
		{"a meeting, to who planned it", message.WhyMeeting(d.view(carl), *m)},
	}
}

// undated is a duty whose date follows an event that has not come.
func undated(t *testing.T) message.Owed {
	t.Helper()
	d := open(t, "2025-08-28 09:00")
	d.c.Records = d.c.Records[:2]
	return d.one(carl, "plan-initial")
}

// noticed is the time that a statute gives after a notice (CLO-38).
func noticed(t *testing.T) message.Owed {
	t.Helper()
	d := open(t, "2025-11-03 09:00")
	d.record("notice-recommendation", dora, "2025-11-03 09:00", "filed", casefile.Confirmed, "served").Steps[1].By = "superintendent"
	d.c.Parties = append(d.c.Parties, casefile.Party{Person: casefile.Person{ID: "superintendent"}, Role: program.Superintendent, From: d.c.OpenedAt})
	return d.one(maria, "notice-period")
}

func cases(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-10-08 09:00")
	d.met("2025-10-07")
	next := d.one(carl, "confer")
	d.meeting("weekly-meeting", "2025-10-08 09:00", "2025-10-14 15:00", 45, maria, carl)
	fresh := open(t, "2025-08-28 09:00")
	fresh.c.Records, fresh.c.Meetings = fresh.c.Records[:2], nil
	other := open(t, "2025-10-08 09:00")
	other.c.Parties[0].Person, other.c.School, other.c.Parties[1].Label = sam, "Grant Elementary", "Cedar"
	return []said{
		{"to the consultant", message.Case(d.view(carl), d.c.ID, &next)},
		{"to the administrator", message.Case(d.view(ada), d.c.ID, nil)},
		{"on its second day", message.Case(fresh.view(maria), d.c.ID, nil)},
		{"", message.Caseload([]message.Row{
			{View: d.view(carl), Case: d.c.ID, Next: &next, Week: 1}, {View: other.view(carl), Case: "c2"},
		})},
		{"one case", message.Caseload([]message.Row{{View: d.view(carl), Case: d.c.ID, Week: 2}})},
		{"none", message.Caseload(nil)},
	}
}

func visits(t *testing.T) []said {
	t.Helper()
	d := visit(t, "2025-10-08 09:00")
	asked := []said{
		{"", message.VisitAsked(d.view(sam), 12, "group work", day("2025-10-15"))},
		{"without a topic", message.VisitAsked(d.view(sam), 12, "", day("2025-10-15"))},
		{"", message.VisitWithdrawn()},
		{"to the office", message.VisitShown(d.view(dora), 12)},
	}
	m := *d.assign()
	d.now = d.at("2025-10-08 11:00")
	return append(asked, []said{
		{"", message.VisitAssigned(d.view(dora), 12, nia, m)},
		{"assigned, to the consultant", message.VisitShown(d.view(nia), 12)},
	}...)
}

func papers(t *testing.T) []said {
	t.Helper()
	d := open(t, "2025-11-20 14:10")
	r, s := d.sign("2025-11-20 14:10", false)
	response := *d.record("response", maria, "2025-12-01 20:00", "filed")
	noon := open(t, "2025-11-20 12:00")
	nr, ns := noon.sign("2025-11-20 12:00", false)
	declined := open(t, "2025-11-20 14:10")
	dr, ds := declined.sign("2025-11-20 14:10", true)
	read := open(t, "2025-10-08 09:00")
	read.met("2025-10-07")
	return []said{
		{"", message.Draft("c1", "report-conference")},
		{"", message.Signed(d.view(maria), r, s, day("2025-12-01"))},
		{"at noon, with no right", message.Signed(noon.view(maria), nr, ns, schoolday.None)},
		{"", message.DeclinedToSign(declined.view(maria), dr, ds, day("2025-12-01"))},
		{"", message.Responded(d.view(maria), response)},
		{"to one who may read it", message.Read(read.view(maria), "log-2025-10-07")},
		{"to one who may know of it", message.Read(read.view(ada), "log-2025-10-07")},
		{"to anybody else", message.Read(read.view(sam), "log-2025-10-07")},
		{"something that has ended", message.Stale()},
	}
}

// The forms whose sentences are written here: what is read before a choice is
// made that cannot be taken back (VOICE §3, SIGN).
func TestForms(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	r := *d.c.Record("report-2025-10-06")
	var b strings.Builder
	for _, f := range []*message.Form{
		message.SignForm(d.view(maria), r, "receipt"),
		message.SignForm(d.view(carl), r, "attests"),
		message.RespondForm(r, day("2025-12-01"), "I see the second lesson differently."),
		message.RespondForm(r, schoolday.None, ""),
	} {
		b.WriteString("== " + f.Key + ": " + f.Title + "\n")
		for _, line := range f.Lead {
			b.WriteString(line + "\n")
		}
		for _, field := range f.Fields {
			b.WriteString(field.Label + "  ‹" + strings.Join(field.Value, ", ") + "›\n")
			for _, o := range field.Options {
				b.WriteString("( ) " + o.Text + "\n")
			}
			if field.Hint != "" {
				b.WriteString("  " + field.Hint + "\n")
			}
		}
		for _, note := range f.Notes {
			b.WriteString("· " + note + "\n")
		}
		b.WriteString("[" + f.Close + "] [" + f.Submit + "*]\n\n")
		for _, text := range []string{f.Title, f.Submit, f.Close} {
			if len([]rune(text)) > 24 {
				t.Errorf("%q has more than 24 characters", text)
			}
		}
	}
	golden.Check(t, "testdata/forms.golden", b.String())
}

// What a signature can mean, each said with its limits (CLO-28).
func TestMeaning(t *testing.T) {
	for meaning, want := range map[string]string{
		"receipt":    "you received a copy of this report. It does not mean that you agree with it.",
		"understood": "you understand the reason. It does not mean that you agree with it.",
		"agreement":  "you agree to what this report says.",
		"attests":    "this report says what took place.",
		"new":        "you have seen this report.",
	} {
		if got := message.Meaning(meaning, "report"); got != want {
			t.Errorf("%s: %q", meaning, got)
		}
	}
}

// The lines below a log are the access table and nothing else.
func TestReaders(t *testing.T) {
	d := open(t, "2025-10-08 09:00")
	var b strings.Builder
	for _, form := range d.p.Forms {
		for _, who := range []casefile.Person{maria, carl} {
			if role := map[casefile.ID]program.Role{maria.ID: program.Teacher, carl.ID: program.Consultant}[who.ID]; !slices.Contains(form.By, role) {
				continue
			}
			b.WriteString("== " + form.Key + ", to " + who.Name + "\n" + strings.Join(message.Readers(d.view(who), form.Key), "\n") + "\n\n")
		}
	}
	golden.Check(t, "testdata/readers.golden", b.String())
}
