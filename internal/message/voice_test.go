package message_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"parbot/internal/deadline"
	"parbot/internal/message"
)

// everything is each message of the goldens.
func everything(t *testing.T) []said {
	t.Helper()
	var all []said
	for _, group := range [][]said{logs(t), undos(t), meets(t), dues(t), whys(t), cases(t), visits(t), papers(t)} {
		all = append(all, group...)
	}
	for _, one := range everyTopic(t) {
		for _, ch := range []message.Channel{message.Slack, message.Mail} {
			all = append(all, said{one.why, message.Push(ch, []message.Item{one.item})}, said{one.why, message.Push(ch, []message.Item{one.item, one.item})})
		}
	}
	return all
}

// never are the words that VOICE §1 rules out wherever parbot speaks.
var never = regexp.MustCompile(`(?i)!|\boverdue\b|\blate\b|\burgent\b|\bplease\b|\bclick here\b|\bfail|\brefuse|\bdenied\b|\bforbidden\b|\bunauthorized\b|` +
	`\bapprove|\bEOD\b|\btomorrow\b|\bP[SD]T\b|\bcancelled\b|\bprogramme\b|\bwe\b|\bthe user\b|<!date|\.\.|\d [-–—] \d|\d[–—]\d`)

// The voice of everything that is said: calm, no emoji, no blame (VOICE §1).
func TestVoice(t *testing.T) {
	for _, one := range everything(t) {
		text := one.m.Subject + "\n" + one.m.Text()
		if found := never.FindString(text); found != "" {
			t.Errorf("%s: %q in\n%s", one.m.Key, found, text)
		}
		for _, r := range text {
			if unicode.Is(unicode.So, r) || r == utf8.RuneError || r > 0x1F000 {
				t.Errorf("%s: %q in\n%s", one.m.Key, r, text)
			}
		}
		if strings.Contains(text, "0001") || strings.Contains(text, "%!") {
			t.Errorf("%s holds a hole:\n%s", one.m.Key, text)
		}
	}
	for _, file := range []string{"testdata/mistakes.golden", "testdata/forms.golden"} {
		if found := never.FindString(read(t, file)); found != "" {
			t.Errorf("%s: %q", file, found)
		}
	}
}

// What Slack and a screen reader can hold (STANDARDS 1.4, VOICE §3).
func TestLimits(t *testing.T) {
	for _, one := range everything(t) {
		m, mains := one.m, 0
		for _, l := range m.Lines {
			if n := utf8.RuneCountInString(l.Text); n == 0 || n > 3000 {
				t.Errorf("%s: a line of %d characters", m.Key, n)
			}
			if strings.ContainsAny(l.Text, "\r\n") || strings.TrimSpace(l.Text) != l.Text {
				t.Errorf("%s: %q", m.Key, l.Text)
			}
			for _, b := range l.Buttons {
				if b.Main {
					t.Errorf("%s: a main button inside a line", m.Key)
				}
			}
		}
		for _, b := range m.Buttons {
			if b.Main {
				mains++
			}
		}
		if mains > 1 {
			t.Errorf("%s has %d main buttons", m.Key, mains)
		}
		for _, b := range everyButton(m) {
			if n := utf8.RuneCountInString(b.Text); n == 0 || n > 75 || utf8.RuneCountInString(b.Label) > 75 || len(b.Value) > 2000 || b.Action == "" {
				t.Errorf("%s: %+v", m.Key, b)
			}
		}
		if strings.ContainsAny(m.Subject, "\r\n") || strings.HasSuffix(m.Subject, " ") {
			t.Errorf("%s: subject %q", m.Key, m.Subject)
		}
	}
}

func everyButton(m message.Message) []message.Button {
	all := slices.Clone(m.Buttons)
	for _, l := range m.Lines {
		all = append(all, l.Buttons...)
	}
	return all
}

// In a notice and a right the first paragraph of a mail is long enough that
// nothing else reaches a lock screen, and says class and date only (VOICE §4).
func TestLockScreen(t *testing.T) {
	for _, one := range everyTopic(t) {
		formal := one.item.Notice.Kind == deadline.Formal || one.item.Notice.Topic == deadline.TopicRight
		mail := message.Push(message.Mail, []message.Item{one.item})
		if !strings.HasPrefix(mail.Lines[0].Text, "Hello ") {
			t.Errorf("%s begins %q", mail.Key, mail.Lines[0].Text)
		}
		if n := utf8.RuneCountInString(mail.Lines[1].Text); formal && n < 140 {
			t.Errorf("%s: the first paragraph has %d characters", mail.Key, n)
		}
		for _, word := range []string{"report", "response", "sign", "evaluation", "improvement", "referral", "panel"} {
			slack := message.Push(message.Slack, []message.Item{one.item}).Lines[0].Text
			if word == "sign" && one.item.Notice.Topic == deadline.TopicSign {
				continue // VOICE §3, OTHERS: "You have a form to sign."
			}
			if strings.Contains(strings.ToLower(slack+mail.Subject), word) {
				t.Errorf("%s: %q on a lock screen", mail.Key, word)
			}
		}
	}
}

// A right is a right: never due, open since, owed or done (VOICE §1, rule 5).
func TestRightIsNoDuty(t *testing.T) {
	for _, one := range rights(t) {
		for _, ch := range []message.Channel{message.Slack, message.Mail} {
			text := message.Push(ch, []message.Item{one.item}).Text()
			for _, word := range []string{"is due", "Due ", "open since", "Open since", "owe", "[Done]", "must", "required"} {
				if strings.Contains(text, word) {
					t.Errorf("%q in\n%s", word, text)
				}
			}
		}
	}
}

// A visit is no evaluation: no sentence to the consultant says evaluate, rate or
// assess (VOICE, Words).
func TestVisitIsNoEvaluation(t *testing.T) {
	d := visit(t, "2025-10-08 09:30")
	m := *d.assign()
	d.now = d.at("2025-10-08 11:00")
	words := regexp.MustCompile(`(?i)evaluat|\brat(e|ing)|assess|judg|score`)
	all := []message.Message{
		message.VisitShown(d.view(nia), 12), message.Planned(d.view(nia), m), message.Held(d.view(nia), m, nil), message.Missed(d.view(nia), m),
		message.Canceled(d.view(nia), m, 0), message.Answered(d.view(nia), m, "yes"), message.WhyMeeting(d.view(nia), m), message.Due(d.owed(nia), nil),
	}
	for _, it := range d.items() {
		if it.Notice.To == nia.ID {
			all = append(all, message.Push(message.Slack, []message.Item{it}), message.Push(message.Mail, []message.Item{it}))
		}
	}
	if len(all) < 12 {
		t.Fatalf("%d messages", len(all))
	}
	for _, m := range all {
		if found := words.FindString(m.Text()); found != "" {
			t.Errorf("%s says %q:\n%s", m.Key, found, m.Text())
		}
	}
}

// Text is the whole message in words: every line and every button.
func TestText(t *testing.T) {
	m := message.Message{
		Lines:   []message.Line{{Text: "Logged."}, {Text: "A right.", Buttons: []message.Button{{Text: "Write"}}}},
		Buttons: []message.Button{{Text: "Undo"}, {Text: "Why?"}},
	}
	if got, want := m.Text(), "Logged.\nA right. [Write]\n [Undo] [Why?]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := (message.Message{}).Text(); got != "" {
		t.Errorf("nothing is %q", got)
	}
}
