package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"parbot/internal/message"
)

// actions are the values of all constants of internal/message/action.go.
func actions(t *testing.T) []string {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), "../internal/message/action.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	ast.Inspect(tree, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, text)
		}
		return true
	})
	return all
}

// Every button does something, and none breaks when its value is nothing, or
// was made up: what is not the person's is absent, and nothing is stored.
func TestEveryPress(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	all := actions(t)
	if len(all) < 25 {
		t.Fatalf("%d actions", len(all))
	}
	before := o.count(`SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM meetings) + (SELECT count(*) FROM cases)`)
	typed := []string{message.ActBoth, message.ActAnyway, message.ActFix, message.ActRetry, message.ActPick, message.ActKeep}
	for _, action := range all {
		_, acts := acting[action]
		_, opens := opening[action]
		if !acts && !opens && !slices.Contains(typed, action) {
			t.Errorf("nothing answers %q", action)
		}
		for _, value := range []string{"", " ", "12", "x y z", "0198c0de-0000-7000-8000-000000000000", "0198c0de-0000-7000-8000-000000000000 confer/2025-10-08", "'; DROP TABLE cases; --"} {
			for _, who := range []string{"Carl", "Sam", "Dora"} {
				r := o.ask(who, Request{Kind: Pressed, Action: action, Value: value})
				if r.Form == nil && r.Message.Text() == "" {
					t.Errorf("%s presses %s %q: no answer", who, action, value)
				}
				if strings.Contains(r.Message.Text(), "cannot save right now") {
					t.Errorf("%s presses %s %q: %s", who, action, value, r.Message.Text())
				}
			}
		}
	}
	if o.logs.Len() > 0 {
		t.Errorf("log: %s", o.logs)
	}
	if after := o.count(`SELECT (SELECT count(*) FROM records) + (SELECT count(*) FROM meetings) + (SELECT count(*) FROM cases)`); after != before {
		t.Errorf("%d rows became %d", before, after)
	}
	if got := o.ask("Carl", Request{Kind: Pressed, Action: "made up"}).Message.Text(); got != "This can no longer be found." {
		t.Errorf("an unknown action: %s", got)
	}
}

// What somebody else may press is absent for everybody else: by a press nobody
// gets what they could not type.
func TestForeignPresses(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Carl", "log @Maria yesterday 45m co-planned unit 3, 2.6")
	undo := buttonsOf(o.told["Carl"])[0]
	o.says("Carl", "meet @Maria initial-triad 2025-10-20 15:00")
	meeting := buttonsOf(o.told["Carl"])[0].Value
	mine, err := o.bot.desk.Mine(t.Context(), o.act("Carl"))
	if err != nil {
		t.Fatal(err)
	}
	maria := string(mine[0].Case)
	for _, press := range []Request{
		{Action: message.ActUndo, Value: undo.Value},
		{Action: message.ActRedo, Value: undo.Value},
		{Action: message.ActRead, Value: undo.Value},
		{Action: message.ActNote, Value: undo.Value},
		{Action: message.ActCase, Value: maria},
		{Action: message.ActLog, Value: maria},
		{Action: message.ActMeet, Value: maria},
		{Action: message.ActReport, Value: maria},
		{Action: message.ActYes, Value: meeting},
		{Action: message.ActWhy, Value: maria + " confer/2025-08-27"},
		{Action: message.ActDone, Value: maria + " confer/2025-08-27"},
		{Action: message.ActSnooze, Value: maria + " confer/2025-08-27"},
		{Action: message.ActPick, Value: maria + " log Ortiz 45m x"},
	} {
		press.Kind = Pressed
		for _, who := range []string{"Nia", "Sam"} {
			r := o.ask(who, press)
			if text := r.Message.Text(); r.Form != nil || !strings.HasPrefix(r.Message.Key, "err.") || strings.Contains(text, "Maria") || strings.Contains(text, "unit 3") {
				t.Errorf("%s presses %s: %s, %+v", who, press.Action, text, r.Form)
			}
		}
	}
	// The administrator knows of the case, and reads no log of it (CLO-23).
	for _, action := range []string{message.ActRead, message.ActUndo, message.ActNote} {
		r := o.ask("Ada", Request{Kind: Pressed, Action: action, Value: undo.Value})
		if strings.Contains(r.Message.Text(), "unit 3") || r.Form != nil {
			t.Errorf("Ada presses %s: %s", action, r.Message.Text())
		}
	}
}

