package message_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/message"
)

// The weeks of case.show are those that owe a meeting: from the first contact
// on, none without a school day, and the first one only when the contact came
// before its first school day was over, or they met in it (LANGUAGE §2.4).
func TestWeeksMet(t *testing.T) {
	for _, tt := range []struct{ name, contact, met, now, want string }{
		{"none yet", "2025-10-06", "", "2025-10-06", "Met in 0 of 1 school week."},
		{"from a Monday", "2025-10-06", "2025-10-07", "2025-10-15", "Met in 1 of 2 school weeks."},
		{"from a Wednesday", "2025-10-08", "", "2025-10-15", "Met in 0 of 1 school week."},
		{"from a Wednesday, met on Friday", "2025-10-08", "2025-10-10", "2025-10-15", "Met in 1 of 2 school weeks."},
		{"from the Tuesday after a holiday", "2025-09-02", "", "2025-09-03", "Met in 0 of 1 school week."},
		{"twice in a week is one week", "2025-10-06", "2025-10-07 2025-10-09", "2025-10-10", "Met in 1 of 1 school week."},
		{"over Thanksgiving", "2025-11-17", "2025-11-18 2025-12-02", "2025-12-03", "Met in 2 of 2 school weeks."},
		{"on a Saturday no week has begun", "2025-10-11", "", "2025-10-12", ""},
	} {
		d := open(t, tt.now+" 18:00")
		d.c.Records, d.c.Meetings = d.c.Records[:2], nil
		d.record("contact", carl, tt.contact+" 10:00", "filed")
		for on := range strings.FieldsSeq(tt.met) {
			d.met(on)
		}
		for _, who := range []casefile.Person{carl, maria, ada, dora} {
			text := message.Case(d.view(who), d.c.ID, nil).Text()
			if strings.Contains(text, "Met in") != (tt.want != "") || !strings.Contains(text, tt.want) {
				t.Errorf("%s, to %s: want %q in\n%s", tt.name, who.Name, tt.want, text)
			}
		}
	}
	if text := message.Case(visit(t, "2025-10-08 09:30").view(dora), "v12", nil).Text(); strings.Contains(text, "Met in") {
		t.Errorf("a visit has weeks: %s", text)
	}
}
