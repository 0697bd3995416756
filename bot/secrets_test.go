package bot

import (
	"slices"
	"strings"
	"testing"

	"parbot/internal/message"
)

// Each text that somebody writes is planted with a word of its own, and every
// command and every press of everybody is tried: a word reaches only those who
// may read it (DOMAIN 3; CLO-23, CLO-28, BOS-42).
func TestSecrets(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 09:00")
	ids := o.plant()
	mayRead := map[string][]string{
		"secretlog":      {"Carl", "Maria", "Dora"},
		"secretprivate":  {"Carl"},
		"secretteacher":  {"Maria", "Carl", "Ada", "Dora"},
		"secretnote":     {"Carl"},
		"secretdraft":    {"Carl"},
		"secrettopic":    {"Sam", "Dora"},
		"secretwish":     {"Sam", "Dora"},
		"secretwithdrew": {"Carl"},
	}
	heard := map[string]map[string]bool{}
	hear := func(who, how string, r Reply) {
		t.Helper()
		text := strings.ToLower(written(r))
		for word, readers := range mayRead {
			if !strings.Contains(text, word) {
				continue
			}
			if heard[word] == nil {
				heard[word] = map[string]bool{}
			}
			heard[word][who] = true
			if !slices.Contains(readers, who) {
				t.Errorf("%s learns %q by %s:\n%s", who, word, how, text)
			}
		}
	}
	for _, who := range []string{"Maria", "Carl", "Ada", "Dora", "Sam", "Nia", "Stranger"} {
		for _, typed := range []string{
			"", "due", "due Maria", "why", "why conference", "case", "case @Maria", "caseload", "report @Maria", "note @Maria", "log @Maria", "log", "sign", "respond",
			"meet @Maria", "meet V-1", "assign V-1", "visit withdraw V-9", "whoami", "help", "help log", "nonsense",
		} {
			hear(who, "/par "+typed, o.says(who, typed))
		}
		for _, id := range ids {
			for _, action := range []string{
				message.ActRead, message.ActShow, message.ActCase, message.ActWhy, message.ActLog, message.ActNote, message.ActMeet,
				message.ActReport, message.ActSign, message.ActRespond, message.ActAssign, message.ActDone,
			} {
				for _, value := range []string{id, id + " confer/2025-08-27", id + " meeting/" + id} {
					hear(who, action+" "+value, o.ask(who, Request{Kind: Pressed, Action: action, Value: value}))
				}
			}
		}
	}
	// A test that hears nothing would prove nothing.
	for word, who := range map[string]string{
		"secretlog": "Maria", "secretprivate": "Carl", "secretteacher": "Ada", "secretnote": "Carl", "secretdraft": "Carl", "secrettopic": "Dora", "secretwish": "Dora",
	} {
		if !heard[word][who] {
			t.Errorf("%s never reads %q", who, word)
		}
	}
}

// plant writes a word of its own into each text, and returns the ids of all
// there is.
func (o *office) plant() (ids []string) {
	o.Helper()
	o.says("Carl", "log @Maria yesterday 45m secretlog and more, 2.6 note: secretprivate")
	o.says("Maria", "log yesterday 45m secretteacher and more")
	o.says("Carl", "note @Maria secretnote and more")
	o.says("Carl", "report @Maria")
	o.sends("Carl", map[string]string{"text": "secretdraft and more"})
	o.says("Sam", "visit secrettopic, mornings with secretwish")
	o.says("Carl", "log @Maria 9/30 45m secretwithdrew and more")
	o.presses("Carl", "Undo")
	mine, err := o.desk.Mine(o.Context(), o.act("Carl"))
	if err != nil {
		o.Fatal(err)
	}
	ids = append(ids, "1", string(mine[0].Case))
	for _, query := range []string{
		`SELECT coalesce(string_agg(id::text, ' '), '') FROM records`, `SELECT coalesce(string_agg(id::text, ' '), '') FROM meetings`,
		`SELECT coalesce(string_agg(id::text, ' '), '') FROM cases`,
	} {
		ids = append(ids, strings.Fields(o.text(query))...)
	}
	return ids
}