// Done opens the form that meets the deadline; a press alone meets nothing.
func TestDone(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	mine, err := o.desk.Mine(t.Context(), o.act("Carl"))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"contact-teacher/x": "contact", "meet-weekly/2025-W41": "log", "write-log/x": "log", "confer/2025-08-27": "report",
		"plan-initial/x": "meet", "hold-final/x": "meet",
	} {
		r := o.ask("Carl", Request{Kind: Pressed, Action: message.ActDone, Value: string(mine[0].Case) + " " + key})
		if r.Form == nil || r.Form.Key != want || r.Settles {
			t.Errorf("%s: %+v, want the form %s", key, r.Form, want)
		}
	}
	r := o.ask("Maria", Request{Kind: Pressed, Action: message.ActDone, Value: string(mine[0].Case) + " write-teacher-log/x"})
	if r.Form == nil || r.Form.Key != "log" {
		t.Errorf("Maria's log: %+v", r)
	}
	r = o.ask("Ada", Request{Kind: Pressed, Action: message.ActDone, Value: string(mine[0].Case) + " give-date/x"})
	if r.Form == nil || r.Form.Key != "meet" || r.Form.Fields[0].Value[0] != "initial-triad" {
		t.Errorf("Ada's date: %+v", r)
	}
	if n := o.count(`SELECT count(*) FROM records WHERE form IN ('log', 'contact', 'teacher-log')`); n != 0 {
		t.Errorf("%d records by a press alone", n)
	}
}

// Answers to invitations, snoozing, and what only shows.
func TestPresses(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	o.says("Carl", "meet @Maria initial-triad 2025-10-20 15:00 45m Room 12")
	meeting := buttonsOf(o.told["Carl"])[0].Value
	press := func(who, action, value string) Reply {
		return o.ask(who, Request{Kind: Pressed, Action: action, Value: value})
	}
	const when = "Meeting, Monday, October 20, 3:00 to 3:45 p.m., Room 12. "
	for _, tt := range []struct{ action, want string }{
		{message.ActYes, when + "You said yes."},
		{message.ActNo, when + "You said no. Another time will be looked for."},
		{message.ActOther, when + "You asked for another time."},
	} {
		if r := press("Ada", tt.action, meeting); !strings.HasPrefix(r.Message.Text(), tt.want) || !r.Settles {
			t.Errorf("%s: %s", tt.action, r.Message.Text())
		}
	}
	mine, err := o.desk.Mine(t.Context(), o.act("Carl"))
	if err != nil {
		t.Fatal(err)
	}
	id := string(mine[0].Case)
	for _, tt := range []struct {
		action, value, want string
		settles             bool
	}{
		{message.ActWhy, id + " meeting/" + meeting, "Initial Triad, Monday, October 20, 3:00 to 3:45 p.m., Room 12.\nPlanned on Wednesday, October 8 by you.", false},
		{message.ActCase, id, "Maria Ortiz · since Wednesday, August 27 · PAR Mentor: Carl Tran", false},
		{message.ActDue, "", "", false},
		{message.ActHelp, "log", "/par log PERSON", false},
		{message.ActRetry, "whoami", "You are Carl Tran", true},
		{message.ActKeep, "", "One is kept. Nothing was saved a second time.", true},
	} {
		r := press("Carl", tt.action, tt.value)
		if !strings.HasPrefix(r.Message.Text(), tt.want) || r.Settles != tt.settles || r.Message.Text() == "" {
			t.Errorf("%s: %q, settles %v", tt.action, r.Message.Text(), r.Settles)
		}
	}
	for action, key := range map[string]string{message.ActLog: "log", message.ActMeet: "meet", message.ActReport: "report"} {
		if r := press("Carl", action, id); r.Form == nil || r.Form.Key != key || metaOf(r.Form.Meta).Get("case") != id {
			t.Errorf("%s: %+v", action, r.Form)
		}
	}
	if r := press("Carl", message.ActLog, ""); r.Form == nil {
		t.Errorf("log without a case: %+v", r)
	}
	o.says("Carl", "log @Maria yesterday 45m co-planned unit 3")
	record := buttonsOf(o.told["Carl"])[0].Value
	if r := press("Carl", message.ActRead, record); !strings.Contains(r.Message.Text(), "Co-planned unit 3") {
		t.Errorf("read: %s", r.Message.Text())
	}
	if r := press("Carl", message.ActNote, record); r.Form == nil || r.Form.Key != "note" {
		t.Errorf("note: %+v", r)
	}
	if r := o.sends("Carl", map[string]string{"text": "seemed tired"}); r.Message.Text() != "Noted. Only you can read it.\n [Undo]" {
		t.Errorf("note: %s, %v", r.Message.Text(), r.Errors)
	}
	if n := o.count(`SELECT count(*) FROM records n JOIN records l ON l.id = n.on_id WHERE n.form = 'note' AND l.form = 'log'`); n != 1 {
		t.Errorf("%d notes about the log", n)
	}
}
