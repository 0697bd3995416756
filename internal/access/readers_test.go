package access_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parbot/internal/access"
	"parbot/internal/casefile"
	"parbot/internal/program"
)

func TestReaders(t *testing.T) {
	p, _ := clovis(t)
	packet := program.Event{Name: "hearing", State: "packet"}
	forwarded := program.Event{Name: "forwarding", State: "filed"}
	panel, hr := access.Reader{Role: program.Panel, Later: packet}, access.Reader{Role: program.HR, Later: forwarded}
	board := access.Reader{Role: program.Superintendent, Later: program.Event{Name: "board-matter", State: "filed"}} // *8
	now := func(roles ...program.Role) []access.Reader {
		var all []access.Reader
		for _, r := range roles {
			all = append(all, access.Reader{Role: r, Now: true})
		}
		return all
	}
	tests := []struct {
		track, form string
		want        []access.Reader
	}{
		{"par", "log", append(now(program.Consultant, program.Teacher), // the author first
			access.Reader{Role: program.Administrator, DatesOnly: true, Presented: true},
			access.Reader{Role: program.Coordinator, Now: true}, panel, hr)},
		{"par", "teacher-log", append(now(program.Teacher, program.Consultant, program.Administrator, program.Coordinator), panel, hr)},
		{"par", "note", now(program.Consultant)},
		{"par", "report", append(now(program.Consultant, program.Teacher, program.Administrator, program.Coordinator), panel, hr, board)},
		{"par", "response", append(now(program.Teacher, program.Consultant, program.Administrator, program.Coordinator), panel, hr, board)},
		{"visit", "visit", now(program.Teacher, program.Consultant, program.Coordinator)},
		{"visit", "visit-answer", now(program.Coordinator, program.Consultant, program.Teacher)},
		{"visit", "log", nil},
		{"par", "ghost", nil},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, access.Readers(p, p.In(tt.track), tt.form, "")); diff != "" {
			t.Errorf("%s, %s, -want +got:\n%s", tt.track, tt.form, diff)
		}
	}
}

func TestReadersOfWords(t *testing.T) {
	p := load(t, words)
	tests := map[string][]access.Reader{
		"closed": {{Role: program.Teacher, Now: true}, {Role: program.Consultant, Now: true}}, // never is no reader
		"both":   {{Role: program.Consultant, Now: true}, {Role: program.Coordinator, Now: true}},
		"letter": {{Role: program.Consultant, Now: true}, {Role: program.Teacher, Now: true}, {Role: program.Coordinator, Now: true}},
		"notice": {{Role: program.Coordinator, Now: true}, {Role: program.Teacher, Later: program.Event{State: "served"}}},
		"remark": {{Role: program.Coordinator, Now: true}, {Role: program.Teacher, Now: true}, {Role: program.Consultant, Now: true}},
		"shared": {{Role: program.Consultant, Now: true}},
		"sums":   {{Role: program.Consultant, Now: true}},
	}
	for form, want := range tests {
		if diff := cmp.Diff(want, access.Readers(p, p.In("par"), form, "")); diff != "" {
			t.Errorf("%s, -want +got:\n%s", form, diff)
		}
	}
}

// What an author is told of who can read is what the gate decides for a record
// that is filed, for every form of the shipped program and every role; and it
// leaves nobody out.
func TestReadersAgreeWithDecide(t *testing.T) {
	p, cal := clovis(t)
	rapid.Check(t, func(rt *rapid.T) {
		track := rapid.SampledFrom([]string{"par", "visit"}).Draw(rt, "track")
		f := newFile(t, p, cal, track)
		form := rapid.SampledFrom(written(p.In(track).Forms)).Draw(rt, "form")
		author := casefile.ID(rapid.SampledFrom(form.By).Draw(rt, "by"))
		on := casefile.ID("")
		for _, name := range form.Attaches {
			if other := p.In(track).Form(name); other != nil {
				on = "on"
				under := f.under(name, "under")
				f.record(on, name, casefile.ID(other.By[0]), casefile.Filed).On = under
			}
			if m := p.In(track).Meeting(name); m != nil && m.Packet.N != 0 { // what is written at a hearing follows its packet
				f.meeting("hearing", name, "2025-10-06 09:00")
				on = "hearing"
			}
		}
		f.record("r", form.Key, author, casefile.Filed).On = on
		if f.gate().Knows(author).Level == program.Nothing {
			return // who does not know of the case yet has written nothing in it
		}
		told := map[program.Role]access.Reader{}
		for _, r := range access.Readers(p, p.In(track), form.Key, program.Role(author)) {
			told[r.Role] = r
		}
		one := rapid.SampledFrom(people).Draw(rt, "viewer")
		if one.id == "second" && (form.Nobody || len(form.By) > 1) || one.role == program.HR && (form.Key == "forwarding" || form.Key == "closing-list") || len(form.Second) > 0 {
			return // the author's alone; and what it opens itself
		}
		want := program.Nothing
		switch r := told[one.role]; {
		case r.Now:
			want = program.Read
		case r.DatesOnly:
			want = program.Dates
		}
		if v := f.decide(one.id, "r"); v.Level != want && v.Level != program.Counts {
			rt.Fatalf("%s by %s: %s is told to be %+v, but sees level %d by %q", form.Key, author, one.id, told[one.role], v.Level, v.Rule)
		}
	})
}

// under files what a form is read with, and what that is read with in turn.
func (f *file) under(form string, id casefile.ID) casefile.ID {
	one := f.p.In("par").Form(form)
	if one == nil || one.SeenBy != nil || one.Nobody || len(one.Attaches) == 0 {
		return ""
	}
	other := f.p.In("par").Form(one.Attaches[0])
	on := f.under(other.Key, id+"-on")
	f.record(id, other.Key, casefile.ID(other.By[0]), casefile.Filed).On = on
	return id
}

// written are the forms that somebody writes; the rest the program makes.
func written(all []*program.Form) []*program.Form {
	return slices.DeleteFunc(slices.Clone(all), func(f *program.Form) bool { return len(f.By) == 0 })
}
