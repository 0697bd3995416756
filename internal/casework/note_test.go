package casework_test

import (
	"strings"
	"testing"

	"parbot/internal/casefile"
	"parbot/internal/casework"
	"parbot/internal/message"
)

// A private note is its author's alone: in the case or about a log of it, read
// by nobody else, owed and told to nobody (AMB-21).
func TestNote(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	log := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3"))), message.ActUndo)
	notices := o.count(`SELECT count(*) FROM notices`)
	first := o.done(o.desk.Note(t.Context(), o.as("Carl", ""), casework.Note{Case: o.maria, Text: "planted-note"}))
	wants(t, first.Text(), "Noted. Only you can read it.", "[Undo]")
	o.ok(o.desk.Note(t.Context(), o.as("Carl", ""), casework.Note{About: log, Text: "seemed tired"}))
	same(t, "notes", o.rows(`SELECT concat_ws(' ', day, fields->>'text', fields->>'remark', on_id = '`+string(log)+`') FROM records WHERE form = 'note' ORDER BY at, id`),
		o.rows(`SELECT concat_ws(' ', '2025-10-08', v, f) FROM (VALUES (1, 'planted-note', NULL), (2, 'seemed tired', 't')) AS x (n, v, f) ORDER BY n`))

	of, notes, err := o.desk.Notes(t.Context(), o.as("Carl", ""), casework.Note{About: log})
	if err != nil || of != o.maria {
		t.Errorf("notes of case %s: %v", of, err)
	}
	same(t, "what Carl wrote", strings.Join(notes, "\n"), "Wednesday, October 8: planted-note\nWednesday, October 8: seemed tired")
	note := button(t, first, message.ActUndo)
	if got := o.reads(note, "planted-note"); !strings.HasSuffix(got, ", Maria err.role, Ada err.role, Dora err.role, Sam err.role") {
		t.Errorf("who reads it: %s", got)
	}
	if n := o.count(`SELECT count(*) FROM notices`); n != notices {
		t.Errorf("%d notices follow from notes", n-notices)
	}
	o.unchanged()

	wants(t, o.ok(o.desk.Undo(t.Context(), o.as("Carl", ""), note)), "Undone")
	if _, notes, err = o.desk.Notes(t.Context(), o.as("Carl", ""), casework.Note{Case: o.maria}); err != nil || len(notes) != 1 {
		t.Errorf("notes after Undo: %v, %v", notes, err)
	}
}

// Who has no notebook in the case, and what a note does not hold.
func TestNoteRefused(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	record := button(t, o.done(o.desk.Log(t.Context(), o.as("Carl", ""), o.log("2025-10-07", "unit 3"))), message.ActUndo)
	before := o.dump()
	for _, who := range []string{"Maria", "Ada", "Dora", "Sam", "Nia"} {
		for _, in := range []casework.Note{{Case: o.maria, Text: "x"}, {About: record, Text: "x"}} {
			if key := o.refused(o.desk.Note(t.Context(), o.as(who, ""), in)); key != "err.role" {
				t.Errorf("%s: %q", who, key)
			}
			if _, notes, err := o.desk.Notes(t.Context(), o.as(who, ""), in); err == nil {
				t.Errorf("%s has notes: %v", who, notes)
			}
		}
	}
	for _, tt := range []struct {
		in  casework.Note
		key string
	}{
		{casework.Note{Case: o.maria, Text: strings.Repeat("x", casework.MaxText+1)}, "err.text"},
		{casework.Note{About: "no id", Text: "x"}, "err.role"},
		{casework.Note{About: o.maria, Text: "x"}, "err.role"},
		{casework.Note{Text: "x"}, "err.role"},
	} {
		if key := o.refused(o.desk.Note(t.Context(), o.as("Carl", ""), tt.in)); key != tt.key {
			t.Errorf("%+v: %q, want %q", tt.in.About, key, tt.key)
		}
	}
	same(t, "the tables", o.dump(), before)
	o.ok(o.desk.Note(t.Context(), o.as("Carl", "note x"), casework.Note{Case: o.maria, Text: "x"}))
	if m := o.done(o.desk.Note(t.Context(), o.as("Carl", "note x"), casework.Note{Case: o.maria, Text: "x"})); m.Key != "ask.again" {
		t.Errorf("the same text within a minute: %q", m.Key)
	}
}

// Who could read a paper is said before it is filed, to whoever may file it.
func TestReaders(t *testing.T) {
	t.Parallel()
	o := open(t, "2025-10-08 10:00")
	for _, tt := range []struct {
		who, command, want string
	}{
		{"Carl", "log", "Site Administrator: sees that you met; the text only if it is shared while Maria Ortiz is present."},
		{"Maria", "log", "Can read it: you, your PAR Mentor, Site Administrator, Director of Induction."},
		{"Ada", "log", ""},
		{"Sam", "log", ""},
		{"Maria", "contact", ""},
		{"Carl", "nothing", ""},
	} {
		lines, err := o.desk.Readers(t.Context(), o.as(tt.who, ""), o.maria, tt.command)
		if tt.want == "" {
			if err == nil {
				t.Errorf("%s, %s: %v", tt.who, tt.command, lines)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		wants(t, strings.Join(lines, "\n"), tt.want)
	}
	if _, err := o.desk.Readers(t.Context(), o.as("Carl", ""), casefile.ID("no id"), "log"); err == nil {
		t.Error("there are readers of no case")
	}
}
